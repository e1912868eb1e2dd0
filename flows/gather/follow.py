"""Follow entries: fetch their pages, read the articles, find the acts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from flows.gather.http import Fetched, fetch_all
from flows.settings import Fetch
from parsers import acts
from parsers.model import Article, Entry, Problem, ProblemCode, Reading
from parsers.page import read_page
from storage.articles import Followed


def follow(entries: Sequence[tuple[Entry, str, str]], limits: Fetch) -> list[Followed]:
    """Follow entries (each with its source's name and outlet) to their acts; a bad one says why and stops nothing."""
    answers = asyncio.run(fetch_all([entry.url for entry, _, _ in entries], limits))
    now = datetime.now(UTC)
    return [
        read_answer(entry, source, outlet, answer, now)
        for (entry, source, outlet), answer in zip(entries, answers, strict=True)
    ]


def read_answer(entry: Entry, source: str, outlet: str, answer: Fetched, now: datetime) -> Followed:
    """What the page of an entry gave."""
    followed = Followed(entry, source, now, answer.http_status, problem=answer.problem)
    if answer.problem:
        return followed
    try:
        page = read_page(answer.body, answer.url, answer.content_type, entry)
    except Exception as error:  # noqa: BLE001 - whatever a page does to the libraries, the run goes on
        return replace(followed, problem=crash("page", error))
    if page.article is None:
        return replace(followed, problem=page.problem)
    article = replace(page.article, outlet=page.article.outlet or outlet)
    if page.problem and page.problem.code is ProblemCode.NOT_READ_LANGUAGE:
        return replace(followed, article=article, problem=page.problem)
    reading, problem = read_acts(article)
    return replace(followed, article=article, reading=reading, problem=problem or page.problem)


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
        f"reading the {stage} failed: {type(error).__name__}: {error}; please report it",
    )
