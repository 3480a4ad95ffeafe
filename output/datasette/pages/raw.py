"""/-/raw/<id>: the bytes as they were published; /-/text/<id>.txt: the text in which every offset counts.

Bytes from outside are never shown by the browser under this site's name: they are a download that nothing can run in.
"""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

from datasette import Response

from corpus.archive import Archive, archive_folder
from corpus.readers import ReadError
from corpus.readers._formats import image_format, told
from output.datasette.pages._page import missing, read, rows, store
from output.datasette.pages.changes import version_asked

_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
# What the bytes are → MIME type and ending of the file's name.
_MEDIA = {
    "html": ("text/html", "html"),
    "mhtml": ("multipart/related", "mhtml"),
    "txt": ("text/plain", "txt"),
    "pdf": ("application/pdf", "pdf"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "doc": ("application/msword", "doc"),
    "odt": ("application/vnd.oasis.opendocument.text", "odt"),
    "rtf": ("application/rtf", "rtf"),
    "zip": ("application/zip", "zip"),
    "gzip": ("application/gzip", "gz"),
    "JPEG": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "TIFF": ("image/tiff", "tif"),
}
_UNKNOWN = ("application/octet-stream", "bin")


def media_of(data: bytes, address: str = "") -> tuple[str, str]:
    """The MIME type of `data` and the ending of a name for it, by its content; `address` counts where that is open."""
    try:
        kind = told(data, None, address)
    except ReadError:
        return _UNKNOWN
    return _MEDIA.get((image_format(data) or "") if kind == "image" else kind, _UNKNOWN)


async def raw_page(request: Any, datasette: Any) -> Response:
    """The archived bytes of a document, or with `ban` of one of its versions."""
    database, key, wanted = store(datasette), request.url_vars["id"], version_asked(request.args)

    def collect(db: sqlite3.Connection) -> tuple[dict[str, Any] | None, bytes | Exception | None]:
        found = _row(db, key, wanted, "raw")
        if found is None or not found["raw"] or not database.path:
            return found, None
        if not re.fullmatch(r"[0-9a-f]{64}", found["raw"]):
            return found, KeyError(found["raw"])
        try:
            return found, Archive(archive_folder(Path(database.path))).get(found["raw"])
        except (KeyError, OSError) as error:
            return found, error

    found, data = await read(database, collect)
    if found is None:
        return await _no_document(datasette, request, key)
    if not isinstance(data, bytes):
        damaged = isinstance(data, OSError)
        return await missing(
            datasette,
            request,
            "Bản gốc lưu trữ bị hỏng" if damaged else "Không có bản gốc lưu trữ",
            "Các byte trong kho lưu trữ không còn khớp với mã của chúng; hãy thu thập lại nguồn này."
            if damaged
            else "Kho lưu trữ đi cùng sổ này không giữ các byte đã tải về của văn bản; phần chữ vẫn còn ở trang văn bản.",
        )
    media, ending = media_of(data, found["address"])
    return _download(data, media, f"{_name(key, wanted)}.{ending}", "attachment")


async def text_page(request: Any, datasette: Any) -> Response:
    """The canonical text of a document, or with `ban` of one of its versions, as UTF-8."""
    key, wanted = request.url_vars["id"], version_asked(request.args)
    found = await read(store(datasette), lambda db: _row(db, key, wanted, "text"))
    if found is None:
        return await _no_document(datasette, request, key)
    data = (found["text"] or "").encode()
    return _download(data, "text/plain; charset=utf-8", f"{_name(key, wanted)}.txt", "inline")


def _row(db: sqlite3.Connection, key: str, version: int | None, column: str) -> dict[str, Any] | None:
    if version is None:
        return next(iter(rows(db, f"select address, {column} from documents where id = ?", [key])), None)
    sql = f"select o.address, v.{column} from versions v join documents o on o.id = v.document where o.id = ? and v.version = ?"
    return next(iter(rows(db, sql, [key, version])), None)


async def _no_document(datasette: Any, request: Any, key: str) -> Response:
    return await missing(datasette, request, "Không có văn bản này", f"Trong sổ không có văn bản mang mã “{key}”.")


def _name(key: str, version: int | None) -> str:
    plain = re.sub(r"[^0-9A-Za-z-]", "", key)
    return f"chidao-{plain}" if version is None else f"chidao-{plain}-ban-{version}"


def _download(data: bytes, media: str, name: str, how: str) -> Response:
    headers = {
        "content-disposition": f'{how}; filename="{name}"',
        "x-content-type-options": "nosniff",
        "content-security-policy": _POLICY,
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
    }
    return Response(data, headers=headers, content_type=media)
