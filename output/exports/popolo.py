"""Persons, organizations, memberships and posts as Popolo JSON (https://www.popoloproject.com/specs/).

* A person is a name and a unit, never a name alone: id is the key of both, as the address of the person's page has it.
* An organization is a unit by its completed name; an administrative area is one only where somebody holds an office in it.
* A membership is an office that texts state. Popolo's start_date and end_date say when it began and ended, which no text
  says: they are left out. `first_mentioned` and `last_mentioned` (additions of ours, which the specification allows) are
  the days of the first and last document that states it; `sources` holds every one, with the words.
* A post is a title within an organization. A membership whose title names no unit has neither organization nor post.

The lists come one after the other, an object a line, in the order of their keys; UTF-8.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from output.exports import choosing
from output.exports._people import (
    Mention,
    Office,
    Person,
    Unit,
    appearances,
    nothing,
    persons,
    posts,
    span,
    units,
)
from output.exports._words import address_of, is_url, page
from output.exports.choosing import Order
from output.exports.json_rows import dumped


def parts(db: sqlite3.Connection, order: Order) -> Iterator[bytes]:
    """The file in pieces."""
    lists = {
        "persons": (_person(p, order.base) for p in persons(db, choosing.offices(order.chosen))),
        "organizations": _organizations(db, order),
        "posts": (_post(*p) for p in posts(db, choosing.offices(order.chosen))),
        "memberships": _memberships(db, order),
    }
    before = "{\n"
    for name, objects in lists.items():
        yield f'{before}"{name}": ['.encode()
        comma = b"\n"
        for one in objects:
            order.counted[name] += 1
            yield comma + dumped(one)
            comma = b",\n"
        yield b"\n]"
        before = ",\n"
    yield b"\n}\n"


def _person(person: Person, base: str) -> dict[str, Any]:
    untitled = [m for o in person.offices.values() if not o.title for m in o.mentions]
    mentions = [m for o in person.offices.values() for m in o.mentions]
    first, last = span(mentions)
    there = page(base, "official", person.key)
    return nothing(
        id=person.key,
        name=person.name,
        other_names=[{"name": n} for n in person.others if n],
        first_mentioned=first,
        last_mentioned=last,
        links=[{"url": there}] if there else [],
        sources=[_source(m, base) for m in untitled],
    )


def _organizations(db: sqlite3.Connection, order: Order) -> Iterator[dict[str, Any]]:
    condition, values = choosing.offices(order.chosen)
    held = (f"select o.unit_key from offices o where {condition}", values)
    for unit in units(db, appearances(order.chosen), held):
        yield _organization(unit, order.base)


def _organization(unit: Unit, base: str) -> dict[str, Any]:
    there = page(base, "unit", unit.key)
    return nothing(
        id=unit.key,
        name=unit.name,
        other_names=[{"name": n} for n in unit.others if n],
        classification=unit.type,
        first_mentioned=unit.first.dated,
        last_mentioned=unit.last.dated,
        links=[{"url": there}] if there else [],
        sources=[_source(m, base) for m in dict.fromkeys((unit.first, unit.last))],
    )


def _post(unit: str, title_key: str, title: str) -> dict[str, Any]:
    return {"id": _post_id(unit, title_key), "label": title, "role": title, "organization_id": unit}


def _memberships(db: sqlite3.Connection, order: Order) -> Iterator[dict[str, Any]]:
    for person in persons(db, choosing.offices(order.chosen)):
        for (unit, title_key), office in sorted(person.offices.items()):
            if office.title:
                yield _membership(person, unit, title_key, office, order.base)


def _membership(person: Person, unit: str, title_key: str, office: Office, base: str) -> dict[str, Any]:
    first, last = span(office.mentions)
    return nothing(
        id=f"{person.key}/{unit}/{title_key}",
        label=office.title,
        role=office.title,
        person_id=person.key,
        organization_id=unit,
        post_id=_post_id(unit, title_key) if unit else "",
        first_mentioned=first,
        last_mentioned=last,
        sources=[_source(m, base) for m in office.mentions],
    )


def _post_id(unit: str, title_key: str) -> str:
    return f"{unit}/{title_key}"


def _source(mention: Mention, base: str) -> dict[str, str]:
    """Where it is said: the document's address, and in the note the words, and the path of one that has no public address."""
    url = address_of({"id": mention.document, "address": mention.address}, base)
    path = "" if is_url(mention.address) else mention.address
    note = "; ".join(w for w in (mention.words, path) if w)
    return nothing(url=url, note=note)
