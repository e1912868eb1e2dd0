from __future__ import annotations

import pytest

from parsers.names import counted, display_amount, display_name, listed


@pytest.mark.parametrize(
    ("actor", "name"),
    [
        ("JPN", "Japan"),
        ("XKX", "Kosovo"),
        ("WORLD_BANK", "World Bank"),
        ("NATO", "NATO"),
        ("ARAKAN_ARMY", "ARAKAN ARMY"),
    ],
)
def test_an_id_has_a_name_that_people_read(actor: str, name: str) -> None:
    assert display_name(actor) == name


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (5.5e11, "USD", "$550 billion"),
        (2, "percent_gdp", "2% of GDP"),
        (1.2e6, "NOK", "NOK 1.2 million"),
        (950, "EUR", "€950"),
    ],
)
def test_an_amount_reads_as_in_a_headline(value: float, unit: str, shown: str) -> None:
    assert display_amount(value, unit) == shown


def test_names_in_a_row() -> None:
    assert [listed(n) for n in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == ["", "A", "A and B", "A, B and C"]


def test_a_number_of_things() -> None:
    assert [counted(n, "entry") for n in (0, 1, 2000)] == ["0 entries", "1 entry", "2,000 entries"]
    assert counted(2, "pact") == "2 pacts"
