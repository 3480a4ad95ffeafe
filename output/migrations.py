"""The schema's history for the fixed tables, by sqlite-utils' own migrations; tables of findings follow their dataclasses."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from output.dictionary import DOCUMENT, FIXED
from output.search import TABLES

migrations = Migrations("chidao")

_WHOLE = {"id", "status", "size", "run"}


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
    for table in TABLES:
        db.execute(f"drop table if exists {table}")
    db["problems"].create_index(["source", "address"], if_not_exists=True)
    db["problems"].create_index(["document"], if_not_exists=True)


def _create(db: Database, name: str, columns: list[str], pk: str, foreign: list[tuple[str, str, str]]) -> None:
    # Documents are keyed by text; running numbers and statuses are whole numbers.
    whole = _WHOLE - ({"id", "status"} if name == "documents" else {"status"} if name == "runs" else set())
    db[name].create({c: int if c in whole else str for c in columns}, pk=pk, foreign_keys=foreign)
