"""Mail: what the server answered, and a Message-ID that is the same in every try."""

from __future__ import annotations

import re
import smtplib
import ssl
from types import SimpleNamespace
from typing import Any

from flows.alerts.outcome import Outcome, Result
from flows.alerts.wire import WATCHED, Wire

MESSAGE_ID = re.compile(r"^Message-ID:[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE)


def watch_mail() -> None:
    """Let Apprise's mail plugin talk to servers through `WatchedSMTP`, once in a process."""
    from apprise.plugins.email import base

    plugin: Any = base
    if not isinstance(plugin.smtplib, SimpleNamespace):
        # What the plugin uses of the module, and no more.
        plugin.smtplib = SimpleNamespace(
            SMTP=WatchedSMTP, SMTP_SSL=WatchedSMTPS, SMTPException=smtplib.SMTPException
        )


class Watch:
    """Notes what comes of a mail on its way through smtplib, in whose classes it is mixed."""

    handing_over = leaving = False

    def connect(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """As smtplib; a greeting that sends us away is noted."""
        code, said = super().connect(*args, **kwargs)  # type: ignore[misc]
        if code != 220:
            note(of_reply(code, said))
        return code, said

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        try:
            made = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        except OSError as error:
            secure = isinstance(error, ssl.SSLError)
            note(Outcome(Result.RETRY, "no secure connection" if secure else "cannot be reached", rest=True))
            raise
        wire = WATCHED.get()
        if wire:
            made.settimeout(wire.read_seconds)
        return made

    def getreply(self) -> tuple[int, bytes]:
        """As smtplib; a connection that ends or falls silent is noted."""
        try:
            reply: tuple[int, bytes] = super().getreply()  # type: ignore[misc]
        except (OSError, smtplib.SMTPException):
            if self.leaving:
                raise
            if self.handing_over:
                note(Outcome(Result.UNKNOWN, "no answer after the mail was handed over", rest=True))
            else:
                note(Outcome(Result.RETRY, "the connection broke before the mail was handed over", rest=True))
            raise
        return reply

    def starttls(self, *args: Any, **kwargs: Any) -> Any:
        """As smtplib; a failure is noted."""
        try:
            return super().starttls(*args, **kwargs)  # type: ignore[misc]
        except (OSError, smtplib.SMTPException):
            note(Outcome(Result.RETRY, "no secure connection", rest=True))
            raise

    def login(self, *args: Any, **kwargs: Any) -> Any:
        """As smtplib; a refusal is noted."""
        try:
            return super().login(*args, **kwargs)  # type: ignore[misc]
        except smtplib.SMTPResponseException as error:
            note(of_reply(error.smtp_code, error.smtp_error))
            raise
        except smtplib.SMTPNotSupportedError:
            note(Outcome(Result.REJECTED, "the server takes no login"))
            raise

    def sendmail(self, sender: str, to: Any, message: Any, *args: Any, **kwargs: Any) -> Any:
        """As smtplib, with the message's own Message-ID; the answer is noted."""
        wire = WATCHED.get()
        if wire:
            message = with_message_id(message, wire, sender)
        try:
            refused = super().sendmail(sender, to, message, *args, **kwargs)  # type: ignore[misc]
        except smtplib.SMTPRecipientsRefused as error:
            note(of_reply(*next(iter(error.recipients.values()))))
            raise
        except smtplib.SMTPResponseException as error:
            note(of_reply(error.smtp_code, error.smtp_error))
            raise
        except smtplib.SMTPNotSupportedError:
            note(Outcome(Result.REJECTED, "the server cannot take a mail to this address"))
            raise
        note(Outcome(Result.DELIVERED, "SMTP 250"))
        return refused

    def quit(self) -> tuple[int, bytes]:
        """As smtplib; what becomes of the mail is settled by then."""
        self.leaving = True
        said: tuple[int, bytes] = super().quit()  # type: ignore[misc]
        return said

    def data(self, message: Any) -> tuple[int, bytes]:
        """As smtplib; from here on the server may have the mail."""
        self.handing_over = True
        try:
            reply: tuple[int, bytes] = super().data(message)  # type: ignore[misc]
        except smtplib.SMTPException:
            # What the server said is noted where it is read.
            raise
        except OSError:
            note(Outcome(Result.UNKNOWN, "the connection broke while the mail was handed over", rest=True))
            raise
        finally:
            self.handing_over = False
        return reply


class WatchedSMTP(Watch, smtplib.SMTP):  # type: ignore[misc]
    """A mail server, watched."""


class WatchedSMTPS(Watch, smtplib.SMTP_SSL):  # type: ignore[misc]
    """A mail server behind TLS, watched."""


def note(outcome: Outcome) -> None:
    """Keep an outcome of the try that is under way."""
    wire = WATCHED.get()
    if wire:
        wire.seen.append(outcome)


def of_reply(code: int, said: bytes | str) -> Outcome:
    """What a mail server's reply says: 4xx is for now, 5xx for good."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    detail = " ".join(f"SMTP {code} {text}".split())[:300]
    return Outcome(Result.REJECTED if code >= 500 else Result.RETRY, detail)


def with_message_id(message: Any, wire: Wire, sender: str) -> Any:
    """A mail with its key as its one Message-ID; mailboxes and people see by it that a mail came again."""
    text = message.decode("utf-8", "surrogateescape") if isinstance(message, bytes) else str(message)
    text = text.replace("\r\n", "\n")
    head, blank, body = text.partition("\n\n")
    head = MESSAGE_ID.sub("", head + "\n").rstrip("\n")
    host = re.sub(r"[^A-Za-z0-9.-]", "", sender.rpartition("@")[2]) or "localhost"
    text = f"Message-ID: <{wire.key}@{host}>\n{head}{blank}{body}"
    return text.encode("utf-8", "surrogateescape") if isinstance(message, bytes) else text
