"""The cleaned copy of a page: which steps it takes, and how its pixels lie on the page's picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.model import Box
from pipelines.ocr.cleanup import borders, clean, leaders, orient, rules, seals, specks
from pipelines.ocr.cleanup.clean import Array
from pipelines.ocr.cleanup.pieces import Pieces, erased, pieces_of, without
from pipelines.ocr.config import OcrConfig

_LETTER = 18  # pixels of a usual letter of 13-14 pt at 200 dpi, the size that was read best


@dataclass(frozen=True, slots=True)
class Copy:
    """A cleaned copy of a page: what is recognised, and how its pixels lie on the upright picture."""

    gray: Array
    """Levelled, straightened, and white where ink was taken out; not thresholded."""
    ink: Array
    """What is read: 255 where ink is."""
    dpi: float
    skew: float
    """Degrees by which lines rise to the right in the upright picture; taken out in the copy."""
    to_picture: np.ndarray
    """2x3 matrix from pixels of the copy to pixels of the upright picture."""
    contrast: float
    pieces: Pieces
    """Those of *ink*."""
    marked: tuple[seals.Marked, ...] = ()
    """Where black seals and signatures were taken out of the ink."""


def prepare(gray: Array, dpi: float, config: OcrConfig) -> Copy:
    """The cleaned copy of a gray page picture, straightened, at the resolution that is read best."""
    scale = config.working_dpi / dpi
    drawn = scaled(gray, scale)
    # Half the resolution shows lean and height of letters as well, at a quarter of the cost.
    rough = clean.ink_mask(clean.level(scaled(drawn, 0.5)))
    letters = orient.text_ink(borders.clear_border(rough, config.working_dpi / 2))
    zoom = _zoom(letters)
    if zoom != 1.0:
        scale *= zoom
        drawn = scaled(gray, scale)
    levelled = clean.level(drawn)
    at = dpi * scale
    skew, _ = orient.lean(letters)
    matrix = np.array([[1 / scale, 0, 0], [0, 1 / scale, 0]])
    if abs(skew) > 0.15:
        levelled, back = straightened(levelled, skew)
        matrix = after(matrix, back)
    found = clean.ink_mask(levelled)
    ink = borders.clear_border(found, at)
    contrast = clean.contrast(levelled, ink)
    marked = seals.marked_parts(ink, at)
    ink = rules.without_rules(seals.without(ink, marked), at)
    pieces = pieces_of(ink)
    lines = leaders.leaders(pieces, at)
    gone = lines | specks.specks(pieces, at, lines)
    ink = erased(ink, pieces, gone)
    return Copy(_without(levelled, found, ink), ink, at, skew, matrix, contrast, without(pieces, gone), marked)


def _without(gray: Array, found: Array, kept: Array) -> Array:
    """*gray* with paper where ink was found and not kept, up to its pale rim."""
    gone = cv2.dilate(cv2.bitwise_and(found, cv2.bitwise_not(kept)), np.ones((3, 3), np.uint8))
    gone = cv2.bitwise_and(gone, cv2.bitwise_not(kept))
    return np.asarray(cv2.bitwise_or(gray, gone), np.uint8)


def _zoom(letters: Array) -> float:
    """
    Factor that brings letters to the size that is read best; 1 where they are near it or cannot be measured.

    *letters* is their ink at half the working resolution. Letters of the size that fills most of the page count: a form's
    small print must not blow its filled-in words up, nor a headline shrink the text.
    """
    pieces = pieces_of(letters)
    like = (pieces.height >= 3) & (pieces.width >= 2) & (pieces.width < 4 * pieces.height)
    heights = np.sort(pieces.height[like])
    if len(heights) < 30:
        return 1.0
    weight = np.cumsum(heights)
    usual = 2.0 * float(heights[np.searchsorted(weight, weight[-1] / 2)])
    if 11 <= usual <= 34:
        return 1.0
    return min(max(_LETTER / usual, 0.4), 2.0)


def scaled(gray: Array, scale: float) -> Array:
    if abs(scale - 1) < 0.02:
        return gray
    size = max(round(gray.shape[1] * scale), 1), max(round(gray.shape[0] * scale), 1)
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC), np.uint8)


def straightened(gray: Array, skew: float) -> tuple[Array, np.ndarray]:
    """*gray* turned clockwise by *skew* degrees on a canvas that holds all of it, and the 2x3 matrix back."""
    height, width = gray.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1.0)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    wide, high = round(width * cos + height * sin), round(height * cos + width * sin)
    turn[:, 2] += ((wide - width) / 2, (high - height) / 2)
    straight = cv2.warpAffine(gray, turn, (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    return np.asarray(straight, np.uint8), cv2.invertAffineTransform(turn)


def after(outer: np.ndarray, inner: np.ndarray) -> np.ndarray:
    """The 2x3 matrix that applies *inner*, then *outer*."""
    return np.asarray((np.vstack([outer, [0, 0, 1]]) @ np.vstack([inner, [0, 0, 1]]))[:2])


def on_picture(box: Box, matrix: np.ndarray, size: tuple[int, int]) -> Box:
    """Smallest box of the upright picture (width, height = *size*) around *box* of the copy."""
    x0, y0, x1, y1 = box
    corners = np.array([[x0, y0, 1], [x1, y0, 1], [x1, y1, 1], [x0, y1, 1]]) @ matrix.T
    low, high = np.floor(corners.min(0) + 0.25), np.ceil(corners.max(0) - 0.25)
    left, top = min(max(int(low[0]), 0), size[0] - 1), min(max(int(low[1]), 0), size[1] - 1)
    return left, top, min(max(int(high[0]), left + 1), size[0]), min(max(int(high[1]), top + 1), size[1])
