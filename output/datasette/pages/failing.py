"""What a visitor meets where a page can't be given: one sentence, in Vietnamese, with the status that it deserves."""

from __future__ import annotations

import sqlite3
import traceback
from typing import Any

from datasette import Response
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError

from output.datasette.pages._page import page

_TITLES = {
    400: "Không hiểu được địa chỉ này",
    403: "Không được phép",
    404: "Không có trang này",
    500: "Trang này bị lỗi",
}


async def failed(datasette: Any, request: Any, exception: Exception) -> Response:
    """The answer to a request that raised `exception`: JSON where JSON was asked for, else a page.

    What Datasette refuses (`DatasetteError`, 500 unless it says otherwise) and what SQLite won't bind is the asker's
    error, 400. An error of ours is 500 and its trace goes to the log.
    """
    message = str(exception.args[0]) if exception.args else ""
    if isinstance(exception, Base400):
        status = exception.status
    elif isinstance(exception, DatasetteError):
        status, message = 400 if exception.status >= 500 else exception.status, str(exception.message)
    elif isinstance(exception, sqlite3.ProgrammingError) and "null character" in message:
        status = 400
    else:
        status = 500
        traceback.print_exception(exception)
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": message, "status": status, "title": None}, status=status)
    what = _TITLES.get(status, _TITLES[500])
    return await page(datasette, request, "missing.html", {"what": what, "hint": message}, status=status)
