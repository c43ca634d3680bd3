"""Scans and archive PDFs for tests, drawn here; every word on them is invented."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import subprocess
from pathlib import Path

import img2pdf
import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageCms, ImageDraw

from pipelines.model import Conversion

AGENCY = "Ủy ban nhân dân xã Bịa Đặt, tỉnh Thử Nghiệm"
PERSON = "Nguyễn Thị Lấp Lánh Ánh"
SERIAL = "01J9ZTESTSERIAL0000000001"


def picture(
    width: int = 827, height: int = 1169, dpi: int = 100, page: int = 1, *, full: bool = False, short: bool = False
) -> bytes:
    """A page with a black bar at its top left and grey lines of 'writing': *full* leaves no free room, *short* much."""
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 10, height // 20, width // 2, height // 20 + 20), fill=0)
    step = 14 if full else 30
    for y in range(0 if full else height // 5, height if full else height * (2 if short else 4) // 5, step):
        draw.line((0 if full else width // 10, y, width if full else width * 9 // 10, y), fill=60, width=6)
    draw.line((10, height - 10, 10 + page * 3, height - 10), fill=0, width=3)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=80, dpi=(dpi, dpi))
    return buffer.getvalue()


def scan(pages: int = 1, *, full: bool = False, short: bool = False) -> bytes:
    return img2pdf.convert([picture(page=number + 1, full=full, short=short) for number in range(pages)])


def changed(pdf: bytes, change) -> bytes:
    """*pdf* after *change* was applied to it."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        change(document)
        buffer = io.BytesIO()
        document.save(buffer)
        return buffer.getvalue()


def rotated(pdf: bytes, degrees: int) -> bytes:
    def turn(document):
        for page in document.pages:
            page.obj.Rotate = degrees

    return changed(pdf, turn)


def page_of_300_dpi() -> bytes:
    """An archive file of one A4 page at 300 dpi."""
    return archive(1, picture(2480, 3508, 300))


def archive(pages: int = 1, image: bytes | None = None) -> bytes:
    """A PDF/A-2b of images, as the OCR room makes it, without text."""

    def dress(document):
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        intent = Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFA1,
            OutputConditionIdentifier="sRGB",
            DestOutputProfile=document.make_stream(profile, N=3),
        )
        document.Root.OutputIntents = Array([document.make_indirect(intent)])
        del document.trailer.Info
        with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["pdfaid:part"] = "2"
            metadata["pdfaid:conformance"] = "B"
            metadata["dc:title"] = "Giấy bịa"

    return changed(scan(pages) if image is None else img2pdf.convert([image]), dress)


def conversion(pdf: bytes, pages: int = 1, **other) -> Conversion:
    digest = hashlib.sha256(pdf).hexdigest()
    values = {
        "serial": SERIAL,
        "agency": AGENCY,
        "person": PERSON,
        "converted_at": dt.datetime(2026, 3, 2, 2, 5, tzinfo=dt.UTC),
        "pages": pages,
        "sheets": 2,
        "original_sha256": digest,
        "archive_sha256": digest,
    }
    return Conversion(**{**values, **other})


def render(pdf: bytes, folder: Path, page: int = 1, dpi: int = 72) -> np.ndarray:
    """The page as poppler shows it: grey levels, upright."""
    file = folder / "render.pdf"
    file.write_bytes(pdf)
    command = ["pdftoppm", "-gray", "-cropbox", "-r", str(dpi), "-f", str(page), "-l", str(page), str(file)]
    done = subprocess.run(command, capture_output=True, check=True)
    return np.asarray(Image.open(io.BytesIO(done.stdout)).convert("L")).astype(int)


def words(pdf: bytes, folder: Path) -> list[tuple[str, float, float, float, float]]:
    """(word, x0, y0, x1, y1) of the first page as poppler reads it; points of the upright page, y down."""
    import re

    file = folder / "words.pdf"
    file.write_bytes(pdf)
    command = ["pdftotext", "-bbox", "-cropbox", "-f", "1", "-l", "1", str(file), "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    pattern = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')
    return [(found[5], *(float(found[edge]) for edge in range(1, 5))) for found in pattern.finditer(text)]


def text(pdf: bytes, folder: Path) -> str:
    file = folder / "text.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True).stdout.decode()


def differs(first: np.ndarray, second: np.ndarray) -> float:
    """Share of pixels that have no like in the other picture within a pixel's distance: rounding is not a difference."""
    height, width = min(first.shape[0], second.shape[0]) - 2, min(first.shape[1], second.shape[1]) - 2
    core = first[1 : height + 1, 1 : width + 1]
    shifts = [np.abs(core - second[y : y + height, x : x + width]) for y in range(3) for x in range(3)]
    return float(np.mean(np.minimum.reduce(shifts) > 60))
