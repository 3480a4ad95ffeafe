"""The command line: ``chidao COMMAND --help`` tells each.

Exit codes: 0 all well · 1 the command failed · 2 wrong usage · 3 done, but some documents or pages failed (they stand
in the table ``problems``, with what to do).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from flows.corrections_cli import corrections_app
from flows.export_cli import export
from flows.settings import CRON, DATABASE, TIMEZONE, archive_folder, prepare_prefect
from flows.sources_cli import sources_app

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Who tells whom to do what by when, and where does it say so?",
)
app.add_typer(sources_app, name="sources")
app.add_typer(corrections_app, name="corrections")
app.command()(export)
out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)

DatabaseOption = Annotated[Path, typer.Option("--database", help="The SQLite file.")]
SourceOption = Annotated[
    list[str] | None,
    typer.Option("--source", help="Name of a source, or path of a source file; may be repeated. Default: the sample."),
]
BaseOption = Annotated[
    str | None, typer.Option("--base", help="Address under which a portal is served, e.g. on loopback.")
]
LimitOption = Annotated[int | None, typer.Option("--limit", min=1, help="At most so many pages a source.")]
RecheckOption = Annotated[
    bool,
    typer.Option(
        "--recheck", help="Ask for every known page whether it has changed or gone, not only where it is due."
    ),
]
HourOption = Annotated[bool, typer.Option("--any-hour", help="Collect outside the source's hours, too.")]


def main() -> None:
    """Entry point: runs a command; a known error becomes one line and exit code 1, never a trace."""
    import stamina.instrumentation

    from corpus.journal import Busy, DamagedJournal
    from corpus.readers import ReadError
    from corpus.sources import SourceError
    from output.database import StoreError
    from output.shapes import CorrectionError

    # Retries are part of a fetch: what comes of them stands in `fetches`.
    stamina.instrumentation.set_on_retry_hooks([])
    try:
        app()
    except (StoreError, CorrectionError, ReadError, SourceError, Busy, DamagedJournal, OSError) as error:
        err.print(f"[red]chidao:[/red] {error}", highlight=False)
        sys.exit(1)


def _names(chosen: list[str] | None, database: Path) -> list[str]:
    from corpus.archive import Archive
    from corpus.sources import sources
    from flows.stages import find_source

    names = chosen or ["sample"]
    archive = Archive(archive_folder(database))
    unknown = [n for n in names if find_source(n, archive) is None]
    if unknown:
        raise typer.BadParameter(
            f"no source named {', '.join(unknown)}; known: {', '.join(sources())} (see: chidao sources list)"
        )
    return names


@app.command()
def run(
    source: SourceOption = None,
    database: DatabaseOption = DATABASE,
    base: BaseOption = None,
    limit: LimitOption = None,
    recheck: RecheckOption = False,
    any_hour: HourOption = False,
) -> None:
    """Run the nightly flow now: collect, extract, publish; then print what the store holds."""
    names = _names(source, database)
    result = _nightly(database, names, base, limit, recheck, any_hour, "run")
    _report(database, result)
    if result["failed"] or result["problems_new"]:
        raise typer.Exit(3)


def _nightly(
    database: Path, names: list[str], base: str | None, limit: int | None, recheck: bool, any_hour: bool, command: str
) -> dict[str, Any]:
    from flows import stages

    stages.open_store(database).close()  # an unusable database is said before anything starts
    prepare_prefect(database)
    from flows.nightly import nightly_flow

    with err.status("reading …"):
        result: dict[str, Any] = nightly_flow(str(database), names, base, limit, recheck, any_hour, command)
    return result


def _report(database: Path, result: dict[str, Any]) -> None:
    from flows import stages

    with stages.open_store(database) as store:
        counts, by = store.counts(), store.documents_by()
    documents = Table("source", "kind", "documents", title="Documents")
    for source, kind, n in by:
        documents.add_row(source, kind or "–", str(n))
    out.print(documents)
    facts = Table("fact", "rows", title="Facts")
    for name in (
        "officials",
        "units",
        "dates",
        "directives",
        "citations",
        "systems",
        "figures",
        "meetings",
        "problems",
    ):
        facts.add_row("references (citations)" if name == "citations" else name, str(counts.get(name, 0)))
    out.print(facts)
    if result["new"]:
        new = f"{result['new']} new pages, {result['written']} documents read"
    elif result["written"]:
        new = f"nothing new, {result['written']} documents read again (code, models or selectors have changed)"
    else:
        new = "nothing new"
    gone = f" {result['gone']} pages gone;" if result["gone"] else ""
    out.print(f"{new};{gone} {result['failed']} failed; {result['seconds']} s. Store: {database}")
    where = "" if database == DATABASE else f" --database {database}"
    out.print(f"Browse it:  {_prefix()}chidao serve{where}", highlight=False)


def _prefix() -> str:
    return ".venv/bin/" if Path(".venv/bin/chidao").exists() else ""


@app.command()
def collect(
    source: SourceOption = None,
    database: DatabaseOption = DATABASE,
    base: BaseOption = None,
    limit: LimitOption = None,
    recheck: RecheckOption = False,
    any_hour: HourOption = False,
) -> None:
    """Fetch what the sources publish into the archive, without reading it."""
    from flows import stages

    names = _names(source, database)
    stages.open_store(database).close()
    prepare_prefect(database)
    from flows.nightly import collect_flow

    with err.status("collecting …"):
        new, gone, failed = collect_flow(str(database), names, base, limit, recheck, any_hour)
    out.print(f"{new} new pages, {gone} gone, {failed} failed" if new or gone or failed else "nothing new")
    if not recheck:
        out.print("Pages that are here are asked again as they age; --recheck asks for all of them now.")
    if failed:
        raise typer.Exit(3)


@app.command()
def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Files (txt, html, pdf, docx, doc, odt, rtf, zip, pictures of pages) or folders of them."),
    ],
    database: DatabaseOption = DATABASE,
) -> None:
    """Read files and folders into the store."""
    from corpus.archive import Archive
    from flows import stages

    with stages.open_store(database) as store, err.status("reading …"):
        run_id = store.start_run("ingest")
        written, failures = stages.ingest(store, Archive(archive_folder(database)), paths, run=run_id)
        if written:
            store.publish()
        store.end_run(run_id, "completed", store.counts())
    for f in failures:
        err.print(f"{f.address}: {f.what}", highlight=False)
    out.print(f"{written} documents stored, {len(failures)} failed. Store: {database}")
    if failures:
        raise typer.Exit(3)


@app.command()
def extract(
    files: Annotated[
        list[str],
        typer.Argument(help="Files (txt, html, pdf, docx, doc, odt, rtf, pictures of pages); - for standard input."),
    ],
) -> None:
    """Print what each file says, one JSON object a line in the exchange format; no database is touched."""
    import extractors
    from corpus.readers import ReadError, read_bytes
    from output.exchange import exchange

    failed = 0
    steps = (
        track(files, description="reading", console=err, transient=True)
        if len(files) > 20 and err.is_terminal
        else files
    )
    for name in steps:
        try:
            data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            document = read_bytes(data, address=name)
        except ReadError as error:
            failed += 1
            err.print(f"{name}: {error}", highlight=False)
            continue
        except OSError as error:
            failed += 1
            err.print(f"{name}: cannot be read: {error.strerror or error}", highlight=False)
            continue
        sys.stdout.write(json.dumps(exchange(extractors.read(document), name), ensure_ascii=False) + "\n")
    sys.stdout.flush()
    if failed:
        raise typer.Exit(3)


@app.command()
def rebuild(database: DatabaseOption = DATABASE) -> None:
    """Make the store again from its archive alone, without a network; prints a digest of all rows before and after."""
    from flows.rebuild import rebuild as make_again

    with err.status("reading the archive …") as status:
        made = make_again(database, status.update)
    out.print(f"{made.documents} documents, {made.failures} failed. Store: {database}")
    out.print(f"rows before  {made.before or '– (there was no store)'}\nrows now     {made.after}", highlight=False)
    if made.before and made.before != made.after:
        out.print(
            "The rows differ: the store had been read by other code or other source files, or was changed by hand."
        )


@app.command()
def warc(
    file: Annotated[Path, typer.Argument(help="The WARC file to write, e.g. chidao.warc.gz.")],
    source: Annotated[list[str] | None, typer.Option("--source", help="Only these sources; may be repeated.")] = None,
    database: DatabaseOption = DATABASE,
) -> None:
    """Export what was collected as a WARC file, the format of web archives."""
    from corpus.archive import Archive
    from corpus.journal import Journal, journals
    from corpus.warc import write_warc

    archive = Archive(archive_folder(database))
    known = journals(archive.folder)
    unknown = set(source or ()) - set(known)
    if unknown or not known:
        raise typer.BadParameter(f"nothing was collected of {', '.join(sorted(unknown)) or 'any source'}")
    names = source or known
    with file.open("wb") as out_file:
        written = write_warc((e for n in names for _, e in Journal(archive.folder, n).read()), archive, out_file)
    out.print(f"{written} records written to {file}")


@app.command()
def serve(
    database: DatabaseOption = DATABASE,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8001,
    users: Annotated[
        Path | None,
        typer.Option(help="JSON file of who may sign in and correct: name → hash by `datasette hash-password`."),
    ] = None,
) -> None:
    """Browse the store with Datasette; only who signs in as one of the users may put something right."""
    import extractors
    from output.serving import UsersError, serve_command

    if not database.exists():
        err.print(f"[red]chidao:[/red] there is no store at {database}; make one with: chidao run", highlight=False)
        raise typer.Exit(1)
    with tempfile.TemporaryDirectory() as folder:
        try:
            command = serve_command(database, extractors.kinds(), host, port, Path(folder), users)
        except UsersError as error:
            raise typer.BadParameter(str(error), param_hint="--users") from error
        code = subprocess.call(command)
    raise typer.Exit(code)


@app.command()
def score(
    gold: Annotated[
        Path, typer.Argument(help="Folder of texts with their gold (NAME.json beside NAME.txt, .html, .docx or .pdf).")
    ] = Path("corpus/sample"),
    misses: Annotated[
        str | None,
        typer.Option(help="List what was missed and what is spurious, for rows that begin so (e.g. directives)."),
    ] = None,
    floors: Annotated[
        Path | None, typer.Option(help="Fail (exit 1) where a row is below its floor in this JSON file.")
    ] = None,
    write: Annotated[
        bool,
        typer.Option("--write-floors", help="Raise the floors to today's scores; those below stay and still fail."),
    ] = False,
    lower: Annotated[
        bool, typer.Option("--lower-floors", help="Write today's scores as the floors, lower ones too.")
    ] = False,
) -> None:
    """Compare readings with gold, kind by kind."""
    from flows.score import report

    code = report(gold, misses, floors, "lower" if lower else "raise" if write else "keep", out, err)
    raise typer.Exit(code)


@app.command()
def schedule(
    source: SourceOption = None,
    database: DatabaseOption = DATABASE,
    cron: Annotated[str, typer.Option(help="When, as five cron fields.")] = CRON,
    timezone: Annotated[str, typer.Option(help="Time zone of the cron fields.")] = TIMEZONE,
) -> None:
    """Serve the nightly flow on a cron until stopped; needs a Prefect server (PREFECT_API_URL)."""
    from flows import stages

    names = _names(source, database)
    stages.open_store(database).close()
    prepare_prefect(database)
    from prefect.schedules import Cron

    from flows.nightly import nightly_flow

    nightly_flow.serve(
        name="nightly",
        schedule=Cron(cron, timezone=timezone),
        parameters={"database": str(database.resolve()), "names": names},
        print_starting_message=True,
    )


@app.command()
def train(
    only: Annotated[str | None, typer.Option(help="names, clauses, parts, addressees or roles; default: all.")] = None,
    ablation: Annotated[bool, typer.Option(help="Also cross-validate and write the tables of docs/models.md.")] = False,
    more: Annotated[
        list[Path] | None,
        typer.Option("--with", help="Also learn from the annotated texts of this folder; may be repeated."),
    ] = None,
) -> None:
    """Rebuild the models' weights from the annotated sample, deterministically."""
    from flows.train import train_all

    for name, seconds in train_all(only, ablation=ablation, more=more or ()):
        out.print(f"{name}: {seconds:.1f} s")


if __name__ == "__main__":
    main()
