"""The publication stamp of a page: the date that stands beside the headline, else the one that the page's head gives."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from bs4 import BeautifulSoup

from corpus.canonical import squash
from corpus.readers._chrome import opens_others, plain
from corpus.readers._headline import json_ld, undated
from corpus.readers._page import Page
from corpus.stamps import Stamped, mentions, stamped

_TIME = r"\d{1,2}\s*(?::|h|g|giờ)\s*\d{2}(?!\d)(?:\s*:\s*\d{2})?(?:\.\d+)?(?:\s*(?:[AP]\.?M\.?|SA|CH|phút)(?!\w))?(?:\s*\(?GMT\s*\+?\s*7\)?)?"
_WEEKDAY = r"(?:thứ\s*(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|t[2-7]|cn|chủ\s*nhật|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)"
_GLUE = r"[\s,;|\-–—/()·•@]*"
_BEFORE = re.compile(rf"(?i)(?:(?<!\w)(?:{_WEEKDAY}|{_TIME}|ngày){_GLUE})+$")
_BEHIND = re.compile(rf"(?i){_GLUE}(?:(?:vào |hồi )?(?:lúc|at)\s*:?\s*)?{_TIME}")
_PUBLISHED = re.compile(
    r"\b(?:ngay|thoi gian|gio) (?:dang|xuat ban|phat hanh|tao|dua|gui)\b|\b(?:dang|xuat ban|dua)(?: tin)? (?:luc|ngay|vao|boi)\b|^\W*dang\b|published|posted|created?\b"
)
_UPDATED = re.compile(r"cap nhat|updated|modified|sua doi|sua lan cuoi")
_OTHER_LABEL = re.compile(
    r"ban hanh|ngay ky|hieu luc|het han|\bhan |han cuoi|han nop|thoi han|bat dau|ket thuc|sinh|hom nay|today|bay gio|hien tai|tu ngay|den ngay|thoi gian (?:to chuc|dien ra|thuc hien|hop|lam viec)|dien ra|to chuc|copyright|©|giay phep|so:|so \d+[/-]"
)
_LABELS = re.compile(
    r"(?i)ngày|đăng|cập nhật|xuất bản|phát hành|tin bài|lúc|vào|hồi|thời gian|lượt xem|lượt đọc|đã xem|số lần|lượt truy cập|người đăng|tác giả|nguồn|views?|posted|published|updated|on|by|đọc|in|gửi|chia sẻ|lần cuối|xem|bài viết|thứ|date|time|tin|bởi|admin|chuyên mục|GMT|AM|PM|ban biên tập|bình luận"
)
_DATED_NAME = re.compile(
    r" (?:date|dates|time|datetime|ngay|ngaydang|thoigian|published|publish|posted|createdate|postdate|meta|info|create|showdate) "
)
_DECLARED = [
    "article:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "og:published_time",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "date",
]
_CLOCK = re.compile(r" (?:clock|today|now|homnay|hom nay|ngaygio|ngay gio|hientai|hien tai|current|dongho|dong ho) ")
_PLACE_DATE = re.compile(r"[^\W\d][^\d:|]{2,40},\s*(?:ngày|Ngày)\s+\d")


def is_stamp(text: str) -> bool:
    """Is `text` a short line with a full date and little else, other than today's?"""
    if len(text) > 110:
        return False
    m = stamped(text)
    if m is None:
        return False
    rest = _LABELS.sub("", text.replace(_core(text, m), " ", 1))
    return sum(c.isalpha() for c in rest) <= 24 and not _OTHER_LABEL.search(plain(text[: m.start]))


def stamp(
    soup: BeautifulSoup, meta: dict[str, str], page: Page, title: int | None, node: int
) -> tuple[str, int | None]:
    """The stamp as the page shows it ("Thứ Hai, 12/05/2025, 14:30") and its block, or ("dd/mm/yyyy hh:mm", None) from
    the page's head (`meta`, its JSON-LD), or ("", None). `title` is the headline's block, `node` the element with the body."""
    declared = _declared(soup, meta)
    body = page.nodes[node]
    at = body.first if title is None else title
    best: tuple[float, str, int | None] = (0.3, "", None)
    behind_others = False
    for i, block in enumerate(page.blocks):
        if i > at and opens_others(block.text):
            behind_others = True
        if behind_others or len(block.text) > 220 or (i == title and undated(block.text) == block.text):
            continue
        for m in mentions(block.text):
            score = _score(page, i, m, at, title, node)
            if declared and m.day == declared.date():
                score += 1.5
            if score > best[0]:
                best = (score, _core(block.text, m), i)
    if best[2] is not None:
        return _with_hour(page, best[1], best[2]), best[2]
    for i, moment in page.times:
        near = abs(i - at) <= 6 or body.first <= i < body.last
        if near and (when := _moment(moment)) is not None:
            return _shown(when), None
    return (_shown(declared), None) if declared else ("", None)


def _with_hour(page: Page, shown: str, i: int) -> str:
    """The stamp with the hour that stands in a block of its own beside it."""
    if not re.search(_TIME, shown):
        for j in (i + 1, i - 1):
            if 0 <= j < len(page.blocks) and re.fullmatch(rf"(?i)\W*{_TIME}\W*", page.blocks[j].text):
                hour = page.blocks[j].text.strip(" |-–,;()")
                return f"{shown} {hour}" if j > i else f"{hour} {shown}"
    return shown


def is_hour(text: str) -> bool:
    """Is `text` an hour, a weekday or a day and nothing else: a piece of a stamp?"""
    return (
        len(text) < 40
        and re.fullmatch(rf"(?i)[\s,;|\-–—()/]*(?:(?:{_WEEKDAY}|{_TIME}|ngày|lúc)[\s,;|\-–—()/]*)+", text) is not None
    )


def _score(page: Page, i: int, m: Stamped, at: int, title: int | None, node: int) -> float:
    first, last = page.nodes[node].first, page.nodes[node].last
    block = page.blocks[i]
    core = _core(block.text, m)
    if len(block.text) - len(core) > 140:
        return -5.0
    rest = block.text.replace(core, " ", 1)
    low = plain(rest)
    before = page.blocks[i - 1].text if i else ""
    label = plain((before if len(before) < 30 and not m.start else "") + " " + block.text[: m.start])[-60:]
    score = 0.5 * (":" in core or "h" in core.lower()) + 0.3 * (re.search(f"(?i){_WEEKDAY}", core) is not None)
    if i == title:
        return 2.5
    if _OTHER_LABEL.search(label):
        return -5.0
    prose = len(block.text) > 160
    if not prose and _PUBLISHED.search(label):
        score += 3.0
    elif not prose and _UPDATED.search(label):
        score += 2.0
    elif sum(c.isalpha() for c in _LABELS.sub("", rest)) > 34 or (block.heading and len(low) > 20):
        return -5.0
    if _PLACE_DATE.match(block.text) and "tháng" in core and not re.match(f"(?i){_WEEKDAY}", block.text):
        return -5.0
    words = page.nodes[block.node].words
    if _DATED_NAME.search(words):
        score += 1.2
    if block.linked > block.own:
        score -= 2.0
    if block.dropped:
        score -= 1.5
    if _CLOCK.search(words):
        score -= 3.0
    behind = i - at
    if behind < 0 and not _PUBLISHED.search(label) and not _UPDATED.search(label) and _runs(page, i, at, core):
        score -= 3.0
    if behind > 0:
        lead = i <= first + 2 or behind <= 3
        score += 2.5 - 0.1 * behind if lead else (-0.6 if i < last - 2 else 0.2) - 0.02 * max(i - last, 0)
        if i >= last and title is not None and page.nodes[page.common(block.node, page.blocks[title].node)].depth < 3:
            score -= 1.0
    elif behind >= -4:
        score += 1.3 + 0.1 * behind
        beside = page.nodes[node].parent if title is None else page.blocks[title].node
        around = page.nodes[page.common(block.node, beside)]
        if (
            around.last - around.first > 0.7 * len(page.blocks)
            and not _PUBLISHED.search(label)
            and not _UPDATED.search(label)
        ):
            # In the head of the whole page: today's date, above all if menus follow.
            score -= 2.0 if behind < -1 else 1.2 if re.search(f"(?i){_WEEKDAY}", core) else 0.0
    else:
        score -= 1.0 + 0.05 * min(-behind, 60)
    return score


def _runs(page: Page, i: int, at: int, core: str) -> bool:
    """Is the date in block `i` above the headline (block `at`) today's: told to the second, or above a menu?"""
    menu = sum(b.linked > b.own and len(b.text) < 40 for b in page.blocks[i + 1 : at])
    return menu >= 3 or (
        re.search(rf"(?i){_WEEKDAY}", core) is not None and re.search(r"\d:\d\d:\d\d", core) is not None
    )


def _core(text: str, m: Stamped) -> str:
    """The date with the weekday and hour that stand right beside it."""
    start, end = m.start, m.end
    before = _BEFORE.search(text, 0, start)
    if before:
        start = before.start()
    behind = _BEHIND.match(text, end)
    if behind:
        end = behind.end()
    core = text[start:end]
    if text[start - 1 : start] == "(" and text[end : end + 1] == ")":
        return f"({core})"
    if core.count(")") > core.count("(") and text[start - 1 : start] == "(":
        core = f"({core}"
    if core.count("(") > core.count(")") and text[end : end + 1] == ")":
        core = f"{core})"
    return squash(core).strip(" ,;|-–—/·•")


def _declared(soup: BeautifulSoup, meta: dict[str, str]) -> datetime | None:
    """The moment of publication that the page's head gives."""
    given = [meta[name] for name in _DECLARED if name in meta]
    given += [str(x["datePublished"]) for x in json_ld(soup) if x.get("datePublished")]
    for tag in soup.find_all(attrs={"itemprop": "datePublished"}, limit=3):
        given.append(str(tag.get("datetime") or tag.get("content") or tag.get_text(" ", strip=True)))
    return next((x for x in map(_moment, given) if x is not None), None)


def _moment(text: str) -> datetime | None:
    """An ISO moment or "d/m/y h:m", in Vietnam's time (UTC+7) where it says its own zone."""
    text = text.strip()
    m = re.match(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?", text)
    try:
        if m:
            when = datetime(*(int(x or 0) for x in m.groups()[:5]))  # type: ignore[arg-type]
            if m[6]:
                zone = m[6].replace(":", "").replace("Z", "+0000")
                ahead = int(zone[:3]) * 60 + int(zone[0] + zone[3:])
                when = when.replace(tzinfo=timezone(timedelta(minutes=ahead))).astimezone(timezone(timedelta(hours=7)))
            return when.replace(tzinfo=None)
        m = re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\D{1,4}(\d{1,2}):(\d\d))?", text)
        return datetime(int(m[3]), int(m[2]), int(m[1]), int(m[4] or 0), int(m[5] or 0)) if m else None
    except ValueError:
        return None


def _shown(when: datetime) -> str:
    return when.strftime("%d/%m/%Y %H:%M") if (when.hour or when.minute) else when.strftime("%d/%m/%Y")
