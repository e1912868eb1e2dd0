"""Made-up rows for tests of the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime

from parsers.model import (
    Act,
    ActType,
    Amount,
    Article,
    Entry,
    Evidence,
    Kind,
    Party,
    Problem,
    ProblemCode,
    Reading,
    Reason,
    Role,
    Status,
    Topic,
)  # fmt: skip
from storage.articles import Followed

DAY = datetime(2025, 10, 28, 12, tzinfo=UTC)
TEXT = "Norway and Chile signed a fisheries accord in Bergen on Tuesday."
ACT = Act(
    ActType.AGREEMENT, Kind.AGREEMENT, Status.SIGNED, (Party("NOR", Role.PARTY), Party("CHL", Role.PARTY)),
    (Topic.MARITIME,), Evidence(TEXT, 0, len(TEXT)), amounts=(Amount(2e6, "NOK"),), date=date(2025, 10, 28),
    place="Bergen", confidence=0.8, reasons=(Reason("status", "signed", "signed", "verb"),),
)  # fmt: skip


def article(number: int = 1, outlet: str = "Harbour Times", text: str = TEXT) -> Article:
    return Article(
        f"https://harbour.example/{number}", "Fisheries accord", text, DAY, "en", outlet, None, "feed"
    )


def followed(number: int = 1, acts: tuple[Act, ...] = (ACT,), outlet: str = "Harbour Times") -> Followed:
    entry = Entry(f"https://harbour.example/{number}?from=feed", "Fisheries accord", DAY)
    why = "" if acts else "nothing in it reports an act"
    return Followed(entry, "harbour", DAY, 200, article(number, outlet), Reading(acts, why))


def failed(number: int, code: ProblemCode, http_status: int | None = None) -> Followed:
    entry = Entry(f"https://harbour.example/{number}?from=feed", "Fisheries accord", DAY)
    return Followed(entry, "harbour", DAY, http_status, problem=Problem(code, "it went wrong"))
