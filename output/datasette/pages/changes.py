"""How a page changed: its versions, the sentences that are other than before, and the words within them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from output.datasette.pages._page import rows

# Versions and changed sentences that one page lists.
VERSIONS = 50
CHANGES = 200
# Word by word are compared sentences of so many words before times words after; longer ones stand side by side.
_PAIRS = 40_000
# And all sentences of a page together of so many.
_PATIENCE = 800_000


class Run(NamedTuple):
    """Words that stayed ("same"), went ("del") or came ("ins")."""

    what: str
    text: str


def compared(before: str, after: str, most: int = _PAIRS) -> list[Run]:
    """What became of the words of `before` in `after`. The words of "same" and "del" are those before, of "same" and
    "ins" those after, with single spaces. Where comparing takes more than `most` pairs of words, all went and all came.
    """
    a, b = before.split(), after.split()
    if len(a) * len(b) > most:
        return _runs([("del", a), ("ins", b)])
    found: list[tuple[str, list[str]]] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        found += [("same", a[a1:a2])] if tag == "equal" else [("del", a[a1:a2]), ("ins", b[b1:b2])]
    return _runs(found)


def _runs(found: list[tuple[str, list[str]]]) -> list[Run]:
    return [Run(what, " ".join(words)) for what, words in found if words]


def version_asked(args: Any) -> int | None:
    """The version that an address asks for with `ban`; None for today's."""
    wanted = args.get("ban") or ""
    return int(wanted) if re.fullmatch(r"[0-9]{1,6}", wanted) else None


def versions(db: sqlite3.Connection, document: str, only: int | None = None) -> dict[str, Any]:
    """The versions of a page, the newest first, each with what it changed; `more` says that not everything is listed.

    With `only` a version's number, the changes are those that made and that ended it.
    """
    listed = rows(
        db,
        "select version, fetched, changes as count from versions where document = ? order by version desc limit ?",
        [document, VERSIONS + 1],
    )
    if len(listed) < 2:
        return {"listed": [], "more": False}
    condition = "" if only is None else " and version between ? and ?"
    values = [] if only is None else [only, only + 1]
    changed = rows(
        db,
        'select version, what, before, after, start, "end" from changes'
        f" where document = ?{condition} order by version desc, rowid limit ?",
        [document, *values, CHANGES + 1],
    )
    runs = _within_reason(changed[:CHANGES])
    by_version: dict[int, list[dict[str, Any]]] = {}
    for c, compared_words in zip(changed, runs, strict=False):
        by_version.setdefault(c["version"], []).append({**c, "runs": compared_words})
    return {
        "listed": [{**v, "changed": by_version.get(v["version"], [])} for v in listed[:VERSIONS]],
        "more": len(listed) > VERSIONS or len(changed) > CHANGES,
        "last": listed[0]["version"],
    }


def _within_reason(changed: list[dict[str, Any]]) -> Iterator[list[Run]]:
    left = _PATIENCE
    for c in changed:
        before, after = c["before"] or "", c["after"] or ""
        yield compared(before, after, min(_PAIRS, left))
        left = max(0, left - len(before.split()) * len(after.split()))
