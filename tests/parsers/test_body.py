"""Bodies of articles: headings that were lost, repeats, tables, and the quick way for pages that report nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.body import Block, blocks, parse_page, plain_line, quick_body, with_headings, without_repeats
from parsers.page import read_page

TIDES = "The committee on tides met again and heard how the water rose and fell in the harbour."
SIGNED = "Norway and Chile signed a fisheries accord in Bergen on Tuesday, their foreign ministers said."


def of(markup: str) -> list[Block]:
    root = parse_page(markup)
    assert root is not None
    return list(blocks(root))


def page(*paragraphs: str) -> bytes:
    text = "".join(f"<p>{p}</p>" for p in paragraphs)
    return f"<html><body><nav><p>{'Home News Sport ' * 9}</p></nav><article><h1>Tides</h1>{text}</article></body></html>".encode()


def test_blocks_are_the_pieces_of_text_without_the_sites_furniture() -> None:
    found = of(
        "<body><nav><p>Home</p></nav><h2>One</h2><div><p>Two <b>three</b></p><ul><li>Four<li><p>Five</p></ul></div>"
    )
    assert [(b.tag, b.text) for b in found] == [
        ("h2", "One"),
        ("p", "Two three"),
        ("li", "Four"),
        ("p", "Five"),
    ]


def test_a_heading_that_was_lost_stands_before_its_text_again() -> None:
    there = [
        Block("p", "one"),
        Block("h2", "Lost"),
        Block("p", "two"),
        Block("h2", "Related"),
        Block("p", "not taken"),
    ]
    assert with_headings(["one", "two"], there) == ["one", "Lost", "two"]


def test_a_long_line_stands_once_and_a_short_one_as_often_as_it_was_written() -> None:
    assert without_repeats([TIDES, "Yes", TIDES, "Yes"]) == [TIDES, "Yes", "Yes"]


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("| Norway | 82 | ", "Norway | 82"),
        ("|---|---|", ""),
        ("|  |  | ", ""),
        ("a  b", "a b"),
        ("a | b", "a | b"),
    ],
)
def test_rows_of_tables_are_told_without_borders(raw: str, line: str) -> None:
    assert plain_line(raw) == line


def test_a_page_that_reports_nothing_keeps_its_paragraphs_and_one_that_may_is_read_with_care() -> None:
    for text in (TIDES, SIGNED):
        body = page(*[f"{text} Part {n}." for n in range(6)])
        quick, careful = (read_page(body, "https://h.example/x", fast=fast).article for fast in (True, False))
        assert quick
        assert careful
        assert "Home News" not in quick.text
        assert quick.text == careful.text


def test_quick_bodies_have_the_headings_of_their_text() -> None:
    there = [
        Block("h2", "Alone"),
        Block("h2", "Tides"),
        Block("p", TIDES),
        Block("li", "Home"),
        Block("h3", "Last"),
    ]
    assert quick_body(there) == f"Tides\n\n{TIDES}"


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<li>",
                "<div>",
                "</div>",
                "<nav>",
                "<h2>",
                "x ",
                "<table><td>",
                "<!--",
                "<script>",
            ]
        ),
        max_size=60,
    )
)
def test_any_markup_has_blocks_or_none(pieces: list[str]) -> None:
    root = parse_page("<html><body>" + "".join(pieces))
    assert root is None or all(b.text for b in blocks(root))


def test_deep_and_long_markup_takes_no_more_than_its_length() -> None:
    for piece in ("<div>", "<p>", "<ul><li>", "<b>", "<table><tr><td>", "<h2>x"):
        root = parse_page("<html><body>" + piece * 50_000 + TIDES)
        assert root is None or sum(len(b.text) for b in blocks(root)) <= 300_000
