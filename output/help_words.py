"""Vietnamese for the sentences of the data dictionary and for reasons: help_words.tsv, English as the code has it → Vietnamese.

A sentence that changes in the code loses its translation, and a test says so: a translation never outlives its sense.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from corpus.reasons import REASONS

_FILE = Path(__file__).with_suffix(".tsv")


@cache
def sentences() -> dict[str, str]:
    """English sentence → Vietnamese."""
    lines = (x for x in _FILE.read_text(encoding="utf-8").splitlines() if x and not x.startswith("#"))
    return dict(_pair(x) for x in lines)


def _pair(line: str) -> tuple[str, str]:
    english, vietnamese = line.split("\t")
    return english, vietnamese


def said(english: str) -> tuple[str, str]:
    """A sentence in Vietnamese, or, where there is none yet, in English; and its language, vi or en."""
    vietnamese = sentences().get(english)
    return (vietnamese, "vi") if vietnamese else (english, "en")


def reasons(stated: str | None) -> list[tuple[str, str]]:
    """Each reason of the column `reasons` of `source_health`: in Vietnamese, and what the program said, in English.

    They stand there with commas between them, each a word of corpus/reasons.py, perhaps with ": " and a sentence behind it.
    """
    words = "|".join(map(re.escape, sorted(REASONS, key=len, reverse=True)))
    found = []
    for piece in re.split(rf",(?=(?:{words})(?:[:,]|$))", stated or ""):
        word, _, sentence = piece.partition(": ")
        if word in REASONS:
            found.append((said(REASONS[word])[0], sentence))
        elif piece:
            found.append(("", piece))
    return found
