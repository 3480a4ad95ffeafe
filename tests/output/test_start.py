"""The first page: what is there, how fresh, which source is ill or quiet; a store without anything; Datasette's own pages in our frame."""

import html
import re
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import httpx
import pytest
from desk import served
from sqlite_utils import Database

import extractors
from corpus.document import Reading, document
from output.canned import QUESTIONS
from output.database import Store
from output.datasette.pages.start import here
from output.ledger import numbers
from output.quiet import SILENCE

KINDS = extractors.kinds()
KIND = {k.TABLE: k for k in KINDS}
TODAY = datetime.now(timezone(timedelta(hours=7))).date()
NAME = "Sở Nội vụ"


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def told(address: str, issued: str, deadline: str | None, action: str = "báo cáo") -> Reading:
    d = document(f"{NAME} {action} <b>ngay</b>, {address}.", source="loi", address=address, raw="a" * 64)
    head = KIND["documents"](start=0, end=1, by="t", kind="notice", title=f"Tin {address}", issued=issued)
    fields = {"evidence": NAME, "addressees": (NAME,), "action": action, "strength": "order", "deadline": deadline}
    directive = KIND["directives"](start=0, end=len(NAME), by="t", deadline_text=deadline and "hạn", **fields)
    return Reading(d).with_(KIND["documents"], [head]).with_(KIND["directives"], [directive])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("start")
    with Store(folder / "kho.db", KINDS) as store:
        run = store.start_run("run")
        store.add_source("loi", "Cổng <i>lỗi</i>", "portal", "https://example.org/")
        store.add_source("tay", "Tệp nhập tay", "files", "")
        store.write([told(f"{n}", ago(100 + n), None, f"việc số {n}") for n in range(12)], fingerprint="f")
        store.write(
            [told("mai", ago(99), ago(-1)), told("nay", ago(98), ago(0)), told("qua", ago(97), ago(1))], fingerprint="f"
        )
        walk = {
            "source": "loi",
            "role": "walk",
            "address": "https://example.org/tin",
            "why": "stalled",
            "error": "no byte, for 60 s",
        }
        store.db["fetches"].insert({**walk, "result": "broken", "position": 1}, pk="id")
        store.publish()
        store.end_run(run, "completed", {**store.counts(), "new": 15})
    with served(folder / "kho.db", KINDS, folder) as client:
        yield client


@pytest.fixture(scope="module")
def page(site: httpx.Client) -> str:
    answer = site.get("/")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    return answer.text


def test_what_is_there_and_how_fresh(page: str) -> None:
    assert re.search(r"Văn bản</a> <span>15</span>", page)
    assert re.search(r"Chỉ đạo</a> <span>15</span>", page)
    first, last = (date.fromisoformat(ago(n)).strftime("%d/%m/%Y") for n in (111, 97))
    assert f"Văn bản từ <b>{first}</b> đến <b>{last}</b>" in page
    assert re.search(r"<code>run</code>, xong lúc \d\d:\d\d ngày \d\d/\d\d/\d{4}, 15 văn bản mới", page)
    assert 'role="search"' in page
    assert "<i>lỗi" not in page
    assert "<b>ngay" not in page


def test_new_directives_and_deadlines_ahead(page: str) -> None:
    recent, ahead = (
        page[page.index(f'id="{a}"') : page.index(f'id="{b}"')] for a, b in (("moi", "sap-toi"), ("sap-toi", "hay-hoi"))
    )
    assert re.findall(r">Tin (\w+)</a>", recent) == ["qua", "nay", "mai", *map(str, range(7))]
    assert re.findall(r">Tin (\w+)</a>", ahead) == ["nay", "mai"]


def test_a_source_that_is_ill_and_quiet_is_seen_with_the_reason(page: str) -> None:
    text = html.unescape(page)
    assert re.search(r'<li class="h-ill quiet">\s*<p><b>Cổng <i>lỗi</i></b>', text)
    assert "im lặng 97 ngày" in text
    assert "chờ quá lâu không có gì, hoặc trả lời quá chậm" in text
    assert '<span lang="en">(no byte, for 60 s)</span>' in text
    assert "thường cách 1 ngày" in text
    assert text.index("Cổng <i>lỗi") < text.index("Tệp nhập tay")
    assert "lâu hơn 4 lần" in text  # the rule is told


def test_the_first_six_questions(page: str) -> None:
    for name, question in list(QUESTIONS.items())[:6]:
        assert f'<a href="/kho/{name}">{question.title}</a>' in html.unescape(page)


def test_every_link_of_the_page_leads_somewhere(site: httpx.Client, page: str) -> None:
    for link in {html.unescape(x).split("#")[0] for x in re.findall(r'href="(/[^"]*)"', page)}:
        assert site.get(link).status_code == 200, link


def test_a_store_that_changes_is_seen(tmp_path: Path) -> None:
    with Store(tmp_path / "kho.db", KINDS) as store:
        store.add_source("loi", "S", "folder", "")
    with served(tmp_path / "kho.db", KINDS, tmp_path) as client:
        empty = client.get("/")
        assert empty.status_code == 200
        assert "Trong sổ chưa có văn bản nào" in empty.text
        assert "chidao ingest" in empty.text
        assert client.get("/-/questions").status_code == 200
        assert client.get("/-/help").status_code == 200
        assert "Không có kết quả" in client.get("/kho/con_no?don_vi=").text
        with Store(tmp_path / "kho.db", KINDS) as store:
            store.write([told("a", "2024-01-01", None)], fingerprint="f")
        assert re.search(r"Văn bản</a> <span>1</span>", client.get("/").text)


FRAMED = ["/kho", "/kho/directives", "/kho/con_no", "/kho?sql=select+1", "/-/help", "/kho/directives/x", "/none"]


@pytest.mark.parametrize("path", FRAMED)
def test_datasettes_own_pages_stand_in_the_frame(site: httpx.Client, path: str) -> None:
    text = site.get(path).text
    assert '<html lang="vi">' in text
    assert '<header class="top">' in text
    assert 'href="#noi-dung"' in text
    assert text.count('id="noi-dung"') == 1
    if site.get(path).status_code == 200:
        assert 'href="/-/questions"' in text


# Kind of source, days (ago) with documents, and what is said of it.
SILENT = [
    ("portal", [20, 21, 22, 23, 24, 25], "quiet"),
    ("portal", [14, 15, 16, 17, 18, 19], "fresh"),
    ("portal", [15, 16, 17, 18, 19, 20], "quiet"),
    ("portal", [39, 49, 59, 69, 79, 89], "fresh"),
    ("portal", [41, 51, 61, 71, 81, 91], "quiet"),
    ("portal", [41, 51, 61, 71], "unsaid"),
    ("portal", [41, 41, 41, 41, 51, 61, 71], "unsaid"),
    ("portal", [], "unsaid"),
    ("portal", [-400, 3, 4, 5, 6, 7], "fresh"),  # a day to come is none on which something was published
    ("portal", [-400, 30, 31, 32, 33, 34], "quiet"),
    ("folder", [400, 401, 402, 403, 404, 405], "handed"),
    ("files", [400, 401, 402, 403, 404, 405], "handed"),
]


@pytest.mark.parametrize(("kind", "days", "expected"), SILENT)
def test_when_a_source_is_quiet(kind: str, days: list[int], expected: str) -> None:
    db = Database(memory=True)
    db["sources"].insert({"name": "s", "kind": kind})
    db.execute("create table catalogue (id integer primary key, source text)")
    db.execute("create index by_source on catalogue (source, id)")
    for n, day in enumerate(days):
        db.execute("insert into catalogue values (?, 's')", [numbers(ago(day), None)[0] + n])
    connection: sqlite3.Connection = db.conn
    state, latest, quiet = connection.execute(f"select state, latest, quiet_days from ({SILENCE})").fetchone()
    assert state == expected
    last = min((d for d in days if d >= 0), default=None)
    assert (latest, quiet) == ((ago(last), last) if last is not None else (None, None))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2025-06-30T18:05:00+00:00", "01:05 ngày 01/07/2025"),
        ("2025-06-30T18:05:00", "2025-06-30T18:05:00"),
        ("", ""),
        (None, ""),
        ("soon", "soon"),
    ],
)
def test_a_moment_in_vietnam(moment: str | None, expected: str) -> None:
    assert here(moment) == expected
