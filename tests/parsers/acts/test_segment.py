"""Sentences are cut where a reader would cut them, with exact offsets, whatever the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parsers.acts.segment import MAX_SENTENCE, body, sentences


def cut(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(text)]


def test_titles_initials_and_numbers_end_no_sentence() -> None:
    text = "Mr. J. Hahn met Gen. Ruiz at 3.30 p.m. on Monday. They signed a U.S. text. It costs $2.5 million."
    assert cut(text) == [
        "Mr. J. Hahn met Gen. Ruiz at 3.30 p.m. on Monday.",
        "They signed a U.S. text.",
        "It costs $2.5 million.",
    ]


def test_a_quotation_keeps_its_closing_mark() -> None:
    assert cut('"It is done." Peru left.') == ['"It is done."', "Peru left."]


def test_a_dateline_and_a_number_stand_before_the_body() -> None:
    for text in (
        "OSLO, May 3 (NTB) - Norway agreed.",
        "4. Norway agreed.",
        "OSLO – Norway agreed.",
        "• Norway agreed.",
    ):
        (sentence,) = sentences(text)
        assert body(text, sentence) == ("Norway agreed.", text.index("Norway"))


def test_paragraphs_are_counted() -> None:
    assert [s.paragraph for s in sentences("One. Two.\n\nThree.")] == [0, 0, 1]


def test_a_page_without_full_stops_is_cut_into_windows() -> None:
    assert max(len(s) for s in cut("word " * 4000)) <= MAX_SENTENCE


@given(st.text())
def test_sentences_lie_in_order_inside_the_text(text: str) -> None:
    end = 0
    for sentence in sentences(text):
        assert end <= sentence.start <= body(text, sentence)[1] <= sentence.end <= len(text)
        assert text[sentence.start : sentence.end].strip()
        end = sentence.end
