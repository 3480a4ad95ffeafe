"""What is known of a document besides its text: its head, where it stands, what belongs to it."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping
from typing import Any, NamedTuple

from output.datasette.pages._page import Link, day, rows
from output.datasette.pages.citing import moment, web
from output.entities import key
from output.questions import VALUES

# Other places of a text, and files of a page, that are listed.
LISTED = 100


class Fact(NamedTuple):
    """A label, its words, and the page or outside address that they lead to."""

    label: str
    text: str
    link: str | None = None
    outside: bool = False


def about(db: sqlite3.Connection, doc: Mapping[str, Any], link: Link) -> dict[str, Any]:
    """Facts of the head, the title of the source, other places of the text, what it belongs to and what belongs to it."""
    source = doc["source"] or ""
    said = db.execute("select title from sources where name = ?", [source]).fetchone()
    title = (said and said[0]) or source
    return {"facts": _facts(db, doc, title, link), "source": title, **_places(db, doc), **_family(db, doc)}


def _facts(db: sqlite3.Connection, doc: Mapping[str, Any], source: str, link: Link) -> list[Fact]:
    outside = web(doc["address"])
    found = [
        Fact("Loại", VALUES["kind"].get(doc.get("kind") or "", doc.get("kind") or "")),
        Fact("Số, ký hiệu", doc.get("number") or ""),
        Fact("Cơ quan ban hành", doc.get("issuer") or "", _unit(db, doc.get("issuer"), link)),
        Fact("Nơi", doc.get("place") or ""),
        Fact("Ngày ban hành", day(doc.get("issued"))),
        Fact("Ngày đăng", day(doc.get("published"))),
        Fact("Người ký", doc.get("signer") or "", _signer(db, doc, link)),
        Fact("Chức vụ người ký", doc.get("signer_title") or ""),
        Fact("Nguồn", source, link.ledger(nguon=doc["source"]) if doc["source"] else None),
        Fact("Địa chỉ", doc["address"] or "", outside, outside is not None),
        Fact("Tải về", moment(doc.get("fetched"))),
        Fact("Không còn trên mạng từ", moment(doc.get("gone"))),
        Fact("Phông chữ cũ", _repaired(doc.get("repair"))),
    ]
    return [f for f in found if f.text]


def _unit(db: sqlite3.Connection, name: str | None, link: Link) -> str | None:
    k = key(name or "")
    there = k and db.execute("select 1 from appearances where key = ? limit 1", [k]).fetchone()
    return link.unit(k) if there else None


def _signer(db: sqlite3.Connection, doc: Mapping[str, Any], link: Link) -> str | None:
    sql = "select person from offices where document = ? and +name = ? order by unit_key = '' limit 1"
    there = db.execute(sql, [doc["id"], doc.get("signer")]).fetchone() if doc.get("signer") else None
    return link.official(there[0]) if there else None


def _repaired(repair: str | None) -> str:
    if not repair:
        return ""
    said = json.loads(repair)
    lost = "; chữ hoa có dấu trong bản gốc có thể thành chữ thường" if said.get("capitals_lost") else ""
    return f"{said.get('encoding', '')}, đã chuyển sang Unicode{lost}"


def _places(db: sqlite3.Connection, doc: Mapping[str, Any]) -> dict[str, Any]:
    """The other addresses at which this text stands; `kept` is the one that counts in the ledger."""
    first = doc["copy_of"] or doc["id"]
    # Each half walks an index; of the second the planner would doubt it where nearly all documents are no copies.
    sql = (
        "select id, source, address, published from documents where id = ?1 and id != ?2 union all"
        " select * from (select id, source, address, published from documents indexed by idx_documents_copy_of"
        " where copy_of = ?1 and id != ?2 order by published, address limit ?3)"
    )
    found = rows(db, sql, [first, doc["id"], LISTED + 1])
    copies = [{**r, "outside": web(r["address"]), "kept": r["id"] == first} for r in found[:LISTED]]
    return {"copies": copies, "more_copies": len(found) > LISTED}


def _family(db: sqlite3.Connection, doc: Mapping[str, Any]) -> dict[str, Any]:
    """The document that this one is attached to or packed in, and those that are attached to this one."""
    parent = None
    if doc["parent"]:
        sql = "select id, title, address from documents where source is ? and address = ?"
        parent = next(iter(rows(db, sql, [doc["source"], doc["parent"]])), None) or {"address": doc["parent"]}
        parent = {**parent, "outside": web(doc["parent"])}
    sql = "select id, title, address, media from documents where parent = ? and source is ? order by address limit ?"
    attached = rows(db, sql, [doc["address"], doc["source"], LISTED + 1])
    for a in attached:
        a["name"] = a["title"] or re.split(r"[/!]", a["address"].rstrip("/"))[-1] or a["address"]
    return {"parent": parent, "attached": attached[:LISTED], "more_attached": len(attached) > LISTED}
