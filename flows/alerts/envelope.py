"""From what is due to the letter that is sent: one alert, a digest, or a word to the operator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from flows.alerts.render import Message, render
from flows.alerts.send import Letter
from parsers.names import counted
from storage.alert_log import DeadLetter
from storage.deliveries import Alert

LISTED = 20
# How the message stands in the outbox is nothing that a receiver goes by.
OURS = frozenset({"channel", "attempts", "message_id"})


def letter_of(alerts: Sequence[Alert]) -> Letter:
    """The letter that tells what was claimed together."""
    first = alerts[0]
    digest = first.digest is not None
    message = render_digest(alerts) if digest else render(first)
    payload = {
        "type": "pact.digest" if digest else "pact.changed",
        "data": {"alerts": [data_of(a) for a in alerts]} if digest else data_of(first),
    }
    return Letter(message, first.message_id, first.attempts + 1, payload)


def render_digest(alerts: Sequence[Alert]) -> Message:
    """Several alerts as one message."""
    said = [render(a) for a in alerts]
    body = "\n\n".join(f"{m.title}\n\n{m.body.strip()}" for m in said)
    return Message(f"{counted(len(said), 'change')} of pacts", body + "\n")


def data_of(alert: Alert) -> dict[str, Any]:
    """An alert as JSON values."""
    return {f.name: plain(getattr(alert, f.name)) for f in fields(alert) if f.name not in OURS}


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value


def dead_message(dead: Sequence[DeadLetter]) -> Message:
    """What the operator is told of alerts that were given up."""
    lines = [
        f"- {d.subscription}, {d.channel}: {d.title} ({counted(d.tries, 'try')}; {d.outcome}: {d.detail or 'no detail'})"
        for d in dead[:LISTED]
    ]
    more = len(dead) - LISTED
    if more > 0:
        lines.append(f"- and {more} more")
    remedy = "Mend the channel, then: pactwatch alerts retry --all. To see them: pactwatch alerts dead."
    title = f"pactwatch: {counted(len(dead), 'alert')} could not be delivered"
    return Message(title, "\n".join([*lines, "", remedy, ""]))
