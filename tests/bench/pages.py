"""`make bench-pages`: how well pages are read, and how quickly beside trafilatura, side by side in one run.

Quality on the real pages of ../shared, where they are there (Murrough Foley's WCXB, CC BY 4.0). Speed on a mix with one
page in ten that reports a pact (the sample newsroom's), the others of ../shared or else the newsroom's too; in processor
time of one core, the same pages in turn to each.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path

import trafilatura

from parsers import acts
from parsers.page import read_page

SHARED = Path(__file__).parents[3] / "shared" / "pages"
SITE = Path(__file__).parents[2] / "flows" / "newsroom" / "site"
BAR = 2.0
Read = Callable[[bytes], object]


def real_pages() -> dict[str, tuple[str, bytes]]:
    """Address and markup of the real pages, by their ids; none where they are not there."""
    if not (SHARED / "truth.jsonl").exists():
        return {}
    rows = [
        json.loads(line) for line in (SHARED / "truth.jsonl").read_text(encoding="utf-8").split("\n") if line
    ]
    return {
        r["id"]: (r["url"], gzip.decompress((SHARED / "html" / f"{r['id']}.html.gz").read_bytes()))
        for r in rows
    }


def quality(pages: dict[str, tuple[str, bytes]]) -> None:
    """Print what the scorer says of the careful reading of real pages."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "said.jsonl"
        with said.open("w", encoding="utf-8") as file:
            for name, (url, body) in pages.items():
                article = read_page(body, url, "text/html", fast=False).article
                told = {
                    "id": name,
                    "title": article.title if article else "",
                    "published": article.published.isoformat() if article and article.published else None,
                    "text": article.text if article else "",
                }
                file.write(json.dumps(told) + "\n")
        subprocess.run([sys.executable, SHARED / "score.py", said], check=True)


def mix(pages: dict[str, tuple[str, bytes]], count: int) -> tuple[list[bytes], int]:
    """So many pages, one in ten of them with a pact; and how many of them are read with care."""
    own = {path: path.read_bytes() for path in sorted(SITE.glob("*/*.html"))}
    told = [body for body in own.values() if reports(body)]
    rest = [body for _, body in pages.values()] or [body for body in own.values() if body not in told]
    relevant, others = cycle(told), cycle(rest)
    mixed = [next(relevant) if n % 10 == 0 else next(others) for n in range(count)]
    return mixed, sum(map(reports, mixed))


def reports(body: bytes) -> bool:
    """Whether a page may report something, to a quick look."""
    article = read_page(body, "https://bench.example/a", "text/html").article
    return article is not None and acts.might_report(article.text)


def seconds(read: Read, pages: Sequence[bytes]) -> float:
    """Processor time that reading some pages takes."""
    began = time.process_time()
    for page in pages:
        read(page)
    return time.process_time() - began


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pages", description=__doc__)
    parser.add_argument("--pages", type=int, default=300)
    args = parser.parse_args()
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, trafilatura {trafilatura.__version__}"
    )
    pages = real_pages()
    if pages:
        quality(pages)
    else:
        print("the real pages are not here; speed only")
    mixed, careful = mix(pages, args.pages)
    readers: dict[str, Read] = {
        "pactwatch": lambda page: read_page(page, "https://bench.example/a", "text/html"),
        "trafilatura": lambda page: trafilatura.bare_extraction(page, with_metadata=True),
        "trafilatura, text only": trafilatura.extract,
    }
    took = dict.fromkeys(readers, 0.0)
    for read in readers.values():
        seconds(read, mixed[:10])
    # In turns, so that what else the machine does hits all alike.
    for first in range(0, len(mixed), 30):
        for name, read in readers.items():
            took[name] += seconds(read, list(islice(mixed, first, first + 30)))
    print(f"{len(mixed)} pages, one in ten with a pact; {careful} of them read with care")
    for name, spent in took.items():
        print(f"{name:<24}{len(mixed) / spent:>8.1f} pages a second")
    ratio = took["trafilatura"] / took["pactwatch"]
    print(
        f"{ratio:.2f} x trafilatura ({took['trafilatura, text only'] / took['pactwatch']:.2f} x its text alone); {BAR:g} wanted"
    )
    return 0 if ratio >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
