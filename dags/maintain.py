"""
### maintain: the upkeep of what is published

Lifts signatures that missed a level because a service was down, gives new time stamps before certificates or algorithms end,
holds a share of the stored files against their hashes, tells other systems what was published and revoked, and writes the
figures of legal quality to the log. How much a night: `config/maintenance.yaml`.

**Runs** every night at 20:00 UTC, 3:00 in Việt Nam. Running it twice, or by hand beside the night's run, is harmless:
nothing is signed here, and no file gets two stamps for one reason.

**When it fails** a database, the store or `config/*.yaml` did not answer or is wrong: the log says which; clear the task when
it is mended. When the log names files that are gone or changed, restore them from a backup and run `sohoa audit`. A time stamp
or OCSP service that is down does not fail it: its files stay due, and the next night tries again.
"""

import datetime as dt

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule, dag, task

RETRY = ExceptionRetryPolicy(
    rules=[RetryRule("pipelines.errors.DamageError", RetryAction.FAIL), RetryRule("pipelines.errors.OutsideError")],
    default=RetryAction.FAIL,
)
"""Only what may pass by itself is tried again; a wrong file, damaged bytes or a bug fail at once."""


@dag(
    schedule="0 20 * * *",
    start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    doc_md=__doc__,
    tags=["sohoa"],
    default_args={"retries": 2, "retry_policy": RETRY, "retry_delay": dt.timedelta(minutes=10)},
)
def maintain():
    @task
    def upkeep() -> dict:
        from pipelines.flow.dagside import maintain

        return maintain()

    upkeep()


maintain()
