"""From the answer to an entry's address to its article and its acts; a bad page says why and stops nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flows.gather.answers import Fetched
from parsers import acts
from parsers.feed import believed
from parsers.model import Article, Entry, Problem, ProblemCode, Reading
from parsers.page import PageReading, read_page
from parsers.text import one_line
from storage.articles import Followed
from storage.waiting import Waiting


def read_answer(item: Waiting, outlet: str, answer: Fetched, now: datetime) -> Followed:
    """What the page of an entry gave."""
    followed = Followed(
        item.entry,
        item.source,
        now,
        answer.http_status,
        problem=answer.problem,
        feed=item.feed,
        wait_until=answer.wait_until,
    )
    if answer.problem:
        return followed
    page = read_safely(answer.body, answer.url, answer.content_type, believed(item.entry, now))
    if page.article is None:
        return replace(followed, problem=page.problem)
    # The settings go first: a page must not pass itself off as another outlet.
    article = replace(page.article, outlet=outlet or page.article.outlet or item.feed)
    if page.problem and page.problem.code is ProblemCode.NOT_READ_LANGUAGE:
        return replace(followed, article=article, problem=page.problem)
    reading, problem = read_acts(article)
    return replace(followed, article=article, reading=reading, problem=problem or page.problem)


def read_safely(body: bytes, url: str, content_type: str = "", entry: Entry | None = None) -> PageReading:
    """What `read_page` makes of a page, or the problem where the page breaks a library."""
    try:
        return read_page(body, url, content_type, entry)
    except Exception as error:  # noqa: BLE001 - whatever a page does to the libraries, the run goes on
        return PageReading(problem=crash("page", error))


def read_acts(article: Article) -> tuple[Reading | None, Problem | None]:
    """The reading of an article, or the problem that stopped it."""
    try:
        return acts.read(article), None
    except Exception as error:  # noqa: BLE001 - a bad article becomes a row that says why, never a failed run
        return None, crash("acts", error)


def crash(stage: str, error: Exception) -> Problem:
    """A fault of ours, as a row."""
    return Problem(
        ProblemCode.READER_ERROR,
        one_line(f"reading the {stage} failed: {type(error).__name__}: {error}") + "; please report it",
    )
