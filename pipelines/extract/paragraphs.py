"""Where running text goes on from line to line: sentences, lists, and rows beside a photograph."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.extract.geometry import Row, Token, make_row, split_at_gaps

LINES = 4
"""A value that may take so many lines is running text or a list."""
_BULLETS = ("-", "+", "*", "•")


def goes_on(found: Sequence[Token], more: Sequence[Token], point: bool) -> bool:
    """
    Whether *more*, the next line, belongs to the running text *found*, even if the line above was not full.

    It does in the middle of a sentence, and as a point of a list: the first after an open label, or one of a sort with the
    others. *point* says whether the line opens with a number, letter or dash.
    """
    if point:
        return _is_list_item(found, more)
    return bool(found) and more[0].text[:1].islower() and not found[-1].text.endswith((".", ";"))


def _is_list_item(found: Sequence[Token], more: Sequence[Token]) -> bool:
    if not more[0].text.startswith(_BULLETS) or make_row(more).text.endswith(":"):
        return False
    return not found or found[-1].text.endswith((":", ";")) or any(t.text.startswith(_BULLETS) for t in found)


def beside_picture(more: list[Token], row: Row, pitch: float) -> list[Token]:
    """*more* without what stands wholly left of the label's *row* beyond a gap: the words in the box of a photograph."""
    parts = split_at_gaps(more, 2.5 * pitch)
    while len(parts) > 1 and parts[0][-1].box[2] < row.left - 0.5 * pitch:
        parts = parts[1:]
    return [t for part in parts for t in part]
