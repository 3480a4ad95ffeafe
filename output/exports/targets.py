"""Writing a file or a folder so that it is there whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from output.exports.choosing import ExportError

# Stands in every folder that is written here: what it holds. A folder without it is nobody's to replace.
MARK = "chidao.json"


@contextmanager
def new_file(path: Path, *, force: bool = False) -> Iterator[BinaryIO]:
    """A file that is at `path` once the block has ended well. Raises ExportError if something is there and not `force`."""
    _refuse(path, force)
    if path.is_dir():
        raise ExportError(f"{path} is a folder: give another --out")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = _part(path)
    try:
        with part.open("xb") as file:
            yield file
        _refuse(path, force)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def new_folder(path: Path, about: Mapping[str, Any], *, force: bool = False) -> Iterator[Path]:
    """A folder that is at `path` once the block has ended well, with `about` as its file chidao.json.

    Raises ExportError if something is there and not `force`, and always if it is no folder that was written here.
    """
    _refuse(path, force)
    if path.exists() and not (path / MARK).is_file() and (not path.is_dir() or any(path.iterdir())):
        raise ExportError(f"{path} was not written by chidao export, and is not replaced: give another --out")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = _part(path)
    part.mkdir()
    try:
        yield part
        (part / MARK).write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        _refuse(path, force)
        if path.exists():
            earlier = _part(path, "earlier")
            path.rename(earlier)
            part.rename(path)
            shutil.rmtree(earlier)
        else:
            part.rename(path)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _refuse(path: Path, force: bool) -> None:
    if not force and (path.exists() or path.is_symlink()):
        raise ExportError(f"{path} is there already: give another --out, or --force to replace it")


def _part(path: Path, what: str = "part") -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.{what}")
