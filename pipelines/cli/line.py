"""init, ingest, run, status: the line from receipt to registry."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.console import NEEDS_A_PERSON, exiting, initialise, print_json, print_table, progress_bar, say, services, text
from pipelines.errors import ConfigError
from pipelines.flow import intake as intake_flow
from pipelines.flow import numbers, run_everything
from pipelines.flow import run as run_station
from pipelines.model import Level, Outcome, Stage, Tally
from pipelines.settings import from_environment

Json = Annotated[bool, typer.Option("--json", help="In JSON, cho chương trình đọc. Print JSON.")]
BatchOption = Annotated[str | None, typer.Option("--batch", metavar="ID", help="Mã lô. Only this batch.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(exiting(init))
    app.command()(exiting(ingest))
    app.command()(exiting(run))
    app.command()(exiting(status))
    app.command()(exiting(retry))


def init() -> None:
    """
    Tạo hoặc nâng cấp cơ sở dữ liệu, kho và khóa thử nghiệm. Create or upgrade databases and store, and a test key that says so.

    Example:  sohoa init
    """
    settings = from_environment()
    initialise(settings)
    say("initialised", home=settings.home, key=settings.signing_key)


def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Tệp hoặc thư mục. Files or folders.")],
    batch: Annotated[
        str | None, typer.Option("--batch", metavar="ID", help="Mã lô; nhận tiếp lô dở. Receive into this batch.")
    ] = None,
    unit: Annotated[str | None, typer.Option(metavar="CODE", help="Mã đơn vị giữ giấy. Unit that holds the papers.")] = None,
    level: Annotated[Level | None, typer.Option(help="Cấp chính quyền. Level of government.")] = None,
    manifest: Annotated[Path | None, typer.Option(metavar="FILE", help="Bảng kê CSV hoặc XLSX. CSV or XLSX manifest.")] = None,
    deadline: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Hạn xong của lô. By when the batch is to be done."),
    ] = None,
    json: Json = False,
) -> int:
    """
    Nhận bản quét vào sổ. Take in files or folders as one batch; what is no scan is named and left alone.

    Example:  sohoa ingest scans/2010 --unit 22279 --level commune --manifest scans/2010/manifest.csv --deadline 2026-12-31
    """
    with progress_bar("receiving") as bar:
        receipt = intake_flow.receive(
            services(),
            paths,
            batch_id=batch,
            unit=unit,
            level=level,
            manifest=manifest,
            deadline=deadline.date() if deadline else None,
            progress=bar,
        )
    if json:
        print_json(
            {
                "batch": receipt.batch_id,
                "expected": receipt.expected,
                "received": receipt.received,
                "duplicates": receipt.duplicates,
                "known": receipt.known,
                "skipped": [{"file": str(s.file), "why": s.why, "why_en": s.why_en, "lost": s.lost} for s in receipt.skipped],
                "missing": list(receipt.missing),
                "unannounced": list(receipt.unannounced),
            }
        )
    else:
        say("received", batch=receipt.batch_id, received=receipt.received, duplicates=receipt.duplicates, known=receipt.known)
        if receipt.expected is not None:
            say("expected", expected=receipt.expected, received=receipt.received)
        for name in receipt.missing:
            say("missing_file", file=name)
        for name in receipt.unannounced:
            say("unannounced_file", file=name)
        for skipped in receipt.skipped:
            say("skipped_file", file=skipped.file, why=skipped.why, why_en=skipped.why_en)
    return 0 if receipt.complete else NEEDS_A_PERSON


def run(
    batch: BatchOption = None,
    stage: Annotated[Stage | None, typer.Option("--stage", help="Chỉ bước này. Only this station.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Số tiến trình; mặc định bằng số lõi. Worker processes.")] = None,
    json: Json = False,
) -> int:
    """
    Chạy mọi văn bản đi được qua các bước. Move everything that can move; print a tally a station.

    Exit 1 when documents went to the review desk or were set aside.

    Example:  sohoa run --workers 4
    """
    opened = services()
    numbers.check_batch(opened, batch)
    workers = workers or opened.settings.workers
    with progress_bar("running") as bar:
        watched = lambda _stage, done, total: bar(done, total)  # noqa: E731
        if stage:
            tallies = [run_station(stage, opened, batch_id=batch, workers=workers, progress=watched)]
        else:
            tallies = run_everything(opened, batch_id=batch, workers=workers, progress=watched)
    if json:
        print_json(
            {t.stage: {"passed": t.passed, "review": t.review, "set_aside": t.set_aside, "excluded": t.excluded} for t in tallies}
        )
    else:
        print_tallies(tallies)
        if held := opened.ledger.held(batch):
            say("run.held", count=held)
    return NEEDS_A_PERSON if any(t.review or t.set_aside for t in tallies) else 0


def print_tallies(tallies: list[Tally]) -> None:
    """A row a station."""
    rows = [(text(f"stage.{t.stage}"), t.passed, t.review, t.set_aside, t.excluded, t.retry) for t in tallies]
    print_table(
        "tally",
        ["column.stage", "column.passed", "outcome.review", "outcome.set_aside", "outcome.excluded", "column.retry"],
        rows,
    )


def status(batch: BatchOption = None, json: Json = False) -> None:
    """
    Văn bản đang ở đâu. Where every document is; the outcomes add up to what was received.

    Example:  sohoa status --json
    """
    opened = services()
    counted = numbers.status(opened, batch)
    if json:
        print_json(counted)
        return
    print_table(
        "status",
        ["column.outcome", "column.documents"],
        [(text(f"outcome.{o}"), counted["outcomes"][o]) for o in Outcome] + [(text("column.received"), counted["received"])],
    )
    print_table(
        "stages",
        ["column.stage", "column.documents"],
        [(text(f"stage.{s}"), counted["stages"][s]) for s in Stage],
    )
    if counted["problems"]:
        print_table("problems", ["column.problem", "column.documents"], sorted(counted["problems"].items()))
    if batch is None:
        rows = [
            (b.id, b.expected, b.received, b.deadline, *(b.outcomes.get(o, 0) for o in Outcome)) for b in opened.ledger.batches()
        ]
        columns = ["column.batch", "column.expected", "column.received", "column.deadline", *(f"outcome.{o}" for o in Outcome)]
        print_table("batches", columns, rows)


def retry(
    documents: Annotated[list[str] | None, typer.Argument(metavar="ID…", help="Mã văn bản. Document ids.")] = None,
    problem: Annotated[str | None, typer.Option(metavar="CODE", help="Mọi văn bản có vấn đề này. All with this problem.")] = None,
    batch: BatchOption = None,
) -> int:
    """
    Cho văn bản để riêng chạy lại. Put set-aside documents back on the line, once what was wrong is mended.

    Example:  sohoa retry --problem worker_died
    """
    opened = services()
    if bool(documents) == bool(problem):
        raise ConfigError("name the documents, or the problem with --problem CODE; 'sohoa status' counts the problems")
    aside = opened.ledger.documents([Outcome.SET_ASIDE], batch_id=batch) if problem else []
    wanted = documents or [document.id for document in aside if document.problem == problem]
    count = opened.ledger.retry(wanted)
    say("retried", count=count)
    return 0 if count == len(wanted) and count else NEEDS_A_PERSON
