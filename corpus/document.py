"""The central objects: `Document`, `Finding`, `Reading`.

The invariant that everything relies on: for every `Where` of every finding, ``document.quote(where.start, where.end)``
is what the finding quotes there. Offsets count characters (code points) of the document's canonical text, end excluded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, TypeVar

from corpus.canonical import canonical, squash
from corpus.layout import Layout, lay_out


class Mark(NamedTuple):
    """Where a page's own mark-up says that something stands: `kind` is "headline", "stamp" or "byline"."""

    kind: str
    start: int
    end: int


class Repair(NamedTuple):
    """How text of a legacy font or charset became Unicode, and the way back.

    `runs` holds ``(start, end, raw_start, raw_end)`` in ascending order, without gaps: characters [start, end) of the
    repaired text stand for characters [raw_start, raw_end) of the text as it was published. A run whose two lengths are
    equal maps character by character.
    """

    encoding: str  # "TCVN3", "VNI", "VISCII" or "windows-1258"
    capitals_lost: bool  # TCVN3 keeps no accented capitals: some that were published are small letters here
    runs: tuple[tuple[int, int, int, int], ...]


@dataclass(frozen=True)
class Document:
    """One published text. Make it with `document()`, which makes the text canonical."""

    id: str  # 16 hex digits of SHA-256 over source and address: the same page keeps its id when its text changes
    source: str  # name of the source it came from; "" for a file given on the command line
    address: str  # URL or path, as the source names it
    text: str  # canonical text; never changes
    media: str = "txt"  # "txt", "html", "pdf", "docx", "doc", "odt", "rtf" or "image"
    raw: str = ""  # SHA-256 of the published bytes, the key into the archive; "" where nothing is kept
    fetched: str | None = None  # ISO time at which the bytes were taken
    marks: tuple[Mark, ...] = ()
    notes: tuple[
        str, ...
    ] = ()  # what a reader of the text should know: a promised field missing, a legacy font repaired
    files: tuple[str, ...] = ()  # addresses of files that belong to the page, as it writes them
    repair: Repair | None = None  # how a legacy font was made readable; None where nothing was
    parent: str = ""  # address of the page or bundle that it belongs to

    def quote(self, start: int, end: int) -> str:
        """The words at [start, end), white space squashed."""
        return squash(self.text[start:end])

    @cached_property
    def layout(self) -> Layout:
        """Lines, paragraphs and sentences, made on demand."""
        return lay_out(self.text)


def document(
    text: str,
    *,
    source: str = "",
    address: str = "",
    media: str = "txt",
    raw: str = "",
    fetched: str | None = None,
    marks: Iterable[Mark] = (),
    notes: Iterable[str] = (),
    files: Iterable[str] = (),
    repair: Repair | None = None,
) -> Document:
    """A `Document` of `text`. `marks` and `repair` must count in the canonical text: give them with text that already is."""
    return Document(
        document_id(source, address),
        source,
        address,
        canonical(text),
        media,
        raw,
        fetched,
        tuple(marks),
        tuple(notes),
        tuple(files),
        repair,
    )


def document_id(source: str, address: str) -> str:
    """The key of the document at `address` of `source`: the first 16 hex digits of a SHA-256 over both."""
    return hashlib.sha256(f"{source}\n{address}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Where(NamedTuple):
    """One place that proves a finding: `field` names the field quoted there ("" for none that is quoted verbatim)."""

    field: str
    start: int
    end: int


def said(help: str, **kw: Any) -> Any:
    """A dataclass field of a finding with its description, from which tables and dictionaries are made."""
    return field(metadata={"help": help}, **kw)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One fact that a document states. Subclass it once a kind of fact; the class's docstring describes the table."""

    TABLE: ClassVar[str] = ""  # the table's name in the store
    SECTION: ClassVar[str] = ""  # the section's name in the exchange format

    start: int = said("Offset of the first character of the proving words in the document's text")
    end: int = said("Offset behind the last character of the proving words")
    by: str = said("The rule or model that found it")
    where: tuple[Where, ...] = said("Every place that proves it: field, start, end", default=())

    @property
    def spans(self) -> list[list[int]]:
        """All places whose words the finding quotes, its own first, without repetition."""
        seen = [[self.start, self.end]]
        for w in self.where:
            if w.field and [w.start, w.end] not in seen:
                seen.append([w.start, w.end])
        return seen

    @classmethod
    def columns(cls) -> dict[str, str]:
        """Field name → description, of the fields that the kind itself adds, in their order."""
        own = {f.name for f in fields(Finding)}
        return {f.name: f.metadata["help"] for f in fields(cls) if f.name not in own}


F = TypeVar("F", bound=Finding)


class Fault(NamedTuple):
    """Something that went wrong while a document was read: the part that failed, and why."""

    part: str
    why: str


@dataclass(frozen=True)
class Reading:
    """A document with what was found in it so far, by kind, and what went wrong."""

    document: Document
    findings: Mapping[type[Finding], tuple[Finding, ...]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @property
    def text(self) -> str:
        """The document's canonical text."""
        return self.document.text

    def of(self, kind: type[F]) -> tuple[F, ...]:
        """The findings of `kind`, in the order of the text."""
        return self.findings.get(kind, ())  # type: ignore[return-value]

    def all(self) -> Iterable[Finding]:
        """Every finding, kind by kind."""
        for found in self.findings.values():
            yield from found

    def with_(self, kind: type[F], found: Iterable[F]) -> Reading:
        """This reading and `found` as its findings of `kind`, sorted by place."""
        ordered = tuple(sorted(found, key=lambda f: (f.start, f.end)))
        return Reading(self.document, {**self.findings, kind: ordered}, self.faults)

    def with_fault(self, part: str, why: str) -> Reading:
        """This reading and one more fault."""
        return Reading(self.document, self.findings, (*self.faults, Fault(part, why)))
