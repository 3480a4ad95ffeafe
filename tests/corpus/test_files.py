"""Files as authorities hand them out: Word old and new, RTF, OpenDocument, scans, archives, and what tries to do harm."""

import base64
import gzip
import io
import random
import shutil
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from corpus.document import Document
from corpus.readers import ReadError, pdf, read_bytes, scan
from corpus.readers._formats import MOST_ENTRIES, gunzipped, told
from corpus.readers._numbering import written
from corpus.readers.bundle import MOST_MEMBERS, harmless, is_bundle, unpack

FILES = Path(__file__).parent.parent / "pages" / "files"
PROSE = "Chủ tịch Ủy ban nhân dân huyện yêu cầu các xã báo cáo kết quả trước ngày 30/6/2021."

NO_OCR = scan.missing()
needs_ocr = pytest.mark.skipif(
    bool(NO_OCR), reason=f"!!! SCANS ARE NOT TESTED HERE: {NO_OCR} (apt-get install tesseract-ocr tesseract-ocr-vie)"
)
needs_catdoc = pytest.mark.skipif(
    not shutil.which("catdoc"), reason="!!! WORD 6 FILES ARE NOT TESTED HERE: apt-get install catdoc"
)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine on which no program is installed."""
    monkeypatch.setenv("PATH", str(tmp_path))


def file(name: str) -> Document:
    return read_bytes((FILES / name).read_bytes(), address=name)


# Word documents (docx)


def saved(made: object) -> bytes:
    out = io.BytesIO()
    made.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def word(body: str, **parts: str) -> bytes:
    """A docx whose body is `body` (WordprocessingML) and whose other parts are as python-docx makes them, or `parts`."""
    made = docx.Document()
    element = made.element.body
    for e in list(element):
        element.remove(e)
    for e in parse_xml(f"<w:body {nsdecls('w', 'r', 'wp', 'a')} {MORE}>{body}</w:body>"):
        element.append(e)
    data = saved(made)
    return replaced(data, {f"word/{k}.xml": v.encode() for k, v in parts.items()}) if parts else data


MORE = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def replaced(data: bytes, parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def p(text: str, more: str = "") -> str:
    return f"<w:p>{more}<w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


BOX = f"<wps:wsp><wps:txbx><w:txbxContent>{p('HỎA TỐC')}</w:txbxContent></wps:txbx></wps:wsp>"
CASES = [
    ("deleted", "<w:p><w:r><w:t>Giao Sở </w:t></w:r><w:del><w:r><w:delText>Nội vụ</w:delText></w:r></w:del><w:ins><w:r><w:t>Tài chính</w:t></w:r></w:ins></w:p>", ["Giao Sở Tài chính"]),
    ("moved", f"<w:p><w:moveFrom><w:r><w:t>cũ</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>mới</w:t></w:r></w:moveTo></w:p>{p('sau')}", ["mới", "sau"]),
    ("end mark deleted", p("Giao Sở ", "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>") + p("Tài chính"), ["Giao Sở Tài chính"]),
    ("row deleted", f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('cũ')}</w:tc></w:tr><w:tr><w:tc>{p('mới')}</w:tc></w:tr></w:tbl>", ["mới"]),
    ("hidden", "<w:p><w:r><w:t>thấy</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t> rõ</w:t></w:r></w:p>", ["thấy rõ"]),
    ("field", "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>HYPERLINK x</w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>công văn</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>", ["công văn"]),
    ("link", "<w:p><w:r><w:t>theo </w:t></w:r><w:hyperlink><w:r><w:t>công văn 12</w:t></w:r></w:hyperlink></w:p>", ["theo công văn 12"]),
    ("control", f"<w:sdt><w:sdtContent>{p('trong ô')}</w:sdtContent></w:sdt><w:p><w:sdt><w:sdtContent><w:r><w:t>ngày 5</w:t></w:r></w:sdtContent></w:sdt></w:p>", ["trong ô", "ngày 5"]),
    ("placeholder", "<w:p><w:r><w:t>Số:</w:t></w:r><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Bấm vào đây</w:t></w:r></w:sdtContent></w:sdt></w:p>", ["Số:"]),
    ("breaks", "<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r></w:p>", ["a", "b\tc-d"]),
    ("symbols", "<w:p><w:r><w:sym w:font='Symbol' w:char='F0B3'/><w:t> 95% </w:t><w:sym w:font='Wingdings' w:char='F0FC'/></w:r></w:p>", ["≥ 95% ✓"]),
    ("text box", f"<w:p><w:r><w:t>Kính gửi</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{BOX}</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{p('HỎA TỐC')}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>", ["Kính gửi", "HỎA TỐC"]),
    ("nested table", f"<w:tbl><w:tr><w:tc>{p('ngoài')}<w:tbl><w:tr><w:tc>{p('trong 1')}</w:tc><w:tc>{p('trong 2')}</w:tc></w:tr></w:tbl></w:tc><w:tc>{p('bên')}</w:tc></w:tr></w:tbl>", ["ngoài", "trong 1", "trong 2", "bên"]),
    ("merged cells", f"<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>{p('cao')}</w:tc><w:tc>{p('1')}</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc>{p('2')}</w:tc></w:tr></w:tbl>", ["cao", "1", "2"]),
    ("row control", f"<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc>{p('hàng')}</w:tc></w:tr></w:sdtContent></w:sdt></w:tbl>", ["hàng"]),
    ("capitals", "<w:p><w:r><w:rPr><w:caps/></w:rPr><w:t>Sở Tài chính</w:t></w:r><w:r><w:rPr><w:caps w:val='0'/></w:rPr><w:t> họp</w:t></w:r></w:p>", ["SỞ TÀI CHÍNH họp"]),
    ("capital font", "<w:p><w:r><w:rPr><w:rFonts w:ascii='.VnTimeH'/></w:rPr><w:t>Uû ban nh©n d©n huyÖn yªu cÇu c¸c x· b¸o c¸o</w:t></w:r></w:p>", ["UỶ BAN NHÂN DÂN HUYỆN YÊU CẦU CÁC XÃ BÁO CÁO"]),
    ("embedded", f"<w:altChunk r:id='rId9'/>{p('thân')}", ["thân"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "lines"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_docx_reads_what_word_shows(body: str, lines: list[str]) -> None:
    assert read_bytes(word(body), address="a.docx").text.splitlines() == lines


def test_docx_says_what_it_left_out() -> None:
    d = read_bytes(word(CASES[0][1] + CASES[-1][1]), address="a.docx")
    assert len(d.notes) == 2
    assert "tracked changes" in d.notes[0]
    assert "embedded" in d.notes[1]


LISTS = f"""<w:numbering {nsdecls("w")}>
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2.%4"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="+"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Dieu"/><w:lvlText w:val="Điều %1."/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""
STYLES = f"""<w:styles {nsdecls("w")}><w:style w:type="paragraph" w:styleId="Dieu"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="DieuDam"><w:basedOn w:val="Dieu"/></w:style></w:styles>"""


def item(text: str, list_id: int, level: int) -> str:
    return p(text, f"<w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list_id}'/></w:numPr></w:pPr>")


def test_docx_automatic_numbers() -> None:
    body = [
        item("Kết quả", 1, 0), item("một", 1, 1), item("hai", 1, 1), item("điểm", 1, 2), item("điểm", 1, 2),
        item("Nhiệm vụ", 1, 0), item("lại một", 1, 1), item("sâu", 1, 3), item("gạch", 2, 0), item("cộng", 2, 1),
        item("hai", 1, 1), item("đếm lại", 4, 1), item("không số", 0, 0), item("", 1, 1),
        p("áp dụng", "<w:pPr><w:pStyle w:val='Dieu'/></w:pPr>"), p("hiệu lực", "<w:pPr><w:pStyle w:val='DieuDam'/></w:pPr>"),
    ]  # fmt: skip
    d = read_bytes(word("".join(body), numbering=LISTS, styles=STYLES), address="a.docx")
    assert d.text.splitlines() == [
        "I. Kết quả", "1. một", "2. hai", "a) điểm", "b) điểm", "II. Nhiệm vụ", "1. lại một", "2.1.1 sâu",
        "- gạch", "+ cộng", "2. hai", "1. đếm lại", "không số", "", "Điều 4. áp dụng", "Điều 5. hiệu lực",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("n", "form", "shown"),
    [
        (4, "upperRoman", "IV"), (49, "lowerRoman", "xlix"), (1994, "upperRoman", "MCMXCIV"), (0, "lowerRoman", "0"),
        (26, "lowerLetter", "z"), (28, "upperLetter", "BB"), (7, "decimalZero", "07"), (12, "decimal", "12"),
        (3, "chineseCounting", "3"), (3, "none", ""),
    ],
)  # fmt: skip
def test_number_formats(n: int, form: str, shown: str) -> None:
    assert written(n, form) == shown


def test_docx_footnotes_last_headers_never() -> None:
    made = docx.Document()
    made.add_paragraph("Thân văn bản của huyện.")
    made.sections[0].header.paragraphs[0].text = "ĐẦU TRANG"
    made.sections[0].footer.paragraphs[0].text = "CHÂN TRANG"
    notes = f"<w:footnotes {nsdecls('w')}><w:footnote w:type='separator' w:id='-1'>{p('___')}</w:footnote><w:footnote w:id='1'>{p('Theo Nghị định 12.')}</w:footnote></w:footnotes>"
    relations = "word/_rels/document.xml.rels"
    with zipfile.ZipFile(io.BytesIO(saved(made))) as old:
        related = old.read(relations).decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    related = related.replace(
        "</Relationships>", f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    )
    data = replaced(saved(made), {"word/footnotes.xml": notes.encode(), relations: related.encode()})
    assert read_bytes(data, address="a.docx").text.splitlines() == ["Thân văn bản của huyện.", "[1] Theo Nghị định 12."]


def test_docx_resolves_no_entities(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}"><!ENTITY a "aaaaaaaaaa">'
        f'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><w:document {nsdecls("w")}><w:body>{p("thân &e;&b;")}</w:body></w:document>'
    )
    d = read_bytes(replaced(saved(docx.Document()), {"word/document.xml": xml.encode()}), address="a.docx")
    assert d.text.strip() == "thân"


def test_docx_bomb_is_not_inflated() -> None:
    data = replaced(saved(docx.Document()), {"word/document.xml": b"<w:p>" + b" " * (100 * 2**20)})
    assert len(data) < 2**20
    with pytest.raises(ReadError, match="inflates to more"):
        read_bytes(data, address="a.docx")


# Old Word, RTF, OpenDocument

NOTICE = """UBND HUYỆN MƯỜNG CHÀ
PHÒNG TÀI CHÍNH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Xem công văn 12 – “kèm theo”.
Giao Sở Tài chính và Sở Nội vụ rà soát số liệu.
I. Đánh giá chung
1. Kết quả
2. Hạn chế
II. Nhiệm vụ
1. Giao các sở
a) điểm thứ nhất
b) điểm thứ hai
1.b.1. sâu nhất
Khung:
Nơi nhận:
- Như trên;
KT. CHỦ TỊCH
Trong bảng con"""


def plain(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


@pytest.mark.usefixtures("bare")
def test_old_word_without_any_program() -> None:
    d = file("thong-bao.doc")
    assert d.media == "doc"
    assert plain(d.text) == [*NOTICE.splitlines(), "HỎA TỐC", "[1] Theo Nghị định 12."]


def test_old_word_in_a_legacy_font() -> None:
    d = file("font-cu.doc")
    assert plain(d.text) == [
        "UỶ BAN NHÂN DÂN HUYỆN MƯỜNG CHÀ",  # small letters of a font that draws them as capitals
        "CHI CỤC THỐNG KÊ",  # small letters with the format for capitals
        "Chủ tịch huyện yêu cầu các xã báo cáo kết quả trước ngày 15 tháng 5 năm 2009.",
        "Giao phòng tài chính chủ trì, phối hợp với các đơn vị rà soát số liệu thu chi ngân sách.",
        "Những nơi chưa thực hiện phải giải trình bằng văn bản.",
    ]
    assert d.repair is not None
    assert d.repair.encoding == "TCVN3"
    assert any("TCVN3" in n for n in d.notes)


def older(data: bytes) -> bytes:
    """An old Word file that says that it is of Word 6."""
    at = data.index(b"\xec\xa5")
    return data[: at + 2] + struct.pack("<H", 0x65) + data[at + 4 :]


@needs_catdoc
def test_older_word_by_catdoc() -> None:
    d = read_bytes(older((FILES / "thong-bao.doc").read_bytes()), address="a.doc")
    assert "Giao" in d.text
    assert "catdoc" in d.notes[0]


@pytest.mark.usefixtures("bare")
def test_older_word_without_catdoc() -> None:
    with pytest.raises(ReadError, match="install catdoc"):
        read_bytes(older((FILES / "thong-bao.doc").read_bytes()), address="a.doc")


def test_encrypted_old_word() -> None:
    data = (FILES / "thong-bao.doc").read_bytes()
    at = data.index(b"\xec\xa5") + 0x0A
    flags = struct.unpack_from("<H", data, at)[0] | 0x100
    with pytest.raises(ReadError, match="encrypted"):
        read_bytes(data[:at] + struct.pack("<H", flags) + data[at + 2 :], address="a.doc")


def test_rtf() -> None:
    d = file("thong-bao.rtf")
    assert d.media == "rtf"
    assert plain(d.text) == NOTICE.splitlines()


RTF = [
    (rb"{\rtf1\ansi{\fonttbl{\f0\fcharset163 Arial;}}\f0 Giao S\u7903? T\'e0i ch\'ednh\par}", "Giao Sở Tài chính"),
    (rb"{\rtf1\ansi\trowd C\'f4ng v\u259?n\cell s\u7889? 12\cell\row}", "Công văn\nsố 12"),
    (rb"{\rtf1\ansi Xem {\field{\*\fldinst{HYPERLINK \"http://a.vn\"}}{\fldrslt c\'f4ng v\u259?n}} k\'e8m\par}", "Xem công văn kèm"),
    (rb"{\rtf1\ansi Giao {\deleted b\u7887? x\'f3a }{\v \u7849?n }{\v0 r\'f5}\par}", "Giao rõ"),
    (rb"{\rtf1\ansi{\pntext\f0 1.\tab}Giao\par}", "1.\tGiao"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "text"), RTF)
def test_rtf_parts(data: bytes, text: str) -> None:
    assert read_bytes(data, address="a.doc").text.strip() == text


def test_opendocument() -> None:
    d = file("thong-bao.odt")
    assert d.media == "odt"
    lines = plain(d.text)
    assert lines[:5] == NOTICE.splitlines()[:5]
    assert "HỎA TỐC" in lines
    assert not any("bị xóa" in line or "TRANG" in line for line in lines)


# PDF and scans


def picture(dpi: int = 200) -> Image.Image:
    image = Image.open(FILES / "ban-chup.png").convert("L")
    return image.resize((image.width * dpi // 200, image.height * dpi // 200))


def pages(*drawn: object, password: object = None) -> bytes:
    """A PDF, each of whose pages is an image that fills it, or lines of ASCII text, or both (a tuple)."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4, encrypt=password)
    for page in drawn:
        for part in page if isinstance(page, tuple) else (page,):
            if isinstance(part, Image.Image):
                sheet.drawImage(ImageReader(part), 0, 0, *A4)
            else:
                for i, line in enumerate(str(part).split("\n")):
                    sheet.drawString(60, 830 - 12 * i, line)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


ASCII = "UBND huyen yeu cau cac xa bao cao ket qua thuc hien truoc ngay 15/5/2019."
STAMP = "Ky boi: UBND huyen\nDigitally signed by UBND huyen\nDate: 2021.04.12 10:21:33 +07:00"
STAMPED = (picture(), STAMP)


def test_pdf_keeps_the_columns_of_the_letterhead() -> None:
    assert file("van-ban.pdf").text.splitlines()[:4] == [
        "UBND HUYỆN MƯỜNG CHÀ      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "PHÒNG TÀI CHÍNH      Độc lập - Tự do - Hạnh phúc",
        "Số: 125/TB-UBND      Mường Chà, ngày 12 tháng 4 năm 2021",
        "THÔNG BÁO",
    ]


def test_pdf_that_only_its_owner_may_change() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    d = read_bytes(pages(ASCII, password=StandardEncryption("", "chu", canModify=0)), address="a.pdf")
    assert d.text == ASCII


UNMAPPED = (FILES / "van-ban.pdf").read_bytes().replace(b"/ToUnicode", b"/ToUnicodx")
SCANS = [
    ("scan", pages(picture())),
    ("scan with the stamp of a signature", pages(STAMPED)),
    ("letters without a map", UNMAPPED),
    ("picture", (FILES / "ban-chup.png").read_bytes()),
]


@needs_ocr
@pytest.mark.parametrize("data", [s[1] for s in SCANS], ids=[s[0] for s in SCANS])
def test_scans_are_recognised(data: bytes) -> None:
    d = read_bytes(data, address="a.pdf")
    assert scan.NOTE in d.notes
    for words in ("UBND HUYỆN MƯỜNG CHÀ", "Kết luận của Chủ tịch UBND huyện", "trước ngày 30/6/2021."):
        assert words in d.text


@needs_ocr
def test_stamp_of_a_signature_stays_once() -> None:
    d = read_bytes(pages(STAMPED), address="a.pdf")
    assert d.text.splitlines()[:3] == STAMP.split("\n")
    assert d.text.count("10:21:33") == 1


@needs_ocr
def test_only_pages_that_are_scans_are_recognised() -> None:
    d = read_bytes(pages(ASCII, picture()), address="a.pdf")
    assert d.text.splitlines()[0] == ASCII
    assert "trước ngày 30/6/2021." in d.text
    assert d.notes == (f"1 of 2 pages {scan.NOTE}",)


@needs_ocr
def test_scanned_pages_beyond_the_limit_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "MOST_PAGES", 1)
    small = picture(100)
    d = read_bytes(pages(small, small, small), address="a.pdf")
    assert "scanned pages left out (2-3): only 1 scanned pages of a file are recognised" in d.notes
    tiff = io.BytesIO()
    small.save(tiff, "TIFF", save_all=True, append_images=[small, small])
    assert "2 scanned pages after the first 1 were left out" in read_bytes(tiff.getvalue()).notes


@needs_ocr
def test_recognition_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "SECONDS", 0.01)
    with pytest.raises(ReadError, match=r"longer than 0\.01 seconds"):
        read_bytes(pages(picture()), address="a.pdf")


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("data", [s[1] for s in SCANS], ids=[s[0] for s in SCANS])
def test_scans_without_tesseract(data: bytes) -> None:
    with pytest.raises(ReadError, match="install the Debian packages tesseract-ocr and tesseract-ocr-vie"):
        read_bytes(data, address="a.pdf")


@pytest.mark.usefixtures("bare")
def test_mixed_pdf_without_tesseract_says_what_is_missing() -> None:
    d = read_bytes(pages(ASCII, picture(50), picture(50)), address="a.pdf")
    assert d.text == ASCII
    assert d.notes == (f"scanned pages left out (2-3): {scan.missing()}",)


@pytest.mark.usefixtures("bare")
def test_poor_text_under_a_scan_is_better_than_none() -> None:
    poor = "\n".join([ASCII] * 6)
    d = read_bytes(pages((poor, picture(50))), address="a.pdf")
    assert d.text == poor
    assert "no Vietnamese letters" in d.notes[0]


def test_pages_beyond_the_limit_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)
    d = read_bytes(pages(ASCII, ASCII, ASCII, ASCII, ASCII), address="a.pdf")
    assert d.text == f"{ASCII}\n{ASCII}"
    assert d.notes == ("3 pages after the first 2 were left out",)


def objects(*written: bytes) -> bytes:
    """A PDF of these objects, the first of which is its catalogue."""
    body, places = b"%PDF-1.4\n", []
    for n, one in enumerate(written, 1):
        places.append(b"%010d 00000 n \n" % len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (n, one)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, b"".join(places))
    return body + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, len(body))


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"


@pytest.mark.parametrize(
    "tree",
    [b"<</Type/Pages/Kids[]/Count 0>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>", b"<</Type/Pages/Kids[]/Count 999999999>>"],
    ids=["no pages", "a loop", "a count that lies"],
)  # fmt: skip
def test_pdf_whose_pages_cannot_be(tree: bytes) -> None:
    with pytest.raises(ReadError, match="no words"):
        read_bytes(objects(CATALOGUE, tree), address="a.pdf")


def test_damaged_pdf_keeps_its_words() -> None:
    d = read_bytes((FILES / "van-ban.pdf").read_bytes().replace(b"/MediaBox", b"/MediaBxx"), address="a.pdf")
    assert "trước ngày 30/6/2021." in d.text
    assert "damaged" in d.notes[0]


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    "name", ["thong-bao.doc", "thong-bao.rtf", "thong-bao.odt", "van-ban.pdf", "ban-chup.png", "docx"]
)
def test_damaged_files_are_read_or_refused_in_words(name: str) -> None:
    whole = word(CASES[0][1]) if name == "docx" else (FILES / name).read_bytes()
    rnd = random.Random(name)
    refused = 0
    for _ in range(40):
        broken = bytearray(whole)
        if rnd.random() < 0.4:
            del broken[rnd.randrange(1, len(broken)) :]
        else:
            for _ in range(rnd.randrange(1, 60)):
                broken[rnd.randrange(8, len(broken))] = rnd.randrange(256)
        try:
            read_bytes(bytes(broken), address=name)
        except ReadError as error:
            assert len(str(error)) > 20
            refused += 1
    assert refused or name.endswith(("rtf", "pdf"))


def test_pdf_bomb_is_not_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_STREAM", 2**20)
    packed = zlib.compress(b"BT (bom) Tj ET " * 200000)
    data = b"%%PDF-1.4\n1 0 obj<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj" % (len(packed), packed)
    with pytest.raises(ReadError, match="inflates to more"):
        read_bytes(data, address="a.pdf")


@needs_ocr
def test_picture_that_claims_too_much() -> None:
    out = io.BytesIO()
    Image.new("1", (20000, 20000)).save(out, "TIFF", compression="group4")
    assert len(out.getvalue()) < 10**6
    with pytest.raises(ReadError, match="million pixels"):
        read_bytes(out.getvalue(), address="a.tif")


# What is named or packed otherwise, and what is not read


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def ole2(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024) + (stream + "\0").encode("utf-16-le") + bytes(600)


REFUSED = [
    (ole2("Workbook"), "Excel spreadsheet"),
    (ole2("PowerPoint Document"), "PowerPoint"),
    (ole2("EncryptedPackage"), "with a password"),
    (ole2("Nothing"), "without a document"),
    (zipped(("[Content_Types].xml", b""), ("xl/workbook.xml", b"")), "Excel spreadsheet"),
    (zipped(("[Content_Types].xml", b""), ("ppt/presentation.xml", b"")), "PowerPoint"),
    (zipped(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")), "OpenDocument spreadsheet"),
    (zipped(("a.txt", b"a")), "ZIP archive and no single document"),
    (b"Rar!\x1a\x07\x01\x00" + bytes(99), "RAR archive"),
    (b"7z\xbc\xaf\x27\x1c" + bytes(99), "7-Zip"),
    (gzip.compress(bytes(257) + b"ustar" + bytes(250)), "tar archive"),
    (gzip.compress(gzip.compress(b"x")), "gzip twice"),
    (gzip.compress(b"abc")[:-4], "gzip file is damaged"),
    (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="x"/>', "no body"),
    (b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x--', "no page in the MHTML"),
    (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "damaged|not installed"),
    (b"{\\rtf1\\ansi}", "no words"),
]


@pytest.mark.parametrize(("data", "word"), REFUSED, ids=[r[1] for r in REFUSED])
def test_what_is_not_read_is_named(data: bytes, word: str) -> None:
    with pytest.raises(ReadError, match=word):
        read_bytes(data, address="a")


NAMED: list[tuple[str, bytes, str]] = [
    ("a.doc", b"<html><body>", "html"),
    ("a.doc", b"{\\rtf1 ", "rtf"),
    ("a.doc", (FILES / "thong-bao.rtf").read_bytes(), "rtf"),
    ("a.pdf", b"<!DOCTYPE html>", "html"),
    ("a.docx", (FILES / "thong-bao.doc").read_bytes(), "doc"),
    ("a.zip", (FILES / "thong-bao.odt").read_bytes(), "odt"),
    ("a.txt", b"MZ la chu viet tat", "txt"),
]


@pytest.mark.parametrize(("name", "data", "kind"), NAMED)
def test_content_decides_before_the_name(name: str, data: bytes, kind: str) -> None:
    assert told(data, None, name) == kind


def test_word_in_one_xml_file() -> None:
    package = "http://schemas.microsoft.com/office/2006/xmlPackage"
    xml = (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        f'<pkg:package xmlns:pkg="{package}"><pkg:part><pkg:xmlData><w:document {nsdecls("w")}><w:body>{item("Giao", 1, 0)}</w:body>'
        f"</w:document></pkg:xmlData></pkg:part><pkg:part><pkg:xmlData>{LISTS}</pkg:xmlData></pkg:part></pkg:package>"
    )
    d = read_bytes(xml.encode(), address="a.doc")
    assert (d.text, d.media) == ("I. Giao", "docx")


def test_page_saved_by_word_in_one_file() -> None:
    page = f"<html><body><p>{PROSE}</p><p>{PROSE}</p></body></html>"
    mail = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html; charset="utf-8"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{base64.b64encode(page.encode()).decode()}\r\n--x--\r\n"
    )
    d = read_bytes(mail.encode(), address="a.doc")
    assert PROSE in d.text
    assert d.media == "html"


def test_pictures_in_rtf_are_no_words() -> None:
    data = b"{\\rtf1\\ansi{\\pict\\wmetafile8 " + b"0a1b\r\n" * 4000 + b"}Giao S\\'f4ng\\par}"
    assert read_bytes(data, address="a.rtf").text.strip() == "Giao Sông"


def test_gzip_is_unpacked() -> None:
    d = read_bytes(gzip.compress(PROSE.encode()), address="a.txt.gz")
    assert (d.text, d.media, d.address) == (PROSE, "txt", "a.txt.gz")


def test_gzip_bomb_is_not_inflated() -> None:
    with pytest.raises(ReadError, match="inflates to more"):
        gunzipped(gzip.compress(bytes(3 * 2**20)), 2**20)


# Archives


def test_unpack_documents_of_all_levels_in_order() -> None:
    inner = zipped(("phu-luc/2.txt", b"hai"), ("sau.zip", zipped(("3.txt", b"ba"))))
    data = zipped(
        ("1.txt", b"mot"), ("trong.zip", inner), ("__MACOSX/._1.txt", b"x"), ("~$1.docx", b"x"), ("Thumbs.db", b"x"),
        ("nen.html.gz", gzip.compress(b"<html>")), ("Công văn 12.2021", b"bon"),
    )  # fmt: skip
    members, refused = unpack(data, "http://a.vn/b.zip")
    assert [(m.address, m.data) for m in members] == [
        ("http://a.vn/b.zip!/1.txt", b"mot"),
        ("http://a.vn/b.zip!/trong.zip!/phu-luc/2.txt", b"hai"),
        ("http://a.vn/b.zip!/trong.zip!/sau.zip!/3.txt", b"ba"),
        ("http://a.vn/b.zip!/nen.html.gz", b"<html>"),
        ("http://a.vn/b.zip!/Công văn 12.2021", b"bon"),
    ]
    assert refused == []


def test_unpack_refuses_what_is_no_document_and_goes_on() -> None:
    deep = zipped(("x.zip", zipped(("y.zip", zipped(("z.zip", zipped(("4.txt", b"bon"))))))))
    data = zipped(("a.exe", b"MZ"), ("b.xlsx", b"PK"), ("sau.zip", deep), ("c.txt", b"ba"))
    members, refused = unpack(data, "b.zip")
    assert [m.address for m in members] == ["b.zip!/c.txt"]
    assert [(r.address, r.why.split("(")[0].strip()) for r in refused] == [
        ("b.zip!/a.exe", "files of this kind"),
        ("b.zip!/b.xlsx", "files of this kind"),
        ("b.zip!/sau.zip!/x.zip!/y.zip", "it is an archive more than 2 levels deep; unpack it and give its documents"),
    ]


def test_unpack_encrypted_member_alone_is_refused() -> None:
    data = bytearray(zipped(("mat.txt", b"bi mat"), ("ro.txt", b"ro"), method=zipfile.ZIP_STORED))
    data[6] |= 1  # the local header's flag, and the directory's
    data[data.index(b"PK\x01\x02") + 8] |= 1
    members, refused = unpack(bytes(data), "b.zip")
    assert [m.data for m in members] == [b"ro"]
    assert [(r.address, "encrypted" in r.why) for r in refused] == [("b.zip!/mat.txt", True)]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"), ("/goc/a.txt", "goc/a.txt"), ("C:\\Windows\\a.txt", "Windows/a.txt"),
        ("a/./b//../c.txt", "a/b/c.txt"), ("a\x00b\n.txt", "ab.txt"), ("..", "?"), ("\\\\may\\chung\\a.txt", "may/chung/a.txt"),
        ("\u202egpj.exe", "gpj.exe"), ("Công văn số 12.docx", "Công văn số 12.docx"),
    ],
)  # fmt: skip
def test_names_never_climb(name: str, shown: str) -> None:
    assert harmless(name) == shown


NAME = "Thông báo số 12.txt"


@pytest.mark.parametrize(
    "raw",
    [
        NAME.encode(),
        unicodedata.normalize("NFD", NAME).encode(),
        "Thông báo sô\u0301 12.txt".encode("cp1258"),
        "Th«ng b¸o sè 12.txt".encode("cp1252"),
    ],
)
def test_names_in_the_code_pages_of_vietnam(raw: bytes) -> None:
    stand_in = b"x" * len(raw)
    data = zipped((stand_in.decode(), b"mot")).replace(stand_in, raw)
    assert [m.address for m in unpack(data, "b.zip")[0]] == [f"b.zip!/{NAME}"]


def test_same_names_get_other_addresses() -> None:
    data = zipped(("a/../x.txt", b"1"), ("a/x.txt", b"2"), ("/a/x.txt", b"3"))
    assert [m.address for m in unpack(data, "b")[0]] == ["b!/a/x.txt", "b!/a/x.txt~2", "b!/a/x.txt~3"]


def test_too_many_members() -> None:
    data = zipped(*((f"{i}.txt", b"a") for i in range(MOST_MEMBERS + 2)))
    members, refused = unpack(data, "b.zip")
    assert (len(members), len(refused)) == (MOST_MEMBERS, 2)
    with pytest.raises(ReadError, match="more than 5000 members"):
        unpack(zipped(*((f"{i}.txt", b"") for i in range(MOST_ENTRIES + 1))), "b.zip")


def test_bomb_of_one_member() -> None:
    members, refused = unpack(zipped(("a.txt", bytes(30 * 2**20)), ("b.txt", b"b")), "b.zip")
    assert [m.data for m in members] == [b"b"]
    assert "inflates to more" in refused[0].why


def test_bombs_together_are_counted() -> None:
    # Forty archives of ten members of 9 MB each: every one is small enough, all are 3.6 GB.
    small = zipped(*((f"{i}.txt", bytes(9 * 2**20)) for i in range(10)))
    members, refused = unpack(zipped(*((f"{i}.zip", small) for i in range(40))), "b.zip")
    assert sum(len(m.data) for m in members) <= 200 * 2**20
    assert any("200 MB" in r.why for r in refused)


def test_members_that_lie_about_their_size_or_overlap() -> None:
    data = bytearray(zipped(("a.txt", b"a" * 5000)))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)  # the directory says ten bytes
    _, refused = unpack(bytes(data), "b.zip")
    assert "damaged" in refused[0].why
    # A second entry of the directory points to the first one's data.
    whole = zipped(("a.txt", b"mot" * 99), ("b.txt", b"hai" * 99))
    second = whole.index(b"PK\x01\x02", whole.index(b"PK\x01\x02") + 1)
    overlapping = whole[: second + 42] + bytes(4) + whole[second + 46 :]
    members, refused = unpack(overlapping, "b.zip")
    assert [m.data for m in members] in ([], [b"mot" * 99])
    assert refused


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (zipped(("a.txt", b"a")), True), (zipped(), True), (b"PK\x03\x04junk", False), (b"", False),
        (saved(docx.Document()), False), ((FILES / "thong-bao.odt").read_bytes(), False), (b"Rar!\x1a\x07\x00", False),
        (zipped(("[Content_Types].xml", b""), ("xl/a.xml", b"")), False),
    ],
)  # fmt: skip
def test_what_is_a_bundle(data: bytes, answer: bool) -> None:
    assert is_bundle(data) is answer


@pytest.mark.parametrize(
    ("data", "word"), [(b"Rar!\x1a\x07\x00", "RAR"), (b"PK\x03\x04junk", "damaged"), (zipped(), "no document")]
)
def test_unpack_says_what_is_wrong_with_the_whole(data: bytes, word: str) -> None:
    with pytest.raises(ReadError, match=word):
        unpack(data, "b")
