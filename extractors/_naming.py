"""Names of bodies: from capitals to natural case, and abbreviations spelt out."""

from __future__ import annotations

import re

from corpus.abbreviations import abbreviations
from extractors.lexicon import lines

_LEVELS = "tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu|khu vực"
_HEADS = (
    "ủy ban|uỷ ban|hội đồng|sở|bộ|văn phòng|phòng|ban|chi cục|cục|tổng cục|vụ|viện|trung tâm|công an|trường|thanh tra|"
    "kho bạc|bảo hiểm|ngân hàng|kiểm toán|hội|đoàn|mặt trận|đảng ủy|đảng uỷ"
)


def natural_case(name: str) -> str:
    """`name`, which may stand in capitals, as it is written in running text: "SỞ TÀI CHÍNH" → "Sở Tài chính"."""
    name = " ".join(name.split())
    if not name.isupper():
        return name
    kept = {w for w in re.findall(r"[A-ZĐ&\-]{2,}", name) if w in abbreviations()}
    words = [w if w in kept else w.lower() for w in name.split()]
    text = " ".join(words)
    # Proper names: all that stands behind a level word; the first word behind a kind of body or "và".
    text = re.sub(rf"\b({_LEVELS}) ([^,\-–]+)$", lambda m: f"{m[1]} {_titled(m[2])}", text)
    text = re.sub(rf"\b({_HEADS}) (\w)", lambda m: f"{m[1]} {m[2].upper()}", text) if _ministerial(text) else text
    for place in _places_longest():
        if place.lower() in text.lower() and len(place) > 4:
            text = re.sub(rf"(?i)(?<!\w){re.escape(place)}(?!\w)", place, text)
    if "bộ" in text.split()[:1] or "sở" in text.split()[:1]:
        text = re.sub(r"\bvà (\w)", lambda m: f"và {m[1].upper()}", text)
    return text[:1].upper() + text[1:]


def _ministerial(text: str) -> bool:
    return bool(re.match(r"(?:bộ|sở|cục|vụ|tổng cục|chi cục|phòng|viện|trung tâm)\b", text)) and "chủ" not in text[:8]


def _titled(words: str) -> str:
    return " ".join(w[:1].upper() + w[1:] for w in words.split())


def _places_longest() -> tuple[str, ...]:
    return lines("provinces.txt")


def _city(found: re.Match[str]) -> str:
    return "thành phố " if found.start() else "Thành phố "


def spelt_out(name: str, defined: dict[str, str] | None = None) -> str:
    """`name` with abbreviations spelt out: those `defined` in the text first, then the common ones."""
    known = {**abbreviations(), **(defined or {})}
    # Behind a kind of body TP is Tư pháp, else before a name, or at the end, it is a city.
    name = re.sub(r"(?<!Sở )(?<!Phòng )(?<!Bộ )(?<!Cục )\bT[Pp]\.? *(?=[A-ZÀ-Ỹ]|$)", _city, name).strip()
    name = re.sub(r"(?<=hành phố )HCM\b", "Hồ Chí Minh", name)
    out = []
    for piece in re.split(r"(\s+|,\s*)", name):
        out.append(known.get(piece) or known.get(piece.strip("().")) or piece)
    text = "".join(out)
    for short in ("TT & TT", "TN & MT", "NN & PTNT", "GD & ĐT", "KH & ĐT", "KH & CN", "VH & TT", "TT & VH"):
        if short in text:
            text = text.replace(short, known[short.replace(" ", "")])
    return " ".join(text.split()).replace(" & ", " và ")
