"""Which runs of words two texts share, in order: patience diff over shingles, and difflib in the small gaps between.

difflib alone takes the square of the length; a shingle that stands once in each text is a place where they surely meet.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

_SHINGLE = 5
# Matches of fewer words are chance ("của Ủy ban"); gaps up to so many words are searched for every match.
_RUN = 3
_GAP = 80


def aligned(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """Runs of words that stand in both, in order: where in `a`, where in `b`, how many.

    Runs of fewer than three words are left out. Near linear for texts; a passage without a shingle of its own may be
    left unaligned.
    """
    found: list[tuple[int, int, int]] = []
    open_ = [(0, len(a), 0, len(b), 0)]
    while open_:
        a0, a1, b0, b1, depth = open_.pop()
        if a1 - a0 < _RUN or b1 - b0 < _RUN:
            continue
        if a1 - a0 <= _GAP and b1 - b0 <= _GAP:
            blocks = SequenceMatcher(None, a[a0:a1], b[b0:b1], autojunk=False).get_matching_blocks()
            found += [(a0 + i, b0 + j, n) for i, j, n in blocks if n >= _RUN]
            continue
        runs = _anchored(a, b, a0, a1, b0, b1) if depth < 5 else []
        found += runs
        if runs:
            ends = [(a0, b0, 0), *runs, (a1, b1, 0)]
            open_ += [(i + n, k, j + n, m, depth + 1) for (i, j, n), (k, m, _) in zip(ends, ends[1:], strict=False)]
    return sorted(found)


def _anchored(a: Sequence[str], b: Sequence[str], a0: int, a1: int, b0: int, b1: int) -> list[tuple[int, int, int]]:
    """Runs around the shingles that stand once in each: the longest ascending row of them (patience diff)."""
    places_a, places_b = _once(a, a0, a1), _once(b, b0, b1)
    pairs = [(i, places_b[s]) for s, i in places_a.items() if s in places_b]
    tails: list[int] = []  # the last place in b of the best row of each length, and which pair it is
    last: list[int] = []
    before: list[int] = []
    for n, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        before.append(last[at - 1] if at else -1)
        tails[at : at + 1], last[at : at + 1] = [j], [n]
    row: list[tuple[int, int]] = []
    n = last[-1] if last else -1
    while n >= 0:
        row.append(pairs[n])
        n = before[n]
    runs: list[tuple[int, int, int]] = []
    for i, j in reversed(row):
        if runs and i < runs[-1][0] + runs[-1][2]:
            continue  # within the run before it, on its diagonal or in its way
        low_a, low_b = (runs[-1][0] + runs[-1][2], runs[-1][1] + runs[-1][2]) if runs else (a0, b0)
        if j < low_b:
            continue
        end_i, end_j = i + _SHINGLE, j + _SHINGLE
        while i > low_a and j > low_b and a[i - 1] == b[j - 1]:
            i, j = i - 1, j - 1
        while end_i < a1 and end_j < b1 and a[end_i] == b[end_j]:
            end_i, end_j = end_i + 1, end_j + 1
        runs.append((i, j, end_i - i))
    return runs


def _once(words: Sequence[str], start: int, end: int) -> dict[tuple[str, ...], int]:
    shingles = [tuple(words[i : i + _SHINGLE]) for i in range(start, end - _SHINGLE + 1)]
    times = Counter(shingles)
    return {s: start + n for n, s in enumerate(shingles) if times[s] == 1}
