"""Full text of documents and directives: one FTS5 table each, with every text in its exact and in its folded spelling.

FTS5 itself folds tone marks, but not đ. Codes that a filter asks for (kind, source, strength, systems, months of
deadlines, digests of the keys of who gives and who is to act) are words of the column `facets`, so that a filter costs no
more than a word. A row's number is that of
`catalogue` or `ledger`: greater for a later date, so that the newest are read first and a span of dates is one of numbers.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from sqlite_utils import Database

from corpus.canonical import fold, spelling
from output import ledger, query
from output.entities import Cast, joined


class Index(NamedTuple):
    """How a table is indexed: the table that numbers its rows, the column there that names what is indexed, the columns
    that stand here in both spellings, and those that stand here folded only.
    """

    numbers: str
    key: str
    texts: tuple[str, ...]
    plain: tuple[str, ...]

    @property
    def columns(self) -> list[str]:
        """All columns of the index, in their order."""
        return [self.key, *self.texts, *(f"{c}_folded" for c in self.texts), *self.plain]


INDEXED = {
    "documents_fts": Index("catalogue", "document", ("title", "issuer", "text"), ("facets",)),
    # offices: the titles and units of the person who gives the directive, by which it is found as one "by" them.
    "directives_fts": Index("ledger", "directive", ("issuer", "addressees", "evidence"), ("offices", "facets")),
}


def create(db: Database) -> None:
    """The index tables, where they are missing."""
    for table, index in INDEXED.items():
        listed = ", ".join([f"{index.key} unindexed", *index.columns[1:]])
        db.execute(
            f"create virtual table if not exists {table} using fts5({listed}, tokenize = 'unicode61 remove_diacritics 0')"
        )


def entries(doc: dict[str, Any], found: ledger.Rows, entered: ledger.Rows) -> dict[str, list[list[Any]]]:
    """The rows of a document and its directives by table, their number first, from what `ledger.findings` and
    `ledger.entries` give; those of a table ascend by number.
    """
    cast = Cast(doc["id"], found["units"], found["officials"], found["spellings"])
    systems: dict[int, list[str]] = {}
    for told in entered["told_systems"]:
        systems.setdefault(told["ledger"], []).append(word("system", told["code"]))
    parties: dict[int, list[str]] = {}
    for p in entered["parties"]:
        if p["role"] in _PARTIES:
            parties.setdefault(p["ledger"], []).append(party(_PARTIES[p["role"]], p["key"]))
    sort = [word("kind", doc.get("kind")), word("source", doc["source"])]
    directives, facets_of_all = [], set()
    said = {d["id"]: d for d in found["directives"]}
    # Full-text tables write what they hold to the file whenever a number is less than the one before it.
    for e in sorted(entered["ledger"], key=lambda e: e["id"]):
        d = said[e["directive"]]
        facets = [*_told(e), *parties.get(e["id"], ())]
        facets_of_all.update(facets)
        to = joined([n for a in json.loads(d["addressees"] or "[]") for n in cast.names_of(a)])
        by = d["issuer"] or ""
        texts = (joined(cast.names_of(by)), to, d["evidence"] or "")
        plain = (fold(joined(cast.offices_words(by))), _facets([*sort, *facets, *systems.get(e["id"], ())]))
        directives.append(_cells(e["id"], d["id"], texts, plain))
    texts = (doc.get("title") or "", joined([doc[c] for c in ("issuer", "signer") if doc.get(c)]), doc["text"])
    spoken = [word("system", s["code"]) for s in found["systems"]]
    number = entered["catalogue"][0]["id"]
    document = _cells(number, doc["id"], texts, [_facets([*sort, *spoken, *facets_of_all])])
    return {"documents_fts": [document], "directives_fts": directives}


def add(db: Database, made: dict[str, list[list[Any]]]) -> None:
    """Index a document and its directives, as `entries` makes their rows; they must not be indexed yet."""
    for table, rows in made.items():
        columns = ("rowid", *INDEXED[table].columns)
        marks = ", ".join("?" * len(columns))
        db.conn.executemany(f"insert into {table} ({', '.join(columns)}) values ({marks})", rows)


def _told(directive: dict[str, Any]) -> list[str]:
    due = directive["due"]
    when = ["dueset", word("due", due[:4]), word("due", due[:7])] if due else ["dueopen"]
    return [word("strength", directive["strength"]), *when]


def _facets(words: Iterable[str]) -> str:
    return " ".join(sorted(set(filter(None, words))))


def _cells(number: int, key: str, texts: Sequence[str], plain: Sequence[str]) -> list[Any]:
    return [number, key, *map(spelling, texts), *map(fold, texts), *plain]


def word(name: str, value: str | None) -> str:
    """The word of the column `facets` that says that `name` is `value`; empty for none."""
    return name + "".join(re.findall(r"[a-z0-9]", fold(value))) if value else ""


# Role of a party → how the filter by its key is called: a person gives a directive in the name of the units, too.
_PARTIES = {"addressee": "to", "issuer": "by", "issuer_unit": "by"}


def party(name: str, key: str) -> str:
    """The word of the column `facets` that says that the one with this key is to act (`to`) or says so (`by`)."""
    return f"{name}{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def remove(db: Database, document: str) -> None:
    """Take a document and its directives out of the indexes; call it while catalogue and ledger still hold them."""
    db.execute("delete from documents_fts where rowid in (select id from catalogue where document = ?)", [document])
    db.execute("delete from directives_fts where rowid in (select id from ledger where document = ?)", [document])


def whole(db: Database) -> bool:
    """Does every index hold exactly the numbers and keys of its table?"""
    for table, index in INDEXED.items():
        listed = sorted(map(tuple, db.execute(f"select id, {index.key} from {index.numbers}")))
        if sorted(map(tuple, db.execute(f"select rowid, {index.key} from {table}"))) != listed:
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
    return [f"{c}_folded" if form is fold else c for c in INDEXED[table].texts]
