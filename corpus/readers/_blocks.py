"""A page's mark-up as a flat list of blocks (one a paragraph or line) and the tree of the elements that hold them.

Everything that decides what the article is works on these two lists: a block says how much of it is link, an element
says which blocks it holds. Making them takes one pass without recursion, so nesting of any depth and pages of any
length take linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from corpus.canonical import canonical, squash
from corpus.readers._chrome import names_chrome, names_hidden, pieces
from corpus.readers._page import Block, Node, Page

# Elements without words of the article. Forms are not among them: ASP.NET wraps the whole page in one.
_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "nav",
        "svg",
        "button",
        "select",
        "option",
        "textarea",
        "input",
        "template",
        "object",
        "embed",
        "iframe",
        "audio",
        "video",
        "canvas",
        "map",
        "head",
        "title",
        "marquee",
        "dialog",
        "datalist",
        "math",
        "progress",
        "meter",
        "amp-sidebar",
        "amp-iframe",
    ]
)
_DROPPED_ROLES = frozenset(
    ["navigation", "search", "menu", "menubar", "dialog", "alertdialog", "contentinfo", "tablist", "toolbar"]
)
# Elements that don't end a line. Foreign ones with a prefix (o:p, st1:place, v:shape) don't either.
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "amp-img",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_BREAKING = re.compile(r" (?:date|time|datetime|published|ngay|gio|author|tacgia|nguon|source|byline|createdate) ")
_TITLED = re.compile(r" (?:\w*title\w{0,6}|\w*tieude\w*|tieu de|\w*heading|headline|subject|ten ?bai|ten ?tin) ")
_NO_TITLE = re.compile(
    r" (?:(?:widget|block|module|box|menu|site|blog|category|cat|portlet|section|folder|group|zone|logo|panel|sub|other)(?:title|tieude)?) "
)
_FILE = re.compile(
    r"(?i)\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|7z|odt|ods|rtf)(?:$|[?#&;/])|/attachments?/|/download/|linkclick\.aspx|download(?:file|attach|\.aspx|\.ashx)|[?&](?:download|filename|attach\w*)="
)
# Deeper elements count as part of the element at this depth: unclosed tags nest without end and mean nothing.
_DEEPEST = 250
_SPACE = re.compile(r"[ \t\r\n\f\v]+")


def is_file(href: str) -> bool:
    """Does the address `href` lead to a document file?"""
    return _FILE.search(href) is not None


def blocks_of(root: Tag | BeautifulSoup, *, hidden: bool = False, skip: frozenset[int] = frozenset()) -> Page:
    """The blocks and elements below `root`; what the page hides only if `hidden`; without elements whose id() is in `skip`."""
    page = Page(nodes=[Node("", "", -1, 0, 0)])
    build = _Builder(page)
    stack: list[tuple[Iterator[object], tuple[object, ...] | None]] = [(iter([root]), None)]
    while stack:
        children, state = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if state is not None:
                build.leave(state)
        elif isinstance(child, Tag):
            if id(child) not in skip and (hidden or not _hides(child)) and not _drops(child):
                stack.append((iter(child.contents), build.enter(child)))
            elif child.name in ("iframe", "embed", "object"):
                build.embedded(child)
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            build.add(str(child))
    build.flush()
    page.nodes[0].last = len(page.blocks)
    return page


def _hides(tag: Tag) -> bool:
    attrs = tag.attrs
    if not attrs:
        return False
    if "hidden" in attrs or attrs.get("aria-hidden") == "true":
        return True
    style = attrs.get("style")
    if isinstance(style, str) and re.search(r"(?i)(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", style):
        return True
    classes = attrs.get("class")
    return bool(classes) and names_hidden(_attr(tag, "class"))


def _drops(tag: Tag) -> bool:
    return tag.name in _DROPPED or str(tag.attrs.get("role", "")) in _DROPPED_ROLES


def _attr(tag: Tag, name: str) -> str:
    value = tag.attrs.get(name)
    if value is None:
        return ""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _words(tag: Tag) -> str:
    """The words of an element's names: class, id, itemprop, role, and the type that editors give to inserted boxes."""
    attrs = tag.attrs
    classes = _attr(tag, "class")
    for name in ("itemprop", "role") if tag.name != "div" else ("itemprop", "role", "type"):
        if name in attrs:
            classes += " " + _attr(tag, name)
    return pieces(classes, _attr(tag, "id")) if classes or "id" in attrs else ""


class _Builder:
    """The state of the pass: the line that is being gathered, and the elements that are open."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.node = 0
        self.buffer: list[str] = []
        self.holder = -1
        self.size = self.linked = self.bold = self.links = self.to_files = 0
        self.in_link = self.in_bold = self.in_pre = self.in_table = self.heading = 0

    def enter(self, tag: Tag) -> tuple[object, ...]:
        """Open `tag`; what is given back closes it."""
        name, attrs = tag.name, tag.attrs
        inline = name in _INLINE or ":" in name
        words = ""
        if attrs and name not in ("html", "body", "form"):
            words = _words(tag)
        chrome = name in ("nav", "aside") or (name != "a" and names_chrome(words))
        block = (
            not inline
            or (chrome and name != "img")
            or (name in ("span", "em", "i", "label", "small", "time") and bool(_BREAKING.search(words)))
        )
        if name == "br" and (self.heading or self.page.nodes[self.node].titled):
            # A headline may be set in two lines.
            block = False
            self.buffer.append(" ")
        if block:
            self.flush()
        state = (self.node, block, self.in_link, self.in_bold, self.in_pre, self.in_table, self.heading)
        if name not in ("br", "hr", "img") and (not inline or words) and self.page.nodes[self.node].depth < _DEEPEST:
            above = self.page.nodes[self.node]
            own = bool(_TITLED.search(words)) and not _NO_TITLE.search(words) and not chrome
            # A title's name counts for what stands right in it, not for a whole column.
            titled = own or (above.titled and (inline or not words))
            self.page.nodes.append(
                Node(name, words, self.node, above.depth + 1, len(self.page.blocks), chrome=chrome, titled=titled)
            )
            self.node = len(self.page.nodes) - 1
        if name == "a" and attrs.get("href"):
            href = str(attrs["href"]).strip()
            file = is_file(href)
            if file:
                self.page.files.append((len(self.page.blocks), href))
                self.to_files += 1
            if not href.lower().startswith("mailto:"):
                self.links += 1
                self.in_link = 2 if file else 1
        elif name in ("b", "strong") or (attrs and "bold" in str(attrs.get("style", "")).lower()):
            self.in_bold = 1
        elif name == "pre":
            self.in_pre = 1
        elif name == "table":
            self.in_table += 1
        elif name == "time" and attrs.get("datetime"):
            self.page.times.append((len(self.page.blocks), str(attrs["datetime"])))
        elif len(name) == 2 and name[0] == "h" and name[1] in "123456":
            self.heading = int(name[1])
        return state

    def leave(self, state: tuple[object, ...]) -> None:
        """Close the element that `enter` gave `state` for."""
        node, block, self.in_link, self.in_bold, self.in_pre, self.in_table, heading = state  # type: ignore[assignment]
        if block:
            self.flush()
        self.heading = heading  # type: ignore[assignment]
        if node != self.node:
            self.page.nodes[self.node].last = len(self.page.blocks) + (1 if self.size else 0)
            self.node = node  # type: ignore[assignment]

    def embedded(self, tag: Tag) -> None:
        """Note the document that a frame or object shows."""
        for name in ("src", "data"):
            href = _attr(tag, name).strip()
            if href and is_file(href):
                self.page.files.append((len(self.page.blocks), href))

    def add(self, text: str) -> None:
        """Take in words of the open element."""
        lines = text.splitlines() if self.in_pre else [text]
        for i, line in enumerate(lines):
            if i:
                self.flush()
            piece = _SPACE.sub(" ", line)
            n = len(piece.strip())
            if n:
                self.size += n
                if self.in_link:
                    self.linked += n
                if self.in_bold:
                    self.bold += n
                self.holder = self.node if self.holder < 0 else self.page.common(self.holder, self.node)
            if piece:
                self.buffer.append(piece)

    def flush(self) -> None:
        """End the line."""
        if self.size:
            text = squash(canonical("".join(self.buffer)))
            if text:
                linked = min(self.linked, len(text)) if self.linked < self.size else len(text)
                self.page.blocks.append(
                    Block(
                        text,
                        self.holder,
                        linked,
                        self.links,
                        self.to_files,
                        self.heading,
                        self.page.nodes[self.holder].titled,
                        self.bold >= self.size,
                        self.in_table > 0,
                    )
                )
        self.buffer = []
        self.holder = -1
        self.size = self.linked = self.bold = 0
        self.links = self.to_files = 0
