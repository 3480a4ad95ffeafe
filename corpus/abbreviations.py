"""Common abbreviations of bodies and fields: what a text writes short, and what someone may search for in either form."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def abbreviations() -> dict[str, str]:
    """Abbreviation → what it stands for, in natural case ("UBND" → "Ủy ban nhân dân")."""
    text = (files("corpus") / "abbreviations.tsv").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {short.strip(): long.strip() for short, long in pairs}
