"""What the three CRF models share: where their weights are, loading them once, training them.

Weights are CRFsuite's binary format: numbers and strings, no code. A folder of weights is one generation of models;
`using` puts another one in its place, which is how cross-validation reads with models that have not seen a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pycrfsuite

Example = tuple[list[list[str]], list[str]]

_SHIPPED = Path(__file__).parent / "weights"
_active = [_SHIPPED]


def folder() -> Path:
    """The folder of the weights in use."""
    return _active[-1]


@contextmanager
def using(weights: Path) -> Iterator[None]:
    """Use the weights in another folder for a while."""
    _active.append(weights)
    try:
        yield
    finally:
        _active.pop()


@cache
def _loaded(path: Path) -> pycrfsuite.Tagger | None:
    if not path.exists():
        return None
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    return tagger


def load(name: str) -> pycrfsuite.Tagger | None:
    """The model `name` of the weights in use; None where there is none."""
    return _loaded(folder() / f"{name}.crfsuite")


def train(name: str, examples: Iterable[Example], *, c1: float, c2: float, rounds: int) -> None:
    """Train the model `name` on (attributes, labels) of sequences into the weights in use. Deterministic: L-BFGS from zero."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for rows, labels in examples:
        trainer.append(pycrfsuite.ItemSequence(rows), labels)
    trainer.set_params({"c1": c1, "c2": c2, "max_iterations": rounds, "feature.minfreq": 2})
    path = folder() / f"{name}.crfsuite"
    path.parent.mkdir(parents=True, exist_ok=True)
    trainer.train(str(path))
    _loaded.cache_clear()
