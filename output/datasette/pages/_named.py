"""What the pages of units, officials and systems have in common: names to offer, times, states, documents."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from corpus.canonical import canonical, fold, spelling
from output import query
from output.datasette.pages._page import Link, rows
from output.datasette.pages.ledger import entries, state
from output.summaries import Held, Month, folded

# Directives and documents that a page of one unit, official or system lists.
LISTED = 20
# The newest directives of which it is counted how they stand and what they speak of; the newest documents of which it is
# counted who stands in them together.
COUNTED = 2_000
TOGETHER = 200
# Times are shown by month where they span no more than this; years between the first and the last unless there are too many.
_MONTHLY = 12
_MOST_YEARS = 60

# List of names → its index, its columns that say who it is.
_LISTS = {"named_units": "named_units_fts", "named_officials": "named_officials_fts"}


class Told(NamedTuple):
    """A directive: its number in the ledger, and the last day that its deadline leaves."""

    number: int
    due: str | None


class Names(NamedTuple):
    """Rows of a list of names, and whether there are more behind them."""

    rows: list[dict[str, Any]]
    more: bool


def names(db: sqlite3.Connection, table: str, typed: str, size: int, offset: int = 0, kind: str = "") -> Names:
    """The rows of `table` (named_units or named_officials) that fit what was `typed`; without a word, all of them.

    The whole name comes first, then what is spelt as typed, then the same without marks; each with the most named first.
    Abbreviations are their long forms too; the last word need not be finished. `kind` is agency, area or empty for both.
    """
    typed, wanted = canonical(typed), offset + size + 1
    of_kind, values = (" and n.type = ?", [kind]) if kind else ("", [])
    if not query.words(typed):
        sql = f"select n.* from {table} n where true{of_kind} order by n.id limit ? offset ?"
        found = rows(db, sql, [*values, size + 1, offset])
        return Names(found[:size], len(found) > size)
    numbers: dict[int, None] = dict.fromkeys(
        r[0]
        for r in db.execute(
            f"select n.id from {table} n where n.folded = ?{of_kind} order by n.id", [folded(typed), *values]
        )
    )
    index = _LISTS[table]
    for form, column in ((spelling, "exact"), (fold, "folded")):
        sql = f"select f.rowid from {index} f"
        sql += f" join {table} n on n.id = f.rowid{of_kind}" if kind else ""
        hits = db.execute(
            f"{sql} where {index} match ? order by f.rowid limit ?",
            [*values, f"{column} : ({_begun(typed, form)})", wanted + len(numbers)],
        )
        numbers |= dict.fromkeys(r[0] for r in hits)
    chosen = list(numbers)[offset : offset + size]
    listed = {r["id"]: r for r in rows(db, f"select * from {table} where id in ({','.join(map(str, chosen))})")}
    return Names([listed[n] for n in chosen], len(numbers) > offset + size)


def _begun(typed: str, form: Callable[[str], str]) -> str:
    """An FTS5 expression for all words of `typed`, of which the last may be the beginning of one."""
    whole = query.every(typed, form)
    said = query.words(form(typed))
    before = query.every(" ".join(said[:-1]), form)
    return f'({whole}) OR ({before + " AND " if before else ""}"{said[-1]}" *)'


def fitting(db: sqlite3.Connection, table: str, typed: str) -> tuple[str | None, list[dict[str, Any]]]:
    """What may be meant by a key that nothing has, as it was typed into an address: the one that fits, else some to offer.

    A person's key may lack its unit.
    """
    name, _, unit = typed.partition("@")
    column = "person" if table == "named_officials" else "key"
    same = rows(db, f"select * from {table} where folded = ? order by id limit ?", [folded(canonical(name)), LISTED])
    if unit:
        # Behind the @ stands the unit, or the title of an office without one.
        of_unit = [r for r in same if folded(r["person"].partition("@")[2]) == folded(canonical(unit))]
        same = of_unit or same
    if len(same) == 1:
        return str(same[0][column]), []
    return None, same or names(db, table, re.sub(r"[-@_]+", " ", typed)[:300], LISTED).rows


def timeline(months: Sequence[Month]) -> dict[str, Any]:
    """Rows of a table of times, by month if that is few of them, else by year; `most` is the greatest number in a column.

    Times without anything between two with something are there, too, with zeros. What states no date is `undated`.
    """
    dated = [m for m in months if re.fullmatch(r"\d{4}(-\d\d)?", m.month)]
    undated = [m for m in months if m not in dated]
    span = _month(dated[-1].month) - _month(dated[0].month) + 1 if dated else 0
    monthly = span <= _MONTHLY
    counted: dict[str, list[int]] = {}
    for m in dated:
        at = counted.setdefault(f"{m.month}-01"[:7] if monthly else m.month[:4], [0, 0, 0])
        for i, n in enumerate(m[1:]):
            at[i] += n
    listed = sorted(counted)
    if listed and monthly:
        first = _month(listed[0])
        listed = [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(first, first + span)]
    elif listed and int(listed[-1]) - int(listed[0]) < _MOST_YEARS:
        listed = [f"{year:04}" for year in range(int(listed[0]), int(listed[-1]) + 1)]
    none = [0, 0, 0]
    return {
        "rows": [
            dict(zip(("when", "documents", "told", "gave"), (when, *counted.get(when, none)), strict=True))
            for when in reversed(listed)
        ],
        "undated": [sum(m[i] for m in undated) for i in (1, 2, 3)] if undated else None,
        "most": [max((c[i] for c in counted.values()), default=0) for i in range(3)],
    }


def _month(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7] or 1) - 1


def totals(months: Sequence[Month]) -> dict[str, int]:
    """How many documents and directives there are in all."""
    return {
        "documents": sum(m.documents for m in months),
        "told": sum(m.told for m in months),
        "gave": sum(m.gave for m in months),
    }


def of_party(db: sqlite3.Connection, key: str, roles: Sequence[str], limit: int) -> list[Told]:
    """The newest directives of a unit or person in one of `roles`, the newest first."""
    found = {
        Told(*row)
        for role in roles
        for row in db.execute(
            "select p.ledger, l.due from parties p join ledger l on l.id = p.ledger and l.copied = 0"
            " where p.key = ? and p.role = ? order by p.ledger desc limit ?",
            [key, role, limit],
        )
    }
    return sorted(found, reverse=True, key=lambda t: t.number)[:limit]


def of_system(db: sqlite3.Connection, code: str, limit: int) -> list[Told]:
    """The newest directives that speak of an e-government system, the newest first."""
    sql = (
        "select t.ledger, l.due from told_systems t join ledger l on l.id = t.ledger and l.copied = 0"
        " where t.code = ? order by t.ledger desc limit ?"
    )
    return [Told(*row) for row in db.execute(sql, [code, limit])]


def listed(db: sqlite3.Connection, told: Sequence[Told], now: date) -> list[dict[str, Any]]:
    """What a page shows of the first of these directives."""
    return entries(db, [t.number for t in told[:LISTED]], now)


def states(told: Sequence[Told], now: date) -> dict[str, int]:
    """How many of these directives are overdue, ahead and open."""
    counted = Counter(state(t.due, now) for t in told)
    return {s: counted[s] for s in ("overdue", "ahead", "open")}


def told_of(db: sqlite3.Connection, told: Sequence[Told]) -> list[dict[str, Any]]:
    """The e-government systems that these directives speak of, with how many do, most first."""
    listed = ",".join(str(t.number) for t in told)
    return rows(
        db,
        f"select code, count(distinct ledger) as n from told_systems where ledger in ({listed}) group by code order by n desc, code",
    )


def together(
    db: sqlite3.Connection, documents: Sequence[str], limit: int, but: str = "", kind: str = ""
) -> list[dict[str, Any]]:
    """The units and areas that stand in these documents, with in how many, most first; `but` (a key) is left out."""
    listed = ",".join("?" * len(documents))
    return rows(
        db,
        "select key, max(name) as name, max(type) as type, count(distinct document) as n from appearances"
        f" where document in ({listed}) and key != ?{' and type = ?' if kind else ''} group by key order by n desc, key limit ?",
        [*documents, but, *([kind] if kind else []), limit],
    )


def heads(db: sqlite3.Connection, places: Sequence[tuple[str, int | None]]) -> list[dict[str, Any]]:
    """What a list of documents shows of each; `places` are documents and the offsets that their links lead to."""
    listed = ",".join("?" * len(places))
    found = {
        r["document"]: r
        for r in rows(
            db,
            "select o.id as document, o.title, o.address, o.kind, o.number as document_number, o.issuer,"
            " coalesce(o.issued, o.published) as dated, coalesce(s.title, o.source) as source"
            f" from documents o left join sources s on s.name = o.source where o.id in ({listed})",
            [d for d, _ in places],
        )
    }
    return [{**found[d], "start": start} for d, start in places if d in found]


def is_there(db: sqlite3.Connection, table: str) -> bool:
    """Does the store have this table?"""
    return bool(db.execute("select 1 from sqlite_master where type = 'table' and name = ?", [table]).fetchone())


def goes_under(db: sqlite3.Connection, kind: str, key: str) -> str | None:
    """The key under which a unit or person goes by someone's correction, where its own is another spelling."""
    if not is_there(db, "spellings"):
        return None
    row = db.execute("select to_key from spellings where kind = ? and key = ?", [kind, key]).fetchone()
    return str(row[0]) if row else None


def starts(db: sqlite3.Connection, held: Sequence[Held]) -> dict[str, tuple[str, int]]:
    """Rows of officials that state these offices → the document, and where the person's name begins in it."""
    wanted = list({o for h in held for o in (h.first_official, h.last_official)})
    found = db.execute(
        f"select id, document, start from officials where id in ({','.join('?' * len(wanted))})", wanted
    ).fetchall()
    return {r[0]: (r[1], r[2]) for r in found}


def made(db: sqlite3.Connection) -> bool:
    """Have the lists of names been made since there are documents?"""
    return bool(
        db.execute("select 1 from months limit 1").fetchone()
        or not db.execute("select 1 from catalogue limit 1").fetchone()
    )


def address(link: Link, path: str, **asked: str) -> str:
    """The address of a page of this site with what is asked of it; empty values are left out."""
    filled = {k: v for k, v in asked.items() if v}
    return f"{link.here(path)}?{urlencode(filled)}" if filled else link.here(path)


def spelt_otherwise(db: sqlite3.Connection, kind: str, key: str) -> list[str]:
    """The keys that go under this one by corrections."""
    if not is_there(db, "spellings"):
        return []
    return [r[0] for r in db.execute("select key from spellings where kind = ? and to_key = ?", [kind, key])]
