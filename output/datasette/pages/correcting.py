"""/-/correct/<table>/<row>, /-/missed/<document>, /-/corrections: what a signed-in user puts right, and its history.

Everybody may read; who is signed in may write (permission chidao-correct, which Datasette's plugins can narrow). A form
without JavaScript; its token is checked by Datasette before anything here runs.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from datasette import Forbidden, Response

from corpus.archive import archive_folder
from corpus.canonical import canonical, squash
from output import corrections, entities
from output.corrections import Correction, CorrectionError
from output.datasette.pages._page import Link, missing, page, read, rows, store
from output.questions import LABELS, VALUES
from output.shapes import Shape, from_form, own

# Corrections that one page lists.
_SHOWN = 200
# Places of the same words that are offered.
_PLACES = 50
# Fields in which names of units or persons stand.
_NAMED = {"units": ("unit", "full"), "officials": ("person", "name")}
_FACTS = ("directives", "officials", "units", "dates", "citations", "systems", "figures", "meetings")


async def may_correct(datasette: Any, actor: Mapping[str, Any] | None) -> bool:
    """May this visitor put something right?"""
    allowed: bool = await datasette.permission_allowed(actor, "chidao-correct", default=bool(actor))
    return allowed


async def _signed_in(request: Any, datasette: Any) -> None:
    if not await may_correct(datasette, request.actor):
        raise Forbidden("Muốn sửa thì đăng nhập trước: /-/login (sign in to correct)")


async def correct_page(request: Any, datasette: Any) -> Response:
    """The form about one row; what is sent is made at once, and the row's document shown with it."""
    await _signed_in(request, datasette)
    fact, key = request.url_vars["fact"], request.url_vars["row"]
    shown = await read(store(datasette), lambda db: _row(db, fact, key))
    if shown is None:
        return await missing(
            datasette, request, "Không có dòng này", f"Trong bảng “{fact}” không có dòng mang mã “{key}”."
        )
    given = dict(await request.post_vars()) if request.method == "POST" else {}
    error = ""
    if given:
        wanted = {"document": shown["document"], "fact": fact, "row": key, "reason": given.get("reason", "")}
        try:
            return await _made(request, datasette, _wanted(fact, shown, given) | wanted)
        except CorrectionError as wrong:
            error = str(wrong)
    context = {**shown, "fact": fact, "given": given, "error": error, "labels": LABELS, "choices": VALUES}
    return await page(datasette, request, "correct.html", context, status=400 if error else 200)


def _wanted(fact: str, shown: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    what = given.get("what") or ""
    if what == "merge":
        kind, field = _NAMED.get(fact, ("", ""))
        name = str(shown["row"].get(field) or "")
        return {
            "what": what,
            "kind": kind,
            "key": given.get("key") or entities.key(name),
            "name": given.get("name", ""),
        }
    if what != "change":
        return {"what": what}
    return {"what": what, "fields": _changed(fact, shown["fields"], shown["row"], given)}


def _changed(
    fact: str, fields: Mapping[str, Shape], row: Mapping[str, Any], given: Mapping[str, str]
) -> dict[str, Any]:
    """The fields whose boxes hold something else than they were shown with."""
    changed = {}
    for field, shape in fields.items():
        typed = given.get(f"f-{field}")
        if typed is not None and squash(typed) != squash(_typed(shape, row.get(field))):
            changed[field] = from_form(fact, field, typed, "REAL" if shape.kind == "number" else "TEXT")
    return changed


def _typed(shape: Shape, value: Any) -> str:
    """A column's value as it stands in its box: of a list an item a line."""
    if shape.kind in ("list", "choices"):
        return "\n".join(json.loads(value or "[]"))
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _row(db: sqlite3.Connection, fact: str, key: str) -> dict[str, Any] | None:
    try:
        fields = corrections.fields_of(db, fact)
    except CorrectionError:
        return None
    row = next(iter(rows(db, f'select * from "{fact}" where id = ?', [key])), None)
    if row is None:
        return None
    document = key if fact == "documents" else row["document"]
    boxes = [{"name": f, "shape": s, "value": _typed(s, row.get(f))} for f, s in fields.items()]
    made = corrections.listed(db, document=document, fact=fact, row=key)
    named = _NAMED.get(fact)
    keys = [r["person"] for r in rows(db, "select distinct person from offices where official = ?", [key])]
    return {
        "row": row,
        "document": document,
        "fields": fields,
        "boxes": boxes,
        "made": made,
        "merged": named and {"kind": named[0], "name": row.get(named[1]), "keys": keys},
    }


async def missed_page(request: Any, datasette: Any) -> Response:
    """What was missed in a document: first its kind and words, then, once they are found, its fields."""
    await _signed_in(request, datasette)
    key = request.url_vars["id"]
    given = (
        dict(await request.post_vars()) if request.method == "POST" else {k: request.args.get(k) for k in request.args}
    )
    fact = given.get("fact") or _FACTS[0]

    def collect(db: sqlite3.Connection) -> dict[str, Any] | None:
        doc = next(iter(rows(db, "select id, title, address, text from documents where id = ?", [key])), None)
        if doc is None:
            return None
        places = _standing(doc.pop("text"), given.get("words") or "")
        try:
            fields = corrections.fields_of(db, fact)
        except CorrectionError:
            fields = {}
        boxes = [{"name": f, "shape": s, "value": given.get(f"f-{f}", "")} for f, s in fields.items() if f != own(fact)]
        return {"doc": doc, "places": places, "fields": fields, "boxes": boxes}

    shown = await read(store(datasette), collect)
    if shown is None:
        return await missing(datasette, request, "Không có văn bản này", f"Trong sổ không có văn bản mang mã “{key}”.")
    error = ""
    if request.method == "POST":
        m = re.fullmatch(r"(\d{1,8})-(\d{1,8})", given.get("place") or "")
        fields = {
            b["name"]: v for b in shown["boxes"] if (v := from_form(fact, b["name"], b["value"])) not in (None, [])
        }
        try:
            if not m:
                raise CorrectionError("which of the places is meant? Choose one")
            wanted = {
                "what": "add",
                "document": key,
                "fact": fact,
                "start": int(m[1]),
                "end": int(m[2]),
                "fields": fields,
            }
            return await _made(request, datasette, wanted | {"reason": given.get("reason", "")})
        except CorrectionError as wrong:
            error = str(wrong)
    context = {
        **shown,
        "fact": fact,
        "facts": _FACTS,
        "given": given,
        "error": error,
        "labels": LABELS,
        "choices": VALUES,
    }
    return await page(datasette, request, "missed.html", context, status=400 if error else 200)


def _standing(text: str, words: str) -> list[dict[str, Any]]:
    """Where `words` stand in `text`, white space apart, each with what stands around."""
    wanted = canonical(words).split()
    if not wanted:
        return []
    found = []
    for m in re.finditer(r"\s+".join(map(re.escape, wanted)), text):
        around = (text[max(0, m.start() - 60) : m.start()], m[0], text[m.end() : m.end() + 60])
        found.append({"place": f"{m.start()}-{m.end()}", "around": around})
        if len(found) == _PLACES:
            break
    return found


async def corrections_page(request: Any, datasette: Any) -> Response:
    """All corrections, the last first, by state; who is signed in may undo one."""
    given = dict(await request.post_vars()) if request.method == "POST" else {}
    error = ""
    if given:
        await _signed_in(request, datasette)
        author = _author(request)
        try:
            await _write(
                datasette,
                lambda db, folder: corrections.undo(db, folder, given.get("id", ""), author, given.get("reason", "")),
            )
            return Response.redirect(Link(datasette).here("/-/corrections"))
        except CorrectionError as wrong:
            error = str(wrong)
    state = request.args.get("trang_thai") or None

    def collect(db: sqlite3.Connection) -> dict[str, Any]:
        counts = dict(db.execute("select state, count(*) from corrections group by state").fetchall())
        return {"made": corrections.listed(db, state=state)[::-1][:_SHOWN], "counts": counts}

    context = await read(store(datasette), collect)
    may = await may_correct(datasette, request.actor)
    context |= {"state": state, "error": error, "may_correct": may, "shown": _SHOWN, "labels": LABELS}
    return await page(datasette, request, "corrections.html", context, status=400 if error else 200)


async def _made(request: Any, datasette: Any, wanted: dict[str, Any]) -> Response:
    wanted = {**wanted, "author": _author(request)}
    made = await _write(datasette, lambda db, folder: corrections.correct(db, folder, wanted))
    link = Link(datasette)
    address = link.document(made.document, made.start) if made.document else link.here("/-/corrections")
    return Response.redirect(address)


def _author(request: Any) -> str:
    return str(request.actor.get("id") or request.actor.get("name") or "")


async def _write(datasette: Any, fn: Callable[[sqlite3.Connection, Path], Correction]) -> Correction:
    database = store(datasette)
    folder = archive_folder(Path(database.path))

    def settled(db: sqlite3.Connection) -> Correction | CorrectionError:
        # Datasette prints a trace for what its write thread raises; a refusal is none.
        try:
            return fn(db, folder)
        except CorrectionError as error:
            return error

    made = await database.execute_write_fn(settled)
    if isinstance(made, CorrectionError):
        raise made
    return made  # type: ignore[no-any-return]
