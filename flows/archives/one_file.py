"""An archive that is one file on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from flows.archives.items import ArchiveError, Span
from parsers.text import one_line
from parsers.urls import key


@dataclass(frozen=True, slots=True)
class OneFile:
    """What archives that are one file have in common; `size` is in bytes."""

    kind: ClassVar[str]
    path: Path
    span: Span

    @property
    def id(self) -> str:
        return file_key(self.kind, self.path, self.span)

    @property
    def name(self) -> str:
        return str(self.path)

    @property
    def size(self) -> int:
        return self.path.stat().st_size


def file_key(kind: str, path: Path, span: Span) -> str:
    """Key of a file as it is now: one that has changed is read anew, and what it says again is known already."""
    try:
        stat = path.stat()
    except OSError as error:
        raise unreadable(path, error) from error
    return key("archive", kind, str(path.resolve()), str(stat.st_size), str(stat.st_mtime_ns), span.key)


def unreadable(path: Path, error: OSError) -> ArchiveError:
    """What is said of a file that cannot be read."""
    return ArchiveError(f"{path}: cannot be read: {error.strerror or one_line(str(error), 200)}")
