"""/-/document/<id>: the text of one document with every finding marked."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from typing import Any

from datasette import Response

from output.questions import VALUES

# Vietnamese names of the kinds known here, and the field that tells most; any other kind shows by its table's name.
_KINDS = {
    "directives": ("Chỉ đạo", "action"),
    "officials": ("Người", "name"),
    "units": ("Đơn vị, địa bàn", "full"),
    "dates": ("Thời gian", "value"),
    "citations": ("Văn bản viện dẫn", "number"),
    "systems": ("Hệ thống", "code"),
    "figures": ("Số liệu", "value"),
    "meetings": ("Cuộc họp", "about"),
}
# Characters of a text that one page shows: a text of millions would stop the browser, and the server meanwhile.
_WINDOW = 200_000
# Other places of a text that one page lists.
_ELSEWHERE = 100
# Changed sentences that one page lists.
_CHANGES = 200
_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"
_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def _place(datasette: Any, document: str, start: int | None) -> str:
    """The address of a document's page, at the words that begin at `start`."""
    page = datasette.urls.path(f"/-/document/{document}")
    if start is None:
        return str(page)
    return f"{page}?from={start // _WINDOW * _WINDOW}#c{start}" if start >= _WINDOW else f"{page}#c{start}"


async def document_page(request: Any, datasette: Any) -> Response:
    """The text of one document with every finding marked in its colour and linked to its row."""
    key = request.url_vars["id"]
    for database in datasette.databases.values():
        if not await database.table_exists("documents"):
            continue
        found = await _document(database, key, request.args.get("from") or "")
        if found is not None:
            return Response.html(
                await _page(datasette, database, found), headers={"content-security-policy": _PAGE_POLICY}
            )
    missing = _frame(
        datasette,
        "Không có văn bản này",
        f"<h1>Không có văn bản này</h1><p>Trong sổ không có văn bản mang mã <code>{html.escape(key)}</code>.</p>",
    )
    return Response.html(missing, status=404, headers={"content-security-policy": _PAGE_POLICY})


async def _document(database: Any, key: str, wanted: str) -> dict[str, Any] | None:
    """The document's row with that part of its text which is to be shown, where the part begins, and the whole length."""
    columns = ", ".join(f'"{c}"' for c in await database.table_columns("documents") if c != "text")
    sql = f"select {columns}, length(text) as length, substr(text, ?, {_WINDOW}) as text from documents where id = ?"
    begin = int(wanted) // _WINDOW * _WINDOW if re.fullmatch(r"[0-9]{1,9}", wanted) else 0
    row = (await database.execute(sql, [begin + 1, key])).first()
    if row and begin and begin >= row["length"]:
        begin = 0
        row = (await database.execute(sql, [1, key])).first()
    return {**dict(row), "begin": begin} if row else None


async def _page(datasette: Any, database: Any, doc: dict[str, Any]) -> str:
    begin = doc["begin"]
    # Of what lies elsewhere nothing is shown; an entry's other places may lie here though its first does not.
    here = (
        "start < ? and (end >= ? or exists (select 1 from json_each(spans) j where json_extract(j.value, '$[2]') >= ?))"
    )
    asked = [doc["id"], begin + max(len(doc["text"]), 1), begin, begin]
    marks: list[tuple[int, int, str, str, str]] = []
    directives: list[dict[str, Any]] = []
    kinds = await _kinds(database)
    anchors: set[int] = set()
    lists = ""
    for table, (label, shown, _) in kinds.items():
        rows = (
            await database.execute(f'select * from "{table}" where document = ? and {here} order by start', asked)
        ).rows
        found: list[str] = []
        for row in map(dict, rows):
            link = datasette.urls.row(database.name, table, row["id"])
            tip = f"{label}: {row.get(shown) or row['quote']}"
            mark = kinds[table][2]
            marks += [(a - begin, b - begin, mark, link, tip) for a, b in _places(table, row)]
            anchors.add(row["start"] - begin)
            found.append(
                f'<li><a href="{html.escape(link)}">{html.escape(str(row.get(shown) or row["quote"]))}</a></li>'
            )
            if table == "directives":
                directives.append({**row, "link": link})
        if found and table != "directives":
            lists += (
                f"<details><summary>{html.escape(label)} ({len(found)})</summary><ul>{''.join(found)}</ul></details>"
            )
    facts = "".join(
        f"<dt>{label}</dt><dd>{html.escape(VALUES.get(c, {}).get(doc[c], str(doc[c])))}</dd>"
        for c, label in (
            *(
                ("kind", "Loại"),
                ("number", "Số, ký hiệu"),
                ("issuer", "Cơ quan ban hành"),
                ("place", "Nơi"),
                ("issued", "Ngày ban hành"),
                ("published", "Ngày đăng"),
            ),
            *(("signer", "Người ký"), ("signer_title", "Chức vụ người ký"), ("source", "Nguồn")),
            *(("fetched", "Tải về"), ("parent", "Đính kèm trang"), ("gone", "Không còn trên mạng từ")),
        )
        if doc.get(c)
    )
    legend = "".join(
        f'<label for="k-{m[2:]}" class="{m}">{html.escape(label)}</label>' for label, _, m in kinds.values()
    )
    toggles = "".join(
        f'<input type="checkbox" id="k-{m[2:]}" class="toggle" checked aria-label="{html.escape(label)}">'
        for label, _, m in kinds.values()
    )
    body = (
        f"<h1>{html.escape(doc.get('title') or doc['address'])}</h1><dl class=facts>{facts}<dt>Địa chỉ</dt><dd>{_address(doc['address'])}</dd></dl>"
        f"{await _elsewhere(datasette, database, doc)}{await _versions(database, doc)}{_parts(datasette, doc)}{toggles}<div class=legend>{legend}</div>"
        f"<div class=columns><article>{_marked(doc['text'], marks, anchors, begin)}</article><aside><h2>{len(directives)} chỉ đạo</h2><ol>{''.join(map(_directive, directives))}</ol>{lists}</aside></div>"
    )
    return _frame(datasette, doc.get("title") or doc["address"], body)


async def _elsewhere(datasette: Any, database: Any, doc: dict[str, Any]) -> str:
    """The other addresses at which this text stands; the one that represents it is said to."""
    if "copy_of" not in doc:
        return ""
    first = doc["copy_of"] or doc["id"]
    sql = "select id, source, address, published from documents where (id = ? or copy_of = ?) and id != ? order by id != ?, published, address limit ?"
    rows = (await database.execute(sql, [first, first, doc["id"], first, _ELSEWHERE + 1])).rows
    if not rows:
        return ""
    items = ""
    for row in rows[:_ELSEWHERE]:
        page = html.escape(datasette.urls.path("/-/document/" + row["id"]))
        said = " · ".join(html.escape(x) for x in (row["source"], row["published"]) if x)
        kept = " <b>(bản được tính trong sổ)</b>" if row["id"] == first else ""
        items += f'<li>{_address(row["address"])} ({said}) <a href="{page}">xem trong sổ</a>{kept}</li>'
    more = "<li>và nhiều nơi khác</li>" if len(rows) > _ELSEWHERE else ""
    return f'<div class="elsewhere"><p>Cũng đăng tại:</p><ul>{items}{more}</ul></div>'


async def _versions(database: Any, doc: dict[str, Any]) -> str:
    """What changed in each later version of the page, sentence by sentence; nothing for a page that never changed."""
    if not await database.table_exists("changes"):
        return ""
    sql = (
        "select v.version, v.fetched, c.before, c.after from versions v join changes c on c.document = v.document and c.version = v.version"
        " where v.document = ? order by v.version desc, c.rowid limit ?"
    )
    rows = (await database.execute(sql, [doc["id"], _CHANGES + 1])).rows
    if not rows:
        return ""
    by_version: dict[tuple[int, str], list[str]] = {}
    for row in rows[:_CHANGES]:
        before = f"<del>{html.escape(row['before'])}</del> " if row["before"] else ""
        after = f"<ins>{html.escape(row['after'])}</ins>" if row["after"] else ""
        by_version.setdefault((row["version"], row["fetched"] or ""), []).append(f"<li>{before}{after}</li>")
    items = "".join(
        f"<details open><summary>Phiên bản {version}, tải về {html.escape(fetched)}</summary><ul>{''.join(changes)}</ul></details>"
        for (version, fetched), changes in by_version.items()
    )
    more = "<p>và các thay đổi khác: xem bảng changes</p>" if len(rows) > _CHANGES else ""
    return f'<div class="versions"><p>Trang đã sửa sau khi đăng:</p>{items}{more}</div>'


def _parts(datasette: Any, doc: dict[str, Any]) -> str:
    if doc["length"] <= _WINDOW:
        return ""
    page = html.escape(datasette.urls.path("/-/document/" + doc["id"]))
    links = (
        f"<b>{n}</b>" if begin == doc["begin"] else f'<a href="{page}?from={begin}">{n}</a>'
        for n, begin in enumerate(range(0, doc["length"], _WINDOW), 1)
    )
    return f'<p class="parts">Văn bản dài {doc["length"]:,} ký tự, chia thành phần: {" ".join(links)}</p>'


async def _kinds(database: Any) -> dict[str, tuple[str, str, str]]:
    """Every table of findings: its label, the field shown, its CSS class; one that an extractor has added as well."""
    kinds: dict[str, tuple[str, str, str]] = {}
    others = 0
    there = await database.table_names()
    for table in [*(t for t in _KINDS if t in there), *(t for t in there if t not in _KINDS)]:
        if table in _KINDS:
            kinds[table] = (*_KINDS[table], f"m-{table}")
        elif {"document", "start", "end", "quote", "spans"} <= set(await database.table_columns(table)):
            kinds[table] = (table, "quote", f"m-other{others % 3}")
            others += 1
    return kinds


def _address(address: str) -> str:
    safe = html.escape(address)
    # Only web addresses are linked: a javascript: address never is.
    return f'<a href="{safe}" rel="noreferrer nofollow">{safe}</a>' if re.match(r"https?://", address) else safe


def _directive(row: dict[str, Any]) -> str:
    to = "; ".join(json.loads(row.get("addressees") or "[]")) or "(không nêu tên)"
    strength = VALUES["strength"].get(row["strength"], row["strength"])
    due = f" <b>Hạn: {html.escape(row['deadline'])}</b>" if row.get("deadline") else ""
    return (
        f'<li class="s-{html.escape(row["strength"])}"><a href="#c{row["start"]}"><b>{html.escape(row.get("issuer") or "(không nêu)")}</b> → <b>{html.escape(to)}</b></a>: '
        f'{html.escape(row["action"])}{due} <span class="strength">{html.escape(strength)}</span> <a href="{html.escape(row["link"])}" title="dòng trong bảng">#</a></li>'
    )


def _places(table: str, row: dict[str, Any]) -> Iterable[tuple[int, int]]:
    """What is marked of a row: a directive's or meeting's own words, every place of the others."""
    if table in ("directives", "meetings"):
        return [(row["start"], row["end"])]
    spans = [(a, b) for field, a, b in json.loads(row["spans"] or "[]") if field]
    return spans or [(row["start"], row["end"])]


def _marked(text: str, marks: list[tuple[int, int, str, str, str]], anchors: set[int], begin: int) -> str:
    """`text`, escaped, cut at every border of a mark; each piece carries the marks that cover it, the narrowest its link.

    Every place in `anchors`, and every place where a mark begins, is one that `#c<start>` leads to;
    all count in the part that is shown, which begins at `begin` of the whole text."""
    n = len(text)
    marks = [(max(0, a), min(b, n), mark, link, tip) for a, b, mark, link, tip in marks if a < n and b > 0]
    marks = sorted(set(m for m in marks if m[0] < m[1]), key=lambda m: (m[0], -m[1]))
    borders = sorted(
        {0, len(text), *(m[0] for m in marks), *(m[1] for m in marks), *(a for a in anchors if 0 <= a < len(text))}
    )
    opening: dict[int, list[int]] = {}
    for i, m in enumerate(marks):
        opening.setdefault(m[0], []).append(i)
    covering: list[int] = []
    out: list[str] = []
    anchored: set[int] = set()
    for a, b in zip(borders, borders[1:], strict=False):
        covering = [i for i in covering if marks[i][1] > a] + opening.get(a, [])
        piece = html.escape(text[a:b])
        if not covering:
            out.append(f'<span id="c{begin + a}">{piece}</span>' if a in anchors else piece)
            continue
        names = " ".join(dict.fromkeys(marks[i][2] for i in covering))
        inner = min(covering, key=lambda i: marks[i][1] - marks[i][0])
        anchor = ""
        if (a in anchors or any(marks[i][0] == a for i in covering)) and a not in anchored:
            anchored.add(a)
            anchor = f' id="c{begin + a}"'
        tip = html.escape(" · ".join(dict.fromkeys(marks[i][4] for i in covering)))
        out.append(f'<a{anchor} class="{names}" href="{html.escape(marks[inner][3])}" title="{tip}">{piece}</a>')
    return "".join(out)


def _frame(datasette: Any, title: str, body: str) -> str:
    home, css = datasette.urls.instance(), datasette.urls.path("/static/chidao.css")
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{html.escape(title)}</title>'
        f'<link rel="stylesheet" href="{css}"></head><body><nav><a href="{home}">chidao – sổ chỉ đạo</a></nav><main>{body}</main></body></html>'
    )
