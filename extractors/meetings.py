"""The gatherings that the document reports on or concludes, put together from the findings before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.document import Finding, Reading, Where, said
from corpus.layout import sentences
from extractors._zones import Zones, zones
from extractors.dates import Date
from extractors.header import Header
from extractors.officials import Official
from extractors.units import Unit


@dataclass(frozen=True, kw_only=True)
class Meeting(Finding):
    """A gathering that the document reports on or concludes."""

    TABLE = "meetings"
    SECTION = "meetings"

    date: str | None = said("ISO value of the day or days on which it took place", default=None)
    place: str | None = said("Where it took place", default=None)
    about: str | None = said("Its subject", default=None)
    chair: str | None = said("Name of the person who chaired or concluded it", default=None)
    head: str | None = said("Name of the head of the visiting delegation", default=None)
    units: tuple[str, ...] = said("The units that took part or were represented", default=())


KIND = Meeting
NEEDS: tuple[str, ...] = ("header", "dates", "units", "officials", "directives")

_NOUN = (
    r"buổi (?:làm việc|họp|tiếp|đối thoại|gặp mặt|thăm|kiểm tra|khảo sát|giám sát|tọa đàm|toạ đàm|lễ|tiếp xúc|trao đổi|thăm hỏi)|cuộc họp|cuộc làm việc|cuộc gặp|cuộc kiểm tra|hội nghị|phiên (?:họp|làm việc|giải trình|chất vấn|thảo luận)|"
    r"kỳ họp|hội thảo|tọa đàm|toạ đàm|lễ|đại hội|giao ban|tập huấn|họp báo|diễn đàn|chuyến (?:thăm|công tác|kiểm tra|khảo sát)|đợt (?:giám sát|kiểm tra)|đoàn (?:công tác|kiểm tra|giám sát|khảo sát)"
)
_GATHERING = re.compile(
    rf"(?i)(?<!\w)(?:{_NOUN}|họp|làm việc (?:với|tại)|kiểm tra|khảo sát|giám sát|tiếp xúc cử tri|đến thăm|tới thăm|thăm (?:và|,)|tiếp (?:và|đoàn|ông|bà)|đối thoại|khai mạc|thị sát)(?!\w)"
)
_HELD = re.compile(
    r"(?i)(?<!\w)(?:tổ chức|chủ trì|diễn ra|có buổi|dự|tham dự|làm việc|kiểm tra|khảo sát|giám sát|họp|thăm|khai mạc|phối hợp|tiếp|dẫn đầu|đối thoại|tại|phiên|kết luận|phát biểu|ký kết)(?!\w)"
)
_SUBJECT = re.compile(
    rf"(?i)(?:{_NOUN}|họp|làm việc(?: với [^,.;:\n]{{2,120}}?)?|kiểm tra|khảo sát|giám sát)(?: (?:trực tuyến|toàn quốc|chuyên đề|thường kỳ|báo cáo viên|ban thường vụ|với [^,.;:\n]{{2,120}}?|của [^,.;:\n]{{2,80}}?|lần thứ \w+|tại [^,.;:\n]{{2,60}}?))*?,? "
    r"(?P<lead>về(?: việc)? |để |nhằm |bàn (?:về )?|nghe (?:báo cáo )?|(?=đánh giá|triển khai|tổng kết|sơ kết|công bố|thông qua|rà soát|giao ban|xem xét|cho ý kiến|quán triệt|kiểm điểm|thẩm định|lấy ý kiến|tập huấn|đối thoại|tuyên dương|kỷ niệm|việc|tình hình|công tác|tiến độ|phổ biến|tháo gỡ|thảo luận|giải quyết|thăm hỏi|trao|ra mắt|khánh thành|khởi công|phát động|hưởng ứng|góp ý|phản biện|xét|bầu|kết quả))"
    r"(?P<about>[^.\n]{12,420}?)(?=\.(?:\s|$)|\n|$|\. |; |, (?:do|dưới sự|với sự|cùng dự|tham dự|ông|bà|đồng chí)\b)"
)
_TRIAL = re.compile(r"(?i)(?:sẽ|dự kiến|tới đây|sắp tới)(?: \w+){0,4} (?:tổ chức|diễn ra|họp)")
_PLACE = re.compile(
    r"(?i)(?<!\w)(?:tại|ở) (?P<place>(?:trụ sở|hội trường|phòng họp|nhà văn hóa|trung tâm|điểm cầu|khách sạn|sân|quảng trường|nhà khách|hội trường lớn|thành phố|tp\.?|thị xã|huyện|xã|phường|thị trấn|tỉnh|thủ đô|quận)[^,.;:\n]{2,70}?|[A-ZĐ][\w]+(?: [A-ZĐ][\w]+){1,2})"
    r"(?=[,.;\n]|$| (?:đã|do|để|về|diễn|tổ chức|cho|có|với|nhằm|và (?:làm việc|kiểm tra|tặng)|trong|theo|,)\b|, )"
)
_TAKING_PART = re.compile(
    r"(?i)tham dự|cùng dự|cùng đi|tham gia|dự (?:và|hội nghị|buổi|họp|cuộc)|tiếp (?:và|đoàn)|đại diện|lãnh đạo|thành phần|phối hợp|có mặt|làm việc với"
)
_NO_MEETING = frozenset({"dispatch", "order", "plan", "decision", "report", "other"})


def extract(reading: Reading) -> Iterator[Meeting]:
    """Usually one entry, none for a document that only orders or announces."""
    z = zones(reading.document)
    header = next(iter(reading.of(Header)), None)
    if not header or header.kind in _NO_MEETING or not z.report:
        return
    opening = _opening(z)
    if opening is None:
        return
    lead, stretch = opening
    where: list[Where] = []
    when = _day(reading, lead, stretch)
    place = _PLACE.search(z.flat, *lead)
    about = _about(z, lead, stretch)
    officials = reading.of(Official)
    chair = next((o for o in officials if "chair" in o.roles), None)
    head = next((o for o in officials if "delegation_head" in o.roles), None)
    units = _units(reading, lead, stretch, officials)
    if z.official and not (chair or when):
        return
    if when:
        where += [Where("date_text", w.start, w.end) for w in when.where[:1]]
    if place:
        where.append(Where("place", *place.span("place")))
    if about:
        where.append(Where("about", *about))
    for name, person in (("chair", chair), ("head", head)):
        if person:
            where += [Where(name, w.start, w.end) for w in person.where if w.field == "name"][:1]
    where += [Where("units", u.start, u.end) for u in units]
    quote = reading.document.quote
    yield Meeting(
        start=lead[0],
        end=lead[1],
        by="meetings.opening",
        where=tuple(where),
        date=when.value if when else None,
        place=quote(*place.span("place")) if place else None,
        about=quote(*about) if about else None,
        chair=chair.name if chair else None,
        head=head.name if head else None,
        units=tuple(u.text for u in units),
    )


def _opening(z: Zones) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The sentence that tells of the gathering, and the stretch of text (some paragraphs) that introduces it."""
    first = z.report[:8]
    stretch = (first[0].start, first[min(3, len(first) - 1)].end)
    best: tuple[tuple[int, int], float] | None = None
    for i, p in enumerate(first):
        for a, b in sentences(z.flat, p.body, p.end):
            words = z.flat[a:b]
            if not _GATHERING.search(words) or _TRIAL.search(words):
                continue
            noun = re.search(rf"(?i)(?<!\w)(?:{_NOUN})", words)
            dated = re.match(r"(?i)[^.]{0,60}(?:ngày|sáng|chiều|hôm nay|tối) ", words)
            score = 2.0 * bool(noun) + 1.5 * bool(dated) + bool(_HELD.search(words)) - 0.45 * i
            if score > 1.5 and (best is None or score > best[1]):
                best = ((a, b), score)
    return (best[0], stretch) if best else None


def _day(reading: Reading, lead: tuple[int, int], stretch: tuple[int, int]) -> Date | None:
    """The day of the gathering: named in its sentence, else the first named in the introduction."""
    days = [
        d
        for d in reading.of(Date)
        if re.fullmatch(r"(?:\d{4}|-)-\d\d-\d\d(?:/(?:\d{4}|-)-\d\d-\d\d)?", d.value) and d.by != "dates.head"
    ]
    for a, b in (lead, stretch):
        inside = [d for d in days if any(a <= w.start and w.end <= b for w in d.where)]
        outside_citations = [
            d for d in inside if not re.search(r"(?:số|[A-Z]{2}),? *\Z", reading.text[max(0, d.start - 6) : d.start])
        ]
        # Of an anniversary ("26/3/1931 - 26/3/2021") the day of the gathering is none of the old ones.
        newest = max((d.value[:4] for d in outside_citations if d.value[0] != "-"), default="")
        recent = [d for d in outside_citations if d.value[0] == "-" or int(newest or 0) - int(d.value[:4]) <= 5]
        outside_citations = recent or outside_citations
        if outside_citations:
            first = min(outside_citations, key=lambda d: min(w.start for w in d.where if a <= w.start))
            # "trong hai ngày 14 và 15/5": several days in the same words are one span.
            together = sorted(d.value for d in outside_citations if d.text == first.text and "/" not in d.value)
            if len(together) > 1 and "/" not in first.value:
                return replace(first, value=f"{together[0]}/{together[-1]}")
            return first
    return None


def _about(z: Zones, lead: tuple[int, int], stretch: tuple[int, int]) -> tuple[int, int] | None:
    for a, b in (lead, stretch):
        m = _SUBJECT.search(z.flat, a, b)
        if m:
            start, end = m.span("about")
            return start, start + len(z.flat[start:end].rstrip(" ,;"))
    return None


def _units(
    reading: Reading, lead: tuple[int, int], stretch: tuple[int, int], officials: tuple[Official, ...]
) -> list[Unit]:
    """Who took part: the bodies that the introduction names as taking part, and those whose officials spoke or attended."""
    flat = zones(reading.document).flat
    spans = [lead]
    for p in zones(reading.document).report[:6]:
        spans += [(a, b) for a, b in sentences(flat, p.body, p.end) if _TAKING_PART.search(flat, a, b)]
    held = [(w.start, w.end) for o in officials if set(o.roles) - {"signer"} for w in o.where if w.field == "titles"]
    kept = []
    for u in reading.of(Unit):
        if u.text in ("Chính phủ", "Bộ Chính trị") or re.match(r"(?i)quốc hội$", u.text):
            continue
        named = any(a <= w.start and w.end <= b for w in u.where for a, b in spans)
        titled = any(a <= w.start and w.end <= b for w in u.where for a, b in held)
        visited = u.type == "area" and any(
            re.search(r"(?i)(?:với|lãnh đạo|đoàn công tác(?: của)?) *$", flat[max(0, w.start - 20) : w.start])
            for w in u.where
            if stretch[0] <= w.start <= stretch[1]
        )
        if (u.type == "agency" and (named or titled)) or visited:
            kept.append(u)
    return kept[:14]
