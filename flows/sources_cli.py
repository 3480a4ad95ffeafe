"""``chidao sources``: list the source files, try one, draft one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

sources_app = typer.Typer(no_args_is_help=True, help="List, try and draft source files.")
out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)

_SIGN = {"good": ("✓", "green"), "warning": ("!", "yellow"), "bad": ("✗", "red")}
_CODE = {"good": 0, "warning": 3, "bad": 1}


@sources_app.command("list")
def sources_list() -> None:
    """List the sources that are known."""
    from corpus.sources import Portal, sources

    table = Table("name", "kind", "title", "where", "tried live")
    for name, s in sources().items():
        tried = (f"{s.tried:%Y-%m-%d}" if s.tried else "not yet") if isinstance(s, Portal) else "–"
        table.add_row(name, s.kind, s.title, s.base if isinstance(s, Portal) else str(s.path), tried)
    out.print(table)


@sources_app.command("check")
def sources_check(
    source: Annotated[str, typer.Argument(help="Name of a source, or path of a source file (FILE.toml).")],
    base: Annotated[str | None, typer.Option("--base", help="Address under which the portal is served.")] = None,
    pages: Annotated[int, typer.Option("--pages", min=1, help="How many of its pages are read.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, for machines.")] = False,
) -> None:
    """Try a source for real, without writing anything; exit code 0: all understood, 3: warnings, 1: nothing."""
    from corpus.checking import check
    from corpus.sources import load, sources

    if source.endswith(".toml"):
        found = load(Path(source))
    elif source in sources():
        found = sources()[source]
    else:
        raise typer.BadParameter(f"no source named {source}; known: {', '.join(sources())}, or give a FILE.toml")
    level, above = "bad", ("", "")
    for line in check(found, base, pages):
        level = line.level
        if as_json:
            typer.echo(json.dumps(line._asdict(), ensure_ascii=False))
            continue
        if (line.part, line.where) != above:
            above = (line.part, line.where)
            out.print(Text.assemble((line.part, "bold"), f" {line.where}"), highlight=False)
        sign, style = _SIGN[line.level]
        out.print(Text.assemble("  ", (sign, style), f" {line.what}"), highlight=False)
    if _CODE[level]:
        raise typer.Exit(_CODE[level])


@sources_app.command("new")
def sources_new(
    url: Annotated[str, typer.Argument(help="Address of a front page, a list, a feed or an article.")],
    name: Annotated[str | None, typer.Option("--name", help="Name of the source. Default: made from its host.")] = None,
    base: Annotated[str | None, typer.Option("--base", help="Address under which the portal is served.")] = None,
    write: Annotated[
        Path | None, typer.Option("--write", help="Folder in which NAME.toml is made; none is overwritten.")
    ] = None,
) -> None:
    """Look at a portal and draft its source file; every guess is marked in it."""
    from corpus.drafting import DraftError, draft
    from corpus.fetching import Refused
    from corpus.sources import parse

    try:
        text = draft(url, name, say=lambda said: err.print(said, style="dim", highlight=False), served=base)
    except (DraftError, Refused) as error:
        err.print(f"[red]chidao:[/red] {error}", highlight=False)
        raise typer.Exit(1) from None
    if write is None:
        typer.echo(text, nl=False)
        return
    path = write / f"{parse(text).name}.toml"
    if path.exists():
        raise typer.BadParameter(f"{path} exists: give another --name, or remove it")
    write.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    out.print(f"{path} written. Read it, then:  chidao sources check {path}", highlight=False)
