"""How likely it is that two reports are about one pact."""

from __future__ import annotations

from itertools import combinations

from parsers.model import Act
from parsers.pacts.link import Link
from parsers.pacts.report import Report, sides


def blocks(act: Act) -> frozenset[str]:
    """Keys of which two acts share one, if they can be about one pact."""
    who = sorted(sides(act.parties))
    return frozenset(f"{a}|{b}" for a, b in combinations(who[:8], 2)) or frozenset(who[:1])


def likeness(report: Report, earlier: Report) -> Link:
    """How likely it is that a report is about the same pact as an earlier one."""
    a, b = report.act, earlier.act
    if a.type != b.type or report.article_id == earlier.article_id:
        return Link(0.0)
    one, two = sides(a.parties), sides(b.parties)
    share = len(one & two) / len(one | two) if one | two else 0.0
    topics = len({*a.topics} & {*b.topics}) / len({*a.topics, *b.topics}) if a.topics or b.topics else 0.0
    score = 0.45 * share + 0.25 * topics + 0.15 * (a.kind == b.kind)
    if a.amounts and b.amounts and not {*a.amounts} & {*b.amounts}:
        score -= 0.3
    return Link(max(score, 0.0))
