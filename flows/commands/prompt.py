"""The prompt of `pactwatch sql`: questions over several lines, with a history that outlives it."""

from __future__ import annotations

import os
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from flows.commands.query import FORMS, answer_question
from flows.commands.schema import as_table
from parsers.text import one_line
from storage.documentation import Documented, documentation
from storage.errors import LedgerError
from storage.ledger import Ledger

HELP = """A question ends with ; and may take several lines.
.schema [NAME]   what can be asked        .format table|csv|json   how answers are shown
.help            this                     .quit (or Ctrl-D)        leave"""


def talk(ledger: Ledger, form: str) -> None:
    """Ask and answer until the person leaves; a question that fails is one line, and the next one is asked for."""
    with ledger.read() as db:
        things = documentation(db)
    session: PromptSession[str] = PromptSession(
        history=history(), multiline=True, key_bindings=keys(), prompt_continuation="      … ",
        completer=WordCompleter(sorted(words(things)), ignore_case=True), complete_while_typing=False,
    )  # fmt: skip
    print(f"Asking {ledger.place}. {HELP}")
    while True:
        try:
            line = session.prompt("pacts > ").strip()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if line in (".quit", ".exit"):
            return
        form = respond(ledger, things, line, form)


def respond(ledger: Ledger, things: list[Documented], line: str, form: str) -> str:
    """Answer one line, a question or a command; returns the form of answers from then on."""
    command, _, rest = line.partition(" ")
    if command == ".format":
        if rest in FORMS and rest != "parquet":
            return rest
        print("write .format table, .format csv or .format json")
    elif command == ".schema":
        as_table([t for t in things if rest in ("", t.name)])
    elif command.startswith("."):
        print(HELP)
    elif line.strip(";"):
        try:
            answer_question(ledger, line, form, None)
        except (LedgerError, ValueError) as error:
            print(f"Error: {one_line(str(error), 2_000)}")
        except KeyboardInterrupt:
            print("Stopped.")
    return form


def keys() -> KeyBindings:
    """Enter ends what is whole (a command, or a question with its ;), and else starts a new line."""
    bindings = KeyBindings()

    @bindings.add("enter")
    def _(event: KeyPressEvent) -> None:
        text = event.current_buffer.text.strip()
        if not text or text.startswith(".") or text.endswith(";"):
            event.current_buffer.validate_and_handle()
        else:
            event.current_buffer.insert_text("\n")

    return bindings


def history() -> History:
    """Earlier questions, for the eyes of their author only; none are kept where there is no place for them."""
    home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "pactwatch"
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        (home / "history").touch(mode=0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(home / "history")


def words(things: list[Documented]) -> set[str]:
    """What Tab completes: names of tables, views, macros and columns, and the usual words of SQL."""
    names = {t.name for t in things} | {c.name for t in things for c in t.columns}
    return names | {
        "SELECT",
        "FROM",
        "WHERE",
        "GROUP BY",
        "ORDER BY",
        "LIMIT",
        "COUNT",
        "JOIN",
        "USING",
        "DESCRIBE",
    }
