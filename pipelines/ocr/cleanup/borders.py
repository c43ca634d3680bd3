"""What is no paper at the edges of a picture taken out of the ink: scanner lids, desks, shadows of edges."""

from __future__ import annotations

import cv2
import numpy as np

from pipelines.ocr.cleanup.pieces import Array

_MM = 1 / 25.4  # inches


def clear_border(ink: Array, dpi: float) -> Array:
    """*ink* without big shapes that touch the picture's edge: scanner lids, desks, shadows of punched edges."""
    edge = np.zeros_like(ink)
    rim = max(round(0.3 * dpi * _MM), 1)
    for side in (np.s_[:rim], np.s_[-rim:], np.s_[:, :rim], np.s_[:, -rim:]):
        edge[side] = ink[side]
    if not edge.any():
        return ink
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    touching = np.unique(labels[edge > 0])
    long_side = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    drop = np.zeros(count, bool)
    drop[touching] = True
    drop &= long_side > 5 * dpi * _MM
    # A frame or a table that runs off the page holds text in its meshes, and is itself thin: that is the ruler's business.
    drop &= stats[:, cv2.CC_STAT_AREA] > 0.12 * stats[:, cv2.CC_STAT_WIDTH] * stats[:, cv2.CC_STAT_HEIGHT]
    drop[0] = False
    cleared = ink.copy()
    cleared[drop[labels]] = 0
    return cleared
