"""/: what is in the ledger, how fresh it is and which source has gone quiet; where to begin; what is new and what is due."""

from __future__ import annotations

import json
import sqlite3
import time
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from datasette import Response

from output.canned import QUESTIONS
from output.datasette.pages._page import page, read, rows, store, today
from output.datasette.pages.ledger import entries
from output.help_words import reasons
from output.quiet import AT_LEAST, LOOKED_AT, PATIENCE, SILENCE, TOO_FEW

_RECENT, _DUE, _QUESTIONS = 10, 10, 6
# Documents with the same words at the top of a list that are passed over to find ten others.
_LOOKED_AT = 60
# What is counted stays as it is while the file is unchanged; while a run writes, it is counted anew after so many times as
# long as counting took: so it never takes more than a small share of the time.
_RESTING = 20
_HERE = ZoneInfo("Asia/Ho_Chi_Minh")
# What the store holds, as the tables are called: those that a run counts at its end, and, counted here, the names.
_HELD = ("documents", "directives", "units", "officials", "citations", "meetings", "systems", "figures")
_COUNTED_BY_NAME = {
    "units": ("named_units", "appearances", "key"),
    "officials": ("named_officials", "offices", "person"),
}


class _Kept(NamedTuple):
    state: tuple[Any, ...]
    until: float
    what: dict[str, Any]


_kept: dict[str, _Kept] = {}


async def start_page(request: Any, datasette: Any) -> Response:
    """The desk's first page; of a store without documents how to fill it."""
    database, now = store(datasette), today()
    if database is None or not await database.table_exists("documents"):
        return await page(datasette, request, "empty.html", {"no_store": database is None})

    def collect(db: sqlite3.Connection) -> dict[str, Any]:
        held = _slow(db, str(database.path))
        recent = [r[0] for r in db.execute(f"select id from ledger where copied = 0 order by id desc limit {_RECENT}")]
        due = db.execute(
            f"select id from ledger where due >= ? and copied = 0 order by due, id desc limit {_DUE}", [now.isoformat()]
        )
        listed = {"recent": entries(db, recent, now), "due": entries(db, [r[0] for r in due], now)}
        return {**held, **listed, "last_run": _last_run(db)}

    context = await read(database, collect)
    if not context["documents"]:
        return await page(datasette, request, "empty.html", {"no_store": False, "last_run": context["last_run"]})
    asked = [
        {"address": datasette.urls.query(database.name, n), "question": q}
        for n, q in list(QUESTIONS.items())[:_QUESTIONS]
    ]
    rule = {"at_least": AT_LEAST, "patience": PATIENCE, "looked_at": LOOKED_AT, "too_few": TOO_FEW}
    tables = datasette.urls.database(database.name)
    return await page(
        datasette, request, "start.html", {**context, "asked": asked, "rule": rule, "tables": tables, "here": here}
    )


def _slow(db: sqlite3.Connection, path: str) -> dict[str, Any]:
    """What must look at many rows, kept for as long as the store does not change."""
    state = _state(path)
    kept = _kept.get(path)
    began = time.monotonic()
    if kept and kept.what["documents"] and (kept.state == state or began < kept.until):
        return kept.what
    what = {"counts": _counts(db), "sources": _sources(db), **_span(db)}
    what["documents"] = what["counts"].get("documents", 0)
    ended = time.monotonic()
    _kept[path] = _Kept(state, ended + _RESTING * (ended - began), what)
    return what


def _state(path: str) -> tuple[Any, ...]:
    """By which a store is known to be unchanged: size and time of its file and of its write-ahead log."""
    found = [p.stat() for p in (Path(path), Path(f"{path}-wal")) if p.exists()]
    return tuple((s.st_size, s.st_mtime_ns) for s in found)


def _counts(db: sqlite3.Connection) -> dict[str, int]:
    """How much there is of everything: as the last run counted it, names as they stand in the summaries."""
    there = {r[0] for r in db.execute("select name from sqlite_master where type = 'table'")}
    run = db.execute(
        "select counts from runs where status = 'completed' and counts is not null order by id desc limit 1"
    ).fetchone()
    said = json.loads(run[0]) if run else {}
    found = {}
    for table in _HELD:
        if table in _COUNTED_BY_NAME and _COUNTED_BY_NAME[table][1] in there:
            summary, of, key = _COUNTED_BY_NAME[table]
            n = db.execute(f"select max(rowid) from {summary}").fetchone()[0] if summary in there else None
            found[table] = n or db.execute(f"select count(distinct {key}) from {of}").fetchone()[0]
        elif isinstance(said.get(table), int) and said[table]:
            found[table] = said[table]
        elif table in there:
            found[table] = db.execute(f"select count(*) from {table}").fetchone()[0]
    return found


def _span(db: sqlite3.Connection) -> dict[str, Any]:
    """The days of the earliest and the latest document that states one."""
    first = db.execute("select dated from catalogue where dated is not null order by id limit 1").fetchone()
    last = db.execute("select dated from catalogue where dated is not null order by id desc limit 1").fetchone()
    return {"since": first and first[0], "until": last and last[0]}


def _sources(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """How each source is: the ill first, then the quiet."""
    found = rows(
        db,
        "select h.source, h.title, h.health, h.reasons, h.failing, h.warnings, h.unreadable, h.items, h.checked, s.kind, s.address,"
        f" n.state, n.latest, n.quiet_days, n.usual_gap, n.allowed_days from source_health h join sources s on s.name = h.source"
        f" join ({SILENCE}) n on n.source = h.source",
    )
    for s in found:
        s["reasons_here"] = [{"words": words, "said": sentence} for words, sentence in reasons(s["reasons"])]
    order = {"ill": 0, "watch": 2}
    return sorted(
        found,
        key=lambda s: (min(order.get(s["health"], 3), 1 if s["state"] == "quiet" else 3), s["title"] or s["source"]),
    )


def _last_run(db: sqlite3.Connection) -> dict[str, Any] | None:
    run = next(
        iter(rows(db, "select command, started, ended, status, counts from runs order by id desc limit 1")), None
    )
    if run:
        run["counts"] = json.loads(run["counts"] or "{}")
    return run


def here(moment: str | None) -> str:
    """A moment (ISO, UTC) as it is written in Vietnam: "2025-06-30T18:05:00+00:00" → "01:05 ngày 01/07/2025"."""
    try:
        at = datetime.fromisoformat(moment or "")
    except ValueError:
        return moment or ""
    return f"{at.astimezone(_HERE):%H:%M ngày %d/%m/%Y}" if at.tzinfo else moment or ""
