"""Documents with all that was found in them, as spans of their text in layers, for annotators and trainers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from output.exports import choosing
from output.exports.choosing import Chosen, rows

# Layer → table → field whose words are marked → label. A unit's label is its type.
LAYERS: dict[str, dict[str, dict[str, str]]] = {
    "names": {
        "officials": {"name": "PERSON", "titles": "TITLE"},
        "units": {"text": "UNIT"},
        "dates": {"text": "DATE"},
        "citations": {"text": "CITATION"},
        "systems": {"text": "SYSTEM"},
        "figures": {"text": "FIGURE"},
    },
    "parts": {
        "directives": {
            "issuer": "ISSUER",
            "addressees": "ADDRESSEE",
            "coordinating": "COORDINATING",
            "action": "ACTION",
            "deadline_text": "DEADLINE",
        },
    },
    "directives": {"directives": {"evidence": "DIRECTIVE"}},
    "meetings": {
        "meetings": {
            "date_text": "HELD",
            "place": "PLACE",
            "about": "ABOUT",
            "chair": "CHAIR",
            "head": "HEAD",
            "units": "PARTICIPANT",
        },
    },
}
_TYPES = {"agency": "AGENCY", "area": "AREA"}


class Span(NamedTuple):
    """Characters [start, end) of a text, what they are, and the keys of the findings that say so."""

    start: int
    end: int
    label: str
    findings: tuple[str, ...] = ()


class Marked(NamedTuple):
    """A document's row with the day that it is dated, its findings by table, and its spans by layer, in order."""

    row: dict[str, Any]
    facts: dict[str, list[dict[str, Any]]]
    layers: dict[str, list[Span]]


def labels(layer: str) -> list[str]:
    """All labels of a layer."""
    found = [label for fields in LAYERS[layer].values() for label in fields.values()]
    return [t for label in found for t in (_TYPES.values() if label == "UNIT" else (label,))]


def marked_documents(db: sqlite3.Connection, chosen: Chosen, kinds: Sequence[str] = ()) -> Iterator[Marked]:
    """The chosen documents one by one, those of earlier days first; those of `kinds` only, if any are given."""
    condition, values = choosing.documents(chosen)
    if kinds:
        condition += f" and c.kind in ({', '.join('?' * len(kinds))})"
        values += kinds
    sql = f"select o.*, c.dated from catalogue c join documents o on o.id = c.document where {condition} order by c.id"
    there = {r[0] for r in db.execute("select name from sqlite_master where type = 'table'")}
    tables = sorted({t for layer in LAYERS.values() for t in layer} & there)
    for row in rows(db, sql, values):
        row["text"] = row["text"] or ""
        facts = {
            t: list(rows(db, f'select * from "{t}" where document = ? order by start, id', [row["id"]])) for t in tables
        }
        yield Marked(row, facts, {layer: _layer(row["text"], facts, fields) for layer, fields in LAYERS.items()})


def _layer(
    text: str, facts: Mapping[str, Sequence[Mapping[str, Any]]], tables: Mapping[str, Mapping[str, str]]
) -> list[Span]:
    found: dict[tuple[int, int, str], dict[str, None]] = {}
    for table, fields in tables.items():
        for fact in facts.get(table, ()):
            for field, start, end in _places(fact["spans"]):
                label = fields.get(field, "")
                if label == "UNIT":
                    label = _TYPES.get(fact["type"], "AGENCY")
                place = _trimmed(text, start, end)
                if label and place:
                    found.setdefault((*place, label), {})[fact["id"]] = None
    return [Span(*where, tuple(ids)) for where, ids in sorted(found.items())]


def _places(cell: str | None) -> Iterator[tuple[str, int, int]]:
    try:
        said = json.loads(cell or "[]")
    except ValueError:
        return
    for place in said if isinstance(said, list) else ():
        if isinstance(place, list) and list(map(type, place)) == [str, int, int]:
            yield place[0], place[1], place[2]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The place without white space at its ends; None if nothing is left of it within the text."""
    words = text[start:end] if 0 <= start <= end <= len(text) else ""
    left = len(words) - len(words.lstrip())
    return (start + left, start + len(words.rstrip())) if words.strip() else None


def flat(spans: Iterable[Span]) -> list[Span]:
    """Of spans that overlap the longest, then the first; what is left in the order of the text."""
    kept: list[Span] = []
    taken: set[int] = set()
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start, s.label)):
        here = range(span.start, span.end)
        if taken.isdisjoint(here):
            kept.append(span)
            taken.update(here)
    return sorted(kept)
