"""GDELT's lists of articles (GKG 2, mentions and events, tab-separated) -> addresses, each with when it was seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from parsers.urls import normal_url

WEB = "1"


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns of a list say the address, when it was seen, and (not in all) whether it is of the web."""

    columns: int
    url: int
    seen: int
    kind: int | None


# By their number of columns: GDELT's files have no header.
LAYOUTS = {
    27: Layout(27, url=4, seen=1, kind=2),
    16: Layout(16, url=5, seen=2, kind=3),
    61: Layout(61, url=60, seen=59, kind=None),
}


def read_gdelt(lines: Iterable[str]) -> Iterator[tuple[str, datetime | None]]:
    """The addresses in a list, in normal form, each once, with the time at which GDELT had seen it."""
    told: set[str] = set()
    for line in lines:
        fields = line.rstrip("\r\n").split("\t")
        layout = LAYOUTS.get(len(fields))
        if layout is None or (layout.kind is not None and fields[layout.kind] != WEB):
            continue
        url = normal_url(fields[layout.url])
        if url and url not in told:
            told.add(url)
            yield url, stamp(fields[layout.seen])


def stamp(text: str) -> datetime | None:
    """GDELT's time, as 20251003121500, in UTC."""
    try:
        return datetime.strptime(text.strip(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
