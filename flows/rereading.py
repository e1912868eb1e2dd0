"""The flow `reread`: stored articles read again by the present reader, all or a part of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, cast
from uuid import UUID

from prefect import flow
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from pydantic import Field

from flows.progress import tell
from flows.reread import Differences, reread
from flows.runs import Run, noted_run
from flows.settings import DEFAULT_PATH, SettingsError
from flows.summary import Summary, escape
from flows.ways import A_DAY, as_table, run_name, writing
from parsers.acts import PARSER_VERSION
from parsers.names import counted
from storage.reread import Part, articles_to_reread

# Lines of each kind in the summary.
SHOWN = 20


@dataclass(slots=True)
class Again(Summary):
    """The summary of a rereading."""

    found: Differences | None = None

    def counts(self) -> dict[str, int]:
        """The run in numbers."""
        lists = {k: v for k, v in (self.found or Differences()).as_dict().items() if not isinstance(v, dict)}
        return {k: len(v) if isinstance(v, list) else cast("int", v) for k, v in lists.items()}

    def markdown(self) -> str:
        """Numbers, and the first pacts that are otherwise now. Text from outside is escaped."""
        found = self.found or Differences()
        moved = (found.pacts_new + found.pacts_gone + found.pacts_merged + found.pacts_moved)[:SHOWN]
        lines = "\n".join(f"- {escape(line)}" for line in moved)
        return f"{as_table(self.counts())}\n## Pacts that are otherwise\n\n{lines or 'None.'}\n"


@flow(name="reread", flow_run_name=run_name, persist_result=False)
def reread_flow(
    config: Path = DEFAULT_PATH,
    *,
    since: Annotated[date | None, A_DAY] = None,
    every: bool = False,
    workers: Annotated[int, Field(ge=1, le=64)] = 1,
    part: Annotated[int, Field(ge=1, le=1000)] = 1,
    parts: Annotated[int, Field(ge=1, le=1000)] = 1,
) -> Summary:
    """Read stored articles again with the present reader. Nobody is alerted; stopped, the next run goes on where it was.

    Args:
        config: The settings file (pactwatch.toml).
        since: Only articles published on this day or later.
        every: Also those that this version of the reader has read already.
        workers: Processes that read.
        part: Which part of the articles, where several runs share the work; from 1.
        parts: In how many parts the articles are shared out.
    """
    if part > parts:
        raise SettingsError(f"part {part} of {parts}: there is no such part; name one from 1 to {parts}")
    summary = Again()
    with noted_run("reread", config, summary) as run:
        read_part(run, summary, since, Part(part, parts), every=every, workers=workers)
    return summary


@writing("read again")
def read_part(run: Run, summary: Again, since: date | None, part: Part, *, every: bool, workers: int) -> None:
    """Read a part of the articles again, a batch a transaction, and show how far it is."""
    with run.ledger.read() as db:
        total = len(articles_to_reread(db, PARSER_VERSION, since, None, every=every, part=part))
    # In a flow that is no coroutine, neither is what it calls.
    artifact = cast(
        "UUID", create_progress_artifact(0.0, key="reread-progress", description="How far it is.")
    )
    for found in reread(run.ledger, since, every=every, workers=workers, part=part):
        summary.found = found
        update_progress_artifact(artifact, progress=round(100 * found.articles / max(total, 1), 1))
        tell(f"{found.articles:,} of {counted(total, 'article')} read again")
    update_progress_artifact(artifact, progress=100.0)
