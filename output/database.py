"""The store: one SQLite file, written by one process at a time, a document's rows always replaced as a whole."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlite_utils.db import ForeignKey

from corpus.canonical import fold
from corpus.document import Document, Finding, Reading, document_id
from corpus.versions import Version
from output import copies, derived, laying, summaries
from output.dictionary import DOCUMENT, VIEWS, columns_of, is_header, sql_type
from output.migrations import migrations
from output.writing import PATIENCE as _PATIENCE
from output.writing import Serial

_COUNTED = (
    *("documents", "officials", "units", "dates", "directives", "citations", "systems", "figures", "meetings"),
    "problems",
)
# Raised with every change that an older program could not read.
_VERSION = 4


class StoreError(Exception):
    """The store cannot be used; the message says what is wrong, where, and what to do."""


class Store:
    """The store at a path, open for writing. Use it as a context manager."""

    def __init__(self, path: Path | str, kinds: Sequence[type[Finding]]) -> None:
        """Open the store at `path`, made if there is none, with the tables of `kinds`. Raises StoreError."""
        self.path = Path(path)
        self.kinds = [k for k in kinds if not is_header(k)]
        self.header = [k for k in kinds if is_header(k)]
        connection: sqlite3.Connection | None = None
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, timeout=_PATIENCE)
            self._refuse_newer(connection)
            connection.execute("pragma foreign_keys = on")
            connection.execute("pragma journal_mode = wal")
            self.db = Serial(connection)
            self._prepare()
        except BaseException as error:
            if connection:
                connection.close()
            if isinstance(error, (sqlite3.Error, OSError)):
                raise StoreError(_explained(self.path, error)) from error
            raise

    def _refuse_newer(self, connection: sqlite3.Connection) -> None:
        version = connection.execute("pragma user_version").fetchone()[0]
        if version > _VERSION:
            raise StoreError(
                f"{self.path} was made by a newer chidao (version {version}, this one knows {_VERSION}): update chidao, or give another --database"
            )

    def _prepare(self) -> None:
        with self.db.atomic():
            unindexed = self.db["documents"].exists() and bool(migrations.pending(self.db))
            migrations.apply(self.db)
            self._kinds()
            derived.create(self.db)
            if unindexed:
                derived.rebuild(self.db)
            self._views()
            self.db.execute(f"pragma user_version = {_VERSION}")

    def _kinds(self) -> None:
        """Tables and columns that the findings' dataclasses ask for and the file does not have yet."""
        for kind in self.kinds:
            columns: dict[str, Any] = {c: int if c in ("start", "end") else str for c in columns_of(kind)}
            columns |= {c: sql_type(kind, c) for c in kind.columns()}
            table = self.db[kind.TABLE]
            owner = ForeignKey(kind.TABLE, "document", "documents", "id", on_delete="CASCADE")
            if not table.exists():
                table.create(columns, pk="id", foreign_keys=[owner])
                table.create_index(["document"])
            elif [f.on_delete for f in table.foreign_keys] != ["CASCADE"]:
                table.transform(foreign_keys=[owner])
            _extend(table, columns)
        for kind in self.header:
            _extend(self.db["documents"], {c: sql_type(kind, c) for c in kind.columns()})

    def _views(self) -> None:
        if set(self.db.table_names()).issuperset(("directives", "officials", "meetings")):
            for name, (_, sql, _) in VIEWS.items():
                self.db.create_view(name, sql, replace=True)

    def __enter__(self) -> Store:
        """This store."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.db.conn.close()

    def add_source(self, name: str, title: str, kind: str, address: str, unit: str = "", place: str = "") -> None:
        """Make `name` known, or bring its description up to date."""
        row = {
            "name": name,
            "title": title,
            "kind": kind,
            "address": address,
            "unit": unit or None,
            "place": place or None,
        }
        with self.db.atomic():
            self.db["sources"].upsert(row, pk="name")

    def has(self, document: str, raw: str, fingerprint: str) -> bool:
        """Is this document stored, from these bytes, as read by `fingerprint`?"""
        return bool(
            self.db.execute(
                "select 1 from documents where id = ? and raw = ? and extracted_by = ?", [document, raw, fingerprint]
            ).fetchone()
        )

    def write(
        self,
        readings: Iterable[Reading],
        *,
        fingerprint: str,
        run: int | None = None,
        versions: Mapping[str, Sequence[Version]] | None = None,
    ) -> int:
        """Replace all rows of each reading's document, a transaction a document; returns how many were written.

        `versions` holds those of each document by its id; a document without is its own only one.
        """
        n = 0
        for reading in readings:
            with self.db.atomic():
                d = reading.document
                self._replace(reading, fingerprint, run)
                self._versions(d.id, (versions or {}).get(d.id) or (Version(1, d, ()),))
            n += 1
        return n

    def _versions(self, document: str, all_of_it: Sequence[Version]) -> None:
        for table in ("changes", "versions"):
            self.db.execute(f"delete from {table} where document = ?", [document])
        for v in all_of_it:
            key = f"{document}-{v.number}"
            self.db["versions"].insert(
                {
                    "id": key,
                    "document": document,
                    "version": v.number,
                    "raw": v.document.raw,
                    "fetched": v.document.fetched,
                    "changes": len(v.changes),
                    "text": v.document.text,
                }
            )
            rows = [
                {"id": f"{key}-{n}", "document": document, "version": v.number, **c._asdict()}
                for n, c in enumerate(v.changes)
            ]
            self.db["changes"].insert_all(rows)

    def _replace(self, reading: Reading, fingerprint: str, run: int | None) -> None:
        d = reading.document
        address = storable(d.address)
        derived.remove(self.db, d.id)
        for kind in self.kinds:
            self.db.execute(f'delete from "{kind.TABLE}" where document = ?', [d.id])
        self.db.execute(
            "delete from problems where document = ? or source = ? and address = ? and stage != 'collect'",
            [d.id, d.source, address],
        )
        row: dict[str, Any] = dict(
            zip(
                DOCUMENT,
                (
                    d.id,
                    d.source or None,
                    address,
                    storable(d.parent or None),
                    d.media,
                    d.raw,
                    d.fetched,
                    self._gone(d.source, d.address),
                    fingerprint,
                    json.dumps(d.repair._asdict()) if d.repair else None,
                    d.text,
                ),
                strict=True,
            )
        )
        for kind in self.header:
            found = next(iter(reading.of(kind)), None)
            row |= {c: _cell(getattr(found, c)) if found else None for c in kind.columns()}
        self.db["documents"].upsert(row, pk="id")
        for kind in self.kinds:
            rows = _rows(reading, kind)
            if rows:
                self.db[kind.TABLE].insert_all(rows)
        laying.lay(self.db, d.id)
        derived.add(self.db, d.id)
        copies.update(self.db, d.id)
        for fault in reading.faults:
            self._problem(
                "extract",
                d.source,
                d.address,
                fault.why,
                "report it with the document; the rest of the document is stored",
                d.id,
                run,
                fault.part,
            )

    def _gone(self, source: str, address: str) -> str | None:
        """When the page, or the bundle that holds the file, was found to be no more."""
        item = document_id(source, address.split("!/")[0])
        row = self.db.execute("select gone from items where id = ?", [item]).fetchone()
        return row[0] if row else None

    def problem(
        self,
        stage: str,
        source: str,
        address: str,
        what: str,
        retry: str,
        *,
        document: str | None = None,
        run: int | None = None,
        part: str = "",
    ) -> None:
        """Record what failed, why, and what to do; an earlier problem of the same page, stage and part gives way to it."""
        with self.db.atomic():
            self.db.execute(
                "delete from problems where stage = ? and source = ? and address = ? and part = ? and part != 'warning'",
                [stage, source, storable(address), part],
            )
            self._problem(stage, source, address, what, retry, document, run, part)

    def _problem(
        self,
        stage: str,
        source: str,
        address: str,
        what: str,
        retry: str,
        document: str | None,
        run: int | None,
        part: str,
    ) -> None:
        row = {
            "run": run,
            "stage": stage,
            "source": source,
            "address": storable(address),
            "document": document,
            "part": part,
            "what": storable(what),
            "retry": storable(retry),
            "happened": _now(),
        }
        self.db["problems"].insert(row, pk="id")

    def clear_problems(self, stage: str, source: str, address: str) -> None:
        """Forget the problems that `stage` had with an address, and those that it had with the source as a whole."""
        with self.db.atomic():
            self.db.execute(
                "delete from problems where stage = ? and source = ? and address in (?, '')",
                [stage, source, storable(address)],
            )

    def start_run(self, command: str) -> int:
        """Record that `command` begins; returns the run's number."""
        with self.db.atomic():
            return int(
                self.db["runs"].insert({"command": command, "started": _now(), "status": "running"}, pk="id").last_pk
            )

    def end_run(self, run: int, status: str, counts: dict[str, Any]) -> None:
        """Record how a run ended."""
        with self.db.atomic():
            self.db["runs"].update(run, {"ended": _now(), "status": status, "counts": json.dumps(counts)})

    def counts(self) -> dict[str, int]:
        """How many rows the main tables hold."""
        there = set(self.db.table_names())
        return {t: self.db[t].count for t in _COUNTED if t in there}

    def documents_by(self) -> list[tuple[str, str | None, int]]:
        """How many documents a source and kind."""
        return [
            tuple(r)
            for r in self.db.execute("select source, kind, count(*) from documents group by 1, 2 order by 1, 3 desc")
        ]

    def publish(self) -> None:
        """Bring views and full-text indexes into their best form; an index that misses a row is built anew."""
        copies.complete(self.db)
        with self.db.atomic():
            self._views()
            if not derived.whole(self.db):
                derived.rebuild(self.db)
            derived.optimize(self.db)
            summaries.rebuild(self.db)
        with self.db.atomic():  # it reads first and writes then: another writer in between would make it fail
            self.db.execute("pragma optimize")


def _extend(table: Any, columns: dict[str, Any]) -> None:
    there = table.columns_dict
    for name, kind in columns.items():
        if name not in there:
            table.add_column(name, kind)


def _rows(reading: Reading, kind: type[Finding]) -> list[dict[str, Any]]:
    """The rows of all findings of a kind. Their keys follow from the words, not from where they stand: a directive keeps
    its address though the text around it, or the day that it must be done by, has changed.
    """
    seen: Counter[str] = Counter()
    rows = []
    columns = list(kind.columns())
    for f in reading.of(kind):
        said = getattr(f, "action", None) or reading.document.quote(f.start, f.end)
        words = " ".join(re.findall(r"[^\W\d_]+", fold(said)))
        seen[words] += 1
        digest = hashlib.sha256(f"{kind.TABLE}\n{words}\n{seen[words]}".encode()).hexdigest()[:10]
        rows.append(_row(reading.document, columns, f, digest))
    return rows


def _row(d: Document, columns: Sequence[str], f: Finding, digest: str) -> dict[str, Any]:
    own = {c: _cell(getattr(f, c)) for c in columns}
    spans = _json([[w.field, w.start, w.end] for w in f.where])
    return {
        "id": f"{d.id}-{digest}",
        "document": d.id,
        "start": f.start,
        "end": f.end,
        "quote": d.quote(f.start, f.end),
        **own,
        "by": f.by,
        "spans": spans,
    }


def _cell(value: Any) -> Any:
    return _json(list(value)) if isinstance(value, tuple) else value


_json = json.JSONEncoder(ensure_ascii=False).encode


def storable(text: str | None) -> str | None:
    """`text` as UTF-8 can hold it: a file's name may carry bytes that are none."""
    return text.encode("utf-8", "backslashreplace").decode() if isinstance(text, str) else text


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _explained(path: Path, error: Exception) -> str:
    why = str(error)
    if "not a database" in why or "malformed" in why:
        return f"{path} is no SQLite database: give another --database, or move the file away"
    if "locked" in why:
        return f"{path} is locked by another process: wait until it has ended, or stop it"
    if "already exists" in why:
        return f"{path} holds tables of something other than chidao ({why}): give another --database"
    if "full" in why:
        return f"{path} cannot grow ({why}): make room on its disk, then run the command again"
    if isinstance(error, OSError) or "readonly" in why or "unable to open" in why:
        return (
            f"{path} cannot be written ({why}): check that its folder exists and is yours, or give another --database"
        )
    return f"{path}: {why}"
