"""What archives hold, and how it is cut into windows."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.archives import items as bounds
from flows.archives.files import Files, below
from flows.archives.items import Archive, ArchiveError, Item, Site, Skip, Span, Window, sliced
from flows.archives.opening import open_all
from flows.archives.rows import Jsonl, Parquet
from flows.archives.warc import Warc
from flows.settings import Fetch
from tests.flows.warcs import Page, write_warc

OCTOBER = Span(datetime(2025, 10, 1, tzinfo=UTC), datetime(2025, 11, 1, tzinfo=UTC))
LIMIT = 100_000
HTML = b"<html><body><p>The ministers met.</p></body></html>"


def items(archive: Archive) -> tuple[list[Item], Counter[str]]:
    """All that an archive has to be read, and why the rest is skipped."""
    windows = list(archive.windows({}))
    return [i for w in windows for i in w.items], sum((w.skipped for w in windows), Counter())


def test_of_a_warc_file_only_pages_of_the_days_asked_for_are_read(tmp_path: Path) -> None:
    pdf, gone = {"Content-Type": "application/pdf"}, "404 Not Found"
    path = write_warc(
        tmp_path / "news.warc.gz",
        [
            Page("https://Harbour.example/a?utm_source=x", HTML),
            Page("https://harbour.example/b", b"%PDF", headers=pdf),
            Page("https://harbour.example/c", HTML, status=gone),
            Page("https://harbour.example/d", HTML, captured="2025-09-01T00:00:00Z"),
            Page("https://harbour.example/2025/12/24/e", HTML, captured="2025-12-24T00:00:00Z"),
            Page("https://harbour.example/f", b"x" * (LIMIT + 1)),
        ],
    )
    found, skipped = items(Warc(path, OCTOBER, LIMIT))
    assert [(i.url, i.body, i.captured) for i in found] == [
        ("https://harbour.example/a", HTML, datetime(2025, 10, 10, 12, tzinfo=UTC))
    ]
    assert skipped == {Skip.NOT_HTML: 1, Skip.NO_PAGE: 1, Skip.OUT_OF_DATES: 2, Skip.TOO_LARGE: 1}


def test_a_page_that_a_crawler_kept_packed_is_unpacked(tmp_path: Path) -> None:
    packed = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
    page = Page("https://harbour.example/a", gzip.compress(HTML), headers=packed)
    ((item,), _) = items(Warc(write_warc(tmp_path / "a.warc.gz", [page]), Span(), LIMIT))
    assert item.body == HTML


def test_with_a_source_only_pages_of_its_site_are_read_as_its_own(tmp_path: Path) -> None:
    pages = [Page(f"https://{host}/x", HTML) for host in ("www.harbour.org", "hill.org")]
    span = Span(sites=(Site("harbour", "https://feeds.harbour.org/rss", "Harbour Times"),))
    found, skipped = items(Warc(write_warc(tmp_path / "a.warc.gz", pages), span, LIMIT))
    assert [(i.source, i.outlet) for i in found] == [("harbour", "Harbour Times")]
    assert skipped == {Skip.OTHER_SITE: 1}


def test_a_damaged_warc_file_gives_what_stands_before_and_says_so(tmp_path: Path) -> None:
    path = write_warc(tmp_path / "a.warc.gz", [Page(f"https://x.example/{n}", HTML) for n in range(4)])
    body = path.read_bytes()
    path.write_bytes(body[: len(body) // 2] + b"\x00broken" * 9 + body[len(body) // 2 :])
    windows: list[Window] = []
    with pytest.raises(ArchiveError, match=r"a\.warc\.gz: damaged"):
        windows.extend(Warc(path, Span(), LIMIT).windows({}))
    assert not windows or windows[0].items


def test_a_windows_part_that_is_done_is_passed_over_and_the_rest_is_cut_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "RECORDS", 3)
    path = write_warc(tmp_path / "a.warc.gz", [Page(f"https://x.example/{n}", HTML) for n in range(8)])
    whole = list(Warc(path, Span(), LIMIT).windows({}))
    assert [(w.part, w.listed) for w in whole] == [("from 0", 3), ("from 3", 3), ("from 6", 2)]
    left = list(Warc(path, Span(), LIMIT).windows({"from 0": 3, "from 6": 2}))
    assert [(w.part, [i.url for i in w.items]) for w in left] == [
        ("from 3", [f"https://x.example/{n}" for n in (3, 4, 5)])
    ]


@given(st.lists(st.integers(0, 400), max_size=40), st.sets(st.integers(0, 12)))
def test_whatever_is_done_already_no_record_is_lost_or_read_twice(sizes: list[int], done: set[int]) -> None:
    def records() -> list[bounds.Record]:
        found = [Item(str(n), str(n), body=b"x" * size) for n, size in enumerate(sizes)]
        return [(n, partial(replace, item)) for n, item in enumerate(found)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bounds, "RECORDS", 5)
        patch.setattr(bounds, "BYTES", 900)
        whole = list(sliced(records(), {}))
        finished = {w.part: w.listed for n, w in enumerate(whole) if n in done}
        left = list(sliced(records(), finished))
    assert [w.part for w in left] == [w.part for w in whole if w.part not in finished]
    assert [i.url for w in whole for i in w.items] == [str(n) for n in range(len(sizes))]
    assert {w.part: w.listed for w in left} == {w.part: w.listed for w in whole if w.part not in finished}


ROW = {
    "url": "https://x.example/1",
    "title": "Ferry",
    "text": "They met.",
    "published": "2025-10-03T10:00:00+02:00",
}
ROWS = [
    ROW,
    {**ROW, "url": "https://x.example/2", "published": "2025-12-03"},
    {"url": "https://x.example/3", "html": HTML.decode()},
    {"url": "https://x.example/4"},
]


def check_rows(archive: Archive) -> None:
    first, page, bad = items(archive)[0]
    assert first.article
    assert (first.article.title, first.published) == ("Ferry", datetime(2025, 10, 3, 8, tzinfo=UTC))
    assert page.body == HTML
    assert bad.problem
    assert "text" in bad.problem.detail
    assert items(archive)[1] == {Skip.OUT_OF_DATES: 1}


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_lines_of_json_are_articles_or_say_what_is_wrong(tmp_path: Path, name: str) -> None:
    text = "\n".join(map(json.dumps, ROWS)).encode()
    (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    check_rows(Jsonl(tmp_path / name, OCTOBER))


def test_rows_of_parquet_are_articles_or_say_what_is_wrong(tmp_path: Path) -> None:
    columns = ("url", "title", "text", "html", "published")
    pq.write_table(pa.table({c: [row.get(c) for row in ROWS] for c in columns}), tmp_path / "a.parquet")
    check_rows(Parquet(tmp_path / "a.parquet", OCTOBER))


def test_what_is_no_parquet_or_has_no_text_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 not really")
    pq.write_table(pa.table({"a": [1]}), tmp_path / "b.parquet")
    for name, why in (("a.parquet", "no Parquet"), ("b.parquet", "no column text")):
        with pytest.raises(ArchiveError, match=why):
            list(Parquet(tmp_path / name, Span()).windows({}))


def test_a_folders_windows_are_read_anew_only_where_a_file_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.archives.files.FILES", 2)
    for n in range(4):
        (tmp_path / f"{n}.html").write_bytes(HTML)
    before = Files("x", below(tmp_path), Span(), LIMIT)
    done = {w.part: w.listed for w in before.windows({})}
    (tmp_path / "3.html").write_bytes(HTML + b" ")
    (left,) = Files("x", below(tmp_path), Span(), LIMIT).windows(done)
    assert [Path(i.name).name for i in left.items] == ["2.html", "3.html"]


GKG = "\t".join(
    ["20251003121500-1", "20251003121500", "1", "harbour.example", "https://x.example/g", *[""] * 22]
)
EVENT = "\t".join([*["1"] * 59, "20251004000000", "https://x.example/e"])


def test_gdelts_lists_give_addresses_by_the_day(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.gkg.csv.zip", "w") as packed:
        packed.writestr("a.gkg.csv", f"{GKG}\n{GKG}\nnot a row\n")
    (tmp_path / "b.export.CSV").write_text(f"{EVENT}\n")
    opened = open_all([str(tmp_path)], OCTOBER, Fetch())
    assert [(w.part[:10], w.fetch, w.items[0].url) for a in opened.archives for w in a.windows({})] == [
        ("2025-10-03", True, "https://x.example/g"),
        ("2025-10-04", True, "https://x.example/e"),
    ]


SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
 <url><loc>https://x.example/1</loc><news:news><news:publication_date>2025-10-05</news:publication_date>
 <news:title>One</news:title></news:news></url>
 <url><loc>https://x.example/2</loc><lastmod>2025-11-09</lastmod></url>
 <url><loc>https://x.example/3</loc><lastmod>2025-09-09</lastmod></url>
 <url><loc>https://x.example/4</loc></url></urlset>"""


def test_a_sitemap_gives_a_window_a_day_and_leaves_out_what_changed_last_before_the_days(
    tmp_path: Path,
) -> None:
    (tmp_path / "s.xml").write_text(SITEMAP)
    (archive,) = open_all([str(tmp_path / "s.xml")], OCTOBER, Fetch()).archives
    found = {w.part.partition(" ")[0]: [i.url for i in w.items] for w in archive.windows({})}
    assert found == {
        "2025-09-09": [],
        "2025-10-05": ["https://x.example/1"],
        "2025-11-09": ["https://x.example/2"],
        "undated": ["https://x.example/4"],
    }


def test_an_input_that_is_not_there_is_one_line_and_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(HTML)
    opened = open_all([str(tmp_path / "gone.warc.gz"), str(tmp_path / "a.html")], Span(), Fetch())
    assert [a.size for a in opened.archives] == [bounds.PAGE]
    assert opened.problems == [f"{tmp_path / 'gone.warc.gz'}: there is no such file"]


@pytest.mark.parametrize(
    "suffix", [".warc", ".warc.gz", ".jsonl", ".jsonl.gz", ".parquet", ".csv.zip", ".xml", ".json"]
)
def test_bytes_of_any_kind_give_items_or_one_line(tmp_path: Path, suffix: str) -> None:
    for n, body in enumerate(
        (
            b"",
            b"\x1f\x8b\x08\x00junk",
            b"\xff\x00" * 50,
            b'{"text": 1}\n[',
            b"PK\x03\x04junk",
            b"WARC/1.0\r\n\r\n",
        )
    ):
        path = tmp_path / f"{n}{suffix}"
        path.write_bytes(body)
        try:
            opened = open_all([str(path)], Span(), Fetch())
            told = opened.problems
            for archive in opened.archives:
                assert all(i.name for i in items(archive)[0])
        except ArchiveError as error:
            told = [str(error)]
        assert not any("\n" in line for line in told)
