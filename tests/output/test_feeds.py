"""What other programs take from the desk: calendars, feeds, and CSV without formulas."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date

import feedparser
import httpx
import pytest
from desk import served
from icalendar import Calendar

import extractors
from corpus.document import Reading, document
from output.database import Store

KIND = {k.TABLE: k for k in extractors.kinds()}
UNIT = "Sở Nội vụ tỉnh Thử"
KEY = "sở-nội-vụ-tỉnh-thử"
EVIL = "=HYPERLINK(1) Sở Nội vụ báo cáo; +1 việc"


def reading() -> Reading:
    made = Reading(document(EVIL, source="s", address="https://example.org/a", raw="r"))
    head = {"kind": "notice", "title": "Thông báo", "issued": "2026-02-01"}
    made = made.with_(KIND["documents"], [KIND["documents"](start=0, end=1, by="t", **head)])
    unit = {"text": "Sở Nội vụ", "type": "agency", "full": UNIT}
    made = made.with_(KIND["units"], [KIND["units"](start=14, end=23, by="t", **unit)])
    told = {"evidence": EVIL, "addressees": ("Sở Nội vụ",), "strength": "order", "issuer": "UBND tỉnh"}
    found = [
        KIND["directives"](start=0, end=len(EVIL), by="t", action=a, deadline=d, **told)
        for a, d in (("=báo cáo", f"{date.today().year + 1}-06"), ("rà soát", "2020-01-01"), ("làm", None))
    ]
    return made.with_(KIND["directives"], found)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("feeds")
    with Store(folder / "a.db", extractors.kinds()) as store:
        store.add_source("s", "S", "folder", "")
        store.write([reading()], fingerprint="f")
        store.publish()
    with served(folder / "a.db", extractors.kinds(), folder) as client:
        yield client


@pytest.mark.parametrize("address", ["/-/calendar.ics", f"/-/calendar/{KEY}.ics"])
def test_calendar(site: httpx.Client, address: str) -> None:
    answer = site.get(address)
    assert answer.headers["content-type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [e.decoded("dtstart") for e in events] == [
        date(date.today().year + 1, 6, 30)
    ]  # what is long over is left out
    row = next(
        r for r in site.get("/a/directives.json?_shape=array").json() if r["deadline"] and r["deadline"] > "2021"
    )
    assert str(events[0]["uid"]) == f"{row['id']}@chidao"
    assert site.get(str(events[0]["url"])).status_code == 200


@pytest.mark.parametrize("address", ["/-/feed.atom", f"/-/feed/{KEY}.atom"])
def test_feed(site: httpx.Client, address: str) -> None:
    answer = site.get(address)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert len(feed.entries) == 3
    assert site.get(feed.entries[0].link).status_code == 200
    assert feed.feed.links[0].href.endswith(".atom") or feed.feed.links[1].href.endswith(".atom")


def test_the_units_page_leads_there(site: httpx.Client) -> None:
    page = site.get(f"/-/unit/{KEY}").text
    assert ".ics" in page
    assert ".atom" in page


@pytest.mark.parametrize("address", ["/-/calendar/không-có.ics", "/-/feed/không-có.atom"])
def test_unknown_units(site: httpx.Client, address: str) -> None:
    assert site.get(address).status_code == 404


CSV = [
    "/a/directives.csv",
    "/a/directives.csv?_stream=1",
    "/a.csv?sql=select+action,evidence+from+directives",
    "/-/ledger.csv",
]


@pytest.mark.parametrize("address", CSV)
def test_no_csv_holds_a_formula(site: httpx.Client, address: str) -> None:
    rows = list(csv.DictReader(io.StringIO(site.get(address).text.removeprefix("\ufeff"))))
    assert len(rows) == 3
    assert {r["action"] for r in rows} == {"'=báo cáo", "rà soát", "làm"}
    assert {r["evidence"] for r in rows} == {f"'{EVIL}"}


def test_json_is_as_it_is(site: httpx.Client) -> None:
    assert "=báo cáo" in [r["action"] for r in site.get("/a/directives.json?_shape=array").json()]
    lines = site.get("/a/directives.json?_shape=array&_nl=on").text.splitlines()
    assert len([json.loads(line) for line in lines]) == 3
