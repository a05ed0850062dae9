# demo and test need python3, make and git; everything else is brought into .venv.
PYTHON ?= python3
RUN := .venv/bin

.PHONY: demo test test-all check bench mutants reliability clean
.DEFAULT_GOAL := demo

.venv/.ready: pyproject.toml uv.lock
	test -x $(RUN)/python || $(PYTHON) -m venv .venv
	test -x $(RUN)/uv || $(RUN)/python -m pip install --quiet --disable-pip-version-check uv
	$(RUN)/uv sync --quiet --frozen --compile-bytecode
	touch $@

demo: .venv/.ready
	$(RUN)/soket demo

PYTEST := $(RUN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

# what is wanted after every change: ten minutes on two cores, give or take two as the machine does
test: .venv/.ready
	$(PYTEST) -m "not long"

# with servers, browsers, kills, and PostgreSQL for what runs on both engines: half an hour
test-all: .venv/.ready
	$(PYTEST)

check: .venv/.ready
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(MAKE) test-all

# files in the contest; for the whole nation: make bench SIZES="50 300 1000 11000"
SIZES ?= 50 300 1000

bench: .venv/.ready
	$(RUN)/python -m benchmarks.contest --sizes $(SIZES)
	$(RUN)/python -m benchmarks.reading
	$(RUN)/python -m benchmarks.suite
	$(RUN)/python -m benchmarks.scale
	$(RUN)/python -m benchmarks.rooms
	$(RUN)/python -m benchmarks.loading
	$(RUN)/python -m benchmarks.fence
	$(RUN)/python -m benchmarks.reply
	$(RUN)/python -m benchmarks.report
	$(RUN)/python -m benchmarks.warehouse --units 48 --periods 20 --runs 3

# breaks the code on purpose and sees a test fail
mutants: .venv/.ready
	$(RUN)/python -m tests.mutants

# what the suite does briefly, at length, with its figures: every hostile file (right reason, no crash, at most
# 10 s a file, the process below 100 MB of growth); 900 damaged files (none accepted with another number);
# 200 random kills of a collect and one at each labelled step (nothing lost, doubled or half-visible after the next run);
# servers and tellers killed during delivery (every alert arrives once or twice);
# planted mistakes in every format (each found at its own cell, and nothing else);
# reports edited in 320 places, as written and as LibreOffice saved them (every edit of a figure found, no other told);
# 16 processes that close one period at once, and one that closes while another keeps a batch, on both engines;
# a close and an approval killed 100 times and at each labelled step, on both engines, and PostgreSQL stopped under them
# 20 times (one version, one report, the audit whole after the next run);
# 20 kills of parts of soket serve in mid-run (it comes up again, the next run ends well, nothing lost or doubled)
reliability: .venv/.ready
	$(RUN)/python -m tests.reliability.hostile
	$(RUN)/python -m tests.reliability.flips
	$(RUN)/python -m tests.reliability.kills
	$(RUN)/python -m tests.reliability.alerts
	$(RUN)/python -m tests.reliability.planted
	$(RUN)/python -m tests.reliability.edits --edits 320
	$(RUN)/python -m tests.reliability.closers --engine sqlite
	$(RUN)/python -m tests.reliability.closers --engine postgresql
	$(RUN)/python -m tests.reliability.closers --engine sqlite --loader --rounds 100
	$(RUN)/python -m tests.reliability.closers --engine postgresql --loader --rounds 100
	$(RUN)/python -m tests.reliability.close_kills --engine sqlite
	$(RUN)/python -m tests.reliability.close_kills --engine postgresql
	$(RUN)/python -m tests.reliability.serve_kills

clean:
	rm -rf .venv demo
