"""Which two words follow each other: by them a phrase of common words is found among a million texts.

The syllables of Vietnamese are few, so that each stands in half of all texts: whoever looks for three of them in a row
by an index of single words must read where each stands in all of these texts. Two in a row are rare. So each full-text
table of output/search.py has a table of pairs beside it, folded, which knows texts but not places: what it finds nearly
always holds the phrase, and may be looked at.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from sqlite_utils import Database

from corpus.canonical import fold
from output import query

# Full-text table → its table of pairs; a row has the number that it has there.
TABLES = {"documents_fts": "documents_pairs", "directives_fts": "directives_pairs"}


def create(db: Database) -> None:
    """The tables, where they are missing."""
    for table in TABLES.values():
        db.execute(
            f"create virtual table if not exists {table} using fts5(pairs, content = '', detail = none,"
            " tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")"
        )


def of(texts: Iterable[str]) -> str:
    """The pairs of folded `texts`, each once; none reaches from one text into the next."""
    found: dict[str, None] = {}
    for text in texts:
        words = query.words(text)
        found.update(dict.fromkeys(map("_".join, itertools.pairwise(words))))
    return " ".join(found)


def add(db: Database, table: str, rows: Iterable[tuple[int, str]]) -> None:
    """Enter numbers and pairs; `table` is the full-text table."""
    db.conn.executemany(f"insert into {TABLES[table]} (rowid, pairs) values (?, ?)", rows)


def remove(db: Database, table: str, rows: Iterable[tuple[int, str]]) -> None:
    """Take out numbers and their pairs, which must be those that were entered."""
    name = TABLES[table]
    db.conn.executemany(f"insert into {name} ({name}, rowid, pairs) values ('delete', ?, ?)", rows)


def clear(db: Database) -> None:
    """Take everything out."""
    for name in TABLES.values():
        db.execute(f"insert into {name} ({name}) values ('delete-all')")


def numbers(db: Database, table: str) -> Sequence[Any]:
    """The numbers that are entered, ascending."""
    return [r[0] for r in db.execute(f"select rowid from {TABLES[table]} order by rowid")]


def expression(text: str) -> str:
    """A full-text query for what holds `text` as a phrase, however abbreviated; empty if one of its forms is a single word."""
    ways = [sum(way, ()) for way in itertools.islice(itertools.product(*query.slots(text, fold)), query.WAYS)]
    if not all(len(way) > 1 for way in ways):
        return ""
    return " OR ".join(f"({' AND '.join(f'"{a}_{b}"' for a, b in itertools.pairwise(way))})" for way in ways)
