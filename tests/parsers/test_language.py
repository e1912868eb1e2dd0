from __future__ import annotations

import pytest

from parsers.language import detect_language, is_read


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ministers met at the customs house and spoke for three hours about the ferry line to the islands.", "en"),
        ("Die Minister trafen sich im Zollhaus am Fluss und sprachen drei Stunden über die Fähre, die seit der Flut ruht; "
         * 2, "de"),
        ("両国の外相は会談した。", "ja"),
        ("", None),
    ],
)  # fmt: skip
def test_the_language_of_a_text(text: str, language: str | None) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        (
            "De minister van Buitenlandse Zaken was in het gebouw van The Economist en The Guardian, waar het in de zaal over "
            "de veerdienst ging; is het plan van The Hague Group of is het van de eilanden?"
        ),
        (
            "Die Zeitung The Times und der Sender The Voice of Peace in Wien: was in der Nacht an der Grenze geschah, war in "
            "allen Blättern; der Minister in Bonn sagte, es sei a la longue nicht zu halten."
        ),
        (
            "Il ministro a Roma e in Sicilia, in visita a The Hague, in un incontro a porte chiuse in ambasciata, a proposito "
            "di The Way of Peace, in un discorso a braccio in aula."
        ),
    ],
)
def test_english_names_do_not_make_a_text_english(text: str) -> None:
    assert detect_language(text) in {"nl", "de", "it"}


def test_a_line_too_short_to_tell_is_read() -> None:
    assert is_read(detect_language("Nauru expels Tuvaluan envoy."))


def test_lone_surrogates_do_not_raise() -> None:
    detect_language("\ud800 the ferry \udfff did not sail today because of the storm" * 5)
