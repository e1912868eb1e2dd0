"""The separate process that copies a ledger's file to its standard output; needs the standard library only.

A process that opens and closes a file which it also has open in DuckDB loses DuckDB's lock on it, so the program that
holds a ledger never copies it itself.
"""

from __future__ import annotations

import os
import shutil
import sys

# What one call of the kernel copies at most.
STEP = 1 << 30


def copy(source: int, target: int) -> None:
    """Copy all of a file into an empty one, both open; the kernel shares or copies the blocks where it can."""
    size = os.fstat(source).st_size
    done = copy_by_kernel(source, target, size)
    if done < size:
        os.lseek(source, done, os.SEEK_SET)
        os.lseek(target, done, os.SEEK_SET)
        with os.fdopen(os.dup(source), "rb") as old, os.fdopen(os.dup(target), "wb") as new:
            shutil.copyfileobj(old, new, 1 << 20)
    if os.fstat(target).st_size != size:
        raise OSError("the copy is not as long as the file")


def copy_by_kernel(source: int, target: int, size: int) -> int:
    """How many bytes the kernel copied by itself; 0 where it, or the file system, does not know how to."""
    done = 0
    try:
        while done < size:
            step = os.copy_file_range(source, target, min(STEP, size - done), done, done)
            if step == 0:
                break
            done += step
    except (AttributeError, OSError):
        return done
    return done


if __name__ == "__main__":
    try:
        with open(sys.argv[1], "rb") as file:  # noqa: PTH123 - pathlib would double the time that this takes
            copy(file.fileno(), sys.stdout.fileno())
    except OSError as error:
        sys.exit(error.strerror or str(error))
