"""One text on many portals is one in the store, whatever the order in which it came."""

import random
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from desk import served
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import extractors
from corpus import likeness
from corpus.document import Reading, document
from output.database import Store
from output.digest import digest
from output.questions import QUERIES
from output.views import VIEWS

KINDS = extractors.kinds()
HEADER = next(k for k in KINDS if k.TABLE == "documents")
SAMPLE = Path(__file__).parents[2] / "corpus" / "sample"
REPORT = (SAMPLE / "bao-chi-08.txt").read_text(encoding="utf-8")
OTHER = (SAMPLE / "bao-chi-17.txt").read_text(encoding="utf-8")
LINES = [line for line in REPORT.split("\n") if line.strip()]


def read(text: str, address: str, published: str | None = None, source: str = "s", parent: str = "") -> Reading:
    d = replace(document(text, source=source, address=address, raw="r"), parent=parent)
    return Reading(d).with_(HEADER, [HEADER(start=0, end=1, by="t", kind="news", title=text[:20], published=published)])


def opened(path: Path) -> Store:
    store = Store(path / "a.db", KINDS)
    for name in ("s", "t"):
        store.add_source(name, name, "folder", "")
    return store


def groups(store: Store) -> dict[str, str]:
    """Address → address of its representative."""
    sql = "select o.address as a, coalesce(p.address, o.address) as b from documents o left join documents p on p.id = o.copy_of"
    return {r["a"]: r["b"] for r in store.db.query(sql)}


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with opened(tmp_path) as made:
        yield made


def headed(n: int) -> str:
    return "\n".join([f"Tựa đề riêng thứ {n} của một cổng khác", *LINES[1:]])


def test_the_earliest_represents(store: Store) -> None:
    store.write([read(REPORT, "b", "2014-08-21")], fingerprint="f")
    assert groups(store) == {"b": "b"}
    store.write([read(headed(1), "a", "2014-08-22"), read(OTHER, "x", "2014-08-01")], fingerprint="f")
    assert groups(store) == {"a": "b", "b": "b", "x": "x"}
    store.write([read(headed(2), "c", "2014-08-20"), read(headed(3), "d")], fingerprint="f")  # undated comes last
    assert groups(store) == {"a": "c", "b": "c", "c": "c", "d": "c", "x": "x"}
    # Read again, the date of one is another: the text is the same.
    store.write([read(headed(2), "c", "2014-08-23")], fingerprint="f")
    assert groups(store) == {"a": "b", "b": "b", "c": "b", "d": "b", "x": "x"}


def test_a_changed_representative_leaves_its_group(store: Store) -> None:
    texts = [(REPORT, "a"), (headed(1), "b"), (headed(2), "c")]
    store.write([read(t, a) for t, a in texts], fingerprint="f")
    assert set(groups(store).values()) == {"a"}
    store.write([read(OTHER, "a")], fingerprint="f")
    assert groups(store) == {"a": "a", "b": "b", "c": "b"}
    store.write([read(REPORT, "a")], fingerprint="f")
    assert set(groups(store).values()) == {"a"}
    # What is kept of texts that no document has any more is gone.
    assert store.db["sketches"].count == 3
    assert store.db.execute("select count(*) from bands").fetchone() == (
        3 * len(likeness.bands(likeness.sketch(likeness.words(REPORT)).hashes)),
    )


def test_what_is_deleted_is_forgotten(store: Store) -> None:
    store.write([read(REPORT, "a"), read(headed(1), "b"), read(headed(2), "c")], fingerprint="f")
    gone = "(select id from documents where address = 'a')"
    for table in ("changes", "versions"):
        store.db.execute(f"delete from {table} where document in {gone}")
    store.db.execute(f"delete from documents where id in {gone}")
    store.db.conn.commit()
    assert groups(store) == {"b": "b", "c": "c"}
    store.publish()
    assert groups(store) == {"b": "b", "c": "b"}
    assert store.db["signatures"].count == store.db["sketches"].count == 2
    assert store.db.execute("pragma foreign_key_check").fetchall() == []


def test_a_chain_of_edits_does_not_join_its_ends(store: Store) -> None:
    """Each text shares most of its words with the next; the first and the last share too few."""
    rows = [line for name in ("quan-huyen-11", "thong-bao-14") for line in (SAMPLE / f"{name}.txt").read_text(encoding="utf-8").split("\n") if len(line.split()) > 5]  # fmt: skip
    window = 24
    chain = ["\n".join(rows[n : n + window]) for n in range(0, len(rows) - window, 3)]
    store.write([read(t, f"{n:02}") for n, t in enumerate(chain)], fingerprint="f")
    found = groups(store)
    assert found["01"] == "00"
    assert found[f"{len(chain) - 1:02}"] != "00"
    for address, first in found.items():
        a, b = (likeness.words(chain[int(x)]) for x in (address, first))
        assert likeness.likeness(a, b).copy


POOL = [
    *((headed(n), f"h{n}", f"2014-08-2{n}") for n in range(3)),
    (REPORT, "r", "2014-08-21"),
    (REPORT.upper(), "u", None),
    ("\n".join(LINES[:-4]), "kurz", "2014-08-25"),
    ("\n".join(["Lời giới thiệu của cổng này gồm mấy chữ riêng.", *LINES[3:]]), "intro", None),
    (OTHER, "o", "2020-01-01"),
    (OTHER.replace("6,52", "7,31").replace("43,2", "44,9"), "sibling", "2020-01-01"),
    ("Chi tiết xem tệp đính kèm.", "short1", None),
    ("chi tiết xem tệp đính kèm", "short2", None),
    ("Chi tiết xem tệp kèm theo.", "short3", None),
    ("", "empty1", None),
    (" \n", "empty2", None),
]


def grouped_by(path: Path, order: list[int]) -> tuple[dict[str, str], str]:
    with opened(path) as store:
        store.write([read(*POOL[n]) for n in order], fingerprint="f")
        return groups(store), digest(store.db, times=False)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(len(POOL))))
def test_any_order_of_writing_gives_the_same(tmp_path_factory: pytest.TempPathFactory, order: list[int]) -> None:
    expected = grouped_by(tmp_path_factory.mktemp("first"), list(range(len(POOL))))
    assert grouped_by(tmp_path_factory.mktemp("other"), order) == expected
    found = expected[0]
    assert {a for a, b in found.items() if b == "h0"} == {"h0", "h1", "h2", "r", "u", "kurz", "intro"}
    assert (found["short2"], found["short3"], found["empty2"], found["sibling"]) == ("short1", "short3", "empty2", "sibling")  # fmt: skip


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_texts_that_change_leave_no_trace(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """Whatever stood at the addresses before: in the end the store is as if it had not."""
    choose = random.Random(seed)
    last = {a: POOL[choose.randrange(len(POOL))][0] for _, a, _ in POOL}
    with opened(tmp_path_factory.mktemp("changing")) as store:
        for _ in range(25):
            store.write([read(choose.choice(POOL)[0], choose.choice(POOL)[1])], fingerprint="f")
        store.write([read(t, a) for a, t in last.items()], fingerprint="f")
        changed = groups(store), digest(store.db, times=False)
    with opened(tmp_path_factory.mktemp("once")) as store:
        store.write([read(t, a) for a, t in sorted(last.items())], fingerprint="f")
        assert (groups(store), digest(store.db, times=False)) == changed


def test_a_store_from_before_is_grouped_when_published(store: Store) -> None:
    store.write([read(*POOL[n]) for n in range(len(POOL))], fingerprint="f")
    expected = groups(store), digest(store.db, times=False)
    for table in ("signatures", "sketches", "bands", "likenesses"):
        store.db.execute(f"delete from {table}")
    store.db.execute("update documents set copy_of = null")
    store.db.conn.commit()
    store.publish()
    assert (groups(store), digest(store.db, times=False)) == expected


def test_other_code_groups_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write([read(REPORT, "a"), read(headed(1), "b")], fingerprint="f")
    monkeypatch.setattr(likeness, "VERSION", likeness.VERSION + 1)
    monkeypatch.setattr(likeness, "SHARED_LONGER", 0.999)
    store.publish()
    assert groups(store) == {"a": "a", "b": "b"}
    assert {r["version"] for r in store.db.query("select version from signatures")} == {likeness.VERSION}


def test_an_attachment_is_a_copy_of_its_page_only_if_it_is_the_same(store: Store) -> None:
    part = "\n".join(LINES[: len(LINES) - 6])
    store.write([read(REPORT, "page"), read(part, "page.pdf", parent="page"), read(part, "alone.pdf")], fingerprint="f")
    found = groups(store)
    assert found["page.pdf"] != "page"
    assert found["alone.pdf"] in ("page", "page.pdf", "alone.pdf")
    store.write([read(REPORT, "same.pdf", parent="page"), read(headed(1), "head.pdf", parent="page")], fingerprint="f")
    found = groups(store)
    assert len({found["same.pdf"], found["head.pdf"], found["page"]}) == 1


def test_a_failed_write_leaves_the_groups(store: Store) -> None:
    store.write([read(REPORT, "a"), read(headed(1), "b")], fingerprint="f")
    before = groups(store), digest(store.db)
    broken = read(OTHER, "a")
    broken = broken.with_(HEADER, [HEADER(start=0, end=1, by="t", kind=object())])  # what SQLite can't hold
    with pytest.raises(sqlite3.Error):
        store.write([broken], fingerprint="f")
    assert (groups(store), digest(store.db)) == before


def test_a_page_full_of_the_very_same(store: Store) -> None:
    """Identical texts are compared with others once: the work does not grow with the square of their number."""
    store.write([read(REPORT, f"{n:03}") for n in range(60)] + [read(headed(1), "x")], fingerprint="f")
    assert set(groups(store).values()) == {"000"}
    assert store.db["sketches"].count == 2
    assert store.db["likenesses"].count == 2


TOLD = """Huyện họp bàn việc số hóa hồ sơ

Sáng 15/5/2020, tại hội trường UBND huyện, ông Lò Văn Tướng, Chủ tịch UBND huyện chủ trì cuộc họp về số hóa hồ sơ. Dự họp có đại diện Phòng Nội vụ, Phòng Tư pháp và Công an huyện.
Chủ tịch UBND huyện Lò Văn Tướng yêu cầu Phòng Tài chính - Kế hoạch thành phố Đà Nẵng báo cáo kết quả dịch vụ công trực tuyến trước ngày 30/6/2020. Dự họp có đại diện các phòng, ban và mười hai xã; nhiều ý kiến nêu khó khăn về thiết bị, đường truyền và con người ở cơ sở.
"""


@pytest.fixture
def told(store: Store) -> Store:
    copy = TOLD.replace("Huyện họp bàn việc", "Cổng khác đưa tin: huyện") + "\nBà con xóm Thượng mong có máy quét mới."
    for source, address, text in (("s", "https://a.example/1", TOLD), ("t", "https://b.example/2", copy)):
        store.write([extractors.read(document(text, source=source, address=address, raw="r"))], fingerprint="f")
    store.publish()
    return store


@pytest.mark.parametrize("name", sorted(set(VIEWS) - {"source_health"}))  # which speaks of sources
def test_views_count_a_text_once(told: Store, name: str) -> None:
    assert len(groups(told)) == 2
    assert len(set(groups(told).values())) == 1
    rows = list(told.db.query(f'select * from "{name}"'))
    assert rows, name
    if name == "places":
        assert {(r["address"], r["source"]) for r in rows} == {("https://a.example/1", "s"), ("https://b.example/2", "t")}  # fmt: skip
        assert len({r["document"] for r in rows}) == 1
        return
    assert {r["places"] for r in rows} == {2}
    assert len({r["document"] for r in rows}) == 1
    keys = [tuple(v for k, v in r.items() if k != "document") for r in rows]
    assert len(keys) == len(set(keys))


ASKED = [
    ("chi_dao_cho_don_vi", {"don_vi": "da nang"}),
    ("chi_dao_cua", {"nguoi_giao": "lo van tuong"}),
    ("den_han", {"tu_ngay": "", "den_ngay": ""}),
    ("chuc_vu", {"ten": "tuong"}),
    ("he_thong", {"ma": "online-services"}),
    ("tim_chi_dao", {"tu_khoa": "da nang"}),
    ("tim_van_ban", {"tu_khoa": "da nang"}),
    ("tim_van_ban", {"tu_khoa": "may quet moi"}),  # words that only the copy has
    ("moi_nhat", {}),
]


def test_questions_and_the_page_over_http(told: Store, tmp_path: Path) -> None:
    assert {name for name, _ in ASKED} <= set(QUERIES)
    ids = dict(told.db.execute("select address, id from documents").fetchall())
    first, second = ids["https://a.example/1"], ids["https://b.example/2"]
    with served(told.path, KINDS, tmp_path) as client:
        for name, parameters in ASKED:
            rows = client.get(f"/a/{name}.json", params={**parameters, "_shape": "array"}).json()
            assert [r["places"] for r in rows] == [2], (name, rows)
        [copy] = [ids[address] for address, kept in groups(told).items() if address != kept]
        for name in QUERIES:
            rows = client.get(f"/a/{name}.json", params={"_shape": "array"}).json()
            assert copy not in {r.get("document") for r in rows}, name
            assert {r.get("places", 2) for r in rows} <= {2}, name
        page = client.get(f"/-/document/{second}").text
        assert "Cũng đăng tại" in page
        assert 'href="https://a.example/1"' in page
        assert f'href="/-/document/{first}"' in page
        assert "bản được tính trong sổ" in page
        other = client.get(f"/-/document/{first}").text
        assert 'href="https://b.example/2"' in other
        assert "bản được tính trong sổ" not in other
        assert f'href="/-/document/{second}"' in client.get("/a/places").text


def test_the_fullest_represents(store: Store) -> None:
    """An abridged copy that came first would hide the directives that only the fuller text has."""
    abridged = "\n".join(LINES[: round(len(LINES) * 0.68)])
    assert len(abridged) * 1.4 < len(REPORT)
    store.write([read(abridged, "a", "2014-08-20"), read(REPORT, "b", "2014-08-21")], fingerprint="f")
    assert groups(store) == {"a": "b", "b": "b"}
