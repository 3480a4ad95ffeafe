"""The parts of a directive: which syllables of its clause name the addressees, and which say what is to be done.

A linear-chain CRF over the syllables of one directing clause, labels ADR and ACT in the BIO scheme.
Weights are CRFsuite's format (no code in it).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import pycrfsuite

WEIGHTS = Path(__file__).parent / "weights" / "parts.crfsuite"


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


@cache
def _tagger(path: Path) -> pycrfsuite.Tagger | None:
    if not path.exists():
        return None
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    return tagger


def available(path: Path = WEIGHTS) -> bool:
    """Are there weights at `path`?"""
    return _tagger(path) is not None


def parse(rows: list[list[str]], path: Path = WEIGHTS) -> list[str]:
    """The label of each syllable of one clause; all "O" where there are no weights."""
    tagger = _tagger(path)
    if tagger is None or not rows:
        return ["O"] * len(rows)
    labels: list[str] = tagger.tag(pycrfsuite.ItemSequence(rows))
    return labels


def train(examples: Iterable[tuple[list[list[str]], list[str]]], path: Path = WEIGHTS, *, c1: float = 0.1, c2: float = 0.05, rounds: int = 120) -> None:
    """Train on (features, labels) of clauses and write the weights to `path`. Deterministic."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for rows, labels in examples:
        trainer.append(pycrfsuite.ItemSequence(rows), labels)
    trainer.set_params({"c1": c1, "c2": c2, "max_iterations": rounds, "feature.minfreq": 2})
    path.parent.mkdir(parents=True, exist_ok=True)
    trainer.train(str(path))
    _tagger.cache_clear()
