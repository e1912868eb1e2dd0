"""A loopback server that plays what the web does to a client, and names that lead to it without a name server."""

from __future__ import annotations

import gzip
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Event, Lock
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import brotli
import httpcore2
from backports import zstd

from flows.gather.guard import Guard
from flows.newsroom.loopback import Loopback, QuietHandler

NOTHING = 20_000_000


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it came in, and when; names of headers are in lower case."""

    host: str
    path: str
    headers: Mapping[str, str]
    at: float


class Rough(Loopback):
    """Answers as the address says (`say`), or with one of the `PLAYS`; keeps what came in `seen`.

    `robots` holds a status and a text for each host that has a robots.txt.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.ending = Event()
        self.reset()
        super().__init__(partial(RoughHandler, rough=self))

    def reset(self) -> None:
        """As new, for the next test."""
        self.seen: list[Seen] = []
        self.robots: dict[str, tuple[int, str]] = {}
        self.under_way: Counter[str] = Counter()
        self.most: Counter[str] = Counter()

    def close(self) -> None:
        """Let go of clients that are kept waiting, then close."""
        self.ending.set()
        super().close()

    def url(self, path: str = "/", host: str = "h.example") -> str:
        """An address here; another host than 127.0.0.1 needs `names`."""
        return f"http://{host}:{self.port}{path}" if host == "127.0.0.1" else f"http://{host}{path}"

    def say(self, status: int = 200, body: str = "", /, host: str = "h.example", **headers: str) -> str:
        """An address that is answered with this status, body and headers (`retry_after` is Retry-After)."""
        said = {"status": str(status), "body": body, **headers}
        return self.url(f"/say?{urlencode(said)}", host)

    def paths(self, host: str = "") -> list[str]:
        """The paths that were asked for, in their order."""
        return [s.path.partition("?")[0] for s in self.seen if host in {"", s.host}]


class RoughHandler(QuietHandler):
    """Answers for Rough."""

    def __init__(self, *args: Any, rough: Rough, **kwargs: Any) -> None:
        # Before the base class's __init__, which already handles the request.
        self.rough = rough
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:  # noqa: N802 - the base class calls it so
        host = self.headers.get("Host", "").partition(":")[0]
        # Kept, since a test that is done may leave this waiting into the next one.
        under_way, most = self.rough.under_way, self.rough.most
        with self.rough.lock:
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.rough.seen.append(Seen(host, self.path, headers, time.monotonic()))
            under_way[host] += 1
            most[host] = max(most[host], under_way[host])
        try:
            self.play(host)
        finally:
            with self.rough.lock:
                under_way[host] -= 1

    def play(self, host: str) -> None:
        path, query = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
        if path == "/robots.txt":
            status, text = self.rough.robots.get(host, (404, ""))
            self.answer(status, {"Location": text} if 300 <= status < 400 else {}, text.encode())
        elif path == "/say":
            status, body = int(query.pop("status")), query.pop("body", "").encode()
            self.answer(status, {name.replace("_", "-"): value for name, value in query.items()}, body)
        else:
            PLAYS[path](self)


def endless(handler: RoughHandler, piece: bytes, headers: Mapping[str, str]) -> None:
    """The same chunk again and again, until the client has enough."""
    handler.start_answer(200, {"Transfer-Encoding": "chunked", **headers})
    while not handler.rough.ending.is_set():
        handler.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))


def endless_headers(handler: RoughHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not handler.rough.ending.is_set():
        handler.wfile.write(b"X-More: and more\r\n" * 1000)


def drip(handler: RoughHandler, head: bytes, drop: bytes) -> None:
    """A byte now and then: each comes in time, the whole never."""
    handler.wfile.write(head)
    while not handler.rough.ending.wait(0.02):
        handler.wfile.write(drop)


def packed(handler: RoughHandler, how: str, pack: Callable[[bytes], bytes], size: int) -> None:
    handler.answer(200, {"Content-Encoding": how}, pack(b"tides " * (size // 6)))


def nothing_packed(handler: RoughHandler) -> None:
    """Bytes without end that decode to none: empty blocks of deflate."""
    empty = zlib.compressobj(wbits=31)
    start = empty.compress(b"") + empty.flush(zlib.Z_FULL_FLUSH)
    handler.start_answer(200, {"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"})
    handler.wfile.write(b"%x\r\n%b\r\n" % (len(start), start))
    block = b"\x00\x00\x00\xff\xff" * 2000
    for _ in range(NOTHING // len(block)):
        handler.wfile.write(b"%x\r\n%b\r\n" % (len(block), block))


PLAYS: dict[str, Callable[[RoughHandler], None]] = {
    "/": lambda h: h.answer(200, {"Content-Type": "text/html"}, b"<p>News.</p>"),
    "/slow": lambda h: (time.sleep(0.1), h.answer(200, {}, b"at last"))[1],
    "/slow-redirect": lambda h: (time.sleep(0.1), h.answer(302, {"Location": "/slow-redirect"}))[1],
    "/silent": lambda h: h.rough.ending.wait(5) and None,
    "/endless": lambda h: endless(h, b"<p>tides</p>" * 1000, {}),
    "/endless-headers": endless_headers,
    "/drip-head": lambda h: drip(h, b"HTTP/1.1 200 OK\r\nX-Slow: ", b"z"),
    "/drip-body": lambda h: drip(h, b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n", b"z"),
    "/bomb/gzip": lambda h: packed(h, "gzip", gzip.compress, NOTHING),
    "/bomb/br": lambda h: packed(h, "br", partial(brotli.compress, quality=1), NOTHING),
    "/bomb/zstd": lambda h: packed(h, "zstd", zstd.compress, NOTHING),
    "/bomb/gzip,gzip": lambda h: packed(
        h, "gzip, gzip", lambda b: gzip.compress(gzip.compress(b, 1)), NOTHING
    ),
    "/small/gzip": lambda h: packed(h, "gzip", gzip.compress, 600),
    "/small/br": lambda h: packed(h, "br", brotli.compress, 600),
    "/small/zstd": lambda h: packed(h, "zstd", zstd.compress, 600),
    "/bomb/nothing": nothing_packed,
    "/wrong-charset": lambda h: h.answer(200, {"Content-Type": "text/html; charset=utf-8"}, b"Caf\xe9 talks"),
}


class ToLoopback(httpcore2.AnyIOBackend):
    """Leads every address to one port here, and keeps which were to be connected to."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connected: list[str] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the base class names it
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        self.connected.append(host)
        return await super().connect_tcp("127.0.0.1", self.port, timeout, local_address, socket_options)


class Names:
    """A name server: the addresses of a name, one list for each time that it is asked; the last holds."""

    def __init__(self, names: Mapping[str, Sequence[Sequence[str]]] | None = None) -> None:
        self.names = {name: list(lists) for name, lists in (names or {}).items()}

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        if host[0].isdigit() or ":" in host:
            return [host]
        lists = self.names.get(host, [["93.184.216.34"]])
        return lists.pop(0) if len(lists) > 1 else lists[0]


def guard_to(port: int, names: Names | None = None, allow: Iterable[str] = ()) -> Guard:
    """A guard for which every name has a public address, and every address leads to a port here."""
    return Guard(allow, resolve=names or Names(), network=ToLoopback(port))
