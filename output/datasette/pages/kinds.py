"""The kinds of findings as a reader meets them: their names, what one of them says, who found it, where it leads."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping
from typing import Any, NamedTuple

from output.datasette.pages._page import Link, day
from output.entities import key
from output.questions import TITLES, VALUES

Row = Mapping[str, Any]


class Kind(NamedTuple):
    """A table of findings, its name and the class of its marks."""

    table: str
    label: str
    css: str


# In the order of the page; a table that an extractor has added stands behind them under its own name.
_KNOWN = ("directives", "officials", "units", "dates", "citations", "systems", "figures", "meetings")
# Their whole entries are marked, of the others each place where one is named.
WHOLE = ("directives", "meetings")
_COLUMNS = {"id", "document", "start", "end", "quote", "spans", "by"}
# Classes that the style sheet has for kinds that it has not been told of.
_OTHERS = 3

# The rule or model that found it, in words: the whole name, else the part before the point or colon.
_BY = {
    "directives.clauses": "mô hình câu chỉ đạo",
    "officials.tagger": "mô hình gán nhãn tên người",
    "officials.rule": "quy tắc: tên đứng sau chức danh",
    "units.tagger": "mô hình gán nhãn tên đơn vị",
    "units.letterhead": "quy tắc: tên cơ quan ở đầu văn bản",
    "units.department": "quy tắc: tên sở, phòng, ban",
    "units.body": "quy tắc: tên cơ quan ghi đầy đủ",
    "units.committee": "quy tắc: tên ủy ban",
    "units.council": "quy tắc: tên hội đồng",
    "units": "quy tắc tên đơn vị",
    "dates.head": "quy tắc: ngày ở đầu văn bản hay dòng đăng tin",
    "dates": "quy tắc về thời gian",
    "references.number": "quy tắc: số, ký hiệu văn bản",
    "references.law": "quy tắc: tên luật",
    "references": "quy tắc viện dẫn",
    "figures": "quy tắc về số liệu",
    "meetings": "quy tắc: câu mở đầu cuộc họp",
    "systems.lexicon": "danh mục tên gọi các hệ thống",
    "correction": "người sửa tay",
}
_ROLES = {
    "chair": "chủ trì",
    "delegation_head": "trưởng đoàn",
    "speaker": "phát biểu",
    "attendee": "dự",
    "signer": "ký",
}


def found_by(by: str | None) -> str:
    """The rule or model `by` in Vietnamese words; its own name where there are none."""
    return _BY.get(by or "") or _BY.get(re.split("[.:]", by or "")[0]) or by or ""


def kinds_of(db: sqlite3.Connection) -> list[Kind]:
    """Every table of findings that the store has."""
    # Of the many other tables only those are looked into whose definition has the word.
    listed = (
        "select name from sqlite_master where type = 'table' and sql like '%spans%' and sql not like 'create virtual%'"
    )
    tables = {t for (t,) in db.execute(listed).fetchall() if _columns(db, t) >= _COLUMNS}
    others = sorted(tables - set(_KNOWN))
    return [
        *(Kind(t, TITLES[t], f"m-{t}") for t in _KNOWN if t in tables),
        *(Kind(t, t, f"m-other{n % _OTHERS}") for n, t in enumerate(others)),
    ]


def _columns(db: sqlite3.Connection, table: str) -> set[str]:
    return {name for (name,) in db.execute("select name from pragma_table_info(?)", [table])}


def value(table: str, row: Row) -> str:
    """What a row of `table` says, in words."""
    said: str | None
    if table == "officials":
        office = "; ".join(items(row["titles"]))
        roles = ", ".join(_ROLES.get(r, r) for r in items(row["roles"]))
        said = f"{row['name']}{f', {office}' if office else ''}{f' ({roles})' if roles else ''}"
    elif table == "directives":
        said = row["action"]
    elif table == "units":
        said = row["full"]
    elif table == "dates":
        said = when(row["value"])
    elif table == "citations":
        said = " ".join(filter(None, (row["type"], row["number"], row["date"] and f"ngày {when(row['date'])}")))
    elif table == "systems":
        said = VALUES["system"].get(row["code"], row["code"])
    elif table == "figures":
        said = row["text"]
    elif table == "meetings":
        said = " – ".join(filter(None, (row["about"], row["place"], row["date"] and when(row["date"]))))
    else:
        said = ""
    return " ".join(str(said or row["quote"] or "").split())


def when(iso: str | None) -> str:
    """A time in one of the ISO forms of the tables as it is written in Vietnam: 2025-Q2, 2025-06, a span, -06-30."""
    return "–".join(map(_when, (iso or "").split("/")))


def _when(iso: str) -> str:
    if m := re.fullmatch(r"(\d{4})-Q([1-4])", iso):
        return f"quý {m[2]}/{m[1]}"
    if m := re.fullmatch(r"-{1,2}(\d\d)-(\d\d)", iso):
        return f"{m[2]}/{m[1]}"
    return day(iso) if re.fullmatch(r"\d{4}(-\d\d){0,2}", iso) else iso


def leads_to(link: Link, table: str, row: Row, persons: Mapping[str, str]) -> str | None:
    """The page about what a row names, if there is such a page; `persons` has the keys of officials by their rows."""
    if table == "directives":
        return link.directive(row["id"])
    if table == "officials" and row["id"] in persons:
        return link.official(persons[row["id"]])
    if table == "units" and key(row["full"] or ""):
        return link.unit(key(row["full"]))
    if table == "systems" and row["code"] in VALUES["system"]:
        return link.system(row["code"])
    return None


def items(cell: str | None) -> list[str]:
    """The texts of a cell that holds a JSON list."""
    return [str(x) for x in json.loads(cell or "[]")]


def places(row: Row) -> list[tuple[str, int, int]]:
    """Every place that a row names: field, start, end."""
    return [(str(field), int(a), int(b)) for field, a, b in json.loads(row["spans"] or "[]")]
