"""
How much the ink under each word looks written by hand.

Numbers and days are filled in by pen on most official papers, and Tesseract reads pen strokes as some print or other, often
with confidence. So the ink is measured: print repeats itself in height, stroke width and slant along a line, and in the
shape of its letters over a page; a pen does not. Measurements are relative to the page's own print, which makes them hold for
any font, resolution and scanner; heights are relative to what the letters read would have (`Ộ` rises, `Q` falls, `/` leans).

Weights are a logistic regression on one half of 51 real scans (55 words by hand, 212 printed header words, 3,700 words of
body text) and generated papers of one seed. On the other half, at 0.5, one of 45 words by hand is missed; one in 15 printed
header words and one in 55 body words raise a false alarm; at 0.3 the same one is missed, and one in nine and one in 34 alarm.
On generated papers of another seed one in 15 of 581 words by hand is missed at 0.5 (digits: one in 24), and alarms are 1.5 %
of printed words on clean pages, 1.7 % on two-tone ones, 6 % on photocopies and 7 % on photographs of bent paper. So a low
score is no proof of print, and words that damage has made unlike the rest of their page look written by hand.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipelines.ocr.cleanup.clean import Array
from pipelines.ocr.cleanup.pieces import Map, Pieces, pieces_of
from pipelines.ocr.recognition.engines import Read

Floats = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]

# feature: (weight, largest value that counts); what each word is held against is said in `features`.
_WEIGHTS = {
    "doubt": (6.3, 1.0),  # 1 - the recogniser's confidence, above the page's median
    "tall": (5.4, 1.5),  # how much the tallest piece rises above what its letters predict, as a share
    "pen": (1.5, 1.2),  # stroke width against the line's, logarithm of the ratio either way
    "slant": (4.6, 1.0),  # slant of pieces against the line's, pixels to the side for a pixel up
    "coloured": (4.4, 1.0),  # colour of the ink above the line's, in hundreds of 8-bit steps
    "odd": (4.5, 1.0),  # unlikeness to the likest piece of any surely read word, above the page's median
    "unlike": (4.8, 1.0),  # the same among pieces read as the same letter; `odd` where there are none
    "unread": (6.0, 1.0),  # ink beside the word that no word accounts for, in squares of a letter's height; set by judgement
}
_CONSTANT = -5.5
_ABOVE_THE_PAGE = ("doubt", "odd", "unlike")
"""Worn and faded copies raise these for every word alike; only what stands out of its page tells of a pen."""

_LOW_LETTERS = frozenset("aceimnorsuvwxzgpqyj") | frozenset("ươ")
_BELOW_LINE = frozenset("gpqyjQ")
_SHAPE = 10  # pixels of the square that shapes are drawn into
_MOST_SHAPES = 1200  # shapes of a page that others are held against


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


def scores(words: tuple[Read, ...], ink: Array, colour: Array | None, pieces: Pieces | None = None) -> list[float]:
    """For each word 0 (print) to 1 (by hand). *ink*, *colour* (`spread_of_colour`) and *pieces* of ink are of the copy read."""
    if not words:
        return []
    weights = np.array([weight for weight, _ in _WEIGHTS.values()])
    most = np.array([limit for _, limit in _WEIGHTS.values()])
    table = np.minimum(features(words, measure(ink, colour, pieces)), most)
    return [round(float(score), 4) for score in 1 / (1 + np.exp(-(table @ weights + _CONSTANT)))]


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


def features(words: tuple[Read, ...], strokes: Strokes) -> Floats:
    """
    One row a word, columns in the order of the weights.

    Height, stroke width, slant and colour are held against surely read words of the line, or of the page where the line
    has few; shapes against those of all surely read words of the page.
    """
    owner = _owners(words, strokes)
    unit = _letter_height(words, owner, strokes)
    letters = [_letters(word, np.flatnonzero(owner == i), strokes, unit) for i, word in enumerate(words)]
    sure = np.array([word.confidence > 0.8 for word in words])
    odd, unlike = _strangeness(letters, sure, strokes)
    prints = np.array([_print_of(word, found[0], strokes) for word, found in zip(words, letters, strict=True)])
    counts = np.array([len(found[0]) for found in letters])
    page = _usual(prints, counts, sure, np.array([1.4 * unit, max(0.25 * unit, 0.5), 0.0, 0.0]))
    lines: dict[tuple[int, int, int], list[int]] = {}
    for index, word in enumerate(words):
        lines.setdefault(word.line, []).append(index)
    table = np.zeros((len(words), len(_WEIGHTS)))
    for group in lines.values():
        line = _usual(prints[group], counts[group], sure[group], page)
        for i in group:
            against = _against(line, prints[i], letters[i][0], strokes) if counts[i] else (0.0, 0.0, 0.0, 0.0)
            doubt = 1 - words[i].confidence
            table[i] = doubt, *against, odd[i], unlike[i], _unread(words[i], owner, strokes, unit)
    for column, name in enumerate(_WEIGHTS):
        if name in _ABOVE_THE_PAGE:
            table[:, column] = np.maximum(table[:, column] - np.median(table[:, column]), 0)
    return table


Letters = tuple[Indexes, tuple[str, ...]]
"""Pieces as high as letters, left to right, and the letter that each was read as: empty where their numbers differ."""


def _letters(word: Read, pieces: Indexes, strokes: Strokes, unit: float) -> Letters:
    """Pieces of *word* as high as letters, without its slashes, which lean and rise in any print."""
    high = pieces[(strokes.height[pieces] > 0.55 * unit) & (strokes.area[pieces] > 0.03 * unit * unit)]
    high = high[np.argsort(strokes.left[high] + strokes.width[high] / 2)]
    names = tuple(_bare(c) for c in word.text if c.isalnum() or c in "/()[]|&%?!")
    aligned = len(names) == len(high)
    slashes = word.text.count("/")
    if slashes and aligned:
        kept = np.array([name != "/" for name in names], bool)
        high, names = high[kept], tuple(name for name in names if name != "/")
    elif slashes:
        bar = strokes.area[high] < 0.55 * strokes.width[high] * strokes.height[high]
        leaning = np.flatnonzero((strokes.slant[high] > 0.12) & bar)
        leaning = leaning[np.argsort(-(strokes.slant[high] * strokes.height[high])[leaning])]
        high = np.delete(high, leaning[:slashes])
    return high, names if aligned else ()


def _bare(letter: str) -> str:
    """*letter* without tone and vowel marks, which are mostly pieces of their own; horn and stroke stay."""
    plain = "".join(c for c in unicodedata.normalize("NFD", letter) if unicodedata.combining(c) not in {220, 230})
    return unicodedata.normalize("NFC", plain)


def _extent(letter: str) -> tuple[float, float]:
    """How far print of *letter* reaches above and below the base line, in heights of a capital, marks grown onto it."""
    if letter in "()[]|":
        return 1.05, 0.3
    parts, bare = unicodedata.normalize("NFD", letter), _bare(letter)
    marks = sum(unicodedata.combining(c) == 230 for c in parts) or bare in {"i", "j"}
    low = bare in _BELOW_LINE or any(unicodedata.combining(c) == 220 for c in parts)
    return (0.7 if bare in _LOW_LETTERS else 1.0) + 0.3 * marks, 0.32 * low


def _print_of(word: Read, pieces: Indexes, strokes: Strokes) -> Floats:
    """Height of a capital by the tallest piece and what it was read as, mean stroke width, slant and colour."""
    if not len(pieces):
        return np.zeros(4)
    tallest = pieces[np.argmax(strokes.height[pieces])]
    extents = [_extent(c) for c in word.text if c.isalnum() or c in "()[]|"] or [(1.0, 0.0)]
    if strokes.width[tallest] > 1.6 * strokes.height[tallest]:  # letters grown together: one rises, another falls
        predicted = max(up for up, _ in extents) + max(down for _, down in extents)
    else:
        predicted = max(up + down for up, down in extents)
    weight = strokes.area[pieces]
    means = (float(values[pieces] @ weight) / float(weight.sum()) for values in (strokes.pen, strokes.slant, strokes.colour))
    return np.array([strokes.height[tallest] / predicted, *means])


def _usual(prints: Floats, counts: Indexes, sure: npt.NDArray[np.bool_], default: Floats) -> Floats:
    """Medians over the letters of surely read words; *default* where they have fewer than four."""
    times = np.where(sure, counts, 0)
    return np.asarray(np.median(np.repeat(prints, times, axis=0), axis=0)) if times.sum() >= 4 else default


def _against(line: Floats, own: Floats, pieces: Indexes, strokes: Strokes) -> tuple[float, float, float, float]:
    weight = strokes.area[pieces] / strokes.area[pieces].sum()
    return (
        max(float(own[0] / line[0]) - 1, 0),
        float(np.abs(np.log(np.maximum(strokes.pen[pieces], 0.5) / max(line[1], 0.5))) @ weight),
        float(np.abs(strokes.slant[pieces] - line[2]) @ weight),
        max(float(own[3] - line[3]), 0) / 100,
    )


def _strangeness(letters: list[Letters], sure: npt.NDArray[np.bool_], strokes: Strokes) -> tuple[Floats, Floats]:
    """For each word the columns ``odd`` and ``unlike``, not yet held against the page."""
    pieces = np.concatenate([found for found, _ in letters])
    word = np.repeat(np.arange(len(letters)), [len(found) for found, _ in letters])
    shapes = _shapes(pieces, strokes)
    known = np.flatnonzero(sure[word])
    known = known[:: len(known) // _MOST_SHAPES + 1]
    strange = _strange(shapes, word, np.arange(len(pieces)), known)
    names = np.array([n for found, read in letters for n in (read or ("",) * len(found))])
    unlike = np.full(len(pieces), np.nan)
    for name in set(names[known]) - {""}:
        same = np.flatnonzero(names == name)
        unlike[same] = _strange(shapes, word, same, same[sure[word[same]]])
    count = len(letters)
    area = strokes.area[pieces]
    seen = ~np.isnan(strange)
    odd = np.bincount(word[seen], (strange * area)[seen], count) / np.maximum(np.bincount(word[seen], area[seen], count), 1)
    seen = ~np.isnan(unlike)
    times = np.bincount(word[seen], minlength=count)
    return odd, np.where(times > 0, np.bincount(word[seen], unlike[seen], count) / np.maximum(times, 1), odd)


Shapes = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.float32]]
"""Unit vectors of the pieces stretched into a square; logarithms of width by height, and of height."""


def _shapes(pieces: Indexes, strokes: Strokes) -> Shapes:
    drawn = np.zeros((len(pieces), _SHAPE * _SHAPE), np.float32)
    for row, piece in enumerate(pieces):
        x, y = int(strokes.left[piece]), int(strokes.top[piece])
        part = strokes.labels[y : y + int(strokes.height[piece]), x : x + int(strokes.width[piece])] == piece
        drawn[row] = cv2.resize(part.astype(np.float32), (_SHAPE, _SHAPE), interpolation=cv2.INTER_AREA).ravel()
    drawn -= drawn.mean(1, keepdims=True)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True) + 1e-6
    width, height = strokes.width[pieces].astype(np.float32), strokes.height[pieces].astype(np.float32)
    return drawn, np.log(width / height), np.log(height)


def _strange(shapes: Shapes, word: Indexes, rows: Indexes, known: Indexes) -> Floats:
    """For each of *rows* 1 less its likeness to the likest of *known* in another word; NaN where there is none."""
    drawn, form, height = shapes
    found = np.full(len(rows), np.nan)
    if not len(known):
        return found
    for start in range(0, len(rows), 512):
        some = rows[start : start + 512]
        like = drawn[some] @ drawn[known].T
        like -= 0.4 * np.abs(form[some, None] - form[known]) + 0.3 * np.abs(height[some, None] - height[known])
        like[word[some, None] == word[known]] = -np.inf
        best = like.max(1)
        found[start : start + 512] = np.where(np.isfinite(best), 1 - best, np.nan)
    return found


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
