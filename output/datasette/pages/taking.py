"""/-/ledger.csv, .json, .jsonl: the filtered ledger to take away, as it is filtered on the page."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

from datasette.utils.asgi import AsgiStream

from output import asking
from output.datasette.pages._page import Link, page, read, store, today
from output.datasette.pages.ledger import asked_of, entries
from output.exports.formulas import defused

# Directives of one download; more of them by `chidao export`.
MOST = 50_000
_STEP = 500
_COLUMNS = (
    *("directive", "issuer", "addressees", "coordinating", "action", "deadline", "deadline_text", "due", "state"),
    *("strength", "evidence", "title", "number", "kind", "dated", "source", "address", "page"),
)
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "jsonl": "application/x-ndjson; charset=utf-8",
}


async def ledger_download(request: Any, datasette: Any) -> Any:
    """The directives that the address's parameters choose, newest first, in the format that its ending names."""
    form = request.url_vars["form"]
    asked, wrong = asked_of(request.args)
    if wrong:
        return await page(datasette, request, "missing.html", {"what": "; ".join(wrong), "hint": ""}, status=400)
    now, link = today(), Link(datasette)
    base = f"{request.scheme}://{request.host}"
    database = store(datasette)

    def chosen(db: sqlite3.Connection) -> list[int]:
        return asking.directives(db, asked, now, size=MOST).numbers

    numbers = await read(database, chosen)
    row_as = _writer(form)

    async def send(out: Any) -> None:
        await out.write(_head(form))
        for at in range(0, len(numbers), _STEP):
            step = numbers[at : at + _STEP]
            found = await read(database, lambda db, step=step: entries(db, step, now))  # type: ignore[misc]
            await out.write("".join(row_as(_row(e, base, link), at + n == 0) for n, e in enumerate(found)))
        await out.write("\n]\n" if form == "json" else "")

    headers = {"content-disposition": f'attachment; filename="chi-dao.{form}"', "x-content-type-options": "nosniff"}
    return AsgiStream(send, headers=headers, content_type=_MEDIA[form])


def _row(entry: Mapping[str, Any], base: str, link: Link) -> dict[str, Any]:
    names = {k: [p["name"] for p in entry[k]] for k in ("addressees", "coordinating")}
    return {
        "directive": entry["id"],
        "issuer": entry["said_by"],
        **names,
        **{
            c: entry[c]
            for c in ("action", "deadline", "deadline_text", "due", "state", "strength", "evidence", "title")
        },
        "number": entry["document_number"],
        **{c: entry[c] for c in ("kind", "dated", "source", "address")},
        "page": base + link.directive(entry["id"]),
    }


def _head(form: str) -> str:
    # The mark at the beginning tells spreadsheets that the file is UTF-8.
    return "\ufeff" + _csv(_COLUMNS) if form == "csv" else "[\n" if form == "json" else ""


def _writer(form: str) -> Callable[[dict[str, Any], bool], str]:
    if form == "csv":
        return lambda row, first: _csv([defused(_cell(row[c])) for c in _COLUMNS])
    if form == "jsonl":
        return lambda row, first: json.dumps(row, ensure_ascii=False) + "\n"
    return lambda row, first: ("" if first else ",\n") + json.dumps(row, ensure_ascii=False)


def _cell(value: Any) -> str:
    return "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def _csv(cells: Any) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerow(cells)
    return out.getvalue()
