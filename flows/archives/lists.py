"""Lists of addresses whose pages are fetched: sitemaps, GDELT's files, addresses that a person names."""

from __future__ import annotations

import asyncio
import gzip
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from flows.archives.items import PAGE, ArchiveError, Item, Span, Window
from flows.archives.one_file import unreadable
from flows.gather.http import Fetched, fetch_all
from flows.settings import Fetch
from parsers.feed import read_feed
from parsers.gdelt import read_gdelt
from parsers.sitemap_days import Listed, read_days
from parsers.text import one_line
from parsers.urls import host_of, key, normal_url

# A window of addresses: as many as are fetched in some minutes from one host.
PAGES = 200
MOST_PARTS = 5_000
# A list may be larger than a page.
MAX_LIST = 200_000_000
UNDATED = "undated"


@dataclass(slots=True)
class Addresses:
    """Addresses with their days; a window is a day, or a part of a long one."""

    name: str
    span: Span
    items: Sequence[Item] = ()

    @property
    def id(self) -> str:
        return key("archive", "list", self.name, self.span.key)

    @property
    def size(self) -> int:
        return len(self.items) * PAGE

    def windows(self, done: Mapping[str, int]) -> Iterator[Window]:
        reached = 0
        for day, items in by_day(self.items).items():
            for first in range(0, len(items), PAGES):
                some = items[first : first + PAGES]
                reached += len(some) * PAGE
                # The list grows from day to day: what stands in the window tells whether it was read.
                part = f"{day} {key('list', *(i.url for i in some))[:12]}"
                if part in done:
                    continue
                window = Window(part, fetch=True, reached=reached)
                for item in some:
                    window.add(self.span.before_reading(item))
                yield window


def by_day(items: Iterable[Item]) -> dict[str, list[Item]]:
    """Items by the day when they were published or seen, in the order of the days; each address once."""
    days: dict[str, dict[str, Item]] = {}
    for item in items:
        when = item.published or item.seen
        days.setdefault(f"{when:%Y-%m-%d}" if when else UNDATED, {}).setdefault(item.url, item)
    return {day: list(days[day].values()) for day in sorted(days)}


@dataclass(slots=True)
class Lists:
    """Fetches and reads lists; `limits` are of the settings, `known` addresses were named by the person."""

    limits: Fetch
    span: Span
    problems: list[str] = field(default_factory=list)

    def of_pages(self, urls: Sequence[str]) -> Addresses:
        """Pages that a person named."""
        return Addresses("addresses", self.span, [Item(normal_url(u) or u, u) for u in urls])

    def of_sitemap(self, url: str, body: bytes | None = None) -> Addresses:
        """All pages that a sitemap, or the sitemaps of an index, list for the span; ArchiveError where it is none."""
        days = read_days(self.body_of(url) if body is None else body, url)
        if not days.readable:
            raise ArchiveError(f"{url}: is no sitemap that can be read; check the address")
        pages = list(days.pages)
        for part in self.wanted_parts(days.parts):
            try:
                pages += read_days(self.body_of(part.url), part.url).pages
            except ArchiveError as error:
                self.problems.append(str(error))
        return Addresses(url, self.span, [as_item(page) for page in pages])

    def wanted_parts(self, parts: Sequence[Listed]) -> list[Listed]:
        """Parts of an index that may hold pages of the span: those that changed last before it do not."""
        since = self.span.since
        return [p for p in parts if not (since and p.changed and p.changed < since)][:MOST_PARTS]

    def of_source(self, url: str) -> Addresses:
        """What a source lists of the past: its sitemap, or else its feed and the sitemaps that its site names."""
        body = self.body_of(url)
        if read_days(body, url).readable:
            return self.of_sitemap(url, body)
        items = [
            Item(e.url, e.url, title=e.title, published=e.published) for e in read_feed(body, url).entries
        ]
        named = self.named_sitemaps(url)
        for sitemap in named or [normal_url("/sitemap.xml", url)]:
            try:
                items += self.of_sitemap(sitemap).items
            except ArchiveError as error:
                # Nobody said that there is one at the usual place.
                self.problems += [str(error)] if named else []
        return Addresses(url, self.span, items)

    def named_sitemaps(self, url: str) -> list[str]:
        """The sitemaps that a site's robots.txt names."""
        from protego import Protego

        try:
            told = self.body_of(normal_url("/robots.txt", url)).decode("utf-8", "replace")
        except ArchiveError:
            told = ""
        named = [normal_url(s, url) for s in Protego.parse(told).sitemaps]
        return list(dict.fromkeys(filter(None, named)))

    def of_gdelt(self, where: str) -> Addresses:
        """The articles that one of GDELT's files lists, given by its path or address."""
        remote = where.startswith(("http://", "https://"))
        body = self.body_of(where) if remote else read_path(Path(where))
        lines = unpacked_lines(where, body)
        items = [Item(url, url, seen=seen) for url, seen in read_gdelt(lines)]
        if not items:
            raise ArchiveError(
                f"{where}: lists no article; GKG 2, mentions and events files of GDELT can be read"
            )
        return Addresses(where, self.span, items)

    def body_of(self, url: str) -> bytes:
        """What stands at an address; ArchiveError where nothing is to be had."""
        # A person who names an address may read it wherever it is; what it redirects to is not theirs.
        limits = self.limits.model_copy(
            update={"max_bytes": MAX_LIST, "allow_hosts": [*self.limits.allow_hosts, host_of(url)]}
        )
        answer: Fetched = asyncio.run(fetch_all([url], limits))[0]
        if answer.problem:
            raise ArchiveError(f"{url}: {answer.problem.detail}")
        return answer.body


def as_item(page: Listed) -> Item:
    """A page of a sitemap, to be fetched."""
    return Item(page.url, page.url, title=page.title, published=page.published, seen=page.changed)


def read_path(path: Path) -> bytes:
    """The bytes of a file."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error


def unpacked_lines(name: str, body: bytes) -> Iterator[str]:
    """The lines of a file, which may be packed with gzip or zip."""
    try:
        if body.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(body)) as packed, packed.open(packed.namelist()[0]) as file:
                body = file.read(MAX_LIST)
        elif body.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
                body = file.read(MAX_LIST)
    except (OSError, EOFError, IndexError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise ArchiveError(
            f"{name}: cannot be unpacked: {one_line(str(error), 200)}; fetch it again"
        ) from error
    return iter(body.decode("utf-8", "replace").split("\n"))


def with_answer(item: Item, answer: Fetched) -> Item:
    """An item with the page that its address gave."""
    return replace(
        item,
        body=answer.body,
        content_type=answer.content_type,
        http_status=answer.http_status,
        problem=answer.problem,
    )
