"""Counts, shares, scores and amounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Finding, Reading, said


@dataclass(frozen=True, kw_only=True)
class Figure(Finding):
    """A count, share, score or amount that says something about the world."""

    TABLE = "figures"
    SECTION = "figures"

    text: str = said("From the number through the noun that it counts")
    value: float = said("The number, multiplied out (1,5 tỷ đồng is 1500000000)")


KIND = Figure
NEEDS: tuple[str, ...] = ("header", "dates", "references")


def extract(reading: Reading) -> Iterator[Figure]:
    """One entry a figure."""
    yield from ()
