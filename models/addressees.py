"""Which of several offers is whom a directive addresses: a logistic regression (scikit-learn) that scores each offer.

Weights are JSON, feature → weight: readable, and no code in them. Reading needs no scikit-learn, only sums.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from models._crf import folder

# Weights smaller than this change no decision and are left out of the file.
_LEAST = 0.02


@cache
def _loaded(path: Path) -> dict[str, float] | None:
    if not path.exists():
        return None
    weights: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
    return weights


def available() -> bool:
    """Are there weights?"""
    return _loaded(folder() / "addressees.json") is not None


def best(offers: Sequence[set[str]]) -> int:
    """Index of the likeliest of `offers`, each given as its features; the first of equals."""
    weights = _loaded(folder() / "addressees.json") or {}
    scores = [sum(weights.get(f, 0.0) for f in features) for features in offers]
    return max(range(len(scores)), key=scores.__getitem__)


def train(examples: Sequence[tuple[set[str], bool]]) -> None:
    """Train on (features of an offer, is it right) and write the weights in use. Deterministic."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    vectors = DictVectorizer()
    matrix = vectors.fit_transform([dict.fromkeys(sorted(f), 1.0) for f, _ in examples])
    # liblinear takes 32-bit indices only; DictVectorizer makes 64-bit ones.
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    model = LogisticRegression(C=0.5, max_iter=400, solver="liblinear", random_state=0)
    model.fit(matrix, [right for _, right in examples])
    names = vectors.get_feature_names_out()
    kept = {str(n): round(float(w), 3) for n, w in zip(names, model.coef_[0], strict=True) if abs(w) >= _LEAST}
    path = folder() / "addressees.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    _loaded.cache_clear()
