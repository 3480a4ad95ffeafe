"""The big store of the bench is what Store.write would have made of the same readings, row by row."""

from typing import Any

import bench_filling as filling
import bench_making as making
import bench_planning as planning
import pytest
from sqlite_utils import Database

import extractors
from corpus.document import Where
from output import derived
from output.database import Store

DOCUMENTS, DIRECTIVES, SEED = 200, 1000, 7
# Numbers that rows are given as they come, and what finds copies, which the bench states itself.
RUNNING = {"problems", "runs", "fetches", "signatures", "sketches", "bands", "likenesses", "changes", "items"}


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> tuple[Database, Database]:
    """The store made fast, and the one written document by document."""
    folder = tmp_path_factory.mktemp("bench")
    filling.fill(folder / "fast.db", DOCUMENTS, DIRECTIVES, SEED, processes=1, say=lambda _: None)
    planned = planning.plan(DOCUMENTS, DIRECTIVES, SEED)
    with Store(folder / "written.db", extractors.kinds()) as store:
        for s in planning.sources():
            store.add_source(s.name, s.title, "portal", f"https://{s.name}.example.vn/", s.unit, s.place)
        for day, documents in planned.items():
            store.write((r for r, _ in making.readings(SEED, day, documents)), fingerprint=filling.FINGERPRINT)
        store.publish()
    return Database(folder / "fast.db"), Database(folder / "written.db")


def rows(db: Database, table: str) -> list[Any]:
    return sorted(map(tuple, db.execute(f'select * from "{table}"').fetchall()), key=repr)


def test_it_has_what_was_asked_for(stores: tuple[Database, Database]) -> None:
    fast, _ = stores
    assert fast["documents"].count == DOCUMENTS
    assert fast["directives"].count == DIRECTIVES
    assert fast.execute("select count(*) from documents where copy_of is not null").fetchone()[0] > 0
    assert fast.execute("pragma integrity_check").fetchone()[0] == "ok"
    assert fast.execute("pragma foreign_key_check").fetchall() == []


def test_every_row_is_the_one_that_is_written(stores: tuple[Database, Database]) -> None:
    fast, written = stores
    tables = {t for t in written.table_names() if "_fts_" not in t} - RUNNING
    assert {t for t in fast.table_names() if "_fts_" not in t} - RUNNING == tables
    assert {"directives", "ledger", "parties", "documents_fts"} <= tables
    for table in sorted(tables):
        if not table.startswith(("sqlite_", "_sqlite_")):
            assert rows(fast, table) == rows(written, table), table


def test_indexes_and_triggers_are_there(stores: tuple[Database, Database]) -> None:
    made, written = (
        db.execute("select type, name, sql from sqlite_master where name not like 'sqlite_%' order by 1, 2").fetchall()
        for db in stores
    )
    assert made == written
    assert derived.whole(stores[0])


def test_words_are_found_alike(stores: tuple[Database, Database]) -> None:
    for table, asked in (("documents_fts", "y te"), ("documents_fts", '"y tế"'), ("directives_fts", "so OR bo")):
        sql = f"select rowid from {table} where {table} match ? order by rowid"
        fast, written = (db.execute(sql, [asked]).fetchall() for db in stores)
        assert fast == written
        assert fast


def test_every_place_is_true() -> None:
    computed = {"issuer", "date_text"}
    seen = 0
    for day, documents in planning.plan(40, 200, 3).items():
        for reading, _ in making.readings(3, day, documents):
            for f in reading.all():
                for w in (x for x in f.where if x.field not in computed):
                    value, said = getattr(f, w.field), reading.document.quote(w.start, w.end)
                    assert said in (value if isinstance(value, tuple) else (value,)), (f, w)
                    assert isinstance(w, Where)
                    seen += 1
    assert seen > 1000


def test_the_same_seed_makes_the_same_and_another_another() -> None:
    def texts(seed: int) -> list[str]:
        planned = planning.plan(20, 100, seed)
        return [r.text for day, p in planned.items() for r, _ in making.readings(seed, day, p)]

    assert texts(1) == texts(1)
    assert not set(texts(1)) & set(texts(2))
