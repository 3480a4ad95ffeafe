"""Words and sentences of a text with exact offsets, by underthesea, and a spaCy `Doc` as a view of them.

underthesea's own ``word_tokenize`` rewrites its input (hoà → hòa, white space lost), so its words cannot be found again
in the text. Here its tokenising pattern runs on the canonical text, which gives exact spans; the tokens are normalised
for its tagger only; and the tagger's labels join them to words. Nothing is ever searched for.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


class Word(NamedTuple):
    """A word at [start, end) of the text: one or more syllables with the white space between them."""

    start: int
    end: int


@cache
def _underthesea() -> tuple[Any, Any, Any]:
    """The tokenising patterns, the token normaliser and the word tagger of underthesea, loaded once."""
    from pathlib import Path

    import underthesea.pipeline.word_tokenize as package
    from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger
    from underthesea.pipeline.word_tokenize import regex_tokenize

    try:
        from underthesea.pipeline.text_normalize import token_normalize
    except ImportError:  # pragma: no cover - moved between releases
        from underthesea.pipeline.text_normalize.token_normalize import token_normalize
    tagger = FastCRFSequenceTagger()
    tagger.load(str(Path(package.__file__).parent / "models" / "ws_crf_vlsp2013_20230727"))
    return regex_tokenize.patterns, token_normalize, tagger


def tokens(text: str) -> list[Word]:
    """The syllables, numbers and marks of `text` as underthesea's pattern cuts them; white space is no token."""
    patterns = _underthesea()[0]
    found = []
    for m in patterns.finditer(text):
        start, _end = m.span()
        piece = m.group()
        left = len(piece) - len(piece.lstrip())
        right = len(piece.rstrip())
        if right > left:
            found.append(Word(start + left, start + right))
    return found


def words(text: str) -> list[Word]:
    """The words of `text` in order, none overlapping; together they cover everything but white space."""
    normalize, tagger = _underthesea()[1:]
    cut = tokens(text)
    if not cut:
        return []
    tags = tagger.predict([[normalize(text[t.start : t.end])] for t in cut])
    joined: list[Word] = []
    for token, tag in zip(cut, tags, strict=True):
        # A word never runs over a line's end, whatever the tagger says.
        if tag == "I-W" and joined and "\n" not in text[joined[-1].end : token.start]:
            joined[-1] = Word(joined[-1].start, token.end)
        else:
            joined.append(token)
    return joined


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence of `text`; see `corpus.layout`, whose rules know administrative abbreviations."""
    from corpus.layout import lay_out

    return list(lay_out(text).sentences)


class Tokenizer:
    """A spaCy tokenizer whose tokens are `words`: ``doc.text == text`` and every token's ``idx`` is its offset."""

    def __init__(self, vocab: Any) -> None:
        """Make tokens in `vocab`."""
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The `Doc` of `text`; white space that is more than one plain space becomes a token of its own, as in spaCy."""
        from spacy.tokens import Doc

        pieces: list[str] = []
        spaces: list[bool] = []
        at = 0
        for w in words(text):
            _gap(text[at : w.start], pieces, spaces)
            pieces.append(text[w.start : w.end])
            spaces.append(False)
            at = w.end
        _gap(text[at:], pieces, spaces)
        return Doc(self.vocab, words=pieces, spaces=spaces)

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing is learned here."""
        return b""

    def from_bytes(self, _data: bytes, **_kw: Any) -> Tokenizer:
        """Nothing is learned here."""
        return self

    def to_disk(self, _path: Any, **_: Any) -> None:
        """Nothing is learned here."""

    def from_disk(self, _path: Any, **_kw: Any) -> Tokenizer:
        """Nothing is learned here."""
        return self


def _gap(gap: str, pieces: list[str], spaces: list[bool]) -> None:
    """Put the white space `gap` behind the last piece: as its trailing space if it is one, else as a token."""
    if gap.startswith(" ") and pieces and not spaces[-1]:
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        pieces.append(gap)
        spaces.append(False)


@cache
def language() -> Language:
    """A blank Vietnamese spaCy pipeline with `Tokenizer`, loaded once."""
    import spacy

    # spacy.blank("vi") would ask for pyvi before its tokenizer could be replaced.
    nlp = spacy.blank("xx")
    nlp.tokenizer = Tokenizer(nlp.vocab)
    return nlp


def doc(text: str) -> Doc:
    """`text` as a spaCy `Doc`, a view made on demand."""
    return language().make_doc(text)


# A cheap cut for the taggers: syllables (with the apostrophes of minority names), numbers, single marks.
_SYLLABLE = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")


def syllables(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The syllables, numbers and marks of text[start:end], fast and without a model."""
    return [Word(*m.span()) for m in _SYLLABLE.finditer(text, start, len(text) if end is None else end)]
