"""Full text of documents and directives: one FTS5 table each, with every text in its exact and in its folded spelling.

FTS5 itself folds tone marks, but not đ. Codes that a filter asks for (kind, source, strength, systems, months of
deadlines) are words of the column `facets`, so that a filter costs no more than a word. A row's number is that of
`catalogue` or `ledger`: greater for a later date, so that the newest are read first and a span of dates is one of numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from sqlite_utils import Database

from corpus.canonical import fold, spelling
from output import query
from output.entities import Cast, joined

# Table → its numbers' table, the column there that names what is indexed, the columns in the exact spelling.
INDEXED: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "documents_fts": ("catalogue", "document", ("title", "issuer", "text")),
    "directives_fts": ("ledger", "directive", ("issuer", "addressees", "evidence")),
}


def create(db: Database) -> None:
    """The index tables, where they are missing."""
    for table, (_, key, columns) in INDEXED.items():
        listed = ", ".join([f"{key} unindexed", *columns, *(f"{c}_folded" for c in columns), "facets"])
        db.execute(
            f"create virtual table if not exists {table} using fts5({listed}, tokenize = 'unicode61 remove_diacritics 0')"
        )


def add(db: Database, document: str) -> None:
    """Index a document and its directives, as the tables and the ledger hold them; they must not be indexed yet."""
    doc = dict(next(iter(db.query("select * from documents where id = ?", [document]))))
    number = db.execute("select id from catalogue where document = ?", [document]).fetchone()[0]
    there = set(db.table_names())
    told: list[dict[str, Any]] = []
    systems: dict[int, list[str]] = {}
    if "directives" in there:
        told = list(
            db.query(
                "select d.*, l.id as number, l.due from ledger l join directives d on d.id = l.directive where l.document = ?",
                [document],
            )
        )
        for ledger, code in db.execute(
            "select ledger, code from told_systems where ledger in (select id from ledger where document = ?)",
            [document],
        ):
            systems.setdefault(ledger, []).append(code)
    found = {t: _rows(db, t, document) if t in there else [] for t in ("units", "officials", "systems")}
    cast = Cast(document, found["units"], found["officials"])
    sort = [word("kind", doc.get("kind")), word("source", doc["source"])]
    spoken = [word("system", s["code"]) for s in found["systems"]]
    of_directives = {w for d in told for w in _told(d)}
    texts = (doc.get("title") or "", joined([doc[c] for c in ("issuer", "signer") if doc.get(c)]), doc["text"])
    _insert(db, "documents_fts", number, document, texts, [*sort, *spoken, *of_directives])
    for d in told:
        to = joined([cast.words_of(a) for a in json.loads(d["addressees"] or "[]")])
        issuer = cast.words_of(d["issuer"]) if d["issuer"] else ""
        facets = [*sort, *_told(d), *(word("system", c) for c in systems.get(d["number"], ()))]
        _insert(db, "directives_fts", d["number"], d["id"], (issuer, to, d["evidence"] or ""), facets)


def _rows(db: Database, table: str, document: str) -> list[dict[str, Any]]:
    return list(db.query(f'select * from "{table}" where document = ? order by start', [document]))


def _told(directive: dict[str, Any]) -> list[str]:
    due = directive["due"]
    when = ["dueset", word("due", due[:4]), word("due", due[:7])] if due else ["dueopen"]
    return [word("strength", directive["strength"]), *when]


def _insert(db: Database, table: str, number: int, key: str, texts: tuple[str, ...], facets: Iterable[str]) -> None:
    cells = [number, key, *map(spelling, texts), *map(fold, texts), " ".join(sorted(set(filter(None, facets))))]
    columns = ", ".join(("rowid", *_columns(table)))
    db.execute(f"insert into {table} ({columns}) values ({', '.join('?' * len(cells))})", cells)


def _columns(table: str) -> list[str]:
    _, key, columns = INDEXED[table]
    return [key, *columns, *(f"{c}_folded" for c in columns), "facets"]


def word(name: str, value: str | None) -> str:
    """The word of the column `facets` that says that `name` is `value`; empty for none."""
    return name + "".join(re.findall(r"[a-z0-9]", fold(value))) if value else ""


def remove(db: Database, document: str) -> None:
    """Take a document and its directives out of the indexes; call it while catalogue and ledger still hold them."""
    db.execute("delete from documents_fts where rowid in (select id from catalogue where document = ?)", [document])
    db.execute("delete from directives_fts where rowid in (select id from ledger where document = ?)", [document])


def whole(db: Database) -> bool:
    """Does every index hold exactly the numbers and keys of its table?"""
    for table, (numbers, key, _) in INDEXED.items():
        listed = sorted(map(tuple, db.execute(f"select id, {key} from {numbers}")))
        if sorted(map(tuple, db.execute(f"select rowid, {key} from {table}"))) != listed:
            return False
    return True


def optimize(db: Database) -> None:
    """Merge what many small writes have left."""
    for table in INDEXED:
        db.execute(f"insert into {table}({table}) values ('optimize')")


def expression(table: str, text: str, form: Callable[[str], str], *, as_phrase: bool = False) -> str:
    """What `text` asks of `table` in the spelling `form`, as an FTS5 expression; one that nothing matches without a word."""
    asked = query.phrase(text, form) if as_phrase else query.every(text, form)
    return f"{{{' '.join(columns(table, form))}}} : ({asked})" if asked else '""'


def columns(table: str, form: Callable[[str], str]) -> list[str]:
    """The columns of `table` that hold texts in the spelling `form` (`spelling` or `fold`)."""
    return [f"{c}_folded" if form is fold else c for c in INDEXED[table][2]]
