"""
Pages that are one picture and nothing else, taken as that picture: drawing them costs ten times as much.

Only what every drawing program shows alike is taken: JPEG in gray or sRGB, and one bit. Whatever is odd about a picture, and
whatever cannot be decoded without complaint, is left to the drawing program, which knows how to tell of damage.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

from pipelines.ocr.config import OcrConfig
from pipelines.ocr.source.images import turned
from pipelines.ocr.source.layout import DAMAGE, Layout

_SLACK = 1.0  # points by which a picture may miss the edges of its page: page sizes are often rounded to whole points
_LEAST = 16  # pixels a side: less is no page


def examined(found: Layout) -> Layout:
    """*found* with ``jpeg`` or ``bilevel`` set where they hold; its file must still be open."""
    scan = found.scan
    if scan is None or found.torn:
        return found
    a, _, _, d, e, f = scan.matrix
    if any(abs(got - want) > _SLACK for got, want in zip((e, f, e + a, f + d), found.box, strict=True)):
        return found
    try:
        image = scan.image
        if not _is_odd(image) and _only(image.get("/Filter")) == "/DCTDecode":
            plain = image.get("/DecodeParms") is None and _is_plain(image.get("/ColorSpace"))
            return replace(found, jpeg=image.read_raw_bytes()) if plain else found
        return replace(found, bilevel=is_bilevel(image))
    except DAMAGE:
        return found


def is_bilevel(image: pikepdf.Stream) -> bool:
    """Whether *image* is plain black on white in one bit, packed as fax machines do or as JBIG2."""
    one_bit = int(image.get("/BitsPerComponent", 1)) == 1 and image.get("/ColorSpace") == "/DeviceGray"
    return one_bit and not _is_odd(image) and _only(image.get("/Filter")) in {"/CCITTFaxDecode", "/JBIG2Decode"}


def _is_odd(image: pikepdf.Stream) -> bool:
    return any(image.get(key) is not None for key in ("/SMask", "/Mask", "/Decode")) or bool(image.get("/ImageMask"))


def picture(path: Path, number: int, found: Layout, config: OcrConfig) -> Image.Image | None:
    """Page *number* of *path* as a viewer shows it, mode L or RGB, pixel for pixel; None where it has to be drawn."""
    if found.scan is None:
        return None
    size = found.scan.width, found.scan.height
    image = _of_jpeg(found.jpeg) if found.jpeg else bits(path, number, size, config) if found.bilevel else None
    if image is None or image.size != size or min(size) < _LEAST:
        return None
    return turned(image, found.rotate)


def _of_jpeg(data: bytes) -> Image.Image | None:
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
            image.load()
            return image.copy() if image.mode in {"L", "RGB"} else None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def bits(path: Path, number: int, size: tuple[int, int], config: OcrConfig) -> Image.Image | None:
    """The one picture of one bit and *size* on page *number*, by poppler's own decoder, which tells of damage; mode L."""
    with tempfile.TemporaryDirectory(prefix="sohoa-page-") as folder:
        command = ["pdfimages", "-f", str(number), "-l", str(number), str(path.absolute()), f"{folder}/page"]
        try:
            told = subprocess.run(command, capture_output=True, check=False, timeout=config.seconds_per_page)
            if told.returncode or told.stderr:
                return None
            found = []
            for file in Path(folder).iterdir():
                with Image.open(file, formats=("PPM",)) as image:
                    if image.mode == "1" and image.size == size:
                        found.append(image.convert("L"))
            return found[0] if len(found) == 1 else None
        except (OSError, ValueError, SyntaxError, subprocess.TimeoutExpired, Image.DecompressionBombError):
            return None


def _only(packing: Any) -> str:
    if isinstance(packing, pikepdf.Array):
        return str(packing[0]) if len(packing) == 1 else ""
    return "" if packing is None else str(packing)


def _is_plain(space: Any) -> bool:
    """Whether values of *space* are shown as they are: gray, RGB, or a profile that says it is sRGB."""
    if isinstance(space, pikepdf.Array) and len(space) == 2 and space[0] == "/ICCBased":
        return int(space[1].get("/N", 0)) == 3 and b"sRGB" in space[1].read_bytes()[:4096]
    return bool(space in {"/DeviceGray", "/DeviceRGB"})
