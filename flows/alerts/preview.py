"""What a subscription would have sent, had it been there: from the ledger's changes, with near misses and why they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from flows.alerts.choose import FIRST, Outgoing
from flows.alerts.matcher import Desk
from flows.alerts.rules import Clause, News
from flows.alerts.subscription import Subscription
from flows.alerts.timing import When, hour_start, when
from parsers.model import ChangeKind
from storage.deliveries import Alert
from storage.subscriptions import Noted


@dataclass(frozen=True, slots=True)
class Miss:
    """News that all conditions but one let through, that one, and what the news has instead."""

    noted: Noted
    clause: str
    wants: str
    has: str


@dataclass(slots=True)
class Preview:
    """What would have been sent, with when; the messages of each day on the subscriber's clock; and what was nearly sent."""

    changes: int = 0
    sent: list[tuple[Noted, When]] = field(default_factory=list)
    messages: Counter[date] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)

    def stopped_by(self) -> Counter[str]:
        """How often each condition alone stopped something."""
        return Counter(m.clause for m in self.misses)


def preview(subscription: Subscription, noted: Iterable[Noted], out: Outgoing) -> Preview:
    """What a subscription would have sent of some changes (the oldest first), each at the time of its publication.

    Pacts are taken as they are now, with the status that the change led to; `max_age_days` does not count.
    """
    desk, found = Desk(subscription), Preview()
    told: Counter[datetime] = Counter()
    places: set[str] = set()
    for one in once_a_pact(noted, found):
        news = news_of(one)
        failing = desk.failing(news) or muted(out, subscription, news)
        if len(failing) == 1:
            clause = failing[0]
            found.misses.append(Miss(one, clause.name, clause.wants, clause.has(news)))
        if failing:
            continue
        moment = one.published or one.recorded_at
        hour = hour_start(subscription.timing.zone, moment)
        place = when(subscription.timing, subscription.name, moment, told[hour])
        told[hour] += place.digest is None
        found.sent.append((one, place))
        if place.digest is None or place.digest not in places:
            found.messages[(place.due_at or moment).astimezone(subscription.timing.zone).date()] += 1
        places.add(place.digest or "")
    found.misses.sort(key=lambda m: -m.noted.pact.confidence)
    return found


def once_a_pact(noted: Iterable[Noted], found: Preview) -> list[Noted]:
    """The changes without those that came with a more telling one of the same pact, nor of what is no pact to tell of."""
    kept: dict[tuple[str, datetime], Noted] = {}
    for one in noted:
        found.changes += 1
        if not one.pact.required:
            continue
        at = (one.pact.id, one.recorded_at)
        if at not in kept or FIRST.index(one.change.kind) < FIRST.index(kept[at].change.kind):
            kept[at] = one
    return list(kept.values())


def news_of(noted: Noted) -> News:
    """A change as rules look at it."""
    change, pact = noted.change, noted.pact
    if change.kind in {ChangeKind.NEW, ChangeKind.STATUS}:
        pact = replace(pact, status=type(pact.status)(change.after))
    return News(change, pact, noted.words)


def muted(out: Outgoing, subscription: Subscription, news: News) -> Sequence[Clause]:
    """The mute that news falls under now, as a condition that does not hold."""
    mute = out.silenced(subscription, news)
    if mute is None:
        return ()
    what = mute.pact or " and ".join(mute.parties) or "everything"
    return [
        Clause("mute", lambda _: False, "what is not muted", lambda _: f"{what} muted until {mute.until}")
    ]


def alert_of(noted: Noted, subscription: str, delivery_id: str = "preview") -> Alert:
    """The alert of a change, as a sender would have it."""
    pact, change = noted.pact, noted.change
    return Alert(
        delivery_id,
        subscription,
        "",
        0,
        change.kind,
        change.before,
        change.after,
        pact.id,
        pact.title,
        pact.kind,
        [{"id": p.id, "role": p.role} for p in pact.parties],
        [{"value": a.value, "unit": a.unit} for a in pact.amounts],
        pact.date,
        pact.place,
        pact.confidence,
        pact.outlets,
        noted.evidence,
        noted.outlet,
        noted.url,
        noted.published,
        change.id,
        pact.type,
        change.after if change.kind is ChangeKind.NEW else pact.status,
        pact.topics,
    )
