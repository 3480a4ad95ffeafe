"""Days as people type them: "2025-06-30", "30/6/2025", "6/2025", "quý 2/2025", "2025"; and spans around a day.

All days are of the Gregorian calendar, given back as ISO text.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_FORMS = (
    r"(?P<y>\d{4})(?:-(?P<m>\d\d?)(?:-(?P<d>\d\d?))?)?",
    r"(?:(?:ngày )?(?P<d>\d\d?)[/.-])?(?:tháng )?(?P<m>\d\d?)[/.-](?P<y>\d{4})",
    r"(?P<y>\d{4})-?q(?P<q>[1-4])",
    r"q(?:uý)? ?(?P<q>[1-4]|i{1,3}|iv)(?:/|-| năm | )(?P<y>\d{4})",
    r"năm (?P<y>\d{4})",
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
EARLIEST, LATEST = "0001-01-01", "9999-12-31"


def span(typed: str) -> tuple[str, str] | None:
    """First and last day of what was typed: a day, month, quarter or year; of nothing all days; None if it is no date."""
    words = " ".join(typed.lower().replace("quí", "quý").split())
    if not words:
        return EARLIEST, LATEST
    for form in _FORMS:
        m = re.fullmatch(form, words)
        if m:
            return _span({k: v for k, v in m.groupdict().items() if v})
    return None


def _span(said: dict[str, str]) -> tuple[str, str] | None:
    year, month, day = int(said["y"]), int(said.get("m", 0)), int(said.get("d", 0))
    if not date.min.year <= year <= date.max.year or month > 12 or ("m" in said and not month):
        return None
    first, last = month or 1, month or 12
    if "q" in said:
        last = 3 * (_ROMAN.get(said["q"]) or int(said["q"]))
        first = last - 2
    longest = monthrange(year, last)[1]
    if day > longest or ("d" in said and not day):
        return None
    return date(year, first, day or 1).isoformat(), date(year, last, day or longest).isoformat()


def around(period: str, day: date) -> tuple[date, date] | None:
    """First and last day of the week (from Monday), month, quarter or year of `day`, or of the 30 days from it on.

    `period` is tuan, thang, quy, nam or 30_ngay; None for any other.
    """
    if period == "tuan":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    if period == "30_ngay":
        return day, day + timedelta(days=30)
    long = {"thang": 1, "quy": 3, "nam": 12}.get(period)
    if not long:
        return None
    month = (day.month - 1) // long * long + 1
    last = month + long - 1
    return date(day.year, month, 1), date(day.year, last, monthrange(day.year, last)[1])
