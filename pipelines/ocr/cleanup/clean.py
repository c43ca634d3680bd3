"""
Cleaning the copy of a page that is read; the picture itself is never changed.

Arrays are 8-bit, origin top left. "Gray" is light paper and dark ink; "ink" is a mask with 255 where ink is.
What each step is worth was measured page by page (benchmarks): the red channel and levelling the background matter most.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.uint8]

_MM = 1 / 25.4  # inches


def level(gray: Array) -> Array:
    """*gray* with yellowing, shadow and show-through of paper brought to white: divided by its own background."""
    height, width = gray.shape
    step = max(min(height, width) // 200, 1)
    small = cv2.resize(gray, (max(width // step, 1), max(height // step, 1)), interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 15 if min(small.shape) >= 15 else 3)
    paper = np.maximum(cv2.GaussianBlur(paper, (0, 0), 3), 40)
    background = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(gray, background, scale=255), np.uint8)


def strengthened(gray: Array) -> Array | None:
    """*gray* levelled, with ink that has all but faded spread from black to white; None where there is nothing to spread."""
    levelled = level(gray)
    paper = float(np.median(levelled))
    noise = 1.4826 * float(np.median(np.abs(levelled.astype(np.float32) - paper)))
    darkest = float(np.percentile(levelled, 0.5))
    white = paper - max(2 * noise, 4.0)
    if white - darkest < max(4 * noise, 6.0):
        return None
    return np.asarray(np.clip((levelled.astype(np.float32) - darkest) * (255 / (white - darkest)), 0, 255), np.uint8)


def ink_mask(levelled: Array) -> Array:
    """Ink of a levelled gray picture by one threshold (Otsu 1979), kept clear of the paper where there is hardly any ink."""
    threshold, _ = cv2.threshold(levelled, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    threshold = min(max(threshold, 90), 215)
    return np.asarray(cv2.threshold(levelled, threshold, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)


def contrast(levelled: Array, ink: Array) -> float:
    """How much darker than paper the ink is: 0 none, 1 black on white; 1 for a page without ink."""
    core = cv2.erode(ink, np.ones((2, 2), np.uint8))
    where = core > 0 if core.any() else ink > 0
    return float(1 - np.median(levelled[where]) / 255) if where.any() else 1.0


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


def without_rules(ink: Array, dpi: float) -> Array:
    """
    *ink* without ruled lines and dot leaders, level ones and plumb ones.

    Forms lost 39 -> 15 % of their characters by this. A stroke of a letter that crosses a rule is mended by closing over
    the thickness of the rule where ink stands on both sides.
    """
    length = max(round(10 * dpi * _MM), 12)
    thick = max(round(0.9 * dpi * _MM), 3)
    level_rules = _thin_runs(ink, (length, 1), thick)
    plumb_rules = _thin_runs(ink, (1, round(length * 1.3)), thick)
    rules = cv2.bitwise_or(level_rules, plumb_rules)
    cleared = cv2.bitwise_and(ink, cv2.bitwise_not(cv2.dilate(rules, np.ones((3, 3), np.uint8)))) if rules.any() else ink
    if rules.any():
        mend = cv2.morphologyEx(cleared, cv2.MORPH_CLOSE, np.ones((thick + 2, 1), np.uint8))
        cleared = cv2.bitwise_or(cleared, cv2.bitwise_and(mend, level_rules))
    return _without_leaders(cleared, dpi)


def _thin_runs(ink: Array, kernel: tuple[int, int], thick: int) -> Array:
    """Runs of ink at least as long as *kernel* (width, height) and at most *thick* pixels across."""
    runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(kernel[::-1], np.uint8))
    if not runs.any():
        return np.asarray(runs, np.uint8)
    across = np.ones((thick + 1, 1) if kernel[1] == 1 else (1, thick + 1), np.uint8)
    solid = cv2.morphologyEx(runs, cv2.MORPH_OPEN, across)
    return np.asarray(cv2.bitwise_and(runs, cv2.bitwise_not(solid)), np.uint8)


def _without_leaders(ink: Array, dpi: float) -> Array:
    """*ink* without dotted lines: six or more dots in a row, close together and alike."""
    count, labels, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    most = max(round(0.75 * dpi * _MM), 3)
    small = (stats[:, cv2.CC_STAT_WIDTH] <= most) & (stats[:, cv2.CC_STAT_HEIGHT] <= most)
    small[0] = False
    dots = np.flatnonzero(small)
    if len(dots) < 6:
        return ink
    reach, drift = 2.6 * dpi * _MM, 0.35 * dpi * _MM
    order = dots[np.lexsort((centres[dots, 0], np.round(centres[dots, 1] / drift)))]
    drop = np.zeros(count, bool)
    for band in (0.0, 0.5):  # bands overlap by half so that a row on the border of two bands is seen whole once
        rows = np.round(centres[dots, 1] / (2 * drift) + band)
        order = dots[np.lexsort((centres[dots, 0], rows))]
        row_of = np.round(centres[order, 1] / (2 * drift) + band)
        gaps = np.diff(centres[order, 0])
        joined = (np.diff(row_of) == 0) & (gaps < reach) & (gaps > 0)
        starts = np.flatnonzero(np.concatenate(([True], ~joined)))
        for start, end in zip(starts, np.append(starts[1:], len(order)), strict=True):
            if end - start >= 6:
                drop[order[start:end]] = True
    if not drop.any():
        return ink
    cleared = ink.copy()
    cleared[drop[labels]] = 0
    return cleared


def without_specks(ink: Array, dpi: float) -> Array:
    """*ink* without specks too small to be a dot of a letter, on pages that have many of them."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    speck = stats[:, cv2.CC_STAT_AREA] <= max(round((0.22 * dpi * _MM) ** 2), 1)
    speck[0] = False
    if speck.sum() < 0.3 * count or speck.sum() < 200:
        return ink
    cleared = ink.copy()
    cleared[speck[labels]] = 0
    return cleared


def as_gray(image: Any) -> Array:
    """A PIL image of mode 1, L or RGB as an array, (h, w) or (h, w, 3)."""
    return np.asarray(image.convert("L") if image.mode == "1" else image, np.uint8)
