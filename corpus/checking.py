"""Tries a source for real, without writing anywhere: robots.txt, every list, a few pages, and what is odd about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import NamedTuple
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup

from corpus.canonical import fold, squash
from corpus.collecting import dated
from corpus.document import Document
from corpus.fetching import Answer, Fetcher, Refused
from corpus.listing import POSTBACK, Announced, Listed, read_list
from corpus.readers import PageRules, Pretence, ReadError, looks_vietnamese, read_bytes, read_file
from corpus.readers._pretence import pretence
from corpus.readers.text import decode
from corpus.sources import Folder, Listing, Portal

GOOD, WARNING, BAD = "good", "warning", "bad"
# Sitemaps of a sitemap index that a check opens until one has items.
_SITEMAPS = 4
# Below this share of common words the source's selectors and the generic reader don't read the same article.
_AGREE = 0.6
_SHORT = 80  # characters: short notices have twice as many
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class Line(NamedTuple):
    """One thing that a check saw."""

    level: str  # GOOD, WARNING or BAD
    part: str  # "source", "robots", "list", "article" or "verdict"; the last line of a check is the verdict
    where: str  # the address that it is about
    what: str  # a sentence for a person
    values: dict[str, object] = {}  # noqa: RUF012 - the same for machines


class _Read(NamedTuple):
    """A page that could be read."""

    address: str
    headline: str
    stamp: str
    day: str
    found: frozenset[str]  # the source's selectors that found something


def check(source: Folder | Portal, base: str | None = None, pages: int = 3) -> Iterator[Line]:
    """Try `source` (at `base`, if given) with `pages` of its pages; yields what is seen, the verdict last.

    The verdict is GOOD if all was understood, WARNING if something was not, BAD if nothing was. Nothing is raised: what
    fails is a line. Asks as politely as a collection does, at any hour.
    """
    if isinstance(source, Folder):
        lines = _folder(source, pages)
    else:
        lines = _portal(source, base, pages)
    counts: Counter[tuple[str, str]] = Counter()
    for line in lines:
        counts[line.part, line.level] += 1
        yield line
    yield _verdict(source, counts)


def _verdict(source: Folder | Portal, counts: Counter[tuple[str, str]]) -> Line:
    read = counts["article", GOOD] > 0
    listed = isinstance(source, Folder) or counts["list", GOOD] > 0
    bad = sum(n for (_, level), n in counts.items() if level == BAD)
    odd = sum(n for (_, level), n in counts.items() if level == WARNING)
    values: dict[str, object] = {"errors": bad, "warnings": odd}
    if not (read and listed):
        what = "nothing of the source was understood" if not listed else "lists were understood, but no page was"
        return Line(BAD, "verdict", source.name, f"{what}: see the lines marked ✗", values)
    if bad or odd:
        return Line(WARNING, "verdict", source.name, f"understood, with {bad} errors and {odd} warnings", values)
    return Line(GOOD, "verdict", source.name, "all of it was understood", values)


def _folder(source: Folder, pages: int) -> Iterator[Line]:
    if not source.path.is_dir():
        yield Line(BAD, "source", str(source.path), "there is no such folder")
        return
    paths = sorted(p for p in source.path.rglob("*") if p.is_file() and p.suffix.lower() in source.suffixes)
    level = GOOD if paths else BAD
    yield Line(level, "source", str(source.path), f"{len(paths)} files that count", {"files": len(paths)})
    for path in paths[:pages]:
        try:
            document = read_file(path)
        except (ReadError, OSError) as error:
            yield Line(BAD, "article", str(path), str(error))
            continue
        yield Line(GOOD, "article", str(path), _body(document)[1], {"characters": len(document.text)})


def _portal(source: Portal, base: str | None, pages: int) -> Iterator[Line]:
    waiting: list[Line] = []
    try:
        fetcher = Fetcher(source, base, lambda url, got: waiting.append(_robots(url, got)))
    except Refused as error:
        yield Line(BAD, "source", source.base, str(error), {"why": error.why})
        return
    with closing(fetcher):
        if source.hours:
            yield Line(
                GOOD,
                "source",
                source.base,
                f"collections ask it from {source.hours.replace('-', ' to ')} (Hà Nội) only",
            )
        lists: list[list[Announced]] = []
        for listing in source.lists:
            items: list[Announced] = []
            for line in _list(source, listing, fetcher, items):
                yield from waiting
                waiting.clear()
                yield line
            lists.append(sorted(items, key=lambda i: i.mark, reverse=True) if listing.kind == "sitemap" else items)
        yield Line(
            GOOD, "source", source.base, f"requests are {fetcher.delay:g} seconds apart", {"delay": fetcher.delay}
        )
        read: list[_Read] = []
        for item in _chosen(lists, pages):
            for line in _article(source, fetcher, item, read):
                yield from waiting
                waiting.clear()
                yield line
        yield from _together(source, read)


def _robots(url: str, got: Answer | Refused) -> Line:
    if isinstance(got, Answer):
        return Line(GOOD, "robots", url, f"found, {len(got.body)} bytes", {"status": got.status})
    if got.status is not None and 400 <= got.status < 500:
        return Line(
            GOOD, "robots", url, f"none (the server answers {got.status}): all is allowed", {"status": got.status}
        )
    return Line(BAD, "robots", url, f"cannot be had: {got}", {"why": got.why})


def _list(source: Portal, listing: Listing, fetcher: Fetcher, items: list[Announced]) -> Iterator[Line]:
    """Lines about `listing`, its items put into `items`."""
    start = urljoin(source.base, listing.address)
    answer: Answer | None = None
    try:
        answer = fetcher.get(start)
        listed = read_list(source, listing, answer.body, answer.url, 1)
        tried = 1
        while not listed.items and listing.kind == "sitemap" and tried <= _SITEMAPS and len(listed.further) >= tried:
            part = fetcher.get(listed.further[tried - 1])
            listed = listed._replace(items=read_list(source, listing, part.body, part.url, 1).items)
            tried += 1
        if not listed.items and listing.kind == "list" and (pretended := pretence(decode(answer.body))):
            raise Refused(*pretended)
    except Refused as error:
        yield Line(BAD, "list", start, str(error), {"why": error.why, "status": error.status})
        return
    for note in listed.notes:
        yield Line(WARNING, "list", start, note)
    count = len(listed.items)
    values: dict[str, object] = {"status": answer.status, "items": count, "least": listing.least}
    values["first"] = [i.url for i in listed.items[:3]]
    if not count:
        yield Line(BAD, "list", start, f"no items: {_why_none(source, listing, answer)}", values)
        return
    items.extend(listed.items)
    sample = "; ".join(f"{i.url} “{i.mark[:60]}”" if i.mark else i.url for i in listed.items[:3])
    yield Line(GOOD, "list", start, f"status {answer.status}, {count} items: {sample}", values)
    if count < listing.least:
        yield Line(WARNING, "list", start, f"only {count} items; the source file expects {listing.least} at the least")
    if listing.kind == "list" and not listing.next:
        yield Line(GOOD, "list", start, "no further pages known: the file gives no `next`")
    if listing.kind == "list" and not (listing.next and listing.next.form) and not listed.form:
        if POSTBACK.search(decode(answer.body)) and not (listing.next and listed.further):
            said = "its links post a form (__doPostBack): further pages may be had with `next = { form = … }`"
            yield Line(WARNING, "list", start, said)
    if listing.next:
        yield from _second(source, listing, fetcher, start, answer, listed)


def _why_none(source: Portal, listing: Listing, answer: Answer) -> str:
    """What of the page keeps its links from being items."""
    if listing.kind != "list":
        return f"it has no addresses of its own host that match {listing.match!r}" if listing.match else "it is empty"
    soup = BeautifulSoup(decode(answer.body), "lxml")
    if listing.items and not soup.select(listing.items):
        return f"the page has no element {listing.items}"
    bare = listing.model_copy(update={"match": None})
    links = read_list(source.model_copy(update={"never": ()}), bare, answer.body, answer.url, 1).items
    if not links:
        return "there are no links to pages of its own host in it; do scripts fill it?"
    shown = ", ".join(i.url for i in sorted(links, key=lambda i: -len(i.mark))[:3])
    return f"none of {len(links)} links matches {listing.match!r} (or `never` forbids them), for example {shown}"


def _second(
    source: Portal, listing: Listing, fetcher: Fetcher, start: str, first: Answer, listed: Listed
) -> Iterator[Line]:
    if not listed.further:
        yield Line(
            WARNING,
            "list",
            start,
            "no further pages known: `next` finds no further page (rightly so if there is only one)",
        )
        return
    url = listed.further[0]
    try:
        answer = fetcher.get(url, form=listed.form)
        second = read_list(source, listing, answer.body, answer.url, 2)
    except Refused as error:
        yield Line(WARNING, "list", url, f"the second page is not to be had: {error}", {"why": error.why})
        return
    fresh = {i.address for i in second.items} - {i.address for i in listed.items}
    values: dict[str, object] = {"items": len(second.items), "fresh": len(fresh)}
    if fresh:
        yield Line(GOOD, "list", url, f"second page: {len(second.items)} items, {len(fresh)} new ones", values)
    elif second.items:
        yield Line(
            WARNING, "list", url, "the second page has the items of the first: are its pages asked for so?", values
        )
    else:
        yield Line(WARNING, "list", url, "the second page has no items", values)


def _chosen(lists: list[list[Announced]], pages: int) -> list[Announced]:
    """The first items of all lists in turn, each once."""
    chosen: dict[str, Announced] = {}
    for row in zip_longest(*lists):
        for item in row:
            if item is not None and len(chosen) < pages:
                chosen.setdefault(item.address, item)
    return list(chosen.values())


def _article(source: Portal, fetcher: Fetcher, item: Announced, read: list[_Read]) -> Iterator[Line]:
    at = item.url
    try:
        answer = fetcher.get(at)
    except Refused as error:
        yield Line(BAD, "article", at, f"it is not to be had: {error}", {"why": error.why, "status": error.status})
        return
    now = datetime.now(UTC).isoformat(timespec="seconds")
    rules = source.rules(now)
    media = answer.headers.get("content-type")
    try:
        document = read_bytes(answer.body, address=answer.url, media=media, rules=rules)
    except ReadError as error:
        why = error.why if isinstance(error, Pretence) else "unreadable"
        yield Line(BAD, "article", at, f"it can't be read: {error}", {"why": why})
        return
    headline, stamp, byline = (_marked(document, kind) for kind in ("headline", "stamp", "byline"))
    text, shown = _body(document)
    day = dated(document)
    values: dict[str, object] = {"headline": headline, "stamp": stamp, "day": day, "characters": len(text)}
    values |= {"byline": byline, "files": list(document.files), "media": document.media}
    said = [shown]
    if byline:
        said.append(f"byline “{byline}”")
    if document.files:
        said.append(f"{len(document.files)} files: {', '.join(document.files[:3])}")
    if len(source.article) > 1:
        values["version"] = str(rules.since or "first")
        said.append(f"read by the article section {f'since {rules.since}' if rules.since else 'without a date'}")
    yield Line(GOOD, "article", at, f"“{headline}” – {stamp or 'no stamp'} – {', '.join(said)}", values)
    yield from _oddities(document, headline, stamp, day, text, at)
    if document.media == "html":
        soup = BeautifulSoup(decode(answer.body), "lxml")
        read.append(_Read(at, headline, stamp, day, frozenset(s for _, s in _selectors(rules) if soup.select_one(s))))
        yield from _compared(source, rules, answer, document, text, at)


def _oddities(document: Document, headline: str, stamp: str, day: str, text: str, at: str) -> Iterator[Line]:
    for note in document.notes:
        yield Line(WARNING, "article", at, note)
    if document.media == "html" and not headline:
        yield Line(WARNING, "article", at, "no headline was found")
    if document.media == "html" and not stamp:
        yield Line(WARNING, "article", at, "no publication stamp was found")
    elif stamp and not day:
        yield Line(WARNING, "article", at, f"no date could be read from the stamp “{stamp}”")
    elif day and day > (datetime.now(UTC) + timedelta(days=1)).date().isoformat():
        yield Line(WARNING, "article", at, f"it is dated in the future: {day}")
    if len(text) < _SHORT:
        yield Line(
            WARNING, "article", at, f"only {len(text)} characters of text: a page of pictures, or the wrong body?"
        )
    elif not looks_vietnamese(document.text):
        yield Line(WARNING, "article", at, "its text does not look Vietnamese")


def _compared(
    source: Portal, rules: PageRules, answer: Answer, document: Document, text: str, at: str
) -> Iterator[Line]:
    """The source's reading against the generic reader's, and against those of the other dated sections."""
    if not any((rules.headline, rules.stamp, rules.body)):
        return
    try:
        generic = read_bytes(answer.body, address=answer.url, media="html")
    except ReadError as error:
        yield Line(GOOD, "article", at, f"the generic reader reads nothing: {error}")
        return
    share = agreement(text, _body(generic)[0])
    values: dict[str, object] = {"agreement": round(share, 3)}
    said = f"the generic reader agrees on {share:.0%} of the body's words"
    other = _marked(generic, "headline")
    if fold(other) != fold(_marked(document, "headline")):
        said += f", and takes “{other}” for the headline"
    yield Line(GOOD if share >= _AGREE else WARNING, "article", at, said, values)
    if len(document.files) < len(generic.files):
        lost = [f for f in generic.files if f not in document.files]
        said = f"{len(document.files)} files, and the generic reader finds {len(generic.files)}: see `attachments` and `drop`; lost: {', '.join(lost[:3])}"
        yield Line(WARNING, "article", at, said, {"lost": lost})
    if any("the source promises" in note for note in document.notes):
        soup = BeautifulSoup(decode(answer.body), "lxml")
        for version in source.article:
            wanted = [s for s in (version.headline, version.stamp, version.body) if s]
            if version is not rules and wanted and all(soup.select_one(s) for s in wanted):
                since = version.since or "the beginning"
                yield Line(WARNING, "article", at, f"the article section since {since} fits this page: mend the dates")


def _together(source: Portal, read: list[_Read]) -> Iterator[Line]:
    """What only several pages show."""
    if len(read) > 1 and read[0].headline and len({r.headline for r in read}) == 1:
        said = f"all {len(read)} pages have the headline “{read[0].headline}”: it is the site's and no article's"
        yield Line(WARNING, "article", source.base, said)
    today = datetime.now(_ZONE).date().isoformat()
    if len(read) > 1 and all(r.day == today for r in read) and len({r.stamp for r in read}) == 1:
        said = f"all {len(read)} pages have today's date for a stamp: a clock?"
        yield Line(WARNING, "article", source.base, said)
    if read:
        rules = source.rules(datetime.now(UTC).isoformat())
        for kind, selector in _selectors(rules):
            if kind in ("drop", "byline", "attachments") and not any(selector in r.found for r in read):
                # Pages may rightly lack what these name: told, but no warning.
                said = f"{kind} = {selector!r} found nothing on any of {len(read)} pages"
                yield Line(GOOD, "article", source.base, said, {"selector": selector})


def _selectors(rules: PageRules) -> Iterator[tuple[str, str]]:
    for kind in ("headline", "stamp", "body", "byline", "attachments"):
        if selector := getattr(rules, kind):
            yield kind, selector
    for selector in rules.drop:
        yield "drop", selector


def _marked(document: Document, kind: str) -> str:
    return next((document.quote(m.start, m.end) for m in document.marks if m.kind == kind), "")


def _body(document: Document) -> tuple[str, str]:
    """The text without what is marked, and how it is shown."""
    pieces, at = [], 0
    for mark in sorted(document.marks, key=lambda m: m.start):
        pieces.append(document.text[at : mark.start])
        at = max(at, mark.end)
    text = "\n".join((*pieces, document.text[at:])).strip()
    paragraphs = sum(1 for line in text.splitlines() if line.strip())
    return text, f"{len(text)} characters in {paragraphs} paragraphs: “{squash(text)[:70]}…”"


def agreement(one: str, other: str) -> float:
    """How far two texts have the same words: F1 over their words with repetition, 1.0 for two empty texts."""
    a, b = Counter(fold(one).split()), Counter(fold(other).split())
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 1.0
