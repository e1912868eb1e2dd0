"""Ask one question in a process of its own, which the operating system holds to its limits.

DuckDB counts neither all memory (a long `repeat` or `range` in one value) nor all time (it cannot be interrupted in such
a value), so the question's process may not have more than ADDRESS_SPACE, may write no file, and is killed when it is late.
`python -m storage.asker` reads a pickled Request on its input, which only this program writes, and answers with a stream
of Arrow batches, or with one line on its error output and a code of its own.
"""

from __future__ import annotations

import os
import pickle
import resource
import sys
import threading
import time
from dataclasses import dataclass
from typing import BinaryIO

import duckdb
import pyarrow as pa

from storage import errors
from storage.errors import LedgerError, QueryError
from storage.ledger import Ledger, first_line

ADDRESS_SPACE = 6 * 2**30
REFUSED, LATE = 3, 4
STOPPING = 1.0
BATCH = 10_000
# How DuckDB begins a line on what may have been meant.
HINTS = ("Candidate", "Did you mean")
LOCKS = (
    "SET memory_limit = '1GB'",
    "SET threads = 2",
    "SET python_enable_replacements = false",
    "SET lock_configuration = true",
)
TOO_BIG = "it needed more memory than a question may have; narrow it"


@dataclass(frozen=True, slots=True)
class Request:
    """A statement for a ledger, and the seconds it may take."""

    ledger: Ledger
    sql: str
    seconds: float


def serve(request: Request, out: BinaryIO) -> None:
    """Write the answer as Arrow batches; QueryError says in one line why it was refused."""
    with request.ledger.read() as db:
        request.ledger.guard(db, request.sql)
        for lock in LOCKS:
            db.execute(lock)
        # Not before the ledger is open: a lake's extensions are loaded by way of a temporary folder.
        limit()
        late = threading.Event()

        def stop() -> None:
            late.set()
            db.interrupt()
            # What computes one long value does not hear it.
            time.sleep(STOPPING)
            os._exit(LATE)

        timer = threading.Timer(request.seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            cursor = db.execute(request.sql)
            reader = cursor.to_arrow_reader(BATCH)
            with pa.ipc.new_stream(out, reader.schema) as stream:
                for batch in reader:
                    stream.write_batch(batch)
        except (MemoryError, pa.ArrowMemoryError) as error:
            raise QueryError(TOO_BIG) from error
        except (duckdb.Error, pa.ArrowException, OverflowError, RuntimeError, ValueError) as error:
            too_late = f"stopped after {request.seconds:.0f} s; narrow the question"
            raise QueryError(too_late if late.is_set() else with_hint(error)) from error
        finally:
            timer.cancel()


def with_hint(error: BaseException) -> str:
    """The first line of DuckDB's error, and what it thinks was meant."""
    hints = [line.strip() for line in str(error).split("\n")[1:] if line.strip().startswith(HINTS)]
    return " ".join([first_line(error), *hints[:1]])


def limit() -> None:
    """No files written, no memory beyond bounds, no memory dumps of it."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


def main() -> int:
    """Serve the request on standard input."""
    request: Request = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by storage.queries alone
    try:
        # Its own descriptor, so that nothing else that is printed comes between.
        with os.fdopen(os.dup(1), "wb") as out:
            serve(request, out)
    except MemoryError:
        sys.stderr.write(f"{QueryError.__name__}\t{TOO_BIG}\n")
        return REFUSED
    except BrokenPipeError:
        return 0
    except LedgerError as error:
        sys.stderr.write(f"{type(error).__name__}\t{first_line(error)}\n")
        return REFUSED
    return 0


def error_of(line: str) -> LedgerError:
    """The error that a line on the error output stands for."""
    name, _, why = line.partition("\t")
    kind = getattr(errors, name, QueryError)
    return kind(why) if isinstance(kind, type) and issubclass(kind, LedgerError) else QueryError(why)


if __name__ == "__main__":
    sys.exit(main())
