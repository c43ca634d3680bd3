"""
A scan of print in two layers (mixed raster content, ITU-T T.44): black print as a stencil of one bit, all else below it as JPEG.

Both layers keep the scan's own pixels; nothing is resampled. In the lower layer stay paper, seals, stamps, signatures, notes by
hand, photographs and whatever is pale or has a colour: what gives a paper its weight is not turned into black and white.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from pipelines.model import Box
from pipelines.ocr.cleanup.pieces import labelled

Pixels = npt.NDArray[np.uint8]

DARK = 0.6
"""Print is at most this bright, as a share of the paper around it."""
COLOURFUL = 30
"""Distance of a pixel's strongest from its weakest colour from which on it is not black."""
SMALLEST = 6
"""Pixels at 200 dpi; smaller pieces are grain and cost more than they are worth."""
LARGEST = 0.3
"""Inches: what is this thick both ways and filled is a photograph, a border or a shadow, and no print."""
FAINT = 0.45
"""Brightness of the print as a share of the paper's, above which a page is too faded to be cut in two: letters would be lost."""
PALER = 40
"""Levels of 255 by which a piece may be paler than the mean of all print."""
GROWN = 2
"""Pixels around print that the lower layer fills up with paper."""
COARSE, AROUND = 4, 41
"""Every how many pixels that paper is looked at, and over how many pixels across it is taken together."""


@dataclass(frozen=True, slots=True)
class Split:
    """The layers of a page, in pixels of its picture."""

    print: Pixels
    """1 where the stencil paints."""
    colour: tuple[int, int, int]
    """RGB with which it paints."""
    ground: Image.Image
    """Mode of the picture: L or RGB."""


def split(image: Image.Image, dpi: float, untouched: Sequence[Box]) -> Split | None:
    """
    The layers of *image* (L or RGB), whose boxes *untouched* stay in the lower one; None where it holds no print worth it.
    """
    pixels: Pixels = np.asarray(image)
    gray: Pixels = pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    paper = _paper(gray, dpi)
    dark = _darker(gray, paper, DARK)
    inked = np.flatnonzero(dark)
    fit = inked[_is_print(pixels, gray, paper, dark, inked, dpi, untouched)]
    if len(fit) < 0.0005 * gray.size or (gray.ravel()[fit] / paper.ravel()[fit]).mean() > FAINT:
        return None
    stencil = np.zeros_like(gray)
    stencil.ravel()[fit] = 1
    channels = cv2.split(pixels) if pixels.ndim == 3 else (gray,) * 3
    red, green, blue = (int(np.median(channel.ravel()[fit])) for channel in channels)
    return Split(stencil, (red, green, blue), Image.fromarray(_ground(pixels, stencil, cv2.subtract(dark, stencil))))


def _is_print(
    pixels: Pixels, gray: Pixels, paper: Pixels, dark: Pixels, inked: npt.NDArray[np.intp], dpi: float, untouched: Sequence[Box]
) -> npt.NDArray[np.bool_]:
    """For each place in *inked* (those of *dark*) whether print is there: a connected piece is print as a whole or not at all."""
    _, labels, found, _ = labelled(dark)
    piece, tones = labels.ravel()[inked], gray.ravel()[inked]
    apart = _coloured(pixels, gray, paper, dpi)
    for x0, y0, x1, y1 in untouched:
        apart[max(y0, 0) : y1, max(x0, 0) : x1] = 1
    wide, high, area = found[:, 2], found[:, 3], np.maximum(found[:, 4], 1)
    unfit = (area < SMALLEST * (dpi / 200) ** 2) | ((area > 0.4 * wide * high) & (np.minimum(wide, high) > LARGEST * dpi))
    unfit |= np.bincount(piece[apart.ravel()[inked] > 0], minlength=len(found)) > 0
    unfit[0] = True
    # One colour paints all: what is paler than most print, such as a seal in a gray scan, is left as it is.
    tone = np.bincount(piece, tones, len(found)) / area
    usual = np.average(tone[~unfit], weights=area[~unfit]) if (~unfit).any() else 0
    unfit |= tone > usual + PALER
    return np.asarray(~unfit[piece], np.bool_)


def _coloured(pixels: Pixels, gray: Pixels, paper: Pixels, dpi: float) -> Pixels:
    """1 where ink has a colour, and a little around it."""
    if pixels.ndim == 2:
        return np.zeros_like(gray)
    red, green, blue = cv2.split(pixels)
    spread = cv2.subtract(cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue))
    colourful = cv2.threshold(cv2.blur(spread, (3, 3)), COLOURFUL, 1, cv2.THRESH_BINARY)[1]
    reach = (2 * max(1, round(dpi / 70)) + 1,) * 2
    return np.asarray(cv2.dilate(cv2.bitwise_and(colourful, _darker(gray, paper, 0.9)), np.ones(reach, np.uint8)), np.uint8)


def _darker(gray: Pixels, paper: Pixels, share: float) -> Pixels:
    """1 where *gray* is below *share* of the *paper*."""
    limit = cv2.LUT(paper, np.ceil(share * np.arange(256)).astype(np.uint8))
    return np.asarray(cv2.bitwise_and(cv2.compare(gray, limit, cv2.CMP_LT), 1), np.uint8)


def _paper(gray: Pixels, dpi: float) -> Pixels:
    """How bright the paper is around each pixel."""
    coarse = max(1, round(dpi / 50))
    small = cv2.resize(gray, None, fx=1 / coarse, fy=1 / coarse, interpolation=cv2.INTER_AREA)
    light = cv2.GaussianBlur(cv2.dilate(small, np.ones((15, 15), np.uint8)), (0, 0), 6)
    return np.asarray(cv2.resize(light, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR), np.uint8)


def _ground(pixels: Pixels, stencil: Pixels, other: Pixels) -> Pixels:
    """*pixels* with the paper of around where print was, so that JPEG has no edges to spend bytes on; *other* ink stays."""
    hidden = cv2.subtract(cv2.dilate(stencil, np.ones((2 * GROWN + 1, 2 * GROWN + 1), np.uint8)), other)
    seen = cv2.compare(hidden, 0, cv2.CMP_EQ)
    # Paper is smooth: a sixteenth of the pixels tells what lies around, at a sixteenth of the cost.
    size = max(pixels.shape[1] // COARSE, 1), max(pixels.shape[0] // COARSE, 1)
    reach = (AROUND // COARSE | 1,) * 2
    weight = cv2.blur(cv2.resize(seen, size, interpolation=cv2.INTER_AREA).astype(np.float32), reach) / 255
    small = cv2.blur(cv2.resize(cv2.copyTo(pixels, seen), size, interpolation=cv2.INTER_AREA).astype(np.float32), reach)
    around = small / np.maximum(weight if pixels.ndim == 2 else weight[..., None], 1e-3)
    lone = weight < 0.01
    if lone.any():
        some = pixels[::COARSE, ::COARSE][seen[::COARSE, ::COARSE] > 0]
        around[lone] = np.median(some, axis=0) if len(some) else 255
    filling = cv2.resize(np.clip(around, 0, 255).astype(np.uint8), pixels.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.copyTo(filling, hidden, pixels.copy()), np.uint8)
