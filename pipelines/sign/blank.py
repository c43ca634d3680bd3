"""
Where a page is blank, judged by its picture: poppler draws the page, and whatever differs from the paper around it is taken.

Words alone do not tell: seals, handwriting, rules, photographs, dirt and the scanner's dark border lie elsewhere. One doubtful
pixel is enough for a place to be taken; who asks has another place to go to.
"""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from pipelines.errors import OutsideError
from pipelines.sign.geometry import Rect

DPI = 72
"""Of the drawing: one pixel a point."""
CONTRAST = 14
"""Levels of 255, in any of the colours, by which a pixel that is no paper differs from the paper around it."""
PALE = 5
"""The same for the mean of five by five pixels: pale seals, pencil, show-through."""
GRAIN = 2.5
"""Levels by which the pixels of blank paper may scatter (standard deviation); grainier pages have no place to be sure of."""
UNEVEN = 25
"""Levels by which paper may be darker or brighter than most of the page: what is more is a shadow, a border or a picture."""
DARKEST = 150
"""Level of paper on which black print is still read well."""
AROUND = 7
"""Pixels of blank paper that stay around whatever is on the page."""
COARSE = 4
"""Pixels to one when the paper is estimated."""
EDGE = 12
"""Pixels at the edges of the page where printers print nothing."""
LONGEST = 30
"""Seconds for drawing a page."""

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Blank:
    """The taken pixels of an upright page, summed up from its top left corner (one row and column of zeros first)."""

    taken: npt.NDArray[np.int32]
    size: tuple[float, float]
    """Of the page in visual points."""

    def spot(self, width: float, height: float, *, right: bool, lowest: float = 1.0, halves: bool = False) -> Rect | None:
        """
        The blank rectangle of *width* by *height* points that is nearest to the top left corner, or the top *right* one.

        Visual left, bottom, width, height; None where there is none. It ends above *lowest*, a share of the page's height;
        with *halves* its middle lies in the corner's half of the page.
        """
        rows, columns = self.taken.shape[0] - 1, self.taken.shape[1] - 1
        x_scale, y_scale = columns / self.size[0], rows / self.size[1]
        wide, high = int(np.ceil(width * x_scale)), int(np.ceil(height * y_scale))
        tops = np.arange(EDGE, min(rows - EDGE, int(rows * lowest)) - high + 1, 2)
        lefts = np.arange(EDGE, columns - EDGE - wide + 1, 2)
        if halves:
            lefts = lefts[(lefts + wide / 2 > columns / 2) == right]
        if not len(tops) or not len(lefts):
            return None
        below, beside = tops[:, None] + high, lefts[None, :] + wide
        whole = self.taken
        taken = whole[below, beside] - whole[tops[:, None], beside] - whole[below, lefts] + whole[tops[:, None], lefts]
        away = tops[:, None] + (columns - beside if right else lefts[None, :])
        cost = np.where(taken == 0, away, np.iinfo(np.int64).max)
        row, column = np.unravel_index(int(cost.argmin()), cost.shape)
        if taken[row, column]:
            return None
        return float(lefts[column] / x_scale), float(self.size[1] - (tops[row] + high) / y_scale), width, height

    def without(self, spot: Rect) -> Blank:
        """The page when something stands at *spot*."""
        left, bottom, width, height = spot
        taken = np.diff(np.diff(self.taken, axis=0), axis=1)
        x_scale, y_scale = taken.shape[1] / self.size[0], taken.shape[0] / self.size[1]
        top = (self.size[1] - bottom - height) * y_scale
        down, across = int(top + height * y_scale) + 1 + AROUND, int((left + width) * x_scale) + 1 + AROUND
        taken[max(int(top) - AROUND, 0) : down, max(int(left * x_scale) - AROUND, 0) : across] = 1
        return Blank(_summed(taken), self.size)


def blank_of(file: Path, number: int, size: tuple[float, float], *, lowest: float = 1.0, grey: bool = False) -> Blank | None:
    """
    What is blank on page *number* (from 0) of *file*, whose visible *size* is given in points; None when it cannot be drawn.

    Below *lowest*, a share of the page's height, nobody looks. *grey*: nothing on the page has a colour. Raises OutsideError
    when poppler is missing.
    """
    picture = _drawn(file, number, grey=grey)
    if picture is None:
        return None
    taken = np.ones(picture.shape[:2], np.uint8)
    looked = min(picture.shape[0], int(picture.shape[0] * lowest) + 2 * AROUND)
    usual = np.percentile(picture[::3, ::3], 75, axis=(0, 1))
    taken[:looked] = _taken(picture[:looked], usual)
    return Blank(_summed(taken), size)


def _taken(picture: Pixels, usual: npt.NDArray[np.float64]) -> Pixels:
    """1 where something is, or may be, and in the margin around it; most of the page is paper of the *usual* level."""
    planes = picture if picture.ndim == 3 else picture[..., None]
    high, wide, _ = planes.shape
    small = cv2.resize(picture, None, fx=1 / COARSE, fy=1 / COARSE, interpolation=cv2.INTER_AREA)
    around = cv2.resize(cv2.medianBlur(small, 9), (wide, high), interpolation=cv2.INTER_LINEAR)
    paper = around.reshape(planes.shape).astype(np.int16)
    differs = planes.astype(np.int16) - paper
    pale = np.abs(cv2.blur(differs.astype(np.float32), (5, 5)).reshape(planes.shape))
    if 1.4826 * float(np.median(np.abs(differs))) > GRAIN:
        return np.ones((high, wide), np.uint8)
    taken = (np.abs(differs) > CONTRAST) | (pale > PALE) | (np.abs(paper - usual) > UNEVEN) | (paper < DARKEST)
    reach = np.ones((2 * AROUND + 1, 2 * AROUND + 1), np.uint8)
    return np.asarray(cv2.dilate(taken.any(axis=2).astype(np.uint8), reach), np.uint8)


def _summed(taken: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int32]:
    return np.pad(taken.cumsum(0, dtype=np.int32).cumsum(1, dtype=np.int32), ((1, 0), (1, 0)))


def _drawn(file: Path, number: int, *, grey: bool) -> Pixels | None:
    page = str(number + 1)
    colours = ("-gray",) if grey else ()
    command = ["pdftoppm", *colours, "-cropbox", "-r", str(DPI), "-f", page, "-l", page, str(file)]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=LONGEST)
        return np.asarray(Image.open(io.BytesIO(done.stdout)))
    except FileNotFoundError as error:
        raise OutsideError("pdftoppm is missing; install the Debian package poppler-utils") from error
    except (OSError, subprocess.TimeoutExpired, Image.DecompressionBombError):
        return None
