"""Which report each report follows on: every one points at the earlier one that it is most likely about, or at none.

That is a function of the set of reports alone, so the order in which they come makes no difference: a late one can become
what later ones follow on, and all others stay as they are. The reports that hang together are one pact. The model is that
of mention ranking in coreference (Denis and Baldridge 2008).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from parsers.pacts.likeness import blocks, likeness
from parsers.pacts.link import JOIN, OFF_TOPIC, WINDOW, Link
from parsers.pacts.report import Report, order

Antecedent = tuple[Report, Link]


def better(one: Antecedent, other: Antecedent | None) -> bool:
    """Whether a report is more likely about `one` than about `other`; of equals, the earlier."""
    if other is None:
        return True
    a, b = one[1].score, other[1].score
    return a > b or (a == b and order(one[0]) < order(other[0]))


def antecedent(report: Report, earlier: Iterable[Report]) -> Antecedent | None:
    """The earlier report that this one is most likely about; None where it starts a pact."""
    best: Antecedent | None = None
    for candidate in earlier:
        if too_far(report, candidate):
            continue
        found = (candidate, likeness(report, candidate))
        if found[1].score >= JOIN and better(found, best):
            best = found
    return best


def too_far(report: Report, earlier: Report) -> bool:
    """Whether more time lies between two reports than there can be in one pact; less, where they share no topic."""
    if report.published is None or earlier.published is None:
        return False
    between = report.published - earlier.published
    if between <= OFF_TOPIC:
        return False
    one, other = report.act.topics, earlier.act.topics
    return between > WINDOW or bool(one and other and set(one).isdisjoint(other))


def by_block(reports: Sequence[Report]) -> Callable[[Report], list[Report]]:
    """A function that gives those of the reports that share a block with one, itself aside."""
    known: defaultdict[str, list[Report]] = defaultdict(list)
    for report in reports:
        for key in blocks(report.act):
            known[key].append(report)

    def around(report: Report) -> list[Report]:
        found = {r.act_id: r for key in blocks(report.act) for r in known.get(key, ())}
        found.pop(report.act_id, None)
        return list(found.values())

    return around


def trees(act_ids: Iterable[str], parent: Mapping[str, str]) -> list[list[str]]:
    """The acts that hang together, each tree and all of them in the order given."""
    ids = list(act_ids)
    top: dict[str, str] = {}
    for act_id in ids:
        path = []
        at = act_id
        while at not in top and at in parent:
            path.append(at)
            at = parent[at]
        root = top.get(at, at)
        for passed in (*path, at):
            top[passed] = root
    grown: defaultdict[str, list[str]] = defaultdict(list)
    for act_id in ids:
        grown[top[act_id]].append(act_id)
    return list(grown.values())
