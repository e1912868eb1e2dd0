"""Which acts are one pact, and what a new act changes about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from parsers.model import Act, ActType, Change, ChangeKind, Kind, Pact, Party, Role, Status
from parsers.names import display_name, listed
from parsers.urls import key

JOIN = 0.7
WINDOW_DAYS = 120
# How much of the parties of both a report and a pact must share to be about one thing.
SHARED = 0.5
# How far along its life a pact is; a report of an earlier stage does not move it back.
STAGE = {
    Status.PROPOSED: 0, Status.NEGOTIATING: 1, Status.PLEDGED: 2, Status.AGREED: 2, Status.SIGNED: 3,
    Status.REAFFIRMED: 3, Status.RATIFIED: 4, Status.IN_FORCE: 5, Status.FULFILLED: 6, Status.EXTENDED: 6,
    Status.SUSPENDED: 7, Status.VIOLATED: 7, Status.REJECTED: 7, Status.TERMINATED: 8,
}  # fmt: skip
SETBACKS = frozenset({Status.SUSPENDED, Status.VIOLATED, Status.REJECTED})
RESUMED = frozenset({Status.AGREED, Status.SIGNED, Status.RATIFIED, Status.IN_FORCE, Status.EXTENDED})
TOPIC_WORDS = {"critical_minerals": "critical minerals"}
KIND_WORDS = {Kind.POLICY: "policy commitment", Kind.SPENDING: "spending pledge", Kind.AID: "aid pledge"}


@dataclass(frozen=True, slots=True)
class Report:
    """An act as one article reports it: its key, where it stood, and when that was published."""

    act_id: str
    act: Act
    article_id: str
    outlet: str
    published: datetime | None


def sides(parties: Iterable[Party]) -> frozenset[str]:
    """Who is in it, mediators aside."""
    return frozenset(p.id for p in parties if p.role != Role.MEDIATOR)


def likeness(report: Report, pact: Pact) -> float:
    """How likely it is (0 to 1) that the report is about the pact: by type, kind, parties, topics, sums and time."""
    act = report.act
    if act.type != pact.type or not same_family(act.kind, pact.kind) or too_far(report, pact):
        return 0.0
    shared = overlap(sides(act.parties), sides(pact.parties))
    if shared < SHARED:
        return 0.0
    score = 0.6 * shared + 0.25 * overlap(set(act.topics), set(pact.topics)) + 0.15 * (act.kind == pact.kind)
    if act.amounts and pact.amounts and not set(act.amounts) & set(pact.amounts):
        score -= 0.3
    return score


def same_family(a: Kind, b: Kind) -> bool:
    """Whether two kinds may be the same thing in two outlets' words: a truce is no trade pact, an aid pledge no purchase."""
    written = {Kind.TREATY, Kind.AGREEMENT, Kind.MEMORANDUM, Kind.DECLARATION}
    return a == b or (a in written and b in written)


def too_far(report: Report, pact: Pact) -> bool:
    """Whether the report came so long before or after the pact's own reports that it is about another one."""
    if report.published is None or pact.first_reported is None or pact.last_reported is None:
        return False
    before = (pact.first_reported - report.published).days
    after = (report.published - pact.last_reported).days
    return max(before, after) > WINDOW_DAYS


def overlap(a: Iterable[object], b: Iterable[object]) -> float:
    """Jaccard index of two sets; 0 where both are empty."""
    one, two = set(a), set(b)
    return len(one & two) / len(one | two) if one | two else 0.0


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a batch of reports did: the pact of each act, the pacts as they are now, and the changes."""

    pact_of: dict[str, str]
    before: dict[str, Pact]
    pacts: dict[str, Pact]
    changes: tuple[Change, ...]


def resolve(reports: Sequence[Report], known: Iterable[Pact]) -> Resolution:
    """Let each report join the pact it is about, or start one.

    `known` are the pacts that the reports could be about. Changes compare each pact before and after the whole
    batch, so two outlets in one batch are one change.
    """
    before = {p.id: p for p in known}
    now = dict(before)
    pact_of: dict[str, str] = {}
    brought_by: dict[str, str] = {}
    taken: set[tuple[str, str]] = set()
    for report in sorted(reports, key=order):
        free = [p for p in now.values() if (report.article_id, p.id) not in taken]
        best = max(free, key=lambda p: (likeness(report, p), p.id), default=None)
        joined = join(best, report) if best and likeness(report, best) >= JOIN else start(report)
        if news(now.get(joined.id), joined):
            brought_by[joined.id] = report.act_id
        now[joined.id] = joined
        pact_of[report.act_id] = joined.id
        # One article tells one pact once, so its next act is about another.
        taken.add((report.article_id, joined.id))
    touched = {p: now[p] for p in dict.fromkeys(pact_of.values())}
    changes = [c for p in touched.values() for c in changed(before.get(p.id), p, brought_by.get(p.id, ""))]
    return Resolution(pact_of, before, touched, tuple(changes))


def order(report: Report) -> tuple[bool, str, str, int]:
    """By time of publication, then by what does not change from run to run."""
    when = report.published.isoformat() if report.published else ""
    return (report.published is None, when, report.article_id, report.act.evidence.start)


def start(report: Report) -> Pact:
    """The pact that a report starts."""
    act = report.act
    return Pact(
        id=key("pact", report.act_id),
        title=title(act.type, act.kind, act.parties, act.topics),
        type=act.type,
        kind=act.kind,
        status=act.status,
        parties=act.parties,
        topics=act.topics,
        amounts=act.amounts,
        outlets=(report.outlet,) if report.outlet else (),
        acts=1,
        confidence=act.confidence,
        required=act.required,
        date=act.date,
        place=act.place,
        first_reported=report.published,
        last_reported=report.published,
    )


def join(pact: Pact, report: Report) -> Pact:
    """The pact with one more report: further along if the report is, surer if the outlet is another one."""
    act = report.act
    further = goes_further(report, pact)
    times = [t for t in (pact.first_reported, pact.last_reported, report.published) if t]
    another = report.outlet != "" and report.outlet not in pact.outlets
    surer = (
        1 - (1 - pact.confidence) * (1 - act.confidence) if another else max(pact.confidence, act.confidence)
    )
    return replace(
        pact,
        status=act.status if further else pact.status,
        parties=merged(pact.parties, act.parties),
        topics=tuple(dict.fromkeys((*pact.topics, *act.topics))),
        amounts=tuple(dict.fromkeys((*pact.amounts, *act.amounts))),
        outlets=tuple(sorted({*pact.outlets, report.outlet} - {""})),
        acts=pact.acts + 1,
        confidence=min(surer, 0.99),
        required=pact.required or act.required,
        date=latest(pact.date, act.date) if further else pact.date or act.date,
        place=(act.place or pact.place) if further else pact.place or act.place,
        first_reported=min(times, default=None),
        last_reported=max(times, default=None),
    )


def goes_further(report: Report, pact: Pact) -> bool:
    """Whether a report moves a pact along its life, or out of a setback that it had fallen into before."""
    if pact.status in SETBACKS and report.act.status in RESUMED:
        return (
            report.published is not None
            and pact.last_reported is not None
            and report.published > pact.last_reported
        )
    return STAGE[report.act.status] > STAGE[pact.status]


def merged(mine: tuple[Party, ...], theirs: tuple[Party, ...]) -> tuple[Party, ...]:
    """Both lists of parties; an actor that has a role keeps it."""
    have = {p.id for p in mine}
    return (*mine, *(p for p in theirs if p.id not in have))


def latest(a: date | None, b: date | None) -> date | None:
    """The later of two days, either of which may be missing."""
    return max((d for d in (a, b) if d), default=None)


def changed(before: Pact | None, now: Pact, act_id: str) -> list[Change]:
    """What is new about a pact: the pact itself, or its status; nothing while only debatable acts report it."""
    kind = news(before, now)
    if kind is None:
        return []
    if kind is ChangeKind.NEW or before is None:
        return [Change(new_change_id(now.id), now.id, act_id, ChangeKind.NEW, None, now.status)]
    change_id = key("change", now.id, kind, before.status, now.status)
    return [Change(change_id, now.id, act_id, kind, before.status, now.status)]


def new_change_id(pact_id: str) -> str:
    """The key of the change that a pact is new."""
    return key("change", pact_id, ChangeKind.NEW)


def news(before: Pact | None, now: Pact) -> ChangeKind | None:
    """What sort of news `now` is to someone who knew `before`; None where it is none."""
    if not now.required:
        return None
    if before is None or not before.required:
        return ChangeKind.NEW
    return ChangeKind.STATUS if before.status != now.status else None


def title(type_: ActType, kind: Kind, parties: tuple[Party, ...], topics: tuple[str, ...]) -> str:
    """A line that names a pact, as "Japan–United States agreement on critical minerals and trade"."""
    about = listed([TOPIC_WORDS.get(t, t) for t in topics[:2]])
    if type_ is ActType.AGREEMENT:
        return f"{joined_names(parties)} {kind}" + (f" on {about}" if about else "")
    by = listed([display_name(p.id) for p in parties if p.role == Role.COMMITTER])
    to = listed([display_name(p.id) for p in parties if p.role == Role.RECIPIENT])
    what = KIND_WORDS.get(kind, f"{kind} pledge")
    return f"{by or 'Unnamed'}: {what}" + (f" to {to}" if to else "") + (f" on {about}" if about else "")


def joined_names(parties: tuple[Party, ...]) -> str:
    """The sides of an agreement in a row, the first few by name."""
    names = [display_name(p.id) for p in parties if p.role == Role.PARTY]
    shown = "–".join(names[:4])
    return f"{shown} and {len(names) - 4} others" if len(names) > 4 else shown
