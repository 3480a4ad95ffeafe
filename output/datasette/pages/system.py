"""/-/system/<code>: who was told what about an e-government system, and who speaks of it; /-/systems: all of them."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any
from urllib.parse import unquote

from datasette import Response

from corpus.canonical import fold
from corpus.layout import sentences
from output import asking, summaries, tallies
from output.asking import Asked
from output.datasette.pages import _named
from output.datasette.pages._named import COUNTED, LISTED, TOGETHER, Told
from output.datasette.pages._page import Link, missing, page, read, rows, store, today
from output.questions import VALUES
from output.snippets import Piece

SYSTEMS = VALUES["system"]
# Characters on either side of a mention in which its sentence is looked for, and that are shown at the most.
_AROUND = 400
# Ways to name it that are shown.
_FORMS = 20


async def system_page(request: Any, datasette: Any) -> Response:
    """Everything about one e-government system, by its code."""
    code, now, link = unquote(request.url_vars["code"]), today(), Link(datasette)
    if code not in SYSTEMS:
        plain = fold(code).strip().replace("_", "-").replace(" ", "-")
        if plain in SYSTEMS:
            return Response.redirect(link.system(plain))
        hint = f"Các mã: {', '.join(SYSTEMS)}. Xem trang “Hệ thống”."
        return await missing(datasette, request, f"Không có hệ thống mang mã “{code}”", hint)
    context = await read(store(datasette), lambda db: _system(db, code, now))
    return await page(datasette, request, "system.html", {**context, "code": code, "words": SYSTEMS[code]})


def _system(db: sqlite3.Connection, code: str, now: date) -> dict[str, Any]:
    months = summaries.months(db, "system", code)
    told = _named.of_system(db, code, COUNTED)
    speaking = asking.documents(db, Asked(system=code), now, size=TOGETHER).numbers
    documents = _documents(db, speaking)
    totals = _named.totals(months)
    return {
        "totals": totals,
        "timeline": _named.timeline(months),
        "states": _named.states(told, now),
        "counted": len(told),
        "bounded": len(told) == COUNTED,
        "told": _named.listed(db, told, now),
        "most_told": _most_told(db, told),
        "by_province": _by_province(db, code, now, totals["told"]),
        "forms": _forms(db, code, documents),
        "mentions": _mentions(db, code, documents[:LISTED]),
        "agencies": _named.together(db, documents, LISTED, kind="agency"),
        "areas": _named.together(db, documents, LISTED, kind="area"),
        "among": len(documents),
    }


def _documents(db: sqlite3.Connection, numbers: list[int]) -> list[str]:
    """The documents of these numbers of the catalogue, in their order."""
    found = dict(
        db.execute(f"select id, document from catalogue where id in ({','.join(map(str, numbers))})").fetchall()
    )
    return [found[n] for n in numbers]


def _most_told(db: sqlite3.Connection, told: list[Told]) -> list[dict[str, Any]]:
    """Who is to carry out most of these directives."""
    return rows(
        db,
        "select key, max(name) as name, max(kind) as kind, count(distinct ledger) as n from parties"
        f" where ledger in ({','.join(str(t.number) for t in told)}) and role = 'addressee' group by key order by n desc, key limit ?",
        [LISTED],
    )


def _by_province(db: sqlite3.Connection, code: str, now: date, counted: int) -> list[tuple[str, int]]:
    """From which provinces the directives about it are, most first: the source's, else that which the issuer names.

    They are `counted` in all: where that is much, they are as they were with the last run.
    """
    found: dict[str, int] = {}
    if counted > COUNTED:
        sql = "select province, sum(n) from told_provinces where code = ? group by province"
        found = dict(db.execute(sql, [code]).fetchall())
    if not found:
        rows_of = tallies.count(db, "told_provinces", ("code", "province"), Asked(system=code), now).rows
        found = {str(r["province"]): int(r["n"]) for r in rows_of if r["code"] == code}
    return sorted(found.items(), key=lambda x: (not x[0], -x[1], x[0]))


def _forms(db: sqlite3.Connection, code: str, documents: list[str]) -> list[dict[str, Any]]:
    """The words by which these documents name it first, most often first."""
    return rows(
        db,
        f"select lower(text) as form, count(*) as n from systems where document in ({','.join('?' * len(documents))}) and code = ?"
        " group by 1 order by n desc, form limit ?",
        [*documents, code, _FORMS],
    )


def _mentions(db: sqlite3.Connection, code: str, documents: list[str]) -> list[dict[str, Any]]:
    """What a list of these documents shows of each, with the sentence that names the system first, cut into pieces."""
    found: dict[str, dict[str, Any]] = {}
    for r in rows(
        db,
        "select s.document, s.start, s.end, max(0, s.start - ?) as begin, substr(o.text, max(0, s.start - ?) + 1, ?) as around"
        " from systems s join documents o on o.id = s.document"
        f" where s.document in ({','.join('?' * len(documents))}) and s.code = ? order by s.start desc",
        [_AROUND, _AROUND, 2 * _AROUND + 200, *documents, code],
    ):
        found[r["document"]] = r
    heads = _named.heads(db, [(d, found[d]["start"] if d in found else None) for d in documents])
    return [{**h, "pieces": _sentence(found[h["document"]]) if h["document"] in found else []} for h in heads]


def _sentence(mention: dict[str, Any]) -> list[Piece]:
    """The sentence around a mention, no longer than what was read around it."""
    text = mention["around"].replace("\n", " ")
    start, end = (mention[at] - mention["begin"] for at in ("start", "end"))
    low, high = next(((a, b) for a, b in sentences(text, 0, len(text)) if a <= start < b), (0, len(text)))
    high = min(max(high, end), len(text))
    return [
        p for p in (Piece(text[low:start], False), Piece(text[start:end], True), Piece(text[end:high], False)) if p.text
    ]


async def systems_page(request: Any, datasette: Any) -> Response:
    """All e-government systems of the guidelines with how much there is about each, those without anything too."""

    def collect(db: sqlite3.Connection) -> dict[str, Any]:
        counted = {code: _named.totals(summaries.months(db, "system", code)) for code in SYSTEMS}
        return {"listed": sorted(counted.items(), key=lambda x: (-x[1]["told"], -x[1]["documents"], x[0]))}

    context = await read(store(datasette), collect)
    most = max((n["documents"] for _, n in context["listed"]), default=0)
    return await page(datasette, request, "systems.html", {**context, "words": SYSTEMS, "most": most})
