"""PDF: the text layer page by page; a page that is only a picture is read by text recognition where it is installed."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections.abc import Iterable
from typing import Any

from corpus.canonical import fold
from corpus.legacy import likeliest
from corpus.readers import scan
from corpus.readers._errors import ReadError

# Pages of one document that are read; annexes with tables of a thousand pages tell nobody to do anything.
MOST_PAGES = 500
# What one packed stream of the file may inflate to: a page scanned at 600 dpi in colours has 100 MB.
MOST_STREAM = 256 * 1024 * 1024

_PAGE_NUMBER = re.compile(r"\s*(?:Trang\s*)?[-–]?\s*\d{1,3}\s*(?:/\s*\d{1,3})?\s*[-–]?\s*$")
# What the stamp of a digital signature says, folded; such a stamp stands on scanned pages too.
_SIGNATURE = re.compile(
    r"\s*(?:(?:duoc )?ky (?:so )?(?:boi|ngay|tren)|nguoi ky|co quan\s*:|don vi\s*:|chuc vu\s*:|to chuc\s*:|thoi gian ky|ngay ky|email\s*:|"
    r"(?:digitally )?signed by|date\s*:|reason\s*:|location\s*:|signature (?:not )?(?:valid|verified)|dn\s*:|cn=|sao y)"
)
# A code that no letter is known for, as pdfminer shows it; also private, replaced and control characters.
_UNREADABLE = re.compile("\\(cid:\\d+\\)|[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]")
_VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]", re.IGNORECASE)
_STREAM = re.compile(rb"stream\r?\n(?=[\x08-\x78][\x01\x5e\x9c\xda])")
# What pdfminer raises on files that break the standard, besides its own errors.
_BROKEN = (
    ValueError, TypeError, AttributeError, LookupError, ArithmeticError, AssertionError, RecursionError, OSError,
    NotImplementedError, zlib.error, struct.error,
)  # fmt: skip


def read(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The words of `data` page by page, laid out as on the page (columns stand apart), and notes.

    Page numbers are left out. A page without a text layer, or whose layer is unreadable, is recognised by tesseract,
    and so is a scan whose layer is only the stamp of a digital signature: that stays in front. Raises ReadError if the
    file is damaged, needs a password, has no words, or is a scan and text recognition is not installed.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.pdfpage import PDFPage
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    _check_streams(data)
    book = _Book(data)
    broken = (*_BROKEN, PSException, PdfminerException, MalformedPDFException)
    try:
        with pdfplumber.open(io.BytesIO(data), pages=range(1, MOST_PAGES + 1)) as pdf:
            total = sum(1 for _ in PDFPage.create_pages(pdf.doc))
            for page in pdf.pages:
                try:
                    book.add(page)
                except broken:
                    # What pdfminer cannot take apart may still be drawn.
                    book.scanned(page.page_number, "", [], None)
                page.close()
    except broken as error:
        cause = error.args[0] if error.args else error
        if isinstance(error, PDFPasswordIncorrect) or isinstance(cause, PDFPasswordIncorrect):
            raise ReadError("the PDF is encrypted and needs a password; save it without one") from error
        text = _by_pdfium(data)
        if sum(c.isalpha() for c in text) < 20:
            raise ReadError(f"the PDF is damaged ({type(cause).__name__}); fetch it again") from error
        return text, ("the PDF is damaged: its words were saved, its columns not",)
    return book.finished(total)


class _Book:
    """The pages of one file as they are read; `left` are those that could not be, with the reason."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.pages: list[str] = []
        self.recognised = 0
        self.left: dict[str, list[int]] = {}
        self.poor: list[int] = []
        self.missing = scan.missing()
        self._drawn: Any = None

    def add(self, page: Any) -> None:
        """Read one page of pdfplumber."""
        words = page.extract_words(keep_blank_chars=False, use_text_flow=False, x_tolerance=2, y_tolerance=3)
        lines = _lines(words)
        layer = "\n".join(map(_line, lines))
        kind = _kind(page, layer)
        if kind == "text" or (kind == "poor" and self.missing):
            if kind == "poor":
                self.poor.append(page.page_number)
            self.pages.append(_without_number(layer))
            return
        if kind != "scan":
            lines = [x for x in lines if _SIGNATURE.match(fold(_line(x))) and not _UNREADABLE.search(_line(x))]
        kept = _without_number("\n".join(map(_line, lines)))
        self.scanned(page.page_number, kept, (w for line in lines for w in line), page)

    def scanned(self, n: int, kept: str, words: Iterable[Any], page: Any) -> None:
        """Recognise page `n` (from 1), in whose picture `words` are covered, since they are already `kept`."""
        why = self.missing
        if not why and self.recognised >= scan.MOST_PAGES:
            why = f"only {scan.MOST_PAGES} scanned pages of a file are recognised"
        text = ""
        if not why:
            try:
                text = scan.recognised(self._picture(n, words, page))
                self.recognised += 1
            except ReadError as error:
                why = str(error)
        if why:
            self.left.setdefault(why, []).append(n)
        self.pages.append("\n".join(x for x in (kept, _without_number(text)) if x))

    def _picture(self, n: int, words: Iterable[Any], page: Any) -> Any:
        import pypdfium2
        from PIL import ImageDraw

        try:
            if self._drawn is None:
                self._drawn = pypdfium2.PdfDocument(self.data)
            sheet = self._drawn[n - 1]
            width, height = sheet.get_size()
            scale = min(scan.DPI / 72, (scan.MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
            image = sheet.render(scale=scale, grayscale=True).to_pil()
            sheet.close()
        except (pypdfium2.PdfiumError, IndexError, ValueError, OSError) as error:
            raise ReadError(f"it cannot be drawn ({error})") from error
        pen = ImageDraw.Draw(image)
        for w in words:
            x, y = page.cropbox[0], page.cropbox[1]
            box = [(w["x0"] - x) * scale, (w["top"] - y) * scale, (w["x1"] - x) * scale, (w["bottom"] - y) * scale]
            pen.rectangle(box, fill=255)
        return image

    def finished(self, total: int) -> tuple[str, tuple[str, ...]]:
        """All words and notes. Raises ReadError if there are none to speak of."""
        text = "\n".join(p for p in self.pages if p)
        if sum(c.isalpha() for c in _unsigned(text)) < 20:
            if not self.left:
                raise ReadError("the PDF has no text layer and no pictures: there are no words in it")
            raise ReadError(f"the PDF has no text layer (a scan): {next(iter(self.left))}")
        notes = [scan.NOTE] if self.recognised else []
        if self.recognised and self.recognised < len(self.pages):
            notes[0] = f"{self.recognised} of {len(self.pages)} pages {scan.NOTE}"
        notes += [f"scanned pages left out ({_ranges(pages)}): {why}" for why, pages in self.left.items()]
        if self.poor:
            notes.append(
                f"the text under scanned pages ({_ranges(self.poor)}) has no Vietnamese letters; {self.missing}"
            )
        if total > len(self.pages):
            notes.append(f"{total - len(self.pages)} pages after the first {len(self.pages)} were left out")
        return text, tuple(notes)


def _by_pdfium(data: bytes) -> str:
    """What pdfium, which forgives more, reads of a damaged file: text without columns, "" if nothing."""
    import pypdfium2

    pages = []
    try:
        book = pypdfium2.PdfDocument(data)
        for n in range(min(len(book), MOST_PAGES)):
            sheet = book[n].get_textpage()
            pages.append(_without_number(sheet.get_text_bounded().replace("\r\n", "\n")))
            sheet.close()
    except (pypdfium2.PdfiumError, ValueError, OSError):
        logging.getLogger(__name__).debug("pdfium cannot read it either", exc_info=True)
    return "\n".join(p for p in pages if p.strip())


def _kind(page: Any, layer: str) -> str:
    """What the text layer of a page is worth.

    "text": all of it. "scan": it is right but only what was put on a picture of the page. "junk": nothing but the stamp
    of a signature, since letters are unknown. "poor": the same, from a scanner that knows no Vietnamese letters, but
    enough to be better than nothing.
    """
    unreadable = _UNREADABLE.findall(layer)
    signs = sum(not c.isspace() for c in _UNREADABLE.sub("", layer)) + len(unreadable)
    # A few are the bullets of lists; Vietnamese letters are a fifth of a text.
    if len(unreadable) > max(0.06 * signs, 2):
        return "junk"
    own = _unsigned(layer)
    letters = sum(c.isalpha() for c in own)
    covered = sum(_area(i, page) for i in page.images) / max(float(page.width * page.height), 1.0)
    if covered < 0.5:
        # A page without words may be a smaller picture, or letters drawn as hundreds of curves.
        return "scan" if letters < 20 and (covered > 0.1 or len(page.curves) > 200) else "text"
    right = len(_VIETNAMESE.findall(own)) > 0.04 * letters or likeliest(own) is not None
    if letters < 200:
        return "scan" if right else "junk"
    return "text" if right else "poor"


def _area(image: Any, page: Any) -> float:
    width = min(image["x1"], page.bbox[2]) - max(image["x0"], page.bbox[0])
    height = min(image["bottom"], page.bbox[3]) - max(image["top"], page.bbox[1])
    return float(max(width, 0) * max(height, 0))


def _unsigned(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not _SIGNATURE.match(fold(line)))


def _lines(words: Iterable[Any]) -> list[list[Any]]:
    """Words of pdfplumber in lines from top to bottom, each from left to right."""
    lines: list[list[Any]] = []
    for w in sorted(words, key=lambda w: (round(w["bottom"] / 4), w["x0"])):
        if lines and abs(lines[-1][-1]["bottom"] - w["bottom"]) < 4:
            lines[-1].append(w)
        else:
            lines.append([w])
    return [sorted(line, key=lambda w: w["x0"]) for line in lines]


def _line(words: list[Any]) -> str:
    """A line of words; words far apart are columns and kept apart by a run of spaces."""
    text = ""
    for before, w in zip([None, *words], words, strict=False):
        gap = w["x0"] - before["x1"] if before else 0.0
        size = w["bottom"] - w["top"]
        text += ("      " if gap > 2.2 * size else " " if before else "") + str(w["text"])
    return text


def _without_number(text: str) -> str:
    lines = text.split("\n")
    while lines and _PAGE_NUMBER.match(lines[0]):
        lines.pop(0)
    while lines and _PAGE_NUMBER.match(lines[-1]):
        lines.pop()
    return "\n".join(lines)


def _ranges(pages: list[int]) -> str:
    """[3, 4, 5, 9] → "3-5, 9"."""
    out: list[list[int]] = []
    for n in pages:
        if out and out[-1][1] == n - 1:
            out[-1][1] = n
        else:
            out.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in out)


def _check_streams(data: bytes) -> None:
    """Raise ReadError if a packed stream inflates beyond measure: libraries inflate streams as a whole."""
    for m in _STREAM.finditer(data):
        unpacking, packed, total = zlib.decompressobj(), data[m.end() : m.end() + 65536], 0
        at = m.end() + 65536
        try:
            while packed and not unpacking.eof:
                total += len(unpacking.decompress(packed, 1 << 20))
                if total > MOST_STREAM:
                    raise ReadError(f"a part of the PDF inflates to more than {MOST_STREAM // 2**20} MB; save it anew")
                packed = unpacking.unconsumed_tail or data[at : at + 65536]
                at += 0 if unpacking.unconsumed_tail else 65536
        except zlib.error:
            continue
