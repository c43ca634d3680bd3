"""Pages of TIFF, JPEG and PNG files, as delivered."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import ExifTags, Image, ImageFile, ImageOps, TiffImagePlugin, UnidentifiedImageError

from pipelines.errors import DocumentProblem
from pipelines.ocr.config import OcrConfig

FORMATS = ("TIFF", "JPEG", "PNG", "MPO")  # MPO: what many phones call a JPEG with a preview in it

# What Pillow raises on damaged files; found with the fuzzed files of its own test suite and with leptonica's.
_DAMAGE = (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError, OverflowError, struct.error, zlib.error,
           AttributeError, ZeroDivisionError, RuntimeError)  # fmt: skip


_TURN = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = Image.open(path, formats=FORMATS)
        except Image.DecompressionBombError as error:
            raise DocumentProblem("page_too_large", page=1) from error
        except (UnidentifiedImageError, *_DAMAGE) as error:
            raise DocumentProblem("broken_image", page=1) from error
        with image:
            yield image


def count_pages(path: Path, config: OcrConfig) -> int:
    """Number of pictures in the file. Raises DocumentProblem broken_image, too_many_pages or page_too_large."""
    with _opened(path) as image:
        if image.format != "TIFF":
            _check_size(image, 1, config)
            return 1
        for number in range(1, config.max_pages + 2):
            try:
                image.seek(number - 1)
            except EOFError:
                return number - 1
            except Image.DecompressionBombError as error:
                raise DocumentProblem("page_too_large", page=number) from error
            except _DAMAGE as error:
                raise DocumentProblem("broken_image", page=number) from error
            _check_size(image, number, config)
    raise DocumentProblem("too_many_pages", limit=config.max_pages)


def load(path: Path, number: int, config: OcrConfig) -> tuple[Image.Image, float | None]:
    """
    Picture *number* (from 1), turned as its EXIF or TIFF orientation says, mode 1, L or RGB; with its dpi where the file says so.

    Raises DocumentProblem broken_image or page_too_large, before memory is taken for the pixels.
    """
    with _opened(path) as image:
        try:
            if number > 1:
                image.seek(number - 1)
            _check_size(image, number, config)
            # First the pixels: asking a PNG for its EXIF reads it to the end, and a second attempt would not raise again.
            image.load()
            dpi = stated_dpi(image)
            upright = ImageOps.exif_transpose(image)
            return plain(upright), dpi
        except DocumentProblem:
            raise
        except Image.DecompressionBombError as error:
            raise DocumentProblem("page_too_large", page=number) from error
        except _DAMAGE as error:
            raise DocumentProblem("broken_image", page=number) from error


def turned(image: Image.Image, rotation: int) -> Image.Image:
    """*image* turned clockwise by 0, 90, 180 or 270 degrees."""
    return image.transpose(_TURN[rotation]) if rotation else image


def plain(image: Image.Image) -> Image.Image:
    """*image* as mode 1, L or RGB on white paper; 16-bit grey is scaled to 8 bits."""
    if image.mode in {"1", "L", "RGB"}:
        return image.copy() if isinstance(image, ImageFile.ImageFile) else image
    if image.mode in {"I;16", "I;16B", "I;16L", "I;16N"}:
        return image.point(lambda value: value / 256).convert("L") if image.mode == "I;16" else image.convert("I").point(
            lambda value: value / 256).convert("L")  # fmt: skip
    if image.mode in {"I", "F"}:
        low, high = image.getextrema()
        scale = 255.0 / high if isinstance(high, int | float) and high > 255 else 1.0
        del low
        return image.point(lambda value: value * scale).convert("L")
    if image.mode in {"LA", "La", "PA", "RGBA", "RGBa"} or "transparency" in image.info:
        rgba = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(rgba, mask=rgba.getchannel("A"))
        return paper
    return image.convert("RGB")


def stated_dpi(image: Image.Image) -> float | None:
    """Resolution that the file states, or None where it states none or no believable one (EXIF's 72 is a default, no measure)."""
    try:
        stated = image.info.get("dpi")
        if stated is None and image.format == "TIFF":
            return None
        if stated is None:
            exif = image.getexif()
            value = exif.get(ExifTags.Base.XResolution)
            per_cm = exif.get(ExifTags.Base.ResolutionUnit) == 3
            if value is None:
                return None
            stated = (float(value) * (2.54 if per_cm else 1.0),) * 2
        dpi = float(max(stated)) if isinstance(stated, tuple) else float(stated)
    except _DAMAGE:
        return None
    return dpi if 80 <= dpi <= 2400 else None


def compression(path: Path, number: int) -> str:
    """Name of the compression of a TIFF picture as Pillow calls it (``group4``, ``jpeg`` …); empty for other files."""
    with _opened(path) as image:
        if not isinstance(image, TiffImagePlugin.TiffImageFile):
            return ""
        image.seek(number - 1)
        return str(image.info.get("compression", ""))


def _check_size(image: Image.Image, number: int, config: OcrConfig) -> None:
    width, height = image.size
    if width < 1 or height < 1:
        raise DocumentProblem("broken_image", page=number)
    if width * height > config.max_pixels:
        raise DocumentProblem("page_too_large", page=number)
