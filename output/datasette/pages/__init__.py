"""The desk's pages, one file a kind of page; ROUTES says which address shows which."""

from __future__ import annotations

from typing import Any

from output.datasette.pages.document import document_page
from output.datasette.pages.ledger import ledger_page
from output.datasette.pages.searching import search_page

ROUTES: list[tuple[str, Any]] = [
    (r"^/-/ledger$", ledger_page),
    (r"^/-/search$", search_page),
    (r"^/-/document/(?P<id>[^/]+)$", document_page),
]
