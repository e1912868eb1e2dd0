"""What can go wrong with a ledger.

LedgerError
├── LedgerBusyError        another program holds the file longer than we wait
├── LedgerUnreadableError  the file is no ledger, or is damaged
│   └── LedgerMissingError there is none yet
├── LedgerTooNewError      a newer pactwatch wrote it
└── QueryError             a person's SQL was refused
"""

from __future__ import annotations


class LedgerError(Exception):
    """A ledger cannot be used; the message is one line with the remedy."""


class LedgerBusyError(LedgerError):
    """Another program holds the file."""


class LedgerUnreadableError(LedgerError):
    """The file is no ledger, or is damaged."""


class LedgerMissingError(LedgerUnreadableError):
    """There is no ledger yet; the first run makes it."""


class LedgerTooNewError(LedgerError):
    """A newer pactwatch wrote the file."""


class QueryError(LedgerError):
    """A person's SQL was refused."""
