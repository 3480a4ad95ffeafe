"""What a list page, feed or sitemap announces, and where it goes on."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import feedparser
from bs4 import BeautifulSoup, Tag
from lxml import etree

from corpus.canonical import squash
from corpus.fetching import Refused
from corpus.readers import ReadError
from corpus.readers.text import decode
from corpus.sources import Listing, Portal
from corpus.sources._model import filled, site

# Parameters that name a visit and no page.
_VISIT = re.compile(r"(?i)^(?:utm_\w+|fbclid|gclid|phpsessid|jsessionid|sessionid|sid|_ga|ref|source)$")
# A sitemap holds at most 50 MB and 50,000 addresses (sitemaps.org protocol 0.9).
_SITEMAP_BYTES = 50 * 2**20
# The address of an ASP.NET link button: it posts the page's form with this target and argument.
POSTBACK = re.compile(r"__doPostBack\(\s*['\"]([^'\"]+)['\"]\s*,\s*['\"]([^'\"]*)['\"]")
_MARK = 300


class Announced(NamedTuple):
    """One item of a list: its address as one page has one, the address to ask, and a mark that changes when it does."""

    address: str
    url: str
    mark: str


class Listed(NamedTuple):
    """One page of a list: its items in their order, and how to ask for the page behind it."""

    items: list[Announced]
    further: list[str] = []  # noqa: RUF012 - addresses of further lists (of a sitemap index), or of the next page
    form: dict[str, str] | None = None  # fields to post to the same address for the next page
    notes: tuple[str, ...] = ()


def normal(url: str) -> str:
    """`url` without fragment, visit parameters and a trailing slash: one page has one address."""
    parts = urlsplit(url)
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _VISIT.match(k)])
    path = re.sub(r";jsessionid=[^/?]*", "", parts.path, flags=re.IGNORECASE)
    path = re.sub(r"/(?:index\.html?)?$", "", path) or "/"
    return urlunsplit((parts.scheme, parts.netloc.lower(), path, query, ""))


def address_of(source: Portal, url: str) -> str:
    """`url` as the one address of its page: on the source's own host always with the scheme and name of its base.

    Raises ValueError for a malformed address.
    """
    base, parts = urlsplit(source.base), urlsplit(url)
    if site(parts) == site(base):
        parts = parts._replace(scheme=base.scheme, netloc=base.netloc)
    return normal(urlunsplit(parts))


def read_list(
    source: Portal, listing: Listing, body: bytes, at: str, n: int, public: Callable[[str], str] = lambda url: url
) -> Listed:
    """The `n`-th page of `listing`, which stands at the public address `at`. Raises Refused for what is no list.

    `public` gives the portal's own address for one at which a copy of it is served.
    """
    if not body.strip(b"\0 \t\r\n"):
        raise Refused("empty", f"the {listing.kind} is empty")
    starts = frozenset(address_of(source, urljoin(source.base, x.address)) for x in source.lists)
    where = _Where(source, listing, at, starts, public)
    if listing.kind == "feed":
        return _feed(where, body)
    if listing.kind == "sitemap":
        return _sitemap(where, body)
    try:
        soup = BeautifulSoup(decode(body), "lxml")
    except ReadError as error:
        raise Refused("empty-list", f"it is no list that could be read: {error}", body=body) from error
    items = list(_unique(_links(where, soup)))
    further, form = _next(where, soup, n)
    return Listed(items, further, form)


class _Where(NamedTuple):
    """What a page of a list is read for."""

    source: Portal
    listing: Listing
    at: str
    starts: frozenset[str]  # the addresses of the lists themselves, which are no items
    public: Callable[[str], str]

    def joined(self, href: str, at: str = "") -> str:
        """The public address that `href` means; empty if it is malformed."""
        try:
            return self.public(urljoin(at or self.at, href.strip()))
        except ValueError:
            return ""


def allowed(source: Portal, listing: Listing | None, url: str) -> bool:
    """May `url` be an item of `listing` by the source's patterns?"""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if any(re.search(p, path) for p in source.never):
        return False
    if listing is None or listing.match is None:
        return True
    return bool(re.fullmatch(listing.match, path) or re.fullmatch(listing.match, parts.path))


def _announced(where: _Where, href: str, mark: str, at: str = "") -> Announced | None:
    source = where.source
    try:
        url = where.joined(href, at)
        parts = urlsplit(url)
        sound = source.owns(parts) and allowed(source, where.listing, url)
        if not sound or (address := address_of(source, url)) in where.starts:
            return None
        return Announced(address, urlunsplit(parts._replace(fragment="")), squash(mark)[:_MARK])
    except ValueError:  # a malformed address in somebody's page
        return None


def _unique(found: Iterator[Announced | None]) -> Iterator[Announced]:
    """Each address once, with the longest of its marks: a picture, a title and "read more" lead to the same page."""
    best: dict[str, Announced] = {}
    for item in found:
        if item is not None and (item.address not in best or len(item.mark) > len(best[item.address].mark)):
            best[item.address] = item
    yield from best.values()


def _links(where: _Where, soup: BeautifulSoup) -> Iterator[Announced | None]:
    base = soup.select_one("base[href]")
    at = where.joined(str(base["href"])) if base is not None else ""
    parts: list[Tag] = list(soup.select(where.listing.items)) if where.listing.items else [soup]
    for part in parts:
        links = [part] if part.name == "a" else part.find_all("a", href=True)
        for a in links:
            if a.get("href"):
                yield _announced(where, str(a["href"]), a.get_text(" "), at)


def _next(where: _Where, soup: BeautifulSoup, n: int) -> tuple[list[str], dict[str, str] | None]:
    rule = where.listing.next
    if rule is None:
        return [], None
    number = rule.first + (n - 1) * rule.step
    if rule.link is not None:
        link = soup.select_one(rule.link)
        href = str(link.get("href") or "") if link is not None else ""
        if posted := POSTBACK.search(href):
            hidden = _hidden(soup)
            fields = {"__EVENTTARGET": posted[1], "__EVENTARGUMENT": posted[2]}
            return ([where.at], hidden | fields) if hidden else ([], None)
        if not href or href.startswith("#") or href.lower().startswith("javascript:"):
            return [], None
        url = where.joined(href)
        return ([url] if url else []), None
    if rule.number is not None:
        start = urljoin(where.source.base, where.listing.address)
        # "page/{n}/" counts from the list's own address, "?page={n}" replaces its query.
        if not rule.number.startswith(("?", "/", "http")) and not start.endswith("/"):
            start += "/"
        return [urljoin(start, filled(rule.number, number))], None
    hidden = _hidden(soup)
    if not hidden:
        return [], None
    return [where.at], hidden | {k: filled(v, number) for k, v in (rule.form or {}).items()}


def _hidden(soup: BeautifulSoup) -> dict[str, str]:
    """The hidden fields of the page's forms (ASP.NET's view state and the like)."""
    return {str(i["name"]): str(i.get("value") or "") for i in soup.select("form input[type=hidden][name]")}


def _feed(where: _Where, body: bytes) -> Listed:
    try:
        # As a file: bytes and texts that look like a path or an address would be opened and read instead.
        parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # on odd bytes it raises whatever its parsers do
        raise Refused("broken-xml", f"it is no feed that could be read: {error}", body=body) from error
    if not parsed.version and not parsed.entries:
        raise Refused(
            "broken-xml", f"it is no feed that could be read: {parsed.get('bozo_exception', 'no entries')}", body=body
        )
    items = _unique(
        _announced(
            where,
            e.get("link") or e.get("id") or "",
            e.get("updated") or e.get("published") or e.get("title") or "",
        )
        for e in parsed.entries
    )
    broken = parsed.bozo and not isinstance(parsed.bozo_exception, feedparser.CharacterEncodingOverride)
    notes = (f"the feed is not well-formed; what could be read of it was: {parsed.bozo_exception}",) if broken else ()
    return Listed(list(items), notes=notes)


def _sitemap(where: _Where, body: bytes) -> Listed:
    body = _inflated(body)
    # No entities, no network, no huge trees: what a page brings is never executed.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise Refused("broken-xml", f"it is no sitemap that could be read: {error}", body=body) from error
    if root is None or _tag(root) not in ("urlset", "sitemapindex"):
        raise Refused("broken-xml", "it is no sitemap: neither urlset nor sitemapindex", body=body)
    entries = [(_child(e, "loc"), _child(e, "lastmod")) for e in root]
    notes = (
        (f"the sitemap is not well-formed; what could be read of it was: {parser.error_log[0].message}",)
        if parser.error_log
        else ()
    )
    if _tag(root) == "sitemapindex":
        return Listed([], [url for loc, _ in entries if loc and (url := where.joined(loc))], notes=notes)
    items = _unique(_announced(where, loc, modified) for loc, modified in entries if loc)
    return Listed(list(items), notes=notes)


def _tag(element: etree._Element) -> str:
    """The element's name without its namespace, whatever characters it has; empty for a comment."""
    try:
        return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    except UnicodeDecodeError:  # libxml2 recovers what Python has no character for
        return ""


def _child(element: etree._Element, name: str) -> str:
    try:
        return next((squash(child.text or "") for child in element if _tag(child) == name), "")
    except UnicodeDecodeError:
        return ""


def _inflated(body: bytes) -> bytes:
    """A sitemap may be a gzip file, whatever its headers say."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpack = zlib.decompressobj(31)
    try:
        text = unpack.decompress(body, _SITEMAP_BYTES)
    except zlib.error as error:
        raise Refused("broken-xml", f"the packed sitemap is damaged: {error}", body=body) from error
    if unpack.unconsumed_tail:
        raise Refused("bomb", f"the packed sitemap is larger than {_SITEMAP_BYTES // 2**20} MB", body=body)
    return text
