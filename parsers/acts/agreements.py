"""Agreements in a sentence: the verb, the instrument in its slot, the sides, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from parsers.acts import lexicon
from parsers.acts.candidate import Candidate
from parsers.acts.instruments import (
    FAMILIES,
    instruments,
    kind_of,
    named_sides,
    nominal,
    patterns,
    with_determiner,
)
from parsers.acts.modality import Mood, mood, noun_mood
from parsers.acts.moves import moves
from parsers.acts.patterns import SUBJECT, Pattern, agents, is_passive, subjects
from parsers.acts.private import is_private
from parsers.acts.roles import all_in, go_betweens, linked, mentioned, owners
from parsers.acts.scene import Scene
from parsers.acts.status import agreement_status
from parsers.acts.syntax import Tree
from parsers.acts.timing import retold, when
from parsers.acts.unworded import by_agreeing, by_leaving, by_meeting, by_turns, unheard_of
from parsers.model import ActType, Status


def agreements(scene: Scene, number: int, tree: Tree) -> Iterator[Candidate]:
    """Every candidate agreement of a sentence that can be an affair of states."""
    found = [c for c in _all(scene, number, tree) if not is_private(scene, tree, c)]
    found = [c for c in found if not any(_says_same(c, other) for other in found)]
    for candidate in retold(scene, tree, found):
        candidate.notes["when"] = float(when(scene, tree, candidate.anchor))
        yield candidate


def _says_same(verbal: Candidate, by_noun: Candidate) -> bool:
    """ "the talks on a pact broke down": once by the verb of the talks, once by the talks of the pact, which names more."""
    return (
        verbal.family == "talks"
        and by_noun.how == "noun"
        and by_noun.anchor == verbal.target
        and by_noun.status == verbal.status
        and set(verbal.parties) <= set(by_noun.parties)
    )


def _all(scene: Scene, number: int, tree: Tree) -> Iterator[Candidate]:
    between = go_betweens(scene, tree)
    targets: set[int | None] = set()
    for candidate in _told(scene, number, tree, between):
        targets.add(candidate.target)
        yield candidate
    for word in tree.words:
        if word.i not in targets and word.pos in {"NOUN", "PROPN"}:
            yield from unheard_of(scene, number, tree, word.i, between)


def _told(scene: Scene, number: int, tree: Tree, between: tuple[str, ...]) -> Iterator[Candidate]:
    for word in tree.words:
        yield from moves(scene, number, tree, word.i, between)
        if word.pos in {"VERB", "AUX"}:
            yield from _by_verb(scene, number, tree, word.i, between)
            yield from by_agreeing(scene, number, tree, word.i, between)
            yield from by_leaving(scene, number, tree, word.i, between)
            yield from by_meeting(scene, number, tree, word.i, between)
            yield from by_turns(scene, number, tree, word.i, between)
        # The parser takes some nouns for verbs: "consented to ratification of".
        if word.pos in {"NOUN", "PROPN"} or (word.pos == "VERB" and word.lower.endswith("ion")):
            yield from _by_noun(scene, number, tree, word.i, between)


def _by_verb(
    scene: Scene, number: int, tree: Tree, verb: int, between: tuple[str, ...]
) -> Iterator[Candidate]:
    said: Mood | None = None
    if tree.words[verb].lemma == "agree" and tree.kids(verb, "xcomp") and not is_passive(tree, verb):
        # What they agree to do says more: see `by_agreeing`.
        return
    for family in FAMILIES:
        done: set[int] = set()
        for meaning, pattern, filled in patterns(family).at(tree, verb):
            for target, kind_of_thing, strong in instruments(tree, filled):
                if kind_of_thing != family or target in done:
                    continue
                done.add(target)
                said = said or mood(tree, verb)
                base = _in_their_hands(scene, tree, verb, Status(meaning))
                status = agreement_status(base, with_determiner(tree, target, said), family)
                if status is None:
                    continue
                parties, how = _sides(scene, tree, verb, target, pattern)
                yield Candidate(
                    ActType.AGREEMENT, kind_of(scene, tree, target, number), status, number, verb, target, parties, (),
                    between, pattern.source, family, meaning, said, how, strong,
                )  # fmt: skip


def _in_their_hands(scene: Scene, tree: Tree, verb: int, base: Status) -> Status:
    """A legislature that approves an agreement ratifies it."""
    if base != Status.AGREED or tree.words[verb].lemma not in lexicon.words("roles", "approving"):
        return base
    known = lexicon.words("roles", "legislatures")
    heads = subjects(tree, verb)
    named = {w.lower() for h in heads for w in scene.text[slice(*tree.span(h))].split()}
    return Status.RATIFIED if any(tree.words[h].lemma in known for h in heads) or named & known else base


def _by_noun(
    scene: Scene, number: int, tree: Tree, noun: int, between: tuple[str, ...]
) -> Iterator[Candidate]:
    """ "the signing of the pact", "talks on a treaty", "a truce violation"."""
    word = tree.words[noun]
    meaning = nominal(tree, noun)
    if meaning is None:
        return
    inner = [
        c
        for k in tree.kids(noun, "prep")
        if tree.words[k].lower
        in {"of", "on", "for", "from", "about", "to", "toward", "towards", "in", "over"}
        for p in tree.kids(k, "pobj")
        for c in tree.conjuncts(p)
    ]
    inner += tree.kids(noun, "compound", "poss", "nmod")
    for target, family, strong in instruments(tree, inner):
        if family == "talks" and not strong:
            # "the end of a meeting" is no end of talks.
            continue
        said = noun_mood(tree, noun)
        base = _of_talks(tree, noun, meaning, family)
        if base != meaning and meaning == Status.NEGOTIATING:
            # The verb above is what told it: it does not hedge itself.
            said = replace(said, governors=tuple(g for g in said.governors if g[0] != "drop"))
        status = agreement_status(base, said, family)
        if status is None:
            continue
        doers = tuple(
            dict.fromkeys((*owners(scene, tree, noun), *linked(scene, tree, noun, "by", "with", "between")))
        )
        parties = tuple(dict.fromkeys((*doers, *named_sides(scene, tree, target))))
        yield Candidate(
            ActType.AGREEMENT, kind_of(scene, tree, target, number), status, number, noun, target, parties, (), between,
            f"{word.lemma} of *", family, str(meaning), said, "noun", strong,
        )  # fmt: skip


def _of_talks(tree: Tree, noun: int, base: Status, family: str) -> Status:
    """What an event noun means where talks are in it: their end is no agreement that ends, to wrap them up is to agree."""
    if family == "talks":
        return {
            Status.TERMINATED: Status.NEGOTIATING,
            Status.SIGNED: Status.AGREED,
            Status.EXTENDED: Status.NEGOTIATING,
        }.get(base, base)
    if base != Status.NEGOTIATING:
        return base
    verb = next((a for a in tree.above(noun) if tree.words[a].pos in {"VERB", "AUX"}), None)
    if verb is None:
        return base
    found = (Status(meaning) for meaning, _, filled in patterns("talks").at(tree, verb) if noun in filled)
    return next(found, base)


def _sides(scene: Scene, tree: Tree, verb: int, target: int, pattern: Pattern) -> tuple[tuple[str, ...], str]:
    """The sides of an agreement and from where they were taken."""
    doers = agents(tree, verb) if is_passive(tree, verb) else subjects(tree, verb)
    by_subject = () if pattern.slot == SUBJECT else all_in(scene, tree, doers)
    named = named_sides(scene, tree, target)
    beside = linked(scene, tree, verb, "with", "between", "among")
    explicit = linked(scene, tree, target, "between", "among") or linked(scene, tree, verb, "between")
    if len(explicit) >= 2:
        return explicit, "between"
    if tree.words[verb].lemma in lexicon.words("roles", "tells") and len(named) >= 2:
        return named, "named"
    parties = tuple(dict.fromkeys((*by_subject, *named, *beside)))
    # A doer that stands for no actor is a firm, a club, a university.
    blank = doers if pattern.slot != SUBJECT and not by_subject else []
    ways = (("blank", blank), ("subject", by_subject), ("named", named), ("beside", beside))
    how = "+".join(name for name, found in ways if found)
    if len(parties) < 2 and (loose := _loose(scene, tree, verb, target)):
        parties = tuple(dict.fromkeys((*parties, *loose)))
        how += "+loose"
    return parties, how


def _loose(scene: Scene, tree: Tree, verb: int, target: int) -> tuple[str, ...]:
    """Sides hung where the parser put them: "with Japan" on another noun of the clause, "for both countries"."""
    found: list[str] = []
    for i in tree.under(verb, skip={"relcl", "advcl", "ccomp", "parataxis"}):
        if (
            tree.words[i].dep == "prep"
            and tree.words[i].lower in {"with", "between", "from"}
            and i > min(verb, target)
        ):
            for obj in tree.kids(i, "pobj"):
                found += all_in(scene, tree, tree.conjuncts(obj)) or mentioned(scene, tree, obj)
    return tuple(dict.fromkeys(found))
