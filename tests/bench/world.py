"""A made-up world of news for the bench of the ledger: articles, and pacts that many of them report; all from a seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pycountry

from parsers.model import (
    Act,
    ActType,
    Amount,
    Article,
    Change,
    Evidence,
    Kind,
    Pact,
    Party,
    Reading,
    Reason,
    Role,
    Status,
    Topic,
)
from parsers.pacts.changes import change_of
from parsers.pacts.pact import pact_of
from parsers.pacts.report import Report
from parsers.pacts.shelf import Place
from parsers.urls import key
from storage.deliveries import Delivery, delivery_of, queue
from storage.ledger import FileLedger
from storage.merge import merge
from storage.pacts import save_acts, save_changes, save_pacts
from tests.bench.texts import Newsroom

DAY = datetime(2023, 1, 1, tzinfo=UTC)
DAYS = 1_000
LENGTH = 4_096
OUTLETS = [
    f"{name} {kind}"
    for name in ("Harbour", "Delta", "Fjord", "Capital", "Northern")
    for kind in ("Times", "Post", "News", "Wire")
]
STATES = sorted(c.alpha_3 for c in pycountry.countries)
KINDS = [Kind.AGREEMENT, Kind.AGREEMENT, Kind.MEMORANDUM, Kind.TREATY, Kind.DECLARATION, Kind.CEASEFIRE]
PLEDGES = [Kind.AID, Kind.INVESTMENT, Kind.PURCHASE, Kind.SPENDING, Kind.DEPLOYMENT, Kind.POLICY]
STATUSES = [Status.NEGOTIATING, Status.AGREED, Status.SIGNED, Status.SIGNED, Status.RATIFIED, Status.IN_FORCE]
# How many articles report a pact; most are reported by few.
REPORTS = [1, 1, 1, 2, 2, 3, 4, 6]
CHANNEL = "env:DESK"


@dataclass(frozen=True, slots=True)
class Batch:
    """Pacts with all that belongs to them."""

    pacts: Sequence[Pact]
    reports: Sequence[Report]
    places: dict[str, Place]
    changes: Sequence[Change]
    deliveries: Sequence[Delivery]

    def save(self, ledger: FileLedger) -> None:
        """Write it all in one transaction, by the functions that runs use; nine deliveries in ten are delivered."""
        now = DAY + timedelta(days=DAYS)
        with ledger.write() as db:
            save_pacts(db, self.pacts)
            save_acts(db, self.reports, self.places, "v1", now)
            save_changes(db, self.changes, now)
            queue(db, self.deliveries, now)
            tried = [d.id for n, d in enumerate(self.deliveries) if n % 10]
            attempts = [
                {
                    "attempt_id": key("attempt", d, "1"),
                    "delivery_id": d,
                    "number": 1,
                    "tried_at": now,
                    "ended_at": now,
                    "outcome": "delivered",
                    "detail": None,
                }
                for d in tried
            ]
            merge(db, "attempts", attempts, key="attempt_id")
            db.execute(
                "UPDATE deliveries SET state = 'delivered', settled_at = queued_at WHERE delivery_id IN (SELECT unnest(?))",
                [tried],
            )


class World:
    """Writes articles, and remembers the first sentences of some of them, which later report pacts."""

    def __init__(self, articles: int, seed: int = 1) -> None:
        self.newsroom = Newsroom(seed)
        self.random = self.newsroom.random
        self.articles, self.made = articles, 0
        self.told: list[tuple[str, str, str, datetime]] = []

    def articles_from(self, first: int, count: int) -> list[Article]:
        """Articles as their outlets published them, spread over the days in order."""
        found = []
        for number, text in enumerate(self.newsroom.texts(count, LENGTH), first):
            outlet = OUTLETS[int(self.random.integers(len(OUTLETS)))]
            published = DAY + timedelta(days=DAYS * number / max(self.articles, number + 1))
            url = f"https://{outlet.replace(' ', '').lower()}.example/{published:%Y/%m/%d}/{self.slug()}-{number}"
            article = Article(url, self.newsroom.title(), text, published, "en", outlet, None, "json-ld")
            if number % 3 == 0:
                self.told.append((key("article", url), first_sentence(text), outlet, published))
            found.append(article)
        self.made += count
        return found

    def slug(self) -> str:
        """The last part of an address."""
        return self.newsroom.title().lower().replace(" ", "-")

    def news(self, count: int) -> list[tuple[Article, Reading]]:
        """New articles of which each reports an act."""
        return [
            (a, Reading((self.act(first_sentence(a.text), a.published or DAY),)))
            for a in self.articles_from(self.made, count)
        ]

    def pacts(self, count: int) -> Batch:
        """Pacts that articles told of before report, each with its life so far."""
        pacts: list[Pact] = []
        reports: list[Report] = []
        places: dict[str, Place] = {}
        changes: list[Change] = []
        for number in range(count):
            pact, life, moved = self.pact(number)
            pacts.append(pact)
            reports += life
            for r in life:
                places[r.act_id] = Place(pact.id, life[0].act_id if r is not life[0] else None, 0.9)
            changes += moved
        deliveries = [delivery_of(c.id, "desk", CHANNEL) for c in changes]
        return Batch(pacts, reports, places, changes, deliveries)

    def pact(self, number: int) -> tuple[Pact, list[Report], list[Change]]:
        """One pact, its reports in order of time, and what they changed."""
        place = int(self.random.integers(len(self.told)))
        many = REPORTS[int(self.random.integers(len(REPORTS)))]
        life: list[Report] = []
        first = None
        for article_id, sentence, outlet, published in self.told[place : place + many] or [self.told[-1]]:
            act = self.act(sentence, published)
            first = first or act
            status = act.status if act.type is first.type else first.status
            act = replace(first, status=status, evidence=act.evidence, date=act.date)
            act_id = key("act", article_id, str(number), str(len(life)), str(self.random.integers(1 << 62)))
            life.append(Report(act_id, act, article_id, outlet, published))
        pact_id = key("pact", life[0].act_id)
        pact = pact_of(life[:1], pact_id)
        first_change = change_of(None, pact, life[0].act_id)
        moved = [first_change] if first_change else []
        for number_so_far, report in enumerate(life[1:], 2):
            now = pact_of(life[:number_so_far], pact_id)
            change = change_of(pact, now, report.act_id)
            moved += [change] if change else []
            pact = now
        return pact, life, moved

    def act(self, sentence: str, published: datetime) -> Act:
        """An act that a sentence shows."""
        pledge = self.random.random() < 0.4
        one, other = self.state(), self.state()
        roles = (Role.COMMITTER, Role.RECIPIENT) if pledge else (Role.PARTY, Role.PARTY)
        kinds = PLEDGES if pledge else KINDS
        topics = list(dict.fromkeys(self.random.choice(list(Topic), 2).tolist()))
        amounts = (
            (Amount(float(self.random.integers(1, 900)) * 1e6, "USD"),) if self.random.random() < 0.3 else ()
        )
        status = Status.PLEDGED if pledge else STATUSES[int(self.random.integers(len(STATUSES)))]
        return Act(
            ActType.COMMITMENT if pledge else ActType.AGREEMENT,
            kinds[int(self.random.integers(len(kinds)))],
            status,
            (Party(one, roles[0]), Party(other, roles[1])),
            tuple(Topic(t) for t in topics),
            Evidence(sentence, 0, len(sentence)),
            amounts=amounts,
            date=published.date() if self.random.random() < 0.6 else None,
            place="Geneva" if self.random.random() < 0.2 else None,
            required=self.random.random() < 0.8,
            confidence=round(float(self.random.uniform(0.4, 0.99)), 3),
            reasons=tuple(
                Reason(f, str(status), sentence[:24], "verb") for f in ("type", "kind", "status", "parties")
            ),
        )

    def state(self) -> str:
        """A state; few are in the news often, and most seldom."""
        return STATES[int(len(STATES) * float(self.random.random()) ** 2)]


def first_sentence(text: str) -> str:
    """What stands before the first full stop."""
    return text[: text.index(".") + 1] if "." in text else text[:100]
