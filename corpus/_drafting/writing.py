"""The text of a drafted source file."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from corpus._drafting.paging import last_page
from corpus._drafting.selecting import Learned
from corpus._drafting.state import Findings, FoundList
from corpus.canonical import canonical, squash
from corpus.readers.html import parse

_SITE = re.compile(
    r"(?i)^(?:trang chủ\s*[-–|:]\s*)?(?:(?:cổng|trang|website)\s*(?:thông tin|ttđt|tt)?\s*(?:điện tử)?(?:\s*thành phần)?(?:\s*của)?|website|trang chủ)\s*[-–|:]?\s*"
)
_SECTION = re.compile(
    r"(?i)\W*(?:tin (?:tức|mới)(?:\W+sự kiện)?|trang (?:chủ|nhất)|thông báo|home(?: ?page)?|default|index|untitled.*|portal|website|danh (?:mục|sách).*)?\W*"
)
_PLACE = re.compile(r"(?:tỉnh|thành phố|TP\.?|Thành phố|Tỉnh)\s+((?:[A-ZĐÀ-Ỹ][\wà-ỹ]*[ -]?){1,4})")


def toml(
    work: Findings, learned: Learned, name: str | None, pace: float | None, sitemap: tuple[str, int] | None
) -> str:
    """The text of the source file; `pace` is None for a private address; `sitemap` is the address of one and how many articles it announces."""
    title, unit, place = _called(work)
    lines = [
        "# Drafted by `chidao sources new`. Every line marked GUESS is one: look at it, then try the file with",
        "# `chidao sources check`; set `tried` when it has worked on the live portal.",
        f"name = {_s(name or _name(work.base))}",
        f"title = {_s(title)}  # GUESS, from the page's own title",
    ]
    if unit:
        lines.append(f"unit = {_s(unit)}  # GUESS: the unit that publishes")
    if place:
        lines.append(f"place = {_s(place)}  # GUESS")
    lines.append(f"base = {_s(work.base)}")
    if pace is None:
        lines.append("private = true  # it stands on a loopback or private address")
    else:
        lines.append(f"pace = {pace:g}  # seconds; robots.txt may ask for more")
    if known := _known(work, sitemap):
        count, how = known
        lines.append(f"expect = {count}  # GUESS: {how}; a collection that finds fewer is told")
    for one in work.lists:
        lines += ["", *_listing(work, one)]
    for url, listed in work.feeds:
        lines += ["", "[[lists]]", 'kind = "feed"', f"address = {_s(_local_part(work.base, url))}"]
        lines += [
            f"match = {_s(work.match)}",
            f"least = {max(1, len(listed.items) // 2)}  # {len(listed.items)} were seen",
        ]
    if sitemap:
        url, count = sitemap
        needed = not work.lists and not work.feeds
        sign = "" if needed else "# "
        lines.append("")
        if not needed:
            lines.append(f"# The sitemap announces {count} or more articles; take it in to have them all:")
        block = [
            "[[lists]]",
            'kind = "sitemap"',
            f"address = {_s(_local_part(work.base, url))}",
            f"match = {_s(work.match)}",
        ]
        lines += [sign + line for line in block]
    lines += ["", *_article(work, learned)]
    return "\n".join(lines) + "\n"


def _known(work: Findings, sitemap: tuple[str, int] | None) -> tuple[int, str] | None:
    """How many articles there are at the least, and how that is known; None if the portal tells nothing of the whole."""
    if sitemap and sitemap[1] > 1:
        # Lists need not lead to all that a sitemap has.
        return sitemap[1] * 3 // 4, f"the sitemap announces {sitemap[1]}"
    best = None
    for one in work.lists:
        pages = last_page(one.soup, one.url, one.next) if one.next else 0
        if pages > 1:
            # The last page may have a single article.
            count = (pages - 1) * len(one.group.links) + 1
            if best is None or count > best[0]:
                best = (count, f"{_local_part(work.base, one.url)} has {pages} pages of {len(one.group.links)}")
    return best


def _listing(work: Findings, one: FoundList) -> Iterator[str]:
    heading = squash(canonical(one.soup.title.get_text())) if one.soup.title is not None else ""
    if (
        heading
        and [heading] * 2 != [squash(canonical(x.soup.title.get_text())) for x in work.lists if x.soup.title][:2]
    ):
        yield f"# {heading[:100]}"
    yield "[[lists]]"
    yield f"address = {_s(_local_part(work.base, one.url))}"
    if one.items:
        yield f"items = {_s(one.items)}  # GUESS: elements whose links count"
    else:
        yield "# items: no element that holds the articles alone has a name; `match` has to do"
    yield f"match = {_s(work.match)}  # GUESS, from {len(one.group.links)} addresses"
    rule = one.next
    if one.doubt:
        yield f"# next: {one.doubt}"
    if rule is not None:
        said = [f"{k} = {_s(v)}" for k, v in (("link", rule.link), ("number", rule.number)) if v]
        if rule.form:
            said.append("form = { " + ", ".join(f"{_s(k)} = {_s(v)}" for k, v in rule.form.items()) + " }")
        said += [f"first = {rule.first}"] if rule.first != 2 else []
        said += [f"step = {rule.step}"] if rule.step != 1 else []
        yield f"next = {{ {', '.join(said)} }}"
    yield f"least = {max(1, len(one.group.links) // 2)}  # {len(one.group.links)} were seen"


def _article(work: Findings, learned: Learned) -> Iterator[str]:
    shown = [work.samples[0].url] if work.samples else []
    for s in work.samples[1:]:
        if len(", ".join([*shown, s.url])) <= 400:
            shown.append(s.url)
    yield f"# GUESS, from {len(work.samples)} articles{': ' if shown else ''}{', '.join(shown)}"
    yield "[[article]]"
    for kind in ("headline", "stamp", "body", "byline", "attachments"):
        value = getattr(learned.rules, kind)
        if value:
            yield f"{kind} = {_s(value)}"
        elif kind in learned.doubts:
            yield f"# {kind}: {learned.doubts[kind]}"
    if learned.rules.drop:
        yield f"drop = [{', '.join(map(_s, learned.rules.drop))}]  # not the article's, though within its body"


def _s(value: str) -> str:
    """`value` as a TOML string: literal if it can be, so that regular expressions stay readable."""
    if "'" not in value and value.isprintable():
        return f"'{value}'" if "\\" in value or '"' in value else f'"{value}"'
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _local_part(base: str, url: str) -> str:
    """`url` as the source file writes it: without the base."""
    return url.removeprefix(base.rstrip("/")) or "/"


def _name(base: str) -> str:
    host = (urlsplit(base).hostname or "").removeprefix("www.")
    parts = re.sub(r"\.(?:gov|com|org|net|edu)?\.?vn$", "", host).split(".")
    if all(p.isdigit() for p in parts):
        parts = [host, str(urlsplit(base).port or "")]
    else:
        parts.reverse()
    return re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-") or "portal"


def _called(work: Findings) -> tuple[str, str, str]:
    """Title of the portal, the unit that keeps it, its province."""
    home = work.get(work.base)
    soups = [parse(home.body)] if home is not None and home.body.lstrip()[:1] == b"<" else []
    soups += [s.soup for s in work.samples]
    title = ""
    for soup in soups:
        tag = soup.select_one("meta[property='og:site_name'][content]")
        if tag is not None and squash(str(tag["content"])):
            title = squash(canonical(str(tag["content"])))
            break
    if not title and home is not None and soups and soups[0].title is not None:
        title = squash(canonical(soups[0].title.get_text()))
    if _SECTION.fullmatch(title):
        title = ""  # the name of a page, and not the site's
    if not title:
        title = _shared([squash(canonical(s.soup.title.get_text())) for s in work.samples if s.soup.title is not None])
    title = title[:150] or (urlsplit(work.base).hostname or "")
    title = re.sub(
        r"(?i)^(?:trang chủ|home(?: ?page)?)\s*[-–|:]\s*|\s*[-–|:]\s*(?:trang chủ|home(?: ?page)?)$", "", title
    )
    unit = _SITE.sub("", title).strip(" -–|:")
    place = m[1].strip(" -") if (m := _PLACE.search(title)) else ""
    return title, unit if unit != title or re.match(r"(?i)ubnd|ủy ban|sở|bộ |cục|ban ", title) else "", place


def _shared(titles: list[str]) -> str:
    """What the titles of several pages have in common: the site's name behind or before the article's."""
    if len(titles) < 2:
        return ""
    pieces = [{squash(p) for p in re.split(r"\s+[-–|]\s+|\s*\|\s*", t)} for t in titles]
    # One page may call itself otherwise.
    times = Counter(p for parts in pieces for p in parts)
    common = [p for p, n in times.items() if p and n > len(titles) / 2 and not _SECTION.fullmatch(p)]
    return max(common, key=lambda p: (times[p], len(p)), default="")
