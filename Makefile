# Communiqué. `make demo` shows it, `make test` tests it; both set up .venv by themselves.
# Nothing is needed but Python 3.11+ and make. `make setup PYTHON=/path/to/python` picks a Python.

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
JOBS ?= auto
RECORD := demo.db

.PHONY: help setup dev demo test check bench docs tour lock clean

help:
	@echo "make setup   .venv with Communiqué and what it needs"
	@echo "make demo    read the sample pages and show what is in them; leaves $(RECORD)"
	@echo "make test    the tests"
	@echo "make check   style, types, the rooms' contracts, dependencies, docs coverage"
	@echo "make bench   how fast"
	@echo "make docs    write again the pages that are generated"
	@echo "make tour    run the calls in README.md again and write down what they print"
	@echo "make lock    pin the packages anew from pyproject.toml"
	@echo "make clean   remove all of the above's leavings"

# ---- setting up: stamps in .venv, so that a second time takes no time ---------------------------

setup: .venv/.run
dev: .venv/.dev

.venv/.made:
	@python=$$(requirements/find-python.sh) && echo "making .venv with $$($$python --version)" && \
	$$python -m venv .venv && touch $@

.venv/.run: requirements/run.txt pyproject.toml | .venv/.made
	@echo "installing what Communiqué needs (requirements/run.txt)"
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	@echo "installing what its tests need (requirements/dev.txt)"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

# ---- using it -----------------------------------------------------------------------------------

demo: .venv/.run
	@$(BIN)/python docs/demo.py $(RECORD)

test: .venv/.dev
	@$(BIN)/python -m pytest -n $(JOBS) $(ARGS)

check: .venv/.dev
	@failed=; check() { \
	  name=$$1; shift; \
	  if out=$$("$$@" 2>&1); then echo "ok      $$name"; \
	  else printf '%s\n' "$$out"; echo "FAILED  $$name"; failed=1; fi; }; \
	check "style" $(BIN)/ruff check; \
	check "format" $(BIN)/ruff format --check; \
	check "types" $(BIN)/mypy; \
	check "rooms" $(BIN)/lint-imports; \
	check "dependencies" $(BIN)/deptry src; \
	check "docs coverage" $(BIN)/interrogate --config pyproject.toml src/communique; \
	test -z "$$failed"

bench: .venv/.run
	@$(BIN)/python bench/speed.py $(ARGS)

docs: .venv/.run
	@$(BIN)/python docs/build_cli.py
	@$(BIN)/python docs/build_schema.py
	@$(BIN)/python docs/build_actors.py

tour: .venv/.run
	@$(BIN)/python docs/build_tour.py

lock: .venv/.dev
	@$(BIN)/python -m venv .venv/lock && .venv/lock/bin/python -m pip --quiet install pip-tools
	@LOCKER=.venv/lock/bin/pip-compile requirements/lock.sh

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	rm -f $(RECORD) $(RECORD)-wal $(RECORD)-shm
	find src tests docs bench -name __pycache__ -type d -prune -exec rm -rf {} +
