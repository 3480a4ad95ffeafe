"""What holds for every format: the same bytes each time, copies once, one state of the store, whole or not at all."""

import resource
import sqlite3
from pathlib import Path

import pytest
from taking import KINDS, files, notice, written
from typer.testing import CliRunner

from flows.cli import app
from output.database import Store
from output.exports import targets
from output.exports.choosing import Chosen, ExportError, check_sources, opened, unit_key
from output.exports.formats import FORMATS

RUN = CliRunner()


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_store_gives_the_same_bytes(store: Path, name: str, tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    first = dict(files(written(store, name, tmp_path / "1")))
    assert first == dict(files(written(store, name, tmp_path / "2")))
    assert all(first.values())


@pytest.mark.parametrize("name", FORMATS)
def test_a_text_is_taken_once(plain: Path, name: str, tmp_path: Path) -> None:
    with opened(plain) as db:
        copy = db.execute("select id from documents where copy_of is not null").fetchone()[0]
    there = dict(files(written(plain, name, tmp_path)))
    there.pop("places.csv", None)  # tells of copies, and of nothing else
    assert not [n for n, data in there.items() if copy.encode() in data or b"dang-lai" in data]


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_found_is_still_a_file(plain: Path, name: str, tmp_path: Path) -> None:
    out = written(plain, name, tmp_path, chosen=Chosen(since="2030"))
    assert out.exists()
    # Lines of which there are none are an empty file; every other format has a frame.
    assert all(data or name in ("jsonl", "ftm") for _, data in files(out))


CHOSEN = [
    (Chosen(), 4),
    (Chosen(unit="phòng-nội-vụ-huyện-hòa-vang"), 2),
    (Chosen(unit="ủy-ban-nhân-dân-huyện-hòa-vang"), 3),  # by a person who holds office there
    (Chosen(unit="các-xã"), 0),  # a group that gets a request without a deadline
    (Chosen(sources=("a",)), 3),
    (Chosen(since="2026-01-01"), 3),
    (Chosen(until="2026-01-31"), 2),
    (Chosen(since="2026-01-01", sources=("b",)), 0),
]


@pytest.mark.parametrize(("chosen", "n"), CHOSEN)
def test_narrowing(plain: Path, chosen: Chosen, n: int, tmp_path: Path) -> None:
    lines = written(plain, "jsonl", tmp_path, chosen=chosen, table="deadlines").read_bytes().splitlines()
    assert len(lines) == n


NAMED = [
    ("Ủy ban nhân dân huyện Hoà Vang", "ủy-ban-nhân-dân-huyện-hòa-vang"),
    ("UBND huyện Hoà Vang", "ủy-ban-nhân-dân-huyện-hòa-vang"),
    ("so y te", "sở-y-tế"),
    ("CÁC XÃ", "các-xã"),
]


@pytest.mark.parametrize(("name", "key"), NAMED)
def test_units_by_name(plain: Path, name: str, key: str) -> None:
    with opened(plain) as db:
        assert unit_key(db, name) == key


UNNAMED = [
    ("Sở Xây dựng", "no unit is named"),
    ("huyen", "Ủy ban nhân dân huyện Hoà Vang"),
    ("", "no unit"),
    ("' or 1=1 --", "no unit"),
]


@pytest.mark.parametrize(("name", "said"), UNNAMED)
def test_no_such_unit(plain: Path, name: str, said: str) -> None:
    with opened(plain) as db, pytest.raises(ExportError, match=said):
        unit_key(db, name)


def test_no_such_source(plain: Path) -> None:
    with opened(plain) as db, pytest.raises(ExportError, match="no source named c; it has: a, b"):
        check_sources(db, ["a", "c"])


def test_no_such_store(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no store"), opened(tmp_path / "x.db"):
        pass
    (tmp_path / "text.db").write_text("no database at all, but a text of some length" * 20)
    with pytest.raises(ExportError, match="cannot be read as a store"), opened(tmp_path / "text.db"):
        pass
    sqlite3.connect(tmp_path / "old.db").executescript("create table documents (id text)").close()
    with pytest.raises(ExportError, match="earlier chidao"), opened(tmp_path / "old.db"):
        pass


def test_what_is_written_meanwhile_is_not_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Store(path, KINDS) as store:
        store.add_source("a", "A", "portal", "")
        store.add_source("b", "B", "portal", "")
        store.write([notice()], fingerprint="f")
        with opened(path) as db:
            store.write([notice(source="b", address="https://b.example.org/khac")], fingerprint="f")
            assert db.execute("select count(*) from documents").fetchone()[0] == 1
            with pytest.raises(sqlite3.OperationalError):
                db.execute("delete from documents")


def test_a_broken_file_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), targets.new_file(tmp_path / "a.json") as file:
        file.write(b"half")
        raise RuntimeError
    with pytest.raises(RuntimeError), targets.new_folder(tmp_path / "a", {}) as folder:
        (folder / "x").write_text("half")
        raise RuntimeError
    assert not list(tmp_path.iterdir())


def test_only_our_own_folders_are_replaced(tmp_path: Path) -> None:
    with targets.new_folder(tmp_path / "a", {"format": "csv"}) as folder:
        (folder / "x").write_text("1")
    with pytest.raises(ExportError, match="--force"), targets.new_folder(tmp_path / "a", {}):
        pass
    with targets.new_folder(tmp_path / "a", {}, force=True) as folder:
        (folder / "y").write_text("2")
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == ["chidao.json", "y"]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "work.txt").write_text("a year's")
    for there in (tmp_path / "mine", tmp_path / "mine" / "work.txt"):
        with pytest.raises(ExportError, match="not replaced"), targets.new_folder(there, {}, force=True):
            pass
    with pytest.raises(ExportError, match="is a folder"), targets.new_file(tmp_path / "mine", force=True):
        pass
    assert (tmp_path / "mine" / "work.txt").read_text() == "a year's"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "mine"]


def test_the_command(plain: Path, tmp_path: Path) -> None:
    where = ["--database", str(plain), "--out", str(tmp_path / "x.ics")]
    done = RUN.invoke(app, ["export", "ics", *where, "--unit", "UBND huyện Hoà Vang", "--since", "2/2026"])
    assert (done.exit_code, "2 directives" in done.output) == (0, True), done.output
    assert (tmp_path / "x.ics").read_bytes().count(b"BEGIN:VEVENT") == 2
    again = RUN.invoke(app, ["export", "ics", *where])
    assert (again.exit_code, "--force" in again.output) == (1, True)
    assert RUN.invoke(app, ["export", "ics", *where, "--force"]).exit_code == 0
    assert (tmp_path / "x.ics").read_bytes().count(b"BEGIN:VEVENT") == 3


def test_the_command_writes_to_standard_output(plain: Path) -> None:
    done = RUN.invoke(app, ["export", "jsonl", "--database", str(plain), "--out", "-", "--table", "sources"])
    assert (done.exit_code, done.stdout.count('"portal"')) == (0, 2)
    folder = RUN.invoke(app, ["export", "csv", "--database", str(plain), "--out", "-"])
    assert (folder.exit_code, "makes a folder" in folder.output) == (1, True)


WRONG = [
    (["xml"], 2, "no format named xml"),
    (["ics", "--unit", "Sở Z"], 2, "no unit is named"),
    (["ics", "--source", "z"], 2, "no source named z"),
    (["ics", "--since", "hôm qua"], 2, "is no date"),
    (["ics", "--since", ""], 2, "is no date"),
    (["jsonl", "--table", "sqlite_master"], 1, "no table or view named"),
    (["jsonl", "--table", "runs", "--since", "2026"], 1, "cannot be narrowed"),
]


@pytest.mark.parametrize(("asked", "code", "said"), WRONG)
def test_what_cannot_be_done_is_said(plain: Path, tmp_path: Path, asked: list[str], code: int, said: str) -> None:
    done = RUN.invoke(app, ["export", *asked, "--database", str(plain), "--out", str(tmp_path / "out")])
    assert done.exit_code == code
    assert said in " ".join(done.output.replace("│", " ").split())
    assert not list(tmp_path.iterdir())


def test_memory_does_not_grow_with_the_store(tmp_path: Path) -> None:
    """A store of long rows is taken away row by row: far more is written than is ever held."""
    path = tmp_path / "big.db"
    with Store(path, KINDS) as store:
        store.add_source("a", "A", "portal", "")
        store.write([notice()], fingerprint="f")
        document = store.db.execute("select id from documents").fetchone()[0]
        rows = f"with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000) select printf('{document}-%d', i)"
        long = "hex(zeroblob(10000))"
        with store.db.atomic():
            store.db.execute(
                f"insert into directives (id, document, start, end, evidence, action, strength) {rows}, '{document}', 0, 1, {long}, {long}, 'order' from n"
            )
            store.db.execute(
                "insert into ledger (id, directive, document, dated, due, source, strength, copied)"
                " select rowid, id, document, '2026-03-02', '2026-03-03', 'a', 'order', 0 from directives where evidence glob '0*'"
            )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = 0
    for name in ("jsonl", "atom"):
        size += written(path, name, tmp_path).stat().st_size
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert size > 100_000_000
    assert grown < 60_000_000
