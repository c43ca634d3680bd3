"""
### track_targets: the daily count against the plan

Counts what is loaded against the stock and against the year's percentage for each level (Decision 468/QĐ-TTg), and writes the
figures to the log, where the morning meeting finds them; the page shows the same.

**Runs** every day at 18:00 UTC, 1:00 in Việt Nam. `year` counts for another year than the one that is running there.

**When it fails** a database did not answer or `config/targets.yaml` is wrong: the log says which. Nothing depends on it.
"""

import datetime as dt

from airflow.sdk import Param, dag, task


@dag(
    schedule="0 18 * * *",
    start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    doc_md=__doc__,
    tags=["sohoa"],
    default_args={"retries": 2, "retry_delay": dt.timedelta(minutes=5)},
    params={"year": Param(None, type=["null", "integer"], description="Year to count for; default: the current one")},
)
def track_targets():
    @task
    def measure(params: dict, data_interval_end: dt.datetime | None = None) -> list[dict]:
        from pipelines.flow.dagside import measure

        return measure(params["year"] or (data_interval_end or dt.datetime.now(dt.UTC)).year)

    measure()


track_targets()
