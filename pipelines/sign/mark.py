"""
The visible mark of a conversion from paper (Decree 137/2024 Art. 4; Decree 45/2020 Art. 25.3.c).

The first page grows by a strip at its visual top, so nothing of the paper is covered and the scale stays 100 %
(Decree 30/2020 App. I Part II.I). Person and time stand at one side of the strip (Circular 01/2023 Art. 8), the
agency's signature at the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name

from pipelines.errors import DocumentProblem
from pipelines.model import Conversion
from pipelines.sign.config import SigningConfig
from pipelines.sign.drawing import LEADING, Drawing, wrap
from pipelines.sign.fonts import Typeface, find_typeface
from pipelines.sign.geometry import PageFrame, Rect, frame_of, inherited
from pipelines.sign.times import vietnam_time

MARGIN = 12.0
"""Points left free inside the strip's edges and between its columns."""
QR_SIDE = 62.0
"""Points; about 0.55 mm a module for the usual reference, which phones and scanners of 200 dpi read."""
NARROWEST = 300.0
"""Points; a narrower page grows to this width so that the mark stays readable."""
ONE_COLUMN = 430.0
"""Points; below this width the signature stands under the mark."""
LARGEST_PAPER = 1191.0
"""Points; short side of A2. Pages beyond it have a wrong resolution or are huge plans: the strip grows with them."""


@dataclass(frozen=True)
class Place:
    """Where the signature's appearance goes. *rect* in user space, *size* in points, upright."""

    rect: Rect
    size: tuple[float, float]
    frame: PageFrame
    scale: float


def mark_lines(conversion: Conversion, config: SigningConfig) -> tuple[str, ...]:
    """The mark's words."""
    return tuple(
        line.format(
            agency=conversion.agency,
            person=conversion.person,
            time=vietnam_time(conversion.converted_at),
            pages=conversion.pages,
            sheets=config.unknown_sheets if conversion.sheets is None else conversion.sheets,
            serial=conversion.serial,
        )
        for line in config.mark
    )


def signature_lines(agency: str, signer: str, time: str, serial: str, config: SigningConfig) -> tuple[str, ...]:
    """The words of the agency signature's appearance."""
    return tuple(line.format(agency=agency, signer=signer, time=time, serial=serial) for line in config.signature)


def put_mark(pdf: pikepdf.Pdf, conversion: Conversion, signature: tuple[str, ...], config: SigningConfig) -> Place:
    """
    Grow the first page of *pdf* and draw the mark; returns the room left for the signature with the words *signature*.

    Raises DocumentProblem when the page cannot grow or the font lacks a letter.
    """
    face = find_typeface(config.fonts)
    page = pdf.pages[0]
    old = frame_of(page)
    width, height = old.size
    scale = max(1.0, min(width, height) / LARGEST_PAPER)
    strip = _Strip.plan(max(width / scale, NARROWEST), face, mark_lines(conversion, config), signature, config)
    new = old.grown(top=strip.height * scale, right=max(0.0, NARROWEST * scale - width))

    drawing = Drawing(face, strip.width, strip.height)
    drawing.qr(strip.mark_x, strip.height - MARGIN / 2 - QR_SIDE, QR_SIDE, config.lookup.format(serial=conversion.serial))
    drawing.text(strip.mark_x + QR_SIDE + MARGIN / 2, strip.height - MARGIN, strip.mark_lines, config.font_size)
    drawing.line(0, 0.25, strip.width, 0.25)
    a, b, c, d, e, f = old.matrix(0, height)
    place = f"q {a * scale:.6f} {b * scale:.6f} {c * scale:.6f} {d * scale:.6f} {e:.4f} {f:.4f} cm /SohoaMark Do Q\n"
    clip = f"q {old.x0:.4f} {old.y0:.4f} {old.x1 - old.x0:.4f} {old.y1 - old.y0:.4f} re W n\n"
    # First, so that no graphics state of the paper reaches the mark; the clip keeps what was cut off cut off.
    _wrap_contents(pdf, page, (place + clip).encode("ascii"), b"\nQ")
    _add_form(pdf, page, drawing)
    _set_boxes(page, new)

    left, bottom, box_width, box_height = strip.signature
    rect = old.rect(left * scale, height + bottom * scale, box_width * scale, box_height * scale)
    return Place(rect, (box_width, box_height), new, scale)


def draw_signature(lines: list[str], size: tuple[float, float], face: Typeface, font_size: float) -> Drawing:
    """The appearance of a signature: text only, no image (Decree 30/2020 App. I Part II.I)."""
    drawing = Drawing(face, *size)
    drawing.text(0, size[1], lines, font_size)
    return drawing


@dataclass(frozen=True)
class _Strip:
    width: float
    height: float
    mark_x: float
    mark_lines: list[str]
    signature: tuple[float, float, float, float]
    """x, y, width, height inside the strip."""

    @classmethod
    def plan(
        cls, width: float, face: Typeface, mark: tuple[str, ...], signature: tuple[str, ...], config: SigningConfig
    ) -> _Strip:
        size, leading = config.font_size, config.font_size * LEADING
        inner = width - 2 * MARGIN
        one_column = width < ONE_COLUMN
        mark_width = inner if one_column else (inner - MARGIN) * 0.6
        signature_width = inner if one_column else inner - MARGIN - mark_width
        lines = [part for line in mark for part in wrap(face, line, size, mark_width - QR_SIDE - MARGIN / 2)]
        signed = [part for line in signature for part in wrap(face, line, size, signature_width)]
        mark_height, signature_height = max(QR_SIDE, len(lines) * leading), len(signed) * leading + 2
        mark_left = config.person_position == "top-left"
        if one_column:
            height = mark_height + signature_height + 2.5 * MARGIN
            box = (MARGIN, MARGIN / 2, signature_width, signature_height)
            return cls(width, height, MARGIN, lines, box)
        height = max(mark_height, signature_height) + 1.5 * MARGIN
        mark_x = MARGIN if mark_left else width - MARGIN - mark_width
        signature_x = width - MARGIN - signature_width if mark_left else MARGIN
        return cls(
            width, height, mark_x, lines, (signature_x, height - MARGIN - signature_height, signature_width, signature_height)
        )


def _wrap_contents(pdf: pikepdf.Pdf, page: pikepdf.Page, before: bytes, after: bytes) -> None:
    contents = page.obj.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [] if contents is None else [contents]
    page.obj.Contents = Array([pdf.make_stream(before), *streams, pdf.make_stream(after)])


def _add_form(pdf: pikepdf.Pdf, page: pikepdf.Page, drawing: Drawing) -> None:
    form = drawing.to_form(pdf)
    # Resources may be shared with other pages or inherited: copied, so that only this page learns of the mark.
    shared = inherited(page.obj, "/Resources")
    resources = Dictionary(shared) if isinstance(shared, pikepdf.Dictionary) else Dictionary()
    xobjects = resources.get("/XObject")
    forms = Dictionary(xobjects) if isinstance(xobjects, pikepdf.Dictionary) else Dictionary()
    if "/SohoaMark" in forms:
        raise DocumentProblem("sign_unreadable")
    forms[Name.SohoaMark] = form
    resources[Name.XObject] = forms
    page.obj.Resources = resources


def _set_boxes(page: pikepdf.Page, new: PageFrame) -> None:
    media = inherited(page.obj, "/MediaBox")
    edges = [float(number) for number in media] if media is not None else [new.x0, new.y0, new.x1, new.y1]
    xs, ys = sorted((edges[0], edges[2])), sorted((edges[1], edges[3]))
    visible = [round(edge, 4) for edge in (new.x0, new.y0, new.x1, new.y1)]
    grown = [min(xs[0], visible[0]), min(ys[0], visible[1]), max(xs[1], visible[2]), max(ys[1], visible[3])]
    page.obj.MediaBox = Array(grown)
    if grown != visible or inherited(page.obj, "/CropBox") is not None:
        page.obj.CropBox = Array(visible)
