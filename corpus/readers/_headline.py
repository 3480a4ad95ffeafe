"""The headline of a page: the block that shows what the page's own title says, else what the title says alone."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup

from corpus.canonical import canonical, squash
from corpus.readers._chrome import is_footer, is_tool, opens_others, plain
from corpus.readers._page import Block, Page, prose

_PARTS = re.compile(r"\s+[|»«›–—·•]\s+|\s+[-:_~]{1,2}\s+|\s*(?:::|\|)\s*")
_SITE = re.compile(
    r"(?:^|\b)(?:cong (?:thong tin|ttdt|tin)|trang (?:thong tin|ttdt|tin|chu)|website|portal|bao dien tu|tap chi dien tu|home ?page|trang nhat|tin tuc(?: su kien)?$|chi tiet(?: tin| bai)?|xem tin|noi dung)\b"
)
# The name of an authority with its province, and nothing that it does.
_ORGAN = re.compile(
    r"(?i:ubnd|uỷ ban nhân dân|ủy ban nhân dân|sở|chi cục|cục|hđnd|trung tâm|ban quản lý|phòng) .*(?i:tỉnh|thành phố|tp\.?|huyện|thị xã|quận|xã|phường|thị trấn) [A-ZÀ-ỸĐ][\wÀ-ỹ]*(?:[ -][A-ZÀ-ỸĐ][\wÀ-ỹ]*){0,3}$"
)
_CRUMBS = re.compile(r"crumb|pathway|site ?map ?path")
_DOES = re.compile(
    r"\b(?:hop|kiem tra|lam viec|to chuc|trien khai|tuyen|thong bao|ban hanh|cong bo|khai mac|be mac|tiep|tham|don|du|ra quan|tap huan|dat|trao|tang|ban|giao|yeu cau|huong dan|phat dong|giam|hoan thanh|khoi cong|bo nhiem|tai|ve|khao sat|ket luan|chi dao|chu tri|phoi hop|tong ket|so ket|nghe|gap|ky)\b"
)
# How the name of an authority begins, with or without what kind of office it has.
_AUTHORITY = re.compile(
    r"(?:ubnd|hdnd|uy ban nhan dan|hoi dong nhan dan|so|bo|cuc|chi cuc|tong cuc|phong|ban|trung tam|cong an|huyen|tinh|thanh pho|tp|thi xa|thi tran|quan|phuong|xa|dac khu|bao|hoi) "
)
_SITE_END = re.compile(r"(?:cong|trang) (?:thong tin|ttdt)(?: dien tu)?\W*$")
_HOME = re.compile(r"(?:trang (?:chu|nhat)|home)\W*$")
_WORD = re.compile(r"[a-z0-9]+")
_DATE_ONLY = re.compile(r"[\W\d]*(?:thu \w+|chu nhat|ngay|gio|am|pm|[\W\d])*$")


def metas(soup: BeautifulSoup) -> dict[str, str]:
    """The page's meta elements: property, name or itemprop in lower case → content, the first of each."""
    found: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        for name in ("property", "name", "itemprop"):
            if tag.get(name) and tag.get("content"):
                found.setdefault(str(tag[name]).lower(), squash(canonical(str(tag["content"]))))
    return found


def titles(soup: BeautifulSoup, meta: dict[str, str]) -> list[str]:
    """What the page's head calls the article, the surest first: og:title, JSON-LD, title."""
    found = [meta.get(name, "") for name in ("og:title", "twitter:title", "headline")]
    found += [squash(canonical(str(x["headline"]))) for x in json_ld(soup) if isinstance(x.get("headline"), str)]
    if soup.title is not None:
        found.append(squash(canonical(soup.title.get_text())))
    found += [meta.get(name, "") for name in ("title", "dc.title")]
    return [t for t in dict.fromkeys(found) if t]


def json_ld(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD that describe an article; what is no JSON is passed over."""
    for script in soup.find_all("script", type="application/ld+json")[:20]:
        try:
            found = json.loads(script.string or "")
        except (ValueError, RecursionError):
            continue
        stack = [found]
        for _ in range(200):
            if not stack:
                break
            x = stack.pop()
            if isinstance(x, list):
                stack.extend(x)
            elif isinstance(x, dict):
                kind = x.get("@type")
                if any(
                    str(k).endswith(("Article", "Posting", "WebPage"))
                    for k in (kind if isinstance(kind, list) else [kind])
                ):
                    yield x
                stack.extend(v for v in x.values() if isinstance(v, list | dict))


def candidates(page: Page, wanted: list[str], site: str = "") -> list[tuple[int, float]]:
    """Blocks that may be the headline, the likeliest first, with scores above 0.

    `wanted` is what the page's head calls the article; a block that says the same is nearly sure.
    """
    keys = [_key(w) for w in wanted]
    parts = {_key(p) for w in wanted for p in _PARTS.split(w)} - set(keys) - {_key(site)}
    names = _site_names(wanted, site)
    styles = Counter(_style(page, b) for b in page.blocks if b.heading or b.titled)
    crumbs: set[str] = set()
    menus: set[str] = set()
    for block in page.blocks:
        if block.dropped:
            n = page.nodes[block.node]
            if _CRUMBS.search(n.words + page.nodes[max(n.parent, 0)].words):
                crumbs.update(_key(x) for x in re.split(r"\s[>»/›|]\s?", block.text)[-1:])
            elif block.linked > block.own:
                menus.add(_key(block.text))
    found: list[tuple[int, float]] = []
    for i, block in enumerate(page.blocks):
        if not 8 <= len(block.text) <= 350:
            continue
        key = _key(undated(block.text))
        if not (block.heading or block.titled or block.strong or key in keys or key in parts or key in crumbs):
            continue
        if key not in keys[:1] and (
            any(f" {n} ".endswith(f" {key} ") for n in names) or (key not in parts and _masthead(page, i))
        ):
            continue
        score = _score(block, key, keys, parts)
        if (
            len(key.split()) >= 5
            and not block.dropped
            and any(key == c or (len(c) > 24 and key.startswith(c)) for c in crumbs)
        ):
            score += 1.5
        if score > 2.5 and key in menus and len(key.split()) <= 8 and key not in keys[:1]:
            score -= 1.5
        if score < 3.0 and (block.heading or block.titled) and styles[_style(page, block)] >= 3:
            # Many heads of one make: those of the modules around.
            score -= 1.2
        if score > 0:
            found.append((i, score))
    return sorted(found, key=lambda x: (-x[1], x[0]))


def _site_names(wanted: list[str], site: str) -> set[str]:
    """The site's names in what the page's head says: the declared one, and the parts of titles that name a site."""
    found = {_key(site)} - {""}
    for title in wanted:
        # "Trang thông tin điện tử xã X: Bài viết" names the site before the colon.
        pieces = [p.partition(": ")[0] for p in _PARTS.split(title)]
        found.update(_key(p) for p in pieces if _SITE.search(plain(p)))
        # Behind a section's name an authority's may begin the headline: "Tin tức - Xã X ra quân làm đường".
        found.update(_key(p) for p in pieces[1:][-1:] if _names_site(p, site) and not _tells(p))
    return {name for name in found if len(name.split()) <= 14}


def _tells(text: str) -> bool:
    """Does a word of `text` that is no part of a name say what somebody does?"""
    return _DOES.search(plain(" ".join(w for w in text.split()[1:] if w.islower()))) is not None


def _masthead(page: Page, i: int) -> bool:
    """Is block `i` the site's own name: an authority's or in capitals, short, and above the menu or again in the foot?

    Portals set it in the first heading of every page, above menus that are plain lists of links.
    """
    block = page.blocks[i]
    words = len(block.text.split())
    authority = _AUTHORITY.match(plain(block.text)) is not None
    if not 2 <= words <= 10 or not (authority or block.text.isupper()):
        return False
    links = home = 0
    for other in page.blocks[i + 1 : i + 13]:
        if is_tool(other.text) and not _HOME.match(plain(other.text)):
            continue
        if prose(other) or (other.heading and not other.linked):
            break
        if other.linked > other.own and len(other.text) < 40:
            links += 1
            home += _HOME.match(plain(other.text)) is not None
    if not _tells(block.text) and (links >= 4 or (authority and links >= 2 and home)):
        return True
    key = f" {_key(block.text)} "
    return (
        authority
        and block.text.isupper()
        and i < 8
        and any(key in f" {_key(b.text)} " for b in page.blocks[max(i + 4, len(page.blocks) - 5) :] if not b.linked)
    )


def _score(block: Block, key: str, keys: list[str], parts: set[str]) -> float:
    n = key.count(" ") + 1
    low = plain(block.text)
    if n < 2 or is_tool(block.text) or opens_others(block.text) or _DATE_ONLY.match(low):
        return 0.0
    score = 0.0
    for k in keys:
        if key == k:
            score = max(score, 3.2)
        elif n >= 4 and key in parts:
            score = max(score, 2.6)
        elif n >= 4 and (f" {key} " in f" {k} " or (len(k) > 25 and key.startswith(k))):
            score = max(score, 2.0)
        elif n >= 5:
            a, b = set(key.split()), set(k.split())
            if len(a & b) > 0.75 * len(a | b):
                score = max(score, 1.6)
    matched = score > 0
    score += {0: 0.0, 1: 1.1, 2: 0.8, 3: 0.6, 4: 0.4, 5: 0.3, 6: 0.2}[block.heading]
    score += 0.7 if block.titled else 0.0
    score += 0.2 if block.strong else 0.0
    if n < 14 and (_SITE.match(low.strip(" :-|")) or _SITE_END.search(low)):
        return 0.0
    if n <= 8 and not matched and any(_SITE.search(k) and f" {key} " in f" {k} " for k in keys):
        return 0.0  # the site's own name, shorter ("XÃ TÂN HỢP"), where the page's title names nothing else
    if n < 14 and _ORGAN.match(block.text) and not _DOES.search(low):
        score -= 4.0
    if is_footer(block.text):
        score -= 1.5
    if block.dropped:
        score -= 1.5 if matched else 3.0
    if block.linked > block.own:
        score -= 0.3 if block.heading else 0.7
    if n < 4:
        score -= 0.6
    if not matched and not block.heading and not block.titled:
        score += -0.1 if len(block.text) < 250 and not block.text.endswith(".") and n >= 4 else -2.0
    return score


def _style(page: Page, block: Block) -> tuple[object, ...]:
    n = page.nodes[block.node]
    return block.heading, n.name, n.words, page.nodes[n.parent].words if n.parent >= 0 else ""


def undated(text: str) -> str:
    """A headline without the day in parentheses that some portals put behind it."""
    return re.sub(
        r"\s*[(\[](?:[^()\[\]\d]{0,20}\d{1,2}[/.-]\d{1,2}[/.-]\d{4}[\d\s:,|-]*(?i:am|pm|sa|ch)?)[)\]]\s*$", "", text
    )


def from_head(wanted: list[str], site: str = "") -> str:
    """The headline that the page's head gives, where no block shows it; "" if it only names the site or the kind of page."""
    for title in wanted:
        found = without_site(title, site)
        if len(found.split()) >= 4 and not _names_site(found, site):
            return found
    return ""


def without_site(title: str, site: str = "") -> str:
    """`title` without the site's name before or behind it."""
    pieces = _PARTS.split(title)
    if len(pieces) < 2:
        return title
    separators = _PARTS.findall(title)
    while len(pieces) > 1 and (
        _names_site(pieces[-1], site) or ("|" in separators[-1] and len(pieces[-1]) < len(pieces[0]))
    ):
        pieces.pop()
        separators.pop()
    while len(pieces) > 1 and (
        _names_site(pieces[0], site) or ("|" in separators[0] and len(pieces[0]) < len(pieces[-1]))
    ):
        pieces.pop(0)
        separators.pop(0)
    made = pieces[0]
    for s, p in zip(separators, pieces[1:], strict=True):
        made += s + p
    return made.strip()


def _names_site(piece: str, site: str) -> bool:
    low = plain(piece)
    return (
        (bool(site) and _key(piece) == _key(site))
        or _SITE.search(low) is not None
        or (
            re.match(
                r"(?:ubnd|uy ban nhan dan|so|bo|cuc|chi cuc|tong cuc|huyen|tinh|thanh pho|thi xa|phuong|xa|bao|ban|hoi) ",
                low,
            )
            is not None
            and len(piece.split()) <= 8
        )
        or re.search(r"\.(?:vn|gov|com|org)\b", low) is not None
    )


def _key(text: str) -> str:
    return " ".join(_WORD.findall(plain(text)))
