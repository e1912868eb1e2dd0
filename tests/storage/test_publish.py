from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import duckdb
import pytest

import storage.publish
from storage.check import check_ledger, sound
from storage.drafts import beside, log_of
from storage.errors import LedgerBusyError, LedgerError, LedgerTooNewError
from storage.ledger import FileLedger
from storage.publish import publish
from tests.storage.filled import dump, fill


@pytest.fixture
def file(tmp_path: Path) -> FileLedger:
    made = FileLedger(tmp_path / "ledger.duckdb", wait=5)
    made.create()
    fill(made)
    return made


@pytest.fixture
def target(file: FileLedger) -> Path:
    return beside(file.path, "published")


def add(ledger: FileLedger, name: str) -> None:
    with ledger.write() as db:
        db.execute("INSERT INTO subscriptions VALUES (?, '{}', ['env:X'])", [name])


def names(path: Path) -> set[str]:
    with FileLedger(path).read() as db:
        return {name for (name,) in db.execute("SELECT name FROM subscriptions").fetchall()}


def test_the_copy_holds_all_that_the_ledger_holds_and_nothing_else_is_left(
    file: FileLedger, target: Path
) -> None:
    made = publish(file, target)
    assert made is not None
    assert (made.path, made.size) == (target, file.path.stat().st_size)
    assert dump(FileLedger(target)) == dump(file)
    assert sound(check_ledger(FileLedger(target)))
    assert {p.name for p in target.parent.iterdir()} == {file.path.name, target.name}


def test_the_copy_can_only_be_read(file: FileLedger, target: Path) -> None:
    publish(file, target)
    assert target.stat().st_mode & 0o222 == 0


def test_who_has_the_old_copy_open_keeps_it(file: FileLedger, target: Path) -> None:
    publish(file, target)
    with FileLedger(target).read() as db:
        add(file, "late")
        assert publish(file, target) is not None
        assert db.execute("SELECT name FROM subscriptions").fetchall() == [("desk",)]
    assert names(target) == {"desk", "late"}


def test_nothing_is_copied_where_nothing_changed(file: FileLedger, target: Path) -> None:
    publish(file, target)
    before = target.stat()
    with file.write() as db:
        db.execute("SELECT 1")
    assert publish(file, target) is None
    assert target.stat() == before


def test_what_a_killed_writer_left_in_the_log_is_published(file: FileLedger, target: Path) -> None:
    publish(file, target)
    code = (
        "import duckdb, os, sys; db = duckdb.connect(sys.argv[1]); "
        "db.execute(\"INSERT INTO subscriptions VALUES ('left', '{}', [])\"); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, str(file.path)], check=False)
    assert log_of(file.path).exists()
    assert publish(file, target) is not None
    assert names(target) == {"desk", "left"}
    assert not log_of(target).exists()


def test_the_ledger_itself_is_never_published_over(file: FileLedger) -> None:
    link = file.path.with_name("link.duckdb")
    link.symlink_to(file.path)
    for target in (file.path, link):
        with pytest.raises(LedgerError, match="is the ledger itself"):
            publish(file, target)


def test_a_folder_that_cannot_be_written_is_one_line(file: FileLedger, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("")
    with pytest.raises(LedgerError, match="cannot be published") as refused:
        publish(file, tmp_path / "a-file" / "copy.duckdb")
    assert "\n" not in str(refused.value)


def test_a_copy_that_fails_leaves_the_one_of_before(
    file: FileLedger, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(file, target)
    before = target.read_bytes()
    add(file, "late")

    def half(source: Path, made: Path) -> None:
        made.write_bytes(source.read_bytes()[:5000])

    monkeypatch.setattr(storage.publish, "copy_file", half)
    with pytest.raises(LedgerError, match="no whole ledger"):
        publish(file, target)
    assert target.read_bytes() == before
    assert {p.name for p in target.parent.iterdir()} == {file.path.name, target.name}


def test_a_full_disk_is_one_line_and_leaves_the_copy_of_before(file: FileLedger, target: Path) -> None:
    publish(file, target)
    before = target.read_bytes()
    add(file, "late")
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); import signal; "
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from pathlib import Path; "
        "from storage.drafts import copy_file; copy_file(Path(sys.argv[1]), Path(sys.argv[2]) / 'made')"
    )
    (target.parent / "d").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", code, str(file.path), str(target.parent / "d")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "LedgerError" in done.stderr.splitlines()[-1]
    assert "File too large" in done.stderr.splitlines()[-1]
    assert target.read_bytes() == before


def test_a_newer_ledger_is_not_published(file: FileLedger, target: Path) -> None:
    with file.write() as db:
        db.execute("INSERT INTO schema_version VALUES (9999, now())")
    with pytest.raises(LedgerTooNewError, match="upgrade pactwatch"):
        publish(file, target)
    assert not target.exists()


def test_a_ledger_that_is_held_is_waited_for_then_told(file: FileLedger, target: Path) -> None:
    code = "import duckdb, sys; db = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(file.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LedgerBusyError):
            publish(FileLedger(file.path, wait=0.2), target)
        holder.communicate()
    assert publish(file, target) is not None


def test_readers_of_the_ledger_are_not_kept_out_while_it_is_copied(file: FileLedger, target: Path) -> None:
    with storage.publish.held_still(file):
        code = "import duckdb, sys; print(duckdb.connect(sys.argv[1], read_only=True).sql('SELECT 1').fetchone())"
        done = subprocess.run(
            [sys.executable, "-c", code, str(file.path)], capture_output=True, text=True, check=False
        )
        assert done.stdout == "(1,)\n"
        code = "import duckdb, sys; duckdb.connect(sys.argv[1])"
        done = subprocess.run(
            [sys.executable, "-c", code, str(file.path)], capture_output=True, text=True, check=False
        )
        assert "Could not set lock" in done.stderr


def test_two_programs_that_publish_at_once_leave_a_whole_copy(file: FileLedger, target: Path) -> None:
    loops = [publisher(file, target, 12) for _ in range(2)]
    said = [loop.communicate()[0] for loop in loops]
    assert [len(lines.split()) for lines in said] == [12, 12]
    assert names(target) <= names(file.path)
    publish(file, target)
    assert dump(FileLedger(target)) == dump(file)


LOOP = """
import sys
from pathlib import Path
from storage.ledger import FileLedger
from storage.publish import publish
file, target, times = FileLedger(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
import os
for n in range(times):
    with file.write() as db:
        db.execute("INSERT INTO subscriptions VALUES (?, '{}', [])", [f"{os.getpid()}-{n}"])
    publish(file, target)
    print(n, flush=True)
"""


def publisher(file: FileLedger, target: Path, times: int) -> subprocess.Popen[str]:
    """A program that writes a row and publishes, over and over."""
    return subprocess.Popen(
        [sys.executable, "-c", LOOP, str(file.path), str(target), str(times)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,
    )


@pytest.mark.parametrize("seed", range(6))
def test_a_publisher_that_is_killed_leaves_a_whole_copy_and_no_rubbish(
    file: FileLedger, target: Path, seed: int
) -> None:
    with file.write() as db:
        db.execute("CREATE TABLE ballast AS SELECT hash(i)::VARCHAR AS words FROM range(300000) t(i)")
    publish(file, target)
    known = names(target)
    with publisher(file, target, 10_000) as process:
        assert process.stdout
        process.stdout.readline()
        time.sleep(Random(seed).uniform(0, 0.5))
        # Every other time its copying process lives on, as after a kill of the publisher alone.
        (os.kill if seed % 2 else os.killpg)(process.pid, signal.SIGKILL)
        published = len(process.stdout.read().split())
    assert sound(check_ledger(FileLedger(target)))
    assert len(names(target) - known) >= published
    publish(file, target)
    assert dump(FileLedger(target)) == dump(file)
    assert {p.name for p in target.parent.iterdir()} == {file.path.name, target.name}


def test_a_write_that_somebody_left_beside_the_copy_is_not_taken_for_the_new_ones(
    file: FileLedger, target: Path
) -> None:
    publish(file, target)
    target.chmod(0o644)
    code = "import duckdb, os, sys; db = duckdb.connect(sys.argv[1]); db.execute('DELETE FROM acts'); os._exit(9)"
    subprocess.run([sys.executable, "-c", code, str(target)], check=False)
    assert log_of(target).exists()
    add(file, "late")
    publish(file, target)
    with duckdb.connect(str(target), read_only=True) as db:
        assert db.execute("SELECT count(*) FROM acts").fetchone() == (1,)
