"""The word that is given or kept: "pledged 3 billion", "announced an aid package", "the boats it promised arrived"."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.acts import lexicon
from parsers.acts.candidate import Candidate
from parsers.acts.deeds import OBJECTS, deed_kinds, means, tells_deed, verbs
from parsers.acts.givers import doers_of, recipients_of, whose
from parsers.acts.modality import FUTURE, Mood, mood
from parsers.acts.no_deed import is_about_agreement, is_empty, is_no_deed
from parsers.acts.patterns import is_passive, objects, subjects
from parsers.acts.roles import all_in, linked, owners
from parsers.acts.scene import Scene
from parsers.acts.status import commitment_status
from parsers.acts.syntax import Tree
from parsers.acts.things import kind_of
from parsers.acts.undertaking import Undertaking
from parsers.model import Kind, Status

_MEANINGS = ("pledge", "reaffirm", "announce", "fulfil", "refuse", "propose")
_FINITE = frozenset({"VBZ", "VBP", "VBD"})


def by_word_given(scene: Scene, number: int, tree: Tree, verb: int) -> Iterator[Candidate]:
    """ "pledged 3 billion", "announced an aid package", "reaffirmed its undertaking": the verb says that it is given."""
    meaning, things = _given(tree, verb)
    if meaning is None or is_no_deed(tree, verb) or not _is_something(tree, verb, things):
        return
    words = [t for t in things if tree.words[t].lemma in lexicon.words("commitments", "nouns", "promises")]
    again = bool(words) and means(tree, verb, "repeat")
    kind, strength = kind_of(scene, tree, verb, things, ())
    if again and not strength:
        meaning, kind, strength = "reaffirm", Kind.AID, 1
    if (strength == 0 and not _is_promise(tree, verb, things)) or _is_recalled(tree, verb, meaning):
        return
    said = mood(tree, verb)
    status = _given_status(meaning, said)
    if again and status == Status.PLEDGED:
        status = Status.REAFFIRMED
    doers = doers_of(scene, tree, verb)
    if status is None or (doers[1] == "other" and status == Status.FULFILLED):
        return
    strength += meaning in {"pledge", "reaffirm"}
    yield Undertaking(
        scene, tree, number, verb, things, meaning, f"{tree.words[verb].lemma} *", kind, strength, said
    ).candidate(status, doers)


def _is_promise(tree: Tree, verb: int, things: list[int]) -> bool:
    """Whether the verb alone is a word given, whatever it is about: "promise", but not "committed by" or "put up"."""
    word = tree.words[verb]
    if word.lemma not in verbs("pledge") or word.lemma in verbs("concrete"):
        return False
    return not any(tree.words[t].pos == "PRON" for t in things)


def _is_recalled(tree: Tree, verb: int, meaning: str) -> bool:
    """ "the boats that it promised have come", "as it promised", "the loan announced last year": no news of its own."""
    word = tree.words[verb]
    if meaning == "pledge":
        says_as = any(tree.words[k].lower == "as" for k in tree.kids(verb, "mark", "advmod", "prep"))
        return _kept_by(tree, verb) is not None or (says_as and word.dep in {"advcl", "prep", "pcomp"})
    return meaning == "announce" and word.dep in {"acl", "relcl"} and word.tag in {"VBN", "VBD"}


def _given(tree: Tree, verb: int) -> tuple[str | None, list[int]]:
    """What the verb says of the word given (one of `_MEANINGS`), and what it is about."""
    things = _what(tree, verb)
    if assented := _assented(tree, verb, things):
        return "announce", assented
    meaning = next((m for m in _MEANINGS if means(tree, verb, m)), None)
    if any(deed_kinds(tree, k) for k in tree.kids(verb, "xcomp")):
        return None, things
    if meaning != "pledge":
        return meaning, things
    after = [
        c for k in tree.kids(verb, "prep") for p in tree.kids(k, "pobj", "pcomp") for c in tree.conjuncts(p)
    ]
    return None if tree.kids(verb, "ccomp") else meaning, things or after


def _is_something(tree: Tree, verb: int, things: list[int]) -> bool:
    """Whether it is about something concrete that nothing else in the sentence tells."""
    return bool(things) and not (
        is_empty(tree, verb, things) or is_about_agreement(tree, things) or tells_deed(tree, things)
    )


def _what(tree: Tree, verb: int) -> list[int]:
    """Objects of the verb; the noun that a finite verb was taken to belong to: "Maas pledges aid worth"."""
    word = tree.words[verb]
    if word.dep == "compound" and word.tag in _FINITE and tree.words[word.head].tag in {"NN", "NNS"}:
        return [word.head]
    return objects(tree, verb)


def _assented(tree: Tree, verb: int, things: list[int]) -> list[int]:
    """ "gave the green light to a loan": what is assented to."""
    if tree.words[verb].lemma not in verbs("light"):
        return []
    given = [t for t in things if tree.words[t].lemma in lexicon.words("commitments", "nouns", "assent")]
    return [
        c
        for at in (*given, *([verb] if given else ()))
        for k in tree.kids(at, "prep", "dative")
        if tree.words[k].lower in {"to", "for"}
        for p in tree.kids(k, "pobj")
        for c in tree.conjuncts(p)
    ]


def _kept_by(tree: Tree, verb: int) -> int | None:
    """The verb that tells that what was promised has come; None where nothing tells so."""
    word = tree.words[verb]
    if word.dep not in {"relcl", "acl"} or word.tag not in {"VBD", "VBN"}:
        return None
    at = word.head
    while tree.words[at].dep in {"pobj", "prep", "conj", "appos"} and tree.words[at].head != at:
        at = tree.words[at].head
    above = tree.words[at].head
    if tree.words[at].dep not in {"dobj", "nsubj", "nsubjpass"} or tree.words[above].pos != "VERB":
        return None
    return above if means(tree, above, "keep") or means(tree, above, "arrive") else None


def by_keeping(scene: Scene, number: int, tree: Tree, verb: int) -> Iterator[Candidate]:
    """ "the last of the trains that it promised rolled in": what was promised has come."""
    above = _kept_by(tree, verb) if means(tree, verb, "pledge") else None
    if above is None:
        return
    said = mood(tree, above)
    if said.tense == FUTURE or commitment_status(said, done=True, reaffirmed=False) != Status.FULFILLED:
        return
    doers, how = doers_of(scene, tree, verb)
    if not doers and not is_passive(tree, above):
        doers, how = doers_of(scene, tree, above)
    things = [tree.words[verb].head]
    kind, strength = kind_of(scene, tree, verb, things, ("aid",))
    given = (
        *recipients_of(scene, tree, verb, objects(tree, verb)),
        *recipients_of(scene, tree, above, [o for o in objects(tree, above) if o not in things]),
    )
    yield Undertaking(
        scene, tree, number, above, things, "fulfil", f"{tree.words[above].lemma} promised", kind, max(2, strength), said
    ).candidate(Status.FULFILLED, (doers, how), tuple(dict.fromkeys(given)))  # fmt: skip


def _given_status(meaning: str, said: Mood) -> Status | None:
    if meaning == "refuse":
        return (
            None if said.negated or said.negated_above or said.under("deny", "threaten") else Status.REJECTED
        )
    if meaning == "propose":
        return None if said.under("deny") else Status.PROPOSED
    return commitment_status(said, done=meaning == "fulfil", reaffirmed=meaning == "reaffirm")


def by_detail(scene: Scene, number: int, tree: Tree, verb: int) -> Iterator[Candidate]:
    """ "This includes purchases of", "The package covers loans": what a commitment just told of consists of."""
    heads = subjects(tree, verb)
    if tree.words[verb].lemma not in verbs("consist") or not heads:
        return
    subject = tree.words[heads[0]]
    if subject.lower not in {"this", "it", "that", "these", "which"} and subject.lemma not in lexicon.words(
        "commitments", "objects", "noun"
    ):
        return
    table = lexicon.load("commitments")["objects"]
    things = [
        o
        for o in objects(tree, verb)
        if any(tree.words[o].lower in table[k] or tree.words[o].lemma in table[k] for k in OBJECTS)
    ]
    if not things:
        return
    kind, strength = kind_of(scene, tree, verb, things, ())
    said = mood(tree, verb)
    status = commitment_status(said, done=False, reaffirmed=False)
    if status is not None:
        yield Undertaking(
            scene, tree, number, verb, things, "detail", f"{tree.words[verb].lemma} *", kind, strength, said
        ).candidate(status, ((), "detail"))


def by_receipt(scene: Scene, number: int, tree: Tree, verb: int) -> Iterator[Candidate]:
    """ "Kenya will receive a loan from Japan": the subject is the one that is given something."""
    if tree.words[verb].lemma not in verbs("receive") or is_passive(tree, verb):
        return
    things = objects(tree, verb)
    kind, strength = kind_of(scene, tree, verb, things, ()) if things else (Kind.AID, 0)
    if strength < 2 or kind == Kind.POLICY:
        return
    said = mood(tree, verb)
    status = commitment_status(said, done=True, reaffirmed=False)
    givers = linked(scene, tree, verb, "from", "by") or tuple(
        a for t in things for a in (*linked(scene, tree, t, "from", "by"), *owners(scene, tree, t))
    )
    given = all_in(scene, tree, subjects(tree, verb))
    if status is None or not given:
        return
    who = tuple(dict.fromkeys(g for g in givers if g not in given))
    yield Undertaking(
        scene, tree, number, verb, things[:1], "receive", f"{tree.words[verb].lemma} *", kind, strength, said
    ).candidate(status, (who, "giver" if givers else "none"), given)


def by_noun(scene: Scene, number: int, tree: Tree, noun: int) -> Iterator[Candidate]:
    """ "her commitment to a military buildup", "Japan's pledge of 3 billion": a noun says that the word is given."""
    inner = [
        c
        for k in tree.kids(noun, "prep")
        if tree.words[k].lower in {"of", "to", "for", "on"}
        for p in tree.kids(k, "pobj")
        for c in tree.conjuncts(p)
    ]
    if not inner or tree.kids(noun, "acl") or is_about_agreement(tree, inner) or is_empty(tree, noun, inner):
        return
    kind, strength = kind_of(scene, tree, noun, inner, ())
    said = mood(tree, noun)
    verb = next((a for a in tree.above(noun) if tree.words[a].pos in {"VERB", "AUX"}), None)
    reaffirmed = verb is not None and means(tree, verb, "repeat")
    status = commitment_status(said, done=False, reaffirmed=reaffirmed)
    if status is None or not strength:
        return
    told = Undertaking(
        scene, tree, number, noun, inner, "noun", f"{tree.words[noun].lemma} of *", kind, strength, said
    )
    doers = linked(scene, tree, noun, "by") or tuple(
        a for at in (noun, *inner, *([] if verb is None else [verb])) for a in linked(scene, tree, at, "from")
    )
    if doers and verb is not None:
        # Who welcomes or receives it is the one who is given.
        given = all_in(scene, tree, subjects(tree, verb))
        yield told.candidate(status, (doers, "giver"), given or None)
        return
    yield told.candidate(status, _holder(scene, tree, noun, verb))


def _holder(scene: Scene, tree: Tree, noun: int, verb: int | None) -> tuple[tuple[str, ...], str]:
    """Whose word the noun stands for, and how that was found: its owner, or the subject of the verb above it."""
    if found := whose(scene, tree, noun):
        return found, "owner"
    if verb is None or tree.words[verb].lemma in lexicon.words("roles", "of_another"):
        return (), "none"
    return all_in(scene, tree, subjects(tree, verb)), "subject"
