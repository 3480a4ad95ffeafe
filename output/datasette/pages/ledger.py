"""/-/ledger: all directives, by the filters a person thinks in, with what is overdue, due and open."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Any

from datasette import Response

from output import asking
from output.asking import Asked
from output.datasette.pages._page import Link, page, pages, read, rows, store, today
from output.snippets import Piece, excerpt

SIZE = 50
# The formats in which the filtered ledger can be taken away (pages/taking.py).
FORMS = ("csv", "json", "jsonl")
# Addresses are read by people: their words are Vietnamese without marks, as those of the questions are.
PARAMETERS = {
    "q": "about",
    "don_vi": "to",
    "nguoi_giao": "by",
    "nguon": "source",
    "loai": "kind",
    "muc_do": "strength",
    "he_thong": "system",
    "tu_ngay": "since",
    "den_ngay": "until",
    "han": "due",
    "han_tu": "due_from",
    "han_den": "due_until",
    "toi": "to_key",
    "cua": "by_key",
}
# Group of answers → the parameter by which it becomes a filter.
_GROUPS = {"due": "han", "strength": "muc_do", "kind": "loai", "source": "nguon", "to": "don_vi", "year": "nam"}
_CODES = ("source", "kind", "strength", "system", "due")


def asked_of(args: Any) -> tuple[Asked, list[str]]:
    """The question in an address, and what of it could not be understood, in Vietnamese."""
    given: dict[str, Any] = {
        field: " ".join((args.get(name) or "").split())[:300] for name, field in PARAMETERS.items()
    }
    wrong = []
    for field in ("since", "until", "due_from", "due_until"):
        if given[field] and not re.fullmatch(r"[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", given[field]):
            wrong.append(f"“{given[field]}” không phải là ngày: viết như 2025-06-30, 2025-06 hoặc 2025")
            given[field] = ""
    year = args.get("nam") or ""
    if re.fullmatch(r"[12]\d{3}", year):
        given["since"], given["until"] = given["since"] or year, given["until"] or f"{year}-12-31"
    return Asked(**given), wrong


def parameters(asked: Asked) -> dict[str, str]:
    """The question as parameters of an address."""
    return {name: getattr(asked, field) for name, field in PARAMETERS.items() if getattr(asked, field)}


def offset_of(args: Any) -> int:
    """Which answer is to be shown first."""
    return int(args.get("tu")) if re.fullmatch(r"\d{1,5}", args.get("tu") or "") else 0


def entries(db: sqlite3.Connection, numbers: Iterable[int], now: date, typed: str = "") -> list[dict[str, Any]]:
    """What the ledger's rows with these numbers show, in their order; what was `typed` is marked in the proving words."""
    wanted = list(numbers)
    listed = ",".join(map(str, wanted))
    found = {
        r["number"]: {**r, "issuers": [], "addressees": [], "coordinating": [], "state": state(r["due"], now)}
        for r in rows(
            db,
            "select l.id as number, l.due, l.dated, l.kind, l.strength, l.source, d.id, d.document, d.start, d.issuer as said_by,"
            " d.addressees as said_to, d.action, d.deadline, d.deadline_text, d.evidence, o.*, o.id as document, d.start as start, d.id as id"
            f" from ledger l join directives d on d.id = l.directive join ({_HEAD}) o on o.id = l.document where l.id in ({listed})",
        )
    }
    for p in rows(db, f"select * from parties where ledger in ({listed}) order by rowid"):
        entry = found.get(p["ledger"])
        if entry and p["role"] != "issuer_unit":
            entry[{"issuer": "issuers", "addressee": "addressees", "coordinating": "coordinating"}[p["role"]]].append(p)
    return [found[n] | {"pieces": _hits(found[n]["evidence"], typed)} for n in wanted if n in found]


def _hits(evidence: str, typed: str) -> list[Piece]:
    """The sentence with what was typed marked; nothing where it is not in the proving words."""
    pieces = excerpt(evidence, typed)[0] if typed else []
    return pieces if any(p.hit for p in pieces) else []


_HEAD = "select id, title, number as document_number, address, issuer as document_issuer from documents"


def state(due: str | None, now: date) -> str:
    """overdue, ahead or open."""
    return "open" if not due else "overdue" if due < now.isoformat() else "ahead"


def choices(db: sqlite3.Connection) -> dict[str, list[tuple[str, str]]]:
    """What the filters with fixed values offer: (value, words)."""
    return {
        "source": [(r[0], r[1] or r[0]) for r in db.execute("select name, title from sources order by title, name")],
    }


def _exactly(db: sqlite3.Connection, words: str, key: str) -> str:
    """What a filter by a key says, with the name that has it."""
    row = db.execute("select name from parties where key = ? limit 1", [key]).fetchone() if key else None
    return f"{words} “{row[0] if row else key}”"


async def ledger_page(request: Any, datasette: Any) -> Response:
    """The ledger, filtered by the address's parameters."""
    asked, wrong = asked_of(request.args)
    at, now = offset_of(request.args), today()
    by_deadline = request.args.get("xep") == "han"

    def collect(db: sqlite3.Connection) -> dict[str, Any]:
        found = asking.directives(db, asked, now, size=SIZE, offset=at, by_deadline=by_deadline)
        grouped, of = asking.groups(db, asked, now)
        return {
            "found": found,
            "entries": entries(db, found.numbers, now, asked.about),
            "groups": grouped,
            "grouped": of,
            "choices": choices(db),
            "exactly": {"toi": _exactly(db, "cho đúng", asked.to_key), "cua": _exactly(db, "của đúng", asked.by_key)},
        }

    context = await read(store(datasette), collect)
    link = Link(datasette)
    chosen = parameters(asked)
    kept = {**chosen, **({"xep": "han"} if by_deadline else {})}
    narrowed = {
        name: [
            {
                "value": value,
                "count": n,
                "here": chosen.get(_GROUPS[name]) == value,
                "link": link.ledger(**{**kept, _GROUPS[name]: value}),
            }
            for value, n in group
        ]
        for name, group in context["groups"].items()
    }
    without = [
        {
            "name": name,
            "value": context["exactly"].get(name, value),
            "link": link.ledger(**{k: v for k, v in kept.items() if k != name}),
        }
        for name, value in chosen.items()
    ]
    found = context["found"]
    return await page(
        datasette,
        request,
        "ledger.html",
        {
            **context,
            "groups": narrowed,
            "limit": asking.GROUPED,
            "asked": asked,
            "chosen": chosen,
            "without": without,
            "wrong": wrong,
            "by_deadline": by_deadline,
            "sorted": {"dated": link.ledger(**chosen), "due": link.ledger(**chosen, xep="han")},
            "downloads": {f: link.ledger(**chosen).replace("/-/ledger", f"/-/ledger.{f}", 1) for f in FORMS},
            "pages": pages(link.ledger, kept, at, SIZE, len(found.numbers), found.total + found.more),
        },
    )
