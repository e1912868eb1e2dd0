"""Words that alerts and the briefing share: what moved about a pact, and what its page is called."""

from __future__ import annotations

import re
from hashlib import sha256

from parsers.model import ChangeKind
from parsers.names import display_amount, display_name, listed

HEX = re.compile(r"[0-9a-f]{32}")


def words(code: str) -> str:
    """A status, kind or topic as people read it: "in force"."""
    return code.replace("_", " ")


def page_name(pact_id: str) -> str:
    """The name of a pact's page: the first half of its id, which no two share by chance."""
    return pact_id[:16] if HEX.fullmatch(pact_id) else sha256(pact_id.encode()).hexdigest()[:16]


def headed(change: str, before: str | None, after: str) -> str:
    """A change in a few words, to stand before the pact's title: "Signed", "Joined by Chile", "Now $3 million".

    `change`, `before` and `after` are as the ledger keeps them (parsers.model.Change).
    """
    if change == ChangeKind.PARTIES:
        joined = [p for p in after.split() if p not in (before or "").split()]
        return f"Joined by {parties(' '.join(joined))}" if joined else f"Now between {parties(after)}"
    if change == ChangeKind.AMOUNT:
        return f"Now {sums(after, before) or sums(after)}"
    if change == ChangeKind.DEADLINE:
        return f"Due {after}"
    return words(after).capitalize()


def spelled(change: str, before: str | None, after: str, kind: str, status: str) -> str:
    """A change from what to what, as a clause: "treaty moved from signed to ratified"; `status` is the pact's own."""
    if change == ChangeKind.NEW:
        return f"new {kind} ({words(after)})"
    if change == ChangeKind.PARTIES:
        return f"parties of the {kind} were {parties(before or '')}, now {parties(after)}"
    if change == ChangeKind.AMOUNT:
        return f"sums of the {kind} were {sums(before or '') or 'not told'}, now {sums(after)}"
    if change == ChangeKind.DEADLINE:
        return f"the day of the {kind} ({words(status)}) is near: {after}"
    return f"{kind} moved from {words(before or 'unknown')} to {words(after)}"


def parties(ids: str) -> str:
    """Parties of a change ("NOR CHL") by name."""
    return listed([display_name(p) for p in ids.split()])


def sums(text: str, known: str | None = None) -> str:
    """Sums of a change ("2000000 NOK; 5 EUR") as people read them, without those that were known."""
    old = set((known or "").split("; "))
    pairs = [one.split(" ", 1) for one in text.split("; ") if one and one not in old]
    return ", ".join(display_amount(float(value), unit) for value, unit in pairs)
