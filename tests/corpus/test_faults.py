"""What misbehaves on a portal, fault by fault, over real HTTP: the word for it, that it stops nothing else, and the retry.

Every row is a page, list or robots.txt of a source with good pages around it. The words are those of `corpus.reasons`.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import stamina
from faulty import (
    Faulty,
    Reply,
    bomb,
    broken_gzip,
    certificate,
    closes,
    cut_gzip,
    dribbles,
    dribbles_head,
    first,
    head,
    huge,
    in_turn,
    known_copy,
    longer_than_said,
    packed,
    page,
    raw,
    redirect,
    resets,
    silent,
    stalls_within,
    status,
    truncated,
    truncated_chunks,
)
from portal import Piece, article, docx, pdf
from test_legacy import ENCODERS, to_bytes

from corpus import fetching
from corpus._network import MOST_WAIT, retry_after
from corpus.archive import Archive
from corpus.journal import Journal
from corpus.listing import read_list
from corpus.readers import scan
from corpus.reasons import REASONS
from corpus.sources import Listing, Next, Portal
from flows import stages
from output import loading
from output.database import Store

GOOD = [article(Piece(n)) for n in range(9)]
ROW = tuple[str | None, ...]


@pytest.fixture(autouse=True)
def _no_waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three attempts as always, without the waits between them, and a short pace for who finds them too many."""
    monkeypatch.setattr(fetching, "_SLOWER", 0.01)
    with stamina.set_testing(True, attempts=3):
        yield


class Night:
    """A store, an archive and a source on `server`, which is collected as often as a test wants."""

    def __init__(self, folder: Path, server: Faulty, **said: Any) -> None:
        self.archive = Archive(folder / "archive")
        self.store: Store = stages.open_store(folder / "store.db")
        lists = (Listing(address="tin/", match="/tin/[a-z0-9-]+"),)
        known = {"name": "loi", "title": "Lỗi", "base": server.base, "private": True, "timeout": 0.3, "lists": lists}
        self.source = Portal(**known | said)
        self.server = server

    def collect(self, **how: Any) -> loading.Loaded:
        return stages.collect_source(self.store, self.archive, self.source, **how)

    def extract(self) -> None:
        wanted = loading.pending(self.store, stages.reader(self.archive.folder))
        stages.extract_batch(self.store, self.archive.folder, wanted)

    def rows(self, sql: str, *args: object) -> list[Any]:
        return list(self.store.db.execute(sql, args).fetchall())

    def last(self, path: str, role: str = "%") -> tuple[str, str, str, int | None]:
        """Why, result, error and status of the last exchange with `path`."""
        where = self.server.base + path.lstrip("/")
        sql = "select coalesce(why, ''), coalesce(result, ''), coalesce(error, ''), status from fetches where address = ? and role like ?"
        return self.rows(sql + " order by id desc", where, role)[0]  # type: ignore[no-any-return]

    def problems(self) -> list[tuple[str, str, str]]:
        """Path, part and words of all problems."""
        found = self.rows("select address, part, what from problems order by address, part")
        return [("/" + a.removeprefix(self.server.base), part, what) for a, part, what in found]

    def bodies(self) -> set[str]:
        """The paths of the pages and files that are here."""
        found = self.rows("select address from items where raw is not null")
        return {"/" + a.removeprefix(self.server.base) for (a,) in found}


@pytest.fixture
def night(tmp_path: Path) -> Iterator[Callable[..., Night]]:
    """A function that serves paths and gives the Night for them."""
    made: list[Night] = []

    def start(paths: dict[str, Reply], **said: Any) -> Night:
        server = Faulty({"/robots.txt": status(404), **paths})
        made.append(Night(tmp_path, server.__enter__(), **said))
        return made[-1]

    yield start
    for each in made:
        each.store.close()
        each.server.__exit__(None, None, None)


def listed(*paths: str, further: str = "") -> str:
    """A list page with links to `paths`."""
    rows = "".join(f'<li><a href="{p}">Tin {p}</a></li>' for p in paths)
    return f"<!doctype html><html><head><title>Tin</title></head><body><ul>{rows}</ul>{further}</body></html>"


def around(reply: Reply) -> dict[str, Reply]:
    """A list of three pages, the middle one of which is `reply`."""
    names = ("/tin/mot", "/tin/hong", "/tin/hai")
    return {
        "/": page(listed("/tin/")),
        "/tin/": page(listed(*names)),
        names[0]: page(GOOD[1]),
        names[1]: reply,
        names[2]: page(GOOD[2]),
    }


# ------------------------------------------------------------------------------------------------------------- pages

# What a page does, the word for it, and words of its problem.
PAGES: dict[str, tuple[Reply, str, str]] = {
    "500": (status(500), "server-error", "500"),
    "502": (status(502), "server-error", "502"),
    "503": (status(503), "server-error", "503"),
    "401": (status(401), "refused", "401"),
    "403": (status(403), "refused", "403"),
    "404": (status(404), "missing", "404"),
    "410": (status(410), "gone", "410"),
    "429": (status(429), "too-many", "429"),
    "odd status": (status(333), "odd-status", "333"),
    "no content": (raw(head(204), close=False), "empty", "empty"),
    "silent": (silent, "stalled", "no byte for 0.3 seconds"),
    "stalls within": (stalls_within, "stalled", "no byte for 0.3 seconds"),
    "dribbles": (dribbles, "stalled", "not complete after 1.8 seconds"),
    "dribbles its head": (dribbles_head, "stalled", "not complete after 1.8 seconds"),
    "resets": (resets, "reset", "broke off"),
    "closes": (closes, "reset", "without an answer"),
    "truncated": (truncated(GOOD[0]), "truncated", "breaks off"),
    "truncated chunks": (truncated_chunks(GOOD[0]), "truncated", "breaks off"),
    "redirect to itself": (redirect("/tin/hong"), "redirect-loop", "circle"),
    "redirect to another host": (redirect("http://quangcao.example.com/"), "other-host", "quangcao.example.com"),
    "redirect to 10.0.0.1": (redirect("http://10.0.0.1/"), "private-address", "10.0.0.1"),
    "redirect to 127.0.0.2": (redirect("http://127.0.0.2/"), "private-address", "127.0.0.2"),
    "redirect to 169.254.169.254": (redirect("http://169.254.169.254/latest/meta-data/"), "private-address", "169.254"),
    "redirect to ::1": (redirect("http://[::1]/"), "private-address", "::1"),
    "redirect to localhost": (redirect("http://localhost:22/"), "private-address", "localhost"),
    "redirect to file": (redirect("file:///etc/passwd"), "bad-address", "only http and https"),
    "redirect to javascript": (redirect("javascript:alert(1)"), "bad-address", "address"),
    "redirect to nonsense": (redirect("http://[hong"), "bad-address", "address"),
    "redirect with injected header": (
        redirect("/tin/%0d%0aSet-Cookie:%20a=b"),
        "missing",
        "404",
    ),
    "redirect with a raw control character": (redirect("/tin/a\x01b"), "protocol|bad-address", "HTTP|address"),
    "redirect with a bare line end": (
        raw(head(302, "Location: /tin/a\nX-Evil: 1", "Content-Length: 0")),
        "missing|protocol|bad-address",
        "404|HTTP|address",
    ),
    "redirect to the front page": (redirect("/"), "soft-404", "instead of the page"),
    "redirect to the list": (redirect("/tin/"), "soft-404", "instead of the page"),
    "bomb": (bomb(), "bomb", "inflate"),
    "packed twice, said so": (packed(gzip.compress(gzip.compress(GOOD[0].encode())), "gzip, gzip"), "protocol", "gzip"),
    "unknown packing": (packed(GOOD[0].encode(), "zstd"), "protocol", "zstd"),
    "broken gzip": (broken_gzip(GOOD[0]), "truncated", "damaged|breaks off"),
    "cut gzip": (cut_gzip(GOOD[0]), "truncated", "breaks off"),
    "1 GB": (huge, "too-large", "larger than 50 MB"),
    "no HTTP": (raw(b"220 thu.example.gov.vn ESMTP\r\n\r\n"), "protocol", "no proper HTTP"),
    "a line that is no HTTP": (raw(b"SSH-2.0-OpenSSH_9.6\r\n"), "protocol|reset", "HTTP|without an answer"),
    "an endless head": (raw(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000), "protocol", "no proper HTTP"),
    "empty": (page(""), "empty", "empty"),
    "only white space": (page(" \n\n\t "), "empty", "empty"),
    "304 to a question without a copy": (raw(head(304), close=False), "odd-status", "304"),
    "captcha": (
        page(
            "<html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
            '<div class="cf-turnstile" data-sitekey="x"></div></body></html>'
        ),
        "captcha",
        "captcha",
    ),
    "script stub": (
        page(
            '<html><body><script>document.cookie="D1N=5f2c; path=/";window.location.reload(true);</script></body></html>'
        ),
        "script-only",
        "script",
    ),
    "login": (
        page(
            "<html><head><title>Đăng nhập hệ thống</title></head><body><form action='/login' method='post'>"
            "<input name='u'><input type='password' name='p'><button>Đăng nhập</button></form></body></html>"
        ),
        "login",
        "login",
    ),
    "maintenance": (
        page(
            "<html><head><title>Thông báo</title></head><body><h1>Hệ thống đang bảo trì</h1>"
            "<p>Quý vị vui lòng quay lại sau.</p></body></html>"
        ),
        "maintenance",
        "maintained",
    ),
    "soft 404": (
        page(
            "<html><head><title>Không tìm thấy trang</title></head><body><h1>Không tìm thấy trang</h1>"
            "<p>Trang bạn yêu cầu không tồn tại hoặc đã bị xóa.</p></body></html>"
        ),
        "soft-404",
        "does not exist",
    ),
}


@pytest.mark.parametrize("kind", PAGES)
def test_a_page(kind: str, night: Callable[..., Night]) -> None:
    reply, why, words = PAGES[kind]
    n = night(around(reply))
    n.collect()
    got, result, error, _ = n.last("/tin/hong")
    assert re.fullmatch(why, got), (got, error)
    assert re.search(words, error), error
    assert (result, got in REASONS) == ("", True)
    assert [(path, part) for path, part, _ in n.problems()] == [("/tin/hong", got)]
    assert n.bodies() == {"/tin/mot", "/tin/hai"}

    n.server.paths["/tin/hong"] = page(GOOD[3])
    n.collect(recheck=True)
    assert n.last("/tin/hong")[:2] == ("", "new")
    assert n.bodies() == {"/tin/mot", "/tin/hai", "/tin/hong"}
    assert n.problems() == []


# What a page does that is of no harm: it is taken, with all of these words in its document.
MENDED: dict[str, Reply] = {
    "once 503": first(1, status(503), page(GOOD[0])),
    "twice silent": first(2, silent, page(GOOD[0])),
    "once reset": first(1, resets, page(GOOD[0])),
    "once truncated": first(1, truncated(GOOD[0]), page(GOOD[0])),
    "wrong charset declared": page(GOOD[0], media="text/html; charset=iso-8859-1"),
    "wrong charset in the page": page(GOOD[0].replace('charset="utf-8"', 'charset="iso-8859-1"')),
    "UTF-16": page(GOOD[0].replace('charset="utf-8"', 'charset="utf-16"').encode("utf-16"), media="text/html"),
    "UTF-8 with a byte-order mark": page(b"\xef\xbb\xbf" + GOOD[0].encode()),
    "packed": packed(gzip.compress(GOOD[0].encode())),
    "packed twice, said once": packed(gzip.compress(gzip.compress(GOOD[0].encode()))),
    "said to be packed": packed(GOOD[0].encode()),
    "a good redirect": redirect("/tin-cu/mot"),
    "a redirect that sets a cookie": first(1, redirect("/tin/hong"), page(GOOD[0])),
    "304 once without a copy": first(1, raw(head(304), close=False), page(GOOD[0])),
    "more bytes than said": longer_than_said(GOOD[0]),
}


@pytest.mark.parametrize("kind", MENDED)
def test_a_page_that_is_taken_all_the_same(kind: str, night: Callable[..., Night]) -> None:
    n = night(around(MENDED[kind]) | {"/tin-cu/mot": page(GOOD[0])})
    n.collect()
    assert n.last("/tin/hong")[:2] == ("", "new")
    assert n.problems() == []
    n.extract()
    texts = dict(n.rows("select address, text from documents"))
    assert {a.removeprefix(n.server.base): t for a, t in texts.items()}.keys() == {"tin/mot", "tin/hong", "tin/hai"}
    # Each page has its own words, whatever its neighbour left behind in the connection.
    for path, k in (("tin/mot", 1), ("tin/hong", 0), ("tin/hai", 2)):
        assert Piece(k).sentences[1] in texts[n.server.base + path], path


def test_more_trouble_than_a_source_should_have(night: Callable[..., Night]) -> None:
    """Five answers in a row that say that the host is in trouble: it is left alone, and the next run begins elsewhere."""
    bad, good = [f"/tin/hong-{i}" for i in range(6)], [f"/tin/tot-{i}" for i in range(3)]
    n = night(
        {"/tin/": page(listed(*bad, *good))} | dict.fromkeys(bad, status(500)) | dict.fromkeys(good, page(GOOD[0]))
    )
    n.collect()
    assert n.bodies() == set()
    assert n.server.asked(good[0]) == 0
    assert ("/", "server-error") in [(path, part) for path, part, _ in n.problems()]
    n.collect()
    assert n.bodies() == set(good)
    n.server.paths |= dict.fromkeys(bad, page(GOOD[1]))
    n.collect()
    assert n.bodies() == {*bad, *good}
    assert n.problems() == []


# ------------------------------------------------------------------------------------------------- when to come back


def _http_date(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize("value", ["1", "date", "soon"])
def test_too_many_requests_once(value: str, night: Callable[..., Night]) -> None:
    """Who asks to be asked more slowly is asked again, and more slowly from then on."""
    value = _http_date(2) if value == "date" else value
    n = night(around(first(1, status(429, f"Retry-After: {value}"), page(GOOD[0]))))
    n.collect()
    assert n.bodies() == {"/tin/mot", "/tin/hong", "/tin/hai"}
    assert n.server.asked("/tin/hong") == 2


def test_too_many_requests_for_ever_stop_nothing_else(night: Callable[..., Night]) -> None:
    n = night(around(status(429, "Retry-After: 1")))
    n.collect()
    assert n.last("/tin/hong")[0] == "too-many"
    assert n.bodies() == {"/tin/mot", "/tin/hai"}


@pytest.mark.parametrize(
    ("code", "value", "why"),
    [(429, "3600", "too-many"), (503, "3600", "server-error"), (503, "Fri, 31 Dec 9999 23:59:59 GMT", "server-error")],
)
def test_an_hour_is_an_hour(
    code: int, value: str, why: str, night: Callable[..., Night], monkeypatch: pytest.MonkeyPatch
) -> None:
    n = night(around(status(code, f"Retry-After: {value}")))
    n.collect()
    assert n.last("/tin/hong")[0] == why
    assert n.server.asked("/tin/hong") == 1
    assert n.server.asked("/tin/hai") == 0
    assert {(path, part) for path, part, _ in n.problems()} == {("/", why), ("/tin/hong", why)}
    before = len(n.server.log)
    n.collect()
    assert len(n.server.log) == before
    assert any(part == "not-now" and "left alone until" in what for _, part, what in n.problems())

    later = datetime.now(UTC) + timedelta(days=8)
    monkeypatch.setattr("corpus.collecting.now", lambda: later)
    n.server.paths["/tin/hong"] = page(GOOD[0])
    n.collect()
    assert n.bodies() == {"/tin/mot", "/tin/hong", "/tin/hai"}
    assert n.problems() == []


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("²", None),
        ("", None),
        ("-1", None),
        ("soon", None),
        ("9" * 30, "most"),
        ("x" * 9, None),
    ],
)
def test_retry_after(value: str, wanted: float | str | None) -> None:
    got = retry_after(value)
    assert got == (MOST_WAIT if wanted == "most" else wanted)


# ------------------------------------------------------------------------------------------------------- where it is


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as s:
        return int(s.getsockname()[1])


# Another host of the source's own that cannot be reached, and the word.
HOSTS = {
    "nobody listens": (lambda: f"127.0.0.1:{_closed_port()}", "unreachable"),
    "the name is not known": (lambda: "khong-co.invalid", "unreachable"),
}


@pytest.mark.parametrize("kind", HOSTS)
def test_a_host_that_is_not_there(kind: str, night: Callable[..., Night]) -> None:
    host, why = HOSTS[kind][0](), HOSTS[kind][1]
    away = f"http://{host}/tin/xa"
    n = night(around(page(GOOD[0])) | {"/tin/": page(listed("/tin/mot", away, "/tin/hai"))}, hosts=(host,))
    n.collect()
    assert n.bodies() == {"/tin/mot", "/tin/hai"}
    found = dict(n.rows("select address, why from fetches where why is not null"))
    assert found[away] == why
    assert (away, why) in n.rows("select address, part from problems")


@pytest.mark.parametrize("base", ["http://khong-co.invalid/", "https://khong-co.invalid/"])
def test_a_source_that_is_not_there(base: str, night: Callable[..., Night], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIDAO_CONTACT", "thu@example.org")
    n = night({}, base=base, private=False, pace=0.0)
    n.collect()
    assert n.rows("select role, why from fetches where role = 'list'") == [("list", "unreachable")]
    assert ("unreachable",) in n.rows("select part from problems")


def test_without_a_contact_nobody_is_asked(night: Callable[..., Night], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHIDAO_CONTACT", raising=False)
    n = night({}, base="http://khong-co.invalid/", private=False)
    n.collect()
    assert [(part, "CHIDAO_CONTACT" in what) for _, part, what in n.problems()] == [("refused", True)]


def test_a_public_name_that_leads_inside(night: Callable[..., Night], monkeypatch: pytest.MonkeyPatch) -> None:
    """What a name means is looked at before anything is sent."""
    monkeypatch.setenv("CHIDAO_CONTACT", "thu@example.org")
    n = night({"/tin/": page(listed("/tin/mot"))})
    inside = n.source.model_copy(
        update={"base": f"http://trong.example.gov.vn:{n.server.port}/", "private": False, "pace": 0.0}
    )
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", n.server.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: found)
    stages.collect_source(n.store, n.archive, inside)
    assert n.server.log == []
    assert any("private address 127.0.0.1" in what for _, _, what in n.problems())


def test_a_certificate_that_nobody_signed(tmp_path: Path) -> None:
    with Faulty(around(page(GOOD[0])) | {"/robots.txt": status(404)}, certificate(tmp_path)) as server:
        n = Night(tmp_path, server)
        n.collect()
        assert n.last("/tin", "list")[0] == "tls"
        assert n.last("/robots.txt", "robots")[0] == "tls"
        assert n.bodies() == set()
        assert ("/tin", "tls") in [(path, part) for path, part, _ in n.problems()]
        n.store.close()


# ------------------------------------------------------------------------------------------------------------ robots


def test_robots_out_of_order_keeps_us_out(night: Callable[..., Night]) -> None:
    n = night(around(page(GOOD[0])) | {"/robots.txt": status(500)})
    n.collect()
    assert n.last("/robots.txt")[0] == "server-error"
    assert n.last("/tin", "list")[0] == "robots-unreachable"
    assert {r.path for r in n.server.log} == {"/robots.txt"}
    assert ("/tin", "robots-unreachable") in [(path, part) for path, part, _ in n.problems()]
    n.server.paths["/robots.txt"] = status(404)
    n.collect()
    assert n.bodies() == {"/tin/mot", "/tin/hong", "/tin/hai"}
    assert n.problems() == []


def test_robots_out_of_order_later_spends_no_page(night: Callable[..., Night]) -> None:
    """Pages that were not asked for since robots.txt could not be had are none that failed."""
    many = [f"/tin/so-{i}" for i in range(20)]
    n = night({"/tin/": page(listed(*many))} | dict.fromkeys(many, page(GOOD[0])))
    n.collect()
    n.server.paths["/robots.txt"] = status(500)
    n.collect(recheck=True)
    assert n.rows("select count(*) from fetches where role = 'page' and why is not null")[0][0] <= 5
    assert n.rows("select count(*) from items where gone is not null") == [(0,)]


def test_robots_forbids(night: Callable[..., Night]) -> None:
    n = night(around(page(GOOD[0])) | {"/robots.txt": page("User-agent: *\nDisallow: /tin/hong\n", media="text/plain")})
    n.collect()
    assert n.last("/tin/hong")[0] == "robots"
    assert n.server.asked("/tin/hong") == 0
    assert n.bodies() == {"/tin/mot", "/tin/hai"}
    assert [(path, part) for path, part, _ in n.problems()] == [("/tin/hong", "robots")]


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        ("User-agent: chidao\nDisallow: /\n", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: chidao\nAllow: /\n", True),
        # Words of our own description are no name of ours.
        ("User-agent: research\nDisallow: /\n\nUser-agent: *\nAllow: /\n", True),
        ("<html><body>Không có trang này</body></html>", True),
        ("", True),
    ],
)
def test_robots_rules_are_those_for_our_name(rules: str, allowed: bool, night: Callable[..., Night]) -> None:
    n = night(around(page(GOOD[0])) | {"/robots.txt": page(rules, media="text/plain")})
    n.collect()
    assert bool(n.bodies()) == allowed


def test_robots_crawl_delay_is_kept(night: Callable[..., Night]) -> None:
    n = night(around(page(GOOD[0])) | {"/robots.txt": page("User-agent: *\nCrawl-delay: 2.5\n", media="text/plain")})
    fetcher = fetching.Fetcher(n.source)
    fetcher.get(n.server.base + "robots.txt", robots=False)
    assert fetcher.delay == 0.0
    fetcher._rules(n.server.base.rstrip("/"))
    assert fetcher.delay == 2.5
    fetcher.close()


@pytest.mark.parametrize(
    ("where", "allowed"),
    [
        ("http://169.254.169.254/robots.txt", False),
        ("http://127.0.0.2:9/robots.txt", False),
        ("file:///etc/passwd", False),
        ("http://quangcao.example.com/robots.txt", True),
    ],
)
def test_robots_lead_nowhere_else(where: str, allowed: bool, night: Callable[..., Night]) -> None:
    """A redirected robots.txt is bound to the same hosts as a page; one that leads to another public host says nothing."""
    n = night(around(page(GOOD[0])) | {"/robots.txt": redirect(where)})
    n.collect()
    assert bool(n.bodies()) == allowed
    assert not n.rows("select 1 from fetches where why = 'unreachable'")


# ------------------------------------------------------------------------------------------------------------- lists

RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title>{}</channel></rss>'
URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "cười">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
FEED = {"kind": "feed", "address": "tin/"}
SITEMAP = {"kind": "sitemap", "address": "tin/"}
PAGE = {"address": "tin/", "match": "/tin/[a-z0-9-]+"}
# A list's kind, what it does, the word for it, and words of its problem.
BROKEN_LISTS: dict[str, tuple[dict[str, str], Reply, str, str]] = {
    "500": (PAGE, status(500), "server-error", "500"),
    "404": (PAGE, status(404), "missing", "404"),
    "empty list": (PAGE, page(listed()), "empty-list", "no items in this list"),
    "empty body": (PAGE, page(""), "empty", "empty"),
    "no text": (PAGE, page(bytes(range(256)) * 40), "empty-list|protocol", "."),
    "captcha": (PAGE, PAGES["captcha"][0], "captcha", "captcha"),
    "maintenance": (PAGE, PAGES["maintenance"][0], "maintenance", "maintained"),
    "login": (PAGE, PAGES["login"][0], "login", "login"),
    "empty feed": (FEED, page(RSS.format("")), "empty-list", "no items in this feed"),
    "no feed": (FEED, page(GOOD[0]), "broken-xml", "no feed"),
    "empty body for a feed": (FEED, page(""), "empty", "empty"),
    "a path for a feed": (FEED, page("/etc/hostname"), "broken-xml", "no feed"),
    "an address for a feed": (FEED, page("http://127.0.0.1:9/"), "broken-xml", "no feed"),
    "empty sitemap": (SITEMAP, page(URLSET.format("")), "empty-list", "no items in this sitemap"),
    "no sitemap": (SITEMAP, page(GOOD[0]), "broken-xml", "no sitemap"),
    "no XML": (SITEMAP, page("\0\1\2 nothing"), "broken-xml", "sitemap"),
    "a packed bomb": (SITEMAP, page(gzip.compress(bytes(60 * 2**20), 9)), "bomb", "larger"),
    "a damaged packed sitemap": (SITEMAP, page(b"\x1f\x8b\x08" + b"x" * 50), "broken-xml", "damaged"),
    "laughs in a sitemap": (
        SITEMAP,
        page(LAUGHS + URLSET.format("<url><loc>&j;</loc></url>")),
        "empty-list|broken-xml",
        ".",
    ),
    "a local file in a sitemap": (
        SITEMAP,
        page(OUTSIDE + URLSET.format("<url><loc>&a;</loc></url>")),
        "empty-list",
        ".",
    ),
}


@pytest.mark.parametrize("kind", BROKEN_LISTS)
def test_a_list(kind: str, night: Callable[..., Night]) -> None:
    """A list that fails is said; the source's other list is walked all the same, and the walk is not whole."""
    said, reply, why, words = BROKEN_LISTS[kind]
    second = Listing(address="khac/", match="/tin/[a-z0-9-]+")
    n = night(
        around(page(GOOD[0])) | {"/tin/": reply, "/khac/": page(listed("/tin/mot"))},
        lists=(Listing(**said), second),  # type: ignore[arg-type]
    )
    n.collect()
    got, _, error, _ = n.last("/tin", "list")
    assert re.fullmatch(why, got), (got, error)
    assert re.search(words, error), error
    assert got in {part for _, part, _ in n.problems()}
    assert n.bodies() == {"/tin/mot"}
    walks = {e.address: e.whole for _, e in Journal(n.archive.folder, "loi").read() if e.role == "walk"}
    assert walks == {n.server.base + "tin": False, n.server.base + "khac": True}


def _entries(paths: list[str], base: str) -> str:
    return "".join(f"<item><title>{p}</title><link>{base}{p.lstrip('/')}</link></item>" for p in paths)


FEEDS = {
    "broken": lambda base: RSS.format(_entries(["/tin/mot", "/tin/hai"], base)).replace(
        "</channel></rss>", "<item><ti"
    ),
    "with laughs": lambda base: (
        LAUGHS
        + RSS.format(
            f"<item><title>&j;</title><link>{base}tin/mot</link></item>" + _entries(["/tin/hai"], base)
        ).partition("?>")[2]
    ),
    "with a local file": lambda base: (
        OUTSIDE
        + RSS.format(
            f"<item><title>&a;</title><link>{base}tin/mot</link></item>" + _entries(["/tin/hai"], base)
        ).partition("?>")[2]
    ),
    "with a malformed link": lambda base: RSS.format(
        "<item><link>http://[</link></item>" + _entries(["/tin/mot", "/tin/hai"], base)
    ),
}


@pytest.mark.parametrize("kind", FEEDS)
def test_a_feed_of_which_something_can_be_read(kind: str, night: Callable[..., Night]) -> None:
    n = night(around(page(GOOD[0])), lists=(Listing(**FEED),))  # type: ignore[arg-type]
    n.server.paths["/tin/"] = page(FEEDS[kind](n.server.base), media="application/xml")
    n.collect()
    said = n.rows("select why, notes from fetches where role = 'list'")
    if kind == "with laughs" and n.bodies() == set():
        assert said[0][0] in ("broken-xml", "empty-list")  # the parser would have none of it
        return
    assert n.bodies() == {"/tin/mot", "/tin/hai"}
    if kind == "broken":
        assert [part for _, part, what in n.problems() if "not well-formed" in what] == ["warning"]
    journal = (n.archive.folder / "journal" / "loi.jsonl").read_text("utf-8")
    assert "root:" not in journal
    assert len(journal) < 20_000


def test_a_feed_of_10000_items(night: Callable[..., Night]) -> None:
    """No more than `most_items` are fetched in a run; it is said."""
    n = night({}, lists=(Listing(**FEED),), most_items=3)  # type: ignore[arg-type]
    paths = [f"/tin/so-{i}" for i in range(10_000)]
    n.server.paths |= {"/tin/": page(RSS.format(_entries(paths, n.server.base)))} | dict.fromkeys(paths, page("x"))
    n.collect()
    assert n.rows("select count(*) from items") == [(10_000,)]
    assert n.bodies() == set(paths[:3])
    assert ("/", "endless") in [(path, part) for path, part, _ in n.problems()]


def test_what_is_left_comes_in_the_next_runs(night: Callable[..., Night]) -> None:
    n = night({}, lists=(Listing(**FEED),), most_items=5)  # type: ignore[arg-type]
    paths = [f"/tin/so-{i}" for i in range(12)]
    n.server.paths |= {"/tin/": page(RSS.format(_entries(paths, n.server.base)))} | dict.fromkeys(paths, page("x"))
    for done, left in ((5, True), (10, True), (12, False)):
        n.collect()
        assert n.bodies() == set(paths[:done])
        assert [part for _, part, _ in n.problems()] == ["endless"] * left


def test_a_sitemap_index_of_which_parts_fail(night: Callable[..., Night]) -> None:
    """A part that is missing, broken or empty stops no other; the walk is not whole."""
    parts = ("thieu", "hong", "trong", "tot")
    n = night(around(page(GOOD[0])), lists=(Listing(kind="sitemap", address="sitemap.xml"),))
    index = (
        "".join(f"<sitemap><loc>{n.server.base}{p}.xml</loc></sitemap>" for p in parts)
        + "<sitemap><loc>http://[</loc></sitemap>"
    )
    urls = "".join(f"<url><loc>{n.server.base}tin/{p}</loc></url>" for p in ("mot", "hai"))
    n.server.paths |= {
        "/sitemap.xml": page(f"<sitemapindex>{index}</sitemapindex>"),
        "/hong.xml": page("nonsense"),
        "/trong.xml": page(URLSET.format("")),
        "/tot.xml": page(URLSET.format(urls)),
    }
    n.collect()
    assert n.bodies() == {"/tin/mot", "/tin/hai"}
    assert (n.last("/thieu.xml")[0], n.last("/hong.xml")[0]) == ("missing", "broken-xml")
    walks = [e.whole for _, e in Journal(n.archive.folder, "loi").read() if e.role == "walk"]
    assert walks == [False]


# What is put into feeds, sitemaps and list pages at random places.
SPLINTERS = (
    *(
        b"<",
        b">",
        b"</item>",
        b"</url>",
        b"<![CDATA[",
        b"<!--",
        b"\xff",
        b"\x00",
        b"&#0;",
        b"&#x110000;",
        b"&#xd800;",
        b"&a;",
    ),
    *(b"<x:y>", b"<loc/>", b"<link>", b'<link href="http://["/>', b'xml:base="//["', b"<a href='http://['>x</a>"),
    *(b'<base href="//[">', b'<?xml version="1.0" encoding="utf-16"?>', b'<?xml version="1.0" encoding="x-none"?>'),
)


@pytest.mark.parametrize("kind", ["feed", "sitemap", "list"])
def test_a_shattered_list_is_read_or_refused(kind: str) -> None:
    """Whatever stands in it, nothing else than Refused comes out of it."""
    chance = random.Random(kind)
    base = "http://loi.example.gov.vn/"
    paths = [f"/tin/so-{i}" for i in range(5)]
    whole = {
        "feed": RSS.format(_entries(paths, base)),
        "sitemap": URLSET.format(
            "".join(f"<url><loc>{base}{p}</loc><lastmod>2026-07-01</lastmod></url>" for p in paths)
        ),
        "list": listed(*paths, further='<a class="tiep" href="?trang=2">Sau</a>'),
    }[kind].encode()
    said = Listing(kind=kind, address="a", **({"match": ".*", "next": Next(link=".tiep")} if kind == "list" else {}))  # type: ignore[arg-type]
    given = Portal(name="loi", title="Lỗi", base=base, lists=(said,))
    refused = found = 0
    for _ in range(400):
        body = bytearray(whole)
        for _ in range(chance.randrange(1, 10)):
            at = chance.randrange(len(body) + 1)
            if chance.random() < 0.6:
                body[at:at] = chance.choice(SPLINTERS)
            else:
                del body[at : at + chance.randrange(1, 60)]
        try:
            found += len(read_list(given, said, bytes(body), base, 1).items)
        except fetching.Refused as error:
            refused += 1
            assert error.why in REASONS
    assert found > 200
    assert refused < 400


def _numbered(pages: dict[int, list[str]], last: Reply | None = None) -> dict[str, Reply]:
    replies = {("/tin/" if k == 1 else f"/tin/?trang={k}"): page(listed(*v)) for k, v in pages.items()}
    everything = {p for v in pages.values() for p in v}
    return replies | dict.fromkeys(everything, page(GOOD[0]))


NUMBERED = (Listing(address="tin/", match="/tin/[a-z0-9-]+", next=Next(number="?trang={n}")),)


def test_an_endless_list(night: Callable[..., Night]) -> None:
    """A calendar that goes on for ever ends at the limit; what it announced is collected, and it is said."""
    pages = {k: [f"/tin/ngay-{k}"] for k in range(1, 60)}
    n = night(_numbered(pages), lists=NUMBERED, most_pages=12)
    n.collect()
    assert n.bodies() == {f"/tin/ngay-{k}" for k in range(1, 13)}
    assert ("/tin", "endless") in [(path, part) for path, part, _ in n.problems()]


def test_the_same_page_for_ever(night: Callable[..., Night]) -> None:
    n = night(_numbered({k: ["/tin/mot", "/tin/hai"] for k in range(1, 30)}), lists=NUMBERED)
    n.collect()
    assert sum(r.path.startswith("/tin/?") for r in n.server.log) == 1
    assert n.bodies() == {"/tin/mot", "/tin/hai"}
    assert [(part, "same items" in what) for _, part, what in n.problems()] == [("warning", True)]


# What stands behind the last page of a numbered list.
ENDS: dict[str, Reply] = {
    "missing": status(404),
    "no items": page(listed()),
    "the last page again": page(listed("/tin/c")),
    "the first page": redirect("/tin/"),
}


@pytest.mark.parametrize("kind", ENDS)
def test_the_end_of_a_list(kind: str, night: Callable[..., Night]) -> None:
    n = night(_numbered({1: ["/tin/a"], 2: ["/tin/b"], 3: ["/tin/c"]}) | {"/tin/?trang=4": ENDS[kind]}, lists=NUMBERED)
    n.collect()
    assert n.bodies() == {"/tin/a", "/tin/b", "/tin/c"}
    assert [part for _, part, _ in n.problems() if part != "warning"] == []
    walks = [e.whole for _, e in Journal(n.archive.folder, "loi").read() if e.role == "walk"]
    assert walks == [True]


@pytest.mark.parametrize(
    ("count", "following", "told"), [(6, True, True), (5, True, True), (4, True, False), (6, False, False)]
)
def test_a_second_page_that_is_missing(count: int, following: bool, told: bool, night: Callable[..., Night]) -> None:
    """It may be the end, or `next` may be wrong: the walk is whole, and somebody is told."""
    lists = NUMBERED if following else (NUMBERED[0].model_copy(update={"next": None}),)
    n = night(_numbered({1: [f"/tin/so-{k}" for k in range(count)]}), lists=lists)
    n.collect()
    assert len(n.bodies()) == count
    assert [e.whole for _, e in Journal(n.archive.folder, "loi").read() if e.role == "walk"] == [True]
    assert [(part, "the second page is missing" in what) for _, part, what in n.problems()] == [
        ("warning", True)
    ] * told


def test_next_by_postback(night: Callable[..., Night]) -> None:
    """A link that is a postback is followed by posting the page's hidden fields; a format of {n} is kept."""
    pager = "<form><input type='hidden' name='__VIEWSTATE' value='v'><a class='sau' href=\"javascript:__doPostBack(&#39;p$ctl01&#39;,&#39;x&#39;)\">Sau</a></form>"
    html = listed("/tin/a", further=pager).encode()
    at = "http://127.0.0.1/tin/"
    wanted = {"__VIEWSTATE": "v", "__EVENTTARGET": "p$ctl01", "__EVENTARGUMENT": "x"}
    for rule in (
        Next(link="a.sau"),
        Next(form={"__EVENTTARGET": "p$ctl{n:02}", "__EVENTARGUMENT": "x"}, first=1),
    ):
        listing = Listing(address="tin/", match="/tin/[a-z0-9-]+", next=rule)
        source = Portal(name="loi", title="Lỗi", base="http://127.0.0.1/", lists=(listing,), private=True)
        found = read_list(source, listing, html, at, 1)
        assert (found.further, found.form) == ([at], wanted)


# What is no end of a list though it has no items: the walk is not whole, and the next one goes on behind it.
NO_ENDS: dict[str, tuple[Reply, str]] = {
    "captcha": (PAGES["captcha"][0], "captcha"),
    "maintenance": (PAGES["maintenance"][0], "maintenance"),
    "empty": (page(""), "empty"),
    "500": (status(500), "server-error"),
    "silent": (silent, "stalled"),
}


@pytest.mark.parametrize("kind", NO_ENDS)
def test_no_end_of_a_list(kind: str, night: Callable[..., Night]) -> None:
    reply, why = NO_ENDS[kind]
    paths = _numbered({1: ["/tin/a"], 2: ["/tin/b"], 3: ["/tin/c"]})
    n = night(paths | {"/tin/?trang=2": reply}, lists=NUMBERED)
    n.collect()
    assert n.last("/tin?trang=2")[0] == why
    assert n.bodies() == {"/tin/a"}
    n.server.paths["/tin/?trang=2"] = paths["/tin/?trang=2"]
    n.collect()
    assert n.bodies() == {"/tin/a", "/tin/b", "/tin/c"}
    assert n.problems() == []


def test_a_list_that_shifts_while_it_is_read(night: Callable[..., Night]) -> None:
    """An item that goes from an unread page to one that was read already is found by a second look."""
    before = {k: [f"/tin/{k}a", f"/tin/{k}b"] for k in range(1, 7)}
    flat = [a for v in before.values() for a in v]
    flat.remove("/tin/6b")
    flat.insert(1, "/tin/6b")
    after = {k: flat[2 * k - 2 : 2 * k] for k in range(1, 7)}
    n = night(_numbered(before), lists=NUMBERED)
    for k in range(1, 7):
        old, new = _numbered(before), _numbered(after)
        path = "/tin/" if k == 1 else f"/tin/?trang={k}"
        # Page 1 is read as it was; everything behind it has moved by then.
        n.server.paths[path] = first(1, (old if k == 1 else new)[path], new[path])
    n.collect()
    assert n.bodies() == set(flat)


def test_an_item_that_slips_through_a_removal_is_found_later(
    night: Callable[..., Night], monkeypatch: pytest.MonkeyPatch
) -> None:
    """When an item before it is removed, one goes from the next page to a page that was read: the next look finds it,
    at the latest the one that goes through the whole list, which each list gets once a month.
    """
    paths = {k: [f"/tin/{k}a", f"/tin/{k}b"] for k in range(1, 5)}
    slipped = {**paths, 2: ["/tin/2b", "/tin/3a"], 3: ["/tin/3b", "/tin/4a"], 4: ["/tin/4b"]}
    n = night(_numbered(paths), lists=NUMBERED)
    # 2a is removed after page 2 was read, so that 3a is on no page that is read.
    for k in (3, 4):
        n.server.paths[f"/tin/?trang={k}"] = _numbered(slipped)[f"/tin/?trang={k}"]
    n.server.paths["/tin/?trang=2"] = in_turn(_numbered(paths)["/tin/?trang=2"], _numbered(slipped)["/tin/?trang=2"])
    n.collect()
    assert "/tin/3a" not in n.bodies()
    n.collect(recheck=True)
    assert "/tin/3a" in n.bodies()


def test_a_month_later_a_list_is_walked_to_its_end(
    night: Callable[..., Night], monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {k: [f"/tin/{k}a", f"/tin/{k}b"] for k in range(1, 5)}
    n = night(_numbered(pages), lists=NUMBERED)
    n.collect()
    n.server.paths |= _numbered({3: ["/tin/3a", "/tin/lac", "/tin/3b"]})
    n.collect()
    assert "/tin/lac" not in n.bodies()
    later = datetime.now(UTC) + timedelta(days=32)
    monkeypatch.setattr("corpus.collecting.now", lambda: later)
    n.collect()
    assert "/tin/lac" in n.bodies()


def test_malformed_links_stop_no_list(night: Callable[..., Night]) -> None:
    links = [
        "http://[",
        "http://a:b:c/",
        "//",
        "/tin/\x00x",
        "javascript:x()",
        "mailto:a@b",
        "http://[::1]/tin/x",
        "/tin/mot",
    ]
    body = listed(*links, further='<base href="http://["><a class="tiep" href="http://[">Sau</a>')
    lists = (Listing(address="tin/", match="/tin/[a-z0-9-]+", next=Next(link="a.tiep")),)
    n = night(around(page(GOOD[0])) | {"/tin/": page(body)}, lists=lists)
    n.collect()
    assert n.bodies() == {"/tin/mot"}


# -------------------------------------------------------------------------------------------------------- what lies


def test_an_etag_that_lies_is_found_out(night: Callable[..., Night]) -> None:
    """A server that answers "not modified" though the page is another is believed three times, and then asked for all."""
    n = night(around(known_copy(GOOD[0], '"1"')))
    n.collect()
    n.server.paths["/tin/hong"] = known_copy(GOOD[5], '"1"')
    for _ in range(3):
        n.collect(recheck=True)
        assert n.last("/tin/hong")[1::2] == ("same", 304)
    n.collect(recheck=True)
    assert n.last("/tin/hong")[1::2] == ("changed", 200)


def test_an_odd_etag_is_not_sent_back(night: Callable[..., Night]) -> None:
    n = night(around(page(GOOD[0], 'ETag: "\xe9\xff"')))
    n.collect()
    n.collect(recheck=True)
    assert n.last("/tin/hong")[:2] == ("", "same")


def test_a_list_whose_copy_is_damaged_is_asked_for_anew(night: Callable[..., Night]) -> None:
    paths = around(page(GOOD[0]))
    n = night(paths | {"/tin/": known_copy(listed("/tin/mot"), '"1"')})
    n.collect()
    (sha,) = n.rows("select raw from fetches where role = 'list'")[0]
    n.archive.path(sha).write_bytes(b"damaged")
    n.collect()
    assert n.last("/tin", "list")[::3] == ("", 200)


def test_304_for_a_copy_that_is_lost(night: Callable[..., Night]) -> None:
    """What the archive has lost is asked for anew, without conditions."""
    n = night(around(known_copy(GOOD[0], '"1"')))
    n.collect()
    (sha,) = n.rows("select raw from items where address like '%hong'")[0]
    n.archive.path(sha).unlink()
    n.collect(recheck=True)
    assert n.archive.has(sha)
    assert n.problems() == []


# --------------------------------------------------------------------------------------------------- what files are


@pytest.mark.parametrize("declared", ["utf-8", "windows-1252"])
@pytest.mark.parametrize("coding", ["TCVN3", "VNI"])
def test_a_page_in_a_legacy_font(coding: str, declared: str, night: Callable[..., Night]) -> None:
    """The document has the right text, and says how it became so."""
    typed = ENCODERS[coding](GOOD[0])
    body = typed.encode() if declared == "utf-8" else to_bytes(typed)
    n = night(around(page(body, media=f"text/html; charset={declared}")))
    n.collect()
    n.extract()
    text, repair = n.rows("select text, repair from documents where address like '%hong'")[0]
    # TCVN3 keeps no accented capitals.
    assert Piece(0).sentences[1].lower() in " ".join(text.lower().split())
    assert json.loads(repair)["encoding"] == coding
    assert {part for _, part, _ in n.problems()} <= {"warning"}


def _scanned() -> bytes:
    """A notice as a scanner gives it: a PDF with nothing but a picture of the page."""
    import pypdfium2
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    lines = ["THÔNG BÁO", "Sở Xây dựng báo cáo Ủy ban nhân dân tỉnh trước ngày 15/7/2026.", "Nơi nhận: Lưu văn thư."]
    picture = pypdfium2.PdfDocument(pdf(lines))[0].render(scale=300 / 72).to_pil().convert("L")
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    canvas.save()
    return file.getvalue()


def test_a_scanned_notice(night: Callable[..., Night]) -> None:
    """It is read by text recognition, and says so; without the program it says what to install."""
    n = night(around(page(_attached("/tep/quet.pdf"))) | {"/tep/quet.pdf": page(_scanned(), media="application/pdf")})
    n.collect()
    n.extract()
    said = [what for path, _, what in n.problems() if path == "/tep/quet.pdf"]
    if scan.missing():
        assert any(scan.INSTALL in what for what in said)
        return
    (text,) = n.rows("select text from documents where address like '%quet.pdf'")[0]
    assert "15/7/2026" in text
    assert any(scan.NOTE in what for what in said)


def _attached(*files: str) -> str:
    links = "".join(f'<p><a href="{f}">Tải về {f[-20:]}</a></p>' for f in files)
    return article(Piece(7)).replace('<div class="noi-dung">', f'<div class="noi-dung">{links}')


# A notice that cannot be read, and words of its problem.
NOTICES: dict[str, tuple[str, bytes, str]] = {
    "encrypted PDF": ("/tep/a.pdf", pdf(["Bí mật"], "mat khau"), "password|encrypted"),
    "corrupt DOCX": ("/tep/a.docx", docx(["Thông báo"])[:-200], "damaged|corrupt|broken"),
    "corrupt DOCX within": (
        "/tep/a.docx",
        docx(["Thông báo " * 50]).replace(b"\x00\x00\x08\x00", b"\x00\x00\x08\x77"),
        ".",
    ),
    "corrupt PDF": ("/tep/a.pdf", b"%PDF-1.4\n" + b"\xff" * 500, "damaged|PDF"),
    "no PDF": ("/tep/a.pdf", b"nothing of the kind " * 20, "PDF"),
    "spreadsheet": ("/tep/a.pdf", b"\xd0\xcf\x11\xe0" + bytes(2000), "."),
}


@pytest.mark.parametrize("kind", NOTICES)
def test_a_notice_that_cannot_be_read(kind: str, night: Callable[..., Night]) -> None:
    """It is kept and said; its page and everything else are read."""
    path, data, words = NOTICES[kind]
    n = night(around(page(_attached(path))) | {path: page(data, media="application/octet-stream")})
    n.collect()
    n.extract()
    assert path in n.bodies()
    documents = {a.removeprefix(n.server.base) for (a,) in n.rows("select address from documents")}
    assert documents == {"tin/mot", "tin/hong", "tin/hai"}
    said = [what for p, part, what in n.problems() if (p, part) == (path, "unreadable")]
    assert len(said) == 1
    assert re.search(words, said[0]), said


NAMES = ("../../../etc/thong-bao.pdf", "..%2f..%2f..%2fetc%2fpasswd.pdf", "/tep/..%5c..%5cboot.pdf", "/tep/a%00.pdf")


def test_file_names_lead_nowhere(night: Callable[..., Night], tmp_path: Path) -> None:
    """Whatever files are called, what they hold stands in the archive under its digest and nowhere else."""
    n = night(around(page(_attached(*NAMES))))
    for path in (
        "/etc/thong-bao.pdf",
        "/tin/..%2f..%2f..%2fetc%2fpasswd.pdf",
        "/tep/..%5c..%5cboot.pdf",
        "/tep/a%00.pdf",
    ):
        n.server.paths[path] = page(pdf([f"Thông báo {path}"]), media="application/pdf")
    n.collect()
    n.extract()
    assert len(n.bodies()) == 7
    names = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    shape = r"archive/[0-9a-f]{2}/[0-9a-f]{64}\.gz|archive/journal/loi\.(jsonl|lock)|archive/sources/loi\.json|store\.db(-wal|-shm)?"
    assert [x for x in names if not re.fullmatch(shape, x)] == []


def test_files_on_other_hosts_are_left_out_and_said(night: Callable[..., Night]) -> None:
    n = night(around(page(_attached("http://169.254.169.254/a.pdf", "file:///etc/passwd.pdf", "http://[/a.pdf"))))
    n.collect()
    assert n.bodies() == {"/tin/mot", "/tin/hong", "/tin/hai"}
    assert {part for _, part, _ in n.problems()} == {"warning"}
    assert any("another host" in what for _, _, what in n.problems())


def test_100000_divs(night: Callable[..., Night]) -> None:
    """As a page and as a list: they are read or said, and nothing else suffers."""
    deep = GOOD[0].replace('<div class="noi-dung">', "<div>" * 100_000 + '<div class="noi-dung">')
    n = night(around(page(deep)), timeout=5.0)
    n.collect()
    n.extract()
    texts = dict(n.rows("select address, text from documents"))
    assert {n.server.base + "tin/mot", n.server.base + "tin/hai"} <= texts.keys()
    said = {path for path, _, _ in n.problems()}
    assert Piece(0).sentences[1] in texts.get(n.server.base + "tin/hong", "") or "/tin/hong" in said
    body = ("<div>" * 100_000 + listed("/tin/sau")).encode()
    read = read_list(n.source, n.source.lists[0], body, n.server.base, 1)
    assert [x.address for x in read.items] == [n.server.base + "tin/sau"]
