"""The DAGs parse, keep the house rules, and run for real on SQLite."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.delivery import SOUND, sohoa

ROOT = Path(__file__).parents[2]
DAGS = sorted((ROOT / "dags").glob("*.py"))
LIGHT = {"airflow", "datetime"}
POLICY = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
print("RESULT" + json.dumps({
    "errors": {str(k): v for k, v in bag.import_errors.items()},
    "dags": {d.dag_id: {"doc": bool(d.doc_md and d.doc_md.strip()), "tags": sorted(d.tags),
             "retries": [t.retries for t in d.tasks],
             "catchup": d.catchup, "file": d.fileloc} for d in bag.dags.values()},
}))
"""


def airflow(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SOHOA_HOME": str(home)}
    return subprocess.run(
        [ROOT / "scripts/airflow.sh", *arguments], env=environment, capture_output=True, text=True, check=False, timeout=900
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("airflow-home")
    assert sohoa(folder, "init").returncode == 0
    migrated = airflow(folder, "db", "migrate")
    assert migrated.returncode == 0, migrated.stderr[-2000:]
    return folder


@pytest.mark.parametrize("file", DAGS, ids=lambda file: file.stem)
def test_a_dag_file_imports_nothing_heavy_at_its_top(file: Path):
    """The scheduler parses DAG files all the time; they import what they need inside their tasks."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in tree.body
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= LIGHT


def test_every_dag_parses_has_its_runbook_and_tries_again(home: Path):
    environment = {**os.environ, "AIRFLOW_HOME": str(home / "airflow"), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
    run = subprocess.run(
        [sys.executable, "-c", POLICY, str(ROOT / "dags")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    result = json.loads(run.stdout.rpartition("RESULT")[2])

    assert result["errors"] == {}
    assert set(result["dags"]) == {file.stem for file in DAGS}
    for dag in result["dags"].values():
        assert dag["doc"]
        assert "sohoa" in dag["tags"]
        assert dag["catchup"] is False
        assert all(retries >= 1 for retries in dag["retries"])


def test_the_line_runs_through_airflow_over_several_chunks(home: Path, delivery: Path):
    conf = {"paths": [str(delivery)], "batch": "lot", "unit": "22279", "level": "commune", "chunk": 2}
    digitized = airflow(home, "dags", "test", "digitize", "--conf", json.dumps(conf))
    assert digitized.returncode == 0, digitized.stdout[-3000:]
    for case in json.loads(sohoa(home, "review", "list", "--json").stdout):
        sohoa(home, "review", "accept", case["id"], "--reason", "đã đối chiếu")
    published = airflow(home, "dags", "test", "publish", "--conf", json.dumps({"batch": "lot", "chunk": 2}))
    assert published.returncode == 0, published.stdout[-3000:]
    counted = json.loads(sohoa(home, "status", "--json").stdout)

    assert digitized.stdout.count("end task task_id=line.ocr") >= 2
    assert counted["received"] == sum(counted["outcomes"].values()) == SOUND + 2
    assert counted["outcomes"]["on_the_way"] == 0
    assert counted["outcomes"]["loaded"] >= 1
    assert json.loads(sohoa(home, "audit", "--json").stdout)["faults"] == []


def test_the_daily_count_runs(home: Path):
    tracked = airflow(home, "dags", "test", "track_targets", "--conf", json.dumps({"year": 2025}))

    assert tracked.returncode == 0, tracked.stdout[-3000:]


def test_the_upkeep_runs(home: Path):
    kept = airflow(home, "dags", "test", "maintain")

    assert kept.returncode == 0, kept.stdout[-3000:]


def test_a_run_that_cannot_reach_what_it_needs_fails_and_says_so(home: Path, tmp_path: Path):
    conf = {"paths": [str(tmp_path / "nowhere")]}
    failed = airflow(home, "dags", "test", "digitize", "--conf", json.dumps(conf))

    assert failed.returncode != 0
    assert "no such file or folder" in failed.stdout + failed.stderr
