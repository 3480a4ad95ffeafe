"""What a researcher asks of the ledger and of the documents, as SQL: words, filters, order, counts.

Answers come in tiers: what has the words in its title, then together, then anywhere, first as they are spelt, then with
tone marks left out; within a tier the newest come first. A full-text table gives its rows in this order by itself, so
that a page reads no more of them than it shows; how well each fits (bm25) would be reckoned from all of them. Counts stop
at a bound, since nobody reads ten thousand rows: they say so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from corpus.canonical import fold, spelling
from output import query, search
from output.ledger import last_day, numbers

# How many answers are counted one by one; beyond, "more than".
COUNTED = 1_000
# Of how many answers, the newest, the groups are counted.
GROUPED = 5_000
_EARLIEST = 1990
_LATEST = 2100


class Asked(NamedTuple):
    """One question. Empty fields ask nothing. Names, words and phrases may be typed with marks or without."""

    about: str = ""  # words; "…" is a phrase
    to: str = ""  # who is to act; of documents: who is spoken of
    by: str = ""  # who says so; of documents: who issued them
    source: str = ""
    kind: str = ""
    strength: str = ""
    system: str = ""
    since: str = ""  # date of the document, ISO day, month or year
    until: str = ""
    due: str = ""  # overdue, ahead, open (no day is set)
    due_from: str = ""
    due_until: str = ""
    to_key: str = ""  # exactly this unit or person (its key in table parties) is to act
    by_key: str = ""  # exactly this one says so, or someone who holds an office in this unit
    near: bool = False  # the words of names need not stand together: asked where nothing else answers

    @property
    def filtered(self) -> bool:
        """Is anything asked at all?"""
        return any(self)


class Found(NamedTuple):
    """Numbers of catalogue or ledger in their order; how many there are in all, and whether there are more than that."""

    numbers: list[int]
    total: int
    more: bool


_DOCUMENTS, _DIRECTIVES = "documents_fts", "directives_fts"


def directives(
    db: sqlite3.Connection, asked: Asked, today: date, *, size: int = 50, offset: int = 0, by_deadline: bool = False
) -> Found:
    """Directives that answer, as numbers of the ledger; texts that stand for others only."""
    return _find(db, _DIRECTIVES, asked, today, size, offset, by_deadline)


def documents(db: sqlite3.Connection, asked: Asked, today: date, *, size: int = 20, offset: int = 0) -> Found:
    """Documents that answer, as numbers of the catalogue; of a text and its copies the first that answers."""
    return _find(db, _DOCUMENTS, asked, today, size, offset, False)


class _Query(NamedTuple):
    """`from … where …` with its values, and the order in which the newest come first."""

    sql: str
    values: list[Any]
    newest: str


# Where the words of a question stand, in the order of the tiers.
_TITLED, _TOGETHER, _ANYWHERE = "titled", "together", "anywhere"


def _find(
    db: sqlite3.Connection, table: str, asked: Asked, today: date, size: int, offset: int, by_deadline: bool
) -> Found:
    widest = _query(table, asked, today, fold, _ANYWHERE)
    if widest is None:
        return Found([], 0, False)
    counted = f"select count(*) from (select 1 {widest.sql} limit {COUNTED + 1})"
    total = int(db.execute(counted, widest.values).fetchone()[0])
    if not total and _named(asked):
        return _find(db, table, asked._replace(near=True), today, size, offset, by_deadline)
    tiers = _by_deadline(db, asked, today, widest, total) if by_deadline else _tiers(table, asked, today)
    found = _distinct(db, table, tiers, size + offset) if total else []
    return Found(found[offset:], min(total, COUNTED), total > COUNTED)


def _named(asked: Asked) -> bool:
    """Could names whose words stand near each other answer where none does that reads so?"""
    return not asked.near and not all(query.is_single(name) for name in (asked.to, asked.by))


def _tiers(table: str, asked: Asked, today: date) -> Iterator[_Query]:
    forms = (spelling, fold) if asked.about else (fold,)
    ways = [_ANYWHERE]
    if asked.about and not query.is_single(asked.about):
        ways.insert(0, _TOGETHER)
    if asked.about and table == _DOCUMENTS:
        ways.insert(0, _TITLED)
    for form in forms:
        for way in ways:
            tier = _query(table, asked, today, form, way)
            if tier:
                yield tier


def _by_deadline(db: sqlite3.Connection, asked: Asked, today: date, widest: _Query, total: int) -> Iterator[_Query]:
    """The soonest first; what has no day comes last. Of many answers month by month, so that not all must be sorted."""
    if total <= COUNTED or asked.due == "open":
        yield widest._replace(newest=f"n.due is null, n.due, {widest.newest}")
        return
    first, last = db.execute("select (select min(due) from ledger), (select max(due) from ledger)").fetchone()
    spans = [(first or "", last or ""), *_due(asked, today)]
    low, high = max(a for a, _ in spans), min(b for _, b in spans)
    for month in range(_month(low), _month(high) + 1) if low <= high else ():
        of = f"{month // 12:04}-{month % 12 + 1:02}"
        within: dict[str, Any] = {"due_from": max(low, f"{of}-01"), "due_until": min(high, last_day(of) or high)}
        step = _query(_DIRECTIVES, asked._replace(due="", **within), today, fold, _ANYWHERE)
        if step:
            yield step._replace(newest=f"n.due, {step.newest}")
    if not _due(asked, today):
        step = _query(_DIRECTIVES, asked._replace(due="open"), today, fold, _ANYWHERE)
        if step:
            yield step


def _distinct(db: sqlite3.Connection, table: str, tiers: Iterator[_Query], wanted: int) -> list[int]:
    texts: set[str] = set()
    found: list[int] = []
    # A document answers for its copies: whichever of them comes first.
    of_text = "(select d.copy_of from documents d where d.id = n.document)"
    text = f"case when n.copied then {of_text} else n.document end" if table == _DOCUMENTS else "n.directive"
    for tier in tiers:
        for number, one in db.execute(f"select n.id, {text} {tier.sql} order by {tier.newest}", tier.values):
            if one not in texts:
                texts.add(one)
                found.append(number)
            if len(found) >= wanted:
                return found
    return found


def _query(table: str, asked: Asked, today: date, form: Callable[[str], str], way: str) -> _Query | None:
    """What is to be read; None where the words leave nothing to look for."""
    match = _match(table, asked, today, form, way)
    if match is None:
        return None
    numbered = search.INDEXED[table].numbers
    first, last = numbers(asked.since or None, asked.until or None)
    if match:
        # Not the other way round: the full-text table would be asked anew for each row.
        sql = f"from {table} f cross join {numbered} n on n.id = f.rowid"
        conditions, values, newest = (
            [f"{table} match ?", "f.rowid between ? and ?"],
            [match, first, last],
            "f.rowid desc",
        )
    else:
        sql = f"from {numbered} n"
        conditions, values, newest = ["n.id between ? and ?"], [first, last], "n.id desc"
    if table == _DIRECTIVES:
        conditions.append("n.copied = 0")
        for low, high in _due(asked, today):
            conditions.append("n.due between ? and ?")
            values += [low, high]
    return _Query(f"{sql} where {' and '.join(conditions)}", values, newest)


def _match(table: str, asked: Asked, today: date, form: Callable[[str], str], way: str) -> str | None:
    parts: list[str] = []
    if asked.about:
        words = query.phrase(asked.about, form) if way == _TOGETHER else query.every(asked.about, form)
        if not words:
            return None
        columns = search.columns(table, form)[: 1 if way == _TITLED else None]
        parts.append(f"{{{' '.join(columns)}}} : ({words})")
    named = (
        {"to": "{title_folded text_folded}", "by": "issuer_folded"}
        if table == _DOCUMENTS
        else {
            "to": "addressees_folded",
            "by": "{issuer_folded offices}",
        }
    )
    for field, within in named.items():
        if getattr(asked, field):
            name = (query.near if asked.near else query.phrase)(getattr(asked, field), fold)
            if not name:
                return None
            parts.append(f"{within} : ({name})")
    facets = [
        f'"{search.word(f, getattr(asked, f))}"' for f in ("source", "kind", "strength", "system") if getattr(asked, f)
    ]
    facets += [search.party(name, k) for name, k in (("to", asked.to_key), ("by", asked.by_key)) if k]
    if asked.due == "open":
        facets.append("dueopen")
    for low, high in _due(asked, today):
        # What is overdue is nearly all that has a day; which of them it is not, the ledger's row says.
        facets.append("dueset" if low < "1" and high > f"{today.year - 1}" else f"({' OR '.join(_months(low, high))})")
    if facets:
        parts.append(f"facets : ({' AND '.join(facets)})")
    return " AND ".join(f"({p})" for p in parts)


def _due(asked: Asked, today: date) -> list[tuple[str, str]]:
    """The spans of days that a deadline must lie in."""
    spans = []
    if asked.due == "overdue":
        spans.append(("0001-01-01", date.fromordinal(today.toordinal() - 1).isoformat()))
    if asked.due == "ahead":
        spans.append((today.isoformat(), f"{_LATEST}-12-31"))
    if asked.due_from or asked.due_until:
        spans.append((asked.due_from or "0001-01-01", last_day(asked.due_until) or f"{_LATEST}-12-31"))
    return spans


def _months(low: str, high: str) -> list[str]:
    """The words of the years and months that hold the days from `low` to `high`, no more than it takes."""
    first, last = max(_month(low), _EARLIEST * 12), min(_month(high), _LATEST * 12 + 11)
    found = []
    while first <= last:
        year, month = divmod(first, 12)
        if month == 0 and first + 11 <= last:
            found.append(f"due{year}")
            first += 12
        else:
            found.append(f"due{year}{month + 1:02}")
            first += 1
    return found or ["duenever"]


def _month(day: str) -> int:
    return int(day[:4]) * 12 + int(day[5:7] or 1) - 1


# What the answers are grouped by: name → SQL over a row of the ledger. The value is what the filter of that name takes.
def groups(db: sqlite3.Connection, asked: Asked, today: date) -> tuple[dict[str, list[tuple[str, int]]], int]:
    """Name of a filter → (value, count) of the answers, most first; and of how many answers, the newest, they are counts."""
    found = _query(_DIRECTIVES, asked, today, fold, _ANYWHERE)
    if found is None:
        return {}, 0
    now = f"'{today.isoformat()}'"
    state = f"case when due is null then 'open' when due < {now} then 'overdue' else 'ahead' end"
    by = {"due": state, "strength": "strength", "kind": "kind", "source": "source", "year": "substr(dated, 1, 4)"}
    counted = " union all ".join(f"select '{n}', {e} as value, count(*) from hit group by value" for n, e in by.items())
    told = (
        # Neither "=" nor a plain role: SQLite would read all parties first, to have an index or a Bloom filter of them.
        "select 'to', name, n from (select p.name, count(*) as n from hit cross join parties p"
        " on p.ledger between hit.id and hit.id where +p.role = 'addressee' group by p.key order by n desc limit 12)"
    )
    rows = db.execute(
        f"with hit as materialized (select n.id, n.due, n.strength, n.kind, n.source, n.dated {found.sql}"
        f" order by {found.newest} limit {GROUPED}) {counted} union all {told} union all select 'all', '', count(*) from hit",
        found.values,
    ).fetchall()
    grouped: dict[str, list[tuple[str, int]]] = {}
    for name, value, n in rows:
        if value is not None:
            grouped.setdefault(name, []).append((value, n))
    total = grouped.pop("all")[0][1]
    if not total and _named(asked):
        return groups(db, asked._replace(near=True), today)
    return {n: sorted(g, key=lambda x: (-x[1], x[0])) for n, g in grouped.items()}, total
