# Two commands serve a newcomer: `make demo` and `make test`. Each needs Python 3.11+ (with venv) and make.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test test-all lint types format record bench fidelity reliability foreign lock clean

demo: $(VENV)/.runtime  ## three clouds from the emulator over HTTP, in one table
	@$(BIN)/python docs/examples/demo.py

test: $(VENV)/.dev  ## everything but the slow grids
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow"

test-all: $(VENV)/.dev  ## the slow grids too
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

record: $(VENV)/.dev  ## re-record cassettes against a live account; see cassettes/README.md
	$(BIN)/python -m cgw.testing.record

bench: $(VENV)/.dev  ## ratios, each formed inside one run
	$(BIN)/python docs/examples/bench.py

fidelity: $(VENV)/.dev  ## how much of each cloud's API reaches a user; writes docs/reference/fidelity.md
	$(BIN)/python docs/examples/fidelity.py

reliability: $(VENV)/.dev  ## every bar of docs/reference/reliability.md, measured; about ten minutes
	$(BIN)/python docs/examples/reliability.py

foreign: $(VENV)/.dev .foreign/.done  ## tccli and Alibaba Cloud's Node SDK against the emulator; needs node, npm, 700 MB
	CGW_REQUIRE_FOREIGN=1 $(BIN)/python -m pytest tests/foreign

.foreign/.done: tests/foreign/prepare tests/foreign/requirements-tccli.txt tests/foreign/package-lock.json
	PYTHON=$(PYTHON) tests/foreign/prepare .foreign
	@touch $@

lock:  ## pin anew what demo and test install
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(PIP) install hatchling editables
	$(PIP) install --no-build-isolation -e '.[emulator]'
	$(BIN)/python -m pip freeze --exclude-editable > requirements/runtime.txt
	$(PIP) install --no-build-isolation -e '.[testing]' --group dev
	$(BIN)/python -m pip freeze --exclude-editable > requirements/dev.txt

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: pyproject.toml requirements/runtime.txt | $(VENV)/bin/python
	$(PIP) install -r requirements/runtime.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: pyproject.toml requirements/dev.txt | $(VENV)/bin/python
	$(PIP) install -r requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf $(VENV) .foreign dist build .mypy_cache .ruff_cache .pytest_cache
