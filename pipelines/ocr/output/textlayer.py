"""
The invisible text over a page's picture: found by search, copied out in reading order, lying where the words lie.

Words are shown in text rendering mode 3 (neither filled nor stroked, ISO 32000-1, 9.3.6) in a font of one empty glyph. Every
UTF-16 code is a character of the font (Identity-H), leads to that glyph, and ToUnicode maps it back to itself, so that any
letter can be written without a real font; Tesseract's own PDF files do the same.
"""

from __future__ import annotations

import io
import math
from functools import cache

import numpy as np
import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from pipelines.model import Page, Word
from pipelines.ocr.source.layout import Matrix, multiply

_EM, _ADVANCE, _ASCENT, _DESCENT = 1000, 500, 800, -200
_NAME = "SohoaGlyphless"
_EPOCH = 3_029_529_600  # 2000-01-01 in seconds since 1904, as TrueType counts: a fixed date makes a fixed file

_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
%s
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


@cache
def glyphless_font() -> bytes:
    """A TrueType font with .notdef and one empty glyph, both half an em wide. The same bytes every time."""
    builder = FontBuilder(_EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", "blank"])
    builder.setupCharacterMap({0x20: "blank"})
    empty = TTGlyphPen(None).glyph()
    builder.setupGlyf({".notdef": empty, "blank": empty})
    builder.setupHorizontalMetrics({".notdef": (_ADVANCE, 0), "blank": (_ADVANCE, 0)})
    builder.setupHorizontalHeader(ascent=_ASCENT, descent=_DESCENT)
    builder.setupNameTable({"familyName": _NAME, "styleName": "Regular", "psName": _NAME, "fullName": _NAME})
    builder.setupOS2(sTypoAscender=_ASCENT, sTypoDescender=_DESCENT, usWinAscent=_ASCENT, usWinDescent=-_DESCENT)
    builder.setupPost()
    builder.updateHead(created=_EPOCH, modified=_EPOCH)
    builder.font.recalcTimestamp = False
    file = io.BytesIO()
    builder.save(file)
    return file.getvalue()


def add_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """Adds the font to *pdf*; every page shares it."""
    program = pdf.make_stream(glyphless_font(), Length1=len(glyphless_font()))
    descriptor = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor,
            FontName=pikepdf.Name("/" + _NAME),
            Flags=5,
            FontBBox=[0, _DESCENT, _ADVANCE, _ASCENT],
            ItalicAngle=0,
            Ascent=_ASCENT,
            Descent=_DESCENT,
            CapHeight=_ASCENT,
            StemV=80,
            FontFile2=program,
        )
    )
    # All 65,536 codes lead to glyph 1.
    glyphs = pdf.make_stream(b"\x00\x01" * 65536)
    descendant = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.CIDFontType2,
            BaseFont=pikepdf.Name("/" + _NAME),
            DW=_ADVANCE,
            CIDSystemInfo=pikepdf.Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
            CIDToGIDMap=glyphs,
            FontDescriptor=descriptor,
        )
    )
    # A range must not cross a change of the first byte (Adobe Technical Note 5411, 1.4.1): one range for each first byte.
    ranges = [b"<%02X00> <%02XFF> <%02X00>" % (high, high, high) for high in range(256)]
    blocks = [
        b"%d beginbfrange\n%s\nendbfrange" % (len(part), b"\n".join(part))
        for part in (ranges[:100], ranges[100:200], ranges[200:])
    ]
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type0,
            BaseFont=pikepdf.Name("/" + _NAME),
            Encoding=pikepdf.Name("/Identity-H"),
            DescendantFonts=[descendant],
            ToUnicode=pdf.make_stream(_TO_UNICODE % b"\n".join(blocks)),
        )
    )


def from_upright(size: tuple[float, float], rotate: int, pixel: float) -> Matrix:
    """
    PDF matrix from pixels of the upright picture (y down) to points of the page's own coordinates.

    *size* is the page's width and height in points before /Rotate, *rotate* its /Rotate, *pixel* points a pixel.
    """
    width, height = size
    turn: dict[int, Matrix] = {
        0: (1, 0, 0, -1, 0, height),
        90: (0, 1, 1, 0, 0, 0),
        180: (-1, 0, 0, 1, width, 0),
        270: (0, -1, -1, 0, width, height),
    }
    return multiply((pixel, 0, 0, pixel, 0, 0), turn[rotate])


def text_content(page: Page, to_page: Matrix, font: str) -> bytes:
    """Content stream that shows the words of *page* invisibly; *to_page* as `from_upright` makes it, *font* a resource name."""
    lines: dict[int, list[Word]] = {}
    for word in page.words:
        lines.setdefault(word.line, []).append(word)
    parts = [b"BT 3 Tr"]
    for words in lines.values():
        parts.extend(_line(words, page.skew, to_page, font))
    parts.append(b"ET")
    return b"\n".join(parts) if lines else b""


def _line(words: list[Word], skew: float, to_page: Matrix, font: str) -> list[bytes]:
    """
    One size and one foot line for all words of a line: readers put words of uneven height on different lines.

    Each word itself lies level even where its line leans: readers break leaning words into letters.
    """
    cos, sin = math.cos(math.radians(skew)), math.sin(math.radians(skew))
    rows = [_straight(word, cos, sin) for word in words]
    top = float(np.percentile([row[1] for row in rows], 25))
    bottom = float(np.percentile([row[3] for row in rows], 75))
    size = max(bottom - top, 1.0) * _EM / (_ASCENT - _DESCENT)
    drop = size * (_ASCENT + _DESCENT) / 2 / _EM
    out = []
    for word, (left, _, right, _) in zip(words, rows, strict=True):
        codes = "".join(c for c in word.text if ord(c) < 0x10000).encode("utf-16-be")
        if not codes:
            continue
        u, v = (left + right) / 2, (top + bottom) / 2
        x, y = u * cos + v * sin, v * cos - u * sin
        wide = max(right - left, 1.0)
        stretch = wide / (len(codes) / 2 * size * _ADVANCE / _EM)
        matrix = multiply((stretch, 0, 0, -1, x - wide / 2, y + drop), to_page)
        # A hundredth of a point is finer than any scan; more digits would be a third of the text's bytes.
        numbers = " ".join(
            f"{value:.{places}f}".rstrip("0").rstrip(".") for value, places in zip(matrix, (4, 4, 4, 4, 2, 2), strict=True)
        )
        out.append(f"/{font} {size:.3f} Tf {numbers} Tm <{codes.hex()}0020> Tj".encode("ascii"))
    return out


def _straight(word: Word, cos: float, sin: float) -> tuple[float, float, float, float]:
    """Box of *word* in coordinates in which lines run level: the word leans inside its upright box."""
    x0, y0, x1, y1 = word.box
    across, down, slant = x1 - x0, y1 - y0, abs(sin)
    wide = (across * cos - down * slant) / (cos * cos - sin * sin)
    high = (down * cos - across * slant) / (cos * cos - sin * sin)
    wide, high = max(wide, 0.3 * across), max(high, 0.3 * down)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    u, v = x * cos - y * sin, x * sin + y * cos
    return u - wide / 2, v - high / 2, u + wide / 2, v + high / 2
