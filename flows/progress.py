"""What a person sees while a flow works: lines in the run's own log, that the command line can show."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

MARK = "pactwatch_progress"


def tell(message: str, level: int = logging.INFO) -> None:
    """Write a line of progress to the log of the Prefect run that this is called in."""
    from prefect import get_run_logger

    get_run_logger().log(level, message, extra={MARK: True})


def is_progress(record: logging.LogRecord) -> bool:
    """Whether a log record is such a line, not one of the engine's own."""
    return getattr(record, MARK, False)


@contextmanager
def telling_of(name: str) -> Iterator[None]:
    """Within the block, what a part of the program writes to its own log (`storage`) is a line of progress too."""

    class Teller(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            tell(record.getMessage(), record.levelno)

    log, handler = logging.getLogger(name), Teller(logging.INFO)
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.setLevel(level)
        log.removeHandler(handler)


def display_size(size: int) -> str:
    """A number of bytes as people write it: 812 B, 1.4 MB."""
    number, units = float(size), iter(("B", "KB", "MB", "GB"))
    unit = next(units)
    while number >= 1000 and (larger := next(units, "")):
        number, unit = number / 1000, larger
    return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
