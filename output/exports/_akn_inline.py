"""Marks within a text as XML elements: which of them nest, and the text with them in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from output.exports._words import for_xml


class Inline(NamedTuple):
    """An element over the characters [start, end) of a text."""

    start: int
    end: int
    element: str
    attributes: dict[str, str]


def nested(inlines: Iterable[Inline], within: Sequence[tuple[int, int]]) -> list[Inline]:
    """Those that lie within one of the stretches `within` (in order, apart) and cross no other; the outer one first.

    Of two that cross, the one that begins first is kept; of two of one kind at the same place, the first.
    """
    kept: list[Inline] = []
    opened: list[Inline] = []
    n = 0
    # A directive holds what it names, also where both have the same words.
    for i in sorted(inlines, key=lambda i: (i.start, -i.end, i.element != "inline", i.element)):
        while n < len(within) and within[n][1] <= i.start:
            n += 1
        if n == len(within) or i.start < within[n][0] or i.end > within[n][1]:
            continue
        while opened and opened[-1].end <= i.start:
            opened.pop()
        same = opened and opened[-1][:3] == i[:3]
        if (opened and i.end > opened[-1].end) or same:
            continue
        opened.append(i)
        kept.append(i)
    return kept


def marked(text: str, start: int, end: int, inlines: Iterable[Inline]) -> str:
    """The characters [start, end) of `text` as XML, with elements that nest, the outer one first."""
    pieces: list[str] = []
    opened: list[Inline] = []
    at = start

    def close(until: int) -> None:
        nonlocal at
        while opened and opened[-1].end <= until:
            last = opened.pop()
            pieces.append(f"{escaped(text[at : last.end])}</{last.element}>")
            at = last.end

    for i in inlines:
        close(i.start)
        attributes = "".join(f" {name}={quoted(value)}" for name, value in i.attributes.items())
        pieces.append(f"{escaped(text[at : i.start])}<{i.element}{attributes}>")
        at = i.start
        opened.append(i)
    close(end)
    pieces.append(escaped(text[at:end]))
    return "".join(pieces)


def escaped(text: str | None) -> str:
    """`text` as XML text; what XML 1.0 forbids is left out."""
    return escape(for_xml(text), {"\r": "&#13;"})


def quoted(text: str) -> str:
    """`text` as the value of an attribute, with its quotation marks."""
    return quoteattr(for_xml(text))
