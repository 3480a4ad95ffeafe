"""``chidao export``: take what the store holds away, in the formats of others."""

from __future__ import annotations

import sqlite3
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from flows.settings import DATABASE

if TYPE_CHECKING:
    from output.exports.choosing import Chosen, Order
    from output.exports.formats import Format

out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)

# Entries of a feed that nobody asked more of: readers fetch it again and again.
_FEED = 1_000
_NAMES = "csv, jsonl, json, popolo, ftm, akn, ics, atom, docbin, conll, labelstudio"


def export(
    format_: Annotated[str, typer.Argument(metavar="FORMAT", help=f"One of {_NAMES}.")],
    to: Annotated[
        Path | None,
        typer.Option(
            "--out", help="The file or folder to make; - writes a file to standard output. Default: a name here."
        ),
    ] = None,
    database: Annotated[Path, typer.Option("--database", help="The SQLite file.")] = DATABASE,
    unit: Annotated[
        str | None,
        typer.Option("--unit", help="Only what concerns this unit: documents that name it, directives by and to it."),
    ] = None,
    source: Annotated[list[str] | None, typer.Option("--source", help="Only these sources; may be repeated.")] = None,
    since: Annotated[
        str | None, typer.Option("--since", help="Only documents from this day, month, quarter or year on.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", help="Only documents up to this day, month, quarter or year.")
    ] = None,
    table: Annotated[
        str, typer.Option("--table", help="json, jsonl: the table or view. Default: directives_in_context.")
    ] = "",
    base: Annotated[str, typer.Option("--base", help="Address of the desk, for links to its pages.")] = "",
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=0, help=f"ics, atom: at most so many entries; 0: all. Default: all, atom {_FEED}."),
    ] = None,
    raw: Annotated[bool, typer.Option("--raw", help="csv: leave cells that look like formulas as they are.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier export left there.")] = False,
) -> None:
    """Take what the store holds away: tables, people, documents, deadlines, annotations, each in a format of its field.

    Texts that several portals carry are taken once. See docs/taking-away.md for what each format holds.
    """
    import extractors
    from output.exports import choosing
    from output.exports.choosing import ExportError, Order
    from output.exports.formats import FORMATS

    made = FORMATS.get(format_)
    if not made:
        raise typer.BadParameter(f"no format named {format_}; there are: {', '.join(FORMATS)}")
    counted: Counter[str] = Counter()
    try:
        with choosing.opened(database) as db:
            chosen = _asked(db, unit, source or [], since, until)
            most = limit if limit is not None else _FEED if format_ == "atom" else 0
            order = Order(chosen, extractors.kinds(), base.rstrip("/"), table, raw, most, counted)
            target = to or Path(made.out)
            with err.status("writing …"):
                _write(db, made, format_, target, order, force)
    except (ExportError, sqlite3.Error) as error:
        err.print("chidao:", style="red", end=" ")
        err.print(str(error), highlight=False, markup=False)
        raise typer.Exit(1) from error
    told = ", ".join(f"{n} {name}" for name, n in counted.items()) or "nothing was found"
    (err if str(target) == "-" else out).print(f"{target}: {told}", highlight=False, markup=False)


def _asked(
    db: sqlite3.Connection, unit: str | None, sources: list[str], since: str | None, until: str | None
) -> Chosen:
    """What was asked for. Raises typer.BadParameter for a unit or source that isn't there, and for what is no date."""
    from output.days import span
    from output.exports import choosing
    from output.exports.choosing import Chosen, ExportError

    days = {}
    for option, typed, end in (("--since", since, 0), ("--until", until, 1)):
        found = span(typed or "")
        if found is None or (typed is not None and not typed.strip()):
            raise typer.BadParameter(
                f"{option} {typed} is no date; write 2025-06-30, 30/6/2025, 6/2025, quý 2/2025 or 2025"
            )
        days[option] = found[end] if typed else ""
    try:
        choosing.check_sources(db, sources)
        key = choosing.unit_key(db, unit) if unit is not None else ""
    except ExportError as error:
        raise typer.BadParameter(str(error)) from error
    return Chosen(key, tuple(sources), days["--since"], days["--until"])


def _write(db: sqlite3.Connection, made: Format, name: str, target: Path, order: Order, force: bool) -> None:
    from output.exports.choosing import ExportError
    from output.exports.targets import new_file, new_folder

    if made.write:
        if str(target) == "-":
            raise ExportError(f"{name} makes a folder: name it with --out")
        about = {"format": name, **order.chosen._asdict(), "raw": order.raw}
        with new_folder(target, about, force=force) as folder:
            made.write(db, folder, order)
    elif made.parts:
        if str(target) == "-":
            sys.stdout.buffer.writelines(made.parts(db, order))
            sys.stdout.buffer.flush()
            return
        with new_file(target, force=force) as file:
            file.writelines(made.parts(db, order))
