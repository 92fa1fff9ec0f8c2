# What a person types. `make` alone lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Each file's tests stay with one process, which builds once what they share; the long ones of tests/slow begin first.
BY_FILE := --dist loadfile --no-loadscope-reorder

# What is read once at the end of `setup` is compiled then, by one process instead of by every process of a first `make test`.
# Where bytecode may not be written, every start of Python reads all its sources anew, for two seconds of processor.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test test-slow check audit bench dictionary lock clean

help: ## say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(STAMP) ## install everything into .venv, from the hash-locked list

$(STAMP): requirements.lock requirements-bootstrap.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	  || { echo "Python 3.11 to 3.13 is needed; $(PYTHON) is $$($(PYTHON) --version). Try: make PYTHON=python3.12 setup"; exit 1; }
	@echo "1/5 making $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV) \
	  || { echo "Python has no venv module here; on Debian: apt-get install python3-venv"; exit 1; }
	@echo "2/5 installing uv"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.lock
	@echo "3/5 installing the locked packages (about 1.1 GB, once)"
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --no-index -e .
	@echo "4/5 copying the map's own files"
	@$(BIN)/python -m dashboard.components.static_assets
	@echo "5/5 reading it all once"
	@$(BIN)/python -c 'import logging; logging.disable(); import crt, geo.compiled, pipelines.build, streamlit_folium, dashboard.stores.operations_versions'
	@touch $(STAMP)

run: setup ## make the sample morning and open the board
	@$(BIN)/crt sample
	@$(BIN)/crt build
	@$(BIN)/crt serve

test: setup ## the tests, under eight minutes on two cores
	@$(BIN)/python -m pytest -n 3 --dist worksteal -m "not slow"

test-slow: setup ## the long statistical, load and fault runs
	@CRT_HYPOTHESIS=long $(BIN)/python -m pytest -n 2 $(BY_FILE) -m "slow or not slow" tests/slow tests/properties
	@$(BIN)/python -m pytest -n 3 $(BY_FILE) -m slow --ignore tests/properties --ignore tests/slow

check: setup ## format, lint, types, imports, SQL, dictionary: every step runs, then failures are counted
	@$(BIN)/python .ci/check.py

audit: setup ## ask whether a locked package has a known advisory; says NOT RUN where nobody can be asked
	@$(BIN)/python .ci/audit.py

bench: setup ## time the product against its peers, side by side
	@$(BIN)/python -m benchmarks.ingest_to_build

dictionary: setup ## write docs/data-dictionary.md and docs/who-sees-what.md anew from the contracts and tables
	@$(BIN)/python .ci/dictionary.py
	@$(BIN)/python .ci/who_sees_what.py

lock: setup ## pin every dependency anew, with hashes and without addresses
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header requirements-bootstrap.in -o requirements-bootstrap.lock

clean: ## remove the environment and everything built, never what was handed in
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis static
