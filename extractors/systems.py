"""Which e-government systems and themes the text speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Finding, Reading, said


@dataclass(frozen=True, kw_only=True)
class System(Finding):
    """An e-government system or theme that the text speaks of, with the words that name it."""

    TABLE = "systems"
    SECTION = "systems"

    code: str = said("Code of the system, e.g. portal, one-stop, digital-signature")
    text: str = said("The words that name it, at their first occurrence")


KIND = System
NEEDS: tuple[str, ...] = ()


def extract(reading: Reading) -> Iterator[System]:
    """One entry a code."""
    yield from ()
