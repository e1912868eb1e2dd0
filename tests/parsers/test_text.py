"""Text from outside is safe to keep."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.text import CONTROLS, SURROGATES, clean, is_clean

ANY = st.text(st.characters(codec=None, exclude_categories=()))


@given(ANY)
def test_text_is_clean_where_it_has_neither_controls_nor_halves_of_characters(text: str) -> None:
    assert is_clean(text) == (not CONTROLS.search(text) and not SURROGATES.search(text))


@given(ANY)
def test_cleaned_text_is_clean_and_stays_as_it_is(text: str) -> None:
    assert is_clean(clean(text))
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("raw", "safe"), [("a\r\nb\rc", "a\nb\nc"), ("a\x1b[2J", "a [2J"), ("\x85é", " é"), ("\ud800", "\ufffd")]
)
def test_controls_become_spaces_and_halves_the_mark_of_a_loss(raw: str, safe: str) -> None:
    assert clean(raw) == safe
