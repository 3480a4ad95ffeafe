"""A folder for Label Studio: tasks-0001.json, … to import, and labels.xml, the labelling configuration to paste.

Each task is a document with its findings as predictions, which annotators accept or change
(https://labelstud.io/guide/predictions): a region a span, in the control of its layer, offsets in characters (code points),
as Label Studio counts them. The meta text of a region names the findings that it comes from.
"""

from __future__ import annotations

import itertools
import sqlite3
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from output.exports._spans import LAYERS, Marked, labels, marked_documents
from output.exports.choosing import Order
from output.exports.json_rows import dumped

# Tasks of a file: Label Studio takes in a file as a whole.
_AT_ONCE = 1_000
_TITLES = {"names": "Tên gọi", "parts": "Các phần của chỉ đạo", "directives": "Chỉ đạo", "meetings": "Cuộc họp"}
# Told apart by those who see colours, and by their names by all.
_COLOURS = "#1b7837 #762a83 #2166ac #67a9cf #b2182b #8c510a #01665e #c51b7d".split()


def write(db: sqlite3.Connection, folder: Path, order: Order) -> None:
    """Write the files into `folder`, which is there and empty."""
    (folder / "labels.xml").write_text(configuration(), encoding="utf-8")
    them = marked_documents(db, order.chosen)
    for n in itertools.count(1):
        some = itertools.islice(them, _AT_ONCE)
        first = next(some, None)
        if first is None and n > 1:
            return
        with (folder / f"tasks-{n:04}.json").open("wb") as file:
            before = b"[\n"
            for one in itertools.chain([first] if first else [], some):
                file.write(before + dumped(task(one)))
                before = b",\n"
                order.counted["documents"] += 1
            file.write(b"\n]\n" if first else b"[]\n")


def configuration() -> str:
    """The labelling configuration: a set of labels a layer, over the text."""
    lines = ["<View>", '  <Header value="$title"/>']
    for layer in LAYERS:
        lines += [f"  <Header value={quoteattr(_TITLES[layer])} size='5'/>", f'  <Labels name="{layer}" toName="text">']
        lines += [
            f'    <Label value="{label}" background="{colour}"/>'
            for label, colour in zip(labels(layer), itertools.cycle(_COLOURS), strict=False)
        ]
        lines.append("  </Labels>")
    return "\n".join([*lines, '  <Text name="text" value="$text"/>', "</View>", ""])


def task(one: Marked) -> dict[str, Any]:
    """A document as a task with one prediction."""
    row = one.row
    said = {k: row[k] or "" for k in ("title", "kind", "number", "dated", "address")}
    result = [
        {
            "id": f"{layer}-{s.start}-{s.end}-{s.label}",
            "from_name": layer,
            "to_name": "text",
            "type": "labels",
            "value": {"start": s.start, "end": s.end, "text": row["text"][s.start : s.end], "labels": [s.label]},
            "meta": {"text": list(s.findings)},
        }
        for layer, spans in one.layers.items()
        for s in spans
    ]
    return {
        "data": {"text": row["text"], "document": row["id"], **said},
        "predictions": [{"model_version": f"chidao {row['extracted_by'] or ''}".strip(), "result": result}],
    }
