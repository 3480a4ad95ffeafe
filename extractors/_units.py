"""Rules for names of bodies and areas: regular forms only; what is open-ended is left to the learned tagger."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from extractors.lexicon import lines

UPPER = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
# One capitalised syllable, with the apostrophes and hyphens of minority names: "R'lấp", "Krông", "H’Leo".
CAP = rf"(?:[{UPPER}][\w]*(?:['’][\w]+)*)"
# A proper place name of up to five syllables, perhaps hyphenated.
PLACE = rf"{CAP}(?:(?: |-){CAP}){{0,4}}"
_LEVEL_AREA = r"(?:[Tt]ỉnh|[Tt]hành phố|TP\.? ?|Tp\.? ?|[Hh]uyện|[Qq]uận|[Tt]hị xã|TX\.? ?|[Xx]ã|[Pp]hường|[Tt]hị trấn|[Đđ]ặc khu|[Tt]hôn|[Ấấ]p|[Bb]ản|[Bb]uôn|[Ll]àng|[Kk]hu phố|[Tt]hủ đô|[Tt]ổ dân phố)"
_LEVEL = r"(?:[Tt]ỉnh|[Tt]hành phố|[Tt]hành Phố|TP\.?|Tp\.?|[Hh]uyện|[Qq]uận|[Tt]hị xã|TX\.?|[Xx]ã|[Pp]hường|[Tt]hị trấn|[Đđ]ặc khu|[Tt]hủ đô)"
_UY = "(?:[Ủủ]y|[Uu][ỷỶ]|ỦY|UỶ)"


class Span(NamedTuple):
    """A candidate: [start, end) of type agency or area, with its rule."""

    start: int
    end: int
    type: str
    rule: str


def _alternatives(entries: tuple[str, ...]) -> str:
    return "|".join(re.escape(e).replace(r"\ ", " +") for e in sorted(entries, key=len, reverse=True))


def _bodies() -> tuple[str, ...]:
    """The bodies of the lexicon in every usual spelling."""
    forms = {f for n in lines("bodies.txt") for f in (n, n.replace("Trung ương", "trung ương"))}
    forms |= {f.replace("ủy", "uỷ").replace("Ủy", "Uỷ") for f in forms} | {
        f.replace("uỷ", "ủy").replace("Uỷ", "Ủy") for f in forms
    }
    return tuple(sorted(forms))


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    fields = _alternatives(lines("fields.txt"))
    field = rf"(?:(?i:{fields})|[A-ZĐ][A-ZĐ&\-]{{1,9}}(?: ?& ?[A-ZĐ]{{2,5}})?)(?!\w)"
    join = r"(?:,? +(?:và|&) +|, +| *[-–] *| *& *)"
    named = rf"{field}(?:{join}{field}){{0,3}}"
    place = _alternatives(lines("provinces.txt"))
    at = rf"(?:(?: +của)? +{_LEVEL} +{PLACE}| +{_LEVEL}(?! +[a-zà-ỹ]*(?:, *(?:xã|phường))| +{PLACE})\b| +(?:{place})(?!\w)| +{PLACE})?"
    council = r"(?:UBND|HĐND|[ỦU][ỷy] ?ban [Nn]hân dân|Uỷ ban [Nn]hân dân|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|Hội đồng [Nn]hân dân|HỘI ĐỒNG NHÂN DÂN|UBMTTQ(?:VN)?|UBMTTQ Việt Nam|[ỦU][ỷy] ?ban (?:Mặt trận Tổ quốc|MTTQ)(?: Việt Nam| VN)?|Ủy ban MTTQ(?: Việt Nam)?|MTTQ(?: Việt Nam)?|Mặt trận Tổ quốc(?: Việt Nam)?)"
    councils = rf"{council}(?:(?: *[-–,&] *| +và +){council}){{0,2}}"
    level_at = rf"(?: +(?:của +)?{_LEVEL}(?: +{PLACE}| +\d{{1,2}}\b)?(?!\w)| +(?:TỈNH|THÀNH PHỐ|HUYỆN|THỊ XÃ|QUẬN|XÃ|PHƯỜNG|THỊ TRẤN) +{PLACE}| +(?:{place})(?!\w))"
    not_group = r"(?! *(?:, *(?:xã|phường|thị trấn|thị xã|huyện|thành phố|quận)\b))"
    committee = (
        rf"(?:[Tt]ỉnh|[Tt]hành|[Hh]uyện|[Qq]uận|[Tt]hị|[Đđ]ảng) +{_UY}(?: +(?:(?:{_LEVEL} +)?{PLACE}|viên(?!\w)))?"
    )
    before = r"(?:(?:[Tt]hường trực|[Bb]an [Tt]hường vụ|BTV|TT|Văn phòng|VP|Ủy ban Kiểm tra|Uỷ ban Kiểm tra|UBKT|Ban (?:Tổ chức|Tuyên giáo(?: và Dân vận)?|Dân vận|Nội chính|Chấp hành)|Ban Chấp hành Đảng bộ|Đảng [ủu][ỷy]) +)"
    return (
        ("agency", "committee", re.compile(rf"(?<!\w){before}{{0,2}}{committee}")),
        ("agency", "council", re.compile(rf"(?<!\w){before}{{0,2}}{councils}{level_at}{not_group}")),
        (
            "agency",
            "department",
            re.compile(
                rf"(?<!\w)(?:Liên )?(?:Bộ|Sở|[Pp]hòng|Cục|Vụ|Chi cục|Tổng cục|Thanh tra|Viện|[Bb]an(?= (?:Tổ chức|Tuyên giáo|Dân vận|Nội chính|Kinh tế|Dân tộc|Tôn giáo|Pháp chế|Văn hóa|Kiểm tra|Thi đua)))"
                rf" +{named}(?: +[Tt]rung ương)?{at}"
            ),
        ),
        (
            "agency",
            "force",
            re.compile(
                rf"(?<!\w)(?:[Cc]ông an|Bộ Chỉ huy [Qq]uân sự|BCH [Qq]uân sự|Bộ CHQS|Ban CHQS|Ban Chỉ huy [Qq]uân sự|Bộ Chỉ huy Bộ đội Biên phòng|Bộ đội Biên phòng|BĐBP|T[òo][àa] án nhân dân|TAND|Viện [Kk]iểm sát nhân dân|VKSND|Cục [Tt]huế|Chi cục [Tt]huế|Kho bạc [Nn]hà nước|KBNN|Bảo hiểm xã hội|BHXH|Ngân hàng [Cc]hính sách xã hội|Ngân hàng Nhà nước|Cục Thống kê|Chi cục Thống kê|Cục Hải quan|Hội (?:Nông dân|Cựu chiến binh|CCB|Liên hiệp Phụ nữ|LHPN|Chữ thập đỏ|Khuyến học|Người cao tuổi|Nhà báo|Luật gia)|Liên đoàn Lao động|LĐLĐ|Tỉnh đoàn|Huyện đoàn|Thành đoàn|Đoàn Thanh niên|Đoàn TNCS Hồ Chí Minh|Thanh tra|Văn phòng HĐND và UBND|Văn phòng UBND|Văn phòng Đoàn ĐBQH(?:,| và) HĐND(?: và UBND)?|Đoàn đại biểu Quốc hội|Đoàn ĐBQH|Kiểm toán [Nn]hà nước|KTNN)(?:{level_at}| +khu vực +[IVX]+|(?<=nước)(?!\w)|(?<=KTNN)(?!\w)|(?<=Quốc hội) +(?:tỉnh|thành phố))"
            ),
        ),
        (
            "agency",
            "open",
            re.compile(
                rf"(?<!\w)(?:Trung tâm|[Cc]ông ty|Tổng [Cc]ông ty|Tập đoàn|Trường|[Tt]rường (?=Đại học|Cao đẳng|THPT|THCS|Tiểu học|Trung học|Mầm non|Chính trị|tiểu học|mầm non)|Bệnh viện|Học viện|Đại học|Ngân hàng|Hiệp hội|Liên minh|Liên hiệp|Quỹ|Nhà máy|Hợp tác xã|HTX|Báo|Đài|Ban Quản lý|BQL|Ban quản lý|Ban Chỉ đạo|Ban chỉ đạo|BCĐ|Hội đồng|Ủy ban|Uỷ ban|Tổng cục|Cục|Viện|Đảng bộ|Hạt Kiểm lâm|Chi nhánh)"
                rf"(?: +(?:{CAP}|{field}|và(?= +{CAP})|[-–](?= *{CAP})|&|của(?= +(?:tỉnh|huyện|thành phố|{CAP}))|tỉnh|huyện|thành phố|xã|phường|thị xã|quận|các khu công nghiệp|quản lý|dự án|đầu tư|xây dựng|hành chính công|phục vụ|nhân dân|tối cao|quốc gia|Trung ương|trung ương|cổ phần|cổ phần|TNHH|MTV|khu kinh tế|cấp tỉnh|cấp huyện|cải cách hành chính|về|phòng, chống|phòng chống)(?!\w)){{1,14}}"
            ),
        ),
        (
            "agency",
            "department",
            re.compile(
                rf"(?<!\w)Trung tâm +(?:[Pp]hục vụ +)?[Hh]ành chính công(?:(?: +của)? +{_LEVEL}(?: +{PLACE})?)?(?!\w)"
            ),
        ),
        ("agency", "body", re.compile(rf"(?<!\w)(?:{_alternatives(_bodies())})(?!\w)")),
        (
            "area",
            "area",
            re.compile(rf"(?<!\w){_LEVEL_AREA} *(?:(?<=\s|\.){PLACE}|(?<=[a-z] )\d{{1,2}}(?!\w|[.,/]\d))"),
        ),
        ("area", "province", re.compile(rf"(?<!\w)(?:TP\.? ?HCM|TPHCM|Tp\.? ?HCM|{place})(?!\w)")),
    )


_TRIMMED_TAIL = re.compile(r"(?: +(?:và|của|về|các|&|[-–]|quản lý|xây dựng|đầu tư|phục vụ|dự án))+$")
_NOT_AREA = re.compile(r"(?i)(?:xã hội|bản đồ|làng nghề|thành phố thông minh)")


@lru_cache(maxsize=16)
def candidates(flat: str) -> tuple[Span, ...]:
    """Names in `flat` by rule, the earliest and longest first where two overlap, in the order of the text."""
    found: list[Span] = []
    for kind, rule, pattern in _patterns():
        for m in pattern.finditer(flat):
            start, end = m.span()
            cut = _TRIMMED_TAIL.search(flat, start, end)
            if cut:
                end = cut.start()
            words = flat[start:end]
            if (" " not in words and rule in ("open", "department")) or _NOT_AREA.match(words):
                continue
            if (
                rule == "open"
                and not re.search(rf"[{UPPER}]", words[1:])
                and not re.search(r"(?:tỉnh|huyện|thành phố|xã|quận|hành chính công)\b", words)
            ):
                continue
            found.append(Span(start, end, kind, rule))
    found.sort(key=lambda s: (s.start, -(s.end - s.start)))
    kept: list[Span] = []
    for s in found:
        if kept and s.start < kept[-1].end:
            if s.end - s.start > kept[-1].end - kept[-1].start and s.type == "agency":
                kept[-1] = s
            continue
        kept.append(s)
    return tuple(kept)


@cache
def _listed() -> re.Pattern[str]:
    return re.compile(rf"(?:{_alternatives(lines('departments.txt'))}|[A-ZĐ]{{2,6}}(?:&[A-ZĐ]{{2,4}})?)(?![\wÀ-ỹ])")


@cache
def _department() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:Bộ|Sở|[Pp]hòng|Vụ|Cục) +(?i:{_alternatives(lines('departments.txt'))})(?![\wÀ-ỹ])")


def departments(flat: str) -> dict[int, int]:
    """Start → end of each known ministry, department or division by its full name, without its place."""
    return {m.start(): m.end() for m in _department().finditer(flat)}


_LIST_OF_BODIES = re.compile(
    r"(?<!\w)(?:[Cc]ác )?(?:(?:[Bb]ộ|[Ss]ở|[Bb]an|[Nn]gành|[Cc]ơ quan|[Pp]hòng|[Vv]ụ|[Cc]ục|[Đđ]ơn vị)(?: trưởng|, | và )*)+ ?: *"
)


def elided(flat: str) -> list[Span]:
    """The names in a list under their common head ("các Bộ: Tài chính, Xây dựng"), as far as they are known names."""
    found = []
    for head in _LIST_OF_BODIES.finditer(flat):
        at = head.end()
        while m := _listed().match(flat, at):
            found.append(Span(m.start(), m.end(), "agency", "elided"))
            gap = re.compile(r"(?:, *(?:và )?| và )").match(flat, m.end())
            if not gap:
                break
            at = gap.end()
    return found
