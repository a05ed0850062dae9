# demo and test need python3, make and git; everything else is brought into .venv.
PYTHON ?= python3
RUN := .venv/bin

.PHONY: demo test check bench mutants clean
.DEFAULT_GOAL := demo

.venv/.ready: pyproject.toml uv.lock
	test -x $(RUN)/python || $(PYTHON) -m venv .venv
	test -x $(RUN)/uv || $(RUN)/python -m pip install --quiet --disable-pip-version-check uv
	$(RUN)/uv sync --quiet --frozen --compile-bytecode
	touch $@

demo: .venv/.ready
	$(RUN)/soket demo

test: .venv/.ready
	$(RUN)/pytest

check: .venv/.ready
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(MAKE) test

bench: .venv/.ready
	$(RUN)/python -m benchmarks.rooms
	$(RUN)/python -m benchmarks.loading

# breaks the code on purpose and sees a test fail
mutants: .venv/.ready
	$(RUN)/python -m tests.mutants

clean:
	rm -rf .venv demo
