"""`pactwatch export parquet`: all tables as Parquet files in a folder that changes in one step."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import tempfile
from pathlib import Path

from flows.errors import InputError
from storage.ledger import Ledger
from storage.parquet import export_tables

# Says that a folder is an export, and so may be written anew.
MARK = "pactwatch-export.json"
AT_FDCWD, RENAME_EXCHANGE = -100, 2


def export_parquet(ledger: Ledger, folder: Path) -> dict[str, int]:
    """Write all tables below a folder, one folder a table; returns rows by table.

    What an earlier export left there is put aside for the new one in one step, so that a reader finds the one or the
    other. InputError where the folder holds anything else, or cannot be written.
    """
    folder = folder.absolute()
    if folder.exists() and not (folder / MARK).exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} holds something else than an export; name an empty or a new folder")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            dir=folder.parent, prefix=f".{folder.name}.", ignore_cleanup_errors=True
        ) as draft:
            made = Path(draft) / "made"
            made.mkdir()
            with ledger.read() as db:
                written = export_tables(db, made)
            (made / MARK).write_text(json.dumps({"rows": written}, indent=1) + "\n", encoding="utf-8")
            put_in_place(made, folder)
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {error.strerror}") from error
    return written


def put_in_place(made: Path, folder: Path) -> None:
    """Let `folder` be what `made` is; what it was is then at `made`, to be thrown away with it."""
    if not folder.exists():
        made.rename(folder)
    elif not exchanged(made, folder):
        # Without the system's help there is a moment with no folder; a killed program leaves the old one beside.
        old = folder.with_name(f".{folder.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
        made.rename(folder)
        shutil.rmtree(old, ignore_errors=True)


def exchanged(one: Path, other: Path) -> bool:
    """Swap two folders in one step, where the system and the disk can."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    if renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code))
