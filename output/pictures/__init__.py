"""The pictures: what each counts, the figure, the table behind it, and in words what is seen and what is not.

Everything here is read from a connection; nothing knows of pages. Words are Vietnamese, as on the pages.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from output.pictures.common import Asking, Cell, Picture
from output.pictures.grids import by_province, documents, systems
from output.pictures.parties import flows
from output.pictures.timelines import deadlines, months, strength

__all__ = ["PICTURES", "Asking", "Cell", "Picture"]

# name in the address → what makes it, its title, and the question that it answers
PICTURES: dict[str, tuple[Callable[[sqlite3.Connection, Asking], Picture], str, str]] = {
    "months": (
        months,
        "Chỉ đạo theo tháng",
        "Mỗi tháng có bao nhiêu chỉ đạo, trong đó bao nhiêu là giao, bao nhiêu là đề nghị?",
    ),
    "deadlines": (deadlines, "Lịch các hạn", "Những ngày nào sắp tới có việc đến hạn?"),
    "flows": (flows, "Ai giao cho ai", "Ai giao cho ai nhiều nhất?"),
    "provinces": (
        by_province,
        "Hệ thống theo tỉnh, thành",
        "Ở tỉnh, thành nào chỉ đạo nói tới hệ thống nào của chính quyền điện tử?",
    ),
    "systems": (systems, "Hệ thống theo năm", "Mỗi năm chỉ đạo nói tới hệ thống nào của chính quyền điện tử?"),
    "strength": (
        strength,
        "Mức độ theo năm",
        "Qua các năm, bao nhiêu phần là giao, yêu cầu, bao nhiêu phần chỉ là đề nghị, mong muốn?",
    ),
    "documents": (
        documents,
        "Văn bản theo nguồn và thời gian",
        "Nguồn nào có văn bản của tháng nào, năm nào; nguồn nào đã im?",
    ),
}
