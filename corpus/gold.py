"""Annotated texts: a text file and beside it NAME.json with what a careful reader finds in it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.canonical import canonical, squash

_SUFFIXES = (".txt", ".html", ".docx", ".pdf")
_POINT = r"(?:\d{4}(?:-Q[1-4]|-\d\d(?:-\d\d)?)?|--\d\d(?:-\d\d)?)"
_VALUE = re.compile(rf"{_POINT}(?:/{_POINT})?$")


@dataclass(frozen=True)
class Gold:
    """One annotated text: its name, the file that holds the text, and the annotation as parsed JSON."""

    name: str
    path: Path
    gold: dict[str, Any]


def gold_pairs(folder: Path) -> list[Gold]:
    """All annotated texts of `folder`, by name. Raises ValueError for an annotation without text or that is no JSON."""
    pairs = []
    for annotation in sorted(folder.glob("*.json")):
        path = next((p for s in _SUFFIXES if (p := annotation.with_suffix(s)).exists()), None)
        if path is None:
            raise ValueError(f"{annotation}: there is no text beside it ({', '.join(_SUFFIXES)})")
        try:
            pairs.append(Gold(annotation.stem, path, json.loads(annotation.read_text(encoding="utf-8"))))
        except json.JSONDecodeError as error:
            raise ValueError(f"{annotation}: no JSON: {error}") from error
    return pairs


def check(gold: dict[str, Any], text: str) -> list[str]:
    """What is wrong with an annotation of `text`: quotations that don't stand in it, values that are none. [] if nothing."""
    whole = squash(canonical(text))
    wrong = []

    def quoted(words: str | None, where: str) -> None:
        if words and squash(canonical(words)) not in whole:
            wrong.append(f"{where}: not in the text: {words!r}")

    def valued(value: str | None, where: str) -> None:
        if value is not None and not _VALUE.match(value):
            wrong.append(f"{where}: no value: {value!r}")

    quoted(gold["document"]["title"], "title")
    for o in gold["officials"]:
        quoted(o["name"], "official")
        for t in o["titles"]:
            quoted(t, f"title of {o['name']}")
    for u in gold["units"]:
        quoted(u["text"], "unit")
    for d in gold["dates"]:
        quoted(d["text"], "date")
        valued(d["value"], "date")
    for x in gold["directives"]:
        quoted(x["evidence"], "directive")
        quoted(x["action"], "action")
        valued(x["deadline"], "deadline")
        for a in x["addressees"]:
            quoted(a, "addressee")
    for r in gold["references"]:
        quoted(r["text"], "reference")
    for f in gold["figures"]:
        quoted(f["text"], "figure")
    for m in gold.get("meetings", []):
        valued(m["date"], "meeting")
        for key in ("place", "about", "chair", "head"):
            quoted(m[key], f"meeting {key}")
    return wrong
