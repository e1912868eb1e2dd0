from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.briefing.site import build_site
from parsers.urls import key
from storage.corrections import Saying, correct
from storage.deliveries import delivery_of, queue, save_subscriptions
from storage.ledger import FileLedger
from tests.storage.story import tell

# A day after the last of the story was recorded.
NOW = datetime(2025, 11, 1, 12, tzinfo=UTC)
EVIL = '<script>alert("x")</script>'
TURNED = "\u202eytaert\u202c <b>&\"'"
LONG = "long " * 2_000 + EVIL


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> FileLedger:
    """The story, with a person's word on one pact, a subscription, and a day that lies ahead; only to be asked."""
    made = FileLedger(tmp_path_factory.mktemp("briefing") / "ledger.duckdb")
    made.create()
    tell(made)
    with made.write() as db:
        ((treaty,),) = db.execute("SELECT pact_id FROM pacts WHERE kind = 'treaty'").fetchall()
        ((change,),) = db.execute(
            "SELECT change_id FROM changes WHERE pact_id = ? LIMIT 1", [treaty]
        ).fetchall()
        save_subscriptions(db, [("fish-desk", {}, ["env:DESK"]), ("idle", {}, ["env:DESK"])])
        queue(db, [delivery_of(change, "fish-desk", "env:DESK")], NOW)
        db.execute("INSERT INTO former_pacts VALUES (?, ?, ?)", [key("former"), treaty, NOW])
        db.execute(
            "UPDATE acts SET act_date = ?, place = 'Nairobi' WHERE kind = 'agreement' AND status = 'negotiating'",
            [NOW.date() + timedelta(days=20)],
        )
    correct(made, Saying.CONFIRM, [treaty], note="seen in the <treaty> series", now=NOW)
    return made


@pytest.fixture(scope="session")
def site(story: FileLedger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The story's site, only to be read."""
    folder = tmp_path_factory.mktemp("site")
    build_site(story, folder, NOW, "https://news.example/pacts/")
    return folder


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a ledger in which every text is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    made = FileLedger(folder / "ledger.duckdb")
    made.create()
    tell(made)
    with made.write() as db:
        db.execute("UPDATE pacts SET title = ?, place = ?, outlets = [?]", [LONG, EVIL, EVIL])
        db.execute("UPDATE pacts SET title = ? WHERE kind = 'ceasefire'", [TURNED])
        db.execute(
            "UPDATE articles SET title = ?, outlet = ?, url = 'javascript:alert(1)'", [LONG, EVIL + TURNED]
        )
        db.execute(
            "UPDATE acts SET evidence = ?, place = ?, reasons = [{'field': ?, 'value': ?, 'words': ?, 'rule': ?}]",
            [EVIL + TURNED, EVIL, EVIL, EVIL, TURNED, EVIL],
        )
        db.execute("UPDATE acts SET act_date = ? WHERE kind = 'agreement'", [NOW.date() + timedelta(days=9)])
        db.execute("UPDATE actors SET name = ? WHERE actor_id = 'JPN'", [EVIL])
    build_site(made, folder / "site", NOW)
    return folder / "site"
