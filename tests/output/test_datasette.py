"""A real Datasette on a real store, asked over HTTP."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from desk import served

import extractors
from corpus.document import Finding, document, document_id, said
from corpus.versions import versions
from output.database import Store
from output.dictionary import QUERIES

TEXT = """Huyện họp <script>alert(1)</script> bàn việc

Sáng 15/5/2020, Chủ tịch UBND huyện Lò Văn Tướng yêu cầu Phòng Tài chính - Kế hoạch thành phố Đà Nẵng báo cáo kết quả dịch vụ công trực tuyến trước ngày 30/6/2020 <img src=x onerror=alert(2)>.
"""


@dataclass(frozen=True, kw_only=True)
class Slogan(Finding):
    """A kind that the page has not been told of."""

    TABLE = "slogans"

    text: str = said("The words")


KINDS = [*extractors.kinds(), Slogan]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("site")
    with Store(folder / "kho.db", KINDS) as store:
        store.add_source("s", "S", "folder", "")
        read = extractors.read(document(TEXT, source="s", address="javascript:alert(3)", raw="r"))
        old = document(TEXT.replace("30/6/2020", "15/6/2020"), source="s", address="javascript:alert(3)")
        found = {read.document.id: versions([old, read.document])}
        slogan = Slogan(start=0, end=9, by="test", text="<b>")
        store.write([read.with_(Slogan, [slogan])], fingerprint="f", versions=found)
        store.publish()
    with served(folder / "kho.db", KINDS, folder) as client:
        yield client


def test_tables_and_front_page(site: httpx.Client) -> None:
    assert "sổ chỉ đạo" in site.get("/").text
    page = site.get("/kho/directives?_facet_array=addressees").text
    assert "Phòng Tài chính - Kế hoạch thành phố Đà Nẵng" in page
    assert "Who is to act, as named in the text" in page  # the column's description
    rows = site.get("/kho/documents.json?_shape=array").json()
    assert len(rows) == 1


ASKED = [
    ("chi_dao_cho_don_vi", {"don_vi": "da nang"}, 1),
    ("chi_dao_cho_don_vi", {"don_vi": "Đà Nẵng"}, 1),
    ("chi_dao_cho_don_vi", {"don_vi": "hai phong"}, 0),
    ("chi_dao_cua", {"nguoi_giao": "lo van tuong"}, 1),
    ("den_han", {"tu_ngay": "2020-06-01", "den_ngay": "2020-06-30"}, 1),
    ("den_han", {"tu_ngay": "2020-07-01", "den_ngay": ""}, 0),
    ("chuc_vu", {"ten": "tuong"}, 1),
    ("he_thong", {"ma": "online-services"}, 1),
    ("he_thong", {"ma": ""}, 1),
    ("moi_nhat", {}, 1),
    ("tim_van_ban", {"tu_khoa": "dich vu cong"}, 1),
    ("tim_chi_dao", {"tu_khoa": 'Đà Nẵng" OR (NEAR *'}, 0),
    ("tim_chi_dao", {"tu_khoa": "đà nẵng"}, 1),
    ("tim_chi_dao", {"tu_khoa": ""}, 0),
    ("tim_chi_dao", {"tu_khoa": "Đa\u0300 Nẵng"}, 1),  # decomposed, as some keyboards type it
    ("tim_chi_dao", {"tu_khoa": "_ ' ; -- ^ : {"}, 0),
    ("chi_dao_cho_don_vi", {"don_vi": "%"}, 0),
    ("chi_dao_cho_don_vi", {"don_vi": " da nang "}, 1),
]


@pytest.mark.parametrize(("query", "parameters", "rows"), ASKED)
def test_questions(site: httpx.Client, query: str, parameters: dict[str, str], rows: int) -> None:
    answer = site.get(f"/kho/{query}.json", params={**parameters, "_shape": "array"})
    assert answer.status_code == 200, answer.text
    assert len(answer.json()) == rows
    assert QUERIES[query][0] in site.get(f"/kho/{query}").text


def test_document_page_marks_and_escapes(site: httpx.Client) -> None:
    key = site.get("/kho/documents.json?_shape=array&_col=id").json()[0]["id"]
    answer = site.get(f"/-/document/{key}")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert "<img" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert 'href="javascript:' not in answer.text
    assert 'class="m-directives' in answer.text
    assert "m-units" in answer.text
    start = site.get("/kho/directives.json?_shape=array").json()[0]["start"]
    assert f'id="c{start}"' in answer.text
    assert f"/-/document/{key}#c{start}" in site.get("/kho/directives").text
    row = site.get("/kho/directives.json?_shape=array").json()[0]["id"]
    assert f"/kho/directives/{row}" in answer.text
    assert site.get(f"/kho/directives/{row}").status_code == 200


def test_every_row_is_reachable_from_its_document(site: httpx.Client) -> None:
    key = site.get("/kho/documents.json?_shape=array&_col=id").json()[0]["id"]
    page = site.get(f"/-/document/{key}").text
    for kind in KINDS:
        if kind.TABLE == "documents":
            continue
        for row in site.get(f"/kho/{kind.TABLE}.json?_shape=array").json():
            assert f'href="/kho/{kind.TABLE}/{row["id"]}"' in page
            assert f'id="c{row["start"]}"' in page
    assert "m-other0" in page
    assert "<script>alert" not in site.get("/kho/documents").text + site.get("/kho/slogans").text


def test_unknown_document(site: httpx.Client) -> None:
    answer = site.get("/-/document/<b>x")
    assert answer.status_code == 404
    assert "<b>x" not in answer.text


def test_read_only(site: httpx.Client) -> None:
    answer = site.get("/kho.json", params={"sql": "delete from documents", "_shape": "array"})
    assert answer.status_code >= 400
    assert len(site.get("/kho/documents.json?_shape=array").json()) == 1


def test_a_page_that_was_edited_shows_what_changed(site: httpx.Client) -> None:
    page = site.get(f"/-/document/{document_id('s', 'javascript:alert(3)')}").text
    changed = re.search(r"<li>Sửa: (.*?)</li>", page, re.S)
    assert changed is not None
    words = re.sub(r"<span class=.unseen.>[^<]*</span>", "", changed[1])
    assert "trước ngày <del>15/6/2020</del> <ins>30/6/2020</ins> &lt;img src=x onerror=alert(2)&gt;." in words
    assert "Phiên bản 2" in page
