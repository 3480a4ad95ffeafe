"""Web pages: headline, publication stamp, body and byline of the article, without what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Comment, NavigableString, Tag

from corpus.canonical import canonical, squash
from corpus.document import Mark
from corpus.readers._errors import Pretence, ReadError
from corpus.readers._rules import PageRules
from corpus.readers.text import decode

_DROPPED = "script, style, noscript, nav, header nav, footer, iframe, svg, button, select, input, template, object, embed, [hidden], [aria-hidden=true], [role=navigation], [role=search]"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Class or id of what is not the article, though it may stand inside its container.
_CHROME = re.compile(
    r"(?i)(?:^|[-_\s])(?:menu|nav|breadcrumb|share|social|sharing|related|relate|other-?news|tin-?lien-?quan|tin-?khac|tin-?da-?dua|comment|binh-?luan|footer|sidebar|side-?bar|banner|search|"
    r"toolbar|tags?|pagination|paging|login|advert|quang-?cao|widget|print|rating|weblink|counter|thong-?ke|most-?read|hot-?news|breadcrumbs|fb-like|addthis|popup|modal|cookie)(?:$|[-_\s])"
)
_OTHER_NEWS = re.compile(
    r"(?i)(?:các )?(?:tin|bài|tin tức|bài viết)(?: viết)? (?:liên quan|khác|đã đưa|cùng (?:chuyên mục|loại)|mới(?: nhất| hơn)?|cũ(?: hơn)?|đọc nhiều|xem nhiều)\s*:?$|(?:bình luận|ý kiến bạn đọc|chia sẻ|từ khóa|tags?)\s*:?$"
)
_STAMP = re.compile(
    r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*(?:19|20)\d\d|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+(?:19|20)\d\d|\d{1,2} +\d{1,2} +(?:19|20)\d\d"
)
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_BLOCK = frozenset(
    [
        "p",
        "div",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "table",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "br",
        "hr",
        "td",
        "th",
        "center",
        "main",
        "header",
        "aside",
        "address",
        "caption",
    ]
)
_BLOCKED = re.compile(
    r"(?i)captcha|cloudflare|ddos|access denied|checking your browser|enable javascript|location\.(?:reload|href)|document\.cookie|request unsuccessful|forbidden|truy cập bị từ chối"
)


def read(data: bytes, rules: PageRules | None = None) -> tuple[str, tuple[Mark, ...]]:
    """Canonical text of the article in `data` (headline, stamp, body, byline, a line a paragraph) with marks on them.

    Raises Pretence for a page that only turns crawlers away and ReadError for one without an article.
    """
    declared = _DECLARED.search(data[:4096])
    html = decode(data, declared[1].decode("ascii") if declared else None)
    soup = BeautifulSoup(html, "lxml")
    visible = soup.body.get_text(" ", strip=True) if soup.body else soup.get_text(" ", strip=True)
    if len(visible) < 400 and (_BLOCKED.search(html) or (len(visible) < 20 and "<script" in html.lower())):
        raise Pretence(
            "script-only",
            "the page only turns crawlers away (a script or captcha); fetch it later, more slowly, or ask the portal's keeper",
        )
    title = _title(soup, rules)
    _clean(soup)
    rules = rules or PageRules()
    headline = _text(_select(soup, rules.headline)) or _headline(soup, title)
    body = _select(soup, rules.body)
    found = body is not None
    if body is None:
        body = _densest(soup)
    byline = _text(_select(soup, rules.byline))
    for selector in rules.drop:
        for element in body.select(selector):
            element.decompose()
    stamp = _text(_select(soup, rules.stamp)) or _stamp(soup, body, headline)
    lines = list(_article(body, headline, stamp))
    if sum(map(len, lines)) < 200 and not found:
        better = _trafilatura(html)
        if sum(map(len, better)) > sum(map(len, lines)):
            lines = better
    if not lines:
        raise ReadError("no article was found on the page; give its selectors in the source file")
    if byline and lines and squash(lines[-1]) == byline:
        lines.pop()
    return _joined(headline, stamp, lines, byline)


def _joined(headline: str, stamp: str, lines: list[str], byline: str) -> tuple[str, tuple[Mark, ...]]:
    pieces: list[str] = []
    marks: list[Mark] = []
    at = 0
    for kind, piece in [("headline", headline), ("stamp", stamp), *(("", x) for x in lines), ("byline", byline)]:
        piece = canonical(piece).strip()
        if not piece:
            continue
        if kind:
            marks.append(Mark(kind, at, at + len(piece)))
        pieces.append(piece)
        at += len(piece) + 1
    return "\n".join(pieces), tuple(marks)


def _select(soup: BeautifulSoup, selector: str | None) -> Tag | None:
    return soup.select_one(selector) if selector else None


def _text(element: Tag | None) -> str:
    return squash(element.get_text(" ")) if element is not None else ""


def _title(soup: BeautifulSoup, rules: PageRules | None) -> str:
    meta = soup.select_one("meta[property='og:title'], meta[name='title']")
    if meta is not None and meta.get("content"):
        return squash(str(meta["content"]))
    return squash(soup.title.get_text()) if soup.title else ""


def _clean(soup: BeautifulSoup) -> None:
    for element in soup.select(_DROPPED):
        element.decompose()
    for comment in soup.find_all(string=lambda s: isinstance(s, Comment)):
        comment.extract()
    for element in soup.find_all(style=_HIDDEN):
        if not element.decomposed:
            element.decompose()
    total = len(soup.get_text())
    for element in soup.find_all(True):
        if element.decomposed or element.name in ("html", "body", "main", "article"):
            continue
        names = " ".join([*(element.get("class") or []), str(element.get("id") or "")])
        # A container of most of the page keeps its article, whatever it is called.
        if names and _CHROME.search(names) and len(element.get_text()) < 0.4 * total:
            element.decompose()


def _headline(soup: BeautifulSoup, title: str) -> str:
    """The heading that the page's title repeats, else its first h1, else the title without the site's name."""
    best, best_share = "", 0.0
    wanted = set(title.lower().split())
    for element in soup.select("h1, h2, h3, [class*=title], [class*=Title], [class*=tieude], [id*=title], [id*=Title]"):
        text = _text(element)
        words = set(text.lower().split())
        if not len(words) >= 3 or len(text) > 300:
            continue
        share = len(words & wanted) / max(len(words | wanted), 1)
        if share > best_share:
            best, best_share = text, share
    if best_share >= 0.5:
        return best
    first = _text(soup.select_one("h1"))
    if len(first.split()) >= 3:
        return first
    if len(title.split()) < 4:
        # "Trang chủ" is every page's title there: the first element that calls itself a title and is long enough.
        named = (_text(e) for e in soup.select("[class*=title], [class*=Title], [class*=tieude], h2, h3"))
        title = next((t for t in named if 4 <= len(t.split()) <= 50), title)
    return squash(re.split(r" [|»] | - (?=[^-]*$)", title)[0]) if title else ""


def _densest(soup: BeautifulSoup) -> Tag:
    """The element whose own paragraphs hold the most running text, links discounted."""
    scores: dict[int, float] = {}
    elements: dict[int, Tag] = {}
    for p in soup.find_all(["p", "div", "td", "span", "li"]):
        own = (
            "".join(str(s) for s in p.find_all(string=True, recursive=p.name in ("p", "li", "span")))
            if p.name != "div"
            else "".join(str(s) for s in p.find_all(string=True, recursive=False))
        )
        own = squash(own)
        if len(own) < 60:
            continue
        linked = sum(len(a.get_text()) for a in p.find_all("a"))
        value = len(own) - 2.0 * linked
        if value <= 0:
            continue
        share = 1.0
        for parent in list(p.parents)[:4]:
            if not isinstance(parent, Tag) or parent.name in ("html", "[document]"):
                break
            elements[id(parent)] = parent
            scores[id(parent)] = scores.get(id(parent), 0.0) + share * value
            share *= 0.75
    if not scores:
        return soup.body or soup
    best = elements[max(scores, key=lambda k: scores[k])]
    return best


def _stamp(soup: BeautifulSoup, body: Tag, headline: str) -> str:
    """The first short text with a full date that stands outside prose, near the top of the article or in its meta."""
    for element in soup.select(
        "time, [class*=date], [class*=Date], [class*=time], [class*=Time], [class*=ngay], [class*=post-meta], [class*=meta]"
    ):
        text = _text(element)
        if _STAMP.search(text) and len(text) < 90:
            return text
    for s in soup.find_all(string=_STAMP):
        text = squash(str(s))
        if len(text) < 60 and text != headline and (s.parent is None or s.parent.name != "a"):
            return text
    meta = soup.select_one(
        "meta[property='article:published_time'], meta[name='pubdate'], meta[itemprop=datePublished]"
    )
    if meta is not None and (m := re.match(r"(\d{4})-(\d\d)-(\d\d)", str(meta.get("content") or ""))):
        return f"{m[3]}/{m[2]}/{m[1]}"
    return ""


def _article(body: Tag, headline: str, stamp: str) -> Iterator[str]:
    """The lines of the body up to a list of other articles; headline, stamp and lists of links left out."""
    for line in _paragraphs(body):
        if _OTHER_NEWS.match(line):
            return
        if line in (headline, stamp):
            continue
        yield line


def _paragraphs(element: Tag) -> Iterator[str]:
    buffer: list[str] = []
    for piece in _walk(element):
        if piece is None:
            line = squash(canonical("".join(buffer)))
            buffer = []
            if line:
                yield line
        else:
            buffer.append(piece)
    line = squash(canonical("".join(buffer)))
    if line:
        yield line


def _walk(element: Tag) -> Iterator[str | None]:
    for child in element.children:
        if isinstance(child, NavigableString):
            yield re.sub(r"\s+", " ", str(child))
        elif isinstance(child, Tag):
            if child.name in ("ul", "ol", "table", "div") and _is_link_list(child):
                continue
            block = child.name in _BLOCK
            if block:
                yield None
            yield from _walk(child)
            if block:
                yield None


def _is_link_list(element: Tag) -> bool:
    """A list whose words are nearly all links, several of them, is a menu or a list of other articles."""
    links = element.find_all("a")
    if len(links) < 3:
        return False
    text = len(squash(element.get_text(" ")))
    return sum(len(squash(a.get_text(" "))) for a in links) > 0.7 * max(text, 1)


def _trafilatura(html: str) -> list[str]:
    import trafilatura

    text = trafilatura.extract(html, include_comments=False, include_tables=True, favor_recall=True) or ""
    return [squash(canonical(line)) for line in text.splitlines() if line.strip()]
