"""The document itself: what it is, its title, number, issuer, place and date, signer; or a page's headline and stamp."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Finding, Reading, said


@dataclass(frozen=True, kw_only=True)
class Header(Finding):
    """What the head and foot of a document, or the top of a page, say of it."""

    TABLE = "documents"
    SECTION = "document"

    kind: str = said("news, notice, dispatch, plan, decision, order, report or other")
    title: str | None = said("Headline, or the type of an official document with its subject line", default=None)
    published: str | None = said("ISO date of the page's own publication stamp", default=None)
    number: str | None = said("Number and symbol, without spaces", default=None)
    issuer: str | None = said("The issuing body, in natural case", default=None)
    place: str | None = said("Place of the place-and-date line", default=None)
    issued: str | None = said("ISO date of the place-and-date line", default=None)
    signer: str | None = said("Name of the person who signed", default=None)
    signer_title: str | None = said("The signer's office, in natural case", default=None)


KIND = Header
NEEDS: tuple[str, ...] = ()


def extract(reading: Reading) -> Iterator[Header]:
    """At most one header a document."""
    yield from ()
