"""The ledger's and the search page, over HTTP."""

import csv
import io
import json
import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest
from desk import served

import extractors
from corpus.document import document
from output.database import Store

TEXTS = {
    "moi": """Chủ tịch UBND thành phố Đà Nẵng làm việc với quận Hải Châu
Thứ Sáu, 15/05/2026, 16:30

Ngày 15/5/2026, Chủ tịch UBND thành phố Đà Nẵng Lò Văn Tướng chủ trì buổi làm việc với quận Hải Châu về dịch vụ công trực tuyến. Ông Lò Văn Tướng yêu cầu Sở Nội vụ báo cáo kết quả dịch vụ công trực tuyến trước ngày 30/6/2026. Ông đề nghị quận Hải Châu rà soát thủ tục hành chính trước ngày 30/6/2099.
""",
    "cu": """Huyện họp bàn việc làm đường
Thứ Bảy, 02/03/2019, 08:15

Ngày 02/3/2019, Phó Chủ tịch UBND huyện Hà Thị Mơ yêu cầu Phòng Kinh tế hạ tầng sửa đường vào bản Da Nang.
""",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("ledger")
    with Store(folder / "a.db", extractors.kinds()) as store:
        store.add_source("s", "Cổng S", "folder", "")
        made = [extractors.read(document(t, source="s", address=f"https://example.org/{a}")) for a, t in TEXTS.items()]
        store.write(made, fingerprint="f")
        store.publish()
    with served(folder / "a.db", extractors.kinds(), folder) as client:
        yield client


def actions(page: str) -> list[str]:
    return [unescape(x) for x in re.findall(r'<p class="action"><a href="[^"]*/-/directive/[^"]*">(.*?)</a>', page)]


ASKED = [
    ({}, 3),
    ({"don_vi": "so noi vu"}, 1),
    ({"don_vi": "so noi vu", "muc_do": "order", "han": "overdue"}, 1),
    ({"don_vi": "so noi vu", "muc_do": "order", "han": "ahead"}, 0),
    ({"han": "ahead"}, 1),
    ({"nguoi_giao": "ha thi mo"}, 1),
    ({"nguoi_giao": "UBND huyện"}, 1),
    ({"q": "dich vu cong"}, 1),
    ({"nam": "2019"}, 1),
    ({"nguon": "s", "loai": "news", "tu_ngay": "2026"}, 2),
    ({"nguon": "' or 1=1 --"}, 0),
]


@pytest.mark.parametrize(("asked", "n"), ASKED)
def test_the_ledger(site: httpx.Client, asked: dict[str, str], n: int) -> None:
    answer = site.get("/-/ledger", params=asked)
    assert answer.status_code == 200
    assert len(actions(answer.text)) == n
    assert f"<b>{n}</b> chỉ đạo" in answer.text
    assert ("Không có chỉ đạo nào" in answer.text) == (n == 0)


def test_filters_narrow_and_can_be_taken_away(site: httpx.Client) -> None:
    page = site.get("/-/ledger", params={"muc_do": "order"}).text
    narrower = unescape(re.findall(r'<a href="([^"]*han=overdue[^"]*)"', page)[0])
    assert "muc_do=order" in narrower
    assert len(actions(site.get(narrower).text)) == 1
    away = unescape(re.findall(r'<a href="([^"]*)" title="bỏ bộ lọc này"', site.get(narrower).text)[0])
    assert len(actions(site.get(away).text)) in (1, 2)
    assert away.count("=") == 1


def test_a_wrong_day_is_said(site: httpx.Client) -> None:
    page = site.get("/-/ledger", params={"tu_ngay": "30/6/2025"}).text
    assert "“30/6/2025” không phải là ngày" in page
    assert len(actions(page)) == 3  # what could not be understood does not filter


def test_hits_are_marked_in_their_sentence(site: httpx.Client) -> None:
    page = site.get("/-/ledger", params={"q": "DICH VU CONG"}).text
    assert re.search(r"báo cáo kết quả <mark>dịch vụ công</mark> trực tuyến", page)


def titles(page: str) -> list[str]:
    return [
        re.sub("<.*?>", "", t) for t in re.findall(r'<p class="action"><a href="/-/document/[^"]*">(.*?)</a></p>', page)
    ]


def test_search_prefers_the_exact_spelling(site: httpx.Client) -> None:
    assert [t[:4] for t in titles(site.get("/-/search", params={"q": "Đà Nẵng"}).text)] == ["Chủ ", "Huyệ"]
    assert [t[:4] for t in titles(site.get("/-/search", params={"q": "Da Nang"}).text)] == ["Huyệ", "Chủ "]
    assert [t[:4] for t in titles(site.get("/-/search", params={"q": "da nang", "tu_ngay": "2026"}).text)] == ["Chủ "]


@pytest.mark.parametrize("typed", ["ủy ban nhân dân thành phố", "uỷ ban nhân dân tp", "UBND TP"])
def test_search_knows_abbreviations(site: httpx.Client, typed: str) -> None:
    page = site.get("/-/search", params={"q": typed}).text
    assert len(titles(page)) == 1
    assert "<mark>UBND thành phố</mark>" in page


def test_search_offers_the_pages_of_units_and_persons(site: httpx.Client) -> None:
    assert 'href="/-/unit/' in site.get("/-/search", params={"q": "quận Hải Châu"}).text
    assert 'href="/-/official/' in site.get("/-/search", params={"q": "Lò Văn Tướng"}).text


@pytest.mark.parametrize("address", ["/-/search", "/-/ledger"])
@pytest.mark.parametrize("typed", ["' or 1=1 --", '"', "%", "x" * 5000, "\x00", "<script>alert(1)</script>", "{{7*7}}"])
def test_whatever_is_typed(site: httpx.Client, address: str, typed: str) -> None:
    for name in (
        "q",
        "don_vi",
        "nguoi_giao",
        "nguon",
        "loai",
        "muc_do",
        "he_thong",
        "tu_ngay",
        "han",
        "han_tu",
        "tu",
        "nam",
    ):
        answer = site.get(address, params={name: typed})
        assert answer.status_code == 200, name
        assert "<script>" not in answer.text


def test_the_filtered_ledger_is_taken_away(site: httpx.Client) -> None:
    asked = {"muc_do": "order"}
    table = site.get("/-/ledger.csv", params=asked)
    assert table.headers["content-disposition"] == 'attachment; filename="chi-dao.csv"'
    rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
    listed = site.get("/-/ledger.json", params=asked).json()
    lines = [json.loads(line) for line in site.get("/-/ledger.jsonl", params=asked).text.splitlines()]
    assert listed == lines
    assert [r["directive"] for r in rows] == [r["directive"] for r in listed]
    assert len(rows) == len(actions(site.get("/-/ledger", params=asked).text)) == 2
    assert site.get(listed[0]["page"]).status_code == 200
    assert listed[0]["addressees"] == ["Sở Nội vụ"]
    assert site.get("/-/ledger.json", params={"nguon": "x"}).json() == []
    assert site.get("/-/ledger.csv", params={"tu_ngay": "x"}).status_code == 400
