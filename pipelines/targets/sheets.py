"""Rows of a CSV or XLSX file, whatever a spreadsheet program saved; strangers' files are read within limits."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None

MAX_BYTES = 20 * 2**20
MAX_UNPACKED = 200 * 2**20
MAX_ROWS = 200_000
MAX_COLUMNS = 100

# openpyxl meets a damaged file with whatever its parser stumbles over; SyntaxError is XML's ParseError.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError, IndexError,
    SyntaxError, OSError, NotImplementedError, RuntimeError, AssertionError,
)  # fmt: skip


class SheetProblem(Exception):  # noqa: N818 - of the file, not of the program
    """The file as a whole cannot be read; *code* is a key of the catalogue."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code, self.details = code, details


def read_rows(file: Path) -> list[tuple[int, list[Cell]]]:
    """``(row number from 1, cells)`` of the file's only filled sheet, told by content and not by name. Raises SheetProblem."""
    try:
        size = file.stat().st_size
        data = file.read_bytes() if size <= MAX_BYTES else b""
    except OSError:
        raise SheetProblem("sheet_unreadable") from None
    if size > MAX_BYTES:
        raise SheetProblem("sheet_too_large")
    return _xlsx(data) if data.startswith(b"PK\x03\x04") else _csv(data)


def _csv(data: bytes) -> list[tuple[int, list[Cell]]]:
    text = _decode(data)
    # The header line has one separator more often than the others: names hold no semicolons or tabs.
    sample = "\n".join(text.splitlines()[:30])
    delimiter = max("\t;,", key=sample.count)
    rows: list[tuple[int, list[Cell]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if len(rows) >= MAX_ROWS:
                raise SheetProblem("sheet_too_large")
            # A cell with line breaks spans several lines of the file but one row of the sheet.
            rows.append((len(rows) + 1, list(cells[:MAX_COLUMNS])))
    except csv.Error:
        raise SheetProblem("sheet_broken_csv", line=reader.line_num) from None
    return rows


def _decode(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise SheetProblem("sheet_not_utf8") from None
    if "\0" in text:
        raise SheetProblem("sheet_unreadable")
    return text


def _xlsx(data: bytes) -> list[tuple[int, list[Cell]]]:
    import openpyxl  # noqa: PLC0415 - slow to import
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MAX_UNPACKED:
                raise SheetProblem("sheet_too_large")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        # A hidden sheet holds the choices of a template; what people count stands where they see it.
        filled = [rows for sheet in book.worksheets if sheet.sheet_state == "visible" and (rows := _sheet(sheet))]
    except (InvalidFileException, *_DAMAGE):
        raise SheetProblem("sheet_unreadable") from None
    if len(filled) > 1:
        raise SheetProblem("sheet_several", count=len(filled))
    return filled[0] if filled else []


def _sheet(sheet: ReadOnlyWorksheet) -> list[tuple[int, list[Cell]]]:
    rows: list[tuple[int, list[Cell]]] = []
    # The size that a file declares may be a lie, or missing.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > MAX_ROWS:
            raise SheetProblem("sheet_too_large")
        if any(cell is not None for cell in cells):
            rows.append((number, list(cells[:MAX_COLUMNS])))
    return rows
