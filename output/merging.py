"""Two spellings of one unit or person: which key is to be read as which name, from the corrections that say so."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from corpus.canonical import canonical, squash
from output.entities import key
from output.shapes import CorrectionError

_LONGEST = 500


def merges(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """(kind, key) → the name under which it goes, kind being unit or person; of a chain of merges the last name."""
    return {(kind, k): name for (kind, k), (_, name) in _spellings(connection).items()}


def _spellings(connection: sqlite3.Connection) -> dict[tuple[str, str], tuple[str, str]]:
    rows = connection.execute("select kind, key, to_key, name from spellings").fetchall()
    return {(kind, k): (to, name) for kind, k, to, name in rows}


def wanted_merge(connection: sqlite3.Connection, wanted: Mapping[str, Any]) -> dict[str, str]:
    """What an event says that makes `key` of `kind` go under `name`. Raises CorrectionError."""
    kind, source, name = wanted.get("kind"), wanted.get("key"), wanted.get("name")
    if kind not in ("unit", "person"):
        raise CorrectionError(f"kind: {kind!r} is neither unit nor person")
    if not isinstance(name, str) or not key(squash(canonical(name))) or len(name) > _LONGEST:
        raise CorrectionError(f"name: say how the {kind} is spelt, not {name!r}")
    name = squash(canonical(name))
    known = {k: to for (of, k), to in _spellings(connection).items() if of == kind}
    if isinstance(source, str) and source in known:
        raise CorrectionError(f"key: {source!r} goes under {known[source][1]!r} by another correction: undo that first")
    if not isinstance(source, str) or not _is_there(connection, kind, source):
        raise CorrectionError(
            f"key: there is no {kind} {source!r} in the store: give the key that its page's address has"
        )
    behind = source.partition("@")[2] if kind == "person" else ""
    to = wanted.get("to_key") or (f"{key(name)}@{behind}" if kind == "person" else key(name))
    if not isinstance(to, str) or to.partition("@")[0] != key(name):
        raise CorrectionError(f"to_key: {to!r} is not the key of {name!r}")
    if to == source:
        raise CorrectionError(f"{source!r} is the key of {name!r}: nothing would change")
    if known.get(to, ("",))[0] == source:
        raise CorrectionError(f"{to!r} goes under {source!r} by another correction: undo that first")
    return {"kind": kind, "key": source, "to_key": to, "name": name}


def _is_there(connection: sqlite3.Connection, kind: str, source: str) -> bool:
    asked = {
        "unit": ("appearances where key", "parties where kind = 'unit' and key", "offices where unit_key"),
        "person": ("offices where person", "parties where kind = 'person' and key"),
    }
    return any(connection.execute(f"select 1 from {a} = ? limit 1", [source]).fetchone() for a in asked[kind])


def respell(db: Database) -> set[str]:
    """Make the table `spellings` from the corrections; returns the documents whose derived rows are to be made anew."""
    before = _spellings(db.conn)
    rows = db.execute("select id, event from corrections where what = 'merge' and undone_at is null order by number")
    made = [(correction, json.loads(event)) for correction, event in rows.fetchall()]
    units = _ends({e["key"]: (e["to_key"], e["name"], c) for c, e in made if e["kind"] == "unit"})

    def moved(person: str) -> str:
        """A person's key holds the unit's, which may go under another by now."""
        name, at, unit = person.partition("@")
        return f"{name}{at}{units[unit][0] if unit in units else unit}"

    people = _ends({moved(e["key"]): (moved(e["to_key"]), e["name"], c) for c, e in made if e["kind"] == "person"})
    db.execute("delete from spellings")
    for kind, ends in (("unit", units), ("person", people)):
        db["spellings"].insert_all(
            {"kind": kind, "key": k, "to_key": to, "name": name, "correction": c} for k, (to, name, c) in ends.items()
        )
    after = _spellings(db.conn)
    changed = {at for at in before | after if before.get(at) != after.get(at)}
    # Under which keys those stand now whose spelling is meant.
    keys = {before[at][0] if at in before else at[1] for at in changed}
    return {d for k in sorted(keys) for d in _documents(db, k)}


def _ends(direct: Mapping[str, tuple[str, str, str]]) -> dict[str, tuple[str, str, str]]:
    """For each key the end of the chain that begins there, and the correction by which it begins.

    A merge that closes a circle (who made it had not seen the others) does nothing.
    """
    open_: dict[str, tuple[str, str, str]] = {}
    for k, to in direct.items():
        if _last(open_ | {k: to}, k):
            open_[k] = to
    return {k: (*open_[_last(open_, k) or k][:2], open_[k][2]) for k in open_}


def _last(direct: Mapping[str, tuple[str, str, str]], k: str) -> str | None:
    """The last key of the chain from `k` on from which a merge leads on; None if it is a circle."""
    seen = {k}
    while (to := direct[k][0]) in direct or to in seen:
        if to in seen:
            return None
        seen.add(to)
        k = to
    return k


def _documents(db: Database, k: str) -> set[str]:
    rows = db.execute(
        "select document from appearances where key = :k union select document from offices where person = :k or unit_key = :k"
        " union select l.document from parties p join ledger l on l.id = p.ledger where p.key = :k",
        {"k": k},
    )
    return {r[0] for r in rows.fetchall()}
