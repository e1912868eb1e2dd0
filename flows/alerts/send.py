"""Send a message to one channel, once, and tell what became of it as it is."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from flows.alerts.outcome import Outcome, Result
from flows.alerts.redact import redact
from flows.alerts.render import Message
from flows.settings import SettingsError, open_reference

# One try is over by then, whatever a channel does; shorter than the lease that a sender has.
SEND_SECONDS = 90.0
QUIET = ("apprise", "urllib3", "requests", "paho")
# Apprise says "sent" for these whatever happened.
NO_TRUTH = {"xmpp": "Apprise reports success even where its server refuses the password"}
UNSAID = "this kind of channel gives no receipt"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way: the key that is the same in every try, the number of the try, and the JSON of webhooks."""

    message: Message
    key: str = "test"
    attempt: int = 1
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel may be, and how long it may take to answer, in seconds."""

    private_addresses: bool = True
    read_seconds: float = 30.0
    send_seconds: float = SEND_SECONDS


def send(letter: Letter, channel: str, home: Path, limits: Limits | None = None) -> Outcome:
    """Send to the channel that a reference names; never raises for what the channel does."""
    limits = limits or Limits()
    try:
        address = open_reference(channel, home)
        check(address, channel, home)
    except SettingsError as error:
        return Outcome(Result.NOT_TRIED, str(error))
    answer: SimpleQueue[Outcome] = SimpleQueue()

    def work() -> None:
        try:
            answer.put(transmit(letter, address, home, limits))
        except Exception as error:  # noqa: BLE001 - whatever a channel's code does, the outbox goes on
            answer.put(Outcome(Result.UNKNOWN, f"the channel's code failed ({type(error).__name__})"))

    # A server that answers a byte at a time is left to itself; its thread ends with the process.
    Thread(target=work, name="send", daemon=True).start()
    try:
        outcome = answer.get(timeout=limits.send_seconds)
    except Empty:
        outcome = Outcome(Result.UNKNOWN, "no answer in time", rest=True)
    detail = redact(outcome.detail, address) if outcome.detail else None
    return replace(outcome, detail=detail)


def why_unusable(channel: str, home: Path) -> str | None:
    """Why nothing can be sent to a channel as it is set up now; None where something can."""
    try:
        check(open_reference(channel, home), channel, home)
    except SettingsError as error:
        return str(error)
    return None


def check(address: str, channel: str, home: Path) -> None:
    """SettingsError, without the address, where it is not one that a message can be sent to."""
    from flows.alerts.webhook import is_webhook, split_webhook

    try:
        if is_webhook(address):
            split_webhook(address, home)
        else:
            plugin_of(address)
    except SettingsError as error:
        raise SettingsError(f"channel {channel}: {error}") from error


def plugin_of(address: str) -> Any:
    """The one Apprise plugin of an address, with its traps closed; SettingsError where there is not exactly one."""
    for name in QUIET:
        # They write whole channel addresses, with their tokens, into their logs.
        logging.getLogger(name).setLevel(logging.CRITICAL)
    from apprise import Apprise, AppriseAsset

    scheme = address.partition("://")[0].strip().lower()
    if why := NO_TRUTH.get(scheme.rstrip("s")):
        raise SettingsError(f"{scheme}:// cannot be used: {why}")
    sender = Apprise(asset=AppriseAsset(app_id="pactwatch", http_redirects=False, async_mode=False))
    try:
        added = sender.add(address)
    except Exception as error:  # noqa: BLE001 - plugins read their addresses in their own ways
        raise SettingsError(f"Apprise cannot read the address ({type(error).__name__})") from None
    if not added or len(sender) != 1:
        raise SettingsError("not one address that Apprise knows; put exactly one Apprise URL there")
    plugin = sender[0]
    # The outbox tries again; a channel that did so by itself would send what was taken once more.
    plugin.retry = 0
    # A failure that is "optional" counts as success.
    plugin.optional = False
    plugin.redirects = False
    if len(plugin) > 1 or getattr(plugin, "cc", None) or getattr(plugin, "bcc", None):
        raise SettingsError(
            "several recipients in one address; give each a channel of its own, so that one that fails fails alone"
        )
    return sender


def transmit(letter: Letter, address: str, home: Path, limits: Limits) -> Outcome:
    """Send, and say what the channel answered; the detail may still hold parts of the address."""
    from flows.alerts.webhook import is_webhook, post_signed, split_webhook
    from flows.alerts.wire import Wire, watching

    wire = Wire(letter.key, letter.attempt, limits.private_addresses, limits.read_seconds)
    with watching(wire), ExitStack() as after:
        if is_webhook(address):
            url, secret = split_webhook(address, home)
            post_signed(url, secret, letter.payload or plain_payload(letter.message), wire)
            return wire.seen[-1]
        sender = plugin_of(address)
        said, seeing = through_apprise(sender, letter, wire, after)
    return concluded(wire.seen, said=said, seeing=seeing)


def through_apprise(sender: Any, letter: Letter, wire: Any, after: ExitStack) -> tuple[bool, bool]:
    """What Apprise says of the sending, and whether its plugin is one whose answers can be seen."""
    plugin = sender[0]
    module = type(plugin).__module__
    plugin.socket_read_timeout = wire.read_seconds
    seeing = hasattr(sys.modules.get(module), "requests")
    body, form = body_for(letter.message, plugin)
    if ".email" in module:
        from flows.alerts.mail import watch_mail

        watch_mail()
        plugin.headers = {k: v for k, v in plugin.headers.items() if k.lower() != "message-id"}
        plugin.headers |= dict(getattr(letter.message, "headers", {}))
        seeing = True
    elif module.endswith(".mqtt"):
        from flows.alerts.mqtt import MqttWatch

        after.callback(MqttWatch(plugin, wire).close)
        body = f"{body.rstrip()}\n\nid: {letter.key}\n"
        seeing = True
    return bool(sender.notify(title=letter.message.title, body=body, body_format=form)), seeing


def body_for(message: Message, plugin: Any) -> tuple[str, Any]:
    """The body of a message in the format that a plugin likes, where there is one, else in plain text."""
    from apprise import NotifyFormat

    written: str | None = getattr(message, str(plugin.notify_format.value), None)
    if written and plugin.notify_format in (NotifyFormat.HTML, NotifyFormat.MARKDOWN):
        return written, plugin.notify_format
    return message.body, NotifyFormat.TEXT


def concluded(seen: list[Outcome], *, said: bool, seeing: bool) -> Outcome:
    """What became of a message, given what was answered on the wire and what Apprise made of it."""
    taken = [o for o in seen if o.result is Result.DELIVERED]
    refused = [o for o in seen if o.result is not Result.DELIVERED]
    if said and taken:
        return taken[-1]
    if refused:
        return refused[-1]
    if taken:
        return Outcome(Result.RETRY, f"{taken[-1].detail}, but its answer was not a yes")
    if said:
        return Outcome(Result.DELIVERED, UNSAID)
    if seeing:
        return Outcome(Result.RETRY, "Apprise sent nothing")
    return Outcome(Result.UNKNOWN, f"not sent, says Apprise; {UNSAID}")


def plain_payload(message: Message) -> dict[str, Any]:
    """The JSON of a message that tells of no pact: a test, or a word to the operator."""
    return {"type": "pactwatch.message", "data": {"title": message.title, "body": message.body}}
