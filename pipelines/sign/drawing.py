"""
A small canvas: lines of text and a QR code on a transparent ground, black on whatever lies below.

What is drawn becomes a one-page PDF, because both sides can take one in: pikepdf as a form XObject of the first
page, pyHanko as the appearance of a signature. So the letters are set in one place only.
Lengths are points (1/72 inch), origin bottom left, y up.
"""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass, field

import pikepdf
import segno
from pikepdf import Array, Dictionary, Name

from pipelines.sign.fonts import Typeface, embed

MARGIN = 12.0
"""Points left free inside the edges of what is drawn and between its columns."""
QR_SIDE = 62.0
"""Points; about 0.55 mm a module for the usual reference, which phones and scanners of 200 dpi read."""
LEADING = 1.2
"""Distance of base lines as a multiple of the font size."""


def wrap(face: Typeface, text: str, size: float, width: float) -> list[str]:
    """Break *text* at spaces, and inside a word only where the word alone is wider than *width*."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if face.width(longer, size) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and face.width(lines[-1] + letter, size) > width:
                lines.append("")
            lines[-1] += letter
    return lines


@dataclass
class Drawing:
    """What will be a form XObject of *width* by *height* points."""

    face: Typeface
    width: float
    height: float
    commands: list[str] = field(default_factory=list)
    used: dict[int, str] = field(default_factory=dict)

    def text(self, x: float, top: float, lines: list[str], size: float) -> None:
        """Lines of black text; the first one's ascenders touch *top*."""
        self.commands.append(
            f"BT 0 g /F1 {size:g} Tf {size * LEADING:g} TL {x:.2f} {top - size * self.face.ascent / 1000:.2f} Td"
        )
        for line in lines:
            glyphs = self.face.shape(line)
            self.used.update(zip(glyphs, unicodedata.normalize("NFC", line), strict=True))
            self.commands.append("<" + "".join(f"{glyph:04X}" for glyph in glyphs) + "> Tj T*")
        self.commands.append("ET")

    def qr(self, x: float, y: float, side: float, content: str) -> None:
        """QR code (ISO/IEC 18004, level M) with its quiet zone of four modules inside *side*."""
        matrix = segno.make(content, error="m", micro=False, boost_error=False).matrix
        module = side / (len(matrix) + 8)
        self.commands.append("0 g")
        for row, modules in enumerate(matrix):
            bottom = y + side - (row + 5) * module
            column = 0
            while column < len(modules):
                run = 0
                while column + run < len(modules) and modules[column + run]:
                    run += 1
                if run:
                    self.commands.append(f"{x + (column + 4) * module:.3f} {bottom:.3f} {run * module:.3f} {module:.3f} re")
                column += max(run, 1)
        self.commands.append("f")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A hairline of half a point."""
        self.commands.append(f"0 G 0.5 w {x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l S")

    def to_form(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        """The drawing as a form XObject of *pdf*."""
        return pdf.make_stream(
            self._content(),
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=self._box(),
            Resources=self._resources(pdf),
        )

    def to_bytes(self) -> bytes:
        """The drawing as the only page of a new PDF."""
        pdf = pikepdf.new()
        page = Dictionary(
            Type=Name.Page, MediaBox=self._box(), Resources=self._resources(pdf), Contents=pdf.make_stream(self._content())
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        buffer = io.BytesIO()
        pdf.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return buffer.getvalue()

    def _box(self) -> Array:
        return Array([0, 0, round(self.width, 3), round(self.height, 3)])

    def _resources(self, pdf: pikepdf.Pdf) -> Dictionary:
        return Dictionary(Font=Dictionary(F1=embed(pdf, self.face, self.used))) if self.used else Dictionary()

    def _content(self) -> bytes:
        return ("q\n" + "\n".join(self.commands) + "\nQ").encode("ascii")
