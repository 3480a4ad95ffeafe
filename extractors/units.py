"""Organisations and administrative areas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Finding, Reading, said


@dataclass(frozen=True, kw_only=True)
class Unit(Finding):
    """An organisation or administrative area, each distinct surface form once a document."""

    TABLE = "units"
    SECTION = "units"

    text: str = said("The name as it stands in the text")
    type: str = said("agency (a body) or area (an administrative area)")
    full: str = said("The name completed from the text, abbreviations spelt out")


KIND = Unit
NEEDS: tuple[str, ...] = ("header",)


def extract(reading: Reading) -> Iterator[Unit]:
    """One entry a surface form; `where` holds every occurrence."""
    yield from ()
