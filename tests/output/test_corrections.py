"""Corrections in a real store: made, seen at once, kept in the archive, laid over every extraction, undone exactly."""

import asyncio
import json
import multiprocessing
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from hypothesis import given, settings
from hypothesis import strategies as st

import extractors
from corpus.document import Reading, document
from output import corrections, derived, events
from output.corrections import Correction, CorrectionError, correct, listed, merges, sync, undo
from output.database import Store
from output.digest import digest
from output.entities import key

TEXT = (
    "Huyện họp giao ban\n\nSáng 15/5/2020, Chủ tịch UBND huyện Lò Văn Tướng yêu cầu Phòng Tài chính - Kế hoạch thành phố Đà Nẵng "
    "báo cáo kết quả trước ngày 30/6/2020.\n\nCác xã làm vệ sinh hằng tuần."
)
LATER = TEXT.replace("giao ban", "giao ban tháng Sáu")
OTHER = TEXT.replace("báo cáo kết quả trước ngày 30/6/2020", "hoàn thành rà soát hồ sơ trong tháng 7/2020")
SIGN = {"author": "an", "reason": "đọc lại văn bản"}


def read(text: str = TEXT, address: str = "a.txt") -> Reading:
    return extractors.read(document(text, source="s", address=address, raw="r"))


def opened(folder: Path) -> Store:
    store = Store(folder / "a.db", extractors.kinds())
    store.add_source("s", "S", "folder", "")
    return store


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with opened(tmp_path) as made:
        made.write([read(), read(address="b.txt")], fingerprint="f")
        yield made


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "a.archive"


DOCUMENT = read().document.id


def one(store: Store, table: str = "directives", of: str = DOCUMENT) -> dict[str, Any]:
    return next(iter(store.db.query(f'select * from "{table}" where document = ? order by start', [of])))


def wanted(store: Store, what: str = "change", fact: str = "directives", **said: Any) -> dict[str, Any]:
    row = {} if what == "add" else {"row": one(store, fact)["id"] if fact != "documents" else DOCUMENT}
    return {"what": what, "document": DOCUMENT, "fact": fact, **row, **said, **SIGN}


def facts(store: Store) -> dict[str, list[Any]]:
    """All rows of the tables that say something of documents, and of what is derived from them."""
    left_out = ("_sqlite", "sqlite", "corrections", "spellings", "originals", "documents_fts_", "directives_fts_")
    names = [n for n in store.db.table_names() if not n.startswith(left_out)]
    return {n: sorted(map(repr, store.db.execute(f'select * from "{n}"').fetchall())) for n in names}


WANTED: list[dict[str, Any]] = [
    {"fields": {"addressees": ["Phòng Nội vụ", "Các xã"], "strength": "request"}},
    {"fields": {"deadline": None}},
    {"fields": {"evidence": "yêu cầu Phòng Tài chính - Kế hoạch thành phố Đà Nẵng báo cáo kết quả"}},
    {"what": "remove"},
    {"what": "remove", "fact": "units"},
    {"fact": "units", "fields": {"full": "Ủy ban nhân dân huyện Mường Thử"}},
    {"fact": "officials", "fields": {"name": "Lò Văn Tường", "roles": ["chair", "speaker"]}},
    {"fact": "documents", "fields": {"title": "Huyện họp", "issued": "2020-05-16"}},
    {"what": "add", "start": TEXT.index("Các xã"), "end": len(TEXT), "fields": {"action": "làm vệ sinh hằng tuần", "strength": "order", "addressees": ["Các xã"]}},
]  # fmt: skip


@pytest.mark.parametrize("said", WANTED, ids=lambda w: f"{w.get('what', 'change')}-{w.get('fact', '')}")
def test_made_seen_kept_and_undone_exactly(store: Store, archive: Path, tmp_path: Path, said: dict[str, Any]) -> None:
    before = facts(store)
    made = correct(store.db.conn, archive, wanted(store, **said))
    after = facts(store)
    assert made.state == "applied"
    assert after != before
    assert derived.whole(store.db)
    assert [e["id"] for e in events.kept(archive).events] == [made.id]
    # Read again by other code, and by a store that is made from nothing but the archive's file: the same rows.
    store.write([read(), read(address="b.txt")], fingerprint="g")
    store.write([read(), read(address="b.txt")], fingerprint="f")
    assert facts(store) == after
    (tmp_path / "x").mkdir()
    with opened(tmp_path / "x") as again:
        sync(again.db.conn, archive)
        assert listed(again.db.conn)[0].state == "ask"  # the document is not there yet
        again.write([read(), read(address="b.txt")], fingerprint="f")
        assert facts(again) == after
        assert digest(again.db) == digest(store.db)
    undone = undo(store.db.conn, archive, made.id, "bình", "sai rồi")
    assert (undone.state, undone.undone_by, undone.undone_reason) == ("undone", "bình", "sai rồi")
    assert facts(store) == before
    assert store.db["originals"].count == 0
    assert len(events.kept(archive).events) == 2
    (tmp_path / "y").mkdir()
    with opened(tmp_path / "y") as again:
        sync(again.db.conn, archive)
        again.write([read(), read(address="b.txt")], fingerprint="f")
        assert digest(again.db) == digest(store.db)
    store.write([read(), read(address="b.txt")], fingerprint="g")
    store.write([read(), read(address="b.txt")], fingerprint="f")
    assert facts(store) == before


def test_everything_follows(store: Store, archive: Path) -> None:
    """The ledger and the full text, of the corrected document and of no other."""

    def parties() -> list[tuple[str, str]]:
        asked = "select role, name from parties p join ledger l on l.id = p.ledger where l.document = ? order by 1, 2"
        return [tuple(r) for r in store.db.execute(asked, [DOCUMENT])]

    def hits(words: str) -> int:
        return len(store.db.execute("select 1 from directives_fts where directives_fts match ?", [words]).fetchall())

    assert hits('addressees_folded : "da nang"') == 2
    made = correct(
        store.db.conn, archive, wanted(store, fields={"addressees": ["Phòng Nội vụ"], "deadline": "2020-07"})
    )
    assert hits('addressees_folded : "da nang"') == hits('addressees_folded : "phong noi vu"') == 1
    assert ("addressee", "Phòng Nội vụ") in parties()
    assert store.db.execute("select due from ledger where document = ?", [DOCUMENT]).fetchone() == ("2020-07-31",)
    assert one(store)["by"] == f"correction:{made.id}"
    assert json.loads(one(store)["spans"]) == [s for s in json.loads(one(store)["spans"]) if s[0] != "addressees"]
    removed = correct(store.db.conn, archive, wanted(store, "remove"))
    assert store.db.execute("select count(*) from ledger").fetchone() == (1,)
    assert hits('addressees_folded : "phong noi vu"') == 0
    undo(store.db.conn, archive, removed.id, **SIGN)
    assert hits('addressees_folded : "phong noi vu"') == 1
    undo(store.db.conn, archive, made.id, **SIGN)
    assert hits('addressees_folded : "da nang"') == 2


@pytest.mark.parametrize(
    ("text", "state"),
    [(LATER, "applied"), (OTHER, "ask"), ("Huyện họp\n\nTrời đẹp, bà con vui mừng đón khách.", "ask")],
)
def test_the_page_changes(store: Store, archive: Path, text: str, state: str) -> None:
    made = correct(store.db.conn, archive, wanted(store, fields={"addressees": ["Phòng Nội vụ"]}))
    store.write([read(text)], fingerprint="f")
    now = listed(store.db.conn, state=state)
    assert [c.id for c in now] == [made.id]
    assert bool(now[0].why) == (state == "ask")
    if state == "applied":
        assert json.loads(one(store)["addressees"]) == ["Phòng Nội vụ"]
        assert text[now[0].start : now[0].end].startswith("Sáng 15/5/2020")
    rows = facts(store)
    undo(store.db.conn, archive, made.id, **SIGN)
    if state == "ask":
        assert facts(store) == rows
    store.write([read()], fingerprint="f")
    assert json.loads(one(store)["addressees"]) == ["Phòng Tài chính - Kế hoạch thành phố Đà Nẵng"]


def test_the_page_comes_back(store: Store, archive: Path) -> None:
    """What asked to be looked at holds again when the text is again the one that it was made on."""
    made = correct(store.db.conn, archive, wanted(store, fields={"addressees": ["Phòng Nội vụ"]}))
    before = facts(store)
    for text, state in ((OTHER, "ask"), (TEXT, "applied")):
        store.write([read(text)], fingerprint="f")
        assert corrections.get(store.db.conn, made.id).state == state
    assert facts(store) == before


BAD: list[tuple[dict[str, Any], str]] = [
    ({"what": "improve"}, "none of change, remove, add, merge"),
    ({"document": "0" * 16, "fields": {"strength": "wish"}}, "there is no document '0000"),
    (
        {"fact": "directive", "fields": {"strength": "wish"}},
        "'directive' is no table of findings: there are .*directives",
    ),
    ({"fact": "runs", "fields": {"status": "x"}}, "'runs' is no table of findings"),
    ({"fact": "sources; drop table documents", "fields": {"a": "x"}}, "is no table of findings"),
    ({"row": "nothing", "fields": {"strength": "wish"}}, "has no row 'nothing' in directives"),
    ({"fields": {"to": "x"}}, "directives has no field 'to': there are .*addressees"),
    ({"fields": {"spans": "x"}}, "has no field 'spans'"),
    ({"fields": {}}, "which field is to hold what"),
    ({"fields": ["strength"]}, "which field is to hold what"),
    ({"fields": {"deadline": "mai"}}, "directives.deadline: 'mai' is no ISO value"),
    ({"fields": {"strength": "must"}}, "directives.strength: 'must' is none of order, request, wish"),
    ({"fields": {"strength": "order"}}, "nothing would change"),
    ({"fields": {"strength": "wish"}, "author": " "}, "author: say who corrects"),
    ({"fields": {"strength": "wish"}, "reason": None}, "reason: say who corrects and why"),
    ({"fields": {"strength": "wish"}, "at": "2020-01-01T00:00:00+07:00"}, "no ISO time in UTC"),
    ({"what": "remove", "fact": "documents", "row": DOCUMENT}, "head can be changed, not added or removed"),
    (
        {"what": "add", "start": 5, "end": 5, "fields": {"action": "x", "strength": "order"}},
        "give offsets into the text",
    ),
    ({"what": "add", "start": 0, "end": 10**6, "fields": {"action": "x"}}, "give offsets into the text"),
    ({"what": "add", "start": "0", "end": 9, "fields": {"action": "x"}}, "give offsets into the text"),
    ({"what": "add", "start": 18, "end": 20, "fields": {"action": "x", "strength": "order"}}, "there are no words"),
    ({"what": "add", "start": 0, "end": 9, "fields": {"action": "x"}}, "strength must be given, too"),
    ({"what": "merge", "kind": "town", "key": "a", "name": "b"}, "neither unit nor person"),
    ({"what": "merge", "kind": "unit", "key": "a", "name": "b"}, "there is no unit 'a' in the store"),
    ({"what": "merge", "kind": "unit", "key": "a", "name": " "}, "say how the unit is spelt"),
]


@pytest.mark.parametrize(("said", "why"), BAD, ids=[b[1] for b in BAD])
def test_what_cannot_be_made(store: Store, archive: Path, said: dict[str, Any], why: str) -> None:
    what = {"what": "change", **wanted(store), **said}
    before = facts(store)
    with pytest.raises(CorrectionError, match=why):
        correct(store.db.conn, archive, what)
    assert facts(store) == before
    assert listed(store.db.conn) == events.kept(archive).events == []


def test_what_stands_there_or_is_gone(store: Store, archive: Path) -> None:
    row = one(store)
    again = {"start": row["start"], "end": row["end"], "fields": {"action": "x", "strength": "order"}}
    with pytest.raises(CorrectionError, match="stands there already"):
        correct(store.db.conn, archive, wanted(store, "add", **again))
    change = wanted(store, fields={"strength": "wish"})
    removed = correct(store.db.conn, archive, wanted(store, "remove"))
    with pytest.raises(CorrectionError, match="a correction took it away, undo that first"):
        correct(store.db.conn, archive, change)
    undo(store.db.conn, archive, removed.id, **SIGN)
    with pytest.raises(CorrectionError, match="has been undone already"):
        undo(store.db.conn, archive, removed.id, **SIGN)
    with pytest.raises(CorrectionError, match="there is no correction 'x'"):
        undo(store.db.conn, archive, "x", **SIGN)
    assert correct(store.db.conn, archive, change).state == "applied"


def test_hostile_words_are_only_words(store: Store, archive: Path) -> None:
    words = """<script>alert(1)</script> '); drop table directives; --\u202e\n"""
    said = {"fields": {"addressees": [words]}, "author": words, "reason": words}
    made = correct(store.db.conn, archive, wanted(store) | said)
    shown = "<script>alert(1)</script> '); drop table directives; --"
    assert (json.loads(one(store)["addressees"]), made.author, made.reason) == ([shown], shown, shown)
    assert len(events.path_in(archive).read_text("utf-8").splitlines()) == 1


def test_merged_spellings(store: Store, archive: Path, tmp_path: Path) -> None:
    """The derived tables follow, for units and persons; undone, they are as before; the file alone gives the same."""
    before = facts(store)
    unit = store.db.execute("select unit_key, unit from offices").fetchone()
    person = store.db.execute("select person from offices").fetchone()[0]
    someone = {"what": "merge", "kind": "person", "key": person, "name": "Lò Văn Tường", **SIGN}
    first = correct(store.db.conn, archive, someone)
    at_b = f"{key('Lò Văn Tường')}@{unit[0]}"
    assert (first.state, first.document, first.fields["to_key"]) == ("applied", None, at_b)
    assert merges(store.db.conn) == {("person", person): "Lò Văn Tường"}
    assert store.db.execute("select distinct person, name from offices").fetchall() == [(at_b, "Lò Văn Tường")]
    merge = {"what": "merge", "kind": "unit", "key": unit[0], "name": "Đơn vị B", **SIGN}
    second = correct(store.db.conn, archive, merge)
    # A person's key holds the unit's: the first merge goes on under the other one.
    at_b = f"{key('Lò Văn Tường')}@đơn-vị-b"
    assert store.db.execute("select distinct person, unit from offices").fetchall() == [(at_b, "Đơn vị B")]
    assert store.db.execute("select count(*) from appearances where key = ?", [unit[0]]).fetchone() == (0,)
    assert derived.whole(store.db)
    after = facts(store)
    store.write([read(), read(address="b.txt")], fingerprint="f")
    assert facts(store) == after
    (tmp_path / "x").mkdir()
    with opened(tmp_path / "x") as again:
        sync(again.db.conn, archive)
        again.write([read(), read(address="b.txt")], fingerprint="f")
        assert facts(again) == after
        assert digest(again.db) == digest(store.db)
    for said, why in (({}, "goes under 'Đơn vị B' by another"), ({"name": ""}, "say how the unit is spelt")):
        with pytest.raises(CorrectionError, match=why):
            correct(store.db.conn, archive, merge | said)
    with pytest.raises(CorrectionError, match="by another correction: undo that first"):
        correct(store.db.conn, archive, merge | {"key": "đơn-vị-b", "name": unit[1]})
    undo(store.db.conn, archive, first.id, **SIGN)
    undo(store.db.conn, archive, second.id, **SIGN)
    assert merges(store.db.conn) == {}
    assert facts(store) == before


def test_chains_and_circles_of_spellings(store: Store, archive: Path, tmp_path: Path) -> None:
    """A → B → C goes to C; what closes a circle (made where the others were not known) does nothing."""
    sign = {"author": "an", "reason": "một"}
    chain = [
        events.named({"event": "made", "what": "merge", "kind": "unit", "key": a, "to_key": b, "name": b.upper(), **sign, "at": f"2026-01-0{n}T00:00:00+00:00"})
        for n, (a, b) in enumerate((("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")), 1)
    ]  # fmt: skip
    path = tmp_path / "in.jsonl"
    path.write_text("".join(events.to_line(e) + "\n" for e in chain))
    assert corrections.take_in(store.db.conn, archive, path) == (4, 0)
    assert merges(store.db.conn) == {("unit", "a"): "C", ("unit", "b"): "C", ("unit", "d"): "C"}
    undo(store.db.conn, archive, chain[1]["id"], **SIGN)
    assert merges(store.db.conn) == {("unit", "a"): "B", ("unit", "c"): "B", ("unit", "d"): "B"}


def test_a_torn_line_is_healed(store: Store, archive: Path) -> None:
    made = correct(store.db.conn, archive, wanted(store, fields={"strength": "wish"}))
    path = events.path_in(archive)
    whole = path.read_bytes()
    for torn in (b'{"event":"undone","corr', "…ờ".encode()[:-1]):
        path.write_bytes(whole + torn)
        assert "only half a line" in sync(store.db.conn, archive)
        assert path.read_bytes() == whole
        assert sync(store.db.conn, archive) == ""
    path.write_bytes(whole.rstrip(b"\n"))  # an editor's last line, which is whole
    undo(store.db.conn, archive, made.id, **SIGN)
    assert len(events.kept(archive).events) == 2
    path.write_bytes(b"{}\n" + path.read_bytes())
    with pytest.raises(CorrectionError, match=r"corrections.jsonl:1: no event"):
        sync(store.db.conn, archive)


def test_file_and_store_find_each_other_again(store: Store, archive: Path, tmp_path: Path) -> None:
    """A process that was killed between file and commit, a store of yesterday, a file that is lost: nothing made is."""
    made = correct(store.db.conn, archive, wanted(store, fields={"strength": "wish"}))
    store.db.conn.execute("pragma wal_checkpoint(truncate)")
    shutil.copy(store.path, tmp_path / "b.db")
    correct(store.db.conn, archive, wanted(store, fields={"issuer": "UBND huyện"}))
    undo(store.db.conn, archive, made.id, **SIGN)
    after = digest(store.db)
    with Store(tmp_path / "b.db", extractors.kinds()) as yesterday:
        assert digest(yesterday.db) != after
        sync(yesterday.db.conn, archive)
        assert digest(yesterday.db) == after
    kept = events.kept(archive).events
    events.path_in(archive).unlink()
    sync(store.db.conn, archive)
    assert {e["id"] for e in events.kept(archive).events} == {e["id"] for e in kept}
    assert digest(store.db) == after


def test_what_the_extraction_no_longer_has(store: Store, archive: Path) -> None:
    """A correction of a table or field of another version waits; it stops neither reading nor other corrections."""
    made = correct(store.db.conn, archive, wanted(store, fields={"strength": "wish"}))
    for other in ({"fact": "slogans"}, {"fields": {"mood": "glad"}}):
        events.append(archive, [events.named(made.event | other)])
    sync(store.db.conn, archive)
    store.write([read()], fingerprint="g")
    assert [(c.state, c.why) for c in listed(store.db.conn)] == [
        ("applied", None),
        ("ask", "slogans is no more"),
        ("ask", "directives has no field mood any more"),
    ]
    assert one(store)["strength"] == "wish"


def test_what_cannot_be_kept_is_not_made(store: Store, archive: Path) -> None:
    before = facts(store)
    events.path_in(archive).mkdir(parents=True)
    with pytest.raises(OSError):
        correct(store.db.conn, archive, wanted(store, fields={"strength": "wish"}))
    assert (facts(store), listed(store.db.conn)) == (before, [])
    assert not store.db.conn.in_transaction


def test_datasettes_own_connection(store: Store, archive: Path) -> None:
    """As the pages do it: through the one connection by which Datasette writes, and read through those by which it reads."""
    want = wanted(store, fields={"addressees": ["Phòng Nội vụ"]})
    before = facts(store)

    async def visit() -> tuple[Correction, list[Correction], Correction]:
        database = Datasette([str(store.path)]).get_database("a")
        made = await database.execute_write_fn(lambda c: correct(c, archive, want))
        seen = await database.execute_fn(lambda c: listed(c, document=DOCUMENT, fact="directives", row=made.row))
        with pytest.raises(CorrectionError, match="nothing would change"):
            await database.execute_fn(lambda c: corrections.validate(c, want))
        with pytest.raises(CorrectionError, match="nothing would change"):
            await database.execute_write_fn(lambda c: correct(c, archive, want))
        rows = await database.execute("select addressees from directives where document = ?", [DOCUMENT])
        assert rows.first()["addressees"] == '["Phòng Nội vụ"]'
        return made, seen, await database.execute_write_fn(lambda c: undo(c, archive, made.id, **SIGN))

    made, seen, undone = asyncio.run(visit())
    assert (seen, undone.state) == ([made], "undone")
    assert facts(store) == before


VARIANTS = {"": TEXT, "moved": LATER, "other": OTHER, "bare": "Huyện họp\n\nTrời đẹp, bà con vui mừng đón khách."}
STEP = st.one_of(
    st.tuples(st.just("correct"), st.integers(0, len(WANTED) - 1)),
    st.tuples(st.just("undo"), st.integers(0, 9)),
    st.tuples(st.just("read"), st.sampled_from(sorted(VARIANTS))),
)


@settings(max_examples=20)
@given(st.lists(STEP, max_size=9))
def test_whatever_comes_the_archive_tells_it_all(steps: list[tuple[str, Any]]) -> None:
    """After any corrections, undoings and changes of the page: the same as from file and page alone; undone, as if never."""
    with tempfile.TemporaryDirectory() as at:
        folder = Path(at)
        archive, text = folder / "a.archive", TEXT
        (folder / "x").mkdir()
        with opened(folder) as store:
            store.write([read()], fingerprint="f")
            for what, which in steps:
                found = listed(store.db.conn)
                if what == "read":
                    text = VARIANTS[which]
                    store.write([read(text)], fingerprint="f")
                elif what == "undo" and found and found[which % len(found)].state != "undone":
                    undo(store.db.conn, archive, found[which % len(found)].id, **SIGN)
                elif what == "correct":
                    try:
                        correct(store.db.conn, archive, wanted(store, **WANTED[which]))
                    except (CorrectionError, StopIteration):
                        continue  # there is no such row now, or nothing would change
            assert derived.whole(store.db)
            states = {c.id: (c.state, c.why) for c in listed(store.db.conn)}
            with opened(folder / "x") as again:
                sync(again.db.conn, archive)
                again.write([read(text)], fingerprint="f")
                assert {c.id: (c.state, c.why) for c in listed(again.db.conn)} == states
                assert digest(again.db) == digest(store.db)
                assert facts(again) == facts(store)
            for c in listed(store.db.conn):
                if c.state != "undone":
                    undo(store.db.conn, archive, c.id, **SIGN)
            (folder / "y").mkdir()
            with opened(folder / "y") as never:
                never.write([read(text)], fingerprint="f")
                assert facts(store) == facts(never)


def _correcting(path: Path, archive: Path, author: str, times: int) -> None:
    connection = sqlite3.connect(path)
    for n in range(times):
        row = connection.execute("select id from directives where document = ?", [DOCUMENT]).fetchone()[0]
        change = {
            "what": "change",
            "document": DOCUMENT,
            "fact": "directives",
            "row": row,
            "fields": {"issuer": f"{author} {n}"},
        }
        made = correct(connection, archive, change | {"author": author, "reason": "thử"})
        if n % 2:
            undo(connection, archive, made.id, author, "thử")


def _extracting(path: Path, times: int) -> None:
    readings = [read(), read(address="b.txt")]
    for n in range(times):
        with Store(path, extractors.kinds()) as store:
            store.write(readings, fingerprint=str(n))
            store.publish()


def test_two_processes_take_turns(store: Store, archive: Path, tmp_path: Path) -> None:
    """Two who correct one document, and a run that reads it again and again: none fails, none is lost."""
    spawn = multiprocessing.get_context("spawn")
    work = [
        spawn.Process(target=_correcting, args=(store.path, archive, "an", 12)),
        spawn.Process(target=_correcting, args=(store.path, archive, "bình", 12)),
        spawn.Process(target=_extracting, args=(store.path, 8)),
    ]
    for p in work:
        p.start()
    for p in work:
        p.join(240)
    assert [p.exitcode for p in work] == [0, 0, 0]
    found = listed(store.db.conn)
    assert len(found) == 24
    assert sorted(c.author for c in found if c.state == "undone") == ["an"] * 6 + ["bình"] * 6
    kept = events.kept(archive).events
    assert len(kept) == 36
    assert [e["id"] for e in kept if e["event"] == "made"] == [c.id for c in found]
    last = [c for c in found if c.state == "applied"][-1]
    assert one(store)["issuer"] == last.fields["issuer"]
    assert derived.whole(store.db)
    # From the file alone the same comes of it.
    (tmp_path / "x").mkdir()
    with opened(tmp_path / "x") as again:
        again.write([read(), read(address="b.txt")], fingerprint="7")
        sync(again.db.conn, archive)
        assert facts(again)["directives"] == facts(store)["directives"]
