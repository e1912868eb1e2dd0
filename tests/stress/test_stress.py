"""`make stress`, in a few seconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.opening import open_ledger
from tests.stress.crowd import crowd, lost
from tests.stress.invariants import Witness
from tests.stress.kills import kills, modes
from tests.stress.outbox import outbox
from tests.stress.places import BACKENDS, WAIT, made, why_not

pytestmark = pytest.mark.stress


@pytest.fixture(params=BACKENDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    why = why_not(request.param)
    if why:
        pytest.skip(why)
    with made(request.param, tmp_path) as address:
        yield address


def test_writers_and_readers_at_once_see_no_error_and_nothing_half_written(place: str) -> None:
    together = crowd(place, 4, writers=2, readers=2)
    assert together.wrongs == []
    assert together.writes > 1
    assert together.reads > 1


def test_a_killed_writer_loses_nothing_acknowledged_and_leaves_nothing_half_written(
    place: str, tmp_path: Path
) -> None:
    shot = kills(place, len(modes(place)), tmp_path)
    assert shot.wrongs == []
    assert shot.acknowledged > 0


def test_what_is_lost_or_half_written_would_be_told(tmp_path: Path) -> None:
    with made("file", tmp_path) as place:
        witness = Witness()
        with open_ledger(place, WAIT).write() as db:
            db.execute("INSERT INTO runs VALUES ('r1', 'watch', now(), NULL, NULL, NULL)")
            assert witness.wrongs(db) == []
            assert lost(db, [{"runs": ["r1", "r2"]}]) == ["1 runs acknowledged and lost, as r2"]
            db.execute("DELETE FROM runs")
            db.execute("INSERT INTO attempts VALUES ('t1', 'd1', 1, now(), 'retry', NULL, now())")
            assert witness.wrongs(db) == ["1 attempts without their delivery", "runs had 1 rows and has 0"]


def test_a_killed_sender_loses_no_alert_and_the_log_says_what_the_receivers_saw(tmp_path: Path) -> None:
    with made("file", tmp_path) as place:
        sent = outbox(place, tmp_path, 20, 1, failing=0.3)
    assert sent.wrongs == []
    assert sent.killed == 1
    assert sent.outcomes["delivered"] == 20
