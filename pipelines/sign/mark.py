"""
The visible mark of a conversion from paper (Decree 137/2024 Art. 4; Decree 45/2020 Art. 25.3.c).

It stands on the first page where the paper is blank, next to its corner; where the top of the page has no room that is surely
blank, the page grows by a strip above it. Either way nothing of the paper is covered and the scale stays 100 % (Decree 30/2020
App. I Part II.I). Mark and person's signature stand at one side (Circular 01/2023 Art. 8), the agency's signature at the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name

from pipelines.errors import DocumentProblem
from pipelines.model import Conversion
from pipelines.sign.config import SigningConfig
from pipelines.sign.drawing import MARGIN, QR_SIDE, Drawing
from pipelines.sign.fonts import Typeface, find_typeface
from pipelines.sign.geometry import PageFrame, Rect, frame_of, inherited
from pipelines.sign.layout import COLUMN, ONE_COLUMN, Block, Strip, Words, height_of
from pipelines.sign.placement import find_spots
from pipelines.sign.times import vietnam_time

NARROWEST = 300.0
"""Points; a narrower page grows to this width so that the mark stays readable."""
LARGEST_PAPER = 1191.0
"""Points; short side of A2. Pages beyond it have a wrong resolution or are huge plans: the strip grows with them."""
LETTERS = 30
"""Letters in a line where mark or signature is made narrow to fit between what is on the paper."""


@dataclass(frozen=True)
class Place:
    """Where a signature's appearance goes. *rect* in user space, *size* in points, upright."""

    rect: Rect
    size: tuple[float, float]
    frame: PageFrame


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


def person_lines(signer: str, time: str, config: SigningConfig) -> tuple[str, ...]:
    """The words of the person's signature's appearance."""
    return tuple(line.format(signer=signer, time=time) for line in config.person_signature)


def put_mark(pdf: pikepdf.Pdf, paper: bytes, conversion: Conversion, words: Words, config: SigningConfig) -> dict[str, Place]:
    """
    Draw the mark on the first page of *pdf*, which was opened from *paper*; the places for the signatures, by role.

    Raises DocumentProblem when the page cannot grow or the font lacks a letter, OutsideError when poppler is missing.
    """
    face = find_typeface(config.fonts)
    page = pdf.pages[0]
    lookup = config.lookup.format(serial=conversion.serial)
    if config.placement == "free-area" and (places := _on_paper(pdf, page, paper, face, words, lookup, config)):
        return places
    return _above_paper(pdf, page, face, words, lookup, config)


def _on_paper(
    pdf: pikepdf.Pdf, page: pikepdf.Page, paper: bytes, face: Typeface, words: Words, lookup: str, config: SigningConfig
) -> dict[str, Place] | None:
    """The mark where the paper is blank; None, and nothing drawn, where that is not sure."""
    frame = frame_of(page)
    width, height = frame.size
    if width < ONE_COLUMN or min(width, height) > LARGEST_PAPER or not _is_balanced(page):
        return None
    size, inner = config.font_size, width - 2 * MARGIN
    column = LETTERS * size * 0.55
    widths = COLUMN * (inner - MARGIN), QR_SIDE + MARGIN / 2 + column
    blocks = [Block.plan(wide, face, words, size) for wide in widths]
    texts = [(wide, height_of(face, words.agency, size, wide)) for wide in (inner - MARGIN - widths[0], column)]
    found = find_spots(paper, page, [(block.width, block.height) for block in blocks], texts, config)
    if found is None:
        return None
    (chosen, (x, y, *_)), (_, box) = found
    block = blocks[chosen]
    drawing = Drawing(face, block.width, block.height)
    block.draw(drawing, 0, 0, size, lookup)
    place = "{:.6f} {:.6f} {:.6f} {:.6f} {:.4f} {:.4f}".format(*frame.matrix(x, y))
    # Last, for the picture of the page would lie over it; what the paper's own drawing sets ends with the Q.
    _wrap_contents(pdf, page, b"q\n", f"\nQ q {place} cm /SohoaMark Do Q".encode("ascii"))
    _add_form(pdf, page, drawing)
    boxes = {"agency": box, **block.person(x, y)}
    return {role: Place(frame.rect(*one), one[2:], frame) for role, one in boxes.items()}


def _above_paper(
    pdf: pikepdf.Pdf, page: pikepdf.Page, face: Typeface, words: Words, lookup: str, config: SigningConfig
) -> dict[str, Place]:
    """The mark in a strip by which the page grows."""
    old = frame_of(page)
    width, height = old.size
    scale = max(1.0, min(width, height) / LARGEST_PAPER)
    strip = Strip.plan(max(width / scale, NARROWEST), face, words, config)
    new = old.grown(top=strip.height * scale, right=max(0.0, NARROWEST * scale - width))

    drawing = Drawing(face, strip.width, strip.height)
    strip.block.draw(drawing, *strip.at, config.font_size, lookup)
    drawing.line(0, 0.25, strip.width, 0.25)
    a, b, c, d, e, f = old.matrix(0, height)
    place = f"q {a * scale:.6f} {b * scale:.6f} {c * scale:.6f} {d * scale:.6f} {e:.4f} {f:.4f} cm /SohoaMark Do Q\n"
    clip = f"q {old.x0:.4f} {old.y0:.4f} {old.x1 - old.x0:.4f} {old.y1 - old.y0:.4f} re W n\n"
    # First, so that no graphics state of the paper reaches the mark; the clip keeps what was cut off cut off.
    _wrap_contents(pdf, page, (place + clip).encode("ascii"), b"\nQ")
    _add_form(pdf, page, drawing)
    _set_boxes(page, new)

    boxes = {"agency": strip.signature, **strip.block.person(*strip.at)}
    return {
        role: Place(old.rect(x * scale, height + y * scale, wide * scale, high * scale), (wide, high), new)
        for role, (x, y, wide, high) in boxes.items()
    }


def draw_signature(lines: list[str], size: tuple[float, float], face: Typeface, font_size: float) -> Drawing:
    """The appearance of a signature: text only, no image (Decree 30/2020 App. I Part II.I)."""
    drawing = Drawing(face, *size)
    drawing.text(0, size[1], lines, font_size)
    return drawing


def _is_balanced(page: pikepdf.Page) -> bool:
    """Whether the page's drawing restores every graphics state that it saves: what follows then stands where it should."""
    depth = 0
    try:
        for _, operator in pikepdf.parse_content_stream(page, operators="q Q"):
            depth += 1 if str(operator) == "q" else -1
            if depth < 0:
                return False
    except (pikepdf.PdfError, TypeError, ValueError):
        return False
    return depth == 0


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
