"""batches list|deadline: by when each batch is to be done, and whom its papers wait for."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from pipelines.cli.console import exiting, print_json, print_table, say, services, text
from pipelines.errors import ConfigError
from pipelines.flow import board

BatchId = Annotated[str, typer.Argument(metavar="ID", help="Mã lô. Batch id.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="Các lô: hạn, và đang chờ ai. Batches: deadlines, and whom they wait for.", no_args_is_help=True)
    group.command("list")(exiting(list_batches))
    group.command()(exiting(deadline))
    app.add_typer(group, name="batches")


def list_batches(
    limit: Annotated[int, typer.Option(min=1, help="Nhiều nhất. At most.")] = 200,
    json: Annotated[bool, typer.Option("--json", help="In JSON. Print JSON.")] = False,
) -> None:
    """
    Lô chưa xong, gần hạn trước: còn mấy ngày, chờ ai. Unfinished batches, nearest deadline first: days left, who acts next.

    Example:  sohoa batches list
    """
    found = board.board(services(), limit=limit)
    if json:
        print_json([board.as_json(row) for row in found])
        return
    rows = [
        (
            row.id,
            row.unit,
            row.deadline,
            row.days_left,
            row.days,
            f"{row.open}/{row.received}",
            "\n".join(f"{text(f'wait.{wait.place}')}: {wait.papers} → {text(f'who.{wait.who}')}" for wait in row.waits),
        )
        for row in found
    ]
    columns = ("batch", "unit", "deadline", "days_left", "age", "unfinished", "waits_for")
    print_table("batches.open", [f"column.{name}" for name in columns], rows)


def deadline(
    batch: BatchId,
    day: Annotated[dt.datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="Hạn mới. The new deadline.")] = None,
    none: Annotated[bool, typer.Option("--none", help="Bỏ hạn. No deadline any more.")] = False,
    reason: Annotated[str, typer.Option(help="Lý do, ghi vào nhật ký. Why; kept in the log.")] = "",
) -> None:
    """
    Đặt hoặc đổi hạn của một lô. Say by when a batch is to be done; the plan never changes it.

    Example:  sohoa batches deadline 20261122-k3m9x2a7 --on 2026-12-15 --reason "đơn vị xin lùi"
    """
    if (day is None) is not none:
        raise ConfigError("name the day with --on YYYY-MM-DD, or take the deadline away with --none")
    board.set_deadline(services(), batch, day.date() if day else None, reason)
    say("deadline.set" if day else "deadline.gone", batch=batch, day=f"{day:%d/%m/%Y}" if day else "")
