"""The raw bytes of everything that was ever read, kept for ever and named by their content."""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
import time
import zlib
from pathlib import Path


def archive_folder(database: Path) -> Path:
    """The folder of the raw pages and journals that belongs to the store `database`: NAME.archive beside NAME.db.

    Stores of earlier versions shared a folder named archive; one that stands there alone goes on being used.
    """
    path = database.resolve()
    own, earlier = path.with_suffix(".archive"), path.parent / "archive"
    return earlier if earlier.is_dir() and not own.exists() else own


class Archive:
    """A folder of gzipped raw pages, each under the SHA-256 of its bytes; nothing in it is ever overwritten."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which need not exist yet."""
        self.folder = folder

    def path(self, sha: str) -> Path:
        """Where the bytes named `sha` (64 hex digits) stand or would stand."""
        return self.folder / sha[:2] / f"{sha}.gz"

    def has(self, sha: str) -> bool:
        """Are the bytes named `sha` here?"""
        return self.path(sha).exists()

    def put(self, data: bytes) -> str:
        """Keep `data` and return its SHA-256; a damaged copy of it is replaced. Raises OSError if it can't be written."""
        sha = hashlib.sha256(data).hexdigest()
        target = self.path(sha)
        if self.find(sha) is not None:
            return sha
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, gzip.compress(data, mtime=0))
        return sha

    def keep_source(self, name: str, said: str) -> None:
        """Keep what source `name` says of itself (JSON), so that its pages can be read from the archive alone."""
        path = self.folder / "sources" / f"{name}.json"
        if not path.exists() or path.read_text("utf-8") != said:
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, said.encode("utf-8"))

    def source(self, name: str) -> str | None:
        """What source `name` said of itself when it was last collected (JSON); None if it never was."""
        path = self.folder / "sources" / f"{name}.json"
        return path.read_text("utf-8") if path.exists() else None

    def get(self, sha: str) -> bytes:
        """The bytes named `sha`. Raises KeyError if they aren't here, OSError if they are damaged."""
        try:
            data = gzip.decompress(self.path(sha).read_bytes())
        except FileNotFoundError:
            raise KeyError(f"the archive has no page {sha}; collect its source again") from None
        except (EOFError, zlib.error) as error:
            raise OSError(f"the archived page {sha} is damaged ({error}); collect its source again") from error
        if hashlib.sha256(data).hexdigest() != sha:
            raise OSError(f"the archived page {sha} is damaged; collect its source again")
        return data

    def find(self, sha: str | None) -> bytes | None:
        """The bytes named `sha`; None if they aren't here, or are damaged."""
        try:
            return self.get(sha) if sha else None
        except (KeyError, OSError):
            return None

    def sweep(self) -> None:
        """Remove what killed writers left behind: half files of more than a day ago."""
        for path in self.folder.glob("*/.new-*"):
            if time.time() - path.stat().st_mtime > 86400:
                path.unlink(missing_ok=True)


def _replace(target: Path, data: bytes) -> None:
    """Write `data` aside, then rename it to `target`: a killed run leaves no half file under a good name."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
