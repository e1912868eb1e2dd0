from __future__ import annotations

from pathlib import Path

import pytest

from flows.alerts.render import Message
from flows.alerts.send import Result, send
from flows.newsroom.receiver import Receiver

MESSAGE = Message("Signed: a pact", "What: new\n\n“<b>quoted</b>”")


@pytest.fixture
def channel(tmp_path: Path, receiver: Receiver) -> str:
    (tmp_path / "desk.url").write_text(receiver.apprise_url)
    return "file:desk.url"


def test_a_message_arrives_as_it_was_written(tmp_path: Path, channel: str, receiver: Receiver) -> None:
    assert send(MESSAGE, channel, tmp_path).result is Result.DELIVERED
    (received,) = receiver.received
    assert received.json is not None
    assert (received.json["title"], received.json["message"]) == (MESSAGE.title, MESSAGE.body)


@pytest.mark.parametrize("answer", [302, 400, 429, 500, 503, 0])
def test_what_the_channel_did_not_take_is_not_delivered(
    tmp_path: Path, channel: str, receiver: Receiver, answer: int
) -> None:
    receiver.answer = answer
    outcome = send(MESSAGE, channel, tmp_path)
    assert outcome.result is Result.FAILED
    assert len(receiver.received) == 1


def test_a_channel_that_is_down_or_unknown_says_so_without_its_address(tmp_path: Path) -> None:
    for number, address in enumerate(("json://127.0.0.1:9/s3cret", "no-such-scheme://s3cret")):
        (tmp_path / f"{number}.url").write_text(address)
        outcome = send(MESSAGE, f"file:{number}.url", tmp_path)
        assert outcome.result is (Result.NOT_TRIED if number else Result.FAILED)
        assert "s3cret" not in str(outcome.detail)


def test_a_reference_to_nothing_is_told(tmp_path: Path) -> None:
    outcome = send(MESSAGE, "env:NOT_SET_ANYWHERE", tmp_path)
    assert "NOT_SET_ANYWHERE" in str(outcome.detail)


def test_a_reference_that_holds_two_addresses_is_refused(tmp_path: Path, receiver: Receiver) -> None:
    (tmp_path / "two.url").write_text(f"{receiver.apprise_url}, {receiver.apprise_url}")
    outcome = send(MESSAGE, "file:two.url", tmp_path)
    assert outcome.result is Result.NOT_TRIED
    assert receiver.received == []


def test_a_channel_never_tries_again_by_itself(tmp_path: Path, receiver: Receiver) -> None:
    (tmp_path / "desk.url").write_text(f"{receiver.apprise_url}?retry=2")
    receiver.answer = [500, 500, 500]
    assert send(MESSAGE, "file:desk.url", tmp_path).result is Result.FAILED
    assert len(receiver.received) == 1


def test_a_channel_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "desk.url").write_bytes(b"json://h/gr\xf6sse")
    assert send(MESSAGE, "file:desk.url", tmp_path).result is Result.NOT_TRIED
