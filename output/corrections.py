"""Putting right what was extracted: corrections by people, kept in the archive and laid over every extraction.

An event (`output.events`) goes into the archive's file; the tables `corrections` and `spellings` follow from that file, and
the rows of findings from what was extracted and `output.overlay`. Of a document that carries corrections the rows as they
were extracted stand in `originals`, so that undoing gives them back exactly.

All of it works on any SQLite connection that may write: the store's own, or the one through which Datasette writes
(``database.execute_write_fn``; its thread keeps that process's writers apart). Over processes, writers take turns at two
locks, always in this order: that of the file, then SQLite's. An event is appended as the last act before the commit: what
can't be applied never gets into the file, and what a killed process left in the file alone is taken in by the next `sync`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlite_utils import Database

from corpus.canonical import canonical, squash
from output import events, laying, merging, overlay
from output.events import Event
from output.merging import merges
from output.shapes import CorrectionError, Shape, all_checked, encoded, own, shape
from output.writing import PATIENCE, Serial

__all__ = [
    "Correction",
    "CorrectionError",
    "correct",
    "fields_of",
    "get",
    "listed",
    "merges",
    "sync",
    "undo",
    "validate",
]


class Correction(NamedTuple):
    """A correction as the store has it. `fields` are the values that it gives (lists as lists); `event` is all it says."""

    id: str
    number: int  # its place among all
    what: str  # change, remove, add or merge
    state: str  # applied, settled, ask or undone
    why: str | None  # of settled and ask: the reason
    document: str | None
    fact: str | None  # the table
    row: str | None  # key of its row as it is now
    start: int | None  # where its words stand now; None where they don't
    end: int | None
    quote: str | None  # the words that it was made on
    fields: dict[str, Any]
    author: str
    at: str
    reason: str
    undone_by: str | None
    undone_at: str | None
    undone_reason: str | None
    event: Event


def listed(
    connection: sqlite3.Connection,
    *,
    state: str | None = None,
    document: str | None = None,
    fact: str | None = None,
    row: str | None = None,
) -> list[Correction]:
    """The corrections in the order in which they were made: all, or those in a state, of a document, table and row."""
    return _chosen(connection, state=state, document=document, fact=fact, row=row)


def _chosen(connection: sqlite3.Connection, **asked: str | None) -> list[Correction]:
    given = {k: v for k, v in asked.items() if v is not None}
    where = f" where {' and '.join(f'{k} = ?' for k in given)}" if given else ""
    columns = ", ".join(f'"{c}"' for c in Correction._fields)
    rows = connection.execute(f"select {columns} from corrections{where} order by number", [*given.values()]).fetchall()
    found = (Correction(*r) for r in rows)
    return [c._replace(fields=json.loads(str(c.fields)), event=json.loads(str(c.event))) for c in found]


def get(connection: sqlite3.Connection, correction: str) -> Correction:
    """The correction with this id. Raises CorrectionError if there is none."""
    found = _chosen(connection, id=correction)
    if not found:
        raise CorrectionError(f"there is no correction {correction!r}: see chidao corrections list")
    return found[0]


def fields_of(connection: sqlite3.Connection, fact: str) -> dict[str, Shape]:
    """The fields of table `fact` that may be put right, with what each holds. Raises CorrectionError if it is no such table."""
    return {f: shape(fact, f, t) for f, t in laying.types_of(connection, fact).items()}


def correct(connection: sqlite3.Connection, folder: Path, wanted: Mapping[str, Any]) -> Correction:
    """Make a correction and apply it at once; `folder` is the archive's, `wanted` as `validate` takes it.

    Raises CorrectionError for what can't be made or if other writers take too long, OSError if it can't be kept.
    """
    with _writing(connection, folder) as (db, _):
        event = validate(db.conn, wanted)
        laying.take(db, [event])
        events.append(folder, [event])
    return get(connection, event["id"])


def undo(
    connection: sqlite3.Connection, folder: Path, correction: str, author: str, reason: str, at: str | None = None
) -> Correction:
    """Take a correction back: its document holds again what was extracted; the correction stays in the history.

    Raises as `correct` does.
    """
    with _writing(connection, folder) as (db, _):
        if get(db.conn, correction).state == "undone":
            raise CorrectionError(f"correction {correction} has been undone already")
        event = events.named(
            {"event": "undone", "correction": correction, **_signed({"author": author, "reason": reason, "at": at})}
        )
        laying.take(db, [event])
        events.append(folder, [event])
    return get(connection, correction)


def sync(connection: sqlite3.Connection, folder: Path) -> str:
    """Bring the tables to what the archive's file says, and back into the file what only the store knew.

    Returns what is to be said of the file (empty: nothing). Raises as `correct` does.
    """
    if not events.path_in(folder).exists() and not connection.execute("select 1 from corrections").fetchone():
        return ""
    with _writing(connection, folder) as (_, note):
        return note


def take_in(connection: sqlite3.Connection, folder: Path, path: Path) -> tuple[int, int]:
    """Take the events in the file at `path` in; returns how many were new, and how many known.

    Raises CorrectionError naming file and line, and then takes none.
    """
    with _writing(connection, folder) as (db, _):
        known = {e["id"] for e in events.kept(folder).events}
        new: dict[str, Event] = {}
        again = 0
        for n, event in events.lines_of(path):
            if isinstance(event, str):
                raise CorrectionError(event)
            try:
                _possible(db.conn, event, {*known, *new})
            except CorrectionError as error:
                raise CorrectionError(f"{path}:{n}: {error}") from error
            if event["id"] in known or event["id"] in new:
                again += 1
            else:
                new[event["id"]] = event
        laying.take(db, [*new.values()])
        if new:
            events.append(folder, [*new.values()])
    return len(new), again


def _possible(connection: sqlite3.Connection, event: Event, known: set[str]) -> None:
    if event["event"] == "undone":
        if event["correction"] not in known:
            raise CorrectionError(f"it undoes {event['correction']!r}, which is neither here nor in a line above")
    elif event["what"] != "merge":
        types = laying.types_of(connection, event["fact"])
        if event["what"] != "change" and event["fact"] == "documents":
            raise CorrectionError("a document's head can be changed, not added or removed")
        if (
            event["what"] != "remove"
            and (kept := all_checked(event["fact"], event["fields"], types)) != event["fields"]
        ):
            raise CorrectionError(f"its fields are kept otherwise: {json.dumps(kept, ensure_ascii=False)}")


def validate(connection: sqlite3.Connection, wanted: Mapping[str, Any]) -> Event:
    """The event that `wanted` makes of the store as it is; nothing is written.

    `wanted` holds `what`, `author` and `reason` (`at`, an ISO time in UTC, is now by default), and

    * change: `document`, `fact` (table; "documents" for the head), `row` (of the head the document's id), `fields`,
    * remove: `document`, `fact`, `row`,
    * add: `document`, `fact`, `start`, `end`, `fields` (the field that quotes the words themselves may be left out),
    * merge: `kind` ("unit" or "person"), `key` as it is in the ledger's tables, `name` as it should be, and of a person who is
      to be one with another unit's `to_key`.

    Raises CorrectionError that says what is wrong, where, and what to do.
    """
    what = wanted.get("what")
    sign = _signed(wanted)
    if what == "merge":
        said = merging.wanted_merge(connection, wanted)
    elif what in ("change", "remove", "add"):
        said = _about_a_row(connection, wanted)
    else:
        raise CorrectionError(f"what: {what!r} is none of change, remove, add, merge")
    made = events.named({"event": "made", "what": what, **said, **sign})
    if connection.execute("select 1 from corrections where id = ?", [made["id"]]).fetchone():
        raise CorrectionError(f"this correction has been made already: it is {made['id']}")
    return made


def _signed(wanted: Mapping[str, Any]) -> dict[str, Any]:
    sign = {"author": wanted.get("author"), "at": wanted.get("at"), "reason": wanted.get("reason")}
    sign |= {k: squash(canonical(v)) for k, v in sign.items() if isinstance(v, str)}
    sign["at"] = sign["at"] or datetime.now(UTC).isoformat(timespec="milliseconds")
    events.signed(sign)
    return sign


def _about_a_row(connection: sqlite3.Connection, wanted: Mapping[str, Any]) -> dict[str, Any]:
    document, fact, what = str(wanted.get("document")), str(wanted.get("fact")), wanted["what"]
    text = laying.text_of(connection, document)
    if text is None:
        raise CorrectionError(
            f"there is no document {document!r} in the store: give the id that its page's address has"
        )
    types = laying.types_of(connection, fact)
    if fact == "documents" and what != "change":
        raise CorrectionError("a document's head can be changed, not added or removed")
    laid = overlay.lay(laying.originals(connection, document), text, laying.active(connection, document))
    said: dict[str, Any] = {"document": document, "fact": fact, "text": overlay.digest_of(text)}
    if what == "add":
        return said | _added(laid, fact, text, wanted, types)
    key = str(wanted.get("row"))
    row = next((r for r in laid.rows.get(fact, ()) if r["id"] == key), None)
    if row is None:
        gone = " any more: a correction took it away, undo that first" if (fact, key) in laid.base else ""
        raise CorrectionError(
            f"document {document} has no row {key!r} in {fact}{gone or ': see its page for those it has'}"
        )
    base = laid.base[fact, key]
    start, end = base.get("start"), base.get("end")
    before, after = overlay.around(text, start, end) if start is not None and end is not None else ("", "")
    said |= {"row": key, "start": start, "end": end, "quote": base.get("quote") or "", "before": before, "after": after}
    said["extracted"] = {k: v for k, v in base.items() if k != "document"}
    if what == "remove":
        return said
    fields = all_checked(fact, wanted.get("fields"), types)
    if "deadline" in fields and fields["deadline"] is None:
        fields.setdefault("deadline_text", None)
    if all(row.get(f) == encoded(v) for f, v in fields.items()):
        raise CorrectionError(f"{fact} {key}: nothing would change, it says so already")
    return said | {"fields": fields}


def _added(
    laid: overlay.Laid, fact: str, text: str, wanted: Mapping[str, Any], types: Mapping[str, str]
) -> dict[str, Any]:
    start, end = wanted.get("start"), wanted.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(text):
        raise CorrectionError(
            f"start {start!r}, end {end!r}: give offsets into the text, which has {len(text)} characters"
        )
    words = text[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    quote = squash(text[start:end])
    if not quote:
        raise CorrectionError(f"there are no words at {start} to {end}: mark those that were missed")
    for r in laid.rows.get(fact, ()):
        if (r["start"], r["end"]) == (start, end):
            raise CorrectionError(f"row {r['id']} of {fact} stands there already: change that one")
    given = wanted.get("fields")
    home = {own(fact): quote} if own(fact) in types else {}
    fields = all_checked(fact, home | given if isinstance(given, dict) else given, types)
    missing = [f for f, t in types.items() if shape(fact, f, t).needed and f not in fields]
    if missing:
        raise CorrectionError(f"{fact}: {', '.join(missing)} must be given, too")
    beside = [r["id"] for (t, _), r in laid.base.items() if t == fact and r["start"] < end and start < r["end"]]
    before, after = overlay.around(text, start, end)
    place = {"start": start, "end": end, "quote": quote, "before": before, "after": after}
    return {**place, "fields": fields, "beside": sorted(beside)}


@contextmanager
def _writing(connection: sqlite3.Connection, folder: Path) -> Iterator[tuple[Serial, str]]:
    """The connection's database, in a transaction and alone, with all that the archive's file says taken in, and a word on it."""
    shown = connection.row_factory, connection.text_factory
    connection.row_factory, connection.text_factory = None, str  # Datasette sets its own
    try:
        with events.turn(folder):
            connection.execute(f"pragma busy_timeout = {int(PATIENCE * 1000)}")
            db = Serial(connection)
            with db.atomic():
                yield db, _take_in_kept(db, folder)
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "readonly" in str(error):
            raise CorrectionError(f"the store cannot be written now ({error}): try again in a minute") from error
        raise
    finally:
        connection.row_factory, connection.text_factory = shown


def _take_in_kept(db: Database, folder: Path) -> str:
    kept, note = events.kept(folder)
    known = dict(db.execute("select id, undone_at from corrections").fetchall())
    undone = {e["correction"] for e in kept if e["event"] == "undone"}
    here = {e["id"] for e in kept}
    made_here = [e for e in kept if (e["id"] not in known if e["event"] == "made" else not known.get(e["correction"]))]
    # What was made by hand is never lost: if the file is, the store still knows it.
    back: list[Event] = []
    for c in listed(db.conn):
        if c.id not in here:
            back.append(c.event)
        if c.undone_at and c.id not in undone:
            sign = {"author": c.undone_by, "at": c.undone_at, "reason": c.undone_reason}
            back.append(events.named({"event": "undone", "correction": c.id, **sign}))
    if back or note:
        events.append(folder, back)
    laying.take(db, made_here)
    return note
