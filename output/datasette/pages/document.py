"""/-/document/<id>: the text of one document with every finding marked, what they say beside it, and how it changed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from datasette import Response

from output.datasette.pages import changes, citing, kinds, marks
from output.datasette.pages._page import WINDOW, Link, missing, page, read, rows, store, today
from output.datasette.pages.about import about
from output.datasette.pages.correcting import may_correct
from output.datasette.pages.kinds import Kind
from output.datasette.pages.ledger import entries
from output.datasette.pages.marks import Mark

# Findings of one kind that one page marks, and those that it lists.
MARKED = 20_000
LISTED = 200
# Characters of a value that the words above a mark show.
_TIP = 160


async def document_page(request: Any, datasette: Any) -> Response:
    """The text of one document with every finding marked; with `ban` the text of an earlier version of it."""
    key, version = request.url_vars["id"], changes.version_asked(request.args)
    database, link, now = store(datasette), Link(datasette), today()
    urls = datasette.urls
    wanted = request.args.get("from") or ""
    begin = int(wanted) // WINDOW * WINDOW if re.fullmatch(r"[0-9]{1,9}", wanted) else 0

    def collect(db: sqlite3.Connection) -> dict[str, Any] | None:
        doc = next(iter(rows(db, "select * from documents where id = ?", [key])), None)
        if doc is None:
            return None
        known = about(db, doc, link)
        changed = changes.versions(db, key, version)
        if version is not None and version != changed.get("last"):
            shown = _earlier(db, doc, version, begin)
        else:
            changed_at = [c["start"] for v in changed["listed"][:1] for c in v["changed"] if c["start"] is not None]
            shown = _marked(db, doc, begin, link, lambda table: urls.table(database.name, table), now, changed_at)
        cited = citing.of_document(doc, known["source"])
        doc.pop("text")
        return {"doc": doc, **known, "versions": changed, "cited": cited, **shown}

    context = await read(database, collect)
    if context is None:
        return await missing(datasette, request, "Không có văn bản này", f"Trong sổ không có văn bản mang mã “{key}”.")
    if context["text"] is None:
        return await missing(
            datasette, request, "Không có phiên bản này", f"Trang này chưa từng có phiên bản {version}."
        )
    return await page(
        datasette,
        request,
        "document.html",
        {
            **context,
            **_addresses(datasette, database.name, key, context.get("version")),
            "may_correct": await may_correct(datasette, request.actor),
            "moment": citing.moment,
        },
    )


def _addresses(datasette: Any, database: str, key: str, version: int | None) -> dict[str, Any]:
    urls = datasette.urls
    ban = "" if version is None else f"?ban={version}"
    return {
        "row": urls.row(database, "documents", key),
        "json": urls.row(database, "documents", key, format="json"),
        "raw": f"{urls.path(f'/-/raw/{key}')}{ban}",
        "plain": f"{urls.path(f'/-/text/{key}.txt')}{ban}",
        "table_of": lambda table: str(urls.table(database, table)),
        "correct_of": lambda table: str(urls.path(f"/-/correct/{table}")),
    }


def _part(text: str, begin: int) -> dict[str, Any]:
    """Where the part that is shown begins, and all parts there are."""
    begin = 0 if begin >= len(text) else begin
    parts = [(n, at) for n, at in enumerate(range(0, len(text), WINDOW), 1)] if len(text) > WINDOW else []
    return {"begin": begin, "parts": parts, "length": len(text)}


def _earlier(db: sqlite3.Connection, doc: dict[str, Any], version: int, begin: int) -> dict[str, Any]:
    """The text of an earlier version, with nothing marked."""
    sql = "select text, fetched from versions where document = ? and version = ?"
    found = db.execute(sql, [doc["id"], version]).fetchone()
    if found is None:
        return {"text": None}
    text = found["text"] or ""
    part = _part(text, begin)
    shown = text[part["begin"] : part["begin"] + WINDOW]
    return {"text": shown, "version": version, "version_fetched": found["fetched"], **part}


def _marked(
    db: sqlite3.Connection,
    doc: dict[str, Any],
    begin: int,
    link: Link,
    address_of: Callable[[str], str],
    now: date,
    anchors: Iterable[int],
) -> dict[str, Any]:
    """The text as it is now, marked, and its findings in lists, kind by kind."""
    part = _part(doc["text"] or "", begin)
    begin = part["begin"]
    text = (doc["text"] or "")[begin : begin + WINDOW]
    persons = dict(db.execute("select official, person from offices where document = ?", [doc["id"]]).fetchall())
    every: list[Mark] = []
    starts = {a - begin for a in anchors}
    lists: list[dict[str, Any]] = []
    for kind in kinds.kinds_of(db):
        found = _findings(db, kind, doc["id"], begin, begin + len(text))
        for n, row in enumerate(found):
            row["value"], row["found_by"] = kinds.value(kind.table, row), kinds.found_by(row["by"])
            listed = n < LISTED
            row["page"] = kinds.leads_to(link, kind.table, row, persons) if listed else None
            every += _marks(kind, row, begin, f"#f-{row['id']}" if listed else f"{address_of(kind.table)}/{row['id']}")
            starts.add(row["start"] - begin)
        if kind.table == "directives":
            starts.update(a - begin for row in found for _, a, _ in kinds.places(row))
        lists.append({"kind": kind, "count": len(found), "rows": found[:LISTED], "more": len(found) > LISTED})
    _lead_to_their_words(lists, every, begin, link, doc["id"])
    told = _told(db, doc["id"], [r for x in lists if x["kind"].table == "directives" for r in x["rows"]], now)
    shown = marks.html(marks.cut(text, every, starts), every, begin)
    return {"text": shown, "lists": lists, "legend": _legend(lists), "told": told, **part}


def _legend(lists: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What can be ticked off: kinds that share a class go together."""
    found: dict[str, dict[str, Any]] = {}
    for entry in lists:
        kind, count = entry["kind"], entry["count"]
        if count:
            one = found.setdefault(kind.css, {"css": kind.css, "labels": [], "count": 0})
            one["labels"].append(kind.label)
            one["count"] += count
    return list(found.values())


def _findings(db: sqlite3.Connection, kind: Kind, document: str, begin: int, end: int) -> list[dict[str, Any]]:
    """The findings of a kind of which some place lies in the part from `begin` to `end`, in the order of the text."""
    # An entry's other places may lie here though its first does not.
    here = (
        'start < ? and ("end" > ? or start >= ? or exists'
        " (select 1 from json_each(spans) j where json_extract(j.value, '$[2]') > ?))"
    )
    return rows(
        db,
        f'select * from "{kind.table}" where document = ? and {here} order by start, "end", id limit {MARKED}',
        [document, max(end, begin + 1), begin, begin, begin],
    )


def _marks(kind: Kind, row: dict[str, Any], begin: int, link: str) -> list[Mark]:
    """What is marked of a row, leading to `link`: a directive's or meeting's own words, every place of the others."""
    spans = [] if kind.table in kinds.WHOLE else [(a, b) for field, a, b in kinds.places(row) if field]
    if row["start"] not in [a for a, _ in spans]:
        spans.append((row["start"], row["end"]))
    spans.sort(key=lambda s: s[0] != row["start"])
    tip = f"{kind.label}: {citing.shortened(row['value'], _TIP)} ({row['found_by']})"
    name = _name(row)
    return [
        Mark(a - begin, b - begin, kind.css, name if not n else f"{name}-{n}", tip, link)
        for n, (a, b) in enumerate(dict.fromkeys(spans))
    ]


def _name(row: dict[str, Any]) -> str:
    return f"w-{row['id']}"


def _lead_to_their_words(
    lists: list[dict[str, Any]], every: Sequence[Mark], begin: int, link: Link, document: str
) -> None:
    """Let each listed row lead to its own mark: to its start where it is the outermost there, else to its name."""
    outermost: dict[int, Mark] = {}
    for m in every:
        if m.start not in outermost or m.end > outermost[m.start].end:
            outermost[m.start] = m
    for row in (row for entry in lists for row in entry["rows"]):
        at = outermost.get(row["start"] - begin)
        if row["start"] < begin:  # in an earlier part
            row["words"] = link.document(document, row["start"])
        else:
            row["words"] = f"#{_name(row)}" if at and at.name != _name(row) else f"#c{row['start']}"


def _told(db: sqlite3.Connection, document: str, found: Sequence[dict[str, Any]], now: date) -> list[dict[str, Any]]:
    """Directives with who and whom as parties, in the order of the text."""
    numbers = dict(db.execute("select directive, id from ledger where document = ?", [document]).fetchall())
    by_id = {e["id"]: e for e in entries(db, [numbers[r["id"]] for r in found if r["id"] in numbers], now)}
    return [{**r, **by_id[r["id"]]} for r in found if r["id"] in by_id]
