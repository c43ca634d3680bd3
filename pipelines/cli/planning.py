"""plan: who scans, reads, reviews and signs what in which week, and what is missing for the goals."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.console import NEEDS_A_PERSON, complain, exiting, out, print_json, print_table, say, services
from pipelines.errors import ConfigError
from pipelines.flow import planning
from pipelines.targets.wording import pair, said

_DAY = ["%Y-%m-%d"]


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(exiting(plan))


def plan(
    weeks: Annotated[int, typer.Option(help="Số tuần. Weeks.", min=1, max=planning.MOST_WEEKS)] = planning.WEEKS,
    start: Annotated[
        dt.datetime | None, typer.Option("--from", formats=_DAY, metavar="DATE", help="Tuần đầu; mặc định tuần tới. First week.")
    ] = None,
    by: Annotated[
        dt.datetime | None,
        typer.Option(formats=_DAY, metavar="DATE", help="Xong tất cả trước hết ngày này. All done by this day."),
    ] = None,
    scan: Annotated[int | None, typer.Option(min=0, help="Nếu có bằng này đội quét. What if: scanning teams.")] = None,
    read: Annotated[int | None, typer.Option(min=0, help="Nếu có bằng này máy nhận dạng. What if: reading machines.")] = None,
    review: Annotated[int | None, typer.Option(min=0, help="Nếu có bằng này người duyệt. What if: reviewers.")] = None,
    sign: Annotated[int | None, typer.Option(min=0, help="Nếu có bằng này người ký. What if: signers.")] = None,
    straight_through: Annotated[
        float | None, typer.Option(min=0, max=1, help="Nếu tỷ lệ này không cần người xem. What if: share that passes unseen.")
    ] = None,
    remedies: Annotated[bool, typer.Option(help="Có tính phần còn thiếu hay không. Work out what is missing.")] = True,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE.xlsx", help="Ghi bảng tính. Workbook.")] = None,
    ics: Annotated[Path | None, typer.Option(metavar="FILE.ics", help="Ghi lịch. Calendar.")] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Cho dây chuyền đi theo kế hoạch. The line takes batches in this order.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="In JSON. Print JSON.")] = False,
) -> int:
    """
    Kế hoạch theo tuần: đơn vị nào, công đoạn nào, bao nhiêu; thiếu gì để kịp hạn. The weekly schedule, and what is missing.

    Example:  sohoa plan --weeks 26 --review 12 -o plan.xlsx --ics plan.ics
    """
    from pipelines.targets import planfiles  # noqa: PLC0415 - only here

    for file, ending in ((output, ".xlsx"), (ics, ".ics")):
        if file and file.suffix.lower() != ending:
            raise ConfigError(f"{file}: the name must end in {ending}")
    given = {"scan": scan, "read": read, "review": review, "sign": sign}
    request = planning.Request(
        weeks=weeks,
        start=start.date() if start else None,
        by=by.date() if by else None,
        counts={name: count for name, count in given.items() if count is not None},
        straight_through=straight_through,
        remedies=remedies,
    )
    opened = services()
    made = planning.make(opened, request)
    if made is None:
        complain(pair(said("nothing")))
        return NEEDS_A_PERSON
    labels = {name: doctype.label for name, doctype in opened.doctypes.items()}
    if output:
        output.write_bytes(planfiles.workbook(made.plan, made.assumptions, made.findings, labels))
    if ics:
        ics.write_bytes(planfiles.calendar(made.plan, labels, dt.datetime.now(dt.UTC)))
    changed = planning.put_into_effect(opened, made) if apply else None
    if json:
        print_json(planfiles.as_json(made.plan, made.remedies, made.assumptions, made.findings))
        return 0
    for text in (*made.findings, *made.assumptions):
        out.print(f"– {pair(text)}", markup=False)
    _print(made)
    for file in (output, ics):
        if file:
            say("written", file=file)
    if changed is not None:
        out.print(pair(said("applied", batches=changed)), markup=False)
    return 0


def _print(made: planning.Planned) -> None:
    """The first weeks in short; the whole plan is in the files."""
    rows: dict[tuple[dt.date, str], list[int | float]] = {}
    for order in made.plan.orders:
        row = rows.setdefault((order.week, order.station), [0, 0, 0.0])
        row[0] += order.documents
        row[1] += order.batches
        row[2] += order.hours
    shown = [
        (f"{week:%d/%m/%Y}", said(f"station.{station}")[0], documents, batches, f"{hours:.1f}")
        for (week, station), (documents, batches, hours) in rows.items()
        if week < made.plan.start + dt.timedelta(weeks=4)
    ]
    print_table("plan", ["column.week", "column.stage", "column.documents", "column.batches", "column.hours"], shown)
