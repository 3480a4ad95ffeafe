"""Walks through a source's lists: page by page, as far as nothing can be missing, and no further."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin

from corpus.archive import Archive
from corpus.fetching import Answer, Fetcher, Refused
from corpus.journal import Exchange
from corpus.known import Known
from corpus.listing import Listed, normal, read_list
from corpus.readers._pretence import pretence
from corpus.readers.text import decode
from corpus.sources import Listing, Portal

# Sitemaps of a sitemap index, counted over all levels.
_MOST_SITEMAPS = 500
# A first page with fewer items may well be the only one.
_FULL = 5


@dataclass
class Walk:
    """One walk through `listing`. `note` writes an exchange into the journal and tells `known` of it."""

    source: Portal
    listing: Listing
    fetcher: Fetcher
    archive: Archive
    known: Known
    note: Callable[..., Exchange]
    now: datetime
    deep: bool = False  # to the end of the list, even where everything is known
    pages: list[tuple[str, ...]] = field(default_factory=list)  # the items' addresses, page by page
    ended: bool = False  # it came to the end of the list

    @property
    def start(self) -> str:
        """The list's name: the public address at which it begins."""
        return normal(urljoin(self.source.base, self.listing.address))

    def run(self) -> Iterator[Exchange]:
        """Walk; the last exchange is the walk's own and says whether it is whole."""
        # Behind items that are known one may have slipped to an earlier page while that was read: now and then all are seen.
        self.deep = self.deep or self.known.overdue(self.start, self.now)
        why = yield from self._through()
        if not why and self._shifted():
            # Items went from one page to the next while it was read: some may have slipped through in between.
            self.pages.clear()
            self.deep = True
            why = yield from self._through()
        count = len({a for page in self.pages for a in page})
        notes = []
        if why == "":
            if not self._joins():
                notes.append(
                    f"nothing that this {self.listing.kind} announces was there the last time: what came in between may be missing, or its pages have new addresses"
                )
            total = sum(i.role == "page" for i in self.known.items.values())
            if total < self.source.expect:
                notes.append(f"{total} items are known; the source file expects {self.source.expect} at the least")
        yield self.note(
            role="walk",
            address=self.start,
            whole=not why,
            result="end" if self.ended and not why else "",
            # Where not even the first page could be had, that one has said it better.
            why=why if self.pages else "",
            error=f"the walk through this list broke off after {len(self.pages)} pages and {count} items"
            if why and self.pages
            else "",
            notes=tuple(notes),
        )

    def _joins(self) -> bool:
        """Does what was seen reach back to what an earlier walk saw? The first walk joins nothing."""
        covered = self.known.covered.get(self.start)
        return not covered or not self.pages or any(a in covered for page in self.pages for a in page)

    def _shifted(self) -> bool:
        """Did an item turn up on a second page? One that stands on half of all pages is only pinned there."""
        times = Counter(a for page in self.pages for a in set(page))
        return len(self.pages) > 1 and any(1 < n <= max(1, len(self.pages) // 2) for n in times.values())

    def _through(self) -> Generator[Exchange, None, str]:
        """Page after page; returns why it broke off, or nothing."""
        first = urljoin(self.source.base, self.listing.address)
        queue: deque[tuple[str, dict[str, str] | None]] = deque([(first, None)])
        asked: set[tuple[str, str]] = set()
        seen: set[str] = set()
        sitemap = self.listing.kind == "sitemap"
        most = _MOST_SITEMAPS if sitemap else self.source.most_pages
        why = ""
        while queue:
            url, form = queue.popleft()
            if (url, repr(form)) in asked:
                continue
            if len(asked) >= most:
                return "endless"
            asked.add((url, repr(form)))
            n = len(asked)
            exchange, listed = self._page(url, form, n)
            yield exchange
            if listed is None:
                if sitemap and n > 1:
                    why = why or exchange.why  # one part of a sitemap index that fails stops no other
                    continue
                self.ended = exchange.good
                return exchange.why
            items = tuple(i.address for i in listed.items)
            fresh = set(items) - seen
            seen.update(items)
            if items:
                self.pages.append(items)
            if self.listing.kind == "list":
                if n > 1 and not fresh:
                    break
                if not self.deep and items and all(self.known.settled(self.start, a) for a in items):
                    return ""
            queue.extend((u, listed.form) for u in listed.further)
        self.ended = True
        return why

    def _page(self, url: str, form: dict[str, str] | None, n: int) -> tuple[Exchange, Listed | None]:
        address = normal(url) + (f"#{n}" if form else "")
        before = self.known.others.get(address)
        copy = self.archive.find(before.raw) if before and not form else None
        conditions = before.conditions() if before and copy is not None else {}
        said: dict[str, object] = {"role": "list", "address": address, "parent": self.start}
        try:
            answer = self.fetcher.get(url, conditions, form)
            body = answer.body
            if answer.status == 304:
                if not conditions or copy is None:
                    raise Refused("odd-status", "the server answers 304 to a question without a copy", status=304)
                body = copy
            said |= about(answer) | {"raw": self.archive.put(body), "size": len(body)}
            return self._read(answer, body, n, said)
        except Refused as error:
            # The page behind the last one is missing: that is how a numbered list ends.
            if n > 1 and error.why in ("missing", "gone") and self.listing.kind == "list":
                said |= {"asked": error.asked, "status": error.status, "result": "end"}
                if n == 2 and self.listing.next and self.pages and len(self.pages[0]) >= _FULL:
                    said["notes"] = (
                        f"the second page is missing: {error}; does the list end with its first {len(self.pages[0])} items, or is `next` wrong?",
                    )
                return self.note(**said), None
            raw = self.archive.put(error.body) if error.body else said.get("raw")
            return self.note(**said | refusal(error) | {"raw": raw}), None

    def _read(self, answer: Answer, body: bytes, n: int, said: dict[str, object]) -> tuple[Exchange, Listed | None]:
        listed = read_list(self.source, self.listing, body, answer.url, n, self.fetcher.public_of)
        notes = list(listed.notes)
        if not listed.items and (self.listing.kind == "list" or not listed.further):
            pretended = pretence(decode(body)) if self.listing.kind == "list" else None
            if pretended and (n == 1 or pretended[0] != "soft-404"):
                raise Refused(*pretended, status=answer.status)
            if n > 1:
                return self.note(**said, result="end"), None
            raise Refused(
                "empty-list",
                f"no items in this {self.listing.kind}; has it changed? see `items` and `match` in its source file",
                status=answer.status,
            )
        if n == 1 and listed.items and len(listed.items) < self.listing.least:
            notes.append(f"only {len(listed.items)} items; the source file expects {self.listing.least} at the least")
        if self.pages and tuple(i.address for i in listed.items) == self.pages[-1]:
            notes.append("the same items as on the page before: the list ends here, or its pages can't be asked for so")
        found = ((i.address, i.url if i.url != i.address else "", i.mark) for i in listed.items)
        news = tuple(x for x in found if self.known.news(self.start, str(said["address"]), *x))
        return self.note(**said, found=news, listed=len(listed.items), notes=tuple(notes)), listed


def about(answer: Answer) -> dict[str, object]:
    """What an exchange says of an answer."""
    return {
        "asked": answer.asked,
        "answered": answer.url,
        "seconds": answer.seconds,
        "status": answer.status,
        "headers": answer.headers,
        "media": answer.headers.get("content-type", "").split(";")[0].strip().lower() or None,
    }


def refusal(error: Refused) -> dict[str, object]:
    """What an exchange says of a refusal."""
    return {
        "asked": error.asked,
        "seconds": error.seconds,
        "status": error.status,
        "headers": error.headers,
        "why": error.why,
        "error": str(error),
        "wait": error.wait or 0.0,
    }
