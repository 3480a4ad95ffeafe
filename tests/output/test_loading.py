"""From journals to `fetches` and `items`, what is pending, versions and what changed in them, digests of a store."""

from dataclasses import replace
from pathlib import Path

import pytest

import extractors
from corpus.document import document
from corpus.journal import Exchange
from corpus.versions import versions
from output import loading
from output.database import Store
from output.digest import digest

PAGE = Exchange(
    source="s",
    role="page",
    address="http://x.vn/a",
    at="2026-05-01T02:00:00+00:00",
    status=200,
    raw="r1",
    media="text/html",
    result="new",
)


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with Store(tmp_path / "a.db", extractors.kinds()) as made:
        made.add_source("s", "S", "portal", "http://x.vn/")
        yield made


def load(store: Store, *exchanges: Exchange) -> loading.Loaded:
    at = loading.position(store, "s")
    return loading.load(store, "s", [(at + 100 * n, e) for n, e in enumerate(exchanges, 1)])


def reader(by: str):  # type: ignore[no-untyped-def]
    return lambda source: by


def one(store: Store, sql: str) -> tuple[object, ...]:
    return store.db.execute(sql).fetchone()  # type: ignore[no-any-return]


def test_pending_follows_bytes_and_code(store: Store) -> None:
    assert load(store, PAGE) == (1, 0, 0)
    pending = loading.pending(store, reader("f"))
    assert [(p.address, [b.raw for b in p.bodies]) for p in pending] == [("http://x.vn/a", ["r1"])]
    loading.mark_read(store, pending, reader("f"))
    assert loading.pending(store, reader("f")) == []
    assert len(loading.pending(store, reader("other code"))) == 1
    load(store, replace(PAGE, status=304, result="same", at="2026-05-02T02:00:00+00:00"))
    assert loading.pending(store, reader("f")) == []
    load(store, replace(PAGE, raw="r2", result="changed", at="2026-05-03T02:00:00+00:00"))
    assert [[b.raw for b in p.bodies] for p in loading.pending(store, reader("f"))] == [["r1", "r2"]]


def test_a_list_announces_and_a_page_brings_files(store: Store) -> None:
    listed = Exchange(
        source="s",
        role="list",
        address="http://x.vn/tin",
        at=PAGE.at,
        status=200,
        raw="l",
        found=(("http://x.vn/a", "", "A"),),
    )
    load(store, listed)
    assert one(store, "select role, raw, tried from items") == ("page", None, None)
    load(store, replace(PAGE, found=(("http://x.vn/a.pdf", "", ""),)))
    assert store.db.execute("select address, role, parent, raw from items order by address").fetchall() == [
        ("http://x.vn/a", "page", None, "r1"),
        ("http://x.vn/a.pdf", "file", "http://x.vn/a", None),
    ]
    assert one(store, "select count(*) from fetches where found = 1") == (2,)


def test_failures_are_problems_until_the_page_is_well(store: Store) -> None:
    bad = replace(PAGE, status=503, raw=None, result="", why="server-error", error="the server answers 503")
    assert load(store, bad, bad) == (0, 0, 2)
    assert one(store, "select part, what, retry from problems") == (
        "server-error",
        "the server answers 503",
        "chidao collect --source s",
    )
    assert one(store, "select failures, why from items") == (2, "server-error")
    load(store, replace(PAGE, notes=("only 3 items",)))
    assert store.db.execute("select part, what from problems").fetchall() == [("warning", "only 3 items")]
    assert one(store, "select failures, why from items") == (0, None)


def test_a_page_that_is_gone_is_marked_and_kept(store: Store) -> None:
    load(store, PAGE)
    text = "Huyện họp bàn việc làm đường."
    made = extractors.read(document(text, source="s", address=PAGE.address, raw="r1"))
    store.write([made], fingerprint="f")
    gone = replace(
        PAGE, at="2026-06-01T02:00:00+00:00", status=404, raw=None, result="gone", why="missing", error="404"
    )
    assert load(store, gone) == (0, 1, 0)
    assert one(store, "select gone, text from documents") == ("2026-06-01T02:00:00+00:00", text)
    store.write([made], fingerprint="g")  # read again by other code
    assert one(store, "select gone from documents") == ("2026-06-01T02:00:00+00:00",)
    load(store, replace(PAGE, at="2026-07-01T02:00:00+00:00", result="same"))
    assert one(store, "select gone from documents") == (None,)


MORNING = """Kết luận giao ban tuần 24
Chủ tịch UBND huyện giao Phòng Tài chính - Kế hoạch báo cáo kết quả giải ngân trước ngày 30/6.
Các xã chuẩn bị hội nghị. Văn phòng gửi giấy mời."""
EVENING = """Kết luận giao ban tuần 24
Chủ tịch UBND huyện giao Phòng Tài chính - Kế hoạch báo cáo kết quả giải ngân trước ngày 15/7.
Văn phòng gửi giấy mời. Phòng Y tế kiểm tra các trạm."""


def test_versions_say_what_changed(store: Store) -> None:
    read = [
        document(text, source="s", address="a", raw=raw, fetched=at)
        for text, raw, at in ((MORNING, "1", "t1"), (MORNING, "2", "t2"), (EVENING, "3", "t3"), (MORNING, "1", "t4"))
    ]
    found = versions(read)
    # Other bytes with the same text are no version; a text that comes back is one.
    assert [(v.number, v.document.raw, v.document.fetched) for v in found] == [
        (1, "1", "t1"),
        (2, "3", "t3"),
        (3, "1", "t4"),
    ]
    assert [(c.what, c.before[-5:], c.after[-5:]) for c in found[1].changes] == [
        ("changed", "30/6.", "15/7."),
        ("removed", "nghị.", ""),
        ("added", "", "trạm."),
    ]
    for v, before in zip(found[1:], found, strict=False):
        for c in v.changes:
            if c.start is not None and c.end is not None:
                assert v.document.quote(c.start, c.end) == c.after
            if c.before_start is not None and c.before_end is not None:
                assert before.document.quote(c.before_start, c.before_end) == c.before
    reading = extractors.read(found[-1].document)
    store.write([reading], fingerprint="f", versions={reading.document.id: found})
    assert one(store, "select count(*), sum(changes) from versions") == (3, 6)
    assert one(store, "select after from changes where version = 2 and what = 'changed'")[0] == EVENING.splitlines()[1]
    store.write([reading], fingerprint="f", versions={reading.document.id: found})
    assert one(store, "select count(*) from changes") == (6,)


def test_digests_tell_stores_apart(store: Store, tmp_path: Path) -> None:
    with Store(tmp_path / "b.db", extractors.kinds()) as other:
        other.add_source("s", "S", "portal", "http://x.vn/")
        load(store, PAGE, replace(PAGE, address="http://x.vn/b"))
        load(other, PAGE, replace(PAGE, address="http://x.vn/b"))
        assert digest(store.db) == digest(other.db)
        later = replace(PAGE, result="same", at="2026-05-09T00:00:00+00:00")
        load(other, later)
        assert digest(store.db) != digest(other.db)
        assert digest(store.db, times=False) == digest(other.db, times=False)
        load(other, replace(later, result="gone", why="gone", raw=None))
        assert digest(store.db, times=False) != digest(other.db, times=False)


def test_health_says_which_source_is_ill(store: Store) -> None:
    sql = "select health, reasons, items, here, failing, warnings from source_health"
    assert one(store, sql) == ("unknown", None, None, None, None, None)
    listed = Exchange(source="s", role="list", address="http://x.vn/tin", at=PAGE.at, status=200, raw="l")
    walk = replace(listed, role="walk", status=None, raw=None, whole=True)
    pages = [replace(PAGE, address=f"http://x.vn/{n}", raw=f"r{n}") for n in range(10)]
    load(store, listed, walk, *pages)
    assert one(store, sql) == ("well", None, 10, 10, 0, None)
    load(store, listed, replace(walk, notes=("only 10 items are known; the source file expects 20 at the least",)))
    assert one(store, sql) == ("watch", None, 10, 10, 0, 1)
    failed = [replace(p, raw=None, result="", status=200, why="captcha", error="a captcha") for p in pages[:3]]
    load(store, listed, walk, *failed)
    assert one(store, sql) == ("ill", "captcha", 10, 10, 3, 0)
    load(store, *pages[:3])
    assert one(store, sql) == ("well", None, 10, 10, 0, None)
    load(store, replace(walk, whole=False, why="stalled", error="broke off"))
    assert one(store, "select health, reasons from source_health") == ("ill", "stalled: broke off")
    # Where not even the first page could be had, the list says why.
    load(store, replace(listed, why="empty-list", error="no items"), replace(walk, whole=False))
    assert one(store, "select health, reasons from source_health") == ("ill", "empty-list")
    load(store, listed, walk, replace(walk, role="run", address="", whole=False, why="stalled", error="left alone"))
    assert one(store, "select health, reasons from source_health") == ("ill", "stalled: left alone")
    load(store, listed, walk, replace(walk, role="run", address=""))
    assert one(store, "select health, reasons from source_health") == ("well", None)
