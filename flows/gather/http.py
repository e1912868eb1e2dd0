"""Fetch over HTTP within limits of size, time and redirects; what goes wrong is a Problem, never an exception."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx2

from flows.settings import Fetch
from parsers.model import Problem, ProblemCode
from parsers.text import one_line

ACCEPT = "application/rss+xml, application/atom+xml, text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answer to one request: where it came from in the end, or the problem instead of a body."""

    url: str
    body: bytes = b""
    content_type: str = ""
    http_status: int | None = None
    problem: Problem | None = None


@asynccontextmanager
async def open_client(limits: Fetch) -> AsyncIterator[httpx2.AsyncClient]:
    """An HTTP client with these limits."""
    async with httpx2.AsyncClient(
        follow_redirects=True,
        max_redirects=limits.max_redirects,
        timeout=httpx2.Timeout(limits.timeout),
        limits=httpx2.Limits(max_connections=limits.concurrency),
        headers={"User-Agent": limits.user_agent, "Accept": ACCEPT, "Accept-Language": "en;q=1, *;q=0.5"},
        trust_env=False,
    ) as client:
        yield client


async def fetch(client: httpx2.AsyncClient, url: str, limits: Fetch) -> Fetched:
    """GET one address."""
    try:
        async with asyncio.timeout(limits.timeout):
            return await get(client, url, limits.max_bytes)
    except (TimeoutError, httpx2.TimeoutException):
        return failed(
            url, ProblemCode.UNREACHABLE, f"no answer within {limits.timeout:g} s; it is tried again next run"
        )
    except httpx2.TooManyRedirects:
        return failed(
            url, ProblemCode.HTTP_ERROR, f"more than {limits.max_redirects} redirects; check the address"
        )
    except Exception as error:  # noqa: BLE001 - a server can make the client raise more than its own errors
        why = one_line(str(error) or type(error).__name__, 200)
        return failed(url, ProblemCode.UNREACHABLE, f"{why}; it is tried again next run")


async def get(client: httpx2.AsyncClient, url: str, max_bytes: int) -> Fetched:
    """GET one address, reading no more than `max_bytes` of its body."""
    async with client.stream("GET", url) as answer:
        status, final = answer.status_code, str(answer.url)
        if status >= 400:
            phrase = one_line(answer.reason_phrase, 80) or "error"
            return failed(final, ProblemCode.HTTP_ERROR, f"the server answered {status} {phrase}", status)
        too_large = failed(
            final, ProblemCode.TOO_LARGE, f"larger than {max_bytes:,} bytes (fetch.max_bytes)", status
        )
        if int_or_zero(answer.headers.get("content-length", "")) > max_bytes:
            return too_large
        body = bytearray()
        async for chunk in answer.aiter_bytes(65_536):
            body += chunk
            if len(body) > max_bytes:
                return too_large
        return Fetched(final, bytes(body), answer.headers.get("content-type", ""), status)


async def fetch_all(urls: Sequence[str], limits: Fetch) -> list[Fetched]:
    """GET many addresses, `limits.concurrency` at a time; the answers in the order of the addresses."""
    gate = asyncio.Semaphore(limits.concurrency)
    async with open_client(limits) as client:

        async def one(url: str) -> Fetched:
            async with gate:
                return await fetch(client, url, limits)

        return await asyncio.gather(*map(one, urls))


def failed(url: str, code: ProblemCode, detail: str, http_status: int | None = None) -> Fetched:
    """An answer that is a problem."""
    return Fetched(url, http_status=http_status, problem=Problem(code, detail))


def int_or_zero(text: str) -> int:
    """A header's number; 0 where it is none."""
    return int(text) if text.isdecimal() else 0
