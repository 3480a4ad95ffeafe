"""Takes what a source publishes into the archive: files of a folder, article pages of a portal, politely over HTTP."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import httpx
import stamina
from bs4 import BeautifulSoup
from protego import Protego

from corpus.archive import Archive
from corpus.readers import MOST_BYTES, Pretence, ReadError
from corpus.readers.html import read as read_html
from corpus.readers.text import decode
from corpus.sources import Folder, Portal

AGENT = "chidao/0.1 (research on public administrative texts; respects robots.txt)"
_TIMEOUT = httpx.Timeout(20.0, connect=10.0)
# Parameters that name a visit and no page.
_VISIT = re.compile(r"(?i)^(?:utm_\w+|fbclid|gclid|phpsessid|jsessionid|sessionid|sid|_ga|ref|source)$")


@dataclass(frozen=True)
class Fetched:
    """A page or file that was taken; `new` says that its bytes are others than those known for its address."""

    source: str
    address: str
    status: int
    raw: str
    size: int
    media: str | None
    etag: str | None
    modified: str | None
    when: str
    new: bool


@dataclass(frozen=True)
class Failed:
    """A page or file that could not be taken, and why."""

    source: str
    address: str
    status: int | None
    error: str
    when: str


def now() -> str:
    """The present, ISO, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def collect(
    source: Folder | Portal,
    archive: Archive,
    *,
    known: dict[str, dict[str, Any]],
    base: str | None = None,
    limit: int | None = None,
) -> Iterator[Fetched | Failed]:
    """Everything that `source` publishes, its bytes put into `archive`.

    `known` holds for each address what is known of its last fetch ("raw", "etag", "modified"); what has not changed comes
    with ``new=False``. `base` serves a portal from another address (a copy on loopback); pages keep the portal's own
    addresses. `limit` ends after so many pages. Failures are yielded, never raised, so that one page stops no other.
    """
    items = _folder(source, archive, known) if isinstance(source, Folder) else _portal(source, archive, known, base)
    for n, item in enumerate(items, 1):
        yield item
        if limit is not None and n >= limit:
            return


def _folder(source: Folder, archive: Archive, known: dict[str, dict[str, Any]]) -> Iterator[Fetched | Failed]:
    if not source.path.is_dir():
        yield Failed(source.name, str(source.path), None, "there is no such folder", now())
        return
    for path in sorted(p for p in source.path.rglob("*") if p.is_file() and p.suffix.lower() in source.suffixes):
        address = path.relative_to(source.path).as_posix()
        try:
            data = path.read_bytes()
            sha = hashlib.sha256(data).hexdigest()
            new = known.get(address, {}).get("raw") != sha or not archive.has(sha)
            if new:
                archive.put(data)
        except OSError as error:
            yield Failed(source.name, address, None, f"cannot be read: {error.strerror or error}", now())
            continue
        yield Fetched(
            source.name, address, 200 if new else 304, sha, len(data), path.suffix[1:].lower(), None, None, now(), new
        )


class Refused(Exception):
    """A page that is not to be had: its status, if the server gave one, and why."""

    def __init__(self, why: str, status: int | None = None) -> None:
        """`why` in words that an operator understands."""
        super().__init__(why)
        self.status = status


class Fetcher:
    """One polite client of one portal: robots.txt, a pause between requests, retries, no leaving of its host."""

    def __init__(self, base: str, delay: float) -> None:
        """Fetch below `base` with `delay` seconds between requests (none on loopback)."""
        self.base = base
        self.host = urlsplit(base).netloc
        local = urlsplit(base).hostname in ("127.0.0.1", "localhost", "::1")
        self.delay = 0.0 if local else delay
        self.last = 0.0
        self.client = httpx.Client(
            headers={"User-Agent": AGENT, "Accept-Language": "vi"}, timeout=_TIMEOUT, follow_redirects=False
        )
        self.robots = self._robots()

    def _robots(self) -> Protego | None:
        """The portal's rules; None if it keeps everybody out (RFC 9309: unreachable means disallowed, absent allowed)."""
        try:
            answer = self._send(urljoin(self.base, "/robots.txt"), {})
        except Refused as error:
            return Protego.parse("") if error.status and 400 <= error.status < 500 else None
        rules = Protego.parse(answer.text)
        wait = rules.crawl_delay(AGENT)
        if wait and self.delay:
            self.delay = max(self.delay, min(float(wait), 60.0))
        return rules

    def get(self, url: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """The answer for `url`, redirects within the host followed. Raises Refused."""
        if self.robots is None:
            raise Refused("robots.txt cannot be read (server error): staying out until it can")
        for _ in range(6):
            if not self.robots.can_fetch(url, AGENT):
                raise Refused("robots.txt forbids this page")
            answer = self._send(url, headers or {})
            # httpx calls every 3xx a redirect, 304 "not modified" too: only one that says where to go on is one here.
            if not answer.has_redirect_location:
                if answer.is_redirect and answer.status_code != 304:
                    raise Refused(f"the server answers {answer.status_code} without saying where", answer.status_code)
                return answer
            target = urljoin(url, answer.headers.get("location", ""))
            if urlsplit(target).netloc != self.host:
                raise Refused(f"it redirects to another host ({urlsplit(target).netloc or target})", answer.status_code)
            url = target
        raise Refused("it redirects in a circle")

    def _send(self, url: str, headers: dict[str, str]) -> httpx.Response:
        try:
            for attempt in stamina.retry_context(on=_Again, attempts=3, wait_initial=0.3, wait_max=20.0, timeout=90.0):
                with attempt:
                    return self._once(url, headers)
        except _Again as error:
            raise Refused(str(error), error.status) from error
        raise AssertionError("unreachable")

    def _once(self, url: str, headers: dict[str, str]) -> httpx.Response:
        pause = self.last + self.delay - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        try:
            with self.client.stream("GET", url, headers=headers) as answer:
                size = 0
                chunks = []
                for chunk in answer.iter_bytes():
                    size += len(chunk)
                    if size > MOST_BYTES:
                        raise Refused(f"the page is larger than {MOST_BYTES // 2**20} MB")
                    chunks.append(chunk)
                answer._content = b"".join(chunks)
        except (httpx.TimeoutException, httpx.TransportError, httpx.DecodingError) as error:
            raise _Again(f"no answer ({type(error).__name__}: {error})") from error
        except (httpx.InvalidURL, ValueError) as error:
            raise Refused(f"the address cannot be fetched: {error}") from error
        finally:
            self.last = time.monotonic()
        if answer.status_code == 429 or answer.status_code >= 500:
            wait = answer.headers.get("retry-after", "")
            if wait.isdigit():
                time.sleep(min(int(wait), 30))
            raise _Again(f"the server answers {answer.status_code}", answer.status_code)
        if answer.status_code >= 400:
            raise Refused(f"the server answers {answer.status_code}", answer.status_code)
        return answer


class _Again(Exception):
    def __init__(self, why: str, status: int | None = None) -> None:
        super().__init__(why)
        self.status = status


def normal(url: str) -> str:
    """`url` without fragment, visit parameters and a trailing slash: one page has one address."""
    parts = urlsplit(url)
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _VISIT.match(k)])
    path = re.sub(r";jsessionid=[^/?]*", "", parts.path, flags=re.IGNORECASE)
    path = re.sub(r"/(?:index\.html?)?$", "", path) or "/"
    return urlunsplit((parts.scheme, parts.netloc.lower(), path, query, ""))


def _portal(
    source: Portal, archive: Archive, known: dict[str, dict[str, Any]], base: str | None
) -> Iterator[Fetched | Failed]:
    served = base or source.base
    if not served.endswith("/"):
        served += "/"
    fetcher = Fetcher(served, source.delay)
    seen: set[str] = set()
    with closing(fetcher.client):
        for start in source.lists:
            for links in _list_pages(source, fetcher, urljoin(served, start)):
                if isinstance(links, Failed):
                    yield links
                    continue
                for link in links:
                    own = normal(_swap(link, served, source.base))
                    if own not in seen:
                        seen.add(own)
                        yield _article(source, archive, fetcher, link, own, known.get(own, {}))


def _swap(url: str, old: str, new: str) -> str:
    """`url` with the portal's address `old` replaced by `new`."""
    parts, target = urlsplit(url), urlsplit(new)
    return urlunsplit((target.scheme, target.netloc, *parts[2:])) if parts.netloc == urlsplit(old).netloc else url


def _list_pages(source: Portal, fetcher: Fetcher, start: str) -> Iterator[list[str] | Failed]:
    """The article links of a list page and of the pages behind it; a failure for a list page that can't be had."""
    url: str | None = start
    visited: set[str] = set()
    found: set[str] = set()
    for n in range(2, source.most_pages + 2):
        if url is None or normal(url) in visited:
            return
        visited.add(normal(url))
        try:
            answer = fetcher.get(url)
        except Refused as error:
            # The page behind the last one is missing: that is how a numbered list ends.
            if n == 2 or error.status not in (404, 410):
                yield Failed(
                    source.name,
                    normal(_swap(url, fetcher.base, source.base)),
                    error.status,
                    f"list page: {error}",
                    now(),
                )
            return
        soup = BeautifulSoup(decode(answer.content), "lxml")
        links = _links(source, fetcher, soup, str(answer.url))
        fresh = [x for x in links if normal(x) not in found]
        found.update(map(normal, fresh))
        if n == 2 and not links:
            yield Failed(
                source.name,
                normal(_swap(url, fetcher.base, source.base)),
                answer.status_code,
                "list page: no article links on it; has its mark-up changed? see `within` and `articles` in its source file",
                now(),
            )
        yield fresh
        if source.next_page is None or (not fresh and n > 2):
            return
        if "{n}" in source.next_page:
            url = urljoin(start if start.endswith("/") else start + "/", source.next_page.format(n=n))
        else:
            following = soup.select_one(source.next_page)
            url = (
                urljoin(str(answer.url), str(following["href"]))
                if following is not None and following.get("href")
                else None
            )


def _links(source: Portal, fetcher: Fetcher, soup: BeautifulSoup, at: str) -> list[str]:
    part = soup.select_one(source.within) if source.within else soup
    listed = {normal(urljoin(fetcher.base, x)) for x in source.lists}
    links: list[str] = []
    for a in (part or soup).find_all("a", href=True):
        try:
            url = _swap(urljoin(at, str(a["href"]).strip()), source.base, fetcher.base)
            parts = urlsplit(url)
        except ValueError:
            continue
        if (
            parts.scheme in ("http", "https")
            and parts.netloc == fetcher.host
            and re.fullmatch(source.articles, parts.path)
            and normal(url) not in listed
            and url not in links
        ):
            links.append(url)
    return links


def _article(
    source: Portal, archive: Archive, fetcher: Fetcher, url: str, own: str, known: dict[str, Any]
) -> Fetched | Failed:
    headers = {}
    if known.get("raw") and archive.has(known["raw"]):
        if known.get("etag"):
            headers["If-None-Match"] = known["etag"]
        if known.get("modified"):
            headers["If-Modified-Since"] = known["modified"]
    try:
        answer = fetcher.get(url, headers)
        if answer.status_code == 304:
            return Fetched(
                source.name, own, 304, known["raw"], 0, None, known.get("etag"), known.get("modified"), now(), False
            )
        data = answer.content
        media = answer.headers.get("content-type", "").split(";")[0].strip() or None
        if not data.strip():
            raise Refused("the page is empty", answer.status_code)
        if data.lstrip()[:1] == b"<":  # whatever the server calls it
            try:
                read_html(data, source.rules)
            except Pretence:
                raise
            except ReadError:
                pass  # kept all the same: the extract stage says what is wrong with it
        sha = archive.put(data)
    except Refused as error:
        return Failed(source.name, own, error.status, str(error), now())
    except Pretence as error:
        return Failed(source.name, own, 200, str(error), now())
    except OSError as error:
        return Failed(source.name, own, None, f"cannot be archived: {error}", now())
    return Fetched(
        source.name,
        own,
        answer.status_code,
        sha,
        len(data),
        media,
        answer.headers.get("etag"),
        answer.headers.get("last-modified"),
        now(),
        known.get("raw") != sha,
    )
