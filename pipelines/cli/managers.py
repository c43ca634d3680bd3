"""targets, progress, snapshot, report, serve, demo: progress against the law, the pages, and the whole line at a glance."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines import clock
from pipelines.cli.console import exiting, print_json, print_table, say, services, text
from pipelines.flow import drill, numbers, reporting
from pipelines.model import Level
from pipelines.services import Services

Json = Annotated[bool, typer.Option("--json", help="In JSON. Print JSON.")]
PORT = 8468


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(exiting(targets))
    app.command()(exiting(progress))
    app.command()(exiting(snapshot))
    app.command()(exiting(report))
    app.command()(exiting(serve))
    app.command()(exiting(demo))


def targets(
    year: Annotated[int | None, typer.Option(help="Năm; mặc định năm nay. Default: this year.")] = None,
    table: Annotated[
        bool, typer.Option("--table", help="Bảng chỉ tiêu theo luật, từng năm, từng cấp. The legal figures.")
    ] = False,
    json: Json = False,
) -> None:
    """
    Tiến độ so với chỉ tiêu từng cấp. Stock, done and legal target a level; with --table the legal figures of all years.

    Example:  sohoa targets --year 2025
    """
    opened = services()
    if table:
        _legal_table(opened, json)
        return
    year = year or clock.today().year
    levels = numbers.progress(opened, year)
    unplaced = numbers.unplaced(opened, year)
    if json:
        print_json([numbers.as_json(p) for p in levels])
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


def _legal_table(opened: Services, json: bool) -> None:
    legal = numbers.legal_table(opened)
    if json:
        print_json(legal)
        return
    columns = ["column.year", *(f"column.{level}" for level in Level), "column.source"]
    for part in ("stock", "process"):
        rows: dict[int, dict[str, dict[str, Any]]] = {}
        for cell in legal[part]:
            rows.setdefault(cell["year"], {})[cell["level"]] = cell
        print_table(
            f"legal_{part}",
            columns,
            [
                (
                    year,
                    *(f"{cells[level]['percent']:g} %" if level in cells else "–" for level in Level),
                    "; ".join(dict.fromkeys(cell["source"] for cell in cells.values())),
                )
                for year, cells in rows.items()
            ],
        )
    deadline = legal["deadline"]
    say("legal_deadline", date=f"{deadline['date']:%d/%m/%Y}", percent=f"{deadline['percent']:g}", source=deadline["source"])


def progress(
    under: Annotated[
        str, typer.Option(help="Mã tỉnh, huyện cũ, đơn vị; trống: cả nước. Code of province, former district, unit.")
    ] = "",
    own: Annotated[bool, typer.Option("--own", help="Theo đơn vị trước 1/7/2025. By the units before the merger.")] = False,
    json: Json = False,
) -> None:
    """
    Chuỗi số liệu: tồn kho → quét → đọc → duyệt → ký → nạp → dùng lại. The chain of numbers, from the country to a unit.

    Example:  sohoa progress --under 56
    """
    part = drill.drill(services(), under, basis="own" if own else "today")
    if json:
        print_json(drill.as_json(part))
        return
    names = ("in_stock", "scanned", "read", "reviewed", "signed", "loaded", "reused", "left")
    rows = [("", text("total"), part.chain), *((row.code, row.name, row.chain) for row in part.rows)]
    print_table(
        "chain",
        ["column.unit", "column.unit_name", *(f"chain.{name}" for name in names), "column.percent"],
        [(code, name, *(getattr(chain, n) for n in names), f"{chain.percent:.2f}") for code, name, chain in rows],
    )


def snapshot(
    whole: Annotated[bool, typer.Option("--whole", help="Đếm lại mọi giấy trước khi chốt. Count all papers anew first.")] = False,
    json: Json = False,
) -> None:
    """
    Chốt số liệu trong ngày. Freeze today's numbers with their moment and query version; twice a day is once.

    Example:  sohoa snapshot
    """
    taken = numbers.snapshot(services(), whole=whole)
    if json:
        print_json(taken)
    else:
        say("snapshot_taken", **taken)


def report(
    period: Annotated[str, typer.Option(help="Kỳ: 2026-H1, 2026-H2 hoặc 2026. Half or whole year.")],
    out: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.xlsx|FILE.pdf", dir_okay=False, help="Tệp. File.")],
    again: Annotated[
        bool, typer.Option("--again", help="Lập bản điều chỉnh. A corrected version; the earlier one is kept.")
    ] = False,
    json: Json = False,
) -> None:
    """
    Báo cáo 6 tháng hoặc năm, số liệu chốt kèm mã băm. The report of a half or whole year, frozen with cut-off and hash.

    Example:  sohoa report --period 2026-H2 -o bao-cao.xlsx
    """
    opened = services()
    made = reporting.frozen(opened, period, again=again)
    data = reporting.write(made, out.suffix)
    out.write_bytes(data)
    if json:
        told = {"period": made.period, "version": made.version, "cut_off": made.cut_off, "figures_sha256": made.sha256}
        print_json({**told, "file": out, "file_sha256": hashlib.sha256(data).hexdigest()})
    else:
        say(
            "report_written",
            file=out,
            version=made.version,
            cut_off=f"{made.cut_off.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M:%S}",
            sha256=made.sha256,
        )


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
