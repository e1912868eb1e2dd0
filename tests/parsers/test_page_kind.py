"""Pages that are not what they seem are told as what they are."""

from __future__ import annotations

import pytest

from parsers.model import ProblemCode
from parsers.page import read_page

WORDS = "The ministers met for three hours in the old customs house and spoke of the ferry line. "
URL = "https://harbour.example/x"


def page(title: str, text: str, head: str = "") -> bytes:
    return f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>".encode()


@pytest.mark.parametrize(
    ("title", "text", "code"),
    [
        ("Just a moment...", "Checking your browser before you go on. This may take a few seconds, and then it goes on.", ProblemCode.CHALLENGE),
        ("Harbour Times", "We value your privacy. We and our 812 partners store cookies on this device to show you what you like.", ProblemCode.CONSENT_WALL),
        ("Page not found", "Sorry, the page that you are looking for could not be found. Try the search or go to the front page.", ProblemCode.ERROR_PAGE),
        ("Access denied", "You don't have permission to access this server. Reference number 18.2f3e4d and some more words here.", ProblemCode.ERROR_PAGE),
    ],
)  # fmt: skip
def test_a_page_without_an_article_is_no_article(title: str, text: str, code: ProblemCode) -> None:
    reading = read_page(page(title, text), URL)
    assert reading.article is None
    assert reading.problem
    assert reading.problem.code is code
    assert ";" in reading.problem.detail


@pytest.mark.parametrize(
    ("title", "text", "head", "code"),
    [
        ("Ferry talks", WORDS * 3 + "Subscribe to continue reading.", "", ProblemCode.PAYWALL),
        ("Ferry talks", WORDS * 3, "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"isAccessibleForFree\": \"False\"}</script>", ProblemCode.PAYWALL),
        ("Live updates: ferry talks", WORDS * 3, "", ProblemCode.LIVE_BLOG),
        ("Ferry talks", WORDS * 3, "<script type='application/ld+json'>{\"@type\": \"LiveBlogPosting\"}</script>", ProblemCode.LIVE_BLOG),
    ],
)  # fmt: skip
def test_a_stub_and_a_live_blog_are_read_and_told_as_such(
    title: str, text: str, head: str, code: ProblemCode
) -> None:
    reading = read_page(page(title, text, head), URL)
    assert reading.article
    assert "customs house" in reading.article.text
    assert reading.problem
    assert reading.problem.code is code


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Ministers denied access to talks", WORDS * 20 + "Access denied, read the sign on the door."),
        ("Ferry talks", WORDS * 40 + "Already a subscriber? Log in."),
        ("A life at sea", WORDS * 4 + "Just a moment later the ferry sank."),
    ],
)
def test_an_article_that_has_such_words_is_an_article(title: str, text: str) -> None:
    meta = "<meta property='og:type' content='article'>"
    reading = read_page(page(title, text, meta), URL)
    assert reading.article
    assert reading.problem is None
