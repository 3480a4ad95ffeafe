"""What a field of a finding may hold, as a person who puts it right gives it.

The tables of findings follow from dataclasses that this package does not see; their columns do not say whether a text is
a list, a code or a date. This says it, and a test holds it against the dataclasses.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Mapping
from math import isfinite
from typing import Any, NamedTuple

from corpus.canonical import canonical, squash
from output.questions import VALUES

Cell = str | int | float | None


class CorrectionError(ValueError):
    """A correction that can't be made; the message says what is wrong, where, and what to do."""


class Shape(NamedTuple):
    """What a field holds: `kind` is words, list (of words), iso, choice, choices or number; `choices` are the codes allowed;
    `needed` fields are never empty; words of a `quoted` field stand in the text, and have their places in `spans`.
    """

    kind: str
    choices: tuple[str, ...]
    needed: bool
    quoted: bool


_LISTS = {("directives", "addressees"), ("directives", "coordinating"), ("officials", "titles"), ("meetings", "units")}
_ISO = {
    *(("directives", "deadline"), ("dates", "value"), ("citations", "date"), ("meetings", "date")),
    *(("documents", "published"), ("documents", "issued")),
}
_CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("documents", "kind"): tuple(VALUES["kind"]),
    ("directives", "strength"): tuple(VALUES["strength"]),
    ("systems", "code"): tuple(VALUES["system"]),
    ("units", "type"): ("agency", "area"),
}
_ROLES = ("chair", "delegation_head", "speaker", "attendee", "signer")
_NEEDED = {
    *(("documents", "kind"), ("officials", "name"), ("systems", "code"), ("systems", "text")),
    *(("units", "text"), ("units", "type"), ("units", "full"), ("dates", "text"), ("dates", "value")),
    *(("directives", "evidence"), ("directives", "action"), ("directives", "strength")),
    *(("citations", "text"), ("citations", "type"), ("figures", "text"), ("figures", "value")),
}
# Words that are completed or put in order, and so need not stand in the text.
_COMPLETED = {("units", "full"), ("citations", "type"), ("citations", "number")}
# The field that quotes the finding itself: where it changes, so does the finding's place.
_OWN = {"directives": "evidence", "officials": "name"}
# What every table of findings has beside the fields of its kind.
FRAME = ("id", "document", "start", "end", "quote", "by", "spans")
# The fields of a document's head that may be put right.
HEAD = ("kind", "title", "published", "number", "issuer", "place", "issued", "signer", "signer_title")
_LONGEST = 5_000


def own(fact: str) -> str:
    """The field of table `fact` that quotes the finding itself: evidence, name or text."""
    return _OWN.get(fact, "text")


def empty(fact: str) -> dict[str, Cell]:
    """What a new row of table `fact` holds where nothing is said: lists are empty ones."""
    return {f: "[]" for t, f in sorted(_LISTS | {("officials", "roles")}) if t == fact}


def shape(fact: str, field: str, sql_type: str = "TEXT") -> Shape:
    """What `field` of table `fact` holds; of a table that is not known here, by the column's SQL type."""
    at = (fact, field)
    if at == ("officials", "roles"):
        return Shape("choices", _ROLES, False, False)
    if at in _CHOICES:
        return Shape("choice", _CHOICES[at], at in _NEEDED, False)
    if at in _ISO:
        return Shape("iso", (), at in _NEEDED, False)
    if sql_type.upper() in ("INTEGER", "REAL", "FLOAT"):
        return Shape("number", (), at in _NEEDED, False)
    quoted = fact != "documents" and at not in _COMPLETED
    return Shape("list" if at in _LISTS else "words", (), at in _NEEDED, quoted)


def checked(fact: str, field: str, value: Any, sql_type: str = "TEXT") -> Any:
    """`value` (a string, number, list of strings or None) in the form in which a correction keeps it.

    Raises CorrectionError for what `field` can't hold.
    """
    s = shape(fact, field, sql_type)
    where = f"{fact}.{field}"
    if value is None or value == "" or value == []:
        if s.needed:
            raise CorrectionError(f"{where} may not be empty: give a value, or say that the whole finding is none")
        return [] if s.kind in ("list", "choices") else None
    if s.kind in ("list", "choices"):
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise CorrectionError(f"{where} is a list of texts, none of them empty, not {value!r}")
        items = list(dict.fromkeys(_words(where, v) for v in value))
        for item in items:
            _chosen(where, item, s.choices)
        return items
    if s.kind == "number":
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise CorrectionError(f"{where} is a number, not {value!r}")
        return float(value) if sql_type.upper() != "INTEGER" else int(value)
    if not isinstance(value, str):
        raise CorrectionError(f"{where} is a text, not {value!r}")
    text = _words(where, value)
    _chosen(where, text, s.choices)
    if s.kind == "iso" and not is_iso(text):
        raise CorrectionError(
            f"{where}: {value!r} is no ISO value: give 2021-04-30, 2021-04, 2021, 2021-Q2, a span A/B, or --04-30 without a year"
        )
    return text


def encoded(value: Any) -> Cell:
    """A value of a correction as the store's column holds it: lists are JSON."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _words(where: str, value: str) -> str:
    text = squash(canonical(value))
    if not text or len(text) > _LONGEST:
        raise CorrectionError(f"{where}: a text of 1 to {_LONGEST} characters is wanted, not one of {len(text)}")
    return text


def _chosen(where: str, value: str, choices: tuple[str, ...]) -> None:
    if choices and value not in choices:
        raise CorrectionError(f"{where}: {value!r} is none of {', '.join(choices)}")


def from_form(fact: str, field: str, given: str, sql_type: str = "TEXT") -> Any:
    """What a person typed into a form, as `checked` takes it: lists an item a line, numbers with a point, empty for none."""
    kind = shape(fact, field, sql_type).kind
    if kind in ("list", "choices"):
        return [squash(line) for line in given.splitlines() if line.strip()]
    if kind == "number" and re.fullmatch(r"\s*[-+]?\d+(?:\.\d+)?\s*", given):
        return float(given)
    return given.strip() or None


_ISO_POINT = re.compile(r"(?:(\d{4})(?:-(?:Q[1-4]|(\d\d)(?:-(\d\d))?))?|--(\d\d)(?:-(\d\d))?)")


def is_iso(value: str) -> bool:
    """Is `value` a day, month, quarter, year, span or open year of the calendar, in the guidelines' forms?"""
    points = value.split("/")
    return len(points) <= 2 and all(_is_point(p) for p in points)


def _is_point(value: str) -> bool:
    m = _ISO_POINT.fullmatch(value)
    if not m or m[1] == "0000":
        return False
    month, day = m[2] or m[4], m[3] or m[5]
    if month and not 1 <= int(month) <= 12:
        return False
    return not day or 1 <= int(day) <= monthrange(int(m[1] or 2000), int(month))[1]


def all_checked(fact: str, fields: Any, types: Mapping[str, str]) -> dict[str, Any]:
    """All of `fields` in the form in which a correction keeps them; `types` are the SQL types of the fields there are.

    Raises CorrectionError for a field that isn't one, or can't hold its value.
    """
    if not isinstance(fields, dict) or not fields:
        raise CorrectionError(f"{fact}: which field is to hold what? There are {', '.join(types)}")
    for field in fields:
        if field not in types:
            raise CorrectionError(f"{fact} has no field {field!r}: there are {', '.join(types)}")
    return {f: checked(fact, f, v, types[f]) for f, v in fields.items()}
