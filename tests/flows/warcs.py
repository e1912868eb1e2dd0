"""WARC files as crawlers write them: each record a gzip member of its own."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fastwarc.warc import WarcRecord, WarcRecordType


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a server, as a crawler kept it."""

    url: str
    body: bytes
    captured: str = "2025-10-10T12:00:00Z"
    status: str = "200 OK"
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})


def write_warc(path: Path, pages: Iterable[Page]) -> Path:
    """Write pages as a WARC file, each after its request."""
    with path.open("wb") as file:
        for page in pages:
            file.write(record(page, WarcRecordType.request, b"GET / HTTP/1.1\r\n\r\n"))
            lines = [f"HTTP/1.1 {page.status}", *(f"{k}: {v}" for k, v in page.headers.items()), "", ""]
            file.write(record(page, WarcRecordType.response, "\r\n".join(lines).encode() + page.body))
    return path


def record(page: Page, kind: WarcRecordType, content: bytes) -> bytes:
    """One record."""
    made = WarcRecord()
    made.init_headers()
    made.record_type = kind
    made.headers["WARC-Target-URI"] = page.url
    made.headers["WARC-Date"] = page.captured
    made.headers["Content-Type"] = "application/http"
    made.set_bytes_content(content)
    out = io.BytesIO()
    made.write(out)
    return gzip.compress(out.getvalue(), 1)
