# `make run` on a fresh Debian or Ubuntu with Python 3.11, git and make. `make help` lists the rest.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# modules are compiled once, not by each of the programs that are started here
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help setup environment console asterisk run test check static format bench soak clean
.PHONY: types console-checks client lint contracts sizes migrations programs
heading = @printf '\n=== %s\n' "$(1)" >&2

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

environment:
	$(call heading,Python environment)
	@"$(PYTHON)" deploy/bootstrap.py $(PARTS)

console: environment
	$(call heading,Console)
	@$(BIN)/python -m deploy.console build

asterisk: environment
	$(call heading,Asterisk)
	@$(BIN)/python -m deploy.asterisk

setup: environment console asterisk ## everything that running and developing needs, without starting it

run: PARTS = --no-default-groups --group build --inexact
run: environment console asterisk ## set up and start everything; Ctrl-C stops it
	$(call heading,Ringdesk)
	@exec $(BIN)/ringdesk up $(ARGS)

test: ## set up and run every check and every test
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target types console-checks static programs
	$(call heading,Tests)
	@$(BIN)/python -m deploy.run_tests

check: static ## format, lint, types, contracts, fast tests
	$(call heading,Unit and property tests)
	@$(BIN)/pytest tests/unit tests/property

static: lint contracts sizes migrations console-checks types

types: environment
	$(call heading,Types)
	@$(BIN)/basedpyright

console-checks: client
	$(call heading,Console checks)
	@$(BIN)/python -m deploy.console check

client: console
	$(call heading,Generated client)
	@$(BIN)/python -m deploy.console check:generated

lint: environment
	$(call heading,Format and lint)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

contracts: environment
	$(call heading,Import contracts)
	@$(BIN)/lint-imports

sizes: environment
	$(call heading,File sizes)
	@$(BIN)/python -m deploy.file_sizes

migrations: environment
	$(call heading,Migrations)
	@$(BIN)/ringdesk migrate --check

programs: asterisk
	$(call heading,Programs that tests need)
	@$(BIN)/python -m deploy.test_programs

format: environment ## format and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup ## measure; results go to bench/results/
	$(call heading,Programs that the measurements need)
	@$(BIN)/python -m deploy.test_programs
	@"$(PYTHON)" deploy/bootstrap.py --group bench
	$(call heading,Measurements)
	@$(BIN)/python -m bench

soak: setup ## many agents and callers for five minutes, then again with a killed application; every caller accounted for
	@"$(PYTHON)" deploy/bootstrap.py --group bench
	$(call heading,Soak)
	@$(BIN)/python -m bench --soak

clean: ## remove what was built here; the cache folder and data/ stay
	rm -rf .venv build console/node_modules console/dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
