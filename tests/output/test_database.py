"""The store: real files; a document's rows are replaced as a whole; what is wrong with a file is said."""

import json
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest

import extractors
from corpus.document import Finding, Reading, Where, document, said
from output import database, derived, summaries
from output.database import Store, StoreError
from output.dictionary import VIEWS, markdown, tables
from output.ledger import last_day
from output.search import INDEXED

TEXT = "Huyện họp\n\nSáng 15/5/2020, Chủ tịch UBND huyện Lò Văn Tướng yêu cầu Phòng Tài chính - Kế hoạch thành phố Đà Nẵng báo cáo kết quả trước ngày 30/6/2020."


def read(text: str = TEXT, address: str = "a.txt") -> Reading:
    return extractors.read(document(text, source="s", address=address, raw="r"))


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with Store(tmp_path / "x" / "a.db", extractors.kinds()) as made:
        made.add_source("s", "S", "folder", "")
        yield made


def test_write_and_replace(store: Store) -> None:
    assert store.write([read()], fingerprint="f") == 1
    row = next(iter(store.db.query("select * from directives")))
    assert (row["issuer"], json.loads(row["addressees"]), row["deadline"]) == (
        "Lò Văn Tướng",
        ["Phòng Tài chính - Kế hoạch thành phố Đà Nẵng"],
        "2020-06-30",
    )
    text = next(iter(store.db.query("select text from documents")))["text"]
    assert " ".join(text[row["start"] : row["end"]].split()) == row["quote"]
    before = store.counts()
    assert store.write([read()], fingerprint="f") == 1
    assert store.counts() == before  # nothing twice
    assert store.has(row["document"], "r", "f")
    store.write(
        [read("Huyện họp\n\nTrời hôm nay nắng đẹp trên khắp các bản làng của huyện và bà con đang gặt lúa.")],
        fingerprint="f",
    )
    assert store.counts()["directives"] == 0
    assert list(store.db.query("select * from directives_fts")) == []
    assert list(store.db.query("select * from ledger")) == list(store.db.query("select * from parties")) == []
    assert store.db.execute("pragma foreign_key_check").fetchall() == []


def test_search_folds_d(store: Store) -> None:
    store.write([read()], fingerprint="f")

    def hits(table: str, words: str) -> int:
        return len(list(store.db.query(f"select 1 from {table} where {table} match ?", [words])))

    assert hits("directives_fts", 'addressees_folded : "da nang"') == 1
    assert hits("documents_fts", 'text : "đà nẵng"') == 1
    assert hits("documents_fts", 'text : "da nang"') == 0


def test_faults_become_problems_and_go(store: Store) -> None:
    store.write([read().with_fault("figures", "boom")], fingerprint="f")
    assert [(p["part"], p["what"]) for p in store.db.query("select * from problems")] == [("figures", "boom")]
    store.write([read()], fingerprint="f")
    assert store.counts()["problems"] == 0


def test_a_failing_write_leaves_the_old_rows(store: Store) -> None:
    store.write([read()], fingerprint="f")
    before = store.counts()
    broken = read().with_(extractors.kinds()[-1], [])
    object.__setattr__(broken.document, "address", object())  # what SQLite can't hold
    with pytest.raises(sqlite3.Error):
        store.write([broken], fingerprint="f")
    assert store.counts() == before


def test_every_column_is_described(store: Store) -> None:
    described = {name: columns for name, (_, columns) in tables(extractors.kinds()).items()} | {
        name: columns for name, (_, _, columns) in VIEWS.items()
    }
    hidden = ("_sqlite_migrations", "sqlite_")
    for name in [*store.db.table_names(), *store.db.view_names()]:
        if name.startswith((*hidden, *INDEXED, *summaries.INDEXED)):
            continue
        assert set(described[name]) == set(store.db[name].columns_dict), name
        assert all(described[name].values())
    page = markdown(extractors.kinds())
    assert all(f"## {name}" in page for name in described)


@dataclass(frozen=True, kw_only=True)
class Slogan(Finding):
    """A slogan."""

    TABLE = "slogans"
    SECTION = "slogans"

    text: str = said("The words")
    tags: tuple[str, ...] = said("Its tags", default=())


def test_a_new_kind_gets_its_table(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Store(path, extractors.kinds()).close()
    with Store(path, [*extractors.kinds(), Slogan]) as store:
        store.add_source("s", "S", "folder", "")
        r = read().with_(
            Slogan, [Slogan(start=0, end=9, by="x", where=(Where("text", 0, 9),), text="Huyện họp", tags=("a", "b"))]
        )
        store.write([r], fingerprint="f")
        row = next(iter(store.db.query("select * from slogans")))
        assert (row["quote"], row["tags"]) == ("Huyện họp", '["a", "b"]')
    assert "## slogans" in markdown([*extractors.kinds(), Slogan])


def test_bad_files_are_explained(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no database " * 100)
    with pytest.raises(StoreError, match="no SQLite database"):
        Store(tmp_path / "text.db", extractors.kinds())
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        Store(tmp_path / "file" / "a.db", extractors.kinds())
    newer = sqlite3.connect(tmp_path / "newer.db")
    newer.execute("pragma user_version = 99")
    newer.close()
    with pytest.raises(StoreError, match="newer chidao"):
        Store(tmp_path / "newer.db", extractors.kinds())


def test_a_foreign_or_locked_file_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("create table documents (x)")
    other.close()
    with pytest.raises(StoreError, match="something other than chidao"):
        Store(tmp_path / "other.db", extractors.kinds())
    Store(tmp_path / "a.db", extractors.kinds()).close()
    monkeypatch.setattr(database, "_PATIENCE", 0.1)
    busy = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    busy.execute("begin exclusive")
    with pytest.raises(StoreError, match="locked by another process"):
        Store(tmp_path / "a.db", extractors.kinds())
    busy.close()


def test_a_newer_file_is_left_as_it_is(tmp_path: Path) -> None:
    newer = sqlite3.connect(tmp_path / "newer.db")
    newer.execute("pragma user_version = 99")
    newer.close()
    before = (tmp_path / "newer.db").read_bytes()
    with pytest.raises(StoreError):
        Store(tmp_path / "newer.db", extractors.kinds())
    assert (tmp_path / "newer.db").read_bytes() == before


def test_an_earlier_file_is_brought_up_to_date(store: Store) -> None:
    store.write([read()], fingerprint="f")
    db, path = store.db, store.path
    # As version 1 made it: no cascade, rowids of the index as they came, the second migration unknown.
    db["directives"].transform(foreign_keys=[("document", "documents", "id")])
    db.execute("drop table documents_fts")
    db.execute("create virtual table documents_folded using fts5(document unindexed, title, text)")
    db.execute("delete from _sqlite_migrations where name in ('m002_search_by_key', 'm005_ledger')")
    db.execute("pragma user_version = 1")
    db.conn.commit()
    store.close()
    with Store(path, extractors.kinds()) as again:
        assert again.db["directives"].foreign_keys[0].on_delete == "CASCADE"
        again.write([read()], fingerprint="f")
        assert not again.db["documents_folded"].exists()
        assert again.db["documents_fts"].count == again.db["catalogue"].count == 1
        assert again.db["directives_fts"].count == again.db["ledger"].count == again.counts()["directives"]


def test_publish_mends_the_index(store: Store) -> None:
    store.write([read()], fingerprint="f")
    store.db.execute("delete from directives_fts")
    store.db.conn.commit()
    store.publish()
    assert store.db["directives_fts"].count == store.counts()["directives"] == 1


def test_facts_go_with_their_document(store: Store) -> None:
    store.write([read()], fingerprint="f")
    store.db.execute("delete from documents")
    assert store.counts()["directives"] == store.counts()["units"] == 0


def test_columns_stand_in_the_order_of_the_code(store: Store) -> None:
    for kind in extractors.kinds():
        own = [c for c in store.db[kind.TABLE].columns_dict if c in kind.columns()]
        assert own == list(kind.columns())


def test_a_name_that_is_no_utf8(store: Store) -> None:
    address = "t\udcffp.txt"
    store.problem("ingest", "s", address, "cannot be read", "try again")
    store.write([read(address=address)], fingerprint="f")
    assert store.counts()["problems"] == 0


def test_writing_does_not_slow_down(store: Store) -> None:
    """What follows from a document is found by keys: no statement reads a whole derived table."""
    store.write([read()], fingerprint="f")
    seen: list[str] = []
    store.db.conn.set_trace_callback(seen.append)
    store.write([read()], fingerprint="f")
    store.db.conn.set_trace_callback(None)
    asked = [s for s in seen if s.startswith(("delete", "select")) and any(t in s for t in derived.TABLES)]
    assert len(asked) > 5
    for statement in asked:
        for *_, step in store.db.execute(f"explain query plan {statement}").fetchall():
            # A full-text table is always "scanned"; "=" says that it is by its rows' numbers.
            assert not re.match("SCAN (?!CONSTANT)", step) or step.endswith("VIRTUAL TABLE INDEX 0:="), statement


LAST_DAYS = [
    ("2020-06-30", "2020-06-30"),
    ("2026-Q2", "2026-06-30"),
    ("2026-Q4", "2026-12-31"),
    ("2024-02", "2024-02-29"),  # a leap year
    ("2025", "2025-12-31"),
    ("2020-05-01/2020-05-15", "2020-05-15"),
    ("2013/2015", "2015-12-31"),
    ("2020-11/2021-02", "2021-02-28"),
    ("--06-30", None),  # the text leaves the year open
    ("2025-13", None),
    ("2025-02-30", None),  # a slip of the text
    ("sau Tết", None),
    (None, None),
]


@pytest.mark.parametrize(("deadline", "due"), LAST_DAYS)
def test_the_last_day_of_a_deadline(deadline: str | None, due: str | None) -> None:
    assert last_day(deadline) == due


def test_deadlines_have_their_last_day(store: Store) -> None:
    store.write([read()], fingerprint="f")
    said = [(r["deadline"], r["due"]) for r in store.db.query("select deadline, due from deadlines")]
    assert said == [(r["deadline"], last_day(r["deadline"])) for r in store.db.query("select deadline from directives")]
    assert said
