"""/-/official/<name@unit>: everything about one person in one unit; /-/officials: all of them."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from typing import Any
from urllib.parse import unquote

from datasette import Response

from corpus.canonical import canonical
from output import summaries
from output.datasette.pages import _named
from output.datasette.pages._named import COUNTED, LISTED
from output.datasette.pages._page import Link, page, pages, read, rows, store, today
from output.datasette.pages.ledger import offset_of
from output.entities import key as key_of

# Names on one page of the list.
SIZE = 100
# The newest documents whose meetings are looked through, the meetings shown, the namesakes shown.
_LOOKED, _MEETINGS, _NAMESAKES = 200, 30, 50
# Role in a document → what it says of a meeting that the document reports on.
_TOOK_PART = {"chair": "chủ trì", "delegation_head": "trưởng đoàn", "speaker": "phát biểu", "attendee": "tham dự"}


async def official_page(request: Any, datasette: Any) -> Response:
    """Everything about one person in one unit; an unknown key leads to the person that fits, or to a choice."""
    asked = unquote(request.url_vars["person"])
    now, link = today(), Link(datasette)

    def collect(db: sqlite3.Connection) -> dict[str, Any]:
        known = _official(db, asked, now)
        if known:
            return known
        # Case, tone placement and composed letters do not count in a key.
        plain = "@".join(key_of(canonical(x)) for x in asked.split("@", 1))
        other = _named.goes_under(db, "person", asked) or (plain if plain != asked and _named_in(db, plain) else None)
        fitting, offers = (other, []) if other else _named.fitting(db, "named_officials", asked)
        return {"elsewhere": fitting, "offers": offers}

    context = await read(store(datasette), collect)
    if "person" in context:
        return await page(datasette, request, "official.html", context)
    if context["elsewhere"]:
        return Response.redirect(link.official(context["elsewhere"]))
    return await page(datasette, request, "official_unknown.html", {**context, "asked": asked}, status=404)


def _named_in(db: sqlite3.Connection, person: str) -> list[dict[str, Any]]:
    """The newest documents that name the person, each with the row of officials; copies only where there is nothing else."""
    sql = (
        "select o.document, o.official, o.name, o.unit, o.unit_key, f.start, f.roles from offices o join officials f on f.id = o.official"
        " where o.person = ? and o.copied = ? group by o.document order by o.dated desc limit ?"
    )
    return rows(db, sql, [person, 0, _LOOKED]) or rows(db, sql, [person, 1, _LOOKED])


def _official(db: sqlite3.Connection, person: str, now: date) -> dict[str, Any] | None:
    named = _named_in(db, person)
    if not named:
        return None
    months = summaries.months(db, "person", person)
    told = _named.of_party(db, person, ("addressee",), COUNTED)
    held = summaries.held_by(db, person)
    starts = _named.starts(db, held)
    return {
        "person": person,
        "name": named[0]["name"],
        "unit": next((r["unit"] for r in named if r["unit"]), ""),
        "unit_key": next((r["unit_key"] for r in named if r["unit"]), ""),
        "title": held[0].title if held else "",
        "totals": _named.totals(months),
        "timeline": _named.timeline(months),
        "held": [
            h._asdict() | {"first_place": starts.get(h.first_official), "last_place": starts.get(h.last_official)}
            for h in held
        ],
        "gave": _named.listed(db, _named.of_party(db, person, ("issuer",), LISTED), now),
        "told": _named.listed(db, told, now),
        "coordinating": _named.listed(db, _named.of_party(db, person, ("coordinating",), LISTED), now),
        "states": _named.states(told, now),
        "counted": len(told),
        "bounded": len(told) == COUNTED,
        "meetings": _meetings(db, named),
        "looked": len(named),
        "documents": _named.heads(db, [(r["document"], r["start"]) for r in named[:LISTED]]),
        "namesakes": _namesakes(db, person),
    }


def _meetings(db: sqlite3.Connection, named: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The meetings that these documents report on and the person's part in them, as the documents state it."""
    by_document = {r["document"]: r for r in named}
    listed = ",".join("?" * len(named))
    found = []
    for m in rows(
        db,
        "select m.document, m.start, m.date, m.place, m.about, m.chair, m.head, m.quote, o.title, o.address from meetings m"
        f" join documents o on o.id = m.document where m.document in ({listed})",
        list(by_document),
    ):
        own = by_document[m["document"]]
        name, roles = key_of(own["name"]), set(json.loads(own["roles"] or "[]"))
        # Roles stand at the document; who chaired which of its meetings stands at the meeting.
        roles -= {"chair", "delegation_head"}
        roles |= {r for r, field in (("chair", "chair"), ("delegation_head", "head")) if key_of(m[field] or "") == name}
        part = [words for role, words in _TOOK_PART.items() if role in roles]
        if part:
            found.append({**m, "part": ", ".join(part)})
    return sorted(found, key=lambda m: m["date"] or "", reverse=True)[:_MEETINGS]


def _namesakes(db: sqlite3.Connection, person: str) -> list[dict[str, Any]]:
    """Persons of the same name with other units, who are others as far as anyone knows here."""
    name = person.partition("@")[0]
    return rows(
        db,
        "select person, max(name) as name, max(unit) as unit, max(title) as title, count(distinct document) as documents,"
        " min(dated) as first, max(dated) as last from offices where person >= ? and person < ? and person != ?"
        " group by person order by documents desc, person limit ?",
        # "A" is the character behind "@".
        [f"{name}@", f"{name}A", person, _NAMESAKES],
    )


async def officials_page(request: Any, datasette: Any) -> Response:
    """Persons whom documents name, the most named first, or those that fit what was typed."""
    typed = " ".join((request.args.get("q") or "").split())[:300]
    at, link = offset_of(request.args), Link(datasette)

    def collect(db: sqlite3.Connection) -> dict[str, Any]:
        found = _named.names(db, "named_officials", typed, SIZE, at)
        count = None if typed else db.execute("select count(*) from named_officials").fetchone()[0]
        return {"found": found, "count": count, "made": _named.made(db)}

    context = await read(store(datasette), collect)

    def address(**asked: str) -> str:
        return _named.address(link, "/-/officials", **asked)

    shown = len(context["found"].rows)
    behind = at + shown + context["found"].more
    return await page(
        datasette,
        request,
        "officials.html",
        {**context, "typed": typed, "pages": pages(address, {"q": typed}, at, SIZE, shown, behind)},
    )
