"""A collection that is killed at any moment and begun again until it is done leaves what an undisturbed one leaves."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from portal import OwnPortal, pieces, source

from corpus.archive import Archive
from corpus.journal import Journal
from flows import stages
from output import loading
from output.digest import digest

# Eight kills while pages are fetched are for every day; CHIDAO_KILLS=50 for once in a while, and while they are read too.
KILLS = int(os.environ.get("CHIDAO_KILLS", "8"))
READ = KILLS > 8
COLLECTOR = """
import sys
from pathlib import Path
from corpus.archive import Archive
from corpus.sources import from_json
from flows import stages
from output import loading

folder, said, base = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
archive = Archive(folder / "archive")
print("ready", flush=True)
with stages.open_store(folder / "store.db") as store:
    stages.collect_source(store, archive, from_json(said), base=base)
    for p in loading.pending(store, stages.reader(archive.folder)) if sys.argv[4:] else []:
        stages.extract_batch(store, archive.folder, [p])
"""
SOURCE = source("number", "sitemap")


def _start(folder: Path, base: str) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-c",
        COLLECTOR,
        str(folder),
        SOURCE.model_dump_json(),
        base,
        *(["read"] if READ else []),
    ]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert started.stdout
    assert started.stdout.readline() == b"ready\n"
    return started


def _finish(process: subprocess.Popen[bytes]) -> None:
    _, said = process.communicate(timeout=200)
    assert process.returncode == 0, said.decode()


def _bodies(folder: Path) -> set[str]:
    return {p.name for p in (folder / "archive").glob("??/*.gz")}


def _digest(folder: Path) -> str:
    """What the store says, not counting when."""
    with stages.open_store(folder / "store.db") as store:
        return digest(store.db, times=False)


def test_killed_at_any_moment(tmp_path: Path) -> None:
    calm, killed = tmp_path / "calm", tmp_path / "killed"
    chance = random.Random(20260701)
    with OwnPortal(pieces(60), per_page=7, slow=0.01) as portal:
        began = time.monotonic()
        _finish(_start(calm, portal.base))
        whole = time.monotonic() - began
        portal.log.clear()
        kills = 0
        # Most die early and a few late, so that all parts of the work are met though each begins where the last ended.
        while kills < KILLS:
            process = _start(killed, portal.base)
            time.sleep(whole * chance.uniform(0, 1) ** 2 * 0.5)
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
                kills += 1
                process.communicate()
            else:
                # It got through: the next one begins anew.
                _finish(process)
                assert _bodies(killed) == _bodies(calm)
                assert _digest(killed) == _digest(calm)
                killed = tmp_path / f"killed-{kills}"
        _finish(_start(killed, portal.base))
    assert len(_bodies(calm)) >= 60 + 15
    assert _bodies(killed) == _bodies(calm)
    assert _digest(killed) == _digest(calm)


def test_a_store_that_is_lost_follows_from_the_archive(tmp_path: Path) -> None:
    """Journal and bodies are all that is needed: a new store made from them alone says the same."""
    archive = Archive(tmp_path / "archive")
    with OwnPortal(pieces(12), per_page=5) as portal, stages.open_store(tmp_path / "store.db") as store:
        stages.collect_source(store, archive, SOURCE, base=portal.base)
        portal.change(3, deadline="15/7/2026")
        portal.remove(5)
        stages.collect_source(store, archive, SOURCE, base=portal.base, recheck=True)
        wanted = loading.pending(store, stages.reader(archive.folder))
        stages.extract_batch(store, archive.folder, wanted)
        before = digest(store.db)
    with stages.open_store(tmp_path / "again.db") as store:
        stages.load_source(store, archive, SOURCE.name)
        wanted = loading.pending(store, stages.reader(archive.folder))
        stages.extract_batch(store, archive.folder, wanted)
        assert digest(store.db) == before


def test_killed_while_it_is_loaded(tmp_path: Path) -> None:
    """What a journal says is taken into the store once, however often loading is begun."""
    archive = Archive(tmp_path / "archive")
    with OwnPortal(pieces(12), per_page=5) as portal, stages.open_store(tmp_path / "store.db") as store:
        stages.collect_source(store, archive, SOURCE, base=portal.base)
        before = digest(store.db)
        count = sum(1 for _ in Journal(archive.folder, SOURCE.name).read())
        for _ in range(2):
            stages.load_source(store, archive, SOURCE.name)
        assert store.db["fetches"].count == count
        assert digest(store.db) == before
