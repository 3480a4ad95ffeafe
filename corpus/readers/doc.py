"""Old Word documents (doc, Word 97 to 2003): the text by its piece table, as [MS-DOC] tells; others by the program catdoc."""

from __future__ import annotations

import bisect
import io
import logging
import re
import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

from corpus.readers import _programs
from corpus.readers._doclists import Lists, modifiers, pages
from corpus.readers._errors import ReadError
from corpus.readers._fonts import draws_capitals, raised

SECONDS = 60.0
T = TypeVar("T")
_ENCRYPTED, _SECOND_TABLE, _OBFUSCATED = 0x0100, 0x0200, 0x8000
_WORD_97 = 0x00C1
# Offsets in the file information block, and modifiers of characters: deleted by a tracked change, hidden, shown as
# capitals, in the font of that number.
_CLX, _CHARACTERS, _FONTS = 0x1A2, 0xFA, 0x112
_DELETED, _HIDDEN, _CAPS, _FONT = 0x0800, 0x083C, 0x083B, 0x4A4F
_STORIES = ("main", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header boxes")
_CELL, _PARAGRAPH, _FIELD_BEGINS, _FIELD_RESULT, _FIELD_ENDS = 0x07, 0x0D, 0x13, 0x14, 0x15
_DROPPED = re.compile("[\x00-\x06\x08\x0f-\x12\x16-\x1d]")
_BREAKS = re.compile("[\x0b\x0c\x0e]")
# Every byte as windows-1252; the five that it leaves free as themselves.
_WINDOWS = [bytes([b]).decode("cp1252", "replace").replace("\ufffd", chr(b)) for b in range(256)]


class Piece(NamedTuple):
    """Characters [start, end) of the text, kept from byte `at` on, `size` bytes each."""

    start: int
    end: int
    at: int
    size: int


class Run(NamedTuple):
    """Characters kept in bytes [start, end) that are hidden, or shown as capitals by their font or format."""

    start: int
    end: int
    hidden: bool
    font: str
    caps: bool


def read(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The words of `data`, and notes: a line a paragraph, automatic numbers in front, tables cell after cell, then text
    boxes, then notes. Deleted and hidden text, headers and footers, comments and the codes of fields are left out.

    Eight-bit text is taken as windows-1252, as Word does, so that text typed in a legacy font can be mended. Raises
    ReadError if it is encrypted or damaged, or older than Word 97 and catdoc is not installed.
    """
    import olefile

    logging.getLogger("olefile").setLevel(logging.CRITICAL)
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            main = file.openstream("WordDocument").read()
            magic, version, flags = *struct.unpack_from("<HH", main), struct.unpack_from("<H", main, 0x0A)[0]
            if magic != 0xA5EC or version < _WORD_97:
                return _by_catdoc(data, "older than Word 97")
            if flags & (_ENCRYPTED | _OBFUSCATED):
                raise ReadError("the old Word file (.doc) is encrypted; save it without a password, as docx")
            table = file.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
        return "\n".join(_lines(main, table)), ()
    except (OSError, struct.error, ValueError, IndexError, TypeError, OverflowError, KeyError) as error:
        return _by_catdoc(data, f"damaged ({type(error).__name__})")


def _by_catdoc(data: bytes, why: str) -> tuple[str, tuple[str, ...]]:
    catdoc = _programs.found("catdoc")
    if catdoc is None:
        raise ReadError(
            f"the old binary Office file (.doc) is {why}: install catdoc (Debian package catdoc), or save it as docx or pdf"
        )
    # -w: no line breaks of its own.
    printed = _programs.run([catdoc, "-s", "cp1252", "-d", "utf-8", "-w", "-"], data, SECONDS)
    text = printed.decode("utf-8", errors="replace")
    if sum(c.isalpha() for c in text) < 20:
        raise ReadError(f"the old binary Office file (.doc) is {why}, and catdoc found no text in it; save it as docx")
    return text, (f"the old Word file is {why} and was read by catdoc: numbers of lists are left out",)


def _lines(main: bytes, table: bytes) -> Iterator[str]:
    pieces = _pieces(main, table)
    runs, lists = _if_right(_runs, main, table) or [], _if_right(Lists, main, table)
    at = 0
    notes: list[str] = []
    for story, length in zip(_STORIES, struct.unpack_from("<8i", main, 0x4C), strict=True):
        lines = _story(main, pieces, runs, at, at + length, lists if story == "main" else None)
        at += max(length, 0)
        if story == "main":
            yield from lines
        elif story in ("footnotes", "endnotes"):
            notes += (f"[{n}] {line.strip()}" for n, line in enumerate((x for x in lines if x.strip()), 1))
        elif story == "boxes":
            yield from (line for line in lines if line.strip())
    yield from notes


def _if_right(reads: Callable[[bytes, bytes], T], main: bytes, table: bytes) -> T | None:
    """What a table of formats says; None if it is broken, since the words are there without it."""
    try:
        return reads(main, table)
    except (struct.error, IndexError, ValueError):
        logging.getLogger(__name__).debug("a table of formats is broken", exc_info=True)
        return None


def _pieces(main: bytes, table: bytes) -> list[Piece]:
    """Where the characters are kept, in the order of the text."""
    at, size = struct.unpack_from("<II", main, _CLX)
    clx = table[at : at + size]
    at = 0
    while clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if clx[at] != 2:
        raise ValueError("no piece table")
    n = (struct.unpack_from("<I", clx, at + 1)[0] - 4) // 12
    ends = struct.unpack_from(f"<{n + 1}I", clx, at + 5)
    out = []
    for i in range(n):
        where = struct.unpack_from("<I", clx, at + 5 + 4 * (n + 1) + 8 * i + 2)[0]
        packed = bool(where & 0x40000000)
        where &= 0x3FFFFFFF
        if ends[i] > ends[i + 1]:
            raise ValueError("pieces out of order")
        out.append(Piece(ends[i], ends[i + 1], where // 2 if packed else where, 1 if packed else 2))
    return out


def _runs(main: bytes, table: bytes) -> list[Run]:
    """Runs of bytes of the file whose characters are not shown as they are kept, in ascending order."""
    fonts = _fonts(main, table)
    out = []
    for page in pages(main, table, _CHARACTERS):
        n = page[511]
        ends = struct.unpack_from(f"<{n + 1}I", page)
        for i in range(n):
            if at := 2 * page[4 * (n + 1) + i]:
                found = dict(modifiers(page[at + 1 : at + 1 + page[at]]))
                hidden = any(found.get(m, b"")[:1] == b"\x01" for m in (_DELETED, _HIDDEN))
                font = fonts.get(int.from_bytes(found.get(_FONT, b"\xff\xff"), "little"), "")
                caps = found.get(_CAPS, b"")[:1] == b"\x01"
                if hidden or caps or draws_capitals(font):
                    out.append(Run(ends[i], ends[i + 1], hidden, font, caps))
    return sorted(out)


def _fonts(main: bytes, table: bytes) -> dict[int, str]:
    """The names of the fonts, by their numbers."""
    at, size = struct.unpack_from("<II", main, _FONTS)
    out: dict[int, str] = {}
    end, at = at + size, at + 4
    while at < min(end, len(table)):
        entry = table[at + 1 : at + 1 + table[at]]
        out[len(out)] = entry[39:].decode("utf-16-le", "replace").split("\0")[0]
        at += 1 + table[at]
    return out


def _story(
    main: bytes, pieces: list[Piece], runs: list[Run], start: int, end: int, lists: Lists | None
) -> Iterator[str]:
    """The lines of the characters [start, end)."""
    line: list[str] = []
    fields: list[bool] = []  # of the fields that are open here: is it their code that stands here?
    begins = [run.start for run in runs]
    for piece in pieces:
        low, high = max(piece.start, start), min(piece.end, end)
        if low >= high:
            continue
        at = piece.at + (low - piece.start) * piece.size
        raw = main[at : at + (high - low) * piece.size]
        codes = struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2]) if piece.size == 2 else raw
        for i, code in enumerate(codes):
            here = at + i * piece.size
            k = bisect.bisect_right(begins, here) - 1
            run = runs[k] if k >= 0 and here < runs[k].end else None
            hidden = run is not None and run.hidden
            if code == _FIELD_BEGINS:
                fields.append(True)
            elif code == _FIELD_RESULT:
                fields = [*fields[:-1], False] if fields else []
            elif code == _FIELD_ENDS:
                fields = fields[:-1]
            elif code in (_PARAGRAPH, _CELL):
                # The code of a field never goes beyond its paragraph: one that does is broken.
                fields = [f for f in fields if not f]
                if hidden and code == _PARAGRAPH:
                    continue
                text = _finished(line)
                if text.strip():
                    yield (lists.prefix(here) if lists else "") + text
                elif code == _PARAGRAPH:
                    yield ""
                line = []
            elif not hidden and not any(fields):
                c = _WINDOWS[code] if piece.size == 1 else chr(code)
                line.append(raised(c, run.font, caps=run.caps) if run else c)
    if line:
        yield _finished(line)


def _finished(line: list[str]) -> str:
    """The characters of a paragraph: halves of rare characters joined, marks of pictures and notes left out.

    Soft hyphens stay: in the font code TCVN3 that character is the letter ư.
    """
    text = "".join(line).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _DROPPED.sub("", _BREAKS.sub("\n", text)).replace("\x1e", "-").replace("\x1f", "\u00ad")
