"""Pictures along the calendar: directives by month, strength by year, deadlines by day."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

from output import figures, tallies
from output.figures import Amount
from output.pictures.common import (
    COLLECTED,
    DATES,
    MONTHS,
    ONCE,
    YEARS,
    Asking,
    Cell,
    Picture,
    cell_of,
    day_of,
    every_month,
    in_order,
    is_month,
    month_of,
    number,
    percent,
    picture,
    span,
    strength_of,
    sums,
    undated,
)
from output.questions import VALUES


def months(db: sqlite3.Connection, a: Asking) -> Picture:
    """Directives by month and strength."""
    tally = tallies.count(db, "told_months", ("month", "strength"), a.asked, a.today)
    counts = {(r["month"], r["strength"]): r["n"] for r in tally.rows}
    total = sums((m, n) for (m, _), n in counts.items())
    dated = sorted(m for m in total if is_month(m))
    strengths = in_order(VALUES["strength"], (s for _, s in counts))

    def cell(month: str, strength: str = "") -> Amount:
        n = counts.get((month, strength), 0) if strength else total[month]
        return Amount(n, a.ledger(**span(month), **strength_of(strength)) if n else "")

    columns = ["Tháng", *(VALUES["strength"].get(s, s) for s in strengths), "Tất cả"]
    rows = [[Cell(month_of(m)), *(cell_of(cell(m, s)) for s in strengths), cell_of(cell(m))] for m in reversed(dated)]
    drawn = every_month([m for m in dated if m <= a.today.isoformat()[:7]] or dated)[-MONTHS:]
    series = {VALUES["strength"].get(s, s): [cell(m, s) if m in total else Amount(0) for m in drawn] for s in strengths}
    most = max(dated, key=lambda m: total[m], default="")
    seen = (
        f"{number(sum(total[m] for m in dated))} chỉ đạo theo tháng của văn bản, từ {month_of(dated[0])} tới {month_of(dated[-1])};"
        f" nhiều nhất là {month_of(most)} với {number(total[most])}."
        if dated
        else "Không có chỉ đạo nào có ngày."
    )
    notes = [DATES, undated(sum(n for m, n in total.items() if not is_month(m)), "chỉ đạo"), ONCE, COLLECTED]
    if drawn and drawn[0] > dated[0]:
        notes.append(f"Hình vẽ {MONTHS} tháng gần nhất; bảng có đủ.")
    return picture(
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
    total = sums((y, n) for (y, _), n in counts.items())
    years = sorted(y for y in total if y)
    strengths = in_order(VALUES["strength"], (s for _, s in counts))

    def cell(year: str, s: str) -> Amount:
        n = counts.get((year, s), 0)
        return Amount(n, a.ledger(**span(year), muc_do=s) if n else "")

    names = [VALUES["strength"].get(s, s) for s in strengths]
    columns = ["Năm", *names, "Tất cả", *(f"{n}, %" for n in names)]
    rows = [
        [
            Cell(y),
            *(cell_of(cell(y, s)) for s in strengths),
            Cell(total[y], a.ledger(**span(y))),
            *(Cell(percent(counts.get((y, s), 0), total[y])) for s in strengths),
        ]
        for y in reversed(years)
    ]
    drawn = years[-YEARS:]
    series = {n: [cell(y, s) for y in drawn] for n, s in zip(names, strengths, strict=True)}
    seen = (
        f"Mỗi cột là một năm: trong các chỉ đạo của năm ấy bao nhiêu phần là {', '.join(names)}."
        if years
        else "Không có chỉ đạo nào có ngày."
    )
    notes = [
        "Mức độ là do chương trình đọc từ câu chữ: động từ giao việc, rồi các từ như “phải”, “cần”, “mong”.",
        DATES,
        undated(total.get("", 0), "chỉ đạo"),
        ONCE,
    ]
    return picture(
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
    total = sums((d, n) for (d, _), n in counts.items())
    strengths = in_order(VALUES["strength"], (s for _, s in counts))

    def cell(day: str, s: str = "") -> Amount:
        n = counts.get((day, s), 0) if s else total[day]
        return Amount(n, a.ledger(han_tu=day, han_den=day, **strength_of(s)) if n else "")

    columns = ["Hạn", "Thứ", *(VALUES["strength"].get(s, s) for s in strengths), "Tất cả"]
    rows = [
        [
            Cell(day_of(d)),
            Cell(figures.WEEKDAYS[date.fromisoformat(d).weekday()]),
            *(cell_of(cell(d, s)) for s in strengths),
            cell_of(cell(d)),
        ]
        for d in sorted(total)
    ]
    between = f"từ {day_of(first.isoformat())} tới {day_of(last.isoformat())}"
    most = max(sorted(total), key=lambda d: total[d], default="")
    seen = (
        f"{number(sum(total.values()))} chỉ đạo có hạn {between}, rơi vào {number(len(total))} ngày; nhiều nhất là ngày {day_of(most)} với {number(total[most])}."
        if total
        else f"Không có chỉ đạo nào có hạn {between}."
    )
    notes = [
        "Hạn là một tháng, quý hay năm thì đứng ở ngày cuối: vì thế các ngày cuối tháng, cuối quý đông hơn.",
        "Chỉ đạo không nêu hạn, hoặc hạn không rõ năm, không có ở đây.",
        "Sổ không biết việc đã làm xong hay chưa.",
        ONCE,
    ]
    figure = figures.calendar(first, last, {d: cell(d) for d in total}) if total else None
    return picture("Lịch các hạn", seen, notes, tally, columns, rows, figure, bar=len(columns) - 1)
