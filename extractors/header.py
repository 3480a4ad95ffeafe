"""The document itself: what it is, its title, number, issuer, place and date, signer; or a page's headline and stamp."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.canonical import squash
from corpus.document import Finding, Reading, Where, said
from corpus.stamps import stamped
from extractors._naming import natural_case
from extractors._zones import NUMBER_LINE, PLACE_DATE, Zones, cells, signing, type_line, zones


@dataclass(frozen=True, kw_only=True)
class Header(Finding):
    """What the head and foot of a document, or the top of a page, say of it."""

    TABLE = "documents"
    SECTION = "document"

    kind: str = said("news, notice, dispatch, plan, decision, order, report or other")
    title: str | None = said("Headline, or the type of an official document with its subject line", default=None)
    published: str | None = said("ISO date of the page's own publication stamp", default=None)
    number: str | None = said("Number and symbol, without spaces", default=None)
    issuer: str | None = said("The issuing body, in natural case", default=None)
    place: str | None = said("Place of the place-and-date line", default=None)
    issued: str | None = said("ISO date of the place-and-date line", default=None)
    signer: str | None = said("Name of the person who signed", default=None)
    signer_title: str | None = said("The signer's office, in natural case", default=None)


KIND = Header
NEEDS: tuple[str, ...] = ()


def extract(reading: Reading) -> Iterator[Header]:
    """Exactly one header a document that has any words."""
    z = zones(reading.document)
    if not reading.text.strip():
        return
    yield _official(z) if z.official else _news(z)


def _news(z: Zones) -> Header:
    where, title, published = [], None, None
    if z.headline:
        title = z.document.quote(*z.headline)
        where.append(Where("title", *z.headline))
    if z.stamp:
        found = stamped(z.document.text[slice(*z.stamp)])
        if found:
            published = found.day.isoformat()
            where.append(Where("published", *z.stamp))
    start, end = z.headline or (z.body[0].start, z.body[0].end) if z.body or z.headline else (0, 1)
    return Header(
        start=start, end=end, by="header.news", where=tuple(where), kind=z.kind, title=title, published=published
    )


def _official(z: Zones) -> Header:
    flat = z.document.layout.flat
    found: dict[str, str | None] = {}
    where: list[Where] = []

    def keep(name: str, value: str | None, start: int, end: int) -> None:
        found[name] = value
        where.append(Where(name, start, end))

    top = z.body[: max(z.head, 1)]
    head_end = top[-1].end
    m = next((m for m in NUMBER_LINE.finditer(flat, 0, head_end) if m["n"][:1].isdigit()), None)
    if m:
        keep("number", re.sub(r"\s+", "", m["n"]).replace("–", "-").rstrip(".-/"), *m.span("n"))
    m = PLACE_DATE.search(flat, 0, head_end) or PLACE_DATE.search(flat, z.body[min(z.foot, len(z.body) - 1)].start)
    if m:
        keep("place", squash(m["place"]), *m.span("place"))
        if m["d"] and m["m"] and 1 <= int(m["m"]) <= 12 and 1 <= int(m["d"]) <= 31:
            keep("issued", f"{m['y']}-{int(m['m']):02d}-{int(m['d']):02d}", *m.span("date"))
    title = _title(z)
    if title:
        keep("title", z.document.quote(*title), *title)
    issuer = _issuer(z, m.start() if m else None)
    if issuer:
        keep("issuer", *issuer)
    signer = _signer(z)
    if signer:
        keep("signer", signer[0], signer[1], signer[2])
        if signer[3]:
            keep("signer_title", *signer[3])
    start, end = title or (top[0].start, top[0].end)
    return Header(start=start, end=end, by="header.official", where=tuple(where), kind=z.kind, **found)


_SUBJECT = re.compile(r"(?:V/v|V/V|v/v|Về việc)\b")
_RULE = re.compile(r"[-–—_=*\s.]+$")


def _title(z: Zones) -> tuple[int, int] | None:
    """The type line with its subject, or a dispatch's "V/v …"."""
    flat = z.document.layout.flat
    head = z.body[: z.head]
    for i, p in enumerate(head):
        if type_line(flat, p):
            end = p.end
            for q in head[i + 1 :]:
                line = flat[q.start : q.end]
                if (
                    _RULE.match(line)
                    or line.startswith("Kính gửi")
                    or NUMBER_LINE.match(line)
                    or PLACE_DATE.search(line)
                ):
                    break
                if (
                    re.match(
                        r"(?:CHỦ TỊCH|ỦY BAN|UỶ BAN|HỘI ĐỒNG|BỘ TRƯỞNG|GIÁM ĐỐC|THỦ TƯỚNG|CHÍNH PHỦ).{0,60}$", line
                    )
                    and i
                    and z.kind == "decision"
                ):
                    break
                if line.rstrip().endswith(":") and "điện" in line:
                    break
                end = q.end
            return p.start, end
    for i, p in enumerate(head):
        for a, b in cells(flat, p.start, p.end):
            m = _SUBJECT.search(flat, a, b)
            if not m:
                continue
            stop = b
            place = PLACE_DATE.search(flat, m.start(), b)
            if place:
                stop = m.start() + len(flat[m.start() : place.start()].rstrip())
            elif b == p.end:
                # The subject of a letter goes on over the next short lines of its column.
                for q in head[i + 1 : i + 6]:
                    line = flat[q.start : q.end]
                    if (
                        line.startswith("Kính gửi")
                        or PLACE_DATE.search(line)
                        or _RULE.match(line)
                        or len(cells(flat, q.start, q.end)) > 1
                    ):
                        break
                    stop = q.end
            return m.start(), stop
    return None


# A line of the letterhead that begins a body's name; other lines go on with the one above.
_BODY = re.compile(
    r"(?:ỦY BAN|UỶ BAN|UBND|HĐND|HỘI ĐỒNG|SỞ|BỘ|VĂN PHÒNG|PHÒNG|BAN|CHI CỤC|CỤC|TỔNG CỤC|THỦ TƯỚNG|CHÍNH PHỦ|TỈNH|HUYỆN|THÀNH|THỊ|QUẬN|"
    r"BCĐ|TRUNG TÂM|ĐẢNG|CÔNG AN|TÒA ÁN|TOÀ ÁN|VIỆN|TRƯỜNG|ĐẠI HỌC|KHO BẠC|BẢO HIỂM|CÔNG TY|TẬP ĐOÀN|TỔNG CÔNG TY|LIÊN ĐOÀN|HỘI|MẶT TRẬN|"
    r"ĐOÀN|HỌC VIỆN|THANH TRA|NGÂN HÀNG|BỆNH VIỆN|KIỂM TOÁN|QUỐC HỘI|CHỦ TỊCH|ĐÀI|BÁO|HẠT|BỘ CHỈ HUY|TỔ)(?!\w)"
)
_LEVELLED = re.compile(r"(?:TỈNH|HUYỆN|THÀNH PHỐ|THỊ XÃ|QUẬN|XÃ|PHƯỜNG|THỊ TRẤN|TP\.?|ĐẶC KHU)\s+\S")


def _issuer(z: Zones, place_at: int | None) -> tuple[str, int, int] | None:
    """Natural-case name of the issuing body and the words of the letterhead that give it."""
    return _joined(z, _letterhead_lines(z)) or _speaking(z)


def _letterhead_lines(z: Zones) -> list[tuple[int, int]]:
    """The lines in capitals above number and type, without the motto."""
    flat = z.document.layout.flat
    lines: list[tuple[int, int]] = []
    for p in z.body[: z.head]:
        for a, b in cells(flat, p.start, p.end)[:1]:
            text = flat[a:b].strip(" *-–—_")
            if type_line(flat, p) or NUMBER_LINE.match(text) or re.match(r"Số|Kính gửi|V/v", text):
                return lines
            if (
                text
                and text.isupper()
                and not re.match(r"(?:CỘNG|HÒA XÃ|HOÀ XÃ|CHỦ NGHĨA|ĐỘC LẬP|ĐẢNG CỘNG SẢN|XÃ HỘI CHỦ)", text)
            ):
                lines.append((a, b))
    return lines


def letterhead(z: Zones) -> list[tuple[int, int]]:
    """The spans of the bodies that the letterhead of an official document names, each in one piece of the text."""
    flat = z.document.layout.flat
    spans = []
    for own in _bodies(flat, _letterhead_lines(z)):
        start, end = own[0][0], own[-1][1]
        between = " ".join(flat[start:end].split())
        if between == " ".join(" ".join(flat[a:b].split()) for a, b in own):
            spans.append((start, start + len(flat[start:end].rstrip(" *-–—_"))))
    return spans


def _joined(z: Zones, lines: list[tuple[int, int]]) -> tuple[str, int, int] | None:
    flat = z.document.layout.flat
    bodies = _bodies(flat, lines)
    if not bodies:
        return None
    own = bodies[-1]
    name = " ".join(squash(flat[a:b]).strip(" *-–—_") for a, b in own)
    if len(bodies) > 1 and re.fullmatch(r"VĂN PHÒNG|VĂN PHÒNG HĐND VÀ UBND|THANH TRA", name):
        parent = " ".join(squash(flat[a:b]).strip(" *-–—_") for a, b in bodies[-2])
        name = f"{name} {parent}"
        own = [*bodies[-2], *own]
    return natural_case(name), own[0][0], own[-1][1]


def _bodies(flat: str, lines: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The lines of a letterhead, gathered body by body."""
    bodies: list[list[tuple[int, int]]] = []
    for a, b in lines:
        text = flat[a:b].strip()
        open_end = bodies and (
            len(squash(flat[bodies[-1][0][0] : bodies[-1][-1][1]]).split()) < 2
            or (
                re.search(
                    r"(?:ỦY BAN|UỶ BAN|VÀ|NHÂN|HỘI ĐỒNG|CHÍNH|CỦA|CHỈ ĐẠO|DÂN)$",
                    flat[bodies[-1][-1][0] : bodies[-1][-1][1]].strip(),
                )
                and not re.search(r"(?:NHÂN DÂN)$", flat[bodies[-1][-1][0] : bodies[-1][-1][1]].strip())
            )
        )
        area = _LEVELLED.match(text) and bodies
        if bodies and (open_end or area or not _BODY.match(text)):
            bodies[-1].append((a, b))
        else:
            bodies.append([(a, b)])
    return bodies


_SPEAKING = re.compile(
    r"(?P<n>(?:Văn phòng|Ủy ban nhân dân|UBND|Sở|Bộ|Phòng|Ban)\b[^.;:\n]{3,90}?) +(?:xin +|trân trọng +)*thông báo\b"
)


def _speaking(z: Zones) -> tuple[str, int, int] | None:
    """A document without letterhead: the body that says that it announces."""
    flat = z.flat
    hits = list(_SPEAKING.finditer(flat))
    if not hits:
        return None
    return squash(hits[-1]["n"]), *hits[-1].span("n")


_NAME = re.compile(
    r"(?:(?:GS|PGS|TS|ThS|BS|Ths|Ts|KS|Đại tá|Thượng tá|Trung tá|Thiếu tướng|Trung tướng|Thượng tướng)\.? *)*"
    r"(?P<n>[A-ZĐÀ-Ỹ][A-ZĐÀ-Ỹa-zà-ỹ’']*(?:[ ][A-ZĐÀ-Ỹ][A-ZĐÀ-Ỹa-zà-ỹ’']*){1,5})$"
)
_TITLE_CAPS = re.compile(r"(?:KT|TM|TL|TUQ|T/M|K/T|T\.M|K\.T|T/L)\.? *")


def _signer(z: Zones) -> tuple[str, int, int, tuple[str, int, int] | None] | None:
    """Name, its span, and the last office line above it with its own natural-case name."""
    flat = z.document.layout.flat
    office: tuple[int, int] | None = None
    best: tuple[str, int, int, tuple[str, int, int] | None] | None = None
    lines: list[tuple[int, int]] = []
    for p in z.body[max(z.head, z.foot - 1) if z.foot < len(z.body) else max(z.head, len(z.body) - 8) :]:
        lines += cells(flat, p.start, p.end)
    for i, (a, b) in enumerate(lines):
        text = flat[a:b].strip().rstrip(",.; ")
        a += len(flat[a:b]) - len(flat[a:b].lstrip())
        if signing(text):
            if not re.match(r"(?:TM|TL|T/M|T\.M)\.? ", text) or office is None:
                office = (a, a + len(text))
            continue
        m = _NAME.match(text)
        if m is None and office and len(text.split()) == 1 and text[:1].isupper() and i + 1 < len(lines):
            # A narrow column breaks the name: "Bùi / Xuân Cường".
            joined = flat[a : lines[i + 1][1]].strip()
            m = _NAME.match(" ".join(joined.split()))
            if m and m.start("n") == 0 and office:
                prefix = _TITLE_CAPS.match(flat[office[0] : office[1]])
                at = office[0] + (prefix.end() if prefix else 0)
                return squash(joined), a, a + len(joined), (natural_case(flat[at : office[1]]), at, office[1])
        if m and office and not re.match(r"(?:Nơi|Như|Lưu|Các|Văn|Ban|Sở|Bộ|Hà Nội)\b", text):
            title = flat[office[0] : office[1]]
            prefix = _TITLE_CAPS.match(title)
            at = office[0] + (prefix.end() if prefix else 0)
            label = (natural_case(flat[at : office[1]]), at, office[1])
            best = (squash(m["n"]), a + m.start("n"), a + m.end("n"), label)
            break
    return best
