# The commands of this project; `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort | column -t -s '	'

.venv/run: requirements/run.lock pyproject.toml
	@echo "Installing what running needs into .venv …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) --require-hashes -r requirements/run.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/run requirements/dev.lock
	@echo "Installing what tests and checks need into .venv …"
	@$(PIP) --require-hashes -r requirements/dev.lock
	@touch $@

setup: .venv/run ## install what running needs, exactly as locked

run: setup ## set everything up and start the whole system at http://127.0.0.1:8000
	@$(BIN)/ivr serve

phones: setup ## an Asterisk of our own with the whole system behind it, and two softphones to try it with
	@phones/fetch-asterisk .venv/asterisk
	@$(BIN)/ivr phones

test: .venv/dev ## install what the tests need and run them all, those with real telephones last and alone
	tests/setup
	$(BIN)/pytest -n 2 --dist loadgroup
	IVR_TEST_PHONES=yes $(TELEPHONES)

test-phones: .venv/dev ## only the tests that ring a real Asterisk by real telephones: in real time (Debian, root)
	tests/setup
	IVR_TEST_PHONES=exactly $(TELEPHONES)

# Real telephones speak in real time, and what they say is compared: not beside a suite that keeps every core busy. They
# mostly wait for each other, so several run at once, each worker with an Asterisk of its own.
TELEPHONES = $(BIN)/pytest -n 2 --dist worksteal -rs tests/asterisk

check: .venv/dev ## format, lint, types, and the direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check-calendar: .venv/dev ## compare our trading days with another calendar's; every difference needs a notice
	$(BIN)/python -m calendars.peer

SPEECH := $(or $(IVR_DATA),var)/speech

clips: setup ## render every fixed word that has no clip yet (a large download, once)
	@$(BIN)/ivr speech setup
	$(SPEECH)/venv/bin/python -m ivr.flows.rendering --cache $(SPEECH)

bench: .venv/dev ## measure, and print ratios against a peer in the same run
	$(BIN)/python -m bench

.PHONY: help setup run phones test test-phones check check-calendar clips bench
