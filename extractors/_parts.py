"""Who is addressed and what is to be done, within one directing clause (`models.parts`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.document import Document
from extractors._clauses import Clause, cue
from extractors._directing import _IMPERATIVE
from extractors._tagging import Entity, entities
from extractors._zones import zones
from models import parts
from models.words import Word, syllables

_GROUP = re.compile(
    r"(?i)(?<!\w)(?:(?:các|toàn thể|mỗi|từng|những|một số|hai|ba|quý|tất cả|mọi) +)?(?:thủ trưởng|người đứng đầu|lãnh đạo|cấp ủy|cấp uỷ|chính quyền|sở|ban|ngành|phòng|đơn vị|cơ quan|"
    r"địa phương|bộ|huyện|tỉnh|thành phố|xã|phường|thị trấn|thị xã|đoàn thể|tổ chức|hội|doanh nghiệp|nhà thầu|chủ đầu tư|cán bộ|công chức|viên chức|thành viên|trường|đại biểu|cấp|"
    r"người dân|nhân dân|hộ dân|hộ|bà con|tổ|thôn|bản|ấp|khối|nhà trường|bệnh viện|tập thể|cá nhân|đồng chí|đảng viên|hội viên|ủy ban|uỷ ban|phụ huynh|giáo viên|học sinh)(?!\w)"
)
_SAYING = re.compile(r"(?i)(?<!\w)(?:giao|yêu cầu|đề nghị|chỉ đạo|phân công|kiến nghị|đề xuất|lưu ý|nhắc nhở|đôn đốc|mong muốn|mong|hy vọng|kêu gọi|cần|phải|nên|chủ trì|phối hợp|đối với|về phía|riêng|ngoài ra|đồng thời)(?!\w)")


class Parts(NamedTuple):
    """Spans of the addressees and of the action; the action may be missing."""

    addressees: list[tuple[int, int]]
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
    for m in _GROUP.finditer(flat, c.start, c.end):
        mark(*m.span(), "grp")
    for m in _SAYING.finditer(flat, c.start, c.end):
        mark(*m.span(), "say")
    for w in words:
        m = _IMPERATIVE.match(flat, w.start, c.end)
        if m:
            mark(*m.span(), "imp")
    lead = flat[c.governors[-1][0] : c.governors[-1][1]] if c.governors else ""
    context = [f"g={cue(lead) or '-'}" if lead else "g=none", f"cue={cue(flat[c.start : c.end]) or '-'}", f"m={c.marker}", f"lead={c.leads}"]
    return words, parts.features([flat[w.start : w.end] for w in words], hints, context)


def _inside(found: Sequence[Entity], c: Clause) -> list[Entity]:
    return [e for e in found if c.start <= e.start and e.end <= c.end and e.label != "PER"]


def parse(document: Document, c: Clause) -> Parts:
    """The addressees and action of a directing clause."""
    words, attributes = rows(document, c)
    labels = parts.parse(attributes)
    addressees: list[tuple[int, int]] = []
    action: tuple[int, int] | None = None
    for w, label in zip(words, labels, strict=True):
        if label == "B-ADR" or label == "I-ADR" and not addressees:
            addressees.append((w.start, w.end))
        elif label == "I-ADR":
            addressees[-1] = (addressees[-1][0], w.end)
        elif label.endswith("ACT"):
            action = (action[0] if action else w.start, w.end)
    flat = zones(document).flat
    if action:
        end = action[1]
        while end > action[0] and flat[end - 1] in " .;,:…/”\"":
            end -= 1
        action = (action[0], end) if end > action[0] else None
    return Parts([(a, b) for a, b in addressees if re.search(r"\w{2}", flat[a:b])], action)
