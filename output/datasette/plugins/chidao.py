"""Datasette plugin: the desk's pages, what SQL needs for Vietnamese, and Vietnamese words on Datasette's own pages."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from datasette.filters import FilterArguments
from markupsafe import Markup

from corpus import canonical
from output import search
from output.datasette.pages import ROUTES
from output.datasette.pages._page import Link
from output.questions import LABELS, PARAMETERS, QUERIES, TITLES

# Of Datasette's own pages, whose scripts stand in the page.
_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"


@hookimpl
def register_routes() -> list[Any]:
    """The desk's pages."""
    return ROUTES


def fold(text: object) -> str:
    """`text` in lower case with đ as d and all other marks dropped."""
    return canonical.fold(canonical.canonical(str(text or "")))


def fts(table: str, text: object) -> str:
    """A full-text query of `table` for all words of `text`, folded; nothing in it can be a syntax error."""
    return search.expression(table, str(text or ""), canonical.fold)


def fts_exact(table: str, text: object) -> str:
    """A full-text query of `table` for all words of `text` as they are spelt."""
    return search.expression(table, str(text or ""), canonical.spelling)


@hookimpl
def prepare_connection(conn: Any) -> None:
    """fold(), fts() and fts_exact() in SQL."""
    conn.create_function("fold", 1, fold, deterministic=True)
    conn.create_function("fts", 2, fts, deterministic=True)
    conn.create_function("fts_exact", 2, fts_exact, deterministic=True)


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    """A content security policy on every page: a published page's own mark-up is never run."""

    def wrap(app: Any) -> Any:
        async def secured(scope: Any, receive: Any, send: Any) -> None:
            async def send_with_policy(event: Any) -> None:
                if event["type"] == "http.response.start" and not any(
                    k.lower() == b"content-security-policy" for k, _ in event["headers"]
                ):
                    event = {**event, "headers": [*event["headers"], (b"content-security-policy", _POLICY.encode())]}
                await send(event)

            await app(scope, receive, send_with_policy)

        return secured

    return wrap


@hookimpl
def render_cell(value: Any, column: str, row: Any, table: str | None, datasette: Any) -> Any:
    """Links to the document page, at the proving words; lists and addresses made readable."""
    keys = row.keys() if hasattr(row, "keys") else []
    if column == "start" and "document" in keys and isinstance(value, int):
        # Datasette itself shows a foreign key by its label; the offset is what leads to the proving words.
        owner = row["document"]
        owner = owner["value"] if isinstance(owner, dict) else owner
        return Markup('<a href="{}" title="xem trong văn bản">{}</a>').format(
            Link(datasette).document(owner, value), value
        )
    if column == "document" and isinstance(value, str) and re.fullmatch(r"[0-9a-f]{16}", value):
        start = row["start"] if "start" in keys else None
        return Markup('<a href="{}">xem trong văn bản</a>').format(Link(datasette).document(value, start))
    if ((column == "id" and table == "documents") or column == "copy") and isinstance(value, str):
        return Markup('<a href="{}">{}</a>').format(datasette.urls.path(f"/-/document/{value}"), value)
    if (
        column in ("addressees", "titles", "roles", "units", "coordinating")
        and isinstance(value, str)
        and value.startswith("[")
    ):
        try:
            return "; ".join(json.loads(value)) or "–"
        except ValueError:
            return None
    if column == "text" and table == "documents" and isinstance(value, str):
        return value[:300] + ("…" if len(value) > 300 else "")
    return None


_SEARCHED = {"documents": "document", "directives": "directive"}


@hookimpl(trylast=True)  # behind Datasette's own search, which says that a table without its kind of index has none
def filters_from_request(
    request: Any, database: str, table: str, datasette: Any
) -> Callable[[], Awaitable[FilterArguments]]:
    """`?_search=` on documents and directives, folded: what the box is given is never a syntax error."""

    async def search() -> FilterArguments:
        key = _SEARCHED.get(table)
        if not key or not await datasette.get_database(database).table_exists(f"{table}_fts"):
            return FilterArguments([])
        words = (request.args.get("_search") or "").strip()
        shown = {"supports_search": True, "search": words}
        if not words:
            return FilterArguments([], extra_context=shown)
        index = f"{table}_fts"
        return FilterArguments(
            [f"id in (select {key} from {index} where {index} match fts('{index}', :chidao_search))"],
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
