"""JSON and JSON lines of any table or view: an object a row, lists as lists.

UTF-8, keys in the order of the columns. The JSON file is one array with an object a line.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from output.exports._tables import chosen_rows, plain
from output.exports.choosing import Order

USUAL = "directives_in_context"


def jsonl(db: sqlite3.Connection, order: Order) -> Iterator[bytes]:
    """The chosen rows of `order.table`, a line each. Raises ExportError for no such table."""
    for line in _objects(db, order):
        yield line + b"\n"


def array(db: sqlite3.Connection, order: Order) -> Iterator[bytes]:
    """The chosen rows of `order.table` as one array. Raises ExportError for no such table."""
    before = b"["
    for line in _objects(db, order):
        yield before + b"\n" + line
        before = b","
    yield b"\n]\n" if before == b"," else b"[]\n"


def _objects(db: sqlite3.Connection, order: Order) -> Iterator[bytes]:
    table = order.table or USUAL
    for row in chosen_rows(db, table, order.chosen):
        order.counted[table] += 1
        yield dumped(plain(row))


def dumped(value: Any) -> bytes:
    """`value` as JSON in one line of UTF-8."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
