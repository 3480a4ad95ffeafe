"""Organisations and administrative areas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.abbreviations import abbreviations
from corpus.document import Document, Finding, Reading, Where, said
from extractors._naming import natural_case, spelt_out
from extractors._tagging import entities
from extractors._titles import glued, office
from extractors._units import PLACE, Span, candidates, departments, elided
from extractors._zones import Zones, zones
from extractors.header import Header, letterhead
from extractors.lexicon import lines
from models._crf import folder


@dataclass(frozen=True, kw_only=True)
class Unit(Finding):
    """An organisation or administrative area, each distinct surface form once a document."""

    TABLE = "units"
    SECTION = "units"

    text: str = said("The name as it stands in the text")
    type: str = said("agency (a body) or area (an administrative area)")
    full: str = said("The name completed from the text, abbreviations spelt out")


KIND = Unit
NEEDS: tuple[str, ...] = ("header",)

# Rules that are right so nearly always that they stand where the tagger is silent.
_SURE = frozenset({"council", "committee", "department", "body", "elided"})
_BARE = re.compile(
    r"(?i)(?:(?:cấp )?(?:huyện|tỉnh|thành phố|xã|phường|thị xã|quận|thị trấn)|sở|bộ|ban|phòng|ubnd|hđnd|ban chỉ đạo|tổ công tác|đoàn công tác|đảng|nhà nước|trung ương|"
    r"ủy ban nhân dân|uỷ ban nhân dân|hội đồng nhân dân|hội đồng|việt nam|văn phòng|trung tâm|công ty|trường|bệnh viện|ubnd các|đoàn|hội|chủ tịch|thủ tướng chính phủ|thủ tướng|"
    r"bộ trưởng|ủy ban|đoàn giám sát|đoàn kiểm tra|cục|vụ|viện|chi cục|nhà máy|tập đoàn|ngân hàng|báo|đài|địa phương)$"
)


def extract(reading: Reading) -> Iterator[Unit]:
    """One entry a surface form; `where` holds every occurrence."""
    z = zones(reading.document)
    forms: dict[tuple[str, str], list[Span]] = {}
    for s in mentions(z):
        text = reading.document.quote(s.start, s.end)
        if _BARE.match(text) and not (text.isupper() and len(text) > 6):
            continue
        forms.setdefault((text.lower() if not text.isupper() else text, s.type), []).append(s)
    complete = Completion(reading, forms)
    for spans in forms.values():
        first = spans[0]
        text = reading.document.quote(first.start, first.end)
        same = [s for s in spans if reading.document.quote(s.start, s.end) == text]
        yield Unit(
            start=first.start,
            end=first.end,
            by=f"units.{first.rule}",
            where=tuple(Where("text", s.start, s.end) for s in same),
            text=text,
            type=first.type,
            full=complete.full(text, first),
        )


def mentions(z: Zones) -> list[Span]:
    """Every mention of a unit in the order of the text. Where the tagger and a rule overlap, the tagger decides."""
    return [*_mentions(z.document, folder())]


@lru_cache(maxsize=16)
def _mentions(document: Document, _weights: Path) -> tuple[Span, ...]:
    z = zones(document)
    holders = [a for a, _ in glued(z.flat)]
    learned = []
    for e in entities(z.document):
        if e.label in ("AGY", "ARE"):
            # "UBND huyện Nguyễn Văn A": the unit ends where its office-holder's name begins.
            end = next((len(z.flat[:a].rstrip()) for a in holders if e.start < a < e.end), e.end)
            learned.append(Span(e.start, end, "agency" if e.label == "AGY" else "area", "tagger"))
    ruled = candidates(z.flat)
    whole = {s.start: s.end for s in ruled if s.rule == "body"} | departments(z.flat)
    listed = elided(z.flat)
    learned = [part for s in learned for part in _mended(z.flat, s, whole, listed)]
    if not learned:
        return tuple(ruled)
    # A letterhead may name an office ("THỦ TƯỚNG CHÍNH PHỦ"), which is no body.
    heads = [h for h in letterhead(z) if not office().match(z.flat, *h)] if z.official else []
    head = [Span(a, b, "agency", "letterhead") for a, b in heads]
    if z.official and z.head:
        # Above the text, lines in capitals name the bodies of the letterhead and nobody else: the rest is the title.
        end = z.body[z.head - 1].end
        learned = [s for s in learned if s.start >= end or not z.flat[s.start : s.end].isupper() or s.end - s.start < 8]
        learned = [s for s in learned if not any(h.start < s.end and s.start < h.end for h in head)]
    taken = sorted((s.start, s.end) for s in (*learned, *head))
    sure = [s for s in (*ruled, *listed) if s.rule in _SURE and not _overlaps(taken, s)]
    if z.official and z.head:
        sure = [s for s in sure if s.start >= end or not z.flat[s.start : s.end].isupper()]
    return tuple(sorted([*learned, *head, *sure], key=lambda s: s.start))


# Where a name cannot go on: before the next body or area that "và" joins, before the next office behind a dash.
_JOINED = re.compile(
    r" (?:và|cùng|với) (?=(?:Bộ|Sở|Cục|Vụ|Công ty|Tổng công ty|Tập đoàn|Nhà máy|Trường|Bệnh viện|Trung tâm|Ban (?!hành)|Viện|Công an|Báo|Đài|Hội (?!đồng)|TP|Tp|tỉnh|thành phố|huyện) ?[A-ZĐÀ-Ỹ]|(?!UBND|HĐND|UBMTTQ|ĐBQH|PTNT|TT)[A-ZĐ]{3,}(?!\w))"
    r"|(?<!HĐND)(?<!ĐBQH)(?<!Văn phòng) và (?=UBND )|(?<!\w)thuộc (?=[A-ZĐÀ-Ỹ])| [-–] (?=(?i:chủ nhiệm|chủ tịch|phó|trưởng|bí thư|giám đốc)\b)"
)


_DANGLING = re.compile(r"(?: +(?:và|của|về|các|thuộc|cùng|với|&|[-–]))+$")
_CENTRAL = re.compile(r"(?:Ban|Ủy ban|Uỷ ban|Văn phòng|Đoàn|Hội) ")
_NO_BODY = re.compile(
    r"(?i)(?:dự án|nghĩa trang|đền|quốc lộ|ban lãnh đạo|ngân sách nhà nước|nsnn|đảng và|đảng, nhà nước|huyện ủy viên|tỉnh ủy viên|tỉnh uỷ viên|huyện uỷ viên)(?!\w)"
)
_AN_AREA = re.compile(
    rf"(?:[Tt]ỉnh|[Hh]uyện|[Tt]hành phố|TP\.?|Tp\.?|[Tt]hị xã|[Qq]uận|[Pp]hường|[Tt]hị trấn) *{PLACE}"
)


def _mended(flat: str, s: Span, whole: dict[int, int], listed: Sequence[Span]) -> list[Span]:
    """A tagged name with the boundaries that the language demands: a known name is not cut in the middle ("Bộ Khoa học |
    và Công nghệ"), two joined names are two, an abbreviation in brackets stands by itself, provinces are areas."""
    if s.type == "agency" and whole.get(s.start, 0) > s.end:
        s = s._replace(end=whole[s.start])
    if (
        s.type == "agency"
        and _CENTRAL.match(flat, s.start, s.end)
        and flat[s.end : s.end + 11].lower() == " trung ương"
    ):
        s = s._replace(end=s.end + 11)
    # A name ends in no connecting word ("Cục thuộc"); what is left may be too bare for a name.
    s = s._replace(end=s.start + len(_DANGLING.sub("", flat[s.start : s.end])))
    words = flat[s.start : s.end]
    if _NO_BODY.match(words):
        return []
    if words in lines("provinces.txt") or _AN_AREA.fullmatch(words):
        return [s._replace(type="area")]
    # "Bộ trưởng Nội vụ" names an office; a field alone is a name in a list only.
    if words in lines("departments.txt") and not re.search(
        r"(?:[:,;(/-]|và|&) *$", flat[max(0, s.start - 5) : s.start]
    ):
        return []
    if s.type != "agency":
        return [s]
    bracket = words.find(" (")
    if bracket > 0 and ")" not in words:
        inner = s.start + bracket + 2
        return [s._replace(end=s.start + bracket), s._replace(start=inner)]
    named = [e for e in listed if s.start <= e.start and e.end <= s.end]
    if len(named) > 1:
        return named
    fields = words.split(", ")
    if len(fields) > 1 and words not in lines("departments.txt") and all(f in lines("fields.txt") for f in fields):
        at = [s.start + words.find(f) for f in fields]
        return [s._replace(start=a, end=a + len(f)) for a, f in zip(at, fields, strict=True)]
    cut = _JOINED.search(words)
    if cut and cut.start() > 3:
        rest = s._replace(start=s.start + cut.end())
        return [s._replace(end=s.start + cut.start()), *_mended(flat, rest, whole, listed)]
    return [s]


def _overlaps(taken: list[tuple[int, int]], s: Span) -> bool:
    return any(a < s.end and s.start < b for a, b in taken)


# "Ban chỉ đạo (BCĐ)", "(sau đây gọi tắt là Ban)": what the bracket abbreviates stands before it in the same clause.
_DEFINED = re.compile(r"\((?:sau đây )?(?:gọi tắt là |viết tắt là |gọi là )?(?P<short>[A-ZĐ][A-ZĐa-z&.\-]{1,14})\)")
_LEVELS = ("tỉnh", "huyện", "thành phố", "thị xã", "quận", "xã", "phường", "thị trấn", "đặc khu")
_AREA_LEVEL = re.compile(rf"(?i)({'|'.join(_LEVELS)}|TP\.?) +(.+)")
_OPEN_LEVEL = re.compile(rf"(?i)(?:{'|'.join(_LEVELS)}|TP\.?)$")
_PROVINCIAL = re.compile(r"(?:Sở|Ban Thường vụ Tỉnh|Tỉnh|Cục Thuế|Công an tỉnh)\b")
_LOCAL = re.compile(r"(?i)(?:huyện|tỉnh|thành|thị|quận) ?(?:ủy|uỷ|đoàn)$")


class Completion:
    """Completes unit names from what their text says: defined abbreviations, and the areas that it is about."""

    def __init__(self, reading: Reading, forms: dict[tuple[str, str], list[Span]]) -> None:
        """Gather the definitions and the commonest area of each level from `forms` (surface form → mentions)."""
        self.flat = zones(reading.document).flat
        self.defined: dict[str, str] = {}
        for bracket in _DEFINED.finditer(self.flat):
            before = re.split(r"[.;:()\n]", self.flat[max(0, bracket.start() - 90) : bracket.start()])[-1].strip()
            if tail := _initials(bracket["short"], before):
                self.defined[bracket["short"]] = tail
        weights: dict[str, dict[str, int]] = {}
        issuer = next((h.issuer for h in reading.of(Header) if h.issuer), "") or ""
        for (_, _kind), spans in forms.items():
            text = reading.document.quote(spans[0].start, spans[0].end)
            m = _AREA_LEVEL.search(natural_case(text))
            if m and not re.match(
                r"(?i)(?:ủy|uỷ)\b", m[2]
            ):  # "Tỉnh ủy Bình Dương" is a body, and names no province "ủy …"
                level = m[1].lower().rstrip(".").replace("tp", "thành phố")
                bag = weights.setdefault(level, {})
                bag[m[2]] = bag.get(m[2], 0) + len(spans) + (1 if spans[0].start < 1500 else 0)
        if m := _AREA_LEVEL.search(issuer):
            weights.setdefault(m[1].lower(), {})[m[2]] = 99
        self.area = {level: max(bag, key=lambda k: bag[k]) for level, bag in weights.items()}
        self.longer = sorted({reading.document.quote(s[0].start, s[0].end) for s in forms.values()}, key=len)

    def full(self, text: str, span: Span) -> str:
        """The completed name of the unit that stands as `text`."""
        name = natural_case(text)
        if span.type == "area":
            if re.match(r"(?i)tp\.? ?hcm|tphcm", name):
                return "Thành phố Hồ Chí Minh"
            name = re.sub(r"^(?:TP|Tp)\.? *", "thành phố ", name)
            if name in lines("provinces.txt"):
                for level, places in self.area.items():
                    if places == name:
                        return f"{level} {name}"
            return name
        name = self._codes(name, span)
        name = spelt_out(name, self.defined)
        name = name[:1].upper() + name[1:]
        if _OPEN_LEVEL.search(name):
            level = (
                name.split()[-1].lower()
                if not name.lower().endswith(("thành phố", "thị xã", "thị trấn", "đặc khu"))
                else " ".join(name.split()[-2:]).lower()
            )
            place = self.area.get(level)
            return f"{name} {place}" if place else name
        if _LOCAL.search(name):
            level = {"huyện": "huyện", "tỉnh": "tỉnh", "thành": "thành phố", "thị": "thị xã", "quận": "quận"}[
                name.split()[-2].lower() if " " in name else "tỉnh"
            ]
            place = self.area.get(level)
            return f"{name} {place}" if place else name
        if re.match(r"Sở\b", name) and not _AREA_LEVEL.search(name):
            for other in self.longer:
                if other.startswith(text + " ") and len(other) < len(text) + 30:
                    return spelt_out(other, self.defined)
            if "tỉnh" in self.area and not any(name.endswith(p) for p in lines("provinces.txt")):
                return f"{name} tỉnh {self.area['tỉnh']}"
        return name

    def _codes(self, name: str, span: Span) -> str:
        """A code or elided name in a list ("các Bộ: TC, NV") with the kind of body that the list names."""
        known = abbreviations()
        short = re.fullmatch(r"[A-ZĐ&\-]{2,8}", name)
        if (not short and name not in lines("fields.txt")) or name in ("VPCP", "KTNN", "NHNN", "TTCP"):
            return name
        line = self.flat[max(self.flat.rfind("\n", 0, span.start), span.start - 160) : span.start]
        heads = re.findall(r"(?i)(?<!\w)(?:các )?(bộ|sở|ban|vụ|cục|phòng)\b(?! trưởng)", line)
        if not heads:
            return name
        head = heads[-1].capitalize()
        return f"{head} {known.get(name, name)}"


def _initials(short: str, long: str) -> str | None:
    """The tail of `long` that `short` abbreviates; None if it abbreviates nothing there."""
    words = re.findall(r"\w+", long)
    letters = [c for c in short.upper() if c.isalpha()]
    for n in range(len(letters), min(len(words), len(letters) + 5) + 1):
        tail = words[-n:]
        initials = iter(w[0].upper() for w in tail)
        if tail and tail[0][0].upper() == letters[0] and all(c in initials for c in letters):
            at = long.rfind(tail[0]) if n == 1 else re.search(r"\W+".join(map(re.escape, tail)) + r"\W*$", long)
            if at is None:
                return None
            return long[at if isinstance(at, int) else at.start() :].strip()
    return None
