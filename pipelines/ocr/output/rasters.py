"""Picture data for the archive file: passed through as it was delivered where PDF/A allows it, packed anew where not."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageCms

from pipelines.ocr.config import OcrConfig
from pipelines.ocr.source.layout import Placed

_PACKINGS = {"/DCTDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/FlateDecode", "/RunLengthDecode"}
_KEPT = ("/Width", "/Height", "/BitsPerComponent", "/ColorSpace", "/Filter", "/DecodeParms", "/Decode")


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


def packed(target: pikepdf.Pdf, image: Image.Image, config: OcrConfig) -> pikepdf.Object:
    """A picture packed for the archive: black and white without loss (CCITT group 4), others as JPEG, same pixels."""
    if image.mode == "1" or (image.mode == "L" and _is_two_toned(image)):
        parms = Dictionary(K=-1, Columns=image.width, Rows=image.height)
        data = group4(image)
        return _image(target, data, image.size, 1, Name.DeviceGray, Filter=Name.CCITTFaxDecode, DecodeParms=parms)
    file = io.BytesIO()
    plain = image if image.mode in {"L", "RGB"} else image.convert("RGB")
    plain.save(
        file, "JPEG", quality=config.jpeg_quality, subsampling="4:2:0" if config.jpeg_quality < 90 else "4:4:4", optimize=True
    )
    space = Name.DeviceGray if plain.mode == "L" else Name.DeviceRGB
    return _image(target, file.getvalue(), plain.size, 8, space, Filter=Name.DCTDecode)


def group4(image: Image.Image) -> bytes:
    """CCITT group 4 data of a black and white picture, black as black runs, in one strip."""
    # In Pillow's mode 1 a set bit is white; the encoder takes set bits for black.
    negative = image.convert("L").point(lambda value: 255 if value < 128 else 0).convert("1")
    file = io.BytesIO()
    negative.save(file, "TIFF", compression="group4", strip_size=1 << 30)
    with Image.open(file) as tiff:
        (start,), (length,) = tiff.tag_v2[273], tiff.tag_v2[279]  # type: ignore[attr-defined]
    return file.getvalue()[start : start + length]


def _is_two_toned(image: Image.Image) -> bool:
    histogram = image.histogram()
    return histogram[0] + histogram[255] == image.width * image.height


def _image(
    target: pikepdf.Pdf, data: bytes, size: tuple[int, int], bits: int, space: pikepdf.Object, **more: pikepdf.Object
) -> pikepdf.Object:
    return target.make_stream(
        data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=size[0],
        Height=size[1],
        BitsPerComponent=bits,
        ColorSpace=space,
        **more,
    )
