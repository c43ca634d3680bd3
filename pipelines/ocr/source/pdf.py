"""Pages of PDF files, as delivered: opening within limits, and drawing."""

from __future__ import annotations

import math
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
from pdf2image import convert_from_path, pdfinfo_from_path
from pdf2image.exceptions import PDFPageCountError, PDFPopplerTimeoutError, PDFSyntaxError
from PIL import Image

from pipelines.errors import DocumentProblem
from pipelines.ocr.config import OcrConfig
from pipelines.ocr.source import direct
from pipelines.ocr.source.imagedata import is_cut_short, true_size
from pipelines.ocr.source.images import turned
from pipelines.ocr.source.layout import DAMAGE, Layout, describe, is_packed_as_image
from pipelines.ocr.source.over import composed, lies_over

_LEAST = 16  # pixels a side: less is no page


@contextmanager
def opened(path: Path) -> Iterator[pikepdf.Pdf]:
    """The file in qpdf's eyes. Raises DocumentProblem encrypted_pdf or broken_pdf, also for what goes wrong inside the block."""
    try:
        with pikepdf.open(path) as pdf:
            yield pdf
    except pikepdf.PasswordError as error:  # no subclass of PdfError
        raise DocumentProblem("encrypted_pdf") from error
    except DAMAGE as error:
        raise DocumentProblem("broken_pdf") from error


def count_pages(path: Path, config: OcrConfig) -> int:
    """Number of pages. Raises DocumentProblem encrypted_pdf, broken_pdf, no_pages, too_many_pages."""
    with opened(path) as pdf:
        count = len(pdf.pages)
        announced = _announced(pdf)
        damaged = bool(pdf.get_warnings())
    if count == 0:
        raise DocumentProblem("broken_pdf" if damaged else "no_pages")
    if count > config.max_pages:
        raise DocumentProblem("too_many_pages", limit=config.max_pages)
    if damaged and announced > count:
        # A file cut short loses pages in silence when it is repaired: a paper with missing pages must not go on.
        raise DocumentProblem("broken_pdf")
    return count


def layout(path: Path, number: int, config: OcrConfig) -> Layout:
    """What lies on page *number*. Raises DocumentProblem page_too_large before anything is decoded."""
    with opened(path) as pdf:
        page = pdf.pages[number - 1]
        if any(size > config.max_pixels for size in _image_sizes(page)):
            raise DocumentProblem("page_too_large", page=number)
        if is_packed_as_image(page):
            # Drawing instructions packed as a picture: no program writes that, and decoding it can take all memory.
            raise DocumentProblem("page_failed", page=number)
        found = describe(pdf, page)
        found = replace(found, torn=any(is_cut_short(placed.image) for placed in found.placed))
        # What qpdf had to mend may be less than the paper: poppler says so, or refuses.
        return found if pdf.get_warnings() else direct.examined(found)


def render(path: Path, number: int, found: Layout, config: OcrConfig) -> tuple[Image.Image, float, bool]:
    """
    Picture of page *number* as a viewer shows it, its dpi, and whether all of it could be drawn.

    A scan is drawn at its own resolution, at most ``max_dpi``; other pages at ``dpi``; less where ``max_pixels`` asks for it.
    Raises DocumentProblem page_too_large, page_timed_out, page_failed.
    """
    width, height = (side / 72 for side in found.size)
    if not (width > 0.2 and height > 0.2):
        raise DocumentProblem("page_failed", page=number)
    taken = _composed(path, number, found, config)
    if taken is not None:
        return taken
    dpi = min(found.scan_dpi or config.dpi, config.max_dpi)
    dpi = min(dpi, math.sqrt(config.max_pixels / (width * height)))
    pixels = max(round(width * dpi), 1), max(round(height * dpi), 1)
    if dpi < 30 and found.scan_dpi is None:
        raise DocumentProblem("page_too_large", page=number)
    scan = found.scan
    if scan is not None and abs(dpi - scan.dpi) < 0.01 * dpi:
        pixels = scan.width, scan.height
        picture = direct.picture(path, number, found, config)
        if picture is not None:
            return picture, dpi, True
        pixels = pixels[::-1] if found.rotate in {90, 270} else pixels
    whole = not found.torn
    image = _draw(path, number, pixels, dpi, found, config, strict=True)
    if image is None:
        whole = False
        image = _draw(path, number, pixels, dpi, found, config, strict=False)
    if image is None:
        raise DocumentProblem("page_failed", page=number)
    return image, dpi, whole


def _composed(path: Path, number: int, found: Layout, config: OcrConfig) -> tuple[Image.Image, float, bool] | None:
    """As `render`: the scan itself, and where something lies over it, what is seen there; None where the page has to be drawn."""
    scan = found.base
    if scan is None or scan.dpi > config.max_dpi or min(scan.width, scan.height) < _LEAST:
        return None
    over = lies_over(path, number, config.seconds_per_page)
    bits = None if over is None else direct.bits(path, number, (scan.width, scan.height), config)
    if over is None or bits is None:
        return None
    return turned(Image.fromarray(composed(np.asarray(bits), over)), found.rotate), scan.dpi, True


def _draw(
    path: Path, number: int, pixels: tuple[int, int], dpi: float, found: Layout, config: OcrConfig, *, strict: bool
) -> Image.Image | None:
    try:
        # pdf2image asks pdfinfo without a time limit; asking first with one keeps a file that pdfinfo hangs on from hanging us.
        pdfinfo_from_path(str(path.absolute()), timeout=config.seconds_per_page)
        # pdftoppm takes a wanted size for the page before its /Rotate, a resolution for either.
        images = convert_from_path(
            str(path.absolute()), first_page=number, last_page=number,
            dpi=dpi, size=None if found.rotate in {90, 270} else pixels,
            grayscale=found.gray, use_cropbox=True, timeout=config.seconds_per_page, strict=strict, thread_count=1,
        )  # fmt: skip
    except (PDFPopplerTimeoutError, subprocess.TimeoutExpired) as error:
        raise DocumentProblem("page_timed_out", page=number, seconds=config.seconds_per_page) from error
    except PDFSyntaxError:
        return None
    except PDFPageCountError as error:
        raise DocumentProblem("broken_pdf") from error
    except (OSError, ValueError, IndexError, SyntaxError) as error:
        raise DocumentProblem("page_failed", page=number) from error
    if not images:
        return None
    if min(images[0].size) < _LEAST:
        raise DocumentProblem("page_failed", page=number)
    image: Image.Image = images[0]
    return image if image.mode in {"L", "RGB"} else image.convert("RGB")


def _image_sizes(page: pikepdf.Page) -> Iterator[int]:
    """Pixels of every image that drawing the page could decode, as stated and as the data says."""
    try:
        images = list(page.get_images().values())
    except DAMAGE:
        return
    for image in images:
        yield true_size(image)


def _announced(pdf: pikepdf.Pdf) -> int:
    try:
        return int(pdf.Root.Pages.get("/Count", 0))
    except DAMAGE:
        return 0
