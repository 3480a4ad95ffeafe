"""What a signed-in user puts right on the page, over HTTP: forms as a browser without JavaScript sends them."""

import json
import re
import sqlite3
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from datasette_auth_passwords.utils import hash_password
from desk import served

import extractors
from corpus.document import document, document_id
from output.database import Store

TEXT = """Huyện Mường Lay họp bàn việc làm đường
Thứ Bảy, 02/03/2019, 08:15

Ngày 02/3/2019, Phó Chủ tịch UBND huyện Mường Lay Hà Thị Mơ yêu cầu Phòng Kinh tế và Hạ tầng sửa đường vào bản Nậm Cắn trước ngày 30/4/2019. Bà Hà Thị Mơ khen bà con đã hiến đất.
"""
KEY = document_id("s", "tin.txt")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[httpx.Client]:
    with Store(tmp_path / "a.db", extractors.kinds()) as store:
        store.add_source("s", "S", "folder", "")
        store.write([extractors.read(document(TEXT, source="s", address="tin.txt", raw="r"))], fingerprint="f")
        store.publish()
    users = tmp_path / "users.json"
    users.write_text(json.dumps({"lan": hash_password("mật khẩu", iterations=1000)}))
    with served(tmp_path / "a.db", extractors.kinds(), tmp_path, users) as client:
        client.follow_redirects = True
        yield client


def send(site: httpx.Client, address: str, **given: str) -> httpx.Response:
    """Post the form at `address` as a browser does, with the token that it holds."""
    token = re.search(r'name="csrftoken" value="([^"]+)"', site.get(address).text)
    assert token is not None, site.get(address).text
    return site.post(address, data={"csrftoken": token[1], **given})


def sign_in(site: httpx.Client) -> None:
    assert send(site, "/-/login", username="lan", password="mật khẩu").status_code == 200
    assert "ds_actor" in site.cookies


def told(site: httpx.Client) -> list[dict[str, str]]:
    found: list[dict[str, str]] = site.get("/a/directives.json?_shape=array").json()
    return found


def test_visitors_only_read(site: httpx.Client) -> None:
    row = told(site)[0]["id"]
    for address in (f"/-/correct/directives/{row}", f"/-/missed/{KEY}"):
        assert site.get(address).status_code == 403
        assert site.post(address, data={"what": "remove", "reason": "x"}).status_code == 403
    assert site.post("/-/corrections", data={"id": "x", "reason": "x"}).status_code == 403
    assert "/-/correct/" not in site.get(f"/-/document/{KEY}").text
    assert send(site, "/-/login", username="lan", password="khác").status_code == 200
    assert "ds_actor" not in site.cookies
    assert len(told(site)) == 1


def test_a_form_needs_its_token(site: httpx.Client) -> None:
    sign_in(site)
    row = told(site)[0]["id"]
    assert site.post(f"/-/correct/directives/{row}", data={"what": "remove", "reason": "x"}).status_code == 403
    assert len(told(site)) == 1


def test_another_addressee_and_back(site: httpx.Client, tmp_path: Path) -> None:
    sign_in(site)
    was = told(site)[0]
    address = f"/-/correct/directives/{was['id']}"
    assert address in site.get(f"/-/document/{KEY}").text
    answer = send(
        site, address, what="change", **{"f-addressees": "UBND huyện Mường Lay\nbản Nậm Cắn", "reason": "đọc lại"}
    )
    assert answer.status_code == 200
    assert f"/-/document/{KEY}" in str(answer.url)
    now = told(site)[0]
    assert json.loads(now["addressees"]) == ["UBND huyện Mường Lay", "bản Nậm Cắn"]
    assert now["by"].startswith("correction:")
    assert now["action"] == was["action"]
    assert len(re.findall("/-/directive/", site.get("/-/ledger", params={"don_vi": "nam can"}).text)) == 1
    page = site.get("/-/corrections").text
    assert "đọc lại" in page
    assert "lan" in page
    number = re.findall(r'name="id" value="([^"]+)"', page)[0]
    assert send(site, "/-/corrections", id=number, reason="nhầm").status_code == 200
    assert told(site)[0] == was
    assert "nhầm" in site.get("/-/corrections").text  # the history stays
    kept = (tmp_path / "a.archive" / "corrections.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["event"] for line in kept] == ["made", "undone"]


def test_not_a_directive(site: httpx.Client) -> None:
    sign_in(site)
    row = told(site)[0]["id"]
    assert send(site, f"/-/correct/directives/{row}", what="remove", reason="lời khen").status_code == 200
    assert told(site) == []
    assert "Không có chỉ đạo" in site.get("/-/ledger").text
    assert "bỏ khỏi sổ" in site.get("/-/corrections").text


def test_a_missed_one(site: httpx.Client) -> None:
    sign_in(site)
    page = site.get(f"/-/missed/{KEY}", params={"fact": "directives", "words": "khen  bà con\nđã hiến đất"})
    place = re.findall(r'name="place" value="([^"]+)"', page.text)
    assert len(place) == 1
    token = re.findall(r'name="csrftoken" value="([^"]+)"', page.text)[0]
    given = {
        "csrftoken": token,
        "fact": "directives",
        "words": "khen bà con đã hiến đất",
        "place": place[0],
        "f-action": "hiến đất",
        "f-strength": "wish",
        "f-addressees": "bà con",
        "reason": "sót",
    }
    assert site.post(f"/-/missed/{KEY}", data=given).status_code == 200
    added = [d for d in told(site) if d["action"] == "hiến đất"]
    assert [(d["quote"], d["strength"]) for d in added] == [("khen bà con đã hiến đất", "wish")]
    nowhere = site.get(f"/-/missed/{KEY}", params={"fact": "units", "words": "không có chữ này"}).text
    assert "không có trong văn bản" in nowhere


def test_two_spellings_become_one(site: httpx.Client) -> None:
    sign_in(site)
    unit = next(u for u in site.get("/a/units.json?_shape=array").json() if u["text"] == "Phòng Kinh tế và Hạ tầng")
    name = "Phòng Kinh tế - Hạ tầng thị xã Mường Lay"
    assert send(site, f"/-/correct/units/{unit['id']}", what="merge", name=name, reason="một đơn vị").status_code == 200
    assert name in unescape(site.get("/-/ledger").text)
    assert [r["name"] for r in site.get("/a/parties.json?_shape=array&role=addressee").json()] == [name]


WRONG = [
    ({"what": "change", "f-deadline": "mai", "reason": "x"}, "no ISO value"),
    ({"what": "change", "reason": "x"}, "which field"),
    ({"what": "change", "f-action": "khác", "reason": " "}, "reason"),
    ({"what": "burn", "reason": "x"}, "none of"),
]


@pytest.mark.parametrize(("given", "word"), WRONG)
def test_what_cannot_be_is_said(site: httpx.Client, given: dict[str, str], word: str) -> None:
    sign_in(site)
    row = told(site)[0]
    answer = send(site, f"/-/correct/directives/{row['id']}", **given)
    assert answer.status_code == 400
    assert word in re.findall(r'role="alert"[^>]*>(.*?)</p>', answer.text)[0]
    assert told(site)[0] == row


def test_unknown_rows(site: httpx.Client) -> None:
    sign_in(site)
    for address in ("/-/correct/directives/x", "/-/correct/sqlite_master/x", "/-/correct/runs/1", "/-/missed/x"):
        assert site.get(address).status_code == 404


def test_it_survives_reading_again(site: httpx.Client, tmp_path: Path) -> None:
    sign_in(site)
    row = told(site)[0]["id"]
    send(site, f"/-/correct/directives/{row}", what="change", **{"f-issuer": "UBND huyện Mường Lay", "reason": "x"})
    with Store(tmp_path / "a.db", extractors.kinds()) as store:
        store.write([extractors.read(document(TEXT, source="s", address="tin.txt", raw="r"))], fingerprint="g")
    assert told(site)[0]["issuer"] == "UBND huyện Mường Lay"
    db = sqlite3.connect(tmp_path / "a.db")
    assert db.execute("select extracted_by from documents").fetchone() == ("g",)
    db.close()
