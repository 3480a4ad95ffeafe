"""What a source file may say. Everything in it is checked when it is read: better then than at two in the morning."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from corpus.readers import PageRules
from corpus.readers._rules import Selector


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is no regular expression: {error}") from error
    return value


# "{n}", or with a format of its own: "{n:02}" is 01, 02, 03.
_N = re.compile(r"\{n(?::([^{}]*))?\}")


def filled(text: str, n: int) -> str:
    """`text` with `n` for every ``{n}``, written by its format if it has one; other braces stay. Raises ValueError for a format that no number has."""
    return _N.sub(lambda m: format(n, m[1] or ""), text)


Pattern = Annotated[str, AfterValidator(_pattern)]


def site(parts: SplitResult) -> str:
    """Whom an address asks: its host in small letters without www., and the port only where it is not the scheme's own."""
    usual = {"http": ":80", "https": ":443"}.get(parts.scheme)
    host = parts.netloc.lower().removeprefix("www.")
    return host.removesuffix(usual) if usual else host


Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Next(_Strict):
    """How the further pages of a list are found: by a link, by a number in the address, or by posting its form.

    `number` and the values of `form` hold ``{n}`` (or ``{n:02}``, with any format of a number), which counts from `first`
    by `step`; `number` is joined to the list's address. A form is posted back to the list page with its own hidden fields
    (ASP.NET: ``__EVENTTARGET`` and the like). So is what a `link` with ``javascript:__doPostBack(…)`` for address posts.
    """

    link: Selector | None = None
    number: str | None = None
    form: dict[str, str] | None = None
    first: int = 2
    step: int = Field(default=1, ge=1)

    @model_validator(mode="after")
    def _one(self) -> Next:
        if sum(x is not None for x in (self.link, self.number, self.form)) != 1:
            raise ValueError("give exactly one of link, number, form")
        if self.number is not None and not _N.search(self.number):
            raise ValueError(f"number must hold {{n}}: {self.number!r}")
        if self.form is not None and not any(_N.search(v) for v in self.form.values()):
            raise ValueError("one of the form's values must hold {n}")
        for value in (self.number or "", *(self.form or {}).values()):
            try:
                filled(value, self.first)
            except ValueError as error:
                raise ValueError(f"{value!r} has a format that no number has: {error}") from error
        return self


class Listing(_Strict):
    """Where items are announced: a list page, an RSS or Atom feed, or a sitemap (an index and gzip are followed).

    Of a list page's links those count that stand in an element matching `items` (or match it themselves); of all kinds
    those whose path and query match `match` in full.
    """

    kind: Literal["list", "feed", "sitemap"] = "list"
    address: str  # joined to the source's base
    items: Selector | None = None
    match: Pattern | None = None
    next: Next | None = None
    least: int = Field(default=1, ge=0)  # items that its first page has at the least

    @model_validator(mode="after")
    def _fits(self) -> Listing:
        if self.kind != "list" and (self.next or self.items):
            raise ValueError(f"a {self.kind} has no items selector and no next page")
        if self.kind == "list" and not (self.items or self.match):
            raise ValueError("say which links are items: items (a selector) or match (a regular expression), or both")
        return self


class Folder(_Strict):
    """A folder of files; every file with one of `suffixes` is a document, addressed by its path below the folder."""

    kind: Literal["folder"]
    name: Name
    title: str
    path: Path  # relative paths count from the source file
    unit: str = ""
    place: str = ""
    suffixes: tuple[str, ...] = tuple(
        ".txt .html .htm .pdf .docx .doc .odt .rtf .zip .jpg .jpeg .png .tif .tiff".split()
    )


class Portal(_Strict):
    """A web portal: lists, feeds or sitemaps announce pages; pages hold articles and link to files that belong to them."""

    kind: Literal["portal"] = "portal"
    name: Name
    title: str
    unit: str = ""  # the unit that publishes
    place: str = ""  # the province or whole country that it speaks for
    tried: date | None = None  # when the file was last tried on the live portal; None: never yet
    base: str  # http(s)://host/
    hosts: tuple[str, ...] = ()  # further hosts of its own, for pages, files and redirects
    lists: tuple[Listing, ...] = Field(min_length=1)
    article: tuple[PageRules, ...] = (PageRules(),)
    never: tuple[Pattern, ...] = ()  # what of a path and query is never fetched
    pace: float | None = Field(default=None, ge=0)  # seconds between two requests; None: 1, on loopback 0
    hours: str | None = Field(default=None, pattern=r"^[0-2]\d:[0-5]\d-[0-2]\d:[0-5]\d$")  # of Hà Nội; None: any
    private: bool = False  # it stands on a loopback or private address, and may
    expect: int = Field(default=0, ge=0)  # items that a walk through all of its lists finds at the least
    timeout: float = Field(default=20.0, gt=0)  # seconds without a byte; a whole answer may take six times as long
    most_bytes: int = Field(default=50 * 2**20, gt=0)  # of one answer, inflated
    most_pages: int = Field(default=500, gt=0)  # pages of one list in a run: a calendar goes on for ever
    most_items: int = Field(default=5000, gt=0)  # pages and files fetched in a run

    @model_validator(mode="after")
    def _sound(self) -> Portal:
        parts = urlsplit(self.base)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/") or parts.query:
            raise ValueError(f"base must be http(s)://host/ and no more, not {self.base!r}")
        sinces = [a.since or date.min for a in self.article]
        if not self.article or sinces != sorted(set(sinces)):
            raise ValueError("the article sections must have ascending, different since dates")
        return self

    def owns(self, parts: SplitResult) -> bool:
        """Is this an http(s) address on one of the source's own hosts?"""
        own = {site(urlsplit(self.base)), *(h.lower().removeprefix("www.") for h in self.hosts)}
        return parts.scheme in ("http", "https") and site(parts) in own

    def rules(self, fetched: str | None) -> PageRules:
        """The selectors for a page fetched at `fetched` (ISO time; None: today's)."""
        day = date.fromisoformat(fetched[:10]) if fetched else date.max
        fitting = [a for a in self.article if (a.since or date.min) <= day]
        return fitting[-1] if fitting else self.article[0]


Source = Annotated[Folder | Portal, Field(discriminator="kind")]
