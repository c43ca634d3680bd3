"""
The letters of the mark: one serif font of the machine, cut down to Latin with Vietnamese once at first use.

Decree 30/2020 asks for Times New Roman; FreeSerif looks like it, may be embedded, and has all Vietnamese letters (which
Debian's Liberation Serif lacks). Every glyph that is
drawn is embedded (ISO 19005-2, 6.2.11.4), as TrueType with glyph numbers as character codes (Identity-H), because
the fourteen standard fonts of PDF have neither Vietnamese letters nor a place in an archive file.
"""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

import pikepdf
from fontTools.ttLib import TTFont, TTLibError
from pikepdf import Array, Dictionary, Name

from pipelines.errors import ConfigError, DocumentProblem

FONTS = (
    "Times_New_Roman.ttf",
    "times.ttf",
    "FreeSerif.ttf",
    "NotoSerif-Regular.ttf",
    "DejaVuSerif.ttf",
)
"""File names looked for below the system's font folders, best first."""

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))

_LETTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),
    *range(0x300, 0x370),
    *range(0x1E00, 0x1F00),
    *range(0x2010, 0x2028),
    0x20AB,
    0x2116,
)
_NEEDED = "AaĐđƠơƯưẢẵẶệỆỗỢợửỮỲỹ0123456789:–"


_NUMBERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ:+-"
"""Letters of serials and times."""


@dataclass(frozen=True, eq=False)
class Typeface:
    """An embeddable font. Widths and heights are in thousandths of the font size."""

    name: str
    data: bytes = field(repr=False)
    glyphs: dict[int, int] = field(repr=False)
    """Code point → glyph number."""
    widths: dict[int, float] = field(repr=False)
    """Glyph number → advance width."""
    ascent: float
    descent: float
    """Below the base line, negative."""
    bbox: tuple[float, float, float, float]
    cap_height: float

    def shape(self, text: str) -> list[int]:
        """Glyph numbers of *text* (taken as NFC). Raises DocumentProblem ``sign_letter_missing``."""
        glyphs = []
        for letter in unicodedata.normalize("NFC", text):
            glyph = self.glyphs.get(ord(letter))
            if glyph is None:
                raise DocumentProblem("sign_letter_missing", letter=f"U+{ord(letter):04X}", font=self.name)
            glyphs.append(glyph)
        return glyphs

    def width(self, text: str, size: float) -> float:
        """Width of *text* in points at *size* points."""
        return sum(self.widths[glyph] for glyph in self.shape(text)) * size / 1000


@cache
def find_typeface(names: tuple[str, ...] = FONTS) -> Typeface:
    """
    The first of *names* (file names below the system's font folders, or absolute paths) that can be embedded.

    Raises ConfigError with the Debian package to install when none is there.
    """
    for name in names:
        for file in _files(name):
            face = _load(file)
            if face is not None:
                return face
    raise ConfigError(
        f"no font for the conversion mark: none of {', '.join(names)} with Vietnamese letters below "
        f"{' or '.join(map(str, FOLDERS))}; install the Debian package fonts-freefont-ttf (or fonts-noto-core), "
        "or name an absolute path under 'fonts' in config/signing.yaml"
    )


def _files(name: str) -> list[Path]:
    if Path(name).is_absolute():
        return [Path(name)] if Path(name).is_file() else []
    return sorted(file for folder in FOLDERS if folder.is_dir() for file in folder.rglob(name))


def _load(file: Path) -> Typeface | None:
    try:
        font = TTFont(file, lazy=True)
        if "glyf" not in font or font["OS/2"].fsType & 0x0302:  # restricted, no subsetting, bitmap only
            return None
        _cut(font, unicodes=_LETTERS)
    except (TTLibError, KeyError, OSError, AssertionError):
        return None
    glyphs = {code: font.getGlyphID(name) for code, name in font.getBestCmap().items()}
    if any(ord(letter) not in glyphs for letter in _NEEDED):
        return None
    thousandth = 1000 / font["head"].unitsPerEm
    head, hhea = font["head"], font["hhea"]
    buffer = io.BytesIO()
    font.save(buffer, reorderTables=False)
    return Typeface(
        name=font["name"].getDebugName(6) or file.stem,
        data=buffer.getvalue(),
        glyphs=glyphs,
        widths={font.getGlyphID(name): advance * thousandth for name, (advance, _) in font["hmtx"].metrics.items()},
        ascent=hhea.ascent * thousandth,
        descent=hhea.descent * thousandth,
        bbox=(head.xMin * thousandth, head.yMin * thousandth, head.xMax * thousandth, head.yMax * thousandth),
        cap_height=getattr(font["OS/2"], "sCapHeight", 0) * thousandth or 660.0,
    )


def _cut(font: TTFont, *, unicodes: tuple[int, ...] = (), gids: tuple[int, ...] = ()) -> None:
    from fontTools import subset  # noqa: PLC0415 - slow to import, and only who signs needs it

    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "DSIG", "kern", "FFTM", "MATH", "STAT", "gasp"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=unicodes, gids=gids)
    cutter.subset(font)


def embed(pdf: pikepdf.Pdf, face: Typeface, used: dict[int, str]) -> pikepdf.Object:
    """Put the *used* glyphs (number → letter) of *face* into *pdf*; returns the Type 0 font."""
    # Numbers and times differ from paper to paper: with all their letters in, papers alike share one cut.
    used = {**used, **{face.glyphs[ord(letter)]: letter for letter in _NUMBERS if ord(letter) in face.glyphs}}
    program, places = _program(face.data, tuple(sorted(used)))

    name = Name(f"/{_tag(used)}+{face.name}")
    file = pdf.make_stream(program, Length1=len(program))
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=4,  # symbolic: the codes are glyph numbers
        FontBBox=Array([round(edge) for edge in face.bbox]),
        ItalicAngle=0,
        Ascent=round(face.ascent),
        Descent=round(face.descent),
        CapHeight=round(face.cap_height),
        StemV=80,
        FontFile2=file,
    )
    widths: list[object] = []
    for glyph in sorted(used):
        widths += [glyph, Array([round(face.widths[glyph], 2)])]
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=1000,
        W=Array(widths),
        CIDToGIDMap=pdf.make_stream(places),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_stream(_to_unicode(used)),
        )
    )


@lru_cache(maxsize=64)
def _program(data: bytes, used: tuple[int, ...]) -> tuple[bytes, bytes]:
    """The font *data* cut to the glyphs *used*, and where each of them is now: two bytes for each number of the whole face."""
    font = TTFont(io.BytesIO(data), lazy=True, recalcBBoxes=False, recalcTimestamp=False)
    names = {glyph: font.getGlyphName(glyph) for glyph in used}
    _cut(font, gids=used)
    places = bytearray(2 * (max(used) + 1))
    for glyph, glyph_name in names.items():
        places[2 * glyph : 2 * glyph + 2] = font.getGlyphID(glyph_name).to_bytes(2, "big")
    for table in ("cmap", "name", "OS/2", "post"):  # a CIDFontType2 program needs none of them (ISO 32000-1, 9.9)
        if table in font:
            del font[table]
    buffer = io.BytesIO()
    font.save(buffer, reorderTables=False)
    return buffer.getvalue(), bytes(places)


def _tag(used: dict[int, str]) -> str:
    """Six capitals that tell one subset from another (ISO 32000-1, 9.6.4)."""
    number = hash(tuple(sorted(used))) % 26**6
    letters = ""
    for _ in range(6):
        number, rest = divmod(number, 26)
        letters += chr(ord("A") + rest)
    return letters


def _to_unicode(used: dict[int, str]) -> bytes:
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    pairs = [f"<{glyph:04X}> <{letter.encode('utf-16-be').hex().upper()}>" for glyph, letter in sorted(used.items())]
    for start in range(0, len(pairs), 100):
        chunk = pairs[start : start + 100]
        lines += [f"{len(chunk)} beginbfchar", *chunk, "endbfchar"]
    lines += ["endcmap CMapName currentdict /CMap defineresource pop end end"]
    return "\n".join(lines).encode("ascii")
