"""Calendar expressions and the ISO values that they fix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Finding, Reading, said


@dataclass(frozen=True, kw_only=True)
class Date(Finding):
    """An expression that fixes a calendar day, month, quarter, year or span."""

    TABLE = "dates"
    SECTION = "dates"

    text: str = said("The words that name the date")
    value: str = said("ISO value: day, month, year, 2021-Q2, a span a/b; --MM-DD where the text leaves the year open")


KIND = Date
NEEDS: tuple[str, ...] = ("header",)


def extract(reading: Reading) -> Iterator[Date]:
    """One entry a calendar value."""
    yield from ()
