"""Legal and administrative documents that the text cites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from corpus.document import Finding, Reading, Where, said
from extractors._calendar import expressions
from extractors._zones import zones
from extractors.header import Header
from extractors.lexicon import lines


@dataclass(frozen=True, kw_only=True)
class Citation(Finding):
    """A legal or administrative document that the text cites."""

    TABLE = "citations"
    SECTION = "references"

    text: str = said("The citation as it stands")
    type: str = said("Type of the cited document, in natural case")
    number: str | None = said("Number and symbol, without spaces", default=None)
    date: str | None = said("ISO date of the cited document", default=None)


KIND = Citation
NEEDS: tuple[str, ...] = ("header", "dates")

_TYPE = (
    r"[Tt]hông báo [Kk]ết luận|[Tt]hông tư liên tịch|[Nn]ghị quyết liên tịch|[Qq]uy chế phối hợp|"
    r"[Nn]ghị quyết|[Nn]ghị định|[Qq]uyết định|[Cc]hỉ thị|[Tt]hông tư|[Cc]ông văn|[Cc]ông điện|[Vv]ăn bản|[Tt]hông báo|"
    r"[Kk]ết luận|[Kk]ế hoạch|[Cc]hương trình|[Đđ]ề án|[Bb]áo cáo|[Tt]ờ trình|[Hh]ướng dẫn|[Qq]uy định|[Qq]uy chế|"
    r"[Pp]hương án|[Gg]iấy mời|[Ll]ệnh|[Ll]uật|[Bb]ộ luật|[Pp]háp lệnh|[Pp]hiếu chuyển|[Bb]iên bản|[Tt]hư|NĐ|NQ|QĐ|CT|TT|KH"
)
_SYMBOL = r"\d{1,6}[a-zA-Z]?(?:[/-](?:19|20)\d\d)?(?: ?[/\-–] ?[A-ZĐ][A-ZĐa-zđ&.0-9]*)*(?:[/\-–.][A-ZĐ][A-ZĐa-zđ&.0-9]*)*(?:(?<=&) ?[A-ZĐ]{2,8}\b)?"
_DATE = r"(?:\d{1,2} ?[/.\-] ?\d{1,2} ?[/.\-] ?(?:19|20)\d\d|\d{1,2} +tháng +\d{1,2}(?: +năm +|/)(?:19|20)\d\d)"
_NUMBERED = re.compile(
    rf"(?<!\w)(?P<type>{_TYPE})(?P<of>(?: +[\w,&-]+){{0,6}}?) *(?:\( *)?(?P<so>[Ss]ố *:? *)?(?P<number>{_SYMBOL})(?![\d%.,]\d|%)"
    rf"(?P<date>,? *(?:ban hành +)?(?:\( *)?ngày +{_DATE}| +năm +(?:19|20)\d\d)?"
)
_AGAIN = re.compile(rf"(?:,|;| và| hoặc) *(?P<so>số *:? *)(?P<number>{_SYMBOL})(?P<date>,? *ngày +{_DATE})?")
_DATED = re.compile(
    rf"(?<!\w)(?P<type>[Nn]ghị quyết|[Qq]uyết định|[Cc]hỉ thị|[Cc]ông văn|[Cc]ông điện|[Vv]ăn bản|[Tt]hông báo|[Kk]ết luận|[Kk]ế hoạch|[Bb]áo cáo|[Tt]ờ trình|[Hh]ướng dẫn)"
    rf"(?P<date>,? +ngày +{_DATE})"
)
# What may stand between type and number: not a whole clause.
_OF = re.compile(
    r"(?: +(?:của|liên tịch|kết luận|Kết luận|hành động|phối hợp|khẩn|mật|hỏa tốc|này|trên|số|UBND|HĐND|tỉnh|huyện|Thủ|tướng|Chính|phủ|Tỉnh|Huyện|ủy|uỷ|Bộ|Ban|Trung|ương|Quốc|hội|Thành|các|[A-ZĐ][\w&-]*))*$"
)
_NAMED = re.compile(
    r"(?<!\w)(?P<type>[Nn]ghị quyết)(?: của)? +(?:"
    r"Trung ương +(?:\d+|[IVX]+|lần thứ [\w]+)(?:[ ,]*\(? ?(?:[Kk]h[oó][áa]|[Kk]hóa) +[IVX]+\)?)?"
    r"|(?:Đại hội|đại hội)(?: +(?:[Đđ]ại biểu|[Đđ]ảng(?: bộ)?|[Tt]oàn quốc|[Tt]ỉnh|[Hh]uyện|[Tt]hành phố|của|[A-ZĐ]\w*|lần|thứ|[IVX]+))+(?:,? *nhiệm kỳ +\d{4} ?[-–] ?\d{4})?"
    r")"
)
_QUOTED = re.compile(
    r"(?<!\w)(?P<type>[Đđ]ề án|[Cc]hương trình|[Kk]ế hoạch|[Cc]hiến lược|[Dd]ự án) *[“\"](?P<n>[^”\"\n]{8,200})[”\"]"
)
# A plan or scheme that is named by its subject and period.
_PERIODIC = re.compile(
    r"(?<!\w)(?P<type>Kế hoạch|Chương trình|Đề án|Chiến lược|Quy hoạch) +(?:[\w-]+,? +){2,16}?(?:giai đoạn|thời kỳ) +\d{4} ?[-–] ?\d{4}(?:,? *tầm nhìn (?:đến )?(?:năm )?\d{4})?"
)
_CONSTITUTION = re.compile(r"(?<!\w)Hiến pháp(?: +năm)? +(?:19|20)\d\d")


@cache
def _law() -> re.Pattern[str]:
    names = "|".join(re.escape(n).replace(r"\ ", " +") for n in sorted(lines("laws.txt"), key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?<![Pp]háp )(?P<type>[Ll]uật|Bộ luật|Bộ Luật|[Pp]háp lệnh)(?: +(?:về|[Ss]ửa đổi,? *bổ sung.{{0,40}}? của Luật))? +(?P<name>(?i:{names}))(?!\w)"
        rf"(?P<tail>(?:,? +số +{_SYMBOL})?(?:,? +ngày +{_DATE}| +năm +(?:19|20)\d\d| +(?:19|20)\d\d| *\((?:sửa đổi|năm \d{{4}})\))?)"
    )


def extract(reading: Reading) -> Iterator[Citation]:
    """One entry a cited document, in its fullest citation; every place in `where`."""
    best: dict[tuple[str, str], Citation] = {}
    for c in _citations(reading):
        key = (c.type.lower(), c.number.split("/")[0].lstrip("0")) if c.number else ("", c.text.lower())
        other = best.get(key)
        if other is None or len(c.text) > len(other.text):
            best[key] = c
        elif other.text == c.text:
            best[key] = replace(other, where=(*other.where, *c.where))
    yield from best.values()


def _citations(reading: Reading) -> Iterator[Citation]:
    flat = zones(reading.document).flat
    own = next((h.number for h in reading.of(Header) if h.number), None)
    taken: list[tuple[int, int]] = []
    at = 0
    while m := _NUMBERED.search(flat, at):
        if not _plausible(m):
            at = m.end("type")
            continue
        yield from _kept(reading, _numbered(reading, m, m["type"]), own)
        taken.append(m.span())
        at = m.end()
        while again := _AGAIN.match(flat, at):
            start = again.start("so")
            yield from _kept(
                reading, _made(reading, start, again.end(), m["type"], again["number"], again["date"]), own
            )
            taken.append((start, again.end()))
            at = again.end()
    for name, pattern in (
        ("law", _law()),
        ("named", _NAMED),
        ("quoted", _QUOTED),
        ("periodic", _PERIODIC),
        ("dated", _DATED),
        ("constitution", _CONSTITUTION),
    ):
        for m in pattern.finditer(flat):
            if any(a < m.end() and m.start() < b for a, b in taken):
                continue
            taken.append(m.span())
            kind = "Hiến pháp" if name == "constitution" else m["type"]
            number = re.search(rf"số +({_SYMBOL})", m.group())
            yield _made(
                reading, m.start(), m.end(), kind, number[1] if number else None, m.group(), f"references.{name}"
            )


def _plausible(m: re.Match[str]) -> bool:
    """A number behind a type is a citation if it says so, has a symbol or a date, or directly follows the type."""
    number, between = m["number"], m["of"] or ""
    if not _OF.match(between):
        return False
    symbol = "/" in number or "-" in number
    if not symbol and not m["so"]:
        if between.strip() or (
            re.match(r"(?i)(?:báo cáo|quy định|luật|hướng dẫn|thông báo|kết luận|tt|ct|kh)", m["type"])
            and not m["date"]
        ):
            return False
        if (m["date"] or "").strip().startswith("năm"):
            return False
        if not m["date"] and (
            len(number) > 4
            or m.string[m.end() : m.end() + 1] == "/"
            or re.match(
                r" +(?:nội dung|nhiệm vụ|điểm|dự án|tỷ|triệu|tháng|năm|ngày|người|đơn vị|xã)", m.string[m.end() :][:14]
            )
        ):
            return False
        if re.fullmatch(r"(?:19|20)\d\d", number):
            return False
    return bool(m["type"] not in ("NĐ", "NQ", "QĐ", "CT", "TT", "KH") or m["so"] or symbol)


def _numbered(reading: Reading, m: re.Match[str], kind: str) -> Citation:
    return _made(reading, m.start(), m.end(), kind, m["number"], m["date"])


def _kept(reading: Reading, c: Citation, own: str | None) -> Iterator[Citation]:
    if c.number != own or own is None:
        yield c


def _made(
    reading: Reading,
    start: int,
    end: int,
    kind: str,
    number: str | None,
    dated: str | None,
    by: str = "references.number",
) -> Citation:
    kind = " ".join(kind.split())
    value = None
    for e in expressions(dated or ""):
        if e.points and not e.span and e.points[0].year:
            value = e.points[0].iso()
    if reading.text[end - 1] in ",;":
        end -= 1
    text = reading.document.quote(start, end)
    if "(" in text and ")" not in text and reading.text[end : end + 1] == ")":
        end += 1
        text = reading.document.quote(start, end)
    return Citation(
        start=start,
        end=end,
        by=by,
        where=(Where("text", start, end),),
        text=text,
        type=kind[:1].upper() + kind[1:],
        number=re.sub(r"\s+", "", number).replace("–", "-").rstrip(".") if number else None,
        date=value,
    )
