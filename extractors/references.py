"""Legal and administrative documents that the text cites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Finding, Reading, said


@dataclass(frozen=True, kw_only=True)
class Citation(Finding):
    """A legal or administrative document that the text cites."""

    TABLE = "citations"
    SECTION = "references"

    text: str = said("The citation as it stands")
    type: str = said("Type of the cited document, in natural case")
    number: str | None = said("Number and symbol, without spaces", default=None)
    date: str | None = said("ISO date of the cited document", default=None)


KIND = Citation
NEEDS: tuple[str, ...] = ("header", "dates")


def extract(reading: Reading) -> Iterator[Citation]:
    """One entry a cited document, in its fullest citation."""
    yield from ()
