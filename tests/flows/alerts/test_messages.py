from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import markdown

from flows.alerts import escape
from flows.alerts.render import by_importance, render, render_digest, webhook_body, webhook_digest
from flows.wording import page_name
from tests.flows.alerts.test_alerts import ALERT

SITE = "https://pacts.example/site/"
HOSTILE = "Signed\nAmount: $1 </p><script>x()</script> [click](javascript:x) ![i](http://t.example/p.gif) @everyone <!channel> \u202eab `code`"


def test_all_forms_tell_the_same_facts_and_link_to_the_pacts_page() -> None:
    message = render(ALERT, SITE)
    for form in (message.body, message.markdown, message.html):
        for words in ("new agreement (signed)", "Norway and Chile; mediated by UN", "2025-10-28 · Bergen",
                      "NOK 2 million", "80% sure, 2 outlets", "Norway and Chile signed.", "https://harbour.example/1",
                      f"https://pacts.example/site/pacts/{page_name('p1')}.html"):  # fmt: skip
            assert words in form
    assert "site/pacts" not in render(ALERT).body


@pytest.mark.parametrize(
    ("change", "before", "after", "title", "what"),
    [
        ("status", "signed", "in_force", "In force: ", "agreement moved from signed to in force"),
        ("parties", "NOR CHL", "NOR CHL PER", "Joined by Peru: ", "parties of the agreement were Norway and Chile, now"),
        ("amount", "2000000 NOK", "2000000 NOK; 3000000 NOK", "Now NOK 3 million: ", "were NOK 2 million, now NOK 2 million, NOK 3"),
        ("amount", None, "5000000000 USD", "Now $5 billion: ", "were not told, now $5 billion"),
        ("deadline", None, "2025-12-31", "Due 2025-12-31: ", "(signed) is near: 2025-12-31"),
    ],
)  # fmt: skip
def test_each_change_says_from_what_to_what(
    change: str, before: str | None, after: str, title: str, what: str
) -> None:
    message = render(replace(ALERT, change=change, before=before, after=after, status="signed"))
    assert message.title.startswith(title)
    assert what in message.body


def test_a_pact_new_to_a_subscriber_is_told_with_the_status_it_has_by_now() -> None:
    assert render(replace(ALERT, after="negotiating", status="signed")).title.startswith("Signed: ")


def test_text_from_outside_can_do_nothing_in_any_form() -> None:
    message = render(
        replace(
            ALERT, evidence=HOSTILE, title=HOSTILE, outlet=HOSTILE, place=HOSTILE, url="javascript:alert(1)"
        ),
        SITE,
    )
    assert "\n" not in message.title
    assert len(re.findall(r"(?m)^Amount:", message.body)) == 1
    for form in (message.title, message.body, message.markdown, message.html):
        assert "\u202e" not in form
    assert "<script" not in message.html
    assert "<script" not in message.markdown
    assert "<!channel>" not in message.markdown
    assert "@everyone" not in message.markdown
    shown = markdown(message.markdown)
    assert [tag for tag, _ in tags(shown) if tag in {"img", "script", "code"}] == []
    assert re.findall('href="(.*?)"', shown) == [f"https://pacts.example/site/pacts/{page_name('p1')}.html"]
    assert 'href="javascript' not in message.html
    assert "\\`code\\`" in message.markdown


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))


def tags(html: str) -> list[tuple[str, tuple[str, ...]]]:
    parser = Tags()
    parser.feed(html)
    return parser.tags


@settings(max_examples=60)
@given(st.text(), st.text(), st.text())
def test_no_text_adds_a_tag_or_a_line(evidence: str, title: str, outlet: str) -> None:
    plain = render(ALERT)
    strange = render(replace(ALERT, evidence=evidence, title=title, outlet=outlet))
    assert tags(strange.html) == tags(plain.html)
    assert strange.body.count("\n") == plain.body.count("\n")
    assert strange.markdown.count("\n") == plain.markdown.count("\n")


@given(st.text())
def test_a_link_is_a_web_address_that_nothing_in_it_ends(text: str) -> None:
    assert not re.search(r"[\s<>()\"'\[\]\\]", escape.link(f"https://x.example/{text}"))
    assert escape.link(f"data:{text}") == ""


def test_a_digest_has_all_of_it_the_most_important_first() -> None:
    planned = replace(
        ALERT, delivery_id="d1", pact_id="p1", title="Planned", after="proposed", confidence=0.9
    )
    signed = replace(ALERT, delivery_id="d2", pact_id="p2", title="Signed one")
    broken = replace(
        ALERT,
        delivery_id="d3",
        pact_id="p3",
        title="Broken",
        change="status",
        before="signed",
        after="violated",
        confidence=0.6,
    )
    joined = replace(
        ALERT,
        delivery_id="d4",
        pact_id="p3",
        title="Broken",
        change="parties",
        before="NOR",
        after="NOR PER",
        status="signed",
    )
    ordered = by_importance([planned, joined, signed, broken])
    assert [a.delivery_id for a in ordered] == ["d3", "d4", "d2", "d1"]
    message = render_digest([planned, joined, signed, broken], SITE)
    assert message.title == "4 alerts: Violated: Broken, and 3 more"
    for form in (message.body, message.markdown, message.html):
        assert [
            form.find(t) for t in ("Violated: Broken", "Joined by Peru: Broken", "Signed one", "Planned")
        ] == sorted(
            form.find(t) for t in ("Violated: Broken", "Joined by Peru: Broken", "Signed one", "Planned")
        )
        assert form.count("Norway and Chile signed.") == 4


def test_a_digest_of_one_is_its_own_message() -> None:
    assert render_digest([ALERT], SITE) == render(ALERT, SITE)


def test_mails_about_one_pact_are_one_thread_and_a_repeat_has_the_same_id() -> None:
    one = render(ALERT, SITE).headers
    later = render(
        replace(ALERT, delivery_id="d2", change="status", before="signed", after="ratified"), SITE
    ).headers
    assert one["References"] == later["References"] == later["In-Reply-To"] == "<pact-p1@pacts.example>"
    assert one["Message-ID"] == render(ALERT, SITE).headers["Message-ID"] != later["Message-ID"]
    both = [ALERT, replace(ALERT, delivery_id="d2")]
    assert render_digest(both).headers == render_digest(both[::-1]).headers


def test_the_json_of_a_webhook_has_what_its_schema_says() -> None:
    import json
    from pathlib import Path

    docs = (Path(__file__).parents[3] / "docs" / "subscriptions.md").read_text(encoding="utf-8")
    example = json.loads(re.search(r"```json\n(.*?)```", docs, re.DOTALL)[1])  # type: ignore[index]
    body = json.loads(json.dumps(webhook_body(ALERT, SITE)))
    assert shape(body) == shape(example)


def test_the_json_of_a_digest_has_the_objects_of_its_alerts() -> None:
    both = [ALERT, replace(ALERT, delivery_id="d2")]
    body = webhook_digest(both, SITE)
    assert body["alerts"] == [webhook_body(a, SITE) for a in both]
    assert body["id"] == webhook_digest(both[::-1])["id"]


def shape(value: object) -> object:
    if isinstance(value, dict):
        return {k: shape(v) for k, v in value.items()}
    return [shape(v) for v in value[:1]] if isinstance(value, list) and value else None
