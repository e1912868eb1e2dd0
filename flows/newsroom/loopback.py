"""A quiet HTTP server on 127.0.0.1 that lives as long as a `with` block."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Thread
from typing import Any, Self


class QuietHandler(BaseHTTPRequestHandler):
    """A handler that logs nothing and answers one request per connection."""

    protocol_version = "HTTP/1.1"
    server_version = "pactwatch-newsroom"
    sys_version = ""
    # A client that falls silent must not hold up close().
    timeout = 5

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing: a demo's or a test's output is its own."""

    def answer(self, status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> None:
        """Send a whole answer."""
        self.start_answer(status, {"Content-Length": str(len(body)), **(headers or {})})
        if self.command != "HEAD":
            self.wfile.write(body)

    def start_answer(self, status: int, headers: Mapping[str, str]) -> None:
        """Send the head of an answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        # A connection kept open would keep its thread, and close() waits for threads.
        self.send_header("Connection", "close")
        self.end_headers()


class QuietServer(ThreadingHTTPServer):
    """A threading server that waits for its threads and shrugs at clients that hang up."""

    # Only threads that are no daemons are waited for.
    daemon_threads = False
    # The standard backlog of 5 delays a burst of connections by a second.
    request_queue_size = 128

    def server_bind(self) -> None:
        """Bind without the look-up of the host's name that HTTPServer adds: it can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of faults of ours, not of clients that go away in the middle."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Loopback:
    """A server in a thread of its own; `port` 0 takes a free one."""

    def __init__(self, handler: Callable[..., BaseHTTPRequestHandler], port: int = 0) -> None:
        self.server = QuietServer(("127.0.0.1", port), handler)
        self.thread = Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, name="newsroom", daemon=True
        )
        self.thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.server.server_port

    def close(self) -> None:
        """Stop listening and wait for what is being answered; closing twice is no fault."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
