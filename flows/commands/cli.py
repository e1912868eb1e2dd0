"""The command `pactwatch`. Heavy imports stand inside the commands, so that help is quick."""

from __future__ import annotations

import signal
import sys
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from flows.commands.alerts import alerts, deliver, sub_test
from flows.commands.briefing import open_, publish
from flows.commands.care import ledger
from flows.commands.newsroom import newsroom
from flows.commands.options import CONFIG
from flows.commands.pact import explain, pact
from flows.commands.parse import parse
from flows.commands.sources import sources
from flows.commands.sub import sub
from flows.commands.up import up

EXAMPLES = """
\b
Examples:
  pactwatch demo                          see it work on a sample newsroom
  pactwatch newsroom                      serve that newsroom, to try things on
  pactwatch init                          write a commented pactwatch.toml
  pactwatch sources add https://site.example   find the feed of a site and watch it
  pactwatch run                           gather, read, keep and alert, once
  pactwatch up                            do so on a schedule, with pages that show the runs
  pactwatch backfill saved/               read articles of the past into the ledger
  pactwatch doctor                        see whether all is well
  pactwatch parse article.html            what the reader makes of an article
  pactwatch alerts log                    what was sent, and what came of it
  pactwatch sql "SELECT title FROM pacts" ask the ledger
  pactwatch publish briefing/             a page to look at every morning
  pactwatch ledger check                  whether the ledger is sound
"""
USAGE_ERROR = 2
DAY = click.DateTime(["%Y-%m-%d"])
INTERRUPTED = 130


@click.group(
    epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(version("pactwatch"), prog_name="pactwatch", message="%(prog)s %(version)s")
def cli() -> None:
    """Watch the news for pacts: who made, changed or broke an agreement or commitment, once and with proof."""


@cli.command(epilog="\b\nExamples:\n  pactwatch demo\n  pactwatch demo --dir my-demo --keep")
@click.option("--dir", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("pactwatch-demo"),
              show_default=True, help="Where the demo keeps its settings and its ledger.")  # fmt: skip
@click.option(
    "--keep", is_flag=True, help="Keep what an earlier demo found; without new articles nothing is sent."
)
def demo(folder: Path, keep: bool) -> None:  # noqa: FBT001 - click passes options by name
    """Run once over a sample newsroom on this machine, with a receiver for the alerts."""
    from flows.commands.demo import run_demo

    run_demo(folder, keep=keep)


@cli.command(epilog="\b\nExamples:\n  pactwatch init\n  pactwatch init desk/pactwatch.toml")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), default=Path("pactwatch.toml"))
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def init(path: Path, force: bool) -> None:  # noqa: FBT001 - click passes options by name
    """Write a commented starter settings file."""
    from importlib.resources import files

    if path.exists() and not force:
        raise click.UsageError(f"{path} is there already; name another file, or write over it with --force")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((files("flows") / "starter.toml").read_text(encoding="utf-8"), encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror}") from error
    click.echo(f"Wrote {path}. Put your sources and subscriptions in, then: pactwatch run")


@cli.command(epilog="\b\nExamples:\n  pactwatch run\n  pactwatch run --due           for cron: each source at its own interval\n"
                    "  pactwatch run -c desk/pactwatch.toml")  # fmt: skip
@CONFIG
@click.option(
    "--due",
    is_flag=True,
    help="Only what is due: each source at its own interval. Without it, all that may be asked.",
)
def run(config: Path, *, due: bool) -> int:
    """Gather, read, keep and alert, once, as the settings say."""
    from flows.commands.run import run_watch

    return run_watch(config, soon=not due)


@cli.command(epilog="\b\nExamples:\n  pactwatch backfill saved/ articles.jsonl\n"
                    "  pactwatch backfill CC-NEWS-*.warc.gz --from 2025-10-01 --to 2025-11-01 --dry-run\n"
                    "  pactwatch backfill --source un-news --from 2025-10-01 --to 2025-11-01")  # fmt: skip
@click.argument("inputs", nargs=-1, metavar="[PATH|URL ...]")
@CONFIG
@click.option("--from", "since", type=DAY, help="Only articles published on this day or later.")
@click.option("--to", "until", type=DAY, help="Only articles published before this day.")
@click.option("--source", "sources", multiple=True, metavar="NAME", help="Only articles of this source; without "
              "PATH or URL, those that its sitemaps and feed list.")  # fmt: skip
@click.option("--notify", is_flag=True, help="Alert the subscribers as if the news were of today.")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes that read."
)
@click.option("--dry-run", is_flag=True, help="Read and write nothing; count what there is.")
def backfill(inputs: tuple[str, ...], config: Path, *, dry_run: bool, **asked: Any) -> int:
    """Read articles of the past into the ledger: WARC, JSONL, Parquet, sitemaps, GDELT's lists, saved pages, folders.

    Old news raises no alert. Stopped, it goes on where it was with the next call; what is known is not read again.
    """
    from flows.commands.run import run_backfill

    if not inputs and not asked["sources"]:
        raise click.UsageError("name what to read, or a source of the settings with --source NAME")
    for end in ("since", "until"):
        asked[end] = asked[end].date() if asked[end] else None
    return run_backfill(inputs, config, dry_run=dry_run, **asked)


@cli.command(epilog="\b\nExamples:\n  pactwatch doctor\n  pactwatch doctor --format json")
@CONFIG
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def doctor(config: Path, form: str) -> int:
    """Look at all that pactwatch stands on, and say how to mend what is wrong; exit code 1 where something is broken.

    Versions, settings, ledger, sources, channels (nothing is sent), Prefect, disk, clock.
    """
    from flows.commands.doctor import examine
    from flows.commands.show_doctor import show_checkup

    return show_checkup(examine(config), form)


LEDGER = click.option(
    "--ledger",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A ledger file, instead of what the settings name.",
)


def to_ask(config: Path, ledger: Path | None) -> Any:
    """The ledger that a command asks."""
    if ledger:
        from storage.opening import open_ledger

        return open_ledger(ledger)
    from flows.settings import load_settings

    return load_settings(config).storage.open_to_ask()


@cli.command(epilog='\b\nExamples:\n  pactwatch sql "SELECT title, status FROM pacts"\n'
                    "  pactwatch sql \"FROM search('fisheries treaty')\"\n"
                    "  pactwatch sql --file question.sql --format parquet --output answer.parquet\n"
                    "  pactwatch sql                     a prompt, with history")  # fmt: skip
@click.argument("query", required=False)
@CONFIG
@LEDGER
@click.option("--file", metavar="FILE|-", help="Read the question from a file, or from a pipe (-).")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json", "parquet"]),
              help="How to give the answer; by default a table, or as the name of --output ends.")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the answer to a file.")
def sql(query: str | None, config: Path, ledger: Path | None, file: str | None, **how: Any) -> None:
    """Ask the ledger in SQL, read-only: the published copy where there is one."""
    from flows.commands.query import answer_question, question_of

    asked = to_ask(config, ledger)
    question = question_of(query, file)
    if question is not None:
        answer_question(asked, question, **how)
    else:
        from flows.commands.prompt import talk

        talk(asked, how["form"] or "table")


@cli.command(epilog="\b\nExamples:\n  pactwatch schema\n  pactwatch schema --format markdown > ledger.md")
@CONFIG
@LEDGER
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "markdown"]), default="table", show_default=True
)
def schema(config: Path, ledger: Path | None, form: str) -> None:
    """Show what can be asked: tables, columns, views and macros, each with what it is."""
    from flows.commands.schema import show_schema

    show_schema(to_ask(config, ledger), form)


@cli.command(epilog="\b\nExamples:\n  pactwatch export parquet lake/")
@click.argument("form", type=click.Choice(["parquet"]), metavar="parquet")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@CONFIG
@LEDGER
def export(form: str, folder: Path, config: Path, ledger: Path | None) -> None:  # noqa: ARG001 - one form so far
    """Write all tables as Parquet files, partitioned by month; a second time writes them anew in one step."""
    from flows.commands.export import export_parquet

    for name, rows in export_parquet(to_ask(config, ledger), folder).items():
        click.echo(f"{name}: {rows:,}")


@cli.command(
    epilog='\b\nExamples:\n  eval "$(pactwatch completion bash)"\n  pactwatch completion fish | source'
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes a shell complete pactwatch's commands and options."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(kind(cli, {}, "pactwatch", "_PACTWATCH_COMPLETE").source())


@cli.command(
    epilog="\b\nExamples:\n  pactwatch reread --dry-run\n  pactwatch reread --since 2025-01-01 --workers 2"
)
@CONFIG
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only articles published since this day.")
@click.option("--limit", "most", type=click.IntRange(1), help="At most so many articles, the oldest first.")
@click.option(
    "--all", "every", is_flag=True, help="Also those that this version of the reader has read already."
)
@click.option("--dry-run", is_flag=True, help="Write nothing; show what would change.")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that read."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="How to print it.")  # fmt: skip
def reread(
    config: Path,
    since: datetime | None,
    most: int | None,
    *,
    every: bool,
    dry_run: bool,
    workers: int,
    form: str,
) -> None:
    """Read stored articles again with the present reader; pacts keep their ids, and nobody is alerted.

    Stopped, it goes on where it was with the next call.
    """
    import json
    from collections import deque

    from flows.commands.show_reread import show_differences
    from flows.reread import Differences
    from flows.reread import reread as read_again
    from flows.settings import load_settings

    ledger = load_settings(config).storage.open()
    steps = read_again(
        ledger, since.date() if since else None, most, every=every, write=not dry_run, workers=workers
    )
    found = next(iter(deque(steps, maxlen=1)), Differences())
    if form == "json":
        click.echo(json.dumps(found.as_dict()))
    else:
        show_differences(found, written=not dry_run)


sub.add_command(sub_test)
cli.add_command(sub)
cli.add_command(alerts)
cli.add_command(deliver)
cli.add_command(publish)
cli.add_command(open_)
cli.add_command(ledger)
cli.add_command(parse)
cli.add_command(pact)
cli.add_command(explain)
cli.add_command(sources)
cli.add_command(up)
cli.add_command(newsroom)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; faults from outside end in one line and exit code 2, never in a traceback."""
    # As Ctrl-C does: so that what a flow started (the temporary Prefect server) is ended with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        result: Any = cli.main(arguments, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(INTERRUPTED)
    except Exception as error:
        if not is_expected(error):
            raise
        click.echo(f"Error: {error}", err=True)
        sys.exit(USAGE_ERROR)
    sys.exit(result if isinstance(result, int) else 0)


def is_expected(error: Exception) -> bool:
    """Whether an error is from outside (settings, ledger, input) and says in its message how to mend it."""
    from flows.engine import EngineError
    from flows.errors import InputError
    from flows.settings import SettingsError
    from storage.errors import LedgerError

    return isinstance(error, EngineError | InputError | SettingsError | LedgerError)
