"""FollowTheMoney entities (https://followthemoney.tech), one JSON object a line: who holds which office, who tells whom.

Which schema, and why:

* Person: a name and a unit, never a name alone. Organization: a unit; PublicBody, which says more, only where the first
  words of its name leave no doubt (Sở, Bộ, Ủy ban nhân dân …), or where an administrative area acts or has officers.
* Position and Occupancy, not Employment or Directorship: what texts state is a post that exists whoever holds it, and no
  contract. An Occupancy's `date` are the days of its first and last mention, since nobody says when it began or ended.
* Document: each text; persons, positions and organizations name those that tell of them as `proof` (organizations the first
  and the last). An Occupancy, being an interval, has no `proof`: it has `sourceUrl`, and the words as `summary`.
* UnknownLink: a directive, from who gives it to whom it is given, as the one schema for links of a kind of their own: `role`
  is its strength, `summary` what is to be done, `description` the proving words, `recordId` the directive.

Ids are hashes of kind and key, the same in every export. Groups that are named nowhere else ("các phòng, ban") are nobody.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from typing import Any

from output.exports import choosing
from output.exports._people import Person, Unit, appearances, nothing, persons, posts, span, units
from output.exports._words import iri, is_url
from output.exports.choosing import Chosen, Condition, Order, rows
from output.exports.json_rows import dumped

Entity = dict[str, Any]

# First words of names that only bodies of the state have, as keys.
_PUBLIC = (
    "ủy-ban-nhân-dân hội-đồng-nhân-dân sở bộ chính-phủ quốc-hội văn-phòng-chính-phủ văn-phòng-ủy-ban-nhân-dân tổng-cục cục"
    " chi-cục tòa-án viện-kiểm-sát công-an thanh-tra kho-bạc kiểm-toán-nhà-nước phòng-nội-vụ phòng-tư-pháp ban-quản-lý"
).split()
_MEDIA = {
    "html": "text/html",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
}


def parts(db: sqlite3.Connection, order: Order) -> Iterator[bytes]:
    """The file in pieces, a line each."""
    for made in (_documents, _units, _persons, _positions, _links):
        for entity in made(db, order):
            order.counted[entity["schema"]] += 1
            yield dumped(entity) + b"\n"


def ident(kind: str, *key: str) -> str:
    """The id of an entity: `kind` is unit, person, position, occupancy, document or link."""
    return "chidao-" + hashlib.sha1("\n".join((kind, *key)).encode(), usedforsecurity=False).hexdigest()


def _entity(schema: str, name: str, /, **properties: Any) -> Entity:
    """An entity; of each property the values that there are, each once."""
    kept = {}
    for k, value in properties.items():
        many = value if isinstance(value, list) else [value]
        clean = [_clean(v) for v in many if v]
        if any(clean):
            kept[k] = list(dict.fromkeys(v for v in clean if v))
    return {"id": name, "schema": schema, "properties": kept}


def _clean(text: str) -> str:
    """`text` in one line, without the control and format characters that FollowTheMoney itself would drop."""
    line = " ".join(text.split())
    if line.isprintable():
        return line
    kept = (c for c in line if c == " " or unicodedata.category(c)[0] != "C")
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def _documents(db: sqlite3.Connection, order: Order) -> Iterator[Entity]:
    condition, values = choosing.documents(order.chosen)
    asked = (
        "select o.id, o.title, o.address, o.issuer, o.media, o.published, c.dated, s.title as source from catalogue c"
        f" join documents o on o.id = c.document left join sources s on s.name = o.source where {condition} order by c.id"
    )
    for r in rows(db, asked, values):
        address = r["address"] or ""
        yield _entity(
            "Document",
            ident("document", r["id"]),
            fileName=[address.rstrip("/").rsplit("/", 1)[-1] or r["id"]],
            title=r["title"],
            sourceUrl=_url(address),
            author=r["issuer"],
            publisher=r["source"],
            date=_day(r["dated"]),
            publishedAt=_day(r["published"]),
            mimeType=_MEDIA.get(r["media"] or ""),
        )


def _who_are_told(chosen: Chosen) -> Condition:
    """SQL for the keys of those who give or get a chosen directive."""
    condition, values = choosing.directives(chosen)
    return f"select p.key from parties p join ledger l on l.id = p.ledger where {condition}", values


def _stated(chosen: Chosen) -> Condition:
    """The rows `o` of `offices` of chosen documents; of a chosen unit those in it, and of whom its directives name."""
    unnarrowed, values = choosing.documents(chosen)
    sql = f"o.copied = 0 and exists (select 1 from catalogue c where c.document = o.document and {unnarrowed})"
    if chosen.unit:
        told, more = _who_are_told(chosen)
        return f"{sql} and (o.unit_key = ? or o.person in ({told}))", [*values, chosen.unit, *more]
    return sql, values


def _units(db: sqlite3.Connection, order: Order) -> Iterator[Entity]:
    condition, values = _stated(order.chosen)
    told, more = _who_are_told(order.chosen)
    needed = (f"select o.unit_key from offices o where {condition} union {told}", [*values, *more])
    agencies = appearances(order.chosen._replace(unit=""))
    if order.chosen.unit:
        sql, own = choosing.documents(order.chosen)
        there = f"exists (select 1 from catalogue c where c.document = a.document and {sql})"
        agencies = (f"a.copied = 0 and {there} and a.key in ({needed[0]})", [*own, *needed[1]])
    for unit in units(db, agencies, needed):
        yield _unit(unit)


def _unit(unit: Unit) -> Entity:
    public = unit.type == "area" or any(f"{unit.key}-".startswith(f"{head}-") for head in _PUBLIC)
    return _entity(
        "PublicBody" if public else "Organization",
        ident("unit", unit.key),
        name=unit.name or unit.key,
        alias=unit.others,
        country="vn",
        proof=[ident("document", m.document) for m in (unit.first, unit.last)],
    )


def _persons(db: sqlite3.Connection, order: Order) -> Iterator[Entity]:
    for person in persons(db, _stated(order.chosen)):
        yield _person(person)
        for (unit, title), office in sorted(person.offices.items()):
            if office.title:
                # A title that names no unit is a post of its own, of this person's.
                post = ident("position", unit, title) if unit else ident("position", person.key, title)
                if not unit:
                    yield _entity("Position", post, name=office.title, country="vn")
                first, last = span(office.mentions)
                yield _entity(
                    "Occupancy",
                    ident("occupancy", person.key, unit, title),
                    holder=ident("person", person.key),
                    post=post,
                    date=[_day(first), _day(last)],
                    summary=[m.words for m in office.mentions],
                    sourceUrl=[_url(m.address) for m in office.mentions],
                )


def _person(person: Person) -> Entity:
    offices = person.offices.values()
    return _entity(
        "Person",
        ident("person", person.key),
        name=person.name or person.key,
        alias=person.others,
        position=[o.title for o in offices],
        proof=[ident("document", m.document) for o in offices for m in o.mentions],
    )


def _positions(db: sqlite3.Connection, order: Order) -> Iterator[Entity]:
    for unit, title_key, title in posts(db, _stated(order.chosen)):
        yield _entity(
            "Position",
            ident("position", unit, title_key),
            name=title,
            country="vn",
            organization=ident("unit", unit),
        )


def _links(db: sqlite3.Connection, order: Order) -> Iterator[Entity]:
    condition, values = choosing.directives(order.chosen)
    named = "select json_group_array(json_array(p.kind, p.key)) from parties p where p.ledger = l.id and p.kind != 'group' and p.key != ''"
    asked = (
        "select l.directive, l.dated, l.strength, d.action, d.evidence, o.address,"
        f" ({named} and p.role = 'issuer') as by, ({named} and p.role = 'addressee') as told"
        " from ledger l join directives d on d.id = l.directive join documents o on o.id = l.document"
        f" where {condition} order by l.id"
    )
    for r in rows(db, asked, values):
        for by in sorted(json.loads(r["by"])):
            for told in sorted(json.loads(r["told"])):
                yield _entity(
                    "UnknownLink",
                    ident("link", r["directive"], *by, *told),
                    subject=ident(*by),
                    object=ident(*told),
                    **nothing(role=r["strength"], date=_day(r["dated"]), recordId=r["directive"]),
                    summary=r["action"],
                    description=r["evidence"],
                    sourceUrl=_url(r["address"]),
                )


def _day(value: str | None) -> str:
    """`value` if it is a day, month or year, as FollowTheMoney's dates are; else empty."""
    return (value or "") if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value or "") else ""


def _url(address: str) -> str:
    return iri(address) if is_url(address) else ""
