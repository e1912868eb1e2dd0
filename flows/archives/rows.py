"""JSONL and Parquet: articles as rows with url, title, text or html, published."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from typing import IO, Any, ClassVar, cast

from flows.archives.items import PAGE, ArchiveError, Item, Record, Skip, Span, Window, sliced
from flows.archives.one_file import OneFile, unreadable
from parsers.model import Article, Problem, ProblemCode
from parsers.page_date import parse_when
from parsers.text import clean, one_line
from parsers.urls import normal_url

COLUMNS = ("id", "url", "title", "text", "html", "published", "source", "outlet")
# A line of JSONL may be long, but no article is.
MAX_LINE = 50_000_000
NO_TEXT = 'has neither "text" nor "html"; an article is an object with id, url, title, text, published'


@dataclass(frozen=True, slots=True)
class Jsonl(OneFile):
    """A file with an article a line, as JSON; it may be packed with gzip."""

    kind: ClassVar[str] = "jsonl"

    def windows(self, done: Mapping[str, int]) -> Iterator[Window]:
        try:
            with self.path.open("rb") as raw:
                packed = self.path.suffix == ".gz"
                lines = cast("IO[bytes]", gzip.GzipFile(fileobj=raw) if packed else raw)
                yield from sliced(self.records(lines, raw), done)
        except OSError as error:
            raise unreadable(self.path, error) from error

    def records(self, lines: IO[bytes], raw: IO[bytes]) -> Iterator[Record]:
        """Its lines."""
        number = 0
        try:
            while line := lines.readline(MAX_LINE):
                number += 1
                if line.strip():
                    yield raw.tell(), partial(self.read, line, f"{self.path}, line {number}")
        except (EOFError, gzip.BadGzipFile) as error:
            why = f"{self.path}: damaged after line {number}, nothing behind it was read; fetch it again"
            raise ArchiveError(why) from error

    def read(self, line: bytes, name: str) -> Item | Skip:
        """One line."""
        try:
            row = json.loads(line.decode("utf-8-sig", "replace"))
        except (ValueError, RecursionError) as error:
            return bad(name, f"is not valid JSON: {error}")
        return wanted(row, name, self.span)


@dataclass(frozen=True, slots=True)
class Parquet(OneFile):
    """A Parquet file with an article a row; `size` counts as if each row were a page."""

    kind: ClassVar[str] = "parquet"

    @property
    def size(self) -> int:
        import pyarrow.parquet as pq

        try:
            return int(pq.read_metadata(self.path).num_rows) * PAGE
        except (OSError, ValueError):
            return 0

    def windows(self, done: Mapping[str, int]) -> Iterator[Window]:
        yield from sliced(self.records(), done)

    def records(self) -> Iterator[Record]:
        """Its rows, a few at a time."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        number = 0
        try:
            with pq.ParquetFile(self.path) as file:
                there = [c for c in COLUMNS if c in file.schema_arrow.names]
                if not {"text", "html"} & set(there):
                    raise ArchiveError(
                        f"{self.path}: has no column text or html; columns are {', '.join(COLUMNS)}"
                    )
                for batch in file.iter_batches(64, columns=there):
                    for row in batch.to_pylist():
                        number += 1
                        yield number * PAGE, partial(wanted, row, f"{self.path}, row {number}", self.span)
        except OSError as error:
            raise unreadable(self.path, error) from error
        except pa.ArrowException as error:
            why = f"{self.path}: is no Parquet file that can be read: {one_line(str(error), 200)}"
            raise ArchiveError(why) from error


def wanted(row: object, name: str, span: Span) -> Item | Skip:
    """A row as an item, or why it need not be read."""
    return span.before_reading(row_item(row, name))


def row_item(row: object, name: str) -> Item:
    """A row (id, url, title, text or html, published, source or outlet) as an item, or as one that says what is wrong."""
    if not isinstance(row, Mapping):
        return bad(name, "is no JSON object; an article is an object with id, url, title, text, published")
    url, title = str(row.get("url") or ""), one_line(str(row.get("title") or ""))
    own = str(row["id"]) if row.get("id") is not None else ""
    published = moment(row.get("published"))
    known = partial(
        Item,
        normal_url(url),
        own or url or name,
        title=title,
        published=published,
        outlet=str(row.get("outlet") or row.get("source") or ""),
    )
    html, text = row.get("html"), row.get("text")
    if isinstance(text, str) and text.strip():
        return known(article=Article(url=url, title=title, text=clean(text), published=published))
    if isinstance(html, str | bytes) and html:
        body = html.encode("utf-8", "replace") if isinstance(html, str) else html
        return known(body=body, content_type="text/html; charset=utf-8" if isinstance(html, str) else "")
    if isinstance(text, str):
        return known(problem=Problem(ProblemCode.NO_TEXT, "its text is empty"))
    return bad(name, NO_TEXT)


def moment(said: Any) -> datetime | None:
    """A time as JSON or Parquet has it, in UTC; None for anything else."""
    if isinstance(said, str):
        said = parse_when(said)
    elif isinstance(said, date) and not isinstance(said, datetime):
        said = datetime.combine(said, time(), UTC)
    if not isinstance(said, datetime):
        return None
    return (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)


def bad(name: str, why: str) -> Item:
    """Something that is no article, with why."""
    return Item("", name, problem=Problem(ProblemCode.BAD_INPUT, one_line(why)))
