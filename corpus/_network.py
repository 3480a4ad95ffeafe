"""What can go wrong between a question and its answer: refusals, errors of the network, Retry-After, bodies that are
packed, answers that take for ever.
"""

from __future__ import annotations

import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

# Nobody is left alone for longer: a date in the year 9999 is a slip or a trick, and no wish.
MOST_WAIT = 7 * 86400.0


class Refused(Exception):
    """An address that is not to be had: `why` is a word of ``corpus.reasons``, the message says it in a sentence."""

    def __init__(
        self,
        why: str,
        message: str,
        *,
        status: int | None = None,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
        wait: float | None = None,
    ) -> None:
        """`body` is what the server sent with it, if anything; `wait` the seconds after which it wants to be asked again."""
        super().__init__(message)
        self.why = why
        self.status = status
        self.headers = headers or {}
        self.body = body
        self.wait = wait
        self.asked = ""
        self.seconds = 0.0


class Again(Refused):
    """Worth another try at once, or after `wait` seconds."""


def network_error(error: httpx.TransportError) -> Refused:
    """What a failure of the network means."""
    said = str(error)
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return Refused("tls", f"the secure connection fails: {said}")
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.RemoteProtocolError):
        if "without sending complete" in said or "incomplete chunked" in said:
            return Again("truncated", f"the answer breaks off: {said}")
        if "disconnected" in said:
            return Again("reset", "the server closed the connection without an answer")
        return Again("protocol", f"the answer is no proper HTTP: {said}")
    if isinstance(error, httpx.ConnectError | httpx.ProxyError):
        return Again("unreachable", f"no connection: {said}")
    if isinstance(error, httpx.UnsupportedProtocol):
        return Refused("bad-address", said)
    return Again("reset", f"the connection broke off: {said or type(error).__name__}")


def retry_after(value: str) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3: seconds or a date), a week at the most; None if it
    says nothing.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value), MOST_WAIT)
    try:
        wait = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(0.0, wait), MOST_WAIT)


def unpacker(first: bytes) -> zlib._Decompress | None:
    """What inflates a body that begins so; None if it is not packed, whatever its header says."""
    if first.startswith(b"\x1f\x8b"):
        return zlib.decompressobj(31)
    if first[:1] == b"\x78" and int.from_bytes(first[:2].ljust(2, b"\0"), "big") % 31 == 0:
        return zlib.decompressobj(15)
    return None


def pieces(unpack: zlib._Decompress | None, chunk: bytes, status: int) -> Iterator[bytes]:
    """`chunk` of a body, inflated, at most 1 MiB a piece. Raises Again for what is damaged."""
    if unpack is None:
        yield chunk
        return
    try:
        while chunk and not unpack.eof:
            yield unpack.decompress(chunk, 2**20)
            chunk = unpack.unconsumed_tail
    except zlib.error as error:
        raise Again("truncated", f"the packed answer is damaged ({error})", status=status) from error


@contextmanager
def broken_off(after: float) -> Iterator[tuple[threading.Event, Callable[[str, dict[str, Any]], None]]]:
    """Breaks a request's connection off `after` so many seconds: a timeout that counts from byte to byte never ends one
    that dribbles. Gives an event that says whether it did, and the trace by which httpx tells of the connection.
    """
    late = threading.Event()
    opened: list[socket.socket] = []

    def trace(name: str, info: dict[str, Any]) -> None:
        if name.endswith(("connect_tcp.complete", "start_tls.complete")):
            opened.append(info["return_value"].get_extra_info("socket"))

    def end() -> None:
        late.set()
        for each in opened:
            with suppress(OSError):  # it may be closed by now
                each.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(after, end)
    timer.daemon = True
    timer.start()
    try:
        yield late, trace
    finally:
        timer.cancel()
