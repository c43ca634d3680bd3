"""
Hand-over minutes of a batch (7197/BKHCN-CĐSQG asks for them, counted both ways): what was received, what became of each paper.

Nobody who is named on a paper stands in them: papers are told by number, kind and hash.
"""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml

from pipelines.model import Outcome
from pipelines.sign.fonts import FONTS, find_typeface
from pipelines.sign.times import vietnam_time

_FACE = "SohoaMinutes"


@dataclass(frozen=True, slots=True)
class Line:
    """A paper of the batch; what is not known is None."""

    serial: str
    kind: str | None
    number: str | None
    sheets: int | None
    pages: int | None
    outcome: Outcome
    problem: str | None = None
    level: str | None = None
    sha256: str | None = None
    """Of the signed file."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """A batch, as its minutes tell it."""

    batch: str
    agency: str
    received_at: dt.datetime
    expected: int | None
    """Papers that the manifest announced."""
    lines: tuple[Line, ...]
    at: dt.datetime


def minutes(told: HandOver, fonts: tuple[str, ...] = FONTS) -> bytes:
    """
    The minutes as a PDF, A4 across, with an embedded font, room for both signatures at the end.

    Raises ConfigError when the machine has no font, DocumentProblem ``sign_letter_missing`` for a letter that it lacks.
    """
    from reportlab.lib import colors, pagesizes, styles  # type: ignore[import-untyped]  # noqa: PLC0415 - slow to import
    from reportlab.lib.enums import TA_CENTER  # type: ignore[import-untyped]  # noqa: PLC0415
    from reportlab.platypus import (  # type: ignore[import-untyped]  # noqa: PLC0415
        KeepTogether,
        LongTable,
        Paragraph,
        SimpleDocTemplate,
        Spacer,
        Table,
    )

    _register(fonts)
    words = _words()
    plain = styles.ParagraphStyle("plain", fontName=_FACE, fontSize=10, leading=13)
    small = styles.ParagraphStyle("small", parent=plain, fontSize=8, leading=10)
    centred = styles.ParagraphStyle("centred", parent=plain, alignment=TA_CENTER)
    title = styles.ParagraphStyle("title", parent=centred, fontSize=13, leading=18, spaceBefore=8, spaceAfter=8)

    def said(text: str, style: Any = plain) -> Any:
        find_typeface(fonts).shape(text)
        return Paragraph(escape(text), style)

    head = Table([[said(told.agency, centred), [said(words["nation"], centred), said(words["motto"], centred)]]])
    rows = [[said(name, small) for name in words["columns"]]]
    rows += [[said(cell, small) for cell in _cells(place, line)] for place, line in enumerate(told.lines, start=1)]
    table = LongTable(rows, colWidths=[28, 120, 120, 90, 38, 42, 110, 60, 130], repeatRows=1)
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    signing = Table([[said(words["giving"], centred), said(words["taking"], centred)], [said(words["sign_here"], centred)] * 2])
    story = [
        head,
        said(words["title"], title),
        *(said(line) for line in _summary(told)),
        Spacer(0, 6),
        table,
        Spacer(0, 8),
        KeepTogether([said(words["statement"]), said(words["notes"]), Spacer(0, 10), signing, Spacer(0, 60)]),
    ]

    def foot(canvas: Any, document: Any) -> None:
        canvas.setFont(_FACE, 8)
        canvas.drawRightString(pagesizes.A4[1] - 40, 24, words["page"].format(batch=told.batch, page=document.page))

    buffer = io.BytesIO()
    margins = {"leftMargin": 40, "rightMargin": 40, "topMargin": 40, "bottomMargin": 44}
    document = SimpleDocTemplate(
        buffer, pagesize=pagesizes.landscape(pagesizes.A4), title=words["title"], lang="vi-VN", **margins
    )
    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return buffer.getvalue()


def _summary(told: HandOver) -> list[str]:
    words = _words()
    counted = [line for line in told.lines if line.outcome != Outcome.DUPLICATE]
    sheets = [line.sheets for line in counted if line.sheets is not None]
    outcomes = Counter(line.outcome for line in told.lines)
    parts = [words[outcome.value].format(n=outcomes[outcome]) for outcome in Outcome if outcomes[outcome]]
    return [
        words["about"].format(batch=told.batch, received_at=vietnam_time(told.received_at), at=vietnam_time(told.at)),
        words["counts"].format(
            expected=words["uncounted"] if told.expected is None else told.expected,
            received=len(told.lines),
            sheets=sum(sheets) if sheets else words["uncounted"],
            pages=sum(line.pages or 0 for line in counted),
        ),
        words["outcomes"].format(outcomes="; ".join(parts) or "0"),
    ]


def _cells(place: int, line: Line) -> Sequence[str]:
    outcome = _words()[f"outcome.{line.outcome.value}"].format(problem=line.problem or "")
    known = (line.serial, line.kind, line.number, line.sheets, line.pages, outcome, line.level, (line.sha256 or "")[:16] or None)
    return (str(place), *("–" if value is None else str(value) for value in known))


@cache
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "minutes.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def _register(fonts: tuple[str, ...]) -> None:
    from reportlab.pdfbase import pdfmetrics, ttfonts  # type: ignore[import-untyped]  # noqa: PLC0415

    pdfmetrics.registerFont(ttfonts.TTFont(_FACE, io.BytesIO(find_typeface(fonts).data)))
