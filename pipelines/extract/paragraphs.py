"""Where a value goes on from line to line: full lines, sentences, lists, and rows beside a photograph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extract.dateline import is_dateline
from pipelines.extract.geometry import Row, Sheet, Token, make_row, split_at_gaps

_RUNNING = 4
"""A value that may take so many lines is running text or a list."""
_BULLETS = ("-", "+", "*", "•")
_NEW_POINT = re.compile(r"^(?:[0-9]{1,2}\s?(?:[.)](?![0-9]{2})|/(?![0-9]))|[a-zđ]\)|[-+*•]|Điều\b|[IVX]+\.)\s*\S?")


def is_point(line: Sequence[Token]) -> bool:
    """Whether *line* opens with the number, letter or dash of a new point; «10/2015» is no number of a point."""
    return _NEW_POINT.match(make_row(line).text) is not None


def margin(rows: Sequence[Row], low: float, high: float) -> float:
    """Right edge of the text of *rows* between *low* and *high*, pixels."""
    edges = sorted(t.box[2] for row in rows for t in row.tokens if low <= t.x < high)
    return float(edges[int(0.97 * (len(edges) - 1))]) if edges else high


def goes_on(found: Sequence[Token], more: Sequence[Token], lines: int, edge: float, sheet: Sheet) -> bool:
    """
    Whether *more*, the next line, belongs to the value *found*, which may take *lines* lines; *edge* is the text's right edge.

    It does when its first word found no room on the line above (an empty line always may go on below), and in running text also
    in the middle of a sentence and as a point of a list: the first after an open label, or one of a sort with the others.
    """
    line = make_row(more)
    if line.left > 0.3 * sheet.page.width and is_dateline(line):
        return False
    if is_point(more):
        return lines >= _RUNNING and _is_list_item(found, more)
    if not found:
        return True
    sentence = more[0].text[:1].islower() and not found[-1].text.endswith((".", ";"))
    full = found[-1].box[2] + (more[0].box[2] - more[0].box[0]) + 0.4 * sheet.pitch > edge - 2.0 * sheet.pitch
    return full or (lines >= _RUNNING and sentence)


def _is_list_item(found: Sequence[Token], more: Sequence[Token]) -> bool:
    if not more[0].text.startswith(_BULLETS) or make_row(more).text.endswith(":"):
        return False
    return not found or found[-1].text.endswith((":", ";")) or any(t.text.startswith(_BULLETS) for t in found)


def open_dash(line: Sequence[Token]) -> list[Token]:
    """The dash behind the last word of *line*, which joins it to the next (Răng - / Hàm - Mặt); empty where there is none."""
    return [line[-1]] if len(line) > 1 and line[-1].text in ("-", "–") and line[-2].folded else []


def beside_picture(more: list[Token], row: Row, pitch: float) -> list[Token]:
    """
    *more* without what stands wholly left of the label's *row* beyond a gap: words in the box of a photograph, a seal on it.

    The end of a line that is less indented than its label stays: no wide gap lies between.
    """
    parts = split_at_gaps(more, 2.5 * pitch)
    own = [t for part in split_at_gaps(row.tokens, 2.5 * pitch) if not _on_picture(part) for t in part]
    left = own[0].box[0] if own else row.left
    while len(parts) > 1 and parts[0][-1].box[2] < left - 0.5 * pitch:
        parts = parts[1:]
    if len(parts) == 1 and parts[0][-1].box[2] < left - 2.5 * pitch:
        return []
    return [t for part in parts for t in part]


def _on_picture(part: Sequence[Token]) -> bool:
    """Whether *part* says what belongs into the box (Ảnh màu 4 x 6 cm)."""
    return all(re.fullmatch(r"anh|mau|cm|x|[2-9]|[2-9] ?x ?[2-9] ?(?:cm)?|", t.folded) for t in part)
