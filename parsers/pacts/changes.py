"""What is news about a pact to someone who knew it as it was."""

from __future__ import annotations

from datetime import date

from parsers.model import Change, ChangeKind, Pact
from parsers.urls import key


def change_of(before: Pact | None, now: Pact, act_id: str) -> Change | None:
    """The pact is new, or its status moved by an act; None where it is no news, as while only debatable acts report it."""
    if not now.required:
        return None
    if before is None or not before.required:
        return Change(new_change_id(now.id), now.id, act_id, ChangeKind.NEW, None, now.status)
    if before.status == now.status:
        return None
    change_id = key("change", now.id, ChangeKind.STATUS, before.status, now.status, act_id)
    return Change(change_id, now.id, act_id, ChangeKind.STATUS, before.status, now.status)


def deadline_of(pact_id: str, act_id: str, day: date, days: int) -> Change:
    """The day of a pact, as an act tells it, is so many days away or less."""
    change_id = key("change", pact_id, ChangeKind.DEADLINE, day.isoformat(), str(days))
    return Change(change_id, pact_id, act_id, ChangeKind.DEADLINE, None, day.isoformat())


def new_change_id(pact_id: str) -> str:
    """The key of the change that a pact is new."""
    return key("change", pact_id, ChangeKind.NEW)
