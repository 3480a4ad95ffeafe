"""Texts that attack whoever reads them: nothing runs, nothing breaks, and they are shown as they are.

Every page that links lead to is asked for; one of each kind is opened in Chromium, which is listened to.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import httpx
import pytest
from lxml import etree
from playwright.sync_api import Page

from browser.crawling import BORN, Seen, asked, born, crawl, kind_of, pages_of_each_kind, parsed, tree
from browser.hostile import ALL, PRODUCT, TEXTS, hostile_store
from browser.listening import listened, settled
from browser.stores import Site, served_site


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """The site, and the key of the document that holds every hostile text."""
    folder = tmp_path_factory.mktemp("hostile")
    key = hostile_store(folder / "kho.db")
    with served_site(folder / "kho.db", folder) as site:
        yield site, key


@pytest.fixture(scope="module")
def seen(attacked: tuple[Site, str]) -> list[Seen]:
    """Every page, once in the order of the links."""
    return crawl(attacked[0], at_most=60)


def test_every_page_answers_and_nothing_is_born(attacked: tuple[Site, str], seen: list[Seen]) -> None:
    site, key = attacked
    assert len(seen) > 100
    assert any(s.address.startswith(f"/-/document/{key}") for s in seen)
    wrong = [f"{s.address}: {s.response.status_code}" for s in seen if s.response.status_code >= 500]
    for s in seen:
        root = tree(s)
        wrong += [] if root is None else [f"{s.address}: {what}" for what in born(root)]
        if "content-security-policy" not in s.response.headers:
            wrong.append(f"{s.address}: no policy")
        if PRODUCT in s.response.text:
            wrong.append(f"{s.address}: a template was run")
        broken = _broken(s.response)
        if broken:
            wrong.append(f"{s.address}: {broken}")
    assert not wrong, "\n".join(wrong[:40])
    assert {s.kind for s in seen if BORN in s.response.text} > {kind_of(site, f"/-/document/{key}")}


def _broken(response: httpx.Response) -> str:
    """What is wrong with data of a format that says its own name; empty for nothing, and for other formats."""
    media = response.headers.get("content-type", "").partition(";")[0]
    try:
        if media == "application/json":
            json.loads(response.text)
        elif media.endswith("xml"):
            etree.fromstring(response.content)
        elif media == "text/csv":
            list(csv.reader(io.StringIO(response.text)))
    except (ValueError, etree.XMLSyntaxError, csv.Error) as error:
        return f"{media}: {error}"
    return ""


def test_nothing_runs(attacked: tuple[Site, str], seen: list[Seen], page: Page, subtests: pytest.Subtests) -> None:
    site, _ = attacked
    site.sign_in(page)
    heard = listened(page, site.host)
    for name, s in pages_of_each_kind(site, seen, lambda s: s.response.text.count(BORN)).items():
        with subtests.test(name, address=s.address):
            _visit(site, page, s.address, heard)


def test_documents_are_shown_as_they_are(attacked: tuple[Site, str], page: Page, subtests: pytest.Subtests) -> None:
    site, _ = attacked
    heard = listened(page, site.host)
    for row in site.rows("select id, text, title, address from documents order by address"):
        with subtests.test(row["address"]):
            _visit(site, page, f"/-/document/{row['id']}", heard)
            # A reader drops NUL, and SQLite's own functions take it for the end of a text.
            if "\0" not in row["text"]:
                assert page.locator("article").text_content() == row["text"]
            assert _squashed(row["title"].replace("\0", "")) in _squashed(page.locator("h1").text_content())


def _squashed(text: str | None) -> str:
    return " ".join((text or "").split())


def _visit(site: Site, page: Page, address: str, heard: list[str]) -> None:
    """Open a page, point at whatever could run, and look at what was heard and at the elements that stand there in the end."""
    heard.clear()
    response = page.goto(site.url + address)
    assert response is not None
    assert response.status < 500
    page.evaluate(
        "for (const e of document.querySelectorAll('[data-born], [autofocus], svg, img, input')) "
        "for (const t of ['mouseover', 'focus', 'pointerenter', 'toggle']) e.dispatchEvent(new Event(t))"
    )
    settled(page)
    assert heard == []
    end = page.content()
    assert born(parsed(end)) == []
    assert PRODUCT not in end


def test_rows_are_shown_as_they_are(attacked: tuple[Site, str]) -> None:
    site, key = attacked
    for row in site.rows("select id, issuer, action, strength from directives where document = ?", key):
        root = parsed(site.editor.get(f"{site.root}/directives/{row['id']}").text)
        shown = "".join(map(str, root.xpath("//table//td//text()"))).translate(_LOST)
        assert all(value.translate(_LOST) in shown for value in row.values() if value)


# What a parser of HTML makes something else of: line ends, and characters that it must not meet.
_LOST = dict.fromkeys([0, 0xFFFD, 0xFFFE, 0xFFFF, *range(1, 9), *range(11, 32), *range(127, 160), 10])


QUOTES = (
    "'",
    "'; drop table documents; --",
    'x" or 1=1) ] ` \\ %00 \0 \u202e',
    "-1e999",
    f"<b {BORN}>{{{{1234*4321}}}}",
)


def test_quotes_in_every_parameter(attacked: tuple[Site, str], seen: list[Seen]) -> None:
    site, _ = attacked
    before = site.rows("select * from documents")
    wrong = []
    for (kind, name), (path, parameters) in asked(site, seen).items():
        # Datasette's own parameters begin with a line; data are asked for in the same way as pages.
        own = kind.startswith(site.root) and (name.startswith("_") or "." in kind)
        for text in QUOTES[:2] if own else QUOTES:
            given = [(n, text if n == name else value) for n, value in parameters]
            wrong += _wrong(site, f"{path}?{urlencode(given)}")
            wrong += (
                _wrong(site, f"{path}?{urlencode([*parameters, (name + text, text)])}") if text == QUOTES[0] else []
            )
    assert not wrong, "\n".join(wrong[:40])
    assert site.rows("select * from documents") == before


def test_quotes_in_every_part_of_an_address(attacked: tuple[Site, str], seen: list[Seen]) -> None:
    site, _ = attacked
    wrong = []
    for address in {s.kind: s.address.partition("?")[0] for s in seen}.values():
        parts = address.split("/")
        for n in range(1, len(parts)):
            for text in (*QUOTES, "..", "%2e%2e%2f", "", "đ", "~27"):
                wrong += _wrong(site, "/".join([*parts[:n], quote(text, safe="%"), *parts[n + 1 :]]))
    assert not wrong, "\n".join(wrong[:40])


def _wrong(site: Site, address: str) -> list[str]:
    response = site.editor.get(address)
    page = Seen(address, "", response)
    root = tree(page)
    found = [] if root is None else born(root)
    if response.status_code >= 500:
        found.append(str(response.status_code))
    if PRODUCT in response.text:
        found.append("a template was run")
    return [f"{address[:200]}: {what}" for what in found]


RUN = [
    ("<p>" + text, bool(expected))
    for text, expected in (
        (TEXTS["script"], 1),
        (TEXTS["image"], 1),
        (TEXTS["frame"], 1),
        ("<script>alert(1)</script>", 1),
        ("<script>throw new Error('x')</script>", 1),
        ("<img src=http://example.org/x.png>", 1),
        ("<script>fetch('https://example.org/')</script>", 1),
        ("<meta http-equiv=content-security-policy content=\"img-src 'none'\"><img src=/favicon.ico>", 1),
        (TEXTS["escaped"], 0),
        ("<script>document.title = 'x'</script>", 0),
    )
]


@pytest.mark.parametrize(("text", "expected"), RUN)
def test_the_listener_hears(attacked: tuple[Site, str], page: Page, text: str, expected: bool) -> None:
    site, _ = attacked
    heard = listened(page, site.host)
    page.route("**/nghe", lambda route: route.fulfill(body=text, content_type="text/html; charset=utf-8"))
    page.goto(f"{site.url}/nghe")
    settled(page)
    assert bool(heard) is expected, heard


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_born_is_seen(name: str) -> None:
    """A page that shows a text without escaping it is told from one that escapes it, within and without attributes."""
    made = [
        parsed(page.format(TEXTS[name]))
        for page in ("<p>{0}</p>", '<p><a title="{0}">x</a>', "<p><a title='{0}'>x</a>", "<p><a title={0}>x</a>")
    ]
    assert any(map(born, made)) is (BORN in TEXTS[name])
    assert born(parsed("<p>" + TEXTS[name].replace("&", "&amp;").replace("<", "&lt;"))) == []
    assert BORN in ALL
