"""Grammar of Vietnamese calendar expressions: from words to day, month and year, without any knowledge of today.

The forms follow Nghị định 30/2020/NĐ-CP, appendix I (ngày 05 tháng 3 năm 2020) and what the press writes (9.8, 14-3,
10/3/2020, quý II, 6 tháng đầu năm). A reading of one expression is a list of `Point`s, or of spans of two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

D = r"(?:0?[1-9]|[12]\d|3[01])"
M = r"(?:1[0-2]|0?[1-9])"
Y = r"(?:19[3-9]\d|20\d\d)"
_S = r" ?[/.\-–] ?"
# A day with its month, and perhaps its year: "5/6", "5-6-2019", "05 tháng 3 năm 2018", "30 tháng 6/2019".
_DM = rf"{D}(?:{_S}| +tháng +){M}(?!\d)"
_DMY = rf"{D}(?:{_S}| +tháng +){M}(?:{_S}| +năm +| *, *năm +){Y}"
_DMy = rf"{_DMY}|{_DM}"
_NGAY = r"(?:(?:các +)?ngày(?: +mùng| +mồng)? +|mùng +|mồng +)"
_OPEN = r"(?<![\d.,/\-–:%])"  # no number goes on to the left
_SHUT = r"(?!\d)(?![.,/\-–]\d)(?! ?[/-] ?[A-ZĐ]{2})"  # nor to the right; no document symbol either
_QUARTER = r"(?:IV|I{1,3}|[1-4])"

_MONTHS_TEXT = {
    w: i for i, w in enumerate(["giêng", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"], 1)
} | {
    "mười một": 11,
    "mười hai": 12,
    "chạp": 12,
}
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}


class Point(NamedTuple):
    """A calendar point; None where the words leave a part out. `quarter` excludes month and day."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None

    def iso(self) -> str:
        """ISO 8601 / XML Schema value."""
        if self.quarter:
            return f"{self.year:04d}-Q{self.quarter}"
        head = f"{self.year:04d}" if self.year else "-"
        if self.month:
            head += f"-{self.month:02d}"
        if self.day:
            head += f"-{self.day:02d}"
        return head


@dataclass(frozen=True, slots=True)
class Expression:
    """One calendar expression at [start, end): `points` name it, `span` says that two points bound a span.

    `weak` marks a bare number pair that only its surroundings make a date; `recurring` one whose year stays open;
    `relative` names an offset from the document's own day ("day:-1", "year:0", …); `plan` a horizon in the future.
    """

    rule: str
    start: int
    end: int
    points: tuple[Point, ...]
    span: bool = False
    recurring: bool = False
    relative: str = ""
    plan: bool = False


def valid(day: int, month: int) -> bool:
    """Can this day stand in this month (29 February can)?"""
    return 1 <= month <= 12 and 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)


_NUMBER = re.compile(r"\d+")


def _point(words: str) -> Point | None:
    """The point that a day expression names; None if there is no such day."""
    n = [int(x) for x in _NUMBER.findall(words)]
    if len(n) >= 2 and not valid(n[0], n[1]):
        return None
    return Point(n[2] if len(n) > 2 else None, n[1], n[0])


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_RULES: list[tuple[str, re.Pattern[str], Callable[[re.Match[str]], list[tuple[Point, ...]] | None]]] = []


def _rule(name: str, pattern: str) -> Callable[[Callable[[re.Match[str]], list[tuple[Point, ...]] | None]], None]:
    """Register a rule: its function turns a match into readings; one of two points is a span; None refuses the match."""

    def register(function: Callable[[re.Match[str]], list[tuple[Point, ...]] | None]) -> None:
        _RULES.append((name, _compile(pattern), function))

    return register


@_rule(
    "day-span",
    rf"{_OPEN}(?:{_NGAY})?(?P<a>{_DMy}|{D}(?= *(?:[-–]|đến|tới) *(?:hết +)?(?:{_NGAY})?(?:{_DMy})))"
    rf"(?: *[-–] *| +(?:đến|tới) +)(?:hết +)?(?:{_NGAY})?(?P<b>{_DMy}){_SHUT}",
)
def _day_span(m: re.Match[str]) -> list[tuple[Point, ...]] | None:
    b = _point(m["b"])
    n = [int(x) for x in _NUMBER.findall(m["a"])]
    if b is None:
        return None
    a = Point(n[2] if len(n) > 2 else b.year, n[1] if len(n) > 1 else b.month, n[0])
    if not valid(a.day or 0, a.month or 0):
        return None
    loose = len(n) == 1 and b.year is None and not re.match(r"(?i)các|ngày|mùng", m[0])
    if loose and not re.search(
        r"(?i)(?:ngày|từ|sáng|chiều|tối|trong|hôm|diễn ra|vào|,|\() *$", m.string[max(0, m.start() - 12) : m.start()]
    ):
        return None
    if a.year is None and b.year is None and len(n) == 2 and re.search(r"\d *[-–] *\d+[.\-]", m[0]):
        return None  # "3.1 - 4.2" are figures
    if (a.month, a.day) == (b.month, b.day) and a.year == b.year:
        return [(b,)]
    return [(a, b)]


@_rule(
    "day-list",
    rf"{_OPEN}(?:{_NGAY})?(?P<list>(?:{D}(?:{_S}{M}(?!\d))?(?: *, *| +và +| *& *| *; *)(?:ngày +)?)+)(?P<last>{_DMy}){_SHUT}",
)
def _day_list(m: re.Match[str]) -> list[tuple[Point, ...]] | None:
    last = _point(m["last"])
    if last is None:
        return None
    items = re.findall(rf"({D})(?:{_S}({M})(?!\d))?(?= *(?:,|và|&|;))", m["list"])
    points = [(Point(last.year, int(mm) if mm else last.month, int(d)),) for d, mm in items]
    if any(not valid(p[0].day or 0, p[0].month or 0) for p in points):
        return None
    if last.year is None and not re.match(r"(?i)(?:các +)?ngày|mùng", m[0]) and not _timely(m):
        return None
    return [*points, (last,)]


@_rule("day", rf"{_OPEN}(?:{_NGAY})?(?P<d>{_DMY})(?!\d)(?![/-][\dA-ZĐ])")
def _day(m: re.Match[str]) -> list[tuple[Point, ...]] | None:
    p = _point(m["d"])
    return [(p,)] if p else None


@_rule("day-of-month", rf"{_OPEN}(?:{_NGAY})(?P<d>{_DM}){_SHUT}")
def _day_of_month(m: re.Match[str]) -> list[tuple[Point, ...]] | None:
    p = _point(m["d"])
    return [(p,)] if p else None


_TIMELY = _compile(
    r"(?:sáng|chiều|tối|trưa|đêm|hôm|hôm nay|nay|qua|vừa qua|đến|từ|trước|sau|hết|vào|kể từ|thứ \w+|chủ nhật|lúc|"
    r"\d *(?:h|giờ|phút)(?: *\d\d)?|\(|đến hết|ngày|và)[ ,(]*$"
)
_DAYTIME = _compile(r"(?:sáng|chiều|tối|trưa|đêm|hôm|nay|thứ \w+|chủ nhật|ngày)[ ,(]*$")
_FRACTION_OF = _compile(
    r" *(?:số|tổng|diện tích|dân số|thời gian|chỉ tiêu|tiêu chí|thành viên|đại biểu|xã|phường|huyện|hộ|người|"
    r"đơn vị|cơ quan|thôn|ấp|km|mức|quãng|dự án|nhiệm vụ|trường|sở|thị trấn|trở lên|tổ|ý kiến|phiếu)\b"
)


def _timely(m: re.Match[str]) -> bool:
    before = m.string[max(0, m.start() - 14) : m.start()]
    return bool(_TIMELY.search(before))


@_rule("bare-day", rf"{_OPEN}(?P<d>{D}(?P<s> ?[/.\-–] ?){M}(?!\d)){_SHUT}(?!%)")
def _bare_day(m: re.Match[str]) -> list[tuple[Point, ...]] | None:
    p = _point(m["d"])
    before = m.string[max(0, m.start() - 16) : m.start()]
    if p is not None and _RECURRING.match(m.string, m.end()):
        return [(p,)]
    if p is None or not _TIMELY.search(before):
        return None
    if not _DAYTIME.search(before) and (m["s"].strip() != "/" or _FRACTION_OF.match(m.string, m.end())):
        return None
    return [(p,)]


@_rule(
    "months-of-year",
    rf"{_OPEN}(?P<n>{M}|ba|sáu|chín|mười) +tháng +(?P<which>đầu|cuối)(?: +của)? +năm(?: +(?P<y>{Y}))?(?!\d)"
    rf"|{_OPEN}(?P<n2>{M}) +tháng +năm +(?P<y2>{Y})(?!\d)",
)
def _months_of_year(m: re.Match[str]) -> list[tuple[Point, ...]] | None:
    words = m["n"] or m["n2"]
    n = int(words) if words.isdigit() else _MONTHS_TEXT[words.lower()]
    year = int(m["y"] or m["y2"]) if m["y"] or m["y2"] else None
    if n >= 12:
        return None
    first, last = (13 - n, 12) if (m["which"] or "").lower() == "cuối" else (1, n)
    return [(Point(year, first), Point(year, last))]


@_rule(
    "month-span",
    rf"(?:từ +)?tháng +(?P<a>{M})(?:(?:{_S}| +năm +)(?P<ya>{Y}))?(?: *[-–] *| +(?:đến|tới) +)(?:hết +)?(?:tháng +)?"
    rf"(?P<b>{M})(?:(?:{_S}| +năm +)(?P<y>{Y}))?(?!\d)(?![/.]\d)",
)
def _month_span(m: re.Match[str]) -> list[tuple[Point, ...]] | None:
    b = Point(int(m["y"]) if m["y"] else None, int(m["b"]))
    a = Point(int(m["ya"]) if m["ya"] else b.year, int(m["a"]))
    return [(a, b)] if (a.year or 0, a.month or 0) < (b.year or 9999, b.month or 0) else None


@_rule("month", rf"tháng +(?P<m>{M})(?!\d)(?:(?:{_S}| +năm +| +)(?P<y>{Y})(?!\d))?(?! ?[/.-] ?\d)")
def _month(m: re.Match[str]) -> list[tuple[Point, ...]] | None:
    return [(Point(int(m["y"]) if m["y"] else None, int(m["m"])),)]


@_rule("month-word", r"tháng +(?P<w>giêng|mười hai|mười một|mười|chạp|tám|chín|bảy|sáu)\b(?! +tuổi)")
def _month_word(m: re.Match[str]) -> list[tuple[Point, ...]] | None:
    return [(Point(None, _MONTHS_TEXT[m["w"].lower()]),)]


@_rule("bare-month", rf"{_OPEN}(?P<m>{M})/(?P<y>{Y}){_SHUT}(?!/)")
def _bare_month(m: re.Match[str]) -> list[tuple[Point, ...]] | None:
    before = m.string[max(0, m.start() - 12) : m.start()]
    if re.search(r"(?i)(?:số|định|tư|luật|quyết|lệnh|văn|thị|hoạch|báo) *$", before):
        return None
    return [(Point(int(m["y"]), int(m["m"])),)]


@_rule(
    "quarter",
    rf"quý +(?P<list>(?:{_QUARTER}(?: *, *| +và +(?:quý +)?| *[-–] *))*)(?P<q>{_QUARTER})(?![\dA-Za-z])"
    rf"(?:(?:{_S}| +năm +| *, *năm +| +)(?P<y>{Y}))?(?!\d)",
)
def _quarter(m: re.Match[str]) -> list[tuple[Point, ...]] | None:
    year = int(m["y"]) if m["y"] else None
    names = [q.upper() for q in re.findall(_QUARTER, m["list"], re.IGNORECASE)] + [m["q"].upper()]
    return [(Point(year, quarter=_ROMAN.get(q) or int(q)),) for q in names]


@_rule(
    "year-span",
    rf"(?<![\d/:.,])(?:(?:giai đoạn|nhiệm kỳ|thời kỳ|năm học|niên độ|(?:các +)?năm) +)?(?P<a>{Y})"
    rf"(?: *[-–] *| +(?:đến|tới) +)(?:hết +)?(?:năm +)?(?P<b>{Y})(?![\d/])",
)
def _year_span(m: re.Match[str]) -> list[tuple[Point, ...]] | None:
    a, b = int(m["a"]), int(m["b"])
    return [(Point(a), Point(b))] if a < b <= a + 60 else None


@_rule("year-list", rf"(?:các +)?năm +(?P<l>{Y}(?: *, *{Y})*(?: *,? +(?:và|hoặc|với) +(?:năm +)?{Y}))(?!\d)")
def _year_list(m: re.Match[str]) -> list[tuple[Point, ...]] | None:
    return [(Point(int(y)),) for y in re.findall(Y, m["l"])]


@_rule("year", rf"(?:(?:trước|sau) +)?năm +(?P<y>{Y})(?!\d)")
def _year(m: re.Match[str]) -> list[tuple[Point, ...]] | None:
    return [(Point(int(m["y"])),)]


@_rule(
    "bare-year",
    rf"(?<![\d/:.,\-–])(?<=[\w,(] )(?P<y>{Y})(?![\d/:%\-–])(?![.,]\d)(?= *(?:[.,;)”\"…]|$|\n|và\b|so với|là\b|đạt|có\b|với\b|tăng|giảm|vượt|được|đã|cho\b|trên|của|tại|ước))"
    rf"|(?<=\()(?P<y2>{Y})(?=\))",
)
def _bare_year(m: re.Match[str]) -> list[tuple[Point, ...]] | None:
    before = m.string[max(0, m.start() - 22) : m.start()]
    if re.search(
        r"(?i)(?:số|iso|tcvn|hơn|trên|khoảng|gần|là|có|cả|tổng|được|đạt|km|điện thoại|với|cho|điểm|lên|còn|xuống|thêm|mới|cấp|thứ|và|,|:) *$",
        before,
    ):
        return None
    return [(Point(int(m["y"] or m["y2"])),)]


_RELATIVE = _compile(
    r"\b(?:(?P<today>hôm nay|sáng nay|chiều nay|trưa nay|tối nay)|(?P<yesterday>hôm qua|sáng qua|chiều qua|tối qua)"
    r"|(?P<tomorrow>ngày mai)|(?P<thisyear>năm nay)|(?P<lastyear>năm ngoái|năm trước|năm qua)|(?P<nextyear>năm sau|năm tới|sang năm)"
    r"|(?P<thismonth>tháng này)|(?P<lastmonth>tháng trước)|(?P<nextmonth>tháng tới|tháng sau)|(?P<thisquarter>quý này))\b"
)
_RELATIVE_CODE = {
    "today": "day:0",
    "yesterday": "day:-1",
    "tomorrow": "day:1",
    "thisyear": "year:0",
    "lastyear": "year:-1",
    "nextyear": "year:1",
    "thismonth": "month:0",
    "lastmonth": "month:-1",
    "nextmonth": "month:1",
    "thisquarter": "quarter:0",
}
_RECURRING = _compile(r" *(?:,|\()? *(?:hằng|hàng|mỗi) +năm")
_PLAN = _compile(r"(?:đến|tới|tầm nhìn|định hướng|trước|từ nay đến|sau) *(?:cuối +|đầu +|hết +)?$")
# Nothing of the grammar can begin anywhere else: a scan over the text for it costs less than every rule over all of it.
_DIGIT = re.compile(r"\d")


@lru_cache(maxsize=64)
def expressions(flat: str) -> tuple[Expression, ...]:
    """All calendar expressions in `flat`, in order, none overlapping; earlier rules win. Several extractors ask."""
    start, end = 0, len(flat)
    found = list(_relative(flat, start, end))
    taken: list[tuple[int, int]] = [(e.start, e.end) for e in found]
    if _DIGIT.search(flat, start, end) or "tháng" in flat:
        for name, pattern, read in _RULES:
            for m in pattern.finditer(flat, start, end):
                if any(m.start() < b and a < m.end() for a, b in taken):
                    continue
                readings = read(m)
                if not readings:
                    continue
                recurring = bool(_RECURRING.match(flat, m.end()))
                plan = bool(_PLAN.search(flat[max(0, m.start() - 20) : m.start()]))
                taken.append((m.start(), m.end()))
                found += [Expression(name, m.start(), m.end(), r, len(r) == 2, recurring, plan=plan) for r in readings]
    return tuple(sorted(found, key=lambda e: e.start))


def _relative(flat: str, start: int, end: int) -> Iterator[Expression]:
    for m in _RELATIVE.finditer(flat, start, end):
        yield Expression("relative", m.start(), m.end(), (), relative=_RELATIVE_CODE[m.lastgroup or ""])
