"""Follow entries: fetch their pages, read the articles, find the acts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from flows.gather.feeds import Listed
from flows.gather.http import Fetched, fetch_all
from flows.settings import Fetch
from parsers import acts
from parsers.feed import believed
from parsers.model import Article, Entry, Problem, ProblemCode, Reading
from parsers.page import PageReading, read_page
from parsers.text import one_line
from storage.articles import Followed


def follow(listed: Sequence[Listed], limits: Fetch) -> list[Followed]:
    """Follow entries to their acts; a bad one says why and stops nothing."""
    answers = asyncio.run(fetch_all([item.entry.url for item in listed], limits))
    now = datetime.now(UTC)
    return [read_answer(item, answer, now) for item, answer in zip(listed, answers, strict=True)]


def read_answer(item: Listed, answer: Fetched, now: datetime) -> Followed:
    """What the page of an entry gave."""
    followed = Followed(item.entry, item.source.name, now, answer.http_status, problem=answer.problem)
    if answer.problem:
        return followed
    page = read_safely(answer.body, answer.url, answer.content_type, believed(item.entry, now))
    if page.article is None:
        return replace(followed, problem=page.problem)
    # The settings go first: a page must not pass itself off as another outlet.
    article = replace(page.article, outlet=item.source.outlet or page.article.outlet or item.feed)
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
