"""What the terminal shows: tables of readings, answers and runs. Text from outside is never markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from parsers.model import Act, Reading
from parsers.names import counted, display_amount, display_name

if TYPE_CHECKING:
    from flows.inputs import Input
    from flows.summary import Summary


def table(*columns: str, title: str | None = None) -> Table:
    """An empty table in the house's style."""
    made = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def plain(value: Any) -> Text:
    """Text from outside, without control characters, as it is."""
    shown = "" if value is None else str(value)
    return Text("".join(c if c.isprintable() else " " for c in shown))


def show_readings(
    readings: Iterable[tuple[Input, Reading]], *, with_text: bool = False, explain: bool = False
) -> None:
    """A table of acts for each article, or why there are none; with the reasons and near misses if asked."""
    console = Console()
    for item, reading in readings:
        article = item.article
        heading = plain(article.title if article and article.title else item.id)
        heading.stylize("bold")
        console.print(heading)
        if with_text and article:
            console.print(plain_paragraphs(article.text))
        if reading.acts:
            made = table("status", "kind", "parties", "amount", "date", "sure", "evidence")
            for act in reading.acts:
                made.add_row(*act_row(act))
            console.print(made)
        else:
            console.print(plain(f"no acts: {reading.why or 'nothing in it reports one'}"))
        if explain:
            show_reasons(console, reading)
        console.print()


def show_reasons(console: Console, reading: Reading) -> None:
    """Which words gave each field of each act, and what nearly fired."""
    for act in reading.acts:
        made = table("field", "value", "words", "rule", title=f"{act.status} {act.kind}")
        for reason in act.reasons:
            made.add_row(*map(plain, (reason.field, reason.value, reason.words, reason.rule)))
        console.print(made)
    if reading.near_misses:
        made = table("why not", "sentence", title="Nearly")
        for miss in reading.near_misses:
            made.add_row(plain(miss.why), plain(miss.sentence))
        console.print(made)


def plain_paragraphs(text: str) -> Text:
    """A text with its line breaks kept."""
    return Text("\n").join(plain(line) for line in text.split("\n"))


def act_row(act: Act) -> list[Text]:
    """An act as a row of the table."""
    cells = (
        act.status,
        act.kind,
        ", ".join(f"{display_name(p.id)}{'' if p.role == 'party' else f' ({p.role})'}" for p in act.parties),
        ", ".join(display_amount(a.value, a.unit) for a in act.amounts),
        act.date,
        f"{act.confidence:.0%}",
        act.evidence.text,
    )
    return [plain(cell) for cell in cells]


def read_table(summary: Summary, title: str) -> Table:
    """The articles of a run, with the number of their acts or the problem."""
    made = table("outlet", "article", "acts", "problem", title=title)
    for f in summary.followed:
        number = "–" if f.acts is None else f.acts
        made.add_row(*map(plain, (f.outlet, f.title, number, f.problem.code if f.problem else "")))
    return made


def found_table(summary: Summary, title: str) -> Table:
    """The changes of a run, with their pacts."""
    made = table("change", "pact", "date", "sure", "outlets", title=title)
    for change in summary.changes:
        pact = summary.pacts[change.pact_id]
        what = f"{change.before} → {change.after}" if change.before else f"{change.kind}: {change.after}"
        made.add_row(*map(plain, (what, pact.title, pact.date, f"{pact.confidence:.0%}", len(pact.outlets))))
    return made


def show_run(console: Console, summary: Summary) -> None:
    """What a run read, found and sent."""
    read, found = read_table(summary, "Read"), found_table(summary, "Found")
    for made in (read, found):
        if made.row_count:
            console.print(made)
    counts = summary.counts()
    failed = counts["sources_with_problem"]
    said = (
        counted(counts["sources"], "source") + (f" ({failed} failed)" if failed else ""),
        counted(counts["new_entries"], "new entry"),
        f"{counts['articles_read']} read",
        counted(counts["acts"], "act"),
        counted(counts["new_pacts"], "new pact"),
        counted(counts["status_changes"], "status change"),
        f"{counted(summary.sent.get('delivered', 0), 'alert')} delivered",
        f"{summary.sent['queued']} to be tried again" if summary.sent.get("queued") else "",
    )
    console.print(" · ".join(filter(None, said)))
