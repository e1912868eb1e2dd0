"""Who does what to whom: actors of a phrase, the sides of an agreement, its go-betweens, who is given what."""

from __future__ import annotations

from collections.abc import Iterable

from parsers.acts import lexicon
from parsers.acts.patterns import agents, objects, subjects
from parsers.acts.scene import Form, Mention, Scene, ids_of
from parsers.acts.syntax import Tree

# Branches of a phrase that tell of something else: relative clauses, participles, asides.
_ASIDES = frozenset({"relcl", "acl", "advcl", "appos", "parataxis", "ccomp", "conj"})
# No name of an actor is longer, in characters.
_LONGEST = 90
_PRONOUNS = lexicon.words("grammar", "pronouns")
_MANY = frozenset({"they", "them", "their", "both", "we", "our"})
_OWN = frozenset({"of", "between", "from", "and", "among"})
_FULL = frozenset(
    {Form.NAME, Form.PERSON, Form.BODY, Form.PLURAL, Form.GENERIC, Form.PRONOUN, Form.CAPITAL, Form.DEMONYM}
)


def covering(scene: Scene, tree: Tree, i: int) -> tuple[Mention, ...]:
    """Mentions that the word lies in."""
    word = tree.words[i]
    near = scene.cast.between(max(0, word.start - _LONGEST), word.end)
    return tuple(m for m in near if m.end > word.start)


def actors_in(scene: Scene, tree: Tree, i: int) -> tuple[str, ...]:
    """Actors that the phrase headed by word `i` stands for; none where it is a firm, a club or a private person."""
    word = tree.words[i]
    own = covering(scene, tree, i)
    if not own and word.lower in _PRONOUNS:
        return pronoun(scene, tree, i)
    if own and word.pos != "ADJ":
        firm = [m for m in own if m.form in _FULL]
        if firm:
            # "British Prime Minister Keir Starmer": the name decides, "the presidents of A and B" has more below.
            return ids_of([*firm, *_below(scene, tree, i)]) if _is_plural_title(tree, i) else ids_of(firm)
    if word.lemma in lexicon.words("roles", "others") and word.lemma not in lexicon.words("roles", "agents"):
        return ()
    if word.lemma in lexicon.words("roles", "agents") or own:
        if found := ids_of([*own, *_below(scene, tree, i)]):
            return _rebels(scene, tree, i, found)
        if word.lemma in lexicon.words("roles", "groups") and (led := _led_by(scene, tree, i)):
            return led
        whose = [k for k in tree.kids(i, "poss") if tree.words[k].lower in _PRONOUNS]
        return possessor(scene, tree, whose[0]) if whose else ()
    if word.pos == "PROPN":
        # A name that the gazetteer does not know: with a title of state beside it, it stands for that state.
        near = [tree.words[k].lemma for k in tree.kids(i, "compound", "appos", "nmod", "amod")]
        if any(n in lexicon.words("roles", "agents") for n in near):
            return ids_of([*_below(scene, tree, i), *_appositions(scene, tree, i)])
    return ()


def _rebels(scene: Scene, tree: Tree, i: int, found: tuple[str, ...]) -> tuple[str, ...]:
    """ "Chad's FACT rebels" are no part of Chad, whether their name is known or not."""
    if tree.words[i].lemma not in lexicon.words("roles", "against"):
        return found
    return tuple(a for a in found if not scene.cast.is_state(a))


def _led_by(scene: Scene, tree: Tree, i: int) -> tuple[str, ...]:
    """ "A group of donors led by Japan and Korea": who leads it, where no name stands for all."""
    leads = [k for k in tree.kids(i, "acl") if tree.words[k].lemma in lexicon.words("roles", "leads")]
    return ids_of(
        [m for k in leads for at in tree.under(k, skip={"relcl"}) for m in covering(scene, tree, at)]
    )


def pronoun(scene: Scene, tree: Tree, i: int) -> tuple[str, ...]:
    """Whom a pronoun means: who does or says it in the same sentence; else who is in play."""
    word = tree.words[i]
    found = _antecedent(scene, tree, i)
    return scene.cast.resolve_pronoun(word.start, word.text) if found is None else found


def _antecedent(scene: Scene, tree: Tree, i: int) -> tuple[str, ...] | None:
    """The doer of the nearest verb above a pronoun: none for a firm's or a club's own, None where it is not told."""
    many = tree.words[i].lower in _MANY
    for verb in tree.above(i):
        if tree.words[verb].pos not in {"VERB", "AUX"}:
            continue
        doers = [s for s in subjects(tree, verb) if s < i and i not in tree.under(s, skip={"conj"})]
        named = [s for s in doers if tree.words[s].lower not in _PRONOUNS]
        found = all_in(scene, tree, named)
        if found and (many or len(found) == 1):
            return found
        if not found and named and _of_things(tree, i) and all(_is_nobody(scene, tree, s) for s in named):
            return ()
    return None


def _of_things(tree: Tree, i: int) -> bool:
    """Whether a pronoun may mean a firm: "its", and no "his"."""
    return tree.words[i].lower in {"it", "its", "they", "them", "their", "itself", "themselves"}


def _is_nobody(scene: Scene, tree: Tree, i: int) -> bool:
    """Whether a doer is private, or bears a name that no state or organisation has."""
    unknown = tree.words[i].pos == "PROPN" and not covering(scene, tree, i)
    return unknown or is_private(scene, tree, i)


def is_private(scene: Scene, tree: Tree, i: int) -> bool:
    """Whether a phrase is plainly a firm, a school, a club or private people, whatever state's name stands by it."""
    word, private = tree.words[i], lexicon.words("roles", "private")
    if word.lower in _PRONOUNS:
        return _antecedent(scene, tree, i) == ()
    if covering(scene, tree, i):
        return False
    if word.lemma in private:
        return not actors_in(scene, tree, i)
    return word.pos == "PROPN" and any(
        tree.words[k].lemma in private for k in tree.kids(i, "compound", "appos", "nmod")
    )


def by_private(scene: Scene, tree: Tree, verb: int) -> bool:
    """Whether all who do what a verb says are private."""
    doers = subjects(tree, verb) if tree.words[verb].pos in {"VERB", "AUX"} else []
    return bool(doers) and all(is_private(scene, tree, s) for s in doers)


def possessor(scene: Scene, tree: Tree, i: int) -> tuple[str, ...]:
    """Whom "her" in "welcomed her pledge" means: somebody else than the one who welcomes it."""
    verb = next((a for a in tree.above(i) if tree.words[a].pos == "VERB"), None)
    found = pronoun(scene, tree, i)
    if verb is None or tree.words[verb].lemma not in lexicon.words("roles", "of_another"):
        return found
    doers = all_in(scene, tree, subjects(tree, verb))
    if not set(found) & set(doers):
        return found
    start = tree.words[i].start
    people = [
        m
        for m in scene.cast.between(max(0, start - 600), start)
        if m.form == Form.PERSON and not set(m.ids) & set(doers)
    ]
    return people[-1].ids if people else found


def _is_plural_title(tree: Tree, i: int) -> bool:
    return tree.words[i].tag in {"NNS", "NNPS"} and bool(tree.kids(i, "prep"))


def _appositions(scene: Scene, tree: Tree, i: int) -> list[Mention]:
    return [m for k in tree.kids(i, "appos") for m in _below(scene, tree, k)]


def _below(scene: Scene, tree: Tree, i: int) -> list[Mention]:
    """Mentions in the phrase under word `i`: possessives, adjectives, "of A and B"; not in its asides."""
    found: list[Mention] = []
    for kid in tree.children[i]:
        word = tree.words[kid]
        if word.dep in _ASIDES:
            continue
        seat = word.dep == "prep" and word.lower == "in"
        if word.dep == "prep" and word.lower not in _OWN and not seat:
            continue
        span = [tree.words[k] for k in tree.under(kid, skip=_ASIDES - {"conj"})]
        for piece in span:
            named = scene.cast.between(piece.start, piece.end)
            # "Officials in Lima": a capital that stands for its government, and no mere place.
            found += [m for m in named if m.form == Form.CAPITAL] if seat else named
    return sorted(set(found), key=lambda m: m.start)


def all_in(scene: Scene, tree: Tree, heads: Iterable[int]) -> tuple[str, ...]:
    """Actors of several phrases, each once."""
    return tuple(dict.fromkeys(a for i in heads for a in actors_in(scene, tree, i)))


def mentioned(scene: Scene, tree: Tree, i: int, *, asides: bool = False) -> tuple[str, ...]:
    """Every actor named in the phrase under word `i`, asides left out unless asked for."""
    skip: frozenset[str] = frozenset() if asides else _ASIDES - {"conj"}
    return ids_of([m for k in tree.under(i, skip=skip) for m in covering(scene, tree, k)])


def linked(scene: Scene, tree: Tree, i: int, *prepositions: str) -> tuple[str, ...]:
    """Actors that hang on word `i` by one of the prepositions: "with Japan", "between the two sides"."""
    found: list[str] = []
    for kid in tree.kids(i, "prep", "dative", "agent"):
        if tree.words[kid].lower in prepositions:
            for obj in tree.kids(kid, "pobj"):
                found += all_in(scene, tree, tree.conjuncts(obj)) or mentioned(scene, tree, obj)
    return tuple(dict.fromkeys(found))


def owners(scene: Scene, tree: Tree, i: int) -> tuple[str, ...]:
    """Actors before a noun: "Japan's agreement", "the UK-EU deal", "a Sino-Russian treaty"."""
    found: list[Mention] = []
    for kid in tree.kids(i, "poss"):
        if tree.words[kid].lower in _PRONOUNS and not covering(scene, tree, kid):
            return possessor(scene, tree, kid)
    for kid in tree.kids(i, "poss", "amod", "compound", "nmod"):
        for k in tree.under(kid, skip={"prep"} | _ASIDES - {"conj"}):
            found += covering(scene, tree, k)
    found += [m for m in covering(scene, tree, i) if m.start < tree.words[i].start]
    return ids_of(sorted(set(found), key=lambda m: m.start))


def go_betweens(scene: Scene, tree: Tree) -> tuple[str, ...]:
    """Mediators and guarantors named in a sentence."""
    found: list[str] = []
    for word in tree.words:
        if word.lemma in lexicon.words("roles", "between") and word.pos == "VERB":
            doers = agents(tree, word.i) if word.tag == "VBN" else subjects(tree, word.i)
            if word.tag == "VBN" or _offers_place(tree, word.i):
                found += all_in(scene, tree, doers) or tuple(
                    a for d in doers for a in mentioned(scene, tree, d)
                )
            found += _hyphenated(scene, tree, word.i)
        elif word.lower in lexicon.words("roles", "go_between"):
            found += [*linked(scene, tree, word.i, "of", "by", "from"), *_hyphenated(scene, tree, word.i)]
            if word.lemma in {"mediator", "mediation", "guarantor"}:
                found += owners(scene, tree, word.i)
    return tuple(dict.fromkeys(found))


def _offers_place(tree: Tree, verb: int) -> bool:
    """Whether what is brokered or hosted is an agreement or talks, and not a summit or a dinner."""
    known = lexicon.words("objects", "instrument", "strong") | lexicon.words("objects", "talks", "strong")
    return any(tree.words[o].lemma in known or tree.words[o].lower in known for o in objects(tree, verb))


def _hyphenated(scene: Scene, tree: Tree, i: int) -> tuple[str, ...]:
    """ "US-brokered": the actor before a hyphen."""
    if i >= 2 and tree.words[i - 1].text in {"-", "–"}:
        return ids_of(covering(scene, tree, i - 2))
    return ids_of(covering(scene, tree, i)) if "-" in tree.words[i].text else ()
