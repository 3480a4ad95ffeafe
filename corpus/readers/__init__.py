"""From published bytes to a `Document`: plain text, HTML, DOCX, and PDF with a text layer."""

from __future__ import annotations

import re
from pathlib import Path

from corpus.document import Document, document
from corpus.readers._errors import Pretence, ReadError
from corpus.readers._rules import PageRules

__all__ = ["Pretence", "PageRules", "ReadError", "looks_vietnamese", "read_bytes", "read_file"]

# Above this a file is no notice or news page; reading stays linear up to it.
MOST_BYTES = 50 * 1024 * 1024

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
    a MIME type) and the ending of `address`; `rules` are a portal's selectors for its pages.

    Raises ReadError, whose message says what is wrong and what to do, for empty, damaged, encrypted, binary or too large
    data, and Pretence for a page that only turns crawlers away.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise ReadError("the file is empty: nothing to read; fetch or export it again")
    if len(data) > MOST_BYTES:
        raise ReadError(
            f"{len(data) // 2**20} MB is more than the {MOST_BYTES // 2**20} MB that are read; split the file"
        )
    kind = _format(data, media, address)
    marks: tuple[object, ...] = ()
    if kind == "pdf":
        from corpus.readers.pdf import read as read_pdf

        text = read_pdf(data)
    elif kind == "docx":
        from corpus.readers.docx import read as read_docx

        text = read_docx(data)
    elif kind == "html":
        from corpus.readers.html import read as read_html

        text, marks = read_html(data, rules)
    else:
        from corpus.readers.text import read as read_text

        text = read_text(data)
    made = document(text, source=source, address=address, media=kind, raw=raw, fetched=fetched, marks=marks)  # type: ignore[arg-type]
    if not made.text.strip():
        raise ReadError("there are no words in it; if it is a scan, run text recognition on it first")
    return made


def read_file(path: Path, *, source: str = "", address: str | None = None) -> Document:
    """The document in the file at `path`. Raises ReadError, and OSError if the file cannot be opened."""
    return read_bytes(path.read_bytes(), source=source, address=address if address is not None else str(path))


def looks_vietnamese(text: str) -> bool:
    """Do Vietnamese letters make up the share of `text` that they do in any Vietnamese text (about a fifth)?"""
    sample = text[:20000]
    letters = sum(c.isalpha() for c in sample)
    return letters > 0 and len(_VIETNAMESE.findall(sample)) > 0.04 * letters


def _format(data: bytes, media: str | None, address: str) -> str:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        if b"word/" in data:
            return "docx"
        raise ReadError("it is a ZIP archive without a Word document in it; unpack it, or export the document as docx")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReadError("it is an old binary Office file (.doc); save it as docx or pdf and read that")
    if re.match(rb"(?is)<(?:!doctype html|html|head|body|\?xml[^>]*>\s*<(?:!doctype )?html|!--)", head):
        return "html"
    name = f"{media or ''} {address}".lower()
    if re.search(r"html?\b", name) and b"<" in data[:100000]:
        return "html"
    if re.search(r"\.pdf$|application/pdf", name):
        raise ReadError("it is named a PDF but has no PDF header: the file is damaged; fetch it again")
    if re.search(r"\.docx$|wordprocessingml", name):
        raise ReadError("it is named a Word document but is none: the file is damaged; fetch it again")
    return "txt"
