"""How a cell of Datasette's own pages reads: links to the desk's pages, codes in words, lists readable."""

from __future__ import annotations

import json
import re
from typing import Any

from markupsafe import Markup, escape

from output.datasette.pages._page import Link
from output.questions import VALUES

# Columns of answers that only lead somewhere: their values stand in links, and in what is taken away.
LEADING = frozenset({"start", "directive", "newest_number"})
# Column of an answer → the codes that stand in it.
_CODES = {"strength": "strength", "kind": "kind", "due_state": "due", "code": "system", "state": "silence"}
_LISTS = ("addressees", "titles", "roles", "units", "coordinating")


def hidden(column: str) -> bool:
    """Does this column of an answer only tell where its neighbour leads?"""
    return column in LEADING or column.endswith(("_key", "_kind"))


def cell(value: Any, column: str, row: Any, table: str | None, datasette: Any) -> Any:
    """What is shown for `value`, text or Markup; None leaves it to Datasette. `table` is None in the answer of a query."""
    keys = row.keys() if hasattr(row, "keys") else []
    link = Link(datasette)
    if column == "start" and "document" in keys and isinstance(value, int):
        # Datasette itself shows a foreign key by its label; the offset is what leads to the proving words.
        owner = row["document"]
        owner = owner["value"] if isinstance(owner, dict) else owner
        return _a(link.document(owner, value), value, "xem trong văn bản")
    if column == "document" and isinstance(value, str) and re.fullmatch(r"[0-9a-f]{16}", value):
        return _a(link.document(value, row["start"] if "start" in keys else None), "xem trong văn bản")
    if ((column == "id" and table == "documents") or column == "copy") and isinstance(value, str):
        return _a(link.document(value), value)
    if column in _LISTS and isinstance(value, str) and value.startswith("["):
        try:
            return "; ".join(map(str, json.loads(value))) or "–"
        except ValueError:
            return None
    if column == "text" and table == "documents" and isinstance(value, str):
        return value[:300] + ("…" if len(value) > 300 else "")
    return _answered(value, column, row, keys, link) if table is None else None


def _answered(value: Any, column: str, row: Any, keys: Any, link: Link) -> Any:
    """A cell of a query's answer: a name with its key beside it leads to its page, a task to that of its directive."""
    if not isinstance(value, str) or not value:
        return None
    if column == "action" and "directive" in keys and row["directive"]:
        return _a(link.directive(row["directive"]), value)
    if f"{column}_key" in keys and row[f"{column}_key"]:
        kind = row[f"{column}_kind"] if f"{column}_kind" in keys else "person" if column == "name" else "unit"
        return _a(link.party(kind, row[f"{column}_key"]), value)
    if column == "title" and "document" in keys and isinstance(row["document"], str):
        return _a(link.document(row["document"], row["start"] if "start" in keys else None), value)
    if column == "cited":
        return _a(link.search(q=f'"{value}"'), value)
    if column in _CODES:
        words = VALUES[_CODES[column]].get(value)
        return words and (_a(link.system(value), words) if column == "code" else escape(words))
    return None


def _a(address: str, words: Any, title: str = "") -> Markup:
    if title:
        return Markup('<a href="{}" title="{}">{}</a>').format(address, title, words)
    return Markup('<a href="{}">{}</a>').format(address, words)
