"""Which clauses direct, and how strongly: a linear-chain CRF over the clauses of a document in their order.

Labels are "none", "order", "request" and "wish". A chain, since a directive is seldom alone: what the clause before is,
and what the lead-in above it says, tells as much as its own words. Weights are CRFsuite's format (no code in it).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pycrfsuite

WEIGHTS = Path(__file__).parent / "weights" / "clauses.crfsuite"


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


def classify(rows: list[list[str]], path: Path = WEIGHTS) -> list[tuple[str, float]]:
    """For each clause, given as its attributes, the likeliest strength or "none", and the probability that it directs."""
    tagger = _tagger(path)
    if tagger is None or not rows:
        return [("none", 0.0)] * len(rows)
    tagger.set(pycrfsuite.ItemSequence(rows))
    labels = tagger.labels()
    result = []
    for i in range(len(rows)):
        share = {label: tagger.marginal(label, i) for label in labels}
        directs = 1.0 - share.get("none", 0.0)
        best = max((label for label in labels if label != "none"), key=lambda x: share[x])
        result.append((best, directs))
    return result


def train(documents: Iterable[tuple[list[list[str]], list[str]]], path: Path = WEIGHTS, *, c1: float = 0.3, c2: float = 0.3, rounds: int = 150) -> None:
    """Train on (attributes, labels) of whole documents and write the weights to `path`. Deterministic."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for rows, labels in documents:
        trainer.append(pycrfsuite.ItemSequence(rows), labels)
    trainer.set_params({"c1": c1, "c2": c2, "max_iterations": rounds, "feature.minfreq": 2})
    path.parent.mkdir(parents=True, exist_ok=True)
    trainer.train(str(path))
    _tagger.cache_clear()
