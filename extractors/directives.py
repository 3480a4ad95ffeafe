"""Who tells whom to do what by when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Finding, Reading, said


@dataclass(frozen=True, kw_only=True)
class Directive(Finding):
    """A statement by which someone assigns, orders, requires, asks or urges that something be done."""

    TABLE = "directives"
    SECTION = "directives"

    evidence: str = said("The sentence, list item or clause that states it")
    issuer: str | None = said("Who says so: a person's name if a person does, else the unit", default=None)
    addressees: tuple[str, ...] = said("Who is to act, as named in the text", default=())
    coordinating: tuple[str, ...] = said("Whom the addressees are to work with (phối hợp với …)", default=())
    action: str = said("What is to be done")
    deadline: str | None = said("ISO value of the time by which it is to be done", default=None)
    deadline_text: str | None = said("The words that state the deadline", default=None)
    strength: str = said("order, request or wish")


KIND = Directive
NEEDS: tuple[str, ...] = ("header", "dates", "units", "officials")


def extract(reading: Reading) -> Iterator[Directive]:
    """One entry a sentence, list item or clause that directs."""
    yield from ()
