"""Subscriptions on the terminal: in words, what they would have sent, and why they fired or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rich.console import Console
from rich.padding import Padding

from flows.alerts.choose import Outgoing
from flows.alerts.message import headline
from flows.alerts.preview import Preview, alert_of, muted, news_of
from flows.alerts.render import render
from flows.alerts.rules import Clause, clauses
from flows.alerts.subscription import Subscription
from flows.commands.show import plain, table
from parsers.names import counted
from storage.subscriptions import Noted


def show_subscriptions(subscriptions: Sequence[Subscription]) -> None:
    """A line for each."""
    console = Console()
    if not subscriptions:
        console.print("There are none. Write one: pactwatch sub add NAME to=env:CHANNEL")
        return
    made = table("name", "to", "hears of", "when")
    for s in subscriptions:
        made.add_row(*map(plain, (s.name, ", ".join(s.to), rule_in_words(s), timing_in_words(s))))
    console.print(made)


def show_subscription(subscription: Subscription, block: str) -> None:
    """The block of the file, and what it means."""
    console = Console()
    console.print(block, markup=False, highlight=False)
    console.print(plain(f"Hears of: {rule_in_words(subscription)}"))
    console.print(plain(f"When: {timing_in_words(subscription)}"))


def rule_in_words(subscription: Subscription) -> str:
    """All conditions in a line."""
    told = [c for c in clauses(subscription, subscription.lists) if c.name != "deadline_days"]
    return "; ".join(f"{c.name}: {c.wants}" for c in told) or "everything"


def timing_in_words(subscription: Subscription) -> str:
    """When it hears, in a line."""
    s = subscription
    parts = [
        "paused" if s.paused else "",
        f"digest {s.digest}" if s.digest else "at once",
        f"quiet {s.quiet_hours}" if s.quiet_hours else "",
        f"at most {s.max_per_hour} an hour" if s.max_per_hour else "",
        f"{', '.join(map(str, s.deadline_days))} days before a pact's day" if s.deadline_days else "",
        f"{counted(len(s.mute), 'mute')}" if s.mute else "",
        s.timezone if s.digest or s.quiet_hours else "",
    ]
    return ", ".join(filter(None, parts))


def show_preview(
    subscription: Subscription, found: Preview, since: date, samples: int, site_url: str
) -> None:
    """Counts a day, the first messages, and what one condition alone held back."""
    console = Console()
    alerts, messages = counted(len(found.sent), "alert"), counted(found.messages.total(), "message")
    console.print(
        plain(
            f"Since {since}, of {counted(found.changes, 'change')}: {alerts} in {messages} to each channel."
        )
    )
    if found.messages:
        days = table("day", "messages", "")
        for day, number in sorted(found.messages.items()):
            days.add_row(str(day), str(number), "▪" * min(number, 60))
        console.print(days)
    for noted, place in found.sent[-samples:] if samples else ():
        message = render(alert_of(noted, subscription.name), site_url)
        late = f" (in the digest of {place.digest.partition('|')[2]})" if place.digest else ""
        console.print(plain(f"{message.title}{late}"), style="bold")
        for line in message.body.splitlines():
            console.print(Padding(plain(line), (0, 0, 0, 2)))
    if not found.misses:
        console.print("Nothing was held back by one condition alone.")
        return
    stops = ", ".join(f"{name} {number}" for name, number in found.stopped_by().most_common())
    console.print(plain(f"Held back by one condition alone: {len(found.misses)} ({stops})"))
    near = table("pact", "condition", "wants", "has", "pact_id")
    for miss in found.misses[: max(samples, 1) * 3]:
        alert = alert_of(miss.noted, subscription.name)
        near.add_row(
            *map(plain, (headline(alert), miss.clause, miss.wants, miss.has, miss.noted.pact.id[:8]))
        )
    console.print(near)


def show_why(
    subscription: Subscription, noted: Sequence[Noted], heard: Sequence[Mapping[str, Any]], out: Outgoing
) -> None:
    """For each change of a pact, which conditions hold; and what was queued."""
    console = Console()
    own = clauses(subscription, subscription.lists)
    if not noted:
        console.print(
            "Nothing was told of this pact to anybody: only reports that can be left out tell of it."
        )
    for one in noted:
        news = news_of(one)
        stops: list[Clause] = [c for c in own if not c.holds(news)]
        console.print(
            plain(f"{one.recorded_at:%Y-%m-%d %H:%M} {headline(alert_of(one, subscription.name))}"),
            style="bold",
        )
        verdict = "meets the rule" if not stops else "does not meet the rule"
        console.print(plain(f"It {verdict}, with the pact as it is now."))
        made = table("condition", "wants", "has", "")
        for c in [*own, *muted(out, subscription, news)]:
            made.add_row(*map(plain, (c.name, c.wants, c.has(news), "yes" if c.holds(news) else "no")))
        if made.row_count:
            console.print(made)
        old = one.recorded_at - one.published if one.published else None
        if subscription.max_age_days and old and old.days >= subscription.max_age_days:
            console.print(
                plain(
                    f"It was published {old.days} days before it was found; max_age_days is {subscription.max_age_days}."
                )
            )
    if subscription.paused:
        console.print("The subscription is paused.")
    for row in heard:
        due = f", due {row['due_at']:%Y-%m-%d %H:%M} UTC" if row["due_at"] else ""
        part = " in a digest" if row["digest"] else ""
        console.print(
            plain(
                f"{row['channel']}: {row['state']}{part}, queued {row['queued_at']:%Y-%m-%d %H:%M}{due} ({row['change']} {row['after']})"
            )
        )
    if not heard:
        console.print("Nothing was queued for it.")
