"""
How much the ink under each word looks written by hand.

Numbers and days are filled in by pen on most official papers, and Tesseract reads pen strokes as some print or other, often
with confidence. So the ink is measured: print repeats itself in height, stroke width and slant along a line of text; a pen
does not. Measurements are relative to the line's own print, which makes them hold for any font, resolution and scanner.

Weights are a logistic regression on one half of 51 real scans (55 words by hand, some 200 printed header words, 4,000 words of
body text). On the other half, at 0.5, one in nine of 45 words by hand is missed; one in eleven printed header words and one
in 27 body words raise a false alarm; at 0.3 one in fourteen is missed and one in eight header words alarms. Most misses are
bold, level, print-like digits. So a low score is no proof of print.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipelines.ocr.clean import Array
from pipelines.ocr.recognise import Read

Floats = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]

# feature: (weight, largest value that counts). A miss costs more than a false alarm: the constant is half a unit above the fit.
_WEIGHTS = {
    "doubt": (4.0, 1.0),  # 1 - the recogniser's confidence
    "tall": (11.2, 2.0),  # how much the tallest stroke rises above the tall letters of its line, as a share
    "pen": (10.8, 1.5),  # stroke width against the line's, logarithm of the ratio either way
    "slant": (8.4, 1.5),  # slant of strokes against the line's, pixels to the side for a pixel up
    "coloured": (12.7, 2.0),  # colour of the ink against the line's, in hundreds of 8-bit steps
    "unread": (6.0, 1.0),  # ink beside the word that no word accounts for, in squares of a letter's height; set by judgement
}
_CONSTANT = -4.6


@dataclass(frozen=True, slots=True)
class Strokes:
    """Connected pieces of ink of a page, measured once; arrays run over the pieces, piece 0 is the paper."""

    labels: npt.NDArray[np.int32]
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


def scores(words: tuple[Read, ...], ink: Array, colour: Array | None) -> list[float]:
    """For each word 0 (print) to 1 (by hand). *ink* and *colour* (`spread_of_colour`) are of the copy that was read."""
    if not words:
        return []
    weights = np.array([weight for weight, _ in _WEIGHTS.values()])
    most = np.array([limit for _, limit in _WEIGHTS.values()])
    table = np.minimum(features(words, measure(ink, colour)), most)
    return [round(float(score), 4) for score in 1 / (1 + np.exp(-(table @ weights + _CONSTANT)))]


def measure(ink: Array, colour: Array | None) -> Strokes:
    """Pieces of ink of a page; *colour* is the spread of the colour channels at each pixel, None for a gray page."""
    count, labels, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    rows, columns = np.nonzero(labels)
    where = labels[rows, columns]
    area = np.maximum(np.bincount(where, minlength=count), 1).astype(np.float64)
    depth = cv2.distanceTransform(ink, cv2.DIST_L2, 5)
    # Along the middle of a stroke the distance to its edge is largest: half the width of the pen.
    ridge = (depth >= cv2.dilate(depth, np.ones((3, 3), np.uint8)) - 1e-3)[rows, columns]
    on = where[ridge]
    pen = np.bincount(on, 2 * depth[rows[ridge], columns[ridge]], count) / np.maximum(np.bincount(on, minlength=count), 1)
    dx, dy = columns - centres[where, 0], rows - centres[where, 1]
    slant = -np.bincount(where, dx * dy, count) / np.maximum(np.bincount(where, dy * dy, count), 1)
    tint = np.bincount(where, colour[rows, columns], count) / area if colour is not None else np.zeros(count)
    left, top, width, height = (stats[:, column].astype(np.float64) for column in range(4))
    return Strokes(labels, left, top, width, height, area, pen, slant, tint)


def features(words: tuple[Read, ...], strokes: Strokes) -> Floats:
    """One row a word, columns in the order of the weights."""
    owner = _owners(words, strokes)
    unit = _letter_height(words, owner, strokes)
    solid = [m[strokes.area[m] > 0.03 * unit * unit] for m in (np.flatnonzero(owner == i) for i in range(len(words)))]
    page = _print_of(np.concatenate(solid), strokes, unit, (1.4 * unit, 0.25 * unit, 0.0, 0.0))
    lines: dict[tuple[int, int, int], list[int]] = {}
    for index, word in enumerate(words):
        lines.setdefault(word.line, []).append(index)
    table = np.zeros((len(words), len(_WEIGHTS)))
    for group in lines.values():
        sure = [solid[i] for i in group if words[i].confidence > 0.8]
        line = _print_of(np.concatenate(sure), strokes, unit, page) if sure else page
        for i in group:
            table[i] = (
                1 - words[i].confidence,
                *_against(line, solid[i], strokes, unit),
                _unread(words[i], owner, strokes, unit),
            )
    return table


Print = tuple[float, float, float, float]
"""Height of tall letters, stroke width, slant and colour of the print on a line."""


def _print_of(pieces: Indexes, strokes: Strokes, unit: float, default: Print) -> Print:
    big = pieces[(strokes.height[pieces] > 0.6 * unit) & (strokes.height[pieces] < 2.2 * unit)]
    if len(big) < 4:
        return default
    return (
        float(np.percentile(strokes.height[big], 85)), float(np.median(strokes.pen[big])),
        float(np.median(strokes.slant[big])), float(np.median(strokes.colour[big])),
    )  # fmt: skip


def _against(line: Print, pieces: Indexes, strokes: Strokes, unit: float) -> tuple[float, float, float, float]:
    big = pieces[strokes.height[pieces] > 0.55 * unit]
    if not len(big):
        return 0.0, 0.0, 0.0, 0.0
    tall, pen, slant, colour = line
    weight = strokes.area[big]
    return (
        max(float(strokes.height[big].max()) / tall - 1, 0),
        float(np.average(np.abs(np.log(np.maximum(strokes.pen[big], 0.5) / max(pen, 0.5))), weights=weight)),
        float(np.average(np.abs(strokes.slant[big] - slant), weights=weight)),
        float(np.average(np.maximum(strokes.colour[big] - colour, 0), weights=weight)) / 100,
    )


def _has_mark_above(text: str) -> bool:
    return any(unicodedata.combining(c) == 230 for c in unicodedata.normalize("NFD", text))


def _unread(word: Read, owner: Indexes, strokes: Strokes, unit: float) -> float:
    """Ink that belongs to no word, within two letters of the word and on its line."""
    x0, y0, x1, y1 = word.box
    middle = strokes.top + strokes.height / 2
    loose = (owner < 0) & (strokes.height > 0.5 * unit) & (strokes.height < 6 * unit) & (middle > y0) & (middle < y1)
    loose &= (strokes.left < x1 + 2 * unit) & (strokes.left + strokes.width > x0 - 2 * unit)
    loose[0] = False
    return float(strokes.area[loose].sum()) / (unit * unit)


def _owners(words: tuple[Read, ...], strokes: Strokes) -> Indexes:
    """Index of the word that holds most of each piece's box, or -1."""
    owner = np.full(len(strokes.area), -1, np.int64)
    share = np.zeros(len(strokes.area))
    own = np.maximum(strokes.width * strokes.height, 1)
    for index, word in enumerate(words):
        x0, y0, x1, y1 = (max(v, 0) for v in word.box)
        near = np.unique(strokes.labels[y0:y1, x0:x1])
        wide = np.minimum(strokes.left[near] + strokes.width[near], x1) - np.maximum(strokes.left[near], x0)
        high = np.minimum(strokes.top[near] + strokes.height[near], y1) - np.maximum(strokes.top[near], y0)
        part = wide * high / own[near]
        better = (part > 0.35) & (part > share[near])
        owner[near[better]], share[near[better]] = index, part[better]
    owner[0] = -1
    return owner


def _letter_height(words: tuple[Read, ...], owner: Indexes, strokes: Strokes) -> float:
    """Height of a small letter: the median piece of surely read words."""
    sure = np.array([w.confidence > 0.8 for w in words] + [False])
    heights = strokes.height[sure[owner] & (strokes.height > 5)]
    return float(np.median(heights)) if len(heights) >= 10 else 16.0


def spread_of_colour(picture: Array, matrix: Floats, size: tuple[int, int]) -> Array | None:
    """
    Largest less smallest channel of a colour picture, laid over the cleaned copy; None for a gray picture.

    *matrix* (2x3) leads from the copy's pixels to the picture's, *size* is the copy's (width, height).
    """
    if picture.ndim == 2:
        return None
    step = max(int(np.hypot(matrix[0, 0], matrix[0, 1])), 1)
    red, green, blue = cv2.split(np.ascontiguousarray(picture[::step, ::step]))
    spread = cv2.subtract(cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue))
    return np.asarray(cv2.warpAffine(spread, matrix / step, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP), np.uint8)
