"""Directives as calendars and feeds tell of them: who, whom, what, by when, where it says so, and when that last changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from output.exports import choosing
from output.exports._words import iri, is_url, listed, page
from output.exports.choosing import Chosen, rows
from output.ledger import last_day
from output.questions import VALUES

Told = Mapping[str, Any]


def _names(role: str) -> str:
    named = f"select p.name from parties p where p.ledger = l.id and p.role = '{role}' order by p.rowid"
    return f"(select json_group_array(name) from ({named}))"


# A directive has changed when its document's text has, or when someone has put something right in it. Both only ever grow.
_SELECT = f"""
select l.directive, l.due, l.strength, l.dated, d.action, d.evidence, d.deadline, d.deadline_text, o.id as document,
  o.title, o.number, o.issuer as body, o.address, {_names("issuer")} as by, {_names("addressee")} as "to",
  (select count(*) from versions v where v.document = o.id) - 1
    + (select count(*) + count(undone_at) from corrections k where k.document = o.id) as changes,
  nullif(max(coalesce((select max(v.fetched) from versions v where v.document = o.id), o.fetched, ''),
    coalesce((select max(max(at, coalesce(undone_at, ''))) from corrections k where k.document = o.id), '')), '') as changed
from ledger l join directives d on d.id = l.directive join documents o on o.id = l.document
"""


def newest(db: sqlite3.Connection, chosen: Chosen, limit: int = 0) -> Iterator[dict[str, Any]]:
    """The chosen directives, those of the newest documents first; at most `limit`, if it is not 0."""
    condition, values = choosing.directives(chosen)
    return rows(db, f"{_SELECT} where {condition} order by l.id desc limit ?", [*values, limit or -1])


def due(db: sqlite3.Connection, chosen: Chosen, limit: int = 0, first: str = "") -> Iterator[dict[str, Any]]:
    """The chosen directives with a day by which they are to be done, from `first` (ISO day) on, the earliest first."""
    condition, values = choosing.directives(chosen)
    sql = f"{_SELECT} where l.due >= ? and {condition} order by l.due, l.id limit ?"
    return rows(db, sql, [first, *values, limit or -1])


def changed(told: Told) -> datetime:
    """When what is told last changed, in UTC; where nothing says so, the day of the document, else 1970."""
    for value in (told["changed"], last_day(told["dated"])):
        try:
            at = datetime.fromisoformat(value or "")
        except ValueError:
            continue
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
    return datetime(1970, 1, 1, tzinfo=UTC)


def headline(told: Told) -> str:
    """Whom → what, in one line of whatever length."""
    to = "; ".join(listed(told["to"]))
    return " ".join(f"{to}: {told['action'] or ''}".split() if to else (told["action"] or "").split())


def body(told: Told) -> str:
    """Who → whom, the words that say so, the deadline, the document and where it is, a line or paragraph each."""
    by, to = (
        "; ".join(listed(told["by"])) or "(không nêu ai giao)",
        "; ".join(listed(told["to"])) or "(không nêu ai làm)",
    )
    document = [
        told["title"],
        told["number"] and f"số {told['number']}",
        told["dated"] and f"ngày {_day(told['dated'])}",
    ]
    lines = [
        f"{by} → {to}",
        f"Mức độ: {strength(told)}",
        f"Thời hạn: {told['deadline_text']}" if told["deadline_text"] else "",
        f"“{told['evidence'] or ''}”",
        "Văn bản: " + ", ".join(" ".join(p.split()) for p in document if p),
        str(told["address"] or ""),
    ]
    return "\n".join(line for line in lines if line)


def strength(told: Told) -> str:
    """How strong it is, in Vietnamese."""
    code = told["strength"] or ""
    return VALUES["strength"].get(code, code)


def link(told: Told, base: str) -> str:
    """Where it may be read: its page at `base`, else the page that published it; empty if neither is there."""
    there = told["address"]
    return page(base, "directive", told["directive"]) or (iri(there) if is_url(there) else "")


def _day(iso: str) -> str:
    return "/".join(reversed(iso.split("-"))) if len(iso) <= len("2025-06-30") else iso


def day_of(told: Told) -> date:
    """The day by which it is to be done, as the view `deadlines` gives it."""
    return date.fromisoformat(told["due"])
