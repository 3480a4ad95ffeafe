"""The calendar, read back by icalendar; the feed, by feedparser and against what RFC 4287 demands."""

from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from icalendar import Calendar
from taking import BASE, KINDS, notice, written

from corpus.versions import versions
from output.corrections import correct
from output.database import Store
from output.exports import atom, ics, telling
from output.exports.choosing import Chosen, opened

ATOM = "{http://www.w3.org/2005/Atom}"


def events(data: bytes) -> dict[str, dict[str, object]]:
    found = {}
    for e in Calendar.from_ical(data).walk("VEVENT"):
        found[str(e["UID"])] = {
            "start": e["DTSTART"].dt,
            "sequence": int(e["SEQUENCE"]),
            "modified": e["LAST-MODIFIED"].dt,
            "summary": str(e["SUMMARY"]),
            "description": str(e["DESCRIPTION"]),
            "url": str(e.get("URL", "")),
        }
    return found


def test_the_calendar_is_the_view_of_deadlines(store: Path, tmp_path: Path) -> None:
    data = written(store, "ics", tmp_path).read_bytes()
    with opened(store) as db:
        days = {
            f"{r['directive']}@chidao": r["due"] for r in db.execute("select * from deadlines where due is not null")
        }
    found = events(data)
    assert days
    assert {uid: e["start"].isoformat() for uid, e in found.items()} == days  # type: ignore[attr-defined]
    assert data.count(b"UID:") == len(found)


def test_the_calendar_keeps_to_its_lines(store: Path, tmp_path: Path) -> None:
    """RFC 5545: lines end with CR LF, none is longer than 75 bytes, no control character stands in one."""
    data = written(store, "ics", tmp_path).read_bytes()
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not [line for line in lines if any((c < 32 and c != 9) or c == 127 for c in line)]
    calendar = Calendar.from_ical(data)
    assert not [e for c in calendar.walk() for e in c.errors]
    assert {"VERSION", "PRODID"} <= set(calendar)
    for e in calendar.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART"} <= set(e)


def test_an_event_tells_who_whom_what_and_where(plain: Path, tmp_path: Path) -> None:
    found = events(written(plain, "ics", tmp_path).read_bytes())
    one = next(e for e in found.values() if e["start"] == date(2026, 4, 30))
    assert one["summary"] == "Phòng Nội vụ huyện Hoà Vang: rà soát hồ sơ một cửa điện tử"
    for said in (
        "Trần Văn Bình → Phòng Nội vụ huyện Hoà Vang",
        "“Giao Phòng Nội vụ rà soát hồ sơ một cửa điện tử theo Nghị định số 61/2018/NĐ-CP trước ngày 30/4/2026.”",
        "số 12/TB-UBND, ngày 02/03/2026",
        "https://a.example.org/12",
    ):
        assert said in str(one["description"])
    assert str(one["url"]).startswith(f"{BASE}/-/directive/")
    assert str(next(iter(events(written(plain, "ics", tmp_path, base="").read_bytes()).values()))["url"]) in (
        "https://a.example.org/12",
        "",
    )


def test_a_moved_deadline_updates_its_event(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    before, after = notice(), notice(day="2026-05-31", said="ngày 31/5/2026")
    later = after.document.__class__(**{**after.document.__dict__, "fetched": "2026-04-01T00:00:00+00:00"})
    after = type(after)(later, after.findings)
    taken = []
    with Store(path, KINDS) as store:
        store.add_source("a", "A", "portal", "")
        store.write([before], fingerprint="f", versions={later.id: versions([before.document])})
        taken.append(written(path, "ics", tmp_path).read_bytes())
        store.write([after], fingerprint="f", versions={later.id: versions([before.document, later])})
        taken.append(written(path, "ics", tmp_path).read_bytes())
        row = store.db.execute("select id from directives where deadline = '2026-05-31'").fetchone()[0]
        put_right = {"what": "change", "document": later.id, "fact": "directives", "row": row, "reason": "sai ngày"}
        wanted = {**put_right, "fields": {"deadline": "2026-06-15"}, "author": "người sửa"}
        correct(store.db.conn, tmp_path / "archive", wanted)
        taken.append(written(path, "ics", tmp_path).read_bytes())
    one, two, three = (events(data)[f"{row}@chidao"] for data in taken)
    assert [e["start"] for e in (one, two, three)] == [date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 15)]
    assert [e["sequence"] for e in (one, two, three)] == [0, 1, 2]
    assert one["modified"] < two["modified"] < three["modified"]  # type: ignore[operator]


def test_a_calendar_of_nothing_is_one(plain: Path) -> None:
    with opened(plain) as db:
        data = b"".join(ics.calendar(telling.due(db, Chosen(unit="x")), base=BASE, name="Đơn vị\r\nBEGIN:VEVENT"))
    calendar = Calendar.from_ical(data)
    assert [c.name for c in calendar.walk()] == ["VCALENDAR", "VTIMEZONE", "STANDARD"]


def test_the_feed_is_read(store: Path, tmp_path: Path) -> None:
    data = written(store, "atom", tmp_path).read_bytes()
    read = feedparser.parse(data)
    assert not read.bozo
    assert read.version == "atom10"
    with opened(store) as db:
        wanted = db.execute("select count(*) from directives_in_context").fetchone()[0]
    assert len(read.entries) == len({e.id for e in read.entries}) == wanted > 0
    assert read.feed.updated == max(e.updated for e in read.entries)


def test_the_feed_keeps_rfc_4287(store: Path, tmp_path: Path) -> None:
    """What sections 4.1.1 and 4.1.2 demand: exactly one id, title, updated; an author; times with a zone; addresses."""
    feed = ElementTree.fromstring(written(store, "atom", tmp_path).read_bytes())
    assert feed.tag == f"{ATOM}feed"
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    entries = feed.findall(f"{ATOM}entry")
    for one in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert [bool(e.text and e.text.strip()) for e in one.findall(f"{ATOM}{name}")] == [True], name
        assert str(one.findtext(f"{ATOM}id")).startswith("urn:uuid:")
        for name in ("updated", "published"):
            times = one.findall(f"{ATOM}{name}")
            assert len(times) < 2
            assert all(datetime.fromisoformat(t.text or "").tzinfo for t in times)
        assert len([e for e in one.findall(f"{ATOM}link") if e.get("rel") == "alternate"]) < 2
    for one in entries:
        assert [e.get("type") for e in one.findall(f"{ATOM}content")] == ["text"]
        assert all(e.text and e.text.strip() for e in one.findall(f"{ATOM}author/{ATOM}name"))
        for link in one.findall(f"{ATOM}link"):
            assert str(link.get("href")).startswith(f"{BASE}/-/directive/")


def test_newest_documents_first_and_ids_that_stay(plain: Path, tmp_path: Path) -> None:
    first = feedparser.parse(written(plain, "atom", tmp_path).read_bytes())
    days = [e.get("published", "") for e in first.entries]
    assert days == sorted(days, reverse=True)
    elsewhere = feedparser.parse(written(plain, "atom", tmp_path, base="https://x.example").read_bytes())
    assert [e.id for e in first.entries] == [e.id for e in elsewhere.entries]
    assert first.feed.id == elsewhere.feed.id
    two = feedparser.parse(written(plain, "atom", tmp_path, limit=2).read_bytes())
    assert [e.id for e in two.entries] == [e.id for e in first.entries][:2]


def test_pieces_of_a_long_feed_fit(plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = written(plain, "atom", tmp_path).read_bytes()
    monkeypatch.setattr(atom, "_AT_ONCE", 2)
    assert written(plain, "atom", tmp_path).read_bytes() == whole


def test_only_addresses_of_the_web_are_links(hostile: Path, tmp_path: Path) -> None:
    for name in ("atom", "ics"):
        data = written(hostile, name, tmp_path, base="").read_bytes()
        links = (
            [e.get("href") for e in ElementTree.fromstring(data).iter(f"{ATOM}link")]
            if name == "atom"
            else [e["url"] for e in events(data).values() if e["url"]]
        )
        assert links
        assert all(str(a).startswith(("https://", "http://")) and not set(str(a)) & set(' <>"') for a in links)
