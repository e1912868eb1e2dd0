"""Give acts their places: which pact each is about, what becomes of the pacts, and what of it is news.

Where an act belongs depends on the set of acts alone (see `forest`), so batches of any size, in any order, and with any
restart between them end in the same pacts. Only their ids say which came first: a pact keeps its id while its acts stay
together, and of two that turn out to be one the larger keeps its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from parsers.model import Change, Pact
from parsers.pacts.changes import change_of
from parsers.pacts.forest import Antecedent, antecedent, better, by_block, trees
from parsers.pacts.growth import growth
from parsers.pacts.pact import life_of, pact_of
from parsers.pacts.report import Report, order
from parsers.pacts.shelf import Corrections, Known, Place, Shelf
from parsers.urls import key


@dataclass(frozen=True, slots=True)
class Resolution:
    """What came of it: the place of each act that has a new one, pacts before and now, those that are no more, the news.

    `gone` maps the id of a pact that is no more to the one that has most of its acts, or to None where it has none left;
    `published` tells when the acts were published that brought the changes; `told` and `told_before` have the reports of
    the pacts, in their order as they are now, and in any order as they were.
    """

    places: dict[str, Place]
    before: dict[str, Pact]
    pacts: dict[str, Pact]
    gone: dict[str, str | None]
    changes: tuple[Change, ...]
    published: dict[str, datetime | None] = field(default_factory=dict)
    told: Mapping[str, Sequence[Report]] = field(default_factory=dict, repr=False)
    told_before: Mapping[str, Sequence[Report]] = field(default_factory=dict, repr=False)


class Work:
    """The acts that a resolution touches, as they are found and placed."""

    def __init__(self, shelf: Shelf, corrections: Corrections) -> None:
        self.shelf, self.corrections = shelf, corrections
        # Acts of all pacts that are touched, as the ledger has them.
        self.known: dict[str, Known] = {}
        self.reports: dict[str, Report] = {}
        self.parents: dict[str, Place] = {}
        # Acts as they are from now on, whatever the shelf has of them.
        self.fresh: dict[str, Report] = {}
        self._wanted: set[str] = set()
        self._have: set[str] = set()

    def touch(self, pact_ids: Iterable[str]) -> None:
        """Note pacts whose acts are to be taken up: each question to the shelf costs, however much it asks for."""
        self._wanted.update(pact_ids)

    def take_up(self) -> bool:
        """Take up all acts of the pacts that were touched; whether there were any not yet taken up."""
        wanted = self._wanted - self._have
        self._wanted.clear()
        if not wanted:
            return False
        self._have |= wanted
        for known in self.shelf.members(wanted):
            act_id = known.report.act_id
            self.known[act_id] = known
            # What was only looked at came with less.
            self.reports[act_id] = self.fresh.get(act_id, known.report)
            self.parents.setdefault(act_id, known.place)
        return True


def resolve(
    shelf: Shelf,
    new: Sequence[Report] = (),
    *,
    removed: Collection[str] = (),
    redo: Collection[str] = (),
    look: Collection[str] = (),
    corrections: Corrections | None = None,
) -> Resolution:
    """Place new acts (or known ones that say something else now), take away `removed`, and place `redo` anew.

    The pacts of `look` become what was said of them, their acts stay where they are.
    """
    work = Work(shelf, corrections or Corrections())
    fresh = {r.act_id: r for r in new}
    work.fresh = fresh
    old = shelf.acts({*fresh, *removed, *redo, *look})
    work.touch(k.place.pact_id for k in old)
    work.take_up()
    work.reports |= fresh
    for act_id in removed:
        work.reports.pop(act_id, None)
        work.parents.pop(act_id, None)
    altered = {*removed, *(a for a in fresh if a in work.known)}
    led = {a for a, k in work.known.items() if k.place.follows in altered}
    decide = [work.reports[a] for a in {*fresh, *redo, *led} if a in work.reports]
    place_each(work, decide, removed)
    touch_the_same(work)
    return outcome(work)


def touch_the_same(work: Work) -> None:
    """Take up what people said is one with what is touched."""
    more = True
    while more:
        groups = [group for group in work.corrections.same if not work.reports.keys().isdisjoint(group)]
        found = work.shelf.acts(frozenset().union(*groups) - work.reports.keys())
        work.touch(k.place.pact_id for k in found)
        # An act that is being taken away is still on the shelf, but its pact was taken up before.
        more = work.take_up()


def place_each(work: Work, decide: Sequence[Report], removed: Collection[str]) -> None:
    """Let each act follow on the earlier one that it is most likely about, and later ones on it where that is likelier."""
    ids = {r.act_id for r in decide}
    near = {k.report.act_id: k for k in work.shelf.near(decide) if k.report.act_id not in {*ids, *removed}}
    around = by_block([*decide, *(k.report for k in near.values())])
    for report in sorted(decide, key=order):
        earlier = [r for r in around(report) if order(r) < order(report)]
        found = antecedent(report, (r for r in earlier if work.corrections.allow(report.act_id, r.act_id)))
        follow(work, report, found)
        if found and found[0].act_id in near:
            work.touch([near[found[0].act_id].place.pact_id])
    decided = by_block(decide)
    drawn = [(k, found) for k in near.values() if (found := draw(work, k, decided(k.report)))]
    work.touch(k.place.pact_id for k, _ in drawn)
    work.take_up()
    for known, found in drawn:
        # Of equals the earlier leads, and when that was only its own report says.
        led_by = work.reports.get(known.place.follows or "")
        if found[1].score > known.place.score or not led_by or better(found, (led_by, found[1])):
            follow(work, known.report, found)


def draw(work: Work, known: Known, decided: Iterable[Report]) -> Antecedent | None:
    """Which report that was just placed a known act may follow on: one at least as likely as what it follows on."""
    report = known.report
    allowed = [
        r for r in decided
        if order(r) < order(report) and work.corrections.allow(report.act_id, r.act_id)
    ]  # fmt: skip
    found = antecedent(report, allowed)
    return found if found and found[1].score >= known.place.score else None


def follow(work: Work, report: Report, found: Antecedent | None) -> None:
    """Note what a report follows on."""
    work.reports.setdefault(report.act_id, report)
    link = found[1] if found else None
    work.parents[report.act_id] = Place(
        "", found[0].act_id if found else None, link.score if link else 0.0, link.reasons if link else ()
    )


def outcome(work: Work) -> Resolution:
    """The pacts of all acts that were touched, against what they were."""
    before_of: dict[str, list[Report]] = {}
    for known in work.known.values():
        before_of.setdefault(known.place.pact_id, []).append(known.report)
    before = {
        pact_id: pact_of(rs, pact_id, work.corrections.standing_of(sorted(r.act_id for r in rs)))
        for pact_id, rs in before_of.items()
    }
    ids = sorted(work.reports, key=lambda a: order(work.reports[a]))
    follows = {a: p.follows for a, p in work.parents.items() if p.follows in work.reports and p.follows}
    grown = joined(trees(ids, follows), work.corrections.same)
    names = named(work, grown)
    places, pacts, changes, all_told = {}, {}, [], {}
    for pact_id, tree in zip(names, grown, strict=True):
        told = [work.reports[a] for a in tree]
        now = pact_of(told, pact_id, work.corrections.standing_of(sorted(tree)))
        pacts[pact_id], all_told[pact_id] = now, told
        was = [before[k.place.pact_id] for a in tree if (k := work.known.get(a))]
        change = change_of(as_known(before.get(pact_id), was), now, life_of(told).act_id)
        if change:
            changes.append(change)
        if is_as_it_was(work, tree, before.get(pact_id), now):
            changes += growth(pact_id, before_of[pact_id], told)
        for act_id in tree:
            place = replace(work.parents[act_id], pact_id=pact_id)
            if act_id not in work.known or work.known[act_id].place != place:
                places[act_id] = place
    gone = {p: heir(work, p, names, grown) for p in before if p not in pacts}
    published = {c.act_id: work.reports[c.act_id].published for c in changes}
    return Resolution(places, before, pacts, gone, tuple(changes), published, all_told, before_of)


def is_as_it_was(work: Work, tree: Iterable[str], before: Pact | None, now: Pact) -> bool:
    """Whether a pact that people know only got new reports: one that took in another gained nothing by that."""
    was = {k.place.pact_id for a in tree if (k := work.known.get(a))}
    return before is not None and before.required and now.required and was == {now.id}


def as_known(itself: Pact | None, was: Sequence[Pact]) -> Pact | None:
    """The pact as people know it: by its own id, else as the one that its acts were told of before."""
    told = [p for p in was if p.required]
    if itself is not None and (itself.required or not told):
        return itself
    return max(told, key=lambda p: (p.acts, p.id), default=None)


def joined(grown: Sequence[Sequence[str]], same: Iterable[Collection[str]]) -> list[list[str]]:
    """Trees, with those put together that people said are one."""
    at = {act_id: n for n, tree in enumerate(grown) for act_id in tree}
    into = list(range(len(grown)))

    def top(n: int) -> int:
        while into[n] != n:
            n = into[n]
        return n

    for group in same:
        # Of a group, those acts count that are still there.
        first, *rest = sorted({top(at[a]) for a in group if a in at}) or [0]
        for other in rest:
            into[other] = first
    together: dict[int, list[str]] = {}
    for n, tree in enumerate(grown):
        together.setdefault(top(n), []).extend(tree)
    return list(together.values())


def named(work: Work, grown: Sequence[Sequence[str]]) -> list[str]:
    """An id for each tree: that of the pact that most of its acts were in, where that has no more acts elsewhere."""
    shares = [
        Counter(k.place.pact_id for a in tree if (k := work.known.get(a))) for tree in grown
    ]  # fmt: skip
    bids = sorted(
        ((-n, pact_id, number) for number, share in enumerate(shares) for pact_id, n in share.items()),
    )
    names: dict[int, str] = {}
    taken: set[str] = set()
    for _, pact_id, number in bids:
        if number not in names and pact_id not in taken:
            names[number] = pact_id
            taken.add(pact_id)
    unnamed = {number: tree[0] for number, tree in enumerate(grown) if number not in names}
    names |= unused(work, unnamed, taken)
    return [names[number] for number in range(len(grown))]


def unused(work: Work, starting: Mapping[int, str], taken: Collection[str]) -> dict[int, str]:
    """Ids for the pacts that some acts start; others than those of pacts that they once started and then left."""
    names: dict[int, str] = {}
    for turn in count():
        left = {
            n: key("pact", a, *([str(turn)] if turn else [])) for n, a in starting.items() if n not in names
        }
        if not left:
            break
        used = {k.place.pact_id for k in work.shelf.members(set(left.values()))} | {*taken}
        names |= {n: pact_id for n, pact_id in left.items() if pact_id not in used}
    return names


def heir(work: Work, pact_id: str, names: Sequence[str], grown: Sequence[Sequence[str]]) -> str | None:
    """Which pact has most of the acts that another had."""
    shares = [
        (sum(1 for a in tree if (k := work.known.get(a)) and k.place.pact_id == pact_id), name)
        for name, tree in zip(names, grown, strict=True)
    ]
    most = max(shares, default=(0, ""))
    return most[1] if most[0] else None
