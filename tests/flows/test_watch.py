from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from flows.newsroom.receiver import Receiver
from flows.newsroom.server import Newsroom
from flows.settings import load_settings
from storage.ledger import FileLedger
from storage.queries import ask

# They are one file, and one worker takes a file: so the engine starts once.
pytestmark = [pytest.mark.flow, pytest.mark.usefixtures("engine")]


def rows(config: Path, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in ask(config.parent / "ledger.duckdb", query).rows]


def test_a_pact_that_two_outlets_tell_is_alerted_once_and_a_second_run_sends_nothing(
    config: Path, receiver: Receiver
) -> None:
    from flows.watch import watch

    summary = watch(config)
    told = (
        "SELECT title, outlets FROM pacts WHERE status = 'signed' AND kind = 'agreement' AND len(outlets) > 1"
    )
    ((title, outlets),) = rows(config, told)
    assert "Japan" in str(title)
    assert "United States" in str(title)
    assert len(outlets) == 2  # type: ignore[arg-type]
    titles = [str((r.json or {})["title"]) for r in receiver.received]
    assert sum(str(title) in t for t in titles) == 1
    assert len(titles) == len(set(titles)) == summary.sent["delivered"]

    copy = config.parent / "ledger.published.duckdb"
    assert list(ask(copy, "FROM pacts ORDER BY ALL").rows) == rows(config, "FROM pacts ORDER BY ALL")
    assert list(ask(copy, "SELECT outcome FROM runs").rows) == [("completed",)]

    sent = len(receiver.received)
    again = watch(config)
    assert (again.counts()["new_entries"], again.changes, len(receiver.received)) == (0, [], sent)


def test_the_outlets_acts_are_found_and_what_is_no_pact_raises_no_alert(
    config: Path, newsroom: Newsroom, receiver: Receiver
) -> None:
    from flows.watch import watch

    watch(config)
    truth = tomllib.loads((Path(__file__).parent / "newsroom_truth.toml").read_text(encoding="utf-8"))
    told = "\n".join(str((message.json or {})["message"]) for message in receiver.received)
    with_acts = {
        url for (url,) in rows(config, "SELECT DISTINCT url FROM acts JOIN articles USING (article_id)")
    }
    for page in truth["page"]:
        url = f"{newsroom.base_url}/{page['path']}"
        if "none" in page:
            assert url not in told
        else:
            assert url in with_acts


def test_every_bad_input_ends_as_a_row_that_says_why_and_the_run_completes(
    config: Path, newsroom: Newsroom, receiver: Receiver
) -> None:
    from flows.watch import watch

    trouble = f"{newsroom.base_url}/trouble"
    text = config.read_text(encoding="utf-8")
    more = "".join(
        f'[[sources]]\nname = "{name}"\nurl = "{url}"\n'
        for name, url in {
            "trouble": newsroom.trouble,
            "not-a-feed": f"{trouble}/not-a-feed.xml",
            "nobody": "http://127.0.0.1:9/feed",
        }.items()
    )
    config.write_text(text + more, encoding="utf-8")
    watch(config)

    polls = dict(rows(config, "SELECT source, problem FROM polls WHERE problem IS NOT NULL"))
    assert polls == {"not-a-feed": "not_a_feed", "nobody": "unreachable"}
    found = {str(p) for (p,) in rows(config, "SELECT DISTINCT problem FROM entries WHERE source = 'trouble'")}
    assert {
        "http_error",
        "no_text",
        "too_large",
        "bad_encoding",
        "not_read_language",
        "not_a_page",
        "unreachable",
    } <= found
    why = rows(config, "SELECT count(*) FROM entries WHERE problem IS NOT NULL AND coalesce(detail, '') = ''")
    assert why == [(0,)]
    assert rows(config, "SELECT outcome FROM runs") == [("completed",)]


def test_a_channel_that_is_down_keeps_the_alerts_until_it_is_back(
    config: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.deliver import deliver
    from flows.watch import watch

    monkeypatch.setenv("PACTWATCH_DELIVERY__PATIENCE", "0")
    receiver.answer = 500
    down = watch(config).sent
    assert down["delivered"] == 0
    assert down["queued"] > 0
    receiver.answer = 200
    ledger = FileLedger(config.parent / "ledger.duckdb")
    with ledger.write() as db:
        db.execute("UPDATE deliveries SET next_try_at = now()")
    assert deliver(config)["delivered"] == down["queued"]
    assert rows(config, "SELECT DISTINCT state FROM deliveries") == [("delivered",)]
    assert rows(config, "SELECT outcome, count(*) FROM attempts GROUP BY ALL ORDER BY ALL") == [
        ("delivered", down["queued"]),
        ("retry", down["queued"]),
    ]


def test_a_backfill_keeps_old_news_and_alerts_nobody(
    config: Path, receiver: Receiver, tmp_path: Path
) -> None:
    from flows.backfill import backfill

    articles = tmp_path / "old.jsonl"
    articles.write_text(
        '{"id": "1", "title": "Fisheries", "published": "2024-05-14T10:00:00Z", "text": "BERGEN - Norway and Chile '
        'signed a fisheries agreement in Bergen on Tuesday, the Norwegian foreign ministry said."}\n'
    )
    first = backfill([str(articles)], config)
    assert first.counts()["articles_read"] == 1
    assert first.acts == 1
    assert receiver.received == []
    again = backfill([str(articles)], config)
    assert again.counts()["new_entries"] == 0
    FileLedger(config.parent / "ledger.duckdb").create()
    assert rows(config, "SELECT status FROM pacts") == [("signed",)]


def test_old_news_is_alerted_only_where_asked_for_and_once(
    config: Path, receiver: Receiver, tmp_path: Path
) -> None:
    from flows.backfill import backfill

    articles = tmp_path / "old.jsonl"
    articles.write_text(
        '{"id": "1", "title": "Fisheries", "published": "2024-05-14T10:00:00Z", "text": "BERGEN - Norway and Chile '
        'signed a fisheries agreement in Bergen on Tuesday, the Norwegian foreign ministry said."}\n'
    )
    assert backfill([str(articles)], config, notify=True).sent["delivered"] == 1
    assert len(receiver.received) == 1
    assert backfill([str(articles)], config, notify=True).sent["delivered"] == 0
    assert len(receiver.received) == 1


def test_a_source_alone_gives_what_it_lists(config: Path, receiver: Receiver) -> None:
    from flows.backfill import backfill

    name = load_settings(config).sources[0].name
    first = backfill([], config, sources=[name])
    assert first.problems == []
    assert first.counts()["articles_read"] > 3
    assert rows(config, "SELECT DISTINCT source FROM entries") == [(name,)]
    assert receiver.received == []
    again = backfill([], config, sources=[name])
    assert (again.counts()["articles_read"], again.acts) == (0, 0)


def test_a_copy_that_cannot_be_published_fails_no_run(config: Path) -> None:
    from flows.watch import watch

    (config.parent / "below").write_text("")
    text = config.read_text(encoding="utf-8")
    config.write_text(
        text.replace("[storage]", '[storage]\npublished = "below/copy.duckdb"'), encoding="utf-8"
    )
    assert watch(config).counts()["new_pacts"] > 0
    assert rows(config, "SELECT outcome FROM runs") == [("completed",)]


def test_a_run_that_migrates_the_ledger_says_where_its_copy_is(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import storage.check
    import storage.copies
    import storage.migrations
    from flows.backfill import backfill
    from flows.engine import progress_to

    FileLedger(config.parent / "ledger.duckdb").create()
    known = storage.migrations.migrations() | {9001: "CREATE TABLE more (a INTEGER)"}
    for module in (storage.check, storage.copies, storage.migrations):
        monkeypatch.setattr(module, "migrations", lambda: known)
    lines: list[str] = []
    with progress_to(lambda line, level: lines.append(line)):
        backfill([], config)
    kept = config.parent / "ledger.before-9001.duckdb"
    assert kept.exists()
    assert f"kept {kept}, a copy of the ledger before migration 9001" in lines
    assert any(line.startswith(f"published {config.parent / 'ledger.published.duckdb'} (") for line in lines)


def test_no_secret_of_a_channel_stands_in_anything_that_the_program_wrote(
    config: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    import os

    from flows.commands.cli import cli
    from flows.engine import progress_to
    from flows.watch import watch

    at = f"127.0.0.1:{receiver.port}"
    hook = "whsec_Q2FuYXJ5Q2FuYXJ5Q2FuYXJ5Q2FuYXJ5"
    channels = {
        "JSON": f"json://canaryuser:canarypass@{at}/canarypath?+canaryheader=canaryvalue&-canaryparam=canaryquery",
        "HOOK": f"webhook+http://{at}/canarypath?canaryquery#secret={hook}",
        "MAIL": "mailto://canaryuser:canarypass@127.0.0.1:9?from=canary@example.org&to=canaryto@example.net&mode=insecure",
        "NTFY": f"ntfy://canaryuser:canarypass@{at}/canarytopic",
        "WRONG": "no-such-scheme://canarypass",
    }
    for name, address in channels.items():
        monkeypatch.setenv(name, address)
    monkeypatch.setenv("PACTWATCH_DELIVERY__PATIENCE", "0")
    names = ", ".join(f'"env:{name}"' for name in channels)
    text = config.read_text(encoding="utf-8").replace('["file:receiver.url"]', f"[{names}]")
    config.write_text(f'[operator]\nto = ["env:JSON", "env:WRONG"]\n{text}', encoding="utf-8")
    said: list[str] = []
    receiver.answer = [500, 404, 0, 302, 429, 200, 403, 0, 500, 404] * 3
    with progress_to(lambda line, level: said.append(line)):
        watch(config)
    for command in ("deliver", "alerts log", "alerts dead", "alerts log --format json", "sub test desk"):
        cli.main([*command.split(), "-c", str(config)], standalone_mode=False)
    assert any("HTTP 404" in line for line in said)

    printed = capfd.readouterr()
    written = [printed.out, printed.err, *said]
    with FileLedger(config.parent / "ledger.duckdb").read() as db:
        tables = [name for (name,) in db.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        written += [str(db.execute(f"FROM {name}").fetchall()) for name in tables]
    folders = [config.parent, Path(os.environ["PREFECT_HOME"])]
    files = [p for folder in folders for p in folder.rglob("*") if p.is_file()]
    assert any(p.suffix == ".duckdb" for p in files)
    for text in [*written, *(p.read_bytes().decode("latin-1") for p in files)]:
        assert "canary" not in text.lower()
        assert hook not in text
        assert hook[6:] not in text


def test_a_ledger_that_was_held_is_tried_again_and_other_faults_are_not() -> None:
    from prefect import flow

    from flows.ways import writing
    from storage.errors import LedgerBusyError, LedgerUnreadableError

    faults = [LedgerBusyError("held"), LedgerUnreadableError("no ledger")]
    tries = list(faults)

    @writing("write")
    def write() -> None:
        raise tries.pop(0)

    @flow(persist_result=False)
    def flow_of_one() -> None:
        write.with_options(retry_delay_seconds=0, retry_jitter_factor=None)()

    with pytest.raises(LedgerUnreadableError):
        flow_of_one()
    assert tries == []


def test_a_rereading_is_a_run_of_its_own_and_nobody_hears_of_it(config: Path, receiver: Receiver) -> None:
    from flows.rereading import reread_flow
    from flows.watch import watch

    watch(config)
    sent = len(receiver.received)
    read = [reread_flow(config, every=True, part=n, parts=2).counts()["articles"] for n in (1, 2)]
    assert all(read)
    assert sum(read) == rows(config, "SELECT count(*) FROM articles WHERE parser_version IS NOT NULL")[0][0]
    assert len(receiver.received) == sent
    assert rows(config, "SELECT outcome, count(*) FROM runs WHERE flow = 'reread' GROUP BY ALL") == [
        ("completed", 2)
    ]
