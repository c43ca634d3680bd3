"""
Where mark and signatures stand: on the paper's own blank places, next to their corners.

An unsigned page that has none grows by a strip instead (`mark`). A file that arrives signed may not change: there the pages are
searched, first to last, for one place that holds the whole mark.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from pipelines.errors import DocumentProblem
from pipelines.sign.blank import blank_of
from pipelines.sign.config import SigningConfig
from pipelines.sign.drawing import LEADING, MARGIN, QR_SIDE, Drawing, wrap
from pipelines.sign.fonts import Typeface
from pipelines.sign.geometry import PageFrame, Rect, frame_of, inherited

MOST_PAGES = 20
"""Pages that are searched, first to last."""
SMALLER = (1.0, 0.8, 0.65)
"""Steps by which the letters shrink on a file that arrived signed, before the search gives up."""


@dataclass(frozen=True)
class Room:
    """A free rectangle, with what will stand in it."""

    page: int
    """From 0."""
    rect: Rect
    frame: PageFrame
    drawing: Drawing


def find_spots(
    pdf: bytes,
    page: pikepdf.Page,
    marks: Sequence[tuple[float, float]],
    signatures: Sequence[tuple[float, float]],
    config: SigningConfig,
) -> tuple[tuple[int, Rect], tuple[int, Rect]] | None:
    """
    Blank places for the mark and for the agency's signature on the first *page* of *pdf*, each in its half of the page's top.

    *marks* and *signatures* are the sizes in points that they may have, best first. Returns which size fits and where: visual
    left, bottom, width, height; None where not both fit. Raises OutsideError when poppler is missing.
    """
    frame = frame_of(page)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "paper.pdf")
        file.write_bytes(pdf)
        blank = blank_of(file, 0, frame.size, lowest=config.free_height, grey=_is_grey(page))
    if blank is None:
        return None
    left, lowest = config.person_position == "top-left", config.free_height
    for number, size in enumerate(marks):
        mark = blank.spot(*size, right=not left, lowest=lowest, halves=True)
        if mark is None:
            continue
        rest = blank.without(mark)
        for other, wanted in enumerate(signatures):
            signature = rest.spot(*wanted, right=left, lowest=lowest, halves=True)
            if signature is not None:
                return (number, mark), (other, signature)
    return None


def find_room(pdf: bytes, face: Typeface, lines: tuple[str, ...], config: SigningConfig, lookup: str) -> Room:
    """
    The place for an appearance with *lines* and the QR code *lookup*, on the earliest page that has one.

    Raises DocumentProblem ``sign_no_room``: a person must look, nothing is covered. Raises OutsideError when poppler is missing.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        frames = [frame_of(page) for page in document.pages[:MOST_PAGES]]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "arrived.pdf")
        file.write_bytes(pdf)
        for number, frame in enumerate(frames):
            blank = blank_of(file, number, frame.size)
            if blank is None:
                continue
            for step in SMALLER:
                size = config.font_size * step
                for columns in (45, 30, 60):
                    drawing = _draw(face, lines, size, columns * size * 0.55, lookup)
                    spot = blank.spot(drawing.width, drawing.height, right=config.agency_position == "top-right")
                    if spot is not None:
                        return Room(number, frame.rect(*spot), frame, drawing)
    raise DocumentProblem("sign_no_room")


def _draw(face: Typeface, lines: tuple[str, ...], size: float, width: float, lookup: str) -> Drawing:
    parts = [part for line in lines for part in wrap(face, line, size, width)]
    height = max(QR_SIDE, len(parts) * size * LEADING + 2)
    drawing = Drawing(face, QR_SIDE + MARGIN / 2 + width, height)
    drawing.qr(0, height - QR_SIDE, QR_SIDE, lookup)
    drawing.text(QR_SIDE + MARGIN / 2, height, parts, size)
    return drawing


def _is_grey(page: pikepdf.Page) -> bool:
    """Whether all that the page draws are pictures in grey, as far as its resources tell at a glance."""
    resources = inherited(page.obj, "/Resources")
    if not isinstance(resources, pikepdf.Dictionary) or page.obj.get("/Annots"):
        return False
    drawn = resources.get("/XObject", pikepdf.Dictionary())
    only = set(resources.keys()) <= {"/XObject", "/Font", "/ProcSet"}
    return only and all(
        isinstance(thing, pikepdf.Stream)
        and thing.get("/Subtype") == pikepdf.Name.Image
        and thing.get("/ColorSpace") == pikepdf.Name.DeviceGray
        for _, thing in drawn.items()
    )
