"""A receiver of alerts on a loopback port: it keeps what is posted and can play a failing channel."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any

from flows.newsroom.loopback import Loopback, QuietHandler


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came in; names of headers are in lower case, `json` is None where the body is none."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    json: Any
    method: str = "POST"


class Receiver(Loopback):
    """Keeps every request in `received` and answers each with `answer`.

    `answer` is a status code for all, or a list with one for each of the next requests, after which all is well
    again (200). The code 0 closes the connection without a word.
    """

    def __init__(self, *, port: int = 0) -> None:
        self.received: list[Received] = []
        self.answer: int | list[int] = 200
        self.lock = Lock()
        super().__init__(partial(PostHandler, receiver=self), port)

    @property
    def url(self) -> str:
        """Where to post."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def apprise_url(self) -> str:
        """The same place as a channel of Apprise."""
        return f"json://127.0.0.1:{self.port}/"

    def take(self, received: Received) -> int:
        """Keep a request; the status code to answer with."""
        with self.lock:
            self.received.append(received)
            if isinstance(self.answer, int):
                return self.answer
            return self.answer.pop(0) if self.answer else 200


class PostHandler(QuietHandler):
    """Hands requests to the receiver and answers as it says."""

    def __init__(self, *args: Any, receiver: Receiver, **kwargs: Any) -> None:
        # Before the base class's __init__, which already handles the request.
        self.receiver = receiver
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:  # noqa: N802 - the base class calls it so
        """Taken like a post: it shows that a client followed a redirect and lost the body."""
        self.do_POST()

    def do_PUT(self) -> None:  # noqa: N802 - the base class calls it so
        """Taken like a post."""
        self.do_POST()

    def do_POST(self) -> None:  # noqa: N802 - the base class calls it so
        """Keep what came and answer."""
        length = self.headers.get("Content-Length", "")
        body = self.rfile.read(int(length)) if length.isdecimal() else b""
        headers = {name.lower(): value for name, value in self.headers.items()}
        status = self.receiver.take(Received(self.path, headers, body, read_json(body), self.command))
        if status == 0:
            self.close_connection = True
            return
        # What a real server adds, so that a client that heeds it can be seen to do so.
        extra = {"Location": f"{self.receiver.url}moved"} if 300 <= status < 400 else {}
        if status in (429, 503):
            extra["Retry-After"] = "1"
        self.answer(status, extra)


def read_json(body: bytes) -> Any:
    """What the body says as JSON; None where it is none."""
    try:
        return json.loads(body)
    except ValueError:
        return None
