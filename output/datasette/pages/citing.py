"""Lines that a researcher pastes into a footnote: who, what, number, date, address, when it was taken."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from output.datasette.pages._page import day

_HERE = ZoneInfo("Asia/Ho_Chi_Minh")
_TELLS = {"order": "giao", "request": "đề nghị", "wish": "mong"}
# A citation is one line: of a longer action its beginning.
_LONGEST = 300


def moment(iso: str | None) -> str:
    """An ISO time as day and time in Vietnam: 2025-06-30T18:00:00+00:00 → 01/07/2025 01:00; what is no time as it is."""
    try:
        return datetime.fromisoformat(iso or "").astimezone(_HERE).strftime("%d/%m/%Y %H:%M")
    except (ValueError, OverflowError):
        return iso or ""


def web(address: str | None) -> str | None:
    """`address` if it can be a link: http and https only."""
    return address if address and re.match(r"https?://", address) else None


def of_document(doc: Mapping[str, Any], source: str) -> str:
    """The citation of a document; `source` is the title of its source."""
    who = doc.get("issuer") or doc.get("signer") or source
    dated = doc.get("issued") or doc.get("published")
    parts = [
        who,
        f"“{doc['title']}”" if doc.get("title") else "",
        f"số {doc['number']}" if doc.get("number") else "",
        f"ngày {day(dated)}" if dated else "",
        doc["address"],
        f"tải về {moment(doc['fetched'])[:10]}" if doc.get("fetched") else "",
    ]
    return " ".join(", ".join(filter(None, parts)).split()) + "."


def of_directive(
    directive: Mapping[str, Any], addressees: Sequence[str], doc: Mapping[str, Any], source: str, stable: str
) -> str:
    """The citation of a directive: who tells whom to do what by when, its document, and its address in the ledger."""
    who = directive["issuer"] or "(không nêu ai)"
    verb = _TELLS.get(directive["strength"], "giao")
    action = shortened(directive["action"] or "", _LONGEST)
    due = directive["deadline_text"] or directive["deadline"]
    told = f"{who} {verb} {'; '.join(addressees) or '(không nêu đơn vị)'}: “{action}”{f', hạn {due}' if due else ''}"
    return " ".join(f"{told}. {of_document(doc, source)} Trong sổ chỉ đạo: {stable}".split())


def shortened(text: str, longest: int) -> str:
    """`text`, white space squashed, cut behind a word where it is longer than `longest` characters."""
    text = " ".join(text.split())
    return text if len(text) <= longest else (text[:longest].rpartition(" ")[0] or text[:longest]) + "…"
