"""
Seal ink taken off the copy of a page that is read; the picture itself is never changed.

Arrays are 8-bit, origin top left. "Gray" is light paper and dark ink; "ink" is a mask with 255 where ink is.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.uint8]

_MM = 1 / 25.4  # inches


def ink_channel(picture: Array, dpi: float) -> Array:
    """
    Gray picture (h, w) out of a colour one (h, w, 3) RGB in which red seals are gone and red *text* is not.

    Seals and stamps are red and lie over text; in the red channel they are as light as the paper. Titles of some forms and
    of the land-use certificate are printed in red too: red shapes that are flat as a line of text keep their darkness.
    """
    if picture.ndim == 2:
        return picture
    red = picture[:, :, 0]
    text = _red_text(picture, dpi)
    if text is None:
        return np.ascontiguousarray(red)
    darkest = np.minimum(picture[:, :, 1], red)
    return np.where(text > 0, darkest, red)


def _red_text(picture: Array, dpi: float) -> Array | None:
    """Mask of flat red shapes, or None where the page has no red ink to speak of."""
    step = max(round(dpi / 75), 1)
    small = picture[::step, ::step].astype(np.int16)
    redness = small[:, :, 0] - np.maximum(small[:, :, 1], small[:, :, 2])
    mask = ((redness > 50) & (small[:, :, 0] > 90)).astype(np.uint8)
    scale = dpi / step * _MM  # pixels a millimetre
    if mask.sum() < 4 * scale * scale:
        return None
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, max(round(4 * scale), 1)), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    keep = np.zeros(count, np.uint8)
    for label in range(1, count):
        width, height = stats[label, cv2.CC_STAT_WIDTH], stats[label, cv2.CC_STAT_HEIGHT]
        keep[label] = 1.5 * scale <= height <= 14 * scale and width >= 2.5 * height and width >= 8 * scale
    if not keep.any():
        return None
    # Marks above capitals stand apart from the line: reach for them.
    flat = cv2.dilate(keep[labels] * 255, np.ones((2 * max(round(3 * scale), 1) + 1, 3), np.uint8))
    flat = _outside_seals(flat, mask, scale)
    height, width = picture.shape[:2]
    return np.asarray(cv2.resize(flat, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)


def _outside_seals(flat: Array, mask: Array, scale: float) -> Array:
    """*flat* without what lies in or beside a big roundish red blob: the ring of a seal is flat in places too."""
    blobs = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((max(round(3 * scale), 1),) * 2, np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(blobs, connectivity=8)
    for label in range(1, count):
        x, y, width, height, _ = (int(v) for v in stats[label])
        if min(width, height) > 16 * scale and max(width, height) < 2.2 * min(width, height):
            flat[y : y + height, x : x + width] = 0
    return flat
