"""Texts with marked spans as annotators and trainers take them: tokens that every span's ends fall between, spaCy's `Doc`.

Tokens are syllables, numbers and marks, as Vietnamese corpora for names have them, and not words: a word that reaches over
a span's end would lose the span. Where a span ends within a syllable all the same, the syllable is cut there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from models.words import Word, _gap, language, sentences, syllables

if TYPE_CHECKING:
    from spacy.tokens import Doc

# Start, end (offsets in the text) and label.
Marked = tuple[int, int, str]


def tokens(text: str, cuts: Iterable[int] = ()) -> list[Word]:
    """The syllables, numbers and marks of `text`, cut at the offsets `cuts`; together they hold all but white space."""
    at = sorted(set(cuts))
    found: list[Word] = []
    n = 0
    for start, end in syllables(text):
        while n < len(at) and at[n] <= start:
            n += 1
        while n < len(at) and at[n] < end:
            found.append(Word(start, at[n]))
            start = at[n]
            n += 1
        found.append(Word(start, end))
    return found


def by_sentence(text: str, cut: Sequence[Word]) -> list[list[Word]]:
    """The tokens `cut` of `text` sentence by sentence; a list item's marker goes with its first one."""
    ends = [end for _, end in sentences(text)]
    found: list[list[Word]] = [[]]
    n = 0
    for token in cut:
        if n < len(ends) and token.start >= ends[n]:
            while n < len(ends) and token.start >= ends[n]:
                n += 1
            found.append([])
        found[-1].append(token)
    return [s for s in found if s]


def marked_doc(
    text: str, entities: Sequence[Marked], groups: Mapping[str, Sequence[Marked]], about: Mapping[str, Any]
) -> Doc:
    """A `Doc` of `text` (``doc.text == text``) with `entities`, none overlapping, as its `ents`, `groups` as its `spans`,
    where they may overlap, and `about` as its `user_data`. No span may begin or end with white space, or be empty.
    """
    from spacy.tokens import Doc

    marked = [*entities, *(m for group in groups.values() for m in group)]
    cut = tokens(text, (offset for start, end, _ in marked for offset in (start, end)))
    pieces: list[str] = []
    spaces: list[bool] = []
    begins: dict[int, int] = {}
    ends: dict[int, int] = {}
    at = 0
    for token in cut:
        _gap(text[at : token.start], pieces, spaces)
        begins[token.start] = len(pieces)
        pieces.append(text[token.start : token.end])
        spaces.append(False)
        ends[token.end] = len(pieces)
        at = token.end
    _gap(text[at:], pieces, spaces)
    starts = {s[0].start for s in by_sentence(text, cut)}
    first = {begins[offset] for offset in starts}
    opened: list[bool | int | None] = [n in first or n == 0 for n in range(len(pieces))]
    doc = Doc(language().vocab, words=pieces, spaces=spaces, sent_starts=opened, user_data=dict(about))
    doc.ents = tuple(_span(doc, begins, ends, m) for m in entities)
    for name, group in groups.items():
        doc.spans[name] = [_span(doc, begins, ends, m) for m in group]
    return doc


def _span(doc: Doc, begins: Mapping[int, int], ends: Mapping[int, int], marked: Marked) -> Any:
    from spacy.tokens import Span

    start, end, label = marked
    return Span(doc, begins[start], ends[end], label=label)


def packed(docs: Iterable[Doc]) -> bytes:
    """The bytes of a spaCy `DocBin` of `docs`: tokens, sentences, entities, span groups and user data."""
    from spacy.tokens import DocBin

    attributes = ["ORTH", "SPACY", "SENT_START", "ENT_IOB", "ENT_TYPE"]
    return DocBin(attrs=attributes, docs=docs, store_user_data=True).to_bytes()
