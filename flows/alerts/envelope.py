"""From what is due to the letter that is sent: one alert, a digest, or a word to the operator."""

from __future__ import annotations

from collections.abc import Sequence

from flows.alerts.render import Message, render, render_digest, webhook_body, webhook_digest
from flows.alerts.send import Letter
from parsers.names import counted
from storage.alert_log import DeadLetter
from storage.deliveries import Alert

LISTED = 20


def letter_of(alerts: Sequence[Alert], site_url: str = "") -> Letter:
    """The letter that tells what was claimed together."""
    first = alerts[0]
    if first.digest is None:
        message, payload = render(first, site_url), webhook_body(first, site_url)
    else:
        message = render_digest(alerts, site_url)
        # One id over all tries, whoever joins the digest.
        payload = {**webhook_digest(alerts, site_url), "id": first.message_id}
    return Letter(message, first.message_id, first.attempts + 1, payload)


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
