"""What every table, view and column means: from the findings' own descriptions, and here for the fixed tables.

The docs page, Datasette's descriptions and the schema itself come from this, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from corpus.document import Finding
from output import ledger, summaries
from output.questions import QUERIES, TITLES
from output.search import INDEXED
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
            "unit": "The unit that publishes there",
            "place": "The province or country that it speaks for",
        },
    ),
    "items": (
        "Every page and file that a source announced, and how far it has come.",
        {
            "id": "Key: the id of the document that is made from it",
            "source": "The source",
            "address": "Its public address, or the path below the folder",
            "role": "page, or file (an attachment, or a file of a folder)",
            "parent": "The page that links to the file",
            "announced": "When it was first seen in a list or on a page, ISO, UTC",
            "raw": "SHA-256 of the bytes that hold now: their name in the archive",
            "media": "MIME type or file ending",
            "fetched": "When these bytes came",
            "checked": "When it last gave a good answer",
            "tried": "When it was last asked for",
            "gone": "When it was found to be no more; nothing of it is deleted",
            "failures": "Bad answers since the last good one",
            "why": "Reason of the last bad answer: a word of docs/reasons.md",
            "read_raw": "The bytes that were last read into a document",
            "read_by": "What read them: digest of the code and of the source's rules",
        },
    ),
    "fetches": (
        "Every exchange with a source: each question and its answer, and each walk through a list.",
        {
            "id": "Running number",
            "source": "The source it belongs to",
            "role": "robots, list, page, file; without a question of their own walk (how the way through a list ended) and run (how the whole collection did)",
            "address": "Public address, or path below the folder",
            "asked": "The address that was really asked",
            "answered": "The address that answered, after redirects",
            "fetched": "When, ISO, UTC",
            "seconds": "Seconds until the last byte",
            "status": "HTTP status; 200 for a file that was read",
            "headers": "The answer's headers that matter, JSON",
            "raw": "SHA-256 of the bytes: their name in the archive",
            "size": "Bytes, inflated",
            "media": "MIME type or file ending",
            "result": "new, changed, unchanged (other bytes, same text), same (not modified), gone; of a list: end; of a walk or run: end, whole or broken; of a robots.txt: absent",
            "why": "Why it failed: a word of docs/reasons.md",
            "error": "Why it failed, in a sentence",
            "notes": "What someone should see though the answer was of use, JSON list",
            "parent": "The list that the page of a list belongs to; the page that links to a file",
            "found": "How many items the list announced, or files the page links to",
            "position": "Byte of the source's journal behind this exchange",
        },
    ),
    "versions": (
        "Every text that a page has had; the last one is the document's own.",
        {
            "id": "Key: document and version",
            "document": "The document",
            "version": "1 for the first",
            "raw": "SHA-256 of the bytes that first had this text",
            "fetched": "When they came, ISO, UTC",
            "changes": "How many sentences are other than in the version before",
            "text": "The canonical text",
        },
    ),
    "changes": (
        "What changed from one version of a page to the next, sentence by sentence.",
        {
            "id": "Key: document, version and number",
            "document": "The document",
            "version": "The version that brought the change",
            "what": "changed, added or removed",
            "before": "The sentence in the version before",
            "after": "The sentence in this version",
            "start": "Where it stands in this version's text",
            "end": "Where it ends there",
            "before_start": "Where it stood in the text of the version before",
            "before_end": "Where it ended there",
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
            "part": "The reason as one word (docs/reasons.md), warning, or the extractor that failed",
            "what": "What went wrong",
            "retry": "What to do",
            "happened": "When, ISO, UTC",
        },
    ),
    "corrections": (
        "What people put right, laid over whatever is extracted; undone ones stay.",
        {
            "id": "Key: a digest of all that it says; a row of findings that it made or changed has correction: and this in its column by",
            "number": "Its place among all, in the order in which they were made",
            "what": "change (other values), remove (no such finding), add (missed), or merge (two spellings are one unit or person)",
            "state": "applied, settled (nothing is left to do), ask (both text and extraction have changed: look again) or undone",
            "why": "The reason for settled and ask",
            "document": "The document; empty for merge",
            "fact": "The table of the finding; documents for the document's head",
            "row": "Key of the row, as it is now",
            "start": "Offset of the first character of its words, as they stand now",
            "end": "Offset behind their last character",
            "quote": "The words on which it was made, white space squashed",
            "fields": "The values that it gives, JSON object; of merge kind, key, to_key and name",
            "author": "Who made it",
            "at": "When, ISO, UTC",
            "reason": "Why",
            "undone_by": "Who undid it",
            "undone_at": "When",
            "undone_reason": "Why",
            "event": "All that it says, as it stands in the archive's corrections.jsonl, JSON",
        },
    ),
    "spellings": (
        "Keys of units and persons that go under another name, by corrections of kind merge.",
        {
            "kind": "unit or person",
            "key": "The key as it follows from the text",
            "to_key": "The key under which it goes",
            "name": "The name under which it goes",
            "correction": "The correction that says so",
        },
    ),
    "originals": (
        "What was extracted of the documents that carry corrections.",
        {"document": "The document", "rows": "Its rows by table, without empty cells, JSON"},
    ),
}

DOCUMENT: Columns = {
    "id": "Key of the document: 16 hex digits, the same as long as source and address are",
    "source": "The source it belongs to",
    "address": "URL, or path below the folder; of a file in a bundle the bundle's, then !/ and the file's name",
    "parent": "The page that links to it, or the bundle that holds it",
    "media": "txt, html, pdf, docx, doc, odt, rtf or image",
    "raw": "SHA-256 of the published bytes: their name in the archive",
    "fetched": "When the bytes were taken, ISO, UTC",
    "gone": "When the page was found to be no more, ISO, UTC; empty while it is there",
    "extracted_by": "Digest of the code, word lists and models that read it",
    "repair": "How a legacy font was made readable: encoding, whether capitals were lost, and runs of [start, end, raw start, raw end], JSON",
    "text": "The canonical text, in which all offsets count characters",
}

GROUPED: Columns = {
    "copy_of": "The document that stands for all that carry this text; empty where it is this one",
}

# What finds copies: see output/copies.py.
LIKENESS: dict[str, tuple[str, Columns]] = {
    "signatures": (
        "Which words each document has, for finding copies.",
        {
            "document": "The document",
            "words": "Digest of its words, folded; empty for a text without words",
            "version": "Version of the code that made it",
        },
    ),
    "sketches": (
        "What is kept of each distinct text to find its copies.",
        {
            "words": "Digest of its words, folded",
            "number": "The number that it states as its own",
            "dated": "The date that it states as its own",
            "hashes": "MinHash of its shingles: 120 numbers of 32 bits; empty for a very short text",
        },
    ),
    "bands": (
        "Digests of parts of sketches: only texts that share one are compared.",
        {"band": "Digest of two hashes and their place", "words": "The text"},
    ),
    "likenesses": (
        "Which texts are copies of one another without being the same; each pair both ways.",
        {"words": "The text", "other": "Its copy", "longer": "Share of the longer one's words that both have"},
    ),
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
    found: dict[str, tuple[str, Columns]] = {"documents": ("The published texts.", {**DOCUMENT, **header, **GROUPED})}
    for kind in kinds:
        if not is_header(kind):
            found[kind.TABLE] = (" ".join((kind.__doc__ or "").split()), columns_of(kind))
    return found | ledger.TABLES | summaries.TABLES | FIXED | LIKENESS


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
        *INDEXED,
        *summaries.INDEXED,
        "_sqlite_migrations",
        *LIKENESS,
        "originals",
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
