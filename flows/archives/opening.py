"""Which archives a person's words name: files, folders, addresses, sources of the settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from flows.archives.files import SUFFIXES as LOOSE
from flows.archives.files import Files, below
from flows.archives.items import Archive, ArchiveError, Span
from flows.archives.lists import Lists, read_path
from flows.archives.rows import Jsonl, Parquet
from flows.archives.warc import SUFFIXES as WARCS
from flows.archives.warc import Warc
from flows.settings import Fetch

LISTS = (".csv", ".csv.zip", ".csv.gz")
SITEMAPS = (".xml", ".xml.gz")
ROWS = (".jsonl", ".jsonl.gz", ".ndjson")


@dataclass(slots=True)
class Opened:
    """Archives, and what could not be opened, a line each; loose files and pages are gathered, to be one archive each."""

    lists: Lists
    archives: list[Archive] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    loose: list[Path] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)


def open_all(inputs: Sequence[str], span: Span, limits: Fetch) -> Opened:
    """The archives that inputs name, and without inputs those of the span's sources; one that fails stops no other."""
    opened = Opened(Lists(limits, span))
    for name in inputs or [site.url for site in span.sites]:
        try:
            if not inputs:
                opened.archives.append(opened.lists.of_source(name))
            elif name.startswith(("http://", "https://")):
                add_address(opened, name)
            else:
                add_path(opened, Path(name), span, limits)
        except ArchiveError as error:
            opened.problems.append(str(error))
    opened.problems += opened.lists.problems
    if opened.loose:
        opened.archives.append(Files(named(opened.loose), opened.loose, span, limits.max_bytes))
    if opened.pages:
        opened.archives.append(opened.lists.of_pages(opened.pages))
    return opened


def add_address(opened: Opened, url: str) -> None:
    """What an address names: a sitemap, one of GDELT's lists, or a page."""
    path = urlsplit(url).path.lower()
    if path.endswith(SITEMAPS):
        opened.archives.append(opened.lists.of_sitemap(url))
    elif path.endswith(LISTS):
        opened.archives.append(opened.lists.of_gdelt(url))
    else:
        opened.pages.append(url)


def add_path(opened: Opened, path: Path, span: Span, limits: Fetch) -> None:
    """What a path names: a file, or all that can be read in a folder."""
    if not path.exists():
        raise ArchiveError(f"{path}: there is no such file")
    folder = path.is_dir()
    for file in below(path) if folder else [path]:
        try:
            found = archive_at(file, span, limits, opened.lists)
        except ArchiveError as error:
            opened.problems.append(str(error))
            continue
        if found:
            opened.archives.append(found)
        elif not folder or file.name.lower().endswith(LOOSE):
            opened.loose.append(file)


def archive_at(file: Path, span: Span, limits: Fetch, lists: Lists) -> Archive | None:
    """The archive that a file is by its name; None where it is a loose file."""
    name = file.name.lower()
    if name.endswith(WARCS):
        return Warc(file, span, limits.max_bytes)
    if name.endswith(ROWS):
        return Jsonl(file, span)
    if name.endswith(".parquet"):
        return Parquet(file, span)
    if name.endswith(LISTS):
        return lists.of_gdelt(str(file))
    if name.endswith(SITEMAPS):
        return lists.of_sitemap(file.resolve().as_uri(), read_path(file))
    return None


def named(paths: Sequence[Path]) -> str:
    """What some files are called together."""
    return str(paths[0]) if len(paths) == 1 else f"{paths[0]} and {len(paths) - 1} more"
