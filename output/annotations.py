"""A document's findings, as people have put them right, in the form of the annotated texts that the models learn from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

# Section → its table and fields, in the order of the guidelines.
_SECTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "officials": ("officials", ("name", "titles", "roles")),
    "units": ("units", ("text", "type", "full")),
    "dates": ("dates", ("text", "value")),
    "directives": ("directives", ("evidence", "issuer", "addressees", "action", "deadline", "strength")),
    "references": ("citations", ("text", "type", "number", "date")),
    "figures": ("figures", ("text", "value")),
    "meetings": ("meetings", ("date", "place", "about", "chair", "head", "units")),
}
_HEAD = ("kind", "title", "published", "number", "issuer", "place", "issued")
_LISTS = ("titles", "roles", "addressees")


def annotation(db: Database, document: str) -> tuple[str, dict[str, Any]]:
    """The text of a document and its annotation, each entry once. Raises KeyError if there is no such document."""
    found = list(db.query("select * from documents where id = ?", [document]))
    if not found:
        raise KeyError(document)
    head = found[0]
    signer = {"name": head["signer"], "title": head["signer_title"]} if head.get("signer") else None
    gold: dict[str, Any] = {"document": {**{k: head.get(k) for k in _HEAD}, "signer": signer}}
    gold["document"]["kind"] = head.get("kind") or "other"
    for section, (table, fields) in _SECTIONS.items():
        if section == "figures":
            gold["systems"] = [r["code"] for r in _rows(db, "systems", document)]
        gold[section] = _distinct({f: _plain(table, f, r.get(f)) for f in fields} for r in _rows(db, table, document))
    gold["systems"] = sorted(set(gold["systems"]))
    return str(head["text"]), gold


def _rows(db: Database, table: str, document: str) -> Iterable[dict[str, Any]]:
    return list(db.query(f'select * from "{table}" where document = ? order by start, "end", id', [document]))


def _plain(table: str, field: str, value: Any) -> Any:
    if field in _LISTS or (table, field) == ("meetings", "units"):
        return json.loads(value or "[]")
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _distinct(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    once: dict[str, dict[str, Any]] = {}
    for e in entries:
        once.setdefault(json.dumps(e, ensure_ascii=False), e)
    return list(once.values())
