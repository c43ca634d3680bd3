"""
The periodic report (Decree 45/2020/NĐ-CP Art. 26.9, 27.8), from frozen figures and nothing else: same figures, same bytes.

No form is prescribed. It says what the decrees ask for: still-valid results by level, unit and kind, what is digitized of them,
the share, the year's target with its article, what is missing and overdue, and what stands in the way.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.clock import VIETNAM
from pipelines.errors import ConfigError

_CHAIN = ("counted", "excluded", "in_stock", "scanned", "read", "reviewed", "signed", "loaded", "reused")
_FONTS = Path("/usr/share/fonts/truetype")
_FACES = (("noto/NotoSans-Regular.ttf", "noto/NotoSans-Bold.ttf"), ("dejavu/DejaVuSans.ttf", "dejavu/DejaVuSans-Bold.ttf"))
_IN_PDF = 60
"""Rows of a table that a reader of paper can take in; all of them stand in the spreadsheet."""


@dataclass(frozen=True, slots=True)
class Made:
    """What makes a report: the frozen figures and what is written beside them."""

    figures: Mapping[str, Any]
    version: int
    cut_off: dt.datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of the report."""

    name: str
    heads: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    note: str | None = None


def text(key: str, **details: object) -> str:
    """A text of the report. Raises KeyError for a key it lacks: a bug."""
    return _texts()[key].format(**details)


@cache
def _texts() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load((Path(__file__).parent / "report.yaml").read_text(encoding="utf-8"))
    return loaded


def head(made: Made) -> list[str]:
    """The lines above the tables; the first is the title."""
    figures = made.figures
    year, _, half = figures["period"].partition("-H")
    title = (
        text("title_half", half=text("first" if half == "1" else "last"), year=year) if half else text("title_year", year=year)
    )
    lines = [
        title,
        text("author", author=figures["author"]),
        text("recipients", recipients="; ".join(figures["recipients"])),
        text("source", source=figures["source"]),
        text(
            "cut_off",
            cut_off=f"{made.cut_off.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}",
            version=made.version,
            query_version=figures["query_version"],
        ),
        text("hash", sha256=made.sha256),
        text("overdue"),
    ]
    return [*lines, text("correction", n=made.version - 1)] if made.version > 1 else lines


def tables(figures: Mapping[str, Any]) -> list[Table]:
    """All sheets, in order."""
    chain = ("in_stock", "scanned", "read", "reviewed", "signed", "loaded", "reused", "percent", "left")
    changed = ("before", "after", "left_before", "left_after", "reason")
    share = ("numerator", "denominator", "percent", "source")
    levels = figures["levels"]
    of_law = ("in_stock", "loaded", "in_period", "percent", "target", "missing", "left", "overdue", "source")
    whole = figures["total"]
    return [
        _table("levels", ("level", *of_law), [(_level(row), *_values(row, of_law)) for row in [*levels, whole]]),
        _table("chain", ("level", *_CHAIN), [(_level(row), *_values(row, _CHAIN)) for row in [*levels, whole]]),
        _table("provinces", ("province", *chain), [(row["name"], *_values(row, chain)) for row in figures["provinces"]]),
        _table(
            "units",
            ("province", "unit", "unit_name", "level", *chain),
            [(row["province"], row["unit"], row["name"], _level(row), *_values(row, chain)) for row in figures["units"]],
        ),
        _table(
            "types", ("level", "type", *chain), [(_level(row), row["name"], *_values(row, chain)) for row in figures["types"]]
        ),
        _table(
            "corrections",
            ("at", "unit", "unit_name", "level", "type", *changed),
            [
                (
                    row["at"],
                    row["unit"],
                    row["name"],
                    _level(row),
                    row["type"],
                    *_values(row, ("before", "after", "left_before", "left_after", "reason")),
                )
                for row in figures["corrections"]
            ],
        ),
        _table("problems", ("count", "problem", "code"), [(r["count"], r["meaning"], r["code"]) for r in figures["problems"]]),
        _table(
            "dossiers",
            ("unit", "unit_name", "indicator", *share),
            [
                (
                    row["unit"],
                    row["name"],
                    f"{row['id']} {row['indicator']}",
                    *_values(row, ("numerator", "denominator", "percent", "source")),
                )
                for row in figures["dossiers"]
            ],
            text("note.dossiers"),
        ),
        _table("law", ("step", "meaning"), [(text(f"head.{name}"), text(f"step.{name}")) for name in _CHAIN]),
    ]


def to_xlsx(made: Made) -> bytes:
    """The report as a workbook, a sheet a table."""
    import xlsxwriter  # noqa: PLC0415 - slow to import

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    lines = head(made)
    book.set_properties({"title": lines[0], "created": made.cut_off.astimezone(VIETNAM).replace(tzinfo=None, microsecond=0)})
    title, heads, whole, share = (
        book.add_format(style)
        for style in (
            {"bold": True, "font_size": 13},
            {"bold": True, "border": 1, "text_wrap": True, "valign": "top", "bg_color": "#EFE6D2"},
            {"num_format": "#,##0", "border": 1},
            {"num_format": "0.00", "border": 1},
        )
    )
    for table in tables(made.figures):
        sheet = book.add_worksheet(table.name[:31])
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        above = (
            lines if table.name == text("sheet.levels") else [f"{lines[0]} – {table.name}", *([table.note] if table.note else [])]
        )
        for at, line in enumerate(above):
            sheet.write_string(at, 0, line, title if at == 0 else None)
        start = len(above) + 1
        for column, name in enumerate(table.heads):
            sheet.write_string(start, column, name, heads)
            sheet.set_column(column, column, _width(table, column))
        for number, row in enumerate(table.rows, start=start + 1):
            for column, value in enumerate(row):
                sheet.write(number, column, value, share if isinstance(value, float) else whole)
        sheet.repeat_rows(start)
        sheet.freeze_panes(start + 1, 0)
    book.close()
    return out.getvalue()


def to_pdf(made: Made) -> bytes:
    """The report on paper (A4 across), with its letters embedded. Raises ConfigError on a machine without Vietnamese fonts."""
    from reportlab.lib import colors, pagesizes, styles  # type: ignore[import-untyped]  # noqa: PLC0415 - slow to import
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer  # type: ignore[import-untyped]  # noqa: PLC0415

    plain, bold = _fonts()
    body = styles.ParagraphStyle("body", fontName=plain, fontSize=8, leading=10)
    strong = styles.ParagraphStyle("strong", parent=body, fontName=bold)
    title = styles.ParagraphStyle("title", parent=strong, fontSize=12, leading=16, alignment=1, spaceAfter=6)
    lines = head(made)
    story: list[Any] = [Paragraph(_safe(lines[0]), title), *(Paragraph(_safe(line), body) for line in lines[1:])]
    width = pagesizes.landscape(pagesizes.A4)[0] - 60
    for table in tables(made.figures):
        story += [Spacer(1, 10), Paragraph(_safe(table.name), styles.ParagraphStyle("h", parent=strong, fontSize=10, leading=14))]
        story += [Paragraph(_safe(table.note), body)] if table.note else []
        cells = [[Paragraph(_safe(name), strong) for name in table.heads]]
        cells += [[Paragraph(_safe(_shown(value)), body) for value in row] for row in table.rows[:_IN_PDF]]
        shares = [_width(table, column) for column in range(len(table.heads))]
        made_table = LongTable(cells, colWidths=[width * share / sum(shares) for share in shares], repeatRows=1)
        made_table.setStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.4, colors.HexColor("#85807a")),
                ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#efe6d2")),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
        story.append(made_table)
        if len(table.rows) > _IN_PDF:
            story.append(Paragraph(f"… {_shown(len(table.rows) - _IN_PDF)} dòng nữa trong bản XLSX", body))
    out = io.BytesIO()
    # invariant: no time of making and no random name goes into the file.
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), 30)
    document = SimpleDocTemplate(
        out, pagesize=pagesizes.landscape(pagesizes.A4), title=lines[0], author=made.figures["author"], invariant=1, **margins
    )
    document.build(story, onFirstPage=_foot(made, plain), onLaterPages=_foot(made, plain))
    return out.getvalue()


def _foot(made: Made, font: str) -> Any:
    def draw(canvas: Any, document: Any) -> None:
        canvas.setFont(font, 7)
        canvas.drawString(30, 18, f"{made.figures['period']} · {made.version} · SHA-256 {made.sha256}")
        canvas.drawRightString(document.pagesize[0] - 30, 18, str(document.page))

    return draw


@cache
def _fonts() -> tuple[str, str]:
    from reportlab.pdfbase import pdfmetrics, ttfonts  # type: ignore[import-untyped]  # noqa: PLC0415

    for faces in _FACES:
        if all((_FONTS / face).is_file() for face in faces):
            for name, face in zip(("report", "report-bold"), faces, strict=True):
                pdfmetrics.registerFont(ttfonts.TTFont(name, str(_FONTS / face)))
            return "report", "report-bold"
    raise ConfigError("no font for the report; install fonts-noto-core or fonts-dejavu-core")


def _table(name: str, heads: Sequence[str], rows: list[tuple[Any, ...]], note: str | None = None) -> Table:
    return Table(text(f"sheet.{name}"), tuple(text(f"head.{key}") for key in heads), rows, note)


def _values(row: Mapping[str, Any], names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in names)


def _level(row: Mapping[str, Any]) -> str:
    return text("total") if row.get("level") is None else text(f"level.{row['level']}")


def _width(table: Table, column: int) -> float:
    longest = max((len(_shown(row[column])) for row in table.rows[:200]), default=0)
    return float(min(44, max(9, longest + 2, *(len(word) + 2 for word in table.heads[column].split()))))


def _shown(value: Any) -> str:
    if value is None:
        return text("no_limit")
    if isinstance(value, float):
        return f"{value:.2f}".replace(".", ",")
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)


def _safe(line: str | None) -> str:
    return (line or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
