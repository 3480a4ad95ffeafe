"""Reading bytes: formats, charsets, chrome, and a clear word for what can't be read."""

import io
import unicodedata

import docx
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from corpus.readers import PageRules, Pretence, ReadError, looks_vietnamese, read_bytes

PAGE = """<!doctype html><html><head><title>Huyện họp bàn chuyển đổi số | Cổng TTĐT</title><script>alert('x')</script></head><body>
<ul class="menu"><li><a href="/">Trang chủ</a></li><li><a href="/tin">Tin tức</a></li><li><a href="/vb">Văn bản</a></li></ul>
<div class="content"><h1>Huyện họp bàn chuyển đổi số</h1><span class="date">08:15 12/04/2021</span>
<div class="share">Chia sẻ Facebook Zalo</div>
<div class="body"><p>Sáng 12/4, UBND huyện tổ chức cuộc họp bàn về chuyển đổi số và cải cách hành chính trên địa bàn toàn huyện.</p>
<p>Chủ tịch UBND huyện Lò Văn Tướng yêu cầu các xã hoàn thành số hóa hồ sơ trước ngày 30/6.<br>Cuộc họp kết thúc cùng ngày.</p></div>
<p class="author">Thu Hà</p>
<h4>Tin liên quan</h4><ul><li><a href="/a">Một tin khác của huyện hôm qua</a></li><li><a href="/b">Tin thứ hai của huyện</a></li><li><a href="/c">Tin thứ ba của huyện</a></li></ul>
</div><div id="footer">Giấy phép số 12/GP-TTĐT</div></body></html>"""


def test_page_without_rules() -> None:
    d = read_bytes(PAGE.encode(), address="a.html")
    marks = {m.kind: d.quote(m.start, m.end) for m in d.marks}
    assert marks["headline"] == "Huyện họp bàn chuyển đổi số"
    assert marks["stamp"] == "08:15 12/04/2021"
    assert "hoàn thành số hóa hồ sơ trước ngày 30/6." in d.text
    for chrome in ("Trang chủ", "Chia sẻ", "Một tin khác", "Giấy phép", "alert"):
        assert chrome not in d.text


def test_page_with_rules() -> None:
    rules = PageRules(headline="h1", stamp=".date", body=".body", byline=".author")
    d = read_bytes(PAGE.encode(), address="a.html", rules=rules)
    assert d.text.splitlines()[:2] == ["Huyện họp bàn chuyển đổi số", "08:15 12/04/2021"]
    assert d.text.splitlines()[-1] == "Thu Hà"
    assert len(d.text.splitlines()) == 6  # the line break within a paragraph is one


def test_blocked_page_is_no_success() -> None:
    with pytest.raises(Pretence, match="crawlers"):
        read_bytes(
            b"<html><head><script>document.cookie='a=1';location.reload()</script></head><body></body></html>",
            address="x",
        )


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_charsets(charset: str) -> None:
    text = "Ủy ban nhân dân huyện yêu cầu các xã báo cáo kết quả trước ngày 15 tháng 5 năm 2019. " * 6
    form = unicodedata.normalize("NFC", text)
    if charset == "cp1258":
        # windows-1258 writes most vowels with their tone mark behind them.
        marks = "\u0300\u0301\u0303\u0309\u0323"
        form = "".join(
            (
                unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", x) if c not in marks))
                + "".join(c for c in unicodedata.normalize("NFD", x) if c in marks)
            )
            for x in form
        )
    d = read_bytes(form.encode(charset), address="a.txt")
    assert "Ủy ban nhân dân huyện yêu cầu" in d.text


def test_docx_cell_after_cell() -> None:
    made = docx.Document()
    table = made.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "UBND TỈNH HÀ NAM\nSỞ TÀI CHÍNH"
    table.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    made.add_paragraph("Giám đốc Sở yêu cầu các phòng thực hiện nghiêm túc.")
    file = io.BytesIO()
    made.save(file)
    d = read_bytes(file.getvalue(), address="a.docx")
    assert d.text.splitlines() == [
        "UBND TỈNH HÀ NAM",
        "SỞ TÀI CHÍNH",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Giám đốc Sở yêu cầu các phòng thực hiện nghiêm túc.",
    ]


def _pdf(lines: list[str], password: str | None = None) -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption

    file = io.BytesIO()
    page = canvas.Canvas(file, pagesize=A4, encrypt=StandardEncryption(password) if password else None)
    for i, line in enumerate(lines):
        page.drawString(72, 780 - 16 * i, line)
    page.drawString(297, 30, "1")
    page.showPage()
    page.save()
    return file.getvalue()


def test_pdf_text_without_page_number() -> None:
    d = read_bytes(_pdf(["UBND huyen yeu cau cac xa bao cao", "truoc ngay 15/5/2019."]), address="a.pdf")
    assert d.text.splitlines() == ["UBND huyen yeu cau cac xa bao cao", "truoc ngay 15/5/2019."]


BAD = [
    (b"", "a.txt", "empty"),
    (b" \n\t", "a.txt", "empty"),
    (b"%PDF-1.7 broken", "a.pdf", "damaged"),
    (b"no pdf at all", "a.pdf", "no PDF header"),
    (b"PK\x03\x04junk", "a.docx", "ZIP"),
    (b"PK\x03\x04junk word/document.xml", "a.docx", "damaged"),
    (bytes(range(256)) * 40, "a.bin", "binary"),
    (b"\xd0\xcf\x11\xe0" + b"x" * 99, "a.doc", "old binary Office"),
    (_pdf(["mat"], "khoa"), "a.pdf", "encrypted"),
    (_pdf([]), "a.pdf", "no text layer"),
    (b"<html><body></body></html>", "a.html", "no article|crawlers|no words"),
]


@pytest.mark.parametrize(("data", "name", "word"), BAD)
def test_bad_input_gets_a_clear_word(data: bytes, name: str, word: str) -> None:
    with pytest.raises(ReadError, match=word):
        read_bytes(data, address=name)


def test_other_languages_are_noticed() -> None:
    assert looks_vietnamese("Ủy ban nhân dân tỉnh họp")
    assert not looks_vietnamese("The committee met on Monday to discuss the budget.")
