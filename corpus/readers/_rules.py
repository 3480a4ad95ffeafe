"""A portal's own selectors for its article pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PageRules:
    """CSS selectors of one portal's article pages; what is left out is found by the generic reader."""

    headline: str | None = None
    stamp: str | None = None
    body: str | None = None
    byline: str | None = None
    drop: tuple[str, ...] = ()  # elements inside the body that are not the article's
