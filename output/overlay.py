"""Corrections laid over what was extracted of one document: a pure function of rows, text and corrections.

Nothing here remembers what was done before: the outcome is the same for a document that is read again, by whatever code,
as for one that is read for the first time, which is why a correction survives both.

A correction holds where the text is the one that it was made on, whatever is extracted now; where the text is another, it
holds as long as the same words are there and the same was made of them. Where both have changed, someone must look again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from corpus.canonical import squash
from output.shapes import FRAME, Cell, empty, encoded, own, shape

Row = dict[str, Any]
Tables = dict[str, list[Row]]
# A change, a removal or an addition, as output/events.py describes it.
Correction = Mapping[str, Any]

# Two places are one and the same if they share this much of what they cover together.
_SAME_PLACE = 0.5
# Of words that occur again and again, more places prove nothing more.
_MOST_PLACES = 50
# Characters on either side of a finding's words by which its place is known again.
AROUND = 60


class Outcome(NamedTuple):
    """What came of a correction: `state` is applied, settled (nothing is left to do) or ask (someone must look again)."""

    state: str
    why: str  # of settled and ask: the reason, in a sentence
    row: str | None  # key of the row that it is about, as it is now
    start: int | None  # its place in the text as it is now; None where it has none
    end: int | None


class Laid(NamedTuple):
    """Rows as corrected; `base` are those that corrections found, by table and key: as extracted, or as added by one."""

    rows: Tables
    outcomes: dict[str, Outcome]
    base: dict[tuple[str, str], Row]


def digest_of(text: str) -> str:
    """By which a text is known to be the same."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def apply(
    rows_by_table: Mapping[str, Sequence[Row]], document_text: str, corrections: Sequence[Correction]
) -> tuple[Tables, dict[str, Outcome]]:
    """The rows of a document with `corrections` applied in their order, and what came of each, by its id.

    Rows are as the store's tables hold them (lists and spans as JSON), those of the document's head as table `documents`;
    none is changed in place. `document_text` is the text that offsets of the rows count in.
    """
    laid = lay(rows_by_table, document_text, corrections)
    return laid.rows, laid.outcomes


def lay(rows_by_table: Mapping[str, Sequence[Row]], text: str, corrections: Sequence[Correction]) -> Laid:
    """As `apply`, with what each correction found."""
    laid = Laid(
        {t: [dict(r) for r in rows] for t, rows in rows_by_table.items()},
        {},
        {(t, r["id"]): dict(r) for t, rows in rows_by_table.items() for r in rows},
    )
    now = digest_of(text)
    for c in corrections:
        do = {"change": _change, "remove": _remove, "add": _add}[c["what"]]
        laid.rows.setdefault(c["fact"], [])
        laid.outcomes[c["id"]] = do(laid, text, c, c["text"] == now)
    return laid


def _change(laid: Laid, text: str, c: Correction, same: bool) -> Outcome:
    fact, wanted = c["fact"], _cells(c)
    found = _found(laid, text, c, same)
    if found is None:
        return _lost(c, same, "what it puts right is no longer extracted")
    row = _working(laid, fact, found["id"])
    if row is None:
        return Outcome("settled", "another correction took the finding away", found["id"], *_place(found))
    if all(found.get(f) == v for f, v in wanted.items()):
        row |= wanted
        if fact != "documents":
            row["spans"] = _as_found(row, found, wanted)
        if own(fact) in wanted:
            row |= {k: found[k] for k in ("start", "end", "quote")}
        return Outcome("settled", "it is extracted so by now", row["id"], *_place(row))
    if not same and any(found.get(f) != c["extracted"].get(f) for f in wanted):
        return Outcome("ask", "both the text and what is extracted from it have changed", row["id"], *_place(row))
    _put(row, fact, wanted, text, c["id"])
    return Outcome("applied", "", row["id"], *_place(row))


def _remove(laid: Laid, text: str, c: Correction, same: bool) -> Outcome:
    fact = c["fact"]
    found = _found(laid, text, c, same)
    if found is None and (same or squash(c["quote"]) in squash(text)):
        return Outcome("settled", "it is no longer extracted", c["row"], *_moved(text, c, same))
    if found is None:
        return _lost(c, same, "its words are no longer in the text")
    fields = [f for f in c["extracted"] if f not in FRAME]
    if not same and any(found.get(f) != c["extracted"][f] for f in fields):
        return Outcome("ask", "both the text and what is extracted from it have changed", found["id"], *_place(found))
    laid.rows[fact] = [r for r in laid.rows[fact] if r["id"] != found["id"]]
    return Outcome("applied", "", found["id"], *_place(found))


def _add(laid: Laid, text: str, c: Correction, same: bool) -> Outcome:
    fact, wanted = c["fact"], _cells(c)
    start, end = _moved(text, c, same)
    if start is None or end is None:
        return _lost(c, same, "its words are no longer in the text")
    rival = _at(laid, fact, start, end, set(c["beside"]))
    if rival and all(rival.get(f) == v for f, v in wanted.items()):
        return Outcome("settled", "it is extracted by now", rival["id"], start, end)
    if rival and not same:
        return Outcome("ask", "both the text and what is extracted from it have changed", rival["id"], start, end)
    row = _working(laid, fact, rival["id"]) if rival else None
    if row is None:
        document = c["document"]
        row = {"id": f"{document}-{c['id'][:10]}", "document": document, "start": start, "end": end, "spans": "[]"}
        row |= {"quote": squash(text[start:end]), "by": "", **empty(fact)}
        _put(row, fact, wanted, text, c["id"])
        laid.base[fact, row["id"]] = dict(row)
        laid.rows[fact] = sorted([*laid.rows[fact], row], key=lambda r: (r["start"], r["end"]))
    else:
        _put(row, fact, wanted, text, c["id"])
    return Outcome("applied", "", row["id"], *_place(row))


def _cells(c: Correction) -> dict[str, Cell]:
    return {f: encoded(v) for f, v in c["fields"].items()}


def _lost(c: Correction, same: bool, why: str) -> Outcome:
    return Outcome("ask", why, c.get("row"), *((c["start"], c["end"]) if same else (None, None)))


def _place(row: Row) -> tuple[int | None, int | None]:
    return row.get("start"), row.get("end")


def _working(laid: Laid, fact: str, key: str) -> Row | None:
    return next((r for r in laid.rows[fact] if r["id"] == key), None)


def _found(laid: Laid, text: str, c: Correction, same: bool) -> Row | None:
    """The row that a change or removal is about, as it was found; None if it is there no more."""
    fact = c["fact"]
    rows = [r for (t, _), r in laid.base.items() if t == fact]
    named = next((r for r in rows if r["id"] == c["row"]), None)
    if fact == "documents" or (named and named["by"].startswith("correction:")):
        return named
    if same:
        if named and any(a < c["end"] and c["start"] < b for a, b in _own_places(named, fact)):
            return named
        return _at(laid, fact, c["start"], c["end"], set())
    alike = [r for r in rows if r["quote"] == c["quote"] and _extracted(r)]
    if len(alike) < 2:
        return alike[0] if alike else None
    return max(alike, key=lambda r: (_likeness(text, r["start"], r["end"], c), r["id"] == c["row"], -r["start"]))


def _own_places(row: Row, fact: str) -> list[tuple[int, int]]:
    spans = json.loads(row.get("spans") or "[]")
    return [(row["start"], row["end"]), *((a, b) for field, a, b in spans if field == own(fact))]


def _at(laid: Laid, fact: str, start: int, end: int, but: set[str]) -> Row | None:
    """The extracted row whose place is about [start, end); None if there is none."""

    def shared(r: Row) -> float:
        both = min(end, r["end"]) - max(start, r["start"])
        return both / (max(end, r["end"]) - min(start, r["start"])) if both > 0 else 0.0

    rows = [r for (t, k), r in laid.base.items() if t == fact and k not in but and _extracted(r)]
    best = max(rows, key=shared, default=None)
    return best if best and shared(best) >= _SAME_PLACE else None


def _extracted(row: Row) -> bool:
    return not row["by"].startswith("correction:")


def _moved(text: str, c: Correction, same: bool) -> tuple[int | None, int | None]:
    """Where the words of a correction stand now; of several places the one with the same words around it."""
    if same:
        return c["start"], c["end"]
    places = [m.span() for m in _occurrences(text, c["quote"], bounded=False)]
    if not places:
        return None, None
    return max(places, key=lambda p: (_likeness(text, p[0], p[1], c), -p[0]))


def _likeness(text: str, start: int, end: int, c: Correction) -> int:
    """How many characters around [start, end) are those that stood around the corrected words."""
    before, after = around(text, start, end)
    return _common(before[::-1], c["before"][::-1]) + _common(after, c["after"])


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """The words before and behind [start, end), white space squashed."""
    return squash(text[max(0, start - AROUND) : start]), squash(text[end : end + AROUND])


def _common(a: str, b: str) -> int:
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    return n


def _put(row: Row, fact: str, wanted: Mapping[str, Cell], text: str, correction: str) -> None:
    """Write `wanted` into `row`, with the places where its words stand; what is nowhere has none."""
    row |= wanted
    if fact == "documents":
        return
    row["by"] = f"correction:{correction}"
    home = own(fact)
    if home in wanted:
        # The finding stands where its words do.
        nearest = _nearest(text, str(wanted[home]), row["start"], row["end"])
        if nearest:
            row["start"], row["end"] = nearest
            row["quote"] = squash(text[slice(*nearest)])
    spans = [s for s in json.loads(row.get("spans") or "[]") if s[0] not in wanted]
    for field, value in wanted.items():
        spans += [[field, a, b] for a, b in _places(text, fact, field, value, row)]
    row["spans"] = json.dumps(spans, ensure_ascii=False)


def _places(text: str, fact: str, field: str, value: Cell, row: Row) -> Iterator[tuple[int, int]]:
    if not value or not isinstance(value, str) or not shape(fact, field).quoted:
        return
    if field == own(fact) and fact != "directives":
        yield from (m.span() for _, m in zip(range(_MOST_PLACES), _occurrences(text, value), strict=False))
        return
    items = json.loads(value) if shape(fact, field).kind == "list" else [value]
    for item in items:
        nearest = _nearest(text, item, row["start"], row["end"])
        if nearest:
            yield nearest


def _nearest(text: str, words: str, start: int, end: int) -> tuple[int, int] | None:
    """Where `words` stand: within [start, end), else as shortly before it as they do, else as shortly behind it."""
    places = [m.span() for m in _occurrences(text, words)]

    def far(place: tuple[int, int]) -> tuple[int, int]:
        a, b = place
        if a < end and start < b:
            return 0, abs(a - start)
        return (1, start - b) if b <= start else (2, a - end)

    return min(places, key=far, default=None)


def _occurrences(text: str, words: str, *, bounded: bool = True) -> Iterator[re.Match[str]]:
    pattern = r"\s+".join(map(re.escape, words.split()))
    if not pattern:
        return iter(())
    return re.finditer(rf"(?<!\w){pattern}(?!\w)" if bounded else pattern, text)


def _as_found(row: Row, found: Row, wanted: Mapping[str, Cell]) -> str:
    """The spans of `row` with those of the fields `wanted` as they were found."""
    kept = [s for s in json.loads(row.get("spans") or "[]") if s[0] not in wanted]
    kept += [s for s in json.loads(found.get("spans") or "[]") if s[0] in wanted]
    order = [tuple(s) for s in json.loads(found.get("spans") or "[]")]
    kept.sort(key=lambda s: order.index(tuple(s)) if tuple(s) in order else len(order))
    return json.dumps(kept, ensure_ascii=False)
