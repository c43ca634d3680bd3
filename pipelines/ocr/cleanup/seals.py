"""
Seals and signatures taken off the copy of a page that is read; the picture itself is never changed.

Arrays are 8-bit, origin top left. "Gray" is light paper and dark ink; "ink" is a mask with 255 where ink is.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipelines.ocr.cleanup import printed
from pipelines.ocr.cleanup.discs import Array, Disc, find_discs

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

_MM = 1 / 25.4  # inches
_BESIDE = 28  # millimetres at the sides of a seal in which a signature is looked for
_ABOVE = 7  # and above and below it
_PEN = 7  # millimetres that shapes of a signature reach at least; print is smaller
_UNLIKELY = 0.4  # a share of print below which ink goes: rather a bit of a seal too much than a tone mark too few
_COLOURED = 45  # by how much the strongest channel beats the weakest one in coloured ink, of 255


@dataclass(frozen=True, slots=True)
class Inks:
    """The coloured inks of an RGB picture, looked at at *scale*, about 100 dpi."""

    small: Array
    """(h, w, 3)."""
    scale: float
    paper: Floats
    masks: dict[str, Array]
    """Of "red" and "blue", those that the picture has."""
    discs: dict[str, tuple[Disc, ...]]
    """Seals of each of these, in pixels of *small*."""


def inks_of(picture: Array, dpi: float) -> Inks | None:
    """Coloured inks of *picture* (h, w, 3) at *dpi*, and the seals in them; None for a gray picture."""
    if picture.ndim == 2:
        return None
    scale = min(100 / dpi, 1.0)
    size = max(round(picture.shape[1] * scale), 1), max(round(picture.shape[0] * scale), 1)
    small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    paper = paper_colour(small)
    enough = 4 * (dpi * scale * _MM) ** 2
    masks = {name: mask for name, mask in coloured_ink(small, paper).items() if np.count_nonzero(mask) > enough}
    return Inks(small, scale, paper, masks, {name: find_discs(mask, dpi * scale) for name, mask in masks.items()})


def ink_channel(picture: Array, dpi: float, inks: Inks | None = None) -> Array:
    """
    Gray picture (h, w) out of a colour one (h, w, 3) RGB in which coloured seals are gone and text of any colour is not.

    Away from seals this is the red channel, in which red ink is as light as the paper, but red shapes that are flat as a line of
    text keep their darkness. In a seal its own ink is taken out by its absorbance (Beer-Lambert), so that dark, orange and violet
    seals go too; print of the same ink that runs through it is kept by its form. So are signatures, but where they cross print.
    *inks* are those of the picture (`inks_of`), where they are known.
    """
    inks = inks_of(picture, dpi) if inks is None else inks
    if inks is None:
        return picture
    red = np.asarray(cv2.extractChannel(picture, 0), np.uint8)
    if not inks.masks:
        return red
    scale, paper, masks, gray = inks.scale, inks.paper, inks.masks, red
    discs: list[Disc] = []
    for of_one in inks.discs.values():
        for found in of_one:
            disc = Disc((found.x + 0.5) / scale - 0.5, (found.y + 0.5) / scale - 0.5, found.radius / scale, found.share)
            if all(np.hypot(disc.x - d.x, disc.y - d.y) > 0.8 * disc.radius for d in discs):
                discs.append(disc)
    reds = masks.get("red")
    if reds is not None:
        text = flat_text(_without(reds, discs, scale, dpi), dpi * scale)
        if text is not None:
            where = cv2.resize(text, picture.shape[1::-1], interpolation=cv2.INTER_NEAREST)
            gray = np.where(where > 0, np.minimum(picture[:, :, 1], red), red)
    for disc in discs:
        gray = _unsealed(picture, gray, paper, disc, dpi)
    return gray


def paper_colour(picture: Array) -> Floats:
    """Red, green and blue of the paper of an RGB picture, 60 to 255."""
    return np.percentile(picture[::3, ::3].reshape(-1, 3), 80, axis=0).clip(60, 255).astype(np.float32)


def coloured_ink(picture: Array, paper: Floats) -> dict[str, Array]:
    """Masks (h, w) of "red" and of "blue" ink, violet counted with blue, in an RGB picture on paper of the colour *paper*."""
    red, green, blue = (np.minimum(picture[:, :, c] * (255 / paper[c]), 255).astype(np.int16) for c in range(3))
    strongest, weakest = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    coloured = strongest - weakest > _COLOURED
    reddish = coloured & (red == strongest) & (red - green > 0.5 * (strongest - weakest))
    bluish = coloured & (blue == strongest)
    return {"red": reddish.astype(np.uint8) * 255, "blue": bluish.astype(np.uint8) * 255}


def _without(mask: Array, discs: list[Disc], scale: float, dpi: float) -> Array:
    cleared = mask.copy()
    for disc in discs:
        cv2.circle(cleared, (round(disc.x * scale), round(disc.y * scale)), round((disc.radius + dpi * _MM) * scale), 0.0, -1)
    return cleared


def flat_text(mask: Array, dpi: float) -> Array | None:
    """Of a mask of coloured ink what is flat as a line of text, with the marks above it; None where nothing is."""
    mm = dpi * _MM
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, max(round(4 * mm), 1)), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    keep = (1.5 * mm <= high) & (high <= 14 * mm) & (wide >= 2.5 * high) & (wide >= 8 * mm)
    keep[0] = False
    if not keep.any():
        return None
    flat = np.where(keep[labels], 255, 0).astype(np.uint8)
    flat = cv2.dilate(flat, np.ones((2 * max(round(3 * mm), 1) + 1, 3), np.uint8))
    return np.asarray(_outside_blobs(np.asarray(flat, np.uint8), mask, mm), np.uint8)


def _outside_blobs(flat: Array, mask: Array, mm: float) -> Array:
    """*flat* without what lies in a big roundish blob of ink: a seal too smudged to be found by its ring is flat in places."""
    blobs = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((max(round(3 * mm), 1),) * 2, np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(blobs, connectivity=8)
    for label in range(1, count):
        x, y, width, height, _ = (int(v) for v in stats[label])
        if min(width, height) > 16 * mm and max(width, height) < 2.2 * min(width, height):
            flat[y : y + height, x : x + width] = 0
    return flat


def _unsealed(picture: Array, gray: Array, paper: Floats, disc: Disc, dpi: float) -> Array:
    """*gray* with what lies in and beside *disc* made anew from *picture*, without the ink of seal and signature."""
    mm = dpi * _MM
    x0, y0, x1, y1 = _window(disc, picture.shape, dpi)
    part = picture[y0:y1, x0:x1]
    y, x = np.ogrid[y0:y1, x0:x1]
    far = np.hypot(x - disc.x, y - disc.y)
    inside = far < disc.radius + 1.2 * mm
    colours = coloured_ink(part, paper)
    density = np.maximum(-np.log(np.clip(part.astype(np.float32), 6, 255) / paper), 0.0)
    band = np.abs(far - disc.radius) < 1.5 * mm
    own = max(colours, key=lambda name: int(np.count_nonzero(colours[name][band])))
    out = gray[y0:y1, x0:x1].copy()
    for name, mask in colours.items():
        here = mask > 0
        sample = here & (inside if name == own else here)
        if np.count_nonzero(sample) < 30:
            continue
        ink = np.median(density[sample], axis=0)
        keep = (_likely_print(mask, dpi) > 0.5) & here
        if name == own:
            keep = keep & inside & _rows_of_print(keep & ~inside, mm)[:, None]
        reach = np.ones((max(round(0.5 * mm), 2) | 1,) * 2, np.uint8)
        if name == own:
            gone = inside
        else:
            shapes = _large(mask, _PEN * mm) & ~keep
            gone = cv2.dilate(shapes.astype(np.uint8), reach) > 0
        plain = _light_without(density, ink, float(paper[0]))
        out = np.where(gone, np.maximum(plain, out) if name != own else plain, out)
        dark = np.minimum(part[:, :, 0], part[:, :, 1]) if name == "red" else part[:, :, 0]
        out = np.where(keep & gone, np.minimum(dark, out), out)
    ink = cv2.threshold(255 - out, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    strokes = _pen_over_print(np.asarray(ink, np.uint8), dpi)
    result = gray.copy()
    result[y0:y1, x0:x1] = np.where(strokes & (ink > 0), np.uint8(paper[0]), out)
    return result


def _pen_over_print(ink: Array, dpi: float) -> Bools:
    """Where a stroke of a pen crosses or touches print; elsewhere a signature is nobody's hindrance, and stays."""
    mm = dpi * _MM
    likely = _likely_print(ink, dpi)
    near = np.ones((round(3 * mm) | 1,) * 2, np.uint8)
    beside = cv2.dilate(((likely > 0.6) & (ink > 0)).astype(np.uint8), near) > 0
    return np.asarray(_large(ink, _PEN * mm) & (likely < _UNLIKELY) & beside, np.bool_)


def _light_without(density: Floats, ink: Floats, white: float) -> Array:
    """Gray of the absorbances *density* (h, w, 3) when the share that *ink* makes up is taken out; other ink stays dark."""
    low, high = int(np.argmin(ink)), int(np.argmax(ink))
    share = float(ink[low] / max(float(ink[high]), 1e-3))
    rest = np.maximum(density[:, :, low] - share * density[:, :, high], 0) / max(1 - share, 0.2)
    return np.asarray(np.exp(-rest) * white, np.uint8)


def _rows_of_print(beside: Bools, mm: float) -> Bools:
    """For each row whether print of the seal's own colour goes on beside the seal: else what looks like it is the seal's."""
    joined = cv2.morphologyEx(beside.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, max(round(3 * mm), 1)), np.uint8))
    rows = np.zeros(beside.shape[0], np.bool_)
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for _, y, wide, high, area in stats[1:]:
        if wide > 4 * mm and 1.4 * mm < high < 8 * mm and area > 0.3 * wide * high:
            rows[max(int(y - mm), 0) : int(y + high + mm)] = True
    return rows


def _likely_print(mask: Array, dpi: float) -> Floats:
    """How likely ink of *mask* is print, by the network, at its resolution."""
    scale = printed.DPI / dpi
    if abs(scale - 1) < 0.02:
        return printed.likely_print(mask)
    size = max(round(mask.shape[1] * scale), 1), max(round(mask.shape[0] * scale), 1)
    ink = np.where(cv2.resize(mask, size, interpolation=cv2.INTER_AREA) > 110, 255, 0).astype(np.uint8)
    likely = np.where(ink > 0, printed.likely_print(ink), 0).astype(np.float32)
    # A pixel at the edge that is ink only at the finer resolution goes with its neighbour.
    grown = np.where(ink > 0, likely, cv2.dilate(likely, np.ones((3, 3), np.uint8)))
    return np.asarray(cv2.resize(grown, mask.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def _large(ink: Array, least: float) -> Bools:
    """Shapes of *ink* that reach *least* pixels or more either way."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    large = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= least
    large[0] = False
    return np.asarray(large[labels], np.bool_)


def _window(disc: Disc, shape: tuple[int, ...], dpi: float) -> tuple[int, int, int, int]:
    """(x0, y0, x1, y1) of the part of a picture in which a seal and the signature at it may lie."""
    mm = dpi * _MM
    wide, high = disc.radius + _BESIDE * mm, disc.radius + _ABOVE * mm
    return (
        max(int(disc.x - wide), 0), max(int(disc.y - high), 0),
        min(int(disc.x + wide) + 1, shape[1]), min(int(disc.y + high) + 1, shape[0]),
    )  # fmt: skip


def without_seals(ink: Array, dpi: float) -> Array:
    """
    *ink* (h, w; upright and straightened, about 200 dpi) without round seals, for pictures in which they are as black as text.

    Print that seal or signature cross is kept. A page on which no seal is found is returned as it is.
    """
    return without(ink, marked_parts(ink, dpi))


@dataclass(frozen=True, slots=True)
class Marked:
    """A part of a page with a seal on it, (h, w) each: what ink is there, how likely it is print, and what of it is not."""

    x: int
    y: int
    """Of its left upper corner on the page."""
    ink: Array
    likely: Floats
    gone: Bools


def marked_parts(ink: Array, dpi: float) -> tuple[Marked, ...]:
    """The parts of *ink*, as in `without_seals`, on which seals and the signatures beside them lie."""
    parts = []
    for disc in find_discs(ink, dpi, worn=True):
        x0, y0, x1, y1 = _window(disc, ink.shape, dpi)
        part = ink[y0:y1, x0:x1]
        y, x = np.ogrid[y0:y1, x0:x1]
        inside = np.hypot(x - disc.x, y - disc.y) < disc.radius + 0.8 * dpi * _MM
        likely = _likely_print(part, dpi)
        gone = (part > 0) & (likely < _UNLIKELY) & (inside | _large(part, _PEN * dpi * _MM))
        parts.append(Marked(x0, y0, part, likely, gone))
    return tuple(parts)


def without(ink: Array, parts: tuple[Marked, ...]) -> Array:
    """*ink* without what in its *parts* is no print."""
    if not parts:
        return ink
    out = ink.copy()
    for part in parts:
        high, wide = part.gone.shape
        out[part.y : part.y + high, part.x : part.x + wide][part.gone] = 0
    return out
