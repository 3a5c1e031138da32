# make demo    a demo company in a browser            make test   everything, as in CI
# make check   lint, types, imports, locks            make lock   the locks anew from pyproject.toml
# make assets  what browsers load                       make messages   the translations
# make bench   Auricle beside its peers               make clean  what the others made

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= $(shell sh tools/python.sh)
HOME_FOLDER ?= home
PORT ?= 8000
WORKERS ?= 3

# Kept from writing bytecode, every process that a server or a test starts would compile all it imports anew.
unexport PYTHONDONTWRITEBYTECODE

python := .venv/bin/python
install := $(python) -m uv pip install --quiet --python $(python)
src_messages := $(shell find src -name '*.po' 2>/dev/null)

.PHONY: help demo test test-screens faults surveys search api check assets messages bench lock docs clean system

help:
	@sed -n 's/^# //p' Makefile

# Everything is installed by hash from a lock, by a uv that is installed by hash too.
.venv/build.stamp: requirements/build.lock
	@test -n "$(PYTHON)" || { echo "Auricle needs Python 3.11 or newer: install it, or say make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(python) || { echo "making .venv with $(PYTHON)"; "$(PYTHON)" -m venv .venv; }
	@$(python) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/build.lock
	@touch $@

.venv/server.stamp: requirements/server.lock pyproject.toml .venv/build.stamp
	@echo "installing Auricle and what it serves with"
	@$(install) --require-hashes -r requirements/server.lock
	@$(install) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: requirements/dev.lock .venv/server.stamp
	@echo "installing what the tests need"
	@$(install) --require-hashes -r requirements/dev.lock
	@touch $@

.venv/bench.stamp: requirements/bench.lock .venv/dev.stamp
	@$(install) --require-hashes -r requirements/bench.lock
	@touch $@

.venv/assets.stamp: .venv/build.stamp tools/assets.py $(wildcard assets/*.* browser/*.* browser/src/*)
	@echo "building what browsers load"
	@$(python) tools/assets.py
	@touch $@

# Clients of other products, for the tests that send with them.
.venv/clients.stamp: .venv/build.stamp tools/clients.py $(wildcard tests/browser/clients/*.json tests/survey_core/*.json tests/agents/*.json)
	@echo "installing the clients that the tests send with"
	@$(python) tools/clients.py
	@touch $@

.venv/messages.stamp: .venv/build.stamp tools/messages.py $(src_messages)
	@$(python) tools/messages.py
	@touch $@

assets: .venv/assets.stamp

# Strings found in code and templates go into the catalogues; then they are compiled.
messages: .venv/build.stamp
	@$(python) tools/messages.py --collect

demo: .venv/server.stamp .venv/assets.stamp .venv/messages.stamp
	@.venv/bin/auricle demo --home "$(HOME_FOLDER)" --port $(PORT) --serve

system:
	@sh tools/system.sh

check: .venv/dev.stamp
	@$(python) -m ruff check
	@$(python) -m ruff format --check
	@$(python) -m mypy
	@.venv/bin/lint-imports --no-logo
	@$(python) tools/lock.py --check
	@$(python) tools/tracked.py

test: system .venv/dev.stamp .venv/assets.stamp .venv/clients.stamp .venv/messages.stamp check
	@$(python) -m pytest -v -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(TESTS)

# Every page in every language, width and light; the pictures are left in build/screenshots.
test-screens: system .venv/dev.stamp .venv/assets.stamp .venv/clients.stamp .venv/messages.stamp
	@AURICLE_ALL_SCREENS=1 $(python) -m pytest tests/browser

# Two hundred rounds of killing whatever holds events, and a thousand more bodies that are none.
faults: system .venv/dev.stamp .venv/assets.stamp .venv/messages.stamp
	@AURICLE_FAULT_ROUNDS=$${AURICLE_FAULT_ROUNDS:-200} $(python) -m pytest -s tests/faults

# A hundred thousand expressions and five thousand respondents, beside survey-core itself.
surveys: .venv/dev.stamp .venv/clients.stamp
	@AURICLE_EXPRESSIONS=100000 AURICLE_SURVEYS=5000 AURICLE_WIDER_SURVEYS=3000 $(python) -m pytest tests/survey_core

# Every property over examples that no run has tried; the test run tries the same ones each time.
search: system .venv/dev.stamp .venv/assets.stamp .venv/clients.stamp .venv/messages.stamp
	@HYPOTHESIS_PROFILE=new $(python) -m pytest -n $(WORKERS) --dist loadfile -m hypothesis

# Five hundred made-up requests to each operation of the REST API, beside those at its bounds.
api: .venv/dev.stamp .venv/assets.stamp .venv/messages.stamp
	@AURICLE_API_EXAMPLES=$${AURICLE_API_EXAMPLES:-500} $(python) -m pytest tests/api

bench: .venv/bench.stamp
	@$(python) -m benchmarks

lock: .venv/build.stamp
	@$(python) tools/lock.py

# What is written from the code: the data dictionary, the command line, and answers that the API shows.
docs: .venv/dev.stamp .venv/messages.stamp
	@$(python) tools/dictionary.py
	@$(python) tools/commands.py
	@$(python) tools/examples.py

clean:
	rm -rf .venv build dist src/auricle/web/static/vendor src/auricle/collector/static .mypy_cache .ruff_cache .import_linter_cache
	find src -name '*.mo' -delete
