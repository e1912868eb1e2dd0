"""Names that people read, for ids that machines keep."""

from __future__ import annotations

from functools import cache

# CLDR gives the full or the official form; news has a shorter one.
SHORT = {
    "PSE": "Palestine", "HKG": "Hong Kong", "MAC": "Macao", "COD": "DR Congo", "COG": "Congo", "MMR": "Myanmar",
    "BIH": "Bosnia and Herzegovina", "TUR": "Turkey", "CIV": "Ivory Coast", "CZE": "Czech Republic",
    "WORLD_BANK": "World Bank", "XKX": "Kosovo",
}  # fmt: skip


@cache
def display_name(actor: str) -> str:
    """English name of a state by its ISO 3166-1 alpha-3 code; any other id comes back readable ("World Bank", "NATO")."""
    if actor in SHORT:
        return SHORT[actor]
    import pycountry
    from babel import Locale

    country = pycountry.countries.get(alpha_3=actor)
    name = Locale("en").territories.get(country.alpha_2) if country else None
    return str(name) if name else actor.replace("_", " ")


def display_amount(value: float, unit: str) -> str:
    """A sum as a headline gives it: "$550 billion", "2% of GDP", "EUR 1.2 million"."""
    if unit == "percent_gdp":
        return f"{value:g}% of GDP"
    scale, word = next(((s, w) for s, w in SCALES if abs(value) >= s), (1, ""))
    sign = SIGNS.get(unit, f"{unit} ")
    return f"{sign}{value / scale:,.4g}{word}"


SCALES = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"))
SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def listed(names: list[str] | tuple[str, ...]) -> str:
    """Names in a row as one writes them: "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def counted(number: int, noun: str) -> str:
    """A number of things: "1 entry", "2 entries", "1,000 outlets"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("ry") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"
