"""A ledger on DuckLake: rows in Parquet files of one folder, their catalogue in PostgreSQL, many machines at once.

Its packages are the extra `pactwatch[lake]`; they are imported when a lake is opened, never before.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from weakref import WeakSet

import duckdb

from storage.catalogue import READER, WRITER, Catalogue, Turn
from storage.errors import LedgerBusyError, LedgerError, LedgerMissingError, LedgerUnreadableError
from storage.extensions import connect_with
from storage.ledger import WAIT_SECONDS, Ledger, quoted
from storage.transaction import transaction
from storage.upgrade import upgrade
from storage.vetting import vet
from storage.views import without_columns

# A part of the schema that DuckLake does not know; an option of the lake says it of all files.
UNKNOWN = " USING COMPRESSION zstd"
# Few rows are not kept in the catalogue: DuckLake 1.5.5 loses some where one transaction updates such rows twice.
OPTIONS = {"parquet_compression": "zstd", "data_inlining_row_limit": "0"}
ACCESS = {READER: "READ_ONLY", WRITER: "CREATE_IF_NOT_EXISTS false"}
# How long the past can be asked, and how long a file that nothing needs is left to those who still read it.
KEEP = timedelta(days=30)
GRACE = timedelta(hours=1)
TIDYING = (
    "CALL ducklake_expire_snapshots('ledger', older_than => TIMESTAMPTZ '{past}')",
    # Rewritten first: files with deleted rows are not merged.
    "CALL ducklake_rewrite_data_files('ledger', delete_threshold => 0.1)",
    "CALL ducklake_merge_adjacent_files('ledger')",
    "CALL ducklake_cleanup_old_files('ledger', older_than => TIMESTAMPTZ '{unread}')",
    "CALL ducklake_delete_orphaned_files('ledger', older_than => TIMESTAMPTZ '{unread}')",
)


class LakeLedger(Ledger):
    """A ledger at `ducklake:postgres:` and a libpq connection string, with its files in the folder `data_path`.

    Writers take turns, waited for up to `wait` seconds; readers wait for nobody. The password comes apart from the
    address, or libpq finds it (PGPASSWORD, ~/.pgpass). Only a lake that is yet to be made needs its `data_path` named.
    """

    def __init__(
        self,
        address: str,
        wait: float = WAIT_SECONDS,
        data_path: Path | str | None = None,
        password: str | None = None,
    ) -> None:
        self.wait = wait
        self.data_path = Path(data_path).absolute() if data_path else None
        self._address = address
        self._catalogue = Catalogue(address, password)
        self._password = password
        # Attaching takes a tenth of a second, so what was used well is kept for the next block.
        self._idle: dict[str, list[duckdb.DuckDBPyConnection]] = {READER: [], WRITER: []}
        self._guarded: WeakSet[duckdb.DuckDBPyConnection] = WeakSet()
        self._process = os.getpid()

    def __reduce__(self) -> tuple[type[LakeLedger], tuple[str, float, Path | None, str | None]]:
        """Another process gets the address and opens connections of its own."""
        return LakeLedger, (self._address, self.wait, self.data_path, self._password)

    @property
    def place(self) -> str:
        return self._catalogue.place

    def create(self) -> None:
        if self.data_path:
            try:
                self.data_path.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                why = f"cannot create the folder {self.data_path}: {error.strerror}; name another in storage.data_path"
                raise LedgerUnreadableError(why) from error
        # The turn comes first here: two programs that both find no lake would both make one.
        with self._turn(), closing(self._attached(WRITER, "CREATE_IF_NOT_EXISTS true")) as db:
            set_options(db)
            upgrade(db, self.place, lambda sql: sql.replace(UNKNOWN, ""), without_columns)

    @contextmanager
    def write(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._kept(WRITER) as db, self._turn() as turn:
            try:
                with transaction(db):
                    yield db
                    self._assert_held(turn)
            except duckdb.Error as error:
                self._assert_held(turn, error)
                if isinstance(error, duckdb.TransactionException) and "conflict" in str(error).lower():
                    why = f"another program changed the lake {self.place} out of turn; run again"
                    raise LedgerBusyError(why) from error
                raise

    @contextmanager
    def read(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._kept(READER) as db:
            # One transaction is one snapshot: the block sees one state, whatever is written meanwhile.
            db.begin()
            try:
                yield db
            finally:
                with suppress(duckdb.Error):
                    db.rollback()

    def guard(self, db: duckdb.DuckDBPyConnection, sql: str) -> None:
        self._guarded.add(db)
        vet(db, sql)
        # The lake has to read its own files, so their folder stays open; `vet` lets nothing through that names a file.
        folder = options(db)["data_path"].replace("'", "''")
        db.execute(f"SET allowed_directories = ['{folder}']")
        db.execute("SET enable_external_access = false")

    def size(self) -> int:
        """Bytes of the files that its tables are in now, those of the past apart."""
        with self.read() as db:
            sizes = "SELECT coalesce(sum(file_size_bytes), 0)::BIGINT FROM ducklake_table_info('ledger')"
            return int(db.execute(sizes).fetchall()[0][0])

    def tidy(self, keep: timedelta = KEEP) -> None:
        """Merge small files, forget states older than `keep`, and delete files that nothing needs any more.

        Each step takes a turn of its own, so that writers come in between; LedgerError where one cannot be done.
        """
        now = datetime.now(UTC)
        when = {"past": (now - keep).isoformat(), "unread": (now - GRACE).isoformat()}
        with self._kept(WRITER) as db:
            for step in TIDYING:
                with self._turn():
                    try:
                        db.execute(step.format_map(when))
                    except duckdb.Error as error:
                        why = self._catalogue.reason(error)
                        raise LedgerError(f"the lake {self.place} was not compacted: {why}") from error

    @contextmanager
    def _kept(self, name: str) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection from an earlier block, or a new one; kept for the next unless something went wrong with it."""
        idle = self._idle[name] if self._process == os.getpid() else []
        db = idle.pop() if idle else self._attached(name, ACCESS[name])
        try:
            yield db
        except BaseException:
            db.close()
            raise
        if idle or db in self._guarded:
            db.close()
        else:
            idle.append(db)

    def _attached(self, name: str, option: str) -> duckdb.DuckDBPyConnection:
        """A DuckDB of its own with the lake attached and in use; `name` is what the catalogue's server sees."""
        db = connect_with("ducklake", "postgres")
        try:
            wanted = [option]
            if self.data_path:
                wanted.append(f"DATA_PATH '{quoted(self.data_path)}/'")
            if self._password is not None:
                secret = self._password.replace("'", "''")
                db.execute("SET allow_persistent_secrets = false")
                db.execute(f"CREATE SECRET catalogue (TYPE postgres, PASSWORD '{secret}')")
                wanted.append("META_SECRET 'catalogue'")
            address = self._catalogue.connection(application_name=name).replace("'", "''")
            self._attach(db, f"ATTACH 'ducklake:postgres:{address}' AS ledger ({', '.join(wanted)})")
            db.execute("USE ledger")
            db.execute("SET TimeZone = 'UTC'")
        except BaseException:
            db.close()
            raise
        return db

    def _attach(self, db: duckdb.DuckDBPyConnection, statement: str) -> None:
        """Attach, with retry and jitter while the catalogue's server is full or starting."""
        deadline = time.monotonic() + self.wait
        while True:
            try:
                db.execute(statement)
            except duckdb.Error as error:
                self._explain(error, out_of_time=time.monotonic() > deadline)
                time.sleep(random.uniform(0.05, 0.2))  # noqa: S311 - jitter, not a secret
                continue
            return

    def _explain(self, error: duckdb.Error, *, out_of_time: bool) -> None:
        """Return where trying again may help; else raise what the error means for the person who sees it."""
        text = str(error)
        if "does not exist - and creating" in text:
            why = f"there is no ledger at {self.place}; run `pactwatch run` first"
            raise LedgerMissingError(why) from error
        if "does not match existing data path" in text:
            theirs = text.partition('in the catalog "')[2].partition('"')[0]
            why = f"the lake {self.place} keeps its files in {theirs}; put that into storage.data_path"
            raise LedgerUnreadableError(why) from error
        if "DATA_PATH" in text or "data_path" in text:
            why = f"there is no lake at {self.place} yet; name a folder for its files in storage.data_path"
            raise LedgerUnreadableError(why) from error
        self._catalogue.explain(error, out_of_time=out_of_time)

    def _turn(self) -> AbstractContextManager[Turn]:
        return self._catalogue.turn(self.wait)

    def _assert_held(self, turn: Turn, cause: Exception | None = None) -> None:
        """LedgerBusyError where the turn was lost: by now it may be another's."""
        if not turn.is_held():
            why = f"the connection to the lake {self.place} was lost, nothing of this was written; run again"
            raise LedgerBusyError(why) from cause


def options(db: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What is set of the lake as a whole."""
    return dict(
        db.execute("SELECT option_name, value FROM ledger.options() WHERE scope = 'GLOBAL'").fetchall()
    )


def set_options(db: duckdb.DuckDBPyConnection) -> None:
    """Set what a new lake has to have."""
    known = options(db)
    for name, value in OPTIONS.items():
        if known.get(name) != value:
            db.execute(f"CALL ledger.set_option('{name}', '{value}')")
