"""Scanned pages and pictures of pages, by the program tesseract with its Vietnamese letters."""

from __future__ import annotations

import csv
import io
import math
import re
import warnings
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from corpus.readers import _programs
from corpus.readers._errors import ReadError

NOTE = "read by text recognition (tesseract): letters may be wrong"
INSTALL = "install the Debian packages tesseract-ocr and tesseract-ocr-vie"
DPI = 300
# Pages of one document that are recognised (about three seconds each), and how long one may take.
MOST_PAGES = 50
SECONDS = 60.0
# An A4 page at 300 dpi has 2480 × 3508 pixels; beyond this a page is drawn smaller.
MOST_PIXELS = 25_000_000
# Pictures with more than this are not even opened: a few kilobytes can claim gigabytes.
MOST_CLAIMED = 150_000_000
# Less wide a picture of a page is enlarged: tesseract wants letters of about 30 pixels.
_WIDE = 1700
# A line that tesseract itself believes less in is a seal, a signature or dirt.
_SURE = 35.0
# "2_ Giao …": the full stop of a list's number, taken for a dash below.
_ITEM = re.compile(r"(?<=^\d)_(?= )|(?<=^\d\d)_(?= )")


class Word(NamedTuple):
    """One recognised word, its box in pixels from the top left corner; `line` is the same for words of one line."""

    text: str
    left: int
    top: int
    width: int
    height: int
    sure: float  # percent, as tesseract says
    line: tuple[int, int, int]  # block, paragraph, line


def missing() -> str | None:
    """What keeps text recognition from working here and what to do about it, None if it works."""
    program = _programs.found("tesseract")
    if program is None:
        return f"text recognition is not installed: {INSTALL}"
    if "vie" not in _languages(program):
        return "text recognition does not know Vietnamese here: install the Debian package tesseract-ocr-vie"
    return None


@cache
def _languages(program: str) -> frozenset[str]:
    try:
        printed = _programs.run([program, "--list-langs"], b"", 20.0)
    except ReadError:
        return frozenset()
    return frozenset(printed.decode("utf-8", "replace").split())


def recognised(image: Any, dpi: int = DPI) -> str:
    """The words on `image` (a Pillow image), lines from top to bottom, columns of a line apart by a run of spaces.

    Raises ReadError if tesseract is missing, fails or takes longer than SECONDS.
    """
    if why := missing():
        raise ReadError(f"it is a scan without text, and {why}")
    program = _programs.found("tesseract") or "tesseract"
    # 1: find how the page is turned, then its blocks; 3: its blocks only.
    mode = "1" if "osd" in _languages(program) else "3"
    file = io.BytesIO()
    image.convert("L").save(file, "PPM")
    command = [program, "stdin", "stdout", "-l", "vie", "--psm", mode, "--dpi", str(dpi), "tsv"]
    return "\n".join(_lines(_words(_programs.run(command, file.getvalue(), SECONDS).decode("utf-8", "replace"))))


def read(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The words of a JPEG, PNG or TIFF picture of one or more pages, and notes.

    Raises ReadError if it is damaged, too large, without words, or text recognition is not installed.
    """
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    if why := missing():
        raise ReadError(f"it is a picture of a page, and {why}")
    pages: list[str] = []
    left_out = 0
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "TIFF"]) as picture:
            # Pillow's own warning comes at half of our limit.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            for n, frame in enumerate(ImageSequence.Iterator(picture)):
                if n >= MOST_PAGES:
                    left_out = getattr(picture, "n_frames", n + 1) - MOST_PAGES
                    break
                if math.prod(frame.size) > MOST_CLAIMED:
                    raise Image.DecompressionBombError
                pages.append(recognised(_fitting(ImageOps.exif_transpose(_flat(frame)))))
    except Image.DecompressionBombError as error:
        raise ReadError(f"the picture has more than {MOST_CLAIMED // 10**6} million pixels; make it smaller") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise ReadError(f"the picture is damaged ({type(error).__name__}); fetch or scan it again") from error
    text = "\n".join(p for p in pages if p)
    if not text.strip():
        raise ReadError("no words were recognised on the picture; scan it again, upright and at 300 dpi")
    return text, (NOTE, *([left_out_note(left_out)] if left_out > 0 else []))


def left_out_note(n: int) -> str:
    """The note that `n` pages were not recognised because there are too many."""
    return f"{n} scanned pages after the first {MOST_PAGES} were left out"


def _flat(image: Any) -> Any:
    """`image` in grey, on white where it is transparent."""
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        over = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", over.size, "white"), over)
    elif image.mode.startswith(("I", "F")):
        low, high = image.getextrema()
        image = image.point(lambda v: (v - low) * (255.0 / max(high - low, 1)))
    return image.convert("L")


def _fitting(image: Any) -> Any:
    from PIL import Image

    width, height = image.size
    scale = min(3.0, _WIDE / min(width, height)) if min(width, height) < _WIDE else 1.0
    scale = min(scale, math.sqrt(MOST_PIXELS / (width * height)))
    if abs(scale - 1) < 0.05:
        return image
    return image.resize((max(1, round(width * scale)), max(1, round(height * scale))), Image.Resampling.LANCZOS)


def _words(table: str) -> Iterator[Word]:
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row.get("level") == "5" and text:
            left, top, width, height = (int(row[k]) for k in ("left", "top", "width", "height"))
            line = (int(row["block_num"]), int(row["par_num"]), int(row["line_num"]))
            yield Word(text, left, top, width, height, float(row["conf"]), line)


def _lines(words: Iterator[Word]) -> Iterator[str]:
    """Lines in tesseract's own order, which reads column after column; lines that it hardly believes in are left out."""
    lines: dict[tuple[int, int, int], list[Word]] = {}
    for w in words:
        lines.setdefault(w.line, []).append(w)
    for line in lines.values():
        letters = sum(c.isalnum() for w in line for c in w.text)
        if letters < 2 or sum(w.sure * len(w.text) for w in line) < _SURE * sum(len(w.text) for w in line):
            continue
        size = sorted(w.height for w in line)[len(line) // 2]
        text = ""
        for before, w in zip([None, *line], line, strict=False):
            gap = w.left - before.left - before.width if before else 0
            text += ("      " if gap > 2.2 * size else " " if before else "") + w.text
        yield _ITEM.sub(".", text)
