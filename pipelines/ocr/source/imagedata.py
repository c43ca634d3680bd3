"""
The size that image data inside a PDF really has.

A PDF states width and height beside the data, and the data states them again. Decoders take memory by the latter, so a
decompression bomb lies in the former: both are looked at before anything is decoded.
"""

from __future__ import annotations

import struct
from typing import Any

import pikepdf

_HEAD = 1 << 20


def true_size(image: pikepdf.Stream) -> int:
    """Pixels that decoding *image* can take: the larger of what the dictionary and the data state. Never raises."""
    stated = _stated(image)
    try:
        packing = image.get("/Filter")
        if isinstance(packing, pikepdf.Array):
            packing = packing[0] if len(packing) == 1 else None
        if packing is None:
            return stated
        look = {"/DCTDecode": jpeg_size, "/JPXDecode": jpeg2000_size, "/JBIG2Decode": jbig2_size}.get(str(packing))
        return max(stated, look(image.read_raw_bytes()[:_HEAD])) if look else stated
    except (pikepdf.PdfError, ValueError, TypeError, IndexError, struct.error, RuntimeError):
        return stated


def is_cut_short(image: pikepdf.Stream) -> bool:
    """Whether JPEG data lacks its end marker (ITU-T T.81 B.2.1). Never raises."""
    try:
        if image.get("/Filter") not in ("/DCTDecode", ["/DCTDecode"]):
            return False
        return b"\xff\xd9" not in image.read_raw_bytes()[-2048:]
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        return True


def _stated(image: Any) -> int:
    try:
        return abs(int(image.get("/Width", 0)) * int(image.get("/Height", 0)))
    except (ValueError, TypeError, OverflowError, pikepdf.PdfError):
        return 1 << 62


def jpeg_size(data: bytes) -> int:
    """Pixels by the first frame header (SOF marker, ITU-T T.81 B.2.2); 0 where there is none."""
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            at += 1
            continue
        marker = data[at + 1]
        if marker in {0xFF, 0x00} or 0xD0 <= marker <= 0xD8:
            at += 1 if marker == 0xFF else 2
            continue
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(height * width)
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return 0


def jpeg2000_size(data: bytes) -> int:
    """Pixels by the SIZ marker of the code stream (ITU-T T.800 A.5.1); 0 where there is none."""
    at = data.find(b"\xff\x4f\xff\x51")
    if at < 0 or at + 24 > len(data):
        return 0
    right, bottom, left, top = struct.unpack(">IIII", data[at + 8 : at + 24])
    return int(max(right - left, 0) * max(bottom - top, 0))


def jbig2_size(data: bytes) -> int:
    """
    Pixels by the largest page, region or symbol-free bitmap announced in the segment headers (ITU-T T.88 7.2); 0 where none is.

    Only headers of segments with short numbers are followed, which is what encoders for PDF write.
    """
    at, largest = 0, 0
    while at + 11 <= len(data):
        number, flags = struct.unpack(">IB", data[at : at + 5])
        kind, page_is_long = flags & 63, bool(flags & 64)
        refers = data[at + 5] >> 5
        if refers > 4:  # long form of the count of referred segments
            count = struct.unpack(">I", data[at + 5 : at + 9])[0] & 0x1FFFFFFF
            at += 9 + (count + 8) // 8
        else:
            count = refers
            at += 6
        at += count * (1 if number <= 256 else 2 if number <= 65536 else 4) + (4 if page_is_long else 1)
        if at + 4 > len(data):
            break
        (length,) = struct.unpack(">I", data[at : at + 4])
        at += 4
        if kind in {4, 6, 7, 20, 22, 23, 36, 38, 39, 40, 42, 43, 48} and at + 8 <= len(data):
            width, height = struct.unpack(">II", data[at : at + 8])
            largest = max(largest, width * (height if height != 0xFFFFFFFF else 1))
        if length == 0xFFFFFFFF:
            break
        at += length
    return largest
