"""Agreements that are no affair of states: made by universities, clubs and firms, or about coalitions, wages and pleas."""

from __future__ import annotations

from parsers.acts import lexicon
from parsers.acts.candidate import Candidate
from parsers.acts.patterns import agents, is_passive, subjects
from parsers.acts.roles import actors_in, covering
from parsers.acts.scene import Scene
from parsers.acts.syntax import Tree


def is_private(scene: Scene, tree: Tree, candidate: Candidate) -> bool:
    """Whether those who are said to do it are private, or the agreement is of a sort that states do not make."""
    if candidate.target is not None and _is_domestic(tree, candidate.target):
        return True
    if tree.words[candidate.anchor].pos not in {"VERB", "AUX"}:
        return False
    passive = is_passive(tree, candidate.anchor)
    doers = agents(tree, candidate.anchor) if passive else subjects(tree, candidate.anchor)
    outside = [d for d in doers if _is_outsider(scene, tree, d)]
    return bool(outside) and not any(
        actors_in(scene, tree, d) or covering(scene, tree, d) for d in doers if d not in outside
    )


def _is_domestic(tree: Tree, target: int) -> bool:
    """ "a coalition agreement", "their pay deal"; not "the Collective Security Treaty", nor "a collective defence pact"."""
    return target > 0 and tree.words[target - 1].text in lexicon.words("objects", "private", "sorts")


def _is_outsider(scene: Scene, tree: Tree, doer: int) -> bool:
    """ "the University of Turku", "two Polish firms", "the cricket boards of"; not "the European Union"."""
    word = tree.words[doer]
    if covering(scene, tree, doer):
        return False
    if word.lemma == "union" and word.text != word.lower:
        # "the Arab Maghreb Union", whether or not the gazetteer knows it.
        return False
    if {word.lemma, word.lower} & lexicon.words("objects", "private", "doers"):
        return True
    if word.lemma.endswith(tuple(lexicon.words("objects", "private", "doer_ends"))):
        return True
    near = tree.kids(doer, "compound", "amod", "nmod")
    whole = tree.under(doer, skip={"relcl", "acl", "appos", "conj"})
    return any(tree.words[k].lower in lexicon.words("objects", "private", "fields") for k in near) or any(
        tree.words[k].lower in lexicon.words("objects", "private", "sports") for k in whole
    )
