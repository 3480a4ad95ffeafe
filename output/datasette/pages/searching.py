"""/-/search: documents and directives by what people type, hits shown in their sentences."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from datasette import Response

from output import asking
from output.datasette.pages._page import Link, page, pages, read, rows, store, today
from output.datasette.pages.ledger import asked_of, choices, entries, offset_of, parameters
from output.entities import key
from output.snippets import excerpt

SIZE = 20
# Directives shown above the documents.
_FIRST = 5


async def search_page(request: Any, datasette: Any) -> Response:
    """Documents that answer, with the best directives before them; without a question the newest documents."""
    asked, wrong = asked_of(request.args)
    at, now = offset_of(request.args), today()

    def collect(db: sqlite3.Connection) -> dict[str, Any]:
        found = asking.documents(db, asked, now, size=SIZE, offset=at)
        told = asking.directives(db, asked, now, size=_FIRST) if asked.about and not at else asking.Found([], 0, False)
        return {
            "found": found,
            "hits": _hits(db, found.numbers, asked.about),
            "told": told,
            "entries": entries(db, told.numbers, now, asked.about),
            "named": _named(db, asked.about) if asked.about and not at else [],
            "choices": choices(db),
        }

    context = await read(store(datasette), collect)
    link, chosen = Link(datasette), parameters(asked)
    found = context["found"]
    return await page(
        datasette,
        request,
        "search.html",
        {
            **context,
            "asked": asked,
            "find": asked.about,
            "wrong": wrong,
            "in_ledger": link.ledger(**chosen),
            "pages": pages(link.search, chosen, at, SIZE, len(found.numbers), found.total + found.more),
        },
    )


def _hits(db: sqlite3.Connection, numbers: Sequence[int], typed: str) -> list[dict[str, Any]]:
    listed = ",".join(map(str, numbers))
    found = {
        r["number"]: r
        for r in rows(
            db,
            "select c.id as number, c.dated, o.id as document, o.title, o.kind, o.number as document_number, o.issuer, o.address,"
            " coalesce(s.title, o.source) as source, substr(o.text, 1, 500000) as text,"
            " (select count(*) from ledger l where l.document = o.id) as directives,"
            " (select count(*) from documents p where p.copy_of = coalesce(o.copy_of, o.id)) as copies"
            " from catalogue c join documents o on o.id = c.document left join sources s on s.name = o.source"
            f" where c.id in ({listed})",
        )
    }
    hits = []
    for n in numbers:
        hit = found[n]
        pieces, start = excerpt(hit.pop("text"), typed)
        title, _ = excerpt(hit["title"] or hit["address"], typed)
        hits.append({**hit, "pieces": pieces, "start": start, "heading": title})
    return hits


def _named(db: sqlite3.Connection, typed: str) -> list[dict[str, Any]]:
    """Units and persons whose name, spelt out, is what was typed."""
    k = key(typed)
    units = rows(db, "select 'unit' as kind, key, name from appearances where key = ? limit 1", [k])
    held = "select person as key, name, min(unit) as unit, min(title) as title from offices where person >= ? and person < ? group by person limit 8"
    return units + [{**r, "kind": "person"} for r in rows(db, held, [f"{k}@", f"{k}A"])]
