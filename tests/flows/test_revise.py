"""Articles that come again and say something else, on a file and on a lake."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.archives.begun import only_new
from flows.record import record
from flows.settings import Subscription
from parsers.model import Act, Evidence, Reading, Status
from parsers.sketch import sketch
from storage.articles import Followed
from storage.check import check_ledger, sound
from storage.ledger import FileLedger, Ledger
from storage.revisions import unknown_versions
from tests.storage.filled import dump
from tests.storage.samples import ACT, DAY, TEXT, followed

DESK = Subscription(name="desk", to=["env:DESK"], max_age_days=0)
NEWS = "Chile's senate ratified the accord on Friday."


@pytest.fixture
def ledger(file_ledger: FileLedger) -> Ledger:
    return begun(file_ledger)


@pytest.fixture(params=["file_ledger", "lake"])
def either(request: pytest.FixtureRequest) -> Ledger:
    return begun(request.getfixturevalue(request.param))


def begun(made: Ledger) -> Ledger:
    record(made, [followed(1)], [DESK], "r1")
    return made


def version(text: str, *acts: Act, hours: int = 1, title: str = "Fisheries accord") -> Followed:
    """The article once more, fetched some hours later."""
    first = followed(1)
    assert first.article
    article = replace(first.article, text=text, title=title)
    return replace(first, article=article, reading=Reading(acts), followed_at=DAY + timedelta(hours=hours))


def rows(ledger: Ledger, question: str) -> list[tuple[object, ...]]:
    with ledger.read() as db:
        return db.execute(question).fetchall()


EDITED = version(TEXT + " The fish were not asked.", ACT)
RATIFIED = replace(
    ACT, status=Status.RATIFIED, evidence=Evidence(NEWS, len(TEXT) + 1, len(TEXT) + 1 + len(NEWS))
)
MORE = version(f"{TEXT} {NEWS}", ACT, RATIFIED)


def test_a_small_edit_is_kept_and_is_no_news(ledger: Ledger) -> None:
    acts = rows(ledger, "SELECT act_id, pact_id FROM acts")
    assert record(ledger, [EDITED], [DESK], "r2").changes == ()
    assert rows(ledger, "SELECT act_id, pact_id FROM acts") == acts
    assert rows(ledger, "SELECT revision, changed FROM revisions ORDER BY 1") == [
        (1, None),
        (2, "1 sentence added"),
    ]
    assert rows(ledger, "SELECT count(*) FROM bodies") == [(2,)]
    assert rows(ledger, "SELECT text FROM articles JOIN bodies USING (body_id)") == [
        (TEXT + " The fish were not asked.",)
    ]
    assert sound(check_ledger(ledger))


def test_an_edit_that_tells_of_a_ratification_is_news_as_any_report(either: Ledger) -> None:
    (change,) = record(either, [version(f"{TEXT} {NEWS}", RATIFIED)], [DESK], "r2").changes
    assert (change.before, change.after) == ("signed", "ratified")
    assert rows(either, "SELECT count(*) FROM deliveries") == [(2,)]
    assert sound(check_ledger(either))


def test_an_act_that_an_edit_takes_back_is_taken_away(ledger: Ledger) -> None:
    record(ledger, [version("It rained in Bergen.")], [DESK], "r2")
    assert rows(ledger, "SELECT count(*) FROM acts") == [(0,)]
    assert rows(ledger, "SELECT count(*) FROM pacts") == [(0,)]
    changed = rows(ledger, "SELECT changed FROM revisions WHERE revision = 2")
    assert changed == [("1 sentence added, 1 sentence taken out, 1 act lost",)]
    assert sound(check_ledger(ledger))


def test_the_same_versions_again_change_nothing(ledger: Ledger) -> None:
    versions = [EDITED, replace(MORE, followed_at=DAY + timedelta(hours=2))]
    record(ledger, versions, [DESK], "r2")
    before = dump(ledger)
    for again in ([followed(1)], versions[:1], versions):
        assert record(ledger, again, [DESK], "r2").changes == ()
    assert dump(ledger) == before


def test_texts_are_fetched_only_of_what_came_with_another(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise AssertionError("a text was fetched")

    monkeypatch.setattr("flows.revise.stored_versions", none)
    record(ledger, [version(TEXT), followed(2), followed(3)], [DESK], "r2")
    with pytest.raises(AssertionError, match="a text was fetched"):
        record(ledger, [version(NEWS, hours=2)], [DESK], "r3")


@pytest.mark.parametrize("together", [False, True])
def test_a_version_from_before_the_known_one_was_seen_again_is_left(
    ledger: Ledger, *, together: bool
) -> None:
    came = [version(TEXT, hours=3), version(NEWS, hours=2)]
    for batch in [came] if together else [[item] for item in came]:
        record(ledger, batch, [DESK], "r2")
    assert rows(ledger, "SELECT revision FROM revisions") == []


def test_versions_that_come_in_one_batch_are_taken_one_after_the_other(ledger: Ledger) -> None:
    record(ledger, [version(NEWS, hours=1), version(TEXT, hours=2), version(NEWS, hours=3)], [DESK], "r2")
    assert rows(ledger, "SELECT revision FROM revisions ORDER BY 1") == [(1,), (2,), (3,), (4,)]


def test_an_older_version_that_comes_late_is_left(ledger: Ledger) -> None:
    record(ledger, [replace(EDITED, followed_at=DAY - timedelta(hours=1))], [DESK], "r2")
    assert rows(ledger, "SELECT count(*) FROM revisions") == [(0,)]


def test_another_headline_alone_is_a_version(ledger: Ledger) -> None:
    record(ledger, [version(TEXT, ACT, title="Fish pact signed")], [DESK], "r2")
    assert rows(ledger, "SELECT changed FROM revisions WHERE revision = 2") == [("another headline",)]
    assert rows(ledger, "SELECT title FROM articles") == [("Fish pact signed",)]


def test_what_changed_tells_of_acts_too(ledger: Ledger) -> None:
    other = replace(ACT, place="Oslo")
    record(ledger, [version(f"{TEXT} {NEWS}", other, RATIFIED)], [DESK], "r2")
    changed = rows(ledger, "SELECT changed FROM revisions WHERE revision = 2")
    assert changed == [("1 sentence added, 1 act gained, 1 act changed",)]


def test_an_act_put_before_another_by_an_edit_loses_neither(either: Ledger) -> None:
    lead = "Both sides have put their names to the fish deal, we hear."
    first = replace(ACT, evidence=Evidence(lead, 0, len(lead)))
    moved = replace(ACT, evidence=Evidence(TEXT, len(lead) + 1, len(lead) + 1 + len(TEXT)))
    acts = rows(either, "SELECT act_id FROM acts")
    edited = version(f"{lead} {TEXT}", first, moved)
    record(either, [edited], [DESK], "r2")
    found = rows(either, "SELECT evidence, act_id FROM acts ORDER BY evidence_start")
    assert [evidence for evidence, _ in found] == [lead, TEXT]
    assert found[1][1:] == acts[0]
    assert rows(either, "SELECT acts FROM pacts") == [(2,)]
    before = dump(either)
    record(either, [replace(edited, followed_at=edited.followed_at + timedelta(hours=1))], [DESK], "r3")
    assert dump(either)["acts"] == before["acts"]
    assert sound(check_ledger(either))


def test_the_sketch_is_that_of_the_latest_version(either: Ledger) -> None:
    record(either, [EDITED], [DESK], "r2")
    assert EDITED.article
    assert rows(either, "SELECT sketch FROM articles") == [(list(sketch(EDITED.article.text)),)]
    record(either, [version("It rained in Bergen.", hours=2)], [DESK], "r3")
    assert rows(either, "SELECT sketch FROM articles") == [(None,)]


def test_only_a_text_or_headline_that_no_version_had_is_taken_from_a_file(either: Ledger) -> None:
    first, edited, more = followed(1).article, EDITED.article, MORE.article
    assert first
    assert edited
    assert more
    stranger = replace(first, url="https://harbour.example/9")
    with either.read() as db:
        assert unknown_versions(db, [first, stranger]) == set()
        assert unknown_versions(db, [edited]) == {followed(1).article_id}
    record(either, [EDITED], [DESK], "r2")
    with either.read() as db:
        assert unknown_versions(db, [first]) == unknown_versions(db, [edited]) == set()
        assert unknown_versions(db, [more]) == {followed(1).article_id}


def test_an_edit_in_a_file_is_taken_and_an_earlier_version_in_another_never_brings_it_back(
    ledger: Ledger,
) -> None:
    now = datetime.now(UTC)
    first, edited = (replace(f, followed_at=now) for f in (followed(1), EDITED))
    taken = []
    for item in (first, edited, edited, first):
        with ledger.read() as db:
            new = list(only_new(db, [item]))
        taken.append(len(new))
        record(ledger, new, [DESK], "r2")
    assert taken == [0, 1, 0, 0]
    assert rows(ledger, "SELECT count(*) FROM revisions") == [(2,)]
    text = rows(ledger, "SELECT text FROM articles JOIN bodies USING (body_id)")
    assert text == [(TEXT + " The fish were not asked.",)]


def test_a_file_brings_no_version_of_a_text_that_was_let_go(ledger: Ledger) -> None:
    with ledger.write() as db:
        db.execute("UPDATE bodies SET text = ''")
    with ledger.read() as db:
        assert list(only_new(db, [EDITED])) == []
