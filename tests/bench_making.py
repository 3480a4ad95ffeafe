"""Texts of the big store with all that an extractor would find in them: deterministic, varied, every place true.

A day's texts follow from the seed and the day alone, so that several processes can make them side by side.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any

import bench_words as words
from bench_planning import FIRST, LAST, Planned, Source, sources
from bench_words import Province, Unit

import extractors
from corpus.document import Document, Finding, Reading, Where, document

_KINDS = ("news", "notice", "dispatch", "plan", "decision", "report", "order")
_KIND = list(accumulate((45, 15, 15, 8, 7, 7, 3)))
_HEADS = {
    "notice": ("THÔNG BÁO", "TB"),
    "dispatch": ("CÔNG VĂN", "CV"),
    "plan": ("KẾ HOẠCH", "KH"),
    "decision": ("QUYẾT ĐỊNH", "QĐ"),
    "report": ("BÁO CÁO", "BC"),
    "order": ("CHỈ THỊ", "CT"),
}
_MINISTERIAL = 0.15
_STRENGTHS = {
    "order": ("yêu cầu", "giao", "chỉ đạo"),
    "request": ("đề nghị", "kiến nghị"),
    "wish": ("mong muốn", "mong"),
}
KIND = {k.TABLE: k for k in extractors.kinds()}


def readings(seed: int, day: date | None, planned: Sequence[Planned]) -> Iterator[tuple[Reading, str | None]]:
    """The documents of a day, each with the id of the one that stands for its text if that is another."""
    rng = Random(f"{seed}/{day}")
    for n, p in enumerate(planned):
        writing = Writing(rng, day or FIRST + timedelta(rng.randrange((LAST - FIRST).days)), day is not None)
        writing.write(p.directives)
        copies = [writing.reading(source, f"{seed}-{day or 'khong-ngay'}-{n}") for source in _sources(rng, writing, p)]
        # Of texts of one date the first by address stands for all: see output/copies.py.
        copies.sort(key=lambda r: (r.document.address, r.document.id))
        yield copies[0], None
        yield from ((r, copies[0].document.id) for r in copies[1:])


def _sources(rng: Random, writing: Writing, planned: Planned) -> list[Source]:
    n, m = len(words.provinces()), len(words.MINISTRIES)
    own = writing.source
    others = [s for s in rng.sample(range(n + m, n + m + 18), planned.places) if s != own]
    return [sources()[s] for s in [own, *others][: planned.places]]


_PROVINCE, _DISTRICT = words.zipf(63, 0.8), words.zipf(11, 0.7)
_UNIT = words.zipf(20, 0.8)
_TOPIC = words.zipf(len(words.TOPICS), 0.6)
_SYSTEM = words.zipf(len(words.SYSTEMS), 0.8)


class Writing:
    """A text in the making, with the places of what is found in it."""

    def __init__(self, rng: Random, day: date, dated: bool) -> None:
        """`day` is that of the document; whether the text says so is `dated`."""
        self.rng, self.day, self.dated = rng, day, dated
        self.parts: list[str] = []
        self.at = 0
        self.units: dict[Unit, list[Where]] = {}
        self.people: dict[tuple[str, str], list[Where]] = {}
        self.roles: dict[tuple[str, str], dict[str, None]] = {}
        self.codes: dict[str, list[Where]] = {}
        self.found: list[Finding] = []
        self.head: dict[str, Any] = {}
        self.term = (day.year - 2001) // 5
        ministerial = rng.random() < _MINISTERIAL
        n = rng.choices(range(63), cum_weights=_PROVINCE)[0]
        self.province: Province = words.provinces()[n]
        self.district = rng.choices(self.province.districts, cum_weights=_DISTRICT)[0]
        m = rng.randrange(len(words.MINISTRIES))
        self.author = words.MINISTRIES[m] if ministerial else self._unit()
        self.source = 63 + m if ministerial else n
        self.topic = rng.choices(tuple(words.TOPICS), cum_weights=_TOPIC)[0]

    def _unit(self) -> Unit:
        """Any unit of the province: often its own, else one of the district's."""
        if self.rng.random() < 0.62:
            return self.rng.choices(self.province.units, cum_weights=_UNIT)[0]
        units = self.district.units if self.rng.random() < 0.6 else self.rng.choice(self.province.districts).units
        return units[0] if self.rng.random() < 0.5 else self.rng.choice(units)

    def say(self, text: str) -> Where:
        """Write `text`; where it stands."""
        begin = self.at
        self.parts.append(text)
        self.at += len(text)
        return Where("text", begin, self.at)

    def name(self, unit: Unit) -> Where:
        """Write the name of a unit."""
        place = self.say(unit.said)
        self.units.setdefault(unit, []).append(place)
        return place

    def person(self, who: tuple[str, str], role: str, *, with_title: bool = True) -> Where:
        """Write the name of a person behind the title."""
        places = self.people.setdefault(who, [])
        self.roles.setdefault(who, {})[role] = None
        if with_title:
            places.append(self.say(who[1])._replace(field="titles"))
            self.say(" ")
        place = self.say(who[0])._replace(field="name")
        places.append(place)
        return place

    def someone(self, unit: Unit) -> tuple[str, str]:
        """Who holds an office of `unit` on this day."""
        return words.head_of(unit, self.term, int(self.rng.random() < 0.4))

    def _find(self, table: str, by: str, places: Sequence[Where], at: Where | None = None, **fields: Any) -> None:
        own = at or places[0]
        self.found.append(KIND[table](start=own.start, end=own.end, by=f"{table}.{by}", where=tuple(places), **fields))

    def date(self, day: date) -> str:
        """Write a day; its ISO value."""
        said = f"ngày {day.day}/{day.month}/{day.year}"
        self._find("dates", "day", [self.say(said)], text=said, value=day.isoformat())
        return day.isoformat()

    def figure(self, noun: str, most: int) -> None:
        """Write a number with its noun."""
        n = self.rng.randint(2, most)
        said = f"{n:,} {noun}".replace(",", ".")
        self._find("figures", "number", [self.say(said)], text=said, value=float(n))

    def system(self) -> None:
        """Write the name of an e-government system."""
        code = self.rng.choices(tuple(words.SYSTEMS), cum_weights=_SYSTEM)[0]
        self.codes.setdefault(code, []).append(self.say(words.SYSTEMS[code]))

    def deadline(self) -> tuple[str | None, str | None, Where | None]:
        """Write a deadline, or none: its ISO value, its words, its place."""
        due = self.day + timedelta(int(5 + self.rng.expovariate(1 / 75)))
        quarter = (due.month + 2) // 3
        span = due + timedelta(self.rng.randint(5, 25))
        forms = (
            (f"{due.isoformat()}", f"trước ngày {due.day}/{due.month}/{due.year}"),
            (f"{due:%Y-%m}", f"trong tháng {due.month}/{due.year}"),
            (f"{due.year}-Q{quarter}", f"trong quý {('I', 'II', 'III', 'IV')[quarter - 1]}/{due.year}"),
            (f"{due.year}", f"trong năm {due.year}"),
            (f"{due}/{span}", f"từ {due.day}/{due.month}/{due.year} đến {span.day}/{span.month}/{span.year}"),
            (f"--{due:%m-%d}", f"chậm nhất ngày {due.day}/{due.month}"),
        )
        form = self.rng.choices((*forms, None), (20, 8, 6, 6, 2, 3, 55))[0]
        if form is None:
            return None, None, None
        self.say(" ")
        place = self.say(form[1])
        self._find("dates", "day", [place], text=form[1], value=form[0])
        return *form, place._replace(field="deadline_text")

    def directive(self, issuer: str | None, said_by: Where | None, opening: str) -> None:
        """Write one directive; who gives it is named here or, at `said_by`, before."""
        begin = self.at
        self.say(opening)
        strength = self.rng.choices(tuple(_STRENGTHS), (65, 27, 8))[0]
        if issuer is None:
            if self.rng.random() < 0.7:
                who = self.someone(self.author)
                issuer, said_by = who[0], self.person(who, "speaker", with_title=self.rng.random() < 0.8)
            else:
                issuer, said_by = self.author.said, self.name(self.author)
            self.say(f" {self.rng.choice(_STRENGTHS[strength])} ")
        told = list(dict.fromkeys(self._unit() for _ in range(self.rng.choices((1, 2, 3), (70, 22, 8))[0])))
        to = []
        for n, unit in enumerate(told):
            self.say(", " if n else "")
            to.append(self.name(unit)._replace(field="addressees"))
        beside = []
        if self.rng.random() < 0.15:
            self.say(" phối hợp với ")
            beside = [self.name(self._unit())]
        self.say(" ")
        first = self.at
        self.say(
            words.action(self.rng, self.topic if self.rng.random() < 0.7 else self.rng.choice(tuple(words.TOPICS)))
        )
        if self.rng.random() < 0.2:
            self.say(" qua ")
            self.system()
        if self.rng.random() < 0.2:
            self.say(" tại ")
            self.name(self.rng.choice(self.district.communes))
        act = Where("action", first, self.at)
        due, due_text, due_place = self.deadline()
        self.say(".")
        text = "".join(self.parts)  # what was written is short enough for that
        own = Where("evidence", begin + len(opening), self.at)
        places = [own, act, *to, *(w._replace(field="coordinating") for w in beside)]
        places += [w for w in (due_place, said_by and said_by._replace(field="issuer")) if w]
        coordinating = tuple(text[w.start : w.end] for w in beside)
        said = {"evidence": text[own.start : own.end], "action": text[act.start : act.end], "strength": strength}
        when = {"deadline": due, "deadline_text": due_text, "coordinating": coordinating}
        self._find(
            "directives", "clauses", places, own, issuer=issuer, addressees=tuple(u.said for u in told), **said, **when
        )

    def background(self) -> None:
        """Write a sentence that tells no one to do anything."""
        rng = self.rng
        sort = rng.random()
        if sort < 0.62:
            self.say(rng.choice(words.sentences()))
        elif sort < 0.74:
            self.say("Theo báo cáo của ")
            self.name(self._unit())
            self.say(", đến nay ")
            self.name(self.district.area)
            self.say(" đã giải quyết ")
            self.figure(rng.choice(("hồ sơ", "trường hợp", "hộ", "tỷ đồng", "công trình", "lượt người")), 9000)
            self.say(f" trong lĩnh vực {rng.choice(words.TOPICS[self.topic].split('|'))}.")
        elif sort < 0.82:
            self.say("Phát biểu tại buổi làm việc, ")
            self.person(self.someone(self._unit()), "speaker")
            self.say(f" cho rằng {rng.choice(words.TOPICS[self.topic].split('|'))} còn chậm, nhất là tại ")
            self.name(rng.choice(self.district.communes))
            self.say(".")
        elif sort < 0.9:
            law = rng.choice(words.laws())
            self.say("Căn cứ ")
            self._find(
                "citations", "law", [self.say(f"Luật {law}")], text=f"Luật {law}", type="Luật", number=None, date=None
            )
            self.say(f", việc {rng.choice(words.TOPICS[self.topic].split('|'))} được thực hiện từ ")
            self.date(self.day - timedelta(rng.randint(3, 900)))
            self.say(".")
        else:
            self.say("Đến nay, ")
            self.system()
            self.say(" đã được đưa vào sử dụng tại ")
            self.name(self._unit())
            self.say(", tiếp nhận ")
            self.figure("văn bản", 40000)
            self.say(".")

    def meeting(self) -> None:
        """Write the sentence that tells of a meeting."""
        begin = self.at
        held = self.day - timedelta(self.rng.randint(0, 3))
        self.say("Chiều ")
        value = self.date(held)
        when = Where("date_text", begin + len("Chiều "), self.at)
        self.say(", ")
        who = self.someone(self.author)
        chair = self.person(who, "chair")._replace(field="chair")
        self.say(" đã chủ trì cuộc họp về ")
        about = self.say(f"{self.rng.choice(words.TOPICS[self.topic].split('|'))}")._replace(field="about")
        self.say(" với sự tham gia của ")
        other = self._unit()
        part = self.name(other)._replace(field="units")
        self.say(".")
        text = "".join(self.parts)
        told = {"about": text[about.start : about.end], "chair": who[0], "head": None, "units": (other.said,)}
        self._find(
            "meetings", "opening", [when, about, chair, part], Where("", begin, self.at), date=value, place=None, **told
        )

    def write(self, directives: int) -> None:
        """Write the whole text, with so many directives."""
        kind = self.rng.choices(_KINDS, cum_weights=_KIND)[0]
        subject = f"{self.rng.choice(words.TOPICS[self.topic].split('|'))} tại {self.rng.choice((self.district.area.said, self.province.area.full))}"
        self.head = {"kind": kind}
        if kind == "news":
            self._news(subject)
            said: tuple[str | None, Where | None] = (None, None)
        else:
            said = self._opened(kind, subject)
        if self.rng.random() < 0.6:
            self.meeting()
            self.say("\n")
        length = self.rng.randint(1200, 3200) * (14 if directives > 40 else 1)
        left = directives
        number = 0
        while left or self.at < length:
            # The directives stand together, in a list or in the speech of whoever gives them.
            if left and (self.at > length * 0.5 or self.rng.random() < 0.1):
                number += 1
                by = said if self.rng.random() < 0.9 else (None, None)
                self.directive(*by, f"{number}. " if kind != "news" else "")
                left -= 1
                self.say("\n")
            else:
                self.background()
                self.say("\n" if self.rng.random() < 0.35 else " ")
        if kind != "news":
            self._signed()

    def _news(self, subject: str) -> None:
        title = f"{self.rng.choice(('Họp bàn', 'Kiểm tra', 'Tăng cường', 'Giải pháp cho', 'Làm việc về', 'Tháo gỡ khó khăn về'))} {subject}"
        self.head["title"] = title
        self.say(f"{title}\n")
        if self.dated:
            self.head["published"] = self.day.isoformat()
            self.say(f"{self.day.day:02}/{self.day.month:02}/{self.day.year}\n")
        self.say("\n")

    def _opened(self, kind: str, subject: str) -> tuple[str | None, Where | None]:
        title, code = _HEADS[kind]
        number = f"{self.rng.randint(1, 4999)}/{code}-{'UBND' if self.author.said.startswith('UBND') else 'VP'}"
        self.name(self.author)
        self.say(f"\nSố: {number}\n")
        if self.dated:
            self.say(f"{self.province.name}, ngày {self.day.day} tháng {self.day.month} năm {self.day.year}\n")
            self.head["issued"] = self.day.isoformat()
        self.say(f"\n{title}\nVề việc {subject}\n\n")
        who = self.someone(self.author)
        self.head |= {"number": number, "issuer": self.author.full, "place": self.province.name}
        self.head |= {"title": f"{title} Về việc {subject}", "signer": who[0], "signer_title": who[1]}
        place = self.person(who, "signer")
        self.say(" có ý kiến như sau:\n")
        return who[0], place

    def _signed(self) -> None:
        self.say("\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n\n")
        who = (str(self.head["signer"]), str(self.head["signer_title"]))
        self.say(f"{who[1].upper()}\n\n")
        self.person(who, "signer", with_title=False)
        self.say("\n")

    def reading(self, source: Source, slug: str) -> Reading:
        """The text as published by `source`, with all that was found."""
        address = f"https://{source.name}.example.vn/tin/{slug}.html"
        raw = hashlib.sha256(f"{source.name}{slug}".encode()).hexdigest()
        fetched = f"{self.day.isoformat()}T19:00:00+00:00"
        d = document("".join(self.parts), source=source.name, address=address, media="html", raw=raw, fetched=fetched)
        found: dict[type[Finding], list[Finding]] = {k: [] for k in KIND.values()}
        for f in self.found:
            found[type(f)].append(f)
        found[KIND["units"]] = [
            _at(KIND["units"], w, "tagger", text=u.said, type=u.type, full=u.full) for u, w in self.units.items()
        ]
        found[KIND["systems"]] = [
            _at(KIND["systems"], w, "lexicon", code=c, text=words.SYSTEMS[c]) for c, w in self.codes.items()
        ]
        found[KIND["officials"]] = [self._official(n, t) for n, t in self.people]
        found[KIND["documents"]] = [KIND["documents"](start=0, end=1, by="header", **self.head)]
        return _reading(d, found)

    def _official(self, name: str, title: str) -> Finding:
        places = self.people[name, title]
        own = next(w for w in places if w.field == "name")
        titled = any(w.field == "titles" for w in places)
        roles = tuple(self.roles[name, title])
        titles = (title,) if titled else ()
        return KIND["officials"](
            start=own.start,
            end=own.end,
            by="officials.tagger",
            where=tuple(places),
            name=name,
            titles=titles,
            roles=roles,
        )


def _at(kind: type[Finding], places: Sequence[Where], by: str, **fields: Any) -> Finding:
    return kind(start=places[0].start, end=places[0].end, by=f"{kind.TABLE}.{by}", where=tuple(places), **fields)


def _reading(d: Document, found: dict[type[Finding], list[Finding]]) -> Reading:
    return Reading(d, {k: tuple(sorted(f, key=lambda x: (x.start, x.end))) for k, f in found.items()})
