"""Where in a text what was typed stands: the sentence around the first good hit, with all hits in it marked."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.canonical import canonical, fold, fold_in_place, spelling
from output import query

# Characters around a hit that are shown where no sentence ends before.
_AROUND = 150
# Hits of a word that are looked at, in order to find where most words stand together.
_LOOKED = 200
_BETWEEN = r"[\W_]+"
_ENDED = r"(?![^\W_])"
_END = re.compile(r"[.!?…;]\s|\n")


class Piece(NamedTuple):
    """A piece of a text, and whether it is a hit."""

    text: str
    hit: bool


def excerpt(text: str, typed: str) -> tuple[list[Piece], int]:
    """The sentence of `text` in which what was `typed` stands best, cut into pieces, and the offset of its first hit.

    Case, tone marks and abbreviations count as in the search itself; a hit spelt as typed is preferred. A text without
    any hit gives its beginning and offset 0.
    """
    wanted = _wanted(typed)
    if wanted is None:
        return [Piece(text[: 2 * _AROUND], False)], 0
    folded = _fold(text)
    found = [m.span() for m, _ in zip(wanted.together.finditer(folded), range(_LOOKED), strict=False)]
    pattern = wanted.together if found else wanted.apart
    best = _spelt(text, found, wanted.words) if found else _crowded(folded, wanted.apart)
    if best is None:
        return [Piece(text[: 2 * _AROUND], False)], 0
    start, end = _sentence(text, *best)
    pieces, at = [], start
    for m in pattern.finditer(folded, start, end):
        pieces += [Piece(text[at : m.start()], False), Piece(text[m.start() : m.end()], True)]
        at = m.end()
    pieces.append(Piece(text[at:end], False))
    return [p for p in pieces if p.text], best[0]


class _Wanted(NamedTuple):
    """What is looked for in a folded text: all words in a row, any of them; and the words as they were typed."""

    together: re.Pattern[str]
    apart: re.Pattern[str]
    words: query.Words


@lru_cache(maxsize=200)
def _wanted(typed: str) -> _Wanted | None:
    slots = [s for piece in re.split(r'["“”]', typed) for s in query.slots(piece, fold)]
    if not slots:
        return None
    row = "".join(f"{_BETWEEN}(?:{'|'.join(map(_in_a_row, slot))})" for slot in slots[1:])
    return _Wanted(
        re.compile(f"(?:{_begun(slots[0])}){row}{_ENDED}", re.DOTALL),
        re.compile(f"(?:{'|'.join(map(_begun, slots))}){_ENDED}", re.DOTALL),
        query.words(spelling(canonical(typed))),
    )


def _in_a_row(words: query.Words) -> str:
    return _BETWEEN.join(map(re.escape, words))


def _begun(slot: query.Slot) -> str:
    """Any of the ways of `slot`, behind no letter or digit. That is looked at last: `re` finds plain letters quickly."""
    return "|".join(
        rf"{re.escape(first)}(?<![^\W_].{{{len(first)}}}){''.join(_BETWEEN + re.escape(w) for w in rest)}"
        for first, *rest in slot
    )


@cache
def _table() -> NDArray[np.uint32]:
    """Character → what it is folded to, of the first 65,536."""
    return np.array([ord(fold_in_place(chr(c))) for c in range(1 << 16)], np.uint32)


def _fold(text: str) -> str:
    """`fold_in_place`, ten times as fast."""
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    if not len(codes) or codes.max() >= 1 << 16:
        return fold_in_place(text)
    return _table()[codes].tobytes().decode("utf-32-le")


def _spelt(text: str, found: list[tuple[int, int]], wanted: query.Words) -> tuple[int, int]:
    """The first hit that is spelt as typed, else the first."""
    return next((s for s in found if query.words(spelling(text[slice(*s)])) == wanted), found[0])


def _crowded(folded: str, apart: re.Pattern[str]) -> tuple[int, int] | None:
    """The hit from which on the most different words stand within a sentence's length."""
    hits = [m for m, _ in zip(apart.finditer(folded), range(_LOOKED), strict=False)]
    best, most = None, 0
    for i, m in enumerate(hits):
        near = {h.group() for h in hits[i : i + 20] if h.start() - m.start() < 2 * _AROUND}
        if len(near) > most:
            best, most = m.span(), len(near)
    return best


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around text[start:end], no longer than bounds allow, cut between words."""
    low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
    before = [m.end() for m in _END.finditer(text, low, start)]
    after = _END.search(text, end, high)
    if before:
        low = before[-1]
    elif low:
        low = text.find(" ", low, start) + 1 or low
    if after:
        high = after.start() + 1
    elif high < len(text):
        high = max(text.rfind(" ", end, high), end)
    return low, high
