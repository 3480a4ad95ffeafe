"""Who tells whom to do what by when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corpus.canonical import squash
from corpus.document import Finding, Reading, Where, said
from extractors._addressees import ITSELF, Memory, bare, choose
from extractors._calendar import expressions
from extractors._clauses import Clause, clauses
from extractors._directing import attributes
from extractors._parts import Parts, parse
from extractors._speakers import Mention, Speakers
from extractors._strength import strength
from extractors._zones import zones
from extractors.dates import Years
from extractors.header import Header
from models import clauses as model


@dataclass(frozen=True, kw_only=True)
class Directive(Finding):
    """A statement by which someone assigns, orders, requires, asks or urges that something be done."""

    TABLE = "directives"
    SECTION = "directives"

    evidence: str = said("The sentence, list item or clause that states it")
    issuer: str | None = said("Who says so: a person's name if a person does, else the unit", default=None)
    addressees: tuple[str, ...] = said("Who is to act, as named in the text", default=())
    coordinating: tuple[str, ...] = said("Whom the addressees are to work with (phối hợp với …)", default=())
    action: str = said("What is to be done")
    deadline: str | None = said("ISO value of the time by which it is to be done", default=None)
    deadline_text: str | None = said("The words that state the deadline", default=None)
    strength: str = said("order, request or wish")


KIND = Directive
NEEDS: tuple[str, ...] = ("header", "dates", "units", "officials")

# A clause directs if the model gives it at least this probability; chosen by cross-validation (docs/models.md).
THRESHOLD = 0.4


def extract(reading: Reading) -> Iterator[Directive]:
    """One entry a sentence, list item or clause that directs."""
    document = reading.document
    header = next(iter(reading.of(Header)), None)
    every = clauses(document)
    if not every:
        return
    speakers = Speakers(reading)
    deadlines = Deadlines(reading, header)
    memory = Memory()
    pending: Directive | None = None
    before: tuple[Clause, str] | None = None
    for c, (learned, p) in zip(
        every, model.classify(attributes(document, header.kind if header else "other")), strict=True
    ):
        issuer = speakers.issuer(c)
        if not c.leads and _PLAINLY.search(reading.text, c.start, c.end):
            p = 1.0
        if c.leads:
            memory.leads(document, c)
        if p < THRESHOLD or (c.leads and not _acts_before_colon(reading, c)) or bare(document, c):
            late = pending and deadlines.alone(c)
            if late and pending:
                pending = replace(
                    pending,
                    deadline=late[0],
                    deadline_text=document.quote(late[1], late[2]),
                    where=(
                        *(w for w in pending.where if w.field != "deadline_text"),
                        Where("deadline_text", late[1], late[2]),
                    ),
                )
            memory.passed(document, c)
            continue
        if pending:
            yield pending
        parts = parse(document, c)
        taken = choose(document, c, parts, memory)
        memory.told(c, taken.spans, own=taken.source in ITSELF)
        meant = strength(zones(document).flat, c, parts.action or (c.start, c.end), learned, before)
        before = (c, meant)
        pending = _directive(reading, c, issuer, parts, list(taken.spans), meant, deadlines)
    if pending:
        yield pending


# "… đề nghị: Các phòng, ban rà soát …": what is told follows in the same sentence. Plain enough to need no model.
_PLAINLY = re.compile(
    r"(?i)(?<!\w)(?<!đã )(?:yêu cầu|đề nghị|chỉ đạo|kiến nghị|phân công|giao nhiệm vụ) ?: +[^\W\d][^.:;]{24,}"
)


def _acts_before_colon(reading: Reading, c: Clause) -> bool:
    """A lead-in counts only if it says more than that something follows."""
    return bool(parse(reading.document, c).action) and not re.search(
        r"(?:sau|sau đây|nội dung|như sau|nhiệm vụ|giải pháp|vấn đề|việc)\s*:\s*$", reading.text[c.start : c.end]
    )


def _directive(
    reading: Reading,
    c: Clause,
    issuer: Mention | None,
    parts: Parts,
    addressees: list[tuple[int, int]],
    meant: str,
    deadlines: Deadlines,
) -> Directive:
    document = reading.document
    action = parts.action or _whole(reading, c)
    where = [Where("evidence", c.start, c.end), Where("action", *action)]
    names: list[str] = []
    for a, b in addressees:
        name = document.quote(a, b)
        if name.lower() not in [n.lower() for n in names]:
            names.append(name)
            where.append(Where("addressees", a, b))
    if issuer and document.quote(issuer.start, issuer.end) == issuer.who:
        where.append(Where("issuer", issuer.start, issuer.end))
    elif issuer:
        where += _named(reading, issuer)
    partners = _partners(reading, c, action)
    where += [Where("coordinating", a, b) for a, b in partners]
    due = deadlines.within(c)
    if due:
        where.append(Where("deadline_text", due[1], due[2]))
    return Directive(
        start=c.start,
        end=c.end,
        by="directives.clauses",
        where=tuple(where),
        evidence=document.quote(c.start, c.end),
        issuer=issuer.who if issuer else None,
        addressees=tuple(names),
        coordinating=tuple(dict.fromkeys(document.quote(a, b) for a, b in partners)),
        action=document.quote(*action),
        deadline=due[0] if due else None,
        deadline_text=document.quote(due[1], due[2]) if due else None,
        strength=meant,
    )


def _named(reading: Reading, issuer: Mention) -> list[Where]:
    """Where the issuer's full name stands, if only his title or "ông" stands in the clause."""
    from extractors.officials import Official

    for o in reading.of(Official):
        if o.name == issuer.who:
            return [Where("issuer", w.start, w.end) for w in o.where if w.field == "name"][:1]
    return []


def _whole(reading: Reading, c: Clause) -> tuple[int, int]:
    end = c.end
    while end > c.start + 1 and reading.text[end - 1] in ' .;,:…/”"':
        end -= 1
    return c.start, end


_WITH = re.compile(
    r"phối(?: hợp)?(?: chặt chẽ)? (?:với|cùng)(?: với)? +(?P<who>[^.;:\n]{3,160}?)(?=$|[.;:]| (?:để|rà soát|tham mưu|xây dựng|nghiên cứu|tổ chức|triển khai|kiểm tra|thực hiện|hướng dẫn|đề xuất|báo cáo|xem xét|theo dõi|khẩn trương|chỉ đạo|tăng cường|trong việc|trong công tác|hoàn thành|hoàn thiện|đẩy nhanh|thẩm định|xử lý|giải quyết|lập|trình|tuyên truyền|làm|đôn đốc|quản lý|tiếp tục|bố trí|xác định|thống nhất|vận động|đánh giá|chuẩn bị|thường xuyên)\b)"
)


def _partners(reading: Reading, c: Clause, action: tuple[int, int]) -> list[tuple[int, int]]:
    flat = zones(reading.document).flat
    m = _WITH.search(flat, action[0], action[1])
    if not m:
        return []
    spans = []
    at = m.start("who")
    for piece in re.split(r"(, | và )", m["who"]):
        if len(piece) > 3 and piece not in (", ", " và "):
            spans.append((at, at + len(piece.rstrip())))
        at += len(piece)
    return spans if len(spans) <= 8 else [m.span("who")]


_DUE = re.compile(
    r"(?i)(?:trước|đến|đến hết|chậm nhất|hết|xong|muộn nhất|không quá|hạn|thời hạn|trong|hoàn thành|vào|kể từ|đến trước|từ nay đến|ngay trong)"
    r"(?: (?:là|vào|cuối|hết|đầu|giữa|ngày|nửa|trước|trong|khoảng|thời gian|thời hạn|đến))*[ :]*$"
)
_COUNTED = re.compile(
    r"(?i)(?:trong(?: thời hạn| vòng)?|sau|chậm nhất(?: sau)?|thời hạn|không quá) +(?P<n>\d{1,3}) +(?P<u>ngày|tháng|tuần)(?P<work> làm việc)?,? *(?:kể|tính)? *từ +(?:khi|ngày|lúc)? *(?:ký|ban hành|nhận|có)"
)


class Deadlines:
    """Finds by when: a dated expression that a clause names as its limit."""

    def __init__(self, reading: Reading, header: Header | None) -> None:
        """Take the calendar expressions of `reading` and what completes them."""
        self.flat = zones(reading.document).flat
        self.found = expressions(self.flat)
        self.years = Years(reading, self.found)
        self.issued = header.issued if header else None

    def within(self, c: Clause) -> tuple[str, int, int] | None:
        """ISO value and place of the deadline that clause `c` states; the last where it states several."""
        counted = _COUNTED.search(self.flat, c.start, c.end)
        if counted and self.issued and not counted["work"] and counted["u"] != "tháng":
            days = int(counted["n"]) * (7 if counted["u"] == "tuần" else 1)
            if re.search(r"ký|ban hành", counted.group()):
                return (date.fromisoformat(self.issued) + timedelta(days=days)).isoformat(), *counted.span()
        best = None
        for e in self.found:
            if not (c.start <= e.start and e.end <= c.end):
                continue
            before = self.flat[max(c.start, e.start - 34) : e.start]
            opening = re.match(r"(?i)trước", self.flat[e.start : e.end])
            if not (_DUE.search(before) or opening) or not _prospective(before, self.flat, c, e.start):
                continue
            value = self.years.value(e)
            if value and not e.relative.startswith("day:-"):
                best = (value.split("/")[-1] if e.rule in ("day-span",) else value, e.start, e.end)
        return best

    def alone(self, c: Clause) -> tuple[str, int, int] | None:
        """The deadline of a sentence that states nothing else ("Thời hạn hoàn thành trước ngày …")."""
        words = squash(self.flat[c.start : c.end])
        if len(words) < 110 and re.match(
            r"(?i)(?:thời (?:hạn|gian)|hoàn thành|xong|việc này|báo cáo|kết quả|hạn|chậm nhất|các nội dung|nội dung này)",
            words,
        ):
            return self.within(c)
        return None


def _prospective(before: str, flat: str, c: Clause, at: int) -> bool:
    """Is a "trong …" or "đến …" here a limit of what is to be done rather than a time that is told?"""
    if re.search(r"(?i)(?:trước|chậm nhất|hết|xong|muộn nhất|không quá|hạn)[\w :]*$", before):
        return not re.search(
            r"(?i)(?:so với|như|từ|của|vụ|các năm|kết quả|giai đoạn) *(?:trước)?[\w ]{0,4}$", before[-8:]
        )
    near = flat[max(c.start, at - 120) : min(c.end, at + 40)]
    return bool(
        re.search(
            r"(?i)hoàn thành|hoàn thiện|xong|báo cáo|trình|gửi|ban hành|khởi công|bàn giao|triển khai|đưa vào|thực hiện|giải ngân|phải|tổ chức|công bố|kết thúc|bắt đầu|đạt",
            near,
        )
    )
