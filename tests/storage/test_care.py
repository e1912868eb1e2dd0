from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from storage.care import Compacted, backup, compact, restore
from storage.check import check_ledger, sound
from storage.drafts import log_of
from storage.errors import LedgerBusyError, LedgerError, LedgerTooNewError, LedgerUnreadableError
from storage.ledger import FileLedger
from tests.storage.filled import dump, fill, plain, telling
from tests.storage.samples import DAY

if TYPE_CHECKING:
    from storage.lake import LakeLedger

TEXT_COMPRESSION = (
    "SELECT DISTINCT compression FROM pragma_storage_info('bodies') "
    "WHERE column_name = 'text' AND segment_type = 'VARCHAR' ORDER BY ALL"
)
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> FileLedger:
    (tmp_path / "home").mkdir()
    made = FileLedger(tmp_path / "home" / "ledger.duckdb", wait=5)
    made.create()
    fill(made)
    return made


def listed(file: FileLedger) -> list[str]:
    return sorted(p.name for p in file.path.parent.iterdir())


def catalogue(file: FileLedger) -> list[object]:
    """Tables, columns, views and macros with their comments, and how texts are kept."""
    with file.read() as db:
        return [
            db.execute(question).fetchall()
            for question in (
                "SELECT table_name, sql, comment FROM duckdb_tables() ORDER BY ALL",
                "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE NOT internal ORDER BY ALL",
                "SELECT view_name, sql, comment FROM duckdb_views() WHERE NOT internal ORDER BY ALL",
                "SELECT function_name, parameters, macro_definition FROM duckdb_functions() WHERE NOT internal ORDER BY ALL",
                TEXT_COMPRESSION,
                "SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal",
            )
        ]


def waste(file: FileLedger) -> None:
    """Let the file hold much room that no row needs."""
    with file.write() as db:
        db.execute("CREATE TABLE gone AS SELECT hash(i)::VARCHAR AS words FROM range(400000) t(i)")
    with file.write() as db:
        db.execute("DROP TABLE gone")


def test_compacting_gives_room_back_and_keeps_all_else(file: FileLedger) -> None:
    with file.write() as db:
        db.execute("CREATE VIEW signed AS SELECT pact_id FROM pacts WHERE status = 'signed'")
        db.execute("COMMENT ON VIEW signed IS 'Those that were signed.'")
        db.execute("CREATE MACRO one_more(n) AS n + 1")
        db.execute(
            "CREATE MACRO of_status(s) AS TABLE SELECT pact_id, one_more(acts) AS n FROM pacts WHERE status = s"
        )
        db.execute("INSERT INTO bodies SELECT i::VARCHAR, repeat('words ', 50) || i FROM range(5000) t(i)")
    waste(file)
    file.path.chmod(0o640)
    rows, shape = dump(file), catalogue(file)
    done = compact(file)
    assert done.after < done.before
    assert done == Compacted(done.before, file.path.stat().st_size)
    assert (dump(file), catalogue(file)) == (rows, shape)
    assert shape[4] == [("ZSTD",)]
    with file.read() as db:
        assert db.execute("FROM of_status('signed')").fetchone()
    assert listed(file) == ["ledger.duckdb"]
    assert file.path.stat().st_mode & 0o777 == 0o640
    # It stays as good as new: migrations, writes and compression go on.
    file.create()
    with file.write() as db:
        db.execute("INSERT INTO bodies SELECT 'n' || i, 'short ' || i FROM range(5000) t(i)")
    assert catalogue(file) == shape


def test_compacting_twice_changes_nothing(file: FileLedger) -> None:
    compact(file)
    rows = dump(file)
    again = compact(file)
    assert again.before == again.after
    assert dump(file) == rows


def test_old_texts_that_prove_nothing_are_let_go_on_request(tmp_path: Path) -> None:
    file = FileLedger(tmp_path / "ledger.duckdb")
    file.create()
    old = DAY - timedelta(days=1000)
    shared = "One text that an old and a new page have."
    fill(
        file,
        plain(1, old),
        plain(2),
        telling(3, old),
        telling(4),
        plain(5, old, shared),
        plain(6, DAY, shared),
    )
    before = dump(file)
    done = compact(file, DAY - timedelta(days=365))
    assert (done.dropped, done.kept) == (1, 1)
    after = dump(file)
    with file.read() as db:
        empty = db.execute("SELECT url FROM articles JOIN bodies USING (body_id) WHERE text = ''").fetchall()
    assert empty == [("https://harbour.example/1",)]
    assert {t: rows for t, rows in before.items() if t != "bodies"} == {
        t: rows for t, rows in after.items() if t != "bodies"
    }
    assert sound(check_ledger(file))
    assert compact(file, DAY - timedelta(days=365)).dropped == 0


def test_a_writer_that_comes_while_it_is_compacted_waits_and_loses_nothing(file: FileLedger) -> None:
    waste(file)
    stop, written = threading.Event(), []
    code = (
        "import sys\nfrom storage.ledger import FileLedger\nfile = FileLedger(sys.argv[1])\n"
        "for n in iter(sys.stdin.readline, ''):\n"
        "    with file.write() as db: db.execute(\"INSERT INTO subscriptions VALUES (?, '{}', [])\", [n.strip()])\n"
        "    print('done', flush=True)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(file.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ) as process:
        assert process.stdin
        assert process.stdout

        def write_on() -> None:
            assert process.stdin
            assert process.stdout
            while not stop.is_set():
                process.stdin.write(f"{len(written)}\n")
                process.stdin.flush()
                assert process.stdout.readline() == "done\n"
                written.append(str(len(written)))

        writer = threading.Thread(target=write_on)
        writer.start()
        for _ in range(3):
            compact(file)
        stop.set()
        writer.join()
        process.communicate()
    with file.read() as db:
        names = {name for (name,) in db.execute("SELECT name FROM subscriptions").fetchall()}
    assert written
    assert names == {"desk", *written}


def test_a_compaction_that_is_killed_leaves_the_ledger_as_it_was(file: FileLedger) -> None:
    waste(file)
    with file.write() as db:
        db.execute("CREATE TABLE ballast AS SELECT hash(i)::VARCHAR AS words FROM range(400000) t(i)")
    rows = dump(file)
    code = "import sys\nfrom storage.care import compact\nfrom storage.ledger import FileLedger\nprint('go', flush=True)\ncompact(FileLedger(sys.argv[1]))"
    for wait in (0.02, 0.1, 0.2, 0.4):
        with subprocess.Popen(
            [sys.executable, "-c", code, str(file.path)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        ) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
        assert dump(file) == rows
    compact(file)
    assert dump(file) == rows
    assert listed(file) == ["ledger.duckdb"]


def test_a_backup_is_whole_and_sound_and_is_not_written_over_unasked(
    file: FileLedger, tmp_path: Path
) -> None:
    target = tmp_path / "away" / "backup.duckdb"
    assert sound(backup(file, target))
    assert dump(FileLedger(target)) == dump(file)
    with pytest.raises(LedgerError, match="--force"):
        backup(file, target)
    with file.write() as db:
        db.execute("DELETE FROM attempts; DELETE FROM deliveries")
    assert sound(backup(file, target, force=True))
    assert dump(FileLedger(target)) == dump(file)
    assert [p.name for p in target.parent.iterdir()] == ["backup.duckdb"]


def test_a_backup_of_a_faulty_ledger_is_made_and_told_but_never_takes_a_good_ones_place(
    file: FileLedger, tmp_path: Path
) -> None:
    good = tmp_path / "good.duckdb"
    backup(file, good)
    before = good.read_bytes()
    with file.write() as db:
        db.execute("DELETE FROM acts")
    assert not sound(backup(file, tmp_path / "faulty.duckdb"))
    with pytest.raises(LedgerError, match="stays as it is"):
        backup(file, good, force=True)
    assert good.read_bytes() == before


def test_a_ledger_is_not_backed_up_to_itself(file: FileLedger) -> None:
    with pytest.raises(LedgerError, match="is the ledger itself"):
        backup(file, file.path, force=True)
    with pytest.raises(LedgerError, match="is the ledger itself"):
        restore(file, file.path, NOW)


def test_backups_are_consistent_while_others_write(file: FileLedger, tmp_path: Path) -> None:
    stop = threading.Event()

    def write_pairs() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with file.write() as db:
                db.execute("INSERT INTO subscriptions VALUES (?, '{}', [])", [f"a{number}"])
                db.execute("INSERT INTO subscriptions VALUES (?, '{}', [])", [f"b{number}"])

    writer = threading.Thread(target=write_pairs)
    writer.start()
    try:
        for number in range(5):
            target = tmp_path / f"{number}.duckdb"
            assert sound(backup(file, target))
            with FileLedger(target).read() as db:
                counts = db.execute(
                    "SELECT count(*) FILTER (name LIKE 'a%'), count(*) FILTER (name LIKE 'b%') FROM subscriptions"
                ).fetchone()
            assert counts
            assert counts[0] == counts[1]
    finally:
        stop.set()
        writer.join()


def test_restoring_puts_the_backup_in_place_and_keeps_what_was_there(
    file: FileLedger, tmp_path: Path
) -> None:
    backup(file, tmp_path / "backup.duckdb")
    then = dump(file)
    with file.write() as db:
        db.execute("INSERT INTO subscriptions VALUES ('late', '{}', [])")
    now = dump(file)
    kept = restore(file, tmp_path / "backup.duckdb", NOW)
    assert kept == file.path.with_name("ledger.replaced-20260102T030405Z.duckdb")
    assert dump(file) == then
    assert dump(FileLedger(kept)) == now
    assert listed(file) == sorted([file.path.name, kept.name])
    assert file.path.stat().st_ino != kept.stat().st_ino
    file.create()


def test_a_read_only_copy_can_be_restored_and_written(file: FileLedger, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    backup(file, copy)
    copy.chmod(0o444)
    other = FileLedger(tmp_path / "new" / "ledger.duckdb")
    assert restore(other, copy, NOW) is None
    assert other.path.stat().st_mode & 0o200
    other.create()
    assert dump(other) == dump(file)


def test_a_damaged_ledger_can_be_replaced_and_is_kept_with_its_log(file: FileLedger, tmp_path: Path) -> None:
    backup(file, tmp_path / "backup.duckdb")
    then = dump(file)
    file.path.write_bytes(b"no database " * 1000)
    log_of(file.path).write_bytes(b"what it was about to write")
    kept = restore(file, tmp_path / "backup.duckdb", NOW)
    assert kept
    assert kept.read_bytes().startswith(b"no database")
    assert log_of(kept).read_bytes() == b"what it was about to write"
    assert not log_of(file.path).exists()
    assert dump(file) == then


def unsound(path: Path) -> None:
    with FileLedger(path).write() as db:
        db.execute("DELETE FROM acts")


def newer(path: Path) -> None:
    with FileLedger(path).write() as db:
        db.execute("INSERT INTO schema_version VALUES (9999, now())")


def another(path: Path) -> None:
    path.unlink()
    with duckdb.connect(str(path)) as db:
        db.execute("CREATE TABLE a (b INTEGER)")


@pytest.mark.parametrize(
    ("spoil", "kind", "why"),
    [
        (unsound, LedgerError, "something is wrong in it: .*ledger check --ledger"),
        (newer, LedgerTooNewError, "upgrade pactwatch"),
        (another, LedgerUnreadableError, "is no whole ledger"),
        (lambda path: path.write_bytes(b"abc" * 9999), LedgerUnreadableError, "is no whole ledger"),
        (lambda path: os.truncate(path, path.stat().st_size // 2), LedgerError, "not restored"),
        (lambda path: path.unlink(), LedgerError, "there is no backup"),
    ],
)
def test_a_backup_that_is_not_sound_changes_nothing(
    file: FileLedger, tmp_path: Path, spoil: object, kind: type[LedgerError], why: str
) -> None:
    source = tmp_path / "backup.duckdb"
    backup(file, source)
    spoil(source)  # type: ignore[operator]
    before = file.path.read_bytes()
    with pytest.raises(kind, match=why) as refused:
        restore(file, source, NOW)
    assert "\n" not in str(refused.value)
    assert ".draft" not in str(refused.value)
    assert file.path.read_bytes() == before
    assert listed(file) == [file.path.name]


def test_a_ledger_that_is_held_is_neither_compacted_nor_replaced(file: FileLedger, tmp_path: Path) -> None:
    source = tmp_path / "backup.duckdb"
    backup(file, source)
    code = "import duckdb, sys; db = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    hasty = FileLedger(file.path, wait=0.2)
    with subprocess.Popen(
        [sys.executable, "-c", code, str(file.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        for work in (
            lambda: compact(hasty),
            lambda: restore(hasty, source, NOW),
            lambda: backup(hasty, tmp_path / "other.duckdb"),
        ):
            with pytest.raises(LedgerBusyError, match="held by another program"):
                work()
        holder.communicate()
    assert listed(file) == [file.path.name]


def test_a_lake_is_not_copied_as_a_file_and_says_what_to_do_instead(lake: LakeLedger, tmp_path: Path) -> None:
    for work in (
        lambda: backup(lake, tmp_path / "a"),
        lambda: restore(lake, tmp_path / "a", NOW),
    ):
        with pytest.raises(LedgerError, match=r"is a lake .* pg_dump"):
            work()


def test_a_lake_is_compacted_and_keeps_texts_that_acts_stand_on(lake: LakeLedger) -> None:
    fill(lake)
    with lake.write() as db:
        db.execute(
            "INSERT INTO bodies SELECT i::VARCHAR, repeat('words ', 50) || hash(i) FROM range(5000) t(i)"
        )
    with lake.write() as db:
        db.execute("DELETE FROM bodies WHERE body_id NOT IN (SELECT body_id FROM articles)")
    rows = dump(lake)
    done = compact(lake)
    assert done.after < done.before
    assert dump(lake) == rows
    done = compact(lake, NOW)
    assert (done.dropped > 0, done.kept > 0) == (True, True)
    left = dump(lake)
    assert {t: r for t, r in left.items() if t != "bodies"} == {
        t: r for t, r in rows.items() if t != "bodies"
    }
    assert sound(check_ledger(lake))
    again = compact(lake, NOW)
    assert (again.dropped, again.kept) == (0, done.kept)
    assert dump(lake) == left
