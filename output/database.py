"""The store: one SQLite file, written by one process at a time, a document's rows always replaced as a whole."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlite_utils import Database

from corpus.canonical import fold
from corpus.document import Finding, Reading
from output.dictionary import DOCUMENT, VIEWS, columns_of, is_header, sql_type
from output.migrations import migrations

_COUNTED = (
    "documents",
    "officials",
    "units",
    "dates",
    "directives",
    "citations",
    "systems",
    "figures",
    "meetings",
    "problems",
)
# Raised with every change that an older program could not read.
_VERSION = 1


class StoreError(Exception):
    """The store cannot be used; the message says what is wrong, where, and what to do."""


class Store:
    """The store at a path, open for writing. Use it as a context manager."""

    def __init__(self, path: Path | str, kinds: Sequence[type[Finding]]) -> None:
        """Open the store at `path`, made if there is none, with the tables of `kinds`. Raises StoreError."""
        self.path = Path(path)
        self.kinds = [k for k in kinds if not is_header(k)]
        self.header = [k for k in kinds if is_header(k)]
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, timeout=60.0)
            connection.execute("pragma foreign_keys = on")
            connection.execute("pragma journal_mode = wal")
            self.db = Database(connection)
            self._prepare()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(_explained(self.path, error)) from error

    def _prepare(self) -> None:
        version = self.db.execute("pragma user_version").fetchone()[0]
        if version > _VERSION:
            raise StoreError(
                f"{self.path} was made by a newer chidao (version {version}, this one knows {_VERSION}): update chidao, or give another --database"
            )
        with self.db.atomic():
            migrations.apply(self.db)
            self._kinds()
            self._search()
            for name, (_, sql, _) in VIEWS.items():
                if all(t in self.db.table_names() for t in ("directives", "officials", "meetings")):
                    self.db.create_view(name, sql, replace=True)
        if version < _VERSION:
            self.db.conn.execute(f"pragma user_version = {_VERSION}")

    def _kinds(self) -> None:
        """Tables and columns that the findings' dataclasses ask for and the file does not have yet."""
        for kind in self.kinds:
            columns: dict[str, Any] = {c: int if c in ("start", "end") else str for c in columns_of(kind)}
            columns |= {c: sql_type(kind, c) for c in kind.columns()}
            table = self.db[kind.TABLE]
            if not table.exists():
                table.create(columns, pk="id", foreign_keys=[("document", "documents", "id")])
                table.create_index(["document"])
            for name in columns.keys() - table.columns_dict.keys():
                table.add_column(name, columns[name])
        for kind in self.header:
            for name in kind.columns().keys() - self.db["documents"].columns_dict.keys():
                self.db["documents"].add_column(name, str)

    def _search(self) -> None:
        """Full text in exact and in folded form: FTS5 folds tone marks, but not đ."""
        for name, key, columns in (
            ("documents", "document", "title, text"),
            ("directives", "directive", "issuer, addressees, evidence"),
        ):
            for form in ("exact", "folded"):
                self.db.execute(
                    f"create virtual table if not exists {name}_{form} using fts5({key} unindexed, {columns}, tokenize = 'unicode61 remove_diacritics 0')"
                )

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

    def add_source(self, name: str, title: str, kind: str, address: str) -> None:
        """Make `name` known, or bring its description up to date."""
        with self.db.atomic():
            self.db["sources"].upsert({"name": name, "title": title, "kind": kind, "address": address}, pk="name")

    def fetched(
        self,
        source: str,
        address: str,
        *,
        status: int | None,
        when: str,
        raw: str | None = None,
        size: int | None = None,
        media: str | None = None,
        error: str | None = None,
        etag: str | None = None,
        modified: str | None = None,
    ) -> None:
        """Record one fetch, good or failed."""
        row = {
            "source": source,
            "address": address,
            "fetched": when,
            "status": status,
            "raw": raw,
            "size": size,
            "media": media,
            "etag": etag,
            "modified": modified,
            "error": error,
        }
        with self.db.atomic():
            self.db["fetches"].insert(row, pk="id")

    def known_fetches(self, source: str) -> dict[str, dict[str, Any]]:
        """For each address of `source` what its last good fetch brought: raw, etag, modified."""
        return {
            r["address"]: {"raw": r["raw"], "etag": r["etag"], "modified": r["modified"]} for r in self._last(source)
        }

    def _last(self, source: str | None = None) -> Iterator[dict[str, Any]]:
        sql = "select f.* from fetches f join (select max(id) as id from fetches where raw is not null group by source, address) l on l.id = f.id"
        yield from self.db.query(
            sql + (" where f.source = :source" if source else "") + " order by f.id",
            {"source": source} if source else {},
        )

    def pending(self, fingerprint: str) -> list[dict[str, Any]]:
        """The last good fetches whose document is missing, of other bytes, or read by something other than `fingerprint`.

        Files given by hand are read when they are given, and again when the code has changed.
        """
        have = {
            (r["source"], r["address"]): (r["raw"], r["extracted_by"])
            for r in self.db.query("select source, address, raw, extracted_by from documents")
        }
        return [
            {k: r[k] for k in ("source", "address", "raw", "media", "fetched")}
            for r in self._last()
            if have.get((r["source"], r["address"])) != (r["raw"], fingerprint)
        ]

    def has(self, document: str, raw: str, fingerprint: str) -> bool:
        """Is this document stored, from these bytes, as read by `fingerprint`?"""
        return bool(
            self.db.execute(
                "select 1 from documents where id = ? and raw = ? and extracted_by = ?", [document, raw, fingerprint]
            ).fetchone()
        )

    def write(self, readings: Iterable[Reading], *, fingerprint: str, run: int | None = None) -> int:
        """Replace all rows of each reading's document, a transaction a document; returns how many were written."""
        n = 0
        for reading in readings:
            with self.db.atomic():
                self._replace(reading, fingerprint, run)
            n += 1
        return n

    def _replace(self, reading: Reading, fingerprint: str, run: int | None) -> None:
        d = reading.document
        for kind in self.kinds:
            self.db.execute(f'delete from "{kind.TABLE}" where document = ?', [d.id])
        self._unsearch(d.id)
        self.db.execute(
            "delete from problems where document = ? or source = ? and address = ? and stage != 'collect'",
            [d.id, d.source, d.address],
        )
        row: dict[str, Any] = dict(
            zip(
                DOCUMENT,
                (d.id, d.source or None, d.address, d.media, d.raw, d.fetched, fingerprint, d.text),
                strict=True,
            )
        )
        for kind in self.header:
            found = next(iter(reading.of(kind)), None)
            row |= {c: _cell(getattr(found, c)) if found else None for c in kind.columns()}
        self.db["documents"].upsert(row, pk="id")
        for kind in self.kinds:
            rows = [_row(reading, kind, f, n) for n, f in enumerate(reading.of(kind))]
            if rows:
                self.db[kind.TABLE].insert_all(rows)
        self._index(d.id, row)
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

    def _unsearch(self, document: str) -> None:
        for form in ("exact", "folded"):
            self.db.execute(f"delete from documents_{form} where document = ?", [document])
            self.db.execute(
                f"delete from directives_{form} where directive in (select directive from directives_{form} where directive like ?)",
                [f"{document}-%"],
            )

    def _index(self, document: str, row: dict[str, Any]) -> None:
        directives = (
            list(
                self.db.query("select id, issuer, addressees, evidence from directives where document = ?", [document])
            )
            if "directives" in self.db.table_names()
            else []
        )
        for form, change in (("exact", _same), ("folded", fold)):
            self.db.execute(
                f"insert into documents_{form} (document, title, text) values (?, ?, ?)",
                [document, change(row.get("title") or ""), change(row["text"])],
            )
            for d in directives:
                self.db.execute(
                    f"insert into directives_{form} (directive, issuer, addressees, evidence) values (?, ?, ?, ?)",
                    [
                        d["id"],
                        change(d["issuer"] or ""),
                        change(" ".join(json.loads(d["addressees"] or "[]"))),
                        change(d["evidence"]),
                    ],
                )

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
        """Record what failed, why, and what to do; an earlier problem of the same page and stage gives way to it."""
        with self.db.atomic():
            self.db.execute(
                "delete from problems where stage = ? and source = ? and address = ?", [stage, source, address]
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
            "address": address,
            "document": document,
            "part": part,
            "what": what,
            "retry": retry,
            "happened": _now(),
        }
        self.db["problems"].insert(row, pk="id")

    def clear_problems(self, source: str, address: str) -> None:
        """Forget the collecting problems of a page that is well again."""
        with self.db.atomic():
            self.db.execute(
                "delete from problems where stage = 'collect' and source = ? and address in (?, '')", [source, address]
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
        """Bring the indexes that queries run on into their best form."""
        with self.db.atomic():
            for name in ("documents", "directives"):
                for form in ("exact", "folded"):
                    self.db.execute(f"insert into {name}_{form}({name}_{form}) values ('optimize')")
        self.db.conn.execute("pragma optimize")


def _row(reading: Reading, kind: type[Finding], f: Finding, n: int) -> dict[str, Any]:
    d = reading.document
    digest = hashlib.sha256(f"{kind.TABLE}\n{f.start}\n{f.end}\n{n}".encode()).hexdigest()[:10]
    own = {c: _cell(getattr(f, c)) for c in kind.columns()}
    spans = json.dumps([[w.field, w.start, w.end] for w in f.where], ensure_ascii=False)
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
    return json.dumps(list(value), ensure_ascii=False) if isinstance(value, tuple) else value


def _same(text: str) -> str:
    return text


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _explained(path: Path, error: Exception) -> str:
    why = str(error)
    if "not a database" in why or "malformed" in why:
        return f"{path} is no SQLite database: give another --database, or move the file away"
    if "locked" in why:
        return f"{path} is locked by another process: wait until it has ended, or stop it"
    if isinstance(error, OSError) or "readonly" in why or "unable to open" in why:
        return (
            f"{path} cannot be written ({why}): check that its folder exists and is yours, or give another --database"
        )
    return f"{path}: {why}"
