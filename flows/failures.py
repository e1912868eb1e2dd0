"""The flow `failure`: the operator hears of a run that failed, on the channels that the settings name."""

from __future__ import annotations

from pathlib import Path

from prefect import flow

from flows.alerts.office import manners
from flows.alerts.outcome import Result
from flows.alerts.render import Message
from flows.alerts.send import Letter, send
from flows.progress import tell
from flows.settings import DEFAULT_PATH, load_settings
from flows.ways import as_table, leave_summary, run_name
from parsers.text import one_line
from parsers.urls import key

# A message of an engine may be a whole page.
LONGEST = 500


@flow(name="failure", flow_run_name=run_name, persist_result=False)
def failure(run: str, state: str = "Failed", message: str = "", config: Path = DEFAULT_PATH) -> int:
    """Tell the operator that a run did not end well; returns how many channels took it.

    Args:
        run: The name of the run.
        state: How it ended: Failed or Crashed.
        message: What Prefect says of it.
        config: The settings file (pactwatch.toml).
    """
    settings = load_settings(config)
    letter = Letter(message_of(run, state, message), key("failure", run, state))
    limits, _, _ = manners(settings)
    taken = 0
    for channel in settings.operator.to:
        outcome = send(letter, channel, Path(config).resolve().parent, limits)
        taken += outcome.result is Result.DELIVERED
        if outcome.result is not Result.DELIVERED:
            tell(f"operator: channel {channel}: {outcome.detail}", 30)
    leave_summary("failure", as_table({"channels": len(settings.operator.to), "reached": taken}))
    return taken


def message_of(run: str, state: str, message: str) -> Message:
    """What the operator reads."""
    said = one_line(message, LONGEST)
    lines = [f"The run “{run}” ended as {state}.", *([said] if said else [])]
    lines.append(
        "The next run takes up what it left. Prefect's pages have its log; `pactwatch doctor` looks around."
    )
    return Message(f"pactwatch: {run} {state.lower()}", "\n".join([*lines, ""]))
