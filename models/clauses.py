"""Which clauses direct, and how strongly: a linear-chain CRF over the clauses of a document in their order.

Labels are "none", "order", "request" and "wish". A chain, since a directive is seldom alone: what the clause before is,
and what the lead-in above it says, tells as much as its own words. Weights are CRFsuite's format (no code in it).
"""

from __future__ import annotations

from collections.abc import Iterable

import pycrfsuite

from models import _crf


def available() -> bool:
    """Are there weights?"""
    return _crf.load("clauses") is not None


def classify(rows: list[list[str]]) -> list[tuple[str, float]]:
    """For each clause, given as its attributes, the likeliest strength or "none", and the probability that it directs."""
    tagger = _crf.load("clauses")
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


def train(examples: Iterable[_crf.Example]) -> None:
    """Train on (attributes, labels) of whole documents into the weights in use."""
    _crf.train("clauses", examples, c1=0.3, c2=0.3, rounds=150)
