"""Send a message through Apprise, to one channel, once; the outcome is told as it is."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from flows.alerts.render import Message
from flows.settings import SettingsError, open_reference


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a channel took the message, and if not, why, without the channel's address."""

    delivered: bool
    detail: str | None = None


def send(message: Message, channel: str, home: Path) -> Outcome:
    """Send to the channel that a reference names; never raises for what the channel does."""
    # Apprise and urllib3 write whole channel addresses, with their tokens, into their logs.
    for name in ("apprise", "urllib3"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    from apprise import Apprise, AppriseAsset, NotifyFormat

    try:
        address = open_reference(channel, home)
    except SettingsError as error:
        return Outcome(delivered=False, detail=str(error))
    # A followed redirect loses the message and still counts as sent.
    asset = AppriseAsset(app_id="pactwatch", app_desc="pactwatch", http_redirects=False, async_mode=False)
    sender = Apprise(asset=asset)
    if not sender.add(address):
        return Outcome(delivered=False, detail=f"channel {channel}: not an address that Apprise knows")
    try:
        sent = sender.notify(title=message.title, body=message.body, body_format=NotifyFormat.TEXT)
    except Exception as error:  # noqa: BLE001 - whatever a channel's code does, the outbox goes on
        return Outcome(delivered=False, detail=f"channel {channel}: {type(error).__name__}")
    return (
        Outcome(delivered=True)
        if sent
        else Outcome(delivered=False, detail=f"channel {channel}: not accepted")
    )
