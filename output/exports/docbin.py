"""A folder of spaCy's DocBin files, as ``spacy train`` and ``spacy.training.Corpus`` read it: 0001.spacy, 0002.spacy, …

Of each document: its text, token by token and sentence by sentence; `doc.ents`, the names (of names that overlap the
longest); `doc.spans`, all spans of each layer of `_spans.LAYERS`; `doc.user_data`, what document it is.
"""

from __future__ import annotations

import itertools
import sqlite3
from pathlib import Path

from models import docs
from output.exports._spans import Span, flat, marked_documents
from output.exports.choosing import Order

# Documents of a file: as many as are held in memory at once.
_AT_ONCE = 400


def write(db: sqlite3.Connection, folder: Path, order: Order) -> None:
    """Write the files into `folder`, which is there and empty."""
    them = marked_documents(db, order.chosen)
    for n in itertools.count(1):
        made = [
            docs.marked_doc(
                one.row["text"],
                _plain(flat(one.layers["names"])),
                {layer: _plain(spans) for layer, spans in one.layers.items()},
                {k: one.row[k] for k in ("id", "title", "kind", "address", "dated")},
            )
            for one in itertools.islice(them, _AT_ONCE)
        ]
        if made or n == 1:
            (folder / f"{n:04}.spacy").write_bytes(docs.packed(made))
        order.counted["documents"] += len(made)
        if len(made) < _AT_ONCE:
            return


def _plain(spans: list[Span]) -> list[tuple[int, int, str]]:
    return [(s.start, s.end, s.label) for s in spans]
