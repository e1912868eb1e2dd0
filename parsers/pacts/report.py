"""An act as one article reports it, and the order in which reports are looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from parsers.model import Act, Party, Role
from parsers.sketch import Sketch


@dataclass(frozen=True, slots=True)
class Report:
    """An act as one article reports it: its key, where it stood, when that was published, and a sketch of the text.

    The sketch is () where it is not known; it is the article's, and two reports that differ in nothing else are equal.
    """

    act_id: str
    act: Act
    article_id: str
    outlet: str
    published: datetime | None
    headline: str = ""
    sketch: Sketch = field(default=(), compare=False, repr=False)


Order = tuple[bool, str, str, int, str]


def order(report: Report) -> Order:
    """By time of publication, then by what does not change from run to run: no two reports are equal in it."""
    when = report.published.astimezone(UTC).isoformat() if report.published else ""
    return (report.published is None, when, report.article_id, report.act.evidence.start, report.act_id)


def sides(parties: Iterable[Party]) -> frozenset[str]:
    """Who is in it, mediators aside."""
    return frozenset(p.id for p in parties if p.role != Role.MEDIATOR)
