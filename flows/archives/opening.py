"""Which archives a person's words name: files, folders, addresses, sources of the settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flows.archives.files import SUFFIXES as LOOSE
from flows.archives.files import Files, below
from flows.archives.items import Archive, ArchiveError, Span
from flows.archives.lists import Lists
from flows.archives.rows import Jsonl, Parquet
from flows.archives.warc import SUFFIXES as WARCS
from flows.archives.warc import Warc
from flows.settings import Fetch

LISTS = (".csv", ".csv.zip", ".csv.gz")
SITEMAPS = (".xml", ".xml.gz")
KINDS = "WARC, JSONL, Parquet, GDELT's CSV, sitemaps, .html, .txt, .json, folders of them, and addresses"


@dataclass(slots=True)
class Opened:
    """Archives, and what could not be opened, a line each."""

    archives: list[Archive]
    problems: list[str]


def open_all(inputs: Sequence[str], span: Span, limits: Fetch) -> Opened:
    """The archives that inputs name, and without inputs those of the span's sources; one that fails stops no other."""
    lists = Lists(limits, span)
    opened = Opened([], lists.problems)
    loose: list[Path] = []
    pages: list[str] = []
    for name in inputs:
        try:
            opened.archives += list(of_input(name, span, limits, lists, loose, pages))
        except ArchiveError as error:
            opened.problems.append(str(error))
    if not inputs:
        for site in span.sites:
            try:
                opened.archives.append(lists.of_source(site.url))
            except ArchiveError as error:
                opened.problems.append(str(error))
    if loose:
        opened.archives.append(Files(named(loose), loose, span, limits.max_bytes))
    if pages:
        opened.archives.append(lists.of_pages(pages))
    return opened


def of_input(  # noqa: PLR0917 - what is gathered goes along
    name: str, span: Span, limits: Fetch, lists: Lists, loose: list[Path], pages: list[str]
) -> Iterator[Archive]:
    """The archives of one input; loose files and addresses of pages are gathered, to be one archive each."""
    if name.startswith(("http://", "https://")):
        path = urlsplit(name).path.lower()
        if path.endswith(SITEMAPS):
            yield lists.of_sitemap(name)
        elif path.endswith(LISTS):
            yield lists.of_gdelt(name)
        else:
            pages.append(name)
        return
    path_named = Path(name)
    if not path_named.exists():
        raise ArchiveError(f"{name}: there is no such file")
    whole = path_named.is_dir()
    for path in below(path_named) if whole else [path_named]:
        kind = path.name.lower()
        if kind.endswith(WARCS):
            yield Warc(path, span, limits.max_bytes)
        elif kind.endswith((".jsonl", ".jsonl.gz", ".ndjson")):
            yield Jsonl(path, span)
        elif kind.endswith(".parquet"):
            yield Parquet(path, span)
        elif kind.endswith(LISTS):
            yield lists.of_gdelt(str(path))
        elif kind.endswith(SITEMAPS):
            yield lists.of_sitemap(path.resolve().as_uri(), path.read_bytes())
        elif kind.endswith(LOOSE) or not whole:
            loose.append(path)


def named(paths: Sequence[Path]) -> str:
    """What some files are called together."""
    return str(paths[0]) if len(paths) == 1 else f"{paths[0]} and {len(paths) - 1} more"
