"""Drafts of portals that nobody has described, over real HTTP on loopback: lists of many systems around frozen pages."""

import http.server
import json
import re
import tarfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
from portal import OwnPortal, pieces

from corpus._drafting import linking, paging
from corpus.archive import Archive
from corpus.canonical import fold, squash
from corpus.checking import BAD, GOOD, check
from corpus.collecting import collect
from corpus.drafting import DraftError, draft
from corpus.readers import PageRules, read_bytes
from corpus.readers.html import parse
from corpus.sources import Next, Portal, SourceError
from corpus.sources import parse as parse_source

PAGES = Path(__file__).parent.parent / "pages"
SHARED = Path(__file__).parents[3] / "shared" / "portals" / "stp.tar.gz"

MENU = (
    '<div class="header"><div class="logo"><a href="/">Trang chủ</a></div><ul class="menu-top">'
    '<li><a href="/gioi-thieu">Giới thiệu</a></li><li><a href="{section}">Tin tức - Sự kiện</a></li>'
    '<li><a href="/van-ban">Văn bản chỉ đạo điều hành của tỉnh</a></li><li><a href="/lien-he">Liên hệ</a></li></ul></div>'
)
SIDE = (
    '<div class="col-md-3 right-column"><h3>Tin đọc nhiều</h3><ul>{most}</ul><div class="banner"><a href="/bau-cu">'
    "Chuyên trang bầu cử đại biểu Quốc hội và Hội đồng nhân dân các cấp</a></div></div>"
)
FOOT = '<div class="footer"><p>© Bản quyền thuộc về cổng thông tin</p><a href="/so-do">Sơ đồ cổng</a></div>'


class Page(NamedTuple):
    """An article of a portal: where it stands, its bytes, what must be read."""

    address: str
    data: bytes
    gold: dict[str, object]

    @property
    def title(self) -> str:
        return str(self.gold["title"])


class Layout(NamedTuple):
    """How a system shows lists: addresses of articles, the list's own, an item, the pager of page n, and page 2's key."""

    article: str  # {name}, {n}
    section: str
    item: str  # {url}, {title}, {n}
    holder: str  # {items}
    pager: str
    second: str  # the address of page 2, or the value posted
    feed: str = ""


LAYOUTS = {
    "liferay": Layout(
        "/web/so/tin-trong-tinh/-/asset_publisher/aB3x/content/{name}",
        "/web/so/tin-trong-tinh",
        '<div class="asset-abstract"><h3 class="asset-title"><a href="{url}">{title}</a></h3><div class="asset-summary">Tóm tắt {n}</div></div>',
        '<div class="portlet-asset-publisher">{items}</div>',
        '<ul class="lfr-pagination"><li><a href="/web/so/tin-trong-tinh?p_p_id=101_INSTANCE_x&amp;_101_cur=2">2</a></li></ul>',
        "/web/so/tin-trong-tinh?p_p_id=101_INSTANCE_x&_101_cur=2",
    ),
    "nukeviet": Layout(
        "/tin-tuc/hoat-dong/{name}-{n}.html",
        "/tin-tuc/hoat-dong/",
        '<div class="panel panel-default"><div class="panel-body featured"><a href="{url}"><img src="/a.jpg"></a><h2><a href="{url}">{title}</a></h2><span class="time">1{n}/10/2019</span></div></div>',
        '<div class="news_column">{items}</div>',
        '<ul class="pagination"><li class="active"><a href="#">1</a></li><li><a rel="next" href="/tin-tuc/hoat-dong/page-2/">2</a></li></ul>',
        "/tin-tuc/hoat-dong/page-2/",
    ),
    "joomla": Layout(
        "/tin-tuc-su-kien/1{n}-{name}",
        "/tin-tuc-su-kien",
        '<tr class="cat-list-row{n}"><td class="list-title"><a href="{url}">\n {title}</a></td><td class="list-date">0{n}/11/2025</td></tr>',
        '<table class="category table"><tbody>{items}</tbody></table>',
        '<ul class="pagination-list"><li><a title="2" href="/tin-tuc-su-kien?start=3" class="pagenav">2</a></li></ul>',
        "/tin-tuc-su-kien?start=3",
    ),
    "wordpress": Layout(
        "/2025/10/{name}/",
        "/category/tin-tuc/",
        '<article class="post post-{n} type-post"><header><h2 class="entry-title"><a href="{url}" rel="bookmark">{title}</a></h2></header><div class="entry-summary">Tóm tắt <a href="{url}">Đọc tiếp</a></div></article>',
        '<main id="main">{items}</main>',
        '<nav class="navigation"><a class="next page-numbers" href="/category/tin-tuc/page/2/">Trang sau »</a></nav>',
        "/category/tin-tuc/page/2/",
        "/feed/",
    ),
    "dotnetnuke": Layout(
        "/tin-tuc/chi-tiet/id/{n}01/{name}",
        "/tin-tuc",
        '<li><h3><a id="dnn_ctr42_View_rpt_ctl0{n}_hplTitle" class="tieude" href="{url}">{title}</a></h3><span class="ngay">(0{n}/04/2023)</span></li>',
        '<div id="dnn_ctr42_View_divList" class="ds-tin"><ul>{items}</ul></div>',
        "<table class=\"PagingTable\"><tr><td><span>1</span></td><td><a href=\"javascript:__doPostBack('dnn$ctr42$View$pager','2')\">2</a></td></tr></table>",
        "2",
    ),
    "sharepoint": Layout(
        "/Pages/chi-tiet-tin.aspx?ItemID={n}7&CategoryId=3",
        "/Pages/tin-tuc.aspx",
        '<div class="row-tin"><div class="anh"><a href="{url}"><img src="/x.png"></a></div><div class="noidung"><a class="link-tin" href="{url}">{title}</a> <i>1{n}/8/2021</i></div></div>',
        '<div class="ms-webpart-zone"><div class="ds-tin-tuc">{items}</div></div>',
        '<div class="phan-trang"><a href="/Pages/tin-tuc.aspx?p=2" title="Trang sau">&gt;</a></div>',
        "/Pages/tin-tuc.aspx?p=2",
    ),
    "drupal": Layout(
        "/vi/tin-tuc/{name}",
        "/vi/tin-tuc",
        '<div class="views-row"><div class="views-field views-field-title"><span class="field-content"><a href="{url}">{title}</a></span></div></div>',
        '<div class="view-content">{items}</div>',
        '<ul class="pager"><li class="pager-next"><a href="/vi/tin-tuc?page=1" title="Đến trang kế tiếp">tiếp theo ›</a></li></ul>',
        "/vi/tin-tuc?page=1",
    ),
    "custom-news": Layout(
        "/{name}-10225101508{n}12345.htm",
        "/thoi-su.htm",
        '<div class="box-category-item"><a class="box-category-avatar" href="{url}" title="{title}"><img src="/i.jpg"></a><h3><a class="box-category-link-title" href="{url}">{title}</a></h3></div>',
        '<div class="box-category-middle">{items}</div>',
        "",
        "/thoi-su/trang-2.htm",
        "/rss/thoi-su.rss",
    ),
}


def articles(system: str, layout: Layout) -> list[Page]:
    found = []
    for n, path in enumerate(sorted((PAGES / system).glob("*.html")), 1):
        address = layout.article.format(name=path.stem, n=n)
        found.append(Page(address, path.read_bytes(), json.loads(path.with_suffix(".json").read_text("utf-8"))))
    return found


def page(title: str, layout: Layout, shown: list[Page], every: list[Page], pager: str) -> bytes:
    items = "".join(
        layout.item.format(url=p.address.replace("&", "&amp;"), title=p.title, n=n) for n, p in enumerate(shown, 1)
    )
    most = "".join(f'<li><a href="{p.address.replace("&", "&amp;")}">{p.title}</a></li>' for p in every[:2])
    feed = f'<link rel="alternate" type="application/rss+xml" href="{layout.feed}">' if layout.feed else ""
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{title}</title>{feed}</head><body>"
        f"<form method='post' id='aspnetForm'><input type='hidden' name='__VIEWSTATE' value='v1'>"
        f"{MENU.format(section=layout.section)}<div class='container'><div class='col-md-9'><h1>Tin tức</h1>"
        f"{layout.holder.format(items=items)}{pager}</div>{SIDE.format(most=most)}</div>{FOOT}</form></body></html>"
    ).encode()


def feed(every: list[Page]) -> bytes:
    items = "".join(
        f"<item><title>{p.title.replace('&', '&amp;')}</title><link>{p.address}</link></item>" for p in every
    )
    return f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Tin</title>{items}</channel></rss>".encode()


def portal(system: str) -> tuple[Layout, list[Page], dict[str, bytes]]:
    layout = LAYOUTS[system]
    every = articles(system, layout)
    site = "Cổng thông tin điện tử tỉnh Thử Nghiệm"
    first = page(f"Tin tức - {site}", layout, every[:3], every, layout.pager)
    second = page(f"Tin tức - {site}", layout, every[3:], every, "")
    got = {p.address: p.data for p in every}
    got |= {layout.section: first, layout.second: second, "/robots.txt": b"User-agent: *\nDisallow: /lien-he\n"}
    front = page(site, layout, every[:1], every, "")
    got["/"] = front
    if layout.feed:
        got[layout.feed] = feed(every)
    return layout, every, got


@pytest.fixture
def served() -> Iterator[Callable[[dict[str, bytes]], str]]:
    """A function that serves pages by path and query (a posted __EVENTARGUMENT by its value) on loopback."""
    servers = []

    def start(pages: dict[str, bytes]) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(pages.get(self.path) or pages.get(self.path.rstrip("/")) or pages.get(f"{self.path}/"))

            def do_POST(self) -> None:
                sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                asked = sent.get("__EVENTARGUMENT", [""])[0] if sent.get("__VIEWSTATE") == ["v1"] else ""
                self._answer(pages.get(asked))

            def _answer(self, body: bytes | None) -> None:
                self.send_response(200 if body else 404)
                xml = body is not None and body.startswith(b"<?xml")
                self.send_header("Content-Type", "application/rss+xml" if xml else "text/html")
                self.end_headers()
                self.wfile.write(body or b"khong co")

            def log_message(self, *args: object) -> None:
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def drafted(url: str) -> Portal:
    source = parse_source(draft(url, "thu"))
    assert isinstance(source, Portal)
    assert source.tried is None
    return source


def collected(source: Portal, folder: Path) -> dict[str, bytes]:
    archive = Archive(folder)
    got = {}
    for exchange in collect(source, archive):
        if exchange.role == "page" and exchange.good and exchange.raw:
            parts = urlsplit(exchange.address)
            got[parts.path + (f"?{parts.query}" if parts.query else "")] = archive.get(exchange.raw)
    return got


def words(text: str) -> Counter[str]:
    return Counter(fold(text).split())


def read_right(source: Portal, p: Page) -> list[str]:
    """What of the page is read otherwise than its gold says."""
    document = read_bytes(p.data, address=p.address, rules=source.rules(None))
    marks = {m.kind: document.quote(m.start, m.end) for m in document.marks}
    wrong = []
    if fold(marks.get("headline", "")) != fold(squash(p.title)):
        wrong.append(f"headline {marks.get('headline')!r}")
    stamp = str(p.gold["stamp"] or "")
    if re.findall(r"\d+", stamp) != re.findall(r"\d+", marks.get("stamp", "")):
        wrong.append(f"stamp {marks.get('stamp')!r} for {stamp!r}")
    a, b = words(document.text), words(" ".join([p.title, stamp, *p.gold["body"], str(p.gold["byline"] or "")]))  # type: ignore[misc]
    share = 2 * (a & b).total() / (a.total() + b.total())
    if share < 0.95:
        wrong.append(f"body {share:.2f}")
    return wrong


@pytest.mark.parametrize("start", ["list", "front", "article"])
@pytest.mark.parametrize("system", sorted(LAYOUTS))
def test_draft_collects_all_articles(system: str, start: str, tmp_path: Path, served) -> None:  # type: ignore[no-untyped-def]
    layout, every, pages = portal(system)
    base = served(pages)
    source = drafted(base + {"list": layout.section, "front": "/", "article": every[0].address}[start])
    assert source.private
    got = collected(source, tmp_path)
    assert {p.address.rstrip("/") for p in every} <= {a.rstrip("/") for a in got}
    assert len(got) <= len(every) + 1
    # Where the generic reader reads a page right, the draft's selectors must do so too.
    bare = source.model_copy(update={"article": (PageRules(),)})
    worse = {p.address: w for p in every if (w := read_right(source, p)) and not read_right(bare, p)}
    assert not worse
    verdict = list(check(source))[-1]
    assert verdict.part == "verdict"
    assert verdict.level != BAD


@pytest.mark.parametrize("system", [s for s, x in LAYOUTS.items() if x.feed])
def test_draft_from_a_feed(system: str, tmp_path: Path, served) -> None:  # type: ignore[no-untyped-def]
    layout, every, pages = portal(system)
    base = served(pages)
    source = drafted(base + layout.feed)
    assert [x.kind for x in source.lists] == ["feed"]
    assert {p.address.rstrip("/") for p in every} == {a.rstrip("/") for a in collected(source, tmp_path)}


def test_draft_from_a_sitemap(tmp_path: Path, served) -> None:  # type: ignore[no-untyped-def]
    _, every, pages = portal("nukeviet")
    base = served(pages)
    locs = "".join(f"<url><loc>{base}{p.address}</loc></url>" for p in every)
    pages["/sitemap.xml"] = (
        f"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{locs}</urlset>".encode()
    )
    source = drafted(f"{base}/sitemap.xml")
    assert [x.kind for x in source.lists] == ["sitemap"]
    assert len(collected(source, tmp_path)) == len(every)


@pytest.mark.parametrize("start", ["tin-tuc/", "thong-bao/", "rss.xml", "atom.xml", "sitemap.xml"])
def test_draft_from_a_copy(start: str, tmp_path: Path) -> None:
    """The portal is asked at another address, the draft is for its own."""
    with OwnPortal(pieces(30)) as own:
        source = parse_source(draft(f"http://binhluong.example.gov.vn/{start}", served=own.base))
        assert isinstance(source, Portal)
        assert (source.base, source.private, source.pace) == ("http://binhluong.example.gov.vn/", False, 2.0)
        source = source.model_copy(update={"pace": 0.0})
        archive = Archive(tmp_path)
        good = [e for e in collect(source, archive, base=own.base) if e.role == "page" and e.good]
        assert len(good) >= (20 if start in ("rss.xml", "atom.xml") else 28)  # pages that only link to a file may fail
        rules = source.rules(None)
        assert (rules.headline, rules.stamp, rules.body) == ("h1", ".ngay", ".noi-dung")


def test_nothing_to_draft(served) -> None:  # type: ignore[no-untyped-def]
    base = served({"/": b"<html><head><title>x</title></head><body><p>Trang rong</p></body></html>"})
    with pytest.raises(DraftError, match="a page that lists news"):
        draft(base)
    with pytest.raises(DraftError, match="no http"):
        draft("ftp://x.vn/")


NEXTS = [
    ('<a href="/tin?page=2">2</a><a href="/tin?page=3">3</a>', {"number": "/tin?page={n}"}),
    ('<a href="/tin?page=1">2</a><a href="/tin?page=2">3</a>', {"number": "/tin?page={n}", "first": 1}),
    (
        '<a href="/tin?start=10">2</a><a href="/tin?start=20">3</a>',
        {"number": "/tin?start={n}", "first": 10, "step": 10},
    ),
    ('<a href="/tin/page/2/">Trang 2</a>', {"number": "/tin/page/{n}/"}),
    ('<a href="trang-2.html">2</a><a href="trang-3.html">[3]</a>', {"number": "/trang-{n}.html"}),
    (
        "<a href=\"javascript:__doPostBack('a$pager','Page$2')\">2</a>",
        {"form": {"__EVENTTARGET": "a$pager", "__EVENTARGUMENT": "Page${n}"}},
    ),
    (
        "<a href=\"javascript:__doPostBack('a$p$ctl1','')\">2</a><a href=\"javascript:__doPostBack('a$p$ctl2','')\">3</a>",
        {"form": {"__EVENTTARGET": "a$p$ctl{n}", "__EVENTARGUMENT": ""}, "first": 1},
    ),
    (
        "<a href=\"javascript:__doPostBack('rpt$ctl01$lnk','')\">2</a><a href=\"javascript:__doPostBack('rpt$ctl02$lnk','')\">3</a>",
        {"form": {"__EVENTTARGET": "rpt$ctl{n:02}$lnk", "__EVENTARGUMENT": ""}, "first": 1},
    ),
    (
        "<div class='phan-trang'><a href=\"javascript:__doPostBack('g$lbNext','')\">Trang sau</a></div>",
        {"link": ".phan-trang > a"},
    ),
    ('<a rel="next" href="/tin/sau">Cũ hơn</a>', {"link": "a[rel~=next]"}),
    ('<li class="pager-next"><a href="/x">Tiếp theo »</a></li>', {"link": ".pager-next > a"}),
    ('<p><a href="/x">Trang sau</a></p>', {"link": 'a:-soup-contains-own("Trang sau")'}),
]


@pytest.mark.parametrize(("pager", "wanted"), NEXTS)
def test_next_page(pager: str, wanted: dict[str, object]) -> None:
    offered = next(paging.offers(parse(f"<html><body>{pager}</body></html>".encode()), "http://a.vn/tin"))
    assert offered.model_dump(exclude_defaults=True) == wanted


PATTERNS = [
    (
        ["/tin/bai-mot-12.html", "/tin/bai-hai-ba-345.html", "/tin/x-bon-99.html"],
        "/tin/lai-them-bai-nam-7001.html",
        "/tin/gioi-thieu.html",
    ),
    (["/a/b-1.htm", "/c/d-2.htm"], "/e/f-3.htm", "/a/"),
    (["/p.aspx?id=1&c=2", "/p.aspx?id=3&c=2"], "/p.aspx?id=55&c=2", "/p.aspx?c=2"),
    (
        [f"/index.php?view=article&id={n}%3Abai-{n}&Itemid=9" for n in (11, 12, 13)],
        "/index.php?view=article&id=77%3Alai-them&Itemid=9",
        "/index.php?view=category&id=7%3Atin&Itemid=9",
    ),
    (["/2025/10/mot-bai/", "/2024/01/hai-bai/"], "/2026/12/ba", "/category/tin/"),
]


@pytest.mark.parametrize(("seen", "other", "stranger"), PATTERNS)
def test_pattern_generalises(seen: list[str], other: str, stranger: str) -> None:
    made = linking.pattern({f"http://a.vn{a}" for a in seen}, {f"http://a.vn{stranger}"})
    for address in (*seen, other):
        assert re.fullmatch(made, address), made
    assert not re.fullmatch(made, stranger), made


def test_last_page() -> None:
    pager = "".join(f'<a href="/tin?start={10 * (n - 1)}">{n}</a>' for n in (2, 3)) + '<a href="/tin?start=110">»</a>'
    rule = Next(number="/tin?start={n}", first=10, step=10)
    assert paging.last_page(parse(f"<html><body>{pager}</body></html>".encode()), "http://a.vn/tin", rule) == 12
    assert paging.last_page(parse(b"<html><body><p>x</p></body></html>"), "http://a.vn/tin", rule) == 0


PROSE = "Sáng nay, Ủy ban nhân dân huyện tổ chức hội nghị bàn việc phòng, chống thiên tai trên địa bàn các xã. " * 3
TOWNS = "An Bình|Cẩm Sơn|Đông Hà|Gia Lộc|Hòa Tiến|Kim Liên|Long Hưng|Mỹ Thành|Nam Phú|Phú Lâm|Quế Trung|Tân Lập".split(
    "|"
)


def small_town() -> dict[str, bytes]:
    """Two sections of six articles, two pages each, a column of the same articles everywhere, files beside the words."""

    def whole(title: str, inside: str) -> bytes:
        menu = (
            "<nav><a href='/dieu-hanh'>Điều hành</a><a href='/nganh'>Hoạt động ngành</a><a href='/vb'>Văn bản</a></nav>"
        )
        most = "".join(f"<li><a href='/bai/b-{n}.html'>{name(n)}</a></li>" for n in (1, 4, 7, 10, 12))
        side = f"<div class='xem-nhieu'><ul>{most}</ul></div>"
        return f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{menu}{inside}{side}</body></html>".encode()

    def name(n: int) -> str:
        return f"Huyện triển khai kế hoạch phòng chống thiên tai tại xã {TOWNS[n - 1]}"

    def listed(which: range, pager: str) -> str:
        found = "".join(f"<div class='mot'><h3><a href='/bai/b-{n}.html'>{name(n)}</a></h3></div>" for n in which)
        return f"<div class='ds'>{found}</div><div class='phan'>{pager}</div>"

    got = {"/": whole("Tin tức", "<div><p>Chào mừng</p></div>"), "/vb": whole("Văn bản", "<p>Đang cập nhật</p>")}
    for at, start in (("/dieu-hanh", 1), ("/nganh", 7)):
        pager = f"<a href='{at}/trang-1'>1</a><a href='{at}/trang-2'>2</a>"
        got[at] = got[f"{at}/trang-1"] = whole("Tin tức", listed(range(start, start + 3), pager))
        got[f"{at}/trang-2"] = whole("Tin tức", listed(range(start + 3, start + 6), pager))
    for n in range(1, 13):
        others = "".join(
            f"<li><a href='/bai/b-{m}.html'>{name(m)}</a></li>" for m in range(1, 13) if abs(m - n) in (1, 2, 3)
        )
        got[f"/bai/b-{n}.html"] = whole(
            f"{name(n)} | Xã Thử Nghiệm",
            f"<h1 class='td'>{name(n)}</h1><div class='ngay'>{n:02}/09/2025 08:00</div><div class='nd'><p>{PROSE}</p><p>{PROSE}</p>"
            f"<div class='tep'>Tệp đính kèm: <a href='/tep/{n}.pdf'>{n}.pdf</a></div></div>"
            f"<div class='khac'><h4>Tin khác</h4><ul>{others}</ul></div>",
        )
    return got


@pytest.mark.parametrize("start", ["/", "/dieu-hanh", "/bai/b-2.html"])
def test_sections_are_lists_and_articles_and_columns_are_none(start: str, served) -> None:  # type: ignore[no-untyped-def]
    base = served(small_town())
    source = drafted(base + start)
    assert {x.address for x in source.lists} == {"/dieu-hanh", "/nganh"} if start != "/dieu-hanh" else {"/dieu-hanh"}
    assert {x.items for x in source.lists} == {".mot > h3"}
    assert all(x.next and x.next.number for x in source.lists)
    assert not any(x in selector for selector in source.rules(None).drop for x in ("tep", "pdf"))
    read = read_bytes(small_town()["/bai/b-2.html"], address="/bai/b-2.html", rules=source.rules(None))
    assert list(read.files) == ["/tep/2.pdf"]
    assert source.title == "Xã Thử Nghiệm"
    assert source.expect == 4  # a second page is shown, and three articles on the first


def test_a_draft_says_what_it_guessed(served) -> None:  # type: ignore[no-untyped-def]
    layout, _, pages = portal("wordpress")
    text = draft(served(pages) + layout.section, "thu")
    assert text.count("GUESS") >= 4
    assert "Thử Nghiệm" in text
    with pytest.raises(SourceError):
        parse_source(text.replace("name =", "nama ="))


@pytest.mark.skipif(not SHARED.exists(), reason="the shared portal is not beside this checkout")
@pytest.mark.parametrize(("start", "least"), [("/tin-tuc-su-kien/", 20), ("/", 20)])
def test_shared_portal(start: str, least: int, tmp_path: Path, serve) -> None:  # type: ignore[no-untyped-def]
    with tarfile.open(SHARED) as tar:
        tar.extractall(tmp_path / "www", filter="data")
    base, _ = serve(tmp_path / "www")
    source = drafted(base.rstrip("/") + start)
    got = collected(source, tmp_path / "kho")
    assert len(got) >= least
    for address, data in got.items():
        document = read_bytes(data, address=address, rules=source.rules(None))
        assert {m.kind for m in document.marks} >= {"headline", "stamp"}, address
        for chrome in ("TIN ĐÃ ĐƯA", "TIN MỚI HƠN", "Giấy phép số"):
            assert chrome not in document.text, address
    assert [x.level for x in check(source, pages=4)][-1] == GOOD
