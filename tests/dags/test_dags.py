"""The DAGs parse, keep the house rules, and run for real on SQLite."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import free_port
from tests.delivery import FEW, review_all, sohoa

ROOT = Path(__file__).parents[2]
DAGS = sorted((ROOT / "dags").glob("*.py"))
LIGHT = {"airflow", "datetime"}
POLICY = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
from pipelines.errors import ConfigError, DamageError, OutsideError
ERRORS = {"config": ConfigError("x"), "outside": OutsideError("x"), "damage": DamageError("x"), "bug": KeyError("x")}
bag = DagBag(sys.argv[1])
print("RESULT" + json.dumps({
    "errors": {str(k): v for k, v in bag.import_errors.items()},
    "dags": {d.dag_id: {"doc": bool(d.doc_md and d.doc_md.strip()), "tags": sorted(d.tags),
             "tries": {t.task_id: {name: t.retry_policy.evaluate(error, 1, t.retries).action.value if t.retries else "never"
                                   for name, error in ERRORS.items()} for t in d.tasks},
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


def test_every_dag_parses_has_its_runbook_and_tries_only_that_again_which_may_pass_by_itself(home: Path):
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
        for task, decided in dag["tries"].items():
            assert decided == {"config": "fail", "outside": "retry", "damage": "fail", "bug": "fail"}, task


def test_the_line_runs_through_airflow_over_several_chunks(home: Path, few: Path):
    conf = {"paths": [str(few)], "batch": "lot", "unit": "22279", "level": "commune", "chunk": 2}
    digitized = airflow(home, "dags", "test", "digitize", "--conf", json.dumps(conf))
    assert digitized.returncode == 0, digitized.stdout[-3000:]
    review_all(partial(sohoa, home))
    published = airflow(home, "dags", "test", "publish", "--conf", json.dumps({"batch": "lot", "chunk": 1}))
    assert published.returncode == 0, published.stdout[-3000:]
    counted = json.loads(sohoa(home, "status", "--json").stdout)

    assert digitized.stdout.count("end task task_id=line.ocr") == 2
    assert published.stdout.count("end task task_id=line.sign") == 2
    assert counted["received"] == sum(counted["outcomes"].values()) == FEW + 2
    assert counted["outcomes"]["on_the_way"] == 0
    assert counted["outcomes"]["loaded"] >= 1
    assert json.loads(sohoa(home, "audit", "--json").stdout)["faults"] == []


@pytest.fixture(scope="module")
def ended(home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """How DAGs ended that one process ran, how often their tasks were tried, and the ``log`` of all."""
    damaged = tmp_path_factory.mktemp("damaged") / "targets.yaml"
    shutil.copytree(ROOT / "config", damaged.parent, dirs_exist_ok=True)
    damaged.write_text("targets: [\n", encoding="utf-8")
    runs = {
        "count": {"dag": "track_targets", "conf": {"year": 2025}},
        "upkeep": {"dag": "maintain"},
        "wrong path": {"dag": "digitize", "conf": {"paths": [str(damaged.parent / "nowhere")]}},
        "wrong file": {"dag": "track_targets", "environment": {"SOHOA_CONFIG": str(damaged.parent)}},
        "no database": {"dag": "maintain", "environment": {"SOHOA_LEDGER_URL": f"postgresql://x@127.0.0.1:{free_port()}/x"}},
    }
    environment = {**os.environ, "SOHOA_HOME": str(home), "AIRFLOW_HOME": str(home / "airflow"), "SOHOA_WORKERS": "1"}
    environment |= {"AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
    run = subprocess.run(
        [sys.executable, "-m", "tests.dags.trying", json.dumps(list(runs.values()))],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=600,
    )
    assert run.returncode == 0, run.stdout[-3000:]
    log, _, result = run.stdout.rpartition("RESULT")
    return {**dict(zip(runs, json.loads(result.splitlines()[0]), strict=True)), "log": log}


def test_the_daily_count_and_the_upkeep_run(ended: dict[str, Any]):
    assert ended["count"] == {"state": "success", "tries": {"measure": 1, "freeze": 1, "report": 1}}
    assert ended["upkeep"] == {"state": "success", "tries": {"upkeep": 1}}


@pytest.mark.parametrize(("wrong", "task"), [("wrong path", "receive"), ("wrong file", "measure")])
def test_what_a_person_has_to_mend_fails_at_the_first_try(ended: dict[str, Any], wrong: str, task: str):
    assert ended[wrong]["state"] == "failed"
    assert ended[wrong]["tries"][task] == 1
    assert set(ended[wrong]["tries"].values()) == {0, 1}
    assert {"wrong path": "no such file or folder", "wrong file": "targets.yaml"}[wrong] in ended["log"]


def test_what_may_pass_by_itself_is_tried_three_times(ended: dict[str, Any]):
    assert ended["no database"] == {"state": "failed", "tries": {"upkeep": 3}}
