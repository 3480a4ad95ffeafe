"""What is taken away: a read-only look at one state of the store, and which of its documents and directives.

A text is taken once, however many portals carry it: copies (``documents.copy_of``) are left out everywhere.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlite_utils import Database

from corpus.canonical import fold
from corpus.document import Finding
from output import query
from output.entities import key
from output.ledger import numbers
from output.migrations import migrations

Condition = tuple[str, list[Any]]

# Without these nothing can be chosen.
_NEEDED = frozenset(
    ("documents", "directives", "catalogue", "ledger", "parties", "offices", "appearances", "versions", "corrections")
)
# Names that are offered where one is not known.
_OFFERED = 5


class ExportError(Exception):
    """What was asked for cannot be taken away; the message says why, and what to do."""


class Chosen(NamedTuple):
    """Which documents and directives. Empty fields choose all."""

    unit: str = ""  # key of a unit (output.entities.key): documents that name it, directives that it gives or gets
    sources: tuple[str, ...] = ()
    since: str = ""  # date of the document, ISO day, month or year: from its first day on
    until: str = ""  # up to its last day

    @property
    def everything(self) -> bool:
        """Is nothing left out but copies?"""
        return not any(self)


@dataclass(frozen=True)
class Order:
    """All that a format may ask about what is to be written."""

    chosen: Chosen
    kinds: Sequence[type[Finding]] = ()
    base: str = ""  # address of the desk, without a slash behind it, for links to its pages; "" for none
    table: str = ""
    raw: bool = False  # leave cells as they are, even such as a spreadsheet would take for formulas
    limit: int = 0  # of a feed: entries at most
    counted: Counter[str] = field(default_factory=Counter)  # what was written, by name


@contextmanager
def opened(database: Path) -> Iterator[sqlite3.Connection]:
    """The store at `database`, for reading, in the state that it has now, whatever is written meanwhile.

    Raises ExportError if there is no store, or one that an earlier chidao made.
    """
    if not database.is_file():
        raise ExportError(f"there is no store at {database}; make one with: chidao run")
    db = sqlite3.connect(f"file:{quote(str(database.resolve()))}?mode=ro", uri=True, isolation_level=None)
    try:
        db.row_factory = sqlite3.Row
        try:
            db.execute("begin")
            there = {r[0] for r in db.execute("select name from sqlite_master")}
            earlier = not there >= _NEEDED or bool(migrations.pending(Database(db)))
        except sqlite3.DatabaseError as error:
            raise ExportError(f"{database} cannot be read as a store: {error}") from error
        if earlier:
            raise ExportError(
                f"{database} was made by an earlier chidao; bring it up to date with: chidao run, or chidao rebuild"
            )
        yield db
    finally:
        db.close()


def rows(db: sqlite3.Connection, sql: str, values: Sequence[Any] = ()) -> Iterator[dict[str, Any]]:
    """The rows of a query one after the other, each as column → value."""
    cursor = db.execute(sql, values)
    names = [d[0] for d in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def unit_key(db: sqlite3.Connection, name: str) -> str:
    """The key of the unit that `name` means: as written, abbreviated, or without marks where that leaves one only.

    Raises ExportError where no unit, or more than one, is named so; the message offers what is like it.
    """
    if key(name) and _named(db, key(name)):
        return key(name)
    words = fold("-".join(query.words(name.lower())))
    long = _long(name)
    like = {}
    named = "select distinct key, name from appearances where copied = 0 and name is not null order by name, key"
    for k, full in db.execute(named):
        folded = fold(k)
        if folded in (words, long):
            like[k] = full
    if len(like) == 1:
        return str(next(iter(like)))
    if not like:
        near = (r for r in db.execute(named) if words and (words in fold(r[0]) or long in fold(r[0])))
        like = dict(r for r, _ in zip(near, range(_OFFERED), strict=False))
    offered = "; ".join(list(like.values())[:_OFFERED])
    raise ExportError(f"no unit is named “{name}”" + (f"; there are: {offered}" if offered else ""))


def _named(db: sqlite3.Connection, unit: str) -> bool:
    asked = "select 1 from appearances where key = ? union all select 1 from parties where key = ? and kind != 'person'"
    return db.execute(f"{asked} limit 1", [unit, unit]).fetchone() is not None


def _long(name: str) -> str:
    """`name` folded, abbreviations spelt out, as a key."""
    return "-".join(w for slot in query.slots(name, fold) for w in max(slot, key=len))


def check_sources(db: sqlite3.Connection, names: Sequence[str]) -> None:
    """Raises ExportError if the store has no source of one of these names."""
    known = [r[0] for r in db.execute("select name from sources order by name")]
    unknown = [n for n in names if n not in known]
    if unknown:
        raise ExportError(f"the store has no source named {', '.join(unknown)}; it has: {', '.join(known) or 'none'}")


def documents(chosen: Chosen, c: str = "c") -> Condition:
    """SQL that is true for the chosen rows of `catalogue`, under the name `c`, with its values."""
    sql, values = _common(chosen, c)
    if chosen.unit:
        told = "select n.document from parties p join ledger n on n.id = p.ledger where p.key = ?"
        sql += f" and {c}.document in (select document from appearances where key = ? union {told})"
        values += [chosen.unit] * 2
    return sql, values


def directives(chosen: Chosen, n: str = "l") -> Condition:
    """SQL that is true for the chosen rows of `ledger`, under the name `n`, with its values."""
    sql, values = _common(chosen, n)
    if chosen.unit:
        sql += f" and {n}.id in (select ledger from parties where key = ?)"
        values.append(chosen.unit)
    return sql, values


def offices(chosen: Chosen, o: str = "o") -> Condition:
    """SQL that is true for the chosen rows of `offices`, under the name `o`, with its values."""
    narrowed = chosen._replace(unit="")
    sql = f"{o}.copied = 0"
    values: list[Any] = []
    if not narrowed.everything:
        condition, values = documents(narrowed)
        sql += f" and exists (select 1 from catalogue c where c.document = {o}.document and {condition})"
    if chosen.unit:
        sql += f" and {o}.unit_key = ?"
        values.append(chosen.unit)
    return sql, values


def _common(chosen: Chosen, name: str) -> Condition:
    sql = f"{name}.copied = 0"
    values: list[Any] = []
    if chosen.since or chosen.until:
        sql += f" and {name}.id between ? and ?"
        values += numbers(chosen.since or None, chosen.until or None)
    if chosen.sources:
        sql += f" and {name}.source in ({', '.join('?' * len(chosen.sources))})"
        values += chosen.sources
    return sql, values
