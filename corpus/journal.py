"""What was asked of every source and what came back, a line an exchange, beside the bodies in the archive.

The journal is the truth about collecting: what is known of a source follows from its lines, and the store's `fetches`
are made from them. One file a source, JSON lines, only ever appended to; a half line that a killed process left behind
is cut off by the next one that writes. Bodies are archived before the line that names them is written.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from filelock import FileLock, Timeout


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One question to a source and its answer.

    `why` is empty where all went well, else one of the words in ``corpus.reasons``; `error` says it in a sentence.
    """

    source: str
    # "robots", "list", "page", "file" (an attachment, or a file of a folder); no request of their own are "walk" (how the way
    # through a list ended) and "run" (how the collection as a whole did, without an address).
    role: str
    address: str  # the public address: of a page the key of its document; "" for the source as a whole
    at: str  # when it was asked: ISO, UTC
    asked: str = ""  # the address that was really asked, if it is another (a copy on loopback)
    answered: str = ""  # the address that answered after redirects, if it is another
    seconds: float = 0.0  # until the last byte
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)  # those that matter
    raw: str | None = None  # SHA-256 of the body, its name in the archive; of a 304 that of the copy that still holds
    size: int | None = None  # bytes, inflated
    media: str | None = None  # MIME type or file ending
    result: str = (
        ""  # of a page: "new", "changed", "unchanged" (other bytes, same text), "same" (304 or same bytes), "gone"
    )
    why: str = ""
    error: str = ""
    notes: tuple[str, ...] = ()  # what someone should see though the answer was of use
    parent: str = ""  # the page that links to the file
    dated: str = ""  # the day that the page says it was published: ISO
    # What a list announces or a page links to, as far as it is news: address, the address to ask if it is another, a mark
    # that changes with it.
    found: tuple[tuple[str, str, str], ...] = ()
    listed: int = 0  # how many items the list announces, known or not
    whole: bool = False  # of a walk: nothing of the list was left out
    wait: float = 0.0  # seconds for which the source wants to be left alone

    @property
    def good(self) -> bool:
        """Did the answer bring what was asked for?"""
        return not self.why


_FIELDS = {f.name: f for f in fields(Exchange)}


def to_line(exchange: Exchange) -> str:
    """`exchange` as one line of JSON without its line end; fields that say nothing are left out."""
    said = {k: v for k, v in asdict(exchange).items() if k == "address" or v not in (None, "", (), {}, 0.0, False)}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def from_line(line: str) -> Exchange:
    """The exchange in a line. Raises ValueError for a line that is none. Fields that are not known are passed over."""
    said: dict[str, Any] = {k: v for k, v in json.loads(line).items() if k in _FIELDS}
    said["found"] = tuple((a, b, c) for a, b, c in said.get("found", ()))
    said["notes"] = tuple(said.get("notes", ()))
    return Exchange(**said)


class DamagedJournal(ValueError):
    """A line of a journal can't be read; the message says which."""


class Busy(Exception):
    """Another process is collecting the same source."""


class Journal:
    """The exchanges with one source. Reading needs nothing; open it as a context manager to write (one writer at a time)."""

    def __init__(self, folder: Path, source: str) -> None:
        """Use the journal of `source` in the archive's `folder`; neither need exist yet."""
        self.source = source
        self.path = folder / "journal" / f"{source}.jsonl"
        self._file: IO[bytes] | None = None
        self._lock = FileLock(self.path.with_suffix(".lock"), timeout=0)

    def __enter__(self) -> Journal:
        """Open it for writing. Raises Busy if another process writes, OSError if it can't be written."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except Timeout:
            raise Busy(f"source {self.source} is being collected by another process: wait until it has ended") from None
        try:
            self._file = self.path.open("r+b" if self.path.exists() else "w+b")
            self._file.truncate(_end(self._file))
            self._file.seek(0, os.SEEK_END)
        except OSError:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it and let others write."""
        if self._file:
            self._file.close()
            self._file = None
        self._lock.release()

    def write(self, exchange: Exchange) -> Exchange:
        """Append `exchange`, on disk when this returns, and return it. Raises OSError."""
        if self._file is None:
            raise RuntimeError("the journal is not open for writing")
        start = self._file.tell()
        try:
            self._file.write(to_line(exchange).encode("utf-8", "backslashreplace") + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError:
            # A full disk may have taken half of the line.
            self._file.seek(start)
            self._file.truncate()
            raise
        return exchange

    def read(self, position: int = 0) -> Iterator[tuple[int, Exchange]]:
        """The exchanges from byte `position` on, each with the position behind it. Raises DamagedJournal for a damaged line."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            file.seek(position)
            for n, line in enumerate(file, 1):
                if not line.endswith(b"\n"):
                    return  # being written, or left behind by a killed process
                position += len(line)
                try:
                    yield position, from_line(line.decode("utf-8"))
                except (ValueError, TypeError) as error:
                    raise DamagedJournal(
                        f"{self.path}: line {n} behind byte {position - len(line)} is damaged: {error}"
                    ) from error


def _end(file: IO[bytes]) -> int:
    """The position behind the last whole line of `file`."""
    size = file.seek(0, os.SEEK_END)
    while size:
        step = min(size, 65536)
        file.seek(size - step)
        at = file.read(step).rfind(b"\n")
        if at >= 0:
            return size - step + at + 1
        size -= step
    return 0


def journals(folder: Path) -> list[str]:
    """The names of the sources that have a journal in the archive's `folder`, alphabetical."""
    return sorted(p.stem for p in (folder / "journal").glob("*.jsonl"))
