"""/-/help: what every page, mark, table and column means, how to search, to cite and to take away, and where the limits are."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from datasette import Response

from corpus.reasons import REASONS
from output.datasette.pages._page import page, read, store
from output.dictionary import VIEWS, tables
from output.help_words import said
from output.questions import TITLES, VALUES
from output.quiet import AT_LEAST, PATIENCE, TOO_FEW

_README = Path(__file__).parents[3] / "README.md"
# The rows of the README's table of scores, in Vietnamese; others stay as they are.
_SCORED = {
    "headline (mean of twelve)": "chung (trung bình mười hai mục)",
    "document header": "phần đầu văn bản",
    "officials: names": "người: họ tên",
    "officials: titles": "người: chức vụ",
    "officials: roles": "người: vai trò",
    "units: agencies": "đơn vị: cơ quan, tổ chức",
    "units: areas": "đơn vị: địa bàn",
    "dates": "thời gian",
    "directives: found": "chỉ đạo: tìm thấy",
    "directives: whole (with issuer and all addressees)": "chỉ đạo: đúng cả người giao và mọi nơi nhận",
    "references": "văn bản viện dẫn",
    "systems": "hệ thống",
    "figures": "số liệu",
    "meetings: found": "cuộc họp: tìm thấy",
    "meetings: chair": "cuộc họp: người chủ trì",
    "own texts, cross-validated": "văn bản tự viết, chấm chéo",
    "real documents": "văn bản thật",
    "own texts, learned from": "văn bản tự viết, đã học",
}


class Described(NamedTuple):
    """A table or view: its name, a title if it has one, what it is, and its columns; each text with its language."""

    name: str
    title: str
    about: tuple[str, str]
    columns: list[tuple[str, tuple[str, str]]]


async def help_page(request: Any, datasette: Any) -> Response:
    """The whole of the help, on one page that can be searched and printed."""
    database = store(datasette)
    there = await read(database, _names) if database else None
    listed, views = described(datasette, database.name if database else "", there)
    context = {
        "described_tables": listed,
        "described_views": views,
        "reasons": [(word, said(english)) for word, english in REASONS.items()],
        "scores": scores(),
        "silence": {"patience": PATIENCE, "at_least": AT_LEAST, "too_few": TOO_FEW},
        "database_address": datasette.urls.database(database.name) if database else "",
        "kinds": VALUES["kind"],
    }
    return await page(datasette, request, "help.html", context)


def _names(db: Any) -> set[str]:
    return {r[0] for r in db.execute("select name from sqlite_master where type in ('table', 'view')")}


def described(datasette: Any, database: str, there: set[str] | None) -> tuple[list[Described], list[Described]]:
    """Tables and views as the data dictionary describes them, those of extractors by Datasette's metadata; only those `there`."""
    metadata = datasette.metadata(database=database) or {} if database else {}
    told = {n: (m["description"], m["columns"]) for n, m in metadata.get("tables", {}).items() if m.get("columns")}
    # Tables that Datasette hides have no description there.
    told = {**told, **{n: t for n, t in tables(()).items() if n not in told}}
    found = [
        Described(name, TITLES.get(name, ""), said(about), [(c, said(text)) for c, text in columns.items()])
        for name, (about, columns) in told.items()
        if there is None or name in there
    ]
    return [d for d in found if d.name not in VIEWS], [d for d in found if d.name in VIEWS]


@cache
def scores() -> list[list[str]]:
    """The README's table of scores, head first, in Vietnamese; empty where there is no README."""
    text = _README.read_text(encoding="utf-8") if _README.is_file() else ""
    block = re.search(r"<!-- scores:.*?-->\n(.*?)\n<!-- end of scores -->", text, re.S)
    lines = [line for line in block[1].splitlines() if not line.startswith("|---")] if block else []
    cells = [[c.strip() for c in line.strip("|").split("|")] for line in lines]
    return [[_SCORED.get(c, c.replace(".", ",") if re.fullmatch(r"[01]\.\d+", c) else c) for c in row] for row in cells]
