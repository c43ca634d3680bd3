"""
Pieces of ink: the 8-connected parts of a page's ink with their boxes.

The steps of the clean-up share them, and lines of text are found from them.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Parts of ink in pixels, origin top left. Row 0 of every column is the paper and has no size."""

    labels: Labels
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


def pieces_of(ink: Array) -> Pieces:
    """The 8-connected pieces of *ink* (h, w), 255 where ink is."""
    _, labels, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    stats[0] = 0
    left, top, width, height, area = stats.T
    return Pieces(labels, left, top, width, height, area, centres[:, 0], centres[:, 1])


def erased(ink: Array, pieces: Pieces, drop: Flags) -> Array:
    """*ink* without the pieces flagged in *drop*; *ink* itself where there are none."""
    if not drop.any():
        return ink
    cleared = ink.copy()
    numbers = np.flatnonzero(drop)
    if pieces.width[numbers].astype(np.int64) @ pieces.height[numbers] > 0.3 * ink.size or len(numbers) > 20_000:
        cleared[drop[pieces.labels]] = 0
        return cleared
    for number in numbers:
        x, y = pieces.left[number], pieces.top[number]
        part = np.s_[y : y + pieces.height[number], x : x + pieces.width[number]]
        cleared[part][pieces.labels[part] == number] = 0
    return cleared
