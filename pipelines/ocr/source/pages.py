"""Opening a file by its content and drawing its pages upright; the last few stay at hand for second looks."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from pipelines.errors import DocumentProblem
from pipelines.ocr.config import OcrConfig
from pipelines.ocr.source import images, pdf

_A4_LONG_SIDE = 297 / 25.4  # inches
_PAPER = (3.0, 24.0)  # inches of the long side that a paper can have; beyond, the stated dpi is a default and no measure


turned = images.turned


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as delivered (EXIF, TIFF and PDF rotation applied), mode L or RGB."""

    image: Image.Image
    dpi: float
    warnings: tuple[str, ...] = ()


def kind_of(path: Path) -> str:
    """``pdf`` or ``image``, by content. Raises DocumentProblem empty_file or not_a_scan."""
    with path.open("rb") as file:
        head = file.read(1024)
    if not head:
        raise DocumentProblem("empty_file")
    if b"%PDF-" in head:  # readers accept junk before the header within the first 1024 bytes (ISO 32000-1, H.3 note 13)
        return "pdf"
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")):
        return "image"
    raise DocumentProblem("not_a_scan")


def count_pages(path: Path, config: OcrConfig) -> int:
    """Number of pages. Raises DocumentProblem for what cannot be opened."""
    count = pdf.count_pages(path, config) if kind_of(path) == "pdf" else images.count_pages(path, config)
    if count == 0:
        raise DocumentProblem("no_pages")
    return count


def is_typeset(path: Path, config: OcrConfig) -> bool:
    """
    Whether a program made every page of the file from text: a PDF of which no page is a scan, searchable or not.

    False where a page cannot be followed. Raises DocumentProblem for what cannot be opened.
    """
    if kind_of(path) != "pdf":
        return False
    return all(pdf.layout(path, number, config).typeset for number in range(1, count_pages(path, config) + 1))


def load_picture(path: Path, number: int, config: OcrConfig) -> Picture:
    """Page *number* (from 1) as delivered. Raises DocumentProblem where it cannot be drawn within the limits."""
    if kind_of(path) == "pdf":
        found = pdf.layout(path, number, config)
        image, dpi, whole = pdf.render(path, number, found, config)
        stated: float | None = dpi
    else:
        image, stated = images.load(path, number, config)
        whole = True
    return Picture(image, believable_dpi(image.size, stated), () if whole else ("damaged",))


def believable_dpi(size: tuple[int, int], stated: float | None) -> float:
    """*stated* where it makes a paper of possible size, else the dpi that makes the long side that of A4."""
    long_side = max(size)
    if stated is not None and _PAPER[0] <= long_side / stated <= _PAPER[1]:
        return stated
    return long_side / _A4_LONG_SIDE


class PictureCache:
    """The last few page pictures, by file (path, time, size), page number and rotation; not shared between threads."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[object, ...], Picture] = OrderedDict()

    def get(self, path: Path, number: int, rotation: int, config: OcrConfig) -> Picture:
        """The upright picture of a page, drawn anew only when it is not at hand."""
        stat = path.stat()
        key = (str(path.absolute()), stat.st_mtime_ns, stat.st_size, number, rotation, config)
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key]
        picture = load_picture(path, number, config)
        picture = Picture(turned(picture.image, rotation), picture.dpi, picture.warnings)
        self._held[key] = picture
        while len(self._held) > config.cached_pages:
            self._held.popitem(last=False)
        return picture


PICTURES = PictureCache()
"""Pictures of the pages looked at last in this process."""
