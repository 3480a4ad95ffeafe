"""Whom a directive addresses: what its own clause, its lead-in, its heading and the directives before it offer, and which
of these offers is taken (`models.addressees` where it has weights, else the first in the order of `ORDER`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from corpus.document import Document
from extractors._clauses import GROUP, Clause, cue, cues
from extractors._directing import _IMPERATIVE, _PAST
from extractors._parts import _ACTS, Parts, addressed, divided, opening
from extractors._tagging import entities
from extractors._zones import zones
from models import addressees as model

Span = tuple[int, int]

# The sources by which a directive names its addressees itself.
ITSELF = ("own", "chain", "reach", "tagged")
# Where no model decides, the first of these that offers anything is taken.
ORDER = ("own", "lead", "heading", "held")


class Offer(NamedTuple):
    """A set of addressees that a directive might have: where it comes from, the spans (none for "nobody"), and further
    sources that offer the same."""

    source: str
    spans: tuple[Span, ...]
    also: tuple[str, ...] = ()


@dataclass
class Memory:
    """What of the directives before a clause may carry over to it."""

    previous: Clause | None = None
    held: tuple[Span, ...] = ()  # addressees of the directive before
    own: bool = False  # it named them itself
    opened: dict[Span | None, tuple[Span, ...]] = field(default_factory=dict)  # heading → first addressees under it
    named: tuple[Span, ...] = ()  # the last addressees that any directive named itself
    since: int = 0  # clauses since the directive before
    listed: tuple[Span, ...] = ()  # "Yêu cầu A; B; C rà soát …": those before a semicolon
    led: dict[Span, tuple[Span, ...]] = field(default_factory=dict)  # lead-in's paragraph → its addressees

    def leads(self, document: Document, c: Clause) -> None:
        """Take note of the lead-in `c`."""
        p = zones(document).report[c.paragraph]
        self.led[(p.body, p.end)] = tuple(led(document, c))

    def told(self, c: Clause, spans: Sequence[Span], *, own: bool) -> None:
        """Take note of the directive `c` and whom it addresses; `own` if it names them itself."""
        self.previous, self.held, self.own, self.since, self.listed = c, tuple(spans), own, 0, ()
        if own:
            self.named = tuple(spans)
        if spans:
            self.opened.setdefault(_section(c), tuple(spans))

    def passed(self, document: Document, c: Clause) -> None:
        """Take note of a clause that directs nobody."""
        self.since += 1
        self.listed = (*self.listed, *divided(document, *names)) if (names := bare(document, c)) else ()


_TOLD = re.compile(
    r"(?i)(?:giao(?: nhiệm vụ)?(?: cho)?|yêu cầu|đề nghị|chỉ đạo|phân công|kiến nghị|đối với|về phía|riêng)(?!\w) *"
)
_FILLING = re.compile(
    r"(?i)(?:các|những|toàn thể|nhân|dân|và|cùng|có|liên quan|thuộc|trực thuộc|trên|địa bàn|ngành|cấp|của|chủ tịch|giám đốc|trưởng|bộ trưởng|tỉnh|huyện|"
    r"thành phố|quận|thị xã|xã|phường|thị trấn|đặc khu|trung ương|đồng chí)$"
)


def bare(document: Document, c: Clause) -> Span | None:
    """The span of the names where `c` only names those to be told ("Giao Sở Xây dựng", "Yêu cầu Giám đốc các sở;")."""
    flat = zones(document).flat
    told = _TOLD.match(flat, c.start, c.end)
    start = told.end() if told else c.start
    end = start + len(flat[start : c.end].rstrip(" .,;:"))
    if not 3 < end - start < 160:
        return None
    stop = _run(document, start, end)
    return (start, end) if stop and not re.search(r"\w", flat[stop:end]) else None


# Words of groups that are verbs, or no group, unless something opens the group before them.
_DOUBTFUL = re.compile(r"(?i)(?:tổ chức|cấp|hội|bên|hộ|bản|khối|tổ)$")
_OPENER = re.compile(r"(?i)(?:các|những|mọi|mỗi|từng|và|,|;|cùng|các cơ quan|đơn vị) *$")


_HOLDER = re.compile(
    r"(?i)(?:chủ tịch|giám đốc|bộ trưởng|trưởng (?:ban|phòng|công an)|chánh văn phòng|hiệu trưởng|bí thư|người dân) "
)


def _run(document: Document, start: int, end: int) -> int | None:
    """Where the names and groups end that begin right at `start`; None if none does."""
    flat = zones(document).flat
    named = [(e.start, e.end) for e in entities(document) if start <= e.start and e.end <= end and e.label != "PER"]
    named += [
        m.span()
        for m in GROUP.finditer(flat, start, end)
        if (m.start() == start and m.group().lower() != "tổ chức")
        or not _DOUBTFUL.match(m.group())
        or _OPENER.search(flat, start, m.start())
    ]
    if not any(a == start for a, _ in named) and not _HOLDER.match(flat, start, end):
        return None
    stop = start
    for w in _TOKEN.finditer(flat, start, end):
        within = next((b for a, b in named if a <= w.start() < b), None)
        if within:
            stop = max(stop, within)
        elif not (_FILLING.match(w.group()) or w.group() in ",;"):
            break
    return stop


_TOKEN = re.compile(r"\w+|[^\w\s]")


def readings(document: Document, c: Clause, parts: Parts) -> Iterator[tuple[str, list[Span]]]:
    """Other ways of reading the words behind the verb of telling, or at the beginning of the clause: the names and groups
    that stand together there, and all up to the first verb of doing."""
    flat = zones(document).flat
    start, _ = opening(document, c.start, parts.action[0] if parts.action and parts.action[0] > c.start else c.end)
    stop = _run(document, start, min(c.end, start + 400))
    if not stop:
        return
    yield "chain", divided(document, start, stop)
    verb = _ACTS.search(flat, stop, min(c.end, stop + 70))
    if verb and verb.start() > stop + 2 and not re.search(r"[.;:]", flat[stop : verb.start()]):
        yield "reach", divided(document, start, start + len(flat[start : verb.start()].rstrip(" ,")))


_BEFORE = re.compile(
    r"(?i)(?:[\s,;:“\"]|(?:và|với|cho|tới|thì|rằng|tại|trong|đồng thời|(?:trong )?thời gian tới)(?!\w))+"
)
_BRACKET = re.compile(r" *\([^()]{24,}\)?$")


# What no longer names anybody: under which powers, and that a list follows.
_BEYOND = re.compile(
    r"(?i),? (?:theo (?:chức năng|thẩm quyền|nhiệm vụ|quy định|lĩnh vực|phạm vi)|căn cứ|trên cơ sở|trong phạm vi|"
    r"(?:thực hiện|tập trung|triển khai)(?: tốt)? (?:một số|các|những) (?:nội dung|nhiệm vụ|giải pháp|vấn đề)|một số (?:nội dung|nhiệm vụ|vấn đề))(?!\w)"
)
_SAYS = re.compile(
    r"(?i)(?: [A-ZĐÀ-Ỹ]\w+)* *,? *(?:cũng |đã |tiếp tục |tái )?(?:yêu cầu|đề nghị|nhấn mạnh|khẳng định|lưu ý|kêu gọi|cho hay|cho biết|cho rằng|giao|thống nhất|phát biểu|nói|đánh giá|mong|kết luận|chỉ rõ|kiến nghị|đề xuất|(?P<leads>chỉ đạo))(?!\w)"
)


def _speaks(document: Document, c: Clause, span: Span) -> bool:
    """Is this the one who tells ("Bộ trưởng yêu cầu các trường …") rather than one who is told?"""
    z = zones(document)
    start, end = span
    if not c.start <= start < c.end or _TOLD.search(z.flat, max(c.start, start - 14), start):
        return False
    if not any(e.start == start and e.label in ("TIT", "PER") for e in entities(document)):
        return False
    said = _SAYS.match(z.flat, end, c.end)
    return bool(said and not (said["leads"] and z.official))


def _trimmed(flat: str, start: int, end: int) -> Span | None:
    """[start, end) without connecting words before it and without a list in brackets behind it; None if nothing is left."""
    lead = _BEFORE.match(flat, start, end)
    start = lead.end() if lead else start
    tail = _BEYOND.search(flat, start + 3, end)
    end = tail.start() if tail else end
    bracket = _BRACKET.search(flat, start, end)
    end = bracket.start() if bracket else end
    end = start + len(flat[start:end].rstrip(" ,;:"))
    return (start, end) if end > start + 1 else None


def _section(c: Clause) -> Span | None:
    return c.governors[0] if c.governors else None


def offers(document: Document, c: Clause, parts: Parts, memory: Memory) -> list[Offer]:
    """Every distinct offer for `c`, the likeliest sources first; the last is nobody."""
    flat = zones(document).flat
    found: list[Offer] = []

    def add(source: str, spans: Sequence[Span]) -> None:
        spans = [t for s in spans if (t := _trimmed(flat, *s)) and not _speaks(document, c, t)]
        if not spans:
            return
        for i, o in enumerate(found):
            if o.spans == tuple(spans):
                found[i] = o._replace(also=(*o.also, source))
                return
        found.append(Offer(source, tuple(spans)))

    listed = memory.listed if c.item else ()
    add("own", (*listed, *parts.addressees))
    for source, spans in readings(document, c, parts):
        add(source, (*listed, *spans))
    add("tagged", (*listed, *parts.tagged) if parts.tagged else ())
    for g in reversed(c.governors):
        add("lead", memory.led.get(g, ()))
        if g not in memory.led:
            add("heading", headed(document, g))
    add("held", memory.held)
    add("named", memory.named)
    add("section", memory.opened.get(_section(c), ()))
    found.append(Offer("nobody", ()))
    return found


def choose(document: Document, c: Clause, parts: Parts, memory: Memory) -> Offer:
    """The offer that `c` takes."""
    made = offers(document, c, parts, memory)
    if model.available():
        rows = [described(document, c, o, made, parts, memory) for o in made]
        return made[model.best(rows)]
    for source in ORDER:
        taken = next((o for o in made if o.source == source), None)
        if taken and (source != "held" or _goes_on(document, c, memory.previous)):
            return taken
    return made[-1]


def _goes_on(document: Document, c: Clause, previous: Clause | None) -> bool:
    if previous is None or c.paragraph == previous.paragraph:
        return previous is not None
    if zones(document).official:
        return c.governors[:1] == previous.governors[:1]
    return bool(c.governors) and c.governors == previous.governors


_WORD = re.compile(r"\w+|[:“”\"]")
_LINK = re.compile(
    r"(?i)(?:đồng thời|ngoài ra|bên cạnh đó|cùng với đó|trong đó|theo đó|cụ thể|riêng|đặc biệt|trước mắt|tiếp tục|về|đối với|từ đó|qua đó|mặt khác|tiếp đó|sau đó|cũng)"
)
_TELLS = re.compile(
    r"(?i)(?<!\w)(?:yêu cầu|đề nghị|giao|chỉ đạo|phân công|kiến nghị|đề xuất|lưu ý|nhắc nhở|đôn đốc|mong muốn|kêu gọi|nhấn mạnh|khẳng định|cho rằng)(?!\w)"
)


def described(
    document: Document, c: Clause, offer: Offer, made: Sequence[Offer], parts: Parts, memory: Memory
) -> set[str]:
    """Features of one offer for `c`; each carries the offer's source, since all else depends on it."""
    z = zones(document)
    flat = z.flat
    words = flat[c.start : c.end]
    tokens = _WORD.findall(words.lower())
    source = offer.source
    before = memory.previous
    place = (
        "none"
        if before is None
        else "same"
        if before.paragraph == c.paragraph
        else "next"
        if c.paragraph - before.paragraph == 1
        else "far"
    )
    governed = (
        "none"
        if before is None
        else "alike"
        if before.governors == c.governors
        else "section"
        if before.governors[:1] == c.governors[:1]
        else "other"
    )
    kind = "official" if z.official else "news"
    listed = "item" if c.marker else "plain"
    facts = {
        "any",
        f"kind={kind}",
        f"place={place}|{listed}",
        f"place={place}|{kind}",
        f"place={place}|since={min(memory.since, 3)}",
        f"governed={governed}|{kind}|{listed}",
        f"before own={memory.own}|{place}",
        f"t0={' '.join(tokens[:1])}",
        f"t1={' '.join(tokens[:2])}",
        f"cue={cue(words) or '-'}",
        f"marker={c.marker or '-'}",
        f"nth={min(c.nth, 3)}|{place}",
        f"item={c.item}",
        f"leads={c.leads}",
    }
    facts |= {f"has={o.source}" for o in made if o is not offer}
    facts |= {f"also={source}" for source in offer.also}
    facts |= {f"c={x}" for x in cues(words)}
    facts.add(f"imperative={bool(_IMPERATIVE.match(words))}|{kind}")
    if _LINK.match(words):
        facts.add("link")
    if _PAST.search(words):
        facts.add("past")
    inside = [e for e in entities(document) if c.start <= e.start < c.end]
    facts.add(f"opens={inside[0].label if inside and inside[0].start - c.start < 4 else '-'}")
    told = _TELLS.search(flat, c.start, c.end)
    facts.add(f"speaker={bool(told and any(e.end <= told.start() and e.label in ('PER', 'TIT') for e in inside))}")
    if c.governors:
        a, b = c.governors[-1]
        facts.add(f"lead cue={cue(flat[a:b]) or '-'}")
    if offer.spans:
        facts |= _spoken(document, c, offer, parts)
    return {f"{source}|{f}" for f in facts} | {f for f in facts if f.startswith("offer ")}


def _spoken(document: Document, c: Clause, offer: Offer, parts: Parts) -> set[str]:
    """What the words of an offer tell: a name or a group, how long, and what stands around it in its clause."""
    flat = zones(document).flat
    a, b = offer.spans[0][0], offer.spans[-1][1]
    first = flat[a : offer.spans[0][1]]
    words = first.lower().split()
    starts = {e.start: e.label for e in entities(document) if a <= e.start < b}
    group = bool(GROUP.match(flat, a))
    facts = {
        f"offer n={min(len(offer.spans), 3)}",
        f"offer length={min(max(len(flat[x:y]) for x, y in offer.spans) // 25, 6)}",
        f"offer starts={starts.get(a, 'group' if group else '-')}",
        f"offer w0={words[0] if words else ''}",
        f"offer w1={' '.join(words[:2])}",
        f"offer last={words[-1] if words else ''}",
        f"offer digits={any(ch.isdigit() for ch in first)}",
        f"offer weak={all(x not in starts and not GROUP.match(flat, x) for x, _ in offer.spans)}",
    }
    if c.start <= a < c.end:
        facts |= {
            f"at={min((a - c.start) // 20, 4)}",
            f"-1={flat[max(c.start, a - 16) : a].lower().split()[-1:]}",
            f"-2={flat[max(c.start, a - 24) : a].lower().split()[-2:]}",
            f"+1={flat[b : b + 14].lower().split()[:1]}",
            f"to action={min((parts.action[0] - b) // 8, 3) if parts.action else '-'}",
        }
    facts.add(f"inside={c.start <= a < c.end}")
    return facts


_LIST_OF = re.compile(
    r"(?i)(?:,? *(?:chủ trì|phối hợp|tập trung|thực hiện|triển khai|khẩn trương|có trách nhiệm|cần|phải|nghiêm túc|tiếp tục|tổ chức|làm tốt|quan tâm|chủ động|theo chức năng|căn cứ|một số|"
    r"các (?:nội dung|nhiệm vụ)|những|như sau|sau đây|nội dung|rà soát|chỉ đạo)|:)(?!\w)"
)


def led(document: Document, c: Clause) -> list[Span]:
    """Whom a lead-in names as those who are to do what its list says."""
    flat = zones(document).flat
    if re.match(
        r"(?i)về (?:việc|công tác|nội dung|kiến nghị|đề nghị|tình hình|phát triển|lĩnh vực|[a-zà-ỹ])",
        flat[c.start : c.end],
    ) and not re.match(r"(?i)về phía", flat[c.start : c.end]):
        return []
    heading = headed(document, (c.start, c.end))
    cut = _LIST_OF.search(flat, c.start, c.end)
    told = list(
        re.finditer(
            r"(?i)(?<!\w)(?<!được )(?:yêu cầu|đề nghị|giao|chỉ đạo|phân công|kiến nghị với|điện)(?!\w)",
            flat[c.start : c.end],
        )
    )
    for verb in reversed(told):
        at = c.start + verb.end()
        end = _LIST_OF.search(flat, at, c.end)
        if end and end.start() <= at + 2:
            continue
        if found := addressed(document, c.start, end.start() if end else c.end):
            return found
    if heading and cut:
        return addressed(document, c.start, cut.start())
    return heading


def headed(document: Document, g: Span) -> list[Span]:
    """The unit that a heading consists of ("1. Sở Tài chính:")."""
    words = zones(document).flat[g[0] : g[1]].rstrip(" :")
    if re.match(r"(?i)(?:về|đối với) +(?:việc|công tác|nội dung|nhiệm vụ|kiến nghị|đề nghị|tình hình)", words):
        return []
    m = re.match(
        r"(?i)(?:(?:đối với|về phía|giao|yêu cầu|đề nghị) +)?((?:các |ủy ban|uỷ ban|ubnd|sở|bộ|ban|phòng|cục|chi cục|công an|văn phòng|trung tâm|chủ tịch|giám đốc|thủ trưởng|huyện|tỉnh|thành phố|đảng ủy|hội|đoàn|mttq|đài|điện lực|bưu điện|trạm|trường|bhxh|bảo hiểm|kho bạc|ngân hàng|công ty|thanh tra|xã|phường).*)",
        words,
    )
    if not m or len(m[1]) > 120 or re.search(r"[.;]", m[1]):
        return []
    return [(g[0] + m.start(1), g[0] + m.end(1))]
