"""A server on loopback on which every path may misbehave in its own way: a reply is a function that writes to the socket.

Good replies keep the connection open, as most portals do; faults end it as they like. `Faulty.log` holds every request.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import socket
import ssl
import struct
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import NamedTuple


class Request(NamedTuple):
    """One request as it came: header names in lower case; `nth` counts those for the same path from 1."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    nth: int


Reply = Callable[["Faulty", socket.socket, Request], None]


class Faulty:
    """The server. `paths` maps a path with its query to its reply; what is not in it is missing (404)."""

    def __init__(self, paths: dict[str, Reply] | None = None, tls: Path | None = None) -> None:
        self.paths = dict(paths or {})
        self.log: list[Request] = []
        self.stopped = threading.Event()
        self._open: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if tls else None
        if self._tls and tls:
            self._tls.load_cert_chain(tls)
        self.port: int = self._listening.getsockname()[1]
        self.base = f"http{'s' if tls else ''}://127.0.0.1:{self.port}/"
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Faulty:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopped.set()
        for each in (self._listening, *list(self._open)):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def asked(self, path: str) -> int:
        """How often `path` was asked for."""
        return sum(r.path == path for r in self.log)

    def _listen(self) -> None:
        while not self.stopped.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        self._open.add(connection)
        # A client that goes away in the middle is what many of these replies are for.
        with contextlib.suppress(OSError, ValueError):
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection.makefile("rb") as incoming:
                while (line := incoming.readline(65536)).strip():
                    method, path, _ = line.decode("latin-1").split()
                    headers = {}
                    while (field := incoming.readline(65536).decode("latin-1").strip()) != "":
                        name, _, value = field.partition(":")
                        headers[name.lower()] = value.strip()
                    body = incoming.read(int(headers.get("content-length", 0)))
                    request = Request(method, path, headers, body, self.asked(path) + 1)
                    self.log.append(request)
                    self.paths.get(path, status(404))(self, connection, request)
        self._open.discard(connection)
        connection.close()


def head(code: int, *lines: str) -> bytes:
    """The head of an answer."""
    return "\r\n".join((f"HTTP/1.1 {code} Said", *lines, "", "")).encode("latin-1")


def page(body: str | bytes, *lines: str, code: int = 200, media: str = "text/html; charset=utf-8") -> Reply:
    """A good answer, with further header `lines`."""
    data = body.encode() if isinstance(body, str) else body

    def reply(server: Faulty, s: socket.socket, r: Request) -> None:
        s.sendall(head(code, f"Content-Type: {media}", f"Content-Length: {len(data)}", *lines) + data)

    return reply


def status(code: int, *lines: str) -> Reply:
    """An answer with an error's status."""
    return page(f"<html><body><h1>Lỗi {code}</h1></body></html>", *lines, code=code)


def redirect(where: str, code: int = 302) -> Reply:
    """A redirect to `where`, sent as it is."""
    return raw(head(code, f"Location: {where}", "Content-Length: 0"))


def raw(data: bytes, close: bool = True) -> Reply:
    """These bytes and nothing else."""

    def reply(server: Faulty, s: socket.socket, r: Request) -> None:
        s.sendall(data)
        if close:
            s.shutdown(socket.SHUT_RDWR)

    return reply


def first(times: int, fault: Reply, then: Reply) -> Reply:
    """`fault` to the first so many requests, `then` to all later ones."""
    return lambda server, s, r: (fault if r.nth <= times else then)(server, s, r)


def in_turn(*replies: Reply) -> Reply:
    """One reply after the other, the last one for ever."""
    return lambda server, s, r: replies[min(r.nth, len(replies)) - 1](server, s, r)


def known_copy(body: str, etag: str) -> Reply:
    """A page with an ETag that answers 304 whenever it is asked with one, whether it has changed or not."""
    whole = page(body, f"ETag: {etag}")

    def reply(server: Faulty, s: socket.socket, r: Request) -> None:
        (raw(head(304, f"ETag: {etag}"), close=False) if "if-none-match" in r.headers else whole)(server, s, r)

    return reply


def silent(server: Faulty, s: socket.socket, r: Request) -> None:
    """Not a byte, for as long as the client likes to wait."""
    server.stopped.wait(30)


def stalls_within(server: Faulty, s: socket.socket, r: Request) -> None:
    """Half of a page, then not a byte more."""
    s.sendall(head(200, "Content-Type: text/html", "Content-Length: 4000") + b"<html><body><p>" + b"x" * 1000)
    server.stopped.wait(30)


def _drip(server: Faulty, s: socket.socket, data: bytes, pause: float) -> None:
    for n in range(len(data)):
        s.sendall(data[n : n + 1])
        if server.stopped.wait(pause):
            return


def dribbles(server: Faulty, s: socket.socket, r: Request) -> None:
    """A page byte by byte: never quite still, never done."""
    s.sendall(head(200, "Content-Type: text/html", "Content-Length: 100000"))
    _drip(server, s, b"<html>" + b"x" * 99994, 0.1)


def dribbles_head(server: Faulty, s: socket.socket, r: Request) -> None:
    """A head byte by byte."""
    _drip(server, s, head(200, "X-Long: " + "x" * 60000), 0.1)


def resets(server: Faulty, s: socket.socket, r: Request) -> None:
    """A connection that is reset in the middle of the body."""
    s.sendall(head(200, "Content-Type: text/html", "Content-Length: 4000") + b"<html><body><p>" + b"x" * 1000)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(s.detach())


def closes(server: Faulty, s: socket.socket, r: Request) -> None:
    """A connection that is closed without an answer."""
    s.shutdown(socket.SHUT_RDWR)


def truncated(body: str) -> Reply:
    """Fewer bytes than announced."""
    data = body.encode()
    return raw(head(200, "Content-Type: text/html", f"Content-Length: {len(data) + 500}") + data)


def truncated_chunks(body: str) -> Reply:
    """Chunks without their end."""
    data = body.encode()
    start = head(200, "Content-Type: text/html", "Transfer-Encoding: chunked")
    return raw(start + f"{len(data):x}\r\n".encode() + data + b"\r\n400\r\nx")


def longer_than_said(body: str) -> Reply:
    """More bytes than announced: what is too much stays in the connection and must not become the next page."""
    data = body.encode()
    more = head(200, "Content-Type: text/html", "Content-Length: 12") + b"<p>khac</p>\n"
    return raw(head(200, "Content-Type: text/html", f"Content-Length: {len(data)}") + data + more, close=False)


def packed(data: bytes, encoding: str = "gzip") -> Reply:
    """`data` as it is, said to be packed with `encoding`."""
    return page(data, f"Content-Encoding: {encoding}")


def bomb() -> Reply:
    """100 MB of zeros in 100 kB."""
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packed(b"".join(pack.compress(bytes(2**20)) for _ in range(100)) + pack.flush())


def broken_gzip(body: str) -> Reply:
    """A packed page that is damaged in its middle."""
    data = bytearray(gzip.compress(body.encode()))
    data[len(data) // 2 : len(data) // 2 + 20] = bytes(20)
    return packed(bytes(data))


def cut_gzip(body: str) -> Reply:
    """A packed page that ends too early, with a length that fits."""
    data = gzip.compress(body.encode())
    return packed(data[: len(data) // 2])


def huge(server: Faulty, s: socket.socket, r: Request) -> None:
    """A page of 1 GB."""
    s.sendall(head(200, "Content-Type: text/html", f"Content-Length: {2**30}") + b"<html><body>")
    piece = b"<p>lorem ipsum dolor</p>\n" * 2600
    for _ in range(2**30 // len(piece)):
        if server.stopped.is_set():
            return
        s.sendall(piece)


def certificate(folder: Path) -> Path:
    """A new file in `folder` with a key and a certificate for 127.0.0.1 that nobody else has signed."""
    from datetime import UTC, datetime, timedelta
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "cert.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path
