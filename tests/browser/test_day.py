"""A researcher's day in the browser: filters combine, answers lead to their words, a correction outlives a rebuild."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from browser.conftest import Shot
from browser.stores import NOTICE, Site, served_site
from browser.summary import ARTEFACTS

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "desk.png"


def test_filters_combine(site: Site, plain: Page, shot: Shot) -> None:
    plain.goto(f"{site.url}/-/ledger")
    plain.get_by_label("Giao cho ai").fill("so noi vu da nang")
    plain.get_by_label("Mức độ").select_option("order")
    plain.get_by_label("Hạn", exact=True).select_option("overdue")
    plain.get_by_role("button", name="Lọc").click()
    entries = plain.locator("ol.entries > li")
    expect(entries).to_have_count(1)
    expect(entries).to_contain_text("báo cáo kết quả một cửa điện tử")
    expect(entries).to_contain_text("hạn 30/06/2020")
    shot(plain, "ledger")
    plain.locator("a", has_text="đã quá hạn").first.click()  # takes this filter away
    expect(plain.get_by_label("Giao cho ai")).to_have_value("so noi vu da nang")
    expect(plain.get_by_label("Hạn", exact=True)).to_have_value("")
    plain.get_by_label("Mức độ").select_option("wish")
    plain.get_by_role("button", name="Lọc").click()
    expect(plain.get_by_text("Không có chỉ đạo nào như thế")).to_be_visible()


def test_from_a_question_to_its_proof(site: Site, plain: Page, shot: Shot) -> None:
    """A newcomer's five steps: the front page, words, a directive, its page, the words that prove it."""
    plain.goto(site.url)
    plain.get_by_role("searchbox").first.fill("mot cua dien tu")
    plain.get_by_role("searchbox").first.press("Enter")
    expect(plain.locator("mark").first).to_have_text(re.compile("một cửa điện tử", re.I))
    shot(plain, "search-hits")
    directive = plain.locator("ol.entries a[href*='/-/directive/']", has_text="báo cáo kết quả một cửa điện tử").first
    directive.click()
    expect(plain.locator("blockquote")).to_contain_text("Giao Sở Nội vụ thành phố Đà Nẵng")
    expect(plain.locator(".cite").first).to_contain_text("271/TB-VP")
    shot(plain, "directive")
    plain.locator("main a[href*='/-/document/'][href*='#c']").first.click()
    expect(plain.locator(":target")).to_be_in_viewport()
    expect(plain.locator(":target")).to_contain_text("Giao")


def test_the_readmes_picture(site: Site, page: Page) -> None:
    """The picture that README shows; CHIDAO_PICTURE=1 renews it."""
    sql = "select id from documents where kind = 'news' and source = 'sample' order by address limit 1"
    news = site.rows(sql)[0]["id"]
    page.set_viewport_size({"width": 1280, "height": 860})
    page.goto(f"{site.url}/-/document/{news}")
    expect(page.locator("article .m-directives").first).to_be_visible()
    made = ARTEFACTS / "readme.png"
    page.screenshot(path=made, animations="disabled")
    if os.environ.get("CHIDAO_PICTURE"):
        shutil.copy(made, PICTURE)
    assert f"]({PICTURE.relative_to(ROOT)})" in (ROOT / "README.md").read_text("utf-8")
    sizes = {p.read_bytes()[16:24] for p in (made, PICTURE)}  # width and height in a PNG's first chunk
    assert len(sizes) == 1


def _chidao(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "flows.cli", *arguments], check=True, cwd=ROOT, capture_output=True)


def test_a_correction_outlives_a_rebuild(opened, tmp_path: Path, shot: Shot) -> None:  # type: ignore[no-untyped-def]
    text, store = tmp_path / "thong-bao.txt", tmp_path / "kho.db"
    text.write_text(NOTICE.format(deadline="30/6/2020"), encoding="utf-8")
    _chidao("ingest", str(text), "--database", str(store))
    with served_site(store, tmp_path) as site:
        page = opened()
        site.sign_in(page)
        page.goto(f"{site.url}/-/ledger?don_vi=lien+chieu")
        page.locator("ol.entries .where a[href*='/-/document/']").first.click()
        page.locator("li[id^='f-']", has_text="cổng thông tin điện tử").get_by_role("link", name="Sửa").first.click()
        page.get_by_label("addressees").fill("UBND quận Cẩm Lệ")
        page.locator("form", has=page.get_by_role("button", name="Sửa giá trị")).get_by_label("Vì sao").fill(
            "gõ nhầm quận"
        )
        page.get_by_role("button", name="Sửa giá trị").click()
        expect(page.locator("aside")).to_contain_text("UBND quận Cẩm Lệ")
        shot(page, "corrected")
    store.unlink()
    for beside in tmp_path.glob("kho.db-*"):
        beside.unlink()
    _chidao("rebuild", "--database", str(store))
    with served_site(store, tmp_path) as site:
        visitor = opened(java_script_enabled=False)
        visitor.goto(f"{site.url}/-/ledger?don_vi=cam+le")
        expect(visitor.locator("ol.entries > li")).to_have_count(1)
        visitor.goto(f"{site.url}/-/corrections")
        expect(visitor.locator("main")).to_contain_text("gõ nhầm quận")
        expect(visitor.get_by_role("button", name="Bỏ")).to_have_count(0)  # visitors only read
        editor = opened()
        site.sign_in(editor)
        editor.goto(f"{site.url}/-/corrections")
        editor.get_by_label("Bỏ điều đã sửa này, vì").fill("đúng là Liên Chiểu")
        editor.get_by_role("button", name="Bỏ").click()
        expect(editor.locator("main")).to_contain_text("đúng là Liên Chiểu")
        editor.goto(f"{site.url}/-/ledger?don_vi=lien+chieu")
        expect(editor.locator("ol.entries > li")).to_have_count(1)
        shot(editor, "undone")
