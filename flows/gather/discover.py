"""Find the feed behind an address that a person names."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin

from flows.gather.feeds import Polled, poll_parts, read_answer
from flows.gather.http import Fetched, Hosts, fetch_all
from flows.settings import Fetch, Source
from parsers.discover import common_places, feed_links, sitemaps_of
from parsers.listing import LINKS
from parsers.model import Problem, ProblemCode
from parsers.text import one_line

# A page with fewer links that look like articles is no list of news.
ENOUGH_LINKS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A source that was found: its address, how it is read, and what it answered."""

    url: str
    kind: str
    polled: Polled


async def discover(url: str, limits: Fetch) -> Found | Problem:
    """The feed behind an address: itself, what its page names, common places, a sitemap of its robots.txt, or its links.

    A Problem where nothing of these gives an entry.
    """
    search = Search(limits)
    page = (await fetch_all([url], limits, search.hosts))[0]
    if page.problem:
        return Problem(page.problem.code, f"{url}: {page.problem.detail}")
    found = await search.best([page.moved_to or url], given=page)
    if not found:
        found = await search.best(feed_links(page.body, page.url, page.content_type))
    if not found:
        found = await search.best(common_places(page.url))
    if not found:
        found = await search.best(await search.sitemaps(page.url)) or await search.links(page, url)
    why = (
        f"{url}: no feed was found there: its page names none, nor is one at the common places, in a sitemap, or among its "
        "links; look for the address of its feed in a browser"
    )
    return found or Problem(ProblemCode.NOT_A_FEED, one_line(why, 1_000))


class Search:
    """Asks addresses, each once, and keeps what it learns of hosts."""

    def __init__(self, limits: Fetch) -> None:
        self.limits = limits
        self.hosts = Hosts()
        self.seen: set[str] = set()

    async def best(self, urls: Iterable[str], given: Fetched | None = None) -> Found | None:
        """The first of some addresses that lists entries; `given` is the answer of the only one, where it was asked."""
        new = [u for u in dict.fromkeys(urls) if u not in self.seen]
        self.seen.update(new)
        answers = [given] if given else await fetch_all(new, self.limits, self.hosts)
        for url, answer in zip(new, answers, strict=True):
            polled = await self.read(answer.moved_to or url, answer)
            if polled.entries and not polled.problem:
                return Found(answer.moved_to or url, "auto", polled)
        return None

    async def read(self, url: str, answer: Fetched, kind: str = "auto") -> Polled:
        """What an answer lists, with the parts of an index of sitemaps."""
        polled = await asyncio.to_thread(read_answer, unnamed(url, kind), answer)
        return await poll_parts(polled, self.limits, self.hosts) if polled.parts else polled

    async def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that a site's robots.txt names, or where one often is."""
        answer = (await fetch_all([urljoin(url, "/robots.txt")], self.limits, self.hosts))[0]
        named = [] if answer.problem else sitemaps_of(answer.body, url)
        return named or [urljoin(url, place) for place in ("/news-sitemap.xml", "/sitemap.xml")]

    async def links(self, page: Fetched, url: str) -> Found | None:
        """The page itself, as a list of links."""
        polled = await self.read(page.url, page, LINKS)
        return Found(page.moved_to or url, LINKS, polled) if len(polled.entries) >= ENOUGH_LINKS else None


def unnamed(url: str, kind: str) -> Source:
    """A source that has no name yet."""
    return Source.model_construct(name="", url=url, kind=kind, outlet="")
