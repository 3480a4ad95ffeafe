"""What is known of a source: its journal, read from the beginning, as a table of items and a watermark a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from corpus.journal import Exchange

# A page is asked again when it has gone unasked for half of its age: often while it is fresh, hardly ever when it is old.
_SOONEST, _LATEST = timedelta(hours=6), timedelta(days=180)
# What failed this often is tried less and less: after 1, 2, 4 … days, once a month at the least; at once what was no
# trouble of the moment but the server's word.
_PATIENT = 5
_MONTH = timedelta(days=30)
# So often a list is walked to its end though everything on its first pages is known.
_DEEP = _MONTH
_FINAL = frozenset({"missing", "gone", "refused", "soft-404", "robots", "other-host", "private-address", "bad-address"})
# Every fourth question is asked without conditions: a server's "not modified" is believed, but not for ever.
_TRUST = 4
# Conditions of a request and the answer's headers that they repeat (RFC 9110, 13.1).
_CONDITIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


@dataclass
class Item:
    """Something with an address: a page, a file, a list page or a robots.txt, and what became of it."""

    address: str
    role: str = "page"
    url: str = ""  # the address to ask, if it is another
    parent: str = ""
    # List page → what it says of the item: a title, a time of change.
    marks: dict[str, str] = field(default_factory=dict)
    first: str = ""  # when it was first announced, ISO
    raw: str | None = None  # the body that holds now
    headers: dict[str, str] = field(default_factory=dict)
    dated: str = ""  # the day that the page says it was published
    checked: str = ""  # last good answer
    tried: str = ""  # last answer of any kind
    asked: int = 0  # good answers
    failures: int = 0  # bad answers since the last good one
    why: str = ""  # of the last bad answer; "gone" for a page that was there and is no more
    moved: bool = False  # a list says something else of it than when it was last asked for

    def due(self, now: datetime) -> bool:
        """Is it to be asked for at `now`?"""
        if self.moved or not self.tried:
            return True
        if self.why == "gone":
            return now - time_of(self.tried) >= _MONTH
        if self.why:
            often = self.failures - (1 if self.why in _FINAL else _PATIENT)
            return often < 0 or now - time_of(self.tried) >= min(timedelta(days=2.0 ** min(often, 5)), _MONTH)
        return self.overdue(now) >= 1

    def overdue(self, now: datetime) -> float:
        """How long a page that is here has gone unasked, in shares of the time that it may."""
        first = time_of(self.first)
        born = min(time_of(self.dated), first) if self.dated else first
        return (now - time_of(self.checked)) / min(max((now - born) / 2, _SOONEST), _LATEST)

    def conditions(self) -> dict[str, str]:
        """The headers that ask for it only if it has changed; none every fourth time."""
        if self.raw is None or self.asked % _TRUST == 0:
            return {}
        # What is no plain text can't be sent back.
        said = {k: v for k, v in self.headers.items() if v.isascii() and v.isprintable()}
        return {_CONDITIONS[k]: v for k, v in said.items() if k in _CONDITIONS}


@dataclass
class Known:
    """Everything that is known of one source."""

    items: dict[str, Item] = field(default_factory=dict)  # pages and files by their address
    others: dict[str, Item] = field(default_factory=dict)  # list pages and robots.txt
    # The watermark of a list: the items that whole walks through it covered. Behind those of unfinished walks may be a gap.
    covered: dict[str, set[str]] = field(default_factory=dict)
    uncovered: dict[str, set[str]] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)  # when a walk last came to the end of the list, ISO
    until: datetime | None = None  # the source wants to be left alone until then

    def settled(self, listing: str, address: str) -> bool:
        """Did a whole walk through `listing` cover the item at `address`, so that nothing behind it is missing?"""
        return address in self.covered.get(listing, ())

    def overdue(self, listing: str, now: datetime) -> bool:
        """Is `listing` to be walked to its end again?"""
        return listing in self.ended and now - time_of(self.ended[listing]) >= _DEEP

    def news(self, listing: str, page: str, address: str, url: str, mark: str) -> bool:
        """Is it news that `page` of `listing` announces `address`, to be asked for at `url`, with `mark`?"""
        item = self.items.get(address)
        if item is None or item.url != url or (mark and item.marks.get(page) != mark):
            return True
        return address not in self.covered.get(listing, ()) and address not in self.uncovered.get(listing, ())

    def add(self, e: Exchange) -> Exchange:
        """Take one exchange into account, and return it."""
        if e.wait:
            self.until = time_of(e.at) + timedelta(seconds=e.wait)
        if e.role == "walk":
            if e.whole:
                self.covered.setdefault(e.address, set()).update(self.uncovered.pop(e.address, ()))
                if e.result == "end":
                    self.ended[e.address] = e.at
        if e.role in ("walk", "run"):
            return e
        table = self.items if e.role in ("page", "file") else self.others
        item = table.setdefault(e.address, Item(e.address, e.role, parent=e.parent, first=e.at))
        item.tried, item.moved = e.at, False
        if e.good:
            item.raw, item.checked, item.failures, item.why = e.raw or item.raw, e.at, 0, ""
            # A 304 need not repeat what it said before (RFC 9110, 15.4.5).
            item.headers = item.headers | e.headers if e.status == 304 else e.headers
            item.dated = e.dated or item.dated
            item.asked += 1
        else:
            item.failures, item.why = item.failures + 1, "gone" if e.result == "gone" else e.why
        self._announce(e)
        return e

    def _announce(self, e: Exchange) -> None:
        start = e.parent or e.address
        for address, url, mark in e.found:
            if e.role == "list":
                self.uncovered.setdefault(start, set()).add(address)
            item = self.items.get(address)
            if item is None:
                role, parent = ("page", "") if e.role == "list" else ("file", e.address)
                item = self.items[address] = Item(address, role, parent=parent, first=e.at)
            item.url = url
            # Compared page by page: the same item may be called otherwise in another box or list.
            if mark and item.marks.get(e.address, mark) != mark:
                item.moved = True
            item.marks[e.address] = mark


def known(exchanges: Iterable[Exchange]) -> Known:
    """What follows from `exchanges`, in their order."""
    found = Known()
    for e in exchanges:
        found.add(e)
    return found


def time_of(iso: str) -> datetime:
    """The moment of an ISO time; of a mere day or time without a zone in UTC."""
    moment = datetime.fromisoformat(iso)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
