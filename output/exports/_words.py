"""Words and addresses as other formats bear them."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlsplit

# Characters that XML 1.0 does not allow (its production Char), and lone surrogates.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Control characters but tab and line feed, which no plain-text format bears.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def for_xml(text: str | None) -> str:
    """`text` without what XML 1.0 forbids. Offsets into `text` do not count in it: cut first, then clean each piece."""
    return _NO_XML.sub("", text or "")


def for_lines(text: str | None) -> str:
    """`text` without control characters but tab and line feed."""
    return _CONTROLS.sub("", text or "")


def shortened(text: str, most: int) -> str:
    """`text` in one line of at most `most` characters, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rsplit(" ", 1)[0] + "…"


def listed(cell: Any) -> list[str]:
    """The names of a cell that holds a JSON list; of anything else none."""
    try:
        value = json.loads(cell or "[]")
    except (TypeError, ValueError):
        return []
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def is_list(cell: Any) -> bool:
    """Does a cell hold a JSON list?"""
    try:
        return isinstance(json.loads(cell), list)
    except (TypeError, ValueError):
        return False


def is_url(address: str | None) -> bool:
    """Is it an address that a browser may open?"""
    try:
        parts = urlsplit((address or "").strip())
        return parts.scheme in ("http", "https") and bool(re.fullmatch(r"[\w.:-]+", parts.hostname or ""))
    except ValueError:
        return False


def iri(address: str) -> str:
    """`address` with white space, quotation marks and brackets escaped, which no address holds; what is escaped stays."""
    return quote(address.strip(), safe="%/:?#[]@!$&'()*+,;=~-._")


def urn(kind: str, name: str) -> str:
    """A name for the world, the same whenever and wherever it is asked for: a UUID of version 5 (RFC 9562)."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"chidao:{kind}:{name}").urn


def page(base: str, kind: str, name: str) -> str:
    """Address of the desk's page of a document, directive, unit or official; empty without a `base`."""
    return f"{base}/-/{kind}/{quote(name, safe='@')}" if base else ""


def address_of(document: Mapping[str, Any], base: str, name: str = "id") -> str:
    """Where a document may be read: the page that published it, else the desk's page, else its name for the world."""
    there = document["address"]
    return iri(there) if is_url(there) else page(base, "document", document[name]) or urn("document", document[name])


def instant(value: str) -> bool:
    """Is it an ISO day with a time?"""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return full_day(value[:10]) and len(value) > len("2025-06-30")


def full_day(value: str | None) -> bool:
    """Is it an ISO day, rather than a month, year, span or none?"""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value or ""):
        return False
    try:
        date.fromisoformat(value or "")
    except ValueError:
        return False
    return True
