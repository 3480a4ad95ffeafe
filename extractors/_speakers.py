"""Who speaks: every mention of a person (full name, short name, title alone, "ông", "đồng chí") bound to its person,
and for each clause the one whose words it reports.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from corpus.canonical import fold
from corpus.document import Reading
from extractors._clauses import ORDER, REQUEST, WISH, Clause, clauses
from extractors._titles import HONORIFIC, office
from extractors._units import UPPER
from extractors._zones import Zones, zones
from extractors.header import Header
from extractors.officials import Official, title_spans
from extractors.units import Unit


class Mention(NamedTuple):
    """A mention at [start, end) of `who`: a person's full name, or the words themselves where no person is settled."""

    start: int
    end: int
    who: str
    named: bool  # `who` is a person's name


_SHORT = re.compile(
    rf"(?<!\w)(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|[Đđ]/c|[Aa]nh|[Cc]hị) +(?P<n>[{UPPER}][\w’']+(?: [{UPPER}][\w’']+)?)(?! ?[{UPPER}])"
)
_PRONOUN = re.compile(
    r"(?<!\w)(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|[Vv]ị (?:này|lãnh đạo này|chủ tịch|bộ trưởng|giám đốc)[\w ]{0,6}?|[Tt]ư lệnh ngành[\w ]{0,20}?|[Nn]gười đứng đầu[\w ]{0,24}?)(?= (?:cũng|đã|đề|yêu|nhấn|cho|chỉ|nêu|lưu|mong|khẳng|phát|đánh|kết|thống|nói|giao|phân|ghi|biểu|bày|chia|phàn|đặc|tin|hy|khuyến|kêu|gợi|nhắc|đồng|và|còn|tiếp|thẳng|thừa|phân|lý|gửi|quán|cần|băn|dẫn|kiến)\w*)"
)
_SAYS = re.compile(
    rf"(?i)(?<!\w)(?:{ORDER}|{REQUEST}|{WISH}|phát biểu|nói|cho biết|cho hay|nêu|chỉ rõ|đánh giá|ghi nhận|biểu dương|chia sẻ|thông tin|trình bày|phân tích|cảm ơn|gửi lời|"
    r"nhận định|có ý kiến|báo cáo|bày tỏ|chỉ ra|đồng tình|tin tưởng|trả lời|thừa nhận|phàn nàn|kết luận|chúc mừng|tiếp thu|trao đổi|đặt vấn đề|phản ánh|dẫn chứng|nhận xét|băn khoăn|thẳng thắn|điện)(?!\w)"
)


def mentions(reading: Reading) -> list[Mention]:
    """Every mention of somebody who may speak, in the order of the text."""
    z = zones(reading.document)
    flat = z.flat
    officials = reading.of(Official)
    names = sorted((w.start, w.end, o.name) for o in officials for w in o.where if w.field == "name")
    found = [Mention(a, b, n, True) for a, b, n in names]
    taken = [(a, b) for a, b, _ in names]
    by_given = {o.name.split()[-1].lower(): o.name for o in officials}
    by_pair = {" ".join(o.name.split()[-2:]).lower(): o.name for o in officials}
    for m in _SHORT.finditer(flat):
        if _inside(taken, *m.span("n")):
            continue
        short = m["n"].lower()
        who = by_pair.get(short) or by_given.get(short.split()[-1])
        if who:
            found.append(Mention(*m.span(), who, True))
    titles = title_spans(z)
    beside = sorted((w.start, w.end) for o in officials for w in o.where if w.field == "titles")
    for a, b in sorted(titles):
        if _inside(beside, a, b) or _beside(names, a, b, flat) or _inside(taken, a, b):
            continue
        words = " ".join(flat[a:b].split())
        # A title that was tagged together with the name behind it is that person's.
        within = next((o.name for o in officials if words.endswith(f" {o.name}")), None)
        who = within or _holder(words, officials, names, a)
        if who is None and not words[0].isupper():
            continue
        found.append(Mention(a, b, who or words, who is not None))
    found.sort()
    last: list[Mention] = []
    for m in _PRONOUN.finditer(flat):
        at = bisect_left(found, Mention(m.start(), 0, "", False))
        earlier = next((x for x in reversed(found[:at]) if x.named and m.start() - x.end < 1500), None)
        if earlier and not _inside(taken, *m.span()):
            last.append(Mention(m.start(), m.end(), earlier.who, True))
    return sorted([*found, *last])


def _inside(spans: Sequence[tuple[int, int]], a: int, b: int) -> bool:
    return any(c < b and a < d for c, d in spans)


def _beside(names: Sequence[tuple[int, int, str]], a: int, b: int, flat: str) -> bool:
    """Does this title stand with a name (then the name's own mention counts)?"""
    joint = re.compile(rf"[\s,–\-]*(?:{HONORIFIC})?[\s,–\-]*(?:[\w ,–\-]{{0,3}})$")
    return any((0 <= x - b <= 14 and joint.match(flat[b:x])) or 0 <= a - y <= 4 for x, y, _ in names)


def _holder(words: str, officials: Sequence[Official], names: Sequence[tuple[int, int, str]], at: int) -> str | None:
    """The person, mentioned nearest before, one of whose titles `words` repeats or shortens."""
    asked = fold(words)
    best: tuple[int, int, str] | None = None
    for o in officials:
        fit = 0
        if o.roles == ("signer",):
            continue  # "Chủ tịch UBND huyện yêu cầu" is not the deputy who signs in his place
        for t in o.titles:
            held = fold(t)
            if held == asked:
                fit = 3
            elif (
                held.startswith(asked + " ")
                or (asked.startswith(held + " ") and held in ("thu tuong", "pho thu tuong"))
                or _spelt(held) == _spelt(asked)
                or _spelt(held).startswith(_spelt(asked) + " ")
            ):
                fit = max(fit, 2)
        if not fit:
            continue
        near = max((a for a, _, n in names if n == o.name and a < at), default=-1)
        if best is None or (near >= 0, fit, near) > (best[0] >= 0, best[1], best[0]):
            best = (near, fit, o.name)
    return best[2] if best else None


def _spelt(words: str) -> str:
    return (
        words.replace("uy ban nhan dan", "ubnd").replace("hoi dong nhan dan", "hdnd").replace("chinh phu", "").strip()
    )


_INSTRUCTS = re.compile(
    r"(?i)có ý kiến(?: chỉ đạo)?(?: như sau)?|chỉ đạo như sau|(?:đã )?kết luận(?:,? chỉ đạo)?(?: như sau)?|giao nhiệm vụ như sau"
)


# A standing committee that concludes as a body, whoever was in the chair.
_BODY_CONCLUDES = re.compile(
    r"(?i:kết luận)(?i: của) (?P<body>(?:Thường trực|Ban Thường vụ|Ban Chỉ đạo|Ủy ban Kiểm tra|UBKT)[^,;:.\n]{3,44}?)(?= +(?:tại|về|ngày|trong|đối với|sau)\b|[,:.\n]|$)"
)


# "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH điện:" (dispatches).
_WIRES = re.compile(
    r"(?m)^ *(?P<who>(?:THỦ TƯỚNG|CHỦ TỊCH|BỘ TRƯỞNG|TỔNG GIÁM ĐỐC|GIÁM ĐỐC|TRƯỞNG BAN|Thủ tướng|Chủ tịch|Bộ trưởng|Tổng Giám đốc|Giám đốc|Trưởng ban)[^\n:;.]{0,90}?) +(?:gửi +)?điện *:"
)
# A body speaks in these by itself, whoever led a meeting that they mention.
_OWN_ACTS = frozenset({"plan", "decision", "report"})


# "Ban Chỉ đạo cần duy trì …", "Phó Thủ tướng được giao …": who stands before these is told and tells nobody.
_IS_TOLD = re.compile(r"(?i)(?:cần|nên|hãy|phải|sẽ|được|sớm|khẩn trương|tiếp tục|chủ trì|phối hợp)(?!\w)")
# What a body may do to others by these it may just as well be told to do.
_MAY_BE_TOLD = re.compile(
    r"(?i)(?:đôn đốc|vận động|báo cáo|chỉ đạo|trao đổi|phản ánh|thông tin|đánh giá|phân tích|điện)$"
)


class Speakers:
    """For each clause the issuer of its words: (text, span, is a person)."""

    def __init__(self, reading: Reading) -> None:
        """Bind the mentions of `reading` and settle who concludes, if anybody does."""
        self.reading = reading
        self.zones: Zones = zones(reading.document)
        self.flat = self.zones.flat
        self.mentions = mentions(reading)
        self.starts = [m.start for m in self.mentions]
        self.units = sorted((w.start, w.end) for u in reading.of(Unit) if u.type == "agency" for w in u.where)
        self.titles = dict(title_spans(self.zones))
        self.current: Mention | None = None
        self.paragraph = -1
        header = next(iter(reading.of(Header)), None)
        self.official = self.zones.official
        self.default = self._default(header)

    def _default(self, header: Header | None) -> Mention | None:
        """Who speaks in an official document: whoever concludes or instructs by name, else the subject of its first
        lead-in ("Ủy ban nhân dân tỉnh yêu cầu …:"), else the issuing body."""
        if not self.official:
            return None
        body = _BODY_CONCLUDES.search(self.flat)
        if body:
            start, end = body.span("body")
            return Mention(start, end, self.reading.document.quote(start, end), False)
        wired = _WIRES.search(self.flat, 0, self.zones.starts[0] + 600)
        if wired:
            return Mention(*wired.span("who"), self.reading.document.quote(*wired.span("who")), False)
        kind = header.kind if header else "other"
        chair = next((o for o in self.reading.of(Official) if "chair" in o.roles), None)
        if kind in _OWN_ACTS:
            chair = None
        instructing = _INSTRUCTS.search(self.flat, *self.zones.starts)
        if instructing and not chair:
            at = instructing.start()
            named = [m for m in self.mentions if m.named and at - 130 < m.start < at]
            # "Chủ tịch UBND tỉnh có ý kiến chỉ đạo như sau": an office that the text never names speaks for itself.
            beside = [m for m in self.mentions if at - m.end < 12 and m.start < at]
            if named and not beside:
                return named[-1]
            if beside and beside[-1].named:
                return beside[-1]
            offices = [
                m
                for m in office().finditer(self.flat, max(0, at - 90), at)
                if not re.search(r"[.;:\n]", self.flat[m.end() : at])
            ]
            if offices:
                start, end = offices[-1].start(), len(self.flat[:at].rstrip())
                words = re.sub(r" (?:thống nhất|nhất trí|đã|cũng|có|phát biểu|xin|vừa)$", "", self.flat[start:end])
                end = start + len(words)
                return Mention(start, end, self.reading.document.quote(start, end), False)
        if chair:
            return Mention(chair.start, chair.end, chair.name, True)
        leads = [lead for c in clauses(self.reading.document) if c.leads and (lead := self._own(c.start, c.end))]
        bodies = [m for m in leads if (m.start, m.end) in self.units]
        issuer = fold(header.issuer or "") if header else ""
        own = [m for m in bodies if fold(m.who) == issuer]
        for lead in own or (leads if kind not in _OWN_ACTS else bodies):
            return lead
        if header and header.issuer:
            where = next(w for w in header.where if w.field == "issuer")
            return Mention(where.start, where.end, header.issuer, False)
        return None

    def issuer(self, c: Clause) -> Mention | None:
        """The issuer of clause `c`; call it for all clauses in their order, since reported speech goes on."""
        if self.default:
            return self.default
        own = self._own(c.start, c.end)
        if own:
            self.current = own
        elif c.paragraph != self.paragraph and c.governors:
            for a, b in reversed(c.governors):
                lead = self._own(a, b)
                if lead:
                    self.current = lead
                    break
        self.paragraph = c.paragraph
        return self.current

    def _past_titles(self, end: int) -> int:
        """Where a name that ends at `end` has its offices behind it ("A – Phó Bí thư, Chủ tịch UBND huyện"): their end."""
        while title := next((self.titles[x] for x in range(end, end + 6) if x in self.titles), None):
            end = title
        return end

    def _own(self, start: int, end: int) -> Mention | None:
        """The speaker that [start, end) itself names: the nearest before its last verb of saying, or behind a quotation."""
        behind = re.compile(r"[”\"]\s*,?\s*").search(self.flat, start, end)
        inside = self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
        if behind and inside and inside[-1].start >= behind.end() - 1 and _SAYS.search(self.flat, inside[-1].end, end):
            return inside[-1]
        for verb in _SAYS.finditer(self.flat, start, end):
            if _IS_TOLD.match(verb.group()):
                continue
            before = [m for m in inside if m.end <= verb.start()]
            unit = next(
                ((a, b) for a, b in reversed(self.units) if start <= a and b <= verb.start() and verb.start() - b < 34),
                None,
            )
            if before:
                gap = self.flat[self._past_titles(before[-1].end) : verb.start()]
                if len(gap) < 160 and not re.search(r"[;\n]|\. ", gap) and (before[-1].named or len(gap) < 40):
                    if unit and unit[0] > self._past_titles(before[-1].end) and len(gap) > 60:
                        break
                    return before[-1]
            if (
                unit
                and not _MAY_BE_TOLD.match(verb.group())
                and re.fullmatch(
                    r"[ ,]*(?:cũng|đã|có|tiếp tục|thống nhất|trân trọng|kính|vừa|xin)*[ ,]*(?:có văn bản|ban hành văn bản)? *",
                    self.flat[unit[1] : verb.start()],
                )
            ):
                words = self.reading.document.quote(*unit)
                return Mention(unit[0], unit[1], words, False)
            if len(before) == 0 and verb.start() - start > 120:
                break
        lead = re.match(r"(?:Cũng )?[Tt]heo (?:đó, )?", self.flat[start : start + 16])
        if lead and inside and inside[0].start - start < 24:
            return inside[0]
        return None
