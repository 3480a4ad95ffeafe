"""Shared by all tests: hypothesis runs without deadlines, since machines are shared and noisy."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.summary import pytest_terminal_summary  # noqa: F401  # a hook
from hypothesis import settings

settings.register_profile("chidao", deadline=None, max_examples=60)
settings.load_profile("chidao")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


class _Portal(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; some addresses misbehave as real portals do. `seen` counts requests a path."""

    seen: dict[str, int]

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        self.seen[path] = self.seen.get(path, 0) + 1
        if path.startswith("/tin/hong"):
            self.send_error(500)
        elif path.startswith("/tin/chap-chon") and self.seen[path] == 1:
            self.send_error(503)
        elif path == "/tin/di-noi-khac":
            self.send_response(302)
            self.send_header("Location", "http://example.org/dang-nhap")
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def serve() -> Iterator[object]:
    """A function that serves a folder on loopback and gives its address and the requests that it has seen."""
    servers = []

    def start(folder: Path) -> tuple[str, dict[str, int]]:
        seen: dict[str, int] = {}
        handler = type("Handler", (_Portal,), {"seen": seen})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/", seen

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
