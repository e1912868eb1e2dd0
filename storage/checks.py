"""What holds in a sound ledger, as questions that find the rows where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from parsers.model import (
    AGREEMENT_KINDS,
    COMMITMENT_KINDS,
    ActType,
    ChangeKind,
    Health,
    Kind,
    ProblemCode,
    Role,
    Standing,
    Status,
    Topic,
)
from storage.outbox import Tried


@dataclass(frozen=True, slots=True)
class Check:
    """What should hold, and SQL that gives one row (`key`) for each breach.

    With `harmless` a breach is worth knowing and breaks nothing.
    """

    area: str
    breach: str
    sql: str
    harmless: bool = False


KEYS = {
    "sources": "name", "runs": "run_id", "polls": "poll_id", "entries": "entry_id", "articles": "article_id",
    "bodies": "body_id", "acts": "act_id", "pacts": "pact_id", "changes": "change_id", "subscriptions": "name",
    "deliveries": "delivery_id", "attempts": "attempt_id", "former_pacts": "former_id",
    "corrections": "correction_id", "revisions": "revision_id", "source_states": "name",
    "windows": "window_id",
}  # fmt: skip
# How keys are made from content (parsers.urls.key); the text of a body that was let go is empty.
MADE_OF = {
    "entries": ("'entry'", "url"),
    "articles": ("'article'", "url"),
    "bodies": ("'body'", "text"),
    "polls": ("'poll'", "run_id", "source"),
    "deliveries": ("'delivery'", "change_id", "subscription", "channel"),
    "attempts": ("'attempt'", "delivery_id", "number"),
    "windows": ("'window'", "archive_id", "part"),
}
# Column -> the table that has to have it under its key.
REFERENCES = {
    "entries.article_id": "articles",
    "articles.body_id": "bodies",
    "revisions.article_id": "articles",
    "revisions.body_id": "bodies",
    "acts.article_id": "articles",
    "acts.pact_id": "pacts",
    "acts.follows": "acts",
    "deliveries.change_id": "changes",
    "attempts.delivery_id": "deliveries",
}
# The same, where what is missing breaks nothing: it was taken out of the settings, or came from elsewhere.
LOOSE_REFERENCES = {
    "polls.run_id": "runs",
    "entries.run_id": "runs",
    "deliveries.subscription": "subscriptions",
    "changes.act_id": "acts",
}
WORDS: dict[str, type[StrEnum] | tuple[str, ...]] = {
    "acts.type": ActType,
    "acts.kind": Kind,
    "acts.status": Status,
    "pacts.type": ActType,
    "pacts.kind": Kind,
    "pacts.status": Status,
    "pacts.standing": Standing,
    "source_states.state": Health,
    "changes.change": ChangeKind,
    "entries.problem": ProblemCode,
    "polls.problem": ProblemCode,
    "runs.outcome": ("completed", "failed"),
    "windows.state": ("taken", "done", "again"),
    "deliveries.state": ("queued", "sending", "delivered", "dead", "withdrawn"),
    "attempts.outcome": tuple(Tried),
    "corrections.correction": ("merge", "split", "confirm", "reject", "clear"),
}
# Our own clock wrote these.
WRITTEN_AT = (
    "sources.added_at", "runs.started_at", "runs.ended_at", "polls.polled_at",
    "acts.recorded_at", "changes.recorded_at", "deliveries.queued_at",
    "deliveries.claimed_at", "deliveries.settled_at", "attempts.tried_at", "attempts.ended_at",
)  # fmt: skip
# Ours or a crawler's, which an archive brings.
FETCHED_AT = ("entries.followed_at", "articles.fetched_at")
# Pages and feeds claim these.
CLAIMED = ("entries.published", "articles.published", "acts.act_date", "pacts.pact_date")
ORDERED = (
    ("runs", "started_at", "ended_at"),
    ("pacts", "first_reported", "last_reported"),
    ("deliveries", "queued_at", "settled_at"),
    ("attempts", "tried_at", "ended_at"),
)
FIRST_YEAR, FIRST_CRAWL, FIRST_NEWS = 2020, 1990, 1900


def checks() -> Iterator[Check]:
    """All checks, area by area."""
    yield from key_checks()
    yield from reference_checks()
    yield from evidence_checks()
    yield from word_checks()
    yield from date_checks()
    yield from pact_checks()
    yield from delivery_checks()


def key_checks() -> Iterator[Check]:
    """Keys are there, once, and made from what they name: else a row was changed, or its text is damaged."""
    for table, key in KEYS.items():
        yield Check(
            "keys",
            f"{table} have one {key} twice",
            f"SELECT {key} FROM {table} GROUP BY ALL HAVING count(*) > 1",
        )
        yield Check(
            "keys", f"{table} without a {key}", f"SELECT {key} FROM {table} WHERE coalesce({key}, '') = ''"
        )
    for table, parts in MADE_OF.items():
        made = f"left(sha256(concat_ws(chr(31), {', '.join(parts)})), 32)"
        gone = " AND text <> ''" if table == "bodies" else ""
        yield Check(
            "keys",
            f"{table} that are not what their key was made from",
            f"SELECT {KEYS[table]} FROM {table} WHERE {KEYS[table]} <> {made}{gone}",
        )


def reference_checks() -> Iterator[Check]:
    """What a row refers to is there."""
    for references, harmless in ((REFERENCES, False), (LOOSE_REFERENCES, True)):
        for place, other in references.items():
            table, column = place.split(".")
            yield Check(
                "references",
                f"{table} whose {column} is not in {other}",
                f"SELECT {KEYS[table]} FROM {table} WHERE {column} IS NOT NULL "
                f"AND {column} NOT IN (SELECT {KEYS[other]} FROM {other} WHERE {KEYS[other]} IS NOT NULL)",
                harmless,
            )
    yield Check(
        "references",
        "bodies that no article refers to",
        "SELECT body_id FROM bodies WHERE body_id NOT IN (SELECT body_id FROM articles) "
        "AND body_id NOT IN (SELECT body_id FROM revisions)",
        harmless=True,
    )


def evidence_checks() -> Iterator[Check]:
    """Every act is proven by the text of its article."""
    bodies = "acts a JOIN articles r USING (article_id) LEFT JOIN bodies b USING (body_id)"
    yield Check("evidence", "acts without evidence", "SELECT act_id FROM acts WHERE evidence = ''")
    yield Check(
        "evidence",
        "acts whose article's text was let go",
        f"SELECT a.act_id FROM {bodies} WHERE b.text = ''",
    )
    yield Check(
        "evidence",
        "acts whose evidence does not stand in the text where they say",
        f"SELECT a.act_id FROM {bodies} WHERE b.text <> '' AND (a.evidence_start < 0 OR a.evidence <> "
        "substring(b.text, a.evidence_start + 1, a.evidence_end - a.evidence_start))",
    )


def word_checks() -> Iterator[Check]:
    """Columns of known words hold no others."""
    for place, words in WORDS.items():
        table, column = place.split(".")
        yield Check(
            "words",
            f"{table} with an unknown {column}",
            f"SELECT {KEYS[table]} FROM {table} WHERE {column} NOT IN ({listed(words)})",
        )
    for column in ("before", "after"):
        yield Check(
            "words",
            f"changes with an unknown {column}",
            f"SELECT change_id FROM changes WHERE change IN ('new', 'status') AND {column} NOT IN ({listed(Status)})",
        )
    for table in ("acts", "pacts"):
        key = KEYS[table]
        yield Check(
            "words",
            f"{table} with an unknown role or topic",
            f"SELECT {key} FROM {table} WHERE NOT list_has_all([{listed(Role)}], list_transform(parties, lambda p: p.role)) "
            f"OR NOT list_has_all([{listed(Topic)}], topics)",
        )
        yield Check(
            "words",
            f"{table} whose kind does not fit their type",
            f"SELECT {key} FROM {table} WHERE (type = 'agreement' AND kind IN ({listed(COMMITMENT_KINDS)})) "
            f"OR (type = 'commitment' AND kind IN ({listed(AGREEMENT_KINDS)}))",
        )
        yield Check("words", f"{table} without a party", f"SELECT {key} FROM {table} WHERE len(parties) = 0")
        yield Check(
            "words",
            f"{table} whose confidence is not from 0 to 1",
            f"SELECT {key} FROM {table} WHERE NOT (confidence BETWEEN 0 AND 1)",
        )


def january(year: int) -> str:
    """When a year begins, for SQL."""
    return f"TIMESTAMPTZ '{year}-01-01 00:00:00+00'"


def date_checks() -> Iterator[Check]:
    """Times are ones that can be."""
    for place in (*WRITTEN_AT, *FETCHED_AT):
        table, column = place.split(".")
        year = FIRST_CRAWL if place in FETCHED_AT else FIRST_YEAR
        yield Check(
            "dates",
            f"{table} whose {column} is before {year} or in the future",
            f"SELECT {KEYS[table]} FROM {table} WHERE {column} < {january(year)} OR {column} > now() + INTERVAL 1 DAY",
        )
    for place in CLAIMED:
        table, column = place.split(".")
        yield Check(
            "dates",
            f"{table} whose {column} is before 1900 or over 50 years ahead",
            f"SELECT {KEYS[table]} FROM {table} WHERE {column} < {january(FIRST_NEWS)} OR {column} > now() + INTERVAL 50 YEAR",
            harmless=True,
        )
    for table, first, last in ORDERED:
        yield Check(
            "dates",
            f"{table} whose {last} is before their {first}",
            f"SELECT {KEYS[table]} FROM {table} WHERE {last} < {first}",
        )


def pact_checks() -> Iterator[Check]:
    """A pact is what its acts say."""
    yield Check(
        "pacts",
        "pacts that no act reports",
        "SELECT pact_id FROM pacts WHERE pact_id NOT IN (SELECT pact_id FROM acts WHERE pact_id IS NOT NULL)",
    )
    yield Check(
        "pacts",
        "pacts that count other acts than they have",
        "SELECT p.pact_id FROM pacts p JOIN (SELECT pact_id, count(*) AS n FROM acts GROUP BY ALL) a USING (pact_id) "
        "WHERE p.acts <> a.n",
    )
    yield Check(
        "pacts",
        "pacts that nobody was told are new",
        "SELECT pact_id FROM pacts WHERE required AND pact_id NOT IN "
        "(SELECT pact_id FROM changes WHERE change = 'new' AND pact_id IS NOT NULL)",
        # Acts that were told of as another pact may have been set apart since.
        harmless=True,
    )
    yield Check(
        "pacts",
        "acts that follow on an act of another pact",
        "SELECT a.act_id FROM acts a JOIN acts f ON f.act_id = a.follows WHERE a.pact_id <> f.pact_id",
    )
    yield Check(
        "pacts",
        "acts that cannot be found by what they are about",
        "SELECT act_id FROM acts WHERE len(list_filter(parties, lambda p: p.\"role\" <> 'mediator')) > 0 "
        "AND act_id NOT IN (SELECT act_id FROM blocks)",
    )
    yield Check(
        "pacts",
        "changes of a pact that never was",
        "SELECT change_id FROM changes WHERE pact_id NOT IN (SELECT pact_id FROM pacts) "
        "AND pact_id NOT IN (SELECT former_id FROM former_pacts)",
    )
    yield Check("pacts", "blocks of acts that are not there", "SELECT act_id FROM blocks WHERE act_id NOT IN (SELECT act_id FROM acts)")  # fmt: skip


def delivery_checks() -> Iterator[Check]:
    """The state of a delivery is what its attempts say."""
    yield Check(
        "deliveries",
        "deliveries that are delivered without a try that was",
        "SELECT delivery_id FROM deliveries WHERE state = 'delivered' AND delivery_id NOT IN "
        "(SELECT delivery_id FROM attempts WHERE outcome = 'delivered' AND delivery_id IS NOT NULL)",
    )
    yield Check(
        "deliveries",
        "deliveries that are to be sent again though a try was delivered",
        "SELECT delivery_id FROM deliveries WHERE state <> 'delivered' AND delivery_id IN "
        "(SELECT delivery_id FROM attempts WHERE outcome = 'delivered')",
    )
    yield Check(
        "deliveries",
        "deliveries that ended and do not say when",
        "SELECT delivery_id FROM deliveries WHERE state IN ('delivered', 'dead') AND settled_at IS NULL",
    )
    yield Check(
        "deliveries",
        "tries that are under way though nobody sends their delivery",
        "SELECT attempt_id FROM attempts WHERE outcome = 'sending' AND delivery_id NOT IN "
        "(SELECT delivery_id FROM deliveries WHERE state = 'sending')",
    )
    yield Check(
        "deliveries",
        "deliveries whose tries are not numbered one by one",
        "SELECT delivery_id FROM attempts GROUP BY ALL HAVING min(number) <> 1 OR max(number) <> count(*)",
    )


def listed(words: type[StrEnum] | frozenset[Kind] | tuple[str, ...]) -> str:
    """Words as a list in SQL."""
    return ", ".join(f"'{word}'" for word in sorted(words))
