"""Archives read into a ledger: what becomes of the articles, how it goes on after a stop, and that nothing doubles."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from concurrent.futures import BrokenExecutor, Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.archives import items as bounds
from flows.archives import lists, working
from flows.archives.items import Archive, ArchiveError, Item, Span
from flows.archives.lists import Addresses, Lists
from flows.archives.reading import Here, Read, Reader
from flows.archives.rows import Jsonl
from flows.archives.tally import Tally
from flows.archives.working import Job, is_free, read_archive, worker_name
from flows.commands.cli import main
from flows.newsroom.server import Newsroom
from flows.settings import Fetch
from storage.check import check_ledger, sound
from storage.ledger import FileLedger, Ledger
from storage.windows import Piece, take
from tests.flows.old_news import archive, backfilled, essence
from tests.flows.warcs import Page, write_warc


@pytest.fixture(params=["file_ledger", "lake"])
def either(request: pytest.FixtureRequest) -> Ledger:
    made: Ledger = request.getfixturevalue(request.param)
    return made


@pytest.fixture(autouse=True)
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "RECORDS", 6)


def empty(path: Path) -> FileLedger:
    made = FileLedger(path)
    made.create()
    return made


def rows(ledger: Ledger, question: str) -> list[tuple[object, ...]]:
    with ledger.read() as db:
        return db.execute(question).fetchall()


def test_a_warc_file_is_read_once_and_reading_it_again_changes_nothing(
    either: Ledger, tmp_path: Path
) -> None:
    what = archive(tmp_path / "a.warc.gz")
    first = backfilled(either, what)
    assert first.acts > 10
    assert first.listed == first.articles + sum(first.skipped.values())
    assert (first.skipped["no_text"], first.skipped["not_read_language"]) == (1, 1)
    assert sound(check_ledger(either))
    held = essence(either)
    again = backfilled(either, what, run="again")
    assert (again.listed, again.before, again.counts()["articles_read"]) == (0, first.listed, 0)
    assert essence(either) == held


def test_the_same_file_under_another_name_is_known_already(file_ledger: FileLedger, tmp_path: Path) -> None:
    first = backfilled(file_ledger, archive(tmp_path / "a.warc.gz"))
    held = {t: r for t, r in essence(file_ledger).items() if t != "windows"}
    again = backfilled(file_ledger, archive(tmp_path / "b.warc.gz"))
    assert again.skipped["known already"] == again.listed == first.listed
    assert {t: r for t, r in essence(file_ledger).items() if t != "windows"} == held


def test_two_overlapping_backfills_share_the_windows_and_double_nothing(
    either: Ledger, tmp_path: Path
) -> None:
    what = archive(tmp_path / "a.warc.gz", 2)
    alone = empty(tmp_path / "alone.duckdb")
    backfilled(alone, what)
    tallies = []
    threads = [
        threading.Thread(target=lambda n=n: tallies.append(backfilled(either, what, worker=f"far-{n}/1")))
        for n in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(t.listed for t in tallies) == sum(t.articles for t in tallies) + sum(
        sum(t.skipped.values()) for t in tallies
    )
    assert essence(either) == essence(alone)


def test_windows_are_written_in_their_order_whoever_reads_them(
    either: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    what = archive(tmp_path / "a.warc.gz")
    alone = empty(tmp_path / "alone.duckdb")
    backfilled(alone, what)
    with either.write() as db:
        assert (
            take(db, Piece(what.id, what.name, "from 6", "far/1", "r"), datetime.now(UTC), is_free) == "taken"
        )
    slow = threading.Thread(target=backfilled, args=(either, what), kwargs={"worker": "near/1"})
    slow.start()
    written = "SELECT part FROM windows WHERE state = 'done'"
    while not rows(either, written):
        time.sleep(0.05)
    time.sleep(0.5)
    assert rows(either, written) == [("from 0",)]
    monkeypatch.setattr(working, "LEASE", timedelta(0))
    slow.join(60)
    assert essence(either) == essence(alone)


def test_a_reader_that_is_killed_is_replaced_and_a_page_that_kills_each_is_one_line(
    file_ledger: FileLedger, tmp_path: Path
) -> None:
    what = archive(tmp_path / "a.warc.gz")
    killed = Killed(1)
    tally = Tally()
    read_archive(job_of(file_ledger, killed), what, tally, lambda *_: None)
    assert (killed.renewed, tally.listed) == (1, 23)
    other = archive(tmp_path / "b.warc.gz", 2)
    with pytest.raises(ArchiveError, match=r"b\.warc\.gz: processes that read it were killed 3 times"):
        read_archive(job_of(file_ledger, Killed(100)), other, Tally(), lambda *_: None)
    assert {state for (state,) in rows(file_ledger, "SELECT DISTINCT state FROM windows")} == {
        "taken",
        "done",
    }


def test_windows_that_are_read_soon_after_each_other_are_written_together(
    either: Ledger, tmp_path: Path
) -> None:
    what = archive(tmp_path / "a.warc.gz", 2)
    alone = empty(tmp_path / "alone.duckdb")
    assert written_by_then(alone, what, 0.0) == list(range(1, 9))
    # The last is still being read when the others are written.
    assert written_by_then(either, what, 3600.0) == [7] * 7 + [8]
    assert essence(either) == essence(alone)


def written_by_then(ledger: Ledger, what: Archive, hold: float, fetch: Fetch | None = None) -> list[int]:
    """How many windows were written when each was told."""
    then: list[object] = []

    def count(_: object) -> None:
        then.extend(n for (n,) in rows(ledger, "SELECT count(*) FROM windows WHERE state = 'done'"))

    read_archive(replace(job_of(ledger, Here(), hold), fetch=fetch or Fetch()), what, Tally(), count)
    return then


def test_what_was_read_before_a_page_that_kills_its_reader_is_written(
    file_ledger: FileLedger, tmp_path: Path
) -> None:
    what = archive(tmp_path / "a.warc.gz", 2)
    deadly = Killed(100, spared=3)
    with pytest.raises(ArchiveError, match="were killed 3 times"):
        read_archive(job_of(file_ledger, deadly, 3600.0), what, Tally(), lambda *_: None)
    assert rows(file_ledger, "SELECT count(*) FROM windows WHERE state = 'done'") == [(3,)]


class Killed(Here):
    """A reader that is killed so many times, once it has read some windows."""

    def __init__(self, times: int, spared: int = 0) -> None:
        self.times, self.spared, self.renewed = times, spared, 0

    def __call__(self, items: Iterable[Item], span: Span) -> list[Future[list[Read]]]:
        if not self.times or self.spared:
            self.spared -= bool(self.spared)
            return super().__call__(items, span)
        self.times -= 1
        broken: Future[list[Read]] = Future()
        broken.set_exception(BrokenExecutor())
        return [broken]

    def renew(self) -> None:
        self.renewed += 1


def job_of(ledger: Ledger, reader: Reader, hold: float = 0.0) -> Job:
    return Job(ledger, Span(), Fetch(), (), "run", reader, worker_name(), 0.05, hold)


def test_a_window_is_taken_by_one_and_from_one_that_is_gone(file_ledger: FileLedger) -> None:
    now = datetime.now(UTC)
    ours, theirs = (Piece("a", "a.jsonl", "from 0", w, "r") for w in (worker_name(), "far/1"))
    with file_ledger.write() as db:
        assert take(db, theirs, now, is_free) == "taken"
        assert take(db, ours, now, is_free) == "busy"
        assert take(db, ours, now, lambda *_: True) == "taken"
    assert not is_free("far/1", now)
    assert is_free("far/1", now - timedelta(minutes=11))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert is_free(f"{worker_name().rpartition('/')[0]}/{ended.pid}", now)
    assert not is_free(worker_name(), now)


def test_only_articles_of_the_days_asked_for_are_kept(file_ledger: FileLedger, tmp_path: Path) -> None:
    span = Span(datetime(2025, 10, 28, tzinfo=UTC), datetime(2025, 10, 29, tzinfo=UTC))
    tally = backfilled(file_ledger, archive(tmp_path / "a.warc.gz", span=span), span=span)
    assert tally.skipped["out of the dates"] > 5
    days = rows(file_ledger, "SELECT DISTINCT published::DATE FROM articles WHERE published IS NOT NULL")
    assert [str(day) for (day,) in days] == ["2025-10-28"]


def test_old_news_slots_into_the_timeline_of_what_is_known(either: Ledger, tmp_path: Path) -> None:
    told = [
        (
            "2024-06-20",
            "Norway and Chile ratified the fisheries agreement that they signed in Bergen in May.",
        ),
        (
            "2024-05-14",
            "Norway and Chile signed a fisheries agreement in Bergen on Tuesday, the ministry said.",
        ),
        (
            "2024-03-01",
            "Norway and Chile are negotiating a fisheries agreement, the ministry said on Friday.",
        ),
    ]
    for day, text in told:
        path = tmp_path / f"{day}.jsonl"
        path.write_text(json.dumps({"title": "Fish", "published": f"{day}T10:00:00Z", "text": text}) + "\n")
        backfilled(either, Jsonl(path, Span()))
    question = "SELECT status, first_reported::DATE::VARCHAR, last_reported::DATE::VARCHAR, acts FROM pacts"
    assert rows(either, question) == [("ratified", "2024-03-01", "2024-06-20", 3)]
    assert rows(either, "SELECT count(*) FROM deliveries") == [(0,)]


def test_a_later_capture_is_a_new_version_and_an_earlier_one_is_none(
    file_ledger: FileLedger, tmp_path: Path
) -> None:
    text = "BERGEN - Norway and Chile signed a fisheries agreement in Bergen on Tuesday, the ministry said. "

    def page(more: str, day: str) -> Page:
        return Page(
            "https://x.example/a",
            f"<html><body><article><h1>Fish</h1><p>{text}{more}</p></article></body></html>".encode(),
            f"2025-10-{day}T00:00:00Z",
        )

    for n, (more, day) in enumerate([("It rained.", "10"), ("It snowed.", "12"), ("It poured.", "08")]):
        backfilled(file_ledger, bounds_warc(tmp_path / f"{n}.warc.gz", page(more, day)))
    ((kept, fetched),) = rows(
        file_ledger, "SELECT text, fetched_at FROM articles JOIN bodies USING (body_id)"
    )
    assert str(kept).endswith("It snowed.")
    assert str(fetched).startswith("2025-10-12")
    assert rows(file_ledger, "SELECT count(*) FROM revisions") == [(2,)]
    assert sound(check_ledger(file_ledger))


def bounds_warc(path: Path, *pages: Page) -> object:
    from flows.archives.warc import Warc

    return Warc(write_warc(path, pages), Span(), 1_000_000)


def test_pages_that_a_sitemap_lists_are_fetched_and_those_that_are_known_are_not(
    file_ledger: FileLedger, newsroom: Newsroom
) -> None:
    urls = [
        f"{newsroom.base_url}/meridian/world/{n}.html" for n in ("congo-m23-truce-extended", "no-such-page")
    ]
    host = f"127.0.0.1:{newsroom.port}"
    fetch = Fetch(allow_hosts=[host], delay=0, respect_robots=False)
    what = Lists(fetch, Span()).of_pages(urls)
    first = backfilled(file_ledger, what, fetch=fetch)
    assert (first.articles, dict(first.skipped)) == (1, {"http_error": 1})
    assert rows(file_ledger, "SELECT state FROM windows") == [("done",)]
    again = backfilled(file_ledger, Addresses("other", Span(), what.items), fetch=fetch)
    assert again.skipped["known already"] == 2


def test_fetched_pages_are_written_as_soon_as_their_window_is_read(
    file_ledger: FileLedger, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGES", 1)
    fetch = Fetch(allow_hosts=[f"127.0.0.1:{newsroom.port}"], delay=0, respect_robots=False)
    what = Lists(fetch, Span()).of_pages([f"{newsroom.base_url}/meridian/world/{n}.html" for n in "abc"])
    assert written_by_then(file_ledger, what, 3600.0, fetch) == [1, 2, 3]


def test_a_window_with_a_server_that_does_not_answer_is_tried_again(file_ledger: FileLedger) -> None:
    fetch = Fetch(allow_hosts=["127.0.0.1:9"], delay=0, respect_robots=False, timeout=2)
    what = Lists(fetch, Span()).of_pages(["http://127.0.0.1:9/a"])
    assert backfilled(file_ledger, what, fetch=fetch).skipped == {"unreachable": 1}
    assert rows(file_ledger, "SELECT state FROM windows") == [("again",)]
    assert backfilled(file_ledger, what, fetch=fetch).skipped == {"unreachable": 1}


def test_a_line_that_is_no_article_is_a_row_that_says_why(file_ledger: FileLedger, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    german = (
        "Es regnete den ganzen Tag in Bergen, und die Fähre fuhr nicht, sagte der Hafenmeister am Abend. " * 2
    )
    path.write_text('{"title": "x"}\nnot json\n' + json.dumps({"text": german}) + "\n")
    tally = backfilled(file_ledger, Jsonl(path, Span()))
    assert dict(tally.skipped) == {"bad_input": 2, "not_read_language": 1}
    assert rows(file_ledger, "SELECT problem, count(*) FROM entries GROUP BY 1 ORDER BY 1") == [
        ("bad_input", 2),
        ("not_read_language", 1),
    ]


def test_a_dry_run_counts_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "pactwatch.toml"
    config.write_text('[storage]\npath = "ledger.duckdb"\n')
    what = archive(tmp_path / "a.warc.gz")
    days = ["--from", "2025-11-01", "--to", "2025-12-01"]
    with pytest.raises(SystemExit) as ended:
        main(["backfill", str(what.path), "-c", str(config), *days, "--dry-run"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    # What was captured in October was not published in November.
    assert "19 out of the dates" in " ".join(told.split())
    assert "4 pages to read" in told
    assert not (tmp_path / "ledger.duckdb").exists()


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ([], "name what to read"),
        (["x.html", "--from", "2025-11-01", "--to", "2025-10-01"], "no day is in between"),
        (["--source", "nobody"], "there is no such source"),
    ],
)
def test_what_cannot_be_asked_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: list[str], why: str
) -> None:
    config = tmp_path / "pactwatch.toml"
    config.write_text("")
    with pytest.raises(SystemExit) as ended:
        main(["backfill", *asked, "-c", str(config), "--dry-run"])
    assert ended.value.code == 2
    assert why in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.stress
@pytest.mark.timeout(300)
def test_a_backfill_that_is_killed_ten_times_ends_with_the_ledger_of_one_that_was_not(tmp_path: Path) -> None:
    what = archive(tmp_path / "a.warc.gz", 16)
    ledgers = [FileLedger(tmp_path / f"{name}.duckdb", wait=30) for name in ("whole", "killed")]
    for ledger in ledgers:
        ledger.create()
    backfilled(ledgers[0], what)
    chance = random.Random(7)
    killed = 0
    for number in range(10):
        program = start(ledgers[1], what.path, 1 + number % 2)
        assert program.stdout
        for _ in range(chance.randrange(3)):
            program.stdout.readline()
        time.sleep(chance.uniform(0, 1.5) if chance.random() < 0.3 else chance.uniform(0, 0.2))
        killed += program.poll() is None
        program.kill()
        program.communicate()
    assert killed == 10
    last = start(ledgers[1], what.path, 2)
    last.communicate()
    assert last.returncode == 0
    assert essence(ledgers[1]) == essence(ledgers[0])
    assert sound(check_ledger(ledgers[1]))


def start(ledger: FileLedger, path: Path, workers: int) -> subprocess.Popen[str]:
    """A backfill in a process of its own."""
    line = [sys.executable, "-m", "tests.flows.old_news", str(ledger.path), str(path), str(workers)]
    return subprocess.Popen(line, stdout=subprocess.PIPE, text=True)
