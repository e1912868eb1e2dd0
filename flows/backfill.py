"""The flow `backfill`: the same road as `watch`, from archives: files, folders, lists of addresses."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, cast
from uuid import UUID

from prefect import flow, task
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from pydantic import Field

from flows.archives.items import PAGE, Archive, ArchiveError, Span, Window
from flows.archives.opening import open_all
from flows.archives.reading import reader
from flows.archives.span import span_of
from flows.archives.tally import Tally
from flows.archives.working import Job, read_archive, worker_name
from flows.deliver import send_queued
from flows.progress import Step, step, tell
from flows.runs import Run, noted_run
from flows.settings import DEFAULT_PATH
from flows.ways import A_DAY, run_name

WORKERS = 2
FEW = 30 * PAGE
# Seconds between two lines, or two updates of the artifact: each is a request to the engine.
EVERY = 10.0


@flow(name="backfill", flow_run_name=run_name, persist_result=False)
def backfill(
    inputs: Sequence[str] = (),
    config: Path = DEFAULT_PATH,
    *,
    since: Annotated[date | None, A_DAY] = None,
    until: Annotated[date | None, A_DAY] = None,
    sources: Sequence[str] = (),
    notify: bool = False,
    workers: Annotated[int, Field(ge=1, le=64)] = WORKERS,
) -> Tally:
    """Read articles of the past into the ledger; one that it has already, only where it says something else.

    Args:
        inputs: Files or folders that the worker can reach (WARC, JSONL, Parquet, GDELT's lists, sitemaps, .html, .txt,
            .json) or addresses of pages, sitemaps and GDELT's lists. None: what the named sources list.
        config: The settings file (pactwatch.toml).
        since: Only articles published on this day or later.
        until: Only articles published before this day.
        sources: Only articles of these sources of the settings.
        notify: Alert the subscribers as if the news were of today. Old news raises no alert otherwise.
        workers: Processes that read.
    """
    tally = Tally()
    with noted_run("backfill", config, tally) as run:
        span = span_of(run.settings, since, until, sources)
        work(run, tally, inputs, span, notify=notify, workers=workers)
        if notify:
            tally.add_sent(send_queued(run.ledger, run.home, run.settings))
    return tally


def work(run: Run, tally: Tally, inputs: Sequence[str], span: Span, *, notify: bool, workers: int) -> None:
    """Read the archives one after the other; one that cannot be read stops no other."""
    opened = open_all(inputs, span, run.settings.fetch)
    for problem in opened.problems:
        tell(problem, logging.WARNING)
    tally.problems += opened.problems
    if not opened.archives:
        return
    progress = Progress(tally, opened.archives)
    # Processes take some seconds to start: a few pages are read sooner without.
    few = sum(archive.size for archive in opened.archives) < FEW
    with reader(1 if few else workers) as read:
        subscriptions = run.settings.subscriptions if notify else ()
        job = Job(run.ledger, span, run.settings.fetch, subscriptions, run.id, read, worker_name())
        for archive in opened.archives:
            read_one(job, archive, tally, progress)
    progress.end()


@task(name="read archive", task_run_name="read {archive.name}", cache_policy=NO_CACHE, persist_result=False)
def read_one(job: Job, archive: Archive, tally: Tally, progress: Progress) -> None:
    """Read an archive; what cannot be read of it is told."""
    progress.begin(archive)
    try:
        read_archive(job, archive, tally, progress.add)
    except ArchiveError as error:
        tell(str(error), logging.WARNING)
        tally.problems.append(str(error))


@dataclass(slots=True)
class Progress:
    """How far a backfill is, for the terminal, the log and the engine's artifact."""

    tally: Tally
    archives: Sequence[Archive]
    began: float = field(default_factory=time.monotonic)
    told: float = field(default_factory=time.monotonic)
    before: int = 0
    size: int = 0
    reached: int = 0
    total: int = 0
    artifact: UUID | None = None

    def begin(self, archive: Archive) -> None:
        """Another archive."""
        self.total = self.total or sum(a.size for a in self.archives)
        self.before += self.size
        self.size, self.reached = archive.size, 0

    def add(self, window: Window) -> None:
        """A window was read."""
        self.reached = max(self.reached, window.reached)
        self.say(min((self.before + self.reached) / (self.total or 1), 1.0))

    def say(self, done: float) -> None:
        """Tell how far it is, to the engine not too often."""
        now = Step(
            done, self.tally.listed, self.tally.articles, self.tally.acts, time.monotonic() - self.began
        )
        step(now)
        if time.monotonic() - self.told < EVERY:
            return
        self.told = time.monotonic()
        tell(str(now))
        if self.artifact is None:
            # In a flow that is no coroutine, neither is what it calls.
            made = create_progress_artifact(0.0, key="backfill-progress", description="How far it is.")
            self.artifact = cast("UUID", made)
        update_progress_artifact(self.artifact, progress=round(done * 100, 1))

    def end(self) -> None:
        """All was read."""
        if self.artifact:
            update_progress_artifact(self.artifact, progress=100.0)
        tell(
            str(
                Step(
                    1.0,
                    self.tally.listed,
                    self.tally.articles,
                    self.tally.acts,
                    time.monotonic() - self.began,
                )
            )
        )
