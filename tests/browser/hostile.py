"""A store whose every text attacks the page that shows it.

Each element and attribute that a text would make bears `BORN`, and what it would run sets `window.__ran`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_type_hints

import extractors
from browser.crawling import BORN
from corpus.archive import archive_folder
from corpus.document import Document, Finding, Reading, document, document_id
from corpus.versions import versions
from output.corrections import correct
from output.database import Store
from output.dictionary import FIXED, is_header

# Multiplied by whatever takes it for a template: the product stands in no text.
PRODUCT = str(1234 * 4321)

TEXTS: dict[str, str] = {
    "script": f'<script {BORN}>window.__ran="script"</script>',
    "image": f"<img {BORN} src=x onerror=\"window.__ran='image'\">",
    "vector": f"<svg {BORN} onload=window.__ran=1><script {BORN}>window.__ran=2</script><a xlink:href=javascript:__ran=3>x</a></svg>",
    "frame": f'<iframe {BORN} srcdoc="<script>parent.__ran=1</script>" src="javascript:parent.__ran=2"></iframe>',
    "link": f'<a {BORN} href="javascript:window.__ran=1">bấm vào đây</a> javascript:window.__ran=2',
    "quotes": f'" {BORN} autofocus onfocus="window.__ran=1" onmouseover="window.__ran=2" x="',
    "apostrophes": f"' {BORN} autofocus onfocus='window.__ran=1' onmouseover='window.__ran=2' x='",
    "no quotes": f"x {BORN} autofocus onfocus=window.__ran=1 onmouseover=window.__ran=2 ",
    "closing": f"</a></td></article></main></title></style></textarea></script><b {BORN}>đậm",
    "unclosed": f'<b {BORN} title="<a {BORN} href="http://example.org/?',
    "broken": f"<<b {BORN}<i {BORN}/<p {BORN}",
    "comments": f"--><b {BORN}> ]]><b {BORN}> <!-- <b {BORN}> <![CDATA[ <b {BORN}> <?xml <b {BORN}>",
    "page": f'<meta {BORN} http-equiv=refresh content="0;url=//example.org/"><base {BORN} href="//example.org/"><link {BORN} rel=stylesheet href="//example.org/x.css">',
    "style": f"<style {BORN}>*{{display:none}}</style> }} @import url(//example.org/x.css); *{{ color: red",
    "form": f'<form {BORN} action="//example.org/"><input {BORN} name=_search><button {BORN}>Tìm</button></form>',
    "escaped": f"&lt;b {BORN}&gt; &#60;b {BORN}&#62; %3Cb%20{BORN}%3E \\u003cb {BORN}\\u003e \\x3cb {BORN}\\x3e &amp;lt;b {BORN}&amp;gt;",
    "template": "{{1234*4321}} {%if 1%}${1234*4321}{%endif%} <%= 1234*4321 %> #{1234*4321} {{ config }} %(x)s {0} $x %s",
    "sql": "'; drop table documents; -- \" or \"\"=\" x' or '1'='1 ) union select 1 -- [x] `x` \\",
    "search": '" OR NEAR( * ^ - : { } AND NOT "" title:x',
    "formula": '=cmd|"/C calc"!A0 @SUM(1) +1+1 -2-2 \t=1',
    "values": '{"a": [1, ["x"]], "b": null} [1, 2 null true 1e999 -0 ""',
    "paths": "../../../etc/passwd ..%2f..%2f //example.org/ /\\example.org a/b/c?d=e#f;g ~2F ~27 %00 %zz",
    "turned": "\u202eđảo ngược\u202c \u2066cô lập\u2069 \u200fphải \u061c\u200b\u00ad\ufeff",
    "controls": "\x00\x01\x08\x0b\x0c\x1b[31m\x7f\x85\u2028\u2029\ufffe\uffff",
    "letters": "a" + "\u0301" * 60 + " 😀 \U0001f469\u200d\U0001f4bb \U00020000 ﷺ İıſK",
    "long": "dài" * 300,
    "spaces": " \t\n \u00a0\u3000 \n",
}
ADDRESSES = (
    "javascript:window.__ran='address'",
    " java\tscript:window.__ran='address'",
    f"data:text/html,<script {BORN}>parent.__ran=1</script>",
    "vbscript:msgbox(1)",
    f'https://example.org/" {BORN} onmouseover="window.__ran=1',
    f"https://example.org/<b {BORN}>?a='&b=\"",
    "https://[x",
    "file:///etc/passwd",
)
ALL = " ".join(TEXTS.values())

# A sentence from which the extractors read a directive, an official, units, a day and a system, hostile or not.
SENTENCE = "Sáng 15/5/2020, Chủ tịch UBND huyện Lò Văn Tướng {0} yêu cầu Phòng Tài chính {0} thành phố Đà Nẵng báo cáo kết quả dịch vụ công trực tuyến {0} theo Công văn số 12/UBND-VP {0} trước ngày 30/6/2020."

# What holds a code or a time, which only our own code writes: field → a value that it may have.
CODES: dict[str, Any] = {
    "strength": "order",
    "deadline": "2020-06-30",
    "value": "2020-06-30",
    "date": "2020-05-15",
    "issued": "2020-05-18",
    "published": "2020-05-18",
    "kind": "news",
    "type": "agency",
    "code": "one-stop",
    "roles": ("speaker",),
}
_TIMES = ("announced", "fetched", "checked", "tried", "gone", "started", "ended", "happened")


def hostile_store(path: Path) -> str:
    """A store at `path` with a document for each of `TEXTS`, and one whose fields hold all of them: its key is returned.

    The texts come through the extractors, and as findings made by hand; that one document's codes and text, and the
    tables of sources, runs and problems, were never cleaned either.
    """
    kinds = extractors.kinds()
    with Store(path, kinds) as store:
        for n, (name, text) in enumerate([*TEXTS.items(), ("all", ALL)]):
            source = text if name not in ("spaces", "long") else name
            store.add_source(source, text, text, text, text, text)
            address = f"{ADDRESSES[n % len(ADDRESSES)]}#{n}"
            body = f"{text}\n\n{SENTENCE.format(text)}\n\n{text}\n"
            read = document(body, source=source, address=address, raw=text, fetched="2020-05-19T02:00:00+00:00")
            was = document(body.replace("30/6", "15/6") + text, source=source, address=address)
            found = extractors.read(read)
            for kind in kinds:
                found = found.with_(kind, [*(() if is_header(kind) else found.of(kind)), *by_hand(kind, read, text)])
            store.write([found.with_fault(text, text)], fingerprint=text, versions={read.id: versions([was, read])})
            if read.text != body:  # what a reader cleans stands in the store as well, character by character
                own = replace(
                    read, id=document_id(source, f"{address} own"), address=f"{address} own", text=body, parent=address
                )
                made = {kind: tuple(by_hand(kind, own, text)) for kind in kinds}
                store.write([Reading(own, made)], fingerprint=text)
            store.problem("collect", source, address, text, text, part=text)
        _rows(store, ALL)
        row = store.db.execute("select max(id) from directives where document = ?", [read.id]).fetchone()[0]
        wanted = {
            "what": "change",
            "document": read.id,
            "fact": "directives",
            "row": row,
            "fields": {"action": ALL[:4000]},
        }
        correct(store.db.conn, archive_folder(path), wanted | {"author": TEXTS["quotes"], "reason": ALL[:1500]})
        store.publish()
        _codes(store, read.id, ALL)
    return read.id


def by_hand(kind: type[Finding], d: Document, text: str) -> Iterator[Finding]:
    """Two findings of `kind` in `d` whose every field holds `text`: one as a reader makes it, one with each field said elsewhere."""
    hints = get_type_hints(kind)
    own: dict[str, Any] = {
        name: CODES.get(name, (text, f"{text}2") if "tuple" in str(hints[name]) else text) for name in kind.columns()
    }
    yield kind(start=0, end=min(12, len(d.text)), by=text, **own)
    if not is_header(kind):
        optional = {f.name: None for f in fields(kind) if f.name in own and "None" in str(hints[f.name])}
        yield kind(start=len(d.text) // 2, end=len(d.text), by=text, **(own | optional))


def _rows(store: Store, text: str) -> None:
    """A row of `text` in each table of what was collected."""
    for table in ("items", "fetches", "runs"):
        columns = store.db[table].columns_dict
        row: dict[str, Any] = {c: text for c in FIXED[table][1] if columns[c] is str} | {"source": text}
        row |= {c: "2020-05-19T02:00:00+00:00" for c in _TIMES if c in row}
        row |= {c: json.dumps([text]) for c in ("headers", "notes", "counts") if c in row}
        store.db[table].insert({c: v for c, v in row.items() if c in columns}, ignore=False)


def _codes(store: Store, document: str, text: str) -> None:
    """Write `text` over the codes of a document and its findings, past the store's own ways."""
    with store.db.atomic():
        for kind in [*store.kinds, *store.header]:
            for column in kind.columns():
                if isinstance(CODES.get(column), str):
                    key = "id" if is_header(kind) else "document"
                    store.db.execute(f'update "{kind.TABLE}" set "{column}" = ? where "{key}" = ?', [text, document])
