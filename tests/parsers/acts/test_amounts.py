"""Sums of money in every currency and style."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.acts.amounts import AmountKind, find_amounts


def sums(text: str, context: tuple[str, ...] = ()) -> list[tuple[float, str]]:
    return [(amount.value, amount.unit) for found in find_amounts(text, context) for amount in found.amounts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("€1.2bn", [(1.2e9, "EUR")]),
        ("Rs 4,000 crore", [(4e10, "INR")]),
        ("C$2 billion", [(2e9, "CAD")]),
        ("SFr40m", [(4e7, "CHF")]),
        ("US$ 5 bn", [(5e9, "USD")]),
        ("$3-5 billion", [(3e9, "USD"), (5e9, "USD")]),
        ("EUR 20 to 30 million", [(2e7, "EUR"), (3e7, "EUR")]),
        ("a 1.5 trillion yen loan", [(1.5e12, "JPY")]),
        ("a 70-million-Canadian-dollar grant", [(7e7, "CAD")]),
        ("9.5 million pounds sterling", [(9.5e6, "GBP")]),
        ("half a billion dollars", [(5e8, "USD")]),
        ("KES 300 million", [(3e8, "KES")]),
        ("two billion baht", [(2e9, "THB")]),
        ("1,250,000 euros", [(1.25e6, "EUR")]),
        ("2 per cent of GDP", [(2, "percent_gdp")]),
        ("from 1.4 to 2 percent of GDP", [(1.4, "percent_gdp"), (2, "percent_gdp")]),
        ("5 % of economic output", [(5, "percent_gdp")]),
        ("2.5% of gross domestic product", [(2.5, "percent_gdp")]),
        ("40 billion crowns ($4 billion)", [(4e10, "NOK"), (4e9, "USD")]),
    ],
)
def test_sums_are_read_in_every_style(text: str, expected: list[tuple[float, str]]) -> None:
    assert sums(text) == expected


@pytest.mark.parametrize(
    ("text", "payer", "unit"),
    [
        ("300 million kroner", "DNK", "DKK"),
        ("300 million crowns", "CZE", "CZK"),
        ("20 billion rupees", "PAK", "PKR"),
        ("$20 million", "AUS", "AUD"),
        ("20 million riyals", "QAT", "QAR"),
        ("20 million francs", "RWA", "RWF"),
        ("20 million pesos", "PHL", "PHP"),
    ],
)
def test_an_ambiguous_currency_is_the_payers(text: str, payer: str, unit: str) -> None:
    assert sums(text, (payer,))[0][1] == unit


def test_plain_dollars_are_american_unless_the_likeliest_payer_has_others() -> None:
    assert sums("$20 million", ("JPN", "AUS")) == [(2e7, "USD")]


@pytest.mark.parametrize(
    "text",
    [
        "COP28 opened",
        "in 2025",
        "won 3 seats",
        "by a pound of flesh",
        "12 frigates",
        "Article 5",
        "5 percent more votes",
    ],
)
def test_other_numbers_are_no_sums(text: str) -> None:
    assert sums(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bilateral trade reached $3.4 billion last year", AmountKind.TRADE),
        ("Oil fell to $70 a barrel", AmountKind.PRICE),
        ("The firm was fined 2 million euros", AmountKind.FINE),
        ("It reported revenue of $9 billion", AmountKind.MARKET),
        ("It will lend $9 billion", AmountKind.ACT),
    ],
)
def test_the_words_around_a_sum_tell_what_it_is(text: str, kind: AmountKind) -> None:
    assert [found.kind for found in find_amounts(text)] == [kind]


def test_a_bare_percentage_counts_where_the_article_speaks_of_national_income() -> None:
    words = "It will raise military spending to 3.1 percent by 2030."
    assert sums(words) == []
    around = find_amounts(words, around="Allies want 3.5% of GDP.")
    assert [(a.value, a.unit) for found in around for a in found.amounts] == [(3.1, "percent_gdp")]


@given(st.text(alphabet="0123456789.,$€% mbnRsk-to", max_size=60))
def test_whatever_is_found_is_in_the_text_in_order_and_finite(text: str) -> None:
    last = 0
    for found in find_amounts(text):
        assert last <= found.start < found.end <= len(text)
        assert all(amount.value >= 0 for amount in found.amounts)
        last = found.end


@given(st.integers(1, 999), st.sampled_from([("million", 1e6), ("bn", 1e9), ("trillion", 1e12)]))
def test_scale_words_multiply(number: int, scale: tuple[str, float]) -> None:
    word, times = scale
    assert sums(f"${number} {word}") == [(number * times, "USD")]
