"""
Which way a page stands and how much it leans, from its ink alone.

Rows of text make the sum of ink along each row rise and fall sharply; turned or leaning, they do not (Postl 1986).
Whether it stands on its head is told by Tesseract, and only when the reading is poor: a head-down page reads as rubbish.
"""

from __future__ import annotations

import cv2
import numpy as np

from pipelines.ocr.cleanup.clean import Array

_WIDEST, _COARSE, _FINE = 16.0, 1.0, 0.1  # degrees


def text_ink(ink: Array) -> Array:
    """Ink of letter-like size, at about 100 dpi: what shows the direction of text; frames, seals and pictures do not."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count < 2:
        return ink
    heights, widths = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_WIDTH]
    big = np.maximum(heights, widths)
    usual = float(np.median(big[big > 4])) if (big > 4).any() else 10.0
    keep = np.zeros(count, np.uint8)
    keep[1:] = ((big > 0.3 * usual) & (big < 6 * usual)) * 255
    return np.asarray(keep[labels], np.uint8)


def lean(ink: Array) -> tuple[float, float]:
    """
    (degrees, sharpness): by how much lines of text rise to the right, and how sharp the rows are at that angle.

    Searches ±16 degrees, to 0.1 degree. *ink* may have any size; it is looked at with 350, then 700 pixels on the short side.
    """
    rough, _ = _rough_lean(ink)
    small = _reduced(ink, 700)
    if not small.any():
        return 0.0, 0.0
    middle = max(np.arange(rough - 0.8, rough + 0.9, 0.4), key=lambda angle: _sharpness(small, float(angle)))
    fine = {angle: _sharpness(small, float(angle)) for angle in np.arange(middle - 0.3, middle + 0.31, _FINE)}
    best = max(fine, key=lambda angle: fine[angle])
    return round(float(best), 2), fine[best]


def _rough_lean(ink: Array) -> tuple[float, float]:
    """As `lean`, to a degree."""
    small = _reduced(ink, 350)
    if not small.any():
        return 0.0, 0.0
    found = {float(angle): _sharpness(small, float(angle)) for angle in np.arange(-_WIDEST, _WIDEST + 0.1, _COARSE)}
    best = max(found, key=lambda angle: found[angle])
    return best, found[best]


def runs_sideways(ink: Array) -> bool:
    """Whether the lines of text run up or down the page rather than across."""
    across = _rough_lean(ink)[1]
    upright = _rough_lean(np.ascontiguousarray(np.rot90(ink)))[1]
    return upright > 1.25 * across


def _reduced(ink: Array, side: int) -> Array:
    scale = side / min(ink.shape)
    if scale < 1:
        size = max(round(ink.shape[1] * scale), 1), max(round(ink.shape[0] * scale), 1)
        ink = np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), np.uint8)
    # Turning blurs; without this blur the page as it is would always look sharper than a page turned by a tenth of a degree.
    return np.asarray(cv2.GaussianBlur(ink, (0, 0), 0.8), np.uint8)


def _sharpness(small: Array, degrees: float) -> float:
    """Mean square step between neighbouring rows' ink when the page is turned clockwise by *degrees*."""
    height, width = small.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    turned = cv2.warpAffine(small, turn, (width, height), flags=cv2.INTER_LINEAR) if degrees else small
    rows = cv2.reduce(turned, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32F).ravel() / 255
    return float(np.mean(np.diff(rows) ** 2) / max(float(rows.sum()), 1.0) * height)
