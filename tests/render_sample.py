"""Turns some of the sample's plain texts into html, docx and pdf, as authorities publish them, checking each with its gold.

usage: python tests/render_sample.py html|docx|pdf NAME ...   (NAME.txt in corpus/sample gives way to NAME.html …)
A text whose gold does not hold in the new form is left as it is, and said.
"""

from __future__ import annotations

import html
import io
import json
import re
import sys
import textwrap
from pathlib import Path

from corpus.gold import check
from corpus.readers import ReadError, read_bytes

SAMPLE = Path(__file__).parent.parent / "corpus" / "sample"
FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
_STAMP = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}")


def as_html(text: str) -> bytes:
    """A portal page: menu, headline, stamp, body, share block, list of other articles."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    stamp = next((line for line in lines[1:3] if _STAMP.search(line) and len(line) < 60), "")
    body = "".join(f"<p>{html.escape(line)}</p>\n" for line in lines[1:] if line != stamp)
    return f"""<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>{html.escape(lines[0])} - Cổng thông tin điện tử</title><script>var luot = 1;</script></head>
<body><div class="menu"><ul><li><a href="/">Trang chủ</a></li><li><a href="/gioi-thieu">Giới thiệu</a></li><li><a href="/tin-tuc">Tin tức</a></li></ul></div>
<div class="chi-tiet"><h1>{html.escape(lines[0])}</h1><div class="ngay-dang">{html.escape(stamp)}</div>
<div class="share">Chia sẻ: Facebook Zalo In trang</div>
<div class="noi-dung">
{body}</div>
<div class="tin-lien-quan"><b>Các tin khác</b><ul><li><a href="/1">Thông báo lịch cúp điện tuần tới trên địa bàn</a></li><li><a href="/2">Kết quả giải bóng chuyền truyền thống</a></li><li><a href="/3">Danh mục thủ tục hành chính mới công bố</a></li></ul></div></div>
<div id="footer">Bản quyền thuộc Cổng thông tin điện tử. Lượt truy cập: 1.204.332</div></body></html>
""".encode()


def as_docx(text: str) -> bytes:
    """A Word document; lines in two columns become a table without borders."""
    import docx

    made = docx.Document()
    for line in text.splitlines():
        cells = [c for c in re.split(r" {4,}", line.strip()) if c]
        if len(cells) == 2:
            table = made.add_table(rows=1, cols=2)
            table.cell(0, 0).text, table.cell(0, 1).text = cells
        elif line.strip():
            made.add_paragraph(line.strip())
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def as_pdf(text: str) -> bytes:
    """A PDF of wrapped lines with page numbers."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(TTFont("text", str(FONT)))
    lines: list[str] = []
    for line in text.splitlines():
        lines += [line.rstrip()] if re.search(r"\S {4,}\S", line) else textwrap.wrap(line.strip(), 86) or [""]
    file = io.BytesIO()
    page = canvas.Canvas(file, pagesize=A4, invariant=1)
    for n, start in enumerate(range(0, len(lines), 48), 1):
        page.setFont("text", 10)
        for i, line in enumerate(lines[start : start + 48]):
            cells = re.split(r" {4,}", line.strip())
            for k, cell in enumerate(cells):
                page.drawString(60 + 270 * k, 790 - 15 * i, cell)
        page.drawCentredString(297, 30, str(n))
        page.showPage()
    page.save()
    return file.getvalue()


def main() -> int:
    """Render what the command line names; returns 1 if a text was left as it is."""
    kind, *names = sys.argv[1:]
    make = {"html": as_html, "docx": as_docx, "pdf": as_pdf}[kind]
    left = 0
    for name in names:
        source, target = SAMPLE / f"{name}.txt", SAMPLE / f"{name}.{kind}"
        data = make(source.read_text(encoding="utf-8"))
        gold = json.loads((SAMPLE / f"{name}.json").read_text(encoding="utf-8"))
        try:
            wrong = check(gold, read_bytes(data, address=target.name).text)
        except ReadError as error:
            wrong = [str(error)]
        if wrong:
            left += 1
            print(f"{name}: left as it is: {wrong[0]}")
            continue
        target.write_bytes(data)
        source.unlink()
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
