"""The questions, on a real Datasette: what each answers, what is typed badly, examples, links, and the page that lists them."""

import html
import json
import re
from collections.abc import Iterator
from datetime import date

import httpx
import pytest
from desk import served

import extractors
from corpus.document import Reading, Where, document
from corpus.versions import versions
from output import days
from output.canned import QUESTIONS
from output.database import Store
from output.datasette import functions
from output.questions import LABELS, PARAMETERS, QUERIES

KINDS = extractors.kinds()
KIND = {k.TABLE: k for k in KINDS}
HOME, MONEY, PEOPLE = "Sở Nội vụ tỉnh Cao Bằng", "Sở Tài chính tỉnh Cao Bằng", "UBND tỉnh Cao Bằng"
FULL = {PEOPLE: "Ủy ban nhân dân tỉnh Cao Bằng"}
BOSS = "Lò Văn Tướng"
FETCHED = "2025-05-01T00:00:00+00:00"
REPORT = "báo cáo kết quả cải cách hành chính gửi Văn phòng"


class Made:
    """A reading put together from sentences, so that every place is true."""

    def __init__(
        self, address: str, title: str, issued: str, *, kind: str = "notice", issuer: str | None = PEOPLE
    ) -> None:
        self.address, self.text = address, f"{title}\n\n"
        self.head = {"kind": kind, "title": title, "issued": issued, "issuer": issuer}
        self.found: list[tuple[str, int, int, dict[str, object]]] = []
        self.named: set[str] = set()

    def say(self, words: str) -> int:
        at = len(self.text)
        self.text += f"{words}\n\n"
        return at

    def add(self, table: str, words: str, inside: str = "", **fields: object) -> None:
        at = self.say(inside or words)
        at += (inside or words).index(words)
        self.found.append((table, at, at + len(words), fields))

    def unit(self, name: str) -> None:
        if name not in self.named:
            self.named.add(name)
            self.add("units", name, text=name, type="agency", full=FULL.get(name, name))

    def tell(
        self, issuer: str, to: tuple[str, ...], action: str, deadline: str | None = None, **fields: object
    ) -> None:
        for name in (*to, *fields.get("coordinating", ())):  # type: ignore[misc]
            self.unit(name)
        partners = "".join(f", phối hợp với {name}" for name in fields.get("coordinating", ()))  # type: ignore[attr-defined]
        words = f"{issuer} yêu cầu {', '.join(to)}{partners} {action}."
        told = {"evidence": words, "issuer": issuer, "addressees": to, "action": action, "strength": "order", **fields}
        self.add("directives", words, deadline=deadline, deadline_text=deadline and "hạn", **told)

    def reading(self, source: str = "s") -> Reading:
        d = document(self.text, source=source, address=self.address, raw="a" * 64, fetched=FETCHED)
        reading = Reading(d).with_(KIND["documents"], [KIND["documents"](start=0, end=1, by="t", **self.head)])
        for table, kind in KIND.items():
            rows = [(a, b, f) for t, a, b, f in self.found if t == table and t != "documents"]
            made = [kind(start=a, end=b, by="t", where=(Where("text", a, b),), **f) for a, b, f in rows]
            if made:
                reading = reading.with_(kind, made)
        return reading


def made() -> list[Reading]:
    """Three notices of a province, of two years, and one text that another portal carries, too."""
    a = Made("https://example.org/a", "Kết luận về cải cách hành chính", "2024-05-15")
    a.unit(PEOPLE)
    a.add(
        "officials", BOSS, f"Ông {BOSS}, Chủ tịch {PEOPLE}", name=BOSS, titles=(f"Chủ tịch {PEOPLE}",), roles=("chair",)
    )
    a.tell(BOSS, (HOME,), f"{REPORT} trước ngày 30/6/2024", "2024-06-30")
    a.tell(BOSS, (MONEY,), "rà soát kinh phí", coordinating=(HOME,))
    a.add(
        "citations", "Chỉ thị số 12/CT-TTg", text="Chỉ thị số 12/CT-TTg", type="Chỉ thị", number="12/CT-TTg", date=None
    )
    a.add("systems", "một cửa điện tử", "Dùng một cửa điện tử.", code="one-stop", text="một cửa điện tử")
    a.add("figures", "1.250 hồ sơ", "Đã nhận 1.250 hồ sơ.", text="1.250 hồ sơ", value=1250.0)
    met = f"Ngày 10/5/2024, {BOSS} chủ trì họp với {HOME}."
    a.add("meetings", met, date="2024-05-10", place=None, about="chuyển đổi số", chair=BOSS, head=None, units=(HOME,))
    b = Made("https://example.org/b", "Kế hoạch năm 2025", "2025-02-20", kind="plan")
    b.unit(PEOPLE)
    b.tell(PEOPLE, (HOME,), f"{REPORT.upper()} trong năm 2099", "2099")
    b.tell(PEOPLE, (HOME, MONEY), "cùng thẩm định hồ sơ")
    b.add("citations", "Chỉ thị 12/CT-TTg", text="Chỉ thị 12/CT-TTg", type="Chỉ thị", number="12/CT-TTg", date=None)
    c = Made("https://example.org/c", "Tin ngắn", "2025-03-01", kind="news", issuer=None)
    c.say("Trời đẹp ở Cao Bằng. " * 30)
    c.unit(PEOPLE)
    c.tell(PEOPLE, (MONEY,), "giải ngân kịp thời")
    return [a.reading(), b.reading(), c.reading(), c.reading("t")]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("questions")
    with Store(folder / "kho.db", KINDS) as store:
        store.add_source("s", "Cổng Cao Bằng", "portal", "https://example.org/", place="Cao Bằng")
        store.add_source("t", "Cổng khác", "portal", "https://example.com/")
        readings = made()
        last = readings[1].document
        old = document(
            last.text.replace("năm 2099", "năm 2098"),
            source="s",
            address=last.address,
            fetched="2025-04-01T00:00:00+00:00",
        )
        store.write(readings, fingerprint="f", versions={last.id: versions([old, last])})
        store.publish()
    with served(folder / "kho.db", KINDS, folder) as client:
        yield client


def rows(site: httpx.Client, query: str, **asked: str) -> list[dict[str, object]]:
    answer = site.get(f"/kho/{query}.json", params={**asked, "_shape": "array"})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, object]] = answer.json()
    return found


# Question, what is asked, and what a column then holds, in its order.
ANSWERS: list[tuple[str, dict[str, str], str, list[object]]] = [
    ("con_no", {}, "due", ["2024-06-30", "2099-12-31"]),
    ("con_no", {"tinh_trang": "overdue"}, "due_state", ["overdue"]),
    ("con_no", {"don_vi": "so noi vu", "tinh_trang": "ahead"}, "unit", [HOME]),
    ("con_no", {"don_vi": "sở tài chính"}, "unit", []),
    (
        "giao_trong_quy",
        {"don_vi": "so noi vu", "tu_ngay": "1/2025", "den_ngay": "quý 1/2025"},
        "dated",
        ["2025-02-20"] * 2,
    ),
    ("giao_trong_quy", {"don_vi": "so noi vu", "tu_ngay": "2024"}, "dated", ["2025-02-20", "2025-02-20", "2024-05-15"]),
    ("giao_trong_quy", {"don_vi": "so noi vu", "den_ngay": "31/12/2024"}, "dated", ["2024-05-15"]),
    ("den_han_ky", {"ky": "thang", "ngay": "2024-06-03"}, "due", ["2024-06-30"]),
    ("den_han_ky", {"ky": "thang", "ngay": "2024-06-03", "don_vi": "SNV"}, "due", []),
    ("den_han_ky", {"ky": "nam", "ngay": "1/1/2099", "don_vi": "nội vụ"}, "due", ["2099-12-31"]),
    ("den_han_ky", {"ky": "tuan", "ngay": "2024-06-24"}, "due", ["2024-06-30"]),
    ("den_han_ky", {"ky": "tuan", "ngay": "2024-06-23"}, "due", []),
    ("nhac_lai", {}, "times", [2]),
    ("nhac_lai", {"don_vi": "so noi vu tinh cao bang", "so_chu": "4"}, "since", ["2024-05-15"]),
    ("nhac_lai", {"don_vi": "so tai chinh"}, "times", []),
    ("nhac_nhieu", {}, "times", [2]),
    ("nhac_nhieu", {"tu_khoa": "chi thi"}, "cited", ["12/CT-TTg"]),
    ("nhac_nhieu", {"tu_ngay": "2025-01-01"}, "times", [1]),
    ("nhac_nhieu", {"tu_khoa": "nghị định"}, "times", []),
    ("chuc_vu", {"ten": "tuong"}, "office", [f"Chủ tịch {PEOPLE}"]),
    ("chuc_vu", {"ten": "tươ"}, "office", []),
    ("chuc_vu", {}, "unit", [FULL[PEOPLE]]),
    ("ai_o_don_vi", {"don_vi": "UBND tinh cao bang"}, "name", [BOSS]),
    ("ai_o_don_vi", {"don_vi": "ủy ban nhân dân tỉnh"}, "name", [BOSS]),
    ("ai_o_don_vi", {"don_vi": "sở nội vụ"}, "name", []),
    ("no_theo_don_vi", {"tu_ngay": "2024-01-01", "den_ngay": "2099-12-31"}, "overdue", [1]),
    ("no_theo_don_vi", {"tu_ngay": "2024-01-01", "den_ngay": "2099-12-31"}, "ahead", [1]),
    ("den_han", {"tu_ngay": "2024-06", "den_ngay": "2024-06"}, "due", ["2024-06-30"]),
    ("den_han", {}, "due", ["2024-06-30", "2099-12-31"]),
    ("khong_han", {"don_vi": "so tai chinh"}, "dated", ["2025-03-01", "2025-02-20", "2024-05-15"]),
    ("khong_han", {"don_vi": "so tai chinh", "tu_ngay": "2025-03"}, "dated", ["2025-03-01"]),
    ("chi_dao_cho_don_vi", {"don_vi": "STC"}, "dated", []),
    ("chi_dao_cho_don_vi", {"don_vi": "Sở tài chính"}, "places", [2, 1, 1]),
    ("chi_dao_cho_don_vi", {}, "dated", ["2025-03-01", "2025-02-20", "2025-02-20", "2024-05-15", "2024-05-15"]),
    ("chi_dao_cua", {"nguoi_giao": "lo van tuong"}, "issuer", [BOSS, BOSS]),
    ("chi_dao_cua", {"nguoi_giao": "uy ban nhan dan tinh"}, "issuer", [PEOPLE, PEOPLE, PEOPLE]),
    ("duoc_giao_nhieu", {}, "directives", [3, 3]),
    ("duoc_giao_nhieu", {"tu_ngay": "2025", "den_ngay": "2025"}, "directives", [2, 2]),
    ("giao_nhieu", {}, "unit", [FULL[PEOPLE], BOSS]),
    ("ai_giao_ai", {"tu_ngay": "2024", "den_ngay": "2024"}, "directives", [1, 1]),
    ("phoi_hop", {"don_vi": "so noi vu", "don_vi_kia": "so tai chinh"}, "dated", ["2025-02-20", "2024-05-15"]),
    ("phoi_hop", {"don_vi": "so tai chinh", "don_vi_kia": "so noi vu"}, "dated", ["2025-02-20", "2024-05-15"]),
    ("phoi_hop", {"don_vi": "so noi vu"}, "dated", []),
    ("phoi_hop", {"don_vi": "so noi vu", "don_vi_kia": "so noi vu"}, "dated", []),
    ("hop", {"don_vi": "noi vu"}, "about", ["chuyển đổi số"]),
    ("hop", {"don_vi": "tai chinh"}, "about", []),
    ("hop_chu_tri", {"ten": "văn tướng"}, "date", ["2024-05-10"]),
    ("he_thong", {"ma": "one-stop"}, "code", ["one-stop"]),
    ("he_thong", {"ma": "mot cua dien tu"}, "code", ["one-stop"]),
    ("he_thong", {}, "code", ["one-stop"]),
    ("he_thong", {"ma": "portal"}, "code", []),
    ("he_thong_theo_tinh", {}, "province", ["Cao Bằng"]),
    ("he_thong_theo_tinh", {"ma": "one-stop", "tu_ngay": "2025"}, "province", []),
    ("so_lieu", {"tu_khoa": "ho so"}, "value", [1250.0]),
    ("so_lieu", {}, "figure", ["1.250 hồ sơ"]),
    ("tim_chi_dao", {"tu_khoa": "giai ngan"}, "exact", [0]),
    ("tim_chi_dao", {"tu_khoa": "giải ngân"}, "exact", [1]),
    ("tim_chi_dao", {}, "exact", []),
    ("tim_van_ban", {"tu_khoa": "cao bằng"}, "places", [2, 1, 1]),
    ("van_ban_cua", {"co_quan": "UBND tỉnh"}, "dated", ["2025-02-20", "2024-05-15"]),
    ("van_ban_cua", {"co_quan": "UBND tỉnh", "loai": "plan"}, "title", ["Kế hoạch năm 2025"]),
    ("van_ban_cua", {}, "title", []),
    ("moi_nhat", {}, "dated", ["2025-03-01", "2025-02-20", "2024-05-15"]),
    ("dang_nhieu_noi", {}, "places", [2]),
    ("dang_nhieu_noi", {"tu_ngay": "2026"}, "places", []),
    ("da_sua", {}, "version", [2]),
    ("da_sua", {"tu_ngay": "5/2025", "den_ngay": "2025"}, "changes", [1]),
    ("da_sua", {"den_ngay": "1999"}, "version", []),
    ("nguon_im_lang", {}, "state", ["unsaid", "unsaid"]),
    # Nothing typed is a syntax error, of SQL or of full text.
    ("con_no", {"don_vi": "' OR 1=1 --"}, "due", []),
    ("hop", {"don_vi": '"NEAR( * ^'}, "date", []),
    ("chuc_vu", {"ten": "%_"}, "office", []),
    # What is no date finds nothing, and the page says why.
    ("den_han", {"tu_ngay": "31/2/2025"}, "due", []),
    ("chi_dao_cho_don_vi", {"don_vi": "...", "x": "y"}, "due", []),
    ("giao_nhieu", {"den_ngay": "hôm qua"}, "unit", []),
    ("den_han_ky", {"ky": "thế kỷ"}, "due", []),
    ("duoc_giao_nhieu", {"den_ngay": "9999"}, "directives", [3, 3]),
]


@pytest.mark.parametrize(("query", "asked", "column", "expected"), ANSWERS)
def test_what_a_question_answers(
    site: httpx.Client, query: str, asked: dict[str, str], column: str, expected: list[object]
) -> None:
    assert [r[column] for r in rows(site, query, **asked)] == expected


@pytest.mark.parametrize("query", QUESTIONS)
def test_every_question_is_whole(site: httpx.Client, query: str) -> None:
    """It says what it asks, has boxes for all of its parameters, works empty, and names its columns in Vietnamese."""
    question = QUESTIONS[query]
    assert set(re.findall(r":(\w+)", question.sql)) == set(question.parameters)
    assert {*question.parameters} <= set(PARAMETERS)
    assert bool(question.example) == bool(question.parameters)
    plain, empty = site.get(f"/kho/{query}"), site.get(f"/kho/{query}", params=dict.fromkeys(question.parameters, ""))
    for page in (plain, empty):
        assert page.status_code == 200
        assert question.title in html.unescape(page.text)
        assert question.about in html.unescape(page.text)
    for name in question.parameters:
        assert re.search(
            rf'<label for="(\w+)">{PARAMETERS[name].label}</label>\s*<(?:input|select) id="\1" name="{name}"',
            plain.text,
        )
    shown = re.findall(r'<th class="col-(\w+)" scope="col">([^<]+)', plain.text + empty.text)
    assert {c for c, _ in shown} <= set(LABELS)
    assert rows(site, query) == rows(site, query, **dict.fromkeys(question.parameters, ""))


def test_there_are_enough_questions_with_a_place_to_read_on() -> None:
    assert len(QUESTIONS) >= 16
    assert list(QUERIES) == list(QUESTIONS)
    assert sum(" as document" in q.sql or ".document" in q.sql for q in QUESTIONS.values()) >= 16


@pytest.mark.parametrize(
    "query", [q for q in QUESTIONS if QUESTIONS[q].example and q not in ("giao_ve_he_thong", "dang_nhieu_noi")]
)
def test_an_example_of_this_store_is_shown_and_answers(site: httpx.Client, query: str) -> None:
    page = site.get(f"/kho/{query}").text
    link = re.search(r'<p class="go"><button>Hỏi</button> <a href="([^"]+)">Ví dụ: ', page)
    assert link is not None
    assert "<tbody>" in page
    answer = site.get(html.unescape(link[1]).replace(f"/kho/{query}?", f"/kho/{query}.json?_shape=array&"))
    assert len(answer.json()) > 0
    asked = site.get(html.unescape(link[1])).text
    assert "<h2>Ví dụ" not in asked
    assert "tải về" in asked


def test_an_answer_leads_on(site: httpx.Client) -> None:
    """To the words in the document, to the directive, to units and persons; what only leads is not shown."""
    [row] = rows(site, "con_no", tinh_trang="overdue")
    page = site.get("/kho/con_no", params={"tinh_trang": "overdue"}).text
    assert f'href="/-/document/{row["document"]}#c{row["start"]}">xem trong văn bản</a>' in page
    assert f'href="/-/directive/{row["directive"]}"' in page
    assert f">{HOME}</a>" in page
    assert 'href="/-/unit/s%E1%BB%9F-n%E1%BB%99i-v%E1%BB%A5-t%E1%BB%89nh-cao-b%E1%BA%B1ng"' in page
    assert re.search(r'href="/-/official/[^"]+@[^"]+">Lò Văn Tướng</a>', page)
    assert "đã quá hạn" in page
    assert "unit_key</th>" not in page
    assert "col-unit_key" not in page
    for link in re.findall(r'<td[^>]*><a href="(/-/(?:unit|official|directive|document)/[^"#]+)', page):
        assert site.get(html.unescape(link)).status_code == 200, link
    assert re.search(r'href="/-/search\?q=%2212%2FCT-TTg%22">12/CT-TTg</a>', site.get("/kho/nhac_nhieu?tu_khoa=").text)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"tu_ngay": "31/2/2025"}, "“31/2/2025” ở ô “Từ ngày” không phải là ngày"),
        ({"den_ngay": "<b>"}, "“<b>” ở ô “Đến ngày” không phải là ngày"),
        ({"tu_ngay": "2025-13"}, "không phải là ngày: viết như 30/6/2025"),
        ({"tu_ngay": "30/6/2024"}, ""),
    ],
)
def test_a_day_that_is_none_is_said(site: httpx.Client, asked: dict[str, str], said: str) -> None:
    page = site.get("/kho/den_han", params=asked)
    assert page.status_code == 200
    assert "<b>”" not in page.text
    alerts = re.findall(r'<p class="wrong" role="alert">(.*?)</p>', page.text)
    assert [said in html.unescape(a) for a in alerts] == ([True] if said else [])


def test_a_choice_that_is_none_is_said(site: httpx.Client) -> None:
    assert "không có trong các lựa chọn" in site.get("/kho/con_no?tinh_trang=xong").text


def test_the_list_of_questions(site: httpx.Client) -> None:
    page = site.get("/-/questions")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    text = html.unescape(page.text)
    for name, question in QUESTIONS.items():
        assert f'<a href="/kho/{name}">{question.title}</a>' in text
        assert question.about in text
    ids = re.findall(r' id="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'<label for="([^"]+)"', page.text)) <= set(ids)


def test_answers_are_taken_away(site: httpx.Client) -> None:
    csv = site.get("/kho/con_no.csv?don_vi=so+noi+vu").text
    assert csv.splitlines()[0].startswith("unit,unit_key,unit_kind,due_state,due,")
    assert HOME in csv


SPANS = [
    ("", ("0001-01-01", "9999-12-31")),
    ("2025-06-30", ("2025-06-30", "2025-06-30")),
    ("30/6/2025", ("2025-06-30", "2025-06-30")),
    ("ngày 30-06-2025", ("2025-06-30", "2025-06-30")),
    ("30.6.2025", ("2025-06-30", "2025-06-30")),
    ("6/2025", ("2025-06-01", "2025-06-30")),
    ("tháng 2/2024", ("2024-02-01", "2024-02-29")),
    ("2025", ("2025-01-01", "2025-12-31")),
    ("năm 2025", ("2025-01-01", "2025-12-31")),
    ("2025-Q3", ("2025-07-01", "2025-09-30")),
    ("Quý II/2025", ("2025-04-01", "2025-06-30")),
    ("quý 4 năm 2025", ("2025-10-01", "2025-12-31")),
    ("29/2/2025", None),
    ("0/6/2025", None),
    ("13/2025", None),
    ("2025-00", None),
    ("0000", None),
    ("hôm nay", None),
    ("2025-06-30; drop table", None),
]


@pytest.mark.parametrize(("typed", "expected"), SPANS)
def test_days_as_people_type_them(typed: str, expected: tuple[str, str] | None) -> None:
    assert days.span(typed) == expected


@pytest.mark.parametrize(
    ("period", "day", "expected"),
    [
        ("tuan", date(2025, 6, 29), ("2025-06-23", "2025-06-29")),
        ("thang", date(2024, 2, 10), ("2024-02-01", "2024-02-29")),
        ("quy", date(2025, 12, 31), ("2025-10-01", "2025-12-31")),
        ("nam", date(2025, 1, 1), ("2025-01-01", "2025-12-31")),
        ("30_ngay", date(2025, 1, 31), ("2025-01-31", "2025-03-02")),
        ("thế kỷ", date(2025, 1, 1), None),
    ],
)
def test_the_span_around_a_day(period: str, day: date, expected: tuple[str, str] | None) -> None:
    found = days.around(period, day)
    assert (found and tuple(d.isoformat() for d in found)) == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Sở Nội vụ tỉnh Cao Bằng", "so noi vu", 1),
        ("Sở Nội vụ tỉnh Cao Bằng", "noi v", 0),
        ("Ủy ban nhân dân xã", "UBND", 1),
        ("UBND xã", "uỷ ban nhân dân", 1),
        ("Sở Nội vụ", "", 1),
        ("Sở Nội vụ", "%", 0),
        (None, "sở", 0),
        (json.dumps(["a"]), "a", 1),
    ],
)
def test_says(text: str | None, words: str, expected: int) -> None:
    assert functions.says(text, words) == expected
