"""The gatherings that the document reports on or concludes, put together from the findings before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Finding, Reading, said


@dataclass(frozen=True, kw_only=True)
class Meeting(Finding):
    """A gathering that the document reports on or concludes."""

    TABLE = "meetings"
    SECTION = "meetings"

    date: str | None = said("ISO value of the day or days on which it took place", default=None)
    place: str | None = said("Where it took place", default=None)
    about: str | None = said("Its subject", default=None)
    chair: str | None = said("Name of the person who chaired or concluded it", default=None)
    head: str | None = said("Name of the head of the visiting delegation", default=None)
    units: tuple[str, ...] = said("The units that took part or were represented", default=())


KIND = Meeting
NEEDS: tuple[str, ...] = ("header", "dates", "units", "officials", "directives")


def extract(reading: Reading) -> Iterator[Meeting]:
    """Usually one entry, none for a document that only orders or announces."""
    yield from ()
