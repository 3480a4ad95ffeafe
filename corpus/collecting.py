"""Takes what a source publishes into the archive: files of a folder, pages and files of a portal.

Every exchange is written into the source's journal, its body into the archive first; what is known of the source is read
from the journal, so that a collection may be killed at any moment and goes on where it was.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from corpus.archive import Archive
from corpus.document import Document
from corpus.fetching import Answer, Fetcher, Refused
from corpus.journal import Exchange, Journal
from corpus.known import Item, Known, known
from corpus.listing import address_of, allowed, normal
from corpus.readers import Pretence, ReadError, read_bytes
from corpus.readers._formats import told
from corpus.reasons import HOST_TROUBLE
from corpus.sources import Folder, Portal
from corpus.stamps import stamped
from corpus.walking import Walk, about, refusal

# After so many answers in a row that say that the host is in trouble it is left alone.
_TROUBLE = 5
# Pages that are here and asked again in one run, the most overdue first.
_RECHECKS = 200
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class NotNow(Exception):
    """The source is not to be asked at this hour; the message says when."""


def now() -> datetime:
    """The present, UTC."""
    return datetime.now(UTC)


def collect(
    source: Folder | Portal,
    archive: Archive,
    *,
    base: str | None = None,
    limit: int | None = None,
    recheck: bool = False,
    any_hour: bool = False,
) -> Iterator[Exchange]:
    """Everything that `source` publishes and that has changed, its bytes put into `archive`; yields each exchange.

    `base` asks a portal at another address (a copy on loopback); pages keep the portal's own addresses. `limit` ends
    after so many pages and files; `recheck` asks for every page that is here whether it has changed; `any_hour` passes
    over the source's hours. What fails is an exchange with its reason, never raised, so that one page stops no other.
    Raises NotNow outside the source's hours, Busy if another process collects the source, OSError if nothing can be kept.
    """
    with Journal(archive.folder, source.name) as journal:
        state = known(e for _, e in journal.read())
        archive.sweep()
        archive.keep_source(source.name, source.model_dump_json(exclude_defaults=True))
        if isinstance(source, Folder):
            yield from _folder(source, archive, journal, state, limit)
            return
        if not any_hour:
            _refuse_hour(source, state)
        try:
            run = _Run(source, archive, journal, state, base, recheck)
        except Refused as error:
            yield journal.write(
                Exchange(
                    source=source.name,
                    role="run",
                    address="",  # the source as a whole
                    at=_iso(now()),
                    why=error.why,
                    error=str(error),
                )
            )
            return
        with closing(run.fetcher):
            yield from run.all(min(limit or source.most_items, source.most_items))


def _refuse_hour(source: Portal, state: Known) -> None:
    at = now()
    if state.until and at < state.until:
        raise NotNow(f"{source.name} asked to be left alone until {state.until.astimezone(_ZONE):%H:%M on %d/%m/%Y}")
    if source.hours:
        begin, end = (time.fromisoformat(x) for x in source.hours.split("-"))
        clock = at.astimezone(_ZONE).time()
        inside = begin <= clock < end if begin <= end else clock >= begin or clock < end
        if not inside:
            raise NotNow(f"{source.name} is asked from {source.hours.replace('-', ' to ')} (Hà Nội) only")


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _folder(source: Folder, archive: Archive, journal: Journal, state: Known, limit: int | None) -> Iterator[Exchange]:
    def note(address: str, **said: Any) -> Exchange:
        return journal.write(Exchange(source=source.name, role="file", address=address, at=_iso(now()), **said))

    if not source.path.is_dir():
        yield note(str(source.path), why="missing", error="there is no such folder")
        return
    paths = sorted(p for p in source.path.rglob("*") if p.is_file() and p.suffix.lower() in source.suffixes)
    addresses = {p.relative_to(source.path).as_posix(): p for p in paths}
    for address, path in list(addresses.items())[:limit]:
        item = state.items.get(address)
        try:
            exchange = file_exchange(path, archive, item)
        except OSError as error:
            yield note(address, why="unreadable", error=f"cannot be read: {error.strerror or error}")
            continue
        if exchange is not None:
            yield note(address, **exchange)
    for address, item in state.items.items():
        if address not in addresses and item.raw and not item.why:
            yield note(address, result="gone", why="gone", error="the file is no longer in the folder")


def file_exchange(path: Path, archive: Archive, item: Item | None) -> dict[str, Any] | None:
    """What an exchange says of the file at `path`, its bytes put into `archive`; None if `item` has them already.

    Raises OSError.
    """
    data = path.read_bytes()
    sha = hashlib.sha256(data).hexdigest()
    if item and item.raw == sha and not item.why and archive.find(sha) is not None:
        return None
    archive.put(data)
    result = "same" if item and item.raw == sha else "changed" if item and item.raw else "new"
    return {"status": 200, "raw": sha, "size": len(data), "media": path.suffix[1:].lower() or None, "result": result}


@dataclass
class _Run:
    """One collection of one portal."""

    source: Portal
    archive: Archive
    journal: Journal
    known: Known
    base: str | None
    recheck: bool
    trouble: int = 0  # answers in a row that say that the host is in trouble
    waiting: list[Exchange] = field(default_factory=list)  # exchanges with robots.txt, which happen on the way

    def __post_init__(self) -> None:
        self.fetcher = Fetcher(self.source, self.base, self._on_robots, self._copy)

    def note(self, **said: Any) -> Exchange:
        return self.known.add(self.journal.write(Exchange(source=self.source.name, at=_iso(now()), **said)))

    def _on_robots(self, url: str, got: Answer | Refused) -> None:
        said: dict[str, Any] = {"role": "robots", "address": url}
        if isinstance(got, Refused):
            raw = self.archive.put(got.body) if got.body else None
            absent = got.why in ("missing", "gone")
            said |= refusal(got) | {"raw": raw} | ({"why": "", "error": "", "result": "absent"} if absent else {})
        else:
            said |= about(got) | {"raw": self.archive.put(got.body), "size": len(got.body)}
        self.waiting.append(self.note(**said))

    def _copy(self, url: str) -> tuple[dict[str, str], bytes] | None:
        """The conditions to ask for a robots.txt with, and the copy that holds if they aren't met."""
        item = self.known.others.get(url)
        body = self.archive.find(item.raw) if item and not item.why else None
        return (item.conditions(), body) if item and body is not None else None

    def all(self, limit: int) -> Iterator[Exchange]:
        exchange: Exchange | None = None
        for exchange in self._exchanges(limit):
            yield from self.waiting
            self.waiting.clear()
            yield exchange
            if self._left_alone(exchange):
                yield self.note(
                    role="run",
                    address="",
                    why=exchange.why,
                    error=f"left alone until the next run: {exchange.error}",
                )
                return
        if not exchange or exchange.role != "run":
            yield self.note(role="run", address="", whole=True)

    def _left_alone(self, exchange: Exchange) -> bool:
        if exchange.role in ("walk", "run"):
            return False
        self.trouble = self.trouble + 1 if exchange.why in HOST_TROUBLE else 0
        return bool(exchange.wait) or self.trouble >= _TROUBLE

    def _exchanges(self, limit: int) -> Iterator[Exchange]:
        for listing in self.source.lists:
            walk = Walk(self.source, listing, self.fetcher, self.archive, self.known, self.note, now(), self.recheck)
            yield from walk.run()
        queue = deque(self._due())
        queued = {i.address for i in queue}
        left_out = len(queue) - limit
        done = 0
        while queue and done < limit:
            item = queue.popleft()
            exchange = self._take(item)
            done += 1
            yield exchange
            # What a page links to belongs to it and follows it.
            files = [self.known.items[a] for a, _, _ in exchange.found if a not in queued]
            queued.update(f.address for f in files)
            queue.extendleft(reversed([f for f in files if f.due(now())]))
        if left_out > 0 and limit == self.source.most_items:
            yield self.note(
                role="run",
                address="",
                why="endless",
                error=f"{left_out} pages are left for the next runs: no more than {limit} are fetched in one (most_items)",
            )

    def _due(self) -> list[Item]:
        """What is to be asked for, in this order: what is not here yet, then what may have changed."""
        at = now()
        items = [i for i in self.known.items.values() if allowed(self.source, None, i.url or i.address)]
        wanting = [i for i in items if i.raw is None and (self.recheck or i.due(at))]
        wanting.sort(key=lambda i: i.failures)  # what fails again and again keeps nothing else waiting
        again = [i for i in items if i.raw is not None and (self.recheck or i.due(at))]
        if self.recheck:
            return wanting + again
        again.sort(key=lambda i: (not i.moved, -i.overdue(at) if i.checked else 0.0))
        return wanting + again[:_RECHECKS]

    def _take(self, item: Item) -> Exchange:
        said: dict[str, Any] = {"role": item.role, "address": item.address, "parent": item.parent}
        try:
            answer = self._ask(item)
            if answer.status == 304:
                return self.note(**said | about(answer), raw=item.raw, result="same")
            said |= about(answer) | {"size": len(answer.body), "raw": self.archive.put(answer.body)}
            if not answer.body.strip(b"\0 \t\r\n"):
                raise Refused("empty", "the page is empty", status=answer.status)
            self._refuse_front_page(item, answer)
            return self.note(**said | self._read(item, answer, said["raw"]))
        except Refused as error:
            raw = self.archive.put(error.body) if error.body else said.get("raw")
            left = item.raw is not None and error.why in ("missing", "gone", "soft-404")
            asked = {"asked": error.asked} if error.asked else {"asked": said.get("asked", "")}
            return self.note(**said | refusal(error) | asked | {"raw": raw, "result": "gone" if left else ""})

    def _ask(self, item: Item) -> Answer:
        """The answer for `item`, a 304 only where a copy is here that holds. Raises Refused."""
        url = item.url or item.address
        conditions = item.conditions() if self.archive.find(item.raw) is not None else {}
        answer = self.fetcher.get(url, conditions)
        if answer.status == 304 and not conditions:
            # A cache on the way that thinks we have it.
            answer = self.fetcher.get(url, {"Cache-Control": "no-cache"})
            if answer.status == 304:
                raise Refused("odd-status", "the server answers 304 to a question without a copy", status=304)
        return answer

    def _refuse_front_page(self, item: Item, answer: Answer) -> None:
        """A page that is no more is often answered with the front page or its list."""
        elsewhere = {normal(urljoin(self.source.base, x.address)) for x in self.source.lists} | {
            normal(self.source.base)
        }
        if normal(answer.url) in elsewhere and normal(answer.url) != item.address:
            raise Refused("soft-404", f"it leads to {answer.url} instead of the page", status=answer.status)

    def _read(self, item: Item, answer: Answer, raw: str) -> dict[str, Any]:
        """What the body says of itself: whether it is a page at all, its day, its files, whether its text is another."""
        media = answer.headers.get("content-type")
        document = self._document(answer.body, item, media)
        if item.raw is None:
            result = "new"
        elif item.raw == raw:
            result = "same"
        else:
            result = "unchanged" if document and self._text_before(item, media) == document.text else "changed"
        if document is None:
            return {"result": result}
        files, notes = self._files(document, answer.url)
        return {"result": result, "dated": dated(document), "found": files, "notes": tuple(notes)}

    def _text_before(self, item: Item, media: str | None) -> str | None:
        """The text that the page had, read as today's is."""
        body = self.archive.find(item.raw)
        try:
            before = self._document(body, item, media) if body is not None else None
        except Refused:  # what was taken for a page then is known to pretend now
            return None
        return before.text if before else None

    def _document(self, data: bytes, item: Item, media: str | None) -> Document | None:
        """The document in a page's `data`; None for other files and for what can't be read, which extraction will say.

        Raises Refused for a page that pretends.
        """
        try:
            if told(data, media, item.address) != "html":
                return None
            return read_bytes(data, address=item.address, media=media, rules=self.source.rules(_iso(now())))
        except Pretence as error:
            raise Refused(error.why, str(error), status=200) from error
        except ReadError:
            return None
        except Exception as error:  # one page must not stop the others: it is kept and reported
            raise Refused(
                "unreadable", f"the reader fails on it ({type(error).__name__}: {error}): report it"
            ) from error

    def _files(self, document: Document, at: str) -> tuple[tuple[tuple[str, str, str], ...], list[str]]:
        found: dict[str, tuple[str, str, str]] = {}
        notes = []
        for href in document.files:
            try:
                url = self.fetcher.public_of(urljoin(at, href.strip()))
                address = address_of(self.source, url)
            except ValueError:
                notes.append(f"a file's address is malformed: {href[:200]!r}")
                continue
            if not self.fetcher.own(url):
                notes.append(
                    f"a file on another host is left out: {url[:200]} (name the host in `hosts` if it is the source's own)"
                )
            elif allowed(self.source, None, url) and address not in self.known.items and address not in found:
                found[address] = (address, url if url != address else "", "")
        return tuple(found.values()), notes


def dated(document: Document) -> str:
    """The day in the page's publication stamp, ISO; empty where it has none."""
    stamp = next((document.quote(m.start, m.end) for m in document.marks if m.kind == "stamp"), "")
    found = stamped(stamp)
    return found.day.isoformat() if found else ""
