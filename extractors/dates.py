"""Calendar expressions and the ISO values that they fix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corpus.document import Finding, Reading, Where, said
from extractors._calendar import Expression, Point, expressions
from extractors._zones import zones
from extractors.header import Header


@dataclass(frozen=True, kw_only=True)
class Date(Finding):
    """An expression that fixes a calendar day, month, quarter, year or span."""

    TABLE = "dates"
    SECTION = "dates"

    text: str = said("The words that name the date")
    value: str = said("ISO value: day, month, year, 2021-Q2, a span a/b; --MM-DD where the text leaves the year open")


KIND = Date
NEEDS: tuple[str, ...] = ("header",)


def extract(reading: Reading) -> Iterator[Date]:
    """One entry a calendar value and wording; every place in `where`."""
    found: dict[tuple[str, str], Date] = {}
    for d in mentions(reading):
        key = (d.text.lower(), d.value)
        first = found.setdefault(key, d)
        if first is not d and first.text == d.text:  # case variants are one, but only the same words prove the words
            found[key] = replace(first, where=(*first.where, *d.where))
    yield from found.values()


def mentions(reading: Reading) -> Iterator[Date]:
    """Every dated expression, in the order of the text, the stamp and the place-and-date line included."""
    document = reading.document
    z = zones(document)
    for h in reading.of(Header):
        for w in h.where:
            value = h.published if w.field == "published" else h.issued if w.field == "issued" else None
            if value:
                yield _date(reading, w.start, w.end, value, "dates.head")
    found = expressions(z.flat)
    settled = Years(reading, found)
    head = {(w.start, w.end) for h in reading.of(Header) for w in h.where if w.field == "issued"}
    for e in found:
        if any(a < e.end and e.start < b for a, b in head):
            continue
        value = settled.value(e)
        if value:
            yield _date(reading, e.start, e.end, value, f"dates.{e.rule}")


def _date(reading: Reading, start: int, end: int, value: str, by: str) -> Date:
    return Date(
        start=start,
        end=end,
        by=by,
        where=(Where("text", start, end),),
        text=reading.document.quote(start, end),
        value=value,
    )


class Years:
    """What the text says of the year that it is written in, to complete expressions that leave it out."""

    def __init__(self, reading: Reading, found: Sequence[Expression]) -> None:
        """Gather the anchors of `reading`: its own day if it states one, else the years that it speaks of."""
        header = next(iter(reading.of(Header)), None)
        own = header and (header.published or header.issued)
        self.day = date.fromisoformat(own) if own and _real(own) else None
        self.found = found
        dated = [p.year for e in found if not e.span and not e.plan for p in e.points if p.year]
        self.year = self.day.year if self.day else max(dated, default=None)
        self.before = bool(self.year and self.year - 1 in dated)

    def value(self, e: Expression) -> str | None:
        """The ISO value of `e`; None where the text settles nothing at all."""
        if e.relative:
            return self._relative(e.relative)
        points = [self._settled(p, e) for p in e.points]
        if any(p is None for p in points):
            return None
        return "/".join(p.iso() for p in points if p)

    def _settled(self, p: Point, e: Expression) -> Point | None:
        if p.year or e.recurring:
            return None if p.quarter and not p.year else p
        if self.day and p.month and p.day:
            return p._replace(year=_nearest(self.day, p.month, p.day))
        near = self._said_just_before(e)
        if p.quarter or e.span or (not p.day and (near or self.day or (p.month or 0) < 11)):
            year = near or self.year
        else:
            # A text of the turn of the year speaks of both years: a day or month late in the year belongs to the earlier one.
            year = self.year - 1 if self.year and self.before and (p.month or 0) >= 11 and not self.day else self.year
        if year is None:
            return None if p.quarter else p
        return p._replace(year=year)

    def _said_just_before(self, e: Expression) -> int | None:
        """The year of the expression right before `e` in the same stretch of text ("10 tháng đầu năm 2025 … 09 tháng …")."""
        last = None
        for other in self.found:
            if other.start >= e.start:
                break
            if (
                e.start - other.start < 400
                and not other.plan
                and not (other.span and len(other.points) == 2 and other.points[0].year != other.points[1].year)
            ):
                years = [p.year for p in other.points if p.year]
                last = years[-1] if years else last
        return (
            last
            if last and (self.day is None or (abs(last - self.day.year) <= 1 and e.rule == "months-of-year"))
            else None
        )

    def _relative(self, code: str) -> str | None:
        kind, _, offset = code.partition(":")
        n = int(offset)
        if kind == "day":
            return (self.day + timedelta(days=n)).isoformat() if self.day else self._own_day() if n == 0 else None
        if kind == "year":
            return str(self.year + n) if self.year else None
        if not self.day:
            return None
        if kind == "month":
            month = self.day.year * 12 + self.day.month - 1 + n
            return f"{month // 12:04d}-{month % 12 + 1:02d}"
        return f"{self.day.year:04d}-Q{(self.day.month + 2) // 3}"

    def _own_day(self) -> str | None:
        """The day that the report itself calls today ("Hôm nay 28-12"), where no stamp tells it."""
        for i, e in enumerate(self.found[:-1]):
            after = self.found[i + 1]
            if e.relative == "day:0" and after.start - e.end <= 8 and after.points and after.points[0].day:
                return self.value(after)
        return None


def _real(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _nearest(day: date, month: int, of: int) -> int:
    """The year that puts this day nearest to `day`: a January page speaks of last December."""

    def distance(year: int) -> int:
        return abs((year - day.year) * 366 + (month - day.month) * 31 + (of - day.day))

    return min((day.year - 1, day.year, day.year + 1), key=distance)
