"""A linear-chain CRF that finds names of persons, their titles, bodies and areas in the paragraphs of a text.

One label a syllable carries two layers at once, ``person-layer|unit-layer``, since a title holds the name of a unit
("Chủ tịch UBND huyện"): layer one has PER and TIT, layer two AGY and ARE, both in the BIO scheme, "O" outside.
Features are the syllables, their shapes, and the hints of the rules; training learns how far the hints can be trusted.
Weights are CRFsuite's own binary format, which holds numbers and strings only and runs no code when loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pycrfsuite

from models import _crf


class Tagged(NamedTuple):
    """A span found by the tagger: tokens [first, last], its label, and the mean marginal probability of its tokens."""

    label: str
    first: int
    last: int


def shape(word: str) -> str:
    """The shape of a syllable: number, mark, capitals, capitalised, mixed or lower case."""
    if word[0].isdigit():
        return "9" if word.isdigit() else "9x"
    if not word[0].isalnum():
        return word[:1]
    if word.isupper():
        return "A" if len(word) == 1 else "AA"
    if word[0].isupper():
        return "Aa" if word[1:].islower() else "AxA"
    return "a" if word.islower() else "aX"


def features(words: Sequence[str], hints: Sequence[Sequence[str]], place: str) -> list[list[str]]:
    """CRFsuite attributes of each syllable of one paragraph.

    `hints` holds for each syllable what the rules say of it (any strings); `place` says where the paragraph stands.
    """
    n = len(words)
    low = [w.lower() for w in words]
    shapes = [shape(w) for w in words]
    before2, before, after, after2 = (
        (["<", "<", *low[:-2]] if n > 1 else ["<"] * n),
        ["<", *low[:-1]],
        [*low[1:], ">"],
        [*low[2:], ">", ">"][:n],
    )
    shape_before, shape_after = ["<", *shapes[:-1]], [*shapes[1:], ">"]
    before2 = before2[:n]
    rows = []
    for i in range(n):
        row = [
            "b",
            f"w={low[i]}",
            f"s={shapes[i]}",
            f"w-1={before[i]}",
            f"w+1={after[i]}",
            f"w-2={before2[i]}",
            f"w+2={after2[i]}",
            f"b-={before[i]} {low[i]}",
            f"b+={low[i]} {after[i]}",
            f"s-={shape_before[i]}{shapes[i]}",
            f"s3={shape_before[i]}{shapes[i]}{shape_after[i]}",
            f"p={place}",
        ]
        row += [f"h={h}" for h in hints[i]]
        if i:
            row += [f"h-={h}" for h in hints[i - 1]]
        if i + 1 < n:
            row += [f"h+={h}" for h in hints[i + 1]]
        rows.append(row)
    return rows


def available() -> bool:
    """Are there weights?"""
    return _crf.load("tagger") is not None


def tag(rows: list[list[str]]) -> list[Tagged]:
    """The spans that the model finds in one paragraph given as `features`; [] where there are no weights."""
    tagger = _crf.load("tagger")
    if tagger is None or not rows:
        return []
    return spans(tagger.tag(pycrfsuite.ItemSequence(rows)))


def spans(labels: Sequence[str]) -> list[Tagged]:
    """The spans of both layers of a label sequence."""
    found: list[Tagged] = []
    for layer in (0, 1):
        kind, first = "", 0
        for i, label in enumerate([*labels, "O|O"]):
            part = label.split("|")[layer]
            if kind and part != f"I-{kind}":
                found.append(Tagged(kind, first, i - 1))
                kind = ""
            if part.startswith("B-") or (part.startswith("I-") and not kind):
                kind, first = part[2:], i
    return found


def train(examples: Iterable[_crf.Example]) -> None:
    """Train on (attributes, labels) of paragraphs into the weights in use."""
    _crf.train("tagger", examples, c1=0.05, c2=0.02, rounds=120)
