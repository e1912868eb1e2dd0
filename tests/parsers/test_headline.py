"""The headline of a page, as it shows it, without the name of its site."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.headline import headline, without_site

SITE = ("Harbour Times", "harbour.example")


@pytest.mark.parametrize(
    ("shown", "named", "expected"),
    [
        (["Ferry talks end"], ["Ferry talks end | Harbour Times"], "Ferry talks end"),
        (["Harbour Times", "Ferry talks end"], ["Ferry talks end - Harbour Times"], "Ferry talks end"),
        (["Most read", "Ferry talks end"], ["Ferry talks end at last"], "Ferry talks end"),
        (["Subscribe"], ["Ferry talks end in Bergen - Harbour Times"], "Ferry talks end in Bergen"),
        ([], ["Ferry talks end in Bergen | World | Harbour Times"], "Ferry talks end in Bergen"),
        ([], ["Harbour Times: Ferry talks end"], "Harbour Times: Ferry talks end"),
        ([], ["Harbour Times | Ferry talks end"], "Ferry talks end"),
        ([], ["US-Japan ferry talks end"], "US-Japan ferry talks end"),
        ([], ["Ferries – and what comes after them in the north"], "Ferries – and what comes after them in the north"),
        (["Ferry talks end"], [], "Ferry talks end"),
        ([], ["Harbour Times"], "Harbour Times"),
        ([], [], ""),
    ],
)  # fmt: skip
def test_it_is_what_is_shown_or_what_the_page_calls_itself(
    shown: list[str], named: list[str], expected: str
) -> None:
    assert headline(shown, named, SITE) == expected


@given(st.text("ab |-–•", max_size=80))
def test_a_title_without_its_site_stands_in_the_title(title: str) -> None:
    assert without_site(title, {"ab"}) in title
