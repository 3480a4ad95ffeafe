"""All that follows from the tables of findings, document by document: the ledger's tables and the full-text indexes."""

from __future__ import annotations

from functools import partial

from sqlite_utils import Database

from output import ledger, search, summaries

_BY_DOCUMENT = (*ledger.TABLES, *search.INDEXED)
TABLES = (*_BY_DOCUMENT, *summaries.TABLES)


def create(db: Database) -> None:
    """The tables, where they are missing."""
    ledger.create(db)
    search.create(db)
    summaries.create(db)


def add(db: Database, document: str) -> None:
    """Enter a document, as the tables of findings hold it; it must not be entered yet."""
    doc, found = ledger.findings(db, document)
    made = ledger.entries(doc, found, partial(ledger.taken, db))
    ledger.add(db, made)
    search.add(db, search.entries(doc, found, made))


def remove(db: Database, document: str) -> None:
    """Take a document out."""
    search.remove(db, document)
    ledger.remove(db, document)


def rebuild(db: Database) -> None:
    """Everything anew but the summaries."""
    for table in _BY_DOCUMENT:
        db.execute(f"delete from {table}")
    for (document,) in db.execute("select id from documents").fetchall():
        add(db, document)


def whole(db: Database) -> bool:
    """Does every document and directive stand here, and nothing else?"""
    for numbers, key, of in (("catalogue", "document", "documents"), ("ledger", "directive", "directives")):
        there = db[of].exists()
        listed = sorted(r[0] for r in db.execute(f"select id from {of}")) if there else []
        if sorted(r[0] for r in db.execute(f"select {key} from {numbers}")) != listed:
            return False
    return search.whole(db)


def optimize(db: Database) -> None:
    """Merge what many small writes have left."""
    search.optimize(db)
