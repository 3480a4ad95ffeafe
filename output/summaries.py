"""What is too much to count while a page is made: names with how often they stand, and counts by month.

The tables here follow from the ledger's (output/ledger.py) and are made anew by Store.publish(), so that they are as old
as the last run. A page asks them only for lists of everything and for what has more rows than `FEW`: the rest it counts
itself, with the same SQL, and is never behind. Pictures and other pages add their own tables to TABLES and `rebuild`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from sqlite_utils import Database

from corpus.canonical import fold, spelling
from output import tallies
from output.query import words

Columns = dict[str, str]

# As many rows as this a page counts itself.
FEW = 2_000

TABLES: dict[str, tuple[str, Columns]] = {
    "named_units": (
        "One row a unit or area that documents name, made with every run: how often it stands.",
        {
            "id": "Running number, the most named first; the row of named_units_fts with this number indexes it",
            "key": "The name as its page's address has it",
            "name": "The completed name, as the latest document has it",
            "folded": "The name without marks, its words joined by hyphens",
            "type": "agency or area, as the latest document has it",
            "documents": "How many documents name it; copies do not count",
            "told": "How many directives it is to carry out",
            "first": "Date of the first document that names it",
            "last": "Date of the last one",
        },
    ),
    "named_officials": (
        "One row a person, by name and unit, made with every run: how often the person stands.",
        {
            "id": "Running number, the most named first; the row of named_officials_fts with this number indexes it",
            "person": "Name and unit as the page's address has them",
            "name": "Name of the person",
            "folded": "The name without marks, its words joined by hyphens",
            "title": "The office that the latest document states",
            "unit": "Its unit, the name completed",
            "documents": "How many documents name the person; copies do not count",
            "first": "Date of the first of them",
            "last": "Date of the last",
        },
    ),
    "held_offices": (
        "One row a person and title of a unit in which many hold offices, made with every run: when it was stated first and last.",
        {
            "person": "Name and unit as the page's address has them",
            "name": "Name of the person",
            "title": "The office as stated",
            "unit": "The unit, its name completed",
            "unit_key": "The unit as its page's address has it",
            "documents": "How many documents state it; copies do not count",
            "first": "Date of the first of them",
            "first_official": "The row of officials in the first",
            "last": "Date of the last",
            "last_official": "The row of officials in the last",
        },
    ),
    "months": (
        "Documents and directives by month, made with every run: of everything, of each e-government system, and of units and persons with many.",
        {
            "what": "all, system, unit or person",
            "key": "Code of the system, or the name as its page's address has it; empty for all",
            "month": "The month, ISO; empty where the documents state no date",
            "documents": "Documents: all, that speak of the system, or that name the unit or person",
            "told": "Directives: all, that speak of the system, or that the unit or person is to carry out",
            "gave": "Directives that the unit, someone who holds an office in it, or the person gives",
        },
    ),
}
TABLES |= tallies.TABLES
INDEXED = {"named_units_fts": "named_units", "named_officials_fts": "named_officials"}

_WHOLE = {"id", "documents", "told", "gave"} | tallies.WHOLE
_INDEXES = {
    "named_units": ("key", "folded", "type, id"),
    "named_officials": ("person", "folded"),
    "held_offices": ("unit_key, documents", "person"),
    "months": ("what, key, month",),
} | tallies.INDEXES


def create(db: Database) -> None:
    """The tables, where they are missing."""
    for name, (_, columns) in TABLES.items():
        if db[name].exists() and list(db[name].columns_dict) != list(columns):
            # Made by another version: nothing is lost, the next run fills it.
            db[name].drop()
        cells = (
            f'"{c}" integer primary key' if c == "id" else f'"{c}" {"integer" if c in _WHOLE else "text"}'
            for c in columns
        )
        db.execute(f"create table if not exists {name} ({', '.join(cells)})")
        for n, columns_of in enumerate(_INDEXES[name]):
            db.execute(f"create index if not exists {name}_{n} on {name} ({columns_of})")
    if db["systems"].exists():
        db.execute("create index if not exists idx_systems_code on systems (code, document)")
    for name in INDEXED:
        # Whoever types has not finished the last word: beginnings of words are indexed, too.
        db.execute(
            f"create virtual table if not exists {name} using fts5(exact, folded, content = '', prefix = '1 2 3',"
            " tokenize = 'unicode61 remove_diacritics 0')"
        )


def rebuild(db: Database) -> None:
    """Everything anew, from the ledger's tables."""
    create(db)
    for name in TABLES:
        db.execute(f"delete from {name}")
    for name in INDEXED:
        db.execute(f"insert into {name}({name}) values ('delete-all')")
    _units(db)
    _officials(db)
    _months(db)
    tallies.rebuild(db)


def _units(db: Database) -> None:
    told = "select p.key, count(*) as n from parties p join ledger l on l.id = p.ledger and l.copied = 0 where p.role = 'addressee' group by p.key"
    # Of columns beside a max() SQLite takes those of the row that holds the maximum. All rows are read: in their own order
    # that is four times as fast as in that of the index.
    named = (
        "select key, name, type, count(*) as documents, min(dated) as first, max(coalesce(dated, '')) as last"
        " from appearances not indexed where copied = 0 group by key"
    )
    rows = db.execute(
        f"select n.key, n.name, n.type, n.documents, coalesce(t.n, 0), n.first, nullif(n.last, '')"
        f" from ({named}) n left join ({told}) t on t.key = n.key order by n.documents desc, n.last desc, n.key"
    ).fetchall()
    listed = [(n, k, name, folded(name), *rest) for n, (k, name, *rest) in enumerate(rows, 1)]
    _insert(db, "named_units", listed)
    _index(db, "named_units_fts", ((n, name, plain) for n, _, name, plain, *_ in listed))


def _officials(db: Database) -> None:
    many = f"select unit_key from offices where unit_key != '' group by unit_key having count(*) > {FEW}"
    db.execute(f"insert into held_offices {_HELD.format(where=f'unit_key in ({many})')}")
    named = (
        "select person, name, title, unit, count(distinct document) as documents, min(dated) as first,"
        " max(coalesce(dated, '')) as last from offices where copied = 0 group by person"
    )
    rows = db.execute(
        "select person, name, title, unit, documents, first, nullif(last, '')"
        f" from ({named}) order by documents desc, last desc, person"
    ).fetchall()
    listed = [(n, person, name, folded(name), *rest) for n, (person, name, *rest) in enumerate(rows, 1)]
    _insert(db, "named_officials", listed)
    # Whoever looks for a person may add the office: "Nguyễn Văn An sở nội vụ".
    texts = ((n, f"{name} {title} {unit}", plain, title, unit) for n, _, name, plain, title, unit, *_ in listed)
    _index(db, "named_officials_fts", ((n, text, " ".join((f, folded(t), folded(u)))) for n, text, f, t, u in texts))


_AT = "coalesce(dated, '{}') || ' ' || official"
# Who holds which office; {where} is a condition on the table offices.
_HELD = (
    "select person, name, title, unit, unit_key, documents,"
    " nullif(substr(a, 1, instr(a, ' ') - 1), '9999') as first, substr(a, instr(a, ' ') + 1) as first_official,"
    " nullif(substr(z, 1, instr(z, ' ') - 1), '') as last, substr(z, instr(z, ' ') + 1) as last_official from ("
    "select person, max(name) as name, title, max(unit) as unit, unit_key, count(distinct document) as documents,"
    f" min({_AT.format('9999')}) as a, max({_AT.format('')}) as z"
    " from offices where copied = 0 and title != '' and {where} group by person, title, unit_key)"
)

_MONTH = "substr(coalesce({}, ''), 1, 7) as month"
_TOLD = (
    f"select p.key, {_MONTH.format('l.dated')}, 0 as documents, p.role = 'addressee' as told, p.role != 'addressee' as gave"
    " from parties p join ledger l on l.id = p.ledger and l.copied = 0 where p.role in ('addressee', {roles}) and p.key {which}"
)
# Documents and directives, one a row, of one kind of thing; {which} is a condition on its key.
_EVENTS: dict[str, tuple[str, ...]] = {
    "unit": (
        f"select key, {_MONTH.format('dated')}, 1 as documents, 0 as told, 0 as gave"
        " from appearances where copied = 0 and key {which}",
        _TOLD.replace("{roles}", "'issuer', 'issuer_unit'"),
    ),
    "person": (
        f"select person as key, {_MONTH.format('max(dated)')}, 1 as documents, 0 as told, 0 as gave"
        " from offices where copied = 0 and person {which} group by person, document",
        _TOLD.replace("{roles}", "'issuer'"),
    ),
    "system": (
        f"select s.code as key, {_MONTH.format('n.dated')}, 1 as documents, 0 as told, 0 as gave"
        " from systems s join catalogue n on n.document = s.document and n.copied = 0 where s.code {which} group by s.code, s.document",
        f"select t.code as key, {_MONTH.format('l.dated')}, 0 as documents, 1 as told, 0 as gave"
        " from told_systems t join ledger l on l.id = t.ledger and l.copied = 0 where t.code {which}",
    ),
}
# What one of the parts above is made of, in the tables without their conditions: what a key has many of.
_LARGE = {
    "unit": "select key from appearances union all select key from parties where role != 'coordinating'",
    "person": "select person as key from offices union all select key from parties where role != 'coordinating'",
    "system": "select code as key from systems union all select code from told_systems",
}


def _by_month(what: str, which: str) -> str:
    parts = " union all ".join(part.replace("{which}", which) for part in _EVENTS[what])
    return f"select key, month, sum(documents) as documents, sum(told) as told, sum(gave) as gave from ({parts}) group by key, month"


def _months(db: Database) -> None:
    everything = " union all ".join(
        f"select {_MONTH.format('dated')}, {counts} from {table} where copied = 0"
        for table, counts in (("catalogue", "1 as documents, 0 as told"), ("ledger", "0, 1"))
    )
    db.execute(
        f"insert into months select 'all', '', month, sum(documents), sum(told), 0 from ({everything}) group by month"
    )
    for what in _there(db):
        large = f"in (select key from ({_LARGE[what]}) group by key having count(*) > {FEW})"
        db.execute(f"insert into months select '{what}', * from ({_by_month(what, large)})")


def _there(db: Database) -> list[str]:
    return [what for what in _EVENTS if what != "system" or db["systems"].exists()]


@lru_cache(maxsize=100_000)
def folded(name: str) -> str:
    """`name` without marks, its words joined by hyphens: what an address typed without marks is compared with."""
    return "-".join(words(fold(name)))


def _insert(db: Database, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    cells = ", ".join("?" * len(TABLES[table][1]))
    db.conn.executemany(f"insert into {table} values ({cells})", rows)


def _index(db: Database, table: str, rows: Iterable[tuple[int, str, str]]) -> None:
    db.conn.executemany(
        f"insert into {table} (rowid, exact, folded) values (?, ?, ?)",
        ((n, spelling(text), plain) for n, text, plain in rows),
    )


class Month(NamedTuple):
    """What there is in a month (ISO; empty for what states no date): documents, directives to carry out, directives given."""

    month: str
    documents: int
    told: int
    gave: int


def months(db: sqlite3.Connection, what: str, key: str) -> list[Month]:
    """The months of a unit, person, system or, with an empty key, of `all`, in their order; those without anything are left out."""
    stored = db.execute(
        "select month, documents, told, gave from months where what = ? and key = ? order by month", [what, key]
    ).fetchall()
    if not stored and what in _EVENTS:
        parts = _by_month(what, "= ?")
        stored = db.execute(
            f"select month, documents, told, gave from ({parts}) order by month", [key] * len(_EVENTS[what])
        ).fetchall()
    return [Month(*row) for row in stored]


class Held(NamedTuple):
    """An office that a person holds; `first_official` and `last_official` are the rows of officials that state it first and last."""

    person: str
    name: str
    title: str
    unit: str
    unit_key: str
    documents: int
    first: str | None
    first_official: str
    last: str | None
    last_official: str


def held_in(db: sqlite3.Connection, unit: str, limit: int) -> list[Held]:
    """The offices held in a unit (its key), those that most documents state first."""
    order = "order by documents desc, last desc, name limit ?"
    stored = db.execute(f"select * from held_offices where unit_key = ? {order}", [unit, limit]).fetchall()
    if not stored:
        stored = db.execute(f"{_HELD.format(where='unit_key = ?')} {order}", [unit, limit]).fetchall()
    return [Held(*row) for row in stored]


def held_by(db: sqlite3.Connection, person: str) -> list[Held]:
    """The offices that a person holds, the latest first."""
    return [Held(*row) for row in db.execute(f"{_HELD.format(where='person = ?')} order by last desc, first", [person])]
