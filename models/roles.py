"""Which roles a person has in what is reported: one logistic regression a role (scikit-learn) over words around the name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models import _logistic

ROLES = ("chair", "delegation_head", "speaker", "attendee")


def available() -> bool:
    """Are there weights?"""
    return _logistic.load("roles") is not None


def decide(features: Iterable[str]) -> set[str]:
    """The roles of a person given as features; none where there are no weights."""
    weights: dict[str, dict[str, float]] = _logistic.load("roles") or {}
    given = set(features)
    return {role for role, w in weights.items() if w[""] + sum(w.get(f, 0.0) for f in given) > 0}


def train(examples: Sequence[tuple[set[str], set[str]]]) -> None:
    """Train on (features, roles) of persons and write the weights in use. Deterministic."""
    fitted = _logistic.fit([f for f, _ in examples], [[role in roles for _, roles in examples] for role in ROLES], 0.7)
    _logistic.save("roles", {role: weights for role, weights in zip(ROLES, fitted, strict=True) if weights})
