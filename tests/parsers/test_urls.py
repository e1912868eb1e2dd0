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
