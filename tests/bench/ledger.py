"""`make bench-ledger`: a ledger with a million articles and a hundred thousand pacts, written and asked.

Everything is made up from a seed (tests/bench/texts.py, tests/bench/world.py), and written by the project's own functions.
Only the writing is timed, from the opening of the file to its closing. What is compared is compared in one run.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import duckdb

from flows.record import record
from parsers.model import Article, Entry, Reading
from parsers.urls import key
from storage.articles import Followed, save_followed
from storage.ledger import FileLedger
from storage.merge import merge
from tests.bench.world import DAY, World

# The rows of one of DuckDB's row groups: what is written in one transaction from here on is compressed as it comes, and
# less than that is written twice, into the log and then into the file.
BATCH = 122_880
MERGED = 20_480
LENGTH = 4_096
SAMPLE = 2_000
PACT_BATCH = 10_000
QUESTIONS = Path(__file__).parents[2] / "docs" / "questions.md"
SQL = re.compile(r"^```sql\n(.*?)^```", re.DOTALL | re.MULTILINE)
TIMES = 3
# What somebody would write who does not know of batches: the same upsert for each row, or an insert that checks no key.
UPSERT = (
    "MERGE INTO bodies USING (SELECT ? AS body_id, ? AS text) AS batch ON bodies.body_id = batch.body_id "
    "WHEN NOT MATCHED THEN INSERT (body_id, text) VALUES (batch.body_id, batch.text)"
)
INSERT = "INSERT INTO bodies VALUES (?, ?)"
# A figure, what it has to be, and whether it is.
BARS = {"rows/s": 20_000.0, "ratio": 40.0, "size": 0.4, "question": 0.3}


class Bench:
    """One ledger, and what came of writing it."""

    def __init__(self, folder: Path, articles: int, pacts: int) -> None:
        self.ledger = FileLedger(folder / "ledger.duckdb")
        self.articles, self.pacts = articles, pacts
        self.world = World(articles)
        self.raw = 0
        self.missed: list[str] = []

    def run(self) -> None:
        """All of it."""
        self.ledger.create()
        self.write_articles()
        self.write_pacts()
        self.compare_size()
        self.record_one_batch()
        self.ask_questions()
        self.publish()

    def write_articles(self) -> None:
        """Bodies, timed alone; then the rest of the articles; then the last batch of bodies once more."""
        spent = rest = processor = 0.0
        rows: list[dict[str, object]] = []
        for first in range(0, self.articles, BATCH):
            batch = self.world.articles_from(first, min(BATCH, self.articles - first))
            rows = [{"body_id": key("body", a.text), "text": a.text} for a in batch]
            self.raw += sum(len(a.text.encode()) for a in batch)
            before = os.times()
            took = seconds(lambda: self.merge_bodies(rows))  # noqa: B023 - called at once
            after = os.times()
            processor += after.user - before.user + after.system - before.system
            spent += took
            rest += seconds(lambda: self.save(batch))  # noqa: B023 - called at once
            print(
                f"  {first + len(batch):>9,} articles, bodies {len(batch) / took:>8,.0f} rows/s", flush=True
            )
        rate = self.articles / spent
        self.say(f"bulk upsert of {LENGTH} B bodies", rate, "rows/s", rate >= BARS["rows/s"])
        self.say(
            "  the same for a second of processor time, whatever else runs",
            self.articles / processor,
            "rows/s",
        )
        self.against_executemany(rows, rate)
        self.say("their entries and articles", self.articles / rest, "articles/s")
        again = seconds(lambda: self.merge_bodies(rows))
        self.say(f"the last {len(rows):,} bodies again, nothing new", again, "s")

    def merge_bodies(self, rows: Sequence[dict[str, object]]) -> None:
        """Bodies in one transaction."""
        with self.ledger.write() as db:
            for first in range(0, len(rows), MERGED):
                merge(db, "bodies", rows[first : first + MERGED], key="body_id")

    def save(self, batch: Sequence[Article]) -> None:
        """Entries and articles in one transaction; the bodies are there."""
        with self.ledger.write() as db:
            for first in range(0, len(batch), MERGED):
                save_followed(db, [followed(a) for a in batch[first : first + MERGED]], "bench", "v1")

    def against_executemany(self, rows: Sequence[dict[str, object]], rate: float) -> None:
        """Peers that write row by row by `executemany`, into the table as it is now; their rows are taken out again.

        The plain call, where each row is a transaction of its own, and then all rows in one, with a key looked up and
        without.
        """
        some = [(f"new-{number}", str(row["text"])) for number, row in enumerate(rows[:SAMPLE])]
        few = some[: SAMPLE // 10]
        with duckdb.connect(str(self.ledger.path)) as db:
            took = seconds(lambda: db.executemany(UPSERT, few))
            db.execute("DELETE FROM bodies WHERE starts_with(body_id, 'new-')")
        self.say_peer("executemany: the same upsert", len(few) / took, rate, BARS["ratio"])
        for what, sql, sample in (("the same upsert", UPSERT, few), ("inserts only", INSERT, some)):
            with self.ledger.write() as db:
                took = seconds(lambda: db.executemany(sql, sample))  # noqa: B023 - called at once
                db.rollback()
                db.begin()
            self.say_peer(f"executemany in one transaction: {what}", len(sample) / took, rate)

    def say_peer(self, what: str, peer: float, rate: float, bar: float | None = None) -> None:
        """Print how quick a peer is, and how many times as quick the bulk upsert."""
        self.say(what, peer, "rows/s")
        self.say(
            "  the bulk upsert against it", rate / peer, "x", None if bar is None else rate / peer >= bar
        )

    def write_pacts(self) -> None:
        """Pacts with their acts, changes, deliveries and attempts."""
        spent, written = 0.0, 0
        for first in range(0, self.pacts, PACT_BATCH):
            batch = self.world.pacts(min(PACT_BATCH, self.pacts - first))
            spent += seconds(lambda: batch.save(self.ledger))  # noqa: B023 - called at once
            written += len(batch.reports)
        self.say(
            f"{self.pacts:,} pacts with {written:,} acts, their changes, deliveries, attempts", spent, "s"
        )

    def compare_size(self) -> None:
        """The file against the texts in it."""
        size = self.ledger.path.stat().st_size
        self.say("raw text", self.raw / 1e9, "GB")
        self.say("the file against it", size / self.raw, "x", size / self.raw <= BARS["size"])

    def record_one_batch(self) -> None:
        """What a run does with its batch of a hundred articles: is the ledger held for long by then?"""
        batch = [followed(a, acts) for a, acts in self.world.news(100)]
        took = seconds(lambda: record(self.ledger, batch, (), "bench-2"))
        self.say("a run's batch of 100 articles into it", took, "s")

    def ask_questions(self) -> None:
        """The worked questions, each the best of a few."""
        questions = SQL.findall(QUESTIONS.read_text(encoding="utf-8")) if QUESTIONS.exists() else []
        if not questions:
            print("no worked questions (docs/questions.md)")
        for number, sql in enumerate(questions, 1):
            with self.ledger.read() as db:
                try:
                    took = min(seconds(lambda: db.execute(sql).fetchall()) for _ in range(TIMES))  # noqa: B023
                except duckdb.Error as error:
                    print(f"question {number} failed: {str(error).splitlines()[0]}")
                    self.missed.append(f"question {number}")
                    continue
            self.say(f"question {number}", took, "s", took < BARS["question"])

    def publish(self) -> None:
        """The published copy against a copy of the same file."""
        if importlib.util.find_spec("storage.publish") is None:
            print("no published copies in this version")
            return
        from storage.publish import publish

        raw = self.ledger.path.with_name("raw.duckdb")
        copied, ours = [], []
        for number in range(TIMES):
            copied.append(seconds(lambda: raw_copy(self.ledger.path, raw)))
            target = raw.with_name(f"published-{number}.duckdb")
            ours.append(seconds(lambda: publish(self.ledger, target)))  # noqa: B023 - called at once
            raw.unlink()
            target.unlink()
        more = (min(ours) - min(copied)) / (self.ledger.path.stat().st_size / 1e9)
        self.say("a copy of the file", min(copied), "s")
        self.say("publishing beyond that", more, "s/GB", more < 1)

    def say(self, what: str, figure: float, unit: str, holds: bool | None = None) -> None:
        """Print a figure, and whether its bar is held."""
        verdict = "" if holds is None else "held" if holds else "MISSED"
        print(f"{what:<75}{figure:>12,.3f} {unit:<11}{verdict}", flush=True)
        if holds is False:
            self.missed.append(what)


def followed(article: Article, reading: Reading | None = None) -> Followed:
    """An article as a run hands it on."""
    entry = Entry(article.url + "?from=feed", article.title, article.published)
    return Followed(
        entry, "bench", DAY + timedelta(days=900), 200, article, reading or Reading(why="made up")
    )


def raw_copy(source: Path, target: Path) -> None:
    """Copy and bring to the disk."""
    shutil.copyfile(source, target)
    with target.open("rb") as file:
        os.fsync(file.fileno())


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> int:
    """Print every figure; 1 where a bar was missed."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.ledger", description=__doc__)
    options.add_argument("--articles", type=int, default=1_000_000)
    options.add_argument("--pacts", type=int, default=100_000)
    options.add_argument("--folder", type=Path, help="where to make the ledger (default: a temporary folder)")
    chosen = options.parse_args()
    load = os.getloadavg()[0]
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    )
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        bench = Bench(Path(folder), chosen.articles, chosen.pacts)
        bench.run()
    print(f"load {os.getloadavg()[0]:.1f} at the end; bars missed: {', '.join(bench.missed) or 'none'}")
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
