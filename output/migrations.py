"""The schema's history for the fixed tables, by sqlite-utils' own migrations; tables of findings follow their dataclasses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database
from sqlite_utils.db import ForeignKey
from sqlite_utils.migrations import Migrations

from output import copies
from output.dictionary import DOCUMENT, FIXED

migrations = Migrations("chidao")

_NUMBERED = ("fetches", "problems", "runs")

_WHOLE = {"id", "status", "size", "run", "position", "found", "failures", "version", "changes"} | {
    *("start", "end", "before_start", "before_end")
}


@migrations()  # type: ignore[untyped-decorator]
def m001_fixed_tables(db: Database) -> None:
    """sources, documents, fetches, runs and problems."""
    _create(db, "sources", list(FIXED["sources"][1]), "name", [])
    _create(db, "documents", list(DOCUMENT), "id", [("source", "sources", "name")])
    _create(db, "runs", list(FIXED["runs"][1]), "id", [])
    _create(db, "fetches", list(FIXED["fetches"][1]), "id", [("source", "sources", "name")])
    _create(db, "problems", list(FIXED["problems"][1]), "id", [("run", "runs", "id")])
    db["fetches"].create_index(["source", "address"])
    db["documents"].create_index(["source", "address"])


@migrations()  # type: ignore[untyped-decorator]
def m002_search_by_key(db: Database) -> None:
    """Indexes whose rowids follow from the keys: the earlier ones were scanned for every document written."""
    _drop_earlier_indexes(db)
    db["problems"].create_index(["source", "address"], if_not_exists=True)
    db["problems"].create_index(["document"], if_not_exists=True)


@migrations()  # type: ignore[untyped-decorator]
def m003_exchanges(db: Database) -> None:
    """fetches as the journal has them, items, versions and their changes; earlier fetches keep what they said."""
    for name in ("sources", "fetches"):
        _extend(db, name, list(FIXED[name][1]))
    _extend(db, "documents", list(DOCUMENT))
    if "etag" in db["fetches"].columns_dict:
        db.execute(
            "update fetches set role = case when source in (select name from sources where kind = 'portal') then 'page' else 'file' end,"
            " headers = json_object('etag', etag, 'last-modified', modified), result = case when error is null then 'new' end,"
            " why = case when error is null then null else 'refused' end, found = 0"
        )
        db["fetches"].transform(drop={"etag", "modified"})
    _create(db, "items", list(FIXED["items"][1]), "id", [("source", "sources", "name")])
    for name in ("versions", "changes"):
        owner = ForeignKey(name, "document", "documents", "id", on_delete="CASCADE")
        _create(db, name, list(FIXED[name][1]), "id", [owner])
        db[name].create_index(["document"])
    db["items"].create_index(["source", "address"])
    db["fetches"].create_index(["source", "position"])
    db["fetches"].create_index(["role", "source", "address"])


def _extend(db: Database, name: str, columns: list[str]) -> None:
    for column in columns:
        if column not in db[name].columns_dict:
            db[name].add_column(column, _type(column))


@migrations()  # type: ignore[untyped-decorator]
def m004_copies(db: Database) -> None:
    """Which documents are copies of which, and what finds them."""
    copies.create(db)


@migrations()  # type: ignore[untyped-decorator]
def m005_ledger(db: Database) -> None:
    """Full text in one table each, numbered by date; output/derived.py makes what takes the place of the earlier ones."""
    _drop_earlier_indexes(db)
    db.execute("create index if not exists idx_documents_parent on documents (parent) where parent is not null")


@migrations()  # type: ignore[untyped-decorator]
def m006_corrections(db: Database) -> None:
    """What people put right, the spellings that they made one, and what was extracted of the documents that they corrected."""
    for name in ("corrections", "spellings", "originals"):
        whole = ("number", "start", "end")
        columns = {c: int if c in whole else str for c in FIXED[name][1]}
        db[name].create(columns, pk={"corrections": "id", "spellings": ("kind", "key"), "originals": "document"}[name])
    db["corrections"].create_index(["document"])


def _drop_earlier_indexes(db: Database) -> None:
    for table in ("documents", "directives"):
        for form in ("exact", "folded"):
            db.execute(f"drop table if exists {table}_{form}")


def _create(db: Database, name: str, columns: list[str], pk: str, foreign: Sequence[Any]) -> None:
    # Documents are keyed by text; running numbers and statuses are whole numbers.
    texts = ({"status"} if name == "runs" else set()) | (set() if name in _NUMBERED else {"id"})
    db[name].create({c: str if c in texts else _type(c) for c in columns}, pk=pk, foreign_keys=foreign)


def _type(column: str) -> type:
    return int if column in _WHOLE else float if column == "seconds" else str
