"""A real Datasette on a real store, for tests to ask over HTTP."""

import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from corpus.document import Finding
from output.serving import serve_command


@contextmanager
def served(
    database: Path, kinds: Sequence[type[Finding]], folder: Path, users: Path | None = None
) -> Iterator[httpx.Client]:
    """A client of a Datasette process that serves `database`; `folder` takes its settings. It ends with the block."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    command = serve_command(database, kinds, "127.0.0.1", port, folder, users)
    log = folder / "datasette.log"
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=file)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            for _ in range(120):
                try:
                    client.get("/-/versions.json")
                    break
                except httpx.TransportError:
                    if process.poll() is not None:
                        pytest.fail(log.read_text("utf-8", "replace") or "datasette ended")
                    time.sleep(0.25)
            yield client
    finally:
        process.terminate()
        process.wait(10)
