"""Which of many subscriptions asked for some news: each is looked at only where its rarest condition holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import ahocorasick_rs

from flows.alerts.groups import region, who
from flows.alerts.rules import Clause, News, anybody, clauses, said_in
from flows.alerts.subscription import Subscription
from parsers.model import ChangeKind

Key = tuple[str, str]


class Index(NamedTuple):
    """What news must have one of to be worth a look (nothing where any news is), and the condition that then holds."""

    keys: frozenset[Key] = frozenset()
    settles: str = ""


class Desk:
    """A subscription with its rule made ready; `place` is where it stands among all."""

    __slots__ = ("clauses", "days", "index", "place", "rest", "subscription", "sure")

    def __init__(self, subscription: Subscription, place: int = 0) -> None:
        self.subscription, self.place = subscription, place
        self.clauses: list[Clause] = clauses(subscription, subscription.lists)
        self.index = index_of(subscription)
        # Looked at apart from the other conditions: nearly all have them, and they cost next to nothing.
        self.sure, self.days = subscription.min_confidence, bool(subscription.deadline_days)
        quick = {"min_confidence", "deadline_days", self.index.settles}
        self.rest = tuple(c.holds for c in self.clauses if c.name not in quick)

    def asked_for(self, news: News) -> bool:
        """Whether the whole rule holds."""
        return all(c.holds(news) for c in self.clauses)

    def failing(self, news: News) -> list[Clause]:
        """The conditions that do not hold."""
        return [c for c in self.clauses if not c.holds(news)]


def index_of(rule: Subscription) -> Index:
    """The rarest of a rule's conditions."""
    ids = anybody(rule, rule.lists)
    if ids is not None:
        return Index(frozenset(("party", i) for i in ids), "" if rule.roles else "parties")
    if rule.parties_all:
        return Index(frozenset(("party", i) for i in who(rule.parties_all[0], rule.lists)))
    if rule.text:
        return Index(frozenset(("text", " ".join(t.casefold().split())) for t in rule.text), "text")
    if rule.regions:
        return Index(frozenset(("party", i) for name in rule.regions for i in region(name)), "regions")
    for name, wanted in (
        ("topics", rule.topics),
        ("kinds", rule.kinds),
        ("statuses", rule.statuses),
    ):
        if wanted:
            return Index(frozenset((name, str(word)) for word in wanted), name)
    return Index()


class Matcher:
    """Subscriptions, found by what news has."""

    def __init__(self, subscriptions: Iterable[Subscription]) -> None:
        self._by_key: defaultdict[Key, list[Desk]] = defaultdict(list)
        self._any: list[Desk] = []
        self.desks = [Desk(s, n) for n, s in enumerate(s for s in subscriptions if not s.paused)]
        for desk in self.desks:
            for key in desk.index.keys:
                self._by_key[key].append(desk)
            if not desk.index.keys:
                self._any.append(desk)
        self._phrases = [value for what, value in self._by_key if what == "text"]
        self._automaton = ahocorasick_rs.AhoCorasick(self._phrases) if self._phrases else None

    def __len__(self) -> int:
        return len(self.desks)

    def asking(self, news: News) -> list[Desk]:
        """Those that asked for some news, in the order of the settings."""
        worth = {desk.place: desk for key in self._keys_of(news) for desk in self._by_key.get(key, ())}
        deadline, sure = news.change.kind is ChangeKind.DEADLINE, news.pact.confidence
        found = []
        for desk in (*self._any, *worth.values()):
            if desk.sure > sure or (deadline and not desk.days):
                continue
            for test in desk.rest:
                if not test(news):
                    break
            else:
                found.append(desk)
        return sorted(found, key=lambda desk: desk.place)

    def _keys_of(self, news: News) -> Sequence[Key]:
        """All that news has, as desks are found by it."""
        pact = news.pact
        said = (
            {
                self._phrases[n]
                for n, _, _ in self._automaton.find_matches_as_indexes(news.folded, overlapping=True)
            }
            if self._automaton
            else ()
        )
        return [
            *(("party", i) for i in news.ids),
            *(("text", phrase) for phrase in said if said_in(phrase, news.folded)),
            *(("topics", str(t)) for t in pact.topics),
            ("kinds", str(pact.kind)),
            ("statuses", str(pact.status)),
        ]
