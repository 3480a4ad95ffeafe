"""The pictures: what each counts, the figure, the table behind it, and in words what is seen and what is not.

Everything here is read from a connection; nothing knows of pages. Words are Vietnamese, as on the pages.
"""

from __future__ import annotations

import re
import sqlite3
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from corpus import provinces
from output import figures, tallies
from output.asking import Asked
from output.figures import Amount, Flow
from output.questions import VALUES

Address = Callable[..., str]


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


# Months, years or sources that a figure shows; its table has all.
_MONTHS, _YEARS, _SOURCES = 120, 20, 40
# Parties on either side of a picture of flows, and bands between them.
_SIDE, _BANDS = 15, 60
UNKNOWN = "không rõ"

_DATES = "Ngày là ngày ban hành của văn bản; văn bản không ghi thì lấy ngày đăng."
_ONCE = "Một văn bản đăng ở nhiều nơi chỉ tính một lần."
_COLLECTED = "Nhiều hay ít còn tuỳ đã thu thập được bao nhiêu văn bản: đừng đọc là cơ quan giao việc nhiều hay ít hơn."


def months(db: sqlite3.Connection, a: Asking) -> Picture:
    """Directives by month and strength."""
    tally = tallies.count(db, "told_months", ("month", "strength"), a.asked, a.today)
    counts = {(r["month"], r["strength"]): r["n"] for r in tally.rows}
    total = _sums((m, n) for (m, _), n in counts.items())
    dated = sorted(m for m in total if _is_month(m))
    strengths = _in_order(VALUES["strength"], (s for _, s in counts))

    def cell(month: str, strength: str = "") -> Amount:
        n = counts.get((month, strength), 0) if strength else total[month]
        return Amount(n, a.ledger(**_span(month), **_strength(strength)) if n else "")

    columns = ["Tháng", *(VALUES["strength"].get(s, s) for s in strengths), "Tất cả"]
    rows = [[Cell(_month(m)), *(_cell(cell(m, s)) for s in strengths), _cell(cell(m))] for m in reversed(dated)]
    drawn = _every_month([m for m in dated if m <= a.today.isoformat()[:7]] or dated)[-_MONTHS:]
    series = {VALUES["strength"].get(s, s): [cell(m, s) if m in total else Amount(0) for m in drawn] for s in strengths}
    most = max(dated, key=lambda m: total[m], default="")
    seen = (
        f"{_n(sum(total[m] for m in dated))} chỉ đạo theo tháng của văn bản, từ {_month(dated[0])} tới {_month(dated[-1])};"
        f" nhiều nhất là {_month(most)} với {_n(total[most])}."
        if dated
        else "Không có chỉ đạo nào có ngày."
    )
    notes = [_DATES, _undated(sum(n for m, n in total.items() if not _is_month(m)), "chỉ đạo"), _ONCE, _COLLECTED]
    if drawn and drawn[0] > dated[0]:
        notes.append(f"Hình vẽ {_MONTHS} tháng gần nhất; bảng có đủ.")
    return _picture(
        "Chỉ đạo theo tháng",
        seen,
        notes,
        tally,
        columns,
        rows,
        figures.bars(drawn, series) if drawn else None,
        bar=len(columns) - 1,
    )


def strength(db: sqlite3.Connection, a: Asking) -> Picture:
    """How strongly it is told, by year."""
    tally = tallies.count(db, "told_months", ("substr(month, 1, 4) as year", "strength"), a.asked, a.today)
    counts = {(r["year"], r["strength"]): r["n"] for r in tally.rows}
    total = _sums((y, n) for (y, _), n in counts.items())
    years = sorted(y for y in total if y)
    strengths = _in_order(VALUES["strength"], (s for _, s in counts))

    def cell(year: str, s: str) -> Amount:
        n = counts.get((year, s), 0)
        return Amount(n, a.ledger(**_span(year), muc_do=s) if n else "")

    names = [VALUES["strength"].get(s, s) for s in strengths]
    columns = ["Năm", *names, "Tất cả", *(f"{n}, %" for n in names)]
    rows = [
        [
            Cell(y),
            *(_cell(cell(y, s)) for s in strengths),
            Cell(total[y], a.ledger(**_span(y))),
            *(Cell(_percent(counts.get((y, s), 0), total[y])) for s in strengths),
        ]
        for y in reversed(years)
    ]
    drawn = years[-_YEARS:]
    series = {n: [cell(y, s) for y in drawn] for n, s in zip(names, strengths, strict=True)}
    seen = (
        f"Mỗi cột là một năm: trong các chỉ đạo của năm ấy bao nhiêu phần là {', '.join(names)}."
        if years
        else "Không có chỉ đạo nào có ngày."
    )
    notes = [
        "Mức độ là do chương trình đọc từ câu chữ: động từ giao việc, rồi các từ như “phải”, “cần”, “mong”.",
        _DATES,
        _undated(total.get("", 0), "chỉ đạo"),
        _ONCE,
    ]
    return _picture(
        "Mức độ theo năm", seen, notes, tally, columns, rows, figures.bars(drawn, series, share=True) if drawn else None
    )


def deadlines(db: sqlite3.Connection, a: Asking) -> Picture:
    """The days by which something is due, as a calendar."""
    first, last = a.today, a.today + timedelta(days=364)
    if a.calendar:
        first, last = date(int(a.calendar), 1, 1), date(int(a.calendar), 12, 31)
    asked = a.asked._replace(due_from=first.isoformat(), due_until=last.isoformat())
    tally = tallies.count(db, "told_days", ("due", "strength"), asked, a.today)
    counts = {(r["due"], r["strength"]): r["n"] for r in tally.rows}
    total = _sums((d, n) for (d, _), n in counts.items())
    strengths = _in_order(VALUES["strength"], (s for _, s in counts))

    def cell(day: str, s: str = "") -> Amount:
        n = counts.get((day, s), 0) if s else total[day]
        return Amount(n, a.ledger(han_tu=day, han_den=day, **_strength(s)) if n else "")

    columns = ["Hạn", "Thứ", *(VALUES["strength"].get(s, s) for s in strengths), "Tất cả"]
    rows = [
        [
            Cell(_day(d)),
            Cell(figures.WEEKDAYS[date.fromisoformat(d).weekday()]),
            *(_cell(cell(d, s)) for s in strengths),
            _cell(cell(d)),
        ]
        for d in sorted(total)
    ]
    span = f"từ {_day(first.isoformat())} tới {_day(last.isoformat())}"
    most = max(sorted(total), key=lambda d: total[d], default="")
    seen = (
        f"{_n(sum(total.values()))} chỉ đạo có hạn {span}, rơi vào {_n(len(total))} ngày; nhiều nhất là ngày {_day(most)} với {_n(total[most])}."
        if total
        else f"Không có chỉ đạo nào có hạn {span}."
    )
    notes = [
        "Hạn là một tháng, quý hay năm thì đứng ở ngày cuối: vì thế các ngày cuối tháng, cuối quý đông hơn.",
        "Chỉ đạo không nêu hạn, hoặc hạn không rõ năm, không có ở đây.",
        "Sổ không biết việc đã làm xong hay chưa.",
        _ONCE,
    ]
    figure = figures.calendar(first, last, {d: cell(d) for d in total}) if total else None
    return _picture("Lịch các hạn", seen, notes, tally, columns, rows, figure, bar=len(columns) - 1)


def flows(db: sqlite3.Connection, a: Asking) -> Picture:
    """Who tells whom."""
    tally = tallies.count(db, "told_pairs", (), a.asked, a.today)
    total = sum(r["n"] for r in tally.rows if not r["by_key"])
    pairs = [r for r in tally.rows if r["by_key"]]
    by: set[str] = set()
    to: set[str] = set()
    drawn: list[Flow] = []
    names: dict[str, str] = {}
    rows = []
    for r in pairs:
        link = a.ledger(nguoi_giao=r["by_name"], don_vi=r["to_name"])
        rows.append(
            [
                Cell(r["by_name"], a.party(r["by_kind"], r["by_key"])),
                Cell(r["to_name"], a.party(r["to_kind"], r["to_key"])),
                Cell(r["n"], link),
            ]
        )
        if len(by | {r["by_key"]}) <= _SIDE and len(to | {r["to_key"]}) <= _SIDE and len(drawn) < _BANDS:
            by.add(r["by_key"])
            to.add(r["to_key"])
            names |= {r["by_key"]: r["by_name"], r["to_key"]: r["to_name"]}
            drawn.append(Flow(r["by_key"], r["to_key"], r["n"], link))
    shown = sum(f.n for f in drawn)
    listed = sum(r["n"] for r in pairs)
    seen = (
        f"Bên trái là ai giao, bên phải là giao cho ai: dải càng dày càng nhiều chỉ đạo. Hình vẽ {_n(shown)} trong {_n(total)} lượt giao,"
        f" giữa nhiều nhất {_SIDE} bên giao và {_SIDE} bên nhận hay gặp."
        if drawn
        else "Không có chỉ đạo nào nêu cả ai giao lẫn giao cho ai."
    )
    notes = [
        "Người giao được tính vào đơn vị mà họ giữ chức vụ trong chính văn bản ấy; không rõ đơn vị thì là tên nêu trong văn bản.",
        "Một chỉ đạo cho nhiều đơn vị tính một lượt cho mỗi đơn vị. Tên được viết đủ theo văn bản; tên giống nhau thì coi là một.",
        "Chỉ đạo không nêu ai giao hoặc giao cho ai không có ở đây.",
        "Sổ chỉ đạo mở từ bảng tìm theo tên, nên có thể ra thêm các tên dài hơn chứa tên ấy.",
        _ONCE,
    ]
    if listed < total:
        notes.append(
            f"Bảng có {_n(len(pairs))} cặp hay gặp nhất; {_n(total - listed)} lượt giữa các cặp khác không liệt kê."
        )
    figure = figures.flows(names, drawn) if drawn else None
    return _picture("Ai giao cho ai", seen, notes, tally, ["Ai giao", "Giao cho", "Chỉ đạo"], rows, figure, bar=2)


def documents(db: sqlite3.Connection, a: Asking) -> Picture:
    """Documents by source and, of a year, month; else by source and year."""
    monthly = bool(a.asked.since)
    by = "month" if monthly else "substr(month, 1, 4) as month"
    tally = tallies.count(db, "document_months", ("source", by), a.asked, a.today)
    titles = dict(db.execute("select name, coalesce(title, name) from sources").fetchall())
    counts = {
        (r["source"], r["month"]): r["n"] for r in tally.rows if _is_month(r["month"]) or (r["month"] and not monthly)
    }
    undated = sum(r["n"] for r in tally.rows) - sum(counts.values())
    spans = sorted({m for _, m in counts})
    if monthly and spans:
        spans = _every_month(spans)
    notes = [
        _DATES,
        _undated(undated, "văn bản"),
        _ONCE,
        "Ô trống có thể vì nguồn không đăng gì, hoặc vì chưa thu thập được.",
    ]
    if not monthly:
        notes.append("Chọn một năm để xem theo tháng.")
    picture = _matrix(
        ("Văn bản theo nguồn và thời gian", "Nguồn", "văn bản"),
        notes,
        tally,
        counts,
        {s: titles.get(s, s) for s, _ in counts},
        {m: _month(m) for m in spans[-(_MONTHS if monthly else _YEARS) :]},
        lambda s, m: a.search(nguon=s, **_span(m)),
    )
    return picture


def systems(db: sqlite3.Connection, a: Asking) -> Picture:
    """Directives that speak of an e-government system, by year."""
    tally = tallies.count(db, "told_provinces", ("code", "year"), a.asked, a.today)
    counts = {(r["code"], r["year"]): r["n"] for r in tally.rows if r["year"]}
    notes = [
        _SYSTEMS,
        _DATES,
        _undated(sum(r["n"] for r in tally.rows if not r["year"]), "chỉ đạo"),
        _ONCE,
        _COLLECTED,
    ]
    years = sorted({y for _, y in counts})[-_YEARS:]
    return _matrix(
        ("Hệ thống theo năm", "Hệ thống", "chỉ đạo"),
        notes,
        tally,
        counts,
        {c: VALUES["system"].get(c, c) for c, _ in counts},
        {y: y for y in years},
        lambda c, y: a.ledger(he_thong=c, **_span(y)),
    )


_SYSTEMS = (
    "Chỉ tính chỉ đạo mà trong câu có nhắc tới một hệ thống; câu nhắc nhiều hệ thống thì tính cho mỗi hệ thống một lần."
)


def by_province(db: sqlite3.Connection, a: Asking) -> Picture:
    """Directives that speak of an e-government system, by province."""
    tally = tallies.count(db, "told_provinces", ("code", "province", "own", "source"), a.asked, a.today)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    found: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for r in tally.rows:
        province = provinces.today().get(r["province"], r["province"]) if a.merged else r["province"]
        counts[province, r["code"]] += r["n"]
        # Of one source of the province, or of one name in the issuer's, the ledger can be asked.
        found[province, r["code"]].add(("nguon", r["source"]) if r["own"] else ("nguoi_giao", r["province"]))

    def link(province: str, code: str) -> str:
        ways = found[province, code]
        return a.ledger(he_thong=code, **dict(ways)) if len(ways) == 1 and province else ""

    codes = _sums((c, n) for (_, c), n in counts.items())
    notes = [
        _SYSTEMS,
        "Tỉnh là nơi mà nguồn đăng văn bản thuộc về; nguồn của cả nước thì là tỉnh nêu trong tên cơ quan ban hành, rồi trong tên đơn vị của người giao."
        f" Không thấy ở đâu thì là “{UNKNOWN}”, trong đó có các cơ quan trung ương.",
        "Tỉnh cũ được gộp vào tỉnh, thành từ 01/07/2025 (Nghị quyết 202/2025/QH15)."
        if a.merged
        else "Tên tỉnh như văn bản viết: tỉnh cũ và tỉnh mới là hai dòng.",
        "Văn bản không rõ ngày cũng được tính, trừ khi lọc theo năm.",
        "Ô không có liên kết thì gồm nhiều nguồn hoặc nhiều tên, sổ chỉ đạo không lọc được bằng một câu hỏi.",
        _ONCE,
    ]
    return _matrix(
        ("Hệ thống theo tỉnh, thành", "Tỉnh, thành", "chỉ đạo"),
        notes,
        tally,
        counts,
        {p: p or UNKNOWN for p, _ in counts},
        {c: VALUES["system"].get(c, c) for c in sorted(codes, key=lambda c: (-codes[c], c))},
        link,
    )


# name in the address → what makes it
PICTURES: dict[str, Callable[[sqlite3.Connection, Asking], Picture]] = {
    "months": months,
    "deadlines": deadlines,
    "flows": flows,
    "provinces": by_province,
    "systems": systems,
    "strength": strength,
    "documents": documents,
}


def _matrix(
    names: tuple[str, str, str],
    notes: list[str],
    tally: tallies.Tally,
    counts: Mapping[tuple[str, str], int],
    rows_named: Mapping[str, str],
    columns_named: Mapping[str, str],
    link: Address,
) -> Picture:
    """A table of rows by columns, those with most first, and its figure; what has no name comes last."""
    title, head, what = names
    sums = _sums((r, n) for (r, c), n in counts.items() if c in columns_named)
    rows = sorted((r for r in rows_named if sums[r]), key=lambda r: (not r, -sums[r], rows_named[r]))

    def amount(r: str, c: str) -> Amount:
        n = counts.get((r, c), 0)
        return Amount(n, link(r, c) if n else "")

    amounts = {r: [amount(r, c) for c in columns_named] for r in rows}
    table = [[Cell(rows_named[r]), *map(_cell, amounts[r]), Cell(sums[r])] for r in rows]
    drawn = rows[:_SOURCES]
    most = max((r for r in rows if r), key=lambda r: sums[r], default="")
    seen = (
        f"{_n(sum(sums.values()))} {what}, {_n(len(rows))} dòng nhân {_n(len(columns_named))} cột: ô càng đậm càng nhiều."
        + (f" Nhiều nhất: {rows_named[most]} ({_n(sums[most])})." if most else "")
        if rows
        else f"Không có {what} nào như thế."
    )
    if len(rows) > len(drawn):
        notes = [*notes, f"Hình vẽ {_SOURCES} dòng nhiều nhất; bảng có đủ."]
    figure = figures.matrix([rows_named[r] for r in drawn], list(columns_named.values()), [amounts[r] for r in drawn])
    return _picture(
        title, seen, notes, tally, [head, *columns_named.values(), "Tất cả"], table, figure if drawn else None
    )


def _picture(
    title: str,
    seen: str,
    notes: list[str],
    tally: tallies.Tally,
    columns: list[str],
    rows: list[list[Cell]],
    figure: str | None,
    bar: int | None = None,
) -> Picture:
    bound = f"Chỉ đếm {_n(tally.newest)} văn bản hoặc chỉ đạo mới nhất khớp bộ lọc." if tally.newest else ""
    return Picture(title, seen, [n for n in (bound, *notes) if n], columns, rows, figure, bar)


def _cell(amount: Amount) -> Cell:
    return Cell(amount.n, amount.link)


def _sums(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for key, n in pairs:
        found[key] += n
    return found


def _in_order(known: Mapping[str, str], there: Iterable[str]) -> list[str]:
    found = set(there)
    return [*(k for k in known if k in found), *sorted(f for f in found if f not in known and f)]


def _strength(code: str) -> dict[str, str]:
    return {"muc_do": code} if code else {}


def _is_month(month: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month))


def _span(period: str) -> dict[str, str]:
    """An ISO month or year as the ledger's first and last day."""
    if len(period) == 4:
        return {"tu_ngay": period, "den_ngay": f"{period}-12-31"}
    longest = monthrange(int(period[:4]), int(period[5:]))[1]
    return {"tu_ngay": f"{period}-01", "den_ngay": f"{period}-{longest:02}"}


def _every_month(months: Sequence[str]) -> list[str]:
    """From the first to the last of `months`, those between them too."""
    if not months:
        return []
    first, last = (int(m[:4]) * 12 + int(m[5:]) - 1 for m in (min(months), max(months)))
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(first, last + 1)]


def _month(month: str) -> str:
    return f"{month[5:]}/{month[:4]}" if len(month) == 7 else month


def _day(day: str) -> str:
    return f"{day[8:]}/{day[5:7]}/{day[:4]}"


def _n(n: int) -> str:
    return f"{n:,}".replace(",", ".")


def _percent(n: int, of: int) -> str:
    return f"{100 * n / of:.1f}".replace(".", ",")


def _undated(n: int, what: str) -> str:
    return f"{_n(n)} {what} không rõ ngày (hoặc chỉ rõ năm) không có trong hình và bảng." if n else ""
