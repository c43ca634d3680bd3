.PHONY: help setup demo test lint format bench serve airflow
.DEFAULT_GOAL := help
export OMP_THREAD_LIMIT := 1
# Hundreds of Python processes start in the tests; where nothing may be kept, each compiles the libraries again.
unexport PYTHONDONTWRITEBYTECODE

# The tests of a folder run in a process of their own, one for each core, the longest first; nproc heeds OMP_THREAD_LIMIT.
LONGEST := flow web ocr extract e2e sign dags cli
FOLDERS := $(sort $(foreach file,$(shell find tests -mindepth 2 -name 'test_*.py'),$(word 2,$(subst /, ,$(file)))))
PARTS := $(addprefix tests-in-,$(LONGEST) house $(filter-out $(LONGEST),$(FOLDERS)))

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup:  ## system packages, .venv, the sohoa command (needs root or sudo; later runs take a moment)
	@scripts/setup.sh

demo: setup  ## a batch of invented scans through the real Airflow DAGs, to signed and counted results
	@.venv/bin/sohoa demo

test: setup lint  ## lint, then every test; starts its own PostgreSQL
	@$(MAKE) --no-print-directory --keep-going --output-sync --jobs=$$(env -u OMP_THREAD_LIMIT nproc) $(PARTS)

.PHONY: $(PARTS)
tests-in-house:
	@echo tests/test_*.py && .venv/bin/pytest tests/test_*.py

$(addprefix tests-in-,$(FOLDERS)): tests-in-%:
	@echo 'tests/$*' && .venv/bin/pytest tests/$*

lint: setup  ## ruff, mypy --strict, the import contract, the length of files
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache
	@.venv/bin/python scripts/check_lengths.py

format: setup  ## let ruff lay the code out
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

bench: setup  ## the benchmarks behind the numbers in the README
	@.venv/bin/python -m benchmarks.ocr
	@for b in benchmarks/bench_*.py; do .venv/bin/python -m benchmarks.$$(basename $$b .py); done

serve: setup  ## the pages, on http://127.0.0.1:8468
	@.venv/bin/sohoa serve

airflow: setup  ## Airflow's own interface and scheduler over dags/, on http://127.0.0.1:8080
	@scripts/airflow.sh standalone
