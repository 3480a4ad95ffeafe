"""The day of a publication stamp, in the forms in which Vietnamese portals and their systems print one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

_YEAR = r"(?P<y>(?:19|20)\d\d)"
_NAMES = {
    "giêng": 1,
    "một": 1,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
    "mười một": 11,
    "mười hai": 12,
    "chạp": 12,
    **{
        m: n
        for n, m in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
    },
}
_MONTH = r"(?P<m>\d{1,2}|mười một|mười hai|giêng|một|hai|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín|mười|chạp)"
_ENGLISH = r"(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?<![\d/.\-:])(?P<d>\d{1,2})"
# "Tháng 9 3, 2025" and "Sep 3, 2025" put the month first; all forms of numbers alone the day, as Vietnamese does.
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_YEAR}\s?(?P<s>[-/.])\s?(?P<m>\d{{1,2}})\s?(?P=s)\s?(?P<d>\d{{1,2}})(?!\d)",
        rf"{_DAY}\s*(?P<s>[/.\-])\s*(?P<m>\d{{1,2}})\s*(?P=s)\s*{_YEAR}(?!\d)",
        rf"{_DAY}[\s,]+(?:tháng|thg|th)[\s.,]*{_MONTH}[\s,]+(?:năm[\s,]+)?{_YEAR}(?!\d)",
        rf"(?<!\w)(?:tháng|thg|th)[\s.]*{_MONTH}\s+(?P<d>\d{{1,2}})\s*,\s*(?:năm\s+)?{_YEAR}(?!\d)",
        rf"{_DAY}[\s\-]+{_ENGLISH},?[\s\-]+{_YEAR}(?!\d)",
        rf"(?<!\w){_ENGLISH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}(?!\d)",
        rf"{_DAY} +(?P<m>\d{{1,2}}) +{_YEAR}(?!\d)",
        # A year of two digits only where a label or an hour says that this is a day.
        r"(?<=ngày )(?P<d>\d{1,2})(?P<s>[/.\-])(?P<m>\d{1,2})(?P=s)(?P<y>\d\d)(?![\d/.\-])",
        rf"{_DAY}/(?P<m>\d{{1,2}})/(?P<y>\d\d)(?=\W+\d{{1,2}}[:h]\d\d)",
    )
]


class Stamped(NamedTuple):
    """A day and where its words stand in the text that was searched."""

    day: date
    start: int
    end: int


def stamped(text: str) -> Stamped | None:
    """The first whole day that `text` (a publication stamp) states; None if it states none that exists."""
    return next(mentions(text), None)


def mentions(text: str) -> Iterator[Stamped]:
    """Every whole day that `text` states, in its order, none within another.

    A year of two digits is of this century; "9/26/2025", as English settings print it, can only be read month first.
    """
    found = [s for form in _FORMS for m in form.finditer(text) if (s := _read(m))]
    end = 0
    for s in sorted(found, key=lambda s: (s.start, -s.end)):
        if s.start >= end:
            yield s
            end = s.end


def _read(m: re.Match[str]) -> Stamped | None:
    month = int(m["m"]) if m["m"].isdigit() else _NAMES[m["m"].lower()]
    day, year = int(m["d"]), int(m["y"]) + (2000 if len(m["y"]) == 2 else 0)
    if month > 12 >= day:
        day, month = month, day
    try:
        return Stamped(date(year, month, day), m.start(), m.end())
    except ValueError:
        return None
