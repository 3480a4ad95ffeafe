"""What the text says: one module a kind of fact, found by listing this folder.

An extractor module has

* ``KIND``: its `Finding` subclass (each field with its help),
* ``NEEDS``: the names of the extractor modules whose findings it reads,
* ``extract(reading) -> Iterator[Finding]``: pure; no I/O, no clock, no network.

Modules whose name starts with an underscore, and packages, are shared grammar and no extractors.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from graphlib import TopologicalSorter
from typing import Protocol, cast

from corpus.document import Document, Finding, Reading


class Extractor(Protocol):
    """What every extractor module offers."""

    KIND: type[Finding]
    NEEDS: tuple[str, ...]
    extract: Callable[[Reading], Iterator[Finding]]
    __name__: str


@cache
def extractors() -> tuple[Extractor, ...]:
    """All extractor modules, each behind those it needs; otherwise alphabetical."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_") and not m.ispkg)
    modules = {n: cast(Extractor, importlib.import_module(f"{__name__}.{n}")) for n in names}
    order = TopologicalSorter({n: m.NEEDS for n, m in modules.items()}).static_order()
    return tuple(modules[n] for n in order)


def kinds() -> tuple[type[Finding], ...]:
    """The kinds of finding, in the order in which they are made."""
    return tuple(e.KIND for e in extractors())


# No notice or news page is longer (two hundred pages of print); a book or a dump is read that far, and its rest not.
MOST_CHARACTERS = 500_000


def read(document: Document) -> Reading:
    """Everything that the extractors find in `document`. An extractor that fails leaves a fault, not an exception.

    Of a text longer than `MOST_CHARACTERS` the beginning is read, which is said as a fault.
    """
    if len(document.text) > MOST_CHARACTERS:
        cut = document.text.rfind("\n", 0, MOST_CHARACTERS) + 1 or MOST_CHARACTERS
        reading = read(replace(document, text=document.text[:cut]))
        why = f"the text has {len(document.text)} characters; only the first {cut} were read: split the file to have all of it read"
        return Reading(document, reading.findings, reading.faults).with_fault("length", why)
    reading = Reading(document)
    for e in extractors():
        try:
            reading = reading.with_(e.KIND, e.extract(reading))
        except Exception as error:  # noqa: BLE001 - one extractor must not stop the others; the fault is stored
            reading = reading.with_fault(e.__name__.rpartition(".")[2], f"{type(error).__name__}: {error}")
    return reading
