"""Every page that links lead to, sorted by kind; what in a page was made by the data and not by us.

**To add a page**: nothing, if a link leads to it; a test then visits one page of its kind. A page that must be visited
with parameters, or whatever links lead to, is a line of `ROUTES`.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

import httpx
from lxml import html

from browser.stores import Site

# Pages that are always visited: name → address. `{root}` is the database's page; `{document}` and `{directive}` are keys.
ROUTES: dict[str, str] = {
    "start": "/",
    "search": "/-/search?q=da+nang",
    "search, nothing found": "/-/search?q=khongcogica",
    "search, wrong": "/-/search?q=%22&tu_ngay=hom+qua",
    "ledger": "/-/ledger?nam=2022",
    "ledger, filtered": "/-/ledger?don_vi=da+nang&muc_do=order&han=overdue&q=mot+cua",
    "document": "/-/document/{document}",
    "directive": "/-/directive/{directive}",
    "no such document": "/-/document/0000000000000000",
    "no such page": "/-/khong-co-trang-nay",
    "correct": "/-/correct/directives/{directive}",
    "missed": "/-/missed/{document}",
    "corrections": "/-/corrections",
    "sign in": "/-/login",
    "database": "{root}",
    "table of directives": "{root}/directives?_size=10",
    "table of documents": "{root}/documents?_size=10",
    "table, searched and counted": "{root}/directives?_search=da+nang&_facet=strength&_facet_array=addressees",
    "table, nothing found": "{root}/directives?_search=khongcogica",
    "view": "{root}/deadlines?_size=10",
    "row": "{root}/directives/{directive}",
    "question": "{root}/tim_chi_dao?tu_khoa=da+nang",
    "question, nothing found": "{root}/tim_chi_dao?tu_khoa=khongcogica",
    "question with dates": "{root}/den_han?tu_ngay=2020-01-01&den_ngay=2020-12-31",
    "own SQL": "{root}?sql=select+1+as+x",
}
# Addresses that show no page of ours: files of the look, and what Datasette keeps for its operator.
_SKIPPED = re.compile(r"/(?:-/)?static/|/-/static-plugins/|/-/logout|/favicon\.ico|_show_hidden")
_DATA = re.compile(r"\.(?:csv|json|jsonl|ics|atom|xml|zip|tsv|conllu?|spacy|txt|svg|png)$")
MOST_PAGES = 400
# Of Datasette's own pages and of data, whose rows are all made the same way; of addresses with the same names of
# parameters; and of all those of a kind that ask something.
_ROWS = 3
_WITH_PARAMETERS = 2
_SETS_OF_PARAMETERS = 12


@dataclass(frozen=True)
class Seen:
    """A page and what it answered."""

    address: str  # path and query
    kind: str
    response: httpx.Response

    @property
    def is_html(self) -> bool:
        """Is it a page, not data or a file to keep?"""
        headers = self.response.headers
        return headers.get("content-type", "").startswith("text/html") and "attachment" not in headers.get(
            "content-disposition", ""
        )


def routes(site: Site) -> dict[str, str]:
    """`ROUTES` with the keys of the document of `site` that says most about itself, once edited, and of a directive in it."""
    row = site.rows(
        "select d.document, min(d.id) as directive from directives d join documents o on o.id = d.document"
        " where d.document in (select document from versions where version = 2) group by d.document order by length(o.title) desc"
    )[0]
    return {name: address.format(root=site.root, **row) for name, address in ROUTES.items()}


def kind_of(site: Site, address: str) -> str:
    """The route of an address: what stands behind the page's name, a table's and a row's name are keys."""
    path = urlsplit(address).path
    parts = [unquote(p) for p in path.strip("/").split("/")]
    if parts[0] == "-":
        shown = ["-", parts[1], *("*" for _ in parts[2:])] if len(parts) > 1 else ["-"]
    elif path.startswith(site.root + "/"):
        shown = [parts[0], *("*" for _ in parts[1:])]
    else:
        return path
    ending = _DATA.search(parts[-1])
    return "/" + "/".join(shown) + (ending[0] if ending and shown[-1] == "*" else "")


def crawl(site: Site, *, at_most: int) -> list[Seen]:
    """The pages to which links and forms lead who is signed in, from `ROUTES` on, breadth first: `at_most` so many of
    each kind of ours, fewer of Datasette's own tables, of data, and of those that differ in their parameters only."""
    waiting = deque(dict.fromkeys(routes(site).values()))
    known, taken = set(waiting), Counter[object]()
    seen: list[Seen] = []
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.popleft()
        page = Seen(address, kind_of(site, address), site.editor.get(address))
        seen.append(page)
        for link in [*links(site, page), *(form.address for form in forms(site, page))]:
            if link not in known and not _SKIPPED.search(link) and _wanted(site, link, at_most, taken):
                known.add(link)
                waiting.append(link)
    return seen


def _wanted(site: Site, address: str, at_most: int, taken: Counter[object]) -> bool:
    """Are there too few pages like this one yet? If so, it is counted."""
    kind, group = kind_of(site, address), _group(site, address)
    if _DATA.search(kind):
        limits = {kind: _ROWS}
    elif "?" in address:
        limits = {kind: _SETS_OF_PARAMETERS, group: _WITH_PARAMETERS}
    else:
        limits = {group: at_most if address.startswith("/-/") else min(at_most, _ROWS)}
    if any(taken[("?" in address, like)] >= most for like, most in limits.items()):
        return False
    taken.update(("?" in address, like) for like in limits)
    return True


def _group(site: Site, address: str) -> tuple[object, ...]:
    split = urlsplit(address)
    # The column of a filter does not count; the table does as long as nothing is asked of it.
    names = {re.sub(r"__\w+$", "", name) for name, _ in parse_qsl(split.query, keep_blank_values=True)}
    table = split.path.split("/")[2] if split.path.startswith(site.root + "/") and not names else ""
    return kind_of(site, address), table, frozenset(names)


def pages_of_each_kind(
    site: Site, seen: Iterable[Seen], score: Callable[[Seen], int] = lambda s: len(s.response.content)
) -> dict[str, Seen]:
    """The pages to visit in the browser: all of `ROUTES`, and of each further kind the one with the highest `score`."""
    by_address = {s.address: s for s in seen}
    chosen = {name: by_address[address] for name, address in routes(site).items()}
    listed = {s.kind for s in chosen.values()}
    best: dict[str, Seen] = {}
    for s in by_address.values():
        if s.is_html and s.kind not in listed and (s.kind not in best or score(s) > score(best[s.kind])):
            best[s.kind] = s
    return chosen | best


def tree(page: Seen) -> html.HtmlElement | None:
    """The page's elements; None for what is no page."""
    return parsed(page.response.text) if page.is_html and page.response.text.strip() else None


def parsed(text: str) -> html.HtmlElement:
    """The elements of a page's text, by a parser that follows HTML's own rules."""
    return html.document_fromstring(
        text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8", huge_tree=True)
    )


def links(site: Site, page: Seen) -> list[str]:
    """Addresses on the same host that the page links to, without fragment, in order."""
    root = tree(page)
    found = (
        []
        if root is None
        else [
            _here(site, page, str(h)) for h in root.xpath("//a/@href | //area/@href | //link[@rel='alternate']/@href")
        ]
    )
    return list(dict.fromkeys(filter(None, found)))


@dataclass(frozen=True)
class Form:
    """A form that asks."""

    path: str
    fields: tuple[tuple[str, str], ...]  # name, value

    @property
    def address(self) -> str:
        """Where it leads as it stands."""
        return f"{self.path}?{urlencode(self.fields)}" if self.fields else self.path


def forms(site: Site, page: Seen) -> list[Form]:
    """The page's forms that ask and do not change anything, once for each button with an address of its own."""
    root = tree(page)
    found: list[Form] = []
    for form in [] if root is None else root.forms:
        if (form.get("method") or "get").lower() != "get":
            continue
        fields = tuple(
            (str(i.get("name")), _value(i)) for i in form.xpath(".//input | .//select | .//textarea") if i.get("name")
        )
        for action in dict.fromkeys([form.get("action") or "", *map(str, form.xpath(".//@formaction"))]):
            address = _here(site, page, action)
            if address:
                found.append(Form(urlsplit(address).path, fields))
    return found


def _value(field: html.HtmlElement) -> str:
    return str(
        field.text_content()
        if field.tag == "textarea"
        else (field.get("value") or "")
        if field.tag == "input"
        else field.value or ""
    )


def _here(site: Site, page: Seen, href: str) -> str | None:
    """Path and query of a link on the site itself; None for any other."""
    try:
        split = urlsplit(urljoin(site.url + page.address, href))
    except ValueError:  # no address at all
        return None
    if split.scheme != "http" or split.netloc != site.host:
        return None
    path = quote(split.path or "/", safe="/%~:@!$&'()*+,;=-._")
    return f"{path}?{split.query}" if split.query else path


def asked(site: Site, seen: Iterable[Seen]) -> dict[tuple[str, str], tuple[str, list[tuple[str, str]]]]:
    """Every parameter that a link or form gives: (kind, name) → path and all the parameters of one address with it."""
    found: dict[tuple[str, str], tuple[str, list[tuple[str, str]]]] = {}
    for page in seen:
        for address in [page.address, *links(site, page), *(f.address for f in forms(site, page))]:
            split = urlsplit(address)
            parameters = parse_qsl(split.query, keep_blank_values=True)
            for name, _ in parameters:
                found.setdefault((kind_of(site, address), name), (split.path, parameters))
    return found


# Every element and attribute of a hostile text bears this word, so that whatever comes to life can be told.
BORN = "data-born"
_ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "background", "xlink:href", "srcdoc")


def born(root: html.HtmlElement) -> list[str]:
    """What in a page was made by a hostile text, or may run it: elements and attributes of its own, handlers, addresses."""
    found = []
    for element in root.iter():
        if not isinstance(element.tag, str):  # a comment
            continue
        for name, value in element.attrib.items():
            scheme = re.sub(r"[\x00-\x20]", "", value).lower().partition(":")[0]
            runs = scheme in ("javascript", "vbscript") or (scheme == "data" and element.tag != "img")
            if BORN in name or name.startswith("on") or (name in _ADDRESSES and (runs or name == "srcdoc")):
                found.append(f"<{element.tag} {name}={value[:80]!r}>")
        if element.tag in ("script", "style") and BORN in (element.text or ""):
            found.append(f"<{element.tag}>{(element.text or '')[:80]}")
    return found
