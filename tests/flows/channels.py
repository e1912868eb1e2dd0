"""Receivers of other kinds than HTTP: a mail server and an MQTT broker on loopback, and an HTTP one that misbehaves."""

from __future__ import annotations

import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

BROKER = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")


class Mailbox:
    """Keeps mails, and answers at a chosen step with a chosen reply; `hang_up` closes the connection instead."""

    def __init__(self) -> None:
        self.mails: list[str] = []
        self.rcpt, self.data, self.hang_up = "250 OK", "250 OK", False

    async def handle_RCPT(  # noqa: N802 - the server calls it so
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt.format(address=address)

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802 - the server calls it so
        self.mails.append(envelope.content.decode())
        if self.hang_up:
            assert server.transport
            server.transport.abort()
        return self.data


def no_entry(*_: Any) -> AuthResult:
    """Nobody may log in."""
    return AuthResult(success=False, handled=False)


@contextmanager
def mail_server(mailbox: Mailbox, *, closed: bool = False) -> Iterator[int]:
    """A mail server's port; a `closed` one takes nobody's password."""
    more: dict[str, Any] = {"authenticator": no_entry, "auth_require_tls": False} if closed else {}
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), **more)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def broker(folder: Path, *, open_to_all: bool = True) -> Iterator[int]:
    """An MQTT broker's port."""
    assert BROKER
    port = free_port()
    settings = folder / "mosquitto.conf"
    allow = "true" if open_to_all else "false"
    settings.write_text(f"listener {port} 127.0.0.1\nallow_anonymous {allow}\n")
    with subprocess.Popen(
        [BROKER, "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        try:
            wait_for(port)
            yield port
        finally:
            running.terminate()


def wait_for(port: int) -> None:
    """Return when somebody listens."""
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError


@contextmanager
def rude_server(kind: str) -> Iterator[int]:
    """The port of a server that takes a request and then is `silent`, sends a `reset`, or drips its answer without end."""
    listening = socket.create_server(("127.0.0.1", 0))
    taken: list[socket.socket] = []

    def serve() -> None:
        while True:
            try:
                one, _ = listening.accept()
            except OSError:
                return
            taken.append(one)
            one.recv(65_536)
            if kind == "reset":
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                one.close()
            elif kind == "drip":
                Thread(target=drip, args=(one,), daemon=True).start()

    def drip(one: socket.socket) -> None:
        try:
            for letter in "HTTP/1.1 200 O" + "K" * 10_000:
                one.sendall(letter.encode())
                time.sleep(0.05)
        except OSError:
            return

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for one in taken:
            one.close()
        thread.join()
