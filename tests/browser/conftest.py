"""A Chromium, a Datasette on a store of sample texts, and pages of it: as on a desk, on a phone, without JavaScript.

A test that writes to a store takes `own_site`; the store of `site` is shared by every test and process.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, Page, expect, sync_playwright

from browser.chromium import launched
from browser.crawling import Seen, crawl, pages_of_each_kind
from browser.stores import NAME, Site, sample_store, served_site
from browser.summary import ARTEFACTS, NO_CHROMIUM

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
# Milliseconds until a condition must hold: a guard against waiting for ever, no measure of speed.
expect.set_options(timeout=30_000)

Shot = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for the tests of a module: while Playwright runs, no other test of the process may start an event loop."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        if isinstance(browser, str):
            pytest.skip(f"{NO_CHROMIUM}: {browser}")
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of sample texts; made once, whatever the number of processes."""
    folder = tmp_path_factory.getbasetemp()
    # With xdist every process has a folder of its own below the run's.
    folder = (folder.parent if folder.name.startswith("popen-") else folder) / "browser"
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "lock"):
        if not (folder / "made").exists():
            sample_store(folder / NAME)
            (folder / "made").touch()
    return folder / NAME


@pytest.fixture(scope="session")
def site(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A Datasette on the sample texts, only to be read."""
    with served_site(sample, tmp_path_factory.mktemp("site")) as served:
        yield served


@pytest.fixture
def own_site(sample: Path, tmp_path: Path) -> Iterator[Site]:
    """A Datasette on a copy of the sample's store that the test may change."""
    shutil.copy(sample, tmp_path / NAME)
    with served_site(tmp_path / NAME, tmp_path) as served:
        yield served


@pytest.fixture(scope="session")
def crawled(site: Site) -> list[Seen]:
    """What links of `site` lead who is signed in to: some of each kind."""
    return crawl(site, at_most=2)


@pytest.fixture(scope="session")
def pages(site: Site, crawled: list[Seen]) -> dict[str, Seen]:
    """One page of each kind of `site`."""
    return pages_of_each_kind(site, crawled)


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """A function that opens an empty page in a context of its own; its arguments are those of Playwright's `new_context`."""
    contexts = []

    def open_page(**options: Any) -> Page:
        context = chromium.new_context(
            **{"viewport": DESK, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", "reduced_motion": "reduce"}
            | options
        )
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(opened: Callable[..., Page]) -> Page:
    """A page as on a desk."""
    return opened()


@pytest.fixture
def phone(opened: Callable[..., Page]) -> Page:
    """A page as on a small phone."""
    return opened(viewport=PHONE, is_mobile=True, has_touch=True)


@pytest.fixture
def plain(opened: Callable[..., Page]) -> Page:
    """A page whose scripts do not run."""
    return opened(java_script_enabled=False)


@pytest.fixture
def shot(request: pytest.FixtureRequest) -> Shot:
    """A function that keeps a picture of a whole page as `artefacts/<name>.png`."""

    def keep(page: Page, name: str) -> None:
        path = ARTEFACTS / f"{name}.png"
        page.screenshot(path=path, full_page=True, animations="disabled")
        request.node.user_properties.append(("screenshot", str(path)))

    return keep
