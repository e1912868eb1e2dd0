from __future__ import annotations

import email
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from flows.alerts.outcome import Outcome, Result, of_status, seconds_of
from flows.alerts.redact import redact
from flows.alerts.render import Message
from flows.alerts.send import Letter, Limits, send
from flows.newsroom.receiver import Receiver
from tests.flows.channels import BROKER, Mailbox, broker, mail_server, rude_server

MESSAGE = Message("Signed: a pact", "What: new\n\n“<b>quoted</b>”")
LETTER = Letter(MESSAGE, "0123456789abcdef", 3, {"type": "pact.changed", "data": {"title": "naïve – pact"}})
HASTY = Limits(read_seconds=0.3, send_seconds=1.0)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw+/8="
SHAPES = {
    "json": "json://127.0.0.1:{port}/hook",
    "form": "form://127.0.0.1:{port}/hook",
    "xml": "xml://127.0.0.1:{port}/hook",
    "ntfy": "ntfy://127.0.0.1:{port}/pacts",
    "gotify": "gotify://127.0.0.1:{port}/s3cretToken12",
    "mattermost": "mmost://127.0.0.1:{port}/3ccdd113474722377935511fc85d3dd4",
    "webhook": "webhook+http://127.0.0.1:{port}/hook#secret=" + SECRET,
}
ANSWERS = {
    200: Result.DELIVERED, 204: Result.DELIVERED, 302: Result.REJECTED, 307: Result.REJECTED, 400: Result.REJECTED,
    403: Result.REJECTED, 404: Result.REJECTED, 429: Result.RETRY, 500: Result.RETRY, 503: Result.RETRY,
    502: Result.UNKNOWN, 504: Result.UNKNOWN, 0: Result.UNKNOWN,
}  # fmt: skip


def to(folder: Path, address: str, letter: Letter = LETTER, limits: Limits | None = None) -> Outcome:
    (folder / "desk.url").write_text(address)
    return send(letter, "file:desk.url", folder, limits)


@pytest.fixture
def channel(tmp_path: Path, receiver: Receiver) -> str:
    (tmp_path / "desk.url").write_text(receiver.apprise_url)
    return "file:desk.url"


def test_a_message_arrives_as_it_was_written(tmp_path: Path, channel: str, receiver: Receiver) -> None:
    assert send(LETTER, channel, tmp_path).result is Result.DELIVERED
    (received,) = receiver.received
    assert received.json is not None
    assert (received.json["title"], received.json["message"]) == (MESSAGE.title, MESSAGE.body)
    assert received.headers["idempotency-key"] == LETTER.key
    assert received.headers["pactwatch-attempt"] == "3"


@pytest.mark.parametrize("shape", SHAPES)
def test_the_outcome_over_http_is_the_true_one(tmp_path: Path, receiver: Receiver, shape: str) -> None:
    address = SHAPES[shape].format(port=receiver.port)
    for number, (status, result) in enumerate(ANSWERS.items(), 1):
        # A ntfy server answers with the message; 204 is none of its answers.
        if (shape, status) in {("ntfy", 204), ("gotify", 204), ("mattermost", 204)}:
            continue
        receiver.received.clear()
        receiver.answer = status
        outcome = to(tmp_path, address)
        assert (status, outcome.result) == (status, result), number
        assert (outcome.retry_after == 1.0) is (status in (429, 503))
        assert len(receiver.received) == 1
        assert receiver.received[0].headers["idempotency-key"] == LETTER.key


def test_slack_is_asked_once_and_its_answer_told(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apprise.plugins.slack import NotifySlack

    monkeypatch.setattr(NotifySlack, "webhook_url", f"http://127.0.0.1:{receiver.port}/services")
    address = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
    for status in (200, 302, 404, 429, 500, 0):
        receiver.received.clear()
        receiver.answer = status
        # Slack's yes is a word in the body, which this receiver does not say.
        expected = Result.RETRY if status == 200 else ANSWERS[status]
        assert (status, to(tmp_path, address).result) == (status, expected)
        assert len(receiver.received) == 1


@pytest.mark.parametrize("shape", ["json", "webhook"])
@pytest.mark.parametrize("kind", ["silent", "reset", "drip"])
def test_what_is_not_answered_is_unknown(tmp_path: Path, shape: str, kind: str) -> None:
    with rude_server(kind) as port:
        assert to(tmp_path, SHAPES[shape].format(port=port), limits=HASTY).result is Result.UNKNOWN


@pytest.mark.parametrize("shape", [*SHAPES, "mailto", "mqtt"])
def test_what_cannot_be_reached_is_tried_again(tmp_path: Path, shape: str) -> None:
    more = {
        "mailto": "mailto://127.0.0.1:{port}?from=a@example.org&to=b@example.org",
        "mqtt": "mqtt://127.0.0.1:{port}/pacts",
    }
    if shape == "mqtt" and not BROKER:
        pytest.skip("mosquitto is not there")
    outcome = to(tmp_path, (SHAPES | more)[shape].format(port=9), limits=HASTY)
    assert (outcome.result, outcome.detail, outcome.rest) == (Result.RETRY, "cannot be reached", True)


@pytest.mark.parametrize(
    "address", ["no-such-scheme://s3cret", "", "xmpp://user:s3cret@127.0.0.1", "webhook+https://h/s3cret",
                "webhook+https://h/s3cret#secret=short", "mailto://a:s3cret@h.example?to=b@h.example,c@h.example",
                "mailto://a:s3cret@h.example?to=b@h.example&cc=c@h.example"],
)  # fmt: skip
def test_a_channel_that_cannot_be_used_says_so_without_its_address(tmp_path: Path, address: str) -> None:
    outcome = to(tmp_path, address)
    assert outcome.result is Result.NOT_TRIED
    assert outcome.detail
    assert "s3cret" not in outcome.detail


def test_a_reference_to_nothing_is_told(tmp_path: Path) -> None:
    outcome = send(LETTER, "env:NOT_SET_ANYWHERE", tmp_path)
    assert "NOT_SET_ANYWHERE" in str(outcome.detail)


def test_a_reference_that_holds_two_addresses_is_refused(tmp_path: Path, receiver: Receiver) -> None:
    outcome = to(tmp_path, f"{receiver.apprise_url}, {receiver.apprise_url}")
    assert outcome.result is Result.NOT_TRIED
    assert receiver.received == []


@pytest.mark.parametrize("options", ["retry=2", "optional=yes", "redirect=yes"])
def test_no_option_of_an_address_sends_twice_or_calls_a_failure_success(
    tmp_path: Path, receiver: Receiver, options: str
) -> None:
    for status in (302, 500):
        receiver.received.clear()
        receiver.answer = [status] * 3
        assert to(tmp_path, f"{receiver.apprise_url}?{options}").result is ANSWERS[status]
        assert len(receiver.received) == 1


def test_a_channel_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "desk.url").write_bytes(b"json://h/gr\xf6sse")
    assert send(LETTER, "file:desk.url", tmp_path).result is Result.NOT_TRIED


def test_an_address_of_the_own_network_is_refused_where_the_settings_say_so(
    tmp_path: Path, receiver: Receiver
) -> None:
    for shape in ("json", "webhook"):
        outcome = to(
            tmp_path, SHAPES[shape].format(port=receiver.port), limits=Limits(private_addresses=False)
        )
        assert outcome.result is Result.REJECTED
        assert "private" in str(outcome.detail)
    assert receiver.received == []


@pytest.mark.parametrize("where", ["as itself", "by reference"])
def test_who_gets_a_signed_webhook_can_prove_it(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    secret = SECRET if where == "as itself" else "env:HOOK_SECRET"
    to(tmp_path, f"webhook+http://127.0.0.1:{receiver.port}/hook#secret={secret}")
    (got,) = receiver.received
    assert Webhook(SECRET).verify(got.body, dict(got.headers)) == LETTER.payload
    assert got.headers["webhook-id"] == LETTER.key
    assert SECRET not in got.path


@pytest.fixture(scope="module")
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    with mail_server(box) as port:
        yield box, port


@pytest.mark.parametrize(
    ("at", "reply", "result"),
    [
        ("data", "250 OK", Result.DELIVERED),
        ("data", "451 later", Result.RETRY),
        ("data", "550 never", Result.REJECTED),
        ("rcpt", "451 {address} is busy", Result.RETRY),
        ("rcpt", "550 {address} is unknown", Result.REJECTED),
        ("hang_up", "250 OK", Result.UNKNOWN),
    ],
)
def test_the_outcome_of_a_mail_is_the_true_one(
    tmp_path: Path, mailbox: tuple[Mailbox, int], at: str, reply: str, result: Result
) -> None:
    box, port = mailbox
    box.mails.clear()
    box.rcpt = reply if at == "rcpt" else "250 OK"
    box.data = reply if at == "data" else "250 OK"
    box.hang_up = at == "hang_up"
    address = f"mailto://127.0.0.1:{port}?from=desk@example.org&to=reader@example.net&+Message-ID=mine"
    outcome = to(tmp_path, address)
    assert outcome.result is result
    assert "reader" not in str(outcome.detail)
    if result is not Result.DELIVERED:
        return
    mail = email.message_from_string(box.mails[0])
    assert mail.get_all("Message-ID") == [f"<{LETTER.key}@example.org>"]
    assert mail["To"] == "reader@example.net"
    to(tmp_path, address, replace(LETTER, attempt=4))
    assert email.message_from_string(box.mails[1])["Message-ID"] == mail["Message-ID"]


def test_a_mail_server_that_refuses_the_password_is_told(tmp_path: Path) -> None:
    with mail_server(Mailbox(), closed=True) as port:
        outcome = to(
            tmp_path,
            f"mailto://user:s3cretpass@127.0.0.1:{port}?from=a@example.org&to=b@example.org&mode=insecure",
        )
    assert outcome.result is Result.REJECTED
    assert "SMTP 535" in str(outcome.detail)


@pytest.mark.skipif(not BROKER, reason="mosquitto is not there")
def test_the_outcome_over_mqtt_is_the_true_one(tmp_path: Path) -> None:
    import paho.mqtt.client as mqtt

    with broker(tmp_path) as port:
        got: SimpleQueue[tuple[int, str]] = SimpleQueue()
        listens = threading.Event()
        reader = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
        reader.on_connect = lambda client, *_: client.subscribe("pacts", qos=1)
        reader.on_subscribe = lambda *_: listens.set()
        reader.on_message = lambda _c, _u, m: got.put((m.qos, m.payload.decode()))
        reader.connect("127.0.0.1", port)
        reader.loop_start()
        assert listens.wait(5)
        try:
            assert to(tmp_path, f"mqtt://127.0.0.1:{port}/pacts?qos=0").result is Result.DELIVERED
            qos, said = got.get(timeout=5)
        finally:
            reader.disconnect()
            reader.loop_stop()
    assert qos == 1
    assert LETTER.key in said
    with broker(tmp_path, open_to_all=False) as port:
        outcome = to(
            tmp_path, f"mqtt://user:s3cretpass@127.0.0.1:{port}/pacts", limits=Limits(read_seconds=2)
        )
    assert outcome.result is Result.REJECTED
    assert "MQTT" in str(outcome.detail)
    with rude_server("silent") as port:
        outcome = to(tmp_path, f"mqtt://127.0.0.1:{port}/pacts", limits=HASTY)
    assert outcome.result is Result.RETRY


@given(st.integers(100, 999))
def test_every_status_has_one_outcome_and_only_2xx_is_delivered(status: int) -> None:
    assert (of_status(status).result is Result.DELIVERED) is (200 <= status < 300)


@given(st.text(max_size=40))
def test_any_retry_after_is_a_wait_of_at_most_a_day_or_none(text: str) -> None:
    wait = seconds_of(text)
    assert wait is None or 0 <= wait <= 86_400


def test_a_retry_after_may_be_a_date() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert seconds_of("Thu, 01 Jan 2026 00:01:00 GMT", now) == 60.0
    assert seconds_of("7") == 7.0


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=4, max_size=30))
def test_no_part_of_an_address_stays_in_what_is_kept(secret: str) -> None:
    address = f"json://user:{secret}@host.example/{secret}/x?token={secret}"
    for said in (f"550 no {secret} here", json.dumps({"url": address}), address.upper()):
        assert secret.lower() not in redact(said, address).lower()
