"""
Lines and blocks in the order a person reads them.

Tesseract often joins the two columns at the head of an official paper (agency and number | national title, place and date)
and at its foot (recipients | signer) into lines across the page. Decree 30/2020/NĐ-CP, appendix I, prescribes both; the
national motto and "Nơi nhận" tell where they are.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from statistics import median

from rapidfuzz import fuzz

from pipelines.ocr.recognition.recognise import Read

_MOTTOES = ("cong hoa xa hoi chu nghia viet nam", "doc lap tu do hanh phuc")
_RECIPIENTS = "noinhan"


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one text line, left to right, and the layout block they belong to."""

    words: tuple[Read, ...]
    block: int

    @property
    def span(self) -> tuple[int, int, int, int]:
        """Smallest box around the words."""
        boxes = [w.box for w in self.words]
        return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def in_reading_order(words: tuple[Read, ...]) -> tuple[Line, ...]:
    """Lines in reading order; blocks are numbered from 0 as they appear."""
    lines = _as_recognised(words)
    if not lines:
        return ()
    height = median(w.box[3] - w.box[1] for w in words)
    lines = _part_head(lines, height)
    lines = _part_foot(lines, height)
    numbers: dict[int, int] = {}
    return tuple(Line(line.words, numbers.setdefault(line.block, len(numbers))) for line in lines)


def _as_recognised(words: tuple[Read, ...]) -> list[Line]:
    grouped: dict[tuple[int, int, int], list[Read]] = {}
    for word in words:
        grouped.setdefault(word.line, []).append(word)
    return [Line(tuple(sorted(group, key=lambda w: w.box[0])), key[0]) for key, group in grouped.items()]


def _part_head(lines: list[Line], height: float) -> list[Line]:
    """Left column first, then the right one, from the top of the page to the last line that leaves the gutter free."""
    mottoes = [found for line in lines for found in [_motto(line)] if found is not None]
    if not mottoes:
        return lines
    top_motto = min(mottoes, key=lambda found: found[1])
    left_edge = max(found[0] for found in mottoes if found[1] < top_motto[1] + 6 * height)
    bottom = max(found[3] for found in mottoes if found[1] < top_motto[1] + 6 * height)
    page_left = min(line.span[0] for line in lines)
    page_right = max(line.span[2] for line in lines)
    if left_edge < page_left + 0.2 * (page_right - page_left):
        return lines  # the motto stands alone across the page: no columns
    limit = bottom + 7 * height
    return _columns(lines, height, top_motto[1] - 3 * height, limit, (page_left, page_right), until_crossed=bottom)


def _part_foot(lines: list[Line], height: float) -> list[Line]:
    for line in lines:
        text = "".join(_folded(w.text) for w in line.words[:3])
        if fuzz.partial_ratio(_RECIPIENTS, text) >= 85 and len(text) >= len(_RECIPIENTS):
            page_left = min(entry.span[0] for entry in lines)
            page_right = max(entry.span[2] for entry in lines)
            top = line.span[1]
            if line.span[0] > page_left + 0.4 * (page_right - page_left):
                return lines
            return _columns(lines, height, top - 1.5 * height, float("inf"), (page_left, page_right), until_crossed=None)
    return lines


def _columns(
    lines: list[Line], height: float, top: float, bottom: float, page: tuple[int, int], *, until_crossed: float | None
) -> list[Line]:
    """Lines between *top* and *bottom* parted at the gutter, the left column set before the right one."""
    gutter = (page[0] + 0.22 * (page[1] - page[0]), page[0] + 0.68 * (page[1] - page[0]))
    zone = [line for line in lines if top <= (line.span[1] + line.span[3]) / 2 <= bottom]
    if until_crossed is not None:
        crossing = [line.span[1] for line in zone if line.span[1] > until_crossed and _crosses(line, gutter, height)]
        if crossing:
            zone = [line for line in zone if (line.span[1] + line.span[3]) / 2 < min(crossing)]
    if not zone:
        return lines
    left: list[Line] = []
    right: list[Line] = []
    fresh = max(line.block for line in lines) + 1
    middle = (page[0] + page[1]) / 2
    for line in zone:
        cut = _gap(line, gutter, height)
        if cut is not None:
            left.append(Line(line.words[:cut], fresh))
            right.append(Line(line.words[cut:], fresh + 1))
        elif (line.span[0] + line.span[2]) / 2 < middle and line.span[2] < gutter[1]:
            left.append(Line(line.words, line.block))
        else:
            right.append(Line(line.words, line.block))
    for column in (left, right):
        column.sort(key=lambda line: (line.span[1] + line.span[3]) / 2)
    members = {id(line) for line in zone}
    first = next(i for i, line in enumerate(lines) if id(line) in members)
    before = [line for line in lines[:first] if id(line) not in members]
    after = [line for line in lines[first:] if id(line) not in members]
    return [*before, *left, *right, *after]


def _gap(line: Line, gutter: tuple[float, float], height: float) -> int | None:
    """Index of the word right of the widest gap whose middle lies in the gutter; None where none is wide enough."""
    best, cut = 1.6 * height, None
    for i in range(1, len(line.words)):
        start, end = line.words[i - 1].box[2], line.words[i].box[0]
        if end - start > best and gutter[0] <= (start + end) / 2 <= gutter[1]:
            best, cut = end - start, i
    return cut


def _crosses(line: Line, gutter: tuple[float, float], height: float) -> bool:
    return (
        line.span[0] < gutter[0] + 0.25 * (gutter[1] - gutter[0])
        and line.span[2] > gutter[1]
        and _gap(line, gutter, height) is None
    )


def _motto(line: Line) -> tuple[int, int, int, int] | None:
    """Box of the words of the national title or motto in *line*; None where it holds neither."""
    folded = [_folded(w.text) for w in line.words]
    text = " ".join(folded)
    for motto in _MOTTOES:
        if len(text) < 0.7 * len(motto):
            continue
        match = fuzz.partial_ratio_alignment(motto, text, score_cutoff=75)
        if match is None:
            continue
        at, inside = 0, []
        for word, part in zip(line.words, folded, strict=True):
            if part and at + len(part) / 2 >= match.dest_start and at + len(part) / 2 <= match.dest_end:
                inside.append(word)
            at += len(part) + 1
        if inside:
            return Line(tuple(inside), 0).span
    return None


def _folded(text: str) -> str:
    """Lower case letters without marks."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).strip()
