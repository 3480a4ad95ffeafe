"""The pages of units, officials and systems: what a reader sees on them, and what they count."""

import html
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from desk import served
from sqlite_utils import Database

import extractors
from corpus.document import Document, Finding, Reading, document
from output import summaries
from output.database import Store
from output.datasette.pages import _named, system
from output.entities import key
from output.questions import VALUES
from output.summaries import Month

KINDS = extractors.kinds()
KIND = {k.TABLE: k for k in KINDS}
CITY, OFFICE, FINANCE = (
    "Ủy ban nhân dân thành phố Đà Nẵng",
    "Sở Nội vụ thành phố Đà Nẵng",
    "Sở Tài chính thành phố Đà Nẵng",
)
HOSTILE = "Sở <script>alert(1)</script> & \"Đá' \u202eHình"


def at(d: Document, table: str, words: str, **fields: Any) -> Finding:
    start = d.text.index(words)
    return KIND[table](start=start, end=start + len(words), by="t", **fields)


def unit(d: Document, text: str, full: str, type: str = "agency") -> Finding:
    return at(d, "units", text, text=text, full=full, type=type)


def told(d: Document, evidence: str, **fields: Any) -> Finding:
    common = {"issuer": None, "addressees": (), "strength": "order", "deadline": None}
    return at(d, "directives", evidence, **{"evidence": evidence, "action": evidence, **common, **fields})


def official(d: Document, name: str, *titles: str, roles: tuple[str, ...] = ()) -> Finding:
    return at(d, "officials", name, name=name, titles=titles, roles=roles)


def reading(d: Document, head: dict[str, Any], *found: Finding) -> Reading:
    made = Reading(d).with_(KIND["documents"], [KIND["documents"](start=0, end=1, by="t", **head)])
    for table, kind in KIND.items():
        rows = [f for f in found if table == f.TABLE]
        if rows:
            made = made.with_(kind, rows)
    return made


def doc(address: str, text: str) -> Document:
    return document(text, source="s", address=f"https://example.org/{address}", raw=address)


def concluded() -> Reading:
    d = doc(
        "ket-luan",
        "Ngày 03/3/2024 họp về một cửa. Ông Lò Văn Tướng, Chủ tịch UBND TP, chủ trì. Mời SNV dự."
        " Sở Nội vụ rà soát bộ phận một cửa. Sở Nội vụ thi tuyển. STC cấp tiền cho huyện Hòa Vang.",
    )
    return reading(
        d,
        {"kind": "notice", "title": "Thông báo kết luận", "issued": "2024-03-05", "number": "7/TB"},
        unit(d, "UBND TP", CITY),
        unit(d, "Sở Nội vụ", OFFICE),
        unit(d, "SNV", OFFICE),
        unit(d, "STC", FINANCE),
        unit(d, "huyện Hòa Vang", "huyện Hòa Vang", "area"),
        official(d, "Lò Văn Tướng", "Chủ tịch UBND TP", roles=("chair",)),
        told(
            d,
            "Sở Nội vụ rà soát bộ phận một cửa",
            addressees=("Sở Nội vụ",),
            issuer="Lò Văn Tướng",
            deadline="2024-03-31",
            coordinating=("STC",),
        ),
        told(d, "Sở Nội vụ thi tuyển", addressees=("Sở Nội vụ",), issuer="Lò Văn Tướng", deadline="2099"),
        told(d, "STC cấp tiền", addressees=("STC", "các xã"), issuer="UBND TP"),
        at(d, "systems", "bộ phận một cửa", code="one-stop", text="bộ phận một cửa"),
        at(d, "meetings", "họp về một cửa", date="2024-03-03", about="một cửa", chair="Lò Văn Tướng", units=()),
    )


def later() -> Reading:
    d = doc("tin", f"SNV bàn. Lò Văn Tướng, Chủ tịch Ủy ban nhân dân thành phố Đà Nẵng, nói. {HOSTILE} nghe.")
    return reading(
        d,
        {"kind": "news", "title": "Tin tháng Giêng", "published": "2026-01-20"},
        unit(d, "SNV", OFFICE),
        unit(d, "Ủy ban nhân dân thành phố Đà Nẵng", CITY),
        unit(d, HOSTILE.split()[0] + " <script>", HOSTILE),
        official(d, "Lò Văn Tướng", "Chủ tịch Ủy ban nhân dân thành phố Đà Nẵng", roles=("speaker",)),
        told(d, "SNV bàn", addressees=("SNV",), issuer="Lò Văn Tướng", strength="request"),
    )


def namesake() -> Reading:
    d = doc("khac", "Ông Lò Văn Tướng, Giám đốc Sở Tài chính, dự. Sở Tài chính ở huyện Hoà Vang.")
    return reading(
        d,
        {"kind": "news", "title": "Tin khác", "published": "2023-05-02"},
        unit(d, "Sở Tài chính", FINANCE),
        unit(d, "huyện Hoà Vang", "huyện Hoà Vang", "area"),
        official(d, "Lò Văn Tướng", "Giám đốc Sở Tài chính", roles=("attendee",)),
        official(d, "Lò Văn", "Phó Giám đốc Sở Tài chính"),
    )


def twice() -> Iterator[Reading]:
    """One text at two places."""
    for address in ("mot", "hai"):
        d = doc(
            address, "Trạm Y tế xã An Bình đã họp với các thôn bàn việc tiêm phòng cho đàn gà trong tháng này. " * 4
        )
        yield reading(
            d, {"kind": "news", "published": "2025-05-02"}, unit(d, "Trạm Y tế xã An Bình", "Trạm Y tế xã An Bình")
        )


READINGS = [concluded(), later(), namesake(), *twice()]
MAYOR, DIRECTOR = f"lò-văn-tướng@{key(CITY)}", f"lò-văn-tướng@{key(FINANCE)}"


def filled(path: Path) -> Path:
    with Store(path, KINDS) as store:
        store.add_source("s", "Cổng <i>S</i>", "folder", "", place="Đà Nẵng")
        store.write(READINGS, fingerprint="f")
        store.publish()
    return path


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("named") / "store.db")


@pytest.fixture(scope="module")
def site(path: Path) -> Iterator[httpx.Client]:
    with served(path, KINDS, path.parent) as client:
        yield client


def seen(site: httpx.Client, address: str, **asked: str) -> str:
    """The words of a page, white space squashed."""
    answer = site.get(address, params=asked)
    assert answer.status_code == 200, address
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert not re.search(r"<script|<i>S|style=", answer.text)
    main = re.search(r"<main.*</main>", answer.text, re.S)
    assert main
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main[0])).split())


SEEN = [
    (
        f"/-/unit/{key(OFFICE)}",
        (
            f"{OFFICE} unit",
            "2 văn bản nêu tên",
            "3 chỉ đạo cho đơn vị",
            "0 chỉ đạo của đơn vị",
            "đã quá hạn: 1",
            "chưa tới hạn: 1",
            "không nêu hạn: 1",
            "2026 1 1",
            "2025 0 0",
            "2024 1 2",
            "một cửa điện tử, hành chính công 1",
            f"{CITY} 2",
            "huyện Hòa Vang 1",
        ),
    ),
    (
        f"/-/unit/{key(CITY)}",
        (
            "4 chỉ đạo của đơn vị",
            f"Lò Văn Tướng → {OFFICE}",
            "Lò Văn Tướng Chủ tịch UBND TP 05/03/2024 05/03/2024 1",
            "Lò Văn Tướng Chủ tịch Ủy ban nhân dân thành phố Đà Nẵng 20/01/2026 20/01/2026 1",
        ),
    ),
    (f"/-/unit/{key(FINANCE)}", ("1 chỉ đạo cho đơn vị", "Phối hợp thực hiện (1)")),
    ("/-/unit/các-xã", ("Tên gọi chung", "1 chỉ đạo cho đơn vị", f"{CITY} → {FINANCE} ; các xã")),
    ("/-/unit/trạm-y-tế-xã-an-bình", ("1 văn bản nêu tên", "05/2025 1")),
    (
        f"/-/official/{MAYOR}",
        (
            f"Lò Văn Tướng, {CITY} official",
            "2 văn bản nêu tên",
            "3 chỉ đạo đã đưa ra",
            f"Chủ tịch UBND TP {CITY} 05/03/2024",
            "chủ trì 03/03/2024",
            "không được gộp vào trang này",
            f"Lò Văn Tướng, {FINANCE} (1 văn bản, 02/05/2023)",
        ),
    ),
    (f"/-/official/{DIRECTOR}", ("1 văn bản nêu tên", "0 chỉ đạo đã đưa ra", f"Lò Văn Tướng, {CITY} (2 văn bản")),
    (
        "/-/system/one-stop",
        (
            "1 văn bản nói tới",
            "1 chỉ đạo nói tới",
            "Sở Nội vụ rà soát bộ phận một cửa .",
            f"{OFFICE} 1",
            "Đà Nẵng 1",
            "huyện Hòa Vang 1",
        ),
    ),
    ("/-/system/payment", ("0 văn bản nói tới", "Chưa thấy chỉ đạo nào nói tới")),
]


@pytest.mark.parametrize(("address", "words"), SEEN)
def test_what_a_page_says(site: httpx.Client, address: str, words: tuple[str, ...]) -> None:
    page = seen(site, address)
    for said in words:
        assert said in page, said


def test_forms_and_places(site: httpx.Client) -> None:
    page = site.get(f"/-/unit/{key(OFFICE)}").text
    assert re.search(r"<q>SNV</q>.*\(2\).*<q>Sở Nội vụ</q>.*\(1\)", page, re.S)
    first = READINGS[0].document
    assert f'/-/document/{first.id}#c{first.text.index("SNV")}"' in page  # where its name stands first
    assert f"/-/calendar/{httpx.URL('/' + key(OFFICE)).raw_path.decode()[1:]}.ics" in page
    assert ".atom" in page
    mention = site.get("/-/system/one-stop").text
    assert "<mark>bộ phận một cửa</mark>" in mention


UNKNOWN = [
    ("/-/unit/so-noi-vu-thanh-pho-da-nang", f"/-/unit/{key(OFFICE)}"),
    ("/-/unit/SỞ-NỘI-VỤ-THÀNH-PHỐ-ĐÀ-NẴNG", f"/-/unit/{key(OFFICE)}"),
    ("/-/unit/huyện-hoà-vang", "/-/unit/huyện-hòa-vang"),  # the newer orthography
    (f"/-/unit/{MAYOR}", f"/-/official/{MAYOR}"),
    ("/-/official/lo-van", f"/-/official/lò-văn@{key(FINANCE)}"),
    ("/-/official/lo-van-tuong@so-tai-chinh-thanh-pho-da-nang", f"/-/official/{DIRECTOR}"),
    ("/-/system/One_Stop", "/-/system/one-stop"),
]


@pytest.mark.parametrize(("address", "leads"), UNKNOWN)
def test_what_is_typed_otherwise_leads_there(site: httpx.Client, address: str, leads: str) -> None:
    answer = site.get(address)
    assert answer.status_code == 302
    assert httpx.URL(answer.headers["location"]).path == leads


OFFERED = [
    ("/-/unit/so-noi", [OFFICE]),
    ("/-/unit/sở-gì-đó", []),
    ("/-/official/lo-van-tuong", [f"Lò Văn Tướng, {CITY}", f"Lò Văn Tướng, {FINANCE}"]),
    ("/-/official/ai-do@o-dau", []),
]


@pytest.mark.parametrize(("address", "offers"), OFFERED)
def test_what_is_not_there_offers_what_is_like_it(site: httpx.Client, address: str, offers: list[str]) -> None:
    answer = site.get(address)
    assert answer.status_code == 404
    assert re.findall(r"<li><a[^>]*>([^<]*)</a> <span", answer.text) == offers
    assert site.get("/-/system/gi-do").status_code == 404


LISTS = [
    ("/-/units", "", [OFFICE, CITY, FINANCE, key(HOSTILE), "Trạm Y tế xã An Bình", "huyện Hòa Vang"]),
    ("/-/units", "so noi v", [OFFICE]),
    ("/-/units", "UBND TP", [CITY]),
    ("/-/units", "đà nẵng", [OFFICE, CITY, FINANCE]),
    ("/-/units", "hoà vang", ["huyện Hòa Vang"]),
    ("/-/units", '" OR * (', []),
    ("/-/officials", "lo van", ["lò-văn", MAYOR, DIRECTOR]),
    ("/-/officials", "tướng sở tài chính", [DIRECTOR]),
    ("/-/officials", "không ai", []),
]


@pytest.mark.parametrize(("address", "typed", "listed"), LISTS)
def test_lists(site: httpx.Client, address: str, typed: str, listed: list[str]) -> None:
    page = site.get(address, params={"q": typed}).text
    links = [httpx.URL(html.unescape(x)).path for x in re.findall(r'<tr><td><a href="([^"]+)"', page)]
    found = [x.rsplit("/", 1)[1] for x in links]
    assert sorted(x.partition("@")[0] if x.startswith("lò-văn@") else x for x in found) == sorted(
        x if "@" in x else key(x) for x in listed
    )
    if address == "/-/officials" and typed == "lo van":
        assert found[0] == f"lò-văn@{key(FINANCE)}"  # the whole name first, though another is named more often


def test_list_by_type_and_page(site: httpx.Client) -> None:
    areas = site.get("/-/units?loai=area").text
    assert "huyện H" in areas
    assert OFFICE not in areas
    assert "Không có tên nào như thế" in site.get("/-/units?loai=area&tu=100").text
    assert 'rel="prev"' in site.get("/-/units?loai=area&tu=100").text
    for wrong in ("loai=x", "tu=-1", "tu=x", "q=" + "a" * 2000, "q=%00"):
        assert site.get(f"/-/units?{wrong}").status_code == 200


def test_all_systems_are_listed(site: httpx.Client) -> None:
    page = seen(site, "/-/systems")
    assert [c for c in VALUES["system"] if c not in page] == []
    assert len(VALUES["system"]) == 21
    assert "one-stop 1 1" in page
    assert "payment 0 0" in page


LEDGER = [
    ({"toi": key(OFFICE)}, 3),
    ({"toi": key(OFFICE), "han": "overdue"}, 1),
    ({"toi": key(OFFICE), "he_thong": "one-stop"}, 1),
    ({"toi": key(OFFICE), "tu_ngay": "2026", "den_ngay": "2026"}, 1),
    ({"toi": key(FINANCE)}, 1),  # not where it only works along
    ({"cua": key(CITY)}, 4),  # its own and those of who holds an office in it
    ({"cua": MAYOR}, 3),
    ({"cua": MAYOR, "toi": key(OFFICE), "q": "thi tuyen"}, 1),
    ({"cua": key(FINANCE)}, 0),
    ({"toi": "sở'; drop table parties --"}, 0),
]


@pytest.mark.parametrize(("asked", "count"), LEDGER)
def test_the_ledger_by_exact_keys(site: httpx.Client, asked: dict[str, str], count: int) -> None:
    page = site.get("/-/ledger", params=asked).text
    counted = re.search(r'class="count">\s*<b>(\d+)</b>', page)
    assert counted
    assert int(counted[1]) == count
    for name in ("toi", "cua"):
        assert (f'name="{name}" value="' in page) == (name in asked)  # the form keeps it


def test_a_key_as_a_filter_shows_its_name(site: httpx.Client) -> None:
    page = seen(site, "/-/ledger", toi=key(OFFICE), cua=MAYOR)
    assert f"cho đúng “{OFFICE}”" in page
    assert "của đúng “Lò Văn Tướng”" in page


def test_documents_by_exact_keys(site: httpx.Client) -> None:
    page = seen(site, "/-/search", toi=key(OFFICE))
    assert "2 văn bản" in page
    assert "Tin khác" not in page


COUNTED = [("unit", key(OFFICE)), ("unit", key(CITY)), ("person", MAYOR), ("system", "one-stop"), ("unit", "không-có")]


def test_what_is_stored_is_what_is_counted(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    copied = tmp_path / "copy.db"
    with sqlite3.connect(path) as source, sqlite3.connect(copied) as target:
        source.backup(target)
    db = Database(copied)
    assert [k for (k,) in db.execute("select key from months")] == [""] * 4  # four months; nothing has many rows
    counted = [summaries.months(db.conn, *x) for x in COUNTED]
    held = summaries.held_in(db.conn, key(CITY), 9)
    assert counted[0] == [Month("2024-03", 1, 2, 0), Month("2026-01", 1, 1, 0)]
    assert counted[3] == [Month("2024-03", 1, 1, 0)]
    assert len(held) == 2
    monkeypatch.setattr(summaries, "FEW", 0)
    summaries.rebuild(db)
    assert db["held_offices"].count > 2
    assert [summaries.months(db.conn, *x) for x in COUNTED] == counted
    assert summaries.held_in(db.conn, key(CITY), 9) == held
    assert summaries.months(db.conn, "all", "")[0] == Month("2023-05", 1, 0, 0)


def test_before_anything_is_published(tmp_path: Path) -> None:
    with Store(tmp_path / "new.db", KINDS) as store:
        store.add_source("s", "S", "folder", "")
        store.write(READINGS[:1], fingerprint="f")
    with served(tmp_path / "new.db", KINDS, tmp_path) as site:
        for listed in ("/-/units", "/-/officials"):
            assert "chưa qua lượt nào" in site.get(listed).text
        assert "2 chỉ đạo cho đơn vị" in seen(site, f"/-/unit/{key(OFFICE)}")
        assert "one-stop 1 1" in seen(site, "/-/systems")


TIMES = [
    ([], [], None, [0, 0, 0]),
    ([Month("", 2, 1, 0)], [], [2, 1, 0], [0, 0, 0]),
    (
        [Month("2024-03", 1, 2, 0), Month("2024-05", 4, 0, 1)],
        [("2024-05", 4, 0, 1), ("2024-04", 0, 0, 0), ("2024-03", 1, 2, 0)],
        None,
        [4, 2, 1],
    ),
    (
        [Month("2020-03", 1, 2, 0), Month("2020-04", 1, 0, 0), Month("2023-05", 0, 0, 3)],
        [("2023", 0, 0, 3), ("2022", 0, 0, 0), ("2021", 0, 0, 0), ("2020", 2, 2, 0)],
        None,
        [2, 2, 3],
    ),
    ([Month("2023", 1, 0, 0)], [("2023-01", 1, 0, 0)], None, [1, 0, 0]),
    ([Month("0001-01", 1, 0, 0), Month("2023", 1, 0, 0)], [("2023", 1, 0, 0), ("0001", 1, 0, 0)], None, [1, 0, 0]),
]


@pytest.mark.parametrize(("months", "rows", "undated", "most"), TIMES)
def test_timeline(months: list[Month], rows: list[Any], undated: list[int] | None, most: list[int]) -> None:
    made = _named.timeline(months)
    assert [tuple(r.values()) for r in made["rows"]] == rows
    assert made["undated"] == undated
    assert made["most"] == most


SENTENCES = [
    ("Một. Dùng chữ ký số ngay. Hai.", "chữ ký số", ["Dùng ", "chữ ký số", " ngay."]),
    ("chữ ký số", "chữ ký số", ["chữ ký số"]),
    ("Gồm:\n- mạng\n- chữ ký số.", "chữ ký số", ["Gồm: - mạng - ", "chữ ký số", "."]),
]


@pytest.mark.parametrize(("text", "words", "pieces"), SENTENCES)
def test_the_sentence_of_a_mention(text: str, words: str, pieces: list[str]) -> None:
    start = text.index(words)
    mention = {"around": text, "begin": 1000, "start": 1000 + start, "end": 1000 + start + len(words)}
    cut = system._sentence(mention)
    assert [p.text for p in cut] == pieces
    assert [p.text for p in cut if p.hit] == [words]


def test_a_spelling_that_goes_under_another(tmp_path: Path) -> None:
    other, tuong = "Sở Tài Chánh Đà Nẵng", f"lò-văn-tường@{key(CITY)}"
    with Store(tmp_path / "spelt.db", KINDS) as store:
        store.add_source("s", "S", "folder", "")
        for row in (("unit", key(FINANCE), key(other), other), ("person", MAYOR, tuong, "Lò Văn Tường")):
            store.db["spellings"].insert(dict(zip(("kind", "key", "to_key", "name"), row, strict=True)))
        store.write(READINGS, fingerprint="f")
        store.publish()
    with served(tmp_path / "spelt.db", KINDS, tmp_path) as site:
        for old, new in ((f"unit/{key(FINANCE)}", f"unit/{key(other)}"), (f"official/{MAYOR}", f"official/{tuong}")):
            assert httpx.URL(site.get(f"/-/{old}").headers["location"]).path == f"/-/{new}"
        assert "3 chỉ đạo đã đưa ra" in seen(site, f"/-/official/{tuong}")
        page = site.get(f"/-/unit/{key(other)}").text
        assert f"<h1>{other} " in page
        assert re.findall(r"<q>([^<]*)</q>", page) == ["STC", "Sở Tài chính"]
        assert f'#c{READINGS[2].document.text.index("Sở Tài chính")}"' in page
