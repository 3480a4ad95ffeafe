"""Where texts come from: one TOML file a source in this folder, or anywhere else by its path."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from corpus.sources._model import Folder, Listing, Next, Portal, Source

__all__ = ["HERE", "Folder", "Listing", "Next", "Portal", "SourceError", "from_json", "load", "parse", "sources"]

HERE = Path(__file__).parent
_ADAPTER: TypeAdapter[Folder | Portal] = TypeAdapter(Source)


class SourceError(ValueError):
    """A source file says something that can't be meant; the message names the file, the field and what to do."""


def parse(text: str, where: str = "source file", folder: Path | None = None) -> Folder | Portal:
    """The source that the TOML `text` describes. Raises SourceError; `where` names the file in its message.

    A folder's relative path counts from `folder`.
    """
    try:
        said: dict[str, Any] = tomllib.loads(text)
        source = _ADAPTER.validate_python({"kind": "portal", **said})
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{where} is no TOML: {error}") from error
    except ValidationError as error:
        # The first part of a place is the kind that was tried.
        said_wrong = (
            f"{'.'.join(map(str, e['loc'][1:])) or 'the file'}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        )
        raise SourceError(f"{where}: {'; '.join(said_wrong)}") from error
    if isinstance(source, Folder) and not source.path.is_absolute():
        return source.model_copy(update={"path": ((folder or Path()) / source.path).resolve()})
    return source


def from_json(said: str) -> Folder | Portal:
    """The source that the archive kept as JSON. Raises SourceError where today's program can't read it."""
    try:
        return _ADAPTER.validate_python({"kind": "portal", **json.loads(said)})
    except (ValueError, TypeError) as error:
        raise SourceError(f"a source that the archive kept can't be read by this version: {error}") from error


def load(path: Path) -> Folder | Portal:
    """The source that the file at `path` describes. Raises SourceError."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"the source file {path} cannot be read: {error}") from error
    return parse(text, str(path), path.parent)


@cache
def sources() -> dict[str, Folder | Portal]:
    """The sources of this folder by name, alphabetical. Raises SourceError for a file that can't work."""
    found: dict[str, Folder | Portal] = {}
    for path in sorted(HERE.glob("*.toml")):
        source = load(path)
        if source.name != path.stem:
            raise SourceError(f"{path}: it names the source {source.name!r}; file and source must be called the same")
        found[source.name] = source
    return found
