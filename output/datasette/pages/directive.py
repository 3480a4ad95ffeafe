"""/-/directive/<id>: everything that is known of one directive, and the words that prove it."""

from __future__ import annotations

import re
import sqlite3
from datetime import date
from typing import Any

from datasette import Response
from markupsafe import Markup

from corpus.canonical import fold
from corpus.layout import lay_out
from output import query
from output.datasette.pages import citing, kinds, marks
from output.datasette.pages._page import Link, page, read, rows, store, today
from output.datasette.pages.about import about
from output.datasette.pages.correcting import may_correct
from output.datasette.pages.kinds import when
from output.datasette.pages.ledger import entries
from output.datasette.pages.marks import Mark
from output.questions import VALUES

# Similar directives that the page lists, and the leading words of the action that make one similar.
SIMILAR = 10
LEADING = 4
# Characters of an action in which its leading words stand.
_TITLE = 80
# Characters before and behind the proving words in which the sentences around them are looked for.
_REACH = 1_500
# Fields that are marked in the proving words, in the order of the legend.
FIELDS = {
    "issuer": "ai giao",
    "addressees": "giao cho",
    "coordinating": "phối hợp với",
    "action": "việc phải làm",
    "deadline_text": "hạn",
    "strength": "chữ quyết định mức độ",
}


async def directive_page(request: Any, datasette: Any) -> Response:
    """One directive; where there is none of this id, a page that says so and leads to the document that the id names."""
    key, now, link = request.url_vars["id"], today(), Link(datasette)
    database = store(datasette)
    stable = str(datasette.absolute_url(request, link.directive(key)))

    def collect(db: sqlite3.Connection) -> dict[str, Any] | None:
        row = next(iter(rows(db, "select * from directives where id = ?", [key])), None)
        return _everything(db, row, link, now, stable) if row else None

    context = await read(database, collect)
    urls = datasette.urls
    if context is None:
        of = key[:16] if re.match(r"[0-9a-f]{16}(?![0-9a-f])", key) else ""
        found = await read(database, lambda db: rows(db, "select id, title, address from documents where id = ?", [of]))
        return await page(
            datasette, request, "directive.html", {"key": key, "doc": next(iter(found), None)}, status=404
        )
    return await page(
        datasette,
        request,
        "directive.html",
        {
            **context,
            "stable": stable,
            "json": urls.row(database.name, "directives", key, format="json"),
            "row": urls.row(database.name, "directives", key),
            "raw": urls.path(f"/-/raw/{context['doc']['id']}"),
            "correct": urls.path(f"/-/correct/directives/{key}"),
            "may_correct": await may_correct(datasette, request.actor),
        },
    )


def _everything(db: sqlite3.Connection, row: dict[str, Any], link: Link, now: date, stable: str) -> dict[str, Any]:
    doc = next(iter(rows(db, "select * from documents where id = ?", [row["document"]])))
    text = doc.pop("text") or ""
    number = db.execute("select id from ledger where directive = ?", [row["id"]]).fetchone()
    entry = next(iter(entries(db, [number[0]], now))) if number else {}
    known = about(db, doc, link)
    systems = [r[0] for r in db.execute("select code from told_systems where ledger = ? order by 1", number or [0])]
    addressees = kinds.items(row["addressees"])
    return {
        "directive": {**row, "found_by": kinds.found_by(row["by"])},
        "entry": entry,
        "doc": doc,
        **known,
        "quoted": quoted(text, row),
        "legend": [(f, FIELDS[f]) for f in FIELDS if f in {x for x, _, _ in _inside(row)}],
        "apart": _apart(text, row, link),
        "deadline": when(row["deadline"]),
        "systems": [(code, VALUES["system"].get(code, code), link.system(code)) for code in systems],
        "deciding": [text[a:b] for f, a, b in kinds.places(row) if f == "strength"],
        "cited": citing.of_directive(row, addressees, doc, known["source"], stable),
        **_neighbours(db, row),
        "similar": _similar(db, row, entry, now),
    }


def _inside(row: dict[str, Any]) -> list[tuple[str, int, int]]:
    """The places of fields within the proving words."""
    return [(f, a, b) for f, a, b in kinds.places(row) if f in FIELDS and row["start"] <= a and b <= row["end"]]


def quoted(text: str, row: dict[str, Any]) -> dict[str, str | Markup]:
    """The proving words with their fields marked, and what stands before and behind them in `text`."""
    start, end = row["start"], row["end"]
    every = [Mark(a - start, b - start, f"f-{f}", f"f-{f}-{a}") for f, a, b in _inside(row)]
    before, after = around(text, start, end)
    return {"before": before, "words": marks.html(marks.cut(text[start:end], every), every, start), "after": after}


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before [start, end) from the beginning of the sentence before, and behind it to the end of the next.

    Not more than a few lines each: of a very long sentence its part next to the words, with an ellipsis.
    """
    low = max(0, start - _REACH)
    piece = text[low : end + _REACH]
    sentences = [(low + a, low + b) for a, b in lay_out(piece).sentences]
    own_start = next((a for a, b in sentences if a <= start < b), start)
    own_end = next((b for a, b in sentences if a < end <= b), end)
    first = next((a for a, b in reversed(sentences) if b <= own_start), own_start)
    last = next((b for a, b in sentences if a >= own_end), own_end)
    before, after = text[first:start].lstrip(), text[end:last].rstrip()
    cut_before = first <= low > 0
    cut_after = last >= low + len(piece) < len(text)
    return ("…" if cut_before else "") + before, after + ("…" if cut_after else "")


def _apart(text: str, row: dict[str, Any], link: Link) -> list[tuple[str, str, str]]:
    """Fields that are named elsewhere in the text: what they are, the words, and their address."""
    inside = _inside(row)
    return [
        (FIELDS[f], " ".join(text[a:b].split()), link.document(row["document"], a))
        for f, a, b in kinds.places(row)
        if f in FIELDS and (f, a, b) not in inside
    ]


def _neighbours(db: sqlite3.Connection, row: dict[str, Any]) -> dict[str, Any]:
    """The directives before and behind this one in its document, which one it is, and of how many."""
    sql = 'select id from directives where document = ? order by start, "end", id'
    ids = [r[0] for r in db.execute(sql, [row["document"]])]
    at = ids.index(row["id"])
    beside = {"before": ids[at - 1] if at else None, "after": ids[at + 1] if at + 1 < len(ids) else None}
    actions = dict(db.execute("select id, action from directives where id in (?, ?)", list(beside.values())).fetchall())
    said = {n: {"id": i, "action": citing.shortened(actions[i] or "", 120)} if i else None for n, i in beside.items()}
    return {**said, "position": at + 1, "of": len(ids)}


def _similar(db: sqlite3.Connection, row: dict[str, Any], entry: dict[str, Any], now: date) -> list[dict[str, Any]]:
    """Directives to one of the same addressees that begin with the same words, the newest first; where nobody is named,
    those to anyone whose proving words hold these words.

    They are looked for among those next to this one in time, so that it takes no longer in a large store.
    """
    leading = query.words(fold(row["action"] or ""))[:LEADING]
    if not leading or not entry:
        return []
    if keys := [p["key"] for p in entry["addressees"]][:SIMILAR]:
        told = [r for k in keys for r in _beside(db, _TO_THE_SAME, (k, entry["number"]))]
        alike = {n for n, action in told if query.words(fold((action or "")[:_TITLE]))[:LEADING] == leading}
    else:
        near = [n for n, _ in _beside(db, _TO_ANYONE, (entry["number"],))]
        values = [f'{{evidence_folded}} : ("{" ".join(leading)}")', min(near, default=0), max(near, default=0)]
        sql = "select rowid from directives_fts where directives_fts match ? and rowid between ? and ?"
        found = [r[0] for r in db.execute(f"select id from ledger where copied = 0 and id in ({sql})", values)]
        alike = set(found) - {entry["number"]}
    return entries(db, sorted(alike, reverse=True)[:SIMILAR], now)


_TO_THE_SAME = (
    "select l.id, d.action from (select ledger from parties where key = ? and role = 'addressee' and ledger {} ?"
    " order by ledger {} limit 200) p join ledger l on l.id = p.ledger join directives d on d.id = l.directive where l.copied = 0"
)
_TO_ANYONE = "select id, null from ledger where id {} ? order by id {} limit 5000"


def _beside(db: sqlite3.Connection, sql: str, values: tuple[Any, ...]) -> list[tuple[int, str | None]]:
    """The rows of `sql` before and behind a number of the ledger."""
    found = [tuple(r) for way in (("<", "desc"), (">", "asc")) for r in db.execute(sql.format(*way), values)]
    return found
