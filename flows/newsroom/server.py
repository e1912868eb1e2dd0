"""Serve the sample newsroom: static pages and feeds that are told their own address when they are sent."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flows.newsroom.loopback import Loopback, QuietHandler
from flows.newsroom.trouble import TROUBLES

SITE = Path(__file__).parent / "site"
BASE = b"{base}"
TYPES = {".html": "text/html", ".css": "text/css", ".svg": "image/svg+xml", ".pdf": "application/pdf"}
FEED_TYPES = {"rss.xml": "application/rss+xml", "atom.xml": "application/atom+xml"}
CHARSET = re.compile(rb"""charset=["']?([\w-]+)""")
BARE_TYPES = ("image/svg+xml", "application/pdf")


class Newsroom(Loopback):
    """The newsroom on a loopback port; `site` is a folder with one folder for each outlet."""

    def __init__(self, site: Path | None = None, *, port: int = 0) -> None:
        self.site = (site or SITE).resolve()
        super().__init__(partial(PageHandler, site=self.site), port)

    @property
    def base_url(self) -> str:
        """Where the newsroom is, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def feeds(self) -> list[str]:
        """The feeds of the outlets, in the order of their folders; the folder of bad inputs is not among them."""
        found = sorted(path for name in FEED_TYPES for path in self.site.glob(f"*/{name}"))
        return [self.address(path) for path in found if path.parent.name != "trouble"]

    @property
    def trouble(self) -> str:
        """The feed that lists every bad input."""
        return f"{self.base_url}/trouble/rss.xml"

    def address(self, path: Path) -> str:
        """Where a file of the site is served."""
        return f"{self.base_url}/{path.relative_to(self.site).as_posix()}"


class PageHandler(QuietHandler):
    """Answers with files of the site, and with the troubles that no file can hold."""

    def __init__(self, *args: Any, site: Path, **kwargs: Any) -> None:
        # Before the base class's __init__, which already handles the request.
        self.site = site
        super().__init__(*args, **kwargs)

    def do_HEAD(self) -> None:  # noqa: N802 - the base class calls it so
        """As GET, without the body."""
        self.do_GET()

    def do_GET(self) -> None:  # noqa: N802 - the base class calls it so
        """Answer with the page, 304 where the client has it, or 404."""
        path = unquote(urlsplit(self.path).path)
        trouble = TROUBLES.get(path)
        if trouble:
            trouble(self)
            return
        file = find_file(self.site, path)
        if file is None:
            self.answer(404, {"Content-Type": "text/html; charset=utf-8"}, b"<h1>Not found</h1>\n")
        elif file.name == "index.html" and not path.endswith(("/", "index.html")):
            # Without the slash the relative links of an index would miss its folder.
            self.answer(301, {"Location": f"/{file.parent.relative_to(self.site).as_posix()}/"})
        else:
            self.send_file(file)

    def send_file(self, file: Path) -> None:
        """Send a file with its type and validators."""
        port = self.connection.getsockname()[1]
        body = file.read_bytes().replace(BASE, f"http://127.0.0.1:{port}".encode())
        changed = datetime.fromtimestamp(int(file.stat().st_mtime), UTC)
        validators = {
            "ETag": f'"{hashlib.sha256(body).hexdigest()[:24]}"',
            "Last-Modified": format_datetime(changed, usegmt=True),
        }
        if self.is_fresh(validators["ETag"], changed):
            self.answer(304, validators)
        else:
            self.answer(200, {"Content-Type": content_type(file, body), **validators}, body)

    def is_fresh(self, etag: str, changed: datetime) -> bool:
        """Whether the client's copy is this one; a tag counts more than a time."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return any(tag.strip().removeprefix("W/") in (etag, "*") for tag in tags.split(","))
        try:
            return parsedate_to_datetime(self.headers.get("If-Modified-Since", "")) >= changed
        except (ValueError, TypeError):
            return False


def find_file(site: Path, path: str) -> Path | None:
    """The file that a request asks for, a folder's index for the folder; None for anything outside the site."""
    if "\0" in path or "\\" in path:
        return None
    file = (site / path.lstrip("/")).resolve()
    if not file.is_relative_to(site):
        return None
    if file.is_dir():
        file /= "index.html"
    return file if file.is_file() else None


def content_type(file: Path, body: bytes) -> str:
    """The type that a web server would send, with the charset that the file names."""
    kind = FEED_TYPES.get(file.name) or TYPES.get(file.suffix, "application/xml")
    if kind == "application/xml" and body.lstrip()[:9].lower() == b"<!doctype":
        kind = "text/html"
    if kind in BARE_TYPES:
        return kind
    named = CHARSET.search(body[:1024]) if kind == "text/html" else None
    return f"{kind}; charset={named.group(1).decode('ascii') if named else 'utf-8'}"
