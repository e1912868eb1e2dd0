"""Which of many subscriptions asked for some news: each is looked at only where its rarest condition may hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from flows.alerts.groups import region, who
from flows.alerts.rules import Clause, News, anybody, clauses
from flows.alerts.subscription import Subscription

Key = tuple[str, str]


class Desk:
    """A subscription with its rule made ready; `place` is where it stands among all."""

    __slots__ = ("clauses", "place", "subscription", "tests")

    def __init__(self, subscription: Subscription, place: int = 0) -> None:
        self.subscription, self.place = subscription, place
        self.clauses: list[Clause] = clauses(subscription, subscription.lists)
        self.tests = [c.holds for c in self.clauses]

    def asked_for(self, news: News) -> bool:
        """Whether the whole rule holds."""
        return all(test(news) for test in self.tests)

    def failing(self, news: News) -> list[Clause]:
        """The conditions that do not hold."""
        return [c for c in self.clauses if not c.holds(news)]

    def keys(self) -> Iterator[Key]:
        """What news must have one of to be worth a look; nothing where any news is."""
        rule = self.subscription
        ids = anybody(rule, rule.lists)
        if ids is not None:
            return (("party", i) for i in ids)
        if rule.parties_all:
            return (("party", i) for i in who(rule.parties_all[0], rule.lists))
        if rule.regions:
            return (("party", i) for name in rule.regions for i in region(name))
        if rule.topics:
            return (("topic", t) for t in rule.topics)
        if rule.kinds:
            return (("kind", k) for k in rule.kinds)
        return (("status", s) for s in rule.statuses)


class Matcher:
    """Subscriptions, found by what news has."""

    def __init__(self, subscriptions: Iterable[Subscription]) -> None:
        self._by_key: defaultdict[Key, list[Desk]] = defaultdict(list)
        self._any: list[Desk] = []
        self.desks = [Desk(s, n) for n, s in enumerate(s for s in subscriptions if not s.paused)]
        for desk in self.desks:
            keys = set(desk.keys())
            for key in keys:
                self._by_key[key].append(desk)
            if not keys:
                self._any.append(desk)

    def __len__(self) -> int:
        return len(self.desks)

    def asking(self, news: News) -> list[Desk]:
        """Those that asked for some news, in the order of the settings."""
        worth = {desk.place: desk for key in keys_of(news) for desk in self._by_key.get(key, ())}
        found = [desk for desk in (*self._any, *worth.values()) if desk.asked_for(news)]
        return sorted(found, key=lambda desk: desk.place)


def keys_of(news: News) -> Sequence[Key]:
    """All that news has, as desks are found by it."""
    pact = news.pact
    return [
        *(("party", i) for i in news.ids),
        *(("topic", str(t)) for t in pact.topics),
        ("kind", str(pact.kind)),
        ("status", str(pact.status)),
    ]
