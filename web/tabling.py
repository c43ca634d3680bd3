"""Tables as files: CSV that spreadsheets open with Vietnamese letters, XLSX, and the headers of a download."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from fastapi import Response

from web import texts

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A table, and how it is drawn; ``heads`` are keys of the catalogue after ``progress.head.``."""

    heads: tuple[str, ...]
    rows: list[dict[str, Any]]
    draw: Callable[[], str] | None = None


def write(figure: Figure, suffix: str, name: str) -> bytes:
    """The table of *figure* as ``csv`` or ``xlsx``, headed in Vietnamese; *name* is that of the sheet."""
    heads = [texts.vietnamese(f"progress.head.{head}") for head in figure.heads]
    rows = [[row.get(head) for head in figure.heads] for row in figure.rows]
    return to_csv(heads, rows) if suffix == "csv" else to_xlsx(name, heads, rows)


def download(data: bytes, name: str) -> Response:
    """*data* as a file that the browser keeps under *name* (ASCII)."""
    kind = _TYPES[name.rpartition(".")[2]]
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def to_csv(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Comma-separated UTF-8 with a mark at its head: without it spreadsheets take it for another encoding."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return "\ufeff".encode() + out.getvalue().encode()


def to_xlsx(name: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """One sheet; numbers are numbers."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(name[:31])
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, list(heads), bold)
    for at, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, dt.date):
                sheet.write_datetime(at, column, dt.datetime.combine(cell, dt.time()), day)
            else:
                sheet.write(at, column, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    book.close()
    return out.getvalue()


def _harmless(cell: Any) -> Any:
    """A text that a spreadsheet would run as a formula is marked as text (OWASP: CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) and cell != "-" else cell
