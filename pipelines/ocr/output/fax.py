"""Black and white pictures as CCITT group 4 (ITU-T T.6): a third to a half larger than JBIG2, at a tenth of its cost."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
from PIL import Image, TiffImagePlugin

_ROWS_PER_STRIP = 278


def encode(ink: npt.NDArray[np.uint8]) -> bytes:
    """*ink* (h, w), 1 for black, as a PDF's /CCITTFaxDecode stream with /K -1 holds it."""
    file = io.BytesIO()
    directory = TiffImagePlugin.ImageFileDirectory_v2()
    directory[_ROWS_PER_STRIP] = ink.shape[0]
    Image.fromarray(ink.astype(np.bool_)).save(file, "TIFF", compression="group4", tiffinfo=directory)
    with Image.open(file) as image:
        assert isinstance(image, TiffImagePlugin.TiffImageFile)
        offsets, sizes = image.tag_v2[TiffImagePlugin.STRIPOFFSETS], image.tag_v2[TiffImagePlugin.STRIPBYTECOUNTS]
    (at,), (size,) = offsets, sizes
    return file.getvalue()[at : at + size]
