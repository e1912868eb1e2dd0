"""What looks like a deed and is none: purposes, asides, questions, demands on others, what things do by themselves."""

from __future__ import annotations

from parsers.acts import lexicon
from parsers.acts.deeds import OBJECTS, means, verbs
from parsers.acts.instruments import family_of
from parsers.acts.modality import NONFINITE, Mood
from parsers.acts.patterns import is_passive, objects, subjects
from parsers.acts.syntax import Tree

# "ordered troops to leave" is no order of goods.
_TELLS_TO = lexicon.words("grammar", "tells_to") - {"allow"}
_ASKED = frozenset({"how", "who", "whom", "why", "where", "which"})
_CONDITIONS = frozenset({"if", "unless", "until", "till", "once", "before", "lest"})
_CLAUSES = frozenset({"ccomp", "pcomp", "csubj", "csubjpass"})


def is_no_deed(tree: Tree, verb: int) -> bool:
    """Whether grammar alone says that nobody undertakes what the verb means."""
    return (
        (tree.words[verb].lemma in _TELLS_TO and bool(tree.kids(verb, "xcomp", "ccomp")))
        or tree.words[verb].dep in {"amod", "csubj", "csubjpass"}
        or _is_purpose(tree, verb)
        or _is_condition(tree, verb)
        or _means_else(tree, verb)
        or _is_aside(tree, verb)
        or _is_question(tree, verb)
        or _is_demanded(tree, verb)
        or (is_of_agreement(tree, verb) and not _is_honoured(tree, verb))
    )


def _is_purpose(tree: Tree, verb: int) -> bool:
    """ "in order to support": what something is done for is no deed of its own."""
    return tree.words[verb].dep == "advcl" and any(
        tree.words[k].lower == "to" for k in tree.kids(verb, "aux")
    )


def _is_condition(tree: Tree, verb: int) -> bool:
    """ "if it lifts the ban": what somebody waits for."""
    at = _first_of(tree, verb)
    return tree.words[at].dep == "advcl" and any(
        tree.words[k].lower in _CONDITIONS for k in tree.kids(at, "mark", "advmod")
    )


def _means_else(tree: Tree, verb: int) -> bool:
    """ "provides for a visit", "flew to Oslo": the same verbs, but nothing is given."""
    lemma = tree.words[verb].lemma
    if any(f"{lemma} {tree.words[k].lower}" in verbs("else") for k in tree.kids(verb, "prep")):
        return True
    return lemma in verbs("transfer") and not objects(tree, verb)


def _first_of(tree: Tree, verb: int) -> int:
    """The verb that a verb is coordinated with: what is said of the first holds for both."""
    while tree.words[verb].dep == "conj" and tree.words[verb].head != verb:
        verb = tree.words[verb].head
    return verb


def _is_aside(tree: Tree, verb: int) -> bool:
    """ "forces to be stationed abroad", "goods bought last year": a noun told by what is done to it, without a doer."""
    return tree.words[verb].dep in {"acl", "relcl"} and is_passive(tree, verb) and not subjects(tree, verb)


def _is_question(tree: Tree, verb: int) -> bool:
    """ "how Warsaw will pay", "what it should do": nobody says that it is done."""
    at = verb
    while tree.words[at].dep in {"conj", "xcomp"} and tree.words[at].head != at:
        at = tree.words[at].head
    # "what it offered" is the offer; "what it should pay" is asked.
    asked = _ASKED | ({"what"} if any(tree.words[k].tag == "MD" for k in tree.kids(at, "aux")) else set())
    if tree.words[tree.words[at].head].lemma in {"ask", "wonder"}:
        asked |= {"whether", "if"}
    return tree.words[at].dep in _CLAUSES and any(
        tree.words[k].lower in asked and k < at for k in tree.children[at]
    )


def _is_demanded(tree: Tree, verb: int) -> bool:
    """ "urged Kenya to open", "called on the EU to lift": what is asked of somebody else."""
    at = verb
    while tree.words[at].dep in {"conj", "pcomp", "prep"} and tree.words[at].head != at:
        at = tree.words[at].head
    above = tree.words[at].head
    nouns = lexicon.words("commitments", "demands", "nouns")
    if tree.words[at].dep == "acl":
        return tree.words[above].lemma in nouns
    if at != verb and tree.words[at].pos == "NOUN":
        return tree.words[at].lemma in nouns
    if tree.words[above].lemma in lexicon.words("commitments", "demands", "enablers"):
        return tree.words[at].dep in {"xcomp", "ccomp"}
    if (
        tree.words[at].dep not in {"xcomp", "ccomp", "advcl"}
        or tree.words[above].lemma not in lexicon.words("commitments", "demands", "verbs")
        or not any(tree.words[k].lower == "to" for k in tree.kids(at, "aux"))
    ):
        return False
    asked = tree.kids(above, "dobj", "dative", "nsubjpass") or tree.kids(at, "nsubj")
    return bool(asked) or any(tree.words[k].lower in {"on", "upon"} for k in tree.kids(above, "prep"))


def _is_honoured(tree: Tree, verb: int) -> bool:
    """ "will honour the agreement to accept": what one side does by an agreement is its own."""
    return means(tree, tree.words[tree.words[verb].head].head, "keep")


def is_of_agreement(tree: Tree, verb: int) -> bool:
    """ "a deal to buy", "the treaty protecting": what an agreement is about is told by the agreement."""
    word = tree.words[verb]
    if word.dep not in {"acl", "relcl"} or tree.words[word.head].lemma in lexicon.words(
        "commitments", "objects", "noun"
    ):
        return False
    plain = word.dep == "acl" or (
        word.tag == "VB" and any(tree.words[k].lower == "to" for k in tree.kids(verb, "aux"))
    )
    return plain and family_of(tree, word.head) == ("instrument", True)


def is_term(tree: Tree, verb: int) -> bool:
    """ "under the deal Kenya will open": a term of an agreement that is told beside it."""
    at = _first_of(tree, verb)
    if tree.words[at].dep == "relcl" and family_of(tree, tree.words[at].head):
        return True
    return any(
        tree.words[k].lower == "under" and any(family_of(tree, p) for p in tree.kids(k, "pobj"))
        for k in tree.kids(at, "prep")
    )


def is_told_by_thing(tree: Tree, verb: int, how: str, said: Mood, *, done: bool, sure: bool) -> bool:
    """Whether no actor does it: "Brent dropped", "the project will help", "a bill to protect".

    `how` as in `doers_of`; `sure` where the words alone tell of a deed.
    """
    if how not in {"other", "none"}:
        return False
    if not sure and (said.could or how == "none"):
        return True
    if how == "other":
        if means(tree, verb, "end") and not objects(tree, verb):
            return done
        return done or (not is_passive(tree, verb) and _are_things(tree, verb, goods=not objects(tree, verb)))
    if not sure and not is_passive(tree, verb) and tree.words[verb].dep in {"ccomp", "xcomp"}:
        return True
    if done:
        # Without a doer only what changes hands is news.
        return not (is_passive(tree, verb) and tree.kids(verb, "nsubjpass") and means(tree, verb, "transfer"))
    return (
        said.tense == NONFINITE and not said.governors and tree.words[verb].dep in {"acl", "advcl", "pcomp"}
    )


def _are_things(tree: Tree, verb: int, *, goods: bool) -> bool:
    """Whether a plain noun that acts for nobody stands as the subject; with `goods`, what is given is no mere thing."""
    acting = lexicon.words("roles", "agents")
    if goods:
        # "the duty will cease", "deliveries will resume": somebody sees to it.
        acting = acting.union(
            lexicon.words("commitments", "hostile", "things"),
            *(lexicon.words("commitments", "objects", k) for k in OBJECTS),
        )
    return any(
        tree.words[s].pos in {"NOUN", "VERB", "NUM"}
        and not acting & {tree.words[s].lemma, tree.words[s].lower}
        for s in subjects(tree, verb)
    )


def is_empty(tree: Tree, verb: int, things: list[int]) -> bool:
    """Whether nothing is undertaken: goodwill, a statement, or a blow such as new sanctions."""
    heads = {tree.words[t].lemma for t in things if tree.words[t].pos != "ADP"}
    vague = lexicon.words("commitments", "vague", "words")
    if heads and all(
        {tree.words[t].lemma, tree.words[t].lower} & vague for t in things if tree.words[t].pos != "ADP"
    ):
        return True
    blows = lexicon.words("commitments", "hostile", "things")
    return bool(heads & blows) and tree.words[verb].lemma not in lexicon.words(
        "commitments", "hostile", "eased_by"
    )


def is_about_agreement(tree: Tree, things: list[int]) -> bool:
    """Whether something is done to an agreement or to talks: "its part in the treaty", "the end of the talks"."""
    return any(_is_agreement(tree, t) for t in things)


def _is_agreement(tree: Tree, thing: int) -> bool:
    found = family_of(tree, thing)
    if found and found[1] and tree.words[thing].pos == "PROPN":
        return True
    if found and found[1]:
        # "a loan deal", "an arms sales agreement" are as good as the loan and the sale.
        table = lexicon.load("commitments")["objects"]
        goods = {tree.words[k].lemma for k in tree.kids(thing, "compound")} | {
            tree.words[k].lower for k in tree.kids(thing, "compound")
        }
        return not any(goods & set(table[kind]) for kind in ("aid", "purchase"))
    if tree.words[thing].lemma in lexicon.words("commitments", "nouns", "contracts"):
        return True
    if tree.words[thing].lemma not in lexicon.words("commitments", "nouns", "stages"):
        return False
    inner = [p for k in tree.kids(thing, "prep") for p in tree.kids(k, "pobj")]
    return any((f := family_of(tree, p)) and f[1] for p in inner)
