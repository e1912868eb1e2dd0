"""Whether a report is about what an earlier one was about: the contract between likeness and forest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

# A report that is less likely than this to be about any earlier one starts a pact.
JOIN = 0.5
# Reports further apart than this are about two pacts: by then the story is told as one of its own.
WINDOW = timedelta(days=3 * 365)
# Reports with no topic in common, further apart than this, are about two pacts.
OFF_TOPIC = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Weighed:
    """One thing that speaks for two reports being about one pact (weight above 0) or against it, and its words."""

    name: str
    weight: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """How likely it is (0 to 1) that two reports are about one pact, and what was weighed."""

    score: float
    reasons: tuple[Weighed, ...] = ()
