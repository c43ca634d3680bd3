"""
Seals, signatures, stamps and handwriting of a page: where they are.

Found by form and colour on the upright page image; what they say is not read here. Decree 30/2020 App. I puts the seal over a
third of the signature, at its left: a long shape of a pen beside a seal is taken for the signature.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np

from pipelines.model import HANDWRITTEN, Box, Mark, MarkKind, Word
from pipelines.ocr.cleanup import seals
from pipelines.ocr.cleanup.clean import Array
from pipelines.ocr.cleanup.discs import Disc, find_discs
from pipelines.ocr.cleanup.pieces import labelled

_DPI = 100  # at which marks are looked for
_MM = _DPI / 25.4
_BESIDE = 50  # millimetres from the middle of a seal to the end of the signature at most
_LINES_IN_COLOUR = 8  # a page with more lines than this in colour is printed in colour


def find_marks(picture: Array, words: Sequence[Word], dpi: float, inks: seals.Inks | None = None) -> tuple[Mark, ...]:
    """
    Marks of the upright page image *picture*, (h, w, 3) RGB or (h, w) gray, at *dpi*; from top to bottom.

    *words* are the page's words in pixels of the same image: print is no signature, and those with a handwriting score of
    ``HANDWRITTEN`` or more are put together into boxes. Boxes are pixels of *picture*. *inks* are those of *picture*, where they
    are known.
    """
    scale = min(_DPI / dpi, 1.0)
    size = max(round(picture.shape[1] * scale), 1), max(round(picture.shape[0] * scale), 1)
    coloured = seals.inks_of(picture, dpi) if inks is None else inks
    masks = (
        {"dark": _dark(picture, size, coloured)}
        if coloured is None
        else {**coloured.masks, "dark": _dark(picture, size, coloured)}
    )
    known = coloured.discs if coloured is not None else {}
    discs = _seals([*known.values(), find_discs(masks["dark"], _DPI, worn=True)])
    found = [Mark(MarkKind.SEAL, _disc_box(disc, size), round(disc.share, 2)) for disc in discs]
    printed = [tuple(round(v * scale) for v in word.box) for word in words if word.handwriting < HANDWRITTEN]
    stamps = list(_stamps(masks, discs))
    found += stamps
    found += _signatures(masks, discs, printed, [mark.box for mark in stamps])
    high, wide = picture.shape[:2]
    marks = [Mark(m.kind, _enlarged(m.box, 1 / scale, (wide, high)), m.confidence) for m in found]
    marks += _handwriting(words, dpi)
    return tuple(sorted(marks, key=lambda mark: (mark.box[1], mark.box[0])))


def _dark(picture: Array, size: tuple[int, int], inks: seals.Inks | None) -> Array:
    """Mask of the dark ink of *picture* at *size* (width, height), without its coloured *inks*."""
    if inks is None:
        small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        # Grey where a one-bit line is thinner than a pixel: half covered counts as ink.
        return np.where(small < 185, 255, 0).astype(np.uint8)
    plain = np.ones(inks.small.shape[:2], np.bool_)
    for channel, white in enumerate(inks.paper):
        plain &= inks.small[:, :, channel] * (255 / white) < 150
    for mask in inks.masks.values():
        plain &= mask == 0
    return plain.astype(np.uint8) * 255


def _seals(discs: Iterable[Iterable[Disc]]) -> list[Disc]:
    """Of seals found in inks one after the other those that are not the same."""
    found: list[Disc] = []
    for of_one in discs:
        for disc in of_one:
            if all(np.hypot(disc.x - d.x, disc.y - d.y) > d.radius for d in found):
                found.append(disc)
    return found


def _disc_box(disc: Disc, size: tuple[int, int]) -> Box:
    x0, y0 = max(round(disc.x - disc.radius), 0), max(round(disc.y - disc.radius), 0)
    return x0, y0, min(round(disc.x + disc.radius) + 1, size[0]), min(round(disc.y + disc.radius) + 1, size[1])


def _without_discs(mask: Array, discs: Sequence[Disc]) -> Array:
    cleared = mask.copy()
    for disc in discs:
        cv2.circle(cleared, (round(disc.x), round(disc.y)), round(disc.radius + 1.2 * _MM), 0.0, -1)
    return cleared


def _boxes(mask: Array) -> list[tuple[Box, int]]:
    """Boxes of the shapes of *mask*, each with its pixels of ink."""
    _, _, stats, _ = labelled(mask)
    return [((int(x), int(y), int(x + w), int(y + h)), int(area)) for x, y, w, h, area in stats[1:]]


def _stamps(inks: dict[str, Array], discs: Sequence[Disc]) -> Iterable[Mark]:
    """Lines of text in red or blue ink, and frames of the size of the stamp of incoming mail."""
    for name, ink in inks.items():
        mask = _without_discs(ink, discs)
        if name != "dark":
            flat = seals.flat_text(mask, _DPI)
            rows = [box for box, _ in _boxes(cv2.bitwise_and(flat, _joined(mask, 4.0)))] if flat is not None else []
            edge = 6 * _MM  # seals across the edges of sheets leave slices there
            rows = [box for box in rows if edge < box[0] and box[2] < mask.shape[1] - edge and _is_print(mask, box)]
            if len(rows) <= _LINES_IN_COLOUR:
                yield from (Mark(MarkKind.STAMP, box, 0.6) for box in rows)
        for box, area in _boxes(mask):
            wide, high = (box[2] - box[0]) / _MM, (box[3] - box[1]) / _MM
            if 22 < wide < 70 and 9 < high < 40 and area < 0.45 * wide * high * _MM * _MM and _is_frame(mask, box):
                yield Mark(MarkKind.STAMP, box, 0.7)


def _is_print(mask: Array, box: Box) -> bool:
    """Whether *box* holds a row of letters, and not the one long stroke of a pen."""
    if box[3] - box[1] < 1.5 * _MM or box[2] - box[0] < 8 * _MM:
        return False
    shapes = _boxes(np.ascontiguousarray(mask[box[1] : box[3], box[0] : box[2]]))
    widest = max((x1 - x0 for (x0, _, x1, _), _ in shapes), default=0)
    return sum(y1 - y0 > 1.0 * _MM for (_, y0, _, y1), _ in shapes) >= 4 and widest < 0.6 * (box[2] - box[0])


def _joined(mask: Array, millimetres: float) -> Array:
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, round(millimetres * _MM)), np.uint8)), np.uint8)


def _is_frame(mask: Array, box: Box) -> bool:
    """Whether ink runs along all four sides of *box*, which may lean a little, and the middle is no table."""
    part = mask[box[1] : box[3], box[0] : box[2]] > 0
    rim = max(round(0.05 * part.shape[1]), round(1.2 * _MM))
    sides = (part[:rim].any(0), part[-rim:].any(0), part[:, :rim].any(1), part[:, -rim:].any(1))
    if min(float(side.mean()) for side in sides) < 0.85:
        return False
    ruled = part[rim:-rim, rim:-rim].mean(axis=0) > 0.8
    return not ruled.any()


def _signatures(inks: dict[str, Array], discs: Sequence[Disc], printed: list[tuple[int, ...]], stamps: list[Box]) -> list[Mark]:
    """Long thin shapes that are no words: beside a seal in any ink, elsewhere in blue ink only."""
    found: list[Mark] = []
    for name in ("blue", "dark"):
        if name not in inks:
            continue
        mask = _without_discs(inks[name], discs)
        for x0, y0, x1, y1 in (*(printed if name == "dark" else ()), *stamps):
            if (y1 - y0) < 9 * _MM:
                mask[max(y0, 0) : y1, max(x0, 0) : x1] = 0
        shapes = [box for box, area in _boxes(_bridged(mask)) if _is_pen(box, area, name)]
        for disc in discs:
            near = [box for box in shapes if _is_beside(box, disc)]
            if near and not any(_near(mark.box, disc) for mark in found):
                x0, y0, x1, y1 = _union(near)
                # What crosses the ring goes on in the seal, where no one can tell it apart.
                box = (min(x0, round(disc.x)), y0, x1, y1)
                found.append(Mark(MarkKind.SIGNATURE, box, 0.8 if name == "blue" else 0.6))
            shapes = [box for box in shapes if box not in near]
        if name == "blue" and not discs:
            found += [Mark(MarkKind.SIGNATURE, box, 0.5) for box in shapes if box[2] - box[0] > 14 * _MM]
    return found


def _bridged(mask: Array) -> Array:
    return np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), np.uint8)


def _is_pen(box: Box, area: int, ink: str) -> bool:
    wide, high = (box[2] - box[0]) / _MM, (box[3] - box[1]) / _MM
    if max(wide, high) > 90 or (area > 0.6 * wide * high * _MM * _MM and min(wide, high) > 3):
        return False
    return (high > 5.5 and wide > 4) or (wide > 14 and high > (2.5 if ink == "blue" else 3.5))


def _is_beside(box: Box, disc: Disc) -> bool:
    reach = _BESIDE * _MM
    across = box[0] < disc.x + reach and box[2] > disc.x - 0.6 * reach
    middle = (box[1] + box[3]) / 2
    return across and disc.y - disc.radius - 8 * _MM < middle < disc.y + disc.radius + 2 * _MM and _gap(box, disc) < 14 * _MM


def _gap(box: Box, disc: Disc) -> float:
    dx = max(box[0] - disc.x, disc.x - box[2], 0.0)
    dy = max(box[1] - disc.y, disc.y - box[3], 0.0)
    return float(np.hypot(dx, dy)) - disc.radius


def _near(box: Box, disc: Disc) -> bool:
    return box[0] <= disc.x + disc.radius and box[2] >= disc.x and box[1] < disc.y + disc.radius and box[3] > disc.y - disc.radius


def _union(boxes: Sequence[Box]) -> Box:
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def _enlarged(box: Box, factor: float, size: tuple[int, int]) -> Box:
    x0, y0 = max(int(box[0] * factor), 0), max(int(box[1] * factor), 0)
    return x0, y0, min(max(round(box[2] * factor), x0 + 1), size[0]), min(max(round(box[3] * factor), y0 + 1), size[1])


def _handwriting(words: Sequence[Word], dpi: float) -> list[Mark]:
    """Boxes of words by hand, those of one line that stand close together in one box."""
    groups: list[list[Word]] = []
    for word in words:
        if word.handwriting < HANDWRITTEN:
            continue
        last = groups[-1][-1] if groups else None
        if last is not None and last.line == word.line and 0 <= word.box[0] - last.box[2] < 6 * dpi / 25.4:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [
        Mark(MarkKind.HANDWRITING, _union([w.box for w in group]), round(float(np.mean([w.handwriting for w in group])), 2))
        for group in groups
    ]
