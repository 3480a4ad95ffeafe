"""A portal's own selectors for its article pages."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import soupsieve
from pydantic import AfterValidator, BaseModel, ConfigDict


def _selector(value: str) -> str:
    try:
        soupsieve.compile(value)
    except soupsieve.SelectorSyntaxError as error:
        raise ValueError(f"{value!r} is no CSS selector: {str(error).splitlines()[0]}") from error
    return value


Selector = Annotated[str, AfterValidator(_selector)]


class PageRules(BaseModel):
    """CSS selectors of one portal's article pages; what is left out is found by the generic reader.

    A selector is a promise: where `headline`, `stamp` or `body` finds nothing on a page, the generic reader looks for
    that part, and the document carries a note that says so. Raises ValueError for what is no selector.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date | None = None  # pages fetched from this day on look so; None: from the beginning
    headline: Selector | None = None
    stamp: Selector | None = None  # the publication stamp: day and perhaps hour
    body: Selector | None = None
    byline: Selector | None = None
    drop: tuple[Selector, ...] = ()  # elements inside the body that are not the article's
    attachments: Selector | None = (
        None  # links to files of the article; None: links to files inside its body, dropped elements too
    )
