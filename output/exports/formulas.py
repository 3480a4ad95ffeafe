"""Cells that a spreadsheet would take for formulas, defused.

A program that opens a CSV file runs a cell that begins with =, +, -, @ or their full-width forms, in some after a tab, a
line's end or spaces. An apostrophe before it makes it text (https://owasp.org/www-community/attacks/CSV_Injection). So
that nothing is lost, a cell that already begins with apostrophes and such a sign gets one more: `undone` takes exactly
one away. Numbers, negative ones too, stay as they are.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable

_FORMULA = re.compile(r"'*(?:[\t\r\n]|[ \u00a0]*[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"-\d+(?:[.,]\d+)*")
# A published text is longer than the reader's own bound, which holds for the whole process.
csv.field_size_limit(max(csv.field_size_limit(), 1 << 30))


def defused(cell: str) -> str:
    """`cell`, with an apostrophe before it if a spreadsheet would take it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def undone(cell: str) -> str:
    """The cell that `defused` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def rewriter() -> Callable[[bytes, bool], bytes]:
    """A function that defuses a CSV file (UTF-8, comma, RFC 4180) as it passes by in pieces of any size.

    Call it with each piece and whether it is the last; it gives back what may be sent on, and holds a row that has not
    ended yet.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    held = ""
    done = 0  # as far as `held` was looked through, and how many quotation marks stand in it so far
    quotes = 0

    def piece(data: bytes, last: bool = False) -> bytes:
        nonlocal held, done, quotes
        held += decoder.decode(data, last)
        cut = 0
        for m in re.finditer(r'["\n]', held[done:]):
            if m[0] == '"':
                quotes += 1
            elif quotes % 2 == 0:
                cut = done + m.end()
        done = len(held)
        if last:
            cut = len(held)
        if not cut:
            return b""
        ready, held = held[:cut], held[cut:]
        done, quotes = len(held), held.count('"')
        return _rewritten(ready)

    return piece


def _rewritten(text: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in csv.reader(io.StringIO(text, newline="")):
        writer.writerow([defused(c) for c in row])
    return out.getvalue().encode()
