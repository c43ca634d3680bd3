"""
### digitize: from a folder of scans to the reviewers' desk

Receives a delivery, shares it out into chunks and moves each chunk through **ocr → extract → validate**. What is certain is
then ready for `publish`; what is doubtful waits at the desk (`sohoa review list`).

**Run it** by hand or from a watcher, with the delivery as parameters: `paths` (files or folders that the workers can read),
and if known `manifest`, `batch`, `unit`, `level`, `deadline`. Without `paths` it takes up what is on the way: so it runs twice an
hour in office hours by itself, for what people corrected at the desk and what an earlier run left behind.

**When a task fails** the store or a database did not answer, or a configuration file is wrong: the log says which. Nothing is
lost; what may pass by itself is tried again twice, a wrong file fails at once, and clearing the task later is always safe. A
paper that cannot be read fails no task: it is set aside with its reason (`sohoa status`).

Where a document stands is the ledger's business, not Airflow's: XCom carries chunk ids only.
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
    schedule="15,45 0-11 * * 1-6",  # UTC; 7:15 to 18:45 in Việt Nam, between the runs of publish
    start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    doc_md=__doc__,
    tags=["sohoa"],
    default_args={"retries": 2, "retry_policy": RETRY, "retry_delay": dt.timedelta(minutes=1)},
    params={
        "paths": Param([], type="array", items={"type": "string"}, description="Files or folders to receive"),
        "manifest": Param(None, type=["null", "string"], description="CSV or XLSX manifest"),
        "batch": Param(None, type=["null", "string"], description="Batch id; the same id goes on with an interrupted delivery"),
        "unit": Param(None, type=["null", "string"], description="Code of the unit that holds the papers"),
        "level": Param(None, type=["null", "string"], description="central, province, district or commune"),
        "deadline": Param(None, type=["null", "string"], format="date", description="By when the batch is to be done"),
        "chunk": Param(40, type="integer", minimum=1, description="Documents a mapped task"),
    },
)
def digitize():
    @task
    def receive(params: dict) -> str | None:
        from pipelines.flow.dagside import receive

        return receive(params)

    @task
    def plan(params: dict, batch: str | None) -> list[str]:
        from pipelines.flow.dagside import plan

        return plan(["ingest", "ocr", "extract"], batch, params["chunk"], MOST)

    @task_group
    def line(chunk: str):
        @task
        def ocr(chunk: str) -> str:
            from pipelines.flow.dagside import move

            return move("ocr", chunk)

        @task
        def extract(chunk: str) -> str:
            from pipelines.flow.dagside import move

            return move("extract", chunk)

        @task
        def validate(chunk: str) -> str:
            from pipelines.flow.dagside import move

            return move("validate", chunk)

        validate(extract(ocr(chunk)))

    @task(trigger_rule="none_failed")
    def tell(batch: str | None) -> None:
        from pipelines.flow.dagside import tell

        tell(batch)

    batch = receive()
    line.expand(chunk=plan(batch=batch)) >> tell(batch)


digitize()
