"""What speaks for two reports being about one pact and what against it, as numbers with names."""

from __future__ import annotations

from datetime import UTC, date

from parsers.model import ActType, Status
from parsers.pacts.profile import Profile, Wording, idf
from parsers.pacts.report import Report

# How far along a pact is at each status; one that has ended can only be violated, or be another.
STEP = {
    Status.PROPOSED: 0, Status.NEGOTIATING: 1, Status.PLEDGED: 2, Status.AGREED: 2, Status.SIGNED: 3,
    Status.REAFFIRMED: 3, Status.RATIFIED: 4, Status.IN_FORCE: 5, Status.FULFILLED: 6, Status.EXTENDED: 6,
    Status.SUSPENDED: 6, Status.VIOLATED: 6, Status.REJECTED: 6, Status.TERMINATED: 7,
}  # fmt: skip
SETBACKS = frozenset({Status.SUSPENDED, Status.VIOLATED, Status.REJECTED, Status.TERMINATED})
# What can be held up and go on; and what then tells that it does.
HELD_UP = frozenset({Status.SUSPENDED, Status.VIOLATED, Status.REJECTED})
GOES_ON = frozenset({Status.IN_FORCE, Status.EXTENDED, Status.REAFFIRMED})
# What is done once: told of two days far apart, it is two things.
ONCE = frozenset(
    {Status.AGREED, Status.SIGNED, Status.RATIFIED, Status.IN_FORCE, Status.PLEDGED, Status.EXTENDED}
)
# What outlets report as done at several stages: in principle, in substance, by the cabinet.
OFTEN = frozenset({Status.AGREED, Status.PLEDGED})
# Of what is weighed between articles, what says something within one too: the headline, the days and the outlet's words are
# the same for all acts of an article, whatever pact they are about.
WITHIN = frozenset(
    {
        "always", "same sum", "sums differ", "called the same", "called otherwise", "topics", "topics differ",
        "kinds differ", "sides within the other's", "sides differ",
    }
)  # fmt: skip
# The most that can be found by looking at the words.
WORDED = {
    "shared words": 1.0, "shared rare words": 2.0, "shared names": 1.0, "called the same": 1.0,
}  # fmt: skip
MANY_SIDES = 3
RARE = 3.8
# Characters between two sentences of one passage.
NEAR = 400
Features = dict[str, float]


def features(report: Report, earlier: Report, one: Profile, other: Profile) -> Features:
    """The features of a report and an earlier one, those that are not 0."""
    return worded(told(report, earlier, one, other), report, earlier, one, other)


def told(report: Report, earlier: Report, one: Profile, other: Profile) -> Features:
    """Those of the features that need no look at the words."""
    found = {"always": 1.0}
    who(found, one, other)
    what(found, one, other)
    if report.article_id != earlier.article_id:
        where(found, one, other)
    sums(found, one, other)
    course(found, report, earlier)
    return found


def worded(found: Features, report: Report, earlier: Report, one: Profile, other: Profile) -> Features:
    """All features, from those that need no look at the words."""
    words(found, one.wording, other.wording)
    if report.article_id != earlier.article_id:
        return found
    within(found, one, other)
    return {name: value for name, value in found.items() if name in WITHIN or name.startswith("one article")}


def who(found: Features, one: Profile, other: Profile) -> None:
    """Their sides, and who gives to whom."""
    shared = len(one.sides & other.sides)
    union = len(one.sides | other.sides)
    if shared == union:
        found["same sides"] = 1.0
        if union >= MANY_SIDES:
            found["same many sides"] = 1.0
        if union == 1:
            found["one side only"] = 1.0
    else:
        inside = one.sides < other.sides or one.sides > other.sides
        found["sides within the other's" if inside else "sides differ"] = (
            1.0 if inside else 1 - shared / union
        )
    if one.given and other.given and not one.given & other.given:
        found["others give"] = 1.0
    if one.taken and other.taken and not one.taken & other.taken:
        found["others take"] = 1.0


def what(found: Features, one: Profile, other: Profile) -> None:
    """Type, kind, topics."""
    a, b = one.act, other.act
    if a.type != b.type:
        found["agreement and commitment"] = 1.0
    elif one.family != other.family:
        found["kinds differ"] = 1.0
    elif a.kind == b.kind:
        found["same kind"] = 1.0
        if a.type is ActType.COMMITMENT:
            found["same kind of commitment"] = 1.0
    topics = {*a.topics} & {*b.topics}
    found["topics"] = len(topics) / len({*a.topics, *b.topics}) if topics else 0.0
    if a.topics and b.topics and not topics:
        found["topics differ"] = 1.0


def where(found: Features, one: Profile, other: Profile) -> None:
    """Place; within one article, all is done in one."""
    if one.act.place and other.act.place:
        found["same place" if one.act.place == other.act.place else "places differ"] = 1.0


def words(found: Features, one: Wording, other: Wording) -> None:
    """Rare words that both have, and what the pact is called."""
    shared = one.words.keys() & other.words.keys()
    least = min(one.weight, other.weight)
    if shared and least:
        found["shared words"] = sum(one.words[w] for w in shared) / least
        rare = sum(one.words[w] for w in shared if one.words[w] > RARE)
        if rare:
            found["shared rare words"] = min(rare / 12, WORDED["shared rare words"])
        elif min(len(one.words), len(other.words)) > 4:
            found["no rare word shared"] = 1.0
    names = one.names & other.names
    if names:
        found["shared names"] = min(sum(map(idf, names)) / 10, 1.0)
    if one.called & other.called:
        found["called the same"] = 1.0
    elif one.called and other.called and not (one.called & other.names or one.names & other.called):
        found["called otherwise"] = 1.0


def sums(found: Features, one: Profile, other: Profile) -> None:
    """Sums of money."""
    a, b = {*one.act.amounts}, {*other.act.amounts}
    if a & b:
        found["same sum"] = 1.0
    elif a and b:
        found["sums differ"] = 1.0
    elif a or b:
        found["only one tells a sum"] = 1.0


def course(found: Features, report: Report, earlier: Report) -> None:
    """Time between them, and whether the one status can follow on the other."""
    now, then = report.act, earlier.act
    days = 0.0
    if report.published and earlier.published:
        days = abs((report.published - earlier.published).total_seconds()) / 86400
    found["months between"] = min(days / 30, 24) / 12
    if days <= 2:
        found["same days"] = 1.0
    if now.status == then.status:
        again(found, report, earlier, days)
    elif then.status in HELD_UP and now.status in GOES_ON:
        found["goes on"] = 1.0
        return
    elif STEP[now.status] > STEP[then.status]:
        found["further along"] = 1.0
    elif now.status in SETBACKS:
        found["set back"] = 1.0
    else:
        found["further back"] = 1.0
        if then.status in SETBACKS or days > 30:
            found["begins anew"] = 1.0
    if then.status in SETBACKS and now.status not in SETBACKS:
        found["after a setback"] = 1.0


def again(found: Features, report: Report, earlier: Report, days: float) -> None:
    """The same status twice: told again, or done again."""
    now, then = report.act, earlier.act
    found["same status"] = 1.0
    if now.date and now.date == then.date:
        found["done on the same day"] = 1.0
    elif now.status in ONCE and apart(now.date or day(report), then.date or day(earlier)) > 10:
        found["agreed again on another day" if now.status in OFTEN else "done again on another day"] = 1.0
        if days > 300:
            found["done again in another year"] = 1.0


def apart(one: date | None, other: date | None) -> int:
    """Days between two days; 0 where one is not known."""
    return abs((one - other).days) if one and other else 0


def day(report: Report) -> date | None:
    """The day of publication."""
    return report.published.astimezone(UTC).date() if report.published else None


def within(found: Features, one: Profile, other: Profile) -> None:
    """One article tells one pact once, unless something says otherwise: a sum, a name, or that it goes wrong."""
    a, b = one.act, other.act
    near = abs(a.evidence.start - b.evidence.start) < NEAR
    found["one article"] = 1.0
    if a.type != b.type:
        found["one article, of two types"] = 1.0
        if near and "same sum" in found:
            found["one article, of two types, same sum near by"] = 1.0
        elif near and {one.family, other.family} & {"policy", "deployment"}:
            found["one article, of two types, a deed near by"] = 1.0
    elif a.status != b.status:
        found["one article, of two statuses"] = 1.0
    if a.type == b.type is ActType.COMMITMENT:
        found["one article, commitments"] = 1.0
    for name in ("same sum", "called the same", "shared words", "same sides", "set back", "sums differ"):
        if name in found:
            found[f"one article, {name}"] = found[name]
