"""Which sums of an article belong to an act: those of its own clause, else those told of it right after or before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parsers.acts.amounts import AmountKind, FoundAmount, find_amounts, names_again, payment, points_back
from parsers.acts.attach import Tie, governs, tie, verb_of, word_at
from parsers.acts.candidate import Candidate
from parsers.acts.modality import PLUPERFECT, mood
from parsers.acts.scene import Scene, ids_of
from parsers.acts.sections import same_part
from parsers.model import Amount, Kind, Status

# What is repeated, kept or dropped is told by the sum that was promised before.
_OLD_SUMS = frozenset(
    {Status.REAFFIRMED, Status.FULFILLED, Status.TERMINATED, Status.REJECTED, Status.SUSPENDED}
)
_OPEN = frozenset({Status.NEGOTIATING, Status.PROPOSED})
_MONEYED = frozenset({Kind.AID, Kind.INVESTMENT, Kind.PURCHASE, Kind.SPENDING})
_UNMONEYED = frozenset({Kind.DEPLOYMENT, Kind.POLICY})


def amounts_of(scene: Scene, candidate: Candidate, others: Sequence[Candidate]) -> tuple[Amount, ...]:
    """Sums that belong to the act; `others` are the acts told in the same article, the candidate itself among them."""
    here = [
        amount
        for item in _sums(scene, candidate, candidate.sentence)
        if _is_ours(scene, candidate, others, item)
        for amount in item.amounts
    ]
    return tuple(dict.fromkeys(here)) or _told_beside(scene, candidate, others)


def _sums(scene: Scene, candidate: Candidate, number: int) -> Iterator[FoundAmount]:
    """Sums of a sentence that may be what is agreed or promised, with offsets in the article."""
    sentence = scene.sentences[number]
    context = [*(i for i, _ in candidate.roles()), *scene.cast.in_play(sentence.start)[:3]]
    for item in find_amounts(scene.words_of(number), context, scene.text[:20_000]):
        if item.kind == AmountKind.ACT or (item.kind == AmountKind.BEFORE and candidate.status in _OLD_SUMS):
            yield item.moved(sentence.start)


def _is_ours(scene: Scene, candidate: Candidate, others: Sequence[Candidate], item: FoundAmount) -> bool:
    """Does a sum of the act's sentence belong to it, and not to another clause or to another act told there?"""
    if _is_anothers(scene, candidate, item.start):
        return False
    rivals = [c for c in others if c.sentence == candidate.sentence and c.type == candidate.type]
    nearest = min((_distance(scene, c, item.start) for c in rivals), default=0)
    rivals = [c for c in rivals if _distance(scene, c, item.start) == nearest]
    if candidate not in rivals:
        return not rivals
    if candidate.kind in _UNMONEYED and any(c.kind in _MONEYED for c in rivals):
        return False
    # Of acts with one verb ("Peru gave 3 million and Chile 2 million") those named since the sum before have this one.
    named = {id(c): _named_before(scene, c, item.start) for c in rivals}
    since = max(
        (other.end for other in _sums(scene, candidate, candidate.sentence) if other.end <= item.start),
        default=0,
    )
    return named[id(candidate)] >= min(since, max(named.values()))


def _distance(scene: Scene, candidate: Candidate, at: int) -> int:
    """How far a sum stands from an act's verb; sums mostly follow it."""
    anchor = scene.trees[candidate.sentence].words[candidate.anchor].start
    return at - anchor if at >= anchor else 3 * (anchor - at)


def _named_before(scene: Scene, candidate: Candidate, at: int) -> int:
    """Where a party of the act was named last before an offset in its sentence; -1 where it was not."""
    found = scene.cast.between(scene.sentences[candidate.sentence].start, at)
    return max((m.start for m in found if set(m.ids) & set(candidate.parties)), default=-1)


def _is_anothers(scene: Scene, candidate: Candidate, at: int) -> bool:
    """Is a sum in a clause that has a subject of its own, none of the act's sides, or that tells of what was before?"""
    tree = scene.trees[candidate.sentence]
    word = word_at(tree, at)
    if word is None:
        return False
    how = tie(tree, word, candidate.anchor)
    verb = verb_of(tree, word)
    if how == Tie.OWN or governs(tree, verb, verb_of(tree, candidate.anchor)):
        return False
    if how == Tie.ASIDE and candidate.status not in _OLD_SUMS and mood(tree, verb).tense == PLUPERFECT:
        return True
    home = verb_of(tree, candidate.anchor)
    for above in (verb, *tree.above(verb)):
        if above == home or governs(tree, above, home):
            return False
        if _others_do(scene, candidate, above, beside=how == Tie.OVER):
            return True
    return False


def _others_do(scene: Scene, candidate: Candidate, verb: int, *, beside: bool) -> bool:
    """Is a verb's subject none of the act's sides (or, in a sentence beside the act's, none that gives)?"""
    tree = scene.trees[candidate.sentence]
    ours = frozenset(candidate.parties) if beside else candidate.sides()
    for subject in tree.kids(verb, "nsubj", "nsubjpass"):
        named = set(ids_of(scene.cast.between(*tree.span(subject))))
        if tree.words[subject].lemma in {"other", "another"} or (named and not named & ours):
            return True
    return False


def _told_beside(scene: Scene, candidate: Candidate, others: Sequence[Candidate]) -> tuple[Amount, ...]:
    """Sums told in the next two sentences or in the one before, where the words point to the act; else none."""
    if candidate.status == Status.REJECTED:
        return ()
    at = candidate.sentence
    taken = {c.sentence for c in others}
    for number in (at + 1, at + 2, at - 1):
        if not 0 <= number < len(scene.sentences) or not same_part(scene, at, number):
            continue
        if number in taken and number > at:
            return ()
        found = [a for item in _sums(scene, candidate, number) for a in item.amounts]
        if found and _points(scene, candidate, number):
            return tuple(dict.fromkeys(found))
    return ()


def _points(scene: Scene, candidate: Candidate, number: int) -> bool:
    """Do the words of a sentence beside the act, or its own where the other came first, tie the two together?"""
    words, own = scene.words_of(number), scene.words_of(candidate.sentence)
    if number < candidate.sentence:
        # What itself points further back tells of an act before.
        return not points_back(words) and (points_back(own) or names_again(own, words))
    if points_back(words):
        return True
    if candidate.status in _OPEN or number > candidate.sentence + 1:
        return False
    sentence = scene.sentences[number]
    paid = payment(words)
    named = scene.cast.between(sentence.start, sentence.start + paid) if paid else ()
    return bool(set(ids_of(named)) & candidate.sides())
