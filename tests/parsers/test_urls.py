from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.urls import key, normal_url, own_address, without_amp


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTPS://News.Example.org:443/a/b?utm_source=x&id=7#part", "https://news.example.org/a/b?id=7"),
        ("http://example.org", "http://example.org/"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("  https://example.org/a?fbclid=1&gclid=2 ", "https://example.org/a"),
        ("https://example.org/côte d'ivoire", "https://example.org/c%C3%B4te%20d'ivoire"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]/a"),
    ],
)
def test_an_address_is_brought_to_its_normal_form(url: str, normal: str) -> None:
    assert normal_url(url) == normal


@pytest.mark.parametrize(
    "url", ["mailto:a@example.org", "javascript:alert(1)", "file:///etc/passwd", "", "http://", "http://[::1"]
)
def test_what_is_no_web_address_gives_nothing(url: str) -> None:
    assert normal_url(url) == ""


def test_a_relative_link_is_resolved_against_its_page() -> None:
    assert normal_url("../b?x=1", "https://example.org/a/c/d") == "https://example.org/a/b?x=1"


@given(st.text(max_size=80))
def test_the_normal_form_is_stable_and_never_raises(text: str) -> None:
    once = normal_url("https://example.org/" + text)
    assert normal_url(once) == once


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example.org/a.html",
        "https://news.example.org/a.html?amp=1",
        "https://news.example.org/a.html?outputType=amp",
        "https://news.example.org/a.html/amp/",
        "https://news.example.org/a.amp.html",
        "https://news-example-org.cdn.ampproject.org/c/s/news.example.org/a.html",
        "https://news-example-org.cdn.ampproject.org/v/s/news.example.org/a.html?amp_js_v=0.1&amp",
        "https://www.google.com/amp/s/news.example.org/a.html/amp",
    ],
)
def test_an_amp_page_has_the_address_of_its_article(url: str) -> None:
    assert own_address("", url).partition("?amp_js")[0] == "https://news.example.org/a.html"


@given(st.text("am/p.?=&1", max_size=30))
def test_an_address_without_amp_stays_as_it_is(rest: str) -> None:
    once = without_amp(normal_url(f"https://news.example.org/{rest}"))
    assert normal_url(once)
    assert once.startswith("https://news.example.org/")


@given(st.lists(st.text(max_size=10), min_size=1, max_size=4))
def test_a_key_depends_on_each_part_and_where_it_ends(parts: list[str]) -> None:
    assert key(*parts) == key(*parts)
    assert key(*parts) != key(*parts, "more")
    assert key("ab", "c") != key("a", "bc")


@pytest.mark.parametrize(
    ("canonical", "address"),
    [
        ("/story", "https://www.example.co.uk/story"),
        ("https://m.example.co.uk/story", "https://m.example.co.uk/story"),
        ("https://other.co.uk/story", "https://www.example.co.uk/a"),
        ("https://www.example.co.uk/", "https://www.example.co.uk/a"),
        ("javascript:alert(1)", "https://www.example.co.uk/a"),
        ("", "https://www.example.co.uk/a"),
    ],
)
def test_a_canonical_link_is_believed_only_on_its_own_site(canonical: str, address: str) -> None:
    assert own_address(canonical, "https://www.example.co.uk/a?utm_source=x") == address


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://www.example.org/story/amp", "https://amp.example.org/story"),
        ("https://www.example.org/story", "https://m.example.org/story?ref_src=rss"),
        ("https://www.example.org/story?outputType=amp", "https://www.example.org/story"),
        ("", "https://www.example.org/story?srsltid=1&ns_source=2"),
        ("https://www.example.org/index.html", "https://www.example.org/story?_ga=1"),
    ],
)
def test_a_mobile_an_amp_and_a_tracked_page_are_one_article(canonical: str, url: str) -> None:
    assert own_address(canonical, url) == "https://www.example.org/story"


WAYS = st.sampled_from(
    ["{}?utm_source=rss", "{}#part", "{}/amp", "{}/amp/", "{}?amp=1", "{}?fbclid=a&gclid=b", "{}.amp",
     "https://www.google.com/amp/s/{bare}", "https://example-org.cdn.ampproject.org/c/s/{bare}?usqp=1&amp"]
)  # fmt: skip


@given(st.lists(st.text("abcm-1é", min_size=1, max_size=8), min_size=1, max_size=4), WAYS, WAYS)
def test_the_same_article_through_two_feeds_has_one_address(path: list[str], one: str, other: str) -> None:
    url = f"https://example.org/{'/'.join(path)}"
    ways = (way.format(url, bare=url.removeprefix("https://")).partition("?usqp")[0] for way in (one, other))
    assert {own_address("", way) for way in ways} == {own_address("", url)}


@given(st.text("am/p.?=&1index.htl", max_size=30))
def test_the_address_of_an_article_is_its_own_address(rest: str) -> None:
    once = own_address("", f"https://news.example.org/{rest}")
    assert own_address("", once) == once
    assert once.startswith("https://news.example.org/")


def test_a_folder_and_its_index_page_are_one_article() -> None:
    assert own_address("", "https://example.org/story/index.html?utm_a=1") == "https://example.org/story/"
    assert own_address("", "https://example.org/story/index.php?id=7") == "https://example.org/story/?id=7"


def test_an_address_of_megabytes_or_of_caches_in_caches_is_none_of_an_article() -> None:
    assert normal_url("https://example.org/" + "a/../" * 1_000_000) == ""
    nested = "https://" + "google.com/amp/" * 200 + "example.org/a"
    assert own_address("", nested) == "http://example.org/a"
