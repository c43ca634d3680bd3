"""What is no paper at the edges of a picture taken out of the ink: scanner lids, desks, shadows of edges, punched holes."""

from __future__ import annotations

import cv2
import numpy as np

from pipelines.ocr.cleanup.pieces import Array, labelled

_MM = 1 / 25.4  # inches
_COARSE = 60  # dpi at which shapes at the edge are looked at
_RIM = 0.6  # millimetres from the edge within which a shape touches it
_LONG = 5.0  # millimetres from which on a shape is no cut letter
_HOLE = 4.0, 8.0  # millimetres: diameters of punched holes (ISO 838: 6 mm) with their shadows
_MARGIN = 25.0  # millimetres from the edge within which files are punched


def clear_border(ink: Array, dpi: float) -> Array:
    """
    *ink* without big shapes that touch the picture's edge and without the round shadows of punched holes near it.

    Lines of frames and tables that run off the page are left: text may stand in their meshes, and rules go elsewhere.
    """
    step = max(dpi / _COARSE, 1.0)
    mm = dpi / step * _MM
    size = max(round(ink.shape[1] / step), 1), max(round(ink.shape[0] / step), 1)
    # Half covered: thin strokes fade away, solid shapes stay.
    small = cv2.threshold(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), 110, 255, cv2.THRESH_BINARY)[1]
    count, labels, stats, _ = labelled(np.asarray(small, np.uint8))
    left, top, width, height, area = stats.T
    rim = max(round(_RIM * mm), 1)
    right, bottom = size[0] - left - width, size[1] - top - height
    near = np.minimum.reduce((left, top, right, bottom))
    # A word that is cut by the edge has no place as thick as a shadow.
    thick = np.bincount(labels[cv2.erode(small, np.ones((3, 3), np.uint8)) > 0], minlength=count) > 0
    touching = (near <= rim) & (np.maximum(width, height) > _LONG * mm) & (area > 0.12 * width * height) & thick
    low, high = _HOLE[0] * mm, _HOLE[1] * mm
    round_ = (np.minimum(width, height) >= low) & (np.maximum(width, height) <= high) & (width < 1.35 * height)
    round_ &= (height < 1.35 * width) & (np.abs(area / np.maximum(width * height, 1) - np.pi / 4) < 0.1)
    drop = touching | (round_ & (near < _MARGIN * mm))
    drop[0] = False
    if not drop.any():
        return ink
    # Grown by two of its pixels, the shape takes its ragged edge along, and thin dirt that clings to it.
    away = cv2.dilate(np.asarray(drop[labels] * 255, np.uint8), np.ones((3, 3), np.uint8), iterations=2)
    whole = cv2.resize(away, (ink.shape[1], ink.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.asarray(cv2.bitwise_and(ink, cv2.bitwise_not(whole)), np.uint8)
