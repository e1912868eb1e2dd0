"""Alerts and digests put into words: plain text, Markdown and HTML, each by a template of its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from flows.alerts import escape
from flows.alerts.message import Message, Told, headers_of, importance, page_of, told
from parsers.names import counted
from parsers.urls import key
from storage.deliveries import Alert

FORMS = ("txt", "md", "html")

__all__ = ["Message", "render", "render_digest", "webhook_body", "webhook_digest"]


def render(alert: Alert, site_url: str = "") -> Message:
    """The message of an alert: what changed, who, when, how sure, with the quoted sentence and its link."""
    said = told(alert, site_url)
    text, markdown, html = (filled(f"alert.{form}.j2", a=said) for form in FORMS)
    return Message(escape.plain(said.headline), text, markdown, html, headers_of(alert, site_url))


def render_digest(alerts: Sequence[Alert], site_url: str = "") -> Message:
    """One message of several alerts (at least one), the most important first; of one alert, its own message."""
    if len(alerts) == 1:
        return render(alerts[0], site_url)
    ordered = by_importance(alerts)
    said: list[Told] = [told(a, site_url) for a in ordered]
    text, markdown, html = (filled(f"digest.{form}.j2", alerts=said) for form in FORMS)
    more = f"{said[0].headline}, and {counted(len(said) - 1, 'more alert').replace('more alerts', 'more')}"
    title = f"{counted(len(said), 'alert')}: {more}"
    host = urlsplit(site_url).hostname or "pactwatch"
    headers = {"Message-ID": f"<{digest_id(alerts)}@{host}>"}
    return Message(escape.plain(title), text, markdown, html, headers)


def digest_id(alerts: Sequence[Alert]) -> str:
    """The key of a digest: the same for the same alerts."""
    return key("digest", *sorted(a.delivery_id for a in alerts))


def by_importance(alerts: Sequence[Alert]) -> list[Alert]:
    """The most important first; what is about one pact stands together."""
    best: dict[str, tuple[int, float, int]] = {}
    for alert in alerts:
        best[alert.pact_id] = max(best.get(alert.pact_id, (0, 0.0, 0)), importance(alert))

    def place(alert: Alert) -> tuple[object, ...]:
        top, own = best[alert.pact_id], importance(alert)
        return (*(-n for n in top), alert.title, alert.pact_id, *(-n for n in own), alert.delivery_id)

    return sorted(alerts, key=place)


def webhook_body(alert: Alert, site_url: str = "") -> dict[str, object]:
    """The JSON of an alert for programs (docs/subscriptions.md has its schema); texts are as the articles have them."""
    return {
        "type": "pact.change",
        "id": alert.delivery_id,
        "subscription": alert.subscription,
        "change": {
            "id": alert.change_id,
            "what": alert.change,
            "before": alert.before,
            "after": alert.after,
        },
        "pact": {
            "id": alert.pact_id,
            "title": alert.title,
            "type": alert.type,
            "kind": alert.kind,
            "status": alert.status or alert.after,
            "parties": [dict(p) for p in alert.parties],
            "topics": list(alert.topics),
            "amounts": [dict(a) for a in alert.amounts],
            "date": alert.pact_date.isoformat() if alert.pact_date else None,
            "place": alert.place,
            "confidence": alert.confidence,
            "outlets": list(alert.outlets),
            "page": page_of(alert.pact_id, site_url) or None,
        },
        "proof": {
            "quote": alert.evidence,
            "outlet": alert.outlet,
            "url": alert.url,
            "published": alert.published.isoformat() if alert.published else None,
        },
    }


def webhook_digest(alerts: Sequence[Alert], site_url: str = "") -> dict[str, object]:
    """The JSON of a digest: the objects of its alerts, the most important first."""
    bodies = [webhook_body(a, site_url) for a in by_importance(alerts)]
    return {"type": "pact.digest", "id": digest_id(alerts), "alerts": bodies}


def filled(name: str, **values: object) -> str:
    """A template with its values."""
    return templates().get_template(name).render(**values).strip() + "\n"


@cache
def templates() -> Environment:
    """The templates; what goes into HTML is escaped."""
    made = Environment(
        loader=PackageLoader("flows.alerts"),
        autoescape=select_autoescape(("html.j2",)),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters |= {"plain": escape.plain, "markdown": escape.markdown}
    return made
