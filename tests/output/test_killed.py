"""A writer that is killed in the middle of its work leaves whole documents only."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

WRITER = """
import sys
from itertools import count
import extractors
from corpus.document import Reading, document
from output.database import Store

kinds = extractors.kinds()
Unit = next(k for k in kinds if k.TABLE == "units")
with Store(sys.argv[1], kinds) as store:
    store.add_source("s", "S", "folder", "")
    for n in count():
        for address in "abc":
            d = document(f"{n} " + "x " * 2000, source="s", address=address, raw=str(n))
            found = [Unit(start=i, end=i + 1, by=str(n), text="x", type="area", full="x") for i in range(300)]
            store.write([Reading(d).with_(Unit, found)], fingerprint=str(n))
            print(n, flush=True)
"""


def test_killed_in_the_middle(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    for pause in (0.0, 0.011, 0.023, 0.037):  # somewhere between two commits
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, env=os.environ)
        assert writer.stdout
        for _ in range(5):
            assert writer.stdout.readline()
        time.sleep(pause)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        db = sqlite3.connect(path)
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        documents = db.execute("select id, extracted_by, text from documents").fetchall()
        assert documents
        for key, version, text in documents:
            assert text.startswith(f"{version} ")
            units = "select count(*), min(by), max(by) from units where document = ?"
            assert db.execute(units, [key]).fetchone() == (300, version, version)
            indexed = "select f.text from catalogue c join documents_fts f on f.rowid = c.id where c.document = ?"
            assert db.execute(indexed, [key]).fetchall() == [(text.lower(),)]
        db.close()
