# make run | test | fuzz | soak | pictures | walk | release | audit | install | check | bench | lock: each does all the set-up it needs.
PYTHON ?= python3
# What Python has compiled is kept, whatever the shell says: tests start it hundreds of times.
unexport PYTHONDONTWRITEBYTECODE
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/pip --disable-pip-version-check --quiet
DATA   ?= $(wildcard ../shared/data/bolivia-2020)
# One process more than there are processors, as tests of sites and browsers wait often; tests that share what is
# dear to start stay together (tests/conftest.py).
PARALLEL := --numprocesses $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1) --dist loadgroup --no-loadscope-reorder
NIGHT  := elections/bolivia-2020
PORT   ?= 8000
# Hashes, and no address of where a package was downloaded from.
LOCK   := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe \
          --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header

.PHONY: run test fuzz soak pictures walk release audit install check bench lock clean
.DEFAULT_GOAL := help

help:
	@echo "make run      set up, then serve the site of the sample night, replayed live"
	@echo "make test     set up, then lint, types, import rules and all tests"
	@echo "make fuzz     set up, then search much further for inputs that break a rule than make test does, and reads 100,000 damaged files"
	@echo "make soak     kill what takes in deliveries 500 times, and the processes of a site under load for half an hour"
	@echo "make pictures set up, then keep pictures of every page of the site in build/screenshots"
	@echo "make walk     set up, then look in a browser at every page of elections in all states, and keep pictures in build/screenshots/walk"
	@echo "make release  the wheel, its bill of materials and digests in dist/"
	@echo "make audit    look up known vulnerabilities of what the lock files install (asks the package index)"
	@echo "make install  set up, leaving the command at $(BIN)/escrutinio"
	@echo "make check    lint, types and import rules only"
	@echo "make bench    the benchmarks"
	@echo "make lock     renew the lock files"

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# Two stamps: what it takes to run, and what it takes to test on top of that.
$(VENV)/.run-stamp: $(BIN)/python requirements.lock pyproject.toml
	@echo "setting up $(VENV): once, about a minute"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test-stamp: $(VENV)/.run-stamp requirements-test.lock
	@echo "setting up the tests in $(VENV): once, a few minutes"
	@$(PIP) install --require-hashes --no-build-isolation -r requirements-test.lock
	@touch $@

install: $(VENV)/.run-stamp
	@echo "installed: $(BIN)/escrutinio"

run: $(VENV)/.run-stamp
	@test -e $(NIGHT)/election.toml || $(BIN)/escrutinio new $(NIGHT) --sample bolivia-2020 $(if $(DATA),--data $(DATA))
	@$(BIN)/escrutinio serve $(NIGHT) --port $(PORT)

check: $(VENV)/.test-stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet src/escrutinio/web
	$(BIN)/mypy
	$(BIN)/lint-imports

# Everything runs on SQLite; what locks, queries or migrates runs on a PostgreSQL too, beside the rest, as do the checks.
test: $(VENV)/.test-stamp
	@sh tools/system-packages
	$(BIN)/python tools/run_tests.py $(MAKE) --no-print-directory check -- $(PARALLEL)

# The tests that search for counterexamples, on many new examples; `make test` looks at the same few each time. Then
# 100,000 damaged files of all kinds, which take about three quarters of an hour.
fuzz: $(VENV)/.test-stamp
	$(BIN)/pytest -m hypothesis --hypothesis-profile fuzz $(PARALLEL)
	$(BIN)/python bench/fuzz_readers.py

# The figures of docs/benchmarks.md; make test has a short run of each kind.
soak: $(VENV)/.test-stamp
	$(BIN)/python bench/soak.py kills 500
	$(BIN)/python bench/soak.py writers 10000
	$(BIN)/python bench/soak.py nights 10
	$(BIN)/python bench/soak.py site 1800
	$(BIN)/python bench/soak.py postgres 1800

pictures: $(VENV)/.test-stamp
	@sh tools/system-packages
	ESCRUTINIO_PICTURES=1 $(BIN)/pytest tests/web/test_browser.py tests/web/stories/test_browser.py \
	  tests/web/replies/test_browser.py tests/web/replies/test_states.py

# Every page at three widths, by day and in the dark, in every language; make test looks at a small part of it.
walk: $(VENV)/.test-stamp
	@sh tools/system-packages
	ESCRUTINIO_WALK=1 ESCRUTINIO_PICTURES=1 $(BIN)/pytest tests/web/test_walk.py $(PARALLEL)

bench: $(VENV)/.test-stamp
	@$(PIP) install --require-hashes --no-build-isolation -r requirements-bench.lock
	$(BIN)/python bench/law.py
	$(BIN)/python bench/bounds.py
	$(BIN)/python bench/seats.py
	$(BIN)/python bench/draws.py
	$(BIN)/python bench/count.py
	$(BIN)/python bench/xlsx.py
	$(BIN)/python bench/projection.py
	$(BIN)/python bench/site.py
	$(BIN)/python bench/replies.py

# The tool that makes bills of materials is needed here alone, and no part of what is released.
release: $(VENV)/.test-stamp
	@$(PIP) install "cyclonedx-bom>=7.5,<8"
	$(BIN)/python tools/release.py

# It fails, too, where the index knows nothing of a package: what could not be looked up is not safe.
audit: $(BIN)/python
	@$(BIN)/python -m venv build/audit
	@build/audit/bin/pip --disable-pip-version-check --quiet install "pip-audit>=2.10,<3"
	build/audit/bin/pip-audit --strict --require-hashes --disable-pip --progress-spinner off \
	    $(addprefix --requirement ,requirements.lock requirements-test.lock requirements-bench.lock)

# The lock tool may be missing from a lock that is being renewed, so it is not taken from there.
lock: $(BIN)/python
	@$(PIP) install "pip-tools>=7.4"
	$(LOCK) --extra build --extra web --output-file requirements.lock pyproject.toml
	$(LOCK) --extra build --extra web --extra test --constraint requirements.lock \
	  --output-file requirements-test.lock pyproject.toml
	$(LOCK) --extra build --extra web --extra test --extra bench --constraint requirements-test.lock \
	  --output-file requirements-bench.lock pyproject.toml

clean:
	rm -rf $(VENV) build dist elections
