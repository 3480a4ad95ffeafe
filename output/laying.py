"""Corrections in the store: entered into their tables, and laid over the rows of their documents."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from output import copies, derived, merging, overlay
from output.events import Event
from output.shapes import FRAME, HEAD, CorrectionError


def lay(db: Database, document: str) -> None:
    """Lay the corrections of a document over its rows, which must stand in their tables as they were extracted.

    Call it in the transaction that wrote them, before anything is derived from them.
    """
    db.execute("delete from originals where document = ?", [document])
    every = active(db.conn, document)
    if not every:
        return
    text = text_of(db.conn, document)
    if text is None:
        lost = overlay.Outcome("ask", "the store has no such document", None, None, None)
        _settle(db, {c["id"]: lost._replace(row=c.get("row")) for c in every})
        return
    rows = rows_of(db.conn, document)
    said = {t: [{k: v for k, v in r.items() if v is not None} for r in of] for t, of in rows.items() if of}
    db.execute(
        "insert into originals (document, rows) values (?, ?)",
        [document, json.dumps(said, ensure_ascii=False, sort_keys=True)],
    )
    outcomes: dict[str, overlay.Outcome] = {}
    laid = overlay.lay(rows, text, [c for c in every if not _outlived(db.conn, c, outcomes)])
    _write(db, document, rows, laid.rows)
    _settle(db, outcomes | laid.outcomes)


def _outlived(connection: sqlite3.Connection, c: Event, outcomes: dict[str, overlay.Outcome]) -> bool:
    """Does it name a table or field that today's extraction no longer has? That is said in `outcomes`."""
    try:
        types = types_of(connection, c["fact"])
        gone = [f for f in c.get("fields", ()) if f not in types]
        why = f"{c['fact']} has no field {', '.join(gone)} any more" if gone else ""
    except CorrectionError as error:
        why = str(error)
    if why:
        outcomes[c["id"]] = overlay.Outcome("ask", why, c.get("row"), None, None)
    return bool(why)


def _settle(db: Database, outcomes: Mapping[str, overlay.Outcome]) -> None:
    for key, o in outcomes.items():
        db.execute(
            'update corrections set state = ?, why = ?, row = ?, start = ?, "end" = ? where id = ?',
            [o.state, o.why or None, o.row, o.start, o.end, key],
        )


def _relay(db: Database, document: str) -> None:
    """Lay a document's corrections anew, and all that is derived from its rows."""
    there = text_of(db.conn, document) is not None
    if there:
        derived.remove(db, document)
        _write(db, document, rows_of(db.conn, document), originals(db.conn, document))
    lay(db, document)
    if there:
        derived.add(db, document)
        copies.update(db, document)


def take(db: Database, new: Sequence[Event]) -> None:
    """Enter events into the tables, and let all that follows from them follow. An undoing of what isn't here does nothing."""
    documents: set[str] = set()
    merged = False
    number = db.execute("select coalesce(max(number), 0) from corrections").fetchone()[0]
    for e in new:
        if e["event"] == "made":
            number += 1
            db["corrections"].insert(_entry(e, number))
            documents |= {e["document"]} if "document" in e else set()
            merged |= e["what"] == "merge"
            continue
        undone = db.execute(
            "select event from corrections where id = ? and undone_at is null", [e["correction"]]
        ).fetchone()
        if undone:
            made = json.loads(undone[0])
            said = {"state": "undone", "why": None, **{k: made.get(k) for k in ("row", "start", "end")}}
            sign = {f"undone_{k}": e[v] for k, v in (("by", "author"), ("at", "at"), ("reason", "reason"))}
            db["corrections"].update(e["correction"], said | sign)
            documents |= {made["document"]} if "document" in made else set()
            merged |= made["what"] == "merge"
    if merged:
        documents |= merging.respell(db)
    for document in sorted(documents):
        _relay(db, document)


def _entry(e: Event, number: int) -> dict[str, Any]:
    same = ("id", "what", "document", "fact", "row", "start", "end", "quote", "author", "at", "reason")
    said = {k: e.get(k) for k in same}
    fields = {k: e[k] for k in ("kind", "key", "to_key", "name")} if e["what"] == "merge" else e.get("fields", {})
    dumped = {k: json.dumps(v, ensure_ascii=False) for k, v in (("fields", fields), ("event", e))}
    return {**said, "number": number, "state": "applied", **dumped}


def active(connection: sqlite3.Connection, document: str) -> list[Event]:
    """The corrections of a document that are not undone, in their order, as events."""
    rows = connection.execute(
        "select event from corrections where document = ? and undone_at is null order by number", [document]
    )
    return [json.loads(r[0]) for r in rows.fetchall()]


def text_of(connection: sqlite3.Connection, document: str) -> str | None:
    """The text of a document; None if there is no such document."""
    row = connection.execute("select text from documents where id = ?", [document]).fetchone()
    return row[0] if row else None


def facts(connection: sqlite3.Connection) -> list[str]:
    """The tables of findings."""
    marks = ", ".join("?" * len(FRAME))
    rows = connection.execute(
        "select m.name from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite%'"
        f" and c.name in ({marks}) group by m.name having count(*) = {len(FRAME)} order by m.name",
        FRAME,
    )
    return [r[0] for r in rows.fetchall()]


def types_of(connection: sqlite3.Connection, fact: str) -> dict[str, str]:
    """The columns of `fact` that may be put right, with their SQL types. Raises CorrectionError if it holds no findings."""
    there = [*facts(connection), "documents"]
    if fact not in there:
        raise CorrectionError(f"{fact!r} is no table of findings: there are {', '.join(there)}")
    columns = {r[1]: r[2] for r in connection.execute(f'pragma table_info("{fact}")').fetchall()}
    if fact == "documents":
        return {c: columns[c] for c in HEAD if c in columns}
    return {c: t for c, t in columns.items() if c not in FRAME}


def rows_of(connection: sqlite3.Connection, document: str) -> overlay.Tables:
    """The rows of a document as they stand in their tables, and its head as that of table `documents`."""
    tables = {}
    for fact in (*facts(connection), "documents"):
        columns = ["id", *types_of(connection, fact)] if fact == "documents" else [*FRAME, *types_of(connection, fact)]
        listed_columns = ", ".join(f'"{c}"' for c in columns)
        owner = "id" if fact == "documents" else "document"
        found = connection.execute(
            f'select {listed_columns} from "{fact}" where {owner} = ? order by rowid', [document]
        )
        tables[fact] = [dict(zip(columns, r, strict=True)) for r in found.fetchall()]
    return tables


def originals(connection: sqlite3.Connection, document: str) -> overlay.Tables:
    """The rows of a document as they were extracted."""
    now = rows_of(connection, document)
    kept = connection.execute("select rows from originals where document = ?", [document]).fetchone()
    if kept is None:
        return now
    said: overlay.Tables = json.loads(kept[0])
    columns = {t: [*(["id"] if t == "documents" else FRAME), *types_of(connection, t)] for t in now}
    return {t: [{c: r.get(c) for c in columns[t]} for r in said.get(t, ())] for t in now}


def _write(db: Database, document: str, before: overlay.Tables, after: Mapping[str, Iterable[overlay.Row]]) -> None:
    for fact, rows in after.items():
        if rows == before[fact]:
            continue
        if fact == "documents":
            head = {c: v for row in rows for c, v in row.items() if c != "id"}
            db["documents"].update(document, head)
        else:
            db.execute(f'delete from "{fact}" where document = ?', [document])
            db[fact].insert_all(rows)
