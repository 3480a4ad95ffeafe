"""What every table, view and column means: from the findings' own descriptions, and here for the fixed tables.

The docs page, Datasette's descriptions and the schema itself come from this, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from corpus.document import Finding

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

VIEWS: dict[str, tuple[str, str, Columns]] = {
    "directives_in_context": (
        "Directives with the title, date and address of their document.",
        "select d.id, d.issuer, d.addressees, d.action, d.deadline, d.strength, d.evidence, o.title, coalesce(o.issued, o.published) as dated, o.kind, o.address, d.document, d.start"
        " from directives d join documents o on o.id = d.document",
        {
            "id": "Key of the directive",
            "issuer": "Who says so",
            "addressees": "Who is to act",
            "action": "What is to be done",
            "deadline": "By when",
            "strength": "order, request or wish",
            "evidence": "The proving words",
            "title": "Title of the document",
            "dated": "Date of the document",
            "kind": "Kind of document",
            "address": "Where it was published",
            "document": "The document",
            "start": "Offset of the proving words",
        },
    ),
    "directive_addressees": (
        "One row a directive and addressee.",
        "select d.id as directive, j.value as addressee, d.issuer, d.action, d.deadline, d.strength, d.document, d.start from directives d, json_each(d.addressees) j",
        {
            "directive": "Key of the directive",
            "addressee": "Who is to act",
            "issuer": "Who says so",
            "action": "What is to be done",
            "deadline": "By when",
            "strength": "order, request or wish",
            "document": "The document",
            "start": "Offset of the proving words",
        },
    ),
    "official_titles": (
        "One row an official and office.",
        "select o.id as official, o.name, j.value as title, o.document, o.start from officials o, json_each(o.titles) j",
        {
            "official": "Key of the official",
            "name": "Name of the person",
            "title": "The office as stated",
            "document": "The document that states it",
            "start": "Offset of the name",
        },
    ),
    "meetings_in_context": (
        "Meetings with the title and address of their document.",
        "select m.id, m.date, m.about, m.chair, m.head, m.place, m.units, o.title, o.address, m.document, m.start from meetings m join documents o on o.id = m.document",
        {
            "id": "Key of the meeting",
            "date": "The day or days",
            "about": "Its subject",
            "chair": "Who chaired or concluded it",
            "head": "Head of the visiting delegation",
            "place": "Where",
            "units": "Who took part",
            "title": "Title of the document",
            "address": "Where it was published",
            "document": "The document",
            "start": "Offset of the sentence that tells of it",
        },
    ),
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
}

# Newest first, where rows are numbered as they come.
_NEWEST_FIRST = ("fetches", "problems", "runs")

QUERIES: dict[str, tuple[str, str, str]] = {
    "chi_dao_cho_don_vi": (
        "Chỉ đạo cho một đơn vị",
        "Đơn vị được giao việc gì, bởi ai, khi nào phải xong, và văn bản nào nói thế. Gõ có dấu hay không dấu đều được.",
        "select distinct d.issuer, d.addressees, d.action, d.deadline, d.strength, o.title, coalesce(o.issued, o.published) as dated, d.document, d.start"
        " from directives d join documents o on o.id = d.document, json_each(d.addressees) j"
        " where instr(fold(j.value), fold(trim(:don_vi))) order by dated desc, d.start limit 500",
    ),
    "chi_dao_cua": (
        "Chỉ đạo của một người hoặc cơ quan",
        "Ai đó đã giao, yêu cầu, đề nghị những gì.",
        "select d.issuer, d.addressees, d.action, d.deadline, d.strength, o.title, coalesce(o.issued, o.published) as dated, d.document, d.start"
        " from directives d join documents o on o.id = d.document"
        " where instr(fold(d.issuer), fold(trim(:nguoi_giao))) order by dated desc, d.start limit 500",
    ),
    "den_han": (
        "Việc đến hạn giữa hai ngày",
        "Hạn dạng 2025-12-31; để trống một đầu thì không giới hạn đầu ấy.",
        "select d.deadline, d.deadline_text, d.issuer, d.addressees, d.action, o.title, d.document, d.start from directives d join documents o on o.id = d.document"
        " where d.deadline is not null and (:tu_ngay = '' or d.deadline >= :tu_ngay) and (:den_ngay = '' or d.deadline <= :den_ngay) order by d.deadline limit 500",
    ),
    "chuc_vu": (
        "Chức vụ của một người và nơi nêu",
        "Mỗi dòng là một chức vụ, kèm văn bản nêu chức vụ ấy.",
        "select t.name, t.title, coalesce(o.issued, o.published) as dated, o.title as van_ban, t.document, t.start from official_titles t join documents o on o.id = t.document"
        " where instr(fold(t.name), fold(trim(:ten))) order by t.name, dated limit 500",
    ),
    "he_thong": (
        "Nói gì về một hệ thống chính quyền điện tử",
        "Mã hệ thống như one-stop, portal, digital-signature (xem bảng systems); để trống thì liệt kê tất cả.",
        "select s.code, trim(replace(substr(o.text, max(1, json_extract(p.value, '$[1]') - 120), 320), char(10), ' ')) as ngu_canh, o.title,"
        " coalesce(o.issued, o.published) as dated, s.document, json_extract(p.value, '$[1]') as start"
        " from systems s join documents o on o.id = s.document, json_each(s.spans) p"
        " where trim(:ma) = '' or s.code = trim(:ma) or instr(fold(s.text), fold(trim(:ma))) order by dated desc, s.document, start limit 500",
    ),
    "moi_nhat": (
        "Văn bản mới nhất",
        "Theo ngày ban hành hoặc ngày đăng.",
        "select coalesce(o.issued, o.published) as dated, o.kind, o.number, o.title, o.issuer, o.id as document, (select count(*) from directives d where d.document = o.id) as directives"
        " from documents o order by dated desc nulls last limit 200",
    ),
    "tim_van_ban": (
        "Tìm trong văn bản",
        "Tìm toàn văn, có dấu hay không dấu; đúng dấu xếp trước.",
        "select o.kind, o.title, coalesce(o.issued, o.published) as dated, o.id as document,"
        " f.rowid in (select rowid from documents_exact where documents_exact match fts(:tu_khoa)) as dung_dau"
        " from documents_folded f join documents o on o.id = f.document where documents_folded match fts(fold(:tu_khoa)) order by dung_dau desc, f.rank limit 200",
    ),
    "tim_chi_dao": (
        "Tìm trong chỉ đạo",
        "Tìm toàn văn trong các chỉ đạo, có dấu hay không dấu; đúng dấu xếp trước.",
        "select d.issuer, d.addressees, d.action, d.deadline, d.document, d.start,"
        " f.rowid in (select rowid from directives_exact where directives_exact match fts(:tu_khoa)) as dung_dau"
        " from directives_folded f join directives d on d.id = f.directive where directives_folded match fts(fold(:tu_khoa)) order by dung_dau desc, f.rank limit 200",
    ),
}


def metadata(kinds: Sequence[type[Finding]], database: str) -> dict[str, Any]:
    """Datasette's metadata for a store whose file is named `database` (without its ending)."""
    described: dict[str, Any] = {}
    for name, (about, columns) in tables(kinds).items():
        described[name] = {"description": about, "columns": columns, "facets": _FACETS.get(name, []), "size": 50}
        if "start" in columns:
            described[name]["sort"] = "document"
        if name in _NEWEST_FIRST:
            described[name]["sort_desc"] = "id"
    for name, (about, _, columns) in VIEWS.items():
        described[name] = {"description": about, "columns": columns, "facets": _FACETS.get(name, [])}
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
