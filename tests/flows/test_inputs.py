from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import InputError
from flows.inputs import from_bytes, read_inputs


def test_a_text_with_a_short_first_line_has_it_for_a_title(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Ferry talks\n\nThe ministers met.\n\nThey spoke.\n")
    (item,) = read_inputs([str(path)])
    assert item.article is not None
    assert (item.id, item.article.title, item.article.text) == (
        str(path),
        "Ferry talks",
        "The ministers met.\n\nThey spoke.",
    )


def test_a_text_of_one_paragraph_has_no_title() -> None:
    (item,) = from_bytes("-", b"The ministers met.", "txt")
    assert item.article is not None
    assert (item.article.title, item.article.text) == ("", "The ministers met.")


def test_a_json_document_over_many_lines_is_one_document(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(
        json.dumps([{"id": 7, "text": "One."}, {"url": "https://x.example/2", "text": "Two."}], indent=2)
    )
    assert [i.id for i in read_inputs([str(path)])] == ["7", "https://x.example/2"]


def test_standard_input_is_told_apart_by_its_first_character() -> None:
    assert [
        i.id for i in from_bytes("-", b'{"id": "a", "text": "One."}\n{"id": "b", "text": "Two."}\n', "")
    ] == ["a", "b"]
    (page,) = from_bytes("-", b"<html><body></body></html>", "")
    assert page.article is None
    assert page.problem is not None


def test_a_folder_says_what_to_write_instead(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\*\.html"):
        list(read_inputs([str(tmp_path)]))


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_give_articles_problems_or_one_line(body: bytes) -> None:
    assert "\n" not in outcome(body)


def outcome(body: bytes) -> str:
    try:
        return "" if all(item.article or item.problem for item in from_bytes("-", body, "")) else "nothing\n"
    except InputError as error:
        return str(error)
