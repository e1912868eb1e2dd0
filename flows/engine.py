"""Prefect, made ready for a command that a person runs."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

DEFAULTS = {
    # The temporary server migrates its database on its first start, which takes longer than Prefect waits.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # A person reads the progress lines instead; the engine's own stay in its database.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_CLI_PROMPT": "false",
}
# Of a server that lasts, and its worker.
SERVER = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_CLI_PROMPT": "false",
    # Prefect keeps the lines of each run in its database; its logs are for what goes wrong.
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_LOGGERS_PREFECT_FLOW_RUNS_LEVEL": "INFO",
    "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "INFO",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    # In memory, the slot of a run that was going on when the server was killed would never be free again.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    # A run's process takes some six seconds to start, so it starts before its time: the alert comes that much sooner.
    "PREFECT_WORKER_PREFETCH_SECONDS": "16",
    "PREFECT_WORKER_QUERY_SECONDS": "5",
    # Hundreds of runs a day: the ledger has what they did, so the server may forget them after a month.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "2592000",
}


class EngineError(Exception):
    """Prefect cannot be reached; the message is one line with the remedy."""


@contextmanager
def reaching_engine() -> Iterator[None]:
    """Within the block, a Prefect server that is named and does not answer is an EngineError."""
    try:
        yield
    except RuntimeError as error:
        # Prefect has no error of its own for it.
        if not str(error).startswith("Failed to reach API"):
            raise
        address = os.environ.get("PREFECT_API_URL", "")
        server = without_login(address) if address else "the address of Prefect's profile"
        remedy = "start it (`pactwatch up`), or name none: unset PREFECT_API_URL"
        raise EngineError(f"no Prefect server answers at {server}; {remedy}") from error


def without_login(address: str) -> str:
    """The address of a server as it may be shown."""
    import httpx2

    return str(httpx2.URL(address).copy_with(username=None, password=None, query=None))


def prepare_engine(own_home: Path | None = None) -> None:
    """Set Prefect's settings that are not set yet; call it before anything imports Prefect.

    With `own_home` the engine keeps its database there and talks to no server that the user has set up.
    """
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    if own_home is not None:
        os.environ.pop("PREFECT_API_URL", None)
        os.environ["PREFECT_HOME"] = str(own_home)


@contextmanager
def progress_to(show: Callable[[str, int], None]) -> Iterator[None]:
    """Within the block, give every progress line of the flows, with its level, to `show`."""
    from flows.progress import is_progress

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            show(record.getMessage(), record.levelno)

    handler = Handler()
    handler.addFilter(is_progress)
    loggers = [logging.getLogger(name) for name in ("prefect.flow_runs", "prefect.task_runs")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
