"""The body of an article: trafilatura finds it, and what it loses or repeats is mended by a look at the page's own blocks.

A page that may report nothing needs no such care: `quick_body` is its paragraphs as they stand, at a tenth of the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import etree, html

from parsers.text import clean

BLOCKS = frozenset({"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "pre", "dt", "dd"})
HEADINGS = frozenset({"h2", "h3", "h4"})
PROSE = frozenset({"p", "blockquote", "pre"})
# What stands in these is of the site, not of the article.
FURNITURE = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "footer",
        "nav",
        "svg",
        "aside",
        "form",
        "button",
        "select",
        "figure",
    }
)
WORD = re.compile(r"\w+")
# A line of fewer letters may well stand twice in an article.
REPEATED = 30
# Of the blocks behind a heading, so many are looked at for one that was found.
AHEAD = 2
# Paragraphs in tables that make a page one of tables.
LAID_OUT = 3
# Nearly nothing was found where the plainest of extractors finds so many times more.
NEARLY_EMPTY = 1.8
# The longest articles have a thousand blocks; with tens of thousands, the care for them takes minutes.
MOST_BLOCKS = 10_000
# Something was cut where the more generous extraction finds more, but not so much more that it took in the whole page.
CUT, WHOLE_PAGE = 1.05, 1.3


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page's text: the element that it is, and its text on one line."""

    tag: str
    text: str


def parse_page(markup: str) -> html.HtmlElement | None:
    """The page as a tree; None for what is none."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def blocks(root: html.HtmlElement) -> Iterator[Block]:
    """The pieces of text of a page in their order, the furniture of its site left out."""
    walk = etree.iterwalk(root, events=("start", "end"))
    inner = True
    for event, element in walk:
        if event == "start":
            if not isinstance(element.tag, str) or element.tag in FURNITURE:
                walk.skip_subtree()
            elif element.tag in BLOCKS:
                inner = False
        elif element.tag in BLOCKS and not inner:
            inner = True
            if text := " ".join(element.text_content().split()):
                yield Block(element.tag, text)


def quick_body(page: Sequence[Block]) -> str:
    """The paragraphs of a page, and the headings among them, parted by a blank line."""
    kept: list[str] = []
    heading = ""
    for block in page:
        if block.tag in HEADINGS:
            heading = block.text
        elif block.tag in PROSE or (block.tag == "li" and len(block.text) > 60):
            kept += [heading, block.text] if heading else [block.text]
            heading = ""
    return joined(without_repeats(kept))


def whole_body(markup: str, root: html.HtmlElement, page: Sequence[Block]) -> str:
    """The article's text, paragraphs parted by a blank line; "" where there is none.

    A page of more blocks than any article has keeps its paragraphs as they stand.
    """
    if len(page) > MOST_BLOCKS:
        return quick_body(page)
    found = found_body(markup, count(quick_body(page)), tables=not laid_out_by_tables(root))
    lines = [line for raw in found.split("\n") if (line := plain_line(raw))]
    return joined(with_headings(without_repeats(lines), page))


def laid_out_by_tables(root: html.HtmlElement) -> bool:
    """Whether the paragraphs of a page stand in the cells of tables, as on old pages: then those hold no data."""
    inside = (p for p in islice(root.iter("p"), 200) if next(p.iterancestors("td"), None) is not None)
    return sum(1 for _ in islice(inside, LAID_OUT)) == LAID_OUT


def found_body(markup: str, expected: int, *, tables: bool) -> str:
    """The best of what trafilatura finds: its usual extraction, unless that is nearly empty or was cut.

    `expected` is how many words the page's own paragraphs have: where the usual extraction has as many, no other is tried.
    """
    import trafilatura

    usual = trafilatura.extract(markup, include_comments=False, include_tables=tables) or ""
    if expected < CUT * count(usual):
        return usual
    plainest: str = trafilatura.baseline(markup)[1]
    if count(plainest) > NEARLY_EMPTY * count(usual):
        return plainest
    if not tables:
        return usual
    generous = trafilatura.extract(markup, include_comments=False, favor_recall=True) or ""
    return generous if CUT * count(usual) < count(generous) < WHOLE_PAGE * count(usual) else usual


def count(text: str) -> int:
    """How many words a text has."""
    return len(WORD.findall(text))


def plain_line(raw: str) -> str:
    """A line of the extraction as text: rows of tables without their borders; "" for rules, and for rows of one cell.

    A table with one column lays out a page: what stands in it is a caption, or links to other articles.
    """
    line = " ".join(clean(raw).split())
    if not line.startswith("|"):
        return line
    cells = [cell.strip() for cell in line.split("|") if cell.strip(" -:")]
    return " | ".join(cells) if len(cells) > 1 else ""


def without_repeats(lines: Sequence[str]) -> list[str]:
    """The lines without those of some length that stood before: pages hold copies of themselves for other screens."""
    seen: set[str] = set()
    kept = []
    for line in lines:
        # Most lines of a page are short, and of those nothing is asked.
        name = letters(line) if len(line) >= REPEATED else ""
        if len(name) >= REPEATED and name in seen:
            continue
        seen.add(name)
        kept.append(line)
    return kept


def with_headings(lines: Sequence[str], page: Sequence[Block]) -> list[str]:
    """The lines with the headings that stand before them in the page and were left out."""
    at: dict[str, int] = {}
    for number, line in enumerate(lines):
        at.setdefault(letters(line), number)
    names = [letters(block.text) for block in page]
    before: dict[int, list[str]] = {}
    for number, block in enumerate(page):
        if block.tag not in HEADINGS or names[number] in at:
            continue
        following = next((at[name] for name in names[number + 1 : number + 2 + AHEAD] if name in at), None)
        known = any(name in at for name in names[max(0, number - 1 - AHEAD) : number])
        if following is not None and (known or following <= AHEAD):
            before.setdefault(following, []).append(block.text)
    return [text for number, line in enumerate(lines) for text in (*before.get(number, ()), line)]


def letters(text: str) -> str:
    """The letters and digits of a text in small letters."""
    return "".join(WORD.findall(text.lower()))


def joined(lines: Sequence[str]) -> str:
    """Lines parted by a blank line."""
    return "\n\n".join(lines)
