"""The two kinds of source: a folder of files, and a web portal."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from corpus.readers import PageRules


@dataclass(frozen=True, kw_only=True)
class Folder:
    """A folder of files; every file with one of `suffixes` is a document, addressed by its path below the folder."""

    name: str
    title: str
    path: Path
    suffixes: tuple[str, ...] = (".txt", ".html", ".htm", ".docx", ".pdf")


@dataclass(frozen=True, kw_only=True)
class Portal:
    """A web portal: list pages lead to article pages.

    `lists` are list pages below `base`. Their next pages are found by `next_page`: a CSS selector of the link to the
    next page, or a template with ``{n}`` that is joined to the list's address ("page/{n}/"), tried from 2 on until a
    page is missing or brings nothing new. `articles` is a regular expression that an article's path must match in full;
    `within` a CSS selector of the part of a list page whose links count (menus lead elsewhere).
    """

    name: str
    title: str
    base: str
    lists: tuple[str, ...]
    articles: str
    next_page: str | None = None
    within: str | None = None
    rules: PageRules = field(default_factory=PageRules)
    delay: float = 1.0  # seconds between two requests to the portal
    most_pages: int = 200  # list pages a list at the most: a calendar goes on for ever

    def __post_init__(self) -> None:
        """Raises ValueError for a source file that can't work: better at start than at two in the morning."""
        if not re.match(r"https?://[^/]+/?$", self.base):
            raise ValueError(f"source {self.name}: base must be http(s)://host/ and no more, not {self.base!r}")
        if not self.lists:
            raise ValueError(f"source {self.name}: no list pages")
        re.compile(self.articles)
