"""What a person sees while a flow works: lines in the run's own log, that the command line can show."""

from __future__ import annotations

import logging

MARK = "pactwatch_progress"


def tell(message: str, level: int = logging.INFO) -> None:
    """Write a line of progress to the log of the Prefect run that this is called in."""
    from prefect import get_run_logger

    get_run_logger().log(level, message, extra={MARK: True})


def is_progress(record: logging.LogRecord) -> bool:
    """Whether a log record is such a line, not one of the engine's own."""
    return getattr(record, MARK, False)
