"""The Prefect flows: collect, extract, publish, and nightly, which runs them in turn.

Parameters are plain strings and lists: a scheduled run gets them as JSON, and Prefect resolves their annotations itself
(no postponed evaluation in this file).
"""

import time
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task

from corpus.archive import Archive
from flows import stages
from flows.settings import BATCH, archive_folder
from output import loading
from output.loading import Loaded, Pending


@task(name="collect a source", retries=0)
def collect_task(
    database: str, name: str, base: str | None, limit: int | None, recheck: bool, any_hour: bool, run: int | None
) -> Loaded:
    """One source into the archive and its exchanges into the store; returns new and gone pages and failures."""
    archive = Archive(archive_folder(Path(database)))
    source = stages.find_source(name, archive)
    if source is None:
        raise ValueError(f"no source named {name}: see chidao sources list")
    with stages.open_store(Path(database)) as store:
        return stages.collect_source(
            store, archive, source, base=base, limit=limit, recheck=recheck, any_hour=any_hour, run=run
        )


@task(name="extract a batch", retries=0)
def extract_task(database: str, pending: list[Pending], run: int | None) -> int:
    """One batch of pages into the store; returns how many documents were written."""
    with stages.open_store(Path(database)) as store:
        return stages.extract_batch(store, archive_folder(Path(database)), pending, run=run)[0]


@flow(name="collect", log_prints=False)
def collect_flow(
    database: str,
    names: list[str],
    base: str | None = None,
    limit: int | None = None,
    recheck: bool = False,
    any_hour: bool = False,
    run: int | None = None,
) -> tuple[int, int, int]:
    """Collect every source of `names`; one that fails is logged and stops no other. Returns new, gone, failed."""
    total = [0, 0, 0]
    for name in names:
        try:
            got = tuple(collect_task(database, name, base, limit, recheck, any_hour, run))
        except Exception as error:  # noqa: BLE001 - one source must not stop the others; the problem is stored
            get_run_logger().error("source %s: %s", name, error)
            with stages.open_store(Path(database)) as store:
                what = f"{type(error).__name__}: {error}"
                store.problem("collect", name, "", what, f"chidao collect --source {name}", run=run)
            got = (0, 0, 1)
        total = [a + b for a, b in zip(total, got, strict=True)]
    return total[0], total[1], total[2]


@flow(name="extract", log_prints=False)
def extract_flow(database: str, run: int | None = None) -> int:
    """Read everything that is pending, batch by batch; returns how many documents were written."""
    with stages.open_store(Path(database)) as store:
        pending = loading.pending(store, stages.reader(archive_folder(Path(database))))
    return sum(extract_task(database, pending[i : i + BATCH], run) for i in range(0, len(pending), BATCH))


@flow(name="publish", log_prints=False)
def publish_flow(database: str) -> None:
    """Rebuild full-text indexes and views."""
    with stages.open_store(Path(database)) as store:
        store.publish()


@flow(name="nightly", log_prints=False)
def nightly_flow(
    database: str,
    names: list[str],
    base: str | None = None,
    limit: int | None = None,
    recheck: bool = False,
    any_hour: bool = False,
    command: str = "nightly",
) -> dict[str, Any]:
    """Collect, extract, publish; returns the counts of the run for the table at its end. Raises what no stage survived."""
    began = time.monotonic()
    with stages.open_store(Path(database)) as store:
        run = store.start_run(command)
        before = store.counts()["problems"]
    status = "failed"
    result: dict[str, Any] = {}
    try:
        new, gone, failed = collect_flow(database, names, base, limit, recheck, any_hour, run)
        written = extract_flow(database, run)
        if written:
            publish_flow(database)
        status = "completed"
        with stages.open_store(Path(database)) as store:
            counts = store.counts()
        result = {
            "new": new,
            "gone": gone,
            "failed": failed,
            "written": written,
            "problems_new": max(0, counts["problems"] - before),
        }
        return result
    finally:
        with stages.open_store(Path(database)) as store:
            result["seconds"] = round(time.monotonic() - began, 1)
            store.end_run(run, status, {**store.counts(), **result})
