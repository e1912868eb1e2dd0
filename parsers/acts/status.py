"""The status of an act from what its verb means and how it is said."""

from __future__ import annotations

from parsers.acts import lexicon
from parsers.acts.modality import FUTURE, Mood
from parsers.model import Status

_COMES_ABOUT = frozenset({Status.SIGNED, Status.AGREED, Status.RATIFIED, Status.EXTENDED, Status.IN_FORCE})
# Families whose deed is itself what the sides agree on.
_BY_DEED = frozenset({"relations", "captives", "mutual"})
_ENDS = frozenset({Status.TERMINATED, Status.SUSPENDED})


def agreement_status(base: Status, mood: Mood, family: str) -> Status | None:
    """Where an agreement stands: the verb's own meaning, moved by its mood; None where nothing happened."""
    if base == Status.VIOLATED and mood.under("threaten") and not mood.under("deny"):
        # A breach is told as somebody's charge.
        return base
    if mood.under("deny", "threaten", "past"):
        return None
    if base in _ENDS and mood.governors and mood.governors[0][1] in lexicon.words("modality", "undoing"):
        # To call off an end is to go on.
        return None if mood.negated or mood.negated_above else Status.EXTENDED
    if mood.under("refuse") or mood.under("drop"):
        return _refused(base, mood)
    if mood.negated or mood.negated_above:
        return _negated(base, mood, family)
    if base in {Status.VIOLATED, Status.REJECTED} and _is_wished(mood):
        return None
    return _not_yet(base, mood) or _borne_out(base, mood, family)


def _is_wished(mood: Mood) -> bool:
    return mood.could or mood.conditional or mood.under("wish")


def _not_yet(base: Status, mood: Mood) -> Status | None:
    """Where it stands if it is wished for, bargained over, allowed or ordered; None if it is none of these."""
    if mood.under("bargain") and not mood.could and base not in {Status.VIOLATED, Status.REJECTED}:
        return Status.NEGOTIATING
    if _is_wished(mood):
        return Status.PROPOSED
    if mood.under("allow") and base == Status.SIGNED:
        return Status.AGREED
    if mood.under("task") and base in {Status.SIGNED, Status.AGREED}:
        return Status.NEGOTIATING
    return None


def _borne_out(base: Status, mood: Mood, family: str) -> Status:
    if mood.under("agree"):
        return Status.AGREED if base in {Status.SIGNED, Status.IN_FORCE, Status.PROPOSED} else base
    if base == Status.AGREED and family in _BY_DEED:
        # "will reopen their embassies": that they will is what they have agreed.
        return base
    return _future(base) if mood.tense == FUTURE or mood.under("future") else base


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
