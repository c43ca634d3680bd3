"""
### publish: from accepted to signed and loaded

Takes what the machine was sure of and what people accepted, and moves it through **sign → load**: the conversion mark and the
signature on the file, a second look at the result, then the registry and the permanent key.

**Runs** every half hour in office hours, and by hand; `batch` narrows it down. A document is signed once, however often this
runs.

**When a task fails** the key, the store or a database did not answer three times, or a configuration file or PIN is wrong, which
is not tried again: the log says which. Clear the task when it is mended.
"""

import datetime as dt

from airflow.sdk import ExceptionRetryPolicy, Param, RetryAction, RetryRule, dag, task, task_group

MOST = 200
"""Mapped tasks a run: thousands slow the scheduler down, so big stocks make bigger chunks."""

RETRY = ExceptionRetryPolicy(
    rules=[RetryRule("pipelines.errors.DamageError", RetryAction.FAIL), RetryRule("pipelines.errors.OutsideError")],
    default=RetryAction.FAIL,
)
"""Only what may pass by itself is tried again; a wrong file, damaged bytes or a bug fail at once."""


@dag(
    schedule="*/30 0-11 * * 1-6",  # UTC; 7:00 to 18:30 in Việt Nam
    start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    doc_md=__doc__,
    tags=["sohoa"],
    default_args={"retries": 2, "retry_policy": RETRY, "retry_delay": dt.timedelta(minutes=1)},
    params={
        "batch": Param(None, type=["null", "string"], description="Only this batch"),
        "chunk": Param(100, type="integer", minimum=1, description="Documents a mapped task"),
    },
)
def publish():
    @task
    def plan(params: dict) -> list[str]:
        from pipelines.flow.dagside import plan

        return plan(["review", "sign"], params["batch"], params["chunk"], MOST)

    @task_group
    def line(chunk: str):
        @task
        def sign(chunk: str) -> str:
            from pipelines.flow.dagside import move

            return move("sign", chunk)

        @task
        def load(chunk: str) -> str:
            from pipelines.flow.dagside import move

            return move("load", chunk)

        load(sign(chunk))

    @task(trigger_rule="none_failed")
    def tell(params: dict) -> None:
        from pipelines.flow.dagside import tell

        tell(params["batch"])

    line.expand(chunk=plan()) >> tell()


publish()
