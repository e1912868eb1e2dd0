"""How likely it is that two reports are about one pact."""

from __future__ import annotations

from parsers.model import Act
from parsers.pacts.link import Link
from parsers.pacts.report import Report


def blocks(act: Act) -> frozenset[str]:
    """Keys of which two acts share one, if they can be about one pact."""
    raise NotImplementedError


def likeness(report: Report, earlier: Report) -> Link:
    """How likely it is that a report is about the same pact as an earlier one."""
    raise NotImplementedError
