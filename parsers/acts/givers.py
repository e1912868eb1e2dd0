"""Who undertakes something, and for whom."""

from __future__ import annotations

from parsers.acts import lexicon
from parsers.acts.patterns import subjects
from parsers.acts.roles import actors_in, all_in, covering, linked, mentioned, owners
from parsers.acts.scene import Form, Scene, ids_of
from parsers.acts.syntax import Tree

_TO = (
    "to",
    "for",
    "with",
    "in",
    "from",
    "on",
    "of",
    "against",
    "into",
    "towards",
    "toward",
    "at",
    "by",
    "inside",
    "behind",
)
# "after the coup", "amid tensions with Russia": the setting, and nobody for whom it is done.
_SETTING = lexicon.words("grammar", "circumstance") | {
    "amid",
    "ahead",
    "alongside",
    "besides",
    "including",
    "according",
    "due",
    "at",
}


def doers_of(scene: Scene, tree: Tree, verb: int) -> tuple[tuple[str, ...], str]:
    """Who undertakes it: the owner of the pledge that the verb hangs on, or the verb's subject."""
    word = tree.words[verb]
    if (
        word.dep in {"acl", "relcl"}
        and tree.words[word.head].pos in {"NOUN", "PROPN"}
        and word.tag in {"VB", "VBG"}
    ):
        at = word.head
        for _ in range(8):
            if found := whose(scene, tree, at):
                return found, "owner"
            if tree.words[at].dep not in {"pobj", "prep", "conj", "dobj"}:
                break
            at = tree.words[at].head
    heads = subjects(tree, verb)
    if word.dep == "acl" and heads == [word.head]:
        # "a decision providing 2 billion" provides nothing itself.
        heads = []
    found = all_in(scene, tree, heads)
    return found, "subject" if found else ("other" if heads else "none")


def whose(scene: Scene, tree: Tree, noun: int) -> tuple[str, ...]:
    """Who has a plan or gives a word: in "Benin dropped its plan" the subject, else the owner named."""
    verb = tree.words[noun].head
    pronouns = [k for k in tree.kids(noun, "poss") if tree.words[k].lower in {"its", "their", "his", "her"}]
    own = tree.words[noun].dep == "dobj" and tree.words[verb].lemma not in lexicon.words(
        "roles", "of_another"
    )
    named = owners(scene, tree, noun)
    if own and (pronouns or not named) and (found := all_in(scene, tree, subjects(tree, verb))):
        return found
    return named


def partners_of(scene: Scene, tree: Tree, anchor: int, things: list[int]) -> tuple[str, ...]:
    """Who does it too: "together with Germany"."""
    found: list[str] = []
    for at in (anchor, *things):
        for k in tree.kids(at, "prep"):
            if (
                tree.words[k].lower == "with"
                and k
                and tree.words[k - 1].lower in {"together", "jointly", "along"}
            ):
                found += [a for p in tree.kids(k, "pobj") for a in all_in(scene, tree, tree.conjuncts(p))]
    return tuple(dict.fromkeys(found))


def recipients_of(scene: Scene, tree: Tree, anchor: int, things: list[int]) -> tuple[str, ...]:
    """For whom: indirect objects, "to Kenya", "American exports", "recognise Palestine"."""
    found: list[str] = []
    for kid in tree.kids(anchor, "dative", "dobj"):
        if tree.words[kid].pos in {"PROPN", "PRON", "NOUN"}:
            found += actors_in(scene, tree, kid)
    found += linked(scene, tree, anchor, *_TO)
    for particle in tree.kids(anchor, "prt", "advmod"):
        found += linked(scene, tree, particle, *_TO)
    for thing in things:
        found += actors_in(scene, tree, thing)
        found += owners(scene, tree, thing)
        found += linked(scene, tree, thing, *_TO)
        for k in tree.under(thing, skip={"relcl", "ccomp"}):
            found += ids_of([m for m in covering(scene, tree, k) if m.form != Form.PRONOUN])
    for prep in tree.kids(anchor, "prep"):
        if tree.words[prep].lower in _SETTING or tree.words[prep].tag == "VBG":
            continue
        for obj in tree.kids(prep, "pobj"):
            found += mentioned(scene, tree, obj)
    return tuple(dict.fromkeys(found))
