"""Pictures as a grid: documents by source and time, e-government systems by year and by province."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping

from corpus import provinces
from output import figures, tallies
from output.asking import Asked
from output.figures import Amount
from output.pictures.common import (
    COLLECTED,
    DATES,
    MONTHS,
    ONCE,
    ROWS,
    YEARS,
    Address,
    Asking,
    Cell,
    Picture,
    cell_of,
    every_month,
    every_year,
    is_month,
    month_of,
    number,
    picture,
    span,
    sums,
    undated,
)
from output.questions import VALUES

UNKNOWN = "không rõ"
_SYSTEMS = (
    "Chỉ tính chỉ đạo mà trong câu có nhắc tới một hệ thống; câu nhắc nhiều hệ thống thì tính cho mỗi hệ thống một lần."
)


def documents(db: sqlite3.Connection, a: Asking) -> Picture:
    """Documents by source and, of a year, month; else by source and year."""
    monthly = bool(a.asked.since)
    by = "month" if monthly else "substr(month, 1, 4) as month"
    # What is asked of directives alone does not narrow documents.
    asked = Asked(
        about=a.asked.about, source=a.asked.source, kind=a.asked.kind, since=a.asked.since, until=a.asked.until
    )
    tally = tallies.count(db, "document_months", ("source", by), asked, a.today)
    titles = dict(db.execute("select name, coalesce(title, name) from sources").fetchall())
    counts = {
        (r["source"], r["month"]): r["n"] for r in tally.rows if is_month(r["month"]) or (r["month"] and not monthly)
    }
    without = sum(r["n"] for r in tally.rows) - sum(counts.values())
    spans = sorted({m for _, m in counts})
    spans = every_month(spans) if monthly else every_year(spans)
    notes = [
        DATES,
        undated(without, "văn bản"),
        ONCE,
        "Ô trống có thể vì nguồn không đăng gì, hoặc vì chưa thu thập được.",
    ]
    if not monthly:
        notes.append("Chọn một năm để xem theo tháng.")
    return _matrix(
        ("Văn bản theo nguồn và thời gian", "Nguồn", "văn bản"),
        notes,
        tally,
        counts,
        {s: titles.get(s, s) for s, _ in counts},
        {m: month_of(m) for m in spans[-(MONTHS if monthly else YEARS) :]},
        lambda s, m: a.search(nguon=s, **span(m)),
        lambda s: a.search(nguon=s),
    )


def systems(db: sqlite3.Connection, a: Asking) -> Picture:
    """Directives that speak of an e-government system, by year."""
    tally = tallies.count(db, "told_provinces", ("code", "year"), a.asked, a.today)
    counts = {(r["code"], r["year"]): r["n"] for r in tally.rows if r["year"]}
    notes = [
        _SYSTEMS,
        DATES,
        undated(sum(r["n"] for r in tally.rows if not r["year"]), "chỉ đạo"),
        ONCE,
        COLLECTED,
    ]
    years = every_year(y for _, y in counts)[-YEARS:]
    return _matrix(
        ("Hệ thống theo năm", "Hệ thống", "lượt chỉ đạo nhắc tới hệ thống"),
        notes,
        tally,
        counts,
        {c: VALUES["system"].get(c, c) for c, _ in counts},
        {y: y for y in years},
        lambda c, y: a.ledger(he_thong=c, **span(y)),
        lambda c: a.ledger(he_thong=c),
    )


def by_province(db: sqlite3.Connection, a: Asking) -> Picture:
    """Directives that speak of an e-government system, by province."""
    tally = tallies.count(db, "told_provinces", ("code", "province", "how", "source"), a.asked, a.today)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    found: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for r in tally.rows:
        province = provinces.today().get(r["province"], r["province"]) if a.merged else r["province"]
        counts[province, r["code"]] += r["n"]
        found[province, r["code"]].add((r["how"], r["source"] if r["how"] == "source" else r["province"]))

    def link(province: str, code: str) -> str:
        """Of one source, or of one name, the ledger or the search for documents can be asked."""
        (how, value), *others = found[province, code]
        if others or not how:
            return ""
        if how == "source":
            return str(a.ledger(he_thong=code, nguon=value))
        return str((a.ledger if how == "unit" else a.search)(he_thong=code, nguoi_giao=value))

    codes = sums((c, n) for (_, c), n in counts.items())
    notes = [
        _SYSTEMS,
        "Tỉnh là nơi mà nguồn đăng văn bản thuộc về; nguồn của cả nước thì là tỉnh nêu trong tên cơ quan ban hành, rồi trong tên đơn vị của người giao."
        f" Không thấy ở đâu thì là “{UNKNOWN}”, trong đó có các cơ quan trung ương.",
        "Tỉnh cũ được gộp vào tỉnh, thành từ 01/07/2025 (Nghị quyết 202/2025/QH15)."
        if a.merged
        else "Tên tỉnh như văn bản viết: tỉnh cũ và tỉnh mới là hai dòng.",
        "Văn bản không rõ ngày cũng được tính, trừ khi lọc theo năm.",
        "Tỉnh lấy từ tên cơ quan ban hành thì ô mở danh sách văn bản; ô không có liên kết gồm nhiều nguồn, không lọc được bằng một câu hỏi.",
        ONCE,
    ]
    return _matrix(
        ("Hệ thống theo tỉnh, thành", "Tỉnh, thành", "lượt chỉ đạo nhắc tới hệ thống"),
        notes,
        tally,
        counts,
        {p: p or UNKNOWN for p, _ in counts},
        {c: VALUES["system"].get(c, c) for c in sorted(codes, key=lambda c: (-codes[c], c))},
        link,
        lambda _: "",
    )


def _matrix(
    names: tuple[str, str, str],
    notes: list[str],
    tally: tallies.Tally,
    counts: Mapping[tuple[str, str], int],
    rows_named: Mapping[str, str],
    columns_named: Mapping[str, str],
    link: Address,
    head: Address,
) -> Picture:
    """A table of rows by columns, those with most first, and its figure; what has no name comes last."""
    title, first, what = names
    total = sums((r, n) for (r, c), n in counts.items() if c in columns_named)
    rows = sorted((r for r in rows_named if total[r]), key=lambda r: (not r, -total[r], rows_named[r]))

    def amount(r: str, c: str) -> Amount:
        n = counts.get((r, c), 0)
        return Amount(n, link(r, c) if n else "")

    amounts = {r: [amount(r, c) for c in columns_named] for r in rows}
    table = [[Cell(rows_named[r], head(r)), *map(cell_of, amounts[r]), Cell(total[r])] for r in rows]
    drawn = rows[:ROWS]
    most = max((r for r in rows if r), key=lambda r: total[r], default="")
    seen = (
        f"{number(sum(total.values()))} {what}, {number(len(rows))} dòng nhân {number(len(columns_named))} cột: ô càng đậm càng nhiều."
        + (f" Nhiều nhất: {rows_named[most]} ({number(total[most])})." if most else "")
        if rows
        else f"Không có {what} nào như thế."
    )
    if len(rows) > len(drawn):
        notes = [*notes, f"Hình vẽ {ROWS} dòng nhiều nhất; bảng có đủ."]
    figure = figures.matrix([rows_named[r] for r in drawn], list(columns_named.values()), [amounts[r] for r in drawn])
    return picture(
        title, seen, notes, tally, [first, *columns_named.values(), "Tất cả"], table, figure if drawn else None
    )
