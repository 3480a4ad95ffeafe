"""Persons, their offices and units across documents, as the ledger's tables tell them apart.

A person is a name *and* a unit, never a name alone (output/entities.py). A text tells that someone held an office on the
day of a document, not since when or until when: what is known of the time are the first and the last mention.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from output.entities import key
from output.exports import choosing
from output.exports.choosing import Chosen, Condition, rows


class Mention(NamedTuple):
    """One document that states an office."""

    document: str
    dated: str | None
    address: str
    official: str  # key of the row of officials
    words: str  # the words that state it, as they stand in the text


class Office(NamedTuple):
    """An office of a person; `title` is empty where none is stated, `unit` where the title names none."""

    title: str
    unit: str
    unit_key: str
    mentions: list[Mention]


class Person(NamedTuple):
    """A person: key, name, other spellings of it, offices by (key of the unit, key of the title)."""

    key: str
    name: str
    others: list[str]
    offices: dict[tuple[str, str], Office]


class Unit(NamedTuple):
    """A unit: key, name, other spellings, agency or area, and the first and last document that names it."""

    key: str
    name: str
    others: list[str]
    type: str
    first: Mention
    last: Mention


_OFFICES = """
select o.person, o.name, o.title, o.unit, o.unit_key, o.official, o.document, o.dated, d.address, p.quote
from offices o join documents d on d.id = o.document left join officials p on p.id = o.official where {}
order by o.person, o.dated, o.document, o.official, o.title
"""


def persons(db: sqlite3.Connection, condition: Condition) -> Iterator[Person]:
    """The persons of the rows `o` of `offices` for which `condition` is true, one by one, in the order of their keys."""
    sql, values = condition
    for person, stated in itertools.groupby(rows(db, _OFFICES.format(sql), values), lambda r: r["person"]):
        names: Counter[str] = Counter()
        offices: dict[tuple[str, str], Office] = {}
        for r in stated:
            names[r["name"] or ""] += 1
            unit = r["unit_key"] or ""
            office = offices.setdefault(
                (unit, key(r["title"] or "")), Office(r["title"] or "", r["unit"] or "", unit, [])
            )
            words = " … ".join(f"“{w}”" for w in (r["title"], r["quote"] or r["name"]) if w)
            mention = Mention(r["document"], r["dated"], r["address"] or "", r["official"], words)
            if not office.mentions or office.mentions[-1] != mention:
                office.mentions.append(mention)
        yield Person(person, *_names(names), offices)


def posts(db: sqlite3.Connection, condition: Condition) -> Iterator[tuple[str, str, str]]:
    """Key of the unit, key of the title and title of each office that a unit has, among the rows `o` of `offices`."""
    sql, values = condition
    asked = f"select o.unit_key, o.title from offices o where {sql} and o.unit_key != '' and o.title != '' order by o.unit_key"
    for unit, stated in itertools.groupby(rows(db, asked, values), lambda r: r["unit_key"]):
        titles: dict[str, Counter[str]] = {}
        for r in stated:
            titles.setdefault(key(r["title"]), Counter())[r["title"]] += 1
        for title, spelt in sorted(titles.items()):
            yield unit, title, _names(spelt)[0]


def units(db: sqlite3.Connection, agencies: Condition, others: Condition) -> Iterator[Unit]:
    """The agencies of the rows `a` of `appearances` for which `agencies` is true, and whatever units (areas, too) have
    their keys among what the SQL `others` selects; one by one, in the order of their keys.
    """
    (sql, values), (named, more) = agencies, others
    asked = (
        "select a.key, a.name, a.type, a.dated, a.document, d.address from appearances a join documents d on d.id = a.document"
        f" where {sql} and (a.type = 'agency' or a.key in ({named})) order by a.key, a.dated, a.document"
    )
    for unit, stated in itertools.groupby(rows(db, asked, [*values, *more]), lambda r: r["key"]):
        names: Counter[str] = Counter()
        types: Counter[str] = Counter()
        first = last = None
        for r in stated:
            names[r["name"] or ""] += 1
            types[r["type"] or ""] += 1
            at = Mention(r["document"], r["dated"], r["address"] or "", "", "")
            first = first if first and first.dated else at
            last = at
        if first and last:
            yield Unit(unit, *_names(names), _names(types)[0], first, last)


def _names(counted: Counter[str]) -> tuple[str, list[str]]:
    """The most frequent spelling, and the others."""
    ordered = sorted(counted, key=lambda n: (-counted[n], n))
    return ordered[0], ordered[1:]


def span(mentions: list[Mention]) -> tuple[str | None, str | None]:
    """The days of the first and of the last mention that has one."""
    days = [m.dated for m in mentions if m.dated]
    return (min(days), max(days)) if days else (None, None)


def appearances(chosen: Chosen) -> Condition:
    """SQL that is true for the rows `a` of `appearances` in chosen documents; of a chosen unit only its own."""
    condition, values = choosing.documents(chosen._replace(unit=""))
    sql = f"a.copied = 0 and exists (select 1 from catalogue c where c.document = a.document and {condition})"
    if chosen.unit:
        return f"{sql} and a.key = ?", [*values, chosen.unit]
    return sql, values


def nothing(**left_out: Any) -> dict[str, Any]:
    """What of `left_out` there is: no None, no empty text, no empty list."""
    return {k: v for k, v in left_out.items() if v not in (None, "", [])}
