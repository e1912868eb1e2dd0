"""The flow `backfill`: the same road as `watch`, from articles that are at hand already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.deliver import send_queued
from flows.gather.follow import read_acts
from flows.inputs import Input, read_inputs
from flows.progress import tell
from flows.record import record
from flows.runs import Run, noted_run
from flows.settings import DEFAULT_PATH
from flows.summary import Summary
from parsers.model import Article, Entry, ProblemCode
from parsers.names import counted
from parsers.text import one_line
from parsers.urls import key, normal_url
from storage.articles import Followed, article_key, entries_to_follow, read_articles
from storage.ledger import Ledger
from storage.revisions import unknown_versions

BATCH = 200
SOURCE = "backfill"


@flow(name="backfill", persist_result=False)
def backfill(inputs: list[str], config: Path = DEFAULT_PATH, *, notify: bool = False) -> Summary:
    """Read articles from files or addresses into the ledger; one that it has already, only where it says something else.

    Args:
        inputs: Files (.html, .txt, .json, .jsonl) or addresses.
        config: The settings file (pactwatch.toml).
        notify: Alert the subscribers as if the news were of today. Old news raises no alert otherwise.
    """
    with noted_run("backfill", config) as run:
        items = read_inputs(inputs)
        while batch := list(islice(items, BATCH)):
            read_batch(run, batch, notify=notify)
        if notify:
            run.summary.add_sent(send_queued(run.ledger, run.home, run.settings))
    return run.summary


@task(name="read batch", cache_policy=NO_CACHE, persist_result=False)
def read_batch(run: Run, batch: list[Input], *, notify: bool) -> None:
    """Read a batch of articles, and write all that came of it in one transaction."""
    followed = list(read_new(run.ledger, batch))
    recorded = record(
        run.ledger, followed, run.settings.subscriptions if notify else (), run.id, any_age=True
    )
    run.summary.add(followed, recorded)
    edited = f", {recorded.edited} edited" if recorded.edited else ""
    new = f"{len(followed) - recorded.edited} new"
    tell(f"{counted(len(batch), 'article')}: {new}{edited}, {counted(recorded.acts, 'act')} found")


def read_new(ledger: Ledger, batch: Sequence[Input]) -> Iterator[Followed]:
    """Read those inputs that the ledger does not know, or that say something else than all it has of them.

    A file has no time of fetching: one with an earlier version of an article must not bring that back.
    """
    by_url = {address_of(item): item for item in batch}
    entries = [Entry(url, title_of(item)) for url, item in by_url.items()]
    articles = {url: article for url, item in by_url.items() if (article := article_of(item, url))}
    with ledger.read() as db:
        new = {e.url for e in entries_to_follow(db, entries)}
        keys = {url: article_key(article) for url, article in articles.items()}
        read = read_articles(db, list(keys.values()))
        edited = unknown_versions(db, articles.values())
    now = datetime.now(UTC)
    for entry in entries:
        article_id = keys.get(entry.url)
        if article_id in edited or (entry.url in new and article_id not in read):
            yield read_input(entry, by_url[entry.url], now)


def read_input(entry: Entry, item: Input, now: datetime) -> Followed:
    """One input, read for acts."""
    followed = Followed(entry, SOURCE, now, problem=item.problem)
    article = article_of(item, entry.url)
    if article is None:
        return followed
    if item.problem and item.problem.code is ProblemCode.NOT_READ_LANGUAGE:
        return replace(followed, article=article)
    reading, problem = read_acts(article)
    return replace(followed, article=article, reading=reading, problem=problem or item.problem)


def article_of(item: Input, url: str) -> Article | None:
    """The article of an input, under its own address or else the entry's."""
    if item.article is None:
        return None
    return replace(item.article, url=normal_url(item.article.url) or url)


def address_of(item: Input) -> str:
    """The article's address; one made from its words where it has none, so that reading it twice is reading it once."""
    article = item.article
    if article is None:
        return normal_url(item.id) or f"urn:pactwatch:{key('input', item.id)}"
    return normal_url(article.url) or f"urn:pactwatch:{key('text', article.title, article.text)}"


def title_of(item: Input) -> str:
    """What names an input in the ledger: its headline, else the file or line that it is."""
    return (item.article.title if item.article else "") or one_line(item.id)
