"""All formats by name: what each is, and what writes it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from output.exports import akn, atom, conll, csv_package, docbin, ftm, ics, json_rows, labelstudio, popolo
from output.exports.choosing import Order

Parts = Callable[[sqlite3.Connection, Order], Iterator[bytes]]
Write = Callable[[sqlite3.Connection, Path, Order], None]


class Format(NamedTuple):
    """A format: what it is, the usual name of its file or folder, and how its file is made, or its folder filled."""

    about: str
    out: str
    parts: Parts | None = None
    write: Write | None = None


FORMATS = {
    "csv": Format("a folder of CSV files with a Frictionless data package", "chidao-csv", write=csv_package.write),
    "jsonl": Format("a table or view as JSON lines", "chidao.jsonl", parts=json_rows.jsonl),
    "json": Format("a table or view as one JSON array", "chidao.json", parts=json_rows.array),
    "popolo": Format("persons, organizations, posts and memberships", "chidao-popolo.json", parts=popolo.parts),
    "ftm": Format("FollowTheMoney entities, JSON lines", "chidao.ftm.json", parts=ftm.parts),
    "akn": Format("a folder of official documents as Akoma Ntoso 3.0", "chidao-akn", write=akn.write),
    "ics": Format("deadlines as an iCalendar file", "chidao.ics", parts=ics.parts),
    "atom": Format("directives as an Atom feed, newest documents first", "chidao.atom", parts=atom.parts),
    "docbin": Format("a folder of spaCy DocBin files", "chidao-docbin", write=docbin.write),
    "conll": Format("CoNLL-U Plus with BIO tags", "chidao.conllup", parts=conll.parts),
    "labelstudio": Format("a folder of Label Studio tasks and labels", "chidao-labelstudio", write=labelstudio.write),
}
