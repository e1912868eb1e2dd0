from __future__ import annotations

import gzip
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.discover import common_places, feed_links, sitemaps_of
from parsers.feed import FeedReading, believed
from parsers.listing import read_listing
from parsers.model import Entry, ProblemCode
from parsers.opml import Outline, read_opml, write_opml
from tests.parsers.test_feed import ATOM, RSS

BASE = "https://a.example/news/"
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour Times",
        "items": [
            {
                "id": "1",
                "url": "/1",
                "title": "Ports &amp; pacts",
                "date_published": "2025-10-28T12:00:00+02:00",
            },
            {"id": "https://a.example/2", "title": 7, "date_modified": "soon"},
            {"id": "3", "external_url": "https://b.example/3"},
            {"id": "1", "url": "/1", "title": "Again"},
            {"id": "5"},
            "six",
        ],
    }
).encode()
NEWS = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><image:image><image:loc>https://a.example/i.jpg</image:loc></image:image><loc>https://a.example/1</loc><news:news>
<news:publication><news:name>Harbour Times</news:name></news:publication>
<news:publication_date>2025-10-28T12:00:00+02:00</news:publication_date><news:title>Ports &amp; pacts</news:title></news:news></url>
<url><loc>https://a.example/about</loc></url>
<url><loc>https://a.example/2</loc><news:news><news:publication_date>2025-10-29</news:publication_date></news:news></url>
</urlset>"""
INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap><sitemap><loc>/new.xml</loc><lastmod>2025-10-01</lastmod></sitemap>
</sitemapindex>"""
PAGE = """<!doctype html><html><head><title>News – Harbour</title>
<link rel="alternate" type="application/rss+xml" href="/comments/feed"><link rel="Alternate" type="application/atom+xml" href="/atom">
<link rel="alternate" hreflang="fr" href="/fr"></head><body>
<nav><a href="/2025/10/28/menu-of-this-day">A link that is in the menu</a></nav><main>
<a href="/2025/10/28/ports">Two ports sign a pact</a> <a href="/2025/10/28/ports?utm_source=x">Two ports sign a pact</a>
<a href="/ministry-and-union-agree-on-fish"><b>Ministry and union</b> agree on fish</a>
<a href="https://elsewhere.example/2025/10/28/x">A story of another site</a> <a href="/about">About us and our long story</a>
<a href="/2025/10/28/short">More</a> <a href="/tag/fish-and-ports-and-pacts">All about fish and ports</a>
<a href="/doc/12345.html">日本とチリが漁業協定に署名した</a><a href="/feeds/all.rss">Feed</a><a href="javascript:alert(1)">Do not do this now</a>
</main></body></html>""".encode()


def urls(feed: FeedReading) -> list[str]:
    return [e.url.removeprefix("https://a.example") for e in feed.entries]


def test_a_json_feed_gives_its_entries() -> None:
    feed = read_listing(JSON_FEED, BASE)
    assert (feed.problem, feed.title, feed.kind) == (None, "Harbour Times", "json")
    assert urls(feed) == ["/1", "/2", "https://b.example/3"]
    assert feed.entries[0] == Entry(
        "https://a.example/1", "Ports & pacts", datetime(2025, 10, 28, 10, tzinfo=UTC)
    )


def test_a_json_feed_that_is_cut_short_keeps_the_entries_it_has() -> None:
    feed = read_listing(JSON_FEED[: JSON_FEED.index(b'{"id": "3"') + 5], BASE)
    assert (urls(feed), feed.problem) == (["/1", "/2"], None)


@pytest.mark.parametrize("body", [b"{}", b'{"version": "2"}', b"{" * 100_000, b'{"a":' * 100_000, b"{\xff"])
def test_json_that_is_no_feed_says_so(body: bytes) -> None:
    problem = read_listing(body, BASE).problem
    assert problem
    assert problem.code is ProblemCode.NOT_A_FEED


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_news_sitemap_gives_its_news_with_dates(pack: type[bytes]) -> None:
    feed = read_listing(pack(NEWS), BASE)
    assert (feed.problem, feed.title, feed.kind) == (None, "Harbour Times", "sitemap")
    assert [(e.url, e.title, e.published) for e in feed.entries] == [
        ("https://a.example/1", "Ports & pacts", datetime(2025, 10, 28, 10, tzinfo=UTC)),
        ("https://a.example/2", "", datetime(2025, 10, 29, tzinfo=UTC)),
    ]


def test_a_sitemap_without_news_gives_what_changed_last_and_believes_no_date() -> None:
    pages = "".join(
        f"<url><loc>/{n}</loc><lastmod>2025-01-{n % 28 + 1:02}</lastmod></url>" for n in range(300)
    )
    feed = read_listing(f"<urlset>{pages}</urlset>".encode(), BASE)
    assert len(feed.entries) == 100
    assert urls(feed)[0] == "/27"
    assert not any(e.published for e in feed.entries)


def test_a_namespace_may_be_any_text() -> None:
    assert urls(read_listing(b"<urlset xmlns='\xc3\xa9{}: '><url><loc>/1</loc></url></urlset>", BASE)) == [
        "/1"
    ]
    assert urls(read_listing(b"<urlset xmlns='\xff'><url><loc>/1</loc></url></urlset>", BASE)) in ([], ["/1"])


def test_an_index_of_sitemaps_names_its_parts_the_newest_first() -> None:
    assert read_listing(INDEX, BASE).parts == ("https://a.example/new.xml", "https://a.example/old.xml")
    assert read_listing(INDEX.replace(b"/old", b"/news-old"), BASE).parts == (
        "https://a.example/news-old.xml",
    )


def test_a_sitemap_that_is_cut_short_keeps_the_entries_it_has() -> None:
    assert urls(read_listing(NEWS[: NEWS.index(b"<url><loc>https://a.example/about")], BASE)) == ["/1"]
    assert urls(read_listing(gzip.compress(NEWS * 50)[:-200], BASE))


def test_entities_are_never_expanded() -> None:
    bomb = (
        '<!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
        + '<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    )
    body = "<urlset><url><loc>https://a.example/1</loc><title>&j;&file;</title></url></urlset>"
    started = time.monotonic()
    assert [e.title for e in read_listing((bomb + body).encode(), BASE).entries] in ([""], ["&j;&file;"])
    rss = f"{bomb}<rss version='2.0'><channel><item><link>/1</link><title>&j;&file;</title></item></channel></rss>"
    told = read_listing(rss.encode(), BASE)
    assert all(len(e.title) < 100 and "root:" not in e.title for e in told.entries)
    assert time.monotonic() - started < 2


def test_a_page_of_links_gives_what_looks_like_articles_of_its_site() -> None:
    feed = read_listing(PAGE, BASE, "text/html", "links")
    assert (feed.problem, feed.title, feed.kind) == (None, "News – Harbour", "links")
    assert [(e.url.removeprefix("https://a.example"), e.title) for e in feed.entries] == [
        ("/2025/10/28/ports", "Two ports sign a pact"),
        ("/ministry-and-union-agree-on-fish", "Ministry and union agree on fish"),
        ("/doc/12345.html", "日本とチリが漁業協定に署名した"),
    ]


def test_a_page_without_such_links_says_so() -> None:
    problem = read_listing(b"<p>Nothing</p>", BASE, "text/html", "links").problem
    assert problem
    assert "no links that look like articles" in problem.detail


def test_feeds_say_what_they_are_and_how_often_to_ask() -> None:
    timed = RSS.replace(
        b"<channel>",
        b'<channel xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><ttl>60</ttl>'
        b"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
    )
    feed = read_listing(timed, BASE)
    assert (feed.kind, feed.ttl, feed.period) == ("rss", timedelta(hours=1), timedelta(hours=6))
    feed = read_listing(ATOM, BASE)
    assert (feed.kind, feed.ttl, feed.period) == ("atom", None, None)


@pytest.mark.parametrize("said", ["0", "-5", "99999999999", "soon", "1.5", ""])
def test_a_ttl_that_makes_no_sense_is_none(said: str) -> None:
    feed = read_listing(RSS.replace(b"<channel>", f"<channel><ttl>{said}</ttl>".encode()), BASE)
    assert feed.ttl is None


def test_entries_with_one_guid_are_told_apart_by_their_links() -> None:
    items = b"".join(b"<item><guid>same</guid><link>/%d</link></item>" % n for n in (1, 2, 1))
    feed = read_listing(b"<rss version='2.0'><channel>" + items + b"</channel></rss>", BASE)
    assert urls(feed) == ["/1", "/2"]


def test_a_date_in_the_future_is_kept_but_not_believed() -> None:
    now = datetime(2025, 10, 28, tzinfo=UTC)
    entry = Entry("https://a.example/1", "", now + timedelta(days=400))
    assert believed(entry, now).published == now
    past = Entry("https://a.example/1", "", now - timedelta(days=1))
    assert believed(past, now) == past


def test_a_site_says_where_its_feeds_are() -> None:
    assert feed_links(PAGE, "https://a.example/", "text/html") == [
        "https://a.example/atom",
        "https://a.example/feeds/all.rss",
        "https://a.example/comments/feed",
    ]
    assert common_places("https://a.example/en")[:2] == [
        "https://a.example/en/feed",
        "https://a.example/en/rss",
    ]
    robots = b"User-agent: *\nSitemap: /all.xml\nsitemap:https://a.example/news.xml\nSitemap: ftp://x/\n"
    assert sitemaps_of(robots, BASE) == ["https://a.example/news.xml", "https://a.example/all.xml"]


def test_a_list_of_feeds_comes_back_as_it_was_written() -> None:
    outlines = [
        Outline("Ports & <pacts>", "https://a.example/feed?a=1&b=2", "en"),
        Outline("Two", "http://b.example/"),
    ]
    assert read_opml(write_opml(outlines, "Mine")) == outlines
    folder = b'<opml><body><outline text="F"><outline text="T" xmlURL="https://a.example/x"/><outline xmlUrl="file:///x"/></outline>'
    assert read_opml(folder) == [Outline("T", "https://a.example/x")]
    assert read_opml(b"<html>") is None
    assert read_opml(b"") is None


SAMPLES = (RSS, ATOM, JSON_FEED, NEWS, INDEX, PAGE, gzip.compress(NEWS))


@settings(max_examples=60)
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=30), st.integers(0, 60)), max_size=4),
    st.sampled_from(["auto", "links"]),
)
def test_no_mutation_of_a_source_raises(
    sample: bytes, cuts: list[tuple[float, bytes, int]], kind: str
) -> None:
    for where, junk, less in cuts:
        at = int(where * len(sample))
        sample = sample[:at] + junk + sample[at + less :]
    read_listing(sample, BASE, "", kind)
    feed_links(sample, BASE)
    read_opml(sample)


PIECES = [
    b"<urlset><url><loc>/a</loc>", b"<a href='/2025/10/28/a-b-c-d'>", b"<div><a>", b'{"version":"https://jsonfeed.org/version/1","items":[',
    b"<rss version='2.0'><channel><item><title>", b"<!--", b"&amp;", b"<", b"<url><title><loc>", b"<![CDATA[", b"{", b"sitemap:", b"<nav>",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("kind", ["auto", "links"])
def test_long_hostile_input_takes_time_in_proportion(piece: bytes, kind: str) -> None:
    def cost(times: int) -> float:
        body = piece * times
        best = 9.0
        for _ in range(2):
            started = time.process_time()
            read_listing(body, BASE, "", kind)
            best = min(best, time.process_time() - started)
        return best

    small, large = cost(500), cost(4_000)
    assert large < 0.05 + 8 * 4 * small
