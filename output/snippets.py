"""Where in a text what was typed stands: the sentence around the first good hit, with all hits in it marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from corpus.canonical import canonical, fold, fold_in_place, spelling
from output import query

# Characters around a hit that are shown where no sentence ends before.
_AROUND = 150
# Hits of a word that are looked at, in order to find where most words stand together.
_LOOKED = 200
_BETWEEN = r"[\W_]+"
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
    found = [m.span() for m, _ in zip(wanted.together.finditer(text), range(_LOOKED), strict=False)]
    pattern = wanted.together if found else wanted.apart
    best = _spelt(text, found, wanted.words) if found else _crowded(text, wanted.apart)
    if best is None:
        return [Piece(text[: 2 * _AROUND], False)], 0
    start, end = _sentence(text, *best)
    pieces, at = [], start
    for m in pattern.finditer(text, start, end):
        pieces += [Piece(text[at : m.start()], False), Piece(text[m.start() : m.end()], True)]
        at = m.end()
    pieces.append(Piece(text[at:end], False))
    return [p for p in pieces if p.text], best[0]


class _Wanted(NamedTuple):
    """What is looked for: all words in a row, any of them, and the words as they were typed."""

    together: re.Pattern[str]
    apart: re.Pattern[str]
    words: query.Words


@lru_cache(maxsize=200)
def _wanted(typed: str) -> _Wanted | None:
    slots = [s for piece in re.split(r'["“”]', typed) for s in query.slots(piece, fold)]
    if not slots:
        return None
    row = "".join(f"{_BETWEEN}(?:{'|'.join(map(_spelt_out, slot))})" for slot in slots[1:])
    return _Wanted(
        re.compile(_beginning(slots[:1]) + row + r"(?![^\W_])"),
        re.compile(_beginning(slots) + r"(?![^\W_])"),
        query.words(spelling(canonical(typed))),
    )


def _beginning(slots: Sequence[query.Slot]) -> str:
    """A pattern for what stands in any of `slots`, behind no letter or digit.

    It begins with one set of characters, so that `re` passes over all others at once.
    """
    ways = [words for slot in slots for words in slot]
    first = "[" + "".join(dict.fromkeys("".join(_letters(words[0][0]) for words in ways))) + "]"
    rest = "|".join(f"(?<=[{_letters(words[0][0])}]){_spelt_out((words[0][1:], *words[1:]))}" for words in ways)
    return rf"{first}(?<![^\W_]{first})(?:{rest})"


def _spelt_out(words: query.Words) -> str:
    """A pattern for `words`, which are folded, however they are spelt."""
    return _BETWEEN.join("".join(f"[{_letters(c)}]" for c in word) for word in words)


def _letters(folded: str) -> str:
    return _SPELLINGS.get(folded, re.escape(folded))


def _spellings() -> dict[str, str]:
    """Folded character → all characters that are folded to it, in either case."""
    found: dict[str, str] = {}
    for c in map(chr, range(0x30, 0x1EFA)):
        if c.isalnum():
            found[fold_in_place(c)] = found.get(fold_in_place(c), "") + c
    return found


_SPELLINGS = _spellings()


def _spelt(text: str, found: list[tuple[int, int]], wanted: query.Words) -> tuple[int, int]:
    """The first hit that is spelt as typed, else the first."""
    return next((s for s in found if query.words(spelling(text[slice(*s)])) == wanted), found[0])


def _crowded(text: str, apart: re.Pattern[str]) -> tuple[int, int] | None:
    """The hit from which on the most different words stand within a sentence's length."""
    hits = [m for m, _ in zip(apart.finditer(text), range(_LOOKED), strict=False)]
    said = [fold_in_place(m.group()) for m in hits]
    best, most = None, 0
    for i, m in enumerate(hits):
        near = {
            w for h, w in zip(hits[i : i + 20], said[i : i + 20], strict=True) if h.start() - m.start() < 2 * _AROUND
        }
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
