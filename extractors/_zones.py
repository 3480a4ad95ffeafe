"""What part of a text is the report or document itself, and what stands around it.

A page copied as text begins with menus and ends with lists of other articles; an official document begins with a
letterhead and ends with a signature block. Everything is told from the layout alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from corpus.canonical import fold
from corpus.document import Document
from corpus.layout import Paragraph
from corpus.stamps import stamped

# The type of an official document, as it stands alone in capitals (Nghị định 30/2020/NĐ-CP, phụ lục III) → kind.
TYPES = {
    "THÔNG BÁO": "notice",
    "KẾT LUẬN": "notice",
    "CÔNG ĐIỆN": "dispatch",
    "CÔNG ĐIỆN KHẨN": "dispatch",
    "CÔNG VĂN": "dispatch",
    "KẾ HOẠCH": "plan",
    "CHƯƠNG TRÌNH": "plan",
    "PHƯƠNG ÁN": "plan",
    "QUYẾT ĐỊNH": "decision",
    "NGHỊ QUYẾT": "decision",
    "CHỈ THỊ": "order",
    "BÁO CÁO": "report",
    "TỜ TRÌNH": "report",
    "GIẤY MỜI": "other",
    "HƯỚNG DẪN": "other",
    "BIÊN BẢN": "other",
    "LỜI KÊU GỌI": "other",
    "THƯ KÊU GỌI": "other",
    "THƯ NGỎ": "other",
    "THƯ CHÚC MỪNG": "other",
    "THƯ MỜI": "other",
    "LỊCH CÔNG TÁC": "other",
    "LỊCH": "other",
    "QUY CHẾ": "other",
    "ĐỀ ÁN": "other",
    "ĐỀ CƯƠNG": "other",
    "NGHỊ ĐỊNH": "other",
    "THÔNG TƯ": "other",
    "GIẤY MỜI HỌP": "other",
    "THÔNG CÁO BÁO CHÍ": "other",
}
_TYPE_LINE = re.compile(
    r"(?:" + "|".join(sorted((re.escape(t).replace(r"\ ", r" +") for t in TYPES), key=len, reverse=True)) + r")(?=\b)"
)
_MOTTO = re.compile(
    r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM|Độc\s+lập\s*[-–]\s*Tự\s+do"
)
NUMBER_LINE = re.compile(
    r"\b[Ss][ốÓốỐ]\s*:?\s*(?P<n>\d*[a-zA-Z]?\s*[/-]\s*[A-ZĐ][\wĐÀ-Ỹà-ỹ.&\-–]*(?:\s?[-/.]\s?[A-ZĐ&.\w]+)*)"
)
_SUBJECT = re.compile(r"(?:V/v|V/V|Về việc|v/v)\b")

_STAMP_WORDS = re.compile(
    r"(?i)ngày|đăng|cập nhật|xuất bản|thứ (?:hai|ba|tư|năm|sáu|bảy|\d)|chủ nhật|lúc|giờ|phút|tháng|năm|am|pm|sa|ch|gmt|"
    r"lượt xem|xem|đọc|tin|post(?:ed)?|date|by|admin|in|email|cỡ chữ|phát hành|thời gian|biên tập|tác giả|chuyên mục"
)
_TAIL = re.compile(
    r"(?i)(?:các )?(?:tin|bài|bài viết|tin tức|tin bài)s?(?: viết)? (?:liên quan|khác|đã đưa|cùng|mới|cũ|nóng|tiêu điểm|nổi bật|đọc nhiều|xem nhiều)|"
    r"tìm kiếm|website liên kết|liên kết website|thống kê truy cập|lượt (?:xem|truy cập|đọc)|số lượt|ý kiến bạn đọc|ý kiến phản hồi|bình luận|"
    r"gửi (?:bình luận|ý kiến|cho bạn)|chia sẻ|in (?:trang|bài)|quay (?:lại|về)|trở (?:về|lại|lên)|xem thêm|tags?\b|từ kh[óo]a|bản quyền|"
    r"đánh giá bài viết|đã truy cập|đang (?:online|truy cập)|hôm nay: *\d|lịch công tác|đăng nhập|đầu trang|về trang|\[trở|tin đã đưa|facebook|zalo|"
    r"copyright|cơ quan chủ quản|chịu trách nhiệm|giấy phép|tổng số|hits"
)
_CAPTION = re.compile(
    r"(?i)(?:ảnh|ảnh minh họa|hình ảnh|hình|photo|video|đ/c ảnh|chú thích|.{0,50}\.(?:jpe?g|png|gif|bmp))\b|"
    r"(?:toàn|quang|khung) cảnh|.{0,150}(?:\(ảnh|ảnh *:)"
)
_CAPTION_END = re.compile(r"(?i)(?:tại|ở|trong|dự|thăm|trao|chụp|kiểm tra|chủ trì|phát biểu|kết luận)\b.{0,90}$")
_NAME_WORD = r"[A-ZĐÀ-Ỹ][\wà-ỹ'’.]*"
_BYLINE = re.compile(
    rf"(?:(?:Tin|Bài|Ảnh|Nguồn|Theo|Tác giả|Tin,? (?:bài|ảnh)|Bài,? ảnh|Thực hiện|Biên tập|Người viết|Nguồn tin)\b.*|"
    rf"[(\[]?{_NAME_WORD}(?: ?[-–,&+/.]? ?{_NAME_WORD}){{0,6}}[)\].]?)$"
)


@dataclass(frozen=True)
class Zones:
    """The parts of one document; spans are [start, end) in its text.

    `body` holds the paragraphs that are read (captions and chrome left out); for an official document all of it, head
    and foot included. `head` and `foot` count paragraphs: the letterhead before index `head`, the signature block and
    list of recipients from index `foot` on.
    """

    document: Document
    official: bool
    kind: str
    headline: tuple[int, int] | None
    stamp: tuple[int, int] | None
    body: tuple[Paragraph, ...]
    head: int
    foot: int

    @cached_property
    def flat(self) -> str:
        """The text, same length, with everything outside the body blanked to line ends: what extractors match on."""
        source = self.document.layout.flat
        pieces = []
        at = 0
        for p in self.body:
            pieces += ["\n" * (p.start - at), source[p.start : p.end]]
            at = p.end
        pieces.append("\n" * (len(source) - at))
        return "".join(pieces)

    @property
    def report(self) -> tuple[Paragraph, ...]:
        """The body without letterhead and foot: what is said rather than who signs."""
        return self.body[self.head : self.foot]

    @cached_property
    def starts(self) -> tuple[int, int]:
        """Start and end of `report` in the text."""
        inner = self.report
        return (inner[0].start, inner[-1].end) if inner else (0, 0)


@lru_cache(maxsize=64)
def zones(document: Document) -> Zones:
    """The zones of `document`."""
    paragraphs = document.layout.paragraphs
    flat = document.layout.flat
    kind = _official_kind(flat, paragraphs)
    if kind:
        head = _head_end(flat, paragraphs)
        foot = _foot_start(flat, paragraphs, head)
        body = paragraphs[: _chrome_tail(flat, paragraphs, official=True)]
        return Zones(document, True, kind, None, None, body, min(head, len(body)), max(head, min(foot, len(body))))
    return _news(document, flat, paragraphs)


# Columns stand apart by a run of spaces; where a converter left one space only, the motto or the place line tells.
_COLUMN = re.compile(
    r" {3,}|\n| (?=CỘNG H(?:ÒA|OÀ) XÃ HỘI|Độc lập - Tự do|ĐẢNG CỘNG SẢN VIỆT NAM)|(?<=[A-ZĐ\d]) (?=[A-ZĐÀ-Ỹ][\w.]+(?: [A-ZĐÀ-Ỹ][\w.]+){0,4}, *ngày)"
)


def cells(flat: str, start: int, end: int) -> list[tuple[int, int]]:
    """The columns of one line: pieces between runs of three or more spaces."""
    found = []
    at = start
    for m in _COLUMN.finditer(flat[start:end]):
        if m.start() + start > at:
            found.append((at, start + m.start()))
        at = start + m.end()
    if end > at:
        found.append((at, end))
    return found


def type_line(flat: str, p: Paragraph) -> str | None:
    """The document type that this paragraph opens with, standing in capitals; None if it is none."""
    m = _TYPE_LINE.match(flat, p.start, p.end)
    if not m:
        return None
    rest = flat[m.end() : p.end].strip()
    if rest and not (rest.isupper() or (len(rest) < 200 and re.match(r"(?:Về|V/v|Kết luận|Tại|Số|\(|[:\-–])", rest))):
        return None
    return " ".join(m.group().split())


def _official_kind(flat: str, paragraphs: tuple[Paragraph, ...]) -> str:
    top = paragraphs[:26]
    if not top:
        return ""
    zone = flat[top[0].start : top[-1].end][:2500]
    motto = bool(_MOTTO.search(zone))
    number = bool(NUMBER_LINE.search(zone[:1200]))
    letter = bool(re.search(r"Kính gửi", zone))
    for i, p in enumerate(top):
        kind = type_line(flat, p)
        if kind and (motto or number or i < 3) and not (p.end - p.start > 400):
            return TYPES[kind]
        for a, b in cells(flat, p.start, p.end)[1:] if motto else ():
            m = _TYPE_LINE.fullmatch(flat, a, b)
            if m:
                return TYPES[" ".join(m.group().split())]
    if (motto or number) and (letter or _SUBJECT.search(zone)):
        return "dispatch"
    if motto and number:
        return "other"
    return "other" if motto and re.search(r"Nơi nhận", flat) else ""


_OPENING = re.compile(
    r"(?:Ngày|Thực hiện|Căn cứ|Trong|Để|Nhằm|Sau khi|Vừa qua|Theo|Tại|Sáng|Chiều|Xét|Trên cơ sở|Kính gửi|Thời gian|Hiện nay|"
    r"Từ ngày|Hôm nay|Ủy ban|Uỷ ban|UBND|Văn phòng|Sở|Bộ|Phòng|Ban|Chủ tịch|Phó|Nhân|Qua|Được|Tiếp theo|Hưởng ứng|Với|Do|Ngay|Đến nay)\b"
)


def _head_end(flat: str, paragraphs: tuple[Paragraph, ...]) -> int:
    """Index of the first paragraph behind letterhead and title."""
    after = 0
    for i, p in enumerate(paragraphs[:30]):
        line = flat[p.start : p.end]
        if (
            _MOTTO.search(line)
            or NUMBER_LINE.match(line)
            or type_line(flat, p)
            or _SUBJECT.match(line)
            or re.match(r"Kính gửi", line)
            or _place_date(line)
        ):
            after = i + 1
    # What follows the type line in capitals, or short and without a full stop, is the subject.
    while after < len(paragraphs) - 1 and after < 34:
        line = flat[paragraphs[after].start : paragraphs[after].end]
        subject = (
            len(line) < 420
            and re.match(r"(?i)(?:kết luận|về|v/v|ý kiến) ", line)
            and not line.endswith((".", ":", ";"))
        )
        prose = not subject and (len(line) > 160 or line.endswith((".", ":", ";", ",")) or paragraphs[after].marker)
        if line.isupper() or re.match(r"[-–—_=*\s]+$", line) or (not prose and not _OPENING.match(line)):
            after += 1
        else:
            break
    return after


_OFFICE_CAPS = (
    r"(?:(?:Q\.|QUYỀN|PHÓ|KT\.?|TM\.?|TL\.?|TUQ\.?|THỪA|T\.M|K\.T) *)*(?:CHỦ TỊCH|GIÁM ĐỐC|CHÁNH|VỤ TRƯỞNG|CỤC TRƯỞNG|BỘ TRƯỞNG|"
    r"THỨ TRƯỞNG|CHỦ NHIỆM|TRƯỞNG|BÍ THƯ|THỦ TƯỚNG|VIỆN TRƯỞNG|HIỆU TRƯỞNG|TỔNG|THƯỜNG TRỰC|BAN THƯỜNG VỤ|ỦY BAN|UỶ BAN|UBND|"
    r"TỔNG GIÁM ĐỐC|VĂN PHÒNG|THÀNH VIÊN|CHỈ HUY|THỐNG ĐỐC|KIỂM TOÁN|CHI CỤC|ĐỘI TRƯỞNG|HẠT TRƯỞNG|BAN CHỈ ĐẠO|BAN CHẤP HÀNH|PHÓ)"
)
_SIGNING = re.compile(rf"(?:(?:KT|TM|TL|TUQ|T/M|K/T|T\.M|K\.T|Q|T/L)\.?\s*)?{_OFFICE_CAPS}")


def signing(line: str) -> bool:
    """Is this a line of a signature block, an office in capitals?"""
    return line.isupper() and bool(_SIGNING.match(line))


def _foot_start(flat: str, paragraphs: tuple[Paragraph, ...], head: int) -> int:
    """Index of the first paragraph of the signature block or of the list of recipients, none of the first `head`."""
    n = len(paragraphs)
    for i in range(n - 1, max(head - 1, n - 45), -1):
        if re.match(r" *N[ơƠ][iI] (?:nhận|NHẬN)", flat[paragraphs[i].start : paragraphs[i].end]):
            # The block may stand beside or above the list.
            while i > head and _signing_line(flat, paragraphs[i - 1]):
                i -= 1
            return i
    first = n
    for i in range(n - 1, max(head - 1, n - 12), -1):
        if _signing_line(flat, paragraphs[i]):
            first = i
    return first


def _signing_line(flat: str, p: Paragraph) -> bool:
    return any(signing(flat[a:b].strip()) for a, b in cells(flat, p.start, p.end))


def _place_date(line: str) -> bool:
    return bool(PLACE_DATE.search(line))


# Place and date of an official document: "Hà Nội, ngày 25 tháng 11 năm 2025".
PLACE_DATE = re.compile(
    r"(?<![\w/.\-])(?P<place>(?:TP\.? ?|Tp\.? ?|Thành phố |Thị xã |Huyện |Xã |Phường |Thị trấn |Đặc khu )?[A-ZĐÀ-Ỹ][\wà-ỹ’'.]*(?:[ -][A-ZĐÀ-Ỹ][\wà-ỹ’'.]*){0,4})\s*,\s*"
    r"(?P<date>ngày\s*(?P<d>\d{0,2})[.… ]*\s*tháng\s*(?P<m>\d{0,2})[.… ]*\s*năm\s*(?P<y>\d{4}))"
)


def _news(document: Document, flat: str, paragraphs: tuple[Paragraph, ...]) -> Zones:
    stamp = _stamp(document, flat, paragraphs)
    first = _first_prose(flat, paragraphs)
    marked = next(((m.start, m.end) for m in document.marks if m.kind == "headline"), None)
    headline = marked or _headline(flat, paragraphs, first, stamp)
    if headline:
        first = max(first if first < len(paragraphs) else 0, 0)
        behind = [i for i, p in enumerate(paragraphs) if p.start >= headline[1]]
        first = behind[0] if behind else len(paragraphs)
    last = _chrome_tail(flat, paragraphs, official=False)
    byline = {(m.start, m.end) for m in document.marks if m.kind == "byline"}
    body = []
    for i in range(first, last):
        p = paragraphs[i]
        if (
            (stamp and p.start <= stamp[0] < p.end)
            or (p.start, p.end) in byline
            or _is_caption(flat, paragraphs, i, last)
        ):
            continue
        body.append(p)
    while body and _is_byline(flat, body[-1]):
        body.pop()
    return Zones(document, False, "news", headline, stamp, tuple(body), 0, len(body))


def _stamp(document: Document, flat: str, paragraphs: tuple[Paragraph, ...]) -> tuple[int, int] | None:
    """The date within the article's own publication stamp."""
    for mark in document.marks:
        if mark.kind == "stamp":
            found = stamped(flat[mark.start : mark.end])
            if found:
                return mark.start + found.start, mark.start + found.end
    order = list(range(min(len(paragraphs), 14)))
    order += list(range(len(paragraphs) - 1, max(13, len(paragraphs) - 5), -1))
    for i in order:
        p = paragraphs[i]
        if p.end - p.start > 90:
            continue
        line = flat[p.start : p.end]
        found = stamped(line)
        if not found:
            continue
        rest = _STAMP_WORDS.sub("", line[: found.start] + line[found.end :])
        if sum(c.isalpha() for c in rest) <= (14 if i < 14 else 4):
            return p.start + found.start, p.start + found.end
    return None


def _first_prose(flat: str, paragraphs: tuple[Paragraph, ...]) -> int:
    """Index of the first paragraph that reads like a report rather than like a menu or headline."""
    for i, p in enumerate(paragraphs):
        n = p.end - p.start
        if n >= 260 or (n >= 70 and flat[p.start : p.end].rstrip('”"’) ').endswith((".", "…", ":", ";"))):
            return i
    return min(1, len(paragraphs))


def _headline(
    flat: str, paragraphs: tuple[Paragraph, ...], first: int, stamp: tuple[int, int] | None
) -> tuple[int, int] | None:
    """The likeliest headline among the lines before the first prose: long, near the stamp, its words said again below."""
    below = set(
        fold(flat[paragraphs[first].start : paragraphs[first].start + 4000] if first < len(paragraphs) else "").split()
    )
    best, best_score = None, 0.0
    for i in range(min(first, 40)):
        p = paragraphs[i]
        line = flat[p.start : p.end]
        words = fold(line).split()
        if len(words) < 4 or (stamp and p.start <= stamp[0] < p.end) or _TAIL.match(line):
            continue
        again = sum(w in below for w in words) / len(words)
        near = 0.25 if first - i <= 2 else 0.1 if first - i <= 4 else 0.0
        beside = 0.2 if stamp and abs(_index(paragraphs, stamp[0]) - i) == 1 else 0.0
        score = min(len(words), 14) / 14 + again + near + beside - (0.5 if line.endswith(".") else 0)
        if score > best_score:
            best, best_score = (p.start, p.end), score
    if best is None and paragraphs and first == 0 and flat[paragraphs[0].start : paragraphs[0].end][-1] not in ".:;":
        return paragraphs[0].start, paragraphs[0].end
    return best


def _index(paragraphs: tuple[Paragraph, ...], offset: int) -> int:
    return next((i for i, p in enumerate(paragraphs) if p.start <= offset < p.end), -9)


def _chrome_tail(flat: str, paragraphs: tuple[Paragraph, ...], *, official: bool) -> int:
    """Index behind the last paragraph of the document itself."""
    n = len(paragraphs)
    if official:
        return n
    prose = [i for i, p in enumerate(paragraphs) if p.end - p.start > 150]
    half = prose[len(prose) // 2] if prose else 0
    for i in range(half + 1, n):
        p = paragraphs[i]
        if p.end - p.start < 75 and _TAIL.match(flat, p.body, p.end):
            n = i
            break
    # Whatever short lines follow the last sentence (bylines, counters) are not body either.
    last = n
    while last > half + 1:
        p = paragraphs[last - 1]
        if p.end - p.start >= 90 or (
            flat[p.start : p.end].rstrip('”"’) ').endswith((".", "…", ";", ":", "!", "?", "./"))
            and p.end - p.start > 14
        ):
            break
        if p.marker == "bullet" and p.end - p.start > 30:
            break
        last -= 1
    return last


def _is_caption(flat: str, paragraphs: tuple[Paragraph, ...], i: int, last: int) -> bool:
    p = paragraphs[i]
    line = flat[p.start : p.end]
    if len(line) > 220 or p.marker:
        return False
    if _CAPTION.match(line):
        return True
    if line.rstrip('”"’) ').endswith((".", ":", ";", "…", "!", "?", ",")) or i + 1 >= last:
        return False
    return len(line) < 160 and bool(_CAPTION_END.search(line))


def _is_byline(flat: str, p: Paragraph) -> bool:
    line = flat[p.start : p.end]
    return len(line) < 70 and not (line.endswith(".") and len(line) > 26) and bool(_BYLINE.match(line))
