"""The manifest: what the team says it delivers, CSV or XLSX, a row a file."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import ConfigError
from pipelines.model import DRY_SEAL, PAPER_MARKS, Level, MarkKind

COLUMNS = {
    "file": ("tệp", "tên tệp", "file name"),
    "unit": ("unit code", "mã đơn vị", "đơn vị"),
    "level": ("cấp",),
    "document_type": ("type", "loại giấy tờ", "loại"),
    "dossier_code": ("mã hồ sơ", "dossier"),
    "owner_id": ("owner", "owner identifier", "số định danh", "định danh chủ sở hữu"),
    "sheets": ("số tờ",),
    "paper": ("giấy", "mã giấy", "số thứ tự giấy"),
    "seen": ("trên giấy", "dấu và chữ ký"),
    "notes": ("ghi chú",),
}
"""Column → other names for it, as teams write them."""

LEVELS = {
    "trung ương": Level.CENTRAL,
    "bộ": Level.CENTRAL,
    "tỉnh": Level.PROVINCE,
    "huyện": Level.DISTRICT,
    "xã": Level.COMMUNE,
    **{level.value: level for level in Level},
}

SEEN = {
    "con dấu": MarkKind.SEAL.value,
    "dấu ướt": MarkKind.SEAL.value,
    "dấu nổi": DRY_SEAL,
    "dấu chức danh": MarkKind.STAMP.value,
    "chữ ký": MarkKind.SIGNATURE.value,
    **{mark: mark for mark in PAPER_MARKS},
}
"""What a cell of the column 'seen' may name, between commas."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the manifest says about one file; None where a cell is empty."""

    file: str
    unit: str | None
    level: Level | None
    document_type: str | None
    dossier_code: str | None
    owner_id: str | None
    sheets: int | None
    paper: str | None = None
    """Rows that say the same here are files of one paper, in their order."""
    seen: tuple[str, ...] = ()
    """Marks that were seen on the paper, such as a dry seal."""
    notes: str | None = None


def read_manifest(path: Path) -> dict[str, Row]:
    """Rows by file name. Raises ConfigError that names every faulty row and column, and what to write there."""
    table = list(_table(path))
    if not table:
        raise ConfigError(f"{path}: the manifest is empty; its first row names the columns: {', '.join(COLUMNS)}")
    header = [_column(path, cell) for cell in table[0]]
    if "file" not in header:
        raise ConfigError(f"{path}: no column 'file'; the columns are: {', '.join(COLUMNS)}")
    rows: dict[str, Row] = {}
    wrong: list[str] = []
    for number, cells in enumerate(table[1:], start=2):
        values = dict(zip(header, cells, strict=False))
        if not any(values.values()):
            continue
        row = _row(values, number, wrong)
        if row.file in rows:
            wrong.append(f"row {number}, column file: '{row.file}' is already named above; keep one row a file")
        rows[row.file] = row
    if wrong:
        raise ConfigError(f"{path}: " + "; ".join(wrong))
    return rows


def _row(values: dict[str, str], number: int, wrong: list[str]) -> Row:
    def text(column: str) -> str | None:
        return values.get(column) or None

    if not text("file"):
        wrong.append(f"row {number}, column file: empty; write the name of the scan")
    level = text("level")
    if level and level.lower() not in LEVELS:
        wrong.append(f"row {number}, column level: '{level}'; write one of {', '.join(item.value for item in Level)}")
    sheets = text("sheets")
    if sheets and not (sheets.isascii() and sheets.isdigit() and int(sheets) > 0):
        wrong.append(f"row {number}, column sheets: '{sheets}'; write how many sheets of paper, 1 or more")
        sheets = None
    named = [part.strip().lower() for part in (text("seen") or "").replace(";", ",").split(",") if part.strip()]
    if unknown := [part for part in named if part.replace(" ", "_") not in SEEN and part not in SEEN]:
        wrong.append(f"row {number}, column seen: '{unknown[0]}'; write some of {', '.join(SEEN)} with commas between")
    return Row(
        file=(text("file") or "").replace("\\", "/").removeprefix("./"),
        unit=text("unit"),
        level=LEVELS.get(level.lower()) if level else None,
        document_type=text("document_type"),
        dossier_code=text("dossier_code"),
        owner_id=text("owner_id"),
        sheets=int(sheets) if sheets else None,
        paper=text("paper"),
        seen=tuple(dict.fromkeys(SEEN.get(part) or SEEN[part.replace(" ", "_")] for part in named if part not in unknown)),
        notes=text("notes"),
    )


def _column(path: Path, cell: str) -> str:
    wanted = cell.lower().replace("_", " ")
    for name, others in COLUMNS.items():
        if wanted == name.replace("_", " ") or wanted in others:
            return name
    raise ConfigError(f"{path}: unknown column '{cell}'; the columns are: {', '.join(COLUMNS)}")


def _table(path: Path) -> Iterator[list[str]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot read the manifest ({error.strerror})") from error
    if data.startswith(b"PK"):
        yield from _xlsx(path, data)
        return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: the manifest is not UTF-8; in Excel save as 'CSV UTF-8' or as XLSX") from error
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    for cells in csv.reader(io.StringIO(text), delimiter=delimiter):
        yield [_clean(cell) for cell in cells]


def _xlsx(path: Path, data: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, most manifests are CSV

    try:
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        for cells in sheet.iter_rows(values_only=True):
            yield [_clean("" if cell is None else str(cell)) for cell in cells]
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError) as error:
        raise ConfigError(f"{path}: the workbook cannot be read; save it again as XLSX") from error


def _clean(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFC", cell).split())
