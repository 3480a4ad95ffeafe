"""Which roles a person has in what is reported: one logistic regression a role (scikit-learn) over words around the name.

Weights are JSON, feature → weight a role: readable, and no code in them. Reading needs no scikit-learn, only sums.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from models._crf import folder

ROLES = ("chair", "delegation_head", "speaker", "attendee")
# Weights smaller than this change no decision and are left out of the file.
_LEAST = 0.02


@cache
def _loaded(path: Path) -> dict[str, dict[str, float]] | None:
    if not path.exists():
        return None
    weights: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))
    return weights


def available() -> bool:
    """Are there weights?"""
    return _loaded(folder() / "roles.json") is not None


def decide(features: Iterable[str]) -> set[str]:
    """The roles of a person given as features; none where there are no weights."""
    weights = _loaded(folder() / "roles.json")
    if weights is None:
        return set()
    given = set(features)
    return {role for role, w in weights.items() if w[""] + sum(w.get(f, 0.0) for f in given) > 0}


def train(examples: Sequence[tuple[set[str], set[str]]]) -> None:
    """Train on (features, roles) of persons and write the weights in use. Deterministic."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    vectors = DictVectorizer()
    matrix = vectors.fit_transform([dict.fromkeys(sorted(f), 1.0) for f, _ in examples])
    # liblinear takes 32-bit indices only; DictVectorizer makes 64-bit ones.
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    names = vectors.get_feature_names_out()
    weights: dict[str, dict[str, float]] = {}
    for role in ROLES:
        target = [role in roles for _, roles in examples]
        if len(set(target)) < 2:
            continue
        model = LogisticRegression(C=0.7, max_iter=400, solver="liblinear", random_state=0).fit(matrix, target)
        kept = {str(n): round(float(w), 3) for n, w in zip(names, model.coef_[0], strict=True) if abs(w) >= _LEAST}
        weights[role] = {"": round(float(model.intercept_[0]), 3), **kept}
    path = folder() / "roles.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(weights, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    _loaded.cache_clear()
