from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.model import Entry, ProblemCode
from parsers.page import read_page

WORDS = (
    "The two ministers met at the old customs house on the river and spoke for three hours about the ferry line, "
    "which has not run since the flood. They said that work on the pier would start before the winter."
)
BODY = f"<article><h1>Ferry talks</h1><p>{WORDS}</p><p>{WORDS.replace('ferry', 'railway')}</p></article>"
HEAD = "<title>Ferry talks | Harbour Times</title><link rel=canonical href='/ferry'>"


def page(head: str = HEAD, body: str = BODY) -> bytes:
    return f"<!doctype html><html lang=en><head>{head}</head><body><nav>Home News Sport</nav>{body}</body></html>".encode()


def test_a_page_gives_title_text_language_and_its_own_address() -> None:
    article = read_page(page(), "https://harbour.example/x?utm_source=a", "text/html; charset=utf-8").article
    assert article is not None
    assert (article.title, article.url, article.language) == (
        "Ferry talks",
        "https://harbour.example/ferry",
        "en",
    )
    assert "railway line" in article.text
    assert "Home News Sport" not in article.text


def test_json_ld_goes_before_meta_tags_the_shown_headline_before_both_and_the_date_says_where_it_stood() -> (
    None
):
    ld = (
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Ferry &amp; rail",'
        '"datePublished": "2025-10-28T09:00:00+09:00", "author": [{"name": "A. Lindqvist"}], "publisher": {"name": "Times"}}]}'
        "</script><meta property='article:published_time' content='2024-01-01T00:00:00Z'>"
    )
    article = read_page(page(HEAD + ld), "https://harbour.example/x").article
    assert article is not None
    assert (article.title, article.author, article.outlet) == ("Ferry talks", "A. Lindqvist", "Times")
    assert (article.published, article.date_source) == (datetime(2025, 10, 28, tzinfo=UTC), "json-ld")


def test_what_the_page_leaves_out_comes_from_its_entry() -> None:
    entry = Entry("https://harbour.example/x", "From the feed", datetime(2025, 10, 1, tzinfo=UTC))
    article = read_page(
        page("", f"<article><p>{WORDS}</p><p>{WORDS}</p></article>"), entry.url, "", entry
    ).article
    assert article is not None
    assert (article.title, article.published, article.date_source) == (
        "From the feed",
        entry.published,
        "feed",
    )


@pytest.mark.parametrize(
    ("body", "content_type", "code", "words"),
    [
        (b"", "text/html", ProblemCode.NO_TEXT, "empty"),
        (b"   \n ", "text/html", ProblemCode.NO_TEXT, "empty"),
        (b"<html><body><nav>Home</nav></body></html>", "text/html", ProblemCode.NO_TEXT, "no article text"),
        (b"%PDF-1.7", "application/pdf", ProblemCode.NOT_A_PAGE, "application/pdf"),
    ],
)
def test_a_page_without_an_article_says_why(
    body: bytes, content_type: str, code: ProblemCode, words: str
) -> None:
    reading = read_page(body, "https://example.org/", content_type)
    assert reading.article is None
    assert reading.problem is not None
    assert reading.problem.code is code
    assert words in reading.problem.detail


def test_broken_utf8_is_read_with_the_loss_told() -> None:
    reading = read_page(
        page().replace(b"customs", b"cust\xffoms", 1), "https://example.org/", "text/html; charset=utf-8"
    )
    assert reading.article is not None
    assert "cust�oms" in reading.article.text
    assert reading.problem is not None
    assert reading.problem.code is ProblemCode.BAD_ENCODING


def test_a_page_in_its_declared_old_encoding_loses_nothing() -> None:
    body = page(HEAD + "<meta charset='windows-1252'>").replace(
        b"customs", "Gen\xe8ve caf\xe9".encode("cp1252"), 1
    )
    reading = read_page(body, "https://example.org/")
    assert reading.problem is None
    assert reading.article is not None
    assert "Genève café" in reading.article.text


def test_another_language_is_kept_and_labelled() -> None:
    text = (
        "両国の外相は川辺の古い税関で会談し、洪水以来止まっているフェリー航路について三時間話し合った。" * 6
    )
    reading = read_page(
        page("", f"<article><p>{text}</p></article>"), "https://example.org/", "text/html; charset=utf-8"
    )
    assert reading.article is not None
    assert reading.article.language == "ja"
    assert reading.problem is not None
    assert reading.problem.code is ProblemCode.NOT_READ_LANGUAGE


def test_half_characters_and_escape_sequences_are_taken_out_of_what_a_page_says() -> None:
    ld = (
        '<script type="application/ld+json; charset=utf-8">[[{"@type": "https://schema.org/NewsArticle",'
        '"headline": "Ferry \\ud800 \\u001b[31mtalks", "author": [[[[[[[["deep"]]]]]]]]}]]</script>'
    )
    article = read_page(
        page(ld, f"<article><p>{WORDS}</p><p>{WORDS}</p></article>"), "https://harbour.example/x"
    ).article
    assert article is not None
    assert article.title == "Ferry \N{REPLACEMENT CHARACTER} [31mtalks"
    assert article.author is None


def test_a_headline_that_stands_over_the_text_too_is_not_part_of_it() -> None:
    article = read_page(page(), "https://harbour.example/x").article
    assert article is not None
    assert article.text.startswith("The two ministers")


def test_a_page_that_leaves_html_out_is_read() -> None:
    article = read_page(
        f"<title>Ferry</title><p>{WORDS}</p><p>{WORDS}</p>".encode(), "https://harbour.example/x"
    ).article
    assert article is not None
    assert "customs house" in article.text


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 400))
def test_no_bytes_raise(junk: bytes, where: int) -> None:
    whole = page()
    read_page(whole[:where] + junk + whole[where:], "https://example.org/")
