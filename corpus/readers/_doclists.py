"""Properties of paragraphs in old Word documents ([MS-DOC]), and the automatic numbers that follow from them."""

from __future__ import annotations

import bisect
import struct
from collections.abc import Iterator

from corpus.readers._numbering import Level, Numbering

# Offsets in the file information block of the tables' places and sizes.
_STYLES, _PARAGRAPHS, _LISTS, _USES = 0xA2, 0x102, 0x2E2, 0x2EA
# Modifiers of a paragraph: its level, and which use of a list it belongs to (from 1; 0 and 0x7FF none).
_LEVEL, _LIST = 0x260A, 0x460B
_FORMS = {0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 22: "decimalZero"}
_OPERANDS = (1, 1, 2, 4, 2, 2, -1, 3)  # bytes of a modifier's operand by its upper three bits; -1: the first byte says


def modifiers(packed: bytes) -> Iterator[tuple[int, bytes]]:
    """The modifiers (sprm) in a group: code and operand."""
    at = 0
    while at + 2 < len(packed) + 1 and at + 2 <= len(packed):
        code = struct.unpack_from("<H", packed, at)[0]
        size = _OPERANDS[code >> 13]
        at += 2
        if size < 0:
            if code == 0xD608 and at + 2 <= len(packed):  # the one with a long length: a table's columns
                size = struct.unpack_from("<H", packed, at)[0] - 1
                at += 2
            else:
                size = packed[at] if at < len(packed) else 0
                at += 1
        yield code, packed[at : at + size]
        at += max(size, 0)


def pages(main: bytes, table: bytes, at: int) -> Iterator[bytes]:
    """The 512-byte pages of properties that the table whose place stands at `at` of the information block lists."""
    place, size = struct.unpack_from("<II", main, at)
    n = max(size - 4, 0) // 8
    for page in struct.unpack_from(f"<{n}I", table, place + 4 * (n + 1)):
        start = 512 * (page & 0x3FFFFF)
        if start + 512 <= len(main):
            yield main[start : start + 512]


class Lists:
    """The automatic numbers of one document, counted while its paragraphs are walked through in order."""

    def __init__(self, main: bytes, table: bytes) -> None:
        """From the streams WordDocument and Table. Raises struct.error, IndexError or ValueError if they are broken."""
        self.numbers = Numbering()
        styles = dict(_style_lists(main, table))
        self.runs = sorted(_paragraph_lists(main, table, styles))
        self.starts = [r[0] for r in self.runs]
        if any(r[2] for r in self.runs):
            _define(self.numbers, main, table)

    def prefix(self, at: int) -> str:
        """What stands in front of the paragraph whose end mark is byte `at` of the file, its space included."""
        k = bisect.bisect_right(self.starts, at) - 1
        if k < 0 or at >= self.runs[k][1]:
            return ""
        return self.numbers.next(str(self.runs[k][2]), self.runs[k][3])


def _in_list(packed: bytes, inherited: tuple[int, int]) -> tuple[int, int]:
    """Use of a list and level that a group of modifiers sets."""
    use, level = inherited
    for code, operand in modifiers(packed):
        if code == _LIST and len(operand) == 2:
            use = struct.unpack("<H", operand)[0]
        elif code == _LEVEL and operand:
            level = operand[0]
    return (use if use < 0x7FF else 0), level


def _paragraph_lists(
    main: bytes, table: bytes, styles: dict[int, tuple[int, int]]
) -> Iterator[tuple[int, int, int, int]]:
    """Runs of bytes of the file with the use of a list (0 for none) and the level that their paragraphs have."""
    for page in pages(main, table, _PARAGRAPHS):
        n = page[511]
        ends = struct.unpack_from(f"<{n + 1}I", page)
        for i in range(n):
            at = 2 * page[4 * (n + 1) + 13 * i]
            if not at:
                continue
            size = 2 * page[at] - 1
            if size < 0:
                at += 1
                size = 2 * page[at]
            style = struct.unpack_from("<H", page, at + 1)[0]
            use, level = _in_list(page[at + 3 : at + 1 + size], styles.get(style, (0, 0)))
            yield ends[i], ends[i + 1], use, level


def _style_lists(main: bytes, table: bytes) -> Iterator[tuple[int, tuple[int, int]]]:
    """The use of a list and the level of each paragraph style that has one, its parents' included."""
    place, size = struct.unpack_from("<II", main, _STYLES)
    sheet = table[place : place + size]
    if len(sheet) < 6:
        return
    head, count, base = struct.unpack_from("<HHH", sheet)
    at = 2 + head
    packed: dict[int, tuple[int, bytes]] = {}
    for style in range(count):
        length = struct.unpack_from("<H", sheet, at)[0]
        std = sheet[at + 2 : at + 2 + length]
        at += 2 + length
        if len(std) < base + 4:
            continue
        kind, parent = std[2] & 0xF, struct.unpack_from("<H", std, 2)[0] >> 4
        behind = base + 2 + 2 * struct.unpack_from("<H", std, base)[0] + 2
        behind += behind % 2
        if kind == 1 and behind + 4 <= len(std):
            packed[style] = (parent, std[behind + 4 : behind + 2 + struct.unpack_from("<H", std, behind)[0]])
    for style in packed:
        chain, parent = [], style
        while parent in packed and parent not in chain:
            chain.append(parent)
            parent = packed[parent][0]
        found = (0, 0)
        for s in reversed(chain):
            found = _in_list(packed[s][1], found)
        if found[0]:
            yield style, found


def _define(numbers: Numbering, main: bytes, table: bytes) -> None:
    """Put the lists of the document and their uses into `numbers`."""
    place, size = struct.unpack_from("<II", main, _LISTS)
    if not size:
        return
    count = struct.unpack_from("<H", table, place)[0]
    at = place + 2 + 28 * count  # the levels stand behind the lists, beyond the size that is given
    for i in range(count):
        name = struct.unpack_from("<i", table, place + 2 + 28 * i)[0]
        simple = table[place + 2 + 28 * i + 26] & 1
        numbers.levels[str(name)] = {}
        for level in range(1 if simple else 9):
            numbers.levels[str(name)][level], at = _level(table, at)
    place, size = struct.unpack_from("<II", main, _USES)
    if not size:
        return
    count = struct.unpack_from("<I", table, place)[0]
    at = place + 4 + 16 * count
    for use in range(1, count + 1):
        name, overrides = struct.unpack_from("<i8xB", table, place + 4 + 16 * (use - 1))
        numbers.lists[str(use)] = str(name)
        at += 4
        for _ in range(overrides):
            start, flags = struct.unpack_from("<iI", table, at)
            at += 8
            if flags & 0x10:
                numbers.restarts.setdefault(str(use), {})[flags & 0xF] = start
            if flags & 0x20:
                numbers.overrides.setdefault(str(use), {})[flags & 0xF], at = _level(table, at)


def _level(table: bytes, at: int) -> tuple[Level, int]:
    """The level of a list that stands at `at`, and where it ends."""
    start, form, flags, characters, paragraph = struct.unpack_from("<iBB18xBB2x", table, at)
    at += 28 + characters + paragraph
    length = struct.unpack_from("<H", table, at)[0]
    raw = struct.unpack_from(f"<{length}H", table, at + 2)
    text = "".join(f"%{c + 1}" if c < 9 else chr(c) for c in raw)
    name = "bullet" if form == 23 else "none" if form == 255 else _FORMS.get(form, "decimal")
    return Level(start, name, text, bool(flags & 4)), at + 2 + 2 * length
