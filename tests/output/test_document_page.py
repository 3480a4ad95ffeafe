"""The document's page: marks, lists, versions, places, downloads; texts that attack; parts of long texts."""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import Datasette
from desk import served
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

import extractors
from corpus.archive import Archive, archive_folder
from corpus.document import Document, Reading, document, document_id
from corpus.versions import versions
from output.database import Store
from output.datasette.pages import changes, citing, kinds, raw
from output.datasette.pages import document as document_module
from output.datasette.pages.changes import Run

KINDS = extractors.kinds()
KIND = {k.TABLE: k for k in KINDS}
NOTICE = """UỶ BAN NHÂN DÂN
TỈNH YÊN BÁI
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 129/TB-UBND
Yên Bái, ngày 20 tháng 5 năm 2022
THÔNG BÁO
Kết luận của Chủ tịch UBND tỉnh tại Hội nghị giao ban tháng 5 năm 2022
Ngày 17/5/2022, đồng chí Khổng Thế Vinh, Chủ tịch UBND tỉnh đã chủ trì Hội nghị giao ban.
Chủ tịch UBND tỉnh kết luận như sau:
1. Giao Sở Kế hoạch và Đầu tư tham mưu kịch bản tăng trưởng, trình UBND tỉnh trước ngày 31/5/2022.
2. Sở Tài chính rà soát các khoản thu, sử dụng dịch vụ công trực tuyến theo Nghị quyết số 11/NQ-CP ngày 30 tháng 01 năm 2022 của Chính phủ.
Nơi nhận:
- Lưu: VT, TH.
TL. CHỦ TỊCH
CHÁNH VĂN PHÒNG
Sùng A Páo
"""
PAGE = b"<html><script>alert(1)</script><p>UBND</html>"
CHANGED = "https://example.org/sua.html"
FETCHED = "2022-05-20T18:30:00+00:00"


def key(address: str, source: str = "s") -> str:
    return document_id(source, address)


def attached(text: str, address: str, parent: str) -> Reading:
    d = document(text, source="s", address=address)
    return extractors.read(Document(d.id, "s", address, d.text, media="pdf", parent=parent))


def crowded() -> Reading:
    """A text of three parts with 20,000 findings, some over the borders of parts, some in one another."""
    text = "Sở Nội vụ báo cáo. " * 27_000
    d = document(text, source="s", address="https://example.org/dong.html")
    told = {"evidence": "x", "addressees": ("Sở Nội vụ",), "action": "báo cáo kết quả", "strength": "order"}
    directives = [
        KIND["directives"](start=n * 38, end=n * 38 + 60, by="directives.clauses", **told) for n in range(6_000)
    ]
    units = [
        KIND["units"](start=n * 36, end=n * 36 + 9, by="units.tagger", text="x", type="agency", full=f"Sở {n}")
        for n in range(14_000)
    ]
    return Reading(d).with_(KIND["directives"], directives).with_(KIND["units"], units)


ATTACK = """"'><img data-born src=x onerror=alert(1)><script data-born>alert(2)</script></a></article>{{7*191}}"""


def attacking() -> Reading:
    """Every field of every kind holds what would run if it were not escaped, and so do title, address and text."""
    d = document(f"Huyện {ATTACK} họp \u2066cô lập", source="s", address=f"javascript:alert(3){ATTACK}")
    reading = Reading(d)
    for table, kind in KIND.items():
        said = {
            c: (ATTACK,) if c in ("addressees", "coordinating", "titles", "roles", "units") else ATTACK
            for c in kind.columns()
        }
        found = kind(start=0, end=len(d.text) - 3, by=ATTACK, **said | ({"value": 1.0} if table == "figures" else {}))
        reading = reading.with_(kind, [found])
    return reading


def versions_of_a_page() -> tuple[Reading, list[Any]]:
    texts = (
        "Huyện họp.\n\nXã An Lạc báo cáo trước ngày 15/6/2020.\n",
        "Huyện họp.\n\nXã An Lạc báo cáo trước ngày 30/6/2020.\n",
        "Huyện họp.\n\nXã An Lạc báo cáo trước ngày 30/6/2020.\n\nXã An Phú cùng làm.\n",
    )
    said = [
        document(t, source="s", address=CHANGED, fetched=f"2020-05-0{n}T00:00:00+00:00") for n, t in enumerate(texts, 1)
    ]
    return extractors.read(said[-1]), versions(said)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("document")
    archive = Archive(archive_folder(folder / "kho.db"))
    page, damaged = archive.put(PAGE), archive.put(b"%PDF-1.4 hong")
    archive.path(damaged).write_bytes(b"no gzip")
    with Store(folder / "kho.db", KINDS) as store:
        store.add_source("s", "Cổng tỉnh Yên Bái", "portal", "https://example.org/")
        store.add_source("t", "T", "folder", "")
        notice = document(NOTICE, source="s", address="https://example.org/tb.html", raw=page, fetched=FETCHED)
        lost = document("Huyện họp bàn.", source="s", address="https://example.org/mat.html", raw="0" * 64)
        broken = document("Xã họp bàn.", source="s", address="https://example.org/hong.html", raw=damaged)
        store.write([extractors.read(d) for d in (notice, lost, broken)], fingerprint="f")
        store.write([extractors.read(document(NOTICE, source="t", address="/thong-bao/129.html"))], fingerprint="f")
        files = [attached(f"Tệp {n} về việc khác hẳn", f"https://example.org/t{n}.pdf", notice.address) for n in (1, 2)]
        store.write(
            [*files, attached("Lạc loài", "kho.zip!/a.txt", "kho.zip"), crowded(), attacking()], fingerprint="f"
        )
        changed, all_of_it = versions_of_a_page()
        store.write([changed], fingerprint="f", versions={changed.document.id: all_of_it})
        store.db["documents"].update(key("https://example.org/mat.html"), {"gone": "2023-01-01T00:00:00+00:00"})
        store.publish()
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[httpx.Client]:
    with served(folder / "kho.db", KINDS, folder) as client:
        yield client


def tree(answer: httpx.Response) -> html.HtmlElement:
    assert answer.status_code == 200, answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    return html.fromstring(answer.text)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.fixture(scope="module")
def notice(site: httpx.Client) -> html.HtmlElement:
    return tree(site.get(f"/-/document/{key('https://example.org/tb.html')}"))


def test_the_text_is_as_published(notice: html.HtmlElement) -> None:
    assert notice.xpath("//article")[0].text_content() == document(NOTICE).text


def test_facts_lead_to_their_pages(notice: html.HtmlElement) -> None:
    labels = [words(e) for e in notice.xpath("//section[@class='head']//dt")]
    facts = dict(zip(labels, notice.xpath("//section[@class='head']//dd"), strict=True))
    shown = {n: words(e) for n, e in facts.items()}
    assert shown["Số, ký hiệu"] == "129/TB-UBND"
    assert shown["Ngày ban hành"] == "20/05/2022"
    assert shown["Nguồn"] == "Cổng tỉnh Yên Bái"
    assert shown["Tải về"] == "21/05/2022 01:30"  # in Vietnam
    assert facts["Địa chỉ"].xpath(".//a/@href") == ["https://example.org/tb.html"]
    assert facts["Người ký"].xpath(".//a/@href")[0].startswith("/-/official/")
    assert facts["Cơ quan ban hành"].xpath(".//a/@href")[0].startswith("/-/unit/")


def test_the_citation_line(notice: html.HtmlElement) -> None:
    cited = words(notice.xpath("//p[@class='cite']")[0])
    assert "Yên Bái" in cited
    assert cited.endswith("số 129/TB-UBND, ngày 20/05/2022, https://example.org/tb.html, tải về 21/05/2022.")


def test_every_mark_says_what_it_is_and_leads_to_its_entry(notice: html.HtmlElement) -> None:
    links = notice.xpath("//article//a")
    assert len(links) > 20
    ids = set(notice.xpath("//@id"))
    assert len(ids) == len(notice.xpath("//@id"))
    for a in links:
        assert a.get("href")[1:] in ids
        assert re.search(r"\((mô hình|quy tắc|danh mục)[^()]*\)", a.get("data-tip"))
    told = next(a for a in links if words(a).startswith("tham mưu kịch bản"))
    assert "Chỉ đạo: " in told.get("data-tip")
    assert "(mô hình câu chỉ đạo)" in told.get("data-tip")


def test_every_entry_leads_to_its_words(notice: html.HtmlElement) -> None:
    by_id = {e.get("id"): e for e in notice.xpath("//article//*[@id]")}
    entries = notice.xpath("//aside//li")
    assert entries
    for li in entries:
        target = li.xpath(".//a[text()='xem chữ']/@href")[0]
        assert words(by_id[target[1:]])
    unit = next(li for li in entries if li.xpath("./a[contains(@href, '/-/unit/')]") and "Đầu tư" in words(li))
    assert words(by_id[unit.xpath(".//a[text()='xem chữ']/@href")[0][1:]]) == "Sở Kế hoạch và Đầu tư"


def test_directives_beside_the_text(notice: html.HtmlElement) -> None:
    first = notice.xpath("//aside//ol/li")[0]
    assert "Sở Kế hoạch và Đầu tư" in words(first)
    assert "hạn 31/05/2022 (đã quá hạn)" in words(first)
    assert "giao, yêu cầu" in words(first)
    assert [x for x in first.xpath(".//a/@href") if x.startswith(f"/-/directive/{key('https://example.org/tb.html')}")]


def test_the_legend_counts_and_has_a_box_a_kind(notice: html.HtmlElement) -> None:
    boxes = {
        words(e): e.xpath(".//input[@type='checkbox' and @checked]/@id") for e in notice.xpath("//fieldset//label")
    }
    listed = {words(e) for e in notice.xpath("//aside//summary")}
    assert boxes[f"Chỉ đạo {len(notice.xpath('//aside//ol/li'))}"] == ["k-directives"]
    assert {re.sub(r" \((\d+)\)$", r" \1", name) for name in listed} < set(boxes)


def test_headings_and_landmarks(notice: html.HtmlElement) -> None:
    levels = [int(e.tag[1]) for e in notice.xpath("//h1|//h2|//h3|//h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False))
    assert len(notice.xpath("//main")) == 1
    assert not notice.xpath("//*[@style]|//style|//script[not(@src)]|//*[@title]")


def test_places_of_a_text(site: httpx.Client, notice: html.HtmlElement) -> None:
    first = notice.xpath("//section[@class='elsewhere']")[0]
    other = tree(site.get(f"/-/document/{key('/thong-bao/129.html', 't')}"))
    second = other.xpath("//section[@class='elsewhere']")[0]
    assert f"/-/document/{key('/thong-bao/129.html', 't')}" in first.xpath(".//a/@href")
    assert "/thong-bao/129.html" not in first.xpath(".//a/@href")  # no web address
    assert "https://example.org/tb.html" in second.xpath(".//a/@href")
    assert "bản được tính trong sổ" in words(first) + words(second)


def test_attachments_and_what_they_belong_to(site: httpx.Client, notice: html.HtmlElement) -> None:
    files = [f"/-/document/{key(f'https://example.org/t{n}.pdf')}" for n in (1, 2)]
    assert notice.xpath("//section[@class='family']//a/@href") == files
    up = tree(site.get(files[0])).xpath("//section[@class='family']//a/@href")
    assert up == [f"/-/document/{key('https://example.org/tb.html')}"]
    alone = tree(site.get(f"/-/document/{key('kho.zip!/a.txt')}")).xpath("//section[@class='family']")[0]
    assert "Thuộc về: kho.zip" in words(alone)
    assert not alone.xpath(".//a")


def test_gone_since(site: httpx.Client) -> None:
    page = words(tree(site.get(f"/-/document/{key('https://example.org/mat.html')}")))
    assert "không còn trên mạng từ 01/01/2023" in page


def test_versions_and_what_changed(site: httpx.Client) -> None:
    page = tree(site.get(f"/-/document/{key(CHANGED)}"))
    section = page.xpath("//section[@class='versions']")[0]
    assert [words(a) for a in section.xpath("./ul/li/a")] == ["Phiên bản 3", "Phiên bản 2", "Phiên bản 1"]
    assert words(section.xpath(".//del")[0]) == "[bỏ: 15/6/2020.]"
    assert [words(e) for e in section.xpath(".//ins")] == ["[thêm: Xã An Phú cùng làm.]", "[thêm: 30/6/2020.]"]
    target = section.xpath(".//a[text()='xem trong văn bản']/@href")[0].partition("#")[2]
    assert page.get_element_by_id(target) is not None
    assert "Xã An Phú" in page.xpath("//article")[0].text_content()


@pytest.mark.parametrize(
    ("version", "ended_by", "text"),
    [
        (1, "30/6/2020", "Xã An Lạc báo cáo trước ngày 15/6/2020."),
        (2, "An Phú", "Xã An Lạc báo cáo trước ngày 30/6/2020."),
    ],
)
def test_an_earlier_version(site: httpx.Client, version: int, ended_by: str, text: str) -> None:
    page = tree(site.get(f"/-/document/{key(CHANGED)}?ban={version}"))
    assert page.xpath("//article")[0].text_content() == f"Huyện họp.\n\n{text}\n"
    assert not page.xpath("//article//*")
    older = page.xpath("//p[@class='older']")[0]
    assert f"Đây là phiên bản {version}, tải về 0{version}/05/2020" in words(older)
    assert older.xpath(".//a/@href") == [f"/-/document/{key(CHANGED)}"]
    assert any(ended_by in words(e) for e in page.xpath("//section[@class='versions']//ins"))
    assert site.get(f"/-/text/{key(CHANGED)}.txt?ban={version}").text == f"Huyện họp.\n\n{text}\n"


def test_the_last_version_is_today_s_page(site: httpx.Client) -> None:
    assert tree(site.get(f"/-/document/{key(CHANGED)}?ban=3")).xpath("//aside")


@pytest.mark.parametrize("address", ["?ban=4", "?ban=0", "?ban=999999"])
def test_no_such_version(site: httpx.Client, address: str) -> None:
    answer = site.get(f"/-/document/{key(CHANGED)}{address}")
    assert answer.status_code == 404
    assert "Không có phiên bản này" in answer.text


@pytest.mark.parametrize("address", ["?ban=x", "?ban=-1", "?ban=", "?from=x", "?ban=1&from=99999999"])
def test_what_is_no_version(site: httpx.Client, address: str) -> None:
    assert "Xã An Lạc" in tree(site.get(f"/-/document/{key(CHANGED)}{address}")).text_content()


def test_raw_bytes_are_a_download_in_which_nothing_runs(site: httpx.Client) -> None:
    answer = site.get(f"/-/raw/{key('https://example.org/tb.html')}")
    assert answer.content == PAGE
    said = answer.headers
    assert said["content-disposition"].startswith("attachment; ")
    assert said["content-disposition"].endswith('.html"')
    assert said["content-type"] == "text/html"
    assert said["x-content-type-options"] == "nosniff"
    assert "sandbox" in said["content-security-policy"]
    assert "default-src 'none'" in said["content-security-policy"]


def test_text_is_plain(site: httpx.Client) -> None:
    answer = site.get(f"/-/text/{key('https://example.org/tb.html')}.txt")
    assert answer.content.decode() == document(NOTICE).text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"/-/raw/{key('https://example.org/mat.html')}", "Không có bản gốc lưu trữ"),
        (f"/-/raw/{key('https://example.org/hong.html')}", "Bản gốc lưu trữ bị hỏng"),
        (f"/-/raw/{key('kho.zip!/a.txt')}", "Không có bản gốc lưu trữ"),
        (f"/-/raw/{key('https://example.org/tb.html')}?ban=7", "Không có văn bản này"),
        ("/-/raw/0", "Không có văn bản này"),
        ("/-/raw/..%2f..%2fetc", "Không có văn bản này"),
        ("/-/text/0.txt", "Không có văn bản này"),
        ("/-/document/0", "Không có văn bản này"),
        ("/-/document/%3Cb%3Ex", "Không có văn bản này"),
    ],
)
def test_what_is_not_there(site: httpx.Client, path: str, said: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert said in answer.text
    assert "<b>x" not in answer.text


def test_downloads_of_a_document(site: httpx.Client, notice: html.HtmlElement) -> None:
    links = notice.xpath("//p[@class='take']//a/@href")
    assert {site.get(x).status_code for x in links} == {200}
    json = next(x for x in links if x.endswith(".json"))
    assert site.get(json, params={"_shape": "array"}).json()[0]["number"] == "129/TB-UBND"


def test_nothing_of_a_hostile_text_comes_to_life(site: httpx.Client) -> None:
    d = attacking().document
    row = site.get("/kho/directives.json", params={"_shape": "array", "document": d.id}).json()[0]["id"]
    page = tree(site.get(f"/-/document/{d.id}"))
    assert page.xpath("//article")[0].text_content() == d.text
    for shown in (page, tree(site.get(f"/-/directive/{row}"))):
        assert ATTACK in shown.text_content()
        assert not shown.xpath("//*[@data-born or @onerror]|//script[not(@src)]|//main//img")
        assert not [x for x in shown.xpath("//@href|//@src") if x.lower().startswith(("javascript:", "data:"))]
        assert "1337" not in shown.text_content()


def test_a_crowded_text_in_parts(site: httpx.Client) -> None:
    address = f"/-/document/{key('https://example.org/dong.html')}"
    pages = [tree(site.get(f"{address}?from={begin}")) for begin in (0, 200_000, 400_000)]
    assert "".join(p.xpath("//article")[0].text_content() for p in pages) == "Sở Nội vụ báo cáo. " * 27_000
    for p in pages:
        assert len(p.xpath("//aside//li")) <= 2 * document_module.LISTED
        ids = p.xpath("//@id")
        assert len(ids) == len(set(ids))
    first, second, _ = pages
    assert f"/kho/units?document={key('https://example.org/dong.html')}" in first.xpath("//aside//a/@href")
    assert first.get_element_by_id("c3600").get("class") == "m-units"
    assert not first.xpath("//*[@id='c200016']")
    assert second.get_element_by_id("c200016").get("class") == "m-units"
    assert second.xpath("//p[@class='parts']/b/text()") == ["2"]


def test_who_may_correct_has_links_to(folder: Path) -> None:
    here = Path(document_module.__file__).parents[1]
    desk = Datasette([str(folder / "kho.db")], plugins_dir=str(here / "plugins"), template_dir=str(here / "templates"))
    address = f"/-/document/{key('https://example.org/tb.html')}"

    async def asked() -> tuple[str, str]:
        await desk.invoke_startup()
        visitor = await desk.client.get(address)
        cookies = {"ds_actor": desk.sign({"a": {"id": "an"}}, "actor")}
        return visitor.text, (await desk.client.get(address, cookies=cookies)).text

    visitor, user = asyncio.run(asked())
    assert "/-/correct/" not in visitor
    for table in ("documents", "directives", "units", "officials", "dates", "citations", "systems"):
        assert f'href="/-/correct/{table}/' in user, table


RUNS = [
    ("", "", []),
    ("a b", "a b", [Run("same", "a b")]),
    ("", "a b", [Run("ins", "a b")]),
    ("a b", "", [Run("del", "a b")]),
    ("hạn 15/6 này", "hạn 30/6 này", [Run("same", "hạn"), Run("del", "15/6"), Run("ins", "30/6"), Run("same", "này")]),
    ("a  b\nc", "a b c d", [Run("same", "a b c"), Run("ins", "d")]),
]


@pytest.mark.parametrize(("before", "after", "expected"), RUNS)
def test_compared(before: str, after: str, expected: list[Run]) -> None:
    assert changes.compared(before, after) == expected


def test_long_sentences_stand_side_by_side() -> None:
    before, after = "a " * 300, "a " * 299 + "b"
    assert [r.what for r in changes.compared(before, after)] == ["del", "ins"]
    assert [r.what for r in changes.compared("a b", "a c", most=3)] == ["del", "ins"]


SENTENCES = st.lists(st.sampled_from("a b c d".split()), max_size=12).map(" ".join)


@given(SENTENCES, SENTENCES)
def test_compared_holds_both(before: str, after: str) -> None:
    runs = changes.compared(before, after)
    assert " ".join(r.text for r in runs if r.what != "ins") == before
    assert " ".join(r.text for r in runs if r.what != "del") == after


WHEN = [
    ("2025-06-30", "30/06/2025"),
    ("2025-06", "06/2025"),
    ("2025", "2025"),
    ("2025-Q2", "quý 2/2025"),
    ("2025-06-01/2025-06-30", "01/06/2025–30/06/2025"),
    ("--06-30", "30/06"),
    ("<b>", "<b>"),
    ("", ""),
    (None, ""),
]


@pytest.mark.parametrize(("iso", "expected"), WHEN)
def test_when(iso: str | None, expected: str) -> None:
    assert kinds.when(iso) == expected


BY = [
    ("directives.clauses", "mô hình câu chỉ đạo"),
    ("units.tagger", "mô hình gán nhãn tên đơn vị"),
    ("dates.month-span", "quy tắc về thời gian"),
    ("references.law", "quy tắc: tên luật"),
    ("correction:abc", "người sửa tay"),
    ("slogans.new", "slogans.new"),
    ("", ""),
    (None, ""),
]


@pytest.mark.parametrize(("by", "expected"), BY)
def test_found_by(by: str | None, expected: str) -> None:
    assert kinds.found_by(by) == expected


MOMENTS = [
    ("2022-05-20T18:30:00+00:00", "21/05/2022 01:30"),
    ("2022-05-20", "20/05/2022 "),
    ("hôm qua", "hôm qua"),
    (None, ""),
]


@pytest.mark.parametrize(("iso", "expected"), MOMENTS)
def test_moment(iso: str | None, expected: str) -> None:
    assert citing.moment(iso).startswith(expected)


WEB = [
    ("https://a.vn/x", True),
    ("http://a.vn", True),
    ("javascript:alert(1)", False),
    ("", False),
    (" https://a", False),
]


@pytest.mark.parametrize(("address", "link"), WEB)
def test_only_web_addresses_are_links(address: str, link: bool) -> None:
    assert (citing.web(address) == address) is (link and bool(address))


def zipped(*names: str) -> bytes:
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w") as archive:
            for name in names:
                archive.writestr(name, "x")
        return file.getvalue()


MEDIA = [
    (b"%PDF-1.7 x", "a", "application/pdf"),
    (b"<!doctype html><p>x", "a", "text/html"),
    (b"\xff\xd8\xff\xe0", "a", "image/jpeg"),
    (b"\x1f\x8b\x08", "a.html.gz", "application/gzip"),
    (zipped("a.txt"), "a", "application/zip"),
    (
        zipped("[Content_Types].xml", "word/document.xml"),
        "a",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (zipped("[Content_Types].xml", "xl/x.xml"), "a.docx", "application/octet-stream"),
    (b"MZ\x00\x00", "a.pdf", "application/octet-stream"),
    ("Huyện họp".encode(), "a", "text/plain"),
]


@pytest.mark.parametrize(("data", "address", "media"), MEDIA)
def test_media_of(data: bytes, address: str, media: str) -> None:
    assert raw.media_of(data, address)[0] == media
