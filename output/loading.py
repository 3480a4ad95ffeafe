"""From the archive's journals to the tables `fetches` and `items`, and from there what is still to be read.

Both tables follow from the journals alone: they can be made again at any time, and give the same rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, NamedTuple

from sqlite_utils import Database

from corpus.document import document_id
from corpus.journal import Exchange
from output.database import Store, storable

# Names for a source what makes its readings what they are: code and the source's own rules.
Reader = Callable[[str], str]
# Exchanges in one transaction.
_BATCH = 500


class Body(NamedTuple):
    """The bytes that an address gave at a time: SHA-256, ISO time, MIME type or file ending."""

    raw: str
    fetched: str
    media: str | None


class Pending(NamedTuple):
    """A page or file that is to be read: all of its bodies in the order in which they came, the last holds now."""

    source: str
    address: str
    parent: str
    bodies: tuple[Body, ...]


class Loaded(NamedTuple):
    """What a batch of exchanges brought: pages that are new or changed, pages that are gone, failures."""

    new: int
    gone: int
    failed: int


def position(store: Store, source: str) -> int:
    """The byte of the source's journal up to which it is loaded."""
    return int(
        store.db.execute("select coalesce(max(position), 0) from fetches where source = ?", [source]).fetchone()[0]
    )


def load(store: Store, source: str, exchanges: Iterable[tuple[int, Exchange]], *, run: int | None = None) -> Loaded:
    """Take exchanges, each with the position behind it in its journal, into the store; may be killed and repeated."""
    new = gone = failed = 0
    steps = iter(exchanges)
    while batch := list(islice(steps, _BATCH)):
        with store.db.atomic():
            for at, e in batch:
                _fetch(store.db, at, e)
                _item(store.db, e)
                _problems(store, e, run)
                new += e.result in ("new", "changed")
                gone += e.result == "gone"
                failed += not e.good and e.result != "gone"
    return Loaded(new, gone, failed)


def _fetch(db: Database, at: int, e: Exchange) -> None:
    db["fetches"].insert(
        {
            "source": e.source,
            "role": e.role,
            "address": storable(e.address),
            "asked": storable(e.asked or e.address),
            "answered": storable(e.answered or None),
            "fetched": e.at,
            "seconds": e.seconds,
            "status": e.status,
            "headers": json.dumps(e.headers, ensure_ascii=False) if e.headers else None,
            "raw": e.raw,
            "size": e.size,
            "media": e.media,
            "result": _result(e),
            "why": e.why or None,
            "error": storable(e.error or None),
            "notes": json.dumps(e.notes, ensure_ascii=False) if e.notes else None,
            "parent": storable(e.parent or None),
            "found": e.listed or len(e.found),
            "position": at,
        },
        pk="id",
    )


def _result(e: Exchange) -> str | None:
    if e.role in ("walk", "run") and not e.result:
        return "whole" if e.whole else "broken"
    return e.result or None


def _item(db: Database, e: Exchange) -> None:
    for address, _, _ in e.found:
        role, parent = ("page", None) if e.role == "list" else ("file", e.address)
        _announce(db, e, address, role, parent)
    if e.role not in ("page", "file"):
        return
    key = _announce(db, e, e.address, e.role, e.parent or None)
    said: dict[str, Any] = {"tried": e.at, "why": e.why or None}
    if e.good:
        said |= {"raw": e.raw, "checked": e.at, "failures": 0, "gone": None}
        if e.result in ("new", "changed", "unchanged"):
            said |= {"fetched": e.at, "media": e.media}
    else:
        said["failures"] = db["items"].get(key)["failures"] + 1
        if e.result == "gone":
            said["gone"] = e.at
    db["items"].update(key, said)
    if "gone" in said:
        documents = "source = ? and (address = ? or parent = ? and address like '%!/%')"
        where = storable(e.address)
        db.execute(f"update documents set gone = ? where {documents}", [said["gone"], e.source, where, where])


def _announce(db: Database, e: Exchange, address: str, role: str, parent: str | None) -> str:
    """Make an item known, if it isn't; returns its key."""
    address = storable(address) or ""
    key = document_id(e.source, address)
    db.execute(
        "insert or ignore into items (id, source, address, role, parent, announced, failures) values (?, ?, ?, ?, ?, ?, 0)",
        [key, e.source, address, role, storable(parent), e.at],
    )
    return key


def _problems(store: Store, e: Exchange, run: int | None) -> None:
    """The problems of an address are those of its last exchange."""
    if e.role != "walk":  # a walk's address is its list's, whose own problems came just before
        store.clear_problems("collect", e.source, e.address)
    retry = f"chidao collect --source {e.source}"
    if not e.good and e.result != "gone":
        store.problem("collect", e.source, e.address, e.error, retry, part=e.why, run=run)
    for note in e.notes:
        store.problem("collect", e.source, e.address, note, f"chidao sources check {e.source}", part="warning", run=run)


def pending(store: Store, reader: Reader) -> list[Pending]:
    """What is to be read: items whose body is another than the one read last, or was read by another reader.

    The order is that in which they were announced.
    """
    db = store.db
    names = [r[0] for r in db.execute("select distinct source from items where raw is not null order by 1")]
    found = []
    for source in names:
        rows = db.query(
            "select id, address, parent from items where source = ? and raw is not null"
            " and (read_raw is not raw or read_by is not ?) order by rowid",
            [source, reader(source)],
        )
        found += [
            Pending(source, r["address"], r["parent"] or "", _bodies(db, source, r["address"])) for r in list(rows)
        ]
    return found


def _bodies(db: Database, source: str, address: str) -> tuple[Body, ...]:
    bodies: list[Body] = []
    rows = db.execute(
        "select raw, fetched, media from fetches where source = ? and address = ? and role in ('page', 'file')"
        " and why is null and raw is not null order by id",
        [source, address],
    )
    for raw, fetched, media in rows:
        if not bodies or bodies[-1].raw != raw:
            bodies.append(Body(raw, fetched, media))
    return tuple(bodies)


def mark_read(store: Store, done: Iterable[Pending], reader: Reader) -> None:
    """Remember that these were read, well or not, by today's readers."""
    with store.db.atomic():
        for p in done:
            store.db["items"].update(
                document_id(p.source, p.address), {"read_raw": p.bodies[-1].raw, "read_by": reader(p.source)}
            )


def read_again(store: Store, source: str, addresses: Iterable[str]) -> list[Pending]:
    """Those of `addresses` that are here, to be read whether they were already or not."""
    found = []
    for address in addresses:
        bodies = _bodies(store.db, source, storable(address) or "")
        if bodies:
            found.append(Pending(source, storable(address) or "", "", bodies))
    return found


def unjournaled(store: Store, source: str) -> list[Exchange]:
    """The fetches of `source` that a version without journals stored, as exchanges."""
    rows = store.db.query("select * from fetches where source = ? and position is null order by id", [source])
    return [
        Exchange(
            source=source,
            role=r["role"],
            address=r["address"],
            at=r["fetched"],
            status=r["status"],
            headers={k: v for k, v in json.loads(r["headers"] or "{}").items() if v},
            raw=r["raw"],
            size=r["size"],
            media=r["media"],
            result=r["result"] or "",
            why=r["why"] or "",
            error=r["error"] or "",
        )
        for r in rows
    ]


def forget(store: Store, source: str) -> None:
    """Remove what `unjournaled` gave, now that it stands in a journal."""
    with store.db.atomic():
        store.db.execute("delete from fetches where source = ? and position is null", [source])
