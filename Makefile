.PHONY: help setup demo test lint format bench serve airflow
.DEFAULT_GOAL := help
export OMP_THREAD_LIMIT := 1

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup:  ## system packages, .venv, the sohoa command (needs root or sudo; later runs take a moment)
	@scripts/setup.sh

demo: setup  ## a batch of invented scans through the real Airflow DAGs, to signed and counted results
	@.venv/bin/sohoa demo

test: setup lint  ## lint, then every test; starts its own PostgreSQL
	@.venv/bin/pytest

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
