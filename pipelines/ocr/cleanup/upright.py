"""
Which of four ways a page stands, by the look of its letters.

Small windows around letters are shown to a network of a few thousand weights in each of the four turns; it was taught on
invented words (``training/orientation``) which turn looks like writing that stands upright: marks above, feet below, lines
across. Windows are added up as log-odds (van Beusekom, Shafait, Breuel 2010 add up characters in the same manner), so that
a dozen letters suffice and a page of one line is still told.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from pipelines.ocr.cleanup.pieces import Array, Pieces, pieces_of

Floats = npt.NDArray[np.float32]

WINDOW, LETTER = 40, 8  # pixels: side of a window, and height of small letters in it
MOST = 200  # windows looked at on a page
_COMPANY = 40  # pixels of ink in a window; a letter has some twenty
_WORTH = 20.0  # windows
_PRIOR = np.array([0.91, 0.03, 0.03, 0.03])  # most papers are fed the right way
_WEIGHTS = Path(__file__).with_suffix(".npz")


@dataclass(frozen=True, slots=True)
class Stand:
    """How a page stands."""

    rotation: int
    """Degrees clockwise (0, 90, 180, 270) by which the page must be turned to stand upright; 0 where nothing tells."""
    sure: float
    """Probability that *rotation* is right; 0.91 where no letter tells anything."""
    letters: int
    """How many windows were looked at: few on a blank page, at most 200."""


_PLAIN = 0.9995
"""Probability from which on no more windows are looked at."""


def stand(ink: Array, dpi: float, pieces: Pieces | None = None) -> Stand:
    """
    How a page stands, from its *ink* as delivered (255 = ink, any size); rules, seals, stains and borders may be in it.
    *pieces* are those of *ink*, where they are known.

    *dpi* bounds the size that letters can have; it may be wrong by half or double. Pages that nothing tells about, blank
    ones above all, stay as they are, with little surety: where it is below 0.95 or so, read both ways and compare.
    """
    shown = windows(pieces_of(ink) if pieces is None else pieces, dpi)
    if len(shown) == 0:
        return _standing(_PRIOR, 0)
    # Most pages leave no doubt after a quarter of their windows.
    odds = log_odds(shown[::4])
    few = _standing(_PRIOR * np.exp(_said(odds)), len(odds))
    if few.sure >= _PLAIN or len(odds) == len(shown):
        return few
    rest = np.ones(len(shown), np.bool_)
    rest[::4] = False
    return _standing(_PRIOR * np.exp(_said(np.concatenate((odds, log_odds(shown[rest]))))), len(shown))


def _standing(chances: npt.NDArray[np.float64], looked_at: int) -> Stand:
    best = int(chances.argmax())
    return Stand(90 * best, float(chances[best] / chances.sum()), looked_at)


def _said(odds: Floats) -> npt.NDArray[np.float64]:
    """Log-likelihoods (4) of the turns, up to a constant, from what each of n windows says (n, 4)."""
    odds = odds - odds.max(1, keepdims=True)
    each = odds - np.log(np.exp(odds).sum(1, keepdims=True))
    # A stain can look like anything: no window may speak louder than one in fifty.
    mean = np.maximum(each, np.log(0.02)).mean(0).astype(np.float64)
    # What misleads one window misleads its neighbours: two hundred of them are worth twenty that knew nothing of each other.
    said = mean * _WORTH * (1 - np.exp(-len(odds) / _WORTH))
    return np.asarray(said - said.max(), np.float64)


def windows(pieces: Pieces, dpi: float) -> Floats:
    """Windows (n, 40, 40) around at most 200 letters spread over the page, scaled so that small letters are 8 pixels high."""
    wide, high = pieces.width, pieces.height
    thin, long = np.minimum(wide, high), np.maximum(wide, high)
    solid = (pieces.area > 0.7 * wide * high) & (thin > 2.5 * dpi / 25.4)  # borders, stains, bars
    likely = (thin >= max(0.4 * dpi / 25.4, 3)) & (thin <= 10 * dpi / 25.4) & (long < 12 * thin) & ~solid
    likely[0] = False
    if not likely.any():
        return np.zeros((0, WINDOW, WINDOW), np.float32)
    usual = _weighted_median(thin[likely], pieces.area[likely])
    rule = (thin < 0.35 * usual) & (long > 5 * usual)
    keep = ~rule & ~solid & (thin < 6 * usual) & (long < 40 * usual)
    keep[0] = False
    letter = np.flatnonzero(keep & (thin > 0.5 * usual) & (long > 0.8 * usual))
    if len(letter) == 0:
        return np.zeros((0, WINDOW, WINDOW), np.float32)
    scale = LETTER / usual
    tall, broad = pieces.labels.shape
    size = max(round(broad * scale), 1), max(round(tall * scale), 1)
    text = (keep * np.uint8(255)).astype(np.uint8)[pieces.labels]
    small = cv2.resize(text, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    small = cv2.copyMakeBorder(small, WINDOW, WINDOW, WINDOW, WINDOW, cv2.BORDER_CONSTANT, value=0)
    at = _middles(pieces, letter, usual)
    corners = np.clip(np.round(at * scale).astype(int) + WINDOW // 2, 0, [small.shape[1] - WINDOW, small.shape[0] - WINDOW])
    # A speck or a letter all alone tells nothing: who has no neighbours is not asked.
    around = cv2.boxFilter(small, cv2.CV_32F, (WINDOW, WINDOW), anchor=(0, 0), normalize=False, borderType=cv2.BORDER_CONSTANT)
    corners = corners[around[corners[:, 1], corners[:, 0]] > _COMPANY * 255]
    corners = corners[np.linspace(0, len(corners) - 1, min(len(corners), MOST)).round().astype(int)]
    cut = sliding_window_view(small, (WINDOW, WINDOW))[corners[:, 1], corners[:, 0]]
    return np.asarray(cut / np.float32(255), np.float32)


def _middles(pieces: Pieces, letter: npt.NDArray[np.int64], usual: float) -> npt.NDArray[np.float64]:
    """Middles (x, y) of shapes; letters that run together are taken apart into pieces as long as two or three letters."""
    columns = pieces.left, pieces.top, pieces.width, pieces.height
    x, y, wide, high = (column[letter].astype(np.float64) for column in columns)
    parts = np.maximum(np.round(np.maximum(wide, high) / (3 * usual)), 1).astype(int)
    which = np.repeat(np.arange(len(letter)), parts)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(parts) - parts, parts)
    along = (nth + 0.5) / parts[which]
    lying = (wide >= high)[which]
    across = np.where(lying, along, 0.5)
    down = np.where(lying, 0.5, along)
    return np.stack([x[which] + across * wide[which], y[which] + down * high[which]], 1)


def _weighted_median(values: npt.NDArray[np.int32], weights: npt.NDArray[np.int32]) -> float:
    order = np.argsort(values)
    share = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(share, share[-1] / 2)])


def log_odds(shown: Floats) -> Floats:
    """For windows (n, 40, 40): how much each looks upright when turned clockwise by 0, 90, 180, 270 degrees; (n, 4)."""
    return np.stack([_upright(np.rot90(shown, -turns, (1, 2))) for turns in range(4)], 1)


@cache
def _weights() -> dict[str, Floats]:
    with np.load(_WEIGHTS) as file:
        return {name: file[name].astype(np.float32) for name in file.files}


def _upright(shown: Floats) -> Floats:
    net = _weights()
    x = shown[..., None]
    for number, stride in enumerate((2, 2, 1), start=1):
        kernel = net[f"kernel{number}"]
        rows = _rows(x, len(kernel), stride)
        x = np.maximum(rows @ kernel.reshape(-1, kernel.shape[-1]) + net[f"bias{number}"], 0)
    x = np.maximum(x.reshape(len(x), -1) @ net["dense4"] + net["bias4"], 0)
    return np.asarray(x @ net["dense5"] + net["bias5"], np.float32)


def _rows(x: Floats, side: int, stride: int) -> Floats:
    """Patches of a picture (n, h, w, c) as rows (n, h', w', side * side * c) for a convolution without padding."""
    view = sliding_window_view(x, (side, side), axis=(1, 2))[:, ::stride, ::stride]
    view = view.transpose(0, 1, 2, 4, 5, 3)
    return np.ascontiguousarray(view).reshape(*view.shape[:3], -1)
