"""
Runs DAGs in this process: ``python -m tests.dags.trying RUNS``, a JSON list of ``{"dag", "conf", "environment"}``.

Prints a line of JSON, a list of ``{"state", "tries": {task: number of tries}}``. Only the pause between two tries is shortened.
"""

import datetime as dt
import json
import os
import sys

from airflow.dag_processing.dagbag import DagBag


def main(runs: list[dict]) -> None:
    dags = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"]).dags
    ended = []
    for run in runs:
        dag = dags[run["dag"]]
        for task in dag.tasks:
            task.retry_delay = dt.timedelta(seconds=1)
        before = dict(os.environ)
        os.environ.update(run.get("environment", {}))
        done = dag.test(run_conf=run.get("conf"))
        os.environ.clear()
        os.environ.update(before)
        tries = {one.task_id: one.try_number for one in done.get_task_instances()}
        ended.append({"state": str(done.state), "tries": tries})
    print("\nRESULT" + json.dumps(ended))  # noqa: T201


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
