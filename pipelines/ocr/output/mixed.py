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
    pixels = np.asarray(image)
    rgb = pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, axis=2)
    gray: Pixels = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)
    paper = _paper(gray, dpi)
    stencil, other = _print(rgb, gray, paper, dpi, untouched)
    if stencil.mean() < 0.0005 or (gray[stencil > 0] / paper[stencil > 0]).mean() > FAINT:
        return None
    red, green, blue = (int(value) for value in np.median(rgb[stencil > 0], axis=0))
    return Split(stencil, (red, green, blue), Image.fromarray(_ground(pixels, stencil, other)))


def _print(
    rgb: Pixels, gray: Pixels, paper: npt.NDArray[np.float32], dpi: float, untouched: Sequence[Box]
) -> tuple[Pixels, npt.NDArray[np.bool_]]:
    """The stencil, and where else the page is dark. A connected piece of ink is print as a whole or not at all."""
    spread = cv2.blur(rgb.max(axis=2) - rgb.min(axis=2), (3, 3))
    coloured = ((spread > COLOURFUL) & (gray < 0.9 * paper)).astype(np.uint8)
    reach = 2 * max(1, round(dpi / 70)) + 1
    apart = cv2.dilate(coloured, np.ones((reach, reach), np.uint8)) > 0
    for x0, y0, x1, y1 in untouched:
        apart[max(y0, 0) : y1, max(x0, 0) : x1] = True
    dark = (gray < DARK * paper).astype(np.uint8)
    _, labels, found, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    wide, high, area = found[:, 2], found[:, 3], found[:, 4]
    unfit = (area < SMALLEST * (dpi / 200) ** 2) | ((area > 0.4 * wide * high) & (np.minimum(wide, high) > LARGEST * dpi))
    unfit |= np.bincount(labels[apart], minlength=len(found)) > 0
    unfit[0] = True
    # One colour paints all: what is paler than most print, such as a seal in a gray scan, is left as it is.
    tone = np.bincount(labels.ravel(), gray.ravel()) / area
    usual = np.average(tone[~unfit], weights=area[~unfit]) if (~unfit).any() else 0
    unfit |= tone > usual + PALER
    fit = ~unfit[labels]
    return fit.astype(np.uint8), (dark > 0) & ~fit


def _paper(gray: Pixels, dpi: float) -> npt.NDArray[np.float32]:
    """How bright the paper is around each pixel."""
    coarse = max(1, round(dpi / 50))
    small = cv2.resize(gray, None, fx=1 / coarse, fy=1 / coarse, interpolation=cv2.INTER_AREA)
    light = cv2.GaussianBlur(cv2.dilate(small, np.ones((15, 15), np.uint8)), (0, 0), 6)
    around = cv2.resize(light, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(around, np.float32)


def _ground(pixels: Pixels, stencil: Pixels, other: npt.NDArray[np.bool_]) -> Pixels:
    """*pixels* with the paper of around where print was, so that JPEG has no edges to spend bytes on; *other* ink stays."""
    hidden = (cv2.dilate(stencil, np.ones((2 * GROWN + 1, 2 * GROWN + 1), np.uint8)) > 0) & ~other
    seen = (~hidden).astype(np.float32)
    mask = seen if pixels.ndim == 2 else seen[..., None]
    size = (41, 41)
    weight = cv2.blur(seen, size)
    around = cv2.blur(pixels * mask, size) / np.maximum(weight if pixels.ndim == 2 else weight[..., None], 1e-3)
    lone = weight < 0.01
    around[lone] = np.median(pixels[~hidden], axis=0) if (~hidden).any() else 255
    filled = pixels.copy()
    filled[hidden] = np.clip(around[hidden], 0, 255)
    return filled
