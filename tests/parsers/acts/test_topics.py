"""What an act is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.acts.topics import find_topics
from parsers.model import Topic


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("a free trade agreement that cuts tariffs", Topic.TRADE),
        ("a ceasefire along the front", Topic.PEACE),
        ("six frigates and air defence missiles", Topic.DEFENCE),
        ("a gas pipeline and an electricity cable", Topic.ENERGY),
        ("lithium and other critical minerals", Topic.CRITICAL_MINERALS),
        ("a fishing quota for cod", Topic.MARITIME),
        ("an extradition treaty", Topic.JUSTICE),
        ("recognition and an exchange of ambassadors", Topic.DIPLOMACY),
        ("a loan and a currency swap", Topic.FINANCE),
        ("the readmission of migrants", Topic.MIGRATION),
    ],
)
def test_the_first_topic_is_the_one_the_words_tell(words: str, topic: Topic) -> None:
    assert find_topics(words)[0] is topic


def test_words_that_tell_nothing_give_no_topic() -> None:
    assert find_topics("They talked for hours.") == ()


def test_the_words_around_help_where_the_sentence_tells_nothing() -> None:
    assert find_topics("They signed it.", ["Truce talks resume"]) == (Topic.PEACE,)


def test_the_kind_of_an_act_adds_its_usual_topic() -> None:
    words = "They will hold talks at the border."
    assert find_topics(words)[0] is Topic.BORDER
    assert Topic.PEACE in find_topics(words, usual={Topic.PEACE: 2.0})


@given(st.text(max_size=200), st.lists(st.text(max_size=60), max_size=3))
def test_there_are_at_most_three_topics_and_none_twice(words: str, around: list[str]) -> None:
    found = find_topics(words, around)
    assert len(found) <= 3
    assert len(set(found)) == len(found)
