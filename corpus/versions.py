"""The versions of a page that changed, and what changed sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from corpus.document import Document

# Two sentences that share less than this of their words are no edits of one another.
_ALIKE = 0.5


class Change(NamedTuple):
    """One sentence that is other than in the version before: offsets count in the text of its own version."""

    what: str  # "changed", "added" or "removed"
    before: str  # the sentence in the version before, white space squashed; "" if it was added
    after: str  # the sentence now; "" if it was removed
    start: int | None  # where it stands now; None if it was removed
    end: int | None
    before_start: int | None  # where it stood; None if it was added
    before_end: int | None


@dataclass(frozen=True)
class Version:
    """One text of a page that held for some time."""

    number: int  # 1 for the first
    document: Document
    changes: tuple[Change, ...]  # against the version before; none for the first


def versions(documents: Iterable[Document]) -> list[Version]:
    """The versions in `documents`, one page's in the order in which they were fetched; equal neighbours are one version.

    A version keeps the bytes and time with which its text first appeared.
    """
    found: list[Version] = []
    for document in documents:
        if not found:
            found.append(Version(1, document, ()))
        elif document.text != found[-1].document.text:
            found.append(Version(len(found) + 1, document, tuple(changes(found[-1].document, document))))
    return found


def changes(old: Document, new: Document) -> Iterator[Change]:
    """What changed from `old` to `new`, sentence by sentence, in the order of the new text."""
    a, b = list(_sentences(old)), list(_sentences(new))
    # Sentences that are everywhere ("Nơi nhận:") would mislead the matcher of long texts; autojunk passes over them.
    matcher = SequenceMatcher(None, [s[0] for s in a], [s[0] for s in b], autojunk=len(a) > 2000)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        pairs = _pairs(a[a1:a2], b[b1:b2])
        for before, after in pairs:
            what = "changed" if before and after else "added" if after else "removed"
            yield Change(
                what,
                before[0] if before else "",
                after[0] if after else "",
                *(after[1:] if after else (None, None)),
                *(before[1:] if before else (None, None)),
            )


_Sentence = tuple[str, int, int]


def _sentences(document: Document) -> Iterator[_Sentence]:
    for start, end in document.layout.sentences:
        if quote := document.quote(start, end):
            yield quote, start, end


def _pairs(old: list[_Sentence], new: list[_Sentence]) -> Iterator[tuple[_Sentence | None, _Sentence | None]]:
    """Each new sentence with the old one that it is an edit of, in order; what is left over stands alone."""
    at = 0
    for sentence in new:
        words = set(sentence[0].lower().split())
        best = next((n for n in range(at, len(old)) if _alike(words, old[n][0])), None)
        if best is None:
            yield None, sentence
            continue
        for gone in old[at:best]:
            yield gone, None
        yield old[best], sentence
        at = best + 1
    for gone in old[at:]:
        yield gone, None


def _alike(words: set[str], other: str) -> bool:
    theirs = set(other.lower().split())
    return len(words & theirs) >= _ALIKE * max(len(words | theirs), 1)
