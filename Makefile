PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
# One thread per process: the two cores are shared out by processes, not by hidden threads.
export OMP_NUM_THREADS := 1

.PHONY: help setup licences run test test-heavy lint format types check lock train bench-reading bench-speed bench-pacts bench-ledger bench-resolve bench-gather bench-backfill bench-pages bench-match bench-briefing bench-workers bench-latency fuzz day stress clean

help: ## list the chores
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup: $(VENV)/.ready ## everything the project needs, in .venv

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m pip check
	touch $@

run: setup ## the demo: a sample newsroom, one run, the alerts
	$(BIN)/pactwatch demo

test: setup ## the tests, but for those that take long
	$(BIN)/python -m pytest -n 2 -m "not (lake or stress or fuzz or browser or server or journey)"

test-heavy: setup ## the tests that take long: lakes on PostgreSQL, killed processes, mutated input, pages in a browser
	$(BIN)/python -m pytest -n 2 -m "(lake or stress or fuzz or browser) and not (server or journey)"
	@# A server, its worker and its runs need both cores.
	$(BIN)/python -m pytest -m "server or journey"

lint: setup ## ruff's rules and format, and the floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup ## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: setup ## mypy, strict
	$(BIN)/mypy

check: lint types test test-heavy ## all that CI looks at

lock: ## write requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet -o requirements.lock

clean: ## take away what was built
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache

train: setup ## learn the reader's filter, and what makes two reports one pact, anew (about a minute)
	$(BIN)/python -m parsers.acts.training
	$(BIN)/python -m parsers.pacts.training

bench-reading: setup ## every figure of the reader, hold-out apart
	$(BIN)/python -m tests.bench.reading $(ARGS)

bench-speed: setup ## the reader against the whole spaCy pipeline, workers, memory
	$(BIN)/python -m tests.bench.speed

bench-pacts: setup ## whether acts of one pact are told as one
	$(BIN)/python -m tests.bench.pacts

bench-ledger: setup ## the ledger with a million articles (ARGS="--articles 20000 --pacts 2000" for less)
	$(BIN)/python -m tests.bench.ledger $(ARGS)

bench-resolve: setup ## what it costs to find an act its pact, among ten thousand and a million
	$(BIN)/python -m tests.bench.resolving $(ARGS)

bench-pages: setup ## how well and how quickly pages are read, beside trafilatura
	$(BIN)/python -m tests.bench.pages

licences: setup ## docs/licences.md anew, from what is installed
	$(BIN)/python -m tests.release.licences

bench-gather: setup ## a thousand sources gathered from loopback: is each host spared, how fast, how much memory
	$(BIN)/python -m tests.bench.gathering $(ARGS)

fuzz: setup ## mutated pages and feeds for a minute (ARGS="--seconds 3600" for an hour)
	$(BIN)/python -m tests.fuzz $(ARGS)

bench-match: setup ## ten thousand subscriptions matched with a thousand changes
	$(BIN)/python -m tests.bench.matching $(ARGS)

bench-briefing: setup ## the briefing of 50 and of 10,000 pacts: time to build, weight, time until it can be used
	$(BIN)/python -m tests.bench.briefing $(ARGS)

bench-backfill: setup ## 20,000 pages from WARC to the ledger: pages a second, memory, the engine's cost (ARGS="--pages 2000" for less)
	$(BIN)/python -m tests.bench.backfilling $(ARGS)

bench-workers: setup ## two workers share a lake on PostgreSQL, one is killed: is the ledger that of one reader alone
	$(BIN)/python -m tests.stress.workers $(ARGS)

bench-latency: setup ## from an article's appearing in a feed to its alert, with pactwatch up (ten minutes)
	$(BIN)/python -m tests.bench.latency $(ARGS)

day: setup ## a simulated day, 288 runs over 200 sources: losses, doubles, drift (ARGS="--runs 36" for three hours)
	$(BIN)/python -m tests.bench.day $(ARGS)

stress: setup ## writers and readers at once, a hundred killed writers (ARGS="--seconds 10 --kills 10" for less)
	$(BIN)/python -m tests.stress $(ARGS)
