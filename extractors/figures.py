"""Counts, shares, scores and amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Finding, Reading, Where, said
from extractors._zones import zones
from extractors.dates import Date
from extractors.header import Header
from extractors.references import Citation


@dataclass(frozen=True, kw_only=True)
class Figure(Finding):
    """A count, share, score or amount that says something about the world."""

    TABLE = "figures"
    SECTION = "figures"

    text: str = said("From the number through the noun that it counts")
    value: float = said("The number, multiplied out (1,5 tỷ đồng is 1500000000)")


KIND = Figure
NEEDS: tuple[str, ...] = ("header", "dates", "references")

_N = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_NUMBER = re.compile(rf"(?<![\w.,/:+\-–])(?<!\d )(?P<a>{_N})(?:(?P<range> *[-–] *|/)(?P<b>{_N}))?(?![\w:]|[.,/]\d)")
_SCALE = {"trăm": 1e2, "nghìn": 1e3, "ngàn": 1e3, "vạn": 1e4, "triệu": 1e6, "tr": 1e6, "tỷ": 1e9, "tỉ": 1e9}
_SCALED = re.compile(
    r" *(?P<s>trăm|nghìn|ngàn|vạn|triệu|tr|tỷ|tỉ)\b(?: +(?P<s2>nghìn|triệu|tỷ|đồng))?(?: *(?P<rest>\d{3})\b(?= *(?:triệu|đồng)))?"
)
# A number behind one of these is a name, rank, place in a text or instant, no count.
_NAMING = re.compile(
    r"(?i)(?<!\w)(?:số(?: hiệu| nhà| máy| điện thoại)?:?|điều|khoản|điểm|mục|chương|phần|phụ lục|mức độ|mức|cấp độ|thứ|lần|kh[oó][áa]|lớp|quận|phường|khu vực|"
    r"khu phố|khu|tổ|thôn|ấp|đội|tiểu khu|quốc lộ|tỉnh lộ|đường tỉnh|đường|ql|đt|tl|km|iso|tcvn|qcvn|điện thoại|đt:|fax|hotline|tel|nghị quyết|nghị định|quyết định|chỉ thị|"
    r"đề án|kế hoạch|chương trình|thông tư|phòng|tầng|block|lô|kỳ họp|vòng|bảng|hình|biểu|mẫu|bước|đợt|ca|quý|giai đoạn|hạng|loại|nhóm|bậc|vị trí(?: thứ)?|tuyến|ô|thửa|tờ bản đồ|windows|office|covid|"
    r"sars-cov|trung đoàn|sư đoàn|lữ đoàn|quân khu|vùng|cao tốc|gói thầu(?: số)?|zalo|năm|tháng|ngày|chi nhánh|trường tiểu học|binh đoàn|bộ tư lệnh|hòa lạc|nhà máy|bãi|hồ|cầu|công ty|tổng công ty|xí nghiệp|bệnh viện|f|u|mã|version|phiên bản)[ :.]*$"
)
_CLOCK = re.compile(r" *(?:h\b|giờ(?! làm| công| học| bay| lao động| nghề| hoạt)|phút(?= *(?:ngày|sáng|chiều|,)))")
_NOT_COUNTED = re.compile(
    r"(?i) *(?:năm (?:thực hiện|qua|thành lập|xây dựng|ngày|chiến thắng|kỷ niệm|giải phóng|tuổi|hoạt động|phát triển|triển khai|tới|sau|nay)|tuổi\b|năm\b|tháng (?:qua|tới|đầu|cuối|năm|sau|trước)|tháng\b(?= *(?:,|\.|$|\n)))"
)
_STOP = frozenset(
    [
        "của",
        "và",
        "đã",
        "được",
        "trong",
        "tại",
        "trên",
        "là",
        "để",
        "so",
        "với",
        "do",
        "cho",
        "thì",
        "mà",
        "nhưng",
        "từ",
        "đến",
        "có",
        "bị",
        "ở",
        "như",
        "theo",
        "khi",
        "nếu",
        "vì",
        "nên",
        "cũng",
        "chưa",
        "không",
        "nằm",
        "gồm",
        "thuộc",
        "bằng",
        "cao",
        "thấp",
        "tăng",
        "giảm",
        "vượt",
        "chiếm",
        "đạt",
        "hoàn",
        "còn",
        "sẽ",
        "vẫn",
        "hơn",
        "đang",
        "về",
        "qua",
        "dự",
        "ước",
        "trở",
        "này",
        "đó",
        "các",
        "sau",
        "trước",
        "tương",
        "nhằm",
        "phục",
        "hoặc",
        "hay",
        "rồi",
        "bình",
        "nhất",
        "những",
        "thực",
        "tham",
        "phải",
        "cần",
        "tiếp",
        "tập",
        "triển",
        "đề",
        "nghị",
        "yêu",
        "giao",
        "lại",
        "vào",
        "ra",
        "lên",
        "xuống",
    ]
)
_WORD = re.compile(r" *(?P<w>[^\W\d_][\w'’]*(?:/[\w²³]+)?|\d+(?=[ ,.;]))")
_MOST_WORDS = 4


def extract(reading: Reading) -> Iterator[Figure]:
    """One entry a distinct figure, its places in `where`; a range gives both its ends."""
    z = zones(reading.document)
    flat = z.flat
    blocked = _blocked(reading)
    found: dict[tuple[str, float], Figure] = {}
    low = z.starts[0]
    for m in _NUMBER.finditer(flat, low, z.starts[1]):
        if any(a < m.end() and m.start() < b for a, b in blocked.get(m.start() >> 8, ())):
            continue
        for f in _figures(reading, flat, m):
            key = (f.text.lower(), f.value)
            if key in found:
                old = found[key]
                f = Figure(**{**vars(old), "where": (*old.where, *f.where)}) if old.text == f.text else old
            found[key] = f
    yield from found.values()


def _blocked(reading: Reading) -> dict[int, list[tuple[int, int]]]:
    """Spans whose numbers are spoken for (dates, citations, list markers), by blocks of 256 characters."""
    spans: list[tuple[int, int]] = []
    for kind in (Date, Citation, Header):
        for f in reading.of(kind):
            spans += [(w.start, w.end) for w in f.where if w.field != "title"]
    spans += [(p.start, p.body) for p in zones(reading.document).body if p.marker]
    blocks: dict[int, list[tuple[int, int]]] = {}
    for a, b in spans:
        for k in range(a >> 8, (b >> 8) + 1):
            blocks.setdefault(k, []).append((a, b))
    return blocks


def _figures(reading: Reading, flat: str, m: re.Match[str]) -> Iterator[Figure]:
    before = flat[max(0, m.start() - 26) : m.start()]
    if _NAMING.search(before) or _CLOCK.match(flat, m.end()) or _NOT_COUNTED.match(flat, m.end()):
        return
    first, second = _value(m["a"]), _value(m["b"]) if m["b"] else None
    if first is None:
        return
    end, scale = m.end(), 1.0
    percent = re.match(r" ?[%‰]", flat[end : end + 2])
    if percent:
        end += percent.end()
    elif scaled := _SCALED.match(flat, end):
        scale = _SCALE[scaled["s"]] * _SCALE.get(scaled["s2"] or "", 1.0)
        end = scaled.end()
    end, words = _noun(flat, end)
    digits = re.sub(r"\D", "", m["a"])
    if not percent and scale == 1 and not words:
        return  # a bare number counts nothing that can be named
    if (len(digits) >= 8 and "." not in m["a"]) or (digits.startswith("0") and len(digits) > 3):
        return  # a telephone number or a code
    text = reading.document.quote(m.start(), end)
    values = [first]
    if second is not None and (m["range"] or "").strip() in "-–":
        values.append(second)
    for v in values:
        value = round(v * scale, 6)
        yield Figure(
            start=m.start(),
            end=end,
            by="figures.number",
            where=(Where("text", m.start(), end),),
            text=text,
            value=int(value) if value == int(value) else value,
        )


def _value(words: str) -> float | None:
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", words):
        return float(words.replace(".", "").replace(",", "."))
    try:
        return float(words.replace(",", "."))
    except ValueError:
        return None


def _noun(flat: str, end: int) -> tuple[int, int]:
    """End of the words counted behind `end`, and how many there are."""
    words = 0
    while words < _MOST_WORDS:
        m = _WORD.match(flat, end)
        if m and not words and m["w"] in ("các", "số", "tổng"):
            end = m.end()
            continue
        if not m or m["w"].lower() in _STOP or (words and m["w"].isdigit()):
            break
        end, words = m.end(), words + 1
    # "41 xã, phường và thị trấn", "tay- chân- miệng" go on only where a short list of nouns plainly does.
    more = re.match(
        r"(?:, (?:xã|phường|thị trấn|thị xã|huyện|thành phố|quận)| (?:và) (?:xã|phường|thị trấn|thị xã))+",
        flat[end : end + 60],
    )
    return (end + more.end(), words) if more and words else (end, words)
