"""Which of several offers is whom a directive addresses: a logistic regression (scikit-learn) that scores each offer."""

from __future__ import annotations

from collections.abc import Sequence

from models import _logistic


def available() -> bool:
    """Are there weights?"""
    return _logistic.load("addressees") is not None


def best(offers: Sequence[set[str]]) -> int:
    """Index of the likeliest of `offers`, each given as its features; the first of equals."""
    weights = _logistic.load("addressees") or {}
    scores = [sum(weights.get(f, 0.0) for f in features) for features in offers]
    return max(range(len(scores)), key=scores.__getitem__)


def train(examples: Sequence[tuple[set[str], bool]]) -> None:
    """Train on (features of an offer, is it right) and write the weights in use. Deterministic."""
    weights = _logistic.fit([f for f, _ in examples], [[right for _, right in examples]], 0.5)[0] or {}
    weights.pop("", None)  # the same for every offer: it decides nothing between them
    _logistic.save("addressees", weights)
