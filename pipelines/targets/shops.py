"""
Reports of one-stop shops (CSV or XLSX): which work by the digitization process, since when, and by whose word.

Decision 468/QĐ-TTg sets their share a level and year; it is a share of shops, and has nothing to do with papers.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipelines.model import Level, Shop, Target
from pipelines.targets.holdings import CellProblem, Row, find_header, problem, read_level, read_unit
from pipelines.targets.law import Targets
from pipelines.targets.sheets import SheetProblem, read_rows

HEADERS = {
    "unit_code": ("unit code", "mã đơn vị"),
    "unit_name": ("unit name", "tên đơn vị", "đơn vị", "bộ phận một cửa"),
    "level": ("level", "cấp"),
    "since": ("since", "làm theo quy trình từ ngày", "áp dụng từ ngày", "từ ngày"),
    "reported_by": ("reported by", "theo báo cáo", "nguồn", "văn bản báo cáo"),
}
MORE_HEADERS = {"closed": ("closed", "ngừng hoạt động từ ngày", "ngừng từ ngày")}
_TITLE = "BỘ PHẬN MỘT CỬA SỐ HÓA THEO QUY TRÌNH"


@dataclass(frozen=True, slots=True)
class RollOut:
    """The shops of a level at the end of a year: how many there are, how many work by the process, and the law's share."""

    level: Level
    year: int
    shops: int
    by_process: int
    target: Target | None
    """None where the law names no share."""

    @property
    def percent(self) -> float | None:
        """The share; None where no shop was told of."""
        return 100.0 * self.by_process / self.shops if self.shops else None

    @property
    def missing(self) -> int:
        """Shops that lack at the target."""
        wanted = -(-self.shops * self.target.percent // 100) if self.target else 0
        return max(0, int(wanted) - self.by_process)


def roll_out(shops: Iterable[Shop], legal: Targets, year: int, today: dt.date) -> tuple[RollOut, ...]:
    """
    Every level at the end of *year*, or on *today* where the year is not over; levels without shop and target are left out.

    A shop that was closed by then is not counted. After the last year that the law names, that year's share holds.
    """
    day = min(dt.date(year, 12, 31), today)
    there = [shop for shop in shops if shop.closed is None or shop.closed > day]
    found = []
    for level in Level:
        ours = [shop for shop in there if shop.level is level]
        years = [named for of, named in legal.process if of is level and named <= year]
        target = legal.process[level, max(years)] if years else None
        if ours or target:
            done = sum(shop.since is not None and shop.since <= day for shop in ours)
            found.append(RollOut(level, year, len(ours), done, target))
    return tuple(found)


def read_shops(file: Path) -> tuple[tuple[Shop, ...], tuple[CellProblem, ...]]:
    """The rows of *file*, and every mistake by row and column. With any mistake nothing should be stored. Raises nothing."""
    try:
        rows = read_rows(file)
    except SheetProblem as wrong:
        return (), (problem(0, "", wrong.code, **wrong.details),)
    found = find_header(rows, HEADERS, MORE_HEADERS)
    if isinstance(found, CellProblem):
        return (), (found,)
    start, columns = found
    shops: list[Shop] = []
    errors: list[CellProblem] = []
    seen: dict[tuple[str, Level], int] = {}
    for number, cells in rows[start:]:
        row = Row(number, cells, columns)
        if not any(row.text(name) for name in columns):
            continue
        shop = _read(row)
        if shop and (first := seen.setdefault((shop.unit, shop.level), number)) != number:
            row.problem("unit_code", "shops_twice", first=first)
        elif shop:
            shops.append(shop)
        errors += row.problems
    if not shops and not errors:
        errors.append(problem(0, "", "holdings_empty"))
    return tuple(shops), tuple(errors)


def make_shops_template() -> bytes:
    """An empty list of shops (XLSX)."""
    import xlsxwriter  # noqa: PLC0415 - slow to import

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": _TITLE, "created": dt.datetime(2021, 3, 27)})  # noqa: DTZ001 - a file's date has no zone
    sheet = book.add_worksheet("Bộ phận một cửa")
    bold, as_text, as_day = (book.add_format(s) for s in ({"bold": True}, {"num_format": "@"}, {"num_format": "dd/mm/yyyy"}))
    sheet.write(0, 0, _TITLE, bold)
    for at, (name, spelt) in enumerate({**HEADERS, **MORE_HEADERS}.items()):
        sheet.write(1, at, spelt[1][0].upper() + spelt[1][1:], bold)
        sheet.set_column(at, at, 32 if name in ("unit_name", "reported_by") else 20, as_day if name in _DAYS else as_text)
    sheet.freeze_panes(2, 0)
    book.close()
    return out.getvalue()


_DAYS = ("since", "closed")


def _read(row: Row) -> Shop | None:
    unit, level, name = read_unit(row), read_level(row), row.text("unit_name")
    since, closed = (_day(row, column) for column in _DAYS)
    if not name:
        row.problem("unit_name", "holdings_no_name")
    if not row.text("reported_by"):
        row.problem("reported_by", "shops_no_report")
    if since and closed and closed < since:
        row.problem("closed", "shops_closed_before")
    if row.problems or unit is None or level is None:
        return None
    return Shop(unit, name, level, since, closed, row.text("reported_by"))


def _day(row: Row, column: str) -> dt.date | None:
    cell, text = row.cells.get(column), row.text(column)
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if not text:
        return None
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})/(\d{1,2})/(\d{4})", text, re.ASCII)
    try:
        if found:
            return dt.date(*(int(found[k]) for k in ((1, 2, 3) if found[1] else (6, 5, 4))))
    except ValueError:
        pass
    row.problem(column, "shops_bad_day")
    return None
