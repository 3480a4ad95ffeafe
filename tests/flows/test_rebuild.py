"""`chidao rebuild` from the archive alone, stores of earlier versions, and the archive as WARC."""

import gzip
import io
import shutil
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from corpus.archive import Archive
from corpus.collecting import collect
from corpus.journal import Journal
from corpus.sources import Folder
from corpus.warc import write_warc
from flows import stages
from flows.rebuild import rebuild
from flows.settings import archive_folder
from output import loading
from output.database import StoreError
from output.digest import digest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "corpus" / "sample"


def night(database: Path, source: Folder) -> None:
    """One night of a folder as the flow does it, without Prefect."""
    archive = Archive(archive_folder(database))
    with stages.open_store(database) as store:
        stages.collect_source(store, archive, source)
        stages.extract_batch(store, archive.folder, loading.pending(store, stages.reader(archive.folder)))
        store.publish()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "vao"
    made.mkdir()
    for path in sorted(SAMPLE.glob("*.txt"))[:3]:
        shutil.copy(path, made / path.name)
    return made


def test_rebuild_gives_the_same_rows(tmp_path: Path, folder: Path) -> None:
    database = tmp_path / "kho.db"
    source = Folder(kind="folder", name="thu", title="Thử", path=folder)
    night(database, source)
    first, second, third = sorted(folder.glob("*.txt"))
    first.write_text(
        first.read_text("utf-8").replace("30/6", "15/7") + "\nBổ sung: các xã báo cáo hằng tuần.\n", "utf-8"
    )
    second.unlink()
    third.write_bytes(b"%PDF-1.4 hong")
    night(database, source)
    with stages.open_store(database) as store:
        assert store.db.execute("select count(*) from versions").fetchone() == (4,)
        assert store.db.execute("select count(*) from documents where gone is not null").fetchone() == (1,)
        assert store.db.execute("select count(*) from documents").fetchone() == (
            3,
        )  # the damaged one keeps its old text
        before = digest(store.db)
    shutil.rmtree(folder)  # nothing but the archive is needed
    made = rebuild(database)
    assert (made.documents, made.failures, made.before, made.after) == (3, 1, before, before)
    database.unlink()
    assert rebuild(database).after == before


def test_without_an_archive_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="collect or ingest something first"):
        rebuild(tmp_path / "kho.db")


def test_a_store_of_version_2_goes_on(tmp_path: Path) -> None:
    """Its fetches become a journal, its documents are read again, and a rebuild gives the same rows."""
    database = tmp_path / "kho.db"
    database.write_bytes(gzip.decompress((ROOT / "tests" / "output" / "stores" / "version-2.db.gz").read_bytes()))
    earlier = Archive(tmp_path / "archive")  # where version 2 kept its pages
    with stages.open_store(database) as store:
        texts = dict(store.db.execute("select address, text from documents").fetchall())
        raws = dict(store.db.execute("select address, raw from fetches").fetchall())
        assert len(texts) == 3
        for address, raw in raws.items():
            assert earlier.put((SAMPLE / address).read_bytes()) == raw
        assert archive_folder(database) == earlier.folder
        stages.adopt(store, earlier)
        assert store.db.execute("select count(*) from fetches where position is null").fetchone() == (0,)
        pending = loading.pending(store, stages.reader(earlier.folder))
        assert {p.address for p in pending} == set(texts)
        stages.extract_batch(store, earlier.folder, pending)
        store.publish()
        assert dict(store.db.execute("select address, text from documents").fetchall()) == texts
        assert store.db.execute("pragma integrity_check").fetchone() == ("ok",)
        assert store.db.execute("pragma foreign_key_check").fetchall() == []
    made = rebuild(database)
    assert made.before == made.after


def test_warc_holds_every_body(tmp_path: Path, folder: Path) -> None:
    archive = Archive(tmp_path / "kho")
    source = Folder(kind="folder", name="thu", title="Thử", path=folder)
    assert len(list(collect(source, archive))) == 3
    out = io.BytesIO()
    assert write_warc((e for _, e in Journal(archive.folder, "thu").read()), archive, out) == 4
    out.seek(0)
    found = {
        r.rec_headers.get_header("WARC-Target-URI"): r.content_stream().read()
        for r in ArchiveIterator(out)
        if r.rec_type == "resource"
    }
    assert found == {f"file:thu/{p.name}": p.read_bytes() for p in folder.glob("*.txt")}
    (tmp_path / "a.warc.gz").write_bytes(out.getvalue())
    checker = Checker(type("Command", (), {"verbose": False, "inputs": [str(tmp_path / "a.warc.gz")], "quiet": True})())
    checker.process_all()
    assert checker.exit_value == 0
