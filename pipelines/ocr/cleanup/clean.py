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


def as_gray(image: Any) -> Array:
    """A PIL image of mode 1, L or RGB as an array, (h, w) or (h, w, 3)."""
    return np.asarray(image.convert("L") if image.mode == "1" else image, np.uint8)
