"""Persons who hold an office or act in what is reported, with their titles and roles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Finding, Reading, said


@dataclass(frozen=True, kw_only=True)
class Official(Finding):
    """A person who holds an office or acts in what is reported."""

    TABLE = "officials"
    SECTION = "officials"

    name: str = said("Name without honorific or degree")
    titles: tuple[str, ...] = said("Each office as the text states it, with its unit where that stands with it", default=())
    roles: tuple[str, ...] = said("chair, delegation_head, speaker, attendee, signer: all that apply", default=())


KIND = Official
NEEDS: tuple[str, ...] = ("header", "units")


def extract(reading: Reading) -> Iterator[Official]:
    """One entry a person."""
    yield from ()
