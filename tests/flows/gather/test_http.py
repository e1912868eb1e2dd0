from __future__ import annotations

import asyncio
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from flows.gather.http import Fetched, fetch_all
from flows.newsroom.receiver import Receiver
from flows.newsroom.server import Newsroom
from flows.settings import Fetch
from parsers.model import ProblemCode

LIMITS = Fetch(
    timeout=5,
    max_bytes=1_000_000,
    concurrency=4,
    max_redirects=3,
    delay=0,
    respect_robots=False,
    allow_hosts=["127.0.0.1"],
)


def get(*urls: str, limits: Fetch = LIMITS) -> list[Fetched]:
    return asyncio.run(fetch_all(urls, limits))


def test_answers_come_in_the_order_of_the_addresses(newsroom: Newsroom) -> None:
    answers = get(*newsroom.feeds)
    assert [a.url for a in answers] == newsroom.feeds
    assert all(a.http_status == 200 and a.body and a.problem is None for a in answers)


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("no-such-page.html", ProblemCode.HTTP_ERROR),
        ("../../../etc/passwd", ProblemCode.HTTP_ERROR),
    ],
)
def test_an_http_error_is_a_problem_with_its_status(newsroom: Newsroom, page: str, code: ProblemCode) -> None:
    (answer,) = get(f"{newsroom.base_url}/trouble/{page}")
    assert answer.problem is not None
    assert (answer.http_status, answer.problem.code) == (404, code)


def test_nobody_at_the_address_is_a_problem() -> None:
    (answer,) = get("http://127.0.0.1:9/")
    assert answer.problem is not None
    assert answer.problem.code is ProblemCode.UNREACHABLE


def test_a_redirect_without_end_is_a_problem(receiver: Receiver) -> None:
    receiver.answer = [302] * 10
    (answer,) = get(receiver.url)
    assert answer.problem is not None
    assert "redirects" in answer.problem.detail
    assert len(receiver.received) == LIMITS.max_redirects + 1


def test_a_server_that_hangs_up_is_a_problem(receiver: Receiver) -> None:
    receiver.answer = 0
    (answer,) = get(receiver.url)
    assert answer.problem is not None
    assert answer.problem.code is ProblemCode.UNREACHABLE


def test_the_user_agent_says_who_we_are(receiver: Receiver) -> None:
    get(receiver.url)
    assert receiver.received[0].headers["user-agent"].startswith("pactwatch/")


def test_a_redirect_to_nonsense_is_a_problem_and_stops_no_other() -> None:
    class Nonsense(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:-1/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Nonsense) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        (answer,) = get(f"http://127.0.0.1:{server.server_port}/")
        server.shutdown()
        thread.join()
    assert answer.problem is not None


@pytest.mark.parametrize(
    "url",
    [
        "http://\ud800.example/",
        "http://",
        "http://[::1",
        "http://\x00/",
        "gopher://example.org/",
        "nonsense",
        "",
    ],
)
def test_an_address_that_is_none_is_a_problem(url: str) -> None:
    (answer,) = get(url)
    assert answer.problem is not None
