"""
Monthly counts of current dossiers (CSV or XLSX) for the indicators of Decision 766/QĐ-TTg.

They are dossiers of a period and have denominators of their own; the legacy stock of Decision 468 is another thing, and neither
is ever added to the other.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.targets.holdings import CellProblem, Row, find_header, problem, read_unit
from pipelines.targets.law import COUNTS
from pipelines.targets.sheets import SheetProblem, read_rows

HEADERS = {
    "month": ("month", "tháng", "kỳ"),
    "unit_code": ("unit code", "mã đơn vị"),
    "unit_name": ("unit name", "tên đơn vị", "đơn vị"),
    "dossiers": ("dossiers", "tổng số hồ sơ", "số hồ sơ"),
    "result_due": ("result due", "hồ sơ phải trả kết quả giấy"),
    "result_electronic": ("result electronic", "hồ sơ có kết quả điện tử"),
    "digitized": ("digitized", "hồ sơ đã số hóa thành phần và kết quả"),
    "received": ("received", "hồ sơ tiếp nhận trong kỳ"),
    "component_reused": ("component reused", "hồ sơ có thành phần tái sử dụng"),
    "connected": ("connected", "kết quả đã kết nối kho cổng quốc gia"),
}
_PARTS = {"result_electronic": "result_due", "digitized": "dossiers", "component_reused": "received", "connected": "result_due"}
"""Each of these is part of the other."""


@dataclass(frozen=True, slots=True)
class DossierCount:
    """The dossiers of a unit in a month."""

    month: str
    """``2026-05``."""
    unit: str
    unit_name: str
    counts: Mapping[str, int]
    """By ``law.COUNTS``."""


def read_dossiers(file: Path) -> tuple[tuple[DossierCount, ...], tuple[CellProblem, ...]]:
    """The rows of *file*, and every mistake by row and column. With any mistake nothing should be stored. Raises nothing."""
    try:
        rows = read_rows(file)
    except SheetProblem as wrong:
        return (), (problem(0, "", wrong.code, **wrong.details),)
    found = find_header(rows, HEADERS, {})
    if isinstance(found, CellProblem):
        return (), (found,)
    start, columns = found
    counted: list[DossierCount] = []
    errors: list[CellProblem] = []
    seen: dict[tuple[str, str], int] = {}
    for number, cells in rows[start:]:
        row = Row(number, cells, columns)
        if not any(row.text(name) for name in columns):
            continue
        one = _read(row)
        first = seen.setdefault((one.month, one.unit), number)
        if first != number and not row.problems:
            row.problem("unit_code", "holdings_twice", first=first)
        if not row.problems:
            counted.append(one)
        errors += row.problems
    if not counted and not errors:
        errors.append(problem(0, "", "holdings_empty"))
    return tuple(counted), tuple(errors)


def _read(row: Row) -> DossierCount:
    unit, counts = read_unit(row), {name: _count(row, name) for name in COUNTS}
    for part, whole in _PARTS.items():
        if counts[part] > counts[whole]:
            row.problem(part, "dossiers_part_exceeds", whole=HEADERS[whole][1])
    return DossierCount(_month(row), unit or "", row.text("unit_name") or unit or "", counts)


def _month(row: Row) -> str:
    cell, text = row.cells["month"], row.text("month")
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m}"
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})|(\d{1,2})/(\d{4})", text, re.ASCII):
        year, month = int(found[1] or found[4]), int(found[2] or found[3])
        if 2000 <= year <= 2100 and 1 <= month <= 12:
            return f"{year}-{month:02}"
    row.problem("month", "dossiers_bad_month")
    return ""


def _count(row: Row, name: str) -> int:
    text = re.sub(r"[.,\s]", "", row.text(name))
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        row.problem(name, "holdings_bad_count")
        return 0
    return int(text)
