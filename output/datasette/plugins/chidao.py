"""Datasette plugin: the desk's pages, what SQL needs for Vietnamese, and Vietnamese words on Datasette's own pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from datasette.filters import FilterArguments

from output.datasette import functions
from output.datasette.pages import ROUTES
from output.datasette.pages._cells import cell, hidden
from output.datasette.pages._page import Link, day, number
from output.datasette.pages.failing import failed
from output.datasette.pages.questions import asked
from output.exports.formulas import rewriter
from output.help_words import said
from output.questions import LABELS, VALUES

# Of Datasette's own pages, whose scripts stand in the page.
_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"


@hookimpl
def register_routes() -> list[Any]:
    """The desk's pages."""
    return ROUTES


@hookimpl
def prepare_connection(conn: Any) -> None:
    """What SQL needs for Vietnamese: fold(), fts(), says() and so on."""
    functions.register(conn)


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    """A content security policy on every page: a published page's own mark-up is never run. No formula in Datasette's CSV."""

    def wrap(app: Any) -> Any:
        async def secured(scope: Any, receive: Any, send: Any) -> None:
            defuse: Callable[[bytes, bool], bytes] | None = None

            async def send_safely(event: Any) -> None:
                nonlocal defuse
                if event["type"] == "http.response.start":
                    named = {k.lower(): v for k, v in event["headers"]}
                    if b"content-security-policy" not in named:
                        event = {
                            **event,
                            "headers": [*event["headers"], (b"content-security-policy", _POLICY.encode())],
                        }
                    # The desk's own files, under /-/, are defused where they are made.
                    if event["status"] == 200 and scope["path"].endswith(".csv") and "/-/" not in scope["path"]:
                        defuse = rewriter()
                elif defuse:
                    event = {**event, "body": defuse(event.get("body", b""), not event.get("more_body"))}
                await send(event)

            await app(scope, receive, send_safely)

        return secured

    return wrap


@hookimpl
def render_cell(value: Any, column: str, row: Any, table: str | None, datasette: Any) -> Any:
    """Links to the document page, at the proving words; lists and addresses made readable."""
    return cell(value, column, row, table, datasette)


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
def extra_template_vars(datasette: Any, request: Any, database: str | None, view_name: str | None) -> dict[str, Any]:
    """For Datasette's own pages: what the desk's frame needs, names of columns and boxes, and what a question asks."""
    if view_name is None:
        return {}  # a page of the desk, which has its own

    async def asking(query: str) -> dict[str, Any]:
        return await asked(datasette, request, database or "", query)

    frame = {"to": Link(datasette), "values": VALUES, "day": day, "number": number}
    return {**frame, "labels": LABELS, "hidden": hidden, "said": said, "asking": asking}


@hookimpl
def extra_css_urls(datasette: Any) -> list[str]:
    """The look of Datasette's own pages: the desk's, then what the two do not agree upon."""
    return [datasette.urls.path(f"/static/{name}.css") for name in ("chidao", "desk")]


@hookimpl
def extra_js_urls(datasette: Any) -> list[str]:
    """Names for boxes of Datasette's own pages that have none."""
    return [datasette.urls.path("/static/own.js")]


@hookimpl(hookwrapper=True)
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """Errors answer with a page of ours, alone: Datasette's own hook prints every local variable of every request that
    fails, a second of work for each missing page, and falls over itself where there is no trace to print."""
    outcome = yield
    outcome.force_result([lambda: failed(datasette, request, exception)])
