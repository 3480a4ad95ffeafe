"""What the pictures share: their parts, spans of time as the ledger's parameters, words that several say."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from output.asking import Asked
from output.figures import Amount
from output.tallies import Tally

Address = Callable[..., str]
# Months, years or sources that a figure shows; its table has all.
MONTHS, YEARS, ROWS = 120, 20, 40

DATES = "Ngày là ngày ban hành của văn bản; văn bản không ghi thì lấy ngày đăng."
ONCE = "Một văn bản đăng ở nhiều nơi chỉ tính một lần."
COLLECTED = "Nhiều hay ít còn tuỳ đã thu thập được bao nhiêu văn bản: đừng đọc là cơ quan giao việc nhiều hay ít hơn."


class Cell(NamedTuple):
    """What a table shows, and the address that shows what was counted; none if empty."""

    value: str | int
    link: str = ""


class Picture(NamedTuple):
    """A figure (Plotly's JSON; None where there is nothing to draw) with its table; the first cell of a row is its head."""

    title: str
    seen: str
    notes: list[str]
    columns: list[str]
    rows: list[list[Cell]]
    figure: str | None
    bar: int | None = None  # the column whose numbers are shown as bars, too


class Asking(NamedTuple):
    """What is asked of a picture, and how its table's addresses are made.

    `ledger` and `search` take the parameters of those pages and add the question's own; `party` takes kind and key.
    """

    asked: Asked
    today: date
    ledger: Address
    search: Address
    party: Address
    calendar: str = ""  # year of the deadlines; empty for the twelve months from today on
    merged: bool = False  # provinces of old as those of today that hold their land


def picture(
    title: str,
    seen: str,
    notes: list[str],
    tally: Tally,
    columns: list[str],
    rows: list[list[Cell]],
    figure: str | None,
    bar: int | None = None,
) -> Picture:
    """A picture whose first note says, where it is so, that only the newest were counted; empty notes are left out."""
    bound = f"Chỉ đếm {number(tally.newest)} văn bản hoặc chỉ đạo mới nhất khớp bộ lọc." if tally.newest else ""
    return Picture(title, seen, [n for n in (bound, *notes) if n], columns, rows, figure, bar)


def cell_of(amount: Amount) -> Cell:
    """The cell that shows an amount."""
    return Cell(amount.n, amount.link)


def sums(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Key → the sum of its numbers; of any other key 0."""
    found: dict[str, int] = defaultdict(int)
    for key, n in pairs:
        found[key] += n
    return found


def in_order(known: Mapping[str, str], there: Iterable[str]) -> list[str]:
    """The codes that are `there`, in the order of `known`, unknown ones behind."""
    found = set(there)
    return [*(k for k in known if k in found), *sorted(f for f in found if f not in known and f)]


def strength_of(code: str) -> dict[str, str]:
    """A strength as a parameter of the ledger."""
    return {"muc_do": code} if code else {}


def is_month(month: str) -> bool:
    """Is it an ISO month?"""
    return bool(re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month))


def span(period: str) -> dict[str, str]:
    """An ISO month or year as the ledger's first and last day."""
    if len(period) == 4:
        return {"tu_ngay": period, "den_ngay": f"{period}-12-31"}
    longest = monthrange(int(period[:4]), int(period[5:]))[1]
    return {"tu_ngay": f"{period}-01", "den_ngay": f"{period}-{longest:02}"}


def every_month(months: Sequence[str]) -> list[str]:
    """From the first to the last of `months`, those between them too."""
    if not months:
        return []
    first, last = (int(m[:4]) * 12 + int(m[5:]) - 1 for m in (min(months), max(months)))
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(first, last + 1)]


def every_year(years: Iterable[str]) -> list[str]:
    """From the first to the last of `years`, those between them too, unless a wrong date lies far off."""
    found = sorted(set(years))
    if not found or int(found[-1]) - int(found[0]) > 60:
        return found
    return [f"{y:04}" for y in range(int(found[0]), int(found[-1]) + 1)]


def month_of(month: str) -> str:
    """An ISO month as it is written in Vietnam: 2025-06 → 06/2025; a year as it is."""
    return f"{month[5:]}/{month[:4]}" if len(month) == 7 else month


def day_of(day: str) -> str:
    """An ISO day as it is written in Vietnam: 2025-06-30 → 30/06/2025."""
    return f"{day[8:]}/{day[5:7]}/{day[:4]}"


def number(n: int) -> str:
    """A whole number as it is written in Vietnam: 1234567 → 1.234.567."""
    return f"{n:,}".replace(",", ".")


def percent(n: int, of: int) -> str:
    """`n` in a hundred of `of`, with one decimal."""
    return f"{100 * n / of:.1f}".replace(".", ",")


def undated(n: int, what: str) -> str:
    """The note that says how many have no date; empty for none."""
    return f"{number(n)} {what} không rõ ngày (hoặc chỉ rõ năm) không có trong hình và bảng." if n else ""
