"""One polite and careful HTTP client for one source.

Manners: robots.txt (RFC 9309) and its crawl delay, a user agent with a contact, one request at a time with a pause,
Retry-After (RFC 9110), a few retries with growing waits. Care: only http and https, only the source's own hosts after
every redirect, no loopback or private addresses unless the source says so, limits on size, inflation, time, redirects.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit
from urllib.request import getproxies, proxy_bypass

import httpx
import stamina
from protego import Protego

from corpus._network import Again, Refused, broken_off, network_error, pieces, retry_after, unpacker
from corpus.sources import Portal
from corpus.sources._model import site

__all__ = ["Answer", "Fetcher", "Refused", "agent"]

# By this name robots.txt speaks of us.
_NAME = "chidao"
_HEADERS = (
    "content-type",
    "content-length",
    "content-encoding",
    "etag",
    "last-modified",
    "date",
    "retry-after",
    "location",
)
_REDIRECTS = 5
_ATTEMPTS = 3
_LONGEST_WAIT = 60.0  # seconds; who asks for more is left alone until the next run
_LONGEST_DELAY = 300.0
_SLOWER = 1.0  # seconds between requests to who finds them too many
# A whole answer may take so many times as long as a silence in it.
_WHOLE = 6
# No text inflates so much: 8 MiB from 80 KiB are zeros.
_BOMB_FROM, _BOMB_RATIO = 8 * 2**20, 100


def agent() -> str:
    """How chidao calls itself; CHIDAO_CONTACT adds an e-mail or web address at which its keeper is reached."""
    # A header holds no other characters than these.
    contact = " ".join(os.environ.get("CHIDAO_CONTACT", "").encode("ascii", "ignore").decode().split())
    return f"{_NAME}/0.1 (research on public administrative texts; {'contact: ' + contact if contact else 'no contact given'})"


@dataclass(frozen=True)
class Answer:
    """What came back: `url` is the public address that answered, `body` the inflated bytes."""

    url: str
    asked: str  # the address that was really asked first
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


@dataclass
class Fetcher:
    """The client of `source`; with `base` the portal is asked there (a copy on loopback), everything else stays public.

    For each robots.txt that is asked for, `on_robots` is told its address and the Answer or Refused, and `copy` is asked
    before for the conditions to ask with and the copy that holds if the server says that nothing has changed.
    """

    source: Portal
    base: str | None = None
    on_robots: Callable[[str, Answer | Refused], None] = lambda url, answer: None
    copy: Callable[[str], tuple[dict[str, str], bytes] | None] = lambda url: None
    delay: float = field(init=False)
    _last: float = field(init=False, default=0.0)
    _robots: dict[str, Protego | Refused] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Raises Refused where the source can't be asked at all."""
        self.public = urlsplit(self.source.base)
        self.served = urlsplit(self.base or self.source.base)
        if self.served.scheme not in ("http", "https") or not self.served.hostname:
            raise Refused("bad-address", f"{self.base} is no http(s) address")
        local = is_local(self.served.hostname)
        if not local and not os.environ.get("CHIDAO_CONTACT", "").strip():
            raise Refused(
                "refused",
                "give CHIDAO_CONTACT (an e-mail or web address in the environment), so that the portal's keeper can reach you",
            )
        self.private = self.source.private or (self.base is not None and local)
        self.delay = self.source.pace if self.source.pace is not None else 0.0 if local else 1.0
        self.client = httpx.Client(
            headers={"User-Agent": agent(), "Accept-Language": "vi", "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(self.source.timeout, connect=min(self.source.timeout, 10.0)),
            follow_redirects=False,
            # What a server sends beyond the length that it announced would be taken for the next page.
            limits=httpx.Limits(max_keepalive_connections=0),
            # A proxy in the environment does not lead to this machine's own loopback.
            mounts={f"all://{self.served.netloc}": None} if local else None,
        )

    def close(self) -> None:
        """Close its connections."""
        self.client.close()

    def public_of(self, url: str) -> str:
        """`url` as the portal itself would write it: the address of a copy replaced by the portal's own."""
        parts = urlsplit(url)
        if self.base and parts.netloc.lower() == self.served.netloc.lower():
            return urlunsplit((self.public.scheme, self.public.netloc, *parts[2:]))
        return url

    def own(self, url: str) -> bool:
        """Does `url` lead to one of the source's own hosts?"""
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        return self._owns(parts)

    def _owns(self, parts: SplitResult) -> bool:
        return self.source.owns(parts) or site(parts) == site(self.served)

    def get(
        self,
        url: str,
        headers: dict[str, str] | None = None,
        form: dict[str, str] | None = None,
        robots: bool = True,
    ) -> Answer:
        """The answer for the public address `url`, redirects followed; with `form` its fields are posted. Raises Refused."""
        asked = self._serve(url)
        began = time.monotonic()
        try:
            return self._follow(asked, headers or {}, form, robots, began)
        except Refused as error:
            error.asked, error.seconds = asked, round(time.monotonic() - began, 3)
            if error.wait is not None and error.wait <= _LONGEST_WAIT:
                error.wait = None  # that long it was waited here: no reason to leave the source alone
            raise

    def _follow(
        self, asked: str, headers: dict[str, str], form: dict[str, str] | None, robots: bool, began: float
    ) -> Answer:
        url = asked
        redirects = 0
        while True:
            host = self._reachable(url)
            if robots:
                self._permitted(url, host)
            status, answered, body = self._patiently(url, headers, form)
            target = answered.get("location")
            if not (300 <= status < 400 and status != 304 and target):
                break
            try:
                url, form = self._serve(urljoin(url, target)), None
            except ValueError as error:
                raise Refused("bad-address", f"it redirects to a malformed address: {error}", status=status) from error
            redirects += 1
            # To the same address again is no circle yet: some set a cookie so.
            if redirects > _REDIRECTS:
                raise Refused(
                    "redirect-loop", "it redirects in a circle, or too often", status=status, headers=answered
                )
        seconds = round(time.monotonic() - began, 3)
        if status != 304 and status >= 300:
            why = {404: "missing", 410: "gone"}.get(status, "refused" if status >= 400 else "odd-status")
            raise Refused(why, f"the server answers {status}", status=status, headers=answered, body=body)
        return Answer(self.public_of(url), asked, status, answered, body, seconds)

    def _serve(self, url: str) -> str:
        parts = urlsplit(url)
        if self.base and parts.netloc.lower() in {self.public.netloc.lower(), f"www.{self.public.netloc.lower()}"}:
            parts = parts._replace(scheme=self.served.scheme, netloc=self.served.netloc)
        return urlunsplit(parts._replace(fragment=""))

    def _reachable(self, url: str) -> str:
        """The scheme and host of `url`, if it is one that this source may be asked at. Raises Refused."""
        try:
            parts = urlsplit(url)
            port_is_sane = parts.port is None or parts.port > 0
        except ValueError as error:
            raise Refused("bad-address", f"the address cannot be fetched: {error}") from error
        if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_sane:
            raise Refused("bad-address", f"only http and https are fetched, not {url[:200]!r}")
        if not self._owns(parts):
            # Said first for an address inside: a redirect into somebody's network is an attack and no moved page.
            if is_local(parts.hostname):
                raise Refused("private-address", f"it leads to a private address ({parts.netloc})")
            raise Refused(
                "other-host",
                f"it leads to another host ({parts.netloc}); if it is the source's own, name it in `hosts`",
            )
        return f"{parts.scheme}://{parts.netloc}"

    def _permitted(self, url: str, host: str) -> None:
        rules = self._rules(host)
        if isinstance(rules, Refused):
            if rules.why in ("unreachable", "tls"):
                raise Refused(rules.why, str(rules))  # not only its robots.txt cannot be had
            raise Refused(
                "robots-unreachable",
                f"robots.txt cannot be had ({rules}): staying out until it can",
                status=rules.status,
            )
        if not rules.can_fetch(url, _NAME):
            raise Refused("robots", "robots.txt forbids this page")

    def _rules(self, host: str) -> Protego | Refused:
        """The rules of `host`: absent (4xx) means that all is allowed, unreachable that nothing is (RFC 9309, 2.3.1)."""
        if host not in self._robots:
            rules: Protego | Refused
            answer: Answer | Refused
            url = self.public_of(f"{host}/robots.txt")
            conditions, copy = self.copy(url) or ({}, b"")
            try:
                answer = self.get(url, conditions, robots=False)
                if answer.status == 304:
                    answer = replace(answer, body=copy)
                rules = Protego.parse(answer.body.decode("utf-8", "replace"))
            except Refused as error:
                answer = error
                absent = error.why in ("missing", "gone", "refused", "other-host", "redirect-loop")
                rules = Protego.parse("") if absent else error
            self._robots[host] = rules
            self.on_robots(url, answer)
            if isinstance(rules, Protego) and (wait := rules.crawl_delay(_NAME)):
                self.delay = max(self.delay, min(float(wait), _LONGEST_DELAY))
        return self._robots[host]

    def _patiently(
        self, url: str, headers: dict[str, str], form: dict[str, str] | None
    ) -> tuple[int, dict[str, str], bytes]:
        def again(error: Exception) -> bool | float:
            return isinstance(error, Again) and (error.wait or True)

        for attempt in stamina.retry_context(
            on=again, attempts=_ATTEMPTS, timeout=None, wait_initial=0.3, wait_max=20.0
        ):
            with attempt:
                return self._once(url, headers, form)
        raise AssertionError("unreachable")

    def _once(
        self, url: str, headers: dict[str, str], form: dict[str, str] | None
    ) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(url)
        proxied = parts.scheme in getproxies() and not proxy_bypass(parts.hostname or "")
        if not (self.private or proxied):
            _refuse_private(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
        pause = self._last + self.delay - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        method = "GET" if form is None else "POST"
        longest = _WHOLE * self.source.timeout
        try:
            with (
                broken_off(longest) as (late, trace),
                self.client.stream(method, url, headers=headers, data=form, extensions={"trace": trace}) as answer,
            ):
                stream = answer.extensions.get("network_stream")
                peer = stream.get_extra_info("server_addr") if stream else None
                if peer and not (self.private or proxied) and _is_private(str(peer[0])):
                    # The name may have been given another address since it was looked up.
                    raise Refused("private-address", f"{parts.hostname} leads to the private address {peer[0]}")
                said = {k: answer.headers[k] for k in _HEADERS if k in answer.headers}
                body = b"".join(self._body(answer))
                if late.is_set():
                    raise Refused("stalled", f"the answer was not complete after {longest:g} seconds")
        except httpx.TimeoutException as error:
            if isinstance(error, httpx.ConnectTimeout):
                raise Again("unreachable", "no connection in time") from error
            raise Again("stalled", f"no byte for {self.source.timeout:g} seconds") from error
        except httpx.TransportError as error:
            if late.is_set():
                raise Refused("stalled", f"the answer was not complete after {longest:g} seconds") from error
            raise network_error(error) from error
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise Refused("bad-address", f"the address cannot be fetched: {error}") from error
        except OSError as error:  # a socket that is asked for its peer and has none any more
            raise Again("reset", f"the connection broke off: {error.strerror or error}") from error
        finally:
            self._last = time.monotonic()
        if answer.status_code == 429 or answer.status_code >= 500:
            self._later(answer.status_code, said, body)
        return answer.status_code, said, body

    def _later(self, status: int, said: dict[str, str], body: bytes) -> None:
        wait = retry_after(said.get("retry-after", ""))
        why = "too-many" if status == 429 else "server-error"
        message = f"the server answers {status}"
        if why == "too-many":
            self.delay = min(max(2 * self.delay, _SLOWER), _LONGEST_WAIT)
        if wait is not None and wait > _LONGEST_WAIT:
            message += f" and asks to come back in {wait:.0f} seconds"
            raise Refused(why, message, status=status, headers=said, body=body, wait=wait)
        raise Again(why, message, status=status, headers=said, body=body, wait=wait)

    def _body(self, answer: httpx.Response) -> Iterator[bytes]:
        """The inflated body, piece by piece, within the limits. httpx would inflate layer in layer without any."""
        encoding = answer.headers.get("content-encoding", "").strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise Refused(
                "protocol", f"the answer is packed as {encoding!r}, which was not asked for", status=answer.status_code
            )
        most = self.source.most_bytes
        received = inflated = 0
        unpack: Any = None
        for chunk in answer.iter_raw(65536):
            if not received and encoding in ("gzip", "x-gzip", "deflate"):
                unpack = unpacker(chunk)
            received += len(chunk)
            for piece in pieces(unpack, chunk, answer.status_code):
                inflated += len(piece)
                if inflated > _BOMB_FROM and inflated > _BOMB_RATIO * received:
                    raise Refused(
                        "bomb", f"{received} bytes inflate to more than {inflated}", status=answer.status_code
                    )
                if inflated > most:
                    raise Refused(
                        "too-large", f"the answer is larger than {most / 2**20:g} MB", status=answer.status_code
                    )
                yield piece
        if unpack is not None and not unpack.eof:
            raise Again("truncated", "the packed answer breaks off", status=answer.status_code)


def _is_private(address: str) -> bool:
    try:
        return not ipaddress.ip_address(address.split("%")[0]).is_global
    except ValueError:
        return False


def is_local(host: str | None) -> bool:
    """Is `host` written as a loopback or private address?"""
    return host is not None and (
        host.lower() == "localhost" or host.lower().endswith(".localhost") or _is_private(host)
    )


def _refuse_private(host: str, port: int) -> None:
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise Again("unreachable", f"the name {host} is not known: {error}") from error
    inside = sorted(a for a in found if _is_private(a))
    if inside:
        raise Refused("private-address", f"{host} leads to the private address {inside[0]}")
