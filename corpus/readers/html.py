"""Web pages: headline, publication stamp, body and byline of the article, without what stands around it.

A portal's own selectors (`PageRules`) come first; whatever they leave out or miss the generic reader finds: see
`_blocks` (mark-up to lines), `_main_text` (which lines are the body), `_headline`, `_stamp`. trafilatura is asked only
where that finds nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from corpus.canonical import canonical, squash
from corpus.document import Mark, Repair
from corpus.legacy import mended_together
from corpus.readers._beside import drop_chrome
from corpus.readers._blocks import blocks_of
from corpus.readers._choose import choose
from corpus.readers._chrome import plain
from corpus.readers._errors import Pretence, ReadError
from corpus.readers._headline import from_head, metas, titles, undated
from corpus.readers._main_text import body_blocks, looks_like_source, values, wrote
from corpus.readers._page import Page as Blocks
from corpus.readers._page import prose
from corpus.readers._pretence import judged
from corpus.readers._rules import PageRules
from corpus.readers._stamp import stamp
from corpus.readers.text import decode
from corpus.stamps import stamped

_DECLARED = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_NAME = re.compile(
    r"[A-ZĐ]{1,2}\.\s?[^\W\d_][\w.’']*$|[^\W\d_a-zà-ỹ][\w.’']*(?:[ \-][^\W\d_a-zà-ỹ][\w.’']*){1,4}(?: *\([^()]{2,50}\))?\.?$"
)


@dataclass(frozen=True)
class Page:
    """What `read` finds on a page."""

    text: str  # canonical: headline, stamp, body, byline, a line a paragraph
    marks: tuple[Mark, ...]  # where "headline", "stamp" and "byline" stand in `text`
    notes: tuple[str, ...] = ()  # fields that the source's selectors promise and the page lacks
    files: tuple[str, ...] = ()  # addresses of the files that belong to the article, as written
    repair: Repair | None = (
        None  # of a legacy font; without runs: the text is put together from many places of the page
    )


def parse(data: bytes) -> BeautifulSoup:
    """The mark-up in `data`, in the charset that it shows or declares. Raises ReadError for binary data."""
    declared = _DECLARED.search(data[:4096])
    soup = BeautifulSoup(decode(data, declared[1].decode("ascii") if declared else None), "lxml")
    frames = soup.find("noframes") if soup.find("frameset") else None
    if frames is not None and len(frames.get_text()) > 200:
        # What browsers without frames are given is mark-up that the parser leaves as text.
        return BeautifulSoup(f"{soup.head or ''}{frames.get_text()}", "lxml")
    return soup


def _mend(soup: BeautifulSoup) -> tuple[Repair | None, tuple[str, ...]]:
    """Make the strings of a page in a legacy font readable, all in each other's light; what was done, and notes on it.

    It comes before everything else: what is found on a page is found by its words, and squashing white space would drop
    characters that are letters there.
    """
    strings = [s for s in soup.find_all(string=True) if s.parent is None or s.parent.name not in ("script", "style")]
    contents = soup.select("meta[content]")
    new, coding, notes = mended_together([*map(str, strings), *(str(m["content"]) for m in contents)])
    if coding is None:
        return None, ()
    for old, text in zip(strings, new, strict=False):
        if str(old) != text:
            old.replace_with(type(old)(text))
    for meta, text in zip(contents, new[len(strings) :], strict=True):
        meta["content"] = text
    return Repair(coding, "TCVN3" in coding, ()), notes


def read(data: bytes, rules: PageRules | None = None) -> Page:
    """The article in the HTML page `data`, found with the portal's `rules` or without.

    Raises Pretence for a page that is no article though it was answered like one (`why` says what it is), and ReadError
    for one without any words of an article.
    """
    soup = parse(data)
    repair, repaired = _mend(soup)
    whole = _blocks(soup)
    found = judged(soup, whole)
    if found is not None:
        raise Pretence(*found)
    rules = rules or PageRules()
    notes = [*repaired]
    meta = metas(soup)
    site = meta.get("og:site_name", "")
    wanted = titles(soup, meta)
    title, node = choose(whole, values(whole), wanted, site)
    shown = _promised(soup, rules.headline, "headline", notes)
    if not shown:
        shown = undated(whole.blocks[title].text) if title is not None else from_head(wanted, site)
    when, when_at = "", None
    selected = _promised(soup, rules.stamp, "stamp", notes)
    if not selected:
        when, when_at = stamp(soup, meta, whole, title, node)
    body = soup.select_one(rules.body) if rules.body else None
    if rules.body and body is None:
        notes.append(f"the source promises a body ({rules.body}), the page has none")
    byline = _text(soup.select_one(rules.byline)) if rules.byline else ""
    if body is not None:
        part = blocks_of(body, hidden=True, skip=_skipped(body, rules))
        drop_chrome(part)
        kept = body_blocks(part, 0, None, sure=True)
        # What is dropped has no words of the article, but its files may stand in a box of their own.
        files = [href for _, href in blocks_of(body, hidden=True).files]
    else:
        part = whole
        kept = body_blocks(whole, node, title)
        files = _files(whole, kept, title)
    bylines = [byline] if byline else []
    if not byline and kept:
        bylines, kept = _bylines(part, kept)
        if not bylines and body is None and title is not None:
            bylines = _above(whole, title, kept)
    lines = [part.blocks[i].text for i in kept if i != when_at or body is not None]
    lines = _without(lines, shown, selected or when, byline, sure=body is not None)
    if body is None and title is None and not any(prose(part.blocks[i]) for i in kept):
        # Nothing was found to hold on to. A page that is all links has no article for anybody.
        unlinked = sum(b.own for b in whole.blocks if not b.dropped)
        lines = _without(_trafilatura(str(soup)), shown, selected or when, byline) if unlinked >= 200 else []
    if rules.attachments:
        files = [str(a.get("href") or a.get("src") or "") for a in soup.select(rules.attachments)]
    if not lines and shown and files:
        notes.append("the article has no words of its own, only files")
    elif not lines:
        if soup.find("frameset") is not None:
            framed = ", ".join(str(f.get("src") or "") for f in soup.find_all("frame"))
            raise ReadError(
                f"the page is only a set of frames ({framed}); give the address of the one with the article"
            )
        raise ReadError(
            "there is a headline and no article below it: pictures only, or a list of other pages; leave the address out"
            if shown and (body is not None or title is not None)
            else "no article was found on the page; give its selectors in the source file"
        )
    text, marks = _joined(shown, selected or when, lines, bylines)
    return Page(text, marks, tuple(notes), tuple(dict.fromkeys(f for f in files if f)), repair)


def _blocks(soup: BeautifulSoup) -> Blocks:
    """The page's blocks, those beside the article marked; what it hides is read only if it shows next to nothing."""
    shown = blocks_of(soup)
    drop_chrome(shown)
    size = sum(map(prose, shown.blocks))
    if size < 200:
        every = blocks_of(soup, hidden=True)
        drop_chrome(every)
        if sum(map(prose, every.blocks)) > 4 * size + 400:
            return every
    return shown


def _promised(soup: BeautifulSoup, selector: str | None, what: str, notes: list[str]) -> str:
    """The words of what `selector` finds first; a note if it finds none."""
    if not selector:
        return ""
    text = next((t for t in map(_text, soup.select(selector)) if t), "")
    if not text:
        notes.append(f"the source promises a {what} ({selector}), the page has none")
    return text


def _text(element: Tag | None) -> str:
    return squash(canonical(element.get_text(" "))) if element is not None else ""


def _skipped(body: Tag, rules: PageRules) -> frozenset[int]:
    return frozenset(id(element) for selector in rules.drop for element in body.select(selector))


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", plain(text))


def _without(lines: list[str], shown: str, when: str, byline: str, *, sure: bool = False) -> list[str]:
    """`lines` without the headline (said again above the body), the stamp and the byline, which have their own places."""
    title, time, by = _key(shown), _key(when), _key(byline)
    kept: list[str] = []
    seen: set[str] = set()
    for n, line in enumerate(lines):
        if len(line) > 100 and not sure:
            # Pages for small screens carry the article twice.
            if line in seen:
                continue
            seen.add(line)
        if len(line) > 400:
            kept.append(line)
            continue
        key = _key(line)
        if not key or (title and key == title and n < 6):
            continue
        if time and time in key and len(key) - len(time) < 24 and len(line) < 90 and stamped(line):
            rest = key.replace(time, "")
            if not rest or any(w in rest for w in ("dang", "capnhat", "luot", "xem", "ngay", "luc", "xuatban", "gmt")):
                continue
        kept.append(line)
    if by and kept and _key(kept[-1]) == by:
        kept.pop()
    return kept


def _bylines(page: Blocks, kept: list[int]) -> tuple[list[str], list[int]]:
    """The last lines of the body that name author and source, and the rest; a signature under a notice is none."""
    found: list[int] = []
    rest = list(kept)
    while len(rest) > 1 and len(found) < 2:
        last = page.blocks[rest[-1]].text
        named = not found and len(last) <= 60 and _NAME.match(last) is not None and prose(page.blocks[rest[-2]]) >= 60
        if not (wrote(page, rest[-1]) or looks_like_source(last) or (named and not _signed(page, rest))):
            break
        found.insert(0, rest.pop())
    return [page.blocks[i].text for i in found], rest


def _above(page: Blocks, title: int, kept: list[int]) -> list[str]:
    """The line between headline and body that names the author ("Tác giả: …")."""
    for i in range(title + 1, min(kept[0] if kept else title, title + 10)):
        text = page.blocks[i].text
        if (
            len(text) < 80
            and re.match(r"(?i)\W*(?:tác giả|nguồn(?: tin)?|người viết|bài(?:, ảnh)?|theo)\s*:\s*\w", text)
            and not stamped(text)
        ):
            return [text]
    return []


def _signed(page: Blocks, kept: list[int]) -> bool:
    """Do lines like those above a signature stand before the last one ("TM. ỦY BAN NHÂN DÂN", "Nơi nhận:")?"""
    lines = [page.blocks[i].text for i in kept[-6:-1]]
    return any(x.isupper() or plain(x).startswith(("noi nhan", "kt.", "tm.", "tl.", "tuq.")) for x in lines)


def _files(page: Blocks, kept: list[int], title: int | None) -> list[str]:
    """Files linked or shown within the article: from its headline to ten lines behind its end."""
    if not kept:
        return []
    first, last = min(kept[0], kept[0] if title is None else title), kept[-1]
    found = [href for at, href in page.files if first <= at <= last + 10]
    # A viewer shows a file that is linked too: its address with a fragment is the same file.
    return [href for href in found if "#" not in href or href.partition("#")[0] not in found]


def _joined(shown: str, when: str, lines: list[str], bylines: list[str]) -> tuple[str, tuple[Mark, ...]]:
    pieces: list[str] = []
    marks: list[Mark] = []
    at = 0
    for kind, piece in [
        ("headline", shown),
        ("stamp", when),
        *(("", x) for x in lines),
        *(("byline", x) for x in bylines),
    ]:
        piece = canonical(piece).strip()
        if not piece:
            continue
        if kind:
            marks.append(Mark(kind, at, at + len(piece)))
        pieces.append(piece)
        at += len(piece) + 1
    return "\n".join(pieces), tuple(marks)


def _trafilatura(html: str) -> list[str]:
    import trafilatura

    text = trafilatura.extract(html, include_comments=False, include_tables=True, favor_recall=True) or ""
    return [squash(canonical(line)) for line in text.splitlines() if line.strip()]
