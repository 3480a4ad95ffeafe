"""What the desk's pages stand on: derived tables, one row a document, directive, party, office and unit's appearance.

They follow from the tables of findings, document by document, and hold what filters need without a join: dates, the last
day of a deadline, completed names. A number is given so that a later date has a greater one: the newest come first by
walking an index backwards.
"""

from __future__ import annotations

import hashlib
import json
import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlite_utils import Database

from output.entities import Cast, key

Columns = dict[str, str]

TABLES: dict[str, tuple[str, Columns]] = {
    "catalogue": (
        "One row a document: what it is found and filtered by.",
        {
            "id": "Number, greater for a later date; the row of documents_fts with this number indexes it",
            "document": "The document",
            "dated": "Date of the document: issued, else published",
            "kind": "Kind of document",
            "source": "The source",
            "copied": "1 if another document stands for its text",
        },
    ),
    "ledger": (
        "One row a directive: what it is found and filtered by.",
        {
            "id": "Number, greater for a later date of the document; the row of directives_fts with this number indexes it",
            "directive": "The directive",
            "document": "The document",
            "dated": "Date of the document: issued, else published",
            "due": "Last day that the deadline leaves: of a month, quarter, year or span its last; empty without a deadline or where the text leaves the year open",
            "kind": "Kind of document",
            "source": "The source",
            "strength": "order, request or wish",
            "copied": "1 if another document stands for the text of this one",
        },
    ),
    "parties": (
        "One row a directive and who gives it or is to act, names completed.",
        {
            "ledger": "The directive's number in ledger",
            "role": "issuer, addressee, coordinating, or issuer_unit: the unit in which the person who gives it holds an office",
            "name": "Name, completed from the text",
            "key": "The name as its page's address has it; of a person with the unit behind @",
            "kind": "unit, person, or group: named nowhere else in the text",
        },
    ),
    "told_systems": (
        "One row a directive and e-government system that it speaks of.",
        {"ledger": "The directive's number in ledger", "code": "Code of the system"},
    ),
    "offices": (
        "One row an official and office: a person is a name with a unit, never a name alone.",
        {
            "person": "Name and unit as the page's address has them; without a unit the title or document stands behind @",
            "name": "Name of the person",
            "title": "The office as stated",
            "unit": "The unit, its name completed",
            "unit_key": "The unit as its page's address has it",
            "official": "The row of officials that states it",
            "document": "The document that states it",
            "dated": "Date of the document",
            "copied": "1 if another document stands for the text of this one",
        },
    ),
    "appearances": (
        "One row a unit or area, by its completed name, and document.",
        {
            "key": "The name as its page's address has it",
            "name": "The completed name",
            "type": "agency or area",
            "document": "The document",
            "dated": "Date of the document",
            "copied": "1 if another document stands for the text of this one",
        },
    ),
}

_WHOLE = {"id", "ledger", "copied"}
_INDEXES = {
    "catalogue": ("document", "kind, id", "source, id"),
    "ledger": ("directive", "document", "due", "strength, id", "dated"),
    "parties": ("key, role, ledger", "ledger"),
    "told_systems": ("code, ledger", "ledger"),
    "offices": ("person, dated", "unit_key", "document", "name"),
    "appearances": ("key, dated", "document", "name"),
}


# Bits of a number below the day: few collisions within a day, and no two numbers lie 2^57 or more apart. (Read backwards,
# the full-text tables of SQLite 3.40 lose rows behind such a gap, e.g. between undated documents and the first dated ones.)
_DAY = 35


def create(db: Database) -> None:
    """The tables, where they are missing, and what keeps `copied` true."""
    for name, (_, columns) in TABLES.items():
        cells = (
            f'"{c}" integer primary key' if c == "id" else f'"{c}" {"integer" if c in _WHOLE else "text"}'
            for c in columns
        )
        db.execute(f"create table if not exists {name} ({', '.join(cells)})")
        for n, columns_of in enumerate(_INDEXES[name]):
            db.execute(f"create index if not exists {name}_{n} on {name} ({columns_of})")
    if "copy_of" in db["documents"].columns_dict:
        updates = "; ".join(
            f"update {t} set copied = new.copy_of is not null where document = new.id"
            for t, (_, c) in TABLES.items()
            if "copied" in c
        )
        db.execute(f"create trigger if not exists copied after update of copy_of on documents begin {updates}; end")


# Rows by table.
Rows = dict[str, list[dict[str, Any]]]
# The tables of findings that a document's rows here follow from.
FOUND = ("directives", "units", "officials", "systems")


def findings(db: Database, document: str) -> tuple[dict[str, Any], Rows]:
    """The row of a document, and of those tables that its rows here follow from: its findings, and all spellings."""
    there = set(db.table_names())
    doc = dict(next(iter(db.query("select * from documents where id = ?", [document]))))
    found = {t: _of(db, t, document) if t in there else [] for t in FOUND}
    return doc, found | {"spellings": list(db.query("select * from spellings")) if "spellings" in there else []}


def entries(doc: dict[str, Any], found: Rows, taken: Callable[[str, int], bool]) -> Rows:
    """The rows of a document, from what `findings` gives; `taken` says of table and number whether it is given away."""
    document = doc["id"]
    dated = doc.get("issued") or doc.get("published")
    common = {"document": document, "dated": dated, "copied": int(bool(doc.get("copy_of")))}
    sort = {"kind": doc.get("kind"), "source": doc["source"]}
    made: Rows = {table: [] for table in TABLES}
    made["catalogue"].append({"id": _number(taken, "catalogue", dated, document), **common, **sort})
    cast = Cast(document, found["units"], found["officials"], found["spellings"])
    used: set[int] = set()
    for d in found["directives"]:
        number = _number(lambda t, n: n in used or taken(t, n), "ledger", dated, d["id"])
        used.add(number)
        own = {"id": number, "directive": d["id"], "due": last_day(d["deadline"]), "strength": d["strength"]}
        made["ledger"].append({**own, **common, **sort})
        made["parties"] += [{"ledger": number, **p} for p in _parties(cast, d)]
        told = {s["code"] for s in found["systems"] if _inside(s, d)}
        made["told_systems"] += [{"ledger": number, "code": code} for code in sorted(told)]
    for person in found["officials"]:
        own = {"official": person["id"], **common}
        made["offices"] += [o._asdict() | own for o in cast.offices_of(person)]
    named = {k: (name, u) for u in found["units"] if (k := key(name := cast.full(u)))}
    made["appearances"] = [
        {"key": k, "name": name, "type": u["type"], **common} for k, (name, u) in sorted(named.items())
    ]
    return made


def add(db: Database, made: Rows) -> None:
    """Enter the rows of a document, as `entries` makes them; there must be none of it."""
    for table, rows in made.items():
        columns = list(TABLES[table][1])
        cells = ([row[c] for c in columns] for row in rows)
        db.conn.executemany(f"insert into {table} values ({', '.join('?' * len(columns))})", cells)


def taken(db: Database, table: str, number: int) -> bool:
    """Is this number of `table` given away?"""
    return bool(db.execute(f"select 1 from {table} where id = ?", [number]).fetchone())


def _of(db: Database, table: str, document: str) -> list[dict[str, Any]]:
    return list(db.query(f'select * from "{table}" where document = ? order by start, "end", id', [document]))


def _inside(found: dict[str, Any], directive: dict[str, Any]) -> bool:
    places = json.loads(found["spans"] or "[]") or [["", found["start"], found["end"]]]
    return any(directive["start"] <= a and b <= directive["end"] for _, a, b in places)


def _parties(cast: Cast, directive: dict[str, Any]) -> list[dict[str, str]]:
    found = []
    if directive["issuer"]:
        found.append(("issuer", cast.party(directive["issuer"])))
        units = [o for o in cast.offices.get(key(directive["issuer"]), []) if o.unit]
        found += [("issuer_unit", cast.party(o.unit)._replace(kind="unit")) for o in units]
    for role, field in (("addressee", "addressees"), ("coordinating", "coordinating")):
        found += [(role, cast.party(name)) for name in json.loads(directive.get(field) or "[]")]
    once = {(role, p.key): {"role": role, **p._asdict()} for role, p in found}
    return list(once.values())


def remove(db: Database, document: str) -> None:
    """Take a document out."""
    for table in ("parties", "told_systems"):
        db.execute(f"delete from {table} where ledger in (select id from ledger where document = ?)", [document])
    for table, (_, columns) in TABLES.items():
        if "document" in columns:
            db.execute(f"delete from {table} where document = ?", [document])


def _number(taken: Callable[[str, int], bool], table: str, dated: str | None, name: str) -> int:
    """A free number, greater than those of earlier dates: days since the year 1, then bits of a digest."""
    number = day_number(dated) << _DAY | int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> (
        64 - _DAY
    )
    while taken(table, number):
        number += 1
    return number


def day_number(day: str | None) -> int:
    """Days from the year 1 to an ISO day, month or year (its first day); 0 for none and for what is no day."""
    m = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?$", day or "")
    try:
        return date(int(m[1]), int(m[2] or 1), int(m[3] or 1)).toordinal() if m else 0
    except ValueError:
        return 0


def numbers(since: str | None, until: str | None) -> tuple[int, int]:
    """The first and last number of documents dated from `since` to `until` (ISO days, months or years, the last one with
    its last day); None leaves an end open, and both None let undated documents in.
    """
    first = max(1, day_number(since)) << _DAY if since or until else 0
    return first, (day_number(last_day(until)) + 1 << _DAY) - 1 if until else (1 << 63) - 1


def last_day(deadline: str | None) -> str | None:
    """The last day of a deadline in the guidelines' ISO forms; None where it is none or leaves the year open."""
    last = (deadline or "").rsplit("/", 1)[-1]
    m = re.fullmatch(r"(\d{4})(?:-(?:Q([1-4])|(\d\d)(?:-(\d\d))?))?", last)
    if not m or not m[1].strip("0"):
        return None
    year, month = int(m[1]), int(m[2]) * 3 if m[2] else int(m[3] or 12)
    if not 1 <= month <= 12:
        return None
    longest = monthrange(year, month)[1]
    day = int(m[4] or longest)
    return f"{year:04}-{month:02}-{day:02}" if 1 <= day <= longest else None
