"""Page bytes -> article: BeautifulSoup reads what the page says of itself, trafilatura finds the body."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from lxml import html

from parsers import acts
from parsers.body import blocks, parse_page, quick_body, whole_body
from parsers.bounds import bounded, readable
from parsers.language import detect_language, is_read
from parsers.metadata import Metadata, read_metadata
from parsers.model import Article, Entry, Problem, ProblemCode
from parsers.page_date import day_in_url, guessed_date, shown_date
from parsers.page_kind import kept_with, no_article
from parsers.text import clean
from parsers.urls import own_address

HTML_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "")
MIN_BODY = 80
HTML_TAG = re.compile(r"<(?:html|!doctype|body)", re.IGNORECASE)
MAX_CHARS = 5_000_000
# The care for a longer one takes many seconds, and no article is so long.
MAX_CAREFUL = 2_000_000
CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A page on its way: where it is, its markup, as text and as a tree, and its feed entry."""

    url: str
    markup: str
    root: html.HtmlElement
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class PageReading:
    """What a page gave: an article, a problem, or both (an article that is not read, or read with losses)."""

    article: Article | None = None
    problem: Problem | None = None


def read_page(
    body: bytes, url: str, content_type: str = "", entry: Entry | None = None, *, fast: bool = True
) -> PageReading:
    """Read one page; what its feed entry says fills what the page leaves out.

    With `fast`, the text of a page that reports nothing is found in a quicker and rougher way.

    A page in a language that is not read keeps its text and says so; a page without an article text says why.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type not in HTML_TYPES:
        why = f"the page is {media_type}, not HTML; only HTML pages are read"
        return PageReading(problem=Problem(ProblemCode.NOT_A_PAGE, why))
    if not body.strip():
        return PageReading(problem=Problem(ProblemCode.NO_TEXT, "the page is empty"))
    markup, lost = decode(body, content_type)
    # A NUL ends a document for lxml; the rest of the page would be lost without a word.
    markup = bounded(clean(markup[:MAX_CHARS]))
    # HTML5 lets a page leave <html> out; trafilatura takes such a page for none.
    markup = markup if HTML_TAG.search(markup[:5000]) else f"<html><body>{markup}</body></html>"
    root = parse_page(markup)
    if root is None:
        return PageReading(problem=Problem(ProblemCode.NO_TEXT, "the page has no markup that can be read"))
    text = extract_body(markup, root, fast=fast)
    said = read_metadata(root, url)
    problem = no_article(said, text)
    if problem is None and len(text) < MIN_BODY:
        problem = Problem(
            ProblemCode.NO_TEXT, f"no article text was found in the page ({len(text)} characters)"
        )
    if problem:
        return PageReading(problem=problem)
    article = without_headline(describe(said, Page(url, markup, root, entry), text))
    return PageReading(article, beside(article, said, lost))


def beside(article: Article, said: Metadata, lost: int) -> Problem | None:
    """What is told beside an article; only one in a language that is not read is not read for it."""
    if not is_read(article.language):
        return not_read(article.language)
    if lost:
        why = f"{lost} characters were not valid in the page's encoding and were replaced; the rest was read"
        return Problem(ProblemCode.BAD_ENCODING, why)
    return kept_with(said, article.text)


def not_read(language: str | None) -> Problem:
    """What is said of a text in a language that is not read."""
    return Problem(
        ProblemCode.NOT_READ_LANGUAGE, f"the text is in language '{language}'; only English is read"
    )


def decode(body: bytes, content_type: str) -> tuple[str, int]:
    """The text of a page and how many characters could not be read: by its header, its meta tag, or its bytes."""
    for declared in declared_charsets(body, content_type):
        try:
            return body.decode(declared), 0
        except (UnicodeDecodeError, LookupError):
            continue
    text = body.decode("utf-8", "replace")
    lost = text.count("�")
    if lost * 50 < len(text):
        return text, lost
    import charset_normalizer

    best = charset_normalizer.from_bytes(body[:200_000]).best()
    return (body.decode(best.encoding, "replace"), 0) if best else (text, lost)


def declared_charsets(body: bytes, content_type: str) -> list[str]:
    """Character sets to try, in the order of trust: the HTTP header, a byte order mark, the meta tag, UTF-8."""
    found = [m.group(1).decode("ascii") for m in CHARSET.finditer(content_type.encode("ascii", "ignore"))]
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        found.append("utf-16")
    found += [m.group(1).decode("ascii", "ignore") for m in CHARSET.finditer(body[:4096])]
    # What pages call Latin-1 is Windows-1252 in practice, as browsers know.
    named = ["cp1252" if c.lower() in {"iso-8859-1", "latin-1", "latin1"} else c for c in found]
    return [*dict.fromkeys([*filter(readable, named[:3]), "utf-8-sig"])]


def extract_body(markup: str, root: html.HtmlElement, *, fast: bool) -> str:
    """The article's text, paragraphs parted by a blank line; "" where there is none.

    With `fast`, a page in which nothing reads like news of a pact keeps its paragraphs as they stand.
    """
    page = list(blocks(root))
    if fast or len(markup) > MAX_CAREFUL:
        quick = quick_body(page)
        if len(quick) >= MIN_BODY and (len(markup) > MAX_CAREFUL or not acts.might_report(quick)):
            return quick
    return whole_body(markup, root, page)


def without_headline(article: Article) -> Article:
    """The article without its headline at the head of its text: told twice, it would be read twice."""
    first, _, rest = article.text.partition("\n\n")
    return replace(article, text=rest) if rest and letters(first) == letters(article.title) else article


def letters(text: str) -> str:
    """The letters and digits of a text, in lower case."""
    return "".join(c for c in text.lower() if c.isalnum())


def when_published(said: Metadata, page: Page) -> tuple[datetime | None, str | None]:
    """When an article was published, and where that stood: what the page tells programs, its feed, and what it shows."""
    if said.published:
        return said.published, said.date_source
    if page.entry is not None and page.entry.published is not None:
        return page.entry.published, "feed"
    if found := day_in_url(page.url):
        return found, "url"
    if found := shown_date(page.root, said.title):
        return found, "shown"
    found = guessed_date(page.root, page.markup, page.url)
    return (found, "guessed") if found else (None, None)


def describe(said: Metadata, page: Page, text: str) -> Article:
    """The article with what the page, and then its feed entry, say of it."""
    published, date_source = when_published(said, page)
    return Article(
        url=own_address(said.canonical, page.url),
        title=said.title or (page.entry.title if page.entry else ""),
        text=text,
        published=published,
        language=detect_language(text),
        outlet=said.outlet,
        author=said.author,
        date_source=date_source,
    )
