"""Collecting night after night from a portal of our own: everything once, what changed, what is gone, nothing missed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import stamina
from portal import LISTS, OwnPortal, Piece, pieces, source

from corpus.archive import Archive
from corpus.collecting import NotNow, collect
from corpus.journal import Busy, Exchange, Journal
from corpus.listing import address_of, normal
from corpus.sources import Folder, Portal
from flows import stages
from output import loading

SITE = "http://binhluong.example.gov.vn"


class Nights:
    """A store and an archive into which a portal is collected."""

    def __init__(self, folder: Path, portal: OwnPortal, *lists: str, **said: Any) -> None:
        self.archive = Archive(folder / "archive")
        self.store = stages.open_store(folder / "store.db")
        self.portal = portal
        self.source = source(*lists, **said)

    def collect(self, **how: Any) -> loading.Loaded:
        return stages.collect_source(self.store, self.archive, self.source, base=self.portal.base, **how)

    def asked(self, **how: Any) -> list[str]:
        """The requests of one collection."""
        before = len(self.portal.log)
        self.collect(**how)
        return [path for _, path, _ in self.portal.log[before:]]

    def extract(self) -> None:
        wanted = loading.pending(self.store, stages.reader(self.archive.folder))
        stages.extract_batch(self.store, self.archive.folder, wanted)

    def rows(self, sql: str, *args: object) -> list[Any]:
        return list(self.store.db.execute(sql, args).fetchall())

    def pages(self) -> set[str]:
        """The paths of the pages that are here."""
        found = self.rows("select address from items where role = 'page' and raw is not null")
        return {a.removeprefix(SITE) for (a,) in found}

    def bodies(self) -> set[str]:
        return {p.name for p in self.archive.folder.glob("??/*.gz")}


@pytest.fixture(autouse=True)
def _no_waits() -> Iterator[None]:
    """Three attempts as always, without the waits between them."""
    with stamina.set_testing(True, attempts=3):
        yield


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Callable[..., Nights]]:
    made: list[Nights] = []

    def start(count: int, *lists: str, per_page: int = 5, **said: Any) -> Nights:
        portal = OwnPortal(pieces(count), per_page=per_page)
        made.append(Nights(tmp_path, portal, *lists, **said))
        return made[-1]

    yield start
    for each in made:
        each.store.close()
        each.portal.__exit__(None, None, None)


# ------------------------------------------------------------------------------------------------------- every list

LISTED = {"number": 23, "link": 23, "form": 23, "rss": 20, "atom": 20, "sitemap": 23}


@pytest.mark.parametrize("kind", LISTS)
def test_everything_once(kind: str, nights: Callable[..., Nights]) -> None:
    """All that a list announces and its pages link to; the second night asks for robots.txt and lists only."""
    n = nights(23, kind)
    n.collect()
    wanted = n.portal.pieces[: LISTED[kind]]
    assert n.pages() == {p.slug for p in wanted}
    files = {(p.file, p.slug) for p in wanted if p.file}
    found = n.rows("select address, parent from items where role = 'file' and raw is not null")
    assert {(a.removeprefix(SITE), p.removeprefix(SITE)) for a, p in found} == files
    assert n.rows("select part, what from problems") == []
    pages = [path for path in n.portal.asked("/t") if path.startswith(("/tin/", "/tep/"))]
    assert len(pages) == len(set(pages)) == len(wanted) + len(files)

    again = n.asked()
    assert len(again) <= 4
    assert not [path for path in again if path.startswith(("/tin/", "/tep/"))]


def test_all_lists_together_ask_for_nothing_twice(nights: Callable[..., Nights]) -> None:
    n = nights(23, *LISTS)
    n.collect()
    pages = [path for path in n.portal.asked() if path.startswith(("/tin/", "/tep/"))]
    assert len(pages) == len(set(pages))
    assert n.pages() == {p.slug for p in n.portal.pieces}


def test_robots_is_kept(nights: Callable[..., Nights]) -> None:
    n = nights(3, "number")
    n.collect()
    assert n.portal.asked()[0] == "/robots.txt"
    assert n.portal.asked().count("/robots.txt") == 1


def test_pages_files_and_the_page_that_only_links_are_documents(nights: Callable[..., Nights]) -> None:
    """A page that only links to its notice stands in the store by its headline, and its notice with its text."""
    n = nights(13, "number")
    n.collect()
    n.extract()
    documents = {a.removeprefix(SITE): (t, p) for a, t, p in n.rows("select address, text, parent from documents")}
    for p in n.portal.pieces:
        if p.file:
            text, parent = documents[p.file]
            assert p.deadline in text
            assert parent == SITE + p.slug
        if p.kind != "only":
            assert p.sentences[1] in documents[p.slug][0]
    only = next(p for p in n.portal.pieces if p.kind == "only")
    assert n.rows("select 1 from items where address = ? and raw is not null", SITE + only.file) == [(1,)]


def test_absolute_addresses_of_the_copy_are_the_portals_own(tmp_path: Path) -> None:
    """A portal that is asked at another address may link to itself by that one: documents keep the public address."""
    from faulty import Faulty, page, status
    from portal import article

    with Faulty({"/robots.txt": status(404), "/tin/a": page(article(Piece(1)))}) as server:
        rows = f'<ul id="danh-sach"><li><a href="{server.base}tin/a">Tin</a></li></ul>'
        server.paths["/tin-tuc/"] = page(f"<html><body>{rows}</body></html>")
        got = list(collect(source("number"), Archive(tmp_path), base=server.base))
    assert [e.address for e in got if e.role == "page"] == [f"{SITE}/tin/a"]


# ------------------------------------------------------------------------------------------------- nothing is missed


def _at(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    later = datetime.now(UTC) + timedelta(days=days)
    monkeypatch.setattr("corpus.collecting.now", lambda: later)


def test_a_limit_and_what_comes_in_between(nights: Callable[..., Nights]) -> None:
    n = nights(30, "number")
    n.collect(limit=7)
    assert len(n.pages()) < 8
    n.portal.add(*(Piece(k) for k in range(100, 112)))
    n.collect(limit=9)
    n.portal.add(*(Piece(k) for k in range(200, 203)))
    n.collect()
    assert n.pages() == {p.slug for p in n.portal.pieces}


@pytest.mark.parametrize("kind", ["number", "link", "form"])
def test_a_gap_behind_unfinished_walks_is_filled(kind: str, nights: Callable[..., Nights]) -> None:
    """Walks that break off leave a gap behind what they saw; later ones go through it to where a whole walk ended."""
    n = nights(20, kind)
    n.collect()
    broken = {"number": "/tin-tuc/trang-3/", "link": "/thong-bao/", "form": "/van-ban.aspx"}[kind]
    for night in range(3):
        n.portal.add(*(Piece(1000 + 100 * night + k) for k in range(12)))
        if kind == "number":
            n.portal.down = {broken}
        else:
            n.source = n.source.model_copy(update={"most_pages": 2})
        n.collect()
        assert n.rows("select count(*) from problems where part in ('server-error', 'endless')")[0][0]
    assert n.pages() != {p.slug for p in n.portal.pieces}
    n.portal.down = set()
    n.source = n.source.model_copy(update={"most_pages": 500})
    n.collect()
    assert n.pages() == {p.slug for p in n.portal.pieces}
    assert n.rows("select part, what from problems") == []


def test_a_walk_that_is_killed_is_not_whole(nights: Callable[..., Nights]) -> None:
    """The caller goes away after the second list page: the next night starts from what was written."""
    n = nights(30, "number")
    for e in collect(n.source, n.archive, base=n.portal.base):
        if e.role == "list" and e.address.endswith("trang-2"):
            break
    n.portal.add(*(Piece(k) for k in range(300, 312)))
    n.collect()
    assert n.pages() == {p.slug for p in n.portal.pieces}


@pytest.mark.parametrize("seed", range(5))
def test_random_nights(seed: int, nights: Callable[..., Nights]) -> None:
    """Whatever breaks off in whatever order: when a night goes well, everything that is announced is here."""
    chance = random.Random(seed)
    n = nights(25, chance.choice(["number", "link", "form"]), per_page=4)
    for night in range(5):
        n.portal.add(*(Piece(1000 * (night + 1) + k) for k in range(chance.randrange(9))))
        if chance.random() < 0.5:
            n.portal.remove(chance.choice(n.portal.pieces).n)
        if chance.random() < 0.5:
            n.portal.down = {f"/tin-tuc/trang-{chance.randrange(2, 5)}/"}
        n.source = n.source.model_copy(update={"most_pages": chance.choice([1, 2, 500])})
        n.collect(limit=chance.choice([None, 3, 8]))
        n.portal.down = set()
    n.source = n.source.model_copy(update={"most_pages": 500})
    n.collect()
    assert n.pages() >= {p.slug for p in n.portal.pieces}
    pages = n.portal.asked("/tin/")
    assert len(pages) == len(set(pages))


def test_a_feed_that_lost_its_thread_says_so(nights: Callable[..., Nights]) -> None:
    """More came between two nights than a feed shows: what is in between can't be had from it, and that is said."""
    n = nights(25, "rss")
    n.collect()
    n.portal.add(*(Piece(k) for k in range(500, 530)))
    n.collect()
    said = [what for part, what in n.rows("select part, what from problems") if part == "warning"]
    assert len(said) == 1
    assert "was there the last time" in said[0]


# -------------------------------------------------------------------------------------------------- what has changed


def test_a_deadline_that_is_moved_is_a_second_version(nights: Callable[..., Nights]) -> None:
    n = nights(4, "number")
    n.collect()
    n.extract()
    n.portal.change(1, deadline="15/7/2026")
    assert n.collect(recheck=True).new == 1
    n.extract()
    where = SITE + n.portal.pieces[1].slug
    sql = (
        "select v.version, v.text from versions v join documents d on d.id = v.document where d.address = ? order by 1"
    )
    first, second = n.rows(sql, where)
    assert (first[0], second[0]) == (1, 2)
    assert "30/6/2026" in first[1]
    assert "15/7/2026" in second[1]
    changes = n.rows(
        "select what, before, after from changes where document = (select id from documents where address = ?)", where
    )
    old = next(s for s in Piece(1).sentences if "30/6/2026" in s)
    assert changes == [("changed", old, old.replace("30/6/2026", "15/7/2026"))]
    assert "15/7/2026" in n.rows("select text from documents where address = ?", where)[0][0]
    bodies = n.rows("select count(distinct raw) from fetches where address = ? and role = 'page'", where)
    assert bodies == [(2,)]
    assert all(n.archive.has(raw) for (raw,) in n.rows("select raw from fetches where address = ?", where))


def test_a_changed_file_is_a_second_version(nights: Callable[..., Nights]) -> None:
    n = nights(8, "number")
    n.collect()
    n.extract()
    n.portal.change(6, deadline="15/7/2026")
    n.collect(recheck=True)
    n.extract()
    where = SITE + next(p.file for p in n.portal.pieces if p.n == 6)
    sql = "select count(*), max(version) from versions where document = (select id from documents where address = ?)"
    assert n.rows(sql, where) == [(2, 2)]


def test_a_counter_of_visits_makes_no_version(nights: Callable[..., Nights]) -> None:
    n = nights(3, "number")
    n.portal.change(1, visits=1)
    n.collect()
    n.extract()
    for visits in (2, 3):
        n.portal.change(1, visits=visits)
        n.collect(recheck=True)
        n.extract()
    where = SITE + n.portal.pieces[1].slug
    results = [r for (r,) in n.rows("select result from fetches where address = ? order by id", where)]
    assert results == ["new", "unchanged", "unchanged"]
    sql = "select count(*) from versions where document = (select id from documents where address = ?)"
    assert n.rows(sql, where) == [(1,)]


@pytest.mark.parametrize("kind", ["atom", "sitemap"])
def test_what_a_list_says_has_changed_is_asked_for(kind: str, nights: Callable[..., Nights]) -> None:
    n = nights(10, kind)
    n.collect()
    n.portal.change(4, deadline="15/7/2026")
    again = n.asked()
    assert [path for path in again if path.startswith("/tin/")] == [p.slug for p in n.portal.pieces if p.n == 4]


def test_a_page_that_is_removed_is_marked_and_comes_back(nights: Callable[..., Nights]) -> None:
    n = nights(6, "number")
    n.collect()
    n.extract()
    lost = n.portal.remove(2)
    assert n.collect(recheck=True).gone == 1
    n.extract()
    gone = n.rows("select address, text from documents where gone is not null")
    assert [(a, lost.sentences[1] in text) for a, text in gone] == [(SITE + lost.slug, True)]
    assert n.rows(
        "select count(*) from versions where document = (select id from documents where gone is not null)"
    ) == [(1,)]
    n.portal.add(lost)
    n.collect(recheck=True)
    n.extract()
    assert n.rows("select address from documents where gone is not null") == []


def test_pages_are_asked_again_by_their_age(nights: Callable[..., Nights], monkeypatch: pytest.MonkeyPatch) -> None:
    """What has gone unasked for half of its age is due; what was published long ago hardly ever."""
    n = nights(16, "number")
    n.collect()
    assert not [path for path in n.asked() if path.startswith("/tin/")]
    _at(monkeypatch, 400)
    assert len([path for path in n.asked() if path.startswith("/tin/")]) == 16
    assert not [path for path in n.asked() if path.startswith("/tin/")]


# ------------------------------------------------------------------------------------------------- order and manners


def test_two_collectors_at_once(nights: Callable[..., Nights]) -> None:
    n = nights(6, "number")
    first = collect(n.source, n.archive, base=n.portal.base)
    next(first)
    with pytest.raises(Busy, match="binh-luong is being collected by another process"):
        list(collect(n.source, n.archive, base=n.portal.base))
    with pytest.raises(Busy):
        n.collect()
    first.close()  # type: ignore[attr-defined]
    n.collect()
    assert n.pages() == {p.slug for p in n.portal.pieces}


@pytest.mark.parametrize(
    ("hours", "clock", "open_"),
    [
        ("01:00-05:00", 3, True),
        ("01:00-05:00", 5, False),
        ("22:00-04:00", 23, True),
        ("22:00-04:00", 3, True),
        ("22:00-04:00", 12, False),
    ],
)
def test_hours(
    hours: str, clock: int, open_: bool, nights: Callable[..., Nights], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = datetime(2026, 7, 1, clock, tzinfo=UTC) - timedelta(hours=7)
    monkeypatch.setattr("corpus.collecting.now", lambda: at)
    n = nights(2, "number", hours=hours)
    if open_:
        assert list(collect(n.source, n.archive, base=n.portal.base))
        return
    with pytest.raises(NotNow, match="is asked from"):
        list(collect(n.source, n.archive, base=n.portal.base))
    assert n.portal.log == []
    n.collect()
    assert [part for (part,) in n.rows("select part from problems")] == ["not-now"]
    n.collect(any_hour=True)
    assert n.pages() == {p.slug for p in n.portal.pieces}
    assert n.rows("select part from problems") == []


# ----------------------------------------------------------------------------------------------------------- folders


def test_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "vao"
    folder.mkdir()
    for name in ("a.txt", "b.txt", "c.json"):
        (folder / name).write_text(name)
    given = Folder(kind="folder", name="thu", title="Thử", path=folder)
    archive = Archive(tmp_path / "kho")

    def night(**how: Any) -> list[tuple[str, str, str]]:
        return [(e.address, e.result, e.why) for e in collect(given, archive, **how)]

    assert night(limit=1) == [("a.txt", "new", "")]
    assert night() == [("b.txt", "new", "")]
    assert night() == []
    (folder / "b.txt").write_text("khác")
    (folder / "a.txt").unlink()
    assert night() == [("b.txt", "changed", ""), ("a.txt", "gone", "gone")]
    assert night() == []
    (folder / "a.txt").write_text("a.txt")
    assert night() == [("a.txt", "same", "")]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    given = Folder(kind="folder", name="x", title="x", path=tmp_path / "none")
    assert [(e.why, e.error) for e in collect(given, Archive(tmp_path / "kho"))] == [
        ("missing", "there is no such folder")
    ]


# --------------------------------------------------------------------------------------------------------- addresses

NORMAL = [
    ("http://A.vn/tin/x/?utm_source=fb&id=3#top", "http://a.vn/tin/x?id=3"),
    ("http://a.vn/tin/x;jsessionid=12AB", "http://a.vn/tin/x"),
    ("http://a.vn/tin/x/index.html", "http://a.vn/tin/x"),
    ("http://a.vn", "http://a.vn/"),
]


@pytest.mark.parametrize(("url", "wanted"), NORMAL)
def test_one_article_has_one_address(url: str, wanted: str) -> None:
    assert normal(url) == wanted
    assert normal(wanted) == wanted


@pytest.mark.parametrize(
    "url", ["https://binhluong.example.gov.vn/tin/a", "http://www.binhluong.example.gov.vn/tin/a/"]
)
def test_one_host_has_one_name(url: str) -> None:
    assert address_of(source("number"), url) == f"{SITE}/tin/a"


@pytest.mark.parametrize("said", [{"base": "ftp://x"}, {"lists": ()}, {"selektor": "b"}])
def test_a_source_that_cannot_work_says_so(said: dict[str, Any]) -> None:
    good: dict[str, Any] = {
        "name": "x",
        "title": "x",
        "base": "http://x.vn/",
        "lists": ({"address": "a", "match": "b"},),
    }
    assert Portal(**good).name == "x"
    with pytest.raises(ValueError, match=next(iter(said))):
        Portal(**good | said)


def test_archive_keeps_and_checks(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    sha = archive.put(b"abc")
    assert archive.get(sha) == b"abc"
    assert archive.put(b"abc") == sha
    with pytest.raises(KeyError, match="collect its source again"):
        archive.get("0" * 64)
    archive.path(sha).write_bytes(__import__("gzip").compress(b"abd"))
    with pytest.raises(OSError, match="damaged"):
        archive.get(sha)


def test_what_the_journal_says_of_a_known_list_is_short(nights: Callable[..., Nights]) -> None:
    """A list that says nothing new adds a line and not its items again; how many it has is still told."""
    n = nights(40, "sitemap")
    n.collect()
    size = n.archive.folder.joinpath("journal/binh-luong.jsonl").stat().st_size
    n.collect()
    lists = [e for _, e in Journal(n.archive.folder, "binh-luong").read(size) if e.role == "list"]
    assert [(e.found, e.listed) for e in lists] == [((), 0), ((), 20), ((), 20)]
    assert n.rows("select found from fetches where role = 'list' order by id desc limit 2") == [(20,), (20,)]
    assert isinstance(lists[0], Exchange)
