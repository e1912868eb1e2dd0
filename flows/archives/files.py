"""Loose files: saved pages (.html), plain texts (.txt), JSON documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.archives.items import PAGE, ArchiveError, Item, Skip, Span, Window
from flows.archives.one_file import file_key
from flows.archives.rows import bad, row_item
from flows.inputs import json_rows, plain_article
from parsers.model import Problem, ProblemCode
from parsers.text import clean
from parsers.urls import key

SUFFIXES = (".html", ".htm", ".xhtml", ".txt", ".json")
# A window of files is told by their sizes and times, so it is not cut by what is in them.
FILES = 200


@dataclass(frozen=True, slots=True)
class Files:
    """Some files, in their order; a window is a few of them, and is read anew when one of them has changed."""

    name: str
    paths: Sequence[Path]
    span: Span
    max_bytes: int

    @property
    def id(self) -> str:
        return key("archive", "files", self.span.key)

    @property
    def size(self) -> int:
        return len(self.paths) * PAGE

    def windows(self, done: Mapping[str, int]) -> Iterator[Window]:
        for first in range(0, len(self.paths), FILES):
            some = self.paths[first : first + FILES]
            part = key("files", *(file_key("file", path, Span()) for path in some))
            if part in done:
                continue
            window = Window(part, reached=(first + len(some)) * PAGE)
            for path in some:
                for item in self.read(path):
                    window.add(item)
            yield window

    def read(self, path: Path) -> Iterator[Item | Skip]:
        """The articles of a file."""
        try:
            if path.stat().st_size > self.max_bytes and path.suffix.lower() != ".json":
                yield Skip.TOO_LARGE
                return
            body = path.read_bytes()
        except OSError as error:
            yield Item(
                "", str(path), problem=Problem(ProblemCode.BAD_INPUT, f"cannot be read: {error.strerror}")
            )
            return
        for item in read_bytes(str(path), body, path.suffix.lower()):
            yield self.span.before_reading(item)


def read_bytes(name: str, body: bytes, suffix: str) -> Iterator[Item]:
    """The articles in a file's bytes; one without a suffix is told by its first character."""
    start = body.lstrip()[:1]
    if suffix in {".json", ".jsonl"} or (suffix not in SUFFIXES and start in {b"{", b"["}):
        for where, row, fault in json_rows(body):
            yield bad(f"{name}, {where}", fault) if fault else row_item(row, f"{name}, {where}")
    elif suffix == ".txt" or (suffix not in SUFFIXES and start != b"<"):
        article = plain_article(name, clean(body.decode("utf-8-sig", "replace")))
        yield Item("", name, article=article, title=article.title)
    else:
        yield Item("", name, body=body, content_type="text/html")


def below(folder: Path) -> list[Path]:
    """All files below a folder, in order; hidden ones apart."""
    try:
        found = sorted(p for p in folder.rglob("*") if p.is_file())
    except OSError as error:
        raise ArchiveError(f"{folder}: cannot be read: {error.strerror}") from error
    return [p for p in found if not any(part.startswith(".") for part in p.relative_to(folder).parts)]
