"""What an alert says, worked out before it is put into words: headline, facts, quote, links; and how important it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flows.alerts.escape import link
from flows.wording import headed, page_name, spelled
from parsers.model import ChangeKind, Status
from parsers.names import counted, display_amount, display_name, listed
from storage.deliveries import Alert

BROKEN = frozenset({Status.VIOLATED, Status.TERMINATED, Status.SUSPENDED, Status.REJECTED})
DONE = frozenset(
    {Status.SIGNED, Status.RATIFIED, Status.IN_FORCE, Status.AGREED, Status.EXTENDED, Status.FULFILLED}
)
ROLES = {"party": "", "committer": "", "recipient": "to ", "mediator": "mediated by "}


@dataclass(frozen=True, slots=True)
class Message:
    """A title and a body in plain text, the same in Markdown and HTML, and headers by which a mail threads by pact."""

    title: str
    body: str
    markdown: str = ""
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """An alert as all templates tell it; texts from outside are as they came, links are safe."""

    headline: str
    facts: tuple[tuple[str, str], ...]
    quote: str
    said: str
    link: str
    page: str


def told(alert: Alert, site_url: str = "") -> Told:
    """What an alert says."""
    when = " · ".join(filter(None, (str(alert.pact_date) if alert.pact_date else None, alert.place)))
    facts = (
        ("What", what(alert)),
        ("Who", who(alert)),
        ("When", when or "the articles give no date"),
        ("Amount", amounts(alert.amounts)),
        ("Sure", sure(alert)),
    )
    said = " · ".join(filter(None, (alert.outlet, f"{alert.published:%Y-%m-%d}" if alert.published else "")))
    return Told(
        headline(alert),
        tuple((name, value) for name, value in facts if value),
        alert.evidence,
        said or "no outlet named",
        link(alert.url),
        page_of(alert.pact_id, site_url),
    )


def sure(alert: Alert) -> str:
    """How sure, and by whom."""
    outlets = list(alert.outlets)
    return f"{alert.confidence:.0%} sure, {counted(len(outlets), 'outlet')}: {listed(outlets)}".rstrip(": ")


def headline(alert: Alert) -> str:
    """The alert in one line: what became of it, and the pact's title."""
    return f"{headed(alert.change, alert.before, status_of(alert))}: {alert.title}"


def what(alert: Alert) -> str:
    """What changed, from what to what."""
    return spelled(alert.change, alert.before, status_of(alert), alert.kind, alert.status)


def status_of(alert: Alert) -> str:
    """What it became; of a pact that is new to the subscriber, the status that it has by now."""
    return alert.status or alert.after if alert.change == ChangeKind.NEW else alert.after


def who(alert: Alert) -> str:
    """The parties with their roles, where the role is not plain."""
    groups: dict[str, list[str]] = {}
    for party in alert.parties:
        groups.setdefault(party["role"], []).append(display_name(party["id"]))
    return "; ".join(ROLES.get(role, f"{role}: ") + listed(names) for role, names in groups.items())


def amounts(told: Sequence[Mapping[str, Any]]) -> str:
    """Sums as people read them."""
    return ", ".join(display_amount(a["value"], a["unit"]) for a in told)


def page_of(pact_id: str, site_url: str) -> str:
    """The pact's page on the published site; "" where there is none."""
    return link(f"{site_url.rstrip('/')}/pacts/{page_name(pact_id)}.html") if site_url else ""


def importance(alert: Alert) -> tuple[int, float, int]:
    """What is broken goes before what is done, that before what is planned; then what is surer and wider reported."""
    status = status_of(alert) if alert.change in {ChangeKind.NEW, ChangeKind.STATUS} else alert.status
    rank = 3 if status in BROKEN else 2 if status in DONE else 1
    if alert.change not in {ChangeKind.NEW, ChangeKind.STATUS}:
        rank -= 1
    return rank, round(alert.confidence, 2), len(alert.outlets)


def headers_of(alert: Alert, site_url: str = "") -> dict[str, str]:
    """Headers of a mail: an id of its own, the same however often it is sent, and the pact that it is an answer to."""
    host = urlsplit(site_url).hostname or "pactwatch"
    thread = f"<pact-{alert.pact_id}@{host}>"
    return {
        "Message-ID": f"<{alert.delivery_id}@{host}>",
        "In-Reply-To": thread,
        "References": thread,
    }
