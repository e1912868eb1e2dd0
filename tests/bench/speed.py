"""`make bench-speed`: the reader against the whole spaCy pipeline, two workers against one, and what they hold in memory.

One article in ten is relevant: ours from the gold sets, the others real web pages. Every figure is a ratio in one run.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import spacy

from parsers import acts
from parsers.acts import reader
from parsers.acts.syntax import MODELS
from parsers.model import Act, Article
from tests.bench.sets import SHARED, article, rows

PAGES = SHARED.parent / "pages" / "truth.jsonl"
IRRELEVANT = 9
ROUNDS = 3
# How often the mix is read to compare one worker with two, so that loading the models does not count for much.
TIMES = 6
MEGABYTE = 1024


def main() -> None:
    """Print the ratios, with the machine."""
    if not PAGES.exists():
        sys.exit("bench-speed: the pages to mix with are not there (../shared/pages)")
    some = mix()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{len(some)} articles, one in {IRRELEVANT + 1} relevant, {words(some):.0f} words each")
    # First, while this process is small: what a child is said to hold begins with what its parent held.
    workers(some)
    against_spacy(some)
    lost(some)


def mix() -> list[Article]:
    """The articles: nine pages to one that tells of an act."""
    pages = [json.loads(line) for line in PAGES.read_text(encoding="utf-8").split("\n") if line]
    relevant = [article(row) for name in ("dev2", "dev3") for row in rows(name) if row["records"]]
    found: list[Article] = []
    for number, one in enumerate(relevant):
        others = pages[number * IRRELEVANT : (number + 1) * IRRELEVANT]
        if len(others) == IRRELEVANT:
            found += [one, *(Article(p["url"], p["title"] or "", p["text"]) for p in others)]
    return found


def words(some: Sequence[Article]) -> float:
    """How many words an article has in the mean."""
    return sum(len(a.text.split()) for a in some) / len(some)


def against_spacy(some: Sequence[Article]) -> None:
    """Articles a second of the reader and of the whole pipeline, in turns."""
    name = next(n for n in MODELS if spacy.util.is_package(n))
    whole = spacy.load(name)
    acts.warm_up()
    texts = [a.text for a in some]
    peer, ours = [], []
    for _ in range(ROUNDS):
        peer.append(seconds(lambda: sum(1 for _ in whole.pipe(texts))))
        ours.append(seconds(lambda: sum(1 for _ in acts.read_many(some))))
    print(f"spaCy {spacy.__version__} {name}, whole pipeline: {len(some) / min(peer):8.1f} articles/s")
    print(f"the reader:                                         {len(some) / min(ours):8.1f} articles/s")
    print(f"ratio                                               {min(peer) / min(ours):8.1f}")


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def lost(some: Sequence[Article]) -> None:
    """Records that the reader finds if every sentence is parsed, and how many of them the quick look loses."""
    relevant = [article(row) for name in ("dev2", "dev3", "dev", "briefs") for row in rows(name)]
    every = [*some, *relevant]
    quick = [key(act) for one in every for act in acts.read(one).acts]
    whole = [key(act) for one in every for act in reader.read(one, every_sentence=True).acts]
    gone = len(set(whole) - set(quick))
    print(
        f"records with every sentence parsed {len(whole)}, lost by the quick look {gone} ({gone / len(whole):.1%})"
    )


def key(act: Act) -> tuple[object, ...]:
    """What makes an act the same in two readings of an article."""
    return act.type, frozenset(p.id for p in act.parties), act.evidence.text


def workers(some: Sequence[Article]) -> None:
    """One and two workers of the command `pactwatch parse` on a longer mix, and the memory of the largest."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mix.jsonl"
        lines = [json.dumps({"id": a.url, "url": a.url, "title": a.title, "text": a.text}) for a in some]
        path.write_text("\n".join(lines * TIMES) + "\n", encoding="utf-8")
        took = [command(path, n) for n in (1, 2)]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MEGABYTE
    print(
        f"pactwatch parse, {len(some) * TIMES} articles: one worker {took[0]:.1f} s, two {took[1]:.1f} s, ratio {took[0] / took[1]:.2f}"
    )
    print(f"memory of the largest process {peak:.0f} MB")


def command(path: Path, count: int) -> float:
    """Seconds of one run of the command."""
    line = [str(Path(sys.executable).with_name("pactwatch")), "parse", str(path), "--workers", str(count)]
    return seconds(lambda: subprocess.run(line, check=True, stdout=subprocess.DEVNULL))


if __name__ == "__main__":
    main()
