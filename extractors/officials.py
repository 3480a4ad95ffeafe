"""Persons who hold an office or act in what is reported, with their titles and roles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.canonical import fold
from corpus.document import Document, Finding, Reading, Where, said
from extractors._roles import Person, assign_roles
from extractors._tagging import entities
from extractors._titles import DEGREE, HONORIFIC, glued, names, office, offices, surnames
from extractors._units import CAP
from extractors._zones import Zones, zones
from extractors.header import Header
from extractors.lexicon import lines
from extractors.units import mentions as unit_mentions
from models._crf import folder


@dataclass(frozen=True, kw_only=True)
class Official(Finding):
    """A person who holds an office or acts in what is reported."""

    TABLE = "officials"
    SECTION = "officials"

    name: str = said("Name without honorific or degree")
    titles: tuple[str, ...] = said(
        "Each office as the text states it, with its unit where that stands with it", default=()
    )
    roles: tuple[str, ...] = said("chair, delegation_head, speaker, attendee, signer: all that apply", default=())


KIND = Official
NEEDS: tuple[str, ...] = ("header", "units")


def extract(reading: Reading) -> Iterator[Official]:
    """One entry a person."""
    z = zones(reading.document)
    header = next(iter(reading.of(Header)), None)
    for person in persons(z, header):
        seen: dict[str, tuple[int, int]] = {}
        for a, b in person.titles:
            seen.setdefault(reading.document.quote(a, b), (a, b))
        kept = _distinct(list(seen))
        first = person.mentions[0]
        exact = [m for m in person.mentions if reading.document.quote(*m) == person.name]
        yield Official(
            start=first[0],
            end=first[1],
            by="officials.tagger" if entities(z.document) else "officials.rule",
            where=(
                *(Where("name", *m) for m in exact),
                *(Where("titles", *t) for t in sorted(set(person.titles)) if reading.document.quote(*t) in kept),
            ),
            name=person.name,
            titles=tuple(kept),
            roles=tuple(r for r in ("chair", "delegation_head", "speaker", "attendee", "signer") if r in person.roles),
        )


def _distinct(titles: list[str]) -> list[str]:
    """Case variants are one."""
    kept: dict[str, str] = {}
    for t in titles:
        kept.setdefault(t.lower(), t)
    return list(kept.values())


def persons(z: Zones, header: Header | None) -> list[Person]:
    """The persons of a document in the order of their first mention, with titles and roles."""
    flat = z.flat
    found: list[Person] = []
    titles = title_spans(z)
    for a, b in _mentions(z):
        name = " ".join(flat[a:b].split())
        person = next((p for p in found if _same(p.name, name)), None)
        if person is None:
            person = Person(name, [])
            found.append(person)
        person.mentions.append((a, b))
    found = _merged(flat, found)
    for person in found:
        for a, b in person.mentions:
            person.titles += _adjacent(flat, titles, a, b)
    if header and header.signer:
        _signer(z, header, found)
    for person in found:
        written = [" ".join(flat[a:b].split()) for a, b in person.mentions]
        person.name = next((w for w in written if not w.isupper()), person.name)
    assign_roles(z, found)
    if header and header.kind == "notice" and header.title and re.search(r"(?i)kết luận", header.title):
        for person in found:
            if person.name.lower() in header.title.lower():
                person.roles |= {"chair", "speaker"}
    learned = {e.start for e in entities(z.document) if e.label == "PER"}
    found = [
        p
        for p in found
        if p.titles
        or p.roles
        or _honoured(flat, p)
        or (len(p.name.split()) > 2 and any(a in learned for a, _ in p.mentions))
    ]
    return found


# Behind one of these a name belongs to a street, school or prize …
_STREET = re.compile(
    r"(?i)(?:đường|phố|trường|bệnh viện|quảng trường|công viên|cầu|giải thưởng|giải|học bổng|quỹ|tượng đài|bảo tàng|đền|tư tưởng|lăng|chùa|thpt|thcs|tiểu học|mầm non|đại học|chiến khu|số \d+|chiến dịch|sân bay|ga|cảng|"
    r"hội trường|nhà hát|ngõ|khu đô thị|công ty|dntn|cửa hàng)(?: chuyên| dân tộc nội trú)? *$"
)
# … and behind one of these, without an office in front ("UBND tỉnh Cao Huy"), to a place.
_LOCAL = re.compile(r"(?i)(?:phường|xã|huyện|thành phố|tỉnh|tp\.?|quận|thị trấn|thị xã) *$")
_EPONYM = frozenset(
    {"hồ chí minh", "bác hồ", "lê hồng phong", "trần hưng đạo", "võ nguyên giáp", "cụ hồ", "chủ tịch hồ"}
)


_CODE_BEHIND = re.compile(r" *[-–] *[A-ZĐ]{2,}\w*$")


def _mentions(z: Zones) -> tuple[tuple[int, int], ...]:
    """Spans of full names in the order of the text: the tagger's, and the rules' behind a title or honorific."""
    return _full_names(z.document, folder())


@lru_cache(maxsize=16)
def _full_names(document: Document, _weights: Path) -> tuple[tuple[int, int], ...]:
    z = zones(document)
    flat = z.flat
    spans = [*glued(flat)]
    spans += [
        (e.start, e.end)
        for e in entities(z.document)
        if e.label == "PER" and not any(a < e.end and e.start < b for a, b in spans)
    ]
    taken = sorted(spans)
    before = re.compile(rf"(?:{HONORIFIC}|{DEGREE})[ :]*$")
    office_ends = {b for _, b in offices(flat)} | {e.end for e in entities(z.document) if e.label == "TIT"}
    for a, b in names(flat):
        if any(c < b and a < d for c, d in taken):
            continue
        held = a - 1 in office_ends
        if before.search(flat[max(0, a - 14) : a]) or held or (not entities(z.document) and _titled(flat, a)):
            if held or not _LOCAL.search(flat[max(0, a - 12) : a]):
                spans.append((a, b))
    heads = offices(flat)
    kept = []
    for a, b in sorted(spans):
        # "đồng chí Phó Chủ tịch": an office is no name, and none begins within one.
        if over := next(((c, d) for c, d in heads if c < b and a < d), None):
            a = over[1] + len(flat[over[1] : b]) - len(flat[over[1] : b].lstrip())
            if a >= b or over[0] > a:
                continue
        lead = re.match(rf"(?:{HONORIFIC} +|{DEGREE} *)+", flat[a:b])
        if lead:
            a += lead.end()
        # "Cao Huy - TUV": the code of an office stands behind the name. A province is a person only where it is called one.
        b = a + len(_CODE_BEHIND.sub("", flat[a:b]))
        if flat[a:b] in lines("provinces.txt") and not before.search(flat[max(0, a - 14) : a]):
            continue
        words = flat[a:b].split()
        if (len(words) < 2 and not re.match(r"[HY]['’]", flat[a:b])) or len(words) > 6:
            continue
        if fold(flat[a:b]) in {fold(e) for e in _EPONYM} or _STREET.search(flat[max(0, a - 30) : a]):
            continue
        kept.append((a, b))
    return tuple(kept)


def _titled(flat: str, at: int) -> bool:
    window = flat[max(0, at - 60) : at]
    return any(True for m in office().finditer(window) if not re.search(r"[.;\n]", window[m.end() :]))


def _same(a: str, b: str) -> bool:
    """Are these one person's name, slips of the pen apart ("Huỳnh Xuận Luật")?"""
    x, y = fold(a), fold(b)
    if x == y:
        return a.lower() == b.lower() or a.isupper() or b.isupper() or _near(a.lower(), b.lower())
    return False


def _merged(flat: str, found: list[Person]) -> list[Person]:
    """`found` without those that are parts of another's name: a headline in capitals of which the end was not tagged
    ("TÔN THẤT" of Tôn Thất Khoa), a name with the code of an office before it ("PTTg Tôn Thất Khoa")."""
    kept = []
    for p in found:
        words = fold(p.name).split()
        whole = None
        for q in found:
            other = fold(q.name).split()
            if q is p or len(other) < 2:
                continue
            if p.name.isupper() and len(words) < len(other) and other[: len(words)] == words:
                whole = q
                q.mentions += p.mentions
            elif len(words) == len(other) + 1 and words[1:] == other and re.match(r"[A-ZĐ]{2}\w* ", p.name):
                whole = q
                q.mentions += [(a + len(flat[a:b].split()[0]) + 1, b) for a, b in p.mentions]
        if whole is None:
            kept.append(p)
        else:
            whole.mentions.sort()
    return kept


def _near(a: str, b: str) -> bool:
    return sum(p != q for p, q in zip(a, b, strict=False)) + abs(len(a) - len(b)) <= 1


_FIELD_TAIL = re.compile(
    rf" +(?:của +)?(?:{CAP}|và(?= {CAP})|&|-(?= {CAP}))(?: +(?:{CAP}|và(?= {CAP})|&|-(?= {CAP})))*"
)


def title_spans(z: Zones) -> list[tuple[int, int]]:
    """Spans of office titles: the tagger's, brought to their full length, and where it is silent the rules'.

    An office goes on through the unit that stands directly with it, or through the field that it is named after.
    """
    return [*_title_spans(z.document, folder())]


@lru_cache(maxsize=16)
def _title_spans(document: Document, _weights: Path) -> tuple[tuple[int, int], ...]:
    z = zones(document)
    flat = z.flat
    people = sorted(_mentions(z))
    units = {s.start: s.end for s in unit_mentions(z)}
    heads = offices(flat)
    spans: list[tuple[int, int]] = []
    for e in entities(z.document):
        if e.label == "TIT":
            end = next((b for a, b in heads if a < e.end < b and a <= e.start), e.end)
            end = next((len(flat[:x].rstrip()) for x, _ in people if e.start < x < end), end)
            # "Thành viên thường trực Ban Bí thư - Chủ nhiệm Ủy ban Kiểm tra": two offices.
            start = e.start
            for a, _ in heads:
                if start + 4 < a < end and (gap := _NEXT_OFFICE.search(flat, start, a)):
                    spans.append((start, gap.start()))
                    start = a
            spans.append((start, _whole_title(flat, end, units, people)))
    learned = list(spans)
    for a, b in heads:
        if any(c < b and a < d for c, d in learned):
            continue
        end = _whole_title(flat, b, units, people)
        if end == b and (tail := _FIELD_TAIL.match(flat, b)):
            # "Bộ trưởng Nội vụ Nguyễn Thái Bình": the field ends where the name begins.
            name = next((x for x, _ in people if b < x <= tail.end()), None)
            end = len(flat[:name].rstrip()) if name else b
        inside = next((x for x, y in people if a < x < end), None)
        if inside:
            end = len(flat[a:inside].rstrip()) + a
        spans.append((a, max(end, b)))
    return tuple(sorted(spans))


_NEXT_OFFICE = re.compile(r" *(?:[-–,;]|kiêm) *$")
_TO_UNIT = re.compile(r" +(?:của +)?")


def _whole_title(flat: str, end: int, units: dict[int, int], people: list[tuple[int, int]]) -> int:
    """The end of an office whose head ends at `end`, with the unit that follows directly and holds no name."""
    gap = _TO_UNIT.match(flat, end)
    if gap and gap.end() in units and not any(gap.end() < x < units[gap.end()] for x, _ in people):
        return units[gap.end()]
    return end


_JOINT = re.compile(
    rf"[\s,–—\-:()]*(?:kiêm|và|là|hiện là|nay là|;)?[\s,–—\-]*(?:{HONORIFIC}[ ]+)?(?:{DEGREE}[ ]*)*[\s,–—\-:]*$"
)
_BEHIND = re.compile(
    r"[ ]*(?:[,–—\-(:]|, *(?:nguyên|hiện)(?= )|kiêm|\bnguyên\b|- *)[ ]*$|[ ]*(?:là|giữ chức(?: vụ)?|được (?:bầu|bổ nhiệm)(?: giữ chức(?: vụ)?)?)[ ]+$"
)
_BETWEEN = re.compile(r"[ ]*(?:[,–—\-;]|kiêm|và|đồng thời là)[ ]*(?:kiêm |là )?[ ]*$")


def _adjacent(flat: str, titles: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """The titles that stand with the name at [start, end): a chain before it, and a chain behind it."""
    found: list[tuple[int, int]] = []
    at = start
    for a, b in sorted((t for t in titles if t[1] <= start), reverse=True):
        gap = flat[b:at]
        pattern = _JOINT if at == start else _BETWEEN
        if at - b > 28 or "\n" in gap or not pattern.fullmatch(gap):
            break
        if at == start and "," in gap and not re.search(HONORIFIC, gap):
            # "A, Phó Giám đốc Sở, Trần B": the comma separates two persons unless an honorific follows.
            break
        if at == start and re.search(r"[–—;]|- ", gap) and not re.search(HONORIFIC, gap):
            break
        found.append((a, b))
        at = a
    # What stands before the chain may be another person whose titles these are ("Nguyễn Văn A, Phó Chủ tịch, ông Trần B").
    if (
        found
        and "," in flat[found[0][1] : start]
        and (m := re.search(r"[,–—\-] *$", flat[max(0, at - 4) : at]))
        and _ends_with_name(flat, at - len(m.group()))
    ):
        found = []
    ahead: list[tuple[int, int]] = []
    at = end
    for a, b in sorted(t for t in titles if t[0] >= end):
        gap = flat[at:a]
        pattern = _BEHIND if at == end else _BETWEEN
        if a - at > 24 or "\n" in gap or not pattern.fullmatch(gap):
            break
        ahead.append((a, b))
        at = b
    # The last of a chain before the next person is that person's own title ("A, Phó Bí thư; Chủ tịch B").
    if (
        ahead
        and re.match(rf"[ ]+(?:{HONORIFIC} +)?[A-ZĐ][\w]+ [A-ZĐ]", flat[ahead[-1][1] : ahead[-1][1] + 24])
        and _starts_name(flat, ahead[-1][1])
    ):
        ahead.pop()
    return found + ahead


def _ends_with_name(flat: str, at: int) -> bool:
    words = flat[max(0, at - 40) : at].rstrip(" ,-–—").split()
    return len(words) >= 2 and all(w[:1].isupper() for w in words[-2:]) and any(w in surnames() for w in words[-4:])


def _starts_name(flat: str, at: int) -> bool:
    words = flat[at : at + 30].split()
    return bool(words) and words[0] in surnames()


def _honoured(flat: str, p: Person) -> bool:
    return any(re.search(rf"{HONORIFIC} *$", flat[max(0, a - 12) : a]) for a, _ in p.mentions)


def _signer(z: Zones, header: Header, found: list[Person]) -> None:
    name = header.signer or ""
    where = {w.field: (w.start, w.end) for w in header.where}
    person = next((p for p in found if fold(p.name) == fold(name)), None)
    if person is None:
        person = Person(name, [where["signer"]])
        found.append(person)
    person.signs = True
    person.roles.add("signer")
    if "signer_title" in where:
        person.titles.append(where["signer_title"])
