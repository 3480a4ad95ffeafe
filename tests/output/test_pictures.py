"""The pictures: their counts, from the ledger and from what is kept for many; their pages, tables and files."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import plotly
import pytest
from desk import served

import extractors
from corpus.document import Reading, document
from output import figures, tallies
from output.asking import Asked
from output.database import Store
from output.pictures import PICTURES, Asking, Picture

KINDS = extractors.kinds()
KIND = {k.TABLE: k for k in KINDS}
TODAY = date(2026, 3, 10)
HOSTILE = '</script><script>alert(1)</script><a href="javascript:alert(2)">Phòng</a>\u202eX'

Told = tuple[str, str, str, str | None]  # issuer, addressee, strength, deadline


def reading(address: str, head: dict[str, Any], told: list[Told], source: str = "b", **found: list[Any]) -> Reading:
    """A document with directives that stand in its words; systems and officials with the directive that they are in."""
    text = " ".join(f"Việc {n} của {address} ở trang này." for n in range(len(told) or 1))
    size = len(text) // (len(told) or 1)
    made = Reading(document(text, source=source, address=address, raw=address))
    made = made.with_(KIND["documents"], [KIND["documents"](start=0, end=1, by="t", **({"kind": "news"} | head))])
    rows = [
        KIND["directives"](
            start=n * size,
            end=(n + 1) * size,
            by="t",
            evidence=text,
            issuer=by or None,
            addressees=(to,) if to else (),
            action=f"việc {chr(97 + n)} {address}",
            strength=strength,
            deadline=deadline,
        )
        for n, (by, to, strength, deadline) in enumerate(told)
    ]
    made = made.with_(KIND["directives"], rows)
    for table, cells in found.items():
        made = made.with_(KIND[table], [KIND[table](start=0, end=4, by="t", **c) for c in cells])
    return made


READINGS = [
    reading(
        "a",
        {"issued": "2026-01-05", "issuer": "Ủy ban nhân dân tỉnh Hoà Bình"},
        [("UBND tỉnh", "Sở A", "order", "2026-03-20"), ("UBND tỉnh", "Sở B", "request", "2026-Q1")],
        systems=[{"code": "portal", "text": "cổng"}],
    ),
    reading(
        "b",
        {"issued": "2026-01-20", "kind": "plan"},
        [("Lò Văn Tướng", "Sở A", "order", "2025-12-31"), ("", "Sở A", "order", None)],
        officials=[{"name": "Lò Văn Tướng", "titles": ("Chủ tịch UBND tỉnh",), "roles": ()}],
        units=[{"text": "UBND tỉnh", "type": "agency", "full": "UBND tỉnh"}],
        systems=[{"code": "portal", "text": "cổng"}],
    ),
    reading(
        "c",
        {"published": "2024-11-02"},
        [("Sở C", HOSTILE, "wish", "2026-12")],
        source="dn",
        systems=[{"code": "database", "text": "dữ liệu"}],
    ),
    reading("d", {}, [("Sở C", "=1+1", "order", None)], source="dn"),
    reading("e", {"issued": "2024-11-03"}, []),
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pictures") / "a.db"
    with Store(made, KINDS) as store:
        store.add_source("b", "Báo", "folder", "", place="Việt Nam")
        store.add_source("dn", "Cổng Đà Nẵng", "folder", "", place="Đà Nẵng")
        store.write(READINGS, fingerprint="f")
        store.publish()
    return made


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path, KINDS) as opened:
        yield opened


def address(**asked: str) -> str:
    return json.dumps(asked, ensure_ascii=False)


def picture(store: Store, name: str, asked: Asked | None = None, **more: Any) -> Picture:
    return PICTURES[name][0](
        store.db.conn, Asking(asked or Asked(), TODAY, address, address, lambda kind, key: f"{kind} {key}", **more)
    )


def cells(made: Picture) -> list[list[str | int]]:
    return [[c.value for c in row] for row in made.rows]


COUNTED = [
    ("months", Asked(), {}, [["01/2026", 3, 1, 0, 4], ["11/2024", 0, 0, 1, 1]]),
    ("months", Asked(strength="order"), {}, [["01/2026", 3, 3]]),
    ("months", Asked(to="so a"), {}, [["01/2026", 3, 3]]),
    ("months", Asked(since="2024", until="2024-12-31"), {}, [["11/2024", 1, 1]]),
    ("strength", Asked(kind="news"), {}, [["2026", 1, 1, 0, 2, "50,0", "50,0", "0,0"], ["2024", 0, 0, 1, 1, "0,0", "0,0", "100,0"]]),
    ("deadlines", Asked(), {}, [["20/03/2026", "Thứ Sáu", 1, 0, 0, 1], ["31/03/2026", "Thứ Ba", 0, 1, 0, 1], ["31/12/2026", "Thứ Năm", 0, 0, 1, 1]]),
    ("deadlines", Asked(), {"calendar": "2025"}, [["31/12/2025", "Thứ Tư", 1, 1]]),
    ("flows", Asked(source="b"), {}, [["UBND tỉnh", "Sở A", 2], ["UBND tỉnh", "Sở B", 1]]),  # who holds an office stands for the unit
    ("provinces", Asked(), {}, [["Hòa Bình", 1, 0, 1], ["Đà Nẵng", 0, 1, 1], ["không rõ", 1, 0, 1]]),
    ("provinces", Asked(system="portal"), {"merged": True}, [["Phú Thọ", 1, 1], ["không rõ", 1, 1]]),
    ("systems", Asked(), {}, [["cổng, trang thông tin điện tử", 0, 0, 2, 2], ["cơ sở dữ liệu, hệ thống chuyên ngành", 1, 0, 0, 1]]),
    ("documents", Asked(), {}, [["Báo", 1, 0, 2, 3], ["Cổng Đà Nẵng", 1, 0, 0, 1]]),
    ("documents", Asked(since="2026", until="2026-12-31"), {}, [["Báo", 2, 2]]),
    ("documents", Asked(kind="plan"), {}, [["Báo", 1, 1]]),
    ("months", Asked(to="không ai"), {}, []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "asked", "more", "rows"), COUNTED, ids=str)
def test_what_is_counted(store: Store, name: str, asked: Asked, more: dict[str, Any], rows: list[list[Any]]) -> None:
    made = picture(store, name, asked, **more)
    assert cells(made) == rows
    assert (made.figure is None) == (not rows)
    assert {len(row) for row in rows} <= {len(made.columns)}


KEPT = [c for c in COUNTED if not c[1].to and not c[1].system]


@pytest.mark.parametrize(("name", "asked", "more", "rows"), KEPT, ids=str)
def test_what_is_kept_for_many_says_the_same(
    store: Store, name: str, asked: Asked, more: dict[str, Any], rows: list[list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With more directives than a page counts, the tables answer, and nobody asks the ledger."""
    monkeypatch.setattr(tallies, "LIVE", 0)
    monkeypatch.delattr(tallies, "asking")
    assert cells(picture(store, name, asked, **more)) == rows


def test_only_the_newest_are_counted_and_the_picture_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "LIVE", 1)
    made = picture(store, "months", Asked(to="so a"))
    assert cells(made) == [["01/2026", 1, 1]]
    assert made.notes[0].startswith("Chỉ đếm 1 ")
    assert not picture(store, "months", Asked(source="b")).notes[0].startswith("Chỉ đếm")


def test_a_table_of_another_version_is_made_anew(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db", KINDS) as made:
        made.db.execute("drop table told_days")
        made.db.execute("create table told_days (due text, own integer)")
    with Store(tmp_path / "a.db", KINDS) as made:
        made.add_source("b", "Báo", "folder", "")
        made.write(READINGS[:1], fingerprint="f")
        made.publish()
        kept = made.db.execute("select due, n from told_days order by due").fetchall()
    assert [tuple(r) for r in kept] == [("2026-03-20", 1), ("2026-03-31", 1)]


def test_what_has_no_date_is_told(store: Store) -> None:
    assert any(n.startswith("1 chỉ đạo không rõ ngày") for n in picture(store, "months").notes)
    assert any(n.startswith("1 văn bản không rõ ngày") for n in picture(store, "documents").notes)
    assert not any("không rõ ngày (" in n for n in picture(store, "months", Asked(source="b")).notes)


def test_a_cell_leads_to_what_it_counts(store: Store) -> None:
    months = picture(store, "months")
    assert json.loads(months.rows[0][1].link) == {"tu_ngay": "2026-01-01", "den_ngay": "2026-01-31", "muc_do": "order"}
    assert months.rows[0][3].link == ""  # none was counted
    assert json.loads(picture(store, "deadlines").rows[0][-1].link) == {"han_tu": "2026-03-20", "han_den": "2026-03-20"}
    flow = picture(store, "flows", Asked(source="b")).rows[0]
    assert flow[0].link == "unit ubnd-tỉnh"
    assert json.loads(flow[2].link) == {"cua": "ubnd-tỉnh", "toi": "sở-a"}
    by_province = picture(store, "provinces").rows
    assert json.loads(by_province[0][1].link) == {"he_thong": "portal", "nguoi_giao": "Hòa Bình"}
    assert json.loads(by_province[1][2].link) == {"he_thong": "database", "nguon": "dn"}
    assert by_province[2][1].link == ""


def test_a_copy_counts_once(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db", KINDS) as made:
        made.add_source("b", "Báo", "folder", "")
        made.write(READINGS[:2], fingerprint="f")
        made.db.execute(
            "update documents set copy_of = (select id from documents where address = 'a') where address = 'b'"
        )
        assert cells(picture(made, "months")) == [["01/2026", 1, 1, 2]]
        made.publish()


def test_flows_stay_readable(tmp_path: Path) -> None:
    """However many parties there are: at most fifteen on a side, and the rest is told and listed."""
    name = "Phòng có tên rất dài của huyện ở phía bắc tỉnh, số"
    told: list[Told] = [(f"Sở {chr(97 + n)}", f"{name} {chr(97 + n)}", "order", None) for n in range(20)]
    with Store(tmp_path / "a.db", KINDS) as made:
        made.add_source("b", "Báo", "folder", "")
        made.write([reading("a", {"issued": "2026-01-05"}, told)], fingerprint="f")
        drawn = picture(made, "flows")
    assert len(drawn.rows) == 20
    assert "Hình vẽ 15 trong 20 lượt giao" in drawn.seen
    labels = json.loads(drawn.figure or "")["data"][0]["node"]["label"]
    assert len(labels) == 30
    assert max(map(len, labels)) <= 42


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Sở Nội vụ", "Sở Nội vụ"),
        ("<b>x</b> & y", "&lt;b&gt;x&lt;/b&gt; &amp; y"),
        ("\u202ex\u2069\n y\x00", "x y"),
        ("a" * 50, "a" * 41 + "…"),
        ("%{x} $E=mc^2$", "%{x} $E=mc^2$"),
    ],
)
def test_a_label_is_no_mark_up(name: str, shown: str) -> None:
    assert figures.label(name) == shown


@pytest.fixture(scope="module")
def site(path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with served(path, KINDS, tmp_path_factory.mktemp("site")) as client:
        yield client


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_its_table(site: httpx.Client, name: str) -> None:
    assert f'/-/picture/{name}"' in site.get("/-/pictures").text
    answer = site.get(f"/-/picture/{name}", params={"lich": "2026"})
    page = answer.text
    assert answer.status_code == 200
    assert page.count('<th scope="row">') >= 2
    assert "<caption>" in page
    assert re.search(r'id="picture"[^>]* role="img" aria-label="[^"]{20,}"', page)
    assert "<noscript>" in page
    figure = json.loads(re.findall(r'<script type="application/json" id="figure">(.*?)</script>', page, re.S)[0])
    assert figure["data"]
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "default-src 'none'" in policy
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("name", PICTURES)
def test_links_of_a_table_count_the_same(site: httpx.Client, name: str) -> None:
    page = site.get(f"/-/picture/{name}", params={"lich": "2026"}).text
    counted = re.findall(r'<td class="n">(?:<meter[^>]*></meter> )?<a href="([^"]*)">(\d+)</a>', page)
    assert counted
    for link, n in counted:
        answer = site.get(unescape(link))
        assert f"<b>{n}</b> " in answer.text, link


def test_filters_stay_in_the_links(site: httpx.Client) -> None:
    page = site.get("/-/picture/months", params={"don_vi": "so a", "nam": "2026"}).text
    link = unescape(re.findall(r'<a href="([^"]*ledger[^"]*muc_do=order[^"]*)"', page)[0])
    assert dict(parse_qsl(link.split("?")[1]))["don_vi"] == "so a"
    assert "<option selected>2026</option>" in page
    assert 'value="so a"' in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"tu_ngay": "hôm qua"}, "không phải là ngày"),
        ({"lich": "abc"}, "Lịch các hạn"),
        ({"lich": "9999999"}, "Lịch các hạn"),
        ({"nguon": "' or 1=1 --"}, "Không có"),
        ({"don_vi": '" OR *'}, "Không có"),
    ],
)
def test_wrong_questions_are_answered(site: httpx.Client, asked: dict[str, str], said: str) -> None:
    answer = site.get("/-/picture/deadlines", params=asked)
    assert answer.status_code == 200
    assert said in answer.text


def test_no_such_picture(site: httpx.Client) -> None:
    assert site.get("/-/picture/khong-co").status_code == 404
    assert site.get("/-/plotly-0.0.0.js").status_code == 404


def test_tables_can_be_taken_away(site: httpx.Client) -> None:
    page = site.get("/-/picture/flows", params={"nguon": "dn"}).text
    links = {f: unescape(re.findall(rf'href="([^"]*flows\.{f}[^"]*)"', page)[0]) for f in ("csv", "json")}
    answer = site.get(links["csv"])
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Ai giao", "Giao cho", "Chỉ đạo"]
    assert ["Sở C", "'=1+1", "1"] in rows  # a program that opens it takes it for no formula
    said = site.get(links["json"]).json()
    assert said["asked"] == {"nguon": "dn"}
    assert said["columns"] == rows[0]
    assert ["Sở C", "=1+1", 1] in said["rows"]


def test_the_script_comes_from_here(site: httpx.Client) -> None:
    page = site.get("/-/picture/months").text
    sources = re.findall(r'<script src="([^"]+)"', page)
    assert sources[0] == f"/-/plotly-{plotly.__version__}.js"
    for source in sources:
        answer = site.get(source)
        assert answer.status_code == 200
        assert "javascript" in answer.headers["content-type"]
    plain = site.get(sources[0], headers={"accept-encoding": "identity"})
    assert plain.content == site.get(sources[0]).content
    assert "immutable" in plain.headers["cache-control"]
