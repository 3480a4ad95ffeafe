"""Text with a way back: which character of it stands for which of the text that it was made from.

A *sync* is an array with one entry more than the text has characters: for each place between characters the place in
the text before, or -1 where a character was made of several, or several of one.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator

from corpus._legacy_words import Piece

LINE = re.compile(r"[^\n]*\n?")
_ATOM = re.compile(
    "\r\n|.[\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f]*", re.DOTALL
)


def mapped(pieces: Iterable[Piece]) -> tuple[str, array[int]]:
    """The text that `pieces` make, and for each of its positions (one more than characters) the raw one, -1 for none."""
    out: list[str] = []
    sync = array("q", [0])
    raw = 0
    for p in pieces:
        out.append(p.out)
        if len(p.out) == p.length and not p.coded:
            sync.extend(range(raw + 1, raw + p.length + 1))
        elif p.out:
            sync.extend([-1] * (len(p.out) - 1))
            sync.append(raw + p.length)
        raw += p.length
        sync[-1] = raw
    sync[0] = 0
    return "".join(out), sync


def composed(later: array[int], earlier: array[int]) -> array[int]:
    """The sync over two steps: `later` leads to the text that `earlier` leads back from."""
    return array("q", (earlier[p] if p >= 0 else -1 for p in later))


def by_atoms(text: str, form: Callable[[str], str]) -> Iterator[Piece]:
    """`text` in another form, character by character wherever the form changes no more than that."""
    for m in LINE.finditer(text):
        line = m[0]
        formed = form(line)
        if formed == line:
            if line:
                yield Piece(line, len(line))
            continue
        atoms = [Piece(form(a[0]), len(a[0]), True) for a in _ATOM.finditer(line)]
        yield from atoms if "".join(p.out for p in atoms) == formed else [Piece(formed, len(line), True)]


def runs(sync: array[int]) -> tuple[tuple[int, int, int, int], ...]:
    """`sync` as the runs of a `Repair`: neighbours that are one character for one are put together."""
    out: list[tuple[int, int, int, int]] = []
    single = False  # is the last of them such a run?
    start = 0
    for end in range(1, len(sync)):
        if sync[end] < 0:
            continue
        raw_start, raw_end = sync[start], sync[end]
        alike = end - start == raw_end - raw_start == 1
        if alike and single:
            out[-1] = (out[-1][0], end, out[-1][2], raw_end)
        else:
            out.append((start, end, raw_start, raw_end))
        single = alike
        start = end
    return tuple(out)
