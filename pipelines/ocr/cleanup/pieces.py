"""
Pieces of ink: the 8-connected parts of a page's ink with their boxes.

The steps of the clean-up share them, and lines of text are found from them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int32]
Pixels = TypeVar("Pixels", bound=npt.NDArray[Any])
Map = npt.NDArray[np.uint16] | npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Parts of ink in pixels, origin top left. Row 0 of every column is the paper and has no size."""

    labels: Map
    """(h, w): number of the piece each pixel belongs to, 0 for paper."""
    left: Labels
    top: Labels
    width: Labels
    height: Labels
    area: Labels
    x: Numbers
    """Centre of gravity, to the right."""
    y: Numbers
    """Centre of gravity, downwards."""

    @property
    def right(self) -> Labels:
        """Just outside."""
        return self.left + self.width

    @property
    def bottom(self) -> Labels:
        """Just outside."""
        return self.top + self.height

    def __len__(self) -> int:
        return len(self.area)


def labelled(ink: Array) -> tuple[int, Map, Labels, Numbers]:
    """Count, labels (h, w), stats and centres of the 8-connected pieces of *ink*, as OpenCV gives them."""
    try:
        # With labels of 16 bits OpenCV takes two fifths of the time.
        return cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_16U)
    except cv2.error:  # more pieces than 65,535
        return cv2.connectedComponentsWithStats(ink, connectivity=8)


def pieces_of(ink: Array) -> Pieces:
    """The 8-connected pieces of *ink* (h, w), 255 where ink is."""
    _, labels, stats, centres = labelled(ink)
    stats[0] = 0
    left, top, width, height, area = stats.T
    return Pieces(labels, left, top, width, height, area, centres[:, 0], centres[:, 1])


def erased(ink: Array, pieces: Pieces, drop: Flags) -> Array:
    """*ink* without the pieces flagged in *drop*; *ink* itself where there are none."""
    return _cleared(ink, pieces, drop) if drop.any() else ink


def without(pieces: Pieces, drop: Flags) -> Pieces:
    """*pieces* without those flagged in *drop*: they keep their numbers, and have no size and no place in the labels."""
    if not drop.any():
        return pieces
    sizes = {name: np.where(drop, 0, getattr(pieces, name)) for name in ("left", "top", "width", "height", "area")}
    return replace(pieces, labels=_cleared(pieces.labels, pieces, drop), **sizes)


def _cleared(pixels: Pixels, pieces: Pieces, drop: Flags) -> Pixels:
    """A copy of *pixels* (h, w) that is 0 where the pieces flagged in *drop* are."""
    cleared = pixels.copy()
    numbers = np.flatnonzero(drop)
    if pieces.width[numbers].astype(np.int64) @ pieces.height[numbers] > 0.3 * pixels.size or len(numbers) > 20_000:
        cleared[drop[pieces.labels]] = 0
        return cleared
    for number in numbers:
        x, y = pieces.left[number], pieces.top[number]
        part = np.s_[y : y + pieces.height[number], x : x + pieces.width[number]]
        cleared[part][pieces.labels[part] == number] = 0
    return cleared
