"""What archives are made of: items, windows of them, and the span of time and sites that is asked of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Protocol
from urllib.parse import urlsplit

from parsers.model import Article, Entry, Problem
from parsers.page_date import day_in_url
from parsers.urls import key, normal_url, same_site

# What comes of a window is written in one transaction. It ends after so many records, or so many bytes of pages: they are
# all in memory.
RECORDS = 1_000
BYTES = 28_000_000
# What a page counts for in the progress of an archive that is no single file of known size.
PAGE = 50_000
# Clocks and zones of outlets differ; a day more is looked at before the article's own date decides.
SLACK = timedelta(days=1)


class Skip(StrEnum):
    """Why something in an archive was not read."""

    NOT_HTML = "not HTML"
    NO_PAGE = "a redirect or an error"
    OUT_OF_DATES = "out of the dates"
    NO_DATE = "no date"
    OTHER_SITE = "of another site"
    TOO_LARGE = "too large"
    KNOWN = "known already"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to read: a page's bytes, an article of plain text, or (without both) an address to fetch.

    `name` is what people call it (its address, or file and line). `captured` is when it was fetched, `seen` a time by
    which it had been published. `problem` is why there is nothing to read.
    """

    url: str
    name: str
    body: bytes = b""
    content_type: str = ""
    article: Article | None = None
    title: str = ""
    published: datetime | None = None
    captured: datetime | None = None
    seen: datetime | None = None
    source: str = ""
    outlet: str = ""
    http_status: int | None = None
    problem: Problem | None = None

    @property
    def entry(self) -> Entry:
        """What lists it."""
        return Entry(self.url, self.title, self.published)


@dataclass(slots=True)
class Window:
    """A piece of an archive: which part, its items, why others of it are skipped, and how far the archive is read then.

    With `fetch` the items are addresses, whose pages are fetched.
    """

    part: str
    items: list[Item] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    listed: int = 0
    reached: int = 0
    fetch: bool = False
    size: int = 0

    def add(self, item: Item | Skip) -> None:
        """Take in one thing that stands in the archive."""
        self.listed += 1
        if isinstance(item, Skip):
            self.skipped[item] += 1
        else:
            self.items.append(item)
            self.size += len(item.body) + (len(item.article.text) if item.article else 0)

    @property
    def full(self) -> bool:
        """Whether it ends here."""
        return self.listed >= RECORDS or self.size >= BYTES


class Archive(Protocol):
    """Something that holds articles of the past; what it is cut into depends on nothing but itself and what is asked.

    `size` and what windows have `reached` are bytes, or what stands for them: they are for progress.
    """

    @property
    def id(self) -> str:
        """Key of what it is and what is asked of it."""

    @property
    def name(self) -> str:
        """Its path or address."""

    @property
    def size(self) -> int:
        """How much there is in all; 0 where that is not known."""

    def windows(self, done: Mapping[str, int]) -> Iterator[Window]:
        """Its windows but for those whose parts are done (each with how much was in it).

        ArchiveError where it cannot be read, or no further; what was read until then comes before it.
        """


class ArchiveError(Exception):
    """An archive cannot be read, or no further; the message is one line with the remedy."""


# How far the archive is read with a record, and what reads the record itself.
Record = tuple[int, Callable[[], Item | Skip]]


def sliced(records: Iterable[Record], done: Mapping[str, int]) -> Iterator[Window]:
    """Records in windows, each named by the number of its first; those of parts that are done are passed over unread."""
    stream = iter(records)
    number, fault = 0, None
    while fault is None:
        part = f"from {number}"
        passed = done.get(part, 0)
        window = Window(part)
        try:
            for reached, read in stream:
                window.reached = reached
                number += 1
                if passed:
                    passed -= 1
                    window.listed += 1
                else:
                    window.add(read())
                if window.full if part not in done else not passed:
                    break
        except ArchiveError as error:
            fault = error
        if not window.listed:
            break
        if part not in done:
            yield window
    if fault:
        raise fault


@dataclass(frozen=True, slots=True)
class Site:
    """A source of the settings: its name, its address, and who publishes it."""

    name: str
    url: str
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """What is asked of archives: articles published from `since` on and before `until`, of these sites; of all, without."""

    since: datetime | None = None
    until: datetime | None = None
    sites: tuple[Site, ...] = ()

    @property
    def key(self) -> str:
        """A key of it."""
        return key("span", str(self.since), str(self.until), *(f"{s.name} {s.url}" for s in self.sites))

    def site_of(self, url: str) -> Site | None:
        """The site that an address is of, among those asked for."""
        host = urlsplit(url).netloc
        return next((s for s in self.sites if is_of(host, urlsplit(s.url).netloc)), None)

    def before_reading(self, item: Item) -> Item | Skip:
        """An item, with the source it is of, or why it need not be read, as far as its address and times tell."""
        if self.sites:
            site = self.site_of(item.url)
            if site is None:
                return Skip.OTHER_SITE
            item = of_site(item, site)
        if self.since or self.until:
            # Nothing is published after it was fetched or seen.
            last = min(filter(None, (item.captured, item.seen)), default=None)
            day = item.published or day_in_url(item.url)
            if (self.since and last and last < self.since) or (day and self.excludes(day)):
                return Skip.OUT_OF_DATES
        return item

    def excludes(self, day: datetime) -> bool:
        """Whether a day lies outside beyond doubt."""
        when = day if day.tzinfo else day.replace(tzinfo=UTC)
        return bool((self.since and when < self.since - SLACK) or (self.until and when >= self.until + SLACK))

    def after_reading(self, published: datetime | None, item: Item) -> Skip | None:
        """Why an article that was found is not wanted; one without a date counts as of when it was fetched or seen."""
        if self.since is None and self.until is None:
            return None
        when = published or item.seen or item.captured
        if when is None:
            return Skip.NO_DATE
        outside = (self.since and when < self.since) or (self.until and when >= self.until)
        return Skip.OUT_OF_DATES if outside else None


@lru_cache(10_000)
def is_of(host: str, other: str) -> bool:
    """Whether two hosts are of one site."""
    return same_site(f"https://{host}/", f"https://{other}/")


def of_site(item: Item, site: Site) -> Item:
    """The item as of a source."""
    return replace(item, source=site.name, outlet=site.outlet)


def address_of(item: Item, article: Article | None) -> str:
    """The address of what was read; one made from its words where it has none, so that twice read is once read."""
    if article is None:
        return normal_url(item.url) or normal_url(item.name) or f"urn:pactwatch:{key('input', item.name)}"
    own = normal_url(article.url) or normal_url(item.url)
    return own or f"urn:pactwatch:{key('text', article.title, article.text)}"
