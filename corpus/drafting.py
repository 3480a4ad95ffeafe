"""Drafts a source file from the address of a portal: its lists, feeds and sitemap, and selectors for its articles."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from protego import Protego

from corpus._drafting import paging
from corpus._drafting.linking import (
    Group,
    Link,
    announces,
    best_group,
    holder,
    in_chrome,
    key_of,
    pattern,
    repeated,
    shape,
    surrounded,
)
from corpus._drafting.selecting import Learned, Sample, learn, sample
from corpus._drafting.state import Findings, FoundList
from corpus._drafting.writing import toml
from corpus.canonical import fold
from corpus.fetching import Answer, Fetcher, Refused, is_local
from corpus.listing import normal, read_list
from corpus.readers import PageRules
from corpus.sources import Listing, Next, Portal, SourceError
from corpus.sources import parse as parse_source

_SAMPLES = 6
_ARTICLE = 150  # characters of text that make a page an article rather than a list
_LONG = 400  # characters that no list's own words have
_SECTIONS = 12  # pages that a front page links to and that are looked at
_LISTS = 6
_FEEDS = 4
_PARTS = 3  # sitemaps of a sitemap index
_PACE = 2.0  # seconds between two requests to a public portal
_NEWS = re.compile(
    r"\b(?:tin|su kien|chi dao|dieu hanh|hoat dong|thong bao|thoi su|hop|lanh dao|kinh te|van hoa|xa hoi|chinh tri|news|nong thon|cai cach|an ninh|quoc phong)\b"
)
_NO_NEWS = re.compile(
    r"\b(?:lien he|gioi thieu|so do|dang nhap|video|thu vien|anh|album|dich vu cong|hoi dap|english|gop y|ban do|lich (?:cong tac|tiep)|danh ba|to chuc bo may|thu tuc|tra cuu|van ban phap|tim kiem|trang chu|rss|dau thau|co cau|lien ket)\b"
)
_ROOTS = re.compile(
    r"(?i)^/?(?:default\.aspx|index\.\w+|trang-?chu(?:\.\w+)?|home(?:\.\w+)?|web/guest(?:/(?:home|trang-chu))?|pages/(?:default|home)\.aspx|vi/?|portal/?)?$"
)


# Addresses that differ only in the number of a page are one list.
_PAGE = re.compile(r"(?i)(?<![a-z])(trang|page|pg?|cur|(?:limit)?start|paged|pageindex|offset)([-_=/]?)\d+(?![^/&?.])")


class DraftError(ValueError):
    """Nothing could be drafted from the page; the message says why and what to give instead."""


def draft(
    url: str, name: str | None = None, say: Callable[[str], None] = lambda said: None, served: str | None = None
) -> str:
    """The TOML text of a source file for the portal with the page `url`: a front page, a list, a feed, or an article.

    `say` is told what is being done. With `served` the portal is asked there (a copy on loopback). Raises Refused if the page is not to be had, DraftError if nothing comes of it.
    """
    parts = urlsplit(url if "//" in url else f"https://{url}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DraftError(f"{url!r} is no http(s) address")
    base = f"{parts.scheme}://{parts.netloc.lower()}/"
    private = is_local(parts.hostname)
    everything = Listing(address="/", match=".*")
    probe = Portal(
        name="draft",
        title="draft",
        base=base,
        lists=(everything,),
        private=private,
        pace=None if private or served else _PACE,
    )
    sitemaps: list[str] = []
    with closing(Fetcher(probe, served, on_robots=lambda _, got: sitemaps.extend(_named_in(got)))) as fetcher:
        work = Findings(fetcher, base, say, sitemaps=sitemaps)
        say(f"looking at {parts.geturl()}")
        answer = fetcher.get(parts.geturl())
        work.answers[parts.geturl()] = answer
        _look(work, probe, answer)
        if not work.match:
            raise DraftError(
                f"no list of articles was found from {url}: give the address of a page that lists news, or of a feed"
            )
        say(f"learning selectors from {len(work.samples)} articles")
        learned = learn(work.samples) if work.samples else Learned(PageRules(), {})
        pace = None if private else max(_PACE, fetcher.delay)
        text = toml(work, learned, name, pace, _sitemap(work, probe))
    try:
        parse_source(text, "the draft")
    except SourceError as error:
        raise DraftError(f"the draft can't work: {error}") from error
    return text


def _named_in(got: Answer | Refused) -> list[str]:
    return list(Protego.parse(got.body.decode("utf-8", "replace")).sitemaps) if isinstance(got, Answer) else []


def _look(work: Findings, probe: Portal, answer: Answer) -> None:
    if _is_xml(answer):
        _from_feed(work, probe, answer)
        return
    soup, links = work.links(answer)
    group = best_group(links)
    front = bool(_ROOTS.match(urlsplit(answer.url).path)) and not urlsplit(answer.url).query
    if not front and (group is None or _is_article(work, answer, group)):
        work.say("it is an article; looking for the lists that announce it")
        own = sample(answer.url, answer.body)
        if own:
            work.samples.append(own)
        _sections(work, links, near=soup)
        if not work.lists and (home := work.get(work.base)) is not None:
            _sections(work, work.links(home)[1])
    elif front:
        _sections(work, links)
        if not work.lists and group is not None:
            work.lists.append(FoundList(answer.url, soup, links, group))
    elif group is not None:
        work.lists.append(FoundList(answer.url, soup, links, group))
    _understand(work, soup, answer, probe)


def _is_xml(answer: Answer) -> bool:
    head = answer.body[:600].lstrip(b"\xef\xbb\xbf \r\n\t")
    return (
        re.match(
            rb"(?is)(?:<\?xml.*?\?>)?\s*(?:<!--.*?-->\s*)*(?:<\?.*?\?>\s*)*<(?:rss|feed|rdf:rdf|urlset|sitemapindex)\b",
            head,
        )
        is not None
    )


def _is_article(work: Findings, answer: Answer, group: Group) -> bool:
    """Has the page the shape of what its own links lead to? A list has none of their selectors."""
    own = sample(answer.url, answer.body)
    if own is None or sum(len(line) for line in own.body) < _ARTICLE or not own.part("headline"):
        return False
    titles = {fold(x.text) for x in group.links}
    written = announces(own.part("headline")) and fold(own.part("headline")) not in titles
    enough = _LONG if own.part("stamp") else 2 * _LONG
    if written and sum(map(len, own.body)) >= enough and surrounded(group, own.body) < 0.5:
        return True  # its links are a box of other articles
    urls = [x.url for x in group.links]
    others = [s for s in _sampled(work, urls, 2) if sum(map(len, s.body)) >= _ARTICLE]
    if not others:
        return not any(isinstance(work.answers.get(u), Answer) for u in urls)
    learned = learn([*others, own]).rules
    return (learned.body or learned.headline) is not None


def _sampled(work: Findings, urls: list[str], most: int) -> list[Sample]:
    found: list[Sample] = []
    for url in urls[: 2 * most + 2]:
        answer = work.get(url)
        made = sample(answer.url, answer.body) if answer is not None and answer.body.lstrip()[:1] == b"<" else None
        if made is not None:
            found.append(made)
        if len(found) >= most:
            break
    return found


def _sections(work: Findings, links: list[Link], near: BeautifulSoup | None = None) -> None:
    """Look at the pages that menus and breadcrumbs lead to, and keep those that list articles."""
    ranked: dict[str, tuple[float, str]] = {}
    group = best_group(links)
    # What the page announces as news is no section, however short its headline.
    news = (
        {x.address for x in group.links if not in_chrome(x.tag)} if group is not None and group.score >= 1.5 else set()
    )
    for i, link in enumerate(links):
        said = fold(link.text)
        if (
            not said
            or said.isdigit()
            or link.address in news
            or (announces(link.text) and len(link.text) > 45)
            or _NO_NEWS.search(said)
        ):
            continue
        worth = (2.0 if _NEWS.search(said) else 0.0) + (1.5 if in_chrome(link.tag) else 0.0) - 0.002 * i
        if link.address not in ranked or worth > ranked[link.address][0]:
            ranked[link.address] = (worth, link.url)
    looked: dict[str, tuple[Answer, BeautifulSoup, list[Link]]] = {}
    for _, url in sorted(ranked.values(), reverse=True):
        if len(looked) >= _SECTIONS:
            break
        if _PAGE.sub(r"\1\2#", normal(url)) in looked:
            continue
        if normal(url) == normal(work.base) or (_ROOTS.match(urlsplit(url).path) and not urlsplit(url).query):
            continue
        work.say(f"looking at {url}")
        answer = work.get(url)
        if answer is None or answer.body.lstrip()[:1] != b"<" or _is_xml(answer):
            continue
        looked[_PAGE.sub(r"\1\2#", normal(url))] = (answer, *work.links(answer))
    beside = repeated([inside for _, _, inside in looked.values()])
    for answer, soup, inside in looked.values():
        group = best_group([x for x in inside if key_of(x) not in beside])
        if group is None or group.score < 1.5 or any(group.addresses <= x.group.addresses for x in work.lists):
            continue
        if len(work.lists) < _LISTS and not _is_article(work, answer, group):
            work.lists.append(FoundList(answer.url, soup, inside, group))


def _understand(work: Findings, soup: BeautifulSoup, answer: Answer, probe: Portal) -> None:
    """From lists to the articles' addresses, samples, items selectors, next pages; then feeds and the sitemap."""
    if work.lists:
        wanted = {a for x in work.lists for a in x.group.addresses}
        others = {x.address for y in work.lists for x in y.links if x.address not in wanted and not announces(x.text)}
        work.match = pattern(wanted, others)
        fits = _fits(work.match)
        for one in work.lists:
            one.items = holder(one.soup, one.links, one.group.addresses, fits)
            one.next = _next(work, probe, one)
    _find_feeds(work, probe, soup, answer)
    urls = [x.url for row in zip(*(y.group.links for y in work.lists), strict=False) for x in row] if work.lists else []
    # Older articles may look otherwise.
    urls[_SAMPLES // 2 : 0] = [u for y in work.lists for u in y.second[:2]]
    urls += [x.url for y in work.lists for x in y.group.links]
    urls += [i.url for _, listed in work.feeds for i in listed.items]
    known = {normal(s.url) for s in work.samples}
    fresh = [u for u in dict.fromkeys(urls) if normal(u) not in known]
    work.samples += _sampled(work, fresh, _SAMPLES - len(work.samples))
    if work.lists and not work.samples:
        work.say("none of the articles could be read")


def _fits(match: str) -> Callable[[str], bool]:
    compiled = re.compile(match)

    def fits(url: str) -> bool:
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return bool(compiled.fullmatch(path) or compiled.fullmatch(parts.path))

    return fits


def _next(work: Findings, probe: Portal, one: FoundList) -> Next | None:
    """The rule that leads to a second page with new articles, tried for real."""
    first = one.group.addresses
    rules = list(paging.offers(one.soup, one.url))
    guessed = not rules
    for rule in rules or paging.guesses(one.url):
        listing = Listing(address=one.url, items=one.items, match=work.match, next=rule)
        source = probe.model_copy(update={"lists": (listing,)})
        body = work.answers.get(one.url)
        data = body.body if isinstance(body, Answer) else str(one.soup).encode()
        further = read_list(source, listing, data, one.url, 1)
        if not further.further:
            continue
        answer = work.get(further.further[0], further.form)
        if answer is None or (normal(answer.url) == normal(one.url) and further.form is None):
            continue
        got = {i.address: i.url for i in read_list(source, listing, answer.body, answer.url, 2).items}
        if fresh := set(got) - first - {x.address for x in one.links}:
            one.second = [got[a] for a in got if a in fresh]
            one.doubt = (
                "guessed: the page shows no link to its second one, but this address has other articles"
                if guessed
                else ""
            )
            return rule
    one.doubt = "no second page was found" + (
        f"; tried {rules[0].link or rules[0].number or 'its form'}" if rules else ""
    )
    return None


def _find_feeds(work: Findings, probe: Portal, soup: BeautifulSoup, answer: Answer) -> None:
    urls: list[str] = []
    for page, at in [(soup, answer.url), *((x.soup, x.url) for x in work.lists)]:
        for tag in page.select("link[rel~=alternate][href]"):
            if re.search(r"rss|atom", str(tag.get("type") or ""), re.IGNORECASE):
                urls.append(urljoin(at, str(tag["href"])))
        for a in page.find_all("a", href=True):
            if re.search(r"(?i)(?:^|[/.=?-])(?:rss|feed|atom)(?:$|[/.=?&-])", str(a["href"])):
                urls.append(urljoin(at, str(a["href"]).strip()))
    for url in list(dict.fromkeys(u for u in urls if "comment" not in u and work.fetcher.own(u)))[:_FEEDS]:
        got = work.get(url)
        if got is None or not _is_xml(got):
            continue
        listing = Listing(kind="feed", address=url, match=work.match or None)
        try:
            listed = read_list(probe, listing, got.body, got.url, 1)
        except Refused:  # said nowhere: another feed may do
            continue
        if listed.items:
            work.feeds.append((url, listed))


def _from_feed(work: Findings, probe: Portal, answer: Answer) -> None:
    kind = "sitemap" if re.search(rb"<(?:urlset|sitemapindex)\b", answer.body[:2000]) else "feed"
    listing = Listing.model_validate({"kind": kind, "address": answer.url})
    listed = read_list(probe, listing, answer.body, answer.url, 1)
    for part in listed.further[:_PARTS]:
        got = work.get(part)
        if got is not None and not listed.items:
            listed = read_list(probe, listing, got.body, got.url, 1)
    addresses = {i.address for i in listed.items}
    if not addresses:
        return
    if kind == "feed":
        work.feeds.append((answer.url, listed))
    else:
        work.sitemaps.insert(0, answer.url)
        most = max((shape(a) for a in addresses), key=[shape(a) for a in addresses].count)
        addresses = {a for a in addresses if shape(a) == most}
    work.match = pattern(addresses, set())
    urls = [i.url for i in listed.items if i.address in addresses]
    work.samples += _sampled(work, urls, _SAMPLES)


def _sitemap(work: Findings, probe: Portal) -> tuple[str, int] | None:
    """A sitemap that announces articles, and how many."""
    for url in [*work.sitemaps[:3], *([] if work.sitemaps else [urljoin(work.base, "/sitemap.xml")])]:
        answer = work.get(url)
        if answer is None or not work.fetcher.own(url):
            continue
        try:
            listing = Listing(kind="sitemap", address=url, match=work.match)
            listed = read_list(probe, listing, answer.body, answer.url, 1)
            count = len(listed.items)
            for part in listed.further[:_PARTS]:
                if (got := work.get(part)) is not None:
                    count += len(read_list(probe, listing, got.body, got.url, 1).items)
        except Refused:
            continue
        if count:
            return url, count
    return None
