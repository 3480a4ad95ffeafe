"""The directive's page: who, whom, what, by when; the proving words; its address, neighbours and likes."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from desk import served
from lxml import html

import extractors
from corpus.document import Reading, Where, document, document_id
from output.database import Store
from output.datasette.pages.directive import around

KINDS = extractors.kinds()
KIND = {k.TABLE: k for k in KINDS}
TEXT = """Hôm qua, huyện họp. Ông Lò Văn Tướng, Chủ tịch UBND huyện, dự.
Ông yêu cầu Sở Nội vụ rà soát hồ sơ <b>một cửa</b> phối hợp với Sở Tài chính, xong trước ngày 30/6/2020. Mọi việc phải rõ ràng. Họp tiếp tuần sau.
Đề nghị xã An Lạc báo cáo."""
NAME = "Sở Nội vụ tỉnh Yên Bái"


def place(words: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def told() -> Reading:
    """Two directives made by hand: the first with every field, its issuer named in another sentence."""
    d = document(TEXT, source="s", address="https://example.org/a.html", raw="a", fetched="2020-06-02T00:00:00+00:00")
    own = place(
        "Ông yêu cầu Sở Nội vụ rà soát hồ sơ <b>một cửa</b> phối hợp với Sở Tài chính, xong trước ngày 30/6/2020."
    )
    fields = {
        "issuer": "Lò Văn Tướng",
        "addressees": "Sở Nội vụ",
        "action": "rà soát hồ sơ <b>một cửa</b> phối hợp với Sở Tài chính, xong trước ngày 30/6/2020",
        "coordinating": "Sở Tài chính",
        "deadline_text": "ngày 30/6/2020",
    }
    first = KIND["directives"](
        start=own[0],
        end=own[1],
        by="directives.clauses",
        where=(Where("evidence", *own), *(Where(f, *place(w)) for f, w in fields.items())),
        evidence=d.quote(*own),
        issuer=fields["issuer"],
        addressees=(fields["addressees"],),
        coordinating=(fields["coordinating"],),
        action=fields["action"],
        deadline="2020-06-30",
        deadline_text=fields["deadline_text"],
        strength="order",
    )
    start, end = place("Đề nghị xã An Lạc báo cáo.")
    second = KIND["directives"](
        start=start, end=end, by="t", evidence="Đề nghị xã An Lạc báo cáo.", action="báo cáo", strength="request"
    )
    units = [
        KIND["units"](start=a, end=b, by="units.tagger", text="Sở Nội vụ", type="agency", full=NAME)
        for a, b in [place("Sở Nội vụ")]
    ]
    a, b = place("một cửa")
    systems = [KIND["systems"](start=a, end=b, by="systems.lexicon", code="one-stop", text="một cửa")]
    header = [
        KIND["documents"](start=0, end=9, by="header.news", kind="news", title="Huyện <i>họp", published="2020-06-01")
    ]
    reading = Reading(d).with_(KIND["directives"], [first, second]).with_(KIND["units"], units)
    return reading.with_(KIND["systems"], systems).with_(KIND["documents"], header)


def other(n: int, action: str, to: str) -> Reading:
    text = f"{to} {action} việc thứ {n}."
    d = document(text, source="s", address=f"https://example.org/{n}.html")
    one = KIND["directives"](
        start=0, end=len(text), by="t", evidence=text, addressees=(to,) if to else (), action=action, strength="order"
    )
    return Reading(d).with_(KIND["directives"], [one])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("directive")
    with Store(folder / "kho.db", KINDS) as store:
        store.add_source("s", "Cổng huyện", "portal", "")
        store.write([told()], fingerprint="f")
        store.write(
            [
                other(1, "Rà soát hồ sơ một lần nữa", NAME),
                other(4, "rà soát hồ sơ một lần nữa", "Sở Nội vụ"),  # of which province, nobody says
                other(2, "rà soát hồ sơ một lần nữa", "Sở Y tế"),
                other(3, "báo cáo", NAME),
                other(5, "báo cáo", ""),
            ],
            fingerprint="f",
        )
        store.publish()
    with served(folder / "kho.db", KINDS, folder) as client:
        yield client


@pytest.fixture(scope="module")
def ids(site: httpx.Client) -> list[str]:
    key = document_id("s", "https://example.org/a.html")
    return [r["id"] for r in site.get(f"/kho/directives.json?_shape=array&document={key}&_sort=start").json()]


@pytest.fixture(scope="module")
def page(site: httpx.Client, ids: list[str]) -> html.HtmlElement:
    answer = site.get(f"/-/directive/{ids[0]}")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    return html.fromstring(answer.text)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def facts(page: html.HtmlElement) -> dict[str, html.HtmlElement]:
    first = page.xpath("//dl[@class='facts']")[0]
    return dict(zip(map(words, first.xpath("./dt")), first.xpath("./dd"), strict=True))


def test_everything_is_told(page: html.HtmlElement) -> None:
    told = {n: words(e) for n, e in facts(page).items()}
    assert (
        words(page.xpath("//h1")[0])
        == "rà soát hồ sơ <b>một cửa</b> phối hợp với Sở Tài chính, xong trước ngày 30/6/2020"
    )
    assert told["Ai giao"] == "Lò Văn Tướng"
    assert told["Giao cho"] == NAME  # completed from the text
    assert told["Phối hợp với"] == "Sở Tài chính"
    assert told["Hạn"] == "“ngày 30/6/2020” 30/06/2020 (đã quá hạn)"
    assert told["Mức độ"] == "giao, yêu cầu"
    assert told["Nói về hệ thống"] == "một cửa điện tử, hành chính công"
    assert told["Do đâu tìm thấy"] == "mô hình câu chỉ đạo"


def test_names_lead_to_their_pages(page: html.HtmlElement) -> None:
    links = {n: e.xpath(".//a/@href") for n, e in facts(page).items()}
    assert links["Giao cho"][0].startswith("/-/unit/")
    assert links["Nói về hệ thống"] == ["/-/system/one-stop"]


def test_the_proving_words_between_their_neighbours(page: html.HtmlElement) -> None:
    quote = page.xpath("//blockquote")[0]
    assert words(quote) == (
        "Ông Lò Văn Tướng, Chủ tịch UBND huyện, dự. Ông yêu cầu Sở Nội vụ rà soát hồ sơ <b>một cửa</b> phối hợp với Sở Tài"
        " chính, xong trước ngày 30/6/2020. Mọi việc phải rõ ràng."
    )
    marked = {e.get("class"): words(e) for e in quote.xpath(".//span[starts-with(@class, 'f-')]")}
    assert marked["f-addressees"] == "Sở Nội vụ"
    assert marked["f-coordinating"] == "Sở Tài chính"
    assert marked["f-deadline_text"] == "ngày 30/6/2020"
    assert marked["f-action"].startswith("rà soát hồ sơ <b>một cửa</b>")
    assert "f-issuer" not in marked  # stands elsewhere
    apart = next(p for p in page.xpath("//p[@class='none']") if "nêu ở chỗ khác" in words(p))
    assert words(apart).endswith("Lò Văn Tướng")
    assert apart.xpath(".//a/@href")[0].endswith(f"#c{place('Lò Văn Tướng')[0]}")


def test_the_document_has_that_place(site: httpx.Client, page: html.HtmlElement) -> None:
    address, _, target = page.xpath("//p[contains(., 'nêu ở chỗ khác')]//a/@href")[0].partition("#")
    document_page = html.fromstring(site.get(address).text)
    assert document_page.xpath(f"//article//*[@id='{target}']")


def test_citation_and_address(site: httpx.Client, page: html.HtmlElement, ids: list[str]) -> None:
    stable = f"{str(site.base_url).rstrip('/')}/-/directive/{ids[0]}"
    cited = words(page.xpath("//p[@class='cite']")[0])
    assert cited.startswith("Lò Văn Tướng giao Sở Nội vụ: “rà soát hồ sơ")
    assert (
        "”, hạn ngày 30/6/2020. Cổng huyện, “Huyện <i>họp”, ngày 01/06/2020, https://example.org/a.html, tải về 02/06/2020."
        in cited
    )
    assert cited.endswith(f"Trong sổ chỉ đạo: {stable}")
    assert site.get(stable).status_code == 200
    json = page.xpath("//a[text()='JSON']/@href")[0]
    assert site.get(json, params={"_shape": "array"}).json()[0]["id"] == ids[0]


def test_the_other_directives_of_the_document(site: httpx.Client, page: html.HtmlElement, ids: list[str]) -> None:
    assert page.xpath("//nav[@class='beside']//a/@href") == [f"/-/directive/{ids[1]}"]
    assert "Chỉ đạo 1 trên 2 của Huyện <i>họp" in words(page)
    second = html.fromstring(site.get(f"/-/directive/{ids[1]}").text)
    assert second.xpath("//nav[@class='beside']//a/@href") == [f"/-/directive/{ids[0]}"]
    assert words(facts(second)["Ai giao"]) == "(không nêu ai)"
    assert words(facts(second)["Hạn"]) == "không nêu hạn"
    assert words(facts(second)["Do đâu tìm thấy"]) == "t"


def test_similar_directives_go_to_the_same(page: html.HtmlElement) -> None:
    assert [words(e) for e in page.xpath("//ol[@class='entries']//p[@class='action']")] == ["Rà soát hồ sơ một lần nữa"]
    assert NAME in words(page.xpath("//ol[@class='entries']")[0])


def test_similar_without_addressees_need_the_words_alone(site: httpx.Client, ids: list[str]) -> None:
    second = html.fromstring(site.get(f"/-/directive/{ids[1]}").text)
    assert [words(e) for e in second.xpath("//ol[@class='entries']//p[@class='action']")] == ["báo cáo", "báo cáo"]


@pytest.mark.parametrize("key", ["x", "0123456789abcdef-0000000000", "%3Cb%3E", "0123456789abcdef0"])
def test_unknown(site: httpx.Client, key: str) -> None:
    answer = site.get(f"/-/directive/{key}")
    assert answer.status_code == 404
    assert "Không có chỉ đạo này" in answer.text
    assert "/-/document/" not in answer.text
    assert "<b>" not in answer.text


def test_unknown_of_a_known_document(site: httpx.Client, ids: list[str]) -> None:
    answer = site.get(f"/-/directive/{ids[0][:16]}-0000000000")
    assert answer.status_code == 404
    assert html.fromstring(answer.text).xpath(f"//main//a[@href='/-/document/{ids[0][:16]}']/bdi/text()") == [
        "Huyện <i>họp"
    ]


LONG = "x" * 2_000
AROUND = [
    ("A b. C d. E f.", "C d.", ("A b. ", " E f.")),
    ("A b. C d. E f. G h.", "d.", ("A b. C ", " E f.")),
    ("A b. C d; e f. G h.", "C d;", ("A b. ", " e f. G h.")),
    ("A b.", "A b.", ("", "")),
    (f"{LONG} A b.", "A b.", ("…" + "x" * 1_499 + " ", "")),
    (f"A b. {LONG}", "A b.", ("", " " + "x" * 1_499 + "…")),
    ("A b.\n1. C d.\n2. E f.", "C d.", ("A b.\n1. ", "\n2. E f.")),
]


@pytest.mark.parametrize(("text", "quoted", "expected"), AROUND)
def test_around(text: str, quoted: str, expected: tuple[str, str]) -> None:
    assert around(text, *place(quoted, text)) == expected
