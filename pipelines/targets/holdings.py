"""Stock lists as units send them (CSV or XLSX) → holdings, with every mistake named by row and column."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import explain
from pipelines.model import Holding, Level, StockState
from pipelines.targets.sheets import Cell, SheetProblem, read_rows

Headers = Mapping[str, tuple[str, ...]]

HEADERS = {
    "unit_code": ("unit code", "mã đơn vị", "mã đơn vị hành chính", "mã ĐVHC"),
    "unit_name": ("unit name", "tên đơn vị", "đơn vị"),
    "level": ("level", "cấp", "cấp hành chính"),
    "document_type": ("document type", "loại giấy tờ", "loại giấy", "loại kết quả"),
    "count": ("count", "số lượng", "số lượng còn hiệu lực", "số lượng tồn"),
}
"""Columns, and how their headings may be written; case, tone marks and punctuation make no difference."""

MORE_HEADERS = {
    "year": ("year", "năm", "năm ban hành", "năm cấp"),
    "shelf": ("shelf", "giá", "kệ", "giá kệ", "kho"),
    "box": ("box", "hộp", "hộp cặp", "hộp số"),
    "pages": ("pages", "số trang", "số trang ước tính", "ước số trang"),
    "priority": ("priority", "ưu tiên", "mức ưu tiên"),
    "state": ("state", "tình trạng", "hiệu lực"),
    "reason": ("reason", "lý do"),
    "successor": ("successor", "đơn vị tiếp nhận", "mã đơn vị tiếp nhận"),
}
"""Columns that a list may have besides."""

STATES = {
    StockState.VALID: ("", "còn hiệu lực", "còn giá trị"),
    StockState.EXPIRED: ("hết hiệu lực", "hết giá trị", "hết hạn"),
    StockState.EXCLUDED: ("loại trừ", "không thuộc diện", "không số hóa"),
}

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


class Row:
    """One row: finds its cells by column and collects what is wrong with them."""

    def __init__(self, number: int, cells: list[Cell], columns: Mapping[str, tuple[int, str]]) -> None:
        self.number, self.columns, self.problems = number, columns, list[CellProblem]()
        self.cells = {name: cells[at] if at < len(cells) else None for name, (at, _) in columns.items()}

    def problem(self, column: str, code: str, **details: object) -> None:
        self.problems.append(problem(self.number, self.columns[column][1], code, **details))

    def text(self, column: str) -> str:
        """What stands there; nothing where the list has no such column."""
        cell = self.cells.get(column)
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return unicodedata.normalize("NFC", " ".join(str("" if cell is None else cell).split()))


def read_holdings(file: Path, types: Mapping[str, str] | None = None) -> HoldingsImport:
    """
    Read a stock list: columns unit_code, unit_name, level, document_type, count, headings and levels in Vietnamese or English;
    and if wanted year, shelf, box, pages, priority (1 first), state (valid, expired, excluded) with its reason, and successor
    (code of the unit that took the papers over).

    Rows above the heading (titles) and empty rows are passed over. *types* maps identifiers of document types to their
    Vietnamese labels; either is understood. Stock of a type that is not configured is stock all the same: its identifier
    (``like_this``), or ``other`` ("khác"), is taken, unless it looks like a slip of the pen for a configured one.

    All mistakes of the file are collected; none is guessed away: a code that lost its leading zeros, two counts for the same
    stock, a count that is no whole number. Raises nothing for a bad file.
    """
    try:
        rows = read_rows(file)
    except SheetProblem as wrong:
        return HoldingsImport((), (problem(0, "", wrong.code, **wrong.details),))
    found = find_header(rows, HEADERS, MORE_HEADERS)
    if isinstance(found, CellProblem):
        return HoldingsImport((), (found,))
    start, columns = found
    named = _type_names(types or {})
    holdings: list[Holding] = []
    errors: list[CellProblem] = []
    seen: dict[tuple[object, ...], int] = {}
    heirs: dict[str, tuple[int, str | None]] = {}
    names: dict[str, tuple[int, str]] = {}
    for number, cells in rows[start:]:
        row = Row(number, cells, columns)
        if not any(row.text(name) for name in columns):
            continue
        holding = _read(row, named)
        if holding:
            place = (holding.year, holding.shelf, holding.box, holding.state, holding.reason)
            first = seen.setdefault((holding.unit, holding.level, holding.document_type, *place), number)
            if first != number:
                row.problem("count", "holdings_twice", first=first)
            named_at, name = names.setdefault(holding.unit, (number, holding.unit_name))
            if fold(name) != fold(holding.unit_name):
                row.problem("unit_name", "holdings_two_names", first=named_at)
            heir_at, heir = heirs.setdefault(holding.unit, (number, holding.successor))
            if heir != holding.successor:
                row.problem("successor" if "successor" in columns else "unit_code", "holdings_two_heirs", first=heir_at)
            if not row.problems:
                holdings.append(holding)
        errors += row.problems
    if not holdings and not errors:
        errors.append(problem(0, "", "holdings_empty"))
    return HoldingsImport(tuple(holdings), tuple(errors))


def find_header(
    rows: list[tuple[int, list[Cell]]], needed: Headers, more: Headers
) -> tuple[int, dict[str, tuple[int, str]]] | CellProblem:
    """Index of the first row after the heading, and {column: (position, heading as written)}."""
    known = {**more, **needed}
    aliases = {fold(alias): name for name, others in known.items() for alias in (name, *others)}
    best: tuple[int, set[str]] = (0, set())
    for index, (number, cells) in enumerate(rows[:_HEADER_WITHIN]):
        columns: dict[str, tuple[int, str]] = {}
        for at, cell in enumerate(cells):
            name = aliases.get(fold(str(cell))) if isinstance(cell, str) else None
            if name in columns:
                return problem(number, str(cell), "holdings_column_twice", first=columns[name][1])
            if name:
                columns[name] = (at, str(cell).strip())
        if columns.keys() >= needed.keys():
            return index + 1, columns
        if len(columns) > len(best[1]):
            best = number, set(columns)
    missing = ", ".join(f"{name} ({needed[name][1]})" for name in needed if name not in best[1])
    return problem(best[0], "", "holdings_column_missing", columns=missing)


def _read(row: Row, types: Mapping[str, str]) -> Holding | None:
    level, unit = read_level(row), read_unit(row)
    name, kind, count = row.text("unit_name"), _type(row, types), _count(row)
    if not name:
        row.problem("unit_name", "holdings_no_name")
    if level and unit and unit.isdigit() and len(unit) == 3 and level is not Level.DISTRICT:
        row.problem("unit_code", "holdings_zeros_lost")
    more = _more(row)
    if row.problems or level is None or unit is None or kind is None or count is None:
        return None
    return Holding(unit=unit, unit_name=name, level=level, document_type=kind, count=count, **more)


def _more(row: Row) -> dict[str, Any]:
    """What the columns beside the five say; an empty cell says nothing."""
    year, pages = _whole(row, "year", 1900, 2100), _whole(row, "pages", 0, _MOST)
    state = next((s for s, spelt in STATES.items() if fold(row.text("state")) in (s.value, *map(fold, spelt))), None)
    if state is None:
        row.problem("state", "holdings_bad_state")
    reason = row.text("reason") or None
    if state in (StockState.EXPIRED, StockState.EXCLUDED) and not reason:
        row.problem("reason" if "reason" in row.columns else "state", "holdings_no_reason")
    successor = row.text("successor") or None
    if successor and (not _UNIT.fullmatch(successor) or (successor.isdigit() and len(successor) not in (2, 5))):
        row.problem("successor", "holdings_bad_unit")
    return {
        "year": year,
        "pages": pages,
        "priority": _whole(row, "priority", 1, 99),
        "shelf": row.text("shelf") or None,
        "box": row.text("box") or None,
        "state": state or StockState.VALID,
        "reason": reason,
        "successor": successor,
    }


def _whole(row: Row, column: str, low: int, high: int) -> int | None:
    text = row.text(column)
    if not text:
        return None
    digits = re.sub(r"[.,\s]", "", text) if column == "pages" else text
    if not re.fullmatch(r"\d{1,12}", digits, re.ASCII) or not low <= int(digits) <= high:
        row.problem(column, "holdings_bad_number", low=low, high=high)
        return None
    return int(digits)


def read_unit(row: Row) -> str | None:
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


def read_level(row: Row) -> Level | None:
    """The level that the row names; a problem of the row, and None, where it names none."""
    text = fold(row.text("level"))
    for level, spellings in LEVELS.items():
        if text in (level.value, *map(fold, spellings)):
            return level
    row.problem("level", "holdings_bad_level")
    return None


def _type(row: Row, types: Mapping[str, str]) -> str | None:
    text = row.text("document_type")
    if kind := types.get(fold(text)):
        return kind
    near = difflib.get_close_matches(fold(text), types, n=1, cutoff=_SLIP)
    if near:
        row.problem("document_type", "holdings_type_slip", meant=types[near[0]])
    elif _TYPE.fullmatch(text):
        return text
    else:
        row.problem("document_type", "holdings_bad_type", known=", ".join(sorted(set(types.values()))))
    return None


def _type_names(types: Mapping[str, str]) -> dict[str, str]:
    names = {fold(OTHER): OTHER, fold("khác"): OTHER}
    for name, label in types.items():
        names[fold(name)] = names[fold(label)] = name
    return names


def _count(row: Row) -> int | None:
    cell, text = row.cells["count"], row.text("count")
    # A count is whole, so a dot, comma or space before each three digits can only part thousands.
    if isinstance(cell, str) and re.fullmatch(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+", text, re.ASCII):
        text = re.sub(r"\D", "", text)
    if isinstance(cell, bool) or not re.fullmatch(r"\d{1,12}", text, re.ASCII) or int(text) > _MOST:
        row.problem("count", "holdings_bad_count")
        return None
    return int(text)


def problem(row: int, column: str, code: str, **details: object) -> CellProblem:
    return CellProblem(row, column, *explain(code, **details))


def fold(text: str) -> str:
    """Lower case without tone marks or punctuation, words parted by single spaces."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())
