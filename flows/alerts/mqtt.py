"""MQTT: at least once, and what the broker answered."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flows.alerts.outcome import Outcome, Result
from flows.alerts.wire import Wire

# What a broker says of its own state; all else that it refuses with, it refuses for good.
BUSY = frozenset({"Server unavailable", "Server busy", "Quota exceeded", "Connection rate exceeded"})


class MqttWatch:
    """Notes what comes of one message that a plugin publishes."""

    def __init__(self, plugin: Any, wire: Wire) -> None:
        self.plugin, self.wire, self.connected = plugin, wire, False
        # With 0 the broker says nothing, and what it never got counts as sent.
        plugin.qos = max(1, plugin.qos)
        plugin.socket_read_timeout = wire.read_seconds
        plugin.client.connect_timeout = 10.0
        plugin.client.on_connect = self.on_connect
        plugin.client.on_publish = self.on_publish

    def on_connect(self, _client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        """The broker let us in, or did not."""
        if reason.is_failure:
            self.refused(reason)
        else:
            self.connected = True

    def on_publish(self, _client: Any, _data: Any, _number: Any, reason: Any, _properties: Any) -> None:
        """The broker has the message, or does not want it."""
        if reason.is_failure:
            self.refused(reason)
        else:
            self.wire.seen.append(Outcome(Result.DELIVERED, "the broker has it"))

    def refused(self, reason: Any) -> None:
        """Keep a refusal, and let the plugin wait no longer."""
        name = str(reason)
        result = Result.RETRY if name in BUSY else Result.REJECTED
        self.wire.seen.append(Outcome(result, f"MQTT: {name.lower()}", rest=result is Result.RETRY))
        self.plugin.socket_read_timeout = 0.0

    def close(self) -> None:
        """End the connection that the plugin leaves open, and note where nothing came."""
        with suppress(OSError, ValueError, RuntimeError):
            self.plugin.client.disconnect()
            self.plugin.client.loop_stop()
        if not self.wire.seen:
            said = (
                Outcome(Result.UNKNOWN, "the broker said nothing after the message", rest=True)
                if self.connected
                else Outcome(Result.RETRY, "cannot be reached", rest=True)
            )
            self.wire.seen.append(said)
