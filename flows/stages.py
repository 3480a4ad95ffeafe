"""The work itself, as plain functions; `flows.nightly` only orchestrates them.

collect: network or folder → archive and `fetches` · extract: archive → readings → store · publish: indexes and views.
Every stage may be repeated or killed at any moment: a document's rows are replaced in one transaction, and what is
pending is asked of the store each time.
"""

from __future__ import annotations

import hashlib
import importlib
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import extractors
from corpus.archive import Archive
from corpus.collecting import Failed, collect
from corpus.document import Document, Reading
from corpus.readers import ReadError, looks_vietnamese, read_bytes
from corpus.sources import Portal, sources
from output.database import Store

# Fewer documents than this are read faster here than in processes that must first load the models.
_POOL_FROM = 60


class Failure(NamedTuple):
    """A document that could not be read: where it is, why, and what to do."""

    source: str
    address: str
    what: str
    retry: str


def open_store(database: Path) -> Store:
    """The store at `database` with the tables of today's extractors. Raises StoreError."""
    return Store(database, extractors.kinds())


@cache
def fingerprint() -> str:
    """Names what makes a reading what it is: a digest of all code, word lists and weights that readings depend on."""
    digest = hashlib.sha256()
    for package in ("corpus", "models", "extractors"):
        root = Path(next(iter(importlib.import_module(package).__path__)))
        for path in sorted(root.rglob("*")):
            if (
                path.suffix in {".py", ".txt", ".tsv", ".crfsuite", ".json"}
                and "sample" not in path.parts
                and path.is_file()
            ):
                digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def collect_source(
    store: Store,
    archive: Archive,
    name: str,
    *,
    base: str | None = None,
    limit: int | None = None,
    run: int | None = None,
) -> tuple[int, int]:
    """Fetch what source `name` publishes into the archive; returns how many pages are new and how many failed."""
    source = sources()[name]
    where = source.base if isinstance(source, Portal) else str(source.path)
    store.add_source(name, source.title, type(source).__name__.lower(), base or where)
    new = failed = 0
    for got in collect(source, archive, known=store.known_fetches(name), base=base, limit=limit):
        if isinstance(got, Failed):
            failed += 1
            store.fetched(name, got.address, status=got.status, error=got.error, when=got.when)
            store.problem("collect", name, got.address, got.error, f"chidao collect --source {name}", run=run)
            continue
        if got.new:
            new += 1
        store.clear_problems(name, got.address)
        if got.status != 304:
            store.fetched(
                name,
                got.address,
                status=got.status,
                raw=got.raw,
                size=got.size,
                media=got.media,
                etag=got.etag,
                modified=got.modified,
                when=got.when,
            )
    return new, failed


def read_pending(pending: Iterable[dict[str, Any]], folder: Path) -> Iterator[Document | Failure]:
    """The documents of `pending` fetches, from the archive in `folder`; a failure for each that can't be read."""
    archive = Archive(folder)
    known = sources()
    for row in pending:
        source = known.get(row["source"])
        rules = source.rules if isinstance(source, Portal) else None
        try:
            yield read_bytes(
                archive.get(row["raw"]),
                source=row["source"],
                address=row["address"],
                media=row["media"],
                raw=row["raw"],
                fetched=row["fetched"],
                rules=rules,
            )
        except (ReadError, OSError, KeyError) as error:
            yield Failure(
                row["source"], row["address"], str(error), "chidao run, once the page or its source file is mended"
            )


def read_batch(pending: Sequence[dict[str, Any]], folder: Path) -> tuple[list[Reading], list[Failure]]:
    """Readings of one batch of fetches, and what failed."""
    readings, failures = [], []
    for got in read_pending(pending, folder):
        if isinstance(got, Failure):
            failures.append(got)
            continue
        reading = extractors.read(got)
        if not looks_vietnamese(got.text):
            reading = reading.with_fault(
                "language", "the text does not look Vietnamese: its readings are not to be trusted"
            )
        readings.append(reading)
    return readings, failures


def extract_batch(store: Store, folder: Path, pending: Sequence[dict[str, Any]], *, run: int | None = None) -> int:
    """Read one batch and write it; returns how many documents were written."""
    written = 0
    for readings, failures in _batches(pending, folder):
        written += store.write(readings, fingerprint=fingerprint(), run=run)
        for f in failures:
            store.problem("extract", f.source, f.address, f.what, f.retry, run=run)
    return written


def _batches(pending: Sequence[dict[str, Any]], folder: Path) -> Iterator[tuple[list[Reading], list[Failure]]]:
    workers = min(os.cpu_count() or 1, 8)
    if len(pending) < _POOL_FROM or workers < 2:
        yield read_batch(pending, folder)
        return
    size = -(-len(pending) // (workers * 2))
    parts = [pending[i : i + size] for i in range(0, len(pending), size)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(read_batch, parts, [folder] * len(parts))


def ingest(
    store: Store, archive: Archive, paths: Iterable[Path], *, run: int | None = None
) -> tuple[int, list[Failure]]:
    """Store the files at `paths` (folders are walked) as documents of the source "files"."""
    from datetime import UTC, datetime

    store.add_source("files", "Files given by hand", "files", "")
    rows: list[dict[str, Any]] = []
    failures: list[Failure] = []
    for path in _walk(paths):
        address = path.resolve().as_posix()
        when = datetime.now(UTC).isoformat(timespec="seconds")
        try:
            data = path.read_bytes()
        except OSError as error:
            failures.append(
                Failure("files", address, f"cannot be read: {error.strerror or error}", f"chidao ingest {path}")
            )
            store.problem("ingest", "files", address, failures[-1].what, failures[-1].retry, run=run)
            continue
        raw = archive.put(data)
        store.fetched("files", address, status=200, raw=raw, size=len(data), media=None, when=when)
        rows.append({"source": "files", "address": address, "raw": raw, "media": None, "fetched": when})
    written = 0
    for readings, failed in _batches(rows, archive.folder):
        written += store.write(readings, fingerprint=fingerprint(), run=run)
        failures += failed
        for f in failed:
            store.problem("ingest", f.source, f.address, f.what, f"chidao ingest {f.address}", run=run)
    return written, failures


def _walk(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(
                p
                for p in path.rglob("*")
                if p.is_file() and p.suffix.lower() in {".txt", ".html", ".htm", ".docx", ".pdf"}
            )
        else:
            yield path
