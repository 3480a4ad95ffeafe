"""CoNLL-U Plus (https://universaldependencies.org/ext-format.html): a token a line, each layer as a column of BIO tags.

FORM is a syllable, number or mark; CHIDAO:START and CHIDAO:END are its offsets in the published text, characters from 0, so
that every span can be found there again. Of spans of one layer that overlap the longest is kept. A span that reaches over
a sentence's end goes on as I- in the next. ``# newdoc id`` is the document's id.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from models import docs
from models.words import Word
from output.exports._spans import LAYERS, Marked, flat, marked_documents
from output.exports.choosing import Order

COLUMNS = ("ID", "FORM", "CHIDAO:START", "CHIDAO:END", *(f"CHIDAO:{layer.upper()}" for layer in LAYERS))
# What is said of a document, in comments before its first sentence.
_SAID = ("title", "kind", "number", "dated", "address")


def parts(db: sqlite3.Connection, order: Order) -> Iterator[bytes]:
    """The chosen documents, one after the other; those without a word are left out."""
    yield f"# global.columns = {' '.join(COLUMNS)}\n".encode()
    for one in marked_documents(db, order.chosen):
        made = conll(one)
        if made:
            order.counted["documents"] += 1
            yield made.encode()


def conll(one: Marked) -> str:
    """One document's sentences; empty if it has none."""
    text = one.row["text"]
    layers = [flat(spans) for spans in one.layers.values()]
    cut = docs.tokens(text, (offset for spans in layers for s in spans for offset in (s.start, s.end)))
    tags = [_tags(cut, [(s.start, s.end, s.label) for s in spans]) for spans in layers]
    lines: list[str] = []
    at = 0
    for n, sentence in enumerate(docs.by_sentence(text, cut), 1):
        if n == 1:
            lines.append(f"# newdoc id = {one.row['id']}")
            lines += [f"# {k} = {' '.join(str(one.row[k]).split())}" for k in _SAID if one.row[k]]
        lines.append(f"# sent_id = {one.row['id']}-{n}")
        lines.append(f"# text = {' '.join(text[sentence[0].start : sentence[-1].end].split())}")
        for i, token in enumerate(sentence, 1):
            here = (layer[at] for layer in tags)
            lines.append("\t".join((str(i), text[token.start : token.end], str(token.start), str(token.end), *here)))
            at += 1
        lines.append("")
    return "\n".join(lines) + "\n" if lines else ""


def _tags(cut: list[Word], spans: list[docs.Marked]) -> list[str]:
    """The BIO tag of each token; `spans` are in order and none overlaps."""
    tags = []
    n = 0
    for token in cut:
        while n < len(spans) and spans[n][1] <= token.start:
            n += 1
        inside = n < len(spans) and spans[n][0] <= token.start
        tags.append(f"{'B' if token.start == spans[n][0] else 'I'}-{spans[n][2]}" if inside else "O")
    return tags
