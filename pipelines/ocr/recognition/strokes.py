"""What is measured of the pieces of ink of a page: how thick, how slanted, how coloured their strokes are."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipelines.ocr.cleanup.clean import Array
from pipelines.ocr.cleanup.pieces import Map, Pieces, pieces_of

Floats = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Strokes:
    """Connected pieces of ink of a page, measured once; arrays run over the pieces, piece 0 is the paper."""

    labels: Map
    left: Floats
    top: Floats
    width: Floats
    height: Floats
    area: Floats
    pen: Floats
    """Mean stroke width, pixels."""
    slant: Floats
    """Pixels to the right for a pixel up."""
    colour: Floats
    """Mean of the largest less the smallest colour channel, 0-255."""


def measure(ink: Array, colour: Array | None, pieces: Pieces | None = None) -> Strokes:
    """Pieces of ink of a page; *colour* is the spread of the colour channels at each pixel, None for a gray page."""
    pieces = pieces or pieces_of(ink)
    count, there = len(pieces), cv2.findNonZero(ink)
    columns, rows = np.zeros((2, 0), np.int32) if there is None else there.reshape(-1, 2).T
    where = pieces.labels[rows, columns]
    area = np.maximum(np.bincount(where, minlength=count), 1).astype(np.float64)
    depth = cv2.distanceTransform(ink, cv2.DIST_L2, 5)
    # Along the middle of a stroke the distance to its edge is largest: half the width of the pen.
    half = depth[rows, columns]
    ridge = half >= cv2.dilate(depth, np.ones((3, 3), np.uint8))[rows, columns] - 1e-3
    pen = np.bincount(where[ridge], 2 * half[ridge], count) / np.maximum(np.bincount(where[ridge], minlength=count), 1)
    dx, dy = columns - pieces.x[where], rows - pieces.y[where]
    slant = -np.bincount(where, dx * dy, count) / np.maximum(np.bincount(where, dy * dy, count), 1)
    tint = np.bincount(where, colour[rows, columns], count) / area if colour is not None else np.zeros(count)
    left, top, width, height = (v.astype(np.float64) for v in (pieces.left, pieces.top, pieces.width, pieces.height))
    return Strokes(pieces.labels, left, top, width, height, area, pen, slant, tint)
