#!/usr/bin/env bash
# Airflow over dags/, on the embedded default (SQLite). The environment wins over what is set here.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
export SOHOA_HOME=${SOHOA_HOME:-$root/var}
export AIRFLOW_HOME=${AIRFLOW_HOME:-$SOHOA_HOME/airflow}
port=${AIRFLOW__API__PORT:-8080}
export AIRFLOW__CORE__DAGS_FOLDER=${AIRFLOW__CORE__DAGS_FOLDER:-$root/dags} AIRFLOW__CORE__LOAD_EXAMPLES=False AIRFLOW__USAGE_DATA_COLLECTION__ENABLED=False
export AIRFLOW__API__HOST=${AIRFLOW__API__HOST:-127.0.0.1} AIRFLOW__API__PORT=$port AIRFLOW__API__BASE_URL=${AIRFLOW__API__BASE_URL:-http://127.0.0.1:$port}
# Tasks report to this address; left at its default it would not follow the port.
export AIRFLOW__CORE__EXECUTION_API_SERVER_URL=${AIRFLOW__CORE__EXECUTION_API_SERVER_URL:-http://127.0.0.1:$port/execution/}
export AIRFLOW__CORE__PARALLELISM=${AIRFLOW__CORE__PARALLELISM:-4}
# The default of 5 s stalls a task that ends just before its supervisor looks.
export AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL=1
# Airflow runs several tasks at once; each is one worker.
export SOHOA_WORKERS=${SOHOA_WORKERS:-1}
export OMP_THREAD_LIMIT=1 PYTHONWARNINGS=ignore
mkdir -p "$AIRFLOW_HOME"
exec "$root/.venv/bin/airflow" "$@"
