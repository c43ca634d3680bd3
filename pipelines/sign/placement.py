"""
Room for a signature on pages that may not change.

A file that arrives signed cannot grow a strip, and the mark must not cover the paper's words: the pages are rendered
(poppler) and searched for a free rectangle, nearest to the agency's corner first.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pikepdf
from numpy.typing import NDArray
from PIL import Image

from pipelines.errors import DocumentProblem
from pipelines.sign.config import SigningConfig
from pipelines.sign.drawing import LEADING, Drawing, wrap
from pipelines.sign.fonts import Typeface
from pipelines.sign.geometry import PageFrame, Rect, frame_of
from pipelines.sign.mark import MARGIN, QR_SIDE

DPI = 72
"""Of the rendering: one pixel a point."""
CONTRAST = 40
"""Grey levels below the paper's own level that count as ink."""
SPECKS = 0.0007
"""Share of ink pixels in a rectangle that is dust, not writing."""
MOST_PAGES = 20
"""Pages that are searched, first to last."""
SMALLER = (1.0, 0.8, 0.65)
"""Steps by which the letters shrink before the search gives up."""
LONGEST = 30
"""Seconds for rendering a page."""


@dataclass(frozen=True)
class Room:
    """A free rectangle, with what will stand in it."""

    page: int
    """From 0."""
    rect: Rect
    frame: PageFrame
    drawing: Drawing


def find_room(pdf: bytes, face: Typeface, lines: tuple[str, ...], config: SigningConfig, lookup: str) -> Room:
    """
    The place for an appearance with *lines* and the QR code *lookup*, on the earliest page that has one.

    Raises DocumentProblem ``sign_no_room``: a person must look, nothing is covered.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        frames = [frame_of(page) for page in document.pages[:MOST_PAGES]]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "arrived.pdf")
        file.write_bytes(pdf)
        for number, frame in enumerate(frames):
            free = _ink(file, number)
            if free is None:
                continue
            for step in SMALLER:
                size = config.font_size * step
                for columns in (45, 30, 60):
                    drawing = _draw(face, lines, size, columns * size * 0.55, lookup)
                    spot = _search(free, frame, drawing, right=config.agency_position == "top-right")
                    if spot is not None:
                        rect = frame.rect(*spot, drawing.width, drawing.height)
                        return Room(number, rect, frame, drawing)
    raise DocumentProblem("sign_no_room")


def _draw(face: Typeface, lines: tuple[str, ...], size: float, width: float, lookup: str) -> Drawing:
    parts = [part for line in lines for part in wrap(face, line, size, width)]
    height = max(QR_SIDE, len(parts) * size * LEADING + 2)
    drawing = Drawing(face, QR_SIDE + MARGIN / 2 + width, height)
    drawing.qr(0, height - QR_SIDE, QR_SIDE, lookup)
    drawing.text(QR_SIDE + MARGIN / 2, height, parts, size)
    return drawing


def _ink(file: Path, number: int) -> NDArray[np.float64] | None:
    """Integral image of the ink on page *number* (one pixel a point), or None when it cannot be rendered."""
    page = str(number + 1)
    command = ["pdftoppm", "-gray", "-cropbox", "-r", str(DPI), "-f", page, "-l", page, str(file)]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=LONGEST)
        grey = np.asarray(Image.open(io.BytesIO(done.stdout)).convert("L"))
    except (OSError, subprocess.TimeoutExpired, Image.DecompressionBombError):
        return None
    paper = float(np.percentile(grey, 90))
    ink = (grey < paper - CONTRAST).astype(np.float64)
    return np.pad(ink.cumsum(0).cumsum(1), ((1, 0), (1, 0)))


def _search(ink: NDArray[np.float64], frame: PageFrame, drawing: Drawing, *, right: bool) -> tuple[float, float] | None:
    """Visual bottom left corner of the first free rectangle, from the top down and from the agency's side inwards."""
    rows, columns = ink.shape[0] - 1, ink.shape[1] - 1
    page_width, page_height = frame.size
    x_scale, y_scale = columns / page_width, rows / page_height
    width, height = int(np.ceil(drawing.width * x_scale)), int(np.ceil(drawing.height * y_scale))
    margin_x, margin_y = int(np.ceil(MARGIN * x_scale)), int(np.ceil(MARGIN * y_scale))
    if width + 2 * margin_x > columns or height + 2 * margin_y > rows:
        return None
    tops = np.arange(margin_y, rows - margin_y - height + 1, 3)
    lefts = np.arange(margin_x, columns - margin_x - width + 1, 3)
    below, beside = tops[:, None] + height, lefts[None, :] + width
    inked = ink[below, beside] - ink[tops[:, None], beside] - ink[below, lefts[None, :]] + ink[tops[:, None], lefts[None, :]]
    free = inked <= SPECKS * width * height
    for row in np.flatnonzero(free.any(axis=1)):
        places = np.flatnonzero(free[row])
        left = lefts[places[-1] if right else places[0]]
        return float(left / x_scale), float(page_height - (tops[row] + height) / y_scale)
    return None
