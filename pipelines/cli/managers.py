"""holdings, targets, serve, demo: stock and progress, the pages, and the whole line at a glance."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.console import exiting, print_json, print_table, say, services, text
from pipelines.flow import numbers

Json = Annotated[bool, typer.Option("--json", help="In JSON. Print JSON.")]
PORT = 8468


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    stock = typer.Typer(help="Số giấy còn phải số hóa. The stock to be digitized.", no_args_is_help=True)
    stock.command("import")(exiting(import_holdings))
    app.add_typer(stock, name="holdings")
    app.command()(exiting(targets))
    app.command()(exiting(serve))
    app.command()(exiting(demo))


def import_holdings(file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)]) -> None:
    """
    Nhập số liệu tồn kho từ CSV hoặc XLSX. Take over a count of the stock; faulty cells are all named and nothing is then taken.

    Example:  sohoa holdings import stock.xlsx
    """
    say("holdings_imported", rows=numbers.import_holdings(services(), file))


def targets(
    year: Annotated[int | None, typer.Option(help="Năm; mặc định năm nay. Default: this year.")] = None,
    json: Json = False,
) -> None:
    """
    Tiến độ so với chỉ tiêu từng cấp. Stock, done and legal target a level.

    Example:  sohoa targets --year 2025
    """
    year = year or dt.datetime.now(dt.timezone(dt.timedelta(hours=7))).year
    opened = services()
    levels = numbers.progress(opened, year)
    unplaced = numbers.unplaced(opened, year)
    if json:
        rows = [
            {
                "level": p.level,
                "year": p.year,
                "stock": p.stock,
                "done": p.done,
                "percent": round(p.percent, 2),
                "target_percent": p.target.percent,
                "left": p.left,
                "overdue": p.overdue,
                "source": p.target.source,
            }
            for p in levels
        ]
        print_json(rows)
        return
    print_table(
        "targets",
        ["column.level", "column.stock", "column.done", "column.percent", "column.target", "column.overdue", "column.source"],
        [
            (text(f"level.{p.level}"), p.stock, p.done, f"{p.percent:.2f}", f"{p.target.percent:g}", p.overdue, p.target.source)
            for p in levels
        ],
    )
    if unplaced:
        say("unplaced", count=unplaced)


def serve(
    port: Annotated[int, typer.Option(help="Cổng. Port.")] = PORT,
    host: Annotated[str, typer.Option(help="Địa chỉ; mặc định chỉ máy này. Default: this machine only.")] = "127.0.0.1",
) -> None:
    """
    Mở các trang. Serve the pages.

    Example:  sohoa serve --port 8468
    """
    import uvicorn  # noqa: PLC0415 - only here

    from web import create_app  # noqa: PLC0415

    say("serving", url=f"http://{host}:{port}/")
    uvicorn.run(create_app(services()), host=host, port=port, log_level="warning")


def demo(count: Annotated[int, typer.Option(min=24, help="Số bản quét mẫu. How many sample scans.")] = 24) -> int:
    """
    Cả dây chuyền trên bản quét mẫu, qua Airflow. Invented scans through the DAGs' whole line, then a table of what happened.

    Example:  sohoa demo
    """
    from pipelines.cli import demo as show  # noqa: PLC0415

    return show.show(count)
