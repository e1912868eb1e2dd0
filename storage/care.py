"""Compact, back up and restore a ledger file; each puts a whole new file in place in one step, or changes nothing."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from storage.check import QUIET, Finding, Level, check_ledger, known_version, sound
from storage.drafts import beside, copy_file, draft, log_of, put_in_place, sync, told
from storage.errors import LedgerError, LedgerUnreadableError
from storage.ledger import STORAGE_VERSION, FileLedger, Ledger, first_line, quoted
from storage.publish import held_still

# A program that opened the old file just before it was replaced still has to find it locked, and so opens the new one.
GRACE = 0.5
FRESH = "pactwatch_fresh"


@dataclass(frozen=True, slots=True)
class Compacted:
    """Bytes before and after; texts that were let go; texts as old that stay because an act stands on them."""

    before: int
    after: int
    dropped: int = 0
    kept: int = 0


def file_of(ledger: Ledger, task: str) -> FileLedger:
    """The ledger as a file; a lake has its own ways."""
    if not isinstance(ledger, FileLedger):
        raise LedgerError(
            f"{ledger.place} is a lake and cannot be {task} as a file: use pg_dump on its PostgreSQL catalogue first, "
            "then copy its folder"
        )
    return ledger


def compact(ledger: Ledger, drop_before: datetime | None = None) -> Compacted:
    """Write the ledger into a fresh file without the room that old rows left, and put it in place.

    With `drop_before`, texts that no act stands on and whose articles are all older are let go: their rows stay,
    empty, so that the article is known and not read again. Other programs can read meanwhile, and wait to write; a
    lake's files are merged, and its writers come in between.
    """
    if not isinstance(ledger, FileLedger):
        return compact_lake(ledger, drop_before)
    file = ledger
    path = file.path.resolve()
    with told(f"{path} cannot be compacted"), draft(path, file.wait) as made, held_still(file) as db:
        known_version(db, file.place)
        before = path.stat().st_size
        try:
            dropped, kept = rewrite(db, made, drop_before)
        except duckdb.Error as error:
            raise LedgerError(f"{path} cannot be compacted: {first_line(error)}") from error
        made.chmod(path.stat().st_mode & 0o7777)
        after = made.stat().st_size
        put_in_place(made, path)
        time.sleep(GRACE)
    return Compacted(before, after, dropped, kept)


def compact_lake(ledger: Ledger, drop_before: datetime | None) -> Compacted:
    """Merge a lake's small files, and let old texts go where asked."""
    # An extra's packages are imported where they are needed only.
    from storage.lake import LakeLedger

    if not isinstance(ledger, LakeLedger):
        raise TypeError(f"{ledger.place} is neither a file nor a lake")
    before, dropped, kept = ledger.size(), 0, 0
    if drop_before:
        with ledger.write() as db:
            dropped, kept = count_old(db, drop_before)
            if dropped:
                db.execute("UPDATE bodies SET text = '' " + WHERE_LET_GO)
    ledger.tidy()
    return Compacted(before, ledger.size(), dropped, kept)


def rewrite(db: duckdb.DuckDBPyConnection, made: Path, drop_before: datetime | None) -> tuple[int, int]:
    """Write all that the ledger has into a new file; how many texts were let go, and how many as old were kept."""
    db.execute(QUIET)
    ours = db.execute("SELECT current_database()").fetchone()
    tables = db.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database() AND NOT internal"
    ).fetchall()
    db.execute(f"ATTACH '{quoted(made)}' AS {FRESH} (READ_WRITE, STORAGE_VERSION '{STORAGE_VERSION}')")
    # Tables with their comments and compression, views and macros.
    db.execute(f'COPY FROM DATABASE "{ours[0] if ours else ""}" TO {FRESH} (SCHEMA)')
    dropped, kept = count_old(db, drop_before) if drop_before else (0, 0)
    for schema, table in tables:
        what = f'SELECT * FROM "{schema}"."{table}"'
        if dropped and (schema, table) == ("main", "bodies"):
            what = KEPT_BODIES
        db.execute(f'INSERT INTO {FRESH}."{schema}"."{table}" {what}')
    db.execute(f"CHECKPOINT {FRESH}")
    db.execute(f"DETACH {FRESH}")
    return dropped, kept


def count_old(db: duckdb.DuckDBPyConnection, drop_before: datetime) -> tuple[int, int]:
    """Note the texts that only older articles have; how many of them prove nothing, and how many an act stands on."""
    db.execute("CREATE OR REPLACE TEMP TABLE old_bodies AS " + OLD_BODIES, [drop_before])
    row = db.execute(
        "SELECT count(*) FILTER (NOT proves), count(*) FILTER (proves) FROM old_bodies"
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


OLD_BODIES = """
    SELECT b.body_id, bool_or(a.article_id IS NOT NULL) AS proves
    FROM bodies b JOIN articles r USING (body_id)
         LEFT JOIN (SELECT DISTINCT article_id FROM acts) a USING (article_id)
    WHERE b.text <> ''
    GROUP BY ALL HAVING max(coalesce(r.published, r.fetched_at)) < $1
"""
WHERE_LET_GO = "WHERE body_id IN (SELECT body_id FROM old_bodies WHERE NOT proves)"
KEPT_BODIES = """
    SELECT b.body_id, CASE WHEN o.body_id IS NULL THEN b.text ELSE '' END
    FROM bodies b LEFT JOIN (SELECT body_id FROM old_bodies WHERE NOT proves) o USING (body_id)
"""


def backup(ledger: Ledger, target: Path, *, force: bool = False) -> list[Finding]:
    """Put a whole copy of the ledger, as it is at one moment, at `target`; returns what its check found.

    A file that is there is written over with `force` only, and never by a copy with something wrong in it.
    """
    file = file_of(ledger, "backed up")
    target = target.resolve()
    if target == file.path.resolve():
        raise LedgerError(f"{target} is the ledger itself; name another file")
    refuse_overwriting(target, force=force)
    with told(f"{target} cannot be written"):
        target.parent.mkdir(parents=True, exist_ok=True)
        with draft(target, file.wait) as made:
            with held_still(file):
                copy_file(file.path, made)
            findings = check_ledger(FileLedger(made, file.wait))
            if target.exists() and not sound(findings):
                raise LedgerError(
                    f"{target} stays as it is: something is wrong in {file.path}; see `pactwatch ledger check`, "
                    "or back up to another file"
                )
            refuse_overwriting(target, force=force)
            put_in_place(made, target)
    return findings


def refuse_overwriting(target: Path, *, force: bool) -> None:
    """LedgerError where there is a file that may not be written over."""
    if target.exists() and not force:
        raise LedgerError(f"{target} is there already; name another file, or write over it with --force")


def restore(ledger: Ledger, source: Path, now: datetime) -> Path | None:
    """Put a backup in the ledger's place, and keep the ledger that was there; returns where, None for none.

    LedgerError where the backup is not sound; nothing is changed then.
    """
    file = file_of(ledger, "restored")
    path = file.path.resolve()
    if source.resolve() == path:
        raise LedgerError(f"{source} is the ledger itself; name a backup")
    if not source.is_file():
        raise LedgerError(f"there is no backup at {source}")
    with told(f"{path} cannot be restored"):
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft(path, file.wait) as made:
            copy_sound(FileLedger(source, file.wait), made)
            made.chmod((path if path.exists() else source).stat().st_mode & 0o7777 | 0o200)
            return swap(file, made, beside(path, f"replaced-{now:%Y%m%dT%H%M%SZ}"))


def copy_sound(source: FileLedger, made: Path) -> None:
    """Copy a backup; LedgerError where it is no ledger that this program knows, or something is wrong in it."""
    try:
        # It may be held by others, or have been left by a killed writer; both are DuckDB's to see to.
        with held_still(source) as db:
            known_version(db, source.place)
            copy_file(source.path, made)
        findings = check_ledger(FileLedger(made, source.wait))
    except LedgerUnreadableError as error:
        raise LedgerUnreadableError(f"{source.path} is no whole ledger, and is not restored") from error
    wrong = [f.what.replace(str(made), str(source.path)) for f in findings if f.level is Level.WRONG]
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise LedgerError(
            f"{source.path} is not restored, something is wrong in it: {wrong[0]}{more}; "
            f"see `pactwatch ledger check --ledger {source.path}`"
        )


def swap(file: FileLedger, made: Path, aside: Path) -> Path | None:
    """Put a finished file in the ledger's place, the ledger that is there aside."""
    path = file.path.resolve()
    if not path.exists():
        put_in_place(made, path)
        return None
    try:
        with held_still(file):
            put_aside(path, aside)
            put_in_place(made, path)
            time.sleep(GRACE)
    except LedgerUnreadableError:
        # Damaged: no program can open it, so none is kept out.
        put_aside(path, aside)
        put_in_place(made, path)
    return aside


def put_aside(path: Path, aside: Path) -> None:
    """Give a file, and the log that may be beside it, a second name, or a copy where a file has one name only."""
    for old, new in ((path, aside), (log_of(path), log_of(aside))):
        if not old.exists():
            continue
        try:
            os.link(old, new)
        except FileExistsError:
            raise
        except OSError:
            copy_file(old, new)
            sync(new)
    sync(path.parent)
