"""Rows of tables and views, chosen and ordered, one after the other."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from output.exports import choosing
from output.exports.choosing import Chosen, Condition, ExportError, rows

# Columns that hold JSON lists of names.
LISTS = frozenset(("addressees", "coordinating", "titles", "roles", "units"))
# Columns that hold other JSON.
_JSON = frozenset(("spans", "repair", "headers", "notes", "counts", "fields", "event"))
# What SQLite, the full-text index and the migrations keep for themselves.
_INTERNAL = re.compile(r"_?sqlite_|.*_fts(?:_.*)?$")
# What tells of collecting, not of what was published: all of it or the rows of a source.
_OPERATIONAL = frozenset(("sources", "items", "fetches", "runs", "problems", "source_health", "corrections"))
_FIRST = ("document", "start", "directive", "official", "meeting", "id")


def names(db: sqlite3.Connection) -> list[str]:
    """All tables and views that can be taken away."""
    there = db.execute("select name from sqlite_master where type in ('table', 'view') order by name")
    return [r[0] for r in there if not _INTERNAL.match(r[0])]


def columns(db: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table or view. Raises ExportError if there is none of that name."""
    if table not in names(db):
        raise ExportError(f"the store has no table or view named {table}; it has: {', '.join(names(db))}")
    return [r[0] for r in db.execute("select name from pragma_table_info(?)", [table])]


def chosen_rows(
    db: sqlite3.Connection, table: str, chosen: Chosen, wanted: Sequence[str] = ()
) -> Iterator[dict[str, Any]]:
    """The chosen rows of a table or view in an order that follows from what they hold; `wanted` columns only, if given.

    Raises ExportError where the table says nothing by which to choose.
    """
    there = columns(db, table)
    condition, values = _condition(table, there, chosen)
    listed = ", ".join(f't."{c}"' for c in wanted or there)
    order = [c for c in _FIRST if c in there]
    if "id" not in there:
        order += [c for c in there if c not in order]
    by = ", ".join(f't."{c}"' for c in order)
    return rows(db, f'select {listed} from "{table}" t where {condition} order by {by}', values)


def _condition(table: str, there: Sequence[str], chosen: Chosen) -> Condition:
    if table in _OPERATIONAL:
        return _of_source(table, there, chosen)
    directive = "id" if table in ("directives", "directives_in_context") else "directive"
    if table == "ledger":
        return choosing.directives(chosen, "t")
    if "ledger" in there or directive in there:
        column, numbered = ("ledger", "id") if "ledger" in there else (directive, "directive")
        condition, values = choosing.directives(chosen)
        return f'exists (select 1 from ledger l where l.{numbered} = t."{column}" and {condition})', values
    if table == "documents" or "document" in there:
        column = "id" if table == "documents" else "document"
        condition, values = choosing.documents(chosen)
        return f'exists (select 1 from catalogue c where c.document = t."{column}" and {condition})', values
    return _of_source(table, there, chosen)


def _of_source(table: str, there: Sequence[str], chosen: Chosen) -> Condition:
    named = "name" if table == "sources" else "source"
    if chosen.everything:
        return "1", []
    if chosen._replace(sources=()).everything and named in there:
        return f't."{named}" in ({", ".join("?" * len(chosen.sources))})', list(chosen.sources)
    raise ExportError(f"{table} cannot be narrowed so: it tells of no document; leave --unit, --since and --until out")


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """`row` as JSON bears it: lists as lists, bytes as hex digits."""
    return {c: _plain(c, v) for c, v in row.items()}


def _plain(column: str, value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and value - value != 0:
        return str(value)  # an infinity is no number of JSON
    if isinstance(value, str) and (column in LISTS or column in _JSON):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
