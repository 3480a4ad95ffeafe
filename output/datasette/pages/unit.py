"""/-/unit/<key>: everything about one unit or area; /-/units: all of them."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import date
from typing import Any
from urllib.parse import quote, unquote

from datasette import Response

from corpus.canonical import canonical, squash
from output import summaries
from output.datasette.pages import _named
from output.datasette.pages._named import COUNTED, LISTED, TOGETHER
from output.datasette.pages._page import Link, page, pages, read, rows, store, today
from output.datasette.pages.ledger import offset_of
from output.entities import key as key_of

# Names on one page of the list; of each type on its first page.
SIZE = 100
_FIRST = 30
# Offices, and ways to write the name, that a unit's page lists.
_OFFICES = 60
_FORMS = 30
# The newest documents that are read for how they write the name.
_READ = 100
_TYPES = {"agency": "cơ quan, tổ chức", "area": "địa bàn"}


async def unit_page(request: Any, datasette: Any) -> Response:
    """Everything about one unit or area; an unknown key leads to the name that it is another spelling of, or to a choice."""
    asked = unquote(request.url_vars["key"])
    now, link = today(), Link(datasette)
    if "@" in asked:  # no unit's key has one
        return Response.redirect(link.official(asked))

    def collect(db: sqlite3.Connection) -> dict[str, Any]:
        known = _unit(db, asked, now)
        if known:
            return known
        # Case, tone placement and composed letters do not count in a key.
        plain = key_of(canonical(asked))
        other = _named.goes_under(db, "unit", asked) or (plain if plain != asked and _head(db, plain) else None)
        fitting, offers = (other, []) if other else _named.fitting(db, "named_units", asked)
        return {"elsewhere": fitting, "offers": offers}

    context = await read(store(datasette), collect)
    if "key" in context:
        # Both are made elsewhere: deadlines as a calendar, new directives as a feed.
        taken = {"calendar": f"/-/calendar/{quote(asked)}.ics", "feed": f"/-/feed/{quote(asked)}.atom"}
        context |= {name: link.here(path) for name, path in taken.items()}
        return await page(datasette, request, "unit.html", {**context, "types": _TYPES})
    if context["elsewhere"]:
        return Response.redirect(link.unit(context["elsewhere"]))
    return await page(datasette, request, "unit_unknown.html", {**context, "asked": asked, "types": _TYPES}, status=404)


def _head(db: sqlite3.Connection, key: str) -> dict[str, Any] | None:
    """Name and type of a unit as the latest document has them; of what is only told something, the name."""
    newest = "select name, type, copied from appearances where key = ? and copied = ? order by dated desc limit 1"
    found = (
        rows(db, newest, [key, 0])
        or rows(db, newest, [key, 1])
        or rows(
            db, "select name, kind as type, 0 as copied from parties where key = ? and kind != 'person' limit 1", [key]
        )
    )
    return found[0] if found else None


def _unit(db: sqlite3.Connection, key: str, now: date) -> dict[str, Any] | None:
    head = _head(db, key)
    if not head:
        return None
    named = rows(
        db,
        # Where only copies name it, they are shown: better than nothing.
        "select document from appearances where key = ? and copied = ? order by dated desc limit ?",
        [key, head["copied"], TOGETHER],
    )
    documents = [r["document"] for r in named]
    own = _rows_of(db, key, documents[:_READ])
    months = summaries.months(db, "unit", key)
    told = _named.of_party(db, key, ("addressee",), COUNTED)
    with_others = _named.of_party(db, key, ("coordinating",), LISTED + 1)
    gave = _named.of_party(db, key, ("issuer", "issuer_unit"), LISTED)
    return {
        "key": key,
        **head,
        "totals": _named.totals(months),
        "timeline": _named.timeline(months),
        "forms": _forms(own),
        "read": min(len(documents), _READ),
        "told": _named.listed(db, told, now),
        "states": _named.states(told, now),
        "counted": len(told),
        "bounded": len(told) == COUNTED,
        "systems": _named.told_of(db, told),
        "coordinating": _named.listed(db, with_others, now),
        "more_coordinating": len(with_others) > LISTED,
        "gave": _named.listed(db, gave, now),
        "held": _held(db, key),
        "most_held": _OFFICES,
        "beside": _named.together(db, documents, LISTED, key),
        "among": len(documents),
        "documents": _named.heads(db, _places(documents[:LISTED], own)),
    }


def _rows_of(db: sqlite3.Connection, key: str, documents: list[str]) -> list[dict[str, Any]]:
    """The rows of units that name the unit in these documents, also under names that go under its own by corrections."""
    keys = {key, *_named.spelt_otherwise(db, "unit", key)}
    listed = ",".join("?" * len(documents))
    found = rows(db, f"select document, text, full, start from units where document in ({listed})", documents)
    return [r for r in found if key_of(squash(r["full"] or r["text"] or "")) in keys]


def _forms(own: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """How these rows write the unit's name, and in how many documents, most first."""
    counted = Counter(form for _, form in {(r["document"], r["text"]) for r in own})
    return sorted(counted.items(), key=lambda x: (-x[1], x[0]))[:_FORMS]


def _places(documents: list[str], own: list[dict[str, Any]]) -> list[tuple[str, int | None]]:
    """Where these documents name the unit first."""
    first: dict[str, int] = {}
    for r in own:
        first[r["document"]] = min(r["start"], first.get(r["document"], r["start"]))
    return [(d, first.get(d)) for d in documents]


def _held(db: sqlite3.Connection, key: str) -> list[dict[str, Any]]:
    held = summaries.held_in(db, key, _OFFICES)
    starts = _named.starts(db, held)
    return [
        h._asdict() | {"first_place": starts.get(h.first_official), "last_place": starts.get(h.last_official)}
        for h in held
    ]


async def units_page(request: Any, datasette: Any) -> Response:
    """Units and areas that documents name, the most named first, or those that fit what was typed."""
    typed = " ".join((request.args.get("q") or "").split())[:300]
    kind = request.args.get("loai") or ""
    kind = kind if kind in _TYPES else ""
    at, link = offset_of(request.args), Link(datasette)

    def collect(db: sqlite3.Connection) -> dict[str, Any]:
        kinds = [kind] if kind else list(_TYPES)
        size = SIZE if kind else _FIRST
        found = {k: _named.names(db, "named_units", typed, size, at if kind else 0, k) for k in kinds}
        return {"found": found, "counts": None if typed else _counts(db), "made": _named.made(db)}

    context = await read(store(datasette), collect)

    def address(**asked: str) -> str:
        return _named.address(link, "/-/units", **asked)

    chosen = {"q": typed, "loai": kind}
    shown = len(context["found"][kind].rows) if kind else 0
    more = kind and context["found"][kind].more
    return await page(
        datasette,
        request,
        "units.html",
        {
            **context,
            "typed": typed,
            "kind": kind,
            "types": _TYPES,
            "all_of": {k: address(q=typed, loai=k) for k in _TYPES},
            "pages": pages(address, chosen, at, SIZE, shown, at + shown + bool(more)) if kind else {},
        },
    )


def _counts(db: sqlite3.Connection) -> dict[str, int]:
    return dict(db.execute("select type, count(*) from named_units group by type").fetchall())
