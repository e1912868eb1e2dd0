"""DuckDB's extensions, from packages that are installed: nothing is downloaded, nothing is written to the home folder."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from storage.errors import LedgerError

# The name that an extension has inside its file, where it is not the package's.
INNER = {"postgres": "postgres_scanner"}
OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
# Checking the signature of an extension takes 0.1 s; once a process is enough.
CHECKED: set[str] = set()


def connect_with(*names: str) -> duckdb.DuckDBPyConnection:
    """An empty DuckDB in memory with these extensions; LedgerError where their packages are not there or do not fit."""
    unsigned = str(CHECKED.issuperset(names)).lower()
    db = duckdb.connect(config={**OFFLINE, "allow_unsigned_extensions": unsigned})
    try:
        for name in names:
            load(db, name)
    except BaseException:
        db.close()
        raise
    CHECKED.update(names)
    return db


def load(db: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load one extension from its package `duckdb-extension-NAME`."""
    found = find_spec(f"duckdb_extension_{name}")
    if found is None or found.origin is None:
        raise LedgerError(missing(f"duckdb-extension-{name}"))
    release = f"v{duckdb.__version__}"
    file = Path(found.origin).parent / "extensions" / release / f"{name}.duckdb_extension"
    if not file.exists():
        why = f"duckdb-extension-{name} does not fit DuckDB {duckdb.__version__}; run: pip install 'pactwatch[lake]'"
        raise LedgerError(why)
    # DuckDB takes the name of what it loads from the name of the file.
    with TemporaryDirectory(prefix="pactwatch-") as folder:
        link = Path(folder) / f"{INNER.get(name, name)}.duckdb_extension"
        link.symlink_to(file)
        db.execute(f"LOAD '{link}'")


def missing(package: str) -> str:
    """The line for a package of the extra that is not installed."""
    return f"a lake needs the package {package}; run: pip install 'pactwatch[lake]'"
