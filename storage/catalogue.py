"""The PostgreSQL database that holds a lake's catalogue: its address, and the turns that writers take."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

from storage.errors import LedgerBusyError, LedgerError, LedgerUnreadableError
from storage.extensions import missing

if TYPE_CHECKING:
    from psycopg import Connection

SCHEME = "ducklake:postgres:"
SECRETS = ("password", "sslpassword", "oauth_client_secret")
READER, WRITER, TURN = "pactwatch reader", "pactwatch writer", "pactwatch turn"
CONNECT_SECONDS = 10
# The lock that writers hold: "pact" as a number.
LOCK = int.from_bytes(b"pact", "big")
# A machine that has gone away without a word loses its turn within a minute.
KEEPALIVES = ("tcp_keepalives_idle = 30", "tcp_keepalives_interval = 10", "tcp_keepalives_count = 3")
# Writers that still work; one that was killed may leave its last statement running on the server.
AT_WORK = (
    "SELECT pid, xact_start FROM pg_stat_activity WHERE datname = current_database() "
    "AND usename = current_user AND application_name = %s AND state <> 'idle' AND xact_start IS NOT NULL"
)
PASSING = ("too many clients", "connection slots", "starting up", "shutting down", "in recovery mode")
# What helps against what libpq says.
REMEDIES = (
    ("password authentication failed", "mend the password: storage.password, or PGPASSWORD"),
    ("no password supplied", "name the password in storage.password, or set PGPASSWORD"),
    ("Connection refused", "is PostgreSQL running there?"),
    ("No such file", "is PostgreSQL running there?"),
    ("timeout expired", "does the host of storage.url answer?"),
    ("could not translate host name", "the host of storage.url is not known"),
    ("Name or service not known", "the host of storage.url is not known"),
    ("resolve host", "the host of storage.url is not known"),
    ("does not exist", "make it, or mend storage.url"),
)


class Catalogue:
    """Where a catalogue is: `ducklake:postgres:` and a libpq connection string, which must not hold a secret."""

    def __init__(self, address: str, password: str | None = None) -> None:
        self._password = password
        self._parts = parts_of(address)

    @property
    def place(self) -> str:
        """The address, without secrets."""
        return SCHEME + self.connection()

    def connection(self, **more: str) -> str:
        """The connection string, without secrets, with some parts set."""
        return str(needed().conninfo.make_conninfo(**{**self._parts, **more}))

    @contextmanager
    def turn(self, wait: float) -> Iterator[Turn]:
        """The only writer's turn, waited for up to `wait` seconds, then LedgerBusyError."""
        deadline = time.monotonic() + wait
        with self._connect(deadline) as held:
            for setting in KEEPALIVES:
                held.execute(f"SET {setting}")
            turn = Turn(held)
            if not (turn.take(wait) and turn.wait_for_the_killed(deadline)):
                why = f"the lake {self.place} is written by another program for over {wait:.0f} s; run again"
                raise LedgerBusyError(why)
            yield turn

    def _connect(self, deadline: float) -> Connection[Sequence[Any]]:
        """Connect; a server that is full or starting is waited for."""
        psycopg = needed()
        secret = {} if self._password is None else {"password": self._password}
        string = self.connection(application_name=TURN, connect_timeout=str(CONNECT_SECONDS))
        while True:
            try:
                connection: Connection[Sequence[Any]] = psycopg.connect(string, autocommit=True, **secret)
            except psycopg.Error as error:
                self.explain(error, out_of_time=time.monotonic() > deadline)
                time.sleep(0.1)
                continue
            return connection

    def explain(self, error: Exception, *, out_of_time: bool) -> None:
        """Return where trying again may help; else raise what the error means for the person who sees it."""
        why = self.reason(error)
        if any(words in str(error) for words in PASSING):
            if not out_of_time:
                return
            raise LedgerBusyError(f"the lake {self.place} takes no connection ({why}); run again") from error
        remedy = next((mend for words, mend in REMEDIES if words in str(error)), "mend storage.url")
        raise LedgerUnreadableError(f"{self.place} cannot be opened ({why}); {remedy}") from error

    def reason(self, error: Exception) -> str:
        """The line of an error that says what is wrong, without the secret."""
        text = str(error).strip().partition("\n")[0]
        text = text.rpartition("failed: ")[2].removeprefix("FATAL:").strip()
        return text.replace(self._password, "***") if self._password else text


class Turn:
    """The lock that one writer has at a time, as long as its connection lives."""

    def __init__(self, connection: Connection[Sequence[Any]]) -> None:
        self._connection = connection

    def take(self, wait: float) -> bool:
        """Queue for the lock; false where it was not had in time."""
        psycopg = needed()
        try:
            self._connection.execute(f"SET lock_timeout = {max(1, int(wait * 1000))}")
            self._connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        except psycopg.errors.LockNotAvailable:
            return False
        return True

    def wait_for_the_killed(self, deadline: float) -> bool:
        """Wait until whatever is at work now has ended: a killed writer lets go of the lock before it has.

        Live writers that wait for their turn hold no transaction, but for an instant.
        """
        left = set(self._at_work())
        while left and time.monotonic() < deadline:
            time.sleep(0.005)
            left &= set(self._at_work())
        return not left

    def _at_work(self) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._connection.execute(AT_WORK, [WRITER]).fetchall()]

    def is_held(self) -> bool:
        """Whether the lock is still ours."""
        try:
            self._connection.execute("SELECT 1")
        except needed().Error:
            return False
        return True


def parts_of(address: str) -> dict[str, str]:
    """The parts of an address; LedgerError where it is none, or holds a secret, which is never repeated."""
    psycopg = needed()
    try:
        parts = psycopg.conninfo.conninfo_to_dict(address.removeprefix(SCHEME))
    except psycopg.Error:
        why = f"storage.url is no address of a lake; write {SCHEME}dbname=... host=... user=..."
        raise LedgerUnreadableError(why) from None
    if any(parts.get(name) for name in SECRETS):
        why = "storage.url must not hold a password; put it into PGPASSWORD or ~/.pgpass, or name it in storage.password"
        raise LedgerUnreadableError(why)
    return {name: str(value) for name, value in parts.items() if value is not None}


def needed() -> ModuleType:
    """psycopg; LedgerError where it is not installed."""
    try:
        import psycopg
        import psycopg.conninfo
    except ImportError as error:
        raise LedgerError(missing("psycopg")) from error
    return psycopg
