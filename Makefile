# Everything from a fresh checkout with Python 3.11 to 3.13 and make:
#   make forecast     set up what a run needs, then run the main job
#   make test         set up what the tests need, then style, types and tests (minutes)
# Choose an interpreter with `make forecast PYTHON=python3.12`; each Python version has its own environment.

PYTHON  ?= python3
SCENARIO ?= greenblatt-2025
WORKERS ?= 2

VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
VENV    := .venv/$(VERSION)
RUN     := $(VENV)/bin/python -I -m
PIP     := $(RUN) pip --disable-pip-version-check --no-input
TEST    := $(VENV)/bin/python -m pytest -n $(WORKERS) --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help forecast test test-slow test-all test-long coverage bench docs lint format types check lock refresh-docs clean

help:
	@sed -n 's/^#   //p; s/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 18

# ---------------------------------------------------------------- environments

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || \
	  { echo "oomcast needs Python 3.11, 3.12 or 3.13; '$(PYTHON)' is $(or $(VERSION),not there). Try: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/runtime.stamp: lock/runtime.txt pyproject.toml | $(VENV)/bin/python
	@echo "Setting up $(VENV) from lock/runtime.txt; this happens once."
	@$(PIP) install --quiet --require-hashes -r lock/runtime.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: lock/dev.txt $(VENV)/runtime.stamp
	@echo "Adding what the tests need, from lock/dev.txt; this happens once."
	@$(PIP) install --quiet --require-hashes -r lock/dev.txt
	@touch $@

$(VENV)/bench.stamp: lock/bench.txt $(VENV)/runtime.stamp
	@echo "Adding what the comparison needs, from lock/bench.txt; this happens once."
	@$(PIP) install --quiet --require-hashes -r lock/bench.txt
	@touch $@

# ---------------------------------------------------------------- chores

forecast: $(VENV)/runtime.stamp ## run the main job (SCENARIO=greenblatt-2025)
	@$(VENV)/bin/oomcast run $(SCENARIO)

test: check ## style, types and every test that needs only seconds
	$(TEST)

test-slow: $(VENV)/dev.stamp ## the batteries that need minutes
	$(TEST) -m "slow and not long"

test-all: test test-slow ## both of the above

test-long: $(VENV)/dev.stamp ## the largest counts (hours)
	$(TEST) -m long

coverage: $(VENV)/dev.stamp ## how much of src the quick and slow tests execute
	$(RUN) coverage erase
	$(VENV)/bin/python -m coverage run -m pytest -m "not long"
	$(RUN) coverage combine
	$(RUN) coverage report

check: lint types ## style and types

lint: $(VENV)/dev.stamp ## style
	$(RUN) ruff check .
	$(RUN) ruff format --check .

format: $(VENV)/dev.stamp ## bring the code into shape
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

types: $(VENV)/dev.stamp ## strict types on src
	$(RUN) mypy

bench: $(VENV)/bench.stamp $(VENV)/dev.stamp ## speed and accuracy on this machine, with the error measured in the same run
	$(VENV)/bin/python -m benchmarks
	$(VENV)/bin/python -m benchmarks.insight
	$(VENV)/bin/python -m benchmarks.techtree
	$(VENV)/bin/python -m benchmarks.serving
	$(VENV)/bin/python -m benchmarks.slider

docs: $(VENV)/dev.stamp ## the documentation as a site, in site/
	NO_MKDOCS_2_WARNING=1 $(VENV)/bin/python -m mkdocs build --strict --quiet

refresh-docs: $(VENV)/dev.stamp ## write the present output into the recorded examples of README and docs
	$(VENV)/bin/python -m tests.examples

# The pins are the newest releases that suit all three Python versions, with hashes and without any index address.
LOCK := .venv/lock/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-annotate --custom-compile-command 'make lock'

.venv/lock/bin/uv:
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/python -m pip --disable-pip-version-check install --quiet 'uv>=0.5'

lock: .venv/lock/bin/uv ## refresh the pins
	$(LOCK) --upgrade --group build --extra web --output-file lock/runtime.txt
	$(LOCK) --upgrade --group dev --extra plot --extra arviz --extra web --constraint lock/runtime.txt --output-file lock/dev.txt
	$(LOCK) --upgrade --extra bench --constraint lock/dev.txt --output-file lock/bench.txt

clean: ## remove environments, caches and built files
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist site htmlcov .coverage .coverage.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
