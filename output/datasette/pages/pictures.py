"""/-/pictures and /-/picture/<name>: what is in the ledger at a glance, with the table behind each picture.

The page holds the figure as data; the browser draws it with Plotly's own script, which comes out of the installed package.
Without scripts the table stands there all the same.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sqlite3
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import plotly  # type: ignore[import-untyped]
from datasette import Response
from markupsafe import Markup

from output.datasette.pages._page import POLICY, Link, missing, page, read, store, today
from output.datasette.pages.ledger import asked_of, choices, parameters
from output.exports.formulas import defused
from output.pictures import PICTURES, Asking, Picture

# Plotly writes style sheets and style attributes of its own; to save a picture it makes an image out of its own drawing.
# Scripts are as strict as on every page.
_POLICY = POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'").replace(
    "img-src 'self' data:", "img-src 'self' data: blob:"
)
# What the page's form asks itself; anything else that an address asks stays asked.
_FIELDS = ("nguon", "loai", "don_vi", "nguoi_giao", "muc_do", "he_thong", "tu_ngay", "den_ngay")
# What of it narrows documents.
_OF_DOCUMENTS = ("q", "nguon", "loai", "tu_ngay", "den_ngay")


async def pictures_page(request: Any, datasette: Any) -> Response:
    """All pictures, each by the question that it answers."""
    listed = [(name, title, question) for name, (_, title, question) in PICTURES.items()]
    return await page(datasette, request, "pictures.html", {"listed": listed})


async def picture_page(request: Any, datasette: Any) -> Response:
    """One picture with its table; the table alone as `.csv` or `.json`."""
    name, form = request.url_vars["name"], request.url_vars["form"]
    if name not in PICTURES:
        return await missing(datasette, request, f"Không có hình “{name}”", "Xem danh sách ở trang Hình.")
    asked, wrong = asked_of(request.args)
    chosen = parameters(asked)
    calendar, merged = request.args.get("lich") or "", request.args.get("tinh") == "nay"
    asking = Asking(
        asked,
        today(),
        lambda **own: Link(datasette).ledger(**{**chosen, **own}),
        lambda **own: Link(datasette).search(**{**{n: v for n, v in chosen.items() if n in _OF_DOCUMENTS}, **own}),
        Link(datasette).party,
        calendar if re.fullmatch(r"[12]\d{3}", calendar) else "",
        merged,
    )

    def collect(db: sqlite3.Connection) -> dict[str, Any]:
        return {
            "picture": PICTURES[name][0](db, asking),
            "choices": {} if form else choices(db),
            "years": [] if form else _years(db, "dated"),
            "calendars": _years(db, "due") if name == "deadlines" and not form else [],
        }

    context = await read(store(datasette), collect)
    picture: Picture = context["picture"]
    extra = {"lich": asking.calendar, "tinh": "nay" if merged else ""}
    if form == ".csv":
        return _file(_csv(picture), "text/csv; charset=utf-8", f"chidao-{name}.csv")
    if form == ".json":
        return _file(
            _json(name, picture, {**chosen, **extra}), "application/json; charset=utf-8", f"chidao-{name}.json"
        )
    year = asked.since if asked.until == f"{asked.since}-12-31" else ""
    return await page(
        datasette,
        request,
        "picture.html",
        {
            **context,
            "name": name,
            "question": PICTURES[name][2],
            "listed": [(n, t, q) for n, (_, t, q) in PICTURES.items()],
            "hidden": [(n, v) for n, v in chosen.items() if n not in _FIELDS],
            "asked": asked,
            "wrong": wrong,
            "year": year,
            "calendar": asking.calendar,
            "merged": merged,
            "figure": _in_page(picture.figure) if picture.figure else None,
            "script": Link(datasette).here(f"/-/plotly-{plotly.__version__}.js"),
            "most": max((r[picture.bar].value for r in picture.rows), default=1) if picture.bar is not None else 1,
            "files": {f: _address(datasette, f"/-/picture/{name}.{f}", {**chosen, **extra}) for f in ("csv", "json")},
        },
        policy=_POLICY,
    )


async def plotly_script(request: Any) -> Response:
    """Plotly's script as the installed package has it, under an address that changes with its version."""
    if request.url_vars["version"] != plotly.__version__:
        return Response.text("Không có phiên bản này.", status=404)
    headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
    packed = "gzip" in (request.headers.get("accept-encoding") or "")
    if packed:
        headers["content-encoding"] = "gzip"
    body = _packed() if packed else _script()
    return Response(body, headers=headers, content_type="text/javascript; charset=utf-8")


def _script() -> bytes:
    return (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()


@cache
def _packed() -> bytes:
    """A third of its size."""
    return gzip.compress(_script(), 6, mtime=0)


def _years(db: sqlite3.Connection, column: str) -> list[str]:
    """The years in which anything of the ledger is dated or due, the latest first: a step along the index each."""
    found: list[str] = []
    at = "1"
    while len(found) < 200:
        row = db.execute(f"select min({column}) from ledger where {column} >= ?", [at]).fetchone()
        year = (row[0] or "")[:4]
        if not re.fullmatch(r"[12]\d{3}", year):
            break
        found.append(year)
        at = str(int(year) + 1)
    return found[::-1]


def _address(datasette: Any, path: str, asked: dict[str, str]) -> str:
    filled = {k: v for k, v in asked.items() if v}
    return Link(datasette).here(path) + (f"?{urlencode(filled)}" if filled else "")


def _in_page(figure: str) -> Markup:
    """JSON as it may stand in a `script` element: nothing in it can end the element or begin another."""
    return Markup(figure.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def _csv(picture: Picture) -> str:
    """The table for spreadsheets, which need a byte order mark to take it as UTF-8."""
    file = io.StringIO()
    out = csv.writer(file)
    out.writerow(picture.columns)
    for row in picture.rows:
        out.writerow(defused(c.value) if isinstance(c.value, str) else c.value for c in row)
    return "\ufeff" + file.getvalue()


def _json(name: str, picture: Picture, asked: dict[str, str]) -> str:
    said = {
        "picture": name,
        "title": picture.title,
        "asked": {k: v for k, v in asked.items() if v},
        "seen": picture.seen,
        "notes": picture.notes,
        "columns": picture.columns,
        "rows": [[c.value for c in row] for row in picture.rows],
    }
    return json.dumps(said, ensure_ascii=False, indent=1)


def _file(text: str, content_type: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "content-security-policy": POLICY}
    return Response(text, headers=headers, content_type=content_type)
