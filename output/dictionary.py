"""What every table, view and column means: from the findings' own descriptions, and here for the fixed tables.

The docs page, Datasette's descriptions and the schema itself come from this, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from corpus.document import Finding
from output.questions import QUERIES, TITLES
from output.views import VIEWS

__all__ = [
    "DOCUMENT",
    "FIXED",
    "QUERIES",
    "VIEWS",
    "columns_of",
    "is_header",
    "markdown",
    "metadata",
    "sql_type",
    "tables",
]

Columns = dict[str, str]

FIXED: dict[str, tuple[str, Columns]] = {
    "sources": (
        "Where texts come from.",
        {
            "name": "Name of the source, as on the command line",
            "title": "Its title",
            "kind": "folder, portal or files",
            "address": "Where it is",
        },
    ),
    "fetches": (
        "Every page or file that was taken or could not be.",
        {
            "id": "Running number",
            "source": "The source it belongs to",
            "address": "URL, or path below the folder",
            "fetched": "When, ISO, UTC",
            "status": "HTTP status; 200 for a file that was read",
            "raw": "SHA-256 of the bytes: their name in the archive",
            "size": "Bytes",
            "media": "MIME type or file ending",
            "etag": "ETag that the server gave",
            "modified": "Last-Modified that the server gave",
            "error": "Why it failed",
        },
    ),
    "runs": (
        "Every run of a command that writes here.",
        {
            "id": "Running number",
            "command": "The command",
            "started": "When it began, ISO, UTC",
            "ended": "When it ended",
            "status": "completed or failed",
            "counts": "What the store held at its end, JSON",
        },
    ),
    "problems": (
        "What failed, where, why, and how to try again.",
        {
            "id": "Running number",
            "run": "The run in which it failed",
            "stage": "collect, extract or ingest",
            "source": "The source",
            "address": "The page or file",
            "document": "The document, where there is one",
            "part": "The extractor that failed, where one did",
            "what": "What went wrong",
            "retry": "What to do",
            "happened": "When, ISO, UTC",
        },
    ),
}

DOCUMENT: Columns = {
    "id": "Key of the document: 16 hex digits, the same as long as source and address are",
    "source": "The source it belongs to",
    "address": "URL, or path below the folder",
    "media": "txt, html, docx or pdf",
    "raw": "SHA-256 of the published bytes: their name in the archive",
    "fetched": "When the bytes were taken, ISO, UTC",
    "extracted_by": "Digest of the code, word lists and models that read it",
    "text": "The canonical text, in which all offsets count characters",
}

FACT: Columns = {
    "id": "Key of the row: a digest of document, kind, place and number",
    "document": "The document that states it",
    "start": "Offset of the first character of the proving words",
    "end": "Offset behind their last character",
    "quote": "The proving words, white space squashed",
}
FACT_END: Columns = {
    "by": "The rule or model that found it",
    "spans": "Every place that proves it: JSON list of [field, start, end]",
}


def is_header(kind: type[Finding]) -> bool:
    """Do this kind's fields stand in the documents table itself?"""
    return kind.TABLE == "documents"


def columns_of(kind: type[Finding]) -> Columns:
    """The columns of a kind's table with their descriptions."""
    return {**FACT, **kind.columns(), **FACT_END}


def sql_type(kind: type[Finding], name: str) -> type:
    """The SQLite type of a kind's field: int, float or str (lists are JSON)."""
    annotation = next(str(f.type) for f in fields(kind) if f.name == name)
    return float if annotation.startswith("float") else int if annotation.startswith("int") else str


def tables(kinds: Sequence[type[Finding]]) -> dict[str, tuple[str, Columns]]:
    """Every table with its description and columns."""
    header: Columns = {}
    for kind in kinds:
        if is_header(kind):
            header |= kind.columns()
    found: dict[str, tuple[str, Columns]] = {"documents": ("The published texts.", {**DOCUMENT, **header})}
    for kind in kinds:
        if not is_header(kind):
            found[kind.TABLE] = (" ".join((kind.__doc__ or "").split()), columns_of(kind))
    return found | FIXED


def markdown(kinds: Sequence[type[Finding]]) -> str:
    """The data dictionary as a Markdown page."""
    lines = [
        "# Data dictionary",
        "",
        "Generated from the code by `make docs`; the same words describe tables and columns in Datasette.",
        "",
    ]
    for name, (about, columns) in tables(kinds).items():
        lines += [
            f"## {name}",
            "",
            about,
            "",
            "| column | meaning |",
            "|---|---|",
            *(f"| `{c}` | {text} |" for c, text in columns.items()),
            "",
        ]
    lines += ["# Views", ""]
    for name, (about, _, columns) in VIEWS.items():
        lines += [
            f"## {name}",
            "",
            about,
            "",
            "| column | meaning |",
            "|---|---|",
            *(f"| `{c}` | {text} |" for c, text in columns.items()),
            "",
        ]
    return "\n".join(lines)


_FACETS = {
    "documents": ["kind", "source"],
    "directives": ["strength", {"array": "addressees"}],
    "officials": [{"array": "roles"}],
    "units": ["type"],
    "systems": ["code"],
    "citations": ["type"],
    "problems": ["stage", "source"],
    "directive_addressees": ["addressee", "strength"],
    "official_titles": ["title"],
    "official_roles": ["role"],
    "meeting_units": ["unit"],
    "deadlines": ["strength"],
}

# Newest first, where rows are numbered as they come.
_NEWEST_FIRST = ("fetches", "problems", "runs")


def metadata(kinds: Sequence[type[Finding]], database: str) -> dict[str, Any]:
    """Datasette's metadata for a store whose file is named `database` (without its ending)."""
    described: dict[str, Any] = {}
    for name, (about, columns) in tables(kinds).items():
        described[name] = {"description": about, "columns": columns, "facets": _FACETS.get(name, []), "size": 50}
        if name in TITLES:
            described[name]["title"] = f"{TITLES[name]} ({name})"
        if "start" in columns:
            described[name]["sort"] = "document"
        if name in _NEWEST_FIRST:
            described[name]["sort_desc"] = "id"
    for name, (about, _, columns) in VIEWS.items():
        described[name] = {"description": about, "columns": columns, "facets": _FACETS.get(name, []), "size": 50}
    described["fetches"]["units"] = {"size": "byte"}
    described["documents"]["label_column"] = "title"
    for hidden in (
        "documents_exact",
        "documents_folded",
        "directives_exact",
        "directives_folded",
        "_sqlite_migrations",
    ):
        described[hidden] = {"hidden": True}
    queries = {
        name: {"title": title, "description": about, "sql": sql, "hide_sql": True}
        for name, (title, about, sql) in QUERIES.items()
    }
    return {
        "title": "chidao – sổ chỉ đạo",
        "description": "Ai giao việc gì cho ai, khi nào phải xong, và văn bản nào nói thế. Mỗi dữ kiện trỏ tới đúng những chữ chứng minh nó.",
        "databases": {database: {"tables": described, "queries": queries}},
    }
