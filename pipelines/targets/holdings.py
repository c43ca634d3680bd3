"""Stock lists as units send them (CSV or XLSX) → holdings, with every mistake named by row and column."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import explain
from pipelines.model import Holding, Level
from pipelines.targets.sheets import Cell, SheetProblem, read_rows

HEADERS = {
    "unit_code": ("unit code", "mã đơn vị", "mã đơn vị hành chính", "mã ĐVHC"),
    "unit_name": ("unit name", "tên đơn vị", "đơn vị"),
    "level": ("level", "cấp", "cấp hành chính"),
    "document_type": ("document type", "loại giấy tờ", "loại giấy", "loại kết quả"),
    "count": ("count", "số lượng", "số lượng còn hiệu lực", "số lượng tồn"),
}
"""Columns, and how their headings may be written; case, tone marks and punctuation make no difference."""

LEVELS = {
    Level.CENTRAL: ("trung ương", "cấp trung ương", "bộ", "bộ, ngành"),
    Level.PROVINCE: ("tỉnh", "cấp tỉnh", "tỉnh, thành phố"),
    Level.DISTRICT: ("huyện", "cấp huyện", "quận, huyện"),
    Level.COMMUNE: ("xã", "cấp xã", "phường, xã", "xã, phường", "xã, phường, thị trấn", "xã, phường, đặc khu"),
}

OTHER = "other"
"""Document type of stock that no configured type covers; it belongs to the denominator all the same."""

_HEADER_WITHIN = 30
_MOST = 1_000_000_000
_SLIP = 0.85  # likeness (difflib) from which an unknown type is taken for a misspelt one
_UNIT = re.compile(r"[0-9A-Za-zĐđ][0-9A-Za-zĐđ._-]{0,34}")
_TYPE = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A mistake in the file, and what to do about it."""

    row: int
    """From 1 as a spreadsheet numbers them; 0 for the file as a whole."""
    column: str
    """Heading as it stands in the file; empty for a whole row or file."""
    message: str
    """Vietnamese."""
    message_en: str

    def __str__(self) -> str:
        place = [f"dòng {self.row} (row)"] * bool(self.row) + [f"cột «{self.column}» (column)"] * bool(self.column)
        return ", ".join(place) + ": " * bool(place) + f"{self.message} · {self.message_en}"


@dataclass(frozen=True, slots=True)
class HoldingsImport:
    """What a file holds. With any error nothing should be stored: a list with gaps makes a false denominator."""

    holdings: tuple[Holding, ...]
    """Rows without a mistake."""
    errors: tuple[CellProblem, ...]


class _Row:
    """One row: finds its cells by column and collects what is wrong with them."""

    def __init__(self, number: int, cells: list[Cell], columns: Mapping[str, tuple[int, str]]) -> None:
        self.number, self.columns, self.problems = number, columns, list[CellProblem]()
        self.cells = {name: cells[at] if at < len(cells) else None for name, (at, _) in columns.items()}

    def problem(self, column: str, code: str, **details: object) -> None:
        self.problems.append(_problem(self.number, self.columns[column][1], code, **details))

    def text(self, column: str) -> str:
        cell = self.cells[column]
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return unicodedata.normalize("NFC", " ".join(str("" if cell is None else cell).split()))


def read_holdings(file: Path, types: Mapping[str, str] | None = None) -> HoldingsImport:
    """
    Read a stock list: columns unit_code, unit_name, level, document_type, count, headings and levels in Vietnamese or English.

    Rows above the heading (titles) and empty rows are passed over. *types* maps identifiers of document types to their
    Vietnamese labels; either is understood. Stock of a type that is not configured is stock all the same: its identifier
    (``like_this``), or ``other`` ("khác"), is taken, unless it looks like a slip of the pen for a configured one.

    All mistakes of the file are collected; none is guessed away: a code that lost its leading zeros, two counts for the same
    stock, a count that is no whole number. Raises nothing for a bad file.
    """
    try:
        rows = read_rows(file)
    except SheetProblem as problem:
        return HoldingsImport((), (_problem(0, "", problem.code, **problem.details),))
    found = _find_header(rows)
    if isinstance(found, CellProblem):
        return HoldingsImport((), (found,))
    start, columns = found
    named = _type_names(types or {})
    holdings: list[Holding] = []
    errors: list[CellProblem] = []
    seen: dict[tuple[str, Level, str], int] = {}
    names: dict[str, tuple[int, str]] = {}
    for number, cells in rows[start:]:
        row = _Row(number, cells, columns)
        if not any(row.text(name) for name in columns):
            continue
        holding = _read(row, named)
        if holding:
            first = seen.setdefault((holding.unit, holding.level, holding.document_type), number)
            if first != number:
                row.problem("count", "holdings_twice", first=first)
            named_at, name = names.setdefault(holding.unit, (number, holding.unit_name))
            if _fold(name) != _fold(holding.unit_name):
                row.problem("unit_name", "holdings_two_names", first=named_at)
            if not row.problems:
                holdings.append(holding)
        errors += row.problems
    if not holdings and not errors:
        errors.append(_problem(0, "", "holdings_empty"))
    return HoldingsImport(tuple(holdings), tuple(errors))


def _find_header(rows: list[tuple[int, list[Cell]]]) -> tuple[int, dict[str, tuple[int, str]]] | CellProblem:
    """Index of the first row after the heading, and {column: (position, heading as written)}."""
    aliases = {_fold(alias): name for name, others in HEADERS.items() for alias in (name, *others)}
    best: tuple[int, set[str]] = (0, set())
    for index, (number, cells) in enumerate(rows[:_HEADER_WITHIN]):
        columns: dict[str, tuple[int, str]] = {}
        for at, cell in enumerate(cells):
            name = aliases.get(_fold(str(cell))) if isinstance(cell, str) else None
            if name in columns:
                return _problem(number, str(cell), "holdings_column_twice", first=columns[name][1])
            if name:
                columns[name] = (at, str(cell).strip())
        if len(columns) == len(HEADERS):
            return index + 1, columns
        if len(columns) > len(best[1]):
            best = number, set(columns)
    missing = ", ".join(f"{name} ({HEADERS[name][1]})" for name in HEADERS if name not in best[1])
    return _problem(best[0], "", "holdings_column_missing", columns=missing)


def _read(row: _Row, types: Mapping[str, str]) -> Holding | None:
    level, unit = _level(row), _unit(row)
    name, kind, count = row.text("unit_name"), _type(row, types), _count(row)
    if not name:
        row.problem("unit_name", "holdings_no_name")
    if level and unit and unit.isdigit() and len(unit) == 3 and level is not Level.DISTRICT:
        row.problem("unit_code", "holdings_zeros_lost")
    if row.problems or level is None or unit is None or kind is None or count is None:
        return None
    return Holding(unit=unit, unit_name=name, level=level, document_type=kind, count=count)


def _unit(row: _Row) -> str | None:
    unit = row.text("unit_code")
    if not unit:
        row.problem("unit_code", "holdings_no_unit")
    elif not _UNIT.fullmatch(unit):
        row.problem("unit_code", "holdings_bad_unit")
    # A number cell has no leading zeros: only five digits are surely whole (Decision 19/2025: provinces 2, communes 5 digits).
    elif (not isinstance(row.cells["unit_code"], str) and len(unit) != 5) or (unit.isdigit() and len(unit) in (1, 4)):
        row.problem("unit_code", "holdings_zeros_lost")
    else:
        return unit
    return None


def _level(row: _Row) -> Level | None:
    text = _fold(row.text("level"))
    for level, spellings in LEVELS.items():
        if text in (level.value, *map(_fold, spellings)):
            return level
    row.problem("level", "holdings_bad_level")
    return None


def _type(row: _Row, types: Mapping[str, str]) -> str | None:
    text = row.text("document_type")
    if kind := types.get(_fold(text)):
        return kind
    near = difflib.get_close_matches(_fold(text), types, n=1, cutoff=_SLIP)
    if near:
        row.problem("document_type", "holdings_type_slip", meant=types[near[0]])
    elif _TYPE.fullmatch(text):
        return text
    else:
        row.problem("document_type", "holdings_bad_type", known=", ".join(sorted(set(types.values()))))
    return None


def _type_names(types: Mapping[str, str]) -> dict[str, str]:
    names = {_fold(OTHER): OTHER, _fold("khác"): OTHER}
    for name, label in types.items():
        names[_fold(name)] = names[_fold(label)] = name
    return names


def _count(row: _Row) -> int | None:
    cell, text = row.cells["count"], row.text("count")
    # A count is whole, so a dot, comma or space before each three digits can only part thousands.
    if isinstance(cell, str) and re.fullmatch(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+", text, re.ASCII):
        text = re.sub(r"\D", "", text)
    if isinstance(cell, bool) or not re.fullmatch(r"\d{1,12}", text, re.ASCII) or int(text) > _MOST:
        row.problem("count", "holdings_bad_count")
        return None
    return int(text)


def _problem(row: int, column: str, code: str, **details: object) -> CellProblem:
    return CellProblem(row, column, *explain(code, **details))


def _fold(text: str) -> str:
    """Lower case without tone marks or punctuation, words parted by single spaces."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())
