"""Datasette plugin: the search box of tables, and the Vietnamese words of the pages that list and ask."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from datasette.filters import FilterArguments

from output.questions import LABELS, PARAMETERS, QUERIES, TITLES

_SEARCHED = {"documents": "document", "directives": "directive"}


@hookimpl(trylast=True)  # behind Datasette's own search, which says that a table without its kind of index has none
def filters_from_request(
    request: Any, database: str, table: str, datasette: Any
) -> Callable[[], Awaitable[FilterArguments]]:
    """`?_search=` on documents and directives, folded: what the box is given is never a syntax error."""

    async def search() -> FilterArguments:
        key = _SEARCHED.get(table)
        if not key or not await datasette.get_database(database).table_exists(f"{table}_folded"):
            return FilterArguments([])
        words = (request.args.get("_search") or "").strip()
        shown = {"supports_search": True, "search": words}
        if not words:
            return FilterArguments([], extra_context=shown)
        index = f"{table}_folded"
        return FilterArguments(
            [f"id in (select {key} from {index} where {index} match fts(fold(:chidao_search)))"],
            {"chidao_search": words},
            [f"“{words}”"],
            shown,
        )

    return search


@hookimpl
def extra_template_vars(datasette: Any, view_name: str | None) -> Any:
    """Names of tables, columns, queries and parameters; on the front page how much there is of everything."""
    words: dict[str, Any] = {"labels": LABELS, "parameters": PARAMETERS, "questions": QUERIES, "titles": TITLES}
    if view_name != "index":
        return words

    async def with_counts() -> dict[str, Any]:
        return {**words, "counts": {name: await _counts(db) for name, db in datasette.databases.items()}}

    return with_counts()


async def _counts(database: Any) -> dict[str, int | None]:
    there = set(await database.table_names())
    counts = await database.table_counts(200)
    return {t: counts.get(t) for t in TITLES if t in there}


@hookimpl
def extra_css_urls(datasette: Any) -> list[str]:
    """The look of Datasette's own pages."""
    return [datasette.urls.path("/static/desk.css")]
