from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from parsers.model import Health
from storage.ledger import Ledger
from storage.source_states import SourceState, read_states, save_states
from storage.sources import save_sources

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_state_comes_back_as_it_was_written_and_the_view_tells_of_it(ledger: Ledger) -> None:
    new = SourceState("new", "https://a.example/", NOW)
    full = SourceState(
        "full", "https://b.example/", NOW, Health.FAILING, "rss", "https://c.example/", '"1"', "then",
        timedelta(minutes=7.5), 3, NOW, NOW + timedelta(hours=1), NOW, NOW, NOW, "no answer",
    )  # fmt: skip
    sources = [
        {"name": n, "url": u, "outlet": "O", "country": "KEN"}
        for n, u in (("new", new.url), ("full", full.url), ("none", "https://d.example/"))
    ]
    with ledger.write() as db:
        save_sources(db, sources, NOW)
        save_states(db, [new, replace(full, failures=2)])
        save_states(db, [full])
        save_states(db, [full])
    with ledger.read() as db:
        assert read_states(db) == {"new": new, "full": full}
        shown = db.execute(
            "SELECT name, url, country, state, failures, next_poll, detail FROM source_health ORDER BY name"
        ).fetchall()
    assert shown == [
        ("full", "https://c.example/", "KEN", "failing", 3, NOW + timedelta(hours=1), "no answer"),
        ("new", "https://a.example/", "KEN", "active", 0, None, None),
        ("none", "https://d.example/", "KEN", "active", 0, None, None),
    ]
