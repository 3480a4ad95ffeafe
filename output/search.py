"""Full text in exact and in folded form, in side tables: FTS5 folds tone marks, but not đ.

An entry's rowid follows from the key of its document or directive, so that it is replaced without a scan.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from sqlite_utils import Database

from corpus.canonical import fold

# What is indexed: table → the column of its key in the index, and the indexed columns.
_INDEXED = {"documents": ("document", "title, text"), "directives": ("directive", "issuer, addressees, evidence")}
_FORMS: dict[str, Callable[[str], str]] = {"exact": str, "folded": fold}
TABLES = tuple(f"{name}_{form}" for name in _INDEXED for form in _FORMS)


def create(db: Database) -> None:
    """The index tables, where they are missing."""
    for name, (key, columns) in _INDEXED.items():
        for form in _FORMS:
            db.execute(
                f"create virtual table if not exists {name}_{form} using fts5({key} unindexed, {columns}, tokenize = 'unicode61 remove_diacritics 0')"
            )


def add(db: Database, document: str) -> None:
    """Index a document and its directives, as the tables hold them; they must not be indexed yet."""
    titled = "title" if "title" in db["documents"].columns_dict else "''"
    title, text = db.execute(f"select {titled}, text from documents where id = ?", [document]).fetchone()
    directives = _directives(db, document)
    for form, change in _FORMS.items():
        db.execute(
            f"insert into documents_{form} (rowid, document, title, text) values (?, ?, ?, ?)",
            [_rowid(document), document, change(title or ""), change(text)],
        )
        for d in directives:
            to = " ".join(json.loads(d["addressees"] or "[]"))
            db.execute(
                f"insert into directives_{form} (rowid, directive, issuer, addressees, evidence) values (?, ?, ?, ?, ?)",
                [_rowid(d["id"]), d["id"], *map(change, (d["issuer"] or "", to, d["evidence"] or ""))],
            )


def remove(db: Database, document: str) -> None:
    """Take a document and its directives out of the indexes; call it while the tables still hold them."""
    gone = [_rowid(d["id"]) for d in _directives(db, document)]
    for form in _FORMS:
        db.execute(f"delete from documents_{form} where rowid = ?", [_rowid(document)])
        for rowid in gone:
            db.execute(f"delete from directives_{form} where rowid = ?", [rowid])


def rebuild(db: Database) -> None:
    """All indexes anew, from what the tables hold."""
    for table in TABLES:
        db.execute(f"delete from {table}")
    for (document,) in db.execute("select id from documents").fetchall():
        add(db, document)


def whole(db: Database) -> bool:
    """Does every index hold exactly the keys of its table?"""
    for name, (key, _) in _INDEXED.items():
        if db[name].exists():
            keys = sorted(r[0] for r in db.execute(f"select id from {name}"))
            for form in _FORMS:
                if sorted(r[0] for r in db.execute(f"select {key} from {name}_{form}")) != keys:
                    return False
    return True


def optimize(db: Database) -> None:
    """Merge what many small writes have left."""
    for table in TABLES:
        db.execute(f"insert into {table}({table}) values ('optimize')")


def _directives(db: Database, document: str) -> list[dict[str, Any]]:
    if not db["directives"].exists():
        return []
    return list(db.query("select id, issuer, addressees, evidence from directives where document = ?", [document]))


def _rowid(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") >> 1
