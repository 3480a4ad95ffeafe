"""What pictures count: directives by month, day of deadline, system and province, and who tells whom; documents by month.

A picture of few directives is counted when it is asked for and never behind. For many there are the tables of this module,
made anew by Store.publish() with the same SQL; where a question names what they do not hold (a unit, words, a system), the
newest `LIVE` directives that answer are counted, and `Tally.newest` says so.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlite_utils import Database

from corpus.provinces import province_of
from output import asking
from output.asking import Asked

# As many directives or documents as this are counted while a page is made.
LIVE = 5_000
# Pairs of parties kept of each source and year: more than a picture or its table shows.
PAIRS = 200

Columns = dict[str, str]
_OF = {
    "source": "The source",
    "kind": "Kind of document",
    "strength": "order, request or wish",
    "month": "Month of the document, ISO; empty without a date",
}
TABLES: dict[str, tuple[str, Columns]] = {
    "told_months": (
        "Directives by month, made with every run; copies do not count.",
        {**{c: _OF[c] for c in ("month", "source", "kind", "strength")}, "n": "How many directives"},
    ),
    "told_days": (
        "Directives by the last day of their deadline, made with every run; copies do not count.",
        {"due": "The last day", **{c: _OF[c] for c in ("source", "kind", "strength")}, "n": "How many directives"},
    ),
    "told_provinces": (
        "Directives that speak of an e-government system, by year and province, made with every run; copies do not count.",
        {
            "year": "Year of the document; empty without a date",
            **{c: _OF[c] for c in ("source", "kind", "strength")},
            "code": "Code of the system",
            "province": "The source's, else that which the issuer's name speaks of; empty where neither does",
            "how": "source, document or unit: whose province it is",
            "n": "How many directives",
        },
    ),
    "told_pairs": (
        "Who tells whom, made with every run: the most frequent pairs of each source and year.",
        {
            "year": "Year of the document; empty for all together",
            "source": "The source; empty for all together",
            "by_key": "Who gives it: the unit in which the person who does holds an office, else as named; as its page's address has it",
            "by_name": "Its name",
            "by_kind": "unit, person or group",
            "to_key": "Who is to act; as its page's address has it",
            "to_name": "Its name",
            "to_kind": "unit, person or group",
            "n": "How many directives; of the row without names how often anyone tells anyone",
        },
    ),
    "document_months": (
        "Documents by month, made with every run; copies do not count.",
        {**{c: _OF[c] for c in ("month", "source", "kind")}, "n": "How many documents"},
    ),
}
INDEXES = {
    "told_months": ("source", "month"),
    "told_days": ("due",),
    "told_provinces": ("year",),
    "told_pairs": ("source, year, n",),
    "document_months": ("source", "month"),
}
WHOLE = {"n"}

# Each counts the rows of `hit`: rows of ledger, or of catalogue.
_UNIT = "(select max(province_of(p.name)) from parties p where p.ledger = h.id and p.role in ('issuer_unit', 'issuer'))"
_SQL = {
    "told_months": "select substr(coalesce(dated, ''), 1, 7) as month, source, coalesce(kind, '') as kind, strength, count(*) as n"
    " from hit group by 1, 2, 3, 4",
    "told_days": "select due, source, coalesce(kind, '') as kind, strength, count(*) as n from hit where due is not null group by 1, 2, 3, 4",
    "told_provinces": "select year, source, kind, strength, code, coalesce(of_source, of_document, of_unit, '') as province,"
    " case when of_source is not null then 'source' when of_document is not null then 'document' when of_unit is not null then 'unit'"
    " else '' end as how, count(*) as n"
    " from (select year, source, kind, strength, code, of_source, of_document,"
    f" case when coalesce(of_source, of_document) is null then nullif({_UNIT}, '') end as of_unit"
    " from (select h.id, substr(coalesce(h.dated, ''), 1, 4) as year, h.source, coalesce(h.kind, '') as kind, h.strength, t.code,"
    " nullif(province_of(s.place), '') as of_source, nullif(province_of(o.issuer), '') as of_document"
    " from hit h join told_systems t on t.ledger = h.id left join sources s on s.name = h.source"
    " left join documents o on o.id = h.document and province_of(s.place) = '') h) group by 1, 2, 3, 4, 5, 6, 7",
    "document_months": "select substr(coalesce(dated, ''), 1, 7) as month, source, coalesce(kind, '') as kind, count(*) as n"
    " from hit group by 1, 2, 3",
}
# A person gives in the name of the units in which he or she holds an office.
_PAIR = (
    "select substr(coalesce(h.dated, ''), 1, 4) as year, h.source, g.key as by_key, max(g.name) as by_name, max(g.kind) as by_kind,"
    " t.key as to_key, max(t.name) as to_name, max(t.kind) as to_kind, count(*) as n"
    " from hit h join parties g on g.ledger = h.id and (g.role = 'issuer_unit' or g.role = 'issuer' and not exists"
    " (select 1 from parties u where u.ledger = h.id and u.role = 'issuer_unit'))"
    " join parties t on t.ledger = h.id and t.role = 'addressee' where g.key != '' and t.key != '' group by {by}, by_key, to_key"
)
_NAMED = "by_key, max(by_name) as by_name, max(by_kind) as by_kind, to_key, max(to_name) as to_name, max(to_kind) as to_kind, sum(n) as n"

# Questions that no table here can answer.
_UNKEPT = ("about", "to", "by", "to_key", "by_key", "system", "due")


class Tally(NamedTuple):
    """Counts: rows as the table of that name has them; `newest` is how many, the newest, were counted, 0 for all."""

    rows: list[dict[str, Any]]
    newest: int


def count(db: sqlite3.Connection, table: str, by: Sequence[str], asked: Asked, today: date) -> Tally:
    """What of `table` answers `asked`, its columns `by` and the sum of `n`; of `told_pairs` its rows, the most first.

    Deadlines between two days are asked for by `due_from` and `due_until`, which only `told_days` can tell without
    looking at the ledger.
    """
    prepare(db)
    summed = (
        f"select {', '.join(by)}, sum(n) as n from ({{}}) group by {', '.join(str(n) for n in range(1, len(by) + 1))}"
    )
    if _kept(db, table, asked):
        where, values = _where(table, asked)
        if table == "told_pairs":
            return Tally(_rows(db, f"select * from {table} where {where} order by n desc, by_key, to_key", values), 0)
        return Tally(_rows(db, summed.format(f"select * from {table} where {where}"), values), 0)
    find = asking.documents if table == "document_months" else asking.directives
    numbers = find(db, asked, today, size=LIVE + 1).numbers
    newest = LIVE if len(numbers) > LIVE else 0
    of = "catalogue" if table == "document_months" else "ledger"
    hit = f"with hit as materialized (select l.* from json_each(?) j join {of} l on l.id = j.value where l.copied = 0)"
    if table != "told_pairs":
        return Tally(_rows(db, f"{hit} {summed.format(_SQL[table])}", [json.dumps(numbers[:LIVE])]), newest)
    pairs = _PAIR.format(by="1 is null")
    rows = _rows(db, f"{hit} {pairs} order by n desc, by_key, to_key", [json.dumps(numbers[:LIVE])])
    total = {"by_key": "", "n": sum(r["n"] for r in rows)}
    return Tally([total, *rows[:PAIRS]], newest)


def prepare(db: sqlite3.Connection) -> None:
    """What the SQL needs of Python."""
    db.create_function("province_of", 1, province_of, deterministic=True)


def _kept(db: sqlite3.Connection, table: str, asked: Asked) -> bool:
    """Are there more rows than a page counts, and does `table` hold the answer?"""
    there = db.execute("select 1 from sqlite_master where name = ?", [table]).fetchone()
    if not there or not db.execute(f"select 1 from {table} limit 1").fetchone():
        return False
    of = "catalogue" if table == "document_months" else "ledger"
    if not db.execute(f"select 1 from {of} limit 1 offset {LIVE}").fetchone():
        return False
    return _where(table, asked)[0] != ""


def _where(table: str, asked: Asked) -> tuple[str, list[str]]:
    """`asked` as a condition on `table`; empty where the table cannot tell."""
    columns = TABLES[table][1]
    whole = _year(asked)
    if any(getattr(asked, f) for f in _UNKEPT) or whole is None:
        return "", []
    if table == "told_days":
        if asked.since or asked.until:
            return "", []
        whole = None
    elif asked.due_from or asked.due_until:
        return "", []
    conditions, values = ["true"], []
    if table == "told_pairs":
        if asked.kind or asked.strength:
            return "", []
        return "source = ? and year = ?", [asked.source, whole or ""]
    for field in ("source", "kind", "strength"):
        if getattr(asked, field):
            if field not in columns:
                return "", []
            conditions.append(f"{field} = ?")
            values.append(getattr(asked, field))
    if whole:
        conditions.append("substr(month, 1, 4) = ?" if "month" in columns else "year = ?")
        values.append(whole)
    if table == "told_days":
        conditions.append("due between ? and ?")
        values += [asked.due_from or "0001-01-01", asked.due_until or "9999-12-31"]
    return " and ".join(conditions), values


def _year(asked: Asked) -> str | None:
    """The year that the span of dates is; empty for no span, None for any other."""
    if not asked.since and not asked.until:
        return ""
    year = asked.since
    return year if re.fullmatch(r"\d{4}", year) and asked.until == f"{year}-12-31" else None


def _rows(db: sqlite3.Connection, sql: str, values: list[Any]) -> list[dict[str, Any]]:
    found = db.execute(sql, values)
    names = [d[0] for d in found.description]
    return [dict(zip(names, r, strict=True)) for r in found]


def rebuild(db: Database) -> None:
    """Fill the tables, which must be there and empty, from the ledger's."""
    prepare(db.conn)
    for table, sql in _SQL.items():
        of = "catalogue" if table == "document_months" else "ledger"
        db.execute(f"insert into {table} with hit as (select * from {of} where copied = 0) {sql}")
    _pairs(db)


def _pairs(db: Database) -> None:
    """The pairs by source and year, by each alone and by neither: the most frequent of each, and how many there are."""
    db.execute("drop table if exists temp.pairs")
    db.execute(
        f"create temp table pairs as with hit as (select * from ledger where copied = 0) {_PAIR.format(by='year, h.source')}"
    )
    for year in ("year", "''"):
        for source in ("source", "''"):
            grouped = f"select {year} as y, {source} as s, {_NAMED} from temp.pairs {'where year != ' + repr('') if year == 'year' else ''} group by y, s, by_key, to_key"
            ranked = f"select *, row_number() over (partition by y, s order by n desc, by_key, to_key) as rank, sum(n) over (partition by y, s) as total from ({grouped})"
            db.execute("drop table if exists temp.ranked")
            db.execute(f"create temp table ranked as select * from ({ranked}) where rank <= {PAIRS}")
            db.execute(
                "insert into told_pairs select y, s, by_key, by_name, by_kind, to_key, to_name, to_kind, n from temp.ranked"
                " union all select y, s, '', '', '', '', '', '', total from temp.ranked where rank = 1"
            )
    db.execute("drop table temp.ranked")
    db.execute("drop table temp.pairs")
