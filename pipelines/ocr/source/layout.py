"""What lies on a page of a PDF: its images, where they are put, and whether anything else can be seen."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf

Matrix = tuple[float, float, float, float, float, float]

_CONTENT_LIMIT = 400_000  # bytes of decoded content; a scan with an OCR layer stays far below, and parsing more takes seconds
_FORM_DEPTH = 4
_SCANNED = 1 / 3  # of a page that images take up: a seal, a signature and an emblem together stay far below
_IMAGE_PACKING = {"/JBIG2Decode", "/JPXDecode", "/DCTDecode", "/CCITTFaxDecode"}
_SYNTAX = {"q", "Q", "cm", "Do", "gs", "BT", "ET", "Tf", "Tr", "Tm", "Td", "TD", "T*", "Tz", "Tc", "Tw", "TL", "Ts", "Tj", "TJ",
           "'", '"', "BMC", "BDC", "EMC", "MP", "DP", "ri", "i", "w", "J", "j", "M", "d",
           "g", "G", "rg", "RG", "k", "K", "cs", "CS", "sc", "SC", "scn", "SCN"}  # fmt: skip
_CHANGES_PICTURES = {"gs", "Tr", "BMC", "BDC"}  # of these what can fade, clip or hide a picture painted after it
_SHOWS_TEXT = {"Tj", "TJ", "'", '"'}

# pikepdf turns qpdf's own exceptions into these on damaged or hostile files (seen with the test files of qpdf and pdf.js).
DAMAGE = (pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RuntimeError,
           NotImplementedError, RecursionError, zlib.error)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placed:
    """An image XObject and where the page's content puts it: *matrix* maps the unit square to points."""

    image: pikepdf.Stream
    """Only to be touched while its file is open."""
    matrix: Matrix
    width: int
    height: int
    gray: bool

    @property
    def dpi(self) -> float:
        """Pixels an inch along the denser side."""
        a, b, c, d, _, _ = self.matrix
        across, down = math.hypot(a, b) / 72, math.hypot(c, d) / 72
        if across <= 0 or down <= 0:
            return 0.0
        return max(self.width / across, self.height / down)


@dataclass(frozen=True, slots=True)
class Layout:
    """What lies on a page. *plain* says that nothing but the images can be seen."""

    box: tuple[float, float, float, float]
    """Crop box in points of the page's own coordinates (origin bottom left)."""
    rotate: int
    """/Rotate, 0, 90, 180 or 270 clockwise."""
    placed: tuple[Placed, ...] = ()
    plain: bool = False
    torn: bool = False
    """Whether the data of an image is cut short; drawing programs fill up with gray and say nothing."""
    jpeg: bytes = b""
    """The data, where the page is nothing but one picture packed as JPEG in gray or sRGB."""
    bilevel: bool = False
    """Whether the page is nothing but one picture of one bit, packed as fax machines do or as JBIG2."""
    base: Placed | None = None
    """Where other things may be seen too: the one image that fills the page, painted upright, opaque and in full; only noted by
    its place, what it holds was not looked at."""
    base_name: str = ""
    """Of that image among the page's resources."""
    typeset: bool = False
    """Whether text can be seen, other than the invisible one of a searchable scan, and no image is as big as a scan."""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points as a viewer shows the page."""
        width, height = self.box[2] - self.box[0], self.box[3] - self.box[1]
        return (height, width) if self.rotate in {90, 270} else (width, height)

    @property
    def scan(self) -> Placed | None:
        """The image, where the page is exactly one image that fills it, upright in the page's own coordinates."""
        if not self.plain or len(self.placed) != 1:
            return None
        (only,) = self.placed
        a, b, c, d, e, f = only.matrix
        slack = 0.02 * max(self.box[2] - self.box[0], self.box[3] - self.box[1])
        fits = all(abs(got - want) <= slack for got, want in zip((e, f, e + a, f + d), self.box, strict=True))
        return only if fits and a > 0 and d > 0 and abs(b) < 0.01 and abs(c) < 0.01 else None

    @property
    def pictured(self) -> float:
        """How much of the page all images together take up, as a share of it; more than 1 where they overlap."""
        area = max((self.box[2] - self.box[0]) * (self.box[3] - self.box[1]), 1.0)
        return sum(abs(p.matrix[0] * p.matrix[3] - p.matrix[1] * p.matrix[2]) for p in self.placed) / area

    @property
    def scan_dpi(self) -> float | None:
        """Resolution of the images where they make up the page; None for a page that was typeset or drawn."""
        area = max((self.box[2] - self.box[0]) * (self.box[3] - self.box[1]), 1.0)
        shares = [(abs(p.matrix[0] * p.matrix[3] - p.matrix[1] * p.matrix[2]) / area, p.dpi) for p in self.placed]
        if not self.plain or sum(share for share, _ in shares) < 0.5:
            return None
        return max((dpi for share, dpi in shares if share >= 0.05 and dpi > 0), default=None)

    @property
    def gray(self) -> bool:
        """Whether nothing on the page can have a colour."""
        return self.plain and bool(self.placed) and all(p.gray for p in self.placed)


def describe(pdf: pikepdf.Pdf, page: pikepdf.Page) -> Layout:
    """What lies on *page*; a page too intricate to follow is described as not plain."""
    box = _crop_box(page)
    try:
        rotate = int(page.rotation) % 360
    except DAMAGE:
        rotate = 0
    rotate = rotate if rotate in {0, 90, 180, 270} else 0
    reading = _Reading(pdf)
    try:
        content = _content_bytes(page.obj.get("/Contents"))
        if content is None:
            return Layout(box, rotate)
        reading.follow(content, page.obj.get("/Resources") or page.resources, (1, 0, 0, 1, 0, 0), 0)
        plain = reading.plain and not _has_visible_annotations(page)
    except DAMAGE:
        return Layout(box, rotate)
    found = Layout(box, rotate, tuple(reading.placed), plain)
    if not plain:
        name, base = _base(reading, box)
        found = replace(found, base=base, base_name=name)
    return replace(found, typeset=reading.text and found.pictured < _SCANNED)


def is_packed_as_image(page: pikepdf.Page) -> bool:
    """Whether the page's drawing instructions are packed with a codec for pictures."""
    return any(_packing(part) in _IMAGE_PACKING for part in _contents(page.obj.get("/Contents")))


@dataclass(slots=True)
class _Reading:
    """Follows a content stream, noting images and whether anything else can be seen."""

    pdf: pikepdf.Pdf
    placed: list[Placed] = field(default_factory=list)
    plain: bool = True
    text: bool = False
    unchanged: list[tuple[str, Placed]] = field(default_factory=list)
    """Images that the page itself paints with nothing in force that fades, clips or hides them, and their names."""

    def follow(self, content: bytes, resources: Any, base: Matrix, depth: int) -> None:
        matrix, stack, text_mode, changed = base, [], 0, depth > 0
        objects = resources.get("/XObject", {}) if resources is not None else {}
        for operands, operator in pikepdf.parse_content_stream(pikepdf.Stream(self.pdf, content)):
            name = str(operator)
            if name == "q":
                stack.append((matrix, text_mode, changed))
            elif name == "Q" and stack:
                matrix, text_mode, changed = stack.pop()
            elif name == "cm":
                matrix = multiply(tuple(float(v) for v in operands), matrix)  # type: ignore[arg-type]
            elif name == "Tr":
                text_mode = int(operands[0])
            elif name == "Do":
                drawn = objects.get(str(operands[0]))
                self._do(drawn, resources, matrix, depth)
                if not changed and isinstance(drawn, pikepdf.Stream) and drawn.get("/Subtype") == "/Image":
                    self.unchanged.append((str(operands[0]), self.placed[-1]))
            elif name not in _SYNTAX or (name in _SHOWS_TEXT and text_mode != 3):
                self.plain = False
                self.text |= name in _SHOWS_TEXT
            changed |= name not in _SYNTAX or name in _CHANGES_PICTURES

    def _do(self, drawn: Any, resources: Any, matrix: Matrix, depth: int) -> None:
        if not isinstance(drawn, pikepdf.Stream):
            return
        if drawn.get("/Subtype") == "/Image":
            self.placed.append(Placed(drawn, matrix, int(drawn.Width), int(drawn.Height), _is_gray(drawn)))
            if len(self.placed) > 2000:
                raise ValueError("more images than a scan has")
        elif drawn.get("/Subtype") == "/Form":
            content = _content_bytes(drawn) if depth < _FORM_DEPTH else None
            if content is None:
                self.plain = False
                return
            inner = tuple(float(v) for v in drawn.get("/Matrix", [1, 0, 0, 1, 0, 0]))
            self.follow(content, drawn.get("/Resources", resources), multiply(inner, matrix), depth + 1)  # type: ignore[arg-type]


def _base(reading: _Reading, box: tuple[float, float, float, float]) -> tuple[str, Placed | None]:
    """The one image that fills the *box* of the page to half a pixel, painted once, opaque and in full; and its name."""
    found = [(name, placed) for name, placed in reading.unchanged if _fills(placed, box)]
    if len(found) != 1 or sum(placed.image.objgen == found[0][1].image.objgen for placed in reading.placed) != 1:
        return "", None
    return found[0]


def _fills(placed: Placed, box: tuple[float, float, float, float]) -> bool:
    a, b, c, d, e, f = placed.matrix
    if not (a > 0 and d > 0 and abs(b) < 0.001 and abs(c) < 0.001):
        return False
    slack = 0.5 * min(a / placed.width, d / placed.height)
    return all(abs(got - want) <= slack for got, want in zip((e, f, e + a, f + d), box, strict=True))


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """The PDF matrix that applies *first*, then *then*."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _contents(contents: Any) -> list[pikepdf.Stream]:
    streams = list(contents)[:1000] if isinstance(contents, pikepdf.Array) else [contents]
    return [stream for stream in streams if isinstance(stream, pikepdf.Stream)]


def _packing(stream: pikepdf.Stream) -> str:
    packing = stream.get("/Filter")
    if isinstance(packing, pikepdf.Array):
        return " ".join(str(part) for part in packing)
    return "" if packing is None else str(packing)


def _content_bytes(contents: Any) -> bytes | None:
    """Decoded content, or None where it is longer than a scan's can be or packed in a way that no scanner uses."""
    parts, room = [], _CONTENT_LIMIT
    for stream in _contents(contents):
        packing = _packing(stream)
        raw = stream.read_raw_bytes()
        if not packing:
            part = raw
        elif packing == "/FlateDecode":
            part = zlib.decompressobj().decompress(raw, room + 1)
        else:
            return None
        room -= len(part)
        if room < 0:
            return None
        parts.append(part)
    return b"\n".join(parts)


def _crop_box(page: pikepdf.Page) -> tuple[float, float, float, float]:
    for name in ("cropbox", "mediabox"):
        try:
            x0, y0, x1, y1 = (float(v) for v in getattr(page, name))
        except DAMAGE:
            continue
        box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        if all(math.isfinite(v) for v in box) and box[2] - box[0] > 1 and box[3] - box[1] > 1:
            return box
    return (0.0, 0.0, 612.0, 792.0)


def _has_visible_annotations(page: pikepdf.Page) -> bool:
    annotations = page.obj.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return False
    for annotation in annotations:
        if not isinstance(annotation, pikepdf.Dictionary) or annotation.get("/Subtype") in {"/Link", "/Popup"}:
            continue
        if "/AP" not in annotation or int(annotation.get("/F", 0)) & 0b10:
            continue
        x0, y0, x1, y1 = (float(v) for v in annotation.get("/Rect", [0, 0, 0, 0]))
        if abs(x1 - x0) > 0 and abs(y1 - y0) > 0:
            return True
    return False


def _is_gray(image: pikepdf.Stream) -> bool:
    space = image.get("/ColorSpace")
    if isinstance(space, pikepdf.Array) and len(space) and space[0] == "/ICCBased":
        return int(space[1].get("/N", 3)) == 1
    if image.get("/ImageMask"):
        return False  # painted in whatever colour is current
    return bool(
        space in {"/DeviceGray", "/CalGray"} or (isinstance(space, pikepdf.Array) and len(space) and space[0] == "/CalGray")
    )
