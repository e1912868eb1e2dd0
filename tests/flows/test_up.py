"""`pactwatch up` for real: a server, a worker, the deployments."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from flows.commands.demo import write_settings
from flows.newsroom.receiver import Receiver
from flows.newsroom.server import Newsroom
from flows.processes import marked
from storage.queries import ask
from tests.flows.commands.test_cli import run
from tests.flows.machine import Machine, until

pytestmark = [pytest.mark.server, pytest.mark.timeout(400)]
OLD = (
    '{"id": "1", "title": "Fisheries", "published": "2024-05-14T10:00:00Z", "text": "BERGEN - Norway and Chile '
    'signed a fisheries agreement in Bergen on Tuesday, the Norwegian foreign ministry said."}\n'
)
OPERATOR = '[operator]\nto = ["file:receiver.url"]\n'
NEVER = '[schedule]\nwatch = "0 0 1 1 *"\ndeliver = "0 0 1 1 *"\ntimezone = "Europe/Oslo"\n'


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Machine, Receiver]]:
    folder = tmp_path_factory.mktemp("up")
    with Newsroom() as newsroom, Receiver() as receiver:
        config = write_settings(folder, newsroom.feeds, receiver.apprise_url)
        config.write_text(config.read_text(encoding="utf-8") + OPERATOR + NEVER, encoding="utf-8")
        made = Machine(config)
        try:
            yield made, receiver
        finally:
            made.clear()


@pytest.fixture
def machine(running: tuple[Machine, Receiver]) -> Machine:
    running[0].begin()
    return running[0]


def rows(machine: Machine, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in ask(machine.config.parent / "ledger.duckdb", query).rows]


def test_a_schedule_makes_a_run_that_completes_in_the_ledger_and_leaves_its_summary(machine: Machine) -> None:
    watch = machine.deployment("watch/scheduled")
    assert [s["schedule"]["timezone"] for s in watch["schedules"]] == ["Europe/Oslo"]
    path = f"/deployments/{watch['id']}/schedules"
    made = machine.ask(path, [{"schedule": {"interval": 5}, "active": True, "slug": "soon"}])
    of_schedule = {
        "deployments": {"id": {"any_": [watch["id"]]}},
        "flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}},
    }
    try:
        ran = until(
            lambda: next(
                (r for r in machine.ask("/flow_runs/filter", of_schedule) if r["auto_scheduled"]), None
            )
        )
    finally:
        machine.forget(f"{path}/{made[0]['id']}")
        # The next run of that schedule may be under way, and would hold the deployment's only place.
        going = {"state": {"type": {"any_": ["SCHEDULED", "PENDING", "RUNNING"]}}}
        until(lambda: not machine.ask("/flow_runs/filter", {**of_schedule, "flow_runs": going}))
    assert ran["name"].startswith("watch 20")
    assert ran["name"].endswith(" UTC")
    assert rows(machine, f"SELECT flow, outcome FROM runs WHERE run_id = '{ran['id']}'") == [
        ("watch", "completed")
    ]
    (summary,) = machine.ask("/artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [ran["id"]]}}})
    assert summary["key"] == "watch-summary"


def test_of_runs_that_were_missed_one_catches_up_and_those_that_overlap_it_are_cancelled(
    machine: Machine,
) -> None:
    runs = [machine.run("watch/scheduled", late=300 * n) for n in range(4)]
    assert sorted(map(machine.outcome, runs)) == ["CANCELLED", "CANCELLED", "CANCELLED", "COMPLETED"]


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("reread/manual", {"part": 0}),
        ("reread/manual", {"since": "yesterday"}),
        ("backfill/manual", {"since": "last year"}),
        ("backfill/manual", {"workers": 0}),
        ("watch/scheduled", {"soon": "perhaps"}),
    ],
)
def test_bad_parameters_are_refused_before_anything_runs(
    machine: Machine, name: str, parameters: dict[str, object]
) -> None:
    with pytest.raises(AssertionError, match=r"409|422"):
        machine.run(name, parameters)


def test_every_parameter_has_a_help_text_in_its_form(machine: Machine) -> None:
    for name in ("watch/scheduled", "deliver/outbox", "backfill/manual", "reread/manual", "publish/briefing"):
        schema = machine.deployment(name)["parameter_openapi_schema"]
        assert all(field.get("description") for field in schema["properties"].values()), name


def test_a_backfill_that_is_repeated_changes_nothing(machine: Machine) -> None:
    archive = machine.config.parent / "old.jsonl"
    archive.write_text(OLD, encoding="utf-8")

    def told() -> list[tuple[object, ...]]:
        assert machine.outcome(machine.run("backfill/manual", {"inputs": [str(archive)]})) == "COMPLETED"
        return rows(machine, "SELECT * FROM acts WHERE evidence LIKE '%fisheries agreement in Bergen%'")

    first = told()
    assert len(first) == 1
    assert told() == first


def test_the_operator_hears_of_a_run_that_failed_on_a_channel_that_the_server_does_not_know(
    machine: Machine, running: tuple[Machine, Receiver]
) -> None:
    received = running[1].received
    assert machine.outcome(machine.run("reread/manual", {"part": 2, "parts": 1})) == "FAILED"
    told = until(lambda: [m for m in received if "reread" in str((m.json or {}).get("title"))])
    assert len(told) == 1
    assert "part 2 of 1" in told[0].json["message"]
    known = (machine.folder / "prefect.db").read_bytes() + (machine.folder / "prefect.db-wal").read_bytes()
    assert running[1].apprise_url.encode() not in known


def test_a_second_up_for_the_same_settings_is_refused_in_one_line(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("up", "-c", str(machine.config), "--port", "0") == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "runs already for" in line


def test_ended_by_force_in_the_middle_of_a_run_it_comes_up_again_and_ctrl_c_leaves_nothing(
    machine: Machine,
) -> None:
    # A run that nothing ends: it holds the only slot of its deployment.
    held = machine.run("deliver/outbox", late=-3600)
    machine.ask(f"/flow_runs/{held}/set_state", {"state": {"type": "PENDING"}})
    machine.ask(f"/flow_runs/{held}/set_state", {"state": {"type": "RUNNING"}})
    machine.stop(signal.SIGKILL)
    assert len(marked(machine.folder)) >= 2

    machine.begin()
    assert "that an earlier `pactwatch up` had left" in machine.said
    assert machine.outcome(held) == "CRASHED"
    assert machine.outcome(machine.run("deliver/outbox")) == "COMPLETED"

    assert machine.stop(signal.SIGINT) == 130
    assert marked(machine.folder) == []
