"""Copies of articles in the ledger: kept by their sketches, whatever the order of coming, and shown to analysts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from flows.record import record
from parsers.model import Evidence, Reading
from parsers.pacts.copies import SAME_TEXT
from parsers.sketch import likeness, sketch
from storage.articles import Followed
from storage.ledger import Ledger
from tests.storage.contents import scratch
from tests.storage.samples import ACT, DAY, TEXT, followed

WIRE = f"{TEXT} {' '.join(f'word{n}' for n in range(300))}"
LATER = "The two governments put their names to the fisheries accord in Bergen."
OWN = "Oslo has bound itself to Santiago over fish with a fisheries accord."


def article(number: int, outlet: str, text: str, sentence: str) -> Followed:
    """An article whose act was found in one of its sentences."""
    item = followed(number, (), outlet)
    assert item.article
    start = text.index(sentence)
    act = replace(ACT, evidence=Evidence(sentence, start, start + len(sentence)))
    made = replace(item.article, text=text, published=DAY + timedelta(hours=number))
    return replace(item, article=made, reading=Reading((act,)))


STORY = [
    article(1, "Wire", f"{WIRE} {LATER}", TEXT),
    article(2, "Mirror", f"{WIRE} {LATER} Read more there.", LATER),
    article(3, "Delta Post", f"{OWN} {' '.join(f'own{n}' for n in range(200))}", OWN),
]


def rows(ledger: Ledger, question: str) -> list[tuple[object, ...]]:
    with ledger.read() as db:
        return db.execute(question).fetchall()


@pytest.fixture
def empty(ledger: Ledger) -> Iterator[Ledger]:
    with scratch(ledger) as it:
        yield it


def test_an_article_with_acts_is_kept_with_its_sketch_and_one_without_is_not(empty: Ledger) -> None:
    record(empty, [STORY[0], followed(4, ())], [], "r1")
    kept = dict(rows(empty, "SELECT url, sketch FROM articles"))
    first = STORY[0].article
    assert first
    assert kept[first.url] == list(sketch(first.text))
    assert kept["https://harbour.example/4"] is None


def test_a_mirror_counts_for_nothing_whatever_came_first_and_in_how_many_batches(ledger: Ledger) -> None:
    found = set()
    for order in permutations(STORY):
        for size in (1, 3):
            with scratch(ledger) as it:
                for first in range(0, len(order), size):
                    record(it, order[first : first + size], [], "r1")
                found |= {tuple(r) for r in rows(it, "SELECT acts, round(confidence, 6) FROM pacts")}
    assert found == {(3, 0.96)}


def test_the_view_of_copies_says_what_the_reader_says(empty: Ledger) -> None:
    record(empty, STORY, [], "r1")
    ((outlet, copied, alike),) = rows(empty, "SELECT outlet, copied_outlet, alike FROM copies")
    one, other = (sketch(s.article.text) for s in STORY[:2] if s.article)
    assert (outlet, copied) == ("Mirror", "Wire")
    assert alike == pytest.approx(likeness(one, other))


def test_the_view_draws_the_line_where_the_reader_does(empty: Ledger) -> None:
    words = [f"word{n}" for n in range(300)]
    texts = [
        f"{TEXT} {' '.join([*words[:n], *(f'x{i}' for i in range(n, 300))])}" for n in range(60, 300, 30)
    ]
    whole = f"{TEXT} {' '.join(words)}"
    first = article(1, "Wire", whole, TEXT)
    record(empty, [first, *(article(2 + n, f"Mirror {n}", t, TEXT) for n, t in enumerate(texts))], [], "r1")
    shown = rows(empty, "SELECT outlet, alike FROM copies WHERE copied_outlet = 'Wire' ORDER BY 1")
    told = [(f"Mirror {n}", likeness(sketch(whole), sketch(t))) for n, t in enumerate(texts)]
    assert shown == [(o, pytest.approx(a)) for o, a in told if a >= SAME_TEXT]
    assert 0 < len(shown) < len(texts)


def test_texts_that_were_let_go_are_still_known_for_copies(empty: Ledger) -> None:
    record(empty, STORY[:1], [], "r1")
    with empty.write() as db:
        db.execute("UPDATE bodies SET text = ''")
    record(empty, STORY[1:2], [], "r2")
    assert rows(empty, "SELECT outlet FROM copies") == [("Mirror",)]
