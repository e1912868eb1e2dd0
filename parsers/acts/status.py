"""The status of an act from what its verb means and how it is said."""

from __future__ import annotations

from parsers.acts.modality import FUTURE, Mood
from parsers.model import Status

_COMES_ABOUT = frozenset({Status.SIGNED, Status.AGREED, Status.RATIFIED, Status.EXTENDED, Status.IN_FORCE})
_ENDS = frozenset({Status.TERMINATED, Status.SUSPENDED})


def agreement_status(base: Status, mood: Mood, family: str) -> Status | None:
    """Where an agreement stands: the verb's own meaning, moved by its mood; None where nothing happened."""
    if base == Status.VIOLATED and mood.under("threaten") and not mood.under("deny"):
        # A breach is told as somebody's charge.
        return base
    if mood.under("deny", "threaten", "past"):
        return None
    if mood.under("refuse") or mood.under("drop"):
        return _refused(base, mood)
    if mood.negated or mood.negated_above:
        return _negated(base, mood, family)
    if mood.could or mood.conditional or mood.under("wish"):
        return _wished(base, family)
    if mood.under("allow") and base in {Status.SIGNED, Status.IN_FORCE}:
        return Status.AGREED
    if mood.under("task") and base in {Status.SIGNED, Status.AGREED}:
        return Status.NEGOTIATING
    if mood.under("agree"):
        return Status.AGREED if base in {Status.SIGNED, Status.IN_FORCE, Status.PROPOSED} else base
    if mood.tense == FUTURE or mood.under("future"):
        return _future(base)
    return base


def _refused(base: Status, mood: Mood) -> Status | None:
    if mood.negated or mood.negated_above:
        return None
    if base in _COMES_ABOUT or base in {Status.NEGOTIATING, Status.PROPOSED}:
        return Status.REJECTED
    return Status.TERMINATED if mood.under("drop") and base in _COMES_ABOUT else None


def _negated(base: Status, mood: Mood, family: str) -> Status | None:
    """ "did not reach a deal", "will not sign", "no truce was agreed": a collapse, where it could have come about."""
    if not mood.negated and mood.governors and mood.governors[0][0] == "report":
        # "did not say when it would be signed" denies the saying alone.
        return None
    if mood.under("wish", "future") and not mood.negated:
        return Status.REJECTED if mood.under("wish") and mood.could else None
    if base == Status.AGREED and family in {"instrument", "agree"}:
        return Status.REJECTED
    if mood.tense == FUTURE and base in _COMES_ABOUT | {Status.NEGOTIATING}:
        return Status.REJECTED
    return None


def _wished(base: Status, family: str) -> Status | None:
    if base in {Status.VIOLATED, Status.REJECTED}:
        return None
    if base == Status.NEGOTIATING and family == "talks":
        return Status.PROPOSED
    return Status.PROPOSED


def _future(base: Status) -> Status:
    if base in {Status.SIGNED, Status.AGREED, Status.RATIFIED}:
        return Status.NEGOTIATING
    return base


def commitment_status(mood: Mood, *, done: bool, reaffirmed: bool) -> Status | None:
    """Where a commitment stands; `done` where the verb tells of the deed and not of the word given."""
    if mood.under("deny", "threaten", "past"):
        return None
    negated = mood.negated != mood.negated_above
    if mood.under("refuse") or (
        negated and (mood.tense == FUTURE or mood.under("agree", "future", "report") or mood.could)
    ):
        # Not to rule out is to consider.
        return Status.REJECTED if not (mood.under("refuse") and negated) else Status.PROPOSED
    if negated:
        return None
    if mood.under("drop"):
        return Status.TERMINATED
    if reaffirmed or mood.under("reaffirm"):
        return Status.REAFFIRMED
    if mood.conditional or mood.could or mood.under("wish"):
        return Status.PROPOSED
    if done and mood.tense != FUTURE and not mood.under("agree", "future", "real"):
        return Status.FULFILLED
    return Status.PLEDGED
