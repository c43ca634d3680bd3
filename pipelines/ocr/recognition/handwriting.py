"""
How much the ink under each word looks written by hand.

Numbers and days are filled in by pen on most official papers, and Tesseract reads pen strokes as some print or other, often
with confidence. So the ink is measured: print repeats itself in height, stroke width and slant along a line, and in the
shape of its letters over a page; a pen does not. Measurements are relative to the page's own print, which makes them hold for
any font, resolution and scanner; heights are relative to what the letters read would have (`Ộ` rises, `Q` falls, `/` leans).

These measurements alone took italics, bold names and worn figures for a pen. So the words that they leave open, about one in
eight, are shown to a small network (`pen`) that knows how strokes run and nothing of the page, and judged again with what it
says. Both judgements are logistic regressions: the first on one half of 51 real scans and generated papers of one seed, the
second on the same half and 560 papers of two other seeds. In what was held apart (`docs/ocr.md`; without the network in
brackets) one of 58 words by hand on real scans is missed at 0.5 (4), one in 19 printed header words (19) and one in 150 body
words (76) raise a false alarm. Of 260 generated papers one of 128 values by hand is missed (4), and 14 of 2,630 printed values
that were read right wait for a person without need (74). So a low score is no proof of print.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from pipelines.ocr.cleanup.clean import Array
from pipelines.ocr.cleanup.pieces import Pieces
from pipelines.ocr.recognition import pen
from pipelines.ocr.recognition.engines import Read
from pipelines.ocr.recognition.shapes import Letters, strangeness
from pipelines.ocr.recognition.strokes import Floats, Indexes, Strokes, measure

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
_ASKED = -2.7
"""Logarithm of the odds from which on the network is asked too: nearly all that it would be asked else is print."""
_WEIGHTS_ASKED = {  # of the same measurements, and of what the network says
    "doubt": 2.6, "tall": 3.6, "pen": 2.7, "slant": 0.0, "coloured": 0.9, "odd": 1.8, "unlike": 1.6, "unread": 6.0,
    "by hand": 0.47, "print": -0.65, "surely print": -0.79,
}  # fmt: skip
_CONSTANT_ASKED = -0.9
_SUREST = 8.0  # logarithm of the odds of the network that counts
_ABOVE_THE_PAGE = ("doubt", "odd", "unlike")
"""Worn and faded copies raise these for every word alike; only what stands out of its page tells of a pen."""

_LOW_LETTERS = frozenset("aceimnorsuvwxzgpqyj") | frozenset("ươ")
_BELOW_LINE = frozenset("gpqyjQ")


def scores(words: tuple[Read, ...], ink: Array, colour: Array | None, pieces: Pieces | None = None) -> list[float]:
    """For each word 0 (print) to 1 (by hand). *ink*, *colour* (`spread_of_colour`) and *pieces* of ink are of the copy read."""
    if not words:
        return []
    strokes = measure(ink, colour, pieces)
    owner = _owners(words, strokes)
    unit = _letter_height(words, owner, strokes)
    table = np.minimum(features(words, strokes, owner, unit), [most for _, most in _WEIGHTS.values()])
    found = table @ [weight for weight, _ in _WEIGHTS.values()] + _CONSTANT
    doubtful: list[int] = np.flatnonzero(found >= _ASKED).tolist()
    seen = np.array(pen.odds([_alone(index, owner, strokes, unit) for index in doubtful])).clip(-_SUREST, _SUREST)
    told = np.column_stack([table[doubtful], np.maximum(seen, 0), np.maximum(-seen, 0), np.maximum(-seen - 2, 0)])
    found[doubtful] = told @ list(_WEIGHTS_ASKED.values()) + _CONSTANT_ASKED
    return [round(float(score), 4) for score in 1 / (1 + np.exp(-found))]


def alone(words: tuple[Read, ...], strokes: Strokes, wanted: Sequence[bool]) -> list[Array]:
    """Of the *wanted* words, the ink that is theirs alone, as the network is shown it; words with next to none are left out."""
    owner = _owners(words, strokes)
    unit = _letter_height(words, owner, strokes)
    found = [_alone(index, owner, strokes, unit) for index, want in enumerate(wanted) if want]
    return [ink for ink in found if pen.enough(ink)]


def _alone(index: int, owner: Indexes, strokes: Strokes, unit: float) -> Array:
    """The ink of word *index* alone, cut close; specks beside it set no size. Empty where it has none."""
    pieces = np.flatnonzero(owner == index)
    high = pieces[strokes.height[pieces] > 0.3 * unit]
    pieces = high if len(high) else pieces
    if not len(pieces):
        return np.zeros((0, 0), np.uint8)
    x0, y0 = int(strokes.left[pieces].min()), int(strokes.top[pieces].min())
    x1, y1 = int((strokes.left + strokes.width)[pieces].max()), int((strokes.top + strokes.height)[pieces].max())
    return np.asarray((owner[strokes.labels[y0:y1, x0:x1]] == index) * 255, np.uint8)


def features(words: tuple[Read, ...], strokes: Strokes, owner: Indexes, unit: float) -> Floats:
    """
    One row a word, columns in the order of the weights; *owner* says whose each piece is, *unit* how high a small letter.

    Height, stroke width, slant and colour are held against surely read words of the line, or of the page where the line
    has few; shapes against those of all surely read words of the page.
    """
    letters = [_letters(word, np.flatnonzero(owner == i), strokes, unit) for i, word in enumerate(words)]
    sure = np.array([word.confidence > 0.8 for word in words])
    odd, unlike = strangeness(letters, sure, strokes)
    unread = _unread(words, owner, strokes, unit)
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
            table[i] = doubt, *against, odd[i], unlike[i], unread[i]
    for column, name in enumerate(_WEIGHTS):
        if name in _ABOVE_THE_PAGE:
            table[:, column] = np.maximum(table[:, column] - np.median(table[:, column]), 0)
    return table


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


@cache
def _bare(letter: str) -> str:
    """*letter* without tone and vowel marks, which are mostly pieces of their own; horn and stroke stay."""
    plain = "".join(c for c in unicodedata.normalize("NFD", letter) if unicodedata.combining(c) not in {220, 230})
    return unicodedata.normalize("NFC", plain)


@cache
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


def _unread(words: tuple[Read, ...], owner: Indexes, strokes: Strokes, unit: float) -> Floats:
    """For each word the ink that belongs to no word, within two letters of it and on its line."""
    loose = np.flatnonzero((owner < 0) & (strokes.height > 0.5 * unit) & (strokes.height < 6 * unit))
    loose = loose[loose > 0]
    left, right = strokes.left[loose], strokes.left[loose] + strokes.width[loose]
    middle = strokes.top[loose] + strokes.height[loose] / 2
    x0, y0, x1, y1 = np.array([word.box for word in words], np.float64).T[:, :, None]
    near = (middle > y0) & (middle < y1) & (left < x1 + 2 * unit) & (right > x0 - 2 * unit)
    return np.asarray(near @ strokes.area[loose]) / (unit * unit)


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
