"""``chidao corrections``: list what people put right, take it elsewhere, undo it, learn from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from flows.settings import DATABASE, archive_folder

if TYPE_CHECKING:
    from output.corrections import Correction
    from output.database import Store

corrections_app = typer.Typer(no_args_is_help=True, help="What people put right: list it, take it elsewhere, undo it.")
out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)

_STATES = ("applied", "settled", "ask", "undone")
DatabaseOption = Annotated[Path, typer.Option("--database", help="The SQLite file.")]


@contextmanager
def _opened(database: Path) -> Iterator[tuple[Store, Path]]:
    """The store with all that its archive's corrections say, and the archive's folder."""
    from flows import stages
    from output import corrections

    folder = archive_folder(database)
    with stages.open_store(database) as store:
        note = corrections.sync(store.db.conn, folder)
        if note:
            err.print(note, highlight=False)
        yield store, folder


@corrections_app.command("list")
def corrections_list(
    state: Annotated[str | None, typer.Option("--state", help=f"Only those that are {', '.join(_STATES)}.")] = None,
    document: Annotated[str | None, typer.Option("--document", help="Only those of this document.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, for machines.")] = False,
    database: DatabaseOption = DATABASE,
) -> None:
    """List corrections in the order in which they were made; --state ask shows those that someone must look at again."""
    from output import corrections

    if state is not None and state not in _STATES:
        raise typer.BadParameter(f"--state is one of {', '.join(_STATES)}, not {state}")
    with _opened(database) as (store, _):
        found = corrections.listed(store.db.conn, state=state, document=document)
    if as_json:
        for c in found:
            typer.echo(json.dumps(c._asdict(), ensure_ascii=False))
        return
    for c in found:
        where = (
            "" if c.document is None else f"  document {c.document}" + (f" at {c.start}" if c.start is not None else "")
        )
        out.print(f"[bold]{c.id}[/bold]  {c.state}  {c.what}{where}", highlight=False)
        undone = f"undone by {c.undone_by} {c.undone_at}: {c.undone_reason}" if c.undone_at else ""
        for line in (_said(c), c.why, f"{c.author} {c.at}: {c.reason}", undone):
            if line:
                out.print(f"    {line}", markup=False, highlight=False)
    if not found:
        out.print("no corrections")


def _said(c: Correction) -> str:
    if c.what == "merge":
        return f"{c.fields['kind']} {c.fields['key']} → {c.fields['name']}"
    given = ", ".join(f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in c.fields.items())
    return " ".join(w for w in (c.fact, f"“{(c.quote or '')[:60]}”" if c.quote else "", given) if w)


@corrections_app.command("export")
def corrections_export(
    file: Annotated[Path, typer.Argument(help="The JSON-lines file to write.")], database: DatabaseOption = DATABASE
) -> None:
    """Write every correction and undoing, one a line; `import` takes them into another store of the same sources."""
    from output import events

    with _opened(database) as (_, folder):
        kept = events.kept(folder).events
    file.write_text("".join(f"{events.to_line(e)}\n" for e in kept), encoding="utf-8")
    out.print(f"{len(kept)} lines written to {file}", highlight=False)


@corrections_app.command("import")
def corrections_import(
    file: Annotated[Path, typer.Argument(help="A file that `export` wrote.")], database: DatabaseOption = DATABASE
) -> None:
    """Take corrections in and apply them; a line that is here already is passed over. All lines are taken, or none."""
    from output import corrections

    with _opened(database) as (store, folder):
        new, known = corrections.take_in(store.db.conn, folder, file)
        asked = len(corrections.listed(store.db.conn, state="ask"))
    out.print(f"{new} new, {known} known already; {asked} corrections ask to be looked at", highlight=False)


@corrections_app.command("undo")
def corrections_undo(
    correction: Annotated[str, typer.Argument(metavar="ID", help="Id of the correction, as `list` shows it.")],
    author: Annotated[str, typer.Option("--author", help="Who undoes it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why.")],
    database: DatabaseOption = DATABASE,
) -> None:
    """Undo a correction: the document holds again what was extracted; the correction stays in the history."""
    from output import corrections

    with _opened(database) as (store, folder):
        done = corrections.undo(store.db.conn, folder, correction, author, reason)
    out.print(f"{done.id} undone", highlight=False)


@corrections_app.command("gold")
def corrections_gold(
    folder: Annotated[Path, typer.Argument(help="Folder in which NAME.txt and NAME.json are written.")],
    database: DatabaseOption = DATABASE,
) -> None:
    """Write corrected documents as annotated texts, for `chidao train --with FOLDER` and `chidao score FOLDER`.

    Documents with a correction that asks to be looked at are left out; values that do not stand in the text are told.
    """
    from corpus.gold import check
    from output import corrections
    from output.annotations import annotation

    with _opened(database) as (store, _):
        of: dict[str, set[str]] = {}
        for c in corrections.listed(store.db.conn):
            if c.document and c.state != "undone":
                of.setdefault(c.document, set()).add(c.state)
        folder.mkdir(parents=True, exist_ok=True)
        written = 0
        for document, states in of.items():
            if "ask" in states:
                err.print(
                    f"{document}: left out, a correction of it asks: chidao corrections list --document {document}"
                )
                continue
            text, gold = annotation(store.db, document)
            for wrong in check(gold, text):
                err.print(f"{document}: {wrong}", highlight=False, markup=False)
            (folder / f"{document}.txt").write_text(text, encoding="utf-8")
            (folder / f"{document}.json").write_text(
                json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
            )
            written += 1
    if not written:
        raise corrections.CorrectionError("no document carries a correction that holds: there is nothing to learn from")
    out.print(f"{written} annotated texts written to {folder}; learn from them with: chidao train --with {folder}")
