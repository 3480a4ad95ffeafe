"""What a researcher does all day: search, follow a finding to its words, look at the kinds that matter."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import Shot
from browser.stores import Site
from corpus.canonical import squash


def test_search_without_marks(site: Site, page: Page, shot: Shot) -> None:
    page.goto(site.url)
    box = page.get_by_role("searchbox").first
    box.fill("da nang")
    with page.expect_navigation():
        box.press("Enter")
    expect(page.locator("main, section.content")).to_contain_text("Đà Nẵng")
    shot(page, "search")


def test_start_page(site: Site, page: Page, phone: Page, plain: Page, shot: Shot) -> None:
    for p, name in ((page, "start"), (phone, "start-phone"), (plain, "start-plain")):
        p.goto(site.url)
        expect(p.get_by_role("searchbox").first).to_be_visible()
        shot(p, name)


# Every piece of the text as it stands in the page: the text, and for each element around it its id and classes.
_PIECES = """article => {
  const pieces = [], walk = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  for (let n; (n = walk.nextNode());) {
    const around = [];
    for (let e = n.parentElement; e !== article; e = e.parentElement)
      around.push([e.firstChild === n || e.contains(n) && e.textContent.startsWith(n.data) ? e.id : '', [...e.classList]]);
    pieces.push([n.data, around]);
  }
  return pieces;
}"""


class Marked:
    """The text of a document's page, as it is marked there."""

    def __init__(self, page: Page) -> None:
        pieces: list[tuple[str, list[Any]]] = page.locator("article").evaluate(_PIECES)
        self.text = "".join(text for text, _ in pieces)
        ends = list(accumulate(len(text) for text, _ in pieces))
        self.pieces = [(end - len(text), end, around) for end, (text, around) in zip(ends, pieces, strict=True)]

    def classes(self, start: int, end: int) -> list[set[str]]:
        """The classes that mark each piece of [start, end), which must be whole pieces."""
        inside = [(a, b, around) for a, b, around in self.pieces if b > start and a < end]
        assert inside[0][0] == start, "the words do not begin where a piece begins"
        assert inside[-1][1] == end, "the words do not end where a piece ends"
        return [{c for _, classes in around for c in classes} for _, _, around in inside]

    def anchored(self, start: int) -> set[str]:
        """The ids of what begins at `start`."""
        return {i for a, _, around in self.pieces if a == start for i, _ in around if i}


def _documents(site: Site, most: int) -> list[str]:
    sql = "select document from directives group by document order by count(*) desc, document limit ?"
    return [row["document"] for row in site.rows(sql, most)]


KINDS = ("directives", "units", "officials", "dates", "citations", "systems", "figures")


def test_marks_fall_on_the_right_words(site: Site, page: Page, subtests: pytest.Subtests) -> None:
    checked = 0
    for document in _documents(site, 6):
        page.goto(f"{site.url}/-/document/{document}")
        marked = Marked(page)
        assert marked.text == site.rows("select text from documents where id = ?", document)[0]["text"]
        for kind in KINDS:
            with subtests.test(kind, document=document):
                for row in site.rows(f'select * from "{kind}" where document = ?', document):
                    assert squash(marked.text[row["start"] : row["end"]]) == row["quote"]
                    assert f"c{row['start']}" in marked.anchored(row["start"])
                    for start, end in _places(kind, row):
                        assert all(f"m-{kind}" in c for c in marked.classes(start, end)), row["quote"]
                    checked += 1
    assert checked > 100


def _places(kind: str, row: dict[str, Any]) -> list[tuple[int, int]]:
    """What is marked of a finding: a directive's own words, every place of the others."""
    spans = [(a, b) for field, a, b in json.loads(row["spans"]) if field] if kind != "directives" else []
    return spans or [(row["start"], row["end"])]


def test_what_is_not_found_is_not_marked(site: Site, page: Page) -> None:
    document = _documents(site, 1)[0]
    page.goto(f"{site.url}/-/document/{document}")
    marked = Marked(page)
    for kind in KINDS:
        rows = site.rows(f'select * from "{kind}" where document = ?', document)
        places = [place for row in rows for place in _places(kind, row)]
        for a, b, around in marked.pieces:
            if any(f"m-{kind}" in classes for _, classes in around):
                assert any(start <= a and b <= end for start, end in places), (kind, marked.text[a:b])


def test_a_link_to_a_finding_scrolls_to_its_words(site: Site, page: Page, phone: Page, plain: Page, shot: Shot) -> None:
    document = _documents(site, 1)[0]
    last = site.rows("select * from directives where document = ? order by start desc", document)[0]
    for p in (page, phone, plain):
        p.goto(f"{site.url}/-/document/{document}")
        words = p.locator(f"#c{last['start']}")
        expect(words).not_to_be_in_viewport()
        plainly = _look(words)
        p.goto(f"{site.url}{site.root}/directives/{last['id']}")
        with p.expect_navigation():
            p.locator(f'main a[href*="#c{last["start"]}"], section.content a[href*="#c{last["start"]}"]').first.click()
        assert p.url.endswith(f"#c{last['start']}")
        expect(words).to_be_in_viewport()
        expect(p.locator(":target")).to_have_id(f"c{last['start']}")
        assert _look(words) != plainly
        assert last["evidence"].startswith(squash(words.inner_text()))
    shot(page, "document-at-its-words")


def _look(element: Locator) -> str:
    """How an element is told from others."""
    return str(
        element.evaluate("e => { const s = getComputedStyle(e); return [s.outline, s.background, s.boxShadow].join() }")
    )


@pytest.mark.parametrize("kind", ["directives", "units", "dates"])
def test_a_kind_is_hidden_without_a_script(site: Site, plain: Page, kind: str) -> None:
    plain.goto(f"{site.url}/-/document/{_documents(site, 1)[0]}")
    # A piece that only this kind marks: others would colour it still.
    mark = plain.locator(f'article [class="m-{kind}"]').first
    shown = _background(mark)
    assert shown != "rgba(0, 0, 0, 0)"
    toggle = plain.locator(f"#k-{kind}")
    toggle.uncheck()
    assert _background(mark) == "rgba(0, 0, 0, 0)"
    toggle.check()
    assert _background(mark) == shown


def _background(element: Locator) -> str:
    return str(element.evaluate("e => getComputedStyle(e).backgroundColor"))
