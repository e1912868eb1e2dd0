"""Old news on disk: the newsroom's pages as a crawler kept them, and what a ledger holds once it has read them.

Run as a program it reads a WARC file into a ledger, in small windows, and says after each that it is written.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from flows.archives import items as bounds
from flows.archives.items import Archive, Span
from flows.archives.reading import reader
from flows.archives.tally import Tally
from flows.archives.warc import Warc
from flows.archives.working import Job, read_archive, worker_name
from flows.newsroom.server import SITE
from flows.settings import Fetch
from storage.ledger import FileLedger, Ledger
from tests.flows.warcs import Page, write_warc

LIMIT = 1_000_000
# What differs from one run to the next.
PASSING = ("run_id", "worker", "recorded_at", "taken_at", "finished_at", "queued_at")
TABLES = ("entries", "articles", "bodies", "acts", "pacts", "changes", "revisions", "deliveries", "windows")


def pages(copies: int = 1) -> Iterator[Page]:
    """The newsroom's pages, each so many times under addresses of its own; some come again with another text."""
    found = [p for p in sorted(SITE.rglob("*.html")) if p.name != "index.html"]
    for copy in range(copies):
        for number, path in enumerate(found):
            site = f"https://{path.relative_to(SITE).parts[0]}.example"
            body = path.read_bytes().replace(b"{base}", site.encode())
            body = body.replace(b'rel="canonical"', b'rel="elsewhere"').replace(
                b'property="og:url"', b'property="x"'
            )
            url = f"{site}/{copy}/{number}"
            yield Page(url, body, f"2025-10-{10 + copy % 15}T12:00:00Z")
            if number % 5 == copy % 5:
                edited = body.replace(b"</p>", b" It was said again.</p>", 1)
                yield Page(url, edited, f"2025-11-{10 + copy % 15}T12:00:00Z")


def archive(path: Path, copies: int = 1, span: Span | None = None) -> Warc:
    """A WARC file of the newsroom's pages."""
    return Warc(write_warc(path, pages(copies)), span or Span(), LIMIT)


def backfilled(
    ledger: Ledger, what: Archive, workers: int = 1, *, run: str = "run", say: bool = False, span: Span | None = None,
    fetch: Fetch | None = None, worker: str = "", hold: float = 0.0,
) -> Tally:  # fmt: skip
    """Read an archive into a ledger, without the engine; with `say` each window is told when it is written.

    Windows do not wait for each other to be written, unless they are to `hold` so many seconds.
    """
    tally = Tally()
    with reader(workers) as read:
        job = Job(
            ledger, span or Span(), fetch or Fetch(), (), run, read, worker or worker_name(), 0.05, hold
        )
        read_archive(job, what, tally, lambda w: print(w.part, flush=True) if say else None)
    return tally


def essence(ledger: Ledger) -> dict[str, list[str]]:
    """All that a ledger holds, without the times and names of the runs that brought it."""
    found = {}
    with ledger.read() as db:
        for table in TABLES:
            columns = [row[0] for row in db.execute(f"DESCRIBE {table}").fetchall() if row[0] not in PASSING]
            named = ", ".join(f'"{c}"' for c in columns)
            rows = db.execute(f"SELECT {named} FROM {table}").fetchall()
            found[table] = sorted(map(repr, rows))
    return found


def main(place: str, path: str, workers: str) -> None:
    """Read the file into the ledger."""
    bounds.RECORDS = 6
    backfilled(FileLedger(place), Warc(Path(path), Span(), LIMIT), int(workers), run=path, say=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
