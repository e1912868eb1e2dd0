"""`pactwatch sql`: where a question comes from, and how its answer is shown or written."""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from flows.commands.show import plain, table
from flows.errors import InputError
from parsers.names import counted
from storage.ledger import Ledger
from storage.queries import Answer, ask

SHOWN_ROWS = 1_000
# Columns of fewer characters break words into pieces.
NARROWEST = 10
FILE_WIDTH = 200
FORMS = ("table", "csv", "json", "parquet")


def question_of(query: str | None, file: str | None) -> str | None:
    """The text of a question from the command line, a file or a pipe; None where a person is to type one."""
    if query is not None and file is not None:
        raise InputError("a QUERY and --file were both given; leave one out")
    if query is not None:
        return query
    if file is None and sys.stdin.isatty():
        return None
    try:
        return sys.stdin.read() if file in (None, "-") else Path(str(file)).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise InputError(f"{file}: cannot be read ({why})") from error


def answer_question(ledger: Ledger, question: str, form: str | None, output: Path | None) -> None:
    """Ask, and show the answer on the terminal or write it to a file, in the form that its name ends in."""
    ending = output.suffix.lower().removeprefix(".") if output else ""
    form = form or (ending if ending in FORMS else "table")
    if form == "parquet" and output is None:
        raise InputError("parquet is no text for a terminal; name a file with --output")
    answer = ask(ledger, question)
    if output is None:
        show_answer(answer, form)
    else:
        write_answer(answer, form, output)
        print(f"{counted(len(answer.table), 'row')} written to {output}", file=sys.stderr)


def show_answer(answer: Answer, form: str) -> None:
    """The answer as a table that people read, as CSV or as JSON."""
    if form != "table":
        sys.stdout.write(as_text(answer, form))
        return
    console = Console()
    for made in tables(answer, answer.rows[:SHOWN_ROWS], console.width):
        console.print(made)
    hidden = len(answer.rows) - SHOWN_ROWS
    console.print(
        counted(len(answer.rows), "row") + (f", {hidden:,} not shown; use --format csv" if hidden > 0 else "")
    )


def as_text(answer: Answer, form: str) -> str:
    """The answer as CSV (lists as JSON), JSON or, for a file, a plain table."""
    if form == "csv":
        text = StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(answer.columns)
        writer.writerows([cell(value) for value in row] for row in answer.rows)
        return text.getvalue()
    if form == "json":
        columns = distinct(answer.columns)
        rows = [dict(zip(columns, row, strict=True)) for row in answer.rows]
        return json.dumps(rows, default=simple, ensure_ascii=False, indent=1) + "\n"
    text = StringIO()
    for made in tables(answer, answer.rows, FILE_WIDTH):
        Console(file=text, width=FILE_WIDTH).print(made)
    return text.getvalue()


def tables(answer: Answer, rows: Sequence[Sequence[Any]], width: int) -> Iterator[Table]:
    """Rows as one table, or each as a table of its own where so many columns would be too narrow to be read."""
    columns = [plain(c).plain for c in answer.columns]
    if len(columns) * NARROWEST <= width:
        made = table(*columns)
        for row in rows:
            made.add_row(*(plain(readable(value)) for value in row))
        yield made
        return
    for number, row in enumerate(rows, 1):
        made = table(f"row {number}", "")
        for column, value in zip(columns, row, strict=True):
            made.add_row(plain(column), plain(readable(value)))
        yield made


def write_answer(answer: Answer, form: str, output: Path) -> None:
    """Write the answer to a file, which is there whole or not at all."""
    draft: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=output.parent, prefix=f".{output.name}.", delete=False) as file:
            draft = Path(file.name)
            if form == "parquet":
                import pyarrow.parquet

                named = answer.table.rename_columns(distinct(answer.columns))
                pyarrow.parquet.write_table(named, file, compression="zstd")
            else:
                file.write(as_text(answer, form).encode())
        draft.chmod(0o644)
        draft.replace(output)
    except OSError as error:
        raise InputError(f"{output} cannot be written: {error.strerror}") from error
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def readable(value: Any) -> Any:
    """A value as people read it: lists in a row, times without their zone (it is UTC), whole numbers as such, shares with three places."""
    if isinstance(value, float) and (value.is_integer() or abs(value) < 1):
        return int(value) if value.is_integer() else round(value, 3)
    if isinstance(value, list) and not any(isinstance(v, dict | list) for v in value):
        return ", ".join(map(str, value))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return cell(value)


def cell(value: Any) -> Any:
    """A value for a cell of CSV: lists and objects as JSON."""
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, default=simple, ensure_ascii=False)
    return value


def simple(value: Any) -> Any:
    """What JSON can hold of a value that it does not know: a whole number as one, all else as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def distinct(columns: Sequence[str]) -> list[str]:
    """Names of columns, a repeated one with its number, so that none is lost as a key."""
    return [f"{c}_{columns[:i].count(c) + 1}" if c in columns[:i] else c for i, c in enumerate(columns)]
