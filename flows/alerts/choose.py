"""Who hears of what, and when: the news of a resolution, matched, with mutes, ages and timing, as deliveries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import duckdb

from flows.alerts.groups import who
from flows.alerts.matcher import Desk, Matcher
from flows.alerts.rules import News, each_another, words_of
from flows.alerts.subscription import Mute, Subscription
from flows.alerts.timing import When, hour_start, when
from parsers.model import Change, ChangeKind
from parsers.pacts.changes import deadline_of, new_change_id
from parsers.pacts.resolve import Resolution
from storage.deliveries import Delivery, delivery_of
from storage.subscriptions import dated_pacts, pacts_named, single_messages

# Of several changes of one pact at once, a subscriber hears of one, which tells the rest: the first of these.
FIRST = (ChangeKind.NEW, ChangeKind.STATUS, ChangeKind.PARTIES, ChangeKind.AMOUNT, ChangeKind.DEADLINE)
# Between a moved status and a new party: a known pact that only now is what a subscription asked for.
GROWN_INTO = 1.5


@dataclass
class Outgoing:
    """The subscriptions as they are at one moment: what each was told this hour, and which pacts are muted by name."""

    matcher: Matcher
    now: datetime
    any_age: bool = False
    told: Counter[str] = field(default_factory=Counter)
    muted: Mapping[str, set[str]] = field(default_factory=dict)
    _placed: dict[tuple[str, str], When] = field(default_factory=dict)

    def deliveries(self, desk: Desk, change: Change) -> Iterator[Delivery]:
        """A change on each channel of a subscription, when it wants to hear; all channels at one time."""
        name = desk.subscription.name
        place = self._placed.get((name, change.id))
        if place is None:
            place = when(desk.subscription.timing, name, self.now, self.told[name])
            self._placed[name, change.id] = place
            if place.digest is None:
                self.told[name] += 1
        for channel in desk.subscription.to:
            yield replace(delivery_of(change.id, name, channel), due_at=place.due_at, digest=place.digest)

    def silenced(self, subscription: Subscription, news: News) -> Mute | None:
        """The mute that news falls under, if any."""
        if not subscription.mute:
            return None
        return next((m for m in subscription.mutes_of(self.now) if self.covers(m, subscription, news)), None)

    def covers(self, mute: Mute, subscription: Subscription, news: News) -> bool:
        """Whether a mute is about some news: its pact, all its parties, or everything."""
        if mute.pact and news.pact.id not in self.muted.get(mute.pact, ()):
            return False
        return each_another([who(p, subscription.lists) for p in mute.parties], news.ids)

    def too_old(self, subscription: Subscription, published: datetime | None) -> bool:
        """Whether news was published longer ago than a subscription wants to hear of."""
        if published is None or self.any_age or not subscription.max_age_days:
            return False
        return self.now - published > timedelta(days=subscription.max_age_days)


def outgoing(
    db: duckdb.DuckDBPyConnection,
    subscriptions: Sequence[Subscription],
    now: datetime,
    *,
    any_age: bool = False,
) -> Outgoing:
    """The subscriptions made ready, with what the ledger knows of them."""
    told: Counter[str] = Counter()
    starts = {s.name: hour_start(s.timing.zone, now) for s in subscriptions if s.max_per_hour}
    if starts:
        for name, queued_at in single_messages(db, now - timedelta(hours=1)):
            told[name] += name in starts and queued_at >= starts[name]
    muted = pacts_named(db, {m.pact for s in subscriptions for m in s.mutes_of(now) if m.pact})
    return Outgoing(Matcher(subscriptions), now, any_age, told, muted)


def deliveries_of(resolution: Resolution, out: Outgoing) -> Iterator[Delivery]:
    """Who hears of what: each change, and each known pact that only now is what a subscription asked for.

    A pact can grow into a rule: a second outlet makes it sure enough, or a later report brings the party or topic. Of
    one pact, a subscription hears once.
    """
    if not len(out.matcher):
        return
    chosen: dict[tuple[str, int], tuple[float, Desk, Change]] = {}
    for rank, news, was, published in told(resolution):
        for desk in out.matcher.asking(news):
            subscription = desk.subscription
            known = rank == GROWN_INTO and was is not None and desk.asked_for(was)
            if known or out.too_old(subscription, published) or out.silenced(subscription, news):
                continue
            best = chosen.get((news.pact.id, desk.place))
            if best is None or rank < best[0]:
                chosen[news.pact.id, desk.place] = (rank, desk, news.change)
    for _, desk, change in chosen.values():
        yield from out.deliveries(desk, change)


def told(resolution: Resolution) -> Iterator[tuple[float, News, News | None, datetime | None]]:
    """The news of a resolution: how telling, what, the same of the pact as it was, and when that was published."""
    words = {i: words_of(p, resolution.told.get(i, ())) for i, p in resolution.pacts.items()}
    for change in resolution.changes:
        pact = resolution.pacts[change.pact_id]
        news = News(change, pact, words[pact.id])
        yield FIRST.index(change.kind), news, None, resolution.published.get(change.act_id)
    for pact_id, before in resolution.before.items():
        now = resolution.pacts.get(pact_id)
        if now and now.required and before.required:
            change = Change(new_change_id(pact_id), pact_id, "", ChangeKind.NEW, None, before.status)
            was = News(change, before, words_of(before, resolution.told_before.get(pact_id, ())))
            yield GROWN_INTO, News(change, now, words[pact_id]), was, now.last_reported


def deadlines(db: duckdb.DuckDBPyConnection, out: Outgoing) -> tuple[list[Change], list[Delivery]]:
    """The days of pacts that come near for those who want to hear of it, as changes with their deliveries."""
    longest = max((d for desk in out.matcher.desks for d in desk.subscription.deadline_days), default=0)
    if not longest:
        return [], []
    changes: dict[str, Change] = {}
    deliveries: list[Delivery] = []
    today = out.now.date()
    for dated in dated_pacts(db, today - timedelta(days=1), today + timedelta(days=longest + 1)):
        shape = News(deadline_of(dated.pact.id, dated.act_id, dated.day, 0), dated.pact, dated.words)
        for desk in out.matcher.asking(shape):
            subscription = desk.subscription
            zone = subscription.timing.zone
            told_on = dated.told_at.astimezone(zone).date() if dated.told_at else None
            days = nearing(dated.day, told_on, subscription.deadline_days, out.now.astimezone(zone).date())
            if days is None or out.silenced(subscription, shape):
                continue
            change = deadline_of(dated.pact.id, dated.act_id, dated.day, days)
            changes[change.id] = change
            deliveries += out.deliveries(desk, change)
    return list(changes.values()), deliveries


def nearing(day: date, told_on: date | None, wanted: Iterable[int], today: date) -> int | None:
    """Which of so many days before a day has come, the nearest to it; None before them, after the day, or where the pact's
    own last news came so late that it said as much."""
    if today > day:
        return None
    left = (day - today).days
    days = min((n for n in wanted if left <= n), default=None)
    if days is None or (told_on and told_on >= day - timedelta(days=days)):
        return None
    return days
