"""
Dirt told from the dots of letters.

A dot of a letter, a tone mark or a full stop has a letter close by; dust mostly has not. Near letters only what is smaller
than any dot of print goes, and only from pages that are strewn with it.
"""

from __future__ import annotations

import cv2
import numpy as np

from pipelines.ocr.cleanup.pieces import Flags, Pieces

_MM = 1 / 25.4  # inches
_GRAIN = 0.22  # millimetres across: smaller than the dot of an i in print of 8 points
_SPECK = 0.9  # millimetres: the full stop of a headline
_NEAR = 1.3  # millimetres between pieces that belong together
_ALONE = 3  # pieces that may lie together and still be dust
_THIN, _SPARSE = 0.45, 0.06  # ghosts of the reverse: millimetres of their largest dot, share of the ground that is ink


def specks(pieces: Pieces, dpi: float, gone: Flags) -> Flags:
    """Which pieces are dirt; those flagged in *gone* are not looked at."""
    there = (pieces.area > 0) & ~gone
    grain = there & (pieces.area <= max(round((_GRAIN * dpi * _MM) ** 2), 1))
    strewn = grain.sum() >= max(0.3 * there.sum(), 200)
    found = grain if strewn else np.zeros(len(pieces), bool)
    return found | _alone(pieces, there & ~found, dpi * _MM)


def _alone(pieces: Pieces, there: Flags, mm: float) -> Flags:
    """
    Small pieces with nothing but one or two of their like around them, or with any number of tiny ones thinly strewn.

    The second is what a 1-bit scan leaves of the reverse side that shines through; letters broken into dots are denser.
    """
    some = np.flatnonzero(there)
    small = np.maximum(pieces.width[some], pieces.height[some]) <= _SPECK * mm
    found = np.zeros(len(pieces), bool)
    if not small.any():
        return found
    # Boxes grown by half the distance meet where pieces are near; a millimetre is cut into four for that.
    step, reach = max(mm / 4, 1.0), _NEAR * mm / 2
    size = pieces.labels.shape
    canvas = np.zeros((int(size[0] / step) + 2, int(size[1] / step) + 2), np.uint8)
    left = ((pieces.left[some] - reach) / step).clip(0).astype(int)
    top = ((pieces.top[some] - reach) / step).clip(0).astype(int)
    right = ((pieces.left[some] + pieces.width[some] + reach) / step).astype(int)
    bottom = ((pieces.top[some] + pieces.height[some] + reach) / step).astype(int)
    for x0, y0, x1, y1 in zip(left.tolist(), top.tolist(), right.tolist(), bottom.tolist(), strict=True):
        canvas[y0 : y1 + 1, x0 : x1 + 1] = 255
    count, clusters = cv2.connectedComponents(canvas, connectivity=4)
    cluster = clusters[top, left]
    members = np.bincount(cluster, minlength=count)
    large = np.bincount(cluster, ~small, count)
    tiny = np.maximum(pieces.width[some], pieces.height[some]) <= max(_THIN * mm, 2)
    ground = np.bincount(clusters.ravel(), minlength=count) * step * step
    sparse = np.bincount(cluster, pieces.area[some], count) < _SPARSE * ground
    ghost = sparse & (np.bincount(cluster, ~tiny, count) == 0)
    found[some] = ((members <= _ALONE) & (large == 0) | ghost)[cluster]
    return found
