"""The text layer of a PDF."""

from __future__ import annotations

import io
import logging
import re

from corpus.readers._errors import ReadError

_PAGE_NUMBER = re.compile(r"\s*(?:Trang\s*)?[-–]?\s*\d{1,3}\s*(?:/\s*\d{1,3})?\s*[-–]?\s*$")


def read(data: bytes) -> str:
    """The words of `data` page by page, laid out as on the page (columns stand apart); page numbers are left out.

    Raises ReadError if it is damaged, encrypted or has no text layer.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    pages = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for page in pdf.pages:
                pages.append(_page(page))
                page.close()
    except Exception as error:
        cause = error.args[0] if error.args else error
        if isinstance(error, PDFPasswordIncorrect) or isinstance(cause, PDFPasswordIncorrect):
            raise ReadError("the PDF is encrypted; save it without a password") from error
        if isinstance(
            error,
            PdfminerException
            | ValueError
            | KeyError
            | TypeError
            | AttributeError
            | IndexError
            | OSError
            | AssertionError
            | RecursionError,
        ):
            raise ReadError(f"the PDF is damaged ({type(cause).__name__}); fetch it again") from error
        raise
    text = "\n".join(p for p in pages if p)
    if sum(c.isalpha() for c in text) < 20:
        raise ReadError("the PDF has no text layer (a scan?); run text recognition on it first")
    return text


def _page(page: object) -> str:
    """One page: lines from top to bottom; words far apart in a line are columns and kept apart by a run of spaces."""
    words = page.extract_words(keep_blank_chars=False, use_text_flow=False, x_tolerance=2, y_tolerance=3)  # type: ignore[attr-defined]
    lines: list[list[dict[str, float]]] = []
    for w in sorted(words, key=lambda w: (round(w["bottom"] / 4), w["x0"])):
        if lines and abs(lines[-1][-1]["bottom"] - w["bottom"]) < 4:
            lines[-1].append(w)
        else:
            lines.append([w])
    out = []
    for line in lines:
        line.sort(key=lambda w: w["x0"])
        text = ""
        for before, w in zip([None, *line], line, strict=False):
            gap = w["x0"] - before["x1"] if before else 0.0
            size = w["bottom"] - w["top"]
            text += ("      " if gap > 2.2 * size else " " if before else "") + str(w["text"])
        out.append(text)
    while out and _PAGE_NUMBER.match(out[0]):
        out.pop(0)
    while out and _PAGE_NUMBER.match(out[-1]):
        out.pop()
    return "\n".join(out)
