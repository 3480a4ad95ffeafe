"""A folder of CSV files with datapackage.json, a Frictionless Data Package (https://specs.frictionlessdata.io).

One file a table or view worth having; the schema with types, titles, descriptions and keys comes from the data dictionary.
UTF-8 without a byte-order mark, comma, lines ended by CR LF (RFC 4180); an empty cell is no value or an empty one. Texts
stand apart in texts.csv, so that documents.csv opens in a spreadsheet. Cells that a spreadsheet would take for formulas
have an apostrophe before them (`formulas`), unless the order says raw; the package says which it is.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from output import ledger
from output.dictionary import VIEWS, is_header, sql_type, tables
from output.exports import choosing
from output.exports._tables import LISTS, chosen_rows
from output.exports._words import full_day, instant, is_list
from output.exports.choosing import Order, rows
from output.exports.formulas import defused
from output.questions import TITLES

_FACTS = ("directives", "officials", "units", "meetings", "citations", "dates", "systems", "figures")
# Whole days, and points of time.
_DAYS = frozenset(("published", "issued", "dated", "due"))
_INSTANTS = frozenset(("fetched", "gone"))
# What every value of a column must be, lest the column be text: SQLite itself holds any value in any column.
_SURE: dict[str, Callable[[Any], bool]] = {
    "date": lambda v: full_day(str(v)),
    "datetime": lambda v: instant(str(v)),
    "integer": lambda v: isinstance(v, int),
    "number": lambda v: isinstance(v, (int, float)),
    "array": is_list,
}
_COUNTS = frozenset(("start", "end", "places", "copied"))
# Column → the table and column that it names.
_NAMES = {"document": ("documents", "id"), "directive": ("directives", "id"), "official": ("officials", "id")} | {
    "meeting": ("meetings", "id")
}
# Primary keys other than `id`. A name may have an empty key (of signs alone), which none may be.
_KEYS: dict[str, list[str]] = {
    "sources": ["name"],
    "texts": ["document"],
    "deadlines": ["directive"],
    "places": ["copy"],
}
_TEXTS = "The published texts: the canonical text of each document, in which all offsets count characters."
_OFFSETS = "Offsets count Unicode characters of the document's text, from 0, the end excluded."


class Resource(NamedTuple):
    """One file: its name, what it is, its columns with what they mean, and where its rows come from."""

    name: str
    about: str
    columns: dict[str, str]
    rows: Iterable[dict[str, Any]]


def write(db: sqlite3.Connection, folder: Path, order: Order) -> None:
    """Write the package into `folder`, which is there and empty."""
    described = []
    for resource in _resources(db, order):
        types = _types(order, resource)
        _write(folder / f"{resource.name}.csv", resource, types, order)
        described.append(_described(resource, types))
    package = {
        "profile": "tabular-data-package",
        "name": "chidao",
        "title": "chidao – sổ chỉ đạo",
        "description": "Who tells whom to do what by when, and where it says so. " + _OFFSETS,
        "chidao:formulas": "raw" if order.raw else "defused",
        "resources": described,
    }
    whole = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    (folder / "datapackage.json").write_text(whole, encoding="utf-8")


def _resources(db: sqlite3.Connection, order: Order) -> Iterator[Resource]:
    known = tables(order.kinds)
    chosen = order.chosen

    def base(name: str, leave: Sequence[str] = ()) -> Resource:
        about, columns = known[name] if name in known else (VIEWS[name][0], VIEWS[name][2])
        kept = {c: m for c, m in columns.items() if c not in leave}
        return Resource(name, about, kept, chosen_rows(db, name, chosen, list(kept)))

    narrowed = chosen._replace(unit="", since="", until="")
    about, columns = known["sources"]
    yield Resource("sources", about, columns, chosen_rows(db, "sources", narrowed, list(columns)))
    yield base("documents", ("text", "copy_of"))
    meant = {"document": "The document", "text": known["documents"][1]["text"]}
    texts = chosen_rows(db, "documents", chosen, ["id", "text"])
    yield Resource("texts", _TEXTS, meant, ({"document": r["id"], "text": r["text"]} for r in texts))
    for name in _FACTS:
        if name in known:
            yield base(name)
    yield from _by_directive(db, order)
    yield base("offices", ("copied",))
    yield base("appearances", ("copied",))
    for name in VIEWS:
        if name == "places":
            yield _places(db, order)
        elif name != "source_health":
            yield base(name)


def _by_directive(db: sqlite3.Connection, order: Order) -> Iterator[Resource]:
    """The ledger's tables, which count directives by numbers of their own, by the directive."""
    condition, values = choosing.directives(order.chosen)
    for name, key in (("parties", "p.role, p.key"), ("told_systems", "p.code")):
        about, columns = ledger.TABLES[name]
        own = {c: m for c, m in columns.items() if c != "ledger"}
        listed = ", ".join(f"p.{c}" for c in own)
        sql = f"select l.directive, {listed} from ledger l join {name} p on p.ledger = l.id where {condition} order by l.directive, {key}"
        yield Resource(name, about, {"directive": "The directive", **own}, rows(db, sql, values))


def _places(db: sqlite3.Connection, order: Order) -> Resource:
    """The view `places`, asked from its documents on: it has no index that leads from a document to its copies."""
    about, _, columns = VIEWS["places"]
    condition, values = choosing.documents(order.chosen)
    sql = (
        "select c.document, o.address, o.source, o.published, o.id as copy from catalogue c"
        " join documents o on o.id in (select c.document union all select d.id from documents d where d.copy_of = c.document)"
        f" where {condition} order by c.document, o.id"
    )
    return Resource("places", about, columns, rows(db, sql, values))


def _types(order: Order, resource: Resource) -> dict[str, str]:
    kind = next((k for k in order.kinds if resource.name == k.TABLE and not is_header(k)), None)
    own = kind.columns() if kind else {}
    found = {}
    for c in resource.columns:
        if kind and c in own:
            found[c] = "number" if sql_type(kind, c) is float else "integer" if sql_type(kind, c) is int else "string"
        elif c in _COUNTS:
            found[c] = "integer"
        else:
            found[c] = "date" if c in _DAYS else "datetime" if c in _INSTANTS else "string"
        if c in LISTS or c == "spans":
            found[c] = "array"
    return found


def _write(path: Path, resource: Resource, types: dict[str, str], order: Order) -> None:
    """Write the file; a column in which a value is of another type becomes one of text in `types`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(resource.columns)
        for row in resource.rows:
            cells = [row[c] for c in resource.columns]
            for c, value in zip(resource.columns, cells, strict=True):
                if value not in (None, "") and types[c] in _SURE and not _SURE[types[c]](value):
                    types[c] = "string"
            writer.writerow(cells if order.raw else [defused(v) if isinstance(v, str) else v for v in cells])
            order.counted[resource.name] += 1


def _described(resource: Resource, types: dict[str, str]) -> dict[str, Any]:
    fields = []
    for c, meaning in resource.columns.items():
        field: dict[str, Any] = {"name": c, "type": types[c], "title": c.replace("_", " "), "description": meaning}
        if types[c] == "datetime":
            field["format"] = "any"
        fields.append(field)
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    key = _KEYS.get(resource.name) or (["id"] if "id" in resource.columns else [])
    if key:
        schema["primaryKey"] = key
        for field in fields:
            if field["name"] in key:
                field["constraints"] = {"required": True}
    foreign = {c: at for c, at in _NAMES.items() if c in resource.columns}
    if resource.name in ("documents", "places"):
        foreign["source"] = ("sources", "name")
    if resource.name == "directives_in_context":
        foreign["id"] = ("directives", "id")
    if foreign:
        schema["foreignKeys"] = [
            {"fields": [c], "reference": {"resource": table, "fields": [column]}}
            for c, (table, column) in foreign.items()
        ]
    return {
        "profile": "tabular-data-resource",
        "name": resource.name,
        "path": f"{resource.name}.csv",
        "title": TITLES.get(resource.name, resource.name),
        "description": resource.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }
