"""The picture of flows: who tells whom."""

from __future__ import annotations

import sqlite3

from output import figures, tallies
from output.figures import Flow
from output.pictures.common import ONCE, Asking, Cell, Picture, number, picture

# Parties on either side, and bands between them.
_SIDE, _BANDS = 15, 60


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
        link = a.ledger(cua=r["by_key"], toi=r["to_key"])
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
        f"Bên trái là ai giao, bên phải là giao cho ai: dải càng dày càng nhiều chỉ đạo. Hình vẽ {number(shown)} trong {number(total)} lượt giao,"
        f" giữa nhiều nhất {_SIDE} bên giao và {_SIDE} bên nhận hay gặp."
        if drawn
        else "Không có chỉ đạo nào nêu cả ai giao lẫn giao cho ai."
    )
    notes = [
        "Người giao được tính vào đơn vị mà họ giữ chức vụ trong chính văn bản ấy; không rõ đơn vị thì là tên nêu trong văn bản.",
        "Một chỉ đạo cho nhiều đơn vị tính một lượt cho mỗi đơn vị. Tên được viết đủ theo văn bản.",
        "Tên giống nhau thì coi là một: tên chung như “tỉnh”, “các xã” gộp nhiều nơi, ở mỗi văn bản là một nơi khác.",
        "Chỉ đạo không nêu ai giao hoặc giao cho ai không có ở đây.",
        ONCE,
    ]
    if listed < total:
        notes.append(
            f"Bảng có {number(len(pairs))} cặp hay gặp nhất; {number(total - listed)} lượt giữa các cặp khác không liệt kê."
        )
    figure = figures.flows(names, drawn) if drawn else None
    return picture("Ai giao cho ai", seen, notes, tally, ["Ai giao", "Giao cho", "Chỉ đạo"], rows, figure, bar=2)
