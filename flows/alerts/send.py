"""Send a message through Apprise, to one channel, once; the outcome is told as it is."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from flows.alerts.render import Message
from flows.settings import SettingsError, open_reference


class Result(StrEnum):
    """What became of a message."""

    DELIVERED = "delivered"
    FAILED = "failed"
    NOT_TRIED = "not_tried"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a channel took the message, and if not, why, without the channel's address."""

    result: Result
    detail: str | None = None


# A channel that answers slowly has the message already; giving up on it early would send it again.
READ_SECONDS = 60.0


def send(message: Message, channel: str, home: Path) -> Outcome:
    """Send to the channel that a reference names; never raises for what the channel does."""
    # Apprise and urllib3 write whole channel addresses, with their tokens, into their logs.
    for name in ("apprise", "urllib3"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    from apprise import Apprise, AppriseAsset, NotifyFormat

    try:
        address = open_reference(channel, home)
    except SettingsError as error:
        return Outcome(Result.NOT_TRIED, str(error))
    try:
        # A followed redirect loses the message and still counts as sent.
        sender = Apprise(asset=AppriseAsset(app_id="pactwatch", http_redirects=False, async_mode=False))
        if not sender.add(address) or len(sender) != 1:
            why = "not one address that Apprise knows; put exactly one Apprise URL there"
            return Outcome(Result.NOT_TRIED, f"channel {channel}: {why}")
        # The outbox tries again; a channel that did so by itself would send what was taken once more.
        sender[0].retry = 0
        sender[0].socket_read_timeout = READ_SECONDS
        sent = sender.notify(title=message.title, body=message.body, body_format=NotifyFormat.TEXT)
    except Exception as error:  # noqa: BLE001 - whatever a channel's code does, the outbox goes on
        return Outcome(Result.FAILED, f"channel {channel}: {type(error).__name__}")
    return Outcome(Result.DELIVERED) if sent else Outcome(Result.FAILED, f"channel {channel}: not accepted")
