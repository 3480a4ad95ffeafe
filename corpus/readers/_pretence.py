"""Pages that are answered like an article and are none: captchas, script stubs, logins, maintenance, "not found".

Decided on what the page is as a whole: how much it says, what its title and its first lines say, what its forms ask
for. A word in a real article decides nothing: a page with running text above a few hundred characters is never one.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from corpus.canonical import squash
from corpus.readers._beside import drop_chrome, footing
from corpus.readers._blocks import blocks_of
from corpus.readers._chrome import plain
from corpus.readers._page import Page, prose
from corpus.readers._stamp import is_stamp

_MESSAGES = {
    "captcha": "the page asks for proof that a human reads it (a captcha), which only turns crawlers away; fetch it later, more slowly, or ask the portal's keeper",
    "script-only": "the page only turns crawlers away: without running its script it shows nothing; fetch it later, more slowly, or ask the portal's keeper for another address",
    "login": "the page asks for a login; what stands behind it is not public: leave its address out",
    "maintenance": "the portal is being maintained; fetch the page again tomorrow",
    "soft-404": "the portal says that the page does not exist (with status 200); drop its address or look for where it moved",
}
_CAPTCHA = re.compile(
    r"captcha|(?:toi )?khong phai la (?:robot|nguoi may)|i'?m not a robot|ban la (?:robot|nguoi)|verify (?:that )?you are (?:a )?human|xac (?:minh|nhan|thuc) (?:ban|rang ban|ban khong|toi|ban la)|ma xac (?:nhan|thuc|minh)|checking your browser|just a moment|attention required"
    r"|ddos|are you a robot|unusual traffic|luu luong (?:truy cap )?bat thuong|dang kiem tra trinh duyet|kiem tra an ninh|security check"
)
_CAPTCHA_MARKUP = re.compile(
    r"(?i)g-recaptcha|h-captcha|cf-turnstile|cf-chl|challenge-platform|challenge-form|data-sitekey|recaptcha/api|captcha\.(?:php|aspx|ashx|jpg|png|js)|hcaptcha\.com|/_Incapsula_Resource|geetest"
)
_DENIED = re.compile(
    r"access denied|request unsuccessful|forbidden|truy cap bi (?:tu choi|chan)|yeu cau bi (?:tu choi|chan)|ban da bi chan|request rejected|the requested url was rejected|web application firewall|\b403\b"
)
_SCRIPT = re.compile(
    r"(?i)location\s*\.\s*(?:reload|href|replace|assign)|location\s*=|document\.cookie|setTimeout|\.submit\(\)|eval\(|http-equiv=[\"']?refresh"
)
_NO_SCRIPT = re.compile(
    r"(?:enable|requires?|turn on|activate|without) javascript|javascript (?:is |to be )?(?:disabled|required|enabled)|(?:bat|kich hoat|ho tro|cho phep|can) (?:chuc nang )?javascript|javascript (?:bi|da bi|dang bi|khong duoc|chua duoc) (?:tat|vo hieu|ho tro|bat|kich hoat)"
)
_MAINTENANCE = re.compile(
    r"(?:dang|duoc|tam (?:ngung|dung)[^.]{0,30}de|tien hanh|thoi gian) (?:\w+ ){0,3}(?:bao tri|bao duong|nang cap)|(?:he thong|website|trang (?:web|tin|thong tin)|cong thong tin|may chu|dich vu)(?: \w+){0,8} (?:tam (?:ngung|dung)|ngung hoat dong|gian doan|dang (?:bao tri|nang cap|xay dung)|bao tri)"
    r"|under (?:maintenance|construction)|(?:scheduled|site) maintenance|temporarily (?:unavailable|down)|service unavailable|be right back|trang (?:web )?dang (?:duoc )?xay dung|bao tri he thong|tam ngung hoat dong|sap ra mat|coming soon"
)
_MISSING = re.compile(
    r"(?:khong|chua) (?:tim thay|ton tai|tim duoc)(?: \w+){0,4} (?:trang|bai viet|noi dung|duong dan|tin|du lieu|tai nguyen|ket qua|file|dia chi)|(?:trang|bai viet|noi dung|duong dan|tin(?: tuc| bai)?|lien ket|dia chi|tai nguyen|du lieu|tai lieu|url)(?: [\w,/]+){0,10} (?:khong (?:con )?(?:ton tai|tim thay|duoc tim thay|co san|kha dung|hop le)|da (?:bi |duoc )?(?:xoa|go|di chuyen)|bi xoa|chua duoc (?:duyet|xuat ban))"
    r"|(?:page|file|article|resource|url|content)(?: \w+){0,5} (?:not found|not exist|does not exist|could not be found|cannot be found|is missing)|\bnot found\b|(?:error|loi)\s*:?\s*(?:404|410)|\b404\b|khong tim thay\W*$|xin loi[,!.]? (?:trang|bai viet|noi dung|chung toi khong tim thay)|oops|du lieu khong ton tai|khong co du lieu\W*$|noi dung (?:dang duoc )?cap nhat\W*$"
)
_LOGIN = re.compile(
    r"dang nhap|log ?in|sign ?in|single sign|\bsso\b|xac thuc (?:tap trung|nguoi dung|mot lan)|ten (?:dang nhap|nguoi dung|truy cap|tai khoan)|mat khau|password|username|tai khoan"
)
# So much running text is an article, whatever it is about.
_ARTICLE = 350


def pretence(page: BeautifulSoup | str) -> tuple[str, str] | None:
    """What a page pretends, (why, message), or None if it is what it seems to be.

    `page` is its mark-up, parsed or not; it is not changed. `why` is one of "captcha", "script-only", "login",
    "maintenance", "soft-404". Article pages and list pages may both be asked about.
    """
    soup = BeautifulSoup(page, "lxml") if isinstance(page, str) else page
    blocks = blocks_of(soup)
    drop_chrome(blocks)
    return judged(soup, blocks)


def judged(soup: BeautifulSoup, blocks: Page) -> tuple[str, str] | None:
    """`pretence` of a page whose `blocks` are at hand, those beside the article marked."""
    why = _why(soup, blocks)
    return (why, _MESSAGES[why]) if why else None


def _why(soup: BeautifulSoup, blocks: Page) -> str:
    texts = [b.text for b in blocks.blocks]
    size = sum(map(len, texts))
    running = sum(prose(b) for b in blocks.blocks if not footing(b))
    title = plain(squash(soup.title.get_text()))[:200] if soup.title is not None else ""
    if size < 1500 or running < _ARTICLE:
        markup = str(soup)[:400_000] if size < 1500 else ""
        if size < 600:
            return _bare(soup, blocks, markup, title, plain(" ".join(texts)), size)
        return _within(soup, blocks, title, plain(" ".join(texts)) if size < 1500 else "", running)
    return ""


def _bare(soup: BeautifulSoup, blocks: Page, markup: str, title: str, said: str, size: int) -> str:
    """What a page of a few words is."""
    every = f"{title} {said}"
    unscripted = plain(" ".join(t.get_text(" ") for t in soup.find_all("noscript")[:5]))[:600]
    if (_CAPTCHA_MARKUP.search(markup) and not _article_form(soup)) or _CAPTCHA.search(every):
        return "captcha"
    if _asks_password(soup) and _LOGIN.search(every) and not _login_aside(soup, title):
        return "login"
    if _MAINTENANCE.search(every) and not _article(blocks, title):
        return "maintenance"
    if _DENIED.search(every):
        return "captcha"
    if _MISSING.search(every) and not _article(blocks, title):
        return "soft-404"
    if size < 500 and (_NO_SCRIPT.search(every) or _NO_SCRIPT.search(unscripted)):
        return "script-only"
    scripts = soup.find("script") is not None
    if size < 200 and scripts and (_SCRIPT.search(markup) or size < 20):
        return "script-only"
    if size < 200 and soup.select_one("meta[http-equiv=refresh i]") is not None:
        return "script-only"
    if (
        size < 120
        and scripts
        and soup.select_one("#root, #app, #__next, #__nuxt, app-root, [ng-app], [ng-version]") is not None
    ):
        return "script-only"
    return ""


def _within(soup: BeautifulSoup, blocks: Page, title: str, said: str, running: int) -> str:
    """What a page is whose menus and footers are there while its middle says nothing but this."""
    if running >= _ARTICLE:
        return ""
    heads = [plain(b.text) for b in blocks.blocks if (b.heading or b.titled) and not b.linked]
    middle = [plain(b.text) for b in blocks.blocks if not b.dropped and b.linked <= b.own and 8 <= len(b.text) <= 300]
    lines = heads + middle
    if _article(blocks, title):
        return ""
    if re.match(r"(?:404|loi 404|error 404|not found|page not found|khong tim thay|trang khong ton tai)", title) or any(
        _MISSING.search(x) and len(x) < 200 for x in lines
    ):
        return "soft-404"
    if _MAINTENANCE.search(title) or any(_MAINTENANCE.search(x) and len(x) < 200 for x in lines):
        return "maintenance"
    if _asks_password(soup) and (_LOGIN.search(title) or (said and running < 120 and not _login_aside(soup, title))):
        return "login"
    if said and any(_CAPTCHA.search(x) for x in heads):
        return "captcha"
    return ""


def _article(blocks: Page, title: str) -> bool:
    """Does a day stand on the page as it does beside a headline, with some text near it? A notice about maintenance has
    that; a page that says it is being maintained has not. Less text will do below a headline that the page's title
    repeats before the site's name.
    """
    heads = (plain(b.text) for b in blocks.blocks if (b.heading or b.titled) and not b.linked and not b.dropped)
    named = any(
        len(h.split()) >= 3
        and title.startswith(h)
        and len(title) > len(h) + 3
        and not (_MISSING.search(h) or _MAINTENANCE.search(h))
        for h in heads
    )
    least = 60 if named else 120
    sizes = [0 if footing(b) else prose(b) for b in blocks.blocks]
    return any(
        is_stamp(b.text) and not b.dropped and not b.linked and sum(sizes[max(i - 3, 0) : i + 10]) >= least
        for i, b in enumerate(blocks.blocks)
    )


def _asks_password(soup: BeautifulSoup) -> bool:
    return soup.select_one("input[type=password i]") is not None


def _login_aside(soup: BeautifulSoup, title: str) -> bool:
    """Does the form that asks for a password stand beside something else: a list of articles, or the page of a section?

    A page behind a login leads to no articles, and its title (without marks) is none of the menu's items.
    """
    if _LOGIN.search(title):
        return False
    links = [plain(squash(a.get_text(" "))) for a in soup.find_all("a", href=True)]
    named = any(
        len(x) >= 5 and re.match(rf"{re.escape(x)}(?:\W|$)", title) and x not in ("trang chu", "trang nhat")
        for x in links
    )
    return named or sum(len(x) >= 30 and not _LOGIN.search(x) for x in links) >= 3


def _article_form(soup: BeautifulSoup) -> bool:
    """A comment form with a captcha is no captcha page."""
    return soup.find("textarea") is not None and soup.find(["h1", "h2"]) is not None
