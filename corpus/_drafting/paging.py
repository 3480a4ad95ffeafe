"""How a list's further pages are asked for: told from the links at its foot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit, urlunsplit

from bs4 import BeautifulSoup, Tag

from corpus._drafting.naming import own_names
from corpus.canonical import canonical, squash
from corpus.listing import POSTBACK
from corpus.sources import Next

_NEXT = re.compile(
    r"(?i)^\W*(?:trang (?:sau|tiếp|kế)(?: theo)?|tiếp(?: theo)?|sau|kế tiếp|next(?: page)?|older(?: posts)?)\W*$|^\s*(?:»|›|>|>>|→)\s*$"
)
# How the systems of the field count pages in an address, tried where a page shows no link to its second one.
_GUESSES = ("page/{n}/", "?page={n}", "trang-{n}", "?trang={n}", "?p={n}", "page-{n}")


def offers(soup: BeautifulSoup, at: str) -> Iterator[Next]:
    """Rules that the page itself suggests, the surest first."""
    numbered = _numbered(soup)
    template = _template(
        {n: urljoin(at, h) for n, h in numbered.items() if not h.lower().startswith("javascript:")}, at
    )
    if template:
        yield template
    form = _form(numbered)
    if form:
        yield form
    yield from (Next(link=selector) for selector in _next_links(soup))


def guesses(at: str) -> Iterator[Next]:
    """Rules to try where the list at `at` suggests none."""
    path = urlsplit(at).path
    if m := re.search(r"\.html?$", path):
        yield Next(number=f"{path[: m.start()]}/trang-{{n}}{m[0]}")
    yield from (Next(number=g) for g in _GUESSES)


def last_page(soup: BeautifulSoup, at: str, rule: Next) -> int:
    """How many pages the list has by what its pager links to ("Trang cuối", "12"); 0 if it links to none."""
    found = [0]
    for a in soup.find_all("a", href=True):
        href = str(a["href"]).strip()
        if rule.number is not None:
            local = urlunsplit(("", "", *urlsplit(urljoin(at, href))[2:4], ""))
            wanted = urlunsplit(("", "", *urlsplit(urljoin(at, rule.number))[2:4], ""))
            head, _, tail = wanted.partition("{n")
            m = re.fullmatch(re.escape(head) + r"(\d{1,6})" + re.escape(tail.partition("}")[2]), local)
            if m and (int(m[1]) - rule.first) % rule.step == 0:
                found.append((int(m[1]) - rule.first) // rule.step + 2)
        elif POSTBACK.search(href) and (m := re.fullmatch(r"\D{0,8}(\d{1,4})\D?", squash(a.get_text(" ")))):
            found.append(int(m[1]))
    return max(found)


def _numbered(soup: BeautifulSoup) -> dict[int, str]:
    """Where the links "2", "3", "4" of the page lead."""
    found: dict[int, str] = {}
    for a in soup.find_all("a", href=True):
        text = squash(canonical(a.get_text(" ")))
        if m := re.fullmatch(r"(?:trang\s+)?\[?(\d{1,3})\]?", text, re.IGNORECASE):
            found.setdefault(int(m[1]), str(a["href"]).strip())
    return {n: h for n, h in found.items() if 2 <= n <= 9 and h and h != "#"} if 2 in found else {}


def _template(pages: dict[int, str], at: str) -> Next | None:
    """The rule behind the addresses of page 2 and 3 (or 2 alone)."""
    second = pages.get(2)
    if second is None or "{" in second or urlsplit(second).netloc.lower() != urlsplit(at).netloc.lower():
        return None
    third = pages.get(3)
    local = urlunsplit(("", "", *urlsplit(second)[2:4], ""))
    numbers = list(re.finditer(r"\d+", local))
    if third is not None:
        other = urlunsplit(("", "", *urlsplit(third)[2:4], ""))
        for m in numbers:
            head, tail = local[: m.start()], local[m.end() :]
            if other.startswith(head) and other.endswith(tail) and other[len(head) : len(other) - len(tail)].isdigit():
                first, after = int(m[0]), int(other[len(head) : len(other) - len(tail)])
                if after > first:
                    return Next(number=f"{head}{{n}}{tail}", first=first, step=after - first)
        return None
    # One number: that which the list's own address hasn't.
    here = urlunsplit(("", "", *urlsplit(at)[2:4], ""))
    fresh = [m for m in numbers if m[0] not in re.findall(r"\d+", here)] or numbers[-1:]
    for m in reversed(fresh):
        value = int(m[0])
        step = value if value > 3 else 1
        return Next(number=f"{local[: m.start()]}{{n}}{local[m.end() :]}", first=value, step=step)
    return None


def _form(pages: dict[int, str]) -> Next | None:
    """An ASP.NET pager: the script of its links posts the page's form with a target and an argument."""
    posted = {n: m for n, h in pages.items() if (m := POSTBACK.search(h.replace("&#39;", "'")))}
    if 2 not in posted:
        return None
    target, argument = posted[2].groups()
    if argument:
        return (
            Next(form={"__EVENTTARGET": target, "__EVENTARGUMENT": re.sub(r"2", "{n}", argument, count=1)})
            if "2" in argument
            else None
        )
    if 3 not in posted:
        return None
    other = posted[3][1]
    for m in re.finditer(r"\d+", target):
        head, tail = target[: m.start()], target[m.end() :]
        number = other[len(head) : len(other) - len(tail)]
        if other.startswith(head) and other.endswith(tail) and number.isdigit() and int(number) == int(m[0]) + 1:
            if len(number) < len(m[0]):
                continue
            # ASP.NET writes "ctl01" and counts on to "ctl10".
            slot = f"{{n:0{len(m[0])}}}" if m[0].startswith("0") and len(m[0]) > 1 else "{n}"
            return Next(form={"__EVENTTARGET": f"{head}{slot}{tail}", "__EVENTARGUMENT": ""}, first=int(m[0]))
    return None


def _next_links(soup: BeautifulSoup) -> Iterator[str]:
    if soup.select_one("a[rel~=next][href]"):
        yield "a[rel~=next]"
    elif soup.select_one("link[rel~=next][href]"):
        yield "link[rel~=next]"
    for a in soup.find_all("a", href=True):
        href = str(a["href"])
        said = [squash(canonical(a.get_text(" "))), str(a.get("title") or ""), str(a.get("aria-label") or "")]
        if (href.startswith(("#", "javascript:")) and not POSTBACK.search(href)) or not any(
            _NEXT.match(x) for x in said if x
        ):
            continue
        for name in _named(a):
            if soup.select_one(name) is a:
                yield name
                return
        text = said[0]
        if text and '"' not in text:
            yield f'a:-soup-contains-own("{text}")'
        return


def _named(a: Tag) -> Iterator[str]:
    for name in own_names(a):
        yield f"a{name}" if name.startswith((".", "[", "#")) else name
    if a.parent is not None:
        yield from (f"{name} > a" for name in own_names(a.parent))
    for attribute in ("title", "aria-label"):
        value = str(a.get(attribute) or "")
        if value and '"' not in value:
            yield f'a[{attribute}="{value}"]'
