"""One request over a guarded connection: no redirect is followed, and never more is read than was allowed."""

from __future__ import annotations

import functools
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import cast

import httpcore2
import httpx2

from flows.gather.guard import ForbiddenError, Guard
from flows.settings import Fetch

ACCEPT = "application/rss+xml, application/atom+xml, text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.1"
# Pages of errors and redirects are not read for what they say, but a connection can be used again once they are.
SMALL = 64 * 1024
CHUNK = 64 * 1024
KEEP_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said to one request; `cut` where the body was longer than was to be read."""

    url: httpx2.URL
    status: int
    phrase: str
    headers: httpx2.Headers
    body: bytes
    cut: bool

    @property
    def location(self) -> httpx2.URL | None:
        """Where a redirect leads; None where this is none. httpx2.InvalidURL where it leads to nonsense."""
        where = self.headers.get("location", "") if self.status in {301, 302, 303, 307, 308} else ""
        return self.url.join(where) if where else None


class Counted(httpx2.AsyncByteStream):
    """A body as it comes over the wire, which ends where more came than was allowed.

    What is decoded is counted apart: an encoding can hold endless bytes that decode to nothing.
    """

    def __init__(self, stream: AsyncIterable[bytes], most: int) -> None:
        self.stream = stream
        self.left = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self.stream:
            self.left -= len(part)
            if self.left < 0:
                raise TooLargeError
            yield part

    async def aclose(self) -> None:
        """Let go of the connection."""
        close = getattr(self.stream, "aclose", None)
        if close:
            await close()


class TooLargeError(Exception):
    """More came over the wire than was to be read."""


class Client:
    """Sends requests with these limits through a guard; a total bound on time is the caller's."""

    def __init__(self, limits: Fetch, guard: Guard | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.guard = guard or Guard(limits.allow_hosts)
        self.timeouts = httpx2.Timeout(limits.timeout).as_dict()
        self.headers = {
            "User-Agent": limits.user_agent,
            "Accept": ACCEPT,
            "Accept-Language": "en;q=1, *;q=0.5",
            "Accept-Encoding": "gzip, deflate, br, zstd",
        }
        self.pool = httpcore2.AsyncConnectionPool(
            ssl_context=tls or tls_of_system(),
            max_connections=limits.concurrency,
            keepalive_expiry=KEEP_SECONDS,
            network_backend=self.guard,
        )

    async def get(
        self,
        url: httpx2.URL,
        most: int,
        headers: Mapping[str, str] | None = None,
        cookies: httpx2.Cookies | None = None,
    ) -> Answer:
        """GET one address, and read no more than `most` bytes of its body, on the wire or decoded.

        Raises ForbiddenError, and whatever httpcore2 and httpx2 raise.
        """
        if url.scheme not in {"http", "https"} or not url.raw_host:
            raise ForbiddenError("only addresses of http and https are read; mend the address")
        request = httpx2.Request("GET", url, headers={**self.headers, **(headers or {})}, cookies=cookies)
        raw = await self.pool.handle_async_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                extensions={"timeout": self.timeouts},
            )
        )
        most = most if 200 <= raw.status < 300 else SMALL
        answer = httpx2.Response(
            raw.status,
            headers=raw.headers,
            stream=Counted(cast("AsyncIterable[bytes]", raw.stream), most),
            extensions=raw.extensions,
            request=request,
        )
        async with aclosing(answer):
            if cookies is not None:
                cookies.extract_cookies(answer)
            body, cut = await read_body(answer, most)
        return Answer(url, answer.status_code, answer.reason_phrase, answer.headers, body, cut)

    async def aclose(self) -> None:
        """Close all connections."""
        await self.pool.aclose()
        self.guard.close()


async def read_body(answer: httpx2.Response, most: int) -> tuple[bytes, bool]:
    """The body up to `most` bytes, and whether there was more."""
    said = answer.headers.get("content-length", "")
    if said.isdecimal() and len(said) < 20 and int(said) > most and answer.is_success:
        return b"", True
    body = bytearray()
    try:
        async with aclosing(answer.aiter_bytes(CHUNK)) as chunks:
            async for chunk in chunks:
                body += chunk
                if len(body) > most:
                    return bytes(body[:most]), True
    except TooLargeError:
        return bytes(body), True
    return bytes(body), False


@functools.cache
def tls_of_system() -> ssl.SSLContext:
    """The certificates that this machine trusts; reading them takes a while, so it is done once."""
    return httpx2.create_ssl_context(trust_env=False)
