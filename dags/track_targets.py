"""
### track_targets: the daily count against the plan, and the report on its day

**measure** writes stock, done and share of each level against the year's target (Decision 468/QĐ-TTg) to the log, where the
morning meeting finds them. **freeze** takes the day's snapshot of the chain of numbers, with its moment and the version of its
definitions, and works out where every level, province and unit is heading (`sohoa forecast`); the pages draw from both.
**report** closes the figures of the six-month and the yearly report on the days that `config/targets.yaml` names (14 June,
14 December), freezes them with their hash, and puts XLSX and PDF into the store under `reports/`; on other days it makes nothing.

**Runs** every day at 18:00 UTC, 1:00 in Việt Nam. `year` counts for another year than the one that is running there.

**When it fails** a database or the store did not answer, or `config/targets.yaml` is wrong: the log says which. Clear it when
that is mended: a snapshot replaces the one of its day, and a report that was missed is made within thirty days.
"""

import datetime as dt

from airflow.sdk import ExceptionRetryPolicy, Param, RetryAction, RetryRule, dag, task

RETRY = ExceptionRetryPolicy(
    rules=[RetryRule("pipelines.errors.DamageError", RetryAction.FAIL), RetryRule("pipelines.errors.OutsideError")],
    default=RetryAction.FAIL,
)
"""Only what may pass by itself is tried again; a wrong file, damaged bytes or a bug fail at once."""


@dag(
    schedule="0 18 * * *",
    start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    doc_md=__doc__,
    tags=["sohoa"],
    default_args={"retries": 2, "retry_policy": RETRY, "retry_delay": dt.timedelta(minutes=5)},
    params={"year": Param(None, type=["null", "integer"], description="Year to count for; default: the current one")},
)
def track_targets():
    @task
    def measure(params: dict, data_interval_end: dt.datetime | None = None) -> list[dict]:
        from pipelines.flow.dagside import measure

        return measure(params["year"] or (data_interval_end or dt.datetime.now(dt.UTC)).year)

    @task
    def freeze() -> dict:
        from pipelines.flow.dagside import freeze

        return freeze()

    @task
    def report() -> list[str]:
        from pipelines.flow.dagside import report

        return report()

    measure() >> freeze() >> report()


track_targets()
