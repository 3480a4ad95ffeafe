"""Rules for names of persons and heads of office titles; used by themselves and as hints for the learned tagger."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from extractors._units import CAP, UPPER
from extractors.lexicon import lines

HONORIFIC = r"(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|[Đđ]/c|đ/c|Đ/C|ĐC|[Aa]nh|[Cc]hị|[Nn]gài|[Cc]ác ông|[Cc]ác đồng chí|[Cc]ô|[Cc]hú|[Bb]ác)"
DEGREE = r"(?:(?:GS|PGS|TS|ThS|Ths|BS|BSCK\w*|KS|CN|LS|NGND|NGƯT|NSND|NSƯT|TSKH|Đại tá|Thượng tá|Trung tá|Thiếu tá|Đại úy|Đại uý|Thượng úy|Trung úy|Thiếu tướng|Trung tướng|Thượng tướng|Đại tướng|Đại tướng)\.? *)"
_NAME = re.compile(
    rf"(?<!\w){CAP}(?:[ ]+(?:{CAP}|[Yy](?= [{UPPER}]))){{1,4}}(?!\w)|(?<!\w)[YH]['’]? ?[{UPPER}]\w+(?:['’-]\w+)*(?: {CAP}){{0,3}}"
)


@cache
def surnames() -> frozenset[str]:
    """Family names that open a name."""
    return frozenset(lines("surnames.txt"))


@cache
def office() -> re.Pattern[str]:
    """The head of an office title, in any case, with what may stand before it."""
    heads = sorted(lines("offices.txt"), key=len, reverse=True)
    joined = "|".join(re.escape(h).replace(r"\ ", " +") for h in heads)
    return re.compile(rf"(?<!\w)(?:(?:[Nn]guyên|[Qq]uyền|Q\.|[Cc]ựu) +)?(?:[Pp]hó +)?(?i:{joined})(?!\w)")


@lru_cache(maxsize=16)
def offices(flat: str) -> tuple[tuple[int, int], ...]:
    """Where the head of an office stands in `flat`."""
    return tuple(m.span() for m in office().finditer(flat))


@lru_cache(maxsize=16)
def names(flat: str) -> tuple[tuple[int, int], ...]:
    """Where a known family name opens two to five capitalised syllables."""
    known = surnames()
    found = []
    for m in _NAME.finditer(flat):
        start, end = m.span()
        parts = m.group().split()
        # Drop leading words that open no name ("Ông Nguyễn Văn A" is caught with its honorific).
        while len(parts) > 2 and parts[0].title() not in known:
            start += len(parts[0])
            start += len(flat[start:end]) - len(flat[start:end].lstrip())
            parts = parts[1:]
        if parts[0].title() in known or parts[0][:2] in ("H'", "H’", "Y"):
            found.append((start, end))
    return tuple(found)


# A district named after a person; every other full name behind an office and a level is the office-holder's.
_NAMED_AFTER = frozenset({"Trần Văn Thời"})
_COUNCIL_OF = re.compile(
    r"(?:UBND|HĐND|UBMTTQ|MTTQ|[ỦU][ỷy] ?ban [Nn]hân dân|Uỷ ban [Nn]hân dân|Hội đồng [Nn]hân dân)[^,.;:\n]{0,24}?"
    r" ?(?:tỉnh|huyện|[Tt]hành phố|TP\.?|thị xã|xã|phường|quận|thị trấn) $"
)


@cache
def _office_of() -> re.Pattern[str]:
    """What may stand between an office and its holder: "Bộ trưởng | Nội vụ", "Trưởng ban | Tổ chức Trung ương"."""
    fields = "|".join(re.escape(d) for d in sorted(lines("departments.txt"), key=len, reverse=True))
    return re.compile(
        rf"(?: (?:Bộ|Sở|Ban|Phòng|Cục|Vụ|Viện))?(?: (?i:{fields})| [A-ZĐÀ-Ỹ][\wÀ-ỹ]*(?: [\wÀ-ỹ]+){{0,5}}? (?:[Tt]rung ương|Chính phủ|Quốc hội|Nhà nước|[Tt]ối cao)| [Tt]rung ương) $"
    )


@lru_cache(maxsize=16)
def glued(flat: str) -> tuple[tuple[int, int], ...]:
    """Names that stand right behind office and level ("Chủ tịch UBND huyện Nguyễn Văn A"), so that they look like a place."""
    found = []
    for a, b in names(flat):
        at = _COUNCIL_OF.search(flat, max(0, a - 60), a)
        if not at or not office().search(flat, max(0, at.start() - 30), at.start()):
            near = [m.end() for m in office().finditer(flat, max(0, a - 90), a)]
            if len(flat[a:b].split()) >= 3 and any(_office_of().match(flat, e, a) for e in near):
                found.append((a, b))
            continue
        rest = re.compile(rf"(?: {CAP})*").match(flat, b)
        b = rest.end() if rest else b
        words = flat[a:b].split()
        # "huyện Vĩnh Linh Thái Văn Thứ": the place comes first, the name begins with the second family name.
        second = next((k for k in range(2, len(words) - 2) if words[k] in surnames()), 0)
        a += len(" ".join(words[:second])) + (1 if second else 0)
        if 3 <= len(words) - second <= 5 and flat[a:b] not in _NAMED_AFTER:
            found.append((a, b))
    return tuple(found)
