"""WARC files, as Common Crawl News and other crawlers write them. Records are only ever in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from flows.archives.items import ArchiveError, Item, Record, Skip, Window, sliced
from flows.archives.one_file import OneFile, unreadable
from parsers.page import HTML_TYPES
from parsers.text import one_line
from parsers.urls import normal_url

if TYPE_CHECKING:
    from io import BufferedReader

SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".warc.lz4")


@dataclass(frozen=True, slots=True)
class Warc(OneFile):
    """A WARC file."""

    kind: ClassVar[str] = "warc"
    max_bytes: int

    def windows(self, done: Mapping[str, int]) -> Iterator[Window]:
        try:
            with self.path.open("rb") as file:
                yield from sliced(self.records(file), done)
        except OSError as error:
            raise unreadable(self.path, error) from error

    def records(self, file: BufferedReader) -> Iterator[Record]:
        """Its responses: headers come first, and the body only of what may be wanted."""
        from fastwarc.warc import ArchiveIterator, WarcRecordType

        # The decoders that FastWARC has itself are for whole files; pages are decoded record by record.
        responses = ArchiveIterator(file, record_types=WarcRecordType.response, auto_decode="all")
        try:
            for record in responses:
                yield file.tell(), partial(self.read, record)
        except (OSError, ValueError) as error:
            why = f"{self.path}: damaged here, nothing behind it was read: {one_line(str(error), 200)}; fetch it again"
            raise ArchiveError(why) from error

    def read(self, record: Any) -> Item | Skip:
        """One response, as far as it is worth reading."""
        url = normal_url(record.headers.get("WARC-Target-URI") or "")
        headers = record.http_headers
        if not url or headers is None or headers.status_code != 200:
            return Skip.NO_PAGE
        content_type = headers.get("Content-Type") or ""
        if content_type.partition(";")[0].strip().lower() not in HTML_TYPES:
            return Skip.NOT_HTML
        if record.content_length > self.max_bytes:
            return Skip.TOO_LARGE
        captured = record.record_date
        # A crawl of the future would keep every later version of the page out.
        captured = min(captured.astimezone(UTC), datetime.now(UTC)) if captured else None
        item = self.span.before_reading(
            Item(
                url,
                url,
                content_type=content_type,
                captured=captured,
                http_status=200,
            )
        )
        if isinstance(item, Skip):
            return item
        body = record.reader.read(self.max_bytes + 1)
        return Skip.TOO_LARGE if len(body) > self.max_bytes else replace(item, body=bytes(body))
