"""The parts of a directive: which syllables of its clause name the addressees, and which say what is to be done.

A linear-chain CRF over the syllables of one directing clause, labels ADR and ACT in the BIO scheme.
Weights are CRFsuite's format (no code in it).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pycrfsuite

from models import _crf


def features(words: Sequence[str], hints: Sequence[Sequence[str]], context: Sequence[str]) -> list[list[str]]:
    """CRFsuite attributes of each syllable of one clause; `hints` a syllable's, `context` the whole clause's."""
    low = [w.lower() for w in words]
    n = len(low)
    rows = []
    for i in range(n):
        before = low[i - 1] if i else "<"
        before2 = low[i - 2] if i > 1 else "<"
        after = low[i + 1] if i + 1 < n else ">"
        after2 = low[i + 2] if i + 2 < n else ">"
        row = [
            "b",
            f"w={low[i]}",
            f"w-1={before}",
            f"w+1={after}",
            f"w+2={after2}",
            f"w-2={before2}",
            f"b-={before} {low[i]}",
            f"b+={low[i]} {after}",
            f"b--={before2} {before}",
            f"b++={after} {after2}",
            f"cap={words[i][:1].isupper()}",
            f"at={min(i, 3)}",
        ]
        row += [f"h={h}" for h in hints[i]]
        if i:
            row += [f"h-={h}" for h in hints[i - 1]]
        if i + 1 < n:
            row += [f"h+={h}" for h in hints[i + 1]]
        if i < 3:
            row += [f"x{i}={c}" for c in context]
        rows.append(row)
    return rows


def available() -> bool:
    """Are there weights?"""
    return _crf.load("parts") is not None


def parse(rows: list[list[str]]) -> list[str]:
    """The label of each syllable of one clause; all "O" where there are no weights."""
    tagger = _crf.load("parts")
    if tagger is None or not rows:
        return ["O"] * len(rows)
    labels: list[str] = tagger.tag(pycrfsuite.ItemSequence(rows))
    return labels


def train(examples: Iterable[_crf.Example]) -> None:
    """Train on (attributes, labels) of clauses into the weights in use."""
    _crf.train("parts", examples, c1=0.1, c2=0.05, rounds=120)
