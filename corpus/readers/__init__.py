"""From published bytes to a `Document`: plain text, HTML, PDF, Word (docx, doc, rtf), OpenDocument, scanned pages."""

from __future__ import annotations

import re
from pathlib import Path

from corpus.document import Document, Mark, Repair, document
from corpus.legacy import mended, moved
from corpus.readers._errors import Pretence, ReadError
from corpus.readers._formats import MOST_BYTES, gunzipped, page_of, told
from corpus.readers._rules import PageRules

__all__ = ["MOST_BYTES", "PageRules", "Pretence", "ReadError", "looks_vietnamese", "read_bytes", "read_file"]

_VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]")


def read_bytes(
    data: bytes,
    *,
    source: str = "",
    address: str = "",
    media: str | None = None,
    raw: str = "",
    fetched: str | None = None,
    rules: PageRules | None = None,
) -> Document:
    """The document in `data`. Its format is told by the content first, then by `media` ("txt", "html", "docx", "pdf" or
    a MIME type) and the ending of `address`; `rules` are a portal's selectors for its pages. What is packed with gzip is
    unpacked; for ZIP archives see `corpus.readers.bundle.unpack`. Text in legacy fonts is mended. `media` of the document
    is "txt", "html", "pdf", "docx", "doc", "odt", "rtf" or "image".

    Raises ReadError, whose message says what is wrong and what to do, for empty, damaged, encrypted, binary or too large
    data, and Pretence for a page that only turns crawlers away.
    """
    _check_size(data)
    kind = told(data, media, address)
    if kind == "gzip":
        data, address_within = gunzipped(data), re.sub(r"(?i)\.gz$", "", address)
        _check_size(data)
        kind = told(data, None, address_within)
        if kind == "gzip":
            raise ReadError("it is packed with gzip twice; unpack it")
    if kind == "mhtml":
        data, kind = page_of(data), "html"
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    mended_page: Repair | None = None
    if kind == "zip":
        raise ReadError("it is a ZIP archive and no single document; unpack it and read its members")
    if kind == "html":
        from corpus.readers.html import read as read_html

        page = read_html(data, rules)
        text, marks, notes, files, mended_page = page.text, page.marks, page.notes, page.files, page.repair
    elif kind == "pdf":
        from corpus.readers.pdf import read as read_pdf

        text, notes = read_pdf(data)
    elif kind == "docx":
        from corpus.readers.docx import read as read_docx

        text, notes = read_docx(data)
    elif kind == "doc":
        from corpus.readers.doc import read as read_doc

        text, notes = read_doc(data)
    elif kind == "odt":
        from corpus.readers.odt import read as read_odt

        text = read_odt(data)
    elif kind == "rtf":
        from corpus.readers.rtf import read as read_rtf

        text = read_rtf(data)
    elif kind == "image":
        from corpus.readers.scan import read as read_scan

        text, notes = read_scan(data)
    else:
        from corpus.readers.text import read as read_text

        text = read_text(data)
    text, repair, repaired = mended(text)
    made = document(
        text,
        source=source,
        address=address,
        media=kind,
        raw=raw,
        fetched=fetched,
        marks=(Mark(m.kind, moved(m.start, repair), moved(m.end, repair)) for m in marks),
        notes=(*notes, *repaired),
        files=files,
        repair=repair or mended_page,
    )
    if not made.text.strip():
        raise ReadError("there are no words in it; if it holds pictures of pages, save it as PDF")
    return made


def _check_size(data: bytes) -> None:
    if not data.strip(b"\x00 \t\r\n"):
        raise ReadError("the file is empty: nothing to read; fetch or export it again")
    if len(data) > MOST_BYTES:
        raise ReadError(
            f"{len(data) // 2**20} MB is more than the {MOST_BYTES // 2**20} MB that are read; split the file"
        )


def read_file(path: Path, *, source: str = "", address: str | None = None) -> Document:
    """The document in the file at `path`. Raises ReadError, and OSError if the file cannot be opened."""
    return read_bytes(path.read_bytes(), source=source, address=address if address is not None else str(path))


def looks_vietnamese(text: str) -> bool:
    """Do Vietnamese letters make up the share of `text` that they do in any Vietnamese text (about a fifth)?"""
    sample = text[:20000]
    letters = sum(c.isalpha() for c in sample)
    return letters > 0 and len(_VIETNAMESE.findall(sample)) > 0.04 * letters
