"""Picture data for the archive file: as it was delivered where PDF/A allows it and nothing better is known, else packed anew."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageCms

from pipelines.model import Box
from pipelines.ocr.config import OcrConfig
from pipelines.ocr.output import fax, jbig2, mixed
from pipelines.ocr.source.layout import Matrix, Placed

_PACKINGS = {"/DCTDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/FlateDecode", "/RunLengthDecode"}
_KEPT = ("/Width", "/Height", "/BitsPerComponent", "/ColorSpace", "/Filter", "/DecodeParms", "/Decode")

PAYS = 0.75
"""Share of the delivered data's size that a lossy packing must stay below to be taken."""
COARSEST = 140
"""Dpi below which letters are too few pixels to be cut out."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What draws a page's picture: an image, and over it a stencil in *colour* where the print is a layer of its own."""

    images: tuple[pikepdf.Object, ...]
    rotate: int = 0
    """Degrees clockwise that set it upright."""
    coding: str = "kept"
    """Key of ``coding.yaml``: what happened to the pixels."""
    colour: tuple[int, int, int] | None = None
    paper: tuple[float, float] | None = None
    """Points of the page before it is turned; None where its pixels and dpi tell."""
    patches: tuple[tuple[pikepdf.Object, Matrix], ...] = ()
    """Pictures over it of what lay over the scan, each from its unit square to the page as a unit square."""
    place: Matrix | None = None
    """Where the picture lies, from its unit square to the page as a unit square; None where it fills the page."""

    @property
    def size(self) -> int:
        """Bytes of the pictures' data."""
        return sum(len(image.read_raw_bytes()) for image in self.images)


@dataclass(frozen=True, slots=True)
class Source:
    """A page's picture, to be packed anew, and the boxes of what must keep its look, in its pixels."""

    draw: Callable[[], Image.Image]
    untouched: tuple[Box, ...]


def smallest(target: pikepdf.Pdf, passed: Drawn | None, source: Source, dpi: float, config: OcrConfig) -> Drawn:
    """
    A page's picture in the packing that the archive takes: *passed* is its own data where PDF/A allows that.

    *source* is the upright page, or the very picture where *passed* has a place of its own. With ``archive_pictures: untouched``
    delivered data stays wherever it can.
    """
    if passed is not None and config.archive_pictures == "untouched":
        return passed
    if passed is not None and int(passed.images[0].get("/BitsPerComponent", 8)) == 1:
        return passed if config.setting == "fast" else _without_loss(target, passed)
    image = source.draw()
    image = image if image.mode in {"1", "L"} else image.convert("RGB")
    start = passed if passed is not None and passed.place is not None else Drawn(())
    if image.mode == "1" or (image.mode == "L" and _is_two_toned(image)):
        ink = np.asarray(image.convert("L")) < 128
        packed = _faxed(target, ink) if config.setting == "fast" else _bilevel(target, ink)
        return replace(start, images=(packed,), coding="lossless")
    rival = passed
    if passed is None or passed.images[0].get("/Filter") != Name.DCTDecode:
        jpeg = replace(start, images=(_jpeg(target, image, config.jpeg_quality),), coding="jpeg")
        rival = jpeg if passed is None or jpeg.size < PAYS * passed.size else passed
    assert rival is not None
    if config.archive_pictures == "layers" and dpi >= COARSEST:
        found = mixed.split(image, dpi, source.untouched)
        if found is not None:
            # The lower layer is most of a page's bytes: JBIG2 would save a tenth of all at most and cost more than all else.
            images = _jpeg(target, found.ground, config.ground_quality), _faxed(target, found.print, None)
            layers = replace(start, images=images, coding="layers", colour=found.colour)
            return layers if layers.size < PAYS * rival.size else rival
    return rival


def _without_loss(target: pikepdf.Pdf, passed: Drawn) -> Drawn:
    image = passed.images[0]
    if image.get("/Filter") == Name.JBIG2Decode or image.get("/ColorSpace") != Name.DeviceGray or "/Decode" in image:
        return passed
    pixels = np.asarray(pikepdf.PdfImage(image).as_pil_image().convert("1"))
    coding = "under" if passed.patches else "lossless"
    packed = replace(passed, images=(_bilevel(target, ~pixels),), coding=coding)
    return packed if packed.size < passed.size else passed


def _bilevel(target: pikepdf.Pdf, ink: np.typing.NDArray[np.bool_]) -> pikepdf.Object:
    return _image(target, jbig2.encode(ink.astype(np.uint8)), ink.shape[::-1], 1, Name.DeviceGray, Filter=Name.JBIG2Decode)


def _faxed(target: pikepdf.Pdf, ink: np.typing.NDArray[Any], space: pikepdf.Object | None = Name.DeviceGray) -> pikepdf.Object:
    """*ink* as group 4; a stencil where it has no colour *space*."""
    high, wide = ink.shape
    parms = Dictionary(K=-1, Columns=wide, Rows=high)
    stencil = {} if space is not None else {"ImageMask": True}
    return _image(target, fax.encode(ink), (wide, high), 1, space, Filter=Name.CCITTFaxDecode, DecodeParms=parms, **stencil)


def patch(target: pikepdf.Pdf, pixels: np.typing.NDArray[np.uint8]) -> pikepdf.Object:
    """*pixels* (h, w) or (h, w, 3) without loss."""
    space = Name.DeviceGray if pixels.ndim == 2 else Name.DeviceRGB
    return _image(target, zlib.compress(pixels.tobytes()), pixels.shape[1::-1], 8, space, Filter=Name.FlateDecode)


def from_pdf(target: pikepdf.Pdf, placed: Placed) -> pikepdf.Object | None:
    """The image of a scanned PDF page, its data untouched; None where PDF/A-2b does not allow it (ISO 19005-2, 6.2.8)."""
    image = placed.image
    packing = image.get("/Filter")
    names = [str(part) for part in packing] if isinstance(packing, Array) else [] if packing is None else [str(packing)]
    if (
        not set(names) <= _PACKINGS
        or image.get("/SMask") is not None
        or image.get("/Mask") is not None
        or image.get("/ImageMask")
    ):
        return None
    if int(image.get("/BitsPerComponent", 1)) not in {1, 2, 4, 8, 16} or not _is_allowed_space(image.get("/ColorSpace")):
        return None
    # Only what draws the picture is kept: scanners leave names, thumbnails and interpolation hints that PDF/A forbids.
    kept = {key: image[key] for key in _KEPT if key in image}
    copy = target.copy_foreign(image)
    for key in list(copy.keys()):
        if key not in kept and key != "/Length":
            del copy[key]
    copy["/Type"], copy["/Subtype"] = Name.XObject, Name.Image
    return copy


def _is_allowed_space(space: Any) -> bool:
    if isinstance(space, Name):
        return space in {Name.DeviceGray, Name.DeviceRGB}
    if not isinstance(space, Array) or not len(space):
        return False
    if space[0] in {Name.CalGray, Name.CalRGB}:
        return True
    if space[0] == Name.ICCBased:
        return int(space[1].get("/N", 0)) in {1, 3} and _is_sound_profile(space[1].read_bytes(), int(space[1].N))
    return bool(space[0] == Name.Indexed) and _is_allowed_space(space[1])


def _is_sound_profile(data: bytes, channels: int) -> bool:
    """Whether an ICC profile is one that PDF/A-2 allows: version up to 4, of an input, display or colour space device."""
    if len(data) < 132 or data[36:40] != b"acsp" or data[8] > 4:
        return False
    if data[16:20] != {1: b"GRAY", 3: b"RGB "}[channels] or data[12:16] not in {b"scnr", b"mntr", b"prtr", b"spac"}:
        return False
    try:
        ImageCms.ImageCmsProfile(io.BytesIO(data))
    except (OSError, ImageCms.PyCMSError):
        return False
    return True


def from_jpeg(target: pikepdf.Pdf, path: Path) -> tuple[pikepdf.Object, int] | None:
    """A JPEG file's bytes as an image, and the degrees clockwise that its EXIF asks for; None for CMYK and mirrored ones."""
    with Image.open(path) as image:
        turn = {1: 0, 3: 180, 6: 90, 8: 270}.get(int(image.getexif().get(0x0112, 1) or 1))
        if image.mode not in {"L", "RGB"} or turn is None:
            return None
        channels = len(image.getbands())
        profile = image.info.get("icc_profile")
        size = image.size
    space: pikepdf.Object = Name.DeviceGray if channels == 1 else Name.DeviceRGB
    if profile and _is_sound_profile(profile, channels):
        space = Array([Name.ICCBased, target.make_stream(profile, N=channels)])
    return _image(target, path.read_bytes(), size, 8, space, Filter=Name.DCTDecode), turn


def from_png(target: pikepdf.Pdf, path: Path) -> pikepdf.Object | None:
    """A PNG file's own compressed data as an image (PDF takes PNG's filters, ISO 32000-1, 7.4.4.4); None where it cannot be."""
    data = path.read_bytes()
    width, height, bits, kind, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    if interlaced or kind not in {0, 2} or bits == 16:
        return None
    at, packed = 8, []
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        name = data[at + 4 : at + 8]
        if name == b"IDAT":
            packed.append(data[at + 8 : at + 8 + length])
        elif name in {b"tRNS", b"eXIf", b"iCCP"}:
            return None
        at += 12 + length
    colors = 1 if kind == 0 else 3
    parms = Dictionary(Predictor=15, Colors=colors, BitsPerComponent=bits, Columns=width)
    space = Name.DeviceGray if colors == 1 else Name.DeviceRGB
    return _image(target, b"".join(packed), (width, height), bits, space, Filter=Name.FlateDecode, DecodeParms=parms)


def _jpeg(target: pikepdf.Pdf, image: Image.Image, quality: int) -> pikepdf.Object:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality, subsampling="4:2:0" if quality < 90 else "4:4:4", optimize=True)
    space = Name.DeviceGray if image.mode == "L" else Name.DeviceRGB
    return _image(target, file.getvalue(), image.size, 8, space, Filter=Name.DCTDecode)


def _is_two_toned(image: Image.Image) -> bool:
    histogram = image.histogram()
    return histogram[0] + histogram[255] == image.width * image.height


def _image(
    target: pikepdf.Pdf, data: bytes, size: tuple[int, int], bits: int, space: pikepdf.Object | None, **more: object
) -> pikepdf.Object:
    """An image XObject; a stencil has no colour space."""
    colours = {} if space is None else {"ColorSpace": space}
    return target.make_stream(
        data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=size[0],
        Height=size[1],
        BitsPerComponent=bits,
        **colours,
        **more,
    )
