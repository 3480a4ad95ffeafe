"""The store made again from the archive alone: journals and raw bodies, no network."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from corpus.archive import Archive
from corpus.journal import journals
from flows import stages
from flows.settings import BATCH, archive_folder
from output import corrections, loading
from output.database import Store, StoreError
from output.digest import digest

_ASIDE = ("", "-wal", "-shm")


class Rebuilt(NamedTuple):
    """What a rebuild gave: documents, what failed, and the digests of the rows before (None without a store) and after."""

    documents: int
    failures: int
    before: str | None
    after: str


def rebuild(database: Path, progress: Callable[[str], None] = lambda said: None) -> Rebuilt:
    """Make the store at `database` again from its archive, and put it in the old one's place when it is whole.

    The rows of `runs`, which are no part of the archive, are taken over. Raises StoreError if there is no archive.
    """
    archive = Archive(archive_folder(database))
    names = journals(archive.folder)
    if not names:
        raise StoreError(f"there is no archive at {archive.folder}: collect or ingest something first")
    aside = database.with_name(f"{database.name}.rebuilding")
    _remove(aside)
    before = None
    if database.exists():
        with stages.open_store(database) as store:
            stages.adopt(store, archive)
            corrections.sync(store.db.conn, archive.folder)
            before = digest(store.db)
    with stages.open_store(aside) as store:
        failures = 0
        progress(corrections.sync(store.db.conn, archive.folder) or "loading corrections")
        for name in names:
            progress(f"loading {name}")
            stages.load_source(store, archive, name)
        pending = loading.pending(store, stages.reader(archive.folder))
        for i in range(0, len(pending), BATCH):
            progress(f"reading {i} of {len(pending)}")
            failures += len(stages.extract_batch(store, archive.folder, pending[i : i + BATCH])[1])
        corrections.sync(store.db.conn, archive.folder)  # what was put right meanwhile
        store.publish()
        if database.exists():
            _take_runs(store, database)
        after, documents = digest(store.db), store.counts()["documents"]
        store.db.execute("pragma wal_checkpoint(truncate)")
    _replace(aside, database)
    return Rebuilt(documents, failures, before, after)


def _take_runs(store: Store, database: Path) -> None:
    connection = store.db.conn
    connection.execute("attach database ? as earlier", [str(database)])
    with store.db.atomic():
        columns = ", ".join(f'"{c}"' for c in store.db["runs"].columns_dict)
        connection.execute(f"insert into runs ({columns}) select {columns} from earlier.runs")
    connection.execute("detach database earlier")


def _replace(aside: Path, database: Path) -> None:
    if database.exists():
        # Nobody may be writing: what is in the write-ahead log belongs to the file that is about to go.
        connection = sqlite3.connect(database, timeout=60)
        try:
            connection.execute("pragma locking_mode = exclusive")
            connection.execute("begin exclusive")
            connection.rollback()
            connection.execute("pragma wal_checkpoint(truncate)")
        finally:
            connection.close()
        for ending in _ASIDE[1:]:
            database.with_name(database.name + ending).unlink(missing_ok=True)
    aside.replace(database)
    _remove(aside)


def _remove(path: Path) -> None:
    for ending in _ASIDE:
        path.with_name(path.name + ending).unlink(missing_ok=True)
