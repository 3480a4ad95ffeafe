"""Where texts come from: one module a source, found by listing this folder; each has a ``SOURCE``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from corpus.sources._kinds import Folder, Portal

__all__ = ["Folder", "Portal", "sources"]


@cache
def sources() -> dict[str, Folder | Portal]:
    """All sources by name, alphabetical. Raises TypeError for a module without a proper ``SOURCE``."""
    found: dict[str, Folder | Portal] = {}
    for module in sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_")):
        source = getattr(importlib.import_module(f"{__name__}.{module}"), "SOURCE", None)
        if not isinstance(source, Folder | Portal):
            raise TypeError(f"corpus/sources/{module}.py has no SOURCE that is a Folder or a Portal")
        if source.name in found:
            raise TypeError(f"corpus/sources/{module}.py: the name {source.name!r} is taken")
        found[source.name] = source
    return found
