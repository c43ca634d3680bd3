"""forecast, shops, dossiers: who will make it, and what is counted beside the stock."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.console import exiting, print_json, print_table, say, services, text
from pipelines.errors import ConfigError
from pipelines.flow import beside, outlook

Json = Annotated[bool, typer.Option("--json", help="In JSON. Print JSON.")]
File = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)]
Month = Annotated[str, typer.Option(metavar="MONTH", help="Tháng, dạng 2026-05. A month like 2026-05.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(exiting(forecast))
    shops = typer.Typer(help="Bộ phận một cửa số hóa theo quy trình (QĐ 468). One-stop shops.", no_args_is_help=True)
    shops.command("import")(exiting(import_shops))
    shops.command("template")(exiting(shops_template))
    shops.command("list")(exiting(list_shops))
    shops.command("progress")(exiting(shops_progress))
    app.add_typer(shops, name="shops")
    dossiers = typer.Typer(help="Hồ sơ hiện hành theo tháng (QĐ 766). Current dossiers by month.", no_args_is_help=True)
    dossiers.command("import")(exiting(import_dossiers))
    dossiers.command("show")(exiting(show_dossiers))
    app.add_typer(dossiers, name="dossiers")


def forecast(
    under: Annotated[
        str, typer.Option(help="Mã tỉnh hoặc đơn vị; trống: cả nước, từng cấp, từng tỉnh. Code of a province or unit.")
    ] = "",
    every: Annotated[bool, typer.Option("--all", help="Mọi đơn vị. Every unit there is.")] = False,
    by: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Hạn mới khi hạn luật đã qua. Day, where the law's has passed."),
    ] = None,
    missing: Annotated[bool, typer.Option("--missing", help="Chỉ nơi sẽ không kịp. Only who will miss the day.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE.xlsx|FILE.csv", help="Tệp. File.")] = None,
    json: Json = False,
) -> None:
    """
    Ai sẽ kịp, ai không kịp và thiếu bao nhiêu, theo nhịp của chính mình. Who will make it, who will not and by how much.

    Example:  sohoa forecast --under 56 --missing -o du-bao.xlsx
    """
    if output and output.suffix.lower() not in (".xlsx", ".csv"):
        raise ConfigError(f"{output}: the name must end in .xlsx or .csv")
    found = outlook.outlook(services(), outlook.EVERY if every else under, by=by.date() if by else None)
    rows = outlook.as_rows(found)
    rows = [row for row in rows if row["state"] in ("misses", "too_few_weeks")] if missing else rows
    if output:
        from web import lookahead, tabling  # noqa: PLC0415 - files look like those of the pages

        output.write_bytes(tabling.write(lookahead.forecast_figure(rows), output.suffix.lower().lstrip("."), "forecast"))
    if json:
        print_json(rows)
        return
    print_table(
        "forecast",
        ["column.unit", "column.unit_name", "column.level", "column.left_over", "column.by", "column.needed", "column.pace",
         "column.lacking", "column.finish", "column.state"],
        [
            (
                row["code"],
                row["name"] or text("total" if row["kind"] == "country" else f"level.{row['level']}"),
                text(f"level.{row['level']}") if row["level"] else "",
                row["left"],
                f"{row['goal']:%d/%m/%Y}",
                row["needed"],
                row["pace"],
                _between(row["missing"], row["missing_low"], row["missing_high"]),
                _between(*(f"{row[name]:%m/%Y}" if row[name] else None for name in ("finish", "earliest", "latest"))),
                text(f"forecast.{row['state']}"),
            )
            for row in rows
        ],
    )  # fmt: skip
    if output:
        say("written", file=output)


def _between(middle: object, low: object, high: object) -> str:
    return "" if middle is None else f"{middle} ({low if low is not None else '…'} – {high if high is not None else '…'})"


def import_shops(file: File) -> None:
    """
    Nhập báo cáo của bộ phận một cửa. Take over who reports to work by the process; faulty cells are all named.

    Example:  sohoa shops import mot-cua.xlsx
    """
    say("shops_imported", rows=beside.import_shops(services(), file))


def shops_template(file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", dir_okay=False)]) -> None:
    """
    Mẫu danh sách bộ phận một cửa. The list of one-stop shops to fill in.

    Example:  sohoa shops template mot-cua.xlsx
    """
    file.write_bytes(beside.shops_template())
    say("written", file=file)


def list_shops(json: Json = False) -> None:
    """
    Từng bộ phận một cửa và báo cáo của nó. Every one-stop shop, since when it works by the process, and who says so.

    Example:  sohoa shops list --json
    """
    kept = beside.shops(services())
    names = ("unit", "unit_name", "level", "since", "closed", "reported_by")
    rows = [{**{name: getattr(one.shop, name) for name in names}, "actor": one.actor, "at": one.updated_at} for one in kept]
    if json:
        print_json(rows)
        return
    columns = ["column.unit", "column.unit_name", "column.level", "column.since", "column.closed", "column.reported_by"]
    print_table("shops", columns, [[text(f"level.{row[n]}") if n == "level" else row[n] for n in names] for row in rows])


def shops_progress(json: Json = False) -> None:
    """
    Tỷ lệ bộ phận một cửa theo quy trình, từng năm, từng cấp. Their share by year and level against the law's.

    Example:  sohoa shops progress
    """
    rows = beside.roll_out(services())
    if json:
        print_json(rows)
        return
    names = ("year", "level", "shops", "by_process", "percent", "target", "missing", "source")
    columns = ["column.year", "column.level", "column.shops", "column.by_process", "column.percent", "column.target"]
    columns += ["column.lacking", "column.source"]
    print_table("roll_out", columns, [[text(f"level.{row[n]}") if n == "level" else row[n] for n in names] for row in rows])


def import_dossiers(file: File) -> None:
    """
    Nhập số hồ sơ hiện hành theo tháng. Take over monthly counts of current dossiers (Decision 766), apart from the stock.

    Example:  sohoa dossiers import ho-so-2026-05.xlsx
    """
    say("dossiers_imported", rows=beside.import_dossiers(services(), file))


def show_dossiers(since: Month = "", until: Month = "", json: Json = False) -> None:
    """
    Chỉ số 4.1–4.4 của từng đơn vị trong kỳ; mặc định cả năm mới nhất. Decision 766's indicators by unit in a period.

    Example:  sohoa dossiers show --since 2026-01 --until 2026-06
    """
    opened = services()
    first, last = beside.period(opened, since, until)
    rows = beside.indicators(opened, first, last)
    if json:
        print_json({"since": first, "until": last, "indicators": rows})
        return
    columns = ["column.unit", "column.unit_name", "column.indicator", "column.numerator", "column.denominator"]
    columns += ["column.percent", "column.full_from"]
    print_table(
        "dossiers",
        columns,
        [
            (r["unit"], r["name"], f"{r['id']} {r['indicator']}", r["numerator"], r["denominator"], r["percent"], r["full_from"])
            for r in rows
        ],
    )
    say("dossiers_period", since=first, until=last)
