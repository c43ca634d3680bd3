"""
What lies over a scan in one bit: a publisher's mark, a stamp put on by a program, an approval's appearance.

A scan of one bit shows every pixel black or white, so the page is known from two drawings of what lies over it: one over white
paper and one over black. No colour, opacity, blend mode (ISO 32000-1, 11.3.5), mask or layer that is switched off needs to be
understood here: poppler draws them all, but only where something is to be seen, and without the scan, which costs most.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image

from pipelines.model import Box
from pipelines.ocr.source.direct import is_bilevel
from pipelines.ocr.source.layout import DAMAGE, Layout, Placed, describe

Pixels = npt.NDArray[np.uint8]

_DPI = 72  # at which is looked where anything lies: a hair paints a twentieth of a pixel there
_ROOM = 3  # pixels of that around what is seen
_MOST, _MOST_AREA = 24, 0.15  # places, and share of the page under them, from which on the page is drawn as a whole
_LONGEST = 24 * 72  # points of the longer side: more is no paper
_KEPT = 12  # pages whose answer is kept for the archive file: 70 MiB of 300 dpi at the very most
_WHITE, _BLACK = b"1", b"0"


@dataclass(frozen=True, slots=True)
class Over:
    """What lies over the scan of a page as delivered, before its /Rotate; empty where nothing can be seen."""

    boxes: tuple[Box, ...]
    """In pixels of the scan."""
    white: tuple[Pixels, ...] = ()
    """(h, w, 3) RGB for each box: how it looks over white paper."""
    black: tuple[Pixels, ...] = ()
    """And over black."""


def lies_over(path: Path, number: int, seconds: float) -> Over | None:
    """
    What lies over the scan of page *number* of *path*; None where the page has to be drawn as a whole: it has no scan of one bit,
    or what lies there is much, or anything about it is odd. Each of some drawings may take *seconds*.
    """
    stat = path.stat()
    return _looked_at(path.absolute(), number, seconds, (stat.st_mtime_ns, stat.st_size))


@lru_cache(maxsize=_KEPT)
def _looked_at(path: Path, number: int, seconds: float, _stamp: tuple[int, int]) -> Over | None:
    try:
        with pikepdf.open(path) as pdf, tempfile.TemporaryDirectory(prefix="sohoa-over-") as folder:
            page = pdf.pages[number - 1]
            found = describe(pdf, page)
            if found.base is None or pdf.get_warnings() or max(found.size) > _LONGEST or not is_bilevel(found.base.image):
                return None
            sheet = _Sheet(pdf, page, found, found.base, Path(folder) / "over.pdf", seconds)
            white, black, bare = sheet.drawn([sheet.leaf(_WHITE), sheet.leaf(_BLACK), sheet.alone()], (_DPI, _DPI))
            red, green, blue = cv2.split(cv2.bitwise_or(cv2.bitwise_not(white), cv2.absdiff(black, bare)))
            boxes = _boxes(np.asarray(red | green | blue, np.uint8), sheet)
            if boxes is None:
                return None
            leaves = [sheet.leaf(colour, box) for box in boxes for colour in (_WHITE, _BLACK)]
            tiles = sheet.drawn(leaves, sheet.dpi) if leaves else []
            if any(tiles[2 * at].shape[:2] != (box[3] - box[1], box[2] - box[0]) for at, box in enumerate(boxes)):
                return None
            return Over(boxes, tuple(tiles[::2]), tuple(tiles[1::2]))
    except (*DAMAGE, OSError, SyntaxError, subprocess.TimeoutExpired, Image.DecompressionBombError):
        return None


def composed(bits: Pixels, over: Over) -> Pixels:
    """The page, (h, w) or, where a colour lies on it, (h, w, 3) RGB; *bits* is the scan, (h, w), 0 or 255."""
    parts = [
        np.where(bits[y0:y1, x0:x1, None] > 0, white, black)
        for (x0, y0, x1, y1), white, black in zip(over.boxes, over.white, over.black, strict=True)
    ]
    coloured = any((part != part[:, :, :1]).any() for part in parts)
    page = np.asarray(cv2.cvtColor(bits, cv2.COLOR_GRAY2RGB), np.uint8) if coloured else bits.copy()
    for (x0, y0, x1, y1), part in zip(over.boxes, parts, strict=True):
        page[y0:y1, x0:x1] = part if coloured else part[:, :, 0]
    return page


class _Sheet:
    """A page that can be drawn with plain paper instead of its scan."""

    def __init__(self, pdf: pikepdf.Pdf, page: pikepdf.Page, found: Layout, scan: Placed, file: Path, seconds: float) -> None:
        """*page* of *pdf*, which is changed and saved as *file*, with the layout *found*, *scan* being its base."""
        self._pdf, self._found, self._file, self._seconds = pdf, found, file, seconds
        self._kept = {key: value for key, value in page.obj.items() if key in {"/Contents", "/Group", "/Annots"}}
        self._resources = dict((page.obj.get("/Resources") or page.resources).items())
        self.scan = scan
        for key in set(pdf.Root.keys()) - {"/Type", "/Pages", "/OCProperties", "/AcroForm"}:
            del pdf.Root[key]

    @property
    def dpi(self) -> tuple[float, float]:
        """Of the scan, across and down."""
        x0, y0, x1, y1 = self._found.box
        return 72 * self.scan.width / (x1 - x0), 72 * self.scan.height / (y1 - y0)

    def leaf(self, colour: bytes, box: Box | None = None) -> pikepdf.Page:
        """The page as it stands before its /Rotate, or *box* of it (pixels of the scan), with paper of one *colour*."""
        objects = Dictionary(dict(self._resources["/XObject"].items()))
        objects[self._found.base_name] = self._paper(colour)
        left, low, right, high = self._found.box
        if box is not None:
            across, down = self.dpi
            # A hair less than whole pixels: sizes are rounded up.
            left, right = left + box[0] * 72 / across, left + (box[2] - 0.01) * 72 / across
            high, low = high - box[1] * 72 / down, high - (box[3] - 0.01) * 72 / down
        resources = Dictionary({**self._resources, "/XObject": objects})
        whole = {**self._kept, "/Type": Name.Page, "/Resources": resources, "/MediaBox": [left, low, right, high]}
        return pikepdf.Page(self._pdf.make_indirect(Dictionary(whole)))

    def alone(self) -> pikepdf.Page:
        """Black paper in the place of the scan, and nothing else."""
        content = "{:.6f} {:.6f} {:.6f} {:.6f} {:.6f} {:.6f} cm /Im0 Do".format(*self.scan.matrix)
        whole = {
            "/Type": Name.Page, "/MediaBox": list(self._found.box), "/Contents": self._pdf.make_stream(content.encode("ascii")),
            "/Resources": Dictionary(XObject=Dictionary(Im0=self._paper(_BLACK))),
        }  # fmt: skip
        return pikepdf.Page(self._pdf.make_indirect(Dictionary(whole)))

    def drawn(self, leaves: Sequence[pikepdf.Page], dpi: tuple[float, float]) -> list[Pixels]:
        """Pictures (h, w, 3) of *leaves*. Raises ValueError where poppler failed or complained."""
        del self._pdf.pages[:]
        self._pdf.pages.extend(leaves)
        self._pdf.save(self._file)
        command = ["pdftoppm", "-rx", f"{dpi[0]:.6f}", "-ry", f"{dpi[1]:.6f}", str(self._file)]
        told = subprocess.run(command, capture_output=True, check=False, timeout=self._seconds)
        pictures, at = [], 0
        while at < len(told.stdout):
            with Image.open(io.BytesIO(told.stdout[at:]), formats=("PPM",)) as image:
                pictures.append(np.asarray(image.convert("RGB"), np.uint8))
                at += len(b"P6\n%d %d\n255\n" % image.size) + 3 * image.width * image.height
        if told.returncode or told.stderr or len(pictures) != len(leaves):
            raise ValueError("not drawn as asked")
        return pictures

    def _paper(self, gray: bytes) -> pikepdf.Stream:
        # No picture of one pixel: poppler would make one as large as the page of it, however little of the page is drawn.
        return self._pdf.make_stream(
            gray + b" g 0 0 1 1 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 1, 1], Resources=Dictionary()
        )


def _boxes(seen: Pixels, sheet: _Sheet) -> tuple[Box, ...] | None:
    """Boxes around where *seen* is not 0, at 72 dpi, in pixels of the scan; None where that is much of the page, or scattered."""
    if not seen.any():
        return ()
    room = cv2.dilate(seen, np.ones((2 * _ROOM + 1, 2 * _ROOM + 1), np.uint8))
    stats = cv2.connectedComponentsWithStats(room, connectivity=8)[2][1:]
    if len(stats) > _MOST or (stats[:, 2] * stats[:, 3]).sum() > _MOST_AREA * seen.size:
        return None
    across, down = (dpi / _DPI for dpi in sheet.dpi)
    wide, high = sheet.scan.width, sheet.scan.height
    return tuple(
        (int(x * across), int(y * down), min(int((x + w) * across) + 1, wide), min(int((y + h) * down) + 1, high))
        for x, y, w, h, _ in stats.tolist()
    )
