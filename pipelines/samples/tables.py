"""Ruled tables, as they stand in lists and in the oldest civil-status forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from pipelines.samples.paper import Paper, Run, Style, mm


def table(
    paper: Paper,
    rows: Sequence[Sequence[str]],
    shares: Sequence[float],
    *,
    size: float = 12.0,
    voices: Mapping[int, str] | None = None,
    fields: Mapping[tuple[int, int], str] | None = None,
) -> None:
    """
    A ruled table over the text width; *shares* are the columns' parts of it. The first row is the head.

    *voices* gives columns another voice than print, *fields* names the values that cells (row, column) show.
    Its text is recorded row by row, cell after cell; a row moves whole to the next sheet.
    """
    width = paper.right - paper.left
    edges = [paper.left]
    for share in shares:
        edges.append(round(edges[-1] + share * width))
    paper.y += mm(2)
    for number, row in enumerate(rows):
        paper.need(mm(20))
        top, style, texts, lowest = paper.y, Style(size, bold=number == 0), list[str](), paper.y
        for column, cell in enumerate(row):
            paper.y = top
            align = "center" if number == 0 or column == 0 else "left"
            inside = edges[column] + mm(1.2), edges[column + 1] - mm(1.2)
            if cell:
                voice = (voices or {}).get(column, "print") if number else "print"
                run = Run(cell, replace(style, voice=voice), (fields or {}).get((number, column)))
                lines = paper.write(run, x0=inside[0], x1=inside[1], align=align, leading=1.2, record=False)
                texts.append(" ".join(lines))
            lowest = max(lowest, paper.y)
        bottom = lowest + mm(2)
        pencil = paper.draw
        for left, right in pairwise(edges):
            pencil.rectangle((left, top, right, bottom), outline=paper.look.toner, width=3)
        paper.record(" ".join(texts))
        paper.y = bottom
    paper.y += mm(4)
