"""The stock list that units fill in: headings, drop-down lists and an example, so that little can be written wrongly."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

from pipelines.model import Level, StockState
from pipelines.targets.holdings import HEADERS, LEVELS, MORE_HEADERS, STATES

ROWS = 5000
_FIRST = 4
_WIDTHS = {"unit_name": 32, "document_type": 38, "reason": 30}
_TITLE = "BẢNG KIỂM KÊ KẾT QUẢ THỦ TỤC HÀNH CHÍNH CÒN HIỆU LỰC CẦN SỐ HÓA"
_HELP = (
    "Mỗi dòng là một loại giấy của một đơn vị (có thể tách theo năm, giá, hộp). Mã đơn vị ghi dạng văn bản, đủ số 0 ở đầu "
    "(tỉnh 2, huyện cũ 3, xã 5 chữ số). Cột in đậm là bắt buộc. Giấy hết hiệu lực hoặc loại trừ phải ghi lý do."
)


def make_template(types: Mapping[str, str]) -> bytes:
    """An empty stock list (XLSX) for the document *types* ``{identifier: Vietnamese label}``; always the same bytes."""
    import xlsxwriter  # noqa: PLC0415 - slow to import

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": _TITLE, "created": dt.datetime(2021, 3, 27)})  # noqa: DTZ001 - a file's date has no zone
    sheet = book.add_worksheet("Kiểm kê")
    title, hint, must, may = (
        book.add_format(style)
        for style in (
            {"bold": True, "font_size": 14},
            {"text_wrap": True, "valign": "top", "italic": True},
            {"bold": True, "border": 1, "text_wrap": True, "bg_color": "#F3E3C3"},
            {"border": 1, "text_wrap": True, "bg_color": "#EFEFEF"},
        )
    )
    as_text, as_number = book.add_format({"num_format": "@"}), book.add_format({"num_format": "#,##0"})
    columns = {**HEADERS, **MORE_HEADERS}
    sheet.write(0, 0, _TITLE, title)
    sheet.merge_range(1, 0, 1, len(columns) - 1, _HELP, hint)
    sheet.set_row(1, 34)
    for at, (name, spelt) in enumerate(columns.items()):
        sheet.write(_FIRST - 1, at, spelt[1][0].upper() + spelt[1][1:], must if name in HEADERS else may)
        number = name in ("count", "pages", "year", "priority")
        sheet.set_column(at, at, _WIDTHS.get(name, 16), None if name == "year" else as_number if number else as_text)
    sheet.freeze_panes(_FIRST, 0)
    _choices(book, sheet, list(columns), types)
    book.close()
    return out.getvalue()


def _choices(book: Any, sheet: Any, columns: list[str], types: Mapping[str, str]) -> None:
    """Drop-down lists, from a hidden sheet: readers pass it over."""
    hidden = book.add_worksheet("Danh mục")
    hidden.hide()
    choices = {
        "level": [LEVELS[level][0] for level in Level],
        "document_type": [*types.values(), "khác"],
        "state": [STATES[state][1 if state is StockState.VALID else 0] for state in StockState],
    }
    for column, (name, listed) in enumerate(choices.items()):
        hidden.write_column(0, column, listed)
        at, letter = columns.index(name), "ABC"[column]
        source = f"='Danh mục'!${letter}$1:${letter}${len(listed)}"
        # A warning, not a refusal: types that are not configured are stock all the same.
        sheet.data_validation(_FIRST, at, _FIRST + ROWS, at, {"validate": "list", "source": source, "error_type": "warning"})
    whole = {"validate": "integer", "criteria": ">=", "value": 0, "error_message": "Phải là số nguyên."}
    for name in ("count", "pages"):
        at = columns.index(name)
        sheet.data_validation(_FIRST, at, _FIRST + ROWS, at, whole)
