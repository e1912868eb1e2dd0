from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from storage.articles import save_followed
from storage.errors import LedgerBusyError, LedgerError, LedgerUnreadableError
from storage.ledger import Ledger
from storage.opening import open_ledger
from tests.postgres import GUARDED, PASSWORD, Cluster
from tests.storage.samples import followed

if TYPE_CHECKING:
    from storage.lake import LakeLedger

SUBSCRIBE = "INSERT INTO subscriptions VALUES (?, '{}', [])"


def subscribe(ledger: Ledger, name: str) -> None:
    with ledger.write() as db:
        db.execute(SUBSCRIBE, [name])


def names(ledger: Ledger) -> list[str]:
    with ledger.read() as db:
        return [row[0] for row in db.execute("SELECT name FROM subscriptions ORDER BY name").fetchall()]


def psql(lake: LakeLedger, statement: str) -> list[tuple[object, ...]]:
    import psycopg

    with psycopg.connect(lake.place.removeprefix("ducklake:postgres:"), autocommit=True) as db:
        cursor = db.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def run_beside(lake: LakeLedger, script: str) -> subprocess.Popen[str]:
    """A script in a process of its own, with `ledger` and what tests of the ledger need at hand."""
    head = (
        "import sys, time\n"
        "from storage.opening import open_ledger\n"
        "from storage.articles import save_followed\n"
        "from tests.storage.samples import followed\n"
        "ledger = open_ledger(sys.argv[1], wait=60, data_path=sys.argv[2])\n"
    )
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", head + script, lake.place, str(lake.data_path)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_an_address_of_a_lake_opens_a_lake(lake: LakeLedger) -> None:
    subscribe(lake, "desk")
    assert names(open_ledger(lake.place)) == ["desk"]


SAME_KEYS = """
sys.stdin.readline()
for run in range(5):
    with ledger.write() as db:
        save_followed(db, [followed(n) for n in range(10 * run, 10 * run + 30)], f"r{run}", "v1")
"""


def test_two_programs_that_write_the_same_rows_at_once_write_each_once(lake: LakeLedger) -> None:
    writers = [run_beside(lake, SAME_KEYS) for _ in range(2)]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    assert [w.wait(120) for w in writers] == [0, 0]
    for writer in writers:
        writer.communicate()
    with lake.read() as db:
        for table in ("entries", "articles"):
            key = {"entries": "entry_id", "articles": "article_id"}[table]
            assert db.execute(f"SELECT count(*), count(DISTINCT {key}) FROM {table}").fetchall() == [(70, 70)]


def test_two_programs_that_make_one_lake_at_once_make_it_once(cluster: Cluster, tmp_path: Path) -> None:
    from storage.lake import LakeLedger

    failures: list[BaseException] = []

    def create(ledger: LakeLedger) -> None:
        try:
            ledger.create()
        except LedgerError as error:
            failures.append(error)

    with cluster.database() as name:
        lakes = [LakeLedger(cluster.address(name), data_path=tmp_path / "lake") for _ in range(2)]
        makers = [threading.Thread(target=create, args=(one,)) for one in lakes]
        for maker in makers:
            maker.start()
        for maker in makers:
            maker.join()
        assert failures == []
        subscribe(lakes[0], "desk")
        assert names(lakes[1]) == ["desk"]


HALF_WRITTEN = """
with ledger.write() as db:
    save_followed(db, [followed(n) for n in range(50)], "r1", "v1")
    print("inside", flush=True)
    time.sleep(60)
"""


def test_a_writer_that_is_killed_leaves_nothing_half_written_and_lets_others_in(lake: LakeLedger) -> None:
    writer = run_beside(lake, HALF_WRITTEN)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "inside\n"
    writer.kill()
    writer.communicate()
    started = time.monotonic()
    subscribe(lake, "desk")
    assert time.monotonic() - started < 10
    with lake.read() as db:
        assert db.execute(
            "SELECT (SELECT count(*) FROM entries), (SELECT count(*) FROM bodies)"
        ).fetchall() == [(0, 0)]


def test_a_lake_that_is_written_for_too_long_says_so(lake: LakeLedger) -> None:
    from storage.lake import LakeLedger

    hasty = LakeLedger(lake.place, wait=0.2)
    with lake.write(), pytest.raises(LedgerBusyError, match="another program"), hasty.write():
        pass


def test_what_a_killed_writer_left_running_on_the_server_is_waited_for(lake: LakeLedger) -> None:
    import psycopg

    from storage.catalogue import WRITER
    from storage.lake import LakeLedger

    hasty = LakeLedger(lake.place, wait=0.3)
    address = lake.place.removeprefix("ducklake:postgres:")
    with psycopg.connect(address, application_name=WRITER) as left:
        left.execute("SELECT 1")
        with pytest.raises(LedgerBusyError), hasty.write():
            pass
        left.rollback()
        subscribe(hasty, "desk")


def test_a_writer_that_lost_its_turn_writes_nothing(lake: LakeLedger) -> None:
    def lose_it_half_way() -> None:
        with lake.write() as db:
            db.execute(SUBSCRIBE, ["desk"])
            psql(lake, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")

    with pytest.raises(LedgerBusyError, match="nothing of this was written"):
        lose_it_half_way()
    assert names(lake) == []


def test_a_lake_whose_server_dropped_its_connections_is_used_on(lake: LakeLedger) -> None:
    subscribe(lake, "one")
    assert names(lake) == ["one"]
    psql(
        lake,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'pactwatch %'",
    )
    assert names(lake) == ["one"]
    subscribe(lake, "two")
    assert names(lake) == ["one", "two"]


def test_a_block_that_failed_does_not_spoil_the_next(lake: LakeLedger) -> None:
    with pytest.raises(duckdb.Error), lake.read() as db:
        db.execute("SELECT * FROM nowhere")
    with pytest.raises(duckdb.Error), lake.write() as db:
        db.execute("SELECT * FROM nowhere")
    subscribe(lake, "desk")
    assert names(lake) == ["desk"]


def test_a_process_that_used_a_lake_ends_well(lake: LakeLedger) -> None:
    using = run_beside(lake, "with ledger.write() as db: pass\nwith ledger.read() as db: pass\nprint('end')")
    assert using.communicate(timeout=60)[0] == "end\n"
    assert using.returncode == 0


def test_readers_see_one_state_for_a_whole_block_and_wait_for_nobody(lake: LakeLedger) -> None:
    subscribe(lake, "one")
    with lake.read() as db:
        before = db.execute("SELECT count(*) FROM subscriptions").fetchall()
        subscribe(lake, "two")
        with lake.write():
            assert db.execute("SELECT count(*) FROM subscriptions").fetchall() == before == [(1,)]
    assert names(lake) == ["one", "two"]


def test_a_reader_cannot_write(lake: LakeLedger) -> None:
    with lake.read() as db, pytest.raises(duckdb.Error, match="read-only"):
        db.execute(SUBSCRIBE, ["desk"])


def test_the_past_of_a_lake_can_be_asked(lake: LakeLedger) -> None:
    subscribe(lake, "one")
    with lake.read() as db:
        row = db.execute("SELECT max(snapshot_id), max(snapshot_time) FROM ledger.snapshots()").fetchone()
        assert row is not None
        version, moment = row
    subscribe(lake, "two")
    with lake.read() as db:
        then = f"SELECT name FROM subscriptions AT (VERSION => {int(version)})"
        assert db.execute(then).fetchall() == [("one",)]
        then = f"SELECT name FROM subscriptions AT (TIMESTAMP => TIMESTAMPTZ '{moment.isoformat()}')"
        assert db.execute(then).fetchall() == [("one",)]
        changes = (
            f"SELECT name FROM ledger.table_changes('subscriptions', {int(version) + 1}, {int(version) + 1})"
        )
        assert db.execute(changes).fetchall() == [("two",)]


def files_of(lake: LakeLedger) -> set[Path]:
    assert lake.data_path is not None
    return {p for p in lake.data_path.rglob("*") if p.is_file()}


def test_compacting_merges_small_files_and_keeps_every_row_and_the_past(lake: LakeLedger) -> None:
    for run in range(4):
        with lake.write() as db:
            save_followed(db, [followed(n) for n in range(20 * run, 20 * run + 30)], f"r{run}", "v1")
    with lake.read() as db:
        before = db.execute("FROM entries ORDER BY ALL").fetchall()
        version = db.execute("SELECT max(snapshot_id) FROM ledger.snapshots()").fetchall()[0][0]
    lake.tidy()
    subscribe(lake, "later")
    with lake.read() as db:
        assert db.execute("FROM entries ORDER BY ALL").fetchall() == before
        count = f"SELECT count(*) FROM subscriptions AT (VERSION => {version})"
        assert db.execute(count).fetchall() == [(0,)]
        files = db.execute("SELECT count(*) FROM ducklake_list_files('ledger', 'entries')").fetchall()
    assert files == [(1,)]


def test_compacting_forgets_what_is_older_than_asked(lake: LakeLedger) -> None:
    for name in ("one", "two"):
        subscribe(lake, name)
    lake.tidy(keep=timedelta(0))
    with lake.read() as db:
        left = db.execute("SELECT count(*) FROM ledger.snapshots()").fetchall()
    assert left[0][0] <= 2
    assert names(lake) == ["one", "two"]


def test_compacting_takes_away_files_of_writers_that_were_killed_long_ago(lake: LakeLedger) -> None:
    with lake.write() as db:
        save_followed(db, [followed(n) for n in range(30)], "r1", "v1")
    some = next(iter(files_of(lake)))
    orphan, young = some.with_name("ducklake-left.parquet"), some.with_name("ducklake-young.parquet")
    for file in (orphan, young):
        file.write_bytes(some.read_bytes())
    yesterday = (datetime.now(UTC) - timedelta(days=1)).timestamp()
    os.utime(orphan, (yesterday, yesterday))
    lake.tidy()
    assert (orphan.exists(), young.exists()) == (False, True)
    with lake.read() as db:
        assert db.execute("SELECT count(*) FROM entries").fetchall() == [(30,)]


def test_a_lake_packs_long_texts(lake: LakeLedger) -> None:
    text = "The ministers met in the harbour town and spoke of fish. " * 100
    with lake.write() as db:
        db.execute("INSERT INTO bodies SELECT 'b' || i, i || ? FROM range(200) t(i)", [text])
    assert lake.data_path is not None
    with lake.read() as db:
        files = str(lake.data_path / "**/*.parquet")
        codecs = "SELECT DISTINCT compression FROM parquet_metadata(?) WHERE path_in_schema = 'text'"
        assert db.execute(codecs, [files]).fetchall() == [("ZSTD",)]


def test_a_password_is_used_and_never_shown(cluster: Cluster, tmp_path: Path) -> None:
    from storage.lake import LakeLedger

    with cluster.database() as name:
        address = cluster.address(name, GUARDED)
        lake = LakeLedger(address, data_path=tmp_path / "lake", password=PASSWORD)
        lake.create()
        subscribe(lake, "desk")
        assert names(lake) == ["desk"]
        assert PASSWORD not in lake.place + repr(lake)
        with lake.read() as db:
            shown = db.execute("SELECT path FROM duckdb_databases()").fetchall()
            shown += db.execute("SELECT secret_string FROM duckdb_secrets()").fetchall()
        assert PASSWORD not in str(shown)
        wrong = LakeLedger(address, password="wrong-one")
        for use in (wrong.read, wrong.write):
            with pytest.raises(LedgerUnreadableError, match="authentication failed") as refused, use():
                pass
            assert "wrong-one" not in str(refused.value)
            assert "\n" not in str(refused.value)


def test_a_password_that_libpq_finds_is_used(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    with cluster.database() as name:
        made = open_ledger(cluster.address(name, GUARDED), data_path=tmp_path / "lake")
        made.create()
        assert names(made) == []


@pytest.mark.parametrize("address", ["dbname=lake password=hush", "postgresql://me:hush@db.example/lake"])
def test_a_password_in_the_address_is_refused_and_not_repeated(cluster: Cluster, address: str) -> None:
    with pytest.raises(LedgerUnreadableError, match="must not hold a password") as refused:
        open_ledger(f"ducklake:postgres:{address}")
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("dbname=none host={host} user=pactwatch", 'database "none" does not exist'),
        ("dbname=postgres host={host}/nowhere user=pactwatch", "is PostgreSQL running there"),
        ("dbname=postgres host=no.such.host.example user=pactwatch", "host of storage.url is not known"),
        ("dbname=postgres host={host} user=pactwatch", "pactwatch run"),
        ("postgres host", "no address of a lake"),
    ],
)
def test_a_wrong_address_is_one_clear_line(cluster: Cluster, address: str, words: str) -> None:
    def use(how: str) -> None:
        ledger = open_ledger("ducklake:postgres:" + address.format(host=cluster.folder), wait=1)
        with ledger.read() if how == "read" else ledger.write():
            pass

    for how in ("read", "write"):
        with pytest.raises(LedgerUnreadableError, match=words) as refused:
            use(how)
        assert "\n" not in str(refused.value)


def test_a_lake_with_its_files_elsewhere_says_where(lake: LakeLedger, tmp_path: Path) -> None:
    other = open_ledger(lake.place, data_path=tmp_path / "other")
    with pytest.raises(LedgerUnreadableError, match=r"storage\.data_path") as refused, other.read():
        pass
    assert str(lake.data_path) in str(refused.value)


def test_a_new_lake_without_a_folder_says_what_to_name(cluster: Cluster) -> None:
    with cluster.database() as name, pytest.raises(LedgerUnreadableError, match=r"storage\.data_path"):
        open_ledger(cluster.address(name)).create()


def test_a_quote_in_the_folder_is_only_a_quote(cluster: Cluster, tmp_path: Path) -> None:
    with cluster.database() as name:
        odd = open_ledger(cluster.address(name), data_path=tmp_path / "it's; DROP")
        odd.create()
        with odd.write() as db:
            save_followed(db, [followed(n) for n in range(30)], "r1", "v1")
        with odd.read() as db:
            assert db.execute("SELECT count(*) FROM entries").fetchall() == [(30,)]


@pytest.mark.parametrize("package", ["psycopg", "duckdb_extension_ducklake", "duckdb_extension_postgres"])
def test_a_lake_without_its_packages_names_the_extra(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if package != "psycopg":
        pytest.importorskip("psycopg")
    monkeypatch.setitem(sys.modules, package, None)
    with (
        pytest.raises(LedgerError, match=r"pactwatch\[lake\]"),
        open_ledger("ducklake:postgres:dbname=lake").read(),
    ):
        pass


def test_a_file_needs_none_of_the_packages_of_lakes() -> None:
    script = "import sys, storage.ledger, storage.queries; print('psycopg' in sys.modules, 'storage.lake' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"
