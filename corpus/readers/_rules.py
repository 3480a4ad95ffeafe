"""A portal's own selectors for its article pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class PageRules:
    """CSS selectors of one portal's article pages; what is left out is found by the generic reader.

    A selector is a promise: a page on which `headline`, `stamp` or `body` finds nothing is read by the generic reader
    there, and its document carries a note that says so.
    """

    since: date | None = None  # pages fetched from this day on look so; None: from the beginning
    headline: str | None = None
    stamp: str | None = None  # the publication stamp (day and perhaps hour)
    body: str | None = None
    byline: str | None = None
    drop: tuple[str, ...] = ()  # elements inside the body that are not the article's
    attachments: str | None = None  # links to files that belong to the article; None: links to files inside its body
