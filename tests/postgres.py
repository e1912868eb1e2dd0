"""A PostgreSQL cluster for tests: in a temporary folder, on a unix socket, ended by its process id."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

PACKAGES = ("psycopg", "duckdb_extension_ducklake", "duckdb_extension_postgres")
# What is lost in a crash of the machine does not matter here; what is lost in a crash of a program still shows.
SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
# pg_hba: one role needs its password, so that passwords can be tested.
GUARDED, PASSWORD = "guarded", "hush-hush"
HBA = f"local all {GUARDED} scram-sha-256\nlocal all all trust\n"


def programs() -> Path | None:
    """The folder of PostgreSQL's newest server programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


def why_no_cluster() -> str:
    """Why lakes cannot be tested here; "" where they can."""
    absent = [p for p in PACKAGES if find_spec(p) is None]
    if absent:
        return f"lakes are not tested: {', '.join(absent)} not installed (the extra pactwatch[lake])"
    if programs() is None:
        return (
            "lakes are not tested: PostgreSQL's server is not installed (Debian: apt-get install postgresql)"
        )
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        return "lakes are not tested: PostgreSQL refuses to run as root, and there is no runuser"
    return ""


class Cluster:
    """A running cluster; `with` starts and ends it."""

    def __init__(self) -> None:
        # Socket paths have to be short, so it stands not in pytest's own folders.
        self._folder = tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp")
        self.folder = Path(self._folder.name)
        self.data = self.folder / "data"

    def __enter__(self) -> Cluster:
        self.folder.chmod(0o755)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", self.data, "-U", "pactwatch", "-A", "trust", "-E", "UTF8", "--no-sync")
        (self.data / "pg_hba.conf").write_text(HBA)
        with (self.data / "postgresql.conf").open("a") as settings:
            for line in ("listen_addresses=''", f"unix_socket_directories='{self.folder}'", *SPEED):
                settings.write(line + "\n")
        self._run("pg_ctl", "-D", self.data, "-l", self.folder / "log", "-w", "start")
        self._sql(f"CREATE ROLE {GUARDED} LOGIN SUPERUSER PASSWORD '{PASSWORD}'")
        return self

    def __exit__(self, *_: object) -> None:
        # pg_ctl ends the process whose id stands in the cluster's own folder, and no other.
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")
        self._folder.cleanup()

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """The name of a new database, a copy of another."""
        name = f"lake_{uuid4().hex}"
        self._sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield name
        finally:
            self._sql(f"DROP DATABASE {name} WITH (FORCE)")

    def address(self, database: str, user: str = "pactwatch") -> str:
        """The address of the lake in a database."""
        return f"ducklake:postgres:{self.conninfo(database, user)}"

    def conninfo(self, database: str, user: str = "pactwatch") -> str:
        return f"dbname={database} host={self.folder} user={user}"

    def move(self, database: str, folder: Path) -> None:
        """Tell the lake in a database that its files stand elsewhere."""
        self._sql(
            f"UPDATE ducklake_metadata SET value = '{folder}/' WHERE key = 'data_path'", database=database
        )

    def _sql(self, statement: str, database: str = "postgres") -> None:
        import psycopg

        with psycopg.connect(self.conninfo(database), autocommit=True) as db:
            db.execute(statement.encode())

    def _run(self, program: str, *arguments: object) -> None:
        """Run one of PostgreSQL's programs; it refuses to be root, so root becomes postgres."""
        folder = programs()
        assert folder is not None
        as_whom = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*as_whom, str(folder / program), *map(str, arguments)]
        # What is started here must not hold pytest's pipes open.
        with (self.folder / f"{program}.out").open("w") as out:
            done = subprocess.run(
                command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd="/", check=False
            )
        assert done.returncode == 0, (self.folder / f"{program}.out").read_text()
