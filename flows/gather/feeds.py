"""Ask sources for their entries."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flows.gather.http import Ask, Fetched, Hosts, fetch_all
from flows.gather.polling import Heard
from flows.gather.stream import SIZE, batches
from flows.settings import Fetch, Source
from parsers.feed import FeedReading
from parsers.listing import read_listing
from parsers.model import Entry, Problem, ProblemCode
from parsers.text import one_line
from storage.source_states import SourceState


@dataclass(frozen=True, slots=True)
class Polled:
    """What a source answered: its title, its entries, or the problem; and all that tells when to ask again."""

    source: Source
    http_status: int | None
    title: str = ""
    entries: tuple[Entry, ...] = ()
    problem: Problem | None = None
    heard: Heard | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The sitemaps that are still to be read, where it answered with an index of them."""
        return self.heard.parts if self.heard else ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A source, and what is remembered of it."""

    source: Source
    state: SourceState

    @property
    def ask(self) -> Ask:
        """What its server is asked."""
        return Ask(self.state.address, self.state.etag, self.state.last_modified)


def poll_each(
    asked: Sequence[Asked], limits: Fetch, hosts: Hosts, *, size: int = SIZE
) -> Iterator[list[tuple[Asked, Polled]]]:
    """Ask every source once; yields what they answered in batches as it comes, while others are asked.

    Sources that answer with an index of sitemaps come last: what it lists has to be asked for too.
    """
    indexes: list[tuple[Asked, Polled]] = []
    for batch in batches([a.ask for a in asked], limits, hosts, size=size):
        read = [(asked[number], read_answer(asked[number].source, answer)) for number, answer in batch]
        indexes += [(a, p) for a, p in read if p.parts]
        if whole := [(a, p) for a, p in read if not p.parts]:
            yield whole
    for a, index in indexes:
        yield [(a, asyncio.run(poll_parts(index, limits, hosts)))]


def read_answer(source: Source, answer: Fetched) -> Polled:
    """The entries in a source's answer."""
    without_body = replace(answer, body=b"")
    if answer.problem or answer.not_modified:
        return Polled(
            source, answer.http_status, problem=answer.problem, heard=Heard(without_body, answer.problem)
        )
    feed = read_safely(answer, source.kind)
    return heard_as(source, without_body, feed)


def read_safely(answer: Fetched, kind: str) -> FeedReading:
    """The reading of an answer, or the problem where it breaks a library."""
    try:
        return read_listing(answer.body, answer.url, answer.content_type, kind)
    except Exception as error:  # noqa: BLE001 - whatever a feed does to the libraries, the run goes on
        why = one_line(f"reading the feed failed: {type(error).__name__}: {error}") + "; please report it"
        return FeedReading(problem=Problem(ProblemCode.READER_ERROR, why))


def heard_as(source: Source, answer: Fetched, feed: FeedReading) -> Polled:
    """A source's answer and its reading, as one."""
    heard = Heard(answer, feed.problem, feed.kind, ttl=feed.ttl, period=feed.period, parts=feed.parts)
    return Polled(source, answer.http_status, feed.title, feed.entries, feed.problem, heard)


async def poll_parts(index: Polled, limits: Fetch, hosts: Hosts) -> Polled:
    """Read the sitemaps of an index as one source; a part that fails is left out, and a problem only where all fail."""
    answers = await fetch_all(index.parts, limits, hosts)
    readings = [
        FeedReading(problem=a.problem) if a.problem else await asyncio.to_thread(read_safely, a, "auto")
        for a in answers
    ]
    good = [r for r in readings if r.problem is None]
    entries = {e.url: e for r in good for e in r.entries}
    title = next((r.title for r in good if r.title), "")
    problem = None if good else readings[0].problem
    heard = index.heard or Heard(Fetched(index.source.url))
    # The parts may change while their index does not, so the index is asked for anew each time.
    answer = replace(heard.answer, etag="", last_modified="")
    feed = FeedReading(title, tuple(entries.values()), problem, "sitemap")
    return heard_as(index.source, answer, feed)
