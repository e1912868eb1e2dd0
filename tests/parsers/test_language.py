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


def test_a_line_too_short_to_tell_is_read() -> None:
    assert is_read(detect_language("Nauru expels Tuvaluan envoy."))


def test_lone_surrogates_do_not_raise() -> None:
    detect_language("\ud800 the ferry \udfff did not sail today because of the storm" * 5)
