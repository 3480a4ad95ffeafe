"""Pages for those who hear them, type their way through them or hold a phone: axe-core, and what it doesn't look at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from browser.conftest import DESK, PHONE
from browser.crawling import Seen, routes
from browser.stores import Site

# What keeps someone out. axe calls lesser faults minor or moderate.
_GRAVE = ("serious", "critical")
_RUN = "rules => axe.run({resultTypes: ['violations'], preload: false, rules}).then(found => found.violations)"
# Colours are the same at both widths, and looking at them takes longer than all the rest.
_WIDTHS = (("desk", DESK, {}), ("phone", PHONE, {"color-contrast": {"enabled": False}}))


def test_axe_finds_nothing_grave(
    site: Site, pages: dict[str, Seen], opened: Callable[..., Page], subtests: pytest.Subtests
) -> None:
    page = opened()
    site.sign_in(page)
    for name, seen in pages.items():
        if not seen.is_html:
            continue
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        page.goto(site.url + seen.address)
        page.evaluate(AXE_SCRIPT)
        for width, size, rules in _WIDTHS:
            with subtests.test(f"{name}, {width}", address=seen.address):
                page.set_viewport_size(size)  # type: ignore[arg-type]
                grave = [v for v in page.evaluate(_RUN, rules) if v["impact"] in _GRAVE]
                if grave:
                    pytest.fail("\n".join(map(_told, grave)), pytrace=False)


def _told(violation: dict) -> str:
    """A violation as a person reads it: the rule, where it is broken, and how."""
    lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}, {len(violation['nodes'])} times"]
    for node in violation["nodes"][:3]:
        why = "; ".join(c["message"] for c in [*node["any"], *node["all"], *node["none"]])[:160]
        lines.append(f"  {' '.join(map(str, node['target']))}: {why}\n    {' '.join(node['html'].split())[:160]}")
    return "\n".join(lines)


def test_structure_and_width(site: Site, pages: dict[str, Seen], phone: Page, subtests: pytest.Subtests) -> None:
    """Vietnamese, one headline, one main part, a title; on a phone nothing but tables scrolls sideways."""
    site.sign_in(phone)
    for name, seen in pages.items():
        if not seen.is_html:
            continue
        with subtests.test(name, address=seen.address):
            phone.goto(site.url + seen.address)
            found = {
                "lang": phone.locator("html").get_attribute("lang"),
                "h1": phone.locator("h1:visible").count(),
                "main": phone.get_by_role("main").count(),
                "title": bool(phone.title().strip()),
                "wider": phone.evaluate(_WIDER),
            }
            assert found == {"lang": "vi", "h1": 1, "main": 1, "title": True, "wider": []}


# What makes the page wider than its window, if it is.
_WIDER = """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
  [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.outerHTML.slice(0, 120)).slice(0, 5)"""


# What has the focus: its tag, whether something can be seen around it (or around its label, where it is drawn itself by that).
_FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  // The parts of a date are coloured by Chromium itself.
  if (e.type === 'date') return {tag: e.tagName, seen: true, search: false, inside: true};
  const drawn = x => { const s = getComputedStyle(x);
    return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none'; };
  const box = e.getBoundingClientRect();
  return {tag: e.tagName, type: e.type || '', html: e.outerHTML.slice(0, 120),
          seen: [e, ...(e.labels || [])].some(drawn), search: e.type === 'search' || !!e.closest('[role=search]'),
          inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth};
}"""
_STOPS = 12


def test_by_keyboard(site: Site, pages: dict[str, Seen], page: Page, subtests: pytest.Subtests) -> None:
    """Tab goes from one thing to the next, each is seen to have the focus and is on the screen."""
    site.sign_in(page)
    for name, seen in pages.items():
        if not seen.is_html:
            continue
        with subtests.test(name, address=seen.address):
            page.goto(site.url + seen.address)
            stops = _stops(page, _STOPS)
            assert [s for s in stops if not s["seen"]] == []
            assert [s for s in stops if not s["inside"]] == []
            assert "A" in {s["tag"] for s in stops}


def _stops(page: Page, most: int) -> list[dict]:
    stops = []
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        if focused is None:
            break
        stops.append(focused)
    return stops


def test_the_search_box_is_reached_and_used_by_keyboard(site: Site, page: Page) -> None:
    page.goto(site.url)
    while (page.evaluate(_FOCUSED) or {"tag": ""})["tag"] != "INPUT":
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        assert focused is not None, "no box before the end of the page"
    assert page.evaluate(_FOCUSED)["search"]
    page.keyboard.type("da nang")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Đà Nẵng" in page.locator("main, section.content").inner_text()


def test_no_link_leads_nowhere(site: Site, crawled: list[Seen]) -> None:
    nowhere = {address for name, address in routes(site).items() if name.startswith("no such")}
    dead = {s.address: s.response.status_code for s in crawled if s.response.status_code >= 400}
    # A text that was not archived, as those of the tests, has no bytes to be fetched.
    assert {a: status for a, status in dead.items() if a not in nowhere and not a.startswith("/-/raw/")} == {}


NOWHERE = ["document/0", "directive/0", "unit/x", "official/x@x", "system/x", "picture/x", "khong-co"]


@pytest.mark.parametrize("address", NOWHERE)
def test_what_is_not_there_is_said_to_be_missing(site: Site, address: str) -> None:
    assert site.visitor.get(f"/-/{address}").status_code == 404
