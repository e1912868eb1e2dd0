"""`make bench-briefing`: the briefing of 50 and of 10,000 pacts; how long it takes to build, what the first page weighs, and
when a person can use it, in a headless chromium. Pacts are made up from a seed (tests/bench/world.py)."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from flows.briefing.site import build_site
from storage.articles import save_followed
from storage.ledger import FileLedger
from tests.bench.ledger import followed
from tests.bench.world import DAY, DAYS, World

# Pacts, and the most seconds that a site of so many may take.
BARS = {50: 2.0, 10_000: 20.0}
PAGE_BAR = 1.5e6
READY_BAR = 2.0
NOW = DAY + timedelta(days=DAYS, hours=1)
FIRST_PAGE = ("index.html", "data.js", "assets/briefing.js", "assets/briefing.css", "assets/icon.svg")
# Set when the filters work and the charts are drawn.
SHOWN = "document.documentElement.dataset.shown"


def made_up(path: Path, pacts: int) -> FileLedger:
    """A ledger with so many pacts, each reported by one to six of three times as many articles."""
    ledger = FileLedger(path)
    ledger.create()
    world = World(pacts * 3)
    articles = world.articles_from(0, pacts * 3)
    with ledger.write() as db:
        save_followed(db, [followed(a) for a in articles], "bench", "v1")
    world.pacts(pacts).save(ledger)
    return ledger


def ready(page: Path) -> tuple[float, float] | None:
    """Seconds until the filters work after the page is opened, and until one more filter has been answered; None without a browser."""
    from tests.browser import CHROMIUM, chromium

    if CHROMIUM is None:
        return None
    with chromium() as browser:
        times = []
        for _ in range(3):
            tab = browser.new_page()
            since = time.monotonic()
            tab.goto(page.as_uri())
            tab.wait_for_function(SHOWN)
            times.append(time.monotonic() - since)
            before = tab.evaluate(SHOWN)
            since = time.monotonic()
            tab.select_option("#f-kind", "treaty")
            tab.wait_for_function(f"{SHOWN} !== {before!r}")
            answered = time.monotonic() - since
            tab.close()
    return sorted(times)[1], answered


def measure(folder: Path, pacts: int) -> bool:
    """Print the figures of a site, and say whether they hold."""
    ledger = made_up(folder / f"{pacts}.duckdb", pacts)
    site = folder / f"site-{pacts}"
    since = time.monotonic()
    built = build_site(ledger, site, NOW)
    took = time.monotonic() - since
    since = time.monotonic()
    again = build_site(ledger, site, NOW + timedelta(minutes=15))
    took_again = time.monotonic() - since
    weight = sum((site / name).stat().st_size for name in FIRST_PAGE)
    files = [p.stat().st_size for p in site.rglob("*") if p.is_file()]
    print(f"{built.pacts:,} pacts, {built.files:,} files, {sum(files) / 1e6:.1f} MB")
    print(f"  built in            {took:6.2f} s   (bar {BARS.get(pacts, 20.0):g} s)")
    print(f"  built again in      {took_again:6.2f} s   {again.written} files written")
    print(f"  first page, all in  {weight / 1e6:6.2f} MB  (bar {PAGE_BAR / 1e6:g} MB)")
    times = ready(site / "index.html")
    if times is None:
        print("  ready in            not measured: there is no chromium")
        return took <= BARS.get(pacts, 20.0) and weight <= PAGE_BAR
    print(f"  ready in            {times[0]:6.2f} s   (bar {READY_BAR:g} s)")
    print(f"  a filter answered   {times[1]:6.2f} s")
    return took <= BARS.get(pacts, 20.0) and weight <= PAGE_BAR and times[0] <= READY_BAR


def main() -> int:
    """Measure each size; exit code 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pacts", type=int, nargs="+", default=list(BARS))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        held = [measure(Path(folder), n) for n in arguments.pacts]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
