"""Pages into files of the kinds that scanners deliver: image-only PDF, TIFF (G4, LZW), JPEG, PNG. Same pages, same bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from random import Random

import cv2
import img2pdf
import numpy as np
from PIL import Image

from pipelines.samples.damage import Pixels

ORIENTATION = 0x0112
"""EXIF tag of the way the camera was held."""


def black_and_white(page: Pixels, rng: Random) -> Image.Image:
    """Mode 1 by a fixed threshold, as office scanners do; thin strokes may break, red becomes black."""
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    return Image.fromarray(np.asarray(grey > rng.randint(140, 180)))


def save(file: Path, pages: Sequence[Image.Image], dpi: int, rng: Random) -> None:
    """Write *pages* (all mode 1 or all RGB) to *file*; its suffix says how: .pdf, .tif, .jpg, .png."""
    quality = rng.choice((75, 82, 90))
    if file.suffix == ".pdf":
        parts = [_tiff([page], dpi) if page.mode == "1" else _jpeg(page, dpi, quality) for page in pages]
        # Without a layout the page's size in points follows from the dpi that every image carries.
        # Other engines number the file at random.
        data: bytes = img2pdf.convert(parts, nodate=True, producer="scanner", engine=img2pdf.Engine.internal) or b""
    elif file.suffix == ".tif":
        data = _tiff(pages, dpi)
    elif file.suffix == ".jpg":
        data = _jpeg(pages[0], dpi, quality)
    else:
        buffer = io.BytesIO()
        pages[0].save(buffer, "PNG", dpi=(dpi, dpi), compress_level=3)
        data = buffer.getvalue()
    file.write_bytes(data)


def save_photo(file: Path, page: Image.Image, rng: Random) -> None:
    """A telephone's JPEG: no resolution; sometimes stored sideways with an EXIF orientation that puts it right."""
    exif = Image.Exif()
    if rng.random() < 0.35:
        # 6: the viewer must turn the stored picture 90 degrees clockwise.
        page = page.transpose(Image.Transpose.ROTATE_90)
        exif[ORIENTATION] = 6
    buffer = io.BytesIO()
    page.save(buffer, "JPEG", quality=rng.choice((60, 70, 80)), exif=exif)
    file.write_bytes(buffer.getvalue())


def _jpeg(page: Image.Image, dpi: int, quality: int) -> bytes:
    buffer = io.BytesIO()
    page.save(buffer, "JPEG", quality=quality, dpi=(dpi, dpi))
    return buffer.getvalue()


def _tiff(pages: Sequence[Image.Image], dpi: int) -> bytes:
    buffer = io.BytesIO()
    how = "group4" if pages[0].mode == "1" else "tiff_lzw"
    pages[0].save(buffer, "TIFF", compression=how, dpi=(dpi, dpi), save_all=True, append_images=list(pages[1:]))
    return buffer.getvalue()
