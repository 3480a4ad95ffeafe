"""The work itself, as plain functions; `flows.nightly` only orchestrates them.

collect: network or folder → archive and journal · load: journal → `fetches`, `items` · extract: archive → readings → store
· publish: indexes and views. Every stage may be repeated or killed at any moment: a document's rows are replaced in one
transaction, and what is pending is asked of the journal and the store each time.
"""

from __future__ import annotations

import hashlib
import importlib
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import extractors
from corpus.archive import Archive
from corpus.collecting import NotNow, collect, file_exchange
from corpus.document import Document, Reading
from corpus.journal import Exchange, Journal
from corpus.known import known
from corpus.readers import PageRules, ReadError, looks_vietnamese, read_bytes
from corpus.readers.bundle import is_bundle, unpack
from corpus.sources import Folder, Portal, from_json, load, sources
from corpus.versions import Version, versions
from output import corrections, loading
from output.database import Store
from output.loading import Body, Loaded, Pending

# Fewer documents than this are read faster here than in processes that must first load the models.
_POOL_FROM = 60
# What collects texts and what is written of it: no reading depends on these.
_COLLECTS = frozenset(
    [
        "sample",
        "sources",
        "_drafting",
        "drafting",
        "checking",
        "collecting",
        "walking",
        "listing",
        "fetching",
        "_network",
        "journal",
        "known",
        "archive",
        "warc",
        "reasons",
        "likeness",
        "aligning",
    ]
)
_SUFFIXES = frozenset(Folder.model_fields["suffixes"].default)


class Failure(NamedTuple):
    """A document that could not be read: where it is, why, and what to do."""

    source: str
    address: str
    what: str
    retry: str


@dataclass
class Batch:
    """What a batch of pages and files gave: readings, the versions of their documents by id, and what failed."""

    done: Sequence[Pending]
    readings: list[Reading] = field(default_factory=list)
    versions: dict[str, list[Version]] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)


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
                and not _COLLECTS & {*path.parts, path.stem}
                and path.is_file()
            ):
                digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def find_source(name: str, archive: Archive | None = None) -> Folder | Portal | None:
    """The source called `name`: a source file if it ends in .toml, else one of `corpus/sources/`, else as it was when
    `archive` last collected it; None if unknown. Raises SourceError for a source file that can't work.
    """
    if name.endswith(".toml"):
        return load(Path(name))
    if name in sources():
        return sources()[name]
    said = archive.source(name) if archive else None
    return from_json(said) if said else None


def reader(folder: Path) -> loading.Reader:
    """Names for a source what makes its readings what they are: all code and models, and the source's own selectors."""
    archive = Archive(folder)

    @cache
    def by(name: str) -> str:
        source = find_source(name, archive)
        rules = "".join(a.model_dump_json() for a in source.article) if isinstance(source, Portal) else ""
        return f"{fingerprint()}-{hashlib.sha256(rules.encode()).hexdigest()[:8]}"

    return by


def collect_source(
    store: Store,
    archive: Archive,
    source: Folder | Portal,
    *,
    base: str | None = None,
    limit: int | None = None,
    recheck: bool = False,
    any_hour: bool = False,
    run: int | None = None,
) -> Loaded:
    """Fetch what `source` publishes into the archive, and take what happened into the store.

    Raises OSError if the archive can't be written, Busy if another process collects the source.
    """
    adopt(store, archive)
    try:
        for _ in collect(source, archive, base=base, limit=limit, recheck=recheck, any_hour=any_hour):
            pass
    except NotNow as later:
        store.problem("collect", source.name, "", str(later), "wait, or add --any-hour", part="not-now", run=run)
        return Loaded(0, 0, 0)
    finally:
        # Whatever was collected before something failed is kept.
        loaded = load_source(store, archive, source.name, run=run)
    return loaded


def load_source(store: Store, archive: Archive, name: str, *, run: int | None = None) -> Loaded:
    """Take what the journal of source `name` says beyond what the store knows."""
    source = find_source(name, archive)
    if source is None:
        store.add_source(name, "Files given by hand" if name == "files" else name, "files", "")
    else:
        where = source.base if isinstance(source, Portal) else str(source.path)
        store.add_source(name, source.title, source.kind, where, source.unit, source.place)
    journal = Journal(archive.folder, name)
    return loading.load(store, name, journal.read(loading.position(store, name)), run=run)


def read_batch(pending: Sequence[Pending], folder: Path) -> Batch:
    """Readings of one batch, from the archive in `folder`."""
    archive = Archive(folder)
    batch = Batch(pending)
    for p in pending:
        source = find_source(p.source, archive)
        by_address: dict[str, list[Document]] = {}
        failed: dict[str, Failure] = {}
        for body in p.bodies:
            failed.clear()  # what an earlier body lacked is of no use to anyone
            rules = source.rules(body.fetched) if isinstance(source, Portal) else None
            for got in _documents(p, body, archive, rules):
                if isinstance(got, Failure):
                    failed[got.address] = got
                else:
                    by_address.setdefault(got.address, []).append(got)
        batch.failures += failed.values()
        for documents in by_address.values():
            found = versions(documents)
            batch.versions[documents[-1].id] = found
            batch.readings.append(_read(found[-1].document))
    return batch


def _documents(p: Pending, body: Body, archive: Archive, rules: PageRules | None) -> Iterator[Document | Failure]:
    """The document in one body of a page or file, or those of a bundle; a failure for each that can't be read."""
    retry = f"chidao sources check {p.source}; a mended source file is used by the next run"
    try:
        data = archive.get(body.raw)
        members = [(p.address, data, p.parent)]
        if is_bundle(data):
            kept, refused = unpack(data, p.address)
            members = [(m.address, m.data, p.address) for m in kept]
            for r in refused:
                yield Failure(p.source, r.address, r.why, "fetch the bundle again, or ask its publisher")
    except (ReadError, OSError, KeyError) as error:
        yield Failure(p.source, p.address, str(error), retry)
        return
    for address, content, parent in members:
        media = body.media if address == p.address else None
        try:
            document = read_bytes(
                content, source=p.source, address=address, media=media, raw=body.raw, fetched=body.fetched, rules=rules
            )
        except ReadError as error:
            yield Failure(p.source, address, str(error), retry)
        except Exception as error:  # noqa: BLE001 - one document must not stop the others; it is reported
            yield Failure(p.source, address, f"the reader fails on it ({type(error).__name__}: {error})", "report it")
        else:
            yield replace(document, parent=parent)


def _read(document: Document) -> Reading:
    reading = extractors.read(document)
    for note in document.notes:
        reading = reading.with_fault("warning", note)
    if not looks_vietnamese(document.text):
        reading = reading.with_fault(
            "language", "the text does not look Vietnamese: its readings are not to be trusted"
        )
    return reading


def extract_batch(
    store: Store, folder: Path, pending: Sequence[Pending], *, stage: str = "extract", run: int | None = None
) -> tuple[int, list[Failure]]:
    """Read one batch and write it, corrections laid over it; returns how many documents were written, and what failed."""
    written = 0
    failures: list[Failure] = []
    corrections.sync(store.db.conn, folder)
    for batch in _batches(pending, folder):
        for p in batch.done:
            store.clear_problems(stage, p.source, p.address)
        written += store.write(batch.readings, fingerprint=fingerprint(), run=run, versions=batch.versions)
        for f in batch.failures:
            store.problem(stage, f.source, f.address, f.what, f.retry, part="unreadable", run=run)
        loading.mark_read(store, batch.done, reader(folder))
        failures += batch.failures
    return written, failures


def _batches(pending: Sequence[Pending], folder: Path) -> Iterator[Batch]:
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
    """Store the files at `paths` (folders are walked) as documents of the source "files". Raises Busy."""
    adopt(store, archive)
    given = {path.resolve().as_posix(): path for path in _walk(paths)}
    failures: list[Failure] = []
    with Journal(archive.folder, "files") as journal:
        items = known(e for _, e in journal.read()).items
        for address, path in given.items():
            when = datetime.now(UTC).isoformat(timespec="seconds")
            exchange = Exchange(source="files", role="file", address=address, at=when)
            try:
                said = file_exchange(path, archive, items.get(address))
            except OSError as error:
                what = f"cannot be read: {error.strerror or error}"
                failures.append(Failure("files", address, what, f"chidao ingest {path}"))
                said = {"why": "unreadable", "error": what}
            if said:
                journal.write(replace(exchange, **said))
    load_source(store, archive, "files", run=run)
    unreadable = {f.address for f in failures}
    wanted = loading.read_again(store, "files", (a for a in given if a not in unreadable))
    written, failed = extract_batch(store, archive.folder, wanted, stage="ingest", run=run)
    return written, failures + failed


def _walk(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in _SUFFIXES)
        else:
            yield path


def adopt(store: Store, archive: Archive) -> None:
    """Write the fetches of a store that was made before there were journals into the journals that they lack.

    A source whose journal exists has been collected since; its earlier fetches stay in the table as they are.
    """
    names = [r[0] for r in store.db.execute("select distinct source from fetches where position is null order by 1")]
    for name in names:
        if Journal(archive.folder, name).path.exists():
            continue
        with Journal(archive.folder, name) as journal:
            for e in loading.unjournaled(store, name):
                journal.write(e)
        loading.forget(store, name)
        load_source(store, archive, name)
