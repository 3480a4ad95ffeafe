"""Puts the learned tagger to work on a document: syllables, the rules' hints, and the spans that come back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from corpus.document import Document
from extractors._titles import HONORIFIC, names, office, surnames
from extractors._units import candidates
from extractors._zones import Zones, zones
from models import tagger
from models._crf import folder
from models.words import Word, syllables


class Entity(NamedTuple):
    """A name in the text: [start, end), PER, TIT, AGY or ARE."""

    start: int
    end: int
    label: str


_HONORIFIC = re.compile(rf"(?<!\w){HONORIFIC}(?!\w)")


def paragraphs(z: Zones) -> Iterator[tuple[list[Word], list[list[str]], str]]:
    """Syllables, hints for each, and place, paragraph by paragraph: what `models.tagger.features` takes."""
    flat = z.flat
    marks: list[tuple[int, int, str]] = [(s.start, s.end, f"{s.type[:2]}.{s.rule}") for s in candidates(flat)]
    marks += [(m.start(), m.end(), "office") for m in office().finditer(flat)]
    marks += [(a, b, "name") for a, b in names(flat)]
    marks += [(m.start(), m.end(), "hon") for m in _HONORIFIC.finditer(flat)]
    marks.sort()
    known = surnames()
    at = 0
    for i, p in enumerate(z.body):
        words = syllables(flat, p.start, p.end)
        if not words:
            continue
        hints: list[list[str]] = [[] for _ in words]
        starts = {w.start: k for k, w in enumerate(words)}
        while at < len(marks) and marks[at][0] < p.start:
            at += 1
        for a, b, name in _within(marks, at, p.end):
            k = starts.get(a)
            if k is None:
                continue
            hints[k].append(f"B{name}")
            k += 1
            while k < len(words) and words[k].start < b:
                hints[k].append(f"I{name}")
                k += 1
        for k, w in enumerate(words):
            if flat[w.start : w.end] in known:
                hints[k].append("sur")
        yield words, hints, "head" if i < z.head else "foot" if i >= z.foot else "body"


def _within(marks: list[tuple[int, int, str]], at: int, end: int) -> Iterable[tuple[int, int, str]]:
    while at < len(marks) and marks[at][0] < end:
        yield marks[at]
        at += 1


def entities(document: Document) -> tuple[Entity, ...]:
    """What the tagger finds in `document`, in the order of the text; () where it has no weights."""
    return _entities(document, folder())


@lru_cache(maxsize=16)
def _entities(document: Document, _weights: Path) -> tuple[Entity, ...]:
    if not tagger.available():
        return ()
    z = zones(document)
    found = []
    for words, hints, place in paragraphs(z):
        rows = tagger.features([z.flat[w.start : w.end] for w in words], hints, place)
        for t in tagger.tag(rows):
            found.append(Entity(words[t.first].start, words[t.last].end, t.label))
    return tuple(sorted(found))
