"""Who is addressed and what is to be done, within one directing clause (`models.parts`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.document import Document
from extractors._clauses import GROUP, Clause, cue
from extractors._directing import _IMPERATIVE
from extractors._tagging import Entity, entities
from extractors._zones import zones
from models import parts
from models.words import Word, syllables

_SAYING = re.compile(
    r"(?i)(?<!\w)(?:giao|yêu cầu|đề nghị|chỉ đạo|phân công|kiến nghị|đề xuất|lưu ý|nhắc nhở|đôn đốc|mong muốn|mong|hy vọng|kêu gọi|cần|phải|nên|chủ trì|phối hợp|đối với|về phía|riêng|ngoài ra|đồng thời)(?!\w)"
)


class Parts(NamedTuple):
    """Spans of the addressees, by the words that lead to the action and as the model tags them, and of the action, which
    may be missing."""

    addressees: list[tuple[int, int]]
    tagged: list[tuple[int, int]]
    action: tuple[int, int] | None


def rows(document: Document, c: Clause) -> tuple[list[Word], list[list[str]]]:
    """The syllables of the clause and their attributes."""
    flat = zones(document).flat
    words = syllables(flat, c.start, c.end)
    starts = {w.start: i for i, w in enumerate(words)}
    hints: list[list[str]] = [[] for _ in words]

    def mark(a: int, b: int, name: str) -> None:
        i = starts.get(a)
        first = True
        while i is not None and i < len(words) and words[i].start < b:
            hints[i].append(("B" if first else "I") + name)
            first = False
            i += 1

    for e in _inside(entities(document), c):
        mark(e.start, e.end, e.label)
    for m in GROUP.finditer(flat, c.start, c.end):
        mark(*m.span(), "grp")
    for m in _SAYING.finditer(flat, c.start, c.end):
        mark(*m.span(), "say")
    for w in words:
        acting = _IMPERATIVE.match(flat, w.start, c.end)
        if acting:
            mark(*acting.span(), "imp")
    lead = flat[c.governors[-1][0] : c.governors[-1][1]] if c.governors else ""
    context = [
        f"g={cue(lead) or '-'}" if lead else "g=none",
        f"cue={cue(flat[c.start : c.end]) or '-'}",
        f"m={c.marker}",
        f"lead={c.leads}",
    ]
    return words, parts.features([flat[w.start : w.end] for w in words], hints, context)


def _inside(found: Sequence[Entity], c: Clause) -> list[Entity]:
    return [e for e in found if c.start <= e.start and e.end <= c.end and e.label != "PER"]


def parse(document: Document, c: Clause) -> Parts:
    """The addressees and action of a directing clause: the action is learned, the addressees are what leads to it."""
    words, attributes = rows(document, c)
    labels = parts.parse(attributes)
    flat = zones(document).flat
    acting = [w for w, label in zip(words, labels, strict=True) if label.endswith("ACT")]
    action = (acting[0].start, acting[-1].end) if acting else None
    named = [w for w, label in zip(words, labels, strict=True) if label.endswith("ADR")]
    if action:
        end = action[1]
        while end > action[0] and flat[end - 1] in ' .;,:…/”"':
            end -= 1
        action = (action[0], end) if end > action[0] else None
    action = _past_telling(document, c, action)
    if action and action[0] > c.start + 1:
        addressees = addressed(document, c.start, action[0])
        if not addressees and named and named[-1].end <= action[0] + 1 and _opens(document, named[0].start):
            addressees = divided(document, named[0].start, named[-1].end)
    elif named and (action is None or named[0].start >= action[1]):
        addressees = divided(document, named[0].start, named[-1].end)
    else:
        addressees = []
    if not addressees and (m := _CONCERNING.match(flat, c.start, c.end)) and _opens(document, m.start(1)):
        addressees = divided(document, *m.span(1))
    return Parts(addressees, _runs(words, labels), action)


def _runs(words: Sequence[Word], labels: Sequence[str]) -> list[tuple[int, int]]:
    """The spans that the model tags as addressees."""
    found: list[list[int]] = []
    going = False
    for w, label in zip(words, labels, strict=True):
        if label == "B-ADR" or (label == "I-ADR" and not going):
            found.append([w.start, w.end])
        elif label == "I-ADR":
            found[-1][1] = w.end
        going = label.endswith("ADR")
    return [(a, b) for a, b in found]


_CONCERNING = re.compile(r"(?i)(?:đối với|với|riêng(?: đối với| với)?|về phía) ([^,;:.]{2,80}),")


def _opens(document: Document, at: int) -> bool:
    """Does a body, person or group begin at `at`?"""
    return any(e.start == at for e in entities(document)) or bool(GROUP.match(zones(document).flat, at))


def _past_telling(document: Document, c: Clause, action: tuple[int, int] | None) -> tuple[int, int] | None:
    """An action that begins with the speaker's own verb ("… yêu cầu các sở rà soát …") begins behind the addressee."""
    flat = zones(document).flat
    if action is None or action[0] <= c.start + 1:
        return action
    still_named = re.compile(
        r"(?:được|có liên quan|liên quan|thuộc|trực thuộc) [^,;.]{2,60}? (?:sẽ |cần |phải |nên )+"
    ).match(flat, action[0], action[1])
    if still_named:
        return still_named.end(), action[1]
    told = _SPEAKER_TELLS.match(flat, action[0], action[1])
    speaker = any(
        e.end <= action[0] and action[0] - e.end < 12 and e.label in ("PER", "TIT")
        for e in entities(document)
        if e.start >= c.start
    )
    if not told or not speaker:
        return action
    after = _ACTS.search(flat, told.end() + 3, action[1])
    return (after.start(), action[1]) if after and after.start() - told.end() < 200 else action


_SPEAKER_TELLS = re.compile(
    r"(?i)(?:cũng )?(?:yêu cầu|đề nghị|chỉ đạo|giao|phân công|kiến nghị|đề xuất|mong muốn|mong|kêu gọi|lưu ý|nhắc nhở|đôn đốc)(?: cho)?[ ,:]+"
)
_ACTS = re.compile(
    r"(?i)(?<=\w )(?:(?:cần|phải|nên|hãy) )?(?:tiếp tục|tăng cường|đẩy mạnh|nâng cao|rà soát|chủ động|khẩn trương|tập trung|thực hiện|tổ chức|triển khai|xây dựng|chỉ đạo|phối hợp|chủ trì|báo cáo|"
    r"tham mưu|hướng dẫn|kiểm tra|đôn đốc|quan tâm|bố trí|làm|hoàn thiện|hoàn thành|đảm bảo|bảo đảm|xác định|nghiên cứu|kịp thời|phát huy|chấn chỉnh|duy trì|cập nhật|tuyên truyền|xử lý|khắc phục|ưu tiên|"
    r"chú trọng|nghiêm túc|thường xuyên|quán triệt|lập|trình|gửi|giải quyết|tạo điều kiện|hỗ trợ|kiên quyết|chuẩn bị|đề xuất|đổi mới|ban hành|theo dõi|tổng hợp|huy động|thành lập|tích cực|phấn đấu|sớm|cần|phải|nên)(?!\w)"
)


_TOLD = re.compile(
    r"(?i)(?<!\w)(?<!được )(?<!các )(?<!những )(?:giao(?! ban| dịch| thông| lưu| thừa)(?: nhiệm vụ| trách nhiệm)?(?: cho)?|yêu cầu|đề nghị|chỉ đạo|phân công|kiến nghị(?! của| này)(?: với)?|đề xuất(?! của| này)(?: với)?|lưu ý|nhắc nhở|nhắc|đôn đốc|mong muốn|mong(?: rằng)?|hy vọng|hi vọng|kỳ vọng|kêu gọi|"
    r"đồng ý(?: để| việc| giao)?|thống nhất(?: giao)?|cho phép|ủy quyền(?: cho)?|quán triệt(?: tới)?|khuyến nghị|vận động|nhấn mạnh|khẳng định|cho rằng|chỉ rõ|cho biết|đối với|về phía|riêng|nêu rõ)(?!\w)[ :,“\"]*"
)
_LEADING = re.compile(
    r"(?i)^[ ,:“\"–-]*(?:(?:trong )?thời gian (?:tới|sắp tới)|từ nay đến[^,]{2,30}|trong năm \d{4}|trước mắt|theo đó|cụ thể|đồng thời|ngoài ra|bên cạnh đó|đặc biệt|do đó|vì vậy|vì thế|mặt khác|trong đó|cùng với đó|để [^,]{5,120}(?=,)|"
    r"trên cơ sở[^,]{3,120}(?=,)|căn cứ[^,]{3,120}(?=,)|trong quá trình[^,]{3,80}(?=,)|sau (?:hội nghị|cuộc họp|buổi làm việc)(?: này)?|thứ (?:nhất|hai|ba|tư|năm)|một là|hai là|ba là|về (?:việc|công tác|kiến nghị|nội dung|phía)[^,:]{3,120}(?=[,:])|với|cho|tới|đến|rằng|là|việc|thì|cũng|đối với|về phía|riêng|các đồng chí(?= )(?!, )(?=.* (?:sở|ban)))(?!\w)[ ,:]*"
)
_TRAILING = re.compile(
    r"(?i)[ ,]*(?:(?<!\w)(?:theo (?:chức năng|thẩm quyền|nhiệm vụ|phạm vi|lĩnh vực|quy định)[^;]*|(?:căn cứ|trên cơ sở|trong phạm vi|bằng)[^;]*|(?:trong|thời gian|từ) (?:thời gian )?tới|thời gian tới|cần phải|cần|phải|nên|hãy|cũng|đều|thì|sẽ|tiếp tục|khẩn trương|chủ động|"
    r"có trách nhiệm|chịu trách nhiệm|có nhiệm vụ|quyết định|được giao|được|để|trong việc|trong|với|và|cùng|:)(?!\w)|[,:])[ ,:]*$"
)


def addressed(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    """The addressees in what leads from [start of the clause) to its action: behind the last verb of telling, if any."""
    flat = zones(document).flat
    start, end = opening(document, start, end)
    while start < end and (m := _TRAILING.search(flat[start:end])):
        end = start + m.start()
    piece = flat[start:end].strip()
    if len(piece) < 2 or len(piece) > 330 or re.search(r"[.!?]\s|”", piece) or piece.lower().startswith("tổ chức"):
        return []
    starts = [e.start for e in entities(document) if start <= e.start < end] + [
        m.start() for m in GROUP.finditer(flat, start, end)
    ]
    if not starts or min(starts) - start > 60:
        return []
    return divided(document, start, end)


_LISTS = re.compile(
    r"(?i)(?:bộ|sở|ban|ngành|cơ quan|đơn vị|tỉnh|thành phố|huyện|quận|thị xã|xã|phường|trung ương|ông|bà|đồng chí|cục|vụ|phòng) *$"
)


def opening(document: Document, start: int, end: int) -> tuple[int, int]:
    """[start, end) without what stands before an addressee: the last verb of telling, and what leads on from it."""
    flat = zones(document).flat
    told = list(_TOLD.finditer(flat, start, end))
    if told:
        start = told[-1].end()
    while m := _LEADING.match(flat[start:end]):
        if not m.end():
            break
        start += m.end()
    # "7. Về dự án đường cao tốc …: Tỉnh thực hiện …": whoever is told stands behind the colon of the subject.
    colon = flat.rfind(": ", start, end)
    if colon > 0 and _opens(document, colon + 2) and not _LISTS.search(flat, start, colon):
        start = colon + 2
    return start, end


_BREAK = re.compile(r"; *| và |, *(?:và )?| cùng(?: với)? (?=các|toàn|những|[A-ZĐ])")
_STARTER = re.compile(
    r"(?i)(?:các (?:đồng chí|đơn vị|cơ quan|sở|ban|ngành|phòng|địa phương|huyện|xã|bộ|tổ chức|doanh nghiệp|trường|thành viên|cấp|hội|đoàn|bên|chủ đầu tư|nhà thầu|hộ|tập thể|lực lượng)|lãnh đạo|thủ trưởng|người đứng đầu|chủ tịch|phó chủ tịch|giám đốc|trưởng|bí thư|toàn thể|cán bộ|mỗi|từng|đồng chí|cấp ủy|chính quyền|ubnd|ủy ban|uỷ ban|hđnd)(?!\w)"
)


def divided(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    """[start, end) as addressees: one a named body; an unnamed group with its commas stays one."""
    flat = zones(document).flat
    inside = [e for e in entities(document) if start <= e.start and e.end <= end]
    bodies = {e.start for e in inside if e.label in ("AGY", "TIT", "PER")}
    areas = {e.start for e in inside if e.label == "ARE"}
    found: list[list[int]] = []
    cuts = [
        m for m in _BREAK.finditer(flat, start, end) if not any(e.start < m.start() and m.end() < e.end for e in inside)
    ]
    for a, b in zip([start, *(m.end() for m in cuts)], [*(m.start() for m in cuts), end], strict=True):
        piece = flat[a:b]
        left = len(piece) - len(piece.lstrip(' :–-“"‘'))
        a += left
        if a >= b:
            continue
        before = flat[found[-1][0] : found[-1][1]] if found else ""
        plural = bool(re.search(r"(?i)(?<!\w)(?:các|những)(?!\w)|:", before))
        starts = bool(_STARTER.match(flat, a, b))
        named = a in bodies and (not plural or bool(GROUP.match(flat, a)) or starts)
        opens = named or starts or (a in areas and bool(found) and not plural)
        group = (
            re.match(r"(?i)(?:các|những) ", before)
            and not named
            and not flat[a].isupper()
            and not re.match(r"(?i)các |lãnh đạo|thủ trưởng|chủ tịch|giám đốc|ubnd", flat[a:b])
        )
        if not found or (opens and not group):
            found.append([a, b])
        else:
            found[-1][1] = b
    return [(a, a + len(flat[a:b].rstrip(" ,;:"))) for a, b in found if re.search(r"\w{2}", flat[a:b])]
