"""/-/calendar/<unit>.ics and /-/feed/<unit>.atom: what concerns a unit, or (without one) everything, for other programs.

A calendar holds what is still to be done and what fell due within the last months; a feed the directives of the newest
documents. Both keep the ids of their entries, so that a program that asks again moves an entry instead of doubling it.
"""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import Any
from urllib.parse import quote, unquote

from datasette import Response

from output.datasette.pages._page import missing, read, store, today
from output.entities import key
from output.exports import atom, ics, telling
from output.exports.choosing import Chosen, Order

# Entries of one file: programs ask for it again and again.
_MOST = 1_000
# Days that something overdue stays in a calendar.
_KEPT = 180


async def calendar_page(request: Any, datasette: Any) -> Response:
    """Deadlines as an iCalendar file."""
    unit = key(unquote(request.url_vars["key"] or ""))
    first = (today() - timedelta(days=_KEPT)).isoformat()

    def collect(db: sqlite3.Connection) -> bytes | None:
        if unit and not _known(db, unit):
            return None
        told = telling.due(db, Chosen(unit=unit), _MOST, first)
        return b"".join(ics.calendar(told, base=_base(request), name=ics.name_of(db, unit)))

    made = await read(store(datasette), collect)
    return await _file(request, datasette, made, "text/calendar; charset=utf-8", f"han-{unit or 'tat-ca'}.ics")


async def feed_page(request: Any, datasette: Any) -> Response:
    """Directives of the newest documents as an Atom feed."""
    unit = key(unquote(request.url_vars["key"] or ""))
    base = _base(request)

    def collect(db: sqlite3.Connection) -> bytes | None:
        if unit and not _known(db, unit):
            return None
        order = Order(Chosen(unit=unit), base=base, limit=_MOST)
        return b"".join(atom.parts(db, order, address=f"{base}{request.path}"))

    made = await read(store(datasette), collect)
    return await _file(request, datasette, made, "application/atom+xml; charset=utf-8", "")


def _known(db: sqlite3.Connection, unit: str) -> bool:
    asked = "select 1 from appearances where key = :k union all select 1 from parties where key = :k limit 1"
    return db.execute(asked, {"k": unit}).fetchone() is not None


def _base(request: Any) -> str:
    return f"{request.scheme}://{request.host}"


async def _file(request: Any, datasette: Any, made: bytes | None, media: str, name: str) -> Response:
    if made is None:
        return await missing(datasette, request, "Không có đơn vị này", "Mở trang của đơn vị để lấy đúng địa chỉ.")
    headers = {"x-content-type-options": "nosniff", "content-security-policy": "default-src 'none'; sandbox"}
    if name:
        headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(made, headers=headers, content_type=media)
