"""What a reader meets in Datasette beyond the answers themselves: search boxes, forms, long texts, policies."""

import re
from collections.abc import Iterator

import httpx
import pytest
from desk import served

import extractors
from corpus.document import Reading, document
from output.database import Store

KINDS = extractors.kinds()
KIND = {k.TABLE: k for k in KINDS}
NAME = "Sở Nội vụ thành phố Đà Nẵng"


def short() -> Reading:
    d = document(f"{NAME} báo cáo <b>ngay</b>.", source="s", address="https://example.org/ngan", raw="a")
    told = {"evidence": NAME, "addressees": (NAME,), "action": "báo cáo", "strength": "order"}
    found = [KIND["directives"](start=0, end=len(NAME), by="t", deadline=x, **told) for x in ("2026-Q2", None)]
    return Reading(d).with_(KIND["directives"], found)


def long() -> Reading:
    """A text of two parts, with a name across their border."""
    d = document("Trời nắng. " * 36400, source="s", address="https://example.org/dai", raw="b")
    places = ((5, 9), (199_990, 200_010), (200_100, 200_105))
    found = [KIND["units"](start=a, end=b, by="t", text="x", type="area", full="x") for a, b in places]
    return Reading(d).with_(KIND["units"], found)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("desk")
    with Store(folder / "any name.db", KINDS) as store:
        store.add_source("s", "S", "folder", "")
        store.write([short(), long()], fingerprint="f")
    with served(folder / "any name.db", KINDS, folder) as client:
        yield client


@pytest.fixture(scope="module")
def base(site: httpx.Client) -> str:
    return str(next(iter(site.get("/.json").json().values()))["path"])


SEARCHED = [
    ("documents", "da nang", 1),
    ("documents", "Đà Nẵng", 1),
    ("documents", "nang", 2),  # nắng, too
    ("documents", "", 2),
    ("directives", "so noi vu", 2),
    ("directives", "hai phong", 0),
    ("directives", 'da" OR NEAR( *', 0),
]


@pytest.mark.parametrize(("table", "words", "rows"), SEARCHED)
def test_the_search_box_of_a_table(site: httpx.Client, base: str, table: str, words: str, rows: int) -> None:
    answer = site.get(f"{base}/{table}.json", params={"_search": words, "_shape": "array"})
    assert answer.status_code == 200
    assert len(answer.json()) == rows
    assert 'name="_search"' in site.get(f"{base}/{table}").text


def test_search_and_facet_together(site: httpx.Client, base: str) -> None:
    asked = {"_search": "da nang", "_facet_array": "addressees", "_facet": "strength"}
    facets = site.get(f"{base}/directives.json", params=asked).json()["facet_results"]
    assert [(r["value"], r["count"]) for r in facets["addressees"]["results"]] == [(NAME, 2)]
    assert [(r["value"], r["count"]) for r in facets["strength"]["results"]] == [("order", 2)]


def test_no_box_where_nothing_is_indexed(site: httpx.Client, base: str) -> None:
    assert 'name="_search"' not in site.get(f"{base}/units").text


def test_a_question_is_a_form(site: httpx.Client, base: str) -> None:
    page = site.get(f"{base}/den_han", params={"tu_ngay": "2026-06-01", "den_ngay": "2026-06-30"}).text
    assert re.search(r'<label for="(\w+)">Từ ngày</label>\s*<input id="\1"', page)
    assert 'type="date"' in page
    assert "2026-06-30</td>" in page  # a quarter is due on its last day
    assert "Giao cho</th>" in page
    assert "Không có kết quả" in site.get(f"{base}/den_han?tu_ngay=2027-01-01").text
    assert site.get(f"{base}?sql=select+1").status_code == 200  # other SQL has Datasette's own page


def test_front_page_counts(site: httpx.Client) -> None:
    page = site.get("/").text
    assert re.search(r"Chỉ đạo</a>\s*<span>2</span>", page)
    assert 'role="search"' in page


def test_a_long_text_comes_in_parts(site: httpx.Client, base: str) -> None:
    row = site.get(f"{base}/documents.json?_shape=array&address__contains=dai").json()[0]
    first = site.get(f"/-/document/{row['id']}").text
    second = site.get(f"/-/document/{row['id']}?from=200000").text
    assert max(map(len, (first, second))) < 230_000
    assert 'id="c5"' in first
    assert 'id="c199990"' in first
    assert 'id="c200100"' not in first
    assert 'id="c200100"' in second
    assert "<b>2</b>" in second
    assert "m-units" in second[second.index("<article>") : second.index('id="c200100"')]  # the name's other half
    assert f"/-/document/{row['id']}?from=200000#c200100" in site.get(f"{base}/units").text
    for wrong in ("99999999", "-1", "x", "9" * 40):
        assert site.get(f"/-/document/{row['id']}", params={"from": wrong}).status_code == 200


def test_every_page_has_a_policy(site: httpx.Client, base: str) -> None:
    row = site.get(f"{base}/directives.json?_shape=array").json()[0]
    document_page, missing = f"/-/document/{row['document']}", "/-/document/0"
    for page in (
        "/",
        base,
        f"{base}/directives",
        f"{base}/directives/{row['id']}",
        f"{base}/moi_nhat",
        missing,
        document_page,
    ):
        answer = site.get(page)
        policy = answer.headers["content-security-policy"]
        assert "object-src 'none'" in policy or "default-src 'none'" in policy, page
        assert "<b>ngay" not in answer.text
