"""What the two logistic regressions share: fitting by scikit-learn, and weights as JSON, which holds no code.

Reading needs no scikit-learn, only sums. Weights are taken from the folder in use (`models._crf.using`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from models._crf import folder

# Weights smaller than this change no decision and are left out of the file.
_LEAST = 0.02


@cache
def _loaded(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def load(name: str) -> Any:
    """The weights of the model `name` in use, as they were saved; None where there are none."""
    return _loaded(folder() / f"{name}.json")


def save(name: str, weights: object) -> None:
    """Write `weights` as those of the model `name` in use."""
    path = folder() / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(weights, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    _loaded.cache_clear()


def fit(examples: Sequence[set[str]], targets: Sequence[Sequence[bool]], c: float) -> list[dict[str, float] | None]:
    """One regression for each of `targets` over the same `examples`, given as features: feature → weight, the intercept
    under ""; None for a target that is always or never true. `c` is the inverse of the penalty. Deterministic."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    vectors = DictVectorizer()
    matrix = vectors.fit_transform([dict.fromkeys(sorted(f), 1.0) for f in examples])
    # liblinear takes 32-bit indices only; DictVectorizer makes 64-bit ones.
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    names = vectors.get_feature_names_out()
    found: list[dict[str, float] | None] = []
    for target in targets:
        if len(set(target)) < 2:
            found.append(None)
            continue
        model = LogisticRegression(C=c, max_iter=400, solver="liblinear", random_state=0).fit(matrix, list(target))
        kept = {str(n): round(float(w), 3) for n, w in zip(names, model.coef_[0], strict=True) if abs(w) >= _LEAST}
        found.append({"": round(float(model.intercept_[0]), 3), **kept})
    return found
