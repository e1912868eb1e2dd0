"""Answers that no file can hold: too long, without a length, cut off in the middle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, repeat

from flows.newsroom.loopback import QuietHandler

HUGE = 20 * 1024 * 1024
HTML = "text/html; charset=utf-8"
HEAD = b"<!DOCTYPE html>\n<title>Minutes of the committee on tides</title>\n"
PIECE = b"<p>The committee on tides met again and adjourned without a word on the tides.</p>\n" * 800


def huge_pieces() -> Iterator[bytes]:
    """A page of exactly HUGE bytes, in pieces, so that it is never whole in memory."""
    left = HUGE
    for piece in chain((HEAD,), repeat(PIECE)):
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            return


def send_huge(handler: QuietHandler) -> None:
    """20 MiB, and the head says so."""
    handler.start_answer(200, {"Content-Type": HTML, "Content-Length": str(HUGE)})
    if handler.command != "HEAD":
        for piece in huge_pieces():
            handler.wfile.write(piece)


def send_chunked(handler: QuietHandler) -> None:
    """20 MiB in chunks: only who counts while reading notices in time."""
    handler.start_answer(200, {"Content-Type": HTML, "Transfer-Encoding": "chunked"})
    if handler.command != "HEAD":
        for piece in huge_pieces():
            handler.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        handler.wfile.write(b"0\r\n\r\n")


def send_cut(handler: QuietHandler) -> None:
    """Half of what the head promises; then the connection closes."""
    half = b"<!DOCTYPE html>\n<title>Ferry talks</title>\n<article><h1>Ferry talks</h1>\n" + PIECE[:8000]
    handler.start_answer(200, {"Content-Type": HTML, "Content-Length": str(2 * len(half))})
    if handler.command != "HEAD":
        handler.wfile.write(half)


TROUBLES: dict[str, Callable[[QuietHandler], None]] = {
    "/trouble/huge.html": send_huge,
    "/trouble/huge-chunked.html": send_chunked,
    "/trouble/cut.html": send_cut,
}
