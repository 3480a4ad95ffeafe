"""Frozen article pages, what a person reads on them, and how a reading is measured against it.

tests/pages/FOLDER/NAME.html is a page in the manner of one portal template; NAME.json says what it holds, characters
canonical, white space squashed: "title", "stamp" as shown (with a label only where that is the same piece of text),
"body" with a string for every paragraph, list item, cell and caption (numbers that the browser makes left out, the
byline never in it), "byline", and "files" as the page writes their addresses. source.toml has the selectors.
"""

from __future__ import annotations

import json
import re
import tarfile
import tomllib
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag

from corpus.canonical import canonical, squash
from corpus.readers import PageRules

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "tests" / "pages"
PORTAL = ROOT.parent / "shared" / "portals" / "stp.tar.gz"


class Article(NamedTuple):
    """A page and what a person reads on it."""

    name: str  # "folder/page"
    data: bytes
    title: str
    stamp: str
    body: tuple[str, ...]  # paragraphs, without headline, stamp and byline
    byline: str
    files: tuple[str, ...]
    rules: PageRules | None  # the selectors of its source

    @property
    def folder(self) -> str:
        return self.name.partition("/")[0]


class Measure(NamedTuple):
    """Body words of one page: word → how often it is missing, and how often it is there without being the article's."""

    precision: float
    recall: float
    f1: float
    missing: Counter[str]
    extra: Counter[str]


@cache
def frozen() -> tuple[Article, ...]:
    """The articles of tests/pages: NAME.html beside NAME.json, one source.toml a folder."""
    found = []
    for path in sorted(PAGES.glob("*/*.json")):
        page = path.with_suffix(".html")
        gold = json.loads(path.read_text(encoding="utf-8"))
        rules = tomllib.loads((path.parent / "source.toml").read_text(encoding="utf-8"))["article"]
        found.append(
            Article(
                f"{path.parent.name}/{path.stem}",
                page.read_bytes(),
                gold["title"],
                gold["stamp"],
                tuple(gold["body"]),
                gold["byline"],
                tuple(gold["files"]),
                PageRules.model_validate(rules[-1]),
            )
        )
    return tuple(found)


@cache
def portal() -> tuple[Article, ...]:
    """The articles of a real portal's copy beside the checkout; none where it is missing.

    Its reference is the cells of `#tableforprint` below the one with the headline, up to a list of other articles; a
    page is an article if it is filed under a section ("Root" is none) and has words.
    """
    if not PORTAL.exists():
        return ()
    found = []
    with tarfile.open(PORTAL) as packed:
        for member in sorted(packed.getmembers(), key=lambda m: m.name):
            stream = packed.extractfile(member) if member.name.endswith(".html") else None
            if stream is None:
                continue
            data = stream.read()
            soup = BeautifulSoup(data.decode("utf-8", "replace"), "html.parser")
            table, section = soup.select_one("#tableforprint"), soup.select_one(".FolderTitle")
            if table is None or section is None or squash(section.get_text()) == "Root":
                continue
            title, time = table.select_one("p.Title, td.Title"), soup.select_one(".ms-news-header .Time")
            assert title is not None and time is not None
            shown = squash(canonical(title.get_text()))
            title.decompose()
            lines: list[str] = []
            for line in lines_of(table):
                if re.match(r"(?i)tin (đã đưa|mới hơn|cũ hơn|liên quan|khác)\b", line):
                    break
                lines.append(line)
            if lines:
                name = "portal/" + member.name.removeprefix("./").removesuffix("/index.html")
                stamp = squash(canonical(time.get_text()))
                found.append(Article(name, data, shown, stamp, tuple(lines), "", (), None))
    return tuple(found)


@cache
def nameless() -> tuple[Article, ...]:
    """The frozen pages without the names that their templates' authors chose: classes, ids, data attributes.

    What standards say (elements, metadata, microdata, roles) stays, and what a class of a well-known style sheet hides
    is hidden. A reader that leans on names it has met before loses here what it would lose on a template never met.
    """
    return tuple(a._replace(data=_unnamed(a.data), rules=None) for a in frozen())


def _unnamed(page: bytes) -> bytes:
    soup = BeautifulSoup(page.decode("utf-8"), "html.parser")
    for element in soup.find_all(True):
        if {"hidden", "d-none", "sr-only", "visually-hidden"}.intersection(element.get_attribute_list("class")):
            element["hidden"] = ""
        for name in [n for n in element.attrs if n in ("class", "id") or n.startswith("data-")]:
            del element[name]
    return str(soup).encode()


_BREAKS = "address article aside blockquote br caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul".split()


def lines_of(element: Tag) -> list[str]:
    """The text of `element` as a browser breaks it into lines: words split by inline mark-up stay whole. Changes it."""
    for hidden in element(["script", "style", "noscript", "template"]):
        hidden.decompose()
    for block in element(_BREAKS):
        block.insert_before("\n")
        block.insert_after("\n")
    lines = (squash(canonical(line)) for line in re.sub(r"[ \t\r]*\n\s*", "\n", _text(element)).split("\n"))
    return [line for line in lines if line]


def _text(element: Tag) -> str:
    # A line break in the source is white space; only those put in above count.
    marked = (re.sub(r"\s+", " ", s) if s != "\n" else s for s in element.find_all(string=True))
    return "".join(marked)


def words(text: str) -> Counter[str]:
    """The words of `text`, lower-cased, and how often each stands there."""
    return Counter(re.findall(r"\w+", canonical(text).lower()))


def measure(article: Article, body: str) -> Measure:
    """`body` against the article's.

    Some readers leave headline, stamp and byline in the text and some don't: their words, said once, are neither asked
    for nor counted against anyone.
    """
    wanted, got = words("\n".join(article.body)), words(body)
    missing = wanted - got
    extra = got - wanted - words(f"{article.title}\n{article.stamp}\n{article.byline}")
    right = (wanted & got).total()
    precision = right / (right + extra.total()) if right else 0.0
    recall = right / wanted.total()
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Measure(precision, recall, f1, missing, extra)


_MONTHS = "một hai ba tư năm sáu bảy tám chín mười|mười một|mười hai".replace(" ", "|", 9).split("|")
_DAY = re.compile(
    r"(?P<y1>\d{4})-(?P<m1>\d\d)-(?P<d1>\d\d)"
    r"|(?P<d2>\d{1,2})[/.-](?P<m2>\d{1,2})[/.-](?P<y2>\d{4})"
    r"|(?P<d3>\d{1,2}) tháng (?P<m3>\d{1,2})(?: năm|,)? (?P<y3>\d{4})"
    r"|th(?P<m4>\d{1,2}) (?P<d4>\d{1,2}), (?P<y4>\d{4})"
    rf"|(?P<d5>\d{{1,2}}) tháng (?P<m5>{'|'.join(reversed(_MONTHS))}), (?P<y5>\d{{4}})"
)
_HOUR = re.compile(r"(?<!\d)(\d{1,2})[:h](\d\d)(?::\d\d)?\b['’]?\s*(am|pm|sa|ch|sáng|chiều)?(?!\w)")


def when(stamp: str) -> tuple[date | None, tuple[int, int] | None]:
    """Day and time of day that a stamp shows; day before month, as in Vietnam."""
    low = canonical(stamp).lower()
    day = None
    if (found := _DAY.search(low)) is not None:
        year, month, of_month = (
            next(v for k, v in found.groupdict().items() if v and k[0] == part) for part in ("y", "m", "d")
        )
        number = int(month) if month.isdigit() else _MONTHS.index(month) + 1
        day = date(int(year), number, int(of_month))
    time = None
    if (clock := _HOUR.search(low)) is not None:
        hour = int(clock[1])
        if clock[3] in ("pm", "ch", "chiều") and hour < 12:
            hour += 12
        time = (hour, int(clock[2]))
    return day, time


def same(a: str | None, b: str) -> bool:
    """Are two headlines the same but for case, white space and outer punctuation?"""
    return _bare(a or "") == _bare(b)


def _bare(text: str) -> str:
    return squash(canonical(text)).casefold().strip(' .:-–|"“”')
