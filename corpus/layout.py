"""The physical layout of a text: which line breaks are only wraps, where paragraphs, list items and sentences begin.

Nothing here changes the text. `Layout.flat` has the very same length: a line break that only wraps a paragraph is a
space in it, so that a pattern can be matched over it while its offsets count in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

# What opens a list item: "1.", "1.2.", "2)", "a)", "IV.", "-", "–", "+", "*", "•", "Điều 3." (longest first).
MARKER = re.compile(
    r"[ \t]*(?:(?P<article>Điều[ ]+\d{1,3}[.:])"
    r"|(?P<roman>(?:X{1,2}|X?(?:IX|IV|V?I{1,3}|V))[.)/-](?=[ \t]))"
    r"|(?P<number>\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)/](?=[ \t]|[A-ZĐÀ-Ỹ])|\d{1,2}(?:\.\d{1,2}){1,3}(?=[ \t]+[A-ZĐÀ-Ỹ]))"
    r"|(?P<letter>\(?[a-zđ][.)](?=[ \t]))"
    "|(?P<bullet>[-–—+*•●▪◦\uf02d\uf0a7\uf0b7\uf0d8\uf0fc](?![-–—+*\\d])))"
    r"[ \t]*"
)
_TERMINAL = tuple('.;:!?…”"»)/')
_COLUMN_GAP = re.compile(r"\S(?: {4,}|[ ]*\t[ \t]*)\S")
_DATE_TAIL = re.compile(r"(?:ngày|tháng|năm|số|Số:?|khoản|điều|Điều|Khoản|và|của|các|theo|tại)$")
# A name that cannot end here: the line below goes on with it, short as this one may be.
_OPEN_NAME = re.compile(
    r"(?<!\w)(?:nhân dân|Sở|Bộ|Ban|Công an|Văn phòng|Chủ tịch|Giám đốc|UBND|HĐND|Thành|tỉnh|huyện|thành phố|xã|phường|Thủ tướng|Chính|Phó|"
    r"Trưởng|Tổng|Trung|Quốc|Ủy|Uỷ|Ủy ban|Hội đồng|số|Nghị|Quyết|Chỉ|Công|Thông|Kế|Đồng)$"
)
# The stamp of a page: "thứ năm, 08 08 2019 08:52".
_STAMP_LINE = re.compile(
    r"(?i)(?:thứ (?:hai|ba|tư|năm|sáu|bảy|\d)|chủ nhật|(?:ngày )?đăng|cập nhật|lúc)\W.{0,12}\d{1,2}\D.{4,40}$"
)
# "…, Hưng Yên, Ninh / Bình, Bắc Ninh": the rest of a name within a list.
_IN_LIST = re.compile(r"[A-ZĐÀ-Ỹ][a-zà-ỹ]+,")
_RULE_LINE = re.compile(r"[-–—_=*. ]{3,}$")
_PLACE_LINE = re.compile(r"[A-ZĐÀ-Ỹ][^,\n]{1,30}, *ngày")
_PAGE_NUMBER = re.compile(r"(?:Trang[ ]+)?\d{1,3}(?:/\d{1,3})?$")

# An abbreviation whose full stop ends no sentence.
_ABBREVIATED = re.compile(
    r"(?:^|[\s(“\"])(?:TP|Tp|tp|TX|Tx|tx|TT|Q|P|H|X|TS|Ts|ThS|Ths|PGS|GS|BS|KS|CN|LS|NGND|NGƯT|NSND|NSƯT|BSCK\w*|"
    r"Bs|Ks|ĐC|Đ/c|đ/c|đc|Mr|Mrs|Ms|Dr|St|No|Tr|tr|v\.v|vv|VD|vd|[A-ZĐ]|[A-Z]\.[A-Z])\.$"
)
_SENTENCE_END = re.compile(r"(?:[.!?]+|…)[”\"’')\]]*(?=\s)|\n")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or list item of the text: [start, end) with its marker; `body` is where the words behind it begin."""

    start: int
    body: int
    end: int
    marker: str  # "", "article", "roman", "number", "letter" or "bullet"
    label: str  # the marker as it stands, e.g. "2." or "-"


@dataclass(frozen=True)
class Layout:
    """The layout of one text. See the module's description."""

    flat: str
    paragraphs: tuple[Paragraph, ...]

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Start and end of every sentence, paragraph by paragraph; list markers left out."""
        return tuple(s for p in self.paragraphs for s in sentences(self.flat, p.body, p.end))

    def paragraph_at(self, offset: int) -> int:
        """Index of the paragraph that holds `offset`, or of the last one that begins before it; -1 for none."""
        low, high = 0, len(self.paragraphs)
        while low < high:
            middle = (low + high) // 2
            if self.paragraphs[middle].start <= offset:
                low = middle + 1
            else:
                high = middle
        return low - 1


def sentences(flat: str, start: int, end: int) -> list[tuple[int, int]]:
    """Start and end of the sentences in flat[start:end], trimmed; abbreviations and numbers end none."""
    found: list[tuple[int, int]] = []
    at = start
    for m in _SENTENCE_END.finditer(flat, start, end):
        stop = m.end()
        if m.group().startswith(".") and not m.group().startswith(".."):
            if _ABBREVIATED.search(flat, max(at, m.start() - 8), m.start() + 1):
                continue
            after = flat[stop : stop + 12].lstrip()
            # "… của tỉnh. ông" is a typist's slip, but "12. 500" or "tr. đồng" are none.
            if after and (after[0].islower() or (after[0].isdigit() and flat[m.start() - 1].isdigit())):
                continue
        elif m.group().startswith(("…", "..")):
            after = flat[stop : stop + 4].lstrip()
            if after and not (after[0].isupper() or after[0] in '“"-'):
                continue
        _trimmed(flat, at, stop, found)
        at = stop
    _trimmed(flat, at, end, found)
    return found


def _trimmed(flat: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    piece = flat[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if right > left:
        found.append((start + left, start + right))


def lay_out(text: str) -> Layout:
    """The `Layout` of `text` (canonical). Linear in its length."""
    lines = _lines(text)
    width = _wrap_width([text[a:b] for a, b in lines])
    short_first = bool(width) and _short_first(text, lines, width)
    flat = list(re.sub(r"[^\S\n]", " ", text))
    starts: list[tuple[int, int]] = []  # paragraphs
    previous: tuple[int, int] | None = None
    for a, b in lines:
        if previous is not None and (
            _wraps(text, previous, (a, b), width)
            or (short_first and previous[0] == starts[-1][0] and _first_line(text, previous, (a, b), width))
        ):
            for i in range(previous[1], a):
                flat[i] = " "
            starts[-1] = (starts[-1][0], b)
        else:
            starts.append((a, b))
        previous = (a, b)
    joined = "".join(flat)
    return Layout(joined, tuple(_paragraph(joined, a, b) for a, b in starts))


def _lines(text: str) -> list[tuple[int, int]]:
    """Start and end of each line that is not blank, white space left out at both ends."""
    found: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        _trimmed(text, at, at + len(line), found)
        at += len(line) + 1
    return found


def _wrap_width(lines: list[str]) -> int:
    """The width at which this text's lines were broken by a typist or converter; 0 where they were not."""
    long = sorted(len(line) for line in lines if len(line) > 30)
    if len(long) < 6:
        return 0
    width = long[int(len(long) * 0.8)]
    if width > 130:
        return 0
    full = [line for line in lines if len(line) >= 0.75 * width]
    open_ended = sum(not line.endswith(_TERMINAL) for line in full)
    return width if len(full) >= 5 and open_ended > 0.55 * len(full) else 0


def _short_first(text: str, lines: list[tuple[int, int]], width: int) -> bool:
    """Are the first lines of paragraphs shorter than the others? So they are in texts taken from the source of a page,
    whose editor broke its lines counting the marks before a paragraph too."""
    short = 0
    for (a, b), (c, d) in pairwise(lines):
        open_ended = not text[a:b].endswith(_TERMINAL) and text[c].islower()
        short += open_ended and 0.3 * width < b - a < 0.72 * width and d - c >= 0.8 * width
    return short >= 2


def _first_line(text: str, above: tuple[int, int], below: tuple[int, int], width: int) -> bool:
    """Does the short first line `above` of a paragraph go on in the full line `below`? A heading's line is followed by
    a first line, which is short itself."""
    upper, lower = text[above[0] : above[1]], text[below[0] : below[1]]
    return (
        len(upper) >= 0.33 * width
        and len(lower) >= 0.8 * width
        and not upper.isupper()
        and not lower[:12].isupper()
        and not upper.endswith((*_TERMINAL, "./"))
        and not MARKER.match(lower)
        and not _PLACE_LINE.match(upper)
    )


def _wraps(text: str, above: tuple[int, int], below: tuple[int, int], width: int) -> bool:
    """Is the break between these two neighbouring lines only a wrap?"""
    upper, lower = text[above[0] : above[1]], text[below[0] : below[1]]
    if "\n\n" in text[above[1] : below[0]].replace(" ", "").replace("\t", ""):
        return False
    if _COLUMN_GAP.search(upper) or _COLUMN_GAP.search(lower) or _RULE_LINE.match(upper) or _RULE_LINE.match(lower):
        return False
    if MARKER.match(lower) and not _DATE_TAIL.search(upper):
        # "Ninh Bình\n- Hải Phòng": a dash that continues a wrapped line stands after an open end.
        if not (width and len(upper) > 0.7 * width and lower[0] in "-–" and not upper.endswith(_TERMINAL)):
            return False
    if len(lower) < 60 and _STAMP_LINE.match(lower):
        return False
    if lower.startswith("Nơi nhận") or _PLACE_LINE.match(lower) or (_PAGE_NUMBER.match(lower) and len(upper) < 40):
        return False
    if _DATE_TAIL.search(upper) and (lower[0].isdigit() or width):
        return True
    if upper.endswith((".", ";", ":", "!", "?", "…", "./", "/.")):
        return False
    if lower[0].islower():
        return len(upper) > 3 or upper[0].isupper()
    if width and _OPEN_NAME.search(upper) and not upper.isupper() and len(lower) > 12:
        return True
    if upper.endswith(",") and (len(upper) > 25 or (width and not upper.isupper())):
        return True
    if width and not upper.isupper() and _IN_LIST.match(lower) and upper.split()[-1][:1].isupper():
        return True
    return bool(width) and len(upper) >= 0.72 * width and (not upper.isupper() or lower.isupper())


def _paragraph(flat: str, start: int, end: int) -> Paragraph:
    m = MARKER.match(flat, start, end)
    if not m or m.end() >= end:
        return Paragraph(start, start, end, "", "")
    kind = m.lastgroup or ""
    return Paragraph(start, m.end(), end, kind, m.group().strip())
