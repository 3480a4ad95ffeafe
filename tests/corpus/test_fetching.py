"""The client alone: its manners, where it goes and where it doesn't, and what it does with what it gets."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stamina
from faulty import Faulty, Reply, first, head, page, raw, redirect, status

from corpus import fetching
from corpus.fetching import Fetcher, Refused, agent
from corpus.sources import Listing, Portal


@pytest.fixture(autouse=True)
def _no_waits() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3):
        yield


@pytest.fixture
def fetch() -> Iterator[Callable[..., Fetcher]]:
    """A function that serves paths and gives a client for them; `server` is the client's server."""
    servers: list[Faulty] = []

    def start(paths: dict[str, Reply], base: str | None = None, **said: Any) -> Fetcher:
        servers.append(Faulty({"/robots.txt": status(404), **paths}))
        at = servers[-1].base
        known = {"name": "thu", "title": "Thử", "base": base or at, "private": base is None, "timeout": 1.0}
        made = Fetcher(Portal(**known | {"lists": (Listing(address="a", match="b"),)} | said), at if base else None)
        made.server = servers[-1]  # type: ignore[attr-defined]
        return made

    yield start
    for each in servers:
        each.__exit__(None, None, None)


def refused(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(Refused) as caught:
        fetcher.get(url)
    return caught.value.why


def test_who_we_are(fetch: Callable[..., Fetcher], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIDAO_CONTACT", "Nguyễn\r\nX-Evil: 1 thu@example.org")
    f = fetch({"/a": page("a")})
    f.get(f.source.base + "a")
    sent = f.server.log[-1].headers  # type: ignore[attr-defined]
    assert sent["user-agent"] == agent()
    assert sent["user-agent"].startswith("chidao/")
    assert "thu@example.org" in sent["user-agent"]
    assert "x-evil" not in sent
    assert sent["accept-encoding"] == "gzip"


def test_a_copy_elsewhere_keeps_public_addresses(fetch: Callable[..., Fetcher]) -> None:
    f = fetch({"/a": redirect("/b"), "/b": page("b")}, base="http://cong.example.gov.vn/")
    got = f.get("http://cong.example.gov.vn/a")
    assert (got.url, got.body) == ("http://cong.example.gov.vn/b", b"b")
    assert got.asked == f.server.base + "a"  # type: ignore[attr-defined]
    assert f.get("http://www.cong.example.gov.vn/b#x").body == b"b"


# An address, and the word for why it is never asked.
AWAY = [
    ("http://quangcao.example.com/", "other-host"),
    ("http://10.1.2.3/", "private-address"),
    ("http://127.0.0.2/", "private-address"),
    ("http://[::1]/", "private-address"),
    ("http://[fe80::1]/", "private-address"),
    ("http://[::ffff:10.0.0.1]/", "private-address"),
    ("http://169.254.169.254/latest", "private-address"),
    ("http://0.0.0.0/", "private-address"),
    ("http://a.localhost/", "private-address"),
    ("http://thu@example.com/", "other-host"),
    ("file:///etc/passwd", "bad-address"),
    ("ftp://example.com/a", "bad-address"),
    ("javascript:alert(1)", "bad-address"),
    ("http://", "bad-address"),
    ("/a", "bad-address"),
    ("http://example.com:99999/", "bad-address"),
    ("http://example.com:x/", "bad-address"),
]


@pytest.mark.parametrize(("url", "why"), AWAY)
@pytest.mark.parametrize("through", ["asked", "redirected"])
def test_where_it_never_goes(url: str, why: str, through: str, fetch: Callable[..., Fetcher]) -> None:
    f = fetch({"/a": redirect(url)})
    if through == "asked" or url in ("/a", "http://"):
        assert refused(f, url) == why
        assert f.server.log == []  # type: ignore[attr-defined]
    else:
        assert refused(f, f.source.base + "a") in (why, "bad-address", "protocol")
        assert {r.path for r in f.server.log} <= {"/robots.txt", "/a"}  # type: ignore[attr-defined]


def test_a_private_base_must_say_so(fetch: Callable[..., Fetcher]) -> None:
    f = fetch({"/a": page("a")}, private=False)
    assert refused(f, f.source.base + "a") in ("private-address", "robots-unreachable")
    assert f.server.log == []  # type: ignore[attr-defined]


def test_ports_that_are_the_schemes_own(fetch: Callable[..., Fetcher]) -> None:
    f = fetch({}, base="http://cong.example.gov.vn:80/", hosts=("tep.example.gov.vn",))
    assert f.own("http://cong.example.gov.vn/a")
    assert f.own("http://tep.example.gov.vn:80/a")
    assert f.own("https://tep.example.gov.vn:443/a")
    assert not f.own("http://tep.example.gov.vn:8080/a")
    assert not f.own("http://[/")


BODIES: list[tuple[Reply, bytes]] = [
    (page(b"x" * 200_000), b"x" * 200_000),
    (page(gzip.compress(b"x" * 200_000), "Content-Encoding: gzip"), b"x" * 200_000),
    (page(gzip.compress(b"x"), "Content-Encoding: x-gzip"), b"x"),
    (page(zlib.compress(b"x" * 9), "Content-Encoding: deflate"), b"x" * 9),
    (page(b"x", "Content-Encoding: gzip"), b"x"),
    (page(b"", "Content-Encoding: gzip"), b""),
    (page(b"x", "Content-Encoding: identity"), b"x"),
    (raw(head(200, "Content-Type: text/html") + b"x" * 50), b"x" * 50),
    (raw(head(200, "Transfer-Encoding: chunked") + b"3\r\nabc\r\n0\r\n\r\n"), b"abc"),
    # Two members in one gzip file: what stands behind the first is passed over.
    (page(gzip.compress(b"x") + gzip.compress(b"y"), "Content-Encoding: gzip"), b"x"),
]


@pytest.mark.parametrize(("reply", "wanted"), BODIES)
def test_bodies(reply: Reply, wanted: bytes, fetch: Callable[..., Fetcher]) -> None:
    f = fetch({"/a": reply})
    assert f.get(f.source.base + "a").body == wanted


def test_limits_are_the_sources_own(fetch: Callable[..., Fetcher]) -> None:
    f = fetch({"/a": page(b"x" * 1001), "/b": page(b"x" * 1000)}, most_bytes=1000)
    assert refused(f, f.source.base + "a") == "too-large"
    assert len(f.get(f.source.base + "b").body) == 1000
    packed = fetch({"/a": page(gzip.compress(b"x" * 1001), "Content-Encoding: gzip")}, most_bytes=1000)
    assert refused(packed, packed.source.base + "a") == "too-large"


@pytest.mark.parametrize("hops", [5, 6])
def test_redirects_are_counted(hops: int, fetch: Callable[..., Fetcher]) -> None:
    paths: dict[str, Reply] = {f"/{n}": redirect(f"/{n + 1}") for n in range(hops)}
    f = fetch(paths | {f"/{hops}": page("here")})
    if hops > 5:
        assert refused(f, f.source.base + "0") == "redirect-loop"
    else:
        assert f.get(f.source.base + "0").url == f.source.base + "5"


def test_attempts(fetch: Callable[..., Fetcher]) -> None:
    """What may pass is tried three times; what is the server's word once."""
    f = fetch({"/a": first(2, status(502), page("a")), "/b": status(502), "/c": status(403)})
    assert f.get(f.source.base + "a").body == b"a"
    assert refused(f, f.source.base + "b") == "server-error"
    assert refused(f, f.source.base + "c") == "refused"
    assert [f.server.asked(x) for x in ("/a", "/b", "/c")] == [3, 3, 1]  # type: ignore[attr-defined]


def test_a_form_is_posted_and_its_redirect_is_not(fetch: Callable[..., Fetcher]) -> None:
    f = fetch({"/a": redirect("/b"), "/b": page("b")})
    f.get(f.source.base + "a", form={"trang": "2", "tên": "ữ"})
    sent = [(r.method, r.path, r.body) for r in f.server.log[1:]]  # type: ignore[attr-defined]
    assert sent == [("POST", "/a", b"trang=2&t%C3%AAn=%E1%BB%AF"), ("GET", "/b", b"")]


def test_cookies_are_kept(fetch: Callable[..., Fetcher]) -> None:
    f = fetch({"/a": page("a", "Set-Cookie: phien=1; Path=/"), "/b": page("b")})
    f.get(f.source.base + "a")
    f.get(f.source.base + "b")
    assert f.server.log[-1].headers["cookie"] == "phien=1"  # type: ignore[attr-defined]


def test_addresses_with_vietnamese_letters(fetch: Callable[..., Fetcher]) -> None:
    f = fetch({"/tin/Ti%E1%BA%BFng%20Vi%E1%BB%87t?q=%C4%91": page("a")})
    assert f.get(f.source.base + "tin/Tiếng Việt?q=đ").body == b"a"


@pytest.mark.parametrize("value", ["0", "1", "59"])
def test_a_short_wait_is_no_reason_to_leave(
    value: str, fetch: Callable[..., Fetcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_SLOWER", 0.01)
    f = fetch({"/a": status(429, f"Retry-After: {value}")})
    with pytest.raises(Refused) as caught:
        f.get(f.source.base + "a")
    assert (caught.value.why, caught.value.wait) == ("too-many", None)
    assert f.delay > 0


def test_the_pace_is_the_sources_own(fetch: Callable[..., Fetcher], monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two requests there is the source's pace, to the first one nothing."""
    slept: list[float] = []
    monkeypatch.setattr("corpus.fetching.time.sleep", slept.append)
    f = fetch({"/a": page("a")}, pace=7.5)
    f.get(f.source.base + "a")
    f.get(f.source.base + "a")
    assert [round(x) for x in slept] == [7, 7] or [round(x) for x in slept] == [8, 8]
    assert len(f.server.log) == 3  # type: ignore[attr-defined]


def test_no_proxy_leads_to_loopback(fetch: Callable[..., Fetcher], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    f = fetch({"/a": page("a")})
    assert f.get(f.source.base + "a").body == b"a"
