"""Pages are fetched while others are read, and come in batches."""

from __future__ import annotations

import threading
import time

import pytest

from flows.gather import stream
from flows.gather.answers import Ask
from flows.gather.http import Hosts
from flows.gather.stream import batches
from flows.settings import Fetch
from tests.flows.rough import Rough

LIMITS = Fetch(allow_hosts=["127.0.0.1"], delay=0, respect_robots=False, per_host=8)


def asks(rough: Rough, count: int) -> list[Ask]:
    return [Ask(rough.say(200, f"page {n}", host="127.0.0.1")) for n in range(count)]


def test_every_answer_comes_once_in_batches_of_no_more_than_was_asked_for(rough: Rough) -> None:
    found = list(batches(asks(rough, 25), LIMITS, Hosts(), size=10))
    assert all(len(batch) <= 10 for batch in found)
    bodies = {number: answer.body for batch in found for number, answer in batch}
    assert bodies == {n: f"page {n}".encode() for n in range(25)}


def test_a_batch_is_handed_on_when_its_bodies_are_large(
    rough: Rough, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "BYTES", 10)
    found = list(batches(asks(rough, 12), LIMITS, Hosts()))
    assert all(sum(len(answer.body) for _, answer in batch[:-1]) < 10 for batch in found)
    assert sum(map(len, found)) == 12


def test_a_batch_does_not_wait_for_a_slow_page(rough: Rough) -> None:
    slow = Ask(rough.url("/silent", "127.0.0.1"))
    limits = LIMITS.model_copy(update={"timeout": 1.0})
    began = time.monotonic()
    each = batches([*asks(rough, 3), slow], limits, Hosts(), seconds=0.1)
    first = next(each)
    assert time.monotonic() - began < 0.9
    assert {number for number, _ in first} <= {0, 1, 2}
    each.close()


def test_nothing_is_left_running_where_a_reader_stops_early(rough: Rough) -> None:
    each = batches(asks(rough, 200), LIMITS, Hosts(), size=2)
    next(each)
    each.close()
    assert not [t for t in threading.enumerate() if t.name == "fetch"]


def test_no_asks_are_no_batches() -> None:
    assert list(batches([], LIMITS, Hosts())) == []


def test_a_fault_of_ours_while_fetching_is_raised(monkeypatch: pytest.MonkeyPatch, rough: Rough) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(stream, "fetch_each", broken)
    with pytest.raises(RuntimeError, match="broken"):
        list(batches(asks(rough, 1), LIMITS, Hosts()))
