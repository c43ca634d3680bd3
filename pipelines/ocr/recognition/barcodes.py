"""QR (ISO/IEC 18004) and Code 128 (ISO/IEC 15417) symbols on a page, read by zxing-cpp."""

from __future__ import annotations

import cv2
import numpy as np
import zxingcpp

from pipelines.ocr.cleanup.clean import Array

MOST_WORDS = 80
"""A page with more words is no separator sheet; its symbols are not looked for."""

_WIDTH = 1240  # pixels of an A4 page at 150 dpi: more only costs time


def read_codes(picture: Array) -> tuple[str, ...]:
    """Texts of the symbols on *picture* (8-bit, (h, w) gray or (h, w, 3) RGB), each once, sorted; in any rotation."""
    gray = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    shrink = _WIDTH / min(gray.shape)
    for scale in (shrink, 1.0) if shrink < 0.8 else (1.0,):
        small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else gray
        found = zxingcpp.read_barcodes(
            np.ascontiguousarray(small), zxingcpp.BarcodeFormat.QRCode | zxingcpp.BarcodeFormat.Code128, try_invert=False
        )
        if found:
            return tuple(sorted({symbol.text for symbol in found if symbol.text}))
    return ()
