"""Ask sources for their entries."""

from __future__ import annotations

from dataclasses import dataclass

from flows.gather.http import Fetched, Hosts, fetch_all
from flows.settings import Fetch, Source
from parsers.feed import read_feed
from parsers.model import Entry, Problem


@dataclass(frozen=True, slots=True)
class Polled:
    """What a source answered: its title, its entries, or the problem."""

    source: Source
    http_status: int | None
    title: str = ""
    entries: tuple[Entry, ...] = ()
    problem: Problem | None = None


async def poll_all(sources: list[Source], limits: Fetch, hosts: Hosts) -> list[Polled]:
    """Ask every source once."""
    answers = await fetch_all([s.url for s in sources], limits, hosts)
    return [read_answer(source, answer) for source, answer in zip(sources, answers, strict=True)]


def read_answer(source: Source, answer: Fetched) -> Polled:
    """The entries in a source's answer."""
    if answer.problem:
        return Polled(source, answer.http_status, problem=answer.problem)
    feed = read_feed(answer.body, answer.url, answer.content_type)
    return Polled(source, answer.http_status, feed.title, feed.entries, feed.problem)
