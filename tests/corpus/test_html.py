"""Article pages: headline, stamp, body, byline and files out of what portals wrap around them; and pages that are no article."""

from __future__ import annotations

import pytest

from corpus.readers import PageRules, Pretence, ReadError, read_bytes
from corpus.readers._pretence import pretence
from corpus.readers.html import Page, read

TITLE = "Huyện Tân Lạc họp bàn tiến độ xây dựng đường liên xã"
LEAD = "Sáng 12/5, Ủy ban nhân dân huyện tổ chức cuộc họp bàn về tiến độ xây dựng đường liên xã và giải phóng mặt bằng."
BODY = (
    "Theo báo cáo của Ban Quản lý dự án, đến nay đã có 42 trong số 58 hộ nhận tiền bồi thường, 16 hộ còn vướng mắc.",
    "Chủ tịch Ủy ban nhân dân huyện yêu cầu các xã vận động nhân dân bàn giao mặt bằng xong trước ngày 30/6/2025.",
    "Phòng Tài chính - Kế hoạch tham mưu bố trí vốn đối ứng, báo cáo kết quả trong tuần tới.",
)
ASIDE = "Từ ngày 01/7, Chi nhánh điện thông báo tạm ngừng cung cấp điện tại bốn thôn để thay dây dẫn, mong khách hàng thông cảm."
OTHERS = (
    "Đoàn công tác của tỉnh thăm mô hình trồng nấm ở xã Hòa An",
    "Khai mạc giải bóng chuyền nông dân toàn huyện lần thứ sáu",
    "Hội Phụ nữ xã phát động phong trào sạch nhà, đẹp ngõ",
)
MENU = "".join(
    f'<li><a href="/m{i}">{x}</a></li>'
    for i, x in enumerate(("Trang chủ", "Giới thiệu", "Tin tức - Sự kiện", "Văn bản", "Thủ tục hành chính", "Liên hệ"))
)
FOOT = (
    "<div class='duoi'><p>Bản quyền thuộc UBND huyện Tân Lạc. Giấy phép số 12/GP-TTĐT ngày 03/4/2015.</p>"
    "<p>Địa chỉ: thị trấn Mường Khến. Điện thoại: 0218.3888888 - Email: tanlac@example.gov.vn</p></div>"
)


def others(tag: str = "li", summaries: bool = False) -> str:
    """A list of links to other articles, each with a day."""
    return "".join(
        f"<{tag}><a href='/tin-{i}.html'>{x}</a> <span>(0{i + 1}/05/2025)</span>{f'<p>{ASIDE}</p>' if summaries else ''}</{tag}>"
        for i, x in enumerate(OTHERS)
    )


def paragraphs(*texts: str, tag: str = "p") -> str:
    return "".join(f"<{tag}>{x}</{tag}>" for x in texts)


def part(page: Page, kind: str) -> str:
    return "\n".join(page.text[m.start : m.end] for m in page.marks if m.kind == kind)


def body(page: Page) -> list[str]:
    """The lines that are neither headline nor stamp nor byline."""
    marked = {page.text[m.start : m.end] for m in page.marks}
    return [x for x in page.text.splitlines() if x not in marked]


# name: (page, stamp, byline, files)
PAGES: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "ASP.NET of 2008: one form, nested tables, line breaks only, unclosed cells": (
        f"<HTML><HEAD><TITLE>:: Huyện Tân Lạc ::</TITLE></HEAD><BODY><FORM id=aspnetForm><TABLE><TR><TD width=180><TABLE><TR><TD>{MENU}"
        f"<TR><TD class=title_box><B>THÔNG BÁO</B><TR><TD>{ASIDE}</TABLE><TD>Thứ tư, 25/11/2026<TABLE><TR><TD><B><FONT color=red>{TITLE}</FONT></B>"
        f"<TR><TD><I>12/05/2025 2:30:00 PM</I><TR><TD><FONT face=Arial>{LEAD}<BR><BR>{'<BR>&nbsp;'.join(BODY)}</FONT><TR><TD align=right><B>Thu Hà</B>"
        f"<TR><TD><A href='javascript:print()'>In trang</A> | <A href=#>Gửi cho bạn bè</A><TR><TD><B>CÁC TIN KHÁC</B><TR><TD><UL>{others()}</UL></TABLE></TABLE>{FOOT}</FORM></BODY></HTML>",
        "12/05/2025 2:30:00 PM",
        "Thu Hà",
        (),
    ),
    "lead and body in two elements, a list of others inside the article's": (
        f"<html><head><title>{TITLE} - Cổng thông tin điện tử huyện</title></head><body><div class=top>{MENU}</div><div class=cot><h1>{TITLE}</h1>"
        f"<div class=ngay>Cập nhật: 08:15 | 12-05-2025</div><div class=chia-se>Chia sẻ: <a>Facebook</a></div><div class=sapo><b>{LEAD}</b></div>"
        f"<div class=noi-dung>{paragraphs(*BODY, tag='div')}<div class=hop><h4>Tin liên quan</h4><ul>{others()}</ul></div></div><div class=tac-gia>Theo Báo Hòa Bình</div></div>{FOOT}</body></html>",
        "08:15 | 12-05-2025",
        "Theo Báo Hòa Bình",
        (),
    ),
    "names that say nothing; other articles as cards with their leads and no head": (
        f"<html><head><title>UBND huyện Tân Lạc | {TITLE}</title></head><body><div class=a1><ul>{MENU}</ul></div><div class=b2><div class=c3>{TITLE}</div>"
        f"<div class=d4>(12/05/2025)</div><div class=e5>{paragraphs(LEAD, *BODY)}</div></div><div class=f6>{others('div', True)}</div>{FOOT}</body></html>",
        "(12/05/2025)",
        "",
        (),
    ),
    "text right in the element, counter and label beside the stamp, a notice in the margin that is longer": (
        f"<html><head><meta property='og:title' content='{TITLE}'></head><body><div class=cot-trai><div class=tieude>Cần biết</div>{paragraphs(*[ASIDE] * 4)}</div>"
        f"<div class=bai><h2>{TITLE}</h2><p>Ngày đăng: 5.6.2019 | Lượt xem: 1.234</p>{LEAD}<br>{'<br>'.join(BODY)}<p>Nguồn: Phòng Nội vụ</p></div><div>Tin đã đưa</div><ul>{others()}</ul>{FOOT}</body></html>",
        "5.6.2019",
        "Nguồn: Phòng Nội vụ",
        (),
    ),
    "words in spans of their own, pasted from Word; files below": (
        f"<html xmlns:o='x'><head><title>{TITLE}</title></head><body><nav>{MENU}</nav><div class=ct><h3 class=ten-bai>{TITLE}</h3><em>Thứ Hai, ngày 12/05/2025, 14:30</em>"
        + "".join(
            "<p class=MsoNormal>" + " ".join(f"<span style='mso-x:1'>{w}</span>" for w in x.split()) + "<o:p></o:p></p>"
            for x in (LEAD, *BODY)
        )
        + f"<p>PV</p><div><b>Tài liệu đính kèm:</b> <a href='/Upload/TB 12.pdf'>TB 12.pdf</a> (1,2 MB)</div></div><h4>Cùng chuyên mục</h4>{others('div')}{FOOT}</body></html>",
        "Thứ Hai, ngày 12/05/2025, 14:30",
        "",
        ("/Upload/TB 12.pdf",),
    ),
    "comments longer than the article": (
        f"<html><head><title>{TITLE}</title></head><body><ul>{MENU}</ul><article><h1>{TITLE}</h1><time datetime='2025-05-12T07:30:00Z'>12/05/2025 14:30</time>{paragraphs(LEAD, *BODY)}</article>"
        f"<div id=comments><h3>9 bình luận</h3>{paragraphs(*[ASIDE] * 9)}</div>{FOOT}</body></html>",
        "12/05/2025 14:30",
        "",
        (),
    ),
    "a site's own h1, the day of today above, no stamp but in the head": (
        f'<html><head><title>{TITLE}</title><script type=\'application/ld+json\'>{{"@type":"NewsArticle","datePublished":"2025-05-12T07:30:00Z"}}</script></head><body><div><h1>Cổng thông tin điện tử huyện Tân Lạc</h1>'
        f"<div id=ngaygio>Hôm nay, Thứ tư, 25/11/2026</div><ul>{MENU}</ul><div class=x><h1>{TITLE}</h1><div>{paragraphs(LEAD, *BODY)}</div></div><div>{others('div', True)}</div>{FOOT}</div></body></html>",
        "12/05/2025 14:30",
        "",
        (),
    ),
    "shown only to browsers without frames": (
        f"<html><head><title>{TITLE}</title></head><frameset cols='20%,80%'><frame src=menu.htm><noframes><body><h2>{TITLE}</h2><p>12/05/2025</p>{paragraphs(LEAD, *BODY)}</body></noframes></frameset></html>",
        "12/05/2025",
        "",
        (),
    ),
    "hidden until a script shows it": (
        f"<html><head><title>{TITLE}</title></head><body><ul>{MENU}</ul><div style='display: none'><h1>{TITLE}</h1><p>12/05/2025</p>{paragraphs(LEAD, *BODY)}</div></body></html>",
        "12/05/2025",
        "",
        (),
    ),
    "once for wide and once for small screens": (
        f"<html><head><title>{TITLE}</title></head><body><ul>{MENU}</ul>"
        + 2 * f"<div class=man-hinh><h1>{TITLE}</h1><p>12/05/2025</p>{paragraphs(LEAD, *BODY)}</div>"
        + f"{FOOT}</body></html>",
        "12/05/2025",
        "",
        (),
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_article_without_selectors(name: str) -> None:
    html, stamp, byline, files = PAGES[name]
    page = read(html.encode())
    assert part(page, "headline") == TITLE
    assert part(page, "stamp") == stamp
    assert part(page, "byline") == byline
    assert [x for x in body(page) if x != "PV"] == [LEAD, *BODY]
    assert page.files == files


def test_content_tables_lists_and_captions_are_read() -> None:
    table = "<table><tr><th>Xã</th><th>Tỷ lệ</th></tr><tr><td>Hòa An</td><td>71,5%</td></tr></table>"
    html = f"<html><head><title>{TITLE}</title></head><body><ul>{MENU}</ul><div><h1>{TITLE}</h1><p>12/05/2025</p><p>{LEAD}</p>{table}<figure><img><figcaption>Quang cảnh cuộc họp</figcaption></figure><ol><li>Rà soát lại các hộ.</li></ol><p>{BODY[1]}</p></div>{FOOT}</body></html>"
    assert body(read(html.encode())) == [
        LEAD,
        "Xã",
        "Tỷ lệ",
        "Hòa An",
        "71,5%",
        "Quang cảnh cuộc họp",
        "Rà soát lại các hộ.",
        BODY[1],
    ]


def test_short_notice_beside_long_columns() -> None:
    """The body is one sentence; the columns beside it are not."""
    notice = "Văn phòng UBND huyện thông báo hoãn buổi tiếp công dân ngày 15/5 sang ngày 22/5/2025."
    column = f"<div class=muc><h3 class=module-title>Giới thiệu chung</h3>{paragraphs(*[ASIDE] * 5)}</div>"
    html = f"<html><head><title>Tin tức</title></head><body><ul>{MENU}</ul><div>{column}</div><div class=giua><h2 class=tieu-de>Hoãn tiếp công dân định kỳ tháng 5</h2><span>12/05/2025 08:00</span><div>{notice}</div><b>Các tin khác</b><ul>{others()}</ul></div><div>{column}</div>{FOOT}</body></html>"
    page = read(html.encode())
    assert part(page, "headline") == "Hoãn tiếp công dân định kỳ tháng 5"
    assert body(page) == [notice]


HEADLINES = [
    (f"{TITLE} - Cổng TTĐT huyện", "<h1>Cổng TTĐT huyện Tân Lạc</h1>", f"<h2>{TITLE}</h2>", TITLE),
    (f"Cổng TTĐT huyện - {TITLE}", "", f"<div class=x>{TITLE}</div>", TITLE),
    (TITLE, "", f"<h1>{TITLE[:21]}<br>{TITLE[22:]}</h1>", TITLE),
    ("Tin tức", "<h1>Tin tức - Sự kiện</h1>", f"<p class=lblTieuDe>{TITLE}</p>", TITLE),
    ("Chi tiết tin", "", f"<h3><a href='/bai'>{TITLE}</a></h3>", TITLE),
    ("Trang chủ", "", f"<p class=tit>{TITLE} (12/05/2025)</p>", TITLE),
    (f"{TITLE} | UBND huyện Tân Lạc", "", "", TITLE),
    ("UBND huyện Tân Lạc", "", f"<strong>{TITLE}</strong>", TITLE),
    # The site's own name in the first heading: part of what the title calls the site, or known by the menu below it.
    ("Trang tin điện tử xã Hòa An", "<h1>XÃ HÒA AN</h1>", f"<div><b>{TITLE}</b></div>", TITLE),
    (f"{TITLE} | Xã Hòa An", "<h1>Xã Hòa An</h1>", f"<h4>{TITLE}</h4>", TITLE),
    ("Chi tiết", "<h1>UBND XÃ HÒA AN</h1>", f"<span class=bv>{TITLE}</span>", TITLE),
    ("", "<h1>CHUNG TAY XÂY DỰNG NÔNG THÔN MỚI</h1>", f"<div><b>{TITLE}</b></div>", TITLE),
    (
        "Tin tức - Xã Hòa An ra quân làm đường",
        "",
        "<h1>Xã Hòa An ra quân làm đường</h1>",
        "Xã Hòa An ra quân làm đường",
    ),
    (
        "Tin tức",
        "",
        "<h1>THÔNG BÁO TUYỂN DỤNG</h1><a href='/'>Trang chủ</a> <a href='/t'>Tin tức</a>",
        "THÔNG BÁO TUYỂN DỤNG",
    ),
]


@pytest.mark.parametrize(("head", "above", "shown", "expected"), HEADLINES)
def test_headline(head: str, above: str, shown: str, expected: str) -> None:
    html = f"<html><head><title>{head}</title></head><body>{above}<ul>{MENU}</ul><div><div>{shown}<p>12/05/2025</p>{paragraphs(LEAD, *BODY)}</div></div><h3>Tin mới</h3><ul>{others()}</ul></body></html>"
    assert part(read(html.encode()), "headline") == expected


STAMPS = [
    ("<p>Thứ Hai, ngày 12/05/2025, 14:30</p>", "Thứ Hai, ngày 12/05/2025, 14:30"),
    ("<p>Đăng lúc: 10:22 - 18/08/2023</p>", "10:22 - 18/08/2023"),
    ("<p>Ngày 12 tháng 5 năm 2025</p>", "Ngày 12 tháng 5 năm 2025"),
    ("<p>Thứ bảy, 18 Tháng 10 2025 19:05</p>", "Thứ bảy, 18 Tháng 10 2025 19:05"),
    ("<p>12 Tháng Năm, 2025</p>", "12 Tháng Năm, 2025"),
    ("<p>Viết bởi Admin | 2025-05-12 14:30</p>", "2025-05-12 14:30"),
    ("<p>[12/05/2025 8h05]</p>", "12/05/2025 8h05"),
    ("<span class=date>12/05/2025</span><span class=time>08:15</span>", "12/05/2025 08:15"),
    ("<p>12/05/2025 | Lượt xem: 20 | In trang</p>", "12/05/2025"),
    ("<p>Cập nhật: 13/05/2025</p><p>Ngày đăng: 12/05/2025</p>", "12/05/2025"),
    ("<p>Thứ Hai, ngày 12 tháng 5 năm 2025</p>", "Thứ Hai, ngày 12 tháng 5 năm 2025"),
    ("<p>Số: 12/QĐ-UBND, ngày ban hành: 01/02/2025</p>", ""),
    ("", ""),
]


@pytest.mark.parametrize(("shown", "expected"), STAMPS)
def test_stamp(shown: str, expected: str) -> None:
    """Never today's date in the page's head, a date in the text, or that of another article."""
    html = f"<html><head><title>{TITLE}</title></head><body><div><div>Thứ Tư, 25/11/2026</div><ul>{MENU}</ul><div class=bai><h1>{TITLE}</h1>{shown}<div>{paragraphs(LEAD, *BODY)}</div></div><h4>Tin khác</h4><ul>{others()}</ul>{FOOT}</div></body></html>"
    page = read(html.encode())
    assert part(page, "stamp") == expected


CLOCKS = [
    f"<span>Thứ tư, 25/11/2026 11:02:10</span><ul>{MENU}</ul>",
    f"<ul>{MENU}</ul><span>Thứ tư, 25/11/2026 11:02:10</span>",
    f"<span>25/11/2026</span><ul>{MENU}</ul>",
    f"<ul>{MENU}</ul><span>Hôm nay: 25/11/2026</span>",
]


@pytest.mark.parametrize("head", CLOCKS)
def test_todays_date_is_no_stamp(head: str) -> None:
    html = f"<html><body><div>{head}<p><b>{TITLE}</b></p><div>{paragraphs(LEAD, *BODY)}</div></div></body></html>"
    page = read(html.encode())
    assert (part(page, "headline"), part(page, "stamp")) == (TITLE, "")


def test_table_of_contents_is_not_read() -> None:
    html = f"<html><body><h1>{TITLE}</h1><div><p>{LEAD}</p><div>Mục lục<ol><li><a href='#a'>Phần một</a><li><a href='#b'>Phần hai</a></ol></div>{paragraphs(*BODY)}</div></body></html>"
    assert body(read(html.encode())) == [LEAD, *BODY]


def test_signature_is_no_byline() -> None:
    html = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>12/05/2025</p>{paragraphs(LEAD, *BODY)}<p>TM. ỦY BAN NHÂN DÂN</p><p>CHỦ TỊCH</p><p>Bùi Văn Khánh</p></body></html>"
    page = read(html.encode())
    assert part(page, "byline") == ""
    assert body(page)[-1] == "Bùi Văn Khánh"


RULED = f"<html><head><title>{TITLE}</title></head><body><ul>{MENU}</ul><h1 class=t>{TITLE}</h1><span class=s>12/05/2025</span><div class=b><p>{LEAD}</p><div class=qc>Mời đăng ký mua báo</div><p>{BODY[0]}</p><p class=by>Thu Hà</p></div><div class=f><a href='/a.pdf'>Tải</a><a href='/b.docx'>Tải</a></div></body></html>"


def test_selectors_come_first() -> None:
    rules = PageRules(headline=".t", stamp=".s", body=".b", byline=".by", drop=(".qc",), attachments=".f a")
    page = read(RULED.encode(), rules)
    assert page.text.splitlines() == [TITLE, "12/05/2025", LEAD, BODY[0], "Thu Hà"]
    assert [m.kind for m in page.marks] == ["headline", "stamp", "byline"]
    assert page.files == ("/a.pdf", "/b.docx")
    assert page.notes == ()


def test_broken_promises_are_noted_and_made_good() -> None:
    rules = PageRules(headline=".khac", stamp="td.Time", body="#noi-dung")
    page = read(RULED.encode(), rules)
    assert page.notes == (
        "the source promises a headline (.khac), the page has none",
        "the source promises a stamp (td.Time), the page has none",
        "the source promises a body (#noi-dung), the page has none",
    )
    assert part(page, "headline") == TITLE
    assert part(page, "stamp") == "12/05/2025"
    assert LEAD in page.text


def test_document_carries_notes_and_files() -> None:
    made = read_bytes(RULED.encode(), address="a.html", rules=PageRules(stamp="td.Time", attachments=".f a"))
    assert made.files == ("/a.pdf", "/b.docx")
    assert made.notes[0] == "the source promises a stamp (td.Time), the page has none"


def test_only_files() -> None:
    html = f"<html><head><title>{TITLE}</title></head><body><ul>{MENU}</ul><div><h1>{TITLE}</h1><p>12/05/2025</p><object data='/vb/tb.pdf'></object></div></body></html>"
    rules = PageRules(body="div", drop=("h1", "p"))
    page = read(html.encode(), rules)
    assert page.files == ("/vb/tb.pdf",)
    assert page.notes == ("the article has no words of its own, only files",)


NO_ARTICLE = [
    ("<html><frameset><frame src='trai.htm'><frame src='phai.htm'></frameset></html>", "frames .trai.htm, phai.htm"),
    (f"<html><body><h1>Chuyên mục</h1><ul>{others() * 9}</ul></body></html>", "no article"),
    (
        f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>12/05/2025</p><img src=a.jpg></body></html>",
        "no article below",
    ),
]


@pytest.mark.parametrize(("html", "word"), NO_ARTICLE)
def test_no_article_is_said_so(html: str, word: str) -> None:
    with pytest.raises(ReadError, match=word):
        read(html.encode())


@pytest.mark.parametrize("nest", ["<div class=a>", "<font color=red><b>", "<table><tr><td>", "<span class=x>"])
def test_depth_does_no_harm(nest: str) -> None:
    html = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{nest * 3000}{paragraphs(LEAD, *BODY)}"
    assert LEAD in read(html.encode()).text


def inside(title: str, middle: str) -> str:
    """A page of a portal with menus, columns and foot, whose middle is `middle`."""
    return f"<html><head><title>{title}</title></head><body><form id=aspnetForm><ul class=menu>{MENU}</ul><div class=giua>{middle}</div><div class=phai><h3>Tin mới</h3><ul>{others() * 4}</ul></div>{FOOT * 3}</form></body></html>"


def article(title: str) -> str:
    """An article that says every word that pages which are none say."""
    return f"<h1>{title}</h1><p>12/05/2025</p>" + paragraphs(
        LEAD,
        "Theo báo cáo, hệ thống đang bảo trì từ 22 giờ hôm trước, trang web tạm ngưng hoạt động, người dân không tìm thấy trang.",
        "Nhiều người phải đăng nhập lại bằng tên đăng nhập, mật khẩu và nhập mã captcha; hồ sơ vì thế bị chậm.",
    )


LOGIN = "<form><b>Đăng nhập</b><label>Tên truy cập</label><input><label>Mật khẩu</label><input type=password></form>"
PRETENCES = [
    (
        "captcha",
        "<html><head><title>Just a moment...</title></head><body><div id='challenge-form'>Checking your browser</div></body></html>",
    ),
    (
        "captcha",
        "<html><body><p>Vui lòng nhập mã xác nhận để tiếp tục</p><form><img src='/captcha.ashx'><input name=c></form></body></html>",
    ),
    (
        "captcha",
        "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Your support ID is: 1</body></html>",
    ),
    ("captcha", "<html><body><h1>403 Forbidden</h1></body></html>"),
    (
        "captcha",
        inside("Cổng TTĐT", "<h2>Xác nhận bạn không phải là robot</h2><div class='g-recaptcha' data-sitekey=x></div>"),
    ),
    ("script-only", "<html><head><script>document.cookie='a=1';location.reload()</script></head><body></body></html>"),
    (
        "script-only",
        "<html><body><noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div><script src=/m.js></script></body></html>",
    ),
    ("script-only", "<html><head><meta http-equiv='Refresh' content='0;url=/vi'></head><body></body></html>"),
    (
        "login",
        "<html><head><title>Đăng nhập hệ thống</title></head><body><label>Tên đăng nhập</label><input><label>Mật khẩu</label><input type=PASSWORD></body></html>",
    ),
    (
        "login",
        inside(
            "Đăng nhập", "<h2>Đăng nhập</h2><label>Tài khoản</label><input><label>Mật khẩu</label><input type=password>"
        ),
    ),
    (
        "maintenance",
        "<html><body><h1>Hệ thống đang bảo trì</h1><p>Mong quý vị thông cảm và quay lại sau.</p></body></html>",
    ),
    ("maintenance", "<html><body><h2>Website tạm ngưng để nâng cấp hệ thống</h2></body></html>"),
    (
        "maintenance",
        inside("Cổng TTĐT", "<h2>Hệ thống đang bảo trì</h2><p>Trang web tạm ngưng, vui lòng quay lại sau 17 giờ.</p>"),
    ),
    (
        "soft-404",
        "<html><head><title>404</title></head><body><h1>Không tìm thấy trang</h1><p>Trang bạn yêu cầu không tồn tại.</p></body></html>",
    ),
    ("soft-404", inside("Cổng TTĐT huyện", "<div>Bài viết không tồn tại hoặc đã bị xóa</div>")),
    ("soft-404", inside("Thông báo lỗi", "<p>Nội dung bạn truy cập không tồn tại.</p>")),
    ("soft-404", inside("Page not found", "<h1>Page not found</h1><p>The requested page could not be found.</p>")),
    (None, inside("Họp bàn về bảo trì", article("Huyện họp bàn về việc hệ thống đang bảo trì"))),
    (None, inside("Đăng nhập một lần", article("Đăng nhập một lần trên Cổng dịch vụ công"))),
    (None, inside("404 hộ dân được cấp đất", article("404 hộ dân không tìm thấy trang trại"))),
    (None, inside("Cảnh báo", article("Cảnh báo mã captcha giả mạo"))),
    (
        None,
        inside(
            "Thông báo",
            "<h1>Thông báo bảo trì hệ thống một cửa</h1><p>12/05/2023 14:00</p><p>Văn phòng UBND huyện thông báo: hệ thống một cửa điện tử tạm ngừng để bảo trì từ 22 giờ ngày 13/5 đến 5 giờ ngày 14/5/2023.</p>",
        ),
    ),
    (None, inside("Tin tức", f"<h2>Danh sách tin</h2>{others('div') * 4}")),
    # A box at the side asks for a password; the page is a section's, or a list.
    (
        None,
        f"<html><head><title>Giới thiệu</title></head><body><ul>{MENU}</ul>{LOGIN}<p>Sở là cơ quan chuyên môn.</p></body></html>",
    ),
    (None, f"<html><head><title>Sở Giao thông</title></head><body>{LOGIN}<table>{others('td')}</table></body></html>"),
    (
        "login",
        f"<html><head><title>Hệ thống quản lý văn bản</title></head><body>{LOGIN}<a href='/q'>Quên mật khẩu</a></body></html>",
    ),
]


@pytest.mark.parametrize(("why", "html"), PRETENCES)
def test_pretences(why: str | None, html: str) -> None:
    found = pretence(html)
    assert (found[0] if found else None) == why


@pytest.mark.parametrize("html", [html for why, html in PRETENCES if why == "captcha"])
def test_reading_a_pretence_raises_it(html: str) -> None:
    with pytest.raises(Pretence) as caught:
        read(html.encode())
    assert caught.value.why == "captcha"
    assert "fetch it later" in str(caught.value)


LEGACY = [
    ("TCVN3", "UBND huyÖn häp giao ban th¸ng 5", "Chñ tÞch UBND huyÖn yªu cÇu c¸c x· hoµn thµnh tr\u00adíc ngµy 30/6."),
    (
        "VNI",
        "UBND huyeän hoïp giao ban thaùng 5",
        "Chuû tòch UBND huyeän yeâu caàu caùc xaõ hoaøn thaønh tröôùc ngaøy 30/6.",
    ),
]


@pytest.mark.parametrize(("coding", "title", "line"), LEGACY)
def test_a_page_in_a_legacy_font(coding: str, title: str, line: str) -> None:
    """Title, body and meta are made readable before anything is looked for; ư of TCVN3 is a soft hyphen there."""
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><span>15/05/2006</span><div><p>{line}</p><p>{line}</p><p>{line}</p></div></body></html>"
    d = read_bytes(page.encode(), address="a.html")
    assert d.text.splitlines()[:3] == [
        "UBND huyện họp giao ban tháng 5",
        "15/05/2006",
        "Chủ tịch UBND huyện yêu cầu các xã hoàn thành trước ngày 30/6.",
    ]
    assert d.repair is not None
    assert d.repair.encoding == coding
    assert any(coding in note for note in d.notes)


def test_the_sites_own_name_and_clock_are_no_headline_and_stamp() -> None:
    """The title in a mere div, the only h1 the site's shorter name beside a clock, the stamp in words with its weekday."""
    story = "<p>Sáng nay, Chủ tịch UBND xã yêu cầu các thôn dọn vệ sinh đường làng và báo cáo kết quả trước ngày 30/9/2025.</p>"
    page = (
        "<html><head><title>Trang thông tin điện tử xã Bản Mới</title></head><body><div class=hd><h1 class=ten>XÃ BẢN MỚI</h1>"
        '<span>Thứ tư, 25/11/2026 11:02:10</span><ul><li><a href="/">Trang chủ</a><li><a href="/tin">Tin tức</a></ul></div>'
        "<div class=row><div class=main><div class=t1><b>Các thôn ra quân dọn vệ sinh đường làng ngõ xóm</b></div>"
        f"<div>Thứ Ba, ngày 23 tháng 9 năm 2025</div><div class=nd>{story * 4}</div></div></div></body></html>"
    )
    d = read_bytes(page.encode(), address="a.html")
    marks = {m.kind: d.quote(m.start, m.end) for m in d.marks}
    assert marks["headline"] == "Các thôn ra quân dọn vệ sinh đường làng ngõ xóm"
    assert marks["stamp"] == "Thứ Ba, ngày 23 tháng 9 năm 2025"
    assert "Trang chủ" not in d.text
