# Everything from a fresh clone, with only Python 3.11 or newer and make.

VENV := .venv
BIN := $(VENV)/bin
OK := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c '$(OK)' 2>/dev/null && echo $$p && break; done)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
export PYTHONUTF8 := 1
export PYTHONPATH := $(CURDIR)

.DEFAULT_GOAL := help
.PHONY: help run test check format clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp ## Start Convenor (in the sandbox while no token is set); ARGS="--profile aie" and so on
	@$(BIN)/python -m bot run $(ARGS)

test: $(VENV)/dev.stamp ## Run all tests; ARGS="-k places" picks some
	@$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/dev.stamp ## Style, import rules, types and all tests
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/task check

format: $(VENV)/dev.stamp ## Write the code the way the house writes it
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/task format

clean: ## Take away the virtual environment and what tools left behind
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.12" >&2; exit 2; }
	@echo "Making $(VENV) with $(PYTHON) …"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) cannot make a virtual environment (on Debian and Ubuntu: apt install python3-venv)" >&2; exit 2; }

$(VENV)/run.stamp: requirements.txt | $(BIN)/python
	@echo "Installing the locked requirements …"
	@$(PIP) -r $<
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	@echo "Installing the locked requirements for tests …"
	@$(PIP) -r $<
	@touch $@
