"""
How much the lines of a page lean, from its ink alone.

Rows of text make the sum of ink along each row rise and fall sharply; leaning, they do not (Postl 1986).
Which of the four ways a page stands is told by the look of its letters: `upright.stand`.
"""

from __future__ import annotations

import cv2
import numpy as np

from pipelines.ocr.cleanup.pieces import Array, labelled

_WIDEST, _COARSE, _FINE = 16.0, 1.0, 0.1  # degrees
_LEAST = 8  # pixels of the short side below which there are no rows
_STANDS_OUT = 1.6  # times the middle sharpness: specks reach 1.25, the sparsest pages of text 4


def text_ink(ink: Array) -> Array:
    """Ink of letter-like size, at about 100 dpi: what shows the direction of text; frames, seals and pictures do not."""
    count, labels, stats, _ = labelled(ink)
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

    Searches ±16 degrees, to a few hundredths of a degree; (0, 0) where no angle stands out, as on blank and specked pages.
    *ink* may have any size; it is looked at with 350, then 700 pixels on the short side.
    """
    small = _reduced(ink, 700)
    if not small.any() or min(small.shape) < _LEAST:
        return 0.0, 0.0
    rough = _rough(small)
    if max(rough.values()) < _STANDS_OUT * float(np.median(list(rough.values()))):
        return 0.0, 0.0
    start = max(rough, key=lambda angle: rough[angle])
    # Two columns of text need not stand line beside line: each half is judged by itself.
    middle = max(np.arange(start - 0.8, start + 0.9, 0.4), key=lambda angle: _sharpness(small, float(angle), strips=2))
    angles = np.arange(middle - 0.3, middle + 0.31, _FINE)
    found = np.array([_sharpness(small, float(angle), strips=2) for angle in angles])
    best = int(found.argmax())
    degrees = float(angles[best]) + _FINE * _summit(found, best)
    return round(min(max(degrees, -_WIDEST), _WIDEST), 2), float(found[best])


def _summit(values: np.ndarray, best: int) -> float:
    """Where a parabola through the highest of *values* and its two neighbours has its top, in steps from the highest."""
    if not 0 < best < len(values) - 1:
        return 0.0
    before, at, after = (float(value) for value in values[best - 1 : best + 2])
    bend = before - 2 * at + after
    return 0.5 * (before - after) / bend if bend < 0 else 0.0


def _rough(ink: Array) -> dict[float, float]:
    """Sharpness at every whole degree in ±16; all 0 for a picture without ink or too small to have rows."""
    small = _reduced(ink, 350)
    angles = np.arange(-_WIDEST, _WIDEST + 0.1, _COARSE)
    blank = not small.any() or min(small.shape) < _LEAST
    return {float(angle): 0.0 if blank else _sharpness(small, float(angle)) for angle in angles}


def _reduced(ink: Array, side: int) -> Array:
    scale = side / min(ink.shape)
    if scale < 1:
        size = max(round(ink.shape[1] * scale), 1), max(round(ink.shape[0] * scale), 1)
        ink = np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), np.uint8)
    # Hides the grain of pixels, which would be read as rows.
    return np.asarray(cv2.GaussianBlur(ink, (0, 0), 0.8), np.uint8)


def _sharpness(small: Array, degrees: float, strips: int = 1) -> float:
    """Mean square step between neighbouring rows' ink, *strips* side by side, when the page is turned clockwise by *degrees*."""
    height, width = small.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    # Turning blurs, the page as it is would look sharper than all others: a shift by this much blurs just as turning does
    # (a bilinear shift by f adds a variance of f(1 - f), a turn on average 1/6).
    turn[1, 2] += 0.2113
    turned = cv2.warpAffine(small, turn, (width, height), flags=cv2.INTER_LINEAR)
    parts = np.array_split(np.arange(width), strips)
    steps = total = 0.0
    for part in parts:
        rows = cv2.reduce(turned[:, part[0] : part[-1] + 1], 1, cv2.REDUCE_SUM, dtype=cv2.CV_32F).ravel() / 255
        steps += float(np.mean(np.diff(rows) ** 2))
        total += float(rows.sum())
    return float(steps / max(total, 1.0) * height)
