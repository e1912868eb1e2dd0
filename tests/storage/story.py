"""A small ledger with a story in it: a fisheries treaty, a minerals pact, a truce that breaks, pledges kept and dropped."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from parsers.model import (
    Act,
    ActType,
    Amount,
    Article,
    Entry,
    Evidence,
    Kind,
    Party,
    Reading,
    Reason,
    Role,
    Status,
    Topic,
)  # fmt: skip
from parsers.pacts.report import Report
from parsers.pacts.resolve import resolve
from parsers.urls import key
from storage.articles import Followed, save_followed
from storage.ledger import Ledger
from storage.pacts import save_resolution
from storage.shelf import LedgerShelf

START = datetime(2025, 9, 1, 9, tzinfo=UTC)
A, C = ActType.AGREEMENT, ActType.COMMITMENT
SEA, TRADE, PEACE, AID = (
    (Topic.MARITIME,),
    (Topic.TRADE, Topic.CRITICAL_MINERALS),
    (Topic.PEACE,),
    (Topic.AID,),
)
FISH = "Norway and Chile signed a fisheries treaty in Bergen."
FISH_2 = "The two governments put their names to the fisheries treaty on Tuesday."
FISH_3 = "Chile's senate ratified the fisheries treaty with Norway."
MINERALS = "Japan and Australia agreed on a framework for critical minerals worth 3 billion dollars."
TRUCE = "The government in Kinshasa and the M23 rebels signed a ceasefire brokered by Qatar."
BREACH = "Fighting broke the ceasefire between Kinshasa and M23 within a month."
PLEDGE = "Japan pledged 500 million dollars in aid to Kenya."
KEPT = "Japan paid out the 500 million dollars that it had promised to Kenya."
DROPPED = "Norway dropped its promise to buy Kenyan tea."
PACT = "Kenya and Japan are negotiating a trade agreement."


def sides(*ids: str, mediator: str = "") -> tuple[Party, ...]:
    return (*(Party(i, Role.PARTY) for i in ids), *((Party(mediator, Role.MEDIATOR),) if mediator else ()))


def pledge(by: str, to: str) -> tuple[Party, ...]:
    return (Party(by, Role.COMMITTER), Party(to, Role.RECIPIENT))


# Day of publication from START, outlet, headline, type, kind, status, parties, topics, sums, sentence.
TOLD = (
    (0, "Harbour Times", "Fisheries treaty signed in Bergen", A, Kind.TREATY, Status.SIGNED, sides("NOR", "CHL"), SEA, (), FISH),
    (0, "Delta Wire", "Oslo and Santiago sign on cod", A, Kind.TREATY, Status.SIGNED, sides("NOR", "CHL"), SEA, (), FISH_2),
    (40, "Delta Wire", "Chilean senate ratifies fisheries treaty", A, Kind.TREATY, Status.RATIFIED, sides("NOR", "CHL"), SEA, (), FISH_3),
    (3, "Harbour Times", "Tokyo and Canberra shake hands on lithium", A, Kind.AGREEMENT, Status.AGREED, sides("JPN", "AUS"), TRADE,
     (Amount(3e9, "USD"),), MINERALS),
    (5, "Delta Wire", "Truce for eastern Congo", A, Kind.CEASEFIRE, Status.SIGNED, sides("COD", "M23", mediator="QAT"), PEACE, (), TRUCE),
    (33, "Harbour Times", "Guns speak again near Goma", A, Kind.CEASEFIRE, Status.VIOLATED, sides("COD", "M23"), PEACE, (), BREACH),
    (7, "Harbour Times", "Tokyo's cheque for Nairobi", C, Kind.AID, Status.PLEDGED, pledge("JPN", "KEN"), AID, (Amount(5e8, "USD"),), PLEDGE),
    (60, "Delta Wire", "Cheque for Nairobi arrives", C, Kind.AID, Status.FULFILLED, pledge("JPN", "KEN"), AID, (Amount(5e8, "USD"),), KEPT),
    (20, "Delta Wire", "No tea for Oslo", C, Kind.PURCHASE, Status.TERMINATED, pledge("NOR", "KEN"), (Topic.TRADE,), (), DROPPED),
    (61, "Delta Wire", "Nairobi and Tokyo talk trade", A, Kind.AGREEMENT, Status.NEGOTIATING, sides("KEN", "JPN"), (Topic.TRADE,), (), PACT),
)  # fmt: skip


def followed() -> list[Followed]:
    """The articles, each with its one act, and one that reports nothing."""
    items = []
    for number, (day, outlet, headline, type_, kind, status, parties, topics, sums, text) in enumerate(TOLD):
        when = START + timedelta(days=day, minutes=number)
        act = Act(
            type_, kind, status, parties, topics, Evidence(text, 0, len(text)), sums, date=date(2025, 9, 1) + timedelta(days=day),
            confidence=0.8, reasons=(Reason("status", status, text.split()[0]),),
        )  # fmt: skip
        items.append(one(number, outlet, headline, text, when, Reading((act,))))
    nothing = Reading((), "nothing in it reports an act")
    return [*items, one(99, "Harbour Times", "Ferry late again", "The ferry did not sail.", START, nothing)]


def one(number: int, outlet: str, headline: str, text: str, when: datetime, reading: Reading) -> Followed:
    url = f"https://news.example/{number}"
    article = Article(url, headline, text, when, "en", outlet, None, "feed")
    return Followed(Entry(url, headline, when), outlet.lower().replace(" ", "-"), when, 200, article, reading)


def tell(ledger: Ledger) -> None:
    """Write the story day by day, as runs do: each change is recorded an hour after its article was published."""
    for item in sorted(followed(), key=lambda f: f.followed_at):
        if item.article is None or item.article_id is None or item.reading is None:
            raise ValueError("every part of the story has an article")
        reports = [
            Report(key("act", item.article_id), act, item.article_id, item.article.outlet, item.article.published,
                   item.article.title)
            for act in item.reading.acts
        ]  # fmt: skip
        now = item.followed_at + timedelta(hours=1)
        with ledger.write() as db:
            found = resolve(LedgerShelf(db), reports)
            save_followed(db, [item], "run", "v1")
            save_resolution(db, found, reports, "v1", now)
