"""What stands on a portal's page and is not the article: told by names in the mark-up and by set phrases.

The names are those of the systems that Vietnamese authorities publish with (SharePoint, Liferay, DotNetNuke, NukeViet,
Joomla, Drupal, WordPress, ASP.NET controls), in English and in Vietnamese without marks. Phrases are compared without
marks and in lower case (`plain`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from corpus.canonical import squash

# Whole words of a class or id ("news-share", "boxMenu"); and compounds that are found within one ("tinlienquan").
_WORDS = frozenset(
    [
        "menu",
        "menus",
        "submenu",
        "nav",
        "navbar",
        "navigation",
        "topnav",
        "breadcrumb",
        "breadcrumbs",
        "crumb",
        "crumbs",
        "pathway",
        "share",
        "shares",
        "sharing",
        "sharebar",
        "social",
        "socials",
        "related",
        "relate",
        "relates",
        "relation",
        "tag",
        "tags",
        "taglist",
        "keyword",
        "keywords",
        "comment",
        "comments",
        "respond",
        "footer",
        "foot",
        "sidebar",
        "sidebars",
        "search",
        "login",
        "logon",
        "signin",
        "rating",
        "ratings",
        "rate",
        "vote",
        "voting",
        "votes",
        "poll",
        "polls",
        "weather",
        "counter",
        "counters",
        "visitor",
        "visitors",
        "pager",
        "pagination",
        "paging",
        "toolbar",
        "toolbox",
        "tools",
        "advert",
        "ads",
        "advertisement",
        "banner",
        "banners",
        "popup",
        "modal",
        "cookie",
        "cookies",
        "printer",
        "subscribe",
        "newsletter",
        "weblink",
        "weblinks",
        "addthis",
        "addtoany",
        "captcha",
        "ticker",
        "copyright",
        "other",
        "others",
        "feedback",
        "chatbot",
        "accessibility",
        "languages",
        "language",
        "sitemap",
        "rss",
        "hits",
        "clock",
        "slideshow",
    ]
)
_COMPOUNDS = re.compile(
    r"lienquan|tinkhac|baikhac|baivietkhac|tindadua|tindadang|dadua$|cungloai|cungchuyenmuc|tinmoihon|tincuhon|tinmoinhat"
    r"|docnhieu|xemnhieu|binhluan|ykienbandoc|phanhoi|luotxem|luottruycap|truycap|luotdoc|quangcao|chiase|tukhoa|dangnhap"
    r"|timkiem|thoitiet|lienketweb|lienketsite|weblink|thamdo|binhchon|danhgia|xephang|chantrang|relatednews|newsrelat"
    r"|othernews|newsother|morenews|newsmore|socialshare|sharethis|breadcrumb|sitemappath|viewcount|pageview|countview"
    r"|numview|viewnum|hitcounter|fblike|fbcomment|fbshare|addthis|jssocial|backtotop|gototop|scrolltop|mostread|mostview"
    r"|hotnews|latestnews|newsletter|sidebar|postnav|navpost|itemnav|pagenav|relatedpost|relatedarticle|facebook|zaloshare"
    r"|rightmenu|leftmenu|topmenu|mainmenu|quicklaunch|skiplink|skipto|googletranslate|cochu|audioplayer|ttsplayer"
)
_HIDDEN_NAMES = re.compile(
    r"(?:^|\s)(?:hidden|d-none|hide|sr-only|visually-hidden|screen-reader-text|element-invisible|invisible|noprint-only)(?:\s|$)"
)
_NAMING_CONTAINER = re.compile(r"(?i)^(?:ctl\d+|dnn)_.*_(?=[^_]+$)")
_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


_MARKS = re.compile("[\u0300-\u036f]+")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """`text` in lower case without marks, đ as d, white space squashed ("Tin  Đã đưa" → "tin da dua")."""
    return squash(_MARKS.sub("", unicodedata.normalize("NFD", text.lower().replace("đ", "d"))))


def pieces(classes: str, id_: str) -> str:
    """The words of a class and an id, lower case and parted by spaces ("TT_TinKhac" → " tt tin khac ").

    An ASP.NET id begins with the names of all controls around it; the last part alone names the element.
    """
    id_ = _NAMING_CONTAINER.sub("", id_)
    found = " ".join(_PIECES.findall(f"{classes[:200]} {id_[:80]}")).lower()
    return f" {found} " if found else ""


def names_chrome(words: str) -> bool:
    """Do these words (as `pieces` gives them) name something beside the article?"""
    return bool(words) and (
        not _WORDS.isdisjoint(words.split()) or _COMPOUNDS.search(words.replace(" ", "")) is not None
    )


_FOREIGN = frozenset(
    [
        "module",
        "moduletable",
        "widget",
        "notice",
        "thongbao",
        "alert",
        "promo",
        "callout",
        "embed",
        "box",
        "hop",
        "banner",
        "adv",
        "ad",
    ]
)


def names_box(words: str) -> bool:
    """Do these words name something that may be put into an article's middle: a notice, a module, an advert?"""
    return not _FOREIGN.isdisjoint(words.split()) or " thong bao " in words


def names_comments(words: str) -> bool:
    """Do these words name readers' comments or the page's foot: much text, and never the article's?"""
    return re.search(r"comment|binhluan|respond|foot|ykien|phanhoi|gopy", words.replace(" ", "")) is not None


def names_author(words: str) -> bool:
    """Do these words name the author's or the source's line?"""
    return _AUTHOR.search(words) is not None


_AUTHOR = re.compile(
    r" (?:author|authors|tacgia|tac gia|nguon|nguontin|nguon tin|source|byline|butdanh|but danh|creator|createdby|signature) "
)


_MODULE = re.compile(r" \w*(?:title|head|heading|header|tieude|caption)\w{0,3} ")
_MODULE_KIND = re.compile(
    r" (?:widget|block|module|moduletable|box|portlet|panel|wp|webpart|zone|cot|sidebar)(?:title|head|heading|header)? "
)


def names_module_head(words: str) -> bool:
    """Do these words name the head of a module beside the article ("ms-WPTitle", "panel-heading")?"""
    return _MODULE.search(words) is not None and _MODULE_KIND.search(words) is not None


def names_hidden(classes: str) -> bool:
    """Does this class attribute hide the element on the screen?"""
    return _HIDDEN_NAMES.search(classes) is not None


# Words of the little tools around an article. A line that is made of nothing else is none of it, if one of them is sure:
# the unsure ones are also heads of columns and labels in notices.
_SURE = (
    r"in (?:trang|bai viet|bai|an)(?: nay)?|ban in|phien ban in|print(?: page)?|gui (?:email|mail|bai viet|bai|tin|cho ban be|toi ban be|ban be)(?: nay)?"
    r"|chia se(?: (?:bai viet|qua|len|tren|link|tin|voi ban be|mang xa hoi))*|facebook|twitter|zalo|google(?: ?\+| plus)|linkedin|pinterest|telegram|messenger|viber|whatsapp"
    r"|tweet|share|luu bai(?: viet)?|sao chep(?: lien ket)?|copy link|tai ve|quay lai|quay ve|tro (?:lai|ve)(?: trang truoc)?|ve (?:dau )?trang(?: truoc| chu)?|len dau trang|dau trang|trang truoc"
    r"|bai (?:truoc|sau)|tin (?:truoc|sau)|previous|xem tiep|xem them|xem tat ca|doc tiep|doc them|co chu|kich (?:thuoc|co) chu|(?:do )?tuong phan(?: cao)?|doc bai(?: viet)?|nghe(?: doc)? (?:bai(?: viet)?|noi dung)"
    r"|danh gia bai viet|gui (?:binh luan|phan hoi|y kien)|y kien ban doc|viet binh luan|phong to|thu nho|bao loi|qr ?code|skip to content|toggle navigation|dang tai du lieu|(?:giong )?(?:nu|nam) mien (?:bac|trung|nam)|\d(?:\.\d+)?x|\d{1,2}:\d\d ?/ ?\d{1,2}:\d\d|quang cao"
)
_UNSURE = (
    r"email|e-mail|x|like|thich|luu|copy|prev|next|top|xem(?: chi tiet)?|a|aa|mac dinh|binh thuong|nghe|phat|tam dung|theo doi(?: chung toi)?(?: tren)?|google news|danh gia|xep hang"
    r"|gop y|phan hoi|binh luan|dang nhap|dang ky|tim kiem|trang chu|home|tu khoa|tags?|zoom|luot xem|nguoi dang|ngay dang|cap nhat|admin|font|rss|play|pause|stop|giong (?:doc|nam|nu)|mien (?:bac|nam|trung)"
    r"|loading|vote|sao|tin tuc|giam|tang|chu|doc|mot|hai|lien ket|bai viet|youtube|print|in|qua|len|tren|va|mang xa hoi|google|tin"
)
_TOOL_WORD = re.compile(rf"(?<![a-z0-9])(?:(?P<sure>{_SURE})|{_UNSURE})(?![a-z0-9])|[\W_]+|\d+")

_COUNTER = re.compile(
    r"(?:tong )?(?:so )?(?:luot|lan) (?:xem|doc|truy cap|tai|nghe|view|thich)[\s:.(]*[\d.,k]*\W*(?:luot(?: xem)?|lan)?\W*$"
    r"|(?:da |duoc )?(?:xem|doc)\s*[:(]\s*[\d.,]+\W*(?:lan|luot)?\W*$|[\d.,]+ ?(?:luot|lan) (?:xem|doc|truy cap)\W*$|(?:da|duoc) (?:xem|doc) [\d.,]+ (?:lan|luot)\W*$"
    r"|(?:views?|hits?|lan xem|luot xem)\W*[\d.,]+\W*$|[\d.,]+ views?$"
)
_RATING = re.compile(
    r"tong so diem cua bai viet|click de danh gia bai|xep hang\s*:|(?:\d[\d.,/ ]*)?(?:\(?trung binh\)? )?\(?\d* ?(?:danh gia|phieu bau|binh chon|votes?|rating)\)?$|danh gia (?:bai viet|noi dung)?\s*:?\s*[\d(]|danh gia cua ban|ban danh gia|(?:so )?nguoi danh gia|trung binh \(\d"
    r"|diem trung binh|trung binh\s*:?\s*\d.*(?:danh gia|diem|sao)"
)
_FORM = re.compile(
    r"(?:ban can|vui long|hay|moi ban) (?:dang nhap|nhap|dien).{0,60}(?:binh luan|gop y|y kien|thong tin|email)?|(?:ho va ten|ho ten|email|dia chi email|tieu de|noi dung)\s*:?\s*\(?\*\)?:?$|(?:ma xac nhan|ma bao ve|ma captcha|mat khau|ten dang nhap)\s*:?\s*\(?\*?\)?:?$"
    r"|(?:chua co|hien chua co|khong co) (?:binh luan|y kien|danh gia|phan hoi)|y kien cua ban (?:se|da)|(?:nhap|nhan vao) (?:ma|day).{0,40}$|tat ca binh luan"
)
# "Trang chủ > Tin tức > Kinh tế", "Giới thiệu | Tin tức | Văn bản | Hỏi đáp": a path or a menu without links.
_PATH = re.compile(
    r"(?:(?:ban (?:dang )?o(?: day)?|vi tri)\s*:?\s*)?(?:trang (?:chu|nhat)|home|cong ttdt[^>»›/|]{0,30})\s*[>»›/|→].{0,110}$|(?:[^|.:;\d]{3,28}\|\s?){3,}[^|.:;\d]{3,28}$"
)
_MARK_LINE = re.compile(r"(?:tu khoa|tags?|keywords?)\s*:")
_FOOTER = re.compile(
    r"ban quyen (?:thuoc|so huu|©|\(c\))|(?:©|\(c\)|copyright|all rights reserved)|giay phep (?:so|thiet lap|hoat dong)\b.{0,80}(?:ttdt|bc|bvhtt|stttt|btttt|cuc|so thong tin|bo thong tin|bao chi)|chiu trach nhiem (?:noi dung|chinh|xuat ban|quan ly)|(?:thiet ke|phat trien|xay dung|van hanh|cung cap)(?: va \w+ \w+)? boi\b"
    r"|(?:designed|developed|powered) by|ghi ro nguon|(?:yeu cau|vui long) ghi (?:ro )?nguon|truong ban bien tap\s*:|co quan (?:chu quan|quan ly)\s*:|(?:dang|tong)(?: so)? (?:luot )?truy cap|dang (?:online|truc tuyen)|so nguoi (?:online|truc tuyen)|trang chu \| |hom nay\s*:\s*\d|thong ke truy cap|hien thi tot nhat|toi uu (?:hoa )?(?:cho|voi|tren) trinh duyet|ip cua ban"
)
_OTHERS = re.compile(
    r"(?:(?:cac|nhung|mot so|danh sach) )?(?:(?:tin(?: tuc)?|bai(?: viet)?|tin[, ]+bai|noi dung|thong bao|van ban|thong tin|su kien)(?: viet)? )?(?:va )?(?:tin )?"
    r"(?:lien quan|khac|da (?:dua|dang)(?: tin)?|cung (?:chuyen muc|loai|chu de|danh muc|chuyen de|nhom)|moi(?: nhat| hon| dang| cap nhat| dua)?|cu hon|tiep theo|truoc do|sau do|doc nhieu|xem nhieu(?: nhat)?|noi bat|tieu diem|duoc quan tam|ke tiep)"
    r"(?: (?:cua|trong|cung|ve|khac|den)(?: \w+){1,4})?\W*(?:\(?\d*\)?)\W*$"
    r"|(?:co the )?ban (?:co the )?quan tam.{0,12}$|(?:moi ban )?(?:doc|xem) (?:them|tiep)(?: (?:tin|bai|cac|ve|noi dung)\b.{0,40})?\W*$|(?:related|other|latest|more|recent) (?:news|articles?|posts?)\W*$"
    r"|(?:binh luan|y kien ban doc|gui (?:binh luan|y kien|phan hoi)(?: cua ban)?|viet binh luan|y kien(?: phan hoi)?(?: cua ban)?|phan hoi|thao luan|\d+ binh luan|leave a reply|comments?)\W*(?:\(?\d*\)?)\W*$"
    r"|(?:cac )?tin (?:da dua|khac)(?: theo)? ngay\b.{0,30}$"
)
_SHORT = ("khac", "moi", "noi bat", "tieu diem", "tiep theo", "su kien moi", "thong tin khac", "noi dung khac")


def is_tool(line: str) -> bool:
    """Is `line` a share bar, a counter, a rating, a comment form's label, a list of tags?"""
    low = plain(line[:200])
    if not low or len(low) > 160:
        return False
    if _COUNTER.match(low) or _RATING.match(low) or _FORM.match(low) or _MARK_LINE.match(low):
        return True
    if len(low) > 120:
        return False
    if _PATH.match(low):
        return True
    at, sure = 0, False
    while at < len(low):
        m = _TOOL_WORD.match(low, at)
        if m is None or m.end() == at:
            return False
        sure = sure or m["sure"] is not None
        at = m.end()
    return sure


_LABEL = re.compile(
    r"(?:chi tiet|(?:viet|dang|tao|cap nhat|bien tap|published|posted|written) (?:boi|by|luc|ngay|on)|boi|by|nguoi (?:dang|viet|gui|tao)|tac gia|author|chuyen muc|category|nguon|(?:ngay|thoi gian) (?:dang|tao|viet|cap nhat|xuat ban|gui|phat hanh)"
    r"|cap nhat(?: lan cuoi| luc| ngay)?|lan cuoi|so lan xem|luot|admin|super user|administrator|post(?:ed)?|dang luc|dang|tin (?:bai|anh))\b"
)
_ATTACHED = re.compile(
    r"(?:(?:cac |danh sach )?(?:file|tep|tap tin|tai lieu|van ban|phu luc|tep tin|tai ve|download|noi dung)s?(?: \w+)? ?(?:dinh kem|kem theo|attached)|dinh kem|attachments?|tai (?:ve|file|tep|xuong|tai lieu)|download|dung luong|kich thuoc|dinh dang|so luot tai|luot tai)\b.{0,40}$|[\[(]?[\d.,]+ ?(?:kb|mb|bytes?)[\])]?$"
    r"|\S.{0,120}\.(?:pdf|docx?|xlsx?|pptx?|zip|rar)(?:\W.{0,30})?$"
)


_COMMENTS = re.compile(
    r"(?:\d+ |gui |viet |cac |danh sach )?(?:binh luan|y kien|gop y|phan hoi|thao luan|hoi dap|leave a reply|comments?)(?: (?:ban doc|phan hoi|gop y|cua ban|cua ban doc|nguoi dan|ve (?:bai viet|du thao|van ban)|bai viet|van ban|du thao|moi))?\W*\d*\W*$"
)
_BOX_HEAD = re.compile(r"(?:thong bao|thong cao|quang cao|luu y)(?: (?:khan|moi|quan trong|noi bat|chung))?\W*$")


def opens_comments(line: str) -> bool:
    """Does `line` stand above readers' comments?"""
    return len(line) < 60 and _COMMENTS.match(plain(line).strip(" -–:*•")) is not None


def heads_box(line: str) -> bool:
    """Is `line` the head of a notice that may be put into an article's middle?"""
    return len(line) < 40 and _BOX_HEAD.match(plain(line)) is not None


def is_label(line: str) -> bool:
    """Is `line` a short statement about the article (who put it there, in which section) and no word of it?"""
    return len(line) < 80 and _LABEL.match(plain(line).strip(" ([|-–*")) is not None


def is_attachment(line: str) -> bool:
    """Does `line` head or list files that hang on the article ("File đính kèm:", "Bieu so 01.xls", "(716.8 KB)")?"""
    return len(line) < 180 and _ATTACHED.match(plain(line).strip(" :-–•*|")) is not None


def opens_others(line: str) -> bool:
    """Does `line` stand above a list of other articles or above the comments?"""
    low = plain(line[:90]).strip("-–—*•»>:[]()+.… ")
    return 3 <= len(low) <= 60 and _OTHERS.match(low) is not None and low not in _SHORT


_CONTACT = re.compile(
    r"(?:dia chi|dien thoai|tel|so dien thoai|fax|e-?mail|hotline|tru so|duong day nong|dt)\b\W.{0,120}(?:dien thoai|fax|e-?mail|hotline|@|\d{3}[\d.\s()-]{5})"
)
_DATED = re.compile(
    r"(?:lan |duoc )?(?:cap nhat|sua doi)(?: lan)?(?: cuoi)?\b|lan cuoi|ngay (?:dang|cap nhat|tao)|dang (?:luc|ngay)|last (?:updated|modified)"
)


def is_contact(line: str) -> bool:
    """Does `line` say where to reach somebody: a footer's line, or one of a notice?"""
    return len(line) < 250 and _CONTACT.match(plain(line).strip(" -*•")) is not None


def is_date_label(line: str) -> bool:
    """Does `line` say when the page was put up or changed last?"""
    return len(line) < 90 and _DATED.match(plain(line).strip(" ([-*")) is not None and any(c.isdigit() for c in line)


def is_footer(line: str) -> bool:
    """Does `line` say who keeps, licences or counts the site?"""
    return _FOOTER.search(plain(line[:300])) is not None
