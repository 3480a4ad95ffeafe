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
    there = types(db.conn)
    outlived = {c["id"]: o for c in every if (o := _outlived(c, there))}
    laid = overlay.lay(rows, text, [c for c in every if c["id"] not in outlived])
    _write(db, document, rows, laid.rows)
    _settle(db, outlived | laid.outcomes)


def _outlived(c: Event, there: Mapping[str, Mapping[str, str]]) -> overlay.Outcome | None:
    """What came of a correction of a table or field that today's extraction no longer has; None for any other."""
    gone = [f for f in c.get("fields", ()) if f not in there.get(c["fact"], ())]
    if c["fact"] in there and not gone:
        return None
    why = f"{c['fact']} has no field {', '.join(gone)} any more" if c["fact"] in there else f"{c['fact']} is no more"
    return overlay.Outcome("ask", why, c.get("row"), None, None)


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


def types(connection: sqlite3.Connection) -> dict[str, dict[str, str]]:
    """The tables of findings, and the documents' head as `documents`: their fields that may be put right, with SQL types."""
    columns: dict[str, dict[str, str]] = {}
    rows = connection.execute(
        "select m.name, c.name, c.type from sqlite_master m, pragma_table_info(m.name) c"
        " where m.type = 'table' and m.name not like 'sqlite%' order by m.name, c.cid"
    )
    for table, column, kind in rows.fetchall():
        columns.setdefault(table, {})[column] = kind
    found = {t: {c: k for c, k in of.items() if c not in FRAME} for t, of in columns.items() if of.keys() >= set(FRAME)}
    return found | {"documents": {c: columns["documents"][c] for c in HEAD if c in columns["documents"]}}


def types_of(connection: sqlite3.Connection, fact: str) -> dict[str, str]:
    """The fields of `fact` that may be put right, with their SQL types. Raises CorrectionError if it holds no findings."""
    there = types(connection)
    if fact not in there:
        raise CorrectionError(f"{fact!r} is no table of findings: there are {', '.join(there)}")
    return there[fact]


def _columns(connection: sqlite3.Connection) -> dict[str, list[str]]:
    return {t: ["id", *of] if t == "documents" else [*FRAME, *of] for t, of in types(connection).items()}


def rows_of(connection: sqlite3.Connection, document: str) -> overlay.Tables:
    """The rows of a document as they stand in their tables, and its head as that of table `documents`."""
    tables = {}
    for fact, columns in _columns(connection).items():
        listed = ", ".join(f'"{c}"' for c in columns)
        owner = "id" if fact == "documents" else "document"
        found = connection.execute(f'select {listed} from "{fact}" where {owner} = ? order by rowid', [document])
        tables[fact] = [dict(zip(columns, r, strict=True)) for r in found.fetchall()]
    return tables


def originals(connection: sqlite3.Connection, document: str) -> overlay.Tables:
    """The rows of a document as they were extracted."""
    kept = connection.execute("select rows from originals where document = ?", [document]).fetchone()
    if kept is None:
        return rows_of(connection, document)
    said: overlay.Tables = json.loads(kept[0])
    return {t: [{c: r.get(c) for c in cs} for r in said.get(t, ())] for t, cs in _columns(connection).items()}


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
