"""`pactwatch parse`: what the reader makes of articles. Heavy imports stand inside the command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from parsers.model import ProblemCode

if TYPE_CHECKING:
    from flows.parse import Read

UNREADABLE = 1
# A page that was looked at and has no article to read, or none in English, is no failure.
LOOKED_AT = frozenset(
    {
        ProblemCode.NO_TEXT,
        ProblemCode.BAD_ENCODING,
        ProblemCode.NOT_READ_LANGUAGE,
        ProblemCode.LIVE_BLOG,
        ProblemCode.PAYWALL,
        ProblemCode.CONSENT_WALL,
        ProblemCode.CHALLENGE,
        ProblemCode.ERROR_PAGE,
    }
)


@click.command(epilog="\b\nExamples:\n  pactwatch parse article.html\n  pactwatch parse --explain article.html\n"
                    "  pactwatch parse --jsonl --workers 2 articles.jsonl > acts.jsonl\n"
                    "  pactwatch parse --jsonl --resolve articles.jsonl > acts.jsonl\n"
                    "  curl -s https://example.org/story | pactwatch parse -")  # fmt: skip
@click.argument("inputs", nargs=-1, required=True, metavar="PATH|URL|- ...")
@click.option("--jsonl", is_flag=True, help="One line of JSON an article.")
@click.option("--text", "with_text", is_flag=True, help="Also the text, author and language of each.")
@click.option("--explain", is_flag=True, help="Which words gave which field, and why a near miss is none.")
@click.option(
    "--resolve",
    "resolved",
    is_flag=True,
    help="With --jsonl: also which pact each act is about, among all that is read here.",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that read."
)
def parse(inputs: tuple[str, ...], workers: int, **how: bool) -> int:
    """Read articles (.html, .txt, .json, .jsonl, addresses) for diplomatic acts; touches no database.

    Exit code 1 where one of them cannot be read, as broken JSON; the others are.
    """
    from flows.parse import as_json, read_all
    from parsers.text import one_line

    jsonl, resolved = how.pop("jsonl"), how.pop("resolved")
    if resolved and not jsonl:
        raise click.UsageError(
            "--resolve is for --jsonl; to look at pacts, read into a ledger with `pactwatch backfill`"
        )
    broken: list[str] = []
    readings = noting(read_all(inputs, workers), broken)
    if not jsonl:
        from flows.commands.show import show_readings

        show_readings(readings, **how)
        return UNREADABLE if broken else 0
    if resolved:
        from flows.commands.resolving import with_pacts

        lines = with_pacts(readings, explain=how["explain"])
    else:
        lines = ((item, reading, []) for item, reading in readings)
    for item, reading, pacts in lines:
        click.echo(as_json(item, reading, pacts=pacts, **how))
        if item.problem:
            click.echo(one_line(f"{item.id}: {item.problem.detail}", 2_000), err=True)
    return UNREADABLE if broken else 0


def noting(readings: Iterable[Read], broken: list[str]) -> Iterator[Read]:
    """Readings as they come; `broken` gets the ids of what could not be looked at."""
    for item, reading in readings:
        if item.problem and item.problem.code not in LOOKED_AT:
            broken.append(item.id)
        yield item, reading
