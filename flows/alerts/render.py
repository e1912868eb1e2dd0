"""What an alert says, in plain text."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.names import counted, display_amount, display_name, listed
from storage.deliveries import Alert

STATUS_WORDS = {"in_force": "in force"}


@dataclass(frozen=True, slots=True)
class Message:
    """A title and a body."""

    title: str
    body: str


def render(alert: Alert) -> Message:
    """The message of an alert: what changed, who, when, how sure, with the quoted sentence and its link."""
    sure = (
        f"{alert.confidence:.0%} sure, {counted(len(alert.outlets), 'outlet')}: {listed(list(alert.outlets))}"
    )
    when = " · ".join(filter(None, (str(alert.pact_date) if alert.pact_date else None, alert.place)))
    amounts = ", ".join(display_amount(a["value"], a["unit"]) for a in alert.amounts)
    lines = [
        ("What", what(alert)),
        ("Who", who(alert)),
        ("When", when or "the articles give no date"),
        ("Amount", amounts),
        ("Sure", sure),
    ]
    facts = "\n".join(f"{name + ':':8}{value}" for name, value in lines if value)
    said = " · ".join(filter(None, (alert.outlet, f"{alert.published:%Y-%m-%d}" if alert.published else "")))
    quote = f"“{alert.evidence}”\n— {said}\n{alert.url}"
    return Message(headline(alert), f"{facts}\n\n{quote}\n")


def headline(alert: Alert) -> str:
    """The alert in one line: the status and the pact's title."""
    status = STATUS_WORDS.get(alert.after, alert.after)
    return f"{status.capitalize()}: {alert.title}"


def what(alert: Alert) -> str:
    """What changed."""
    after = STATUS_WORDS.get(alert.after, alert.after)
    if alert.change == "new":
        return f"new {alert.kind} ({after})"
    before = STATUS_WORDS.get(alert.before or "", alert.before)
    return f"{alert.kind} moved from {before} to {after}"


def who(alert: Alert) -> str:
    """The parties with their roles, where the role is not plain."""
    groups: dict[str, list[str]] = {}
    for party in alert.parties:
        groups.setdefault(party["role"], []).append(display_name(party["id"]))
    plain = {"party": "", "committer": "", "recipient": "to ", "mediator": "mediated by "}
    return "; ".join(plain[role] + listed(names) for role, names in groups.items())
