"""What a person sees while a flow works: lines in the run's own log, that the command line can show."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from parsers.names import counted

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


@dataclass(frozen=True, slots=True)
class Step:
    """How far long work is: the part that is done (0 to 1), what was listed and read, in how many seconds."""

    done: float
    listed: int
    articles: int
    acts: int
    seconds: float

    @property
    def rate(self) -> float:
        """Pages a second."""
        return self.listed / self.seconds if self.seconds else 0.0

    @property
    def left(self) -> float | None:
        """Seconds that it takes still, if it goes on so; None where that cannot be told yet."""
        return self.seconds * (1 - self.done) / self.done if self.done > 0.001 else None

    def __str__(self) -> str:
        left = f", about {display_seconds(self.left)} left" if self.left and self.done < 1 else ""
        return (
            f"{self.done:.0%}: {self.listed:,} looked at, {counted(self.articles, 'new article')}, "
            f"{counted(self.acts, 'act')}; "
            f"{self.rate:.0f} a second{left}"
        )


def display_seconds(seconds: float) -> str:
    """A span of time as people say it: 40 s, 12 min, 3 h 5 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


WATCHERS: list[Callable[[Step], None]] = []


@contextmanager
def watching(show: Callable[[Step], None]) -> Iterator[None]:
    """Within the block, every step of long work in this process is given to `show`."""
    WATCHERS.append(show)
    try:
        yield
    finally:
        WATCHERS.remove(show)


def step(now: Step) -> None:
    """Say how far long work is."""
    for show in WATCHERS:
        show(now)
