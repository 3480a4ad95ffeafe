"""What is found out about a portal while its source file is drafted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bs4 import BeautifulSoup

from corpus._drafting.linking import Group, Link, links_of
from corpus._drafting.selecting import Sample
from corpus.fetching import Answer, Fetcher, Refused
from corpus.listing import Listed
from corpus.readers.html import parse
from corpus.sources import Next


@dataclass
class FoundList:
    """A list page that was understood."""

    url: str
    soup: BeautifulSoup
    links: list[Link]
    group: Group
    items: str | None = None
    next: Next | None = None
    second: list[str] = field(default_factory=list)  # addresses of articles on its second page
    doubt: str = ""


@dataclass
class Findings:
    """What is found out, step by step."""

    fetcher: Fetcher
    base: str
    say: Callable[[str], None]
    answers: dict[str, Answer | Refused] = field(default_factory=dict)
    sitemaps: list[str] = field(default_factory=list)
    lists: list[FoundList] = field(default_factory=list)
    feeds: list[tuple[str, Listed]] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    match: str = ""

    def get(self, url: str, form: dict[str, str] | None = None) -> Answer | None:
        """The answer for `url`, asked for once; None if it is not to be had."""
        key = f"{url} {form}" if form else url
        if key not in self.answers:
            try:
                self.answers[key] = self.fetcher.get(url, form=form)
            except Refused as error:
                self.answers[key] = error
        answer = self.answers[key]
        return answer if isinstance(answer, Answer) else None

    def links(self, answer: Answer) -> tuple[BeautifulSoup, list[Link]]:
        """The mark-up of a page and its links."""
        soup = parse(answer.body)
        return soup, links_of(soup, answer.url, self.fetcher.own)
