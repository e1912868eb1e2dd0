"""How flows and tasks run in Prefect: the names of runs, what is tried again, what a run leaves to be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any, ParamSpec, TypeVar

from prefect import Task, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run
from prefect.tasks import exponential_backoff
from pydantic import Field

from storage.errors import LedgerBusyError

P = ParamSpec("P")
R = TypeVar("R")
# A ledger that is held is waited for half a minute each time already.
RETRIES = 2
FIRST_DELAY = 5.0
# Prefect's server checks patterns, and leaves dates to the flow.
A_DAY = Field(json_schema_extra={"pattern": r"^\d{4}-\d{2}-\d{2}$"})


def run_name() -> str:
    """What a run is called: its flow, and when it was due (UTC)."""
    # A template with a parameter that is not given would end every scheduled run.
    due = flow_run.get_scheduled_start_time().astimezone(UTC)
    return f"{flow_run.get_flow_name() or 'run'} {due:%Y-%m-%d %H:%M} UTC"


def writing(name: str) -> Callable[[Callable[P, R]], Task[P, R]]:
    """A task that writes the ledger; it is tried again, later each time, where another program held the ledger.

    It keeps no result and takes none from elsewhere: its inputs are large, and hold what must not be stored.
    """
    return task(
        name=name,
        cache_policy=NO_CACHE,
        persist_result=False,
        retries=RETRIES,
        retry_delay_seconds=exponential_backoff(FIRST_DELAY),
        # Those that waited for one another must not all come back at once.
        retry_jitter_factor=0.5,
        retry_condition_fn=has_passed,
    )


def has_passed(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a task failed by a fault that may be over soon."""
    return isinstance(getattr(state.data, "result", state.data), LedgerBusyError)


def leave_summary(flow: str, markdown: str) -> None:
    """The one page that a run leaves beside it in Prefect."""
    create_markdown_artifact(markdown, key=f"{flow}-summary", description="What this run did.")


def as_table(counts: Mapping[str, int]) -> str:
    """Numbers as a Markdown table."""
    rows = "\n".join(f"| {name.replace('_', ' ')} | {number} |" for name, number in counts.items())
    return f"| what | number |\n| --- | --- |\n{rows}\n"
