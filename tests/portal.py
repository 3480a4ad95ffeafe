"""A portal of our own on loopback: lists with three kinds of further pages, feeds, sitemaps, articles, notices as files.

Everything on it follows from `Piece`s, which may be added, changed, moved and removed while it runs; `log` holds every
request. All bodies, bureaux and persons are invented.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import io
import threading
import time
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from corpus.canonical import fold
from corpus.sources import Portal, parse

_FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
_BODIES = ("Sở Xây dựng", "Sở Y tế", "Sở Nội vụ", "Sở Công Thương", "Ban Dân tộc", "Văn phòng UBND tỉnh")
_TASKS = (
    "rà soát các điểm trường xuống cấp, lập danh mục ưu tiên sửa chữa",
    "kiểm tra việc niêm yết giá tại các chợ, xử lý nghiêm vi phạm",
    "hoàn thành giải phóng mặt bằng tuyến đường vành đai",
    "tổng hợp nhu cầu vắc xin của các trạm y tế xã",
    "cập nhật phương án ứng phó mưa lũ, bố trí lực lượng trực ban",
)
_FIRST = date(2026, 7, 1)


@dataclass(frozen=True)
class Piece:
    """One page: `kind` is "article", "pdf" or "docx" (an article with a notice attached), or "only" (a bare link to one)."""

    n: int
    kind: str = "article"
    deadline: str = "30/6/2026"
    changed: int = 0  # how often it was changed
    visits: int | None = None  # a counter that stands on the page and says nothing

    @property
    def day(self) -> date:
        """When it was published."""
        return _FIRST - timedelta(days=self.n // 8)

    @property
    def title(self) -> str:
        """Its headline."""
        return f"{_BODIES[self.n % 6]} triển khai nhiệm vụ số {self.n} của phiên họp thường kỳ"

    @property
    def slug(self) -> str:
        """Its path."""
        return f"/tin/{'-'.join(fold(self.title).split())}-{self.n}.html"

    @property
    def file(self) -> str:
        """The path of its notice, if it has one."""
        return f"/tep/thong-bao-{self.n}.{'docx' if self.kind == 'docx' else 'pdf'}" if self.kind != "article" else ""

    @property
    def sentences(self) -> list[str]:
        """What it says."""
        body, task = _BODIES[self.n % 6], _TASKS[self.n % 5]
        return [
            f"Ngày {self.day.day}/{self.day.month}/{self.day.year}, tại trụ sở UBND tỉnh Bình Lương, đồng chí Phó Chủ tịch UBND tỉnh chủ trì phiên họp nghe {body} báo cáo kết quả thực hiện nhiệm vụ số {self.n}.",
            f"Sau khi nghe báo cáo và ý kiến của các đại biểu dự họp, Phó Chủ tịch UBND tỉnh yêu cầu {body} {task}, báo cáo UBND tỉnh trước ngày {self.deadline}.",
            f"Giao Sở Tài chính chủ trì, phối hợp với {body} bố trí kinh phí {100 + self.n} triệu đồng từ nguồn sự nghiệp năm 2026 để thực hiện nhiệm vụ nêu trên theo đúng quy định.",
        ]


def pieces(count: int) -> list[Piece]:
    """So many pieces, the newest first, of all kinds."""
    kinds = {3: "pdf", 6: "docx", 9: "only"}
    return [Piece(n, kinds.get(n % 12, "article")) for n in range(count)]


class OwnPortal:
    """The portal, served until it is closed. `pieces` stand in the order of its lists; lock `lock` to change them."""

    def __init__(self, pieces: Iterable[Piece], *, per_page: int = 20, slow: float = 0.0, tags: bool = True) -> None:
        self.pieces = list(pieces)
        self.per_page, self.slow, self.tags = per_page, slow, tags
        self.lock = threading.Lock()
        self.log: list[tuple[str, str, int]] = []
        self.moved: dict[str, str] = {}
        self.down: set[str] = set()  # paths that answer 500
        self.begun = datetime(2026, 7, 1, 8, tzinfo=UTC)
        handler = type("Handler", (_Handler,), {"portal": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> OwnPortal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def change(self, n: int, **to: Any) -> None:
        """Piece `n` says something else from now on."""
        with self.lock:
            self.pieces = [
                replace(p, **to, changed=p.changed + ("visits" not in to)) if p.n == n else p for p in self.pieces
            ]

    def remove(self, n: int) -> Piece:
        """Piece `n` is no more; returns it."""
        with self.lock:
            found = next(p for p in self.pieces if p.n == n)
            self.pieces.remove(found)
        return found

    def add(self, *new: Piece) -> None:
        """`new` pieces stand above all others."""
        with self.lock:
            self.pieces[:0] = new

    def asked(self, prefix: str = "/") -> list[str]:
        """The paths below `prefix` that were asked for, in their order."""
        return [path for _, path, _ in self.log if path.startswith(prefix)]

    def pages(self, n: int) -> list[Piece]:
        """The pieces on the `n`-th page of a list."""
        return self.pieces[(n - 1) * self.per_page : n * self.per_page]

    @property
    def count(self) -> int:
        """How many pages a list has."""
        return -(-len(self.pieces) // self.per_page)


LISTS = {
    "number": 'address = "tin-tuc/"\nitems = "#danh-sach"\nmatch = "/tin/.*"\nnext = { number = "trang-{n}/" }',
    "link": 'address = "thong-bao/"\nitems = "#danh-sach"\nmatch = "/tin/.*"\nnext = { link = "a.tiep" }',
    "form": 'address = "van-ban.aspx"\nitems = "#danh-sach"\nmatch = "/tin/.*"\n'
    'next = { form = { __EVENTTARGET = "luoi", __EVENTARGUMENT = "Page${n}" } }',
    "rss": 'kind = "feed"\naddress = "rss.xml"',
    "atom": 'kind = "feed"\naddress = "atom.xml"',
    "sitemap": 'kind = "sitemap"\naddress = "sitemap.xml"\nmatch = "/tin/.*"',
}


def source(*lists: str, name: str = "binh-luong", **more: object) -> Portal:
    """The portal's source file, read, with these of its `LISTS`, and further fields as they are."""
    chosen = "\n".join(f"[[lists]]\n{LISTS[x]}" for x in lists)
    said = f"""
name = "{name}"
title = "Cổng thông tin điện tử tỉnh Bình Lương"
unit = "UBND tỉnh Bình Lương"
place = "Bình Lương"
base = "http://binhluong.example.gov.vn/"
{chosen}
[[article]]
headline = "h1"
stamp = ".ngay"
body = ".noi-dung"
drop = [".luot-xem"]
"""
    made = parse(said)
    assert isinstance(made, Portal)
    return made.model_copy(update=more)


class _Handler(BaseHTTPRequestHandler):
    portal: OwnPortal
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
        self._answer({k: v[0] for k, v in form.items()})

    def log_message(self, *args: object) -> None:
        pass

    def _answer(self, form: dict[str, str]) -> None:
        if self.portal.slow:
            time.sleep(self.portal.slow)
        with self.portal.lock:
            code, body, media, changed = self._found(form)
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {"Content-Type": media}
        if self.portal.tags and code == 200 and self.command == "GET":
            headers |= {"ETag": tag, "Last-Modified": format_datetime(changed, usegmt=True)}
            if self.headers.get("If-None-Match") == tag:
                code, body = 304, b""
        self.portal.log.append((self.command, self.path, code))
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        if code != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _found(self, form: dict[str, str]) -> tuple[int, bytes, str, datetime]:
        portal, path = self.portal, urlsplit(self.path).path
        at = portal.begun
        if path in portal.down:
            return 500, b"<h1>500</h1>", "text/html", at
        if path == "/robots.txt":
            return 200, b"User-agent: *\nDisallow: /quan-tri/\n", "text/plain", at
        page = _list_page(portal, path, parse_qs(urlsplit(self.path).query), form)
        if page is not None:
            return 200, page.encode(), "text/html; charset=utf-8", at
        if (feed := _feeds(portal, path)) is not None:
            return 200, feed, "application/xml", at
        for p in portal.pieces:
            if p.slug == path:
                return 200, article(p).encode(), "text/html; charset=utf-8", at + timedelta(hours=p.changed)
            if p.file == path:
                return 200, notice(p.n, p.kind, p.deadline), "application/octet-stream", at + timedelta(hours=p.changed)
        return 404, b"<h1>404</h1>", "text/html", at


def _list_page(portal: OwnPortal, path: str, query: dict[str, list[str]], form: dict[str, str]) -> str | None:
    if path.startswith("/tin-tuc/"):
        rest = path.removeprefix("/tin-tuc/").strip("/")
        n = int(rest.removeprefix("trang-")) if rest else 1
        return _list(portal, n) if n <= portal.count else None
    if path == "/thong-bao/":
        n = int(query.get("trang", ["1"])[0])
        further = f'<a class="tiep" href="?trang={n + 1}">Trang sau</a>' if n < portal.count else ""
        return _list(portal, n, further)
    if path == "/van-ban.aspx":
        n = int(form.get("__EVENTARGUMENT", "Page$1").removeprefix("Page$"))
        # A postback without the page's own state is answered with the first page.
        n = n if n == 1 or form.get("__VIEWSTATE") == f"trang thai/{n - 1}==" else 1
        hidden = f'<input type="hidden" name="__VIEWSTATE" value="trang thai/{n}=="><input type="hidden" name="__EVENTTARGET" value="">'
        return _list(portal, n, f"<form method='post'>{hidden}</form>") if n <= portal.count else _list(portal, 10**6)
    return None


def _list(portal: OwnPortal, n: int, further: str = "") -> str:
    rows = "".join(f'<li><a href="{p.slug}">{html.escape(p.title)}</a></li>' for p in portal.pages(n))
    return (
        "<!doctype html><html><head><meta charset='utf-8'><title>Tin tức</title></head><body>"
        f"<ul class='menu'><li><a href='/'>Trang chủ</a></li></ul><ul id='danh-sach'>{rows}</ul>{further}</body></html>"
    )


def _feeds(portal: OwnPortal, path: str) -> bytes | None:
    where = "http://binhluong.example.gov.vn"
    newest = portal.pieces[:20]
    if path == "/rss.xml":
        items = "".join(
            f"<item><title>{p.title}</title><link>{where}{p.slug}</link><pubDate>{_rfc(p)}</pubDate></item>"
            for p in newest
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Bình Lương</title>{items}</channel></rss>'.encode()
    if path == "/atom.xml":
        items = "".join(
            f'<entry><title>{p.title}</title><link href="{where}{p.slug}"/><updated>{p.day}T08:0{p.changed % 10}:00Z</updated></entry>'
            for p in newest
        )
        return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Bình Lương</title>{items}</feed>'.encode()
    xmlns = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    if path == "/sitemap.xml":
        parts = "".join(f"<sitemap><loc>{where}/sitemap-{x}</loc></sitemap>" for x in ("1.xml.gz", "2.xml"))
        return f"<sitemapindex {xmlns}>{parts}</sitemapindex>".encode()
    if path in ("/sitemap-1.xml.gz", "/sitemap-2.xml"):
        half = portal.pieces[::2] if path.endswith("gz") else portal.pieces[1::2]
        urls = "".join(
            f"<url><loc>{where}{p.slug}</loc><lastmod>{p.day}T0{p.changed % 10}:00Z</lastmod></url>" for p in half
        )
        made = f"<urlset {xmlns}>{urls}</urlset>".encode()
        return gzip.compress(made, mtime=0) if path.endswith("gz") else made
    return None


def _rfc(p: Piece) -> str:
    return format_datetime(datetime(p.day.year, p.day.month, p.day.day, 8, p.changed % 60, tzinfo=UTC))


def article(p: Piece) -> str:
    """A piece as a page."""
    link = f'<p><a href="{p.file}">Tải về thông báo (bản đầy đủ)</a></p>' if p.file else ""
    said = "" if p.kind == "only" else "".join(f"<p>{s}</p>" for s in p.sentences)
    counter = f'<div class="luot-xem">Lượt xem: {p.visits}</div>' if p.visits is not None else ""
    return f"""<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>{p.title} - Cổng thông tin điện tử</title></head><body>
<ul class="menu"><li><a href="/">Trang chủ</a></li><li><a href="/tin-tuc/">Tin tức</a></li></ul>
<h1>{p.title}</h1><div class="ngay">{p.day:%d/%m/%Y} 08:00</div>
<div class="noi-dung">{said}{link}{counter}</div>
<div class="chan">Bản quyền thuộc UBND tỉnh Bình Lương</div></body></html>"""


@cache
def notice(n: int, kind: str, deadline: str) -> bytes:
    """The notice of piece `n` as a file, always the same bytes."""
    p = Piece(n, kind, deadline)
    lines = ["UBND TỈNH BÌNH LƯƠNG", f"THÔNG BÁO số {n}/TB-UBND", p.title, *p.sentences, "Nơi nhận: Như trên; Lưu: VT."]
    return docx(lines) if kind == "docx" else pdf(lines)


def docx(lines: list[str]) -> bytes:
    """A Word document, a paragraph a line."""
    from docx import Document

    made = Document()
    made.core_properties.created = made.core_properties.modified = datetime(2026, 7, 1)
    for line in lines:
        made.add_paragraph(line)
    file, again = io.BytesIO(), io.BytesIO()
    made.save(file)
    # Written anew without today's date, so that the same notice is the same bytes.
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(zipfile.ZipInfo(info.filename, (2026, 7, 1, 8, 0, 0)), old.read(info), zipfile.ZIP_DEFLATED)
    return again.getvalue()


def pdf(lines: list[str], password: str = "") -> bytes:
    """A PDF page with these lines; without Vietnamese marks where the machine has no font for them."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    font = "Helvetica"
    if _FONT.exists():
        font = "DejaVuSans"
        pdfmetrics.registerFont(TTFont(font, _FONT))
    file = io.BytesIO()
    lock = StandardEncryption(password, ownerPassword=password + "x") if password else None
    canvas = Canvas(file, invariant=1, encrypt=lock)
    canvas.setFont(font, 11)
    y = 800
    for line in lines:
        words = (line if font != "Helvetica" else fold(line)).split()
        while words:
            row = ""
            while words and len(row) + len(words[0]) < 80:
                row += words.pop(0) + " "
            canvas.drawString(50, y, row)
            y -= 16
    canvas.save()
    return file.getvalue()
