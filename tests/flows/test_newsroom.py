from __future__ import annotations

import http.client
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from bs4 import BeautifulSoup

from flows.newsroom.receiver import Receiver
from flows.newsroom.server import SITE, Newsroom
from flows.newsroom.trouble import HUGE
from parsers.metadata import parse_when
from parsers.model import (
    AGREEMENT_KINDS,
    AGREEMENT_STATUSES,
    COMMITMENT_KINDS,
    COMMITMENT_STATUSES,
    ProblemCode,
    Role,
    Topic,
)
from parsers.page import read_page

TRUTH = tomllib.loads(Path(__file__).with_name("newsroom_truth.toml").read_text(encoding="utf-8"))
PAGES: list[dict[str, Any]] = TRUTH["page"]
MARK = "Sample page of pactwatch; invented news"
by_path = pytest.mark.parametrize("page", PAGES, ids=lambda page: page["path"].rsplit("/", 1)[-1])


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with Newsroom() as served:
        yield served


class Answer:
    """What came back, read to its end."""

    def __init__(self, url: str, method: str = "GET", path: str | None = None, **sent: Any) -> None:
        place = urlsplit(url)
        # http.client sends a path as it stands; other clients tidy it up first.
        connection = http.client.HTTPConnection(place.netloc, timeout=5)
        try:
            connection.request(method, path or place._replace(scheme="", netloc="").geturl(), **sent)
            answer = connection.getresponse()
            self.status, self.headers, self.body = answer.status, answer.headers, answer.read()
        finally:
            connection.close()


def same_text(markup: bytes) -> str:
    return " ".join(BeautifulSoup(markup, "lxml").get_text(" ").split())


def entries(feed: str) -> list[Any]:
    answer = Answer(feed)
    parsed = feedparser.parse(answer.body, response_headers={"content-type": answer.headers["Content-Type"]})
    assert not parsed.bozo, parsed.get("bozo_exception")
    return list(parsed.entries)


@by_path
def test_a_page_holds_what_the_truth_says_of_it(room: Newsroom, page: dict[str, Any]) -> None:
    answer = Answer(f"{room.base_url}/{page['path']}")
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/html; charset=")
    assert b"{base}" not in answer.body
    text = same_text(answer.body)
    for words in (MARK, page["title"], page["author"], page["first"], page["last"], *page["drop"]):
        assert words in text
    for act in page.get("acts", []):
        assert act["evidence"] in text
    assert text.index(page["first"]) < text.index(page["last"])


@by_path
def test_a_page_is_read_as_the_truth_says(room: Newsroom, page: dict[str, Any]) -> None:
    url = f"{room.base_url}/{page['path']}"
    answer = Answer(url)
    reading = read_page(answer.body, f"{url}?utm_source=rss", answer.headers["Content-Type"])
    article = reading.article
    assert reading.problem is None
    assert article is not None
    assert (article.url, article.title) == (url, page["title"])
    assert article.author == (page["author"] if page["author_in_head"] else None)
    assert (article.published, article.date_source) == (parse_when(page["published"]), page["date_source"])
    kept = [page["first"], page["last"], *(act["evidence"] for act in page.get("acts", []))]
    assert [words for words in kept if words not in article.text] == []
    assert [words for words in page["drop"] if words in article.text] == []


@by_path
def test_a_page_reports_acts_of_the_vocabulary_or_says_why_none(page: dict[str, Any]) -> None:
    assert ("none" in page) != ("acts" in page)
    for act in page.get("acts", []):
        agreed = act["type"] == "agreement"
        assert act["kind"] in (AGREEMENT_KINDS if agreed else COMMITMENT_KINDS)
        assert act["status"] in (AGREEMENT_STATUSES if agreed else COMMITMENT_STATUSES)
        assert {party["role"] for party in act["parties"]} <= set(Role)
        assert set(act["topics"]) <= set(Topic)


def test_the_feeds_list_every_page_and_every_link_answers(room: Newsroom) -> None:
    listed = [entry for feed in room.feeds for entry in entries(feed)]
    paths = [urlsplit(entry.link).path.lstrip("/") for entry in listed]
    assert sorted(paths) == sorted(page["path"] for page in PAGES)
    assert len({entry.id for entry in listed}) == len(PAGES)
    told = {page["path"]: page for page in PAGES}
    for path, entry in zip(paths, listed, strict=True):
        assert entry.link.startswith(room.base_url)
        assert entry.title == told[path]["title"]
        assert entry.summary
        assert parse_when(entry.published) == parse_when(told[path]["published"])
        assert Answer(entry.link).status == 200


def test_every_link_inside_the_pages_leads_somewhere(room: Newsroom) -> None:
    links = {
        link.split("#")[0]
        for file in SITE.rglob("*.html")
        for link in (str(a["href"]) for a in BeautifulSoup(file.read_bytes(), "lxml").find_all(href=True))
        if link.startswith("/")
    }
    assert dict.fromkeys(links, 200) == {link: Answer(room.base_url + link).status for link in links}


def test_every_page_says_that_it_is_a_sample_and_calls_no_other_host() -> None:
    for file in SITE.rglob("*"):
        body = file.read_bytes() if file.is_file() else b""
        if body:
            assert MARK.encode() in body or file.suffix in (".css", ".svg")
        soup = BeautifulSoup(body if file.suffix == ".html" else b"", "lxml")
        for tag in soup.find_all(["img", "script", "iframe", "source"], src=True):
            assert "//" not in str(tag["src"])


@pytest.mark.parametrize(
    "path",
    ["/../server.py", "/%2e%2e/server.py", "/meridian/../../server.py", "/..%5cserver.py", "//etc/passwd",
     "/%2fetc/passwd", "/meridian/..%2f..%2fserver.py", "/a%00b"],
)  # fmt: skip
def test_nothing_outside_the_site_is_served(room: Newsroom, path: str) -> None:
    assert Answer(room.base_url, path=path).status == 404


def test_a_folder_is_its_index_and_redirects_stay_here(room: Newsroom) -> None:
    assert b"sample newsroom" in Answer(f"{room.base_url}/").body
    moved = Answer(room.base_url, path="//meridian")
    assert (moved.status, moved.headers["Location"]) == (301, "/meridian/")


@pytest.mark.parametrize(
    ("validator", "status"),
    [
        ({"If-None-Match": "{etag}"}, 304),
        ({"If-None-Match": 'W/{etag}, "other"'}, 304),
        ({"If-None-Match": '"other"', "If-Modified-Since": "{changed}"}, 200),
        ({"If-Modified-Since": "{changed}"}, 304),
        ({"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
    ],
)
def test_a_page_that_the_client_has_is_not_sent_again(
    room: Newsroom, validator: dict[str, str], status: int
) -> None:
    first = Answer(room.feeds[0])
    known = {"etag": first.headers["ETag"], "changed": first.headers["Last-Modified"]}
    again = Answer(room.feeds[0], headers={k: v.format(**known) for k, v in validator.items()})
    assert again.status == status
    assert (again.body == b"") is (status == 304)
    assert again.headers["ETag"] == known["etag"]


def test_the_feed_of_troubles_lists_each_with_an_id(room: Newsroom) -> None:
    listed = entries(room.trouble)
    assert [urlsplit(entry.link).path.lstrip("/") for entry in listed] == [
        t["path"] for t in TRUTH["trouble"]
    ]
    assert len({entry.id for entry in listed}) == len(listed)
    assert room.trouble not in room.feeds
    assert {t["problem"] for t in TRUTH["trouble"] if "problem" in t} <= set(ProblemCode)


@pytest.mark.parametrize(
    ("name", "status", "kind", "length"),
    [
        ("missing.html", 404, "text/html; charset=utf-8", None),
        ("empty.html", 200, "text/html; charset=utf-8", 0),
        ("not-a-feed.xml", 200, "text/html; charset=utf-8", None),
        ("report.pdf", 200, "application/pdf", None),
        ("japanese.html", 200, "text/html; charset=utf-8", None),
    ],
)
def test_a_trouble_is_what_it_says(
    room: Newsroom, name: str, status: int, kind: str, length: int | None
) -> None:
    answer = Answer(f"{room.base_url}/trouble/{name}")
    assert (answer.status, answer.headers["Content-Type"]) == (status, kind)
    assert len(answer.body) == int(answer.headers["Content-Length"])
    assert length is None or len(answer.body) == length


def test_a_huge_page_is_20_mib_with_or_without_saying_so(room: Newsroom) -> None:
    said, chunked = (Answer(f"{room.base_url}/trouble/huge{end}.html") for end in ("", "-chunked"))
    assert len(said.body) == len(chunked.body) == int(said.headers["Content-Length"]) == HUGE
    assert "Content-Length" not in chunked.headers


def test_a_client_may_hang_up_on_a_huge_page_and_nothing_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    with Newsroom() as room:
        place = urlsplit(room.base_url)
        connection = http.client.HTTPConnection(place.netloc, timeout=5)
        connection.request("GET", "/trouble/huge-chunked.html")
        answer = connection.getresponse()
        assert len(answer.read(1000)) == 1000
        answer.close()
        connection.close()
    assert capfd.readouterr() == ("", "")


def test_a_page_is_cut_off_in_the_middle(room: Newsroom) -> None:
    with pytest.raises(http.client.IncompleteRead):
        Answer(f"{room.base_url}/trouble/cut.html")


def test_broken_bytes_are_few_and_the_rest_is_readable(room: Newsroom) -> None:
    body = Answer(f"{room.base_url}/trouble/broken-utf8.html").body
    with pytest.raises(UnicodeDecodeError):
        body.decode()
    assert body.decode(errors="replace").count("\ufffd") == 3


def test_a_newsroom_can_have_another_site_and_closes_twice(tmp_path: Path) -> None:
    (tmp_path / "gazette").mkdir()
    (tmp_path / "gazette" / "rss.xml").write_text("<rss>{base}</rss>", encoding="utf-8")
    with Newsroom(tmp_path) as room:
        assert room.feeds == [f"{room.base_url}/gazette/rss.xml"]
        assert Answer(room.feeds[0]).body == f"<rss>{room.base_url}</rss>".encode()
        room.close()
    with pytest.raises(ConnectionError):
        Answer(room.feeds[0])


def test_the_receiver_keeps_what_was_posted() -> None:
    with Receiver() as receiver:
        sent = {"Content-Type": "application/json", "X-Desk": "pacts"}
        assert (
            Answer(receiver.url, "POST", "/hook?a=1", body=b'{"title": "Signed"}', headers=sent).status == 200
        )
        assert Answer(receiver.url, "POST", body=b"no json").status == 200
    first, second = receiver.received
    assert (first.path, first.method, first.json) == ("/hook?a=1", "POST", {"title": "Signed"})
    assert first.headers["x-desk"] == "pacts"
    assert (second.body, second.json) == (b"no json", None)


def test_the_receiver_plays_failure() -> None:
    with Receiver() as receiver:
        receiver.answer = 500
        assert [Answer(receiver.url, "POST", body=b"{}").status for _ in range(2)] == [500, 500]
        receiver.answer = [429, 302, 200]
        busy, moved, well, after = (Answer(receiver.url, "POST", body=b"{}") for _ in range(4))
        assert (busy.status, busy.headers["Retry-After"]) == (429, "1")
        assert (moved.status, moved.headers["Location"]) == (302, f"{receiver.url}moved")
        assert (well.status, after.status) == (200, 200)
        receiver.answer = 0
        with pytest.raises(http.client.RemoteDisconnected):
            Answer(receiver.url, "POST", body=b"{}")
        assert len(receiver.received) == 7


def test_the_receiver_takes_many_posts_at_once() -> None:
    with Receiver() as receiver, ThreadPoolExecutor(8) as pool:
        bodies = [str(n).encode() for n in range(40)]
        list(pool.map(lambda body: Answer(receiver.url, "POST", body=body).status, bodies))
    assert sorted(r.json for r in receiver.received) == list(range(40))


# Apprise imports a module of the standard library that Python 3.13 takes away.
@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
def test_apprise_reaches_the_receiver() -> None:
    import apprise

    with Receiver() as receiver:
        assert apprise.Apprise(servers=[receiver.apprise_url]).notify(title="Signed", body="A pact")
    (received,) = receiver.received
    assert (received.json["title"], received.json["message"]) == ("Signed", "A pact")
