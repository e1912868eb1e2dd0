"""What Apprise's plugins say on the wire, and what is answered there.

Apprise tells only whether it thinks that a message was sent. Its plugins post with `requests`; here each answer is seen as
it comes, each request gets the message's key, a bound on its time, and is never led elsewhere. Outside a `watching` block
nothing is changed.
"""

from __future__ import annotations

import io
import ipaddress
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from flows.alerts.outcome import Outcome, Result, of_status, seconds_of

CONNECT_SECONDS = 10.0
# A channel that answers slowly has the message already; giving up on it early would send it again.
READ_SECONDS = 30.0
# More of an answer than this is of no use to any plugin.
MOST_BYTES = 1_000_000
# Raised by urllib3 before anything of the message has gone out.
UNSENT = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.NameResolutionError,
)


class NotAllowedError(requests.RequestException):
    """An address that the settings do not allow."""


@dataclass(slots=True)
class Wire:
    """One try: the message's key and number of the try, what is allowed, and the outcomes seen so far."""

    key: str = ""
    attempt: int = 1
    private_addresses: bool = True
    read_seconds: float = READ_SECONDS
    seen: list[Outcome] = field(default_factory=list)
    took: set[str] = field(default_factory=set)


WATCHED: ContextVar[Wire | None] = ContextVar("watched", default=None)


@contextmanager
def watching(wire: Wire) -> Iterator[Wire]:
    """Within the block, and in this thread, what is sent and answered is noted in `wire`."""
    watch_requests()
    token = WATCHED.set(wire)
    try:
        yield wire
    finally:
        WATCHED.reset(token)


def watch_requests() -> None:
    """Put the watch between `requests` and the network, once in a process."""
    usual = HTTPAdapter.send
    if getattr(usual, "watches", False):
        return

    def send(self: HTTPAdapter, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        wire = WATCHED.get()
        if wire is None:
            return usual(self, request, *args, **kwargs)
        return watched_send(wire, lambda **more: usual(self, request, *args, **{**kwargs, **more}), request)

    send.watches = True  # type: ignore[attr-defined]
    HTTPAdapter.send = send  # type: ignore[method-assign]


def watched_send(wire: Wire, usual: Any, request: requests.PreparedRequest) -> requests.Response:
    """One request with its key and bounds; what came of it is noted."""
    if not wire.private_addresses:
        refuse_private(wire, request)
    request.headers.setdefault("Idempotency-Key", wire.key)
    request.headers.setdefault("Pactwatch-Attempt", str(wire.attempt))
    try:
        response: requests.Response = usual(timeout=(CONNECT_SECONDS, wire.read_seconds), stream=True)
        retry_after = seconds_of(response.headers.get("Retry-After"))
        note_answer(wire, request.url or "", of_status(response.status_code, retry_after))
        return bounded(response, time.monotonic() + wire.read_seconds)
    except requests.RequestException as error:
        note_answer(wire, request.url or "", of_error(error))
        raise


def note_answer(wire: Wire, url: str, outcome: Outcome) -> None:
    """Keep an outcome; a long message goes in several requests, and of one that failed late a part has arrived."""
    if outcome.result is Result.DELIVERED:
        wire.took.add(url)
    elif url in wire.took:
        outcome = replace(
            outcome, result=Result.UNKNOWN, detail=f"a part of it arrived, then {outcome.detail}"
        )
    wire.seen.append(outcome)


def bounded(response: requests.Response, deadline: float) -> requests.Response:
    """The answer with all of its body that is of use, and no way to elsewhere."""
    # A followed redirect loses the message, and carries its secrets to another place.
    response.headers.pop("Location", None)
    body = b""
    try:
        while len(body) < MOST_BYTES and time.monotonic() < deadline:
            chunk = response.raw.read1(65_536, decode_content=True)
            if not chunk:
                break
            body += chunk
    except (urllib3.exceptions.HTTPError, OSError):
        # The status came, and it alone says what became of the message.
        pass
    response.close()
    response.raw = urllib3.HTTPResponse(
        io.BytesIO(body), headers=response.raw.headers, status=response.status_code, preload_content=False,
        decode_content=False,
    )  # fmt: skip
    return response


def of_error(error: requests.RequestException) -> Outcome:
    """What a request without an answer says of its message."""
    if isinstance(error, NotAllowedError):
        return Outcome(Result.REJECTED, str(error))
    cause: Any = error.args[0] if error.args else error
    cause = getattr(cause, "reason", cause)
    if isinstance(error, requests.exceptions.SSLError):
        return Outcome(Result.RETRY, "no secure connection", rest=True)
    if isinstance(error, requests.exceptions.ConnectTimeout) or isinstance(cause, UNSENT):
        return Outcome(Result.RETRY, "cannot be reached", rest=True)
    if isinstance(error, requests.exceptions.ProxyError):
        return Outcome(Result.RETRY, "the proxy cannot be reached", rest=True)
    if isinstance(error, requests.exceptions.Timeout):
        return Outcome(Result.UNKNOWN, "no answer in time", rest=True)
    if isinstance(error, requests.exceptions.ConnectionError | requests.exceptions.ChunkedEncodingError):
        return Outcome(Result.UNKNOWN, "the connection broke before an answer", rest=True)
    return Outcome(Result.REJECTED, f"the request cannot be made ({type(error).__name__})")


def refuse_private(wire: Wire, request: requests.PreparedRequest) -> None:
    """Raise where a request goes to an address that is not public."""
    parts = urlsplit(request.url or "")
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        return
    if all(ipaddress.ip_address(str(a[4][0]).partition("%")[0]).is_global for a in found):
        return
    error = NotAllowedError("a private address, which delivery.private_addresses = false forbids")
    wire.seen.append(of_error(error))
    raise error
