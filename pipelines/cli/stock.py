"""holdings, reuse: what is counted on the shelves, and what of it was used again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.console import NEEDS_A_PERSON, exiting, print_json, print_table, say, services, text
from pipelines.flow import stock

Json = Annotated[bool, typer.Option("--json", help="In JSON. Print JSON.")]
File = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)]
Unit = Annotated[str | None, typer.Option(help="Chỉ một đơn vị. One unit only.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    holdings = typer.Typer(help="Số giấy còn phải số hóa. The stock to be digitized.", no_args_is_help=True)
    holdings.command("import")(exiting(import_holdings))
    holdings.command("template")(exiting(template))
    holdings.command("list")(exiting(listed))
    holdings.command("history")(exiting(history))
    app.add_typer(holdings, name="holdings")
    app.command()(exiting(reuse))


def import_holdings(
    file: File, reason: Annotated[str | None, typer.Option(help="Lý do điều chỉnh số tồn. Why the count changes.")] = None
) -> None:
    """
    Nhập số liệu tồn kho từ CSV hoặc XLSX. Take over a count of the stock; faulty cells are all named and nothing is then taken.

    Example:  sohoa holdings import stock.xlsx --reason "kiểm kê lại kho Vạn Giã"
    """
    say("holdings_imported", rows=stock.import_holdings(services(), file, reason))


def template(file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", dir_okay=False)]) -> None:
    """
    Mẫu bảng kiểm kê để đơn vị điền. The stock list that units fill in, with drop-down lists.

    Example:  sohoa holdings template kiem-ke.xlsx
    """
    file.write_bytes(stock.template(services()))
    say("written", file=file)


def listed(unit: Unit = None, json: Json = False) -> None:
    """
    Từng dòng của bảng kiểm kê, ưu tiên trước. Every line of the stock lists, most urgent first; those that left it too.

    Example:  sohoa holdings list --unit 22489
    """
    rows = stock.lines(services(), unit)
    names = (
        "unit",
        "unit_name",
        "level",
        "document_type",
        "year",
        "shelf",
        "box",
        "count",
        "pages",
        "priority",
        "state",
        "reason",
    )
    if json:
        print_json([{**{name: getattr(row, name) for name in names}, "successor": row.successor} for row in rows])
        return
    columns = ["column.unit", "column.unit_name", "column.level", "column.type", "column.year", "column.shelf", "column.box"]
    columns += ["column.stock", "column.pages_estimated", "column.priority", "column.stock_state", "column.why"]
    print_table("holdings_list", columns, [[_shown(name, getattr(row, name)) for name in names] for row in rows])


def history(unit: Unit = None, json: Json = False) -> None:
    """
    Các lần điều chỉnh số tồn: mẫu số trước và sau. Corrections of the stock: the denominator before and after.

    Example:  sohoa holdings history --unit 22489
    """
    found = stock.corrections_told(services(), unit)
    names = (
        "at",
        "actor",
        "unit",
        "unit_name",
        "level",
        "document_type",
        "before",
        "after",
        "left_before",
        "left_after",
        "reason",
    )
    rows = [
        {
            **{name: getattr(told.correction, name) for name in names},
            "loaded": told.loaded,
            "percent_before": None if told.percent_before is None else round(told.percent_before, 2),
            "percent_after": None if told.percent_after is None else round(told.percent_after, 2),
        }
        for told in found
    ]
    if json:
        print_json(rows)
        return
    columns = ["column.at", "column.actor", "column.unit", "column.unit_name", "column.level", "column.type", "column.before"]
    columns += ["column.after", "column.left_before", "column.left_after", "column.why", "column.percent_before"]
    columns += ["column.percent_after"]
    shown = (*names, "percent_before", "percent_after")
    print_table("holdings_history", columns, [[_shown(name, row[name]) for name in shown] for row in rows])


def reuse(
    code: Annotated[str, typer.Argument(metavar="CODE")],
    dossier: Annotated[str, typer.Option(help="Mã hồ sơ dùng lại kết quả. Dossier that the result is used for.")],
) -> int:
    """
    Ghi nhận kết quả được dùng lại cho một hồ sơ. Note that a result was used for a dossier instead of asking for the paper.

    Example:  sohoa reuse 20261122-2h4c9qk3m9 --dossier H32.15-261120-0007
    """
    new = stock.reuse(services(), code, dossier)
    say("reuse_noted" if new else "reuse_known")
    return 0 if new else NEEDS_A_PERSON


def _shown(name: str, value: object) -> object:
    if name == "level":
        return text(f"level.{value}")
    if name == "state":
        return text(f"stock.{value}")
    return f"{value:%Y-%m-%d %H:%M}" if name == "at" else value
