"""Roles of persons: rules on the words around a name, which are also what the learned model starts from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractors._titles import DEGREE, HONORIFIC
from extractors._zones import Zones
from models import roles as model


@dataclass
class Person:
    """One person while it is gathered: every mention of the full name, the titles that stand with it."""

    name: str
    mentions: list[tuple[int, int]]
    titles: list[tuple[int, int]] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)
    signs: bool = False


_CHAIR_BEFORE = re.compile(
    r"(?i)(?:kết luận (?:tại |buổi |cuộc |hội nghị|phiên|đợt|nội dung|giám sát)?[^.;\n]{0,60}|(?:dưới sự )?(?:chủ trì|chủ tọa|điều hành) (?:của|hội nghị|cuộc họp|phiên họp|buổi|là|có)[^.;\n]{0,40}|do|chủ trì hội nghị có[^.;\n]{0,160}|chủ trì[^.;\n]{0,30}|phát biểu kết luận[^.;\n]{0,60})[ ,:]*$"
)
_CHAIR_AFTER = re.compile(
    r"(?i)^[^.\n]{0,320}?(?:chủ trì(?!,? phối hợp)|chủ tọa|(?:phát biểu |đã có ý kiến |đã |ý kiến )?kết luận|đồng chủ trì|điều hành (?:hội nghị|cuộc họp|phiên))"
)
_HEAD = re.compile(r"(?i)^[^.;\n]{0,140}?(?:làm trưởng đoàn|trưởng đoàn|dẫn đầu|làm tổ trưởng)")
_SPEAK = re.compile(
    r"(?i)^[^.;\n]{0,130}?(?:phát biểu|báo cáo|khẳng định|đề nghị|nhấn mạnh|yêu cầu|cho biết|cho rằng|chỉ đạo|phân tích|đánh giá|ghi nhận|biểu dương|kiến nghị|đề xuất|"
    r"chia sẻ|thông tin|trình bày|nêu|lưu ý|mong muốn|bày tỏ|khuyến nghị|giao|cảm ơn|gửi lời|thống nhất|nói|trả lời|giải trình|thừa nhận|lý giải|chúc mừng|quán triệt|tiếp thu|đồng ý|chỉ rõ|đặt vấn đề|phản ánh|kêu gọi|hứa|cam kết|trao đổi|nhận định|nhận xét|thông báo|tin tưởng|băn khoăn|cho hay|giải thích|kết luận)"
)
_SPEAK_BEFORE = re.compile(
    r"(?i)(?:phát biểu|theo|ý kiến của|báo cáo của|chỉ đạo của|kết luận của|lời của|chia sẻ của|phát biểu của|phát biểu (?:chỉ đạo|khai mạc|bế mạc|kết luận|tại)[^.;\n]{0,60})[ ,:]*$"
)
_ATTEND = re.compile(
    r"(?i)(?:tham dự|cùng dự|dự (?:và|hội nghị|buổi|cuộc|lễ|phiên|họp|có)|tiếp (?:và|đoàn|đón)|làm việc với đoàn|cùng đi|tham gia|tới dự|đến dự|dự có|về dự|cùng (?:tham gia|có mặt)|có mặt|tháp tùng|có các đồng chí|có đồng chí|tiếp đoàn|thành phần)"
)


_WORD = re.compile(r"\w+|[:“”\"]")
_GATHERED = re.compile(r"(?i)(?:tham dự|cùng dự|đến dự|tới dự|(?<!\w)dự(?!\w)|tiếp và làm việc|tham gia)")


# "Kết luận buổi làm việc, ông A …" makes A the chair (guidelines); so plain that it stands beside the model.
_CONCLUDES = re.compile(r"(?i)^(?:phát biểu )?kết luận (?:tại )?(?:buổi|cuộc|hội nghị|phiên)[^.;\n]{0,50}[ ,:]*$")


# So are "ông A chủ trì hội nghị", "dưới sự chủ trì của ông A", and "do ông A làm trưởng đoàn".
_PRESIDES_AFTER = re.compile(
    r"(?i)^[^.;:\n]{0,90}?(?<!đồng )(?<!sẽ )(?<!từng )chủ trì (?:buổi|cuộc|hội nghị|phiên|hội thảo|họp|kỳ họp|giao ban|tọa đàm|lễ)"
)
_PRESIDES_BEFORE = re.compile(
    r"(?i)(?:dưới sự chủ trì của|chủ trì (?:hội nghị|buổi làm việc|cuộc họp|phiên họp) (?:là|có))[ :]*$"
)
_LEADS_AFTER = re.compile(
    r"(?i)^[^.;:\n]{0,130}?(?:làm trưởng đoàn|dẫn đầu|làm tổ trưởng)|^[ ,–-]*(?:trưởng đoàn)(?! đại biểu| ĐBQH)"
)
_LEADS_BEFORE = re.compile(
    r"(?i)(?:trưởng đoàn(?: công tác| kiểm tra| giám sát| kiểm toán| khảo sát)?(?: là)?|dẫn đầu là)[ :]*$"
)
# Marks of rules that stand beside the model, whatever it says.
_PLAIN = frozenset({"concludes", "presides", "leads"})


def assign_roles(z: Zones, found: list[Person]) -> None:
    """Give each of `found` its roles: what the model decides, or the rules alone where it has no weights.

    A signature is no matter of words and stays.
    """
    for person, (rules, features) in zip(found, evidence(z, found), strict=True):
        person.roles |= model.decide(features) if model.available() else rules - _PLAIN
        if rules & {"concludes", "presides"}:
            person.roles.add("chair")
        if "leads" in rules:
            person.roles.add("delegation_head")


def evidence(z: Zones, found: list[Person]) -> list[tuple[set[str], set[str]]]:
    """For each person the roles that the rules find, and the features that the model takes, from all mentions."""
    flat = z.flat
    everyone = sorted((m[0], m[1], i) for i, p in enumerate(found) for m in p.mentions)
    out = []
    for number, p in enumerate(found):
        rules: set[str] = set()
        features: set[str] = {f"kind={z.kind}", f"mentions={min(len(p.mentions), 4)}", f"nth={min(number, 4)}"}
        for a, b in p.mentions:
            start = max(
                flat.rfind("\n", 0, a) + 1, flat.rfind(". ", 0, a) + 2 if flat.rfind(". ", 0, a) >= 0 else 0, a - 600
            )
            stop = _end(flat, b)
            before = flat[start:a]
            following = [x for x, _, i in everyone if x > b and i != number]
            own = flat[b : min([stop, *following[:1]])]
            lead = _strip_titles(flat, start, a, p)
            rules |= _ruled(own, lead, before)
            features |= _described(own, lead, before)
        features |= {f"rule={r}" for r in rules - _PLAIN}
        out.append((rules, features))
    return out


def _ruled(own: str, lead: str, before: str) -> set[str]:
    """The roles that one mention shows: `own` follows the name up to the next one, `lead` stands before name and office."""
    roles = set()
    if _HEAD.match(own):
        roles.add("delegation_head")
    if _CHAIR_AFTER.match(own) or (_CHAIR_BEFORE.search(lead) and not lead.rstrip().endswith("do")):
        roles.add("chair")
    if _CONCLUDES.search(lead):
        roles |= {"chair", "concludes"}
    if _PRESIDES_AFTER.match(own) or _PRESIDES_BEFORE.search(lead):
        roles.add("presides")
    if _LEADS_AFTER.match(own) or _LEADS_BEFORE.search(lead):
        roles.add("leads")
    speaks = _SPEAK.match(own)
    if speaks or _SPEAK_BEFORE.search(lead):
        roles.add("speaker")
    if (_ATTEND.search(before) and not speaks) or re.match(
        rf"[^.;\n]{{0,120}}?{_GATHERED.pattern.removeprefix('(?i)')}", own
    ):
        roles.add("attendee")
    return roles


def _described(own: str, lead: str, before: str) -> set[str]:
    after_words = _WORD.findall(own.lower())[:14]
    lead_words = _WORD.findall(lead.lower())[-8:]
    features = {f"a={w}" for w in after_words} | {f"l={w}" for w in lead_words}
    features |= {f"a2={x} {y}" for x, y in zip(after_words, after_words[1:], strict=False)}
    features |= {f"l2={x} {y}" for x, y in zip(lead_words, lead_words[1:], strict=False)}
    features |= {f"s={w}" for w in _WORD.findall(before.lower())[:6]}
    if not lead.strip():
        features.add("opens")
    if _GATHERED.search(before):
        features.add("gathered before")
    return features


def _strip_titles(flat: str, start: int, at: int, p: Person) -> str:
    """What stands before the name without its own titles and honorific."""
    for a, b in sorted(p.titles, reverse=True):
        if start <= a and b <= at and at - b <= 16:
            at = a
    return re.sub(rf"(?:{HONORIFIC}|{DEGREE})[ ]*$", "", flat[start:at])


def _end(flat: str, at: int) -> int:
    m = re.compile(r"[.!?…](?=\s|$)|\n").search(flat, at)
    return m.start() if m else len(flat)
