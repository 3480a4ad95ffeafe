"""Cuts the body into clauses that may each be one directive, and says what stands over each: lead-ins and headings.

A clause is a sentence, or a part of one between semicolons (guidelines: one directive a sentence, bullet or item).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.document import Document
from corpus.layout import Paragraph, sentences
from extractors._zones import zones

_RANK = {"article": 0, "roman": 0, "number": 1, "letter": 2, "bullet": 3}


@dataclass(frozen=True, slots=True)
class Clause:
    """[start, end) of the text, with its place: paragraph index in the report, position in it, and its governors.

    `governors` are the spans of the lead-ins (ending in ":") and headings that stand over the paragraph, outermost
    first; `leads` says that the clause itself ends in ":" and governs what follows.
    """

    start: int
    end: int
    paragraph: int
    nth: int  # its number within the paragraph
    item: bool  # part of a semicolon list within its sentence, but not the first part
    leads: bool
    marker: str
    governors: tuple[tuple[int, int], ...]


@lru_cache(maxsize=16)
def clauses(document: Document) -> tuple[Clause, ...]:
    """The clauses of the report of `document`, in order."""
    z = zones(document)
    flat = z.flat
    report = z.report
    found: list[Clause] = []
    over: list[tuple[int, tuple[int, int]]] = []  # (rank, span) of open governors
    for i, p in enumerate(report):
        rank = _RANK.get(p.marker, 9)
        is_lead = flat[p.start : p.end].rstrip().endswith(":")
        heading = not is_lead and _is_heading(flat, p)
        if p.marker:
            over = [g for g in over if g[0] < rank]
        elif is_lead or heading:
            over = [g for g in over if g[0] < 1 and not heading] if not heading else []
        else:
            # A plain paragraph ends every list; headings go on to govern it.
            over = [
                g
                for g in over
                if (g[0] <= 1 and not flat[g[1][0] : g[1][1]].rstrip().endswith(":")) or _open_list(flat, report, i, g)
            ]
        spans = tuple(s for _, s in over)
        nth = 0
        for a, b in sentences(flat, p.body, p.end):
            for k, (c, d) in enumerate(_items(flat, a, b)):
                leads = flat[c:d].rstrip().endswith(":") and d >= p.end - 1
                found.append(Clause(c, d, i, nth, k > 0, leads, p.marker, spans))
                nth += 1
        if is_lead or heading:
            over = [*over, (rank if p.marker else -1 if is_lead else 0, (p.body, p.end))]
    return tuple(found)


def _open_list(flat: str, report: tuple[Paragraph, ...], i: int, governor: tuple[int, tuple[int, int]]) -> bool:
    """Does a lead-in right above, itself unmarked, govern this unmarked paragraph too?"""
    start, end = governor[1]
    if not flat[start:end].rstrip().endswith(":"):
        return False
    above = report[i - 1]
    return above.end == end or (above.start > end and flat[above.start : above.end].rstrip().endswith(";"))


def _is_heading(flat: str, p: Paragraph) -> bool:
    line = flat[p.start : p.end].strip()
    if not p.marker and not line.isupper():
        return False
    return line.isupper() or (
        len(line) < 130
        and not line.endswith((".", ";", ",", "!", "…", "./"))
        and p.marker in ("roman", "number", "article")
    )


def _items(flat: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a sentence between semicolons that stand in no bracket or quotation."""
    found = []
    depth, at = 0, start
    quoted = flat[start:end].count("“") == flat[start:end].count("”")
    straight = flat[start:end].count('"') % 2 == 0
    within = False
    for i in range(start, end):
        c = flat[i]
        if c == "(" or (c == "“" and quoted):
            depth += 1
        elif depth and (c == ")" or (c == "”" and quoted)):
            depth -= 1
        elif c == '"' and straight:
            within = not within
        elif c == ";" and ((depth == 0 and not within) or i - start > 400):
            found.append((at, i + 1))
            at = i + 1
    found.append((at, end))
    trimmed = []
    for a, b in found:
        words = flat[a:b]
        left = len(words) - len(words.lstrip(" -–+•*"))
        if a == start:
            left = len(words) - len(words.lstrip())
        right = len(words.rstrip())
        if right > left + 1:
            trimmed.append((a + left, a + right))
    return trimmed


ORDER = r"yêu cầu|giao(?: nhiệm vụ)?(?: cho)?|chỉ đạo|phân công|quyết định|thống nhất|đồng ý|ra lệnh|quán triệt|nghiêm cấm|chỉ thị|chấp thuận|cho phép|ủy quyền|kết luận"
REQUEST = r"đề nghị|kiến nghị|đề xuất|lưu ý|nhắc nhở|kêu gọi|đôn đốc|nhấn mạnh|cho rằng|khuyến nghị|gợi ý|góp ý|khuyến khích|định hướng|khẳng định|vận động|cần|nên|hãy"
WISH = r"mong(?: muốn| rằng)?|hy vọng|hi vọng|kỳ vọng"
_CUE = re.compile(rf"(?i)(?<!\w)(?:(?P<order>{ORDER})|(?P<request>{REQUEST})|(?P<wish>{WISH})|(?P<must>phải))(?!\w)")


def cue(words: str) -> str:
    """The class of the last verb of directing in `words`: order, request, wish, must, or "" for none."""
    last = ""
    for m in _CUE.finditer(words):
        last = m.lastgroup or ""
    return last


def cues(words: str) -> list[str]:
    """All verbs of directing in `words`, lower case, in order."""
    return [m.group().lower() for m in _CUE.finditer(words)]


# An unnamed group that is told to act (guidelines: "các phòng, ban, cơ quan, đơn vị").
GROUP = re.compile(
    r"(?i)(?<!\w)(?:(?:các|toàn thể|mỗi|từng|những|một số|hai|ba|quý|tất cả|mọi) +)?(?:thủ trưởng|người đứng đầu|lãnh đạo|cấp ủy|cấp uỷ|chính quyền|sở|ban|ngành|phòng|đơn vị|cơ quan|"
    r"địa phương|bộ|huyện|tỉnh|thành phố|xã|phường|thị trấn|thị xã|đoàn thể|tổ chức|hội(?! nghị| thảo| trường| nhập)|doanh nghiệp|nhà thầu|chủ đầu tư|cán bộ|công chức|viên chức|thành viên|trường|đại biểu|cấp|"
    r"người dân|nhân dân|hộ dân|hộ|bà con|tổ|thôn|bản|ấp|khối|nhà trường|bệnh viện|tập thể|cá nhân|đồng chí|đảng viên|hội viên|ủy ban|uỷ ban|phụ huynh|giáo viên|học sinh|vụ|cục|viện|trung tâm|chi cục|công an|đoàn (?:công tác|kiểm tra|kiểm toán|giám sát|thanh tra)|ban quản lý|trạm|chi bộ|đảng bộ|đảng ủy|lực lượng|ngân hàng|bên|nhà đầu tư|chủ rừng)(?!\w)"
)
