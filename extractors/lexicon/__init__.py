"""Word lists as data: ``*.txt`` one entry a line, ``*.tsv`` key and value; blank lines and ``#`` comments are skipped."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def lines(name: str) -> tuple[str, ...]:
    """The entries of the list `name`, in order. Raises FileNotFoundError if there is none."""
    text = (files(__name__) / name).read_text(encoding="utf-8")
    return tuple(x for line in text.splitlines() if (x := line.strip()) and not x.startswith("#"))


@cache
def table(name: str) -> dict[str, str]:
    """The key → value pairs of the table `name`. Raises ValueError on a line without a tab."""
    pairs = {}
    for line in lines(name):
        key, tab, value = line.partition("\t")
        if not tab:
            raise ValueError(f"lexicon {name}: no tab in line {line!r}")
        pairs[key.strip()] = value.strip()
    return pairs
