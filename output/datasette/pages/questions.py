"""/-/questions: all questions with their boxes; and what Datasette's page of one question shows beside the answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from datasette import Response
from datasette.database import QueryInterrupted

from output import days
from output.canned import QUESTIONS, Question
from output.datasette.pages._cells import cell
from output.datasette.pages._page import page, store
from output.questions import PARAMETERS

# Rows of an example's answer that are shown.
_SHOWN = 10
# Milliseconds that an example may take: it is shown unasked.
_PATIENCE = 1_500
_TOO_LONG = "Ví dụ này mất quá nhiều thời gian: hãy hỏi hẹp hơn."


class Box(NamedTuple):
    """A box of a question's form."""

    name: str
    label: str
    hint: str
    kind: str
    choices: tuple[tuple[str, str], ...]
    nothing: str
    value: str


class Shown(NamedTuple):
    """An example: where it is asked, its values in words, and the first rows of its answer as cells."""

    address: str
    values: list[tuple[str, str]]
    columns: list[str]
    rows: list[list[Any]]


def boxes(question: Question, args: Mapping[str, str]) -> list[Box]:
    """The boxes of a question, filled with what an address gives."""
    found = []
    for name in question.parameters:
        p = PARAMETERS[name]
        value = (args.get(name) or "").strip()
        if p.kind == "date" and value and (span := days.span(value)):
            value = span[0] if name != "den_ngay" else span[1]  # as a browser's box for days needs it
        found.append(Box(name, p.label, p.example, p.kind, p.choices, p.nothing, value))
    return found


def wrong(question: Question, args: Mapping[str, str]) -> list[str]:
    """What of an address's parameters can't be understood, in Vietnamese."""
    found = []
    for name in question.parameters:
        p, value = PARAMETERS[name], (args.get(name) or "").strip()[:100]
        if p.kind == "date" and days.span(value) is None:
            found.append(
                f"“{value}” ở ô “{p.label}” không phải là ngày: viết như 30/6/2025, 2025-06-30, 6/2025 hoặc 2025."
            )
        if p.kind == "choice" and value and value not in dict(p.choices):
            found.append(f"“{value}” ở ô “{p.label}” không có trong các lựa chọn.")
    return found


async def asked(datasette: Any, request: Any, database: str, name: str) -> dict[str, Any]:
    """What the page of the question `name` needs: its boxes, what was typed wrongly, and, if nothing was asked, the example."""
    question = QUESTIONS.get(name)
    if not question:
        return {"question": None}
    args = request.args
    nothing = bool(question.parameters) and not any(p in args for p in question.parameters)
    shown = await example(datasette, datasette.get_database(database), name) if question.example else None
    return {
        "question": question,
        "boxes": boxes(question, args),
        "wrong": wrong(question, args),
        "nothing": nothing,
        "example": shown if nothing or not shown else shown._replace(rows=[]),
        "too_long": _TOO_LONG,
    }


async def example(datasette: Any, database: Any, name: str) -> Shown | None:
    """The example of a question on this store, with the first rows of its answer; None where the store has none."""
    question = QUESTIONS[name]
    try:
        found = (await database.execute(question.example, custom_time_limit=_PATIENCE)).rows
        given = {k: found[0][k] for k in found[0].keys()} if found else {}  # noqa: SIM118, rows of SQLite
        values = {p: str(given.get(p) or "") for p in question.parameters}
        if not any(values.values()):
            return None
        answer = await database.execute(question.sql, values, custom_time_limit=_PATIENCE, log_sql_errors=False)
    except (QueryInterrupted, sqlite3.OperationalError):
        return Shown("", [], [], [])
    columns = [d[0] for d in answer.description]
    rows = [[_shown(r[c], c, r, datasette) for c in columns] for r in answer.rows[:_SHOWN]]
    address = datasette.urls.query(database.name, name) + "?" + _encoded(values)
    return Shown(address, _words(values), columns, rows)


def _shown(value: Any, column: str, row: Any, datasette: Any) -> Any:
    found = cell(value, column, row, None, datasette)
    return found if found is not None else "" if value is None else value


def _words(values: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(PARAMETERS[p].label, dict(PARAMETERS[p].choices).get(v, v)) for p, v in values.items() if v]


def _encoded(values: Mapping[str, str]) -> str:
    return urlencode({p: v for p, v in values.items() if v})


async def questions_page(request: Any, datasette: Any) -> Response:
    """All questions in their groups, each with what its answer means and its boxes."""
    database = store(datasette)
    groups: dict[str, list[dict[str, Any]]] = {}
    for name, question in QUESTIONS.items():
        address = datasette.urls.query(database.name, name) if database else ""
        groups.setdefault(question.group, []).append(
            {"name": name, "question": question, "boxes": boxes(question, {}), "address": address}
        )
    context = {"asked_groups": groups, "count": len(QUESTIONS)}
    return await page(datasette, request, "questions.html", context)
