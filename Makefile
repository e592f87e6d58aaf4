# Every target sets up what it needs. Windows without make: docs/learners.md has the same lines.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help setup setup-test learn grade prove mutants test lint bench lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

setup:  ## install everything into .venv; does nothing when nothing changed
	@$(PYTHON) course_lib/bootstrap.py

setup-test:
	@$(PYTHON) course_lib/bootstrap.py --test

learn: setup  ## open the course in JupyterLab (COURSE_PORT=N, COURSE_NO_BROWSER=1)
	@$(BIN)/course learn

grade: setup  ## grade the class in examples/class
	@$(BIN)/autograder grade conditional_writes --submitted examples/class --trusted

prove: setup  ## show that every check accepts the right and refuses the wrong
	@$(BIN)/autograder prove

mutants: setup  ## change right code by rule, and tell which changes no exam sees (about an hour)
	@$(BIN)/autograder prove --mutants

test: setup-test  ## run everything there is: lint, types, tests, proof, notebooks
	@$(BIN)/python tests/run_all.py

bench: setup  ## measure the budgets, and grading against stock nbgrader
	@$(BIN)/python tools/bench.py

lint: setup-test  ## only lint and types
	@$(BIN)/python tests/run_all.py ruff mypy

LOCK := $(BIN)/python -m uv pip compile --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-header --quiet

lock: setup-test  ## bring requirements*.lock up to date with pyproject.toml
	$(LOCK) --upgrade pyproject.toml --group build --output-file requirements.lock
	$(LOCK) --upgrade --group test --constraint requirements.lock --output-file requirements-test.lock

clean:  ## remove .venv, build/ and caches; work/ stays
	rm -f .venv/set-up.txt  # first: a clean-up that is interrupted must not look like a finished set-up
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache
	find course_lib autograder tests -name __pycache__ -prune -exec rm -rf {} +
