"""What every page of the desk does: find the store, read it in one go, fill a template, send it with a strict policy."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from datasette import Response
from datasette.utils import sqlite_timelimit

from output.questions import VALUES

T = TypeVar("T")

# Nothing that a published text holds can run: no script but our own files, no style but our own.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
# Milliseconds that the questions of one page may take together.
_PATIENCE = 8_000
# Characters of a text that the document's page shows at once: a text of millions would stop the browser.
WINDOW = 200_000

_HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def today() -> date:
    """The day it is in Vietnam, by which a deadline is over."""
    return datetime.now(_HERE).date()


def store(datasette: Any) -> Any:
    """The database that holds a store; None if there is none."""
    return next((d for d in datasette.databases.values() if d.name != "_internal"), None)


async def read(database: Any, fn: Callable[[sqlite3.Connection], T]) -> T:
    """What `fn` reads from an open connection, in one of Datasette's threads. Raises sqlite3.OperationalError if it takes too long."""

    def within_time(db: sqlite3.Connection) -> T:
        db.row_factory = sqlite3.Row
        with sqlite_timelimit(db, _PATIENCE):
            db.execute("begin")  # one state of the store for the whole page, whatever is written meanwhile
            try:
                return fn(db)
            finally:
                db.rollback()

    result: T = await database.execute_fn(within_time)
    return result


def rows(db: sqlite3.Connection, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """The rows of an SQL query, each as column → value."""
    return [dict(r) for r in db.execute(sql, values)]


async def page(
    datasette: Any, request: Any, template: str, context: Mapping[str, Any], *, status: int = 200, policy: str = POLICY
) -> Response:
    """`template` filled with `context`; every value is escaped by the template engine."""
    shared = {"values": VALUES, "to": Link(datasette), "database": store(datasette), "day": day, "number": number}
    signed = {"csrftoken": request.scope["csrftoken"]}
    filled = _templates(datasette).get_template(template).render({**shared, **signed, **context})
    return Response.html(filled, status=status, headers={"content-security-policy": policy})


@lru_cache(maxsize=4)
def _templates(datasette: Any) -> Any:
    """Datasette's templates, filled in one go: as coroutines, which its own pages need, they take three times as long."""
    return datasette.jinja_env.overlay(enable_async=False)


async def missing(datasette: Any, request: Any, what: str, hint: str = "") -> Response:
    """The page that says that there is no such thing."""
    return await page(datasette, request, "missing.html", {"what": what, "hint": hint}, status=404)


class Link:
    """Addresses of the desk's pages."""

    def __init__(self, datasette: Any) -> None:
        """`datasette` knows under which path the site stands."""
        self._root = str(datasette.urls.path("/")).rstrip("/")

    def document(self, document: str, start: int | None = None) -> str:
        """The document's page, at the words that begin at `start`."""
        address = self.here(f"/-/document/{_quoted(document)}")
        if start is None:
            return address
        return f"{address}?from={start // WINDOW * WINDOW}#c{start}" if start >= WINDOW else f"{address}#c{start}"

    def directive(self, directive: str) -> str:
        """The directive's page."""
        return self.here(f"/-/directive/{_quoted(directive)}")

    def unit(self, key: str) -> str:
        """The unit's page, by its key (see output.entities.key)."""
        return self.here(f"/-/unit/{_quoted(key)}")

    def official(self, person: str) -> str:
        """The official's page, by name and unit."""
        return self.here(f"/-/official/{_quoted(person)}")

    def party(self, kind: str, key: str) -> str:
        """The page of who gives or receives a directive."""
        return self.official(key) if kind == "person" else self.unit(key)

    def system(self, code: str) -> str:
        """The e-government system's page."""
        return self.here(f"/-/system/{_quoted(code)}")

    def ledger(self, **asked: str) -> str:
        """The ledger, filtered."""
        return self._asking("/-/ledger", asked)

    def search(self, **asked: str) -> str:
        """The search page."""
        return self._asking("/-/search", asked)

    def here(self, path: str) -> str:
        """Any path of this site."""
        return self._root + path

    def _asking(self, path: str, asked: dict[str, str]) -> str:
        filled = {k: v for k, v in asked.items() if v}
        return f"{self.here(path)}?{urlencode(filled)}" if filled else self.here(path)


@lru_cache(maxsize=20_000)
def _quoted(name: str) -> str:
    return quote(name, safe="@")


@lru_cache(maxsize=20_000)
def day(iso: str | None) -> str:
    """An ISO day, month or year as it is written in Vietnam: 2025-06-30 → 30/06/2025; anything else as it is."""
    m = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", (iso or "")[:10])
    return "/".join(x for x in reversed(m.groups()) if x) if m else iso or ""


def number(n: int) -> str:
    """A whole number as it is written in Vietnam: 1234567 → 1.234.567."""
    return f"{n:,}".replace(",", ".")


def pages(
    address: Callable[..., str], asked: dict[str, str], at: int, size: int, shown: int, total: int
) -> dict[str, Any]:
    """Links to the pages of answers before and after those from `at` on; `total` may be a lower bound."""
    return {
        "at": at,
        "last": at + shown,
        "before": address(**asked, tu=str(at - size) if at > size else "") if at else None,
        "after": address(**asked, tu=str(at + size)) if shown >= size and total > at + shown else None,
    }
