"""The big store's file: rows as Store.write would leave them, made by several processes and written in big transactions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache, partial
from multiprocessing import get_context
from operator import itemgetter
from pathlib import Path
from typing import Any

import bench_making as making
import bench_planning as planning

import extractors
from corpus.document import Reading
from output import derived, ledger, search, summaries
from output.database import Store, _cell, _rows
from output.dictionary import DOCUMENT, is_header

FINGERPRINT = "bench"
# Raise it with every change that makes other rows.
VERSION = 1
# Texts that one process makes at a time.
_CHUNK = 500

Cells = dict[str, list[Sequence[Any]]]
Days = list[tuple[date | None, list[planning.Planned]]]


def fill(
    path: Path, documents: int, directives: int, seed: int, *, processes: int = 2, say: Callable[[str], None] = print
) -> None:
    """Make the store at `path`, which must not be there, with so many documents and directives; says how far it is."""
    began = time.monotonic()
    with Store(path, extractors.kinds()) as store:
        conn = store.db.conn
        for source in planning.sources():
            store.add_source(
                source.name, source.title, "portal", f"https://{source.name}.example.vn/", source.unit, source.place
            )
        # Nothing is lost if this is broken off but what is made here.
        conn.executescript(
            "pragma foreign_keys = off; pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -1500000"
        )
        indexes = conn.execute(
            "select name, sql from sqlite_master where type = 'index' and sql is not null"
        ).fetchall()
        for name, _ in indexes:
            conn.execute(f'drop index "{name}"')
        written, last = 0, 0.0
        conn.execute("begin")
        for cells in _made(_columns(store), documents, directives, seed, processes):
            _write(store, cells)
            written += len(cells["documents"])
            if time.monotonic() > last + 15:
                last = time.monotonic()
                say(f"{written} of {documents} documents, {last - began:.0f} s")
        conn.execute("commit")
        say(f"{written} documents written, {time.monotonic() - began:.0f} s: indexes and summaries")
        for _, sql in indexes:
            conn.execute(sql)
        with store.db.atomic():
            derived.optimize(store.db)
            summaries.rebuild(store.db)
        conn.executescript("pragma optimize; pragma journal_mode = wal")
    say(f"made in {time.monotonic() - began:.0f} s")


def _made(columns: dict[str, list[str]], documents: int, directives: int, seed: int, processes: int) -> Iterator[Cells]:
    chunks = list(_chunks(planning.plan(documents, directives, seed)))
    make = partial(cells_of, columns, seed)
    if processes < 2 or len(chunks) < 2:
        yield from map(make, chunks)
        return
    with get_context("spawn").Pool(processes) as pool:
        yield from pool.imap(make, chunks)


def _chunks(planned: dict[date | None, list[planning.Planned]]) -> Iterator[Days]:
    """Days in their order, undated texts first: so full-text rows come with ascending numbers."""
    chunk: Days = []
    for day in sorted(planned, key=lambda d: d or date.min):
        chunk.append((day, planned[day]))
        if sum(len(p) for _, p in chunk) >= _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _columns(store: Store) -> dict[str, list[str]]:
    """The columns of the tables that are filled, in their order."""
    tables = ["documents", "versions", *(k.TABLE for k in store.kinds), *ledger.TABLES]
    return {t: list(store.db[t].columns_dict) for t in tables} | {
        t: ["rowid", *index.columns] for t, index in search.INDEXED.items()
    }


def cells_of(columns: dict[str, list[str]], seed: int, days: Days) -> Cells:
    """The cells of all rows of the documents of some days, table by table, in the order of `columns`."""
    cells: Cells = {table: [] for table in columns}
    given: dict[str, set[int]] = {table: set() for table in ledger.TABLES}
    for day, planned in days:
        for reading, copy_of in making.readings(seed, day, planned):
            doc = _document(reading, copy_of)
            found = {k.TABLE: _rows(reading, k) for k in _findings()}
            ordered = {t: sorted(found[t], key=itemgetter("start", "end", "id")) for t in ledger.FOUND}
            # Numbers of a day are given away on that day only, and all of a day is made here.
            ordered["spellings"] = []
            made = ledger.entries(doc, ordered, lambda t, n: n in given[t])
            for table in ("catalogue", "ledger"):
                given[table].update(row["id"] for row in made[table])
            for table, rows in {"documents": [doc], "versions": [_version(doc)], **found, **made}.items():
                cells[table] += [[row[c] for c in columns[table]] for row in rows]
            for table, listed in search.entries(doc, ordered, made).items():
                cells[table] += listed
    for table in search.INDEXED:
        cells[table].sort(key=itemgetter(0))
    return cells


def _write(store: Store, cells: Cells) -> None:
    for table, rows in cells.items():
        named = f" (rowid, {', '.join(search.INDEXED[table].columns)})" if table in search.INDEXED else ""
        if rows:
            store.db.conn.executemany(f'insert into "{table}"{named} values ({", ".join("?" * len(rows[0]))})', rows)


@cache
def _findings() -> list[Any]:
    return [k for k in extractors.kinds() if not is_header(k)]


def _document(reading: Reading, copy_of: str | None) -> dict[str, Any]:
    """The row of documents."""
    d = reading.document
    values = (d.id, d.source, d.address, d.parent or None, d.media, d.raw, d.fetched, None, FINGERPRINT, None, d.text)
    row: dict[str, Any] = dict(zip(DOCUMENT, values, strict=True))
    for kind in filter(is_header, extractors.kinds()):
        found = reading.of(kind)[0]
        row |= {c: _cell(getattr(found, c)) for c in kind.columns()}
    return row | {"copy_of": copy_of}


def _version(doc: dict[str, Any]) -> dict[str, Any]:
    own = {"id": f"{doc['id']}-1", "document": doc["id"], "version": 1, "changes": 0}
    return own | {c: doc[c] for c in ("raw", "fetched", "text")}


def parameters(documents: int, directives: int, seed: int) -> dict[str, int]:
    """What a made store follows from."""
    return {"documents": documents, "directives": directives, "seed": seed, "version": VERSION}
