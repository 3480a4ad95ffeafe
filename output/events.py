"""Corrections as events in the archive: one JSON object a line in `corrections.jsonl`, only ever appended to.

This file is the truth about what people put right, as the journals are about what was collected; the store's tables follow
from it. Two kinds of line:

* ``{"event": "made", "id", "what", …, "author", "at", "reason"}``, where `what` is

  - ``change``: `fields` of the row `row` of table `fact` hold other values,
  - ``remove``: the row is no such finding,
  - ``add``: words that were missed: `start`, `end`, `fields`, and `beside`, rows about there that are another finding,
  - ``merge``: a `kind` ("unit" or "person") spelt so that its key is `key` is the one called `name`, whose key is `to_key`;

  the first three name the `document`, the digest of its `text`, the finding's place and words (`start`, `end`, `quote`, and
  what stands `before` and `after`), and the row as it was `extracted`;
* ``{"event": "undone", "correction": ID, "author", "at", "reason"}``.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock, Timeout

from output.shapes import CorrectionError
from output.writing import PATIENCE

Event = dict[str, Any]

_SIGNED = {"author": str, "at": str, "reason": str}
_ABOUT = {
    "document": str,
    "fact": str,
    "text": str,
    "start": int,
    "end": int,
    "quote": str,
    "before": str,
    "after": str,
}
_FORMS: dict[str, dict[str, Any]] = {
    "change": {**_ABOUT, "row": str, "extracted": dict, "fields": dict},
    "remove": {**_ABOUT, "row": str, "extracted": dict},
    "add": {**_ABOUT, "fields": dict, "beside": list},
    "merge": {"kind": str, "key": str, "to_key": str, "name": str},
}
_LONGEST = {"author": 200, "reason": 2_000}


class Kept(NamedTuple):
    """The events of a file in their order, and what is to be said of it (empty: nothing)."""

    events: list[Event]
    note: str


def path_in(folder: Path) -> Path:
    """The file of corrections in an archive's `folder`."""
    return folder / "corrections.jsonl"


def named(event: Mapping[str, Any]) -> Event:
    """`event` with its id, which follows from all else that it says: the same event twice is one."""
    said = {k: v for k, v in event.items() if k != "id"}
    line = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {"event": said.pop("event"), "id": hashlib.sha256(line.encode("utf-8")).hexdigest()[:12], **said}


def to_line(event: Event) -> str:
    """`event` as one line without its end."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def from_line(line: str) -> Event:
    """The event in a line; one without an id is given its own. Raises CorrectionError for a line that is none."""
    try:
        said = json.loads(line)
    except ValueError as error:
        raise CorrectionError(f"no JSON: {error}") from error
    if not isinstance(said, dict) or said.get("event") not in ("made", "undone"):
        raise CorrectionError('no event: an object with "event": "made" or "undone" is wanted')
    if said["event"] == "undone":
        form: dict[str, Any] = {"correction": str, **_SIGNED}
    elif said.get("what") in _FORMS:
        form = {**_FORMS[said["what"]], **_SIGNED}
    else:
        raise CorrectionError(f'"what" is none of {", ".join(_FORMS)}: {said.get("what")!r}')
    for key, kind in form.items():
        headless = said.get("fact") == "documents" and key in ("start", "end") and key in said and said[key] is None
        if not headless and (not isinstance(said.get(key), kind) or isinstance(said.get(key), bool)):
            raise CorrectionError(f'"{key}" must be {kind.__name__}, not {said.get(key)!r}')
    signed(said)
    return _whole(said)


def _whole(said: Event) -> Event:
    if said.get("what") == "merge" and said["kind"] not in ("unit", "person"):
        raise CorrectionError(f'"kind" is unit or person, not {said["kind"]!r}')
    if said.get("what") in ("change", "add") and not said["fields"]:
        raise CorrectionError('"fields" says nothing')
    made = named(said)
    if said.get("id", made["id"]) != made["id"]:
        raise CorrectionError("it is not what it was when it was made: leave its id out to make it another correction")
    return made


def signed(said: Mapping[str, Any]) -> None:
    """Raises CorrectionError where author, time or reason is missing or is none."""
    for key, longest in _LONGEST.items():
        if not isinstance(said.get(key), str) or not 0 < len(said[key].strip()) <= longest:
            raise CorrectionError(f"{key}: say who corrects and why, in at most {longest} characters")
    try:
        when = datetime.fromisoformat(said["at"])
    except (TypeError, ValueError):
        when = None
    if when is None or when.utcoffset() != timedelta(0):
        raise CorrectionError(f"at: {said.get('at')!r} is no ISO time in UTC (2021-04-30T08:00:00+00:00)")


def lines_of(path: Path) -> Iterator[tuple[int, Event | str]]:
    """The events in the file at `path` with their line numbers; for a half line at its end, left by a killed process, a word.

    Raises CorrectionError naming file and line of one that is damaged, OSError if it can't be read.
    """
    for n, line in enumerate(path.read_bytes().splitlines(keepends=True), 1):
        if not line.strip():
            continue
        try:
            yield n, from_line(line.decode("utf-8"))
        except (CorrectionError, UnicodeDecodeError) as error:
            if line.endswith(b"\n"):
                raise CorrectionError(f"{path}:{n}: {error}") from error
            yield (
                n,
                f"{path}:{n}: the last line is only half a line, left by a process that was killed; it was left out",
            )


def kept(folder: Path) -> Kept:
    """What an archive's `folder` keeps, each event once. Raises as `lines_of` does."""
    path = path_in(folder)
    events: dict[str, Event] = {}
    note = ""
    for _, said in lines_of(path) if path.exists() else ():
        if isinstance(said, str):
            note = said
        else:
            events.setdefault(said["id"], said)
    return Kept(list(events.values()), note)


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """One writer at a time, over all processes; others wait. Raises CorrectionError if it takes too long."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path_in(folder).with_suffix(".lock"), timeout=PATIENCE)
    try:
        lock.acquire()
    except Timeout:
        raise CorrectionError(
            f"another process has been writing corrections in {folder} for a minute: try again"
        ) from None
    try:
        yield
    finally:
        lock.release()


def append(folder: Path, events: list[Event]) -> None:
    """Append `events`, on disk when this returns; a half line at the file's end is cut off. Take your `turn` first.

    Raises OSError, and then has written none of them.
    """
    path = path_in(folder)
    with path.open("r+b" if path.exists() else "w+b") as file:
        data = file.read()
        last = data[data.rfind(b"\n") + 1 :]
        lines = [to_line(e).encode("utf-8") + b"\n" for e in events]
        if _is_whole(last):
            lines.insert(0, b"\n")
        else:
            file.truncate(len(data) - len(last))
        end = file.seek(0, os.SEEK_END)
        try:
            file.write(b"".join(lines))
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            # A full disk may have taken half of the lines.
            file.seek(end)
            file.truncate()
            raise


def _is_whole(line: bytes) -> bool:
    """Is this an event that only lacks the end of its line, as some editors leave it?"""
    try:
        return bool(line.strip()) and bool(from_line(line.decode("utf-8")))
    except (CorrectionError, UnicodeDecodeError):
        return False
