"""
The quality gate: how good the scan of a page is, how well it was probably read, and whether a new scan would help.

Three grades. *fine*: use it. *warn*: compare what was read. *rescan*: a fault that a new scan mends (resolution, blur, lean,
pale or specked by the scanner's setting, show-through) made letters illegible, or text was cut off. Handwriting and worn
paper never ask for a new scan: it would look the same. The gate predicts the share of wrong characters by a logistic model
for shares (L. Papke and J. Wooldridge, "Econometric methods for fractional response variables", J. Applied Econometrics
11, 1996) whose weights, none negative, ``benchmarks/bench_quality.py`` fits and tests.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import cv2
import numpy as np

from pipelines.model import HANDWRITTEN, Box, Grade, Quality
from pipelines.ocr.cleanup.clean import Array
from pipelines.ocr.cleanup.pieces import labelled
from pipelines.ocr.cleanup.prepare import Copy, on_picture
from pipelines.ocr.config import OcrConfig
from pipelines.ocr.recognition.engines import Read
from pipelines.ocr.recognition.order import Line
from pipelines.ocr.recognition.syllables import plausible

_PATCHES = 16  # words looked at for the sharpness of their strokes
_TALL = 2.5  # millimetres: letters of usual print, between small ones and capitals
_TILES, _TILE = (4, 3), 22  # tiles looked at for specks: rows and columns, and the side of each in millimetres
_GRAIN = 0.22  # millimetres across: smaller than the dot of an i in print of 8 points
_GHOST = 222  # levelled gray (255 paper) below which bare paper is not white
_RIM = 0.5  # millimetres from the edge within which ink touches it
_CUT_LINES, _CUT_SHARE = 3, 0.1  # lines, and share of all, that run into one edge before text counts as cut
_READ = 0.6  # mean confidence from which on a line was read: a word that is cut has sure neighbours
_CUT_RULES = 3  # rules of a table that run into one edge
_MUCH = 0.2  # unread ink from which on more of it says nothing more: drawings and seals are made of pieces, too
_WRITTEN = 0.001  # share of a page under strokes from which on it is not blank, read or not: some two lines
_STRIP, _THIN = 4.0, 1.0  # millimetres: how far a rule must be seen to run into an edge, and its greatest thickness
_MM = 1 / 25.4  # inches
WEIGHTS = (3.85, 1.51, 1.03)
"""Of `features`, as ``benchmarks/bench_quality.py --fit`` prints them."""


def assess(picture: Array, dpi: float, copy: Copy, lines: Sequence[Line], warnings: Iterable[str], config: OcrConfig) -> Quality:
    """
    How good the page is. *picture* is the upright picture, (h, w) or (h, w, 3), at *dpi*; *lines* are those of *copy*.

    *warnings* are what is known of the file (``damaged``). The words of *lines* have their handwriting scores.
    """
    words = [word for line in lines for word in line.words]
    known = tuple(warnings)
    low = ("low_dpi",) if dpi < config.min_dpi else ()
    if not any(any(c.isalnum() for c in word.text) and word.confidence > 0.3 for word in words):
        return _of_unread(copy, known, low, config)
    x0, y0, x1, y1 = _around(lines, copy)
    gray, ink = copy.gray[y0:y1, x0:x1], copy.ink[y0:y1, x0:x1]
    left, top, right, bottom = on_picture((x0, y0, x1, y1), copy.to_picture, (picture.shape[1], picture.shape[0]))
    sure, likely, doubt, of_print, of_most_print = signs(words)
    measured = Quality(
        Grade.FINE, 0.0, known,
        blur=blur(picture, dpi, copy, lines),
        contrast=copy.contrast,
        cut=cut_sides(picture, dpi, copy, lines),
        show_through=show_through(gray, ink),
        ink=_share_of_ink(copy),
        text=min(sum((w.box[2] - w.box[0]) * (w.box[3] - w.box[1]) for w in words) / copy.ink.size, 1.0),
        unread=unread(copy.ink, lines),
        specks=specks(picture[top:bottom, left:right], dpi, copy.contrast),
        confidence=sure,
        plausibility=likely,
    )  # fmt: skip
    faults = _faults(measured, dpi, copy.skew, config)
    # What a pen wrote is misread on the best of scans, and whole lines of print break at a bad threshold.
    poor = expected_error(of_print, measured.unread) >= config.poor_error
    if poor and expected_error(of_most_print, 0.0) >= config.warn_error and _is_bilevel(picture):
        faults = (*faults, "bilevel")
    return _graded(measured, expected_error(doubt, measured.unread), faults, poor, config)


def _of_unread(copy: Copy, known: tuple[str, ...], low: tuple[str, ...], config: OcrConfig) -> Quality:
    """A page of which nothing was read: the back of a sheet, or strokes that nobody could make out."""
    strokes = cv2.erode(copy.ink, np.ones((2, 2), np.uint8))
    written = cv2.countNonZero(strokes) > _WRITTEN * strokes.size
    faded = ("faded",) if written and copy.contrast < config.faded_contrast else ()
    reasons = (*known, *low, *faded, "no_text" if written else "blank")
    grade = Grade.RESCAN if known or (written and (low or faded)) else Grade.WARN if written or low else Grade.FINE
    return Quality(grade, float(written), reasons, contrast=copy.contrast, ink=_share_of_ink(copy))


def _faults(measured: Quality, dpi: float, skew: float, config: OcrConfig) -> tuple[str, ...]:
    """Faults that a new scan mends and that leave all of the text on the page."""
    found = {
        "low_dpi": dpi < config.min_dpi,
        "blurred": measured.blur > config.blurred,
        "faded": measured.contrast < config.faded_contrast,
        "skewed": abs(skew) > config.skew_warning,
    }
    return tuple(code for code, there in found.items() if there)


def _graded(measured: Quality, error: float, faults: tuple[str, ...], poor: bool, config: OcrConfig) -> Quality:
    """*measured* with its grade; *poor*: print was misread so often that each of *faults* asks for a new scan."""
    doubtful = error >= config.warn_error
    # Of pages that were read well, neither is worth a word.
    if doubtful and measured.show_through > config.show_through:
        faults = (*faults, "show_through")
    if doubtful and measured.specks > config.specks:
        faults = (*faults, "specks")
    lost = (*measured.reasons, *(("cut_edges",) if measured.cut else ()))
    text = ("poor_text",) if error >= config.poor_error else ("doubtful_text",) if doubtful else ()
    reasons = (*lost, *faults, *text)
    grade = Grade.RESCAN if lost or (faults and poor) else Grade.WARN if reasons else Grade.FINE
    return replace(measured, grade=grade, expected_error=error, reasons=reasons)


def cut_sides(picture: Array, dpi: float, copy: Copy, lines: Sequence[Line]) -> tuple[str, ...]:
    """Sides of *picture* at which text lines end in the middle of a word, or where the rules of a table run off."""
    high, wide = picture.shape[:2]
    rim = _RIM * dpi * _MM
    # Chance marks in the shadow of an edge are read as words too, but hardly surely and in lines.
    told = [
        (number, word.box, float(np.mean([w.confidence for w in line.words])) >= _READ)
        for number, line in enumerate(lines)
        for word in line.words
        if len(line.words) > 1 and any(map(str.isalnum, word.text))
    ]
    if not told:
        return tuple(side for side in ("left", "top", "right", "bottom") if side in _ruled_off(picture, dpi))
    numbers, boxes, read = np.array([n for n, _, _ in told]), np.array([box for _, box, _ in told], float), [r for *_, r in told]
    across, down = (
        np.stack([row[0] * x + row[1] * y + row[2] for x in boxes[:, [0, 2]].T for y in boxes[:, [1, 3]].T])
        for row in copy.to_picture
    )
    touching = {
        "left": across.min(0) <= rim, "top": down.min(0) <= rim,
        "right": across.max(0) >= wide - rim, "bottom": down.max(0) >= high - rim,
    }  # fmt: skip
    # A line that lies along the edge counts for as many as its words.
    ends = {
        side: len(np.unique(numbers[there & read])) if side in {"left", "right"} else int((there & read).sum())
        for side, there in touching.items()
    }
    least = max(_CUT_LINES, _CUT_SHARE * len(lines))
    ruled = _ruled_off(picture, dpi)
    return tuple(
        side for side, count in ends.items() if count >= (least if side in {"left", "right"} else _CUT_LINES) or side in ruled
    )


def _ruled_off(picture: Array, dpi: float) -> set[str]:
    """Sides that thin straight lines run into which do not run into the side opposite; those are streaks of the scanner."""
    deep, thin = max(round(_STRIP * dpi * _MM), 4), max(round(_THIN * dpi * _MM), 2)
    strips = {"left": picture[:, :deep], "right": picture[:, -deep:], "top": picture[:deep], "bottom": picture[-deep:]}
    crossing = {}
    for side, strip in strips.items():
        gray = _gray(strip) if side in {"left", "right"} else _gray(strip).T
        dark = gray < 0.7 * float(np.percentile(gray[::7, ::3], 80))
        rows = (dark.mean(1) > 0.85).astype(np.int8)
        starts, stops = np.flatnonzero(np.diff(rows, prepend=0) == 1), np.flatnonzero(np.diff(rows, append=0) == -1)
        places = (starts + stops)[stops - starts < thin] / 2
        crossing[side] = places if dark.mean() < 0.25 else places[:0]
    near = 3 * dpi * _MM
    found = set()
    for side, other in (("left", "right"), ("right", "left"), ("top", "bottom"), ("bottom", "top")):
        alone = [place for place in crossing[side] if not (np.abs(crossing[other] - place) < near).any()]
        if len(alone) >= _CUT_RULES:
            found.add(side)
    return found


def blur(picture: Array, dpi: float, copy: Copy, lines: Sequence[Line]) -> float:
    """
    Width of the edges of strokes in letter heights, median over words from all over the page; 0 where there are none.

    The width is the step from paper to ink over the steepest slope, in pixels of *picture* (edge width: P. Marziliano and
    others, "A no-reference perceptual blur metric", ICIP 2002); one bit and the sharpest scans give two pixels.
    """
    scale = float(np.hypot(copy.to_picture[0, 0], copy.to_picture[1, 0]))
    size = picture.shape[1], picture.shape[0]
    # Blurred letters run together and seem taller than they are.
    tallest = _TALL * dpi * _MM
    longest = [
        (max(line.words, key=lambda word: len(word.text)), min(line.height * scale, tallest)) for line in lines if line.words
    ]
    widths = []
    for word, height in longest[:: max(len(longest) // _PATCHES, 1)]:
        x0, y0, x1, y1 = on_picture(word.box, copy.to_picture, size)
        patch = _gray(picture[y0:y1, x0 : min(x1, x0 + round(6 * height) + 1)])
        if min(patch.shape) < 6 or height < 4:
            continue
        step = float(np.subtract(*np.percentile(patch, (95, 2))))
        across, down = (cv2.Sobel(patch, cv2.CV_32F, 1 - way, way, scale=1 / 8) for way in (0, 1))
        steepest = float(np.percentile(cv2.magnitude(across, down), 97))
        if step > 20 and steepest > 0:
            widths.append(step / steepest / height)
    return float(np.median(widths)) if widths else 0.0


def show_through(gray: Array, ink: Array) -> float:
    """Share of the bare paper in a levelled picture that is gray in places larger than grain; *ink* is its mask."""
    small = _third(gray)
    near = cv2.dilate(_third(ink), np.ones((7, 7), np.uint8))
    bare = cv2.compare(near, 0, cv2.CMP_EQ)
    gray_there = cv2.bitwise_and(cv2.compare(small, _GHOST, cv2.CMP_LT), bare)
    return cv2.countNonZero(gray_there) / max(cv2.countNonZero(bare), 1)


def specks(picture: Array, dpi: float, contrast: float) -> float:
    """Specks a square centimetre: ink smaller than any dot of print, on tiles from all over *picture*."""
    most = max(round((_GRAIN * dpi * _MM) ** 2), 1)
    side = max(round(_TILE * dpi * _MM), 8)
    count, looked = 0, 0
    for y in np.linspace(0, max(picture.shape[0] - side, 0), _TILES[0]).astype(int):
        for x in np.linspace(0, max(picture.shape[1] - side, 0), _TILES[1]).astype(int):
            tile = _gray(picture[y : y + side, x : x + side])
            threshold = float(np.percentile(tile[::3, ::3], 80)) * (1 - 0.5 * min(max(contrast, 0.3), 0.9))
            stats = labelled(np.asarray(tile < threshold, np.uint8))[2]
            count += int((stats[1:, cv2.CC_STAT_AREA] <= most).sum())
            looked += tile.size
    return count / max(looked / (10 * dpi * _MM) ** 2, 1e-9)


def unread(ink: Array, lines: Sequence[Line]) -> float:
    """Ink of *ink* outside all words in shapes as large as letters, as a share of the ink under words."""
    small = cv2.threshold(_third(ink), 85, 255, cv2.THRESH_BINARY)[1]
    whole = cv2.countNonZero(small)
    for x0, y0, x1, y1 in (word.box for line in lines for word in line.words):
        small[max(y0 // 3 - 1, 0) : y1 // 3 + 2, max(x0 // 3 - 1, 0) : x1 // 3 + 2] = 0
    read = max(whole - cv2.countNonZero(small), 1)
    _, _, wide, high, area = labelled(np.asarray(small, np.uint8))[2][1:].T
    unit = float(np.median([line.height for line in lines])) / 3
    like = (high > 0.4 * unit) & (high < 2.2 * unit) & (wide < 3 * unit) & (area < 0.8 * wide * high)
    return float(area[like].sum()) / read


def signs(words: Sequence[Read]) -> tuple[float, float, float, float, float]:
    """
    Of all letters that were read, 0 to 1: mean confidence, mean plausibility, mean doubt; of those not written by hand the mean
    doubt and the median one.

    Doubt is the complement of confidence times plausibility. The median stays low where part of a page was filled in by hand
    and not recognised as such.
    """
    letters = np.array([max(sum(c.isalnum() for c in word.text), 1) for word in words], float)
    sure = np.array([word.confidence for word in words])
    likely = np.array([plausible(word.text) for word in words])
    doubts = 1 - sure * likely
    every = [float(values @ letters / letters.sum()) for values in (sure, likely, doubts)]
    printed = letters * np.array([word.handwriting < HANDWRITTEN for word in words])
    if not printed.any():
        return every[0], every[1], every[2], 0.0, 0.0
    order = np.argsort(doubts)
    half = order[np.searchsorted(np.cumsum(printed[order]), 0.5 * printed.sum())]
    return every[0], every[1], every[2], float(doubts @ printed / printed.sum()), float(doubts[half])


def expected_error(doubt: float, unread: float) -> float:
    """Estimated share of wrong characters of a page with this mean doubt (`signs`) and this share of unread ink."""
    return 1 / (1 + math.exp(-float(np.dot(WEIGHTS, features(doubt, unread)))))


def features(doubt: float, unread: float) -> tuple[float, float, float]:
    """What the error is predicted from; the first belongs to the constant."""
    return 1.0, math.log(doubt + 0.01), math.log(min(unread, _MUCH) + 0.02)


def _share_of_ink(copy: Copy) -> float:
    return cv2.countNonZero(copy.ink) / copy.ink.size


def _around(lines: Sequence[Line], copy: Copy) -> Box:
    """Smallest box of the copy around all lines."""
    spans = np.array([line.span for line in lines if line.words])
    low, high = spans.min(0), spans.max(0)
    return max(int(low[0]), 0), max(int(low[1]), 0), min(int(high[2]), copy.ink.shape[1]), min(int(high[3]), copy.ink.shape[0])


def _is_bilevel(picture: Array) -> bool:
    """Whether the scanner, or what came after it, left nothing between black and white."""
    sample = picture[::37, ::11]
    return float(((sample > 8) & (sample < 247)).mean()) < 0.002


def _third(picture: Array) -> Array:
    size = max(picture.shape[1] // 3, 1), max(picture.shape[0] // 3, 1)
    return np.asarray(cv2.resize(picture[: 3 * size[1], : 3 * size[0]], size, interpolation=cv2.INTER_AREA), np.uint8)


def _gray(part: Array) -> Array:
    return part if part.ndim == 2 else np.asarray(cv2.cvtColor(np.ascontiguousarray(part), cv2.COLOR_RGB2GRAY), np.uint8)
