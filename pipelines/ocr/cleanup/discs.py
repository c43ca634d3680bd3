"""
Round seals found by their rings, in a mask of ink.

A seal of a Vietnamese body is a circle of 30 to 42 mm with one to three concentric rings (Circular 07/2010/TT-BCA and what came
before and after it). Centres are found by the votes of edges along their normals (Kimme, Ballard and Sklansky 1975); what makes
a seal of them is how much of the circle is there. Masks hold 255 where ink is, origin top left.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipelines.ocr.cleanup.pieces import labelled

Array = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

_MM = 1 / 25.4  # inches
_DPI = 100  # at which circles are looked for: a ring of 0.3 mm is still a pixel wide
_SMALLEST, _LARGEST = 13.5, 21.5  # millimetres of radius
_SECTORS = 72
_JOINING = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
_MOST = 4  # seals on one page that are worth looking for
_SHARE, _BEYOND = 0.38, 0.28  # of a ring that must be there, and by how much more than of circles just outside it
_WORN_SHARE, _WORN_BEYOND = 0.45, 0.42  # the same of a ring in scraps; what is no seal stays below 0.33 of the latter


@dataclass(frozen=True, slots=True)
class Disc:
    """The outer ring of a seal, in pixels of the mask in which it was found; *share* of the ring that is there, 0 to 1."""

    x: float
    y: float
    radius: float
    share: float


@dataclass(frozen=True, slots=True)
class _Edges:
    """Edge pixels with their unit normals."""

    x: Floats
    y: Floats
    nx: Floats
    ny: Floats


def find_discs(ink: Array, dpi: float, *, worn: bool = False) -> tuple[Disc, ...]:
    """
    Seals of the mask *ink* (h, w) at *dpi*, the surest first; none on most pages, which costs little.

    With *worn*, one whose ring has gone to scraps as small as letters is looked for where no other is.
    """
    scale = min(_DPI / dpi, 1.0)
    # The ring of a worn seal is a row of scraps in one bit: they are joined before anything is called too small.
    small = np.asarray(cv2.morphologyEx(_shrunk(ink, scale), cv2.MORPH_CLOSE, _JOINING), np.uint8)
    mm = dpi * scale * _MM
    edges = _edges(_without_rules(_long_shapes(small, mm), mm))
    found: list[Disc] = []
    while len(found) < _MOST and len(edges.x) > 2.4 * _SMALLEST * mm:
        disc = _best(edges, small.shape, mm)
        if disc is None:
            break
        if all(np.hypot(disc.x - d.x, disc.y - d.y) > 1.2 * _SMALLEST * mm for d in found):
            found.append(disc)
        away = np.hypot(edges.x - disc.x, edges.y - disc.y) > 1.05 * disc.radius
        edges = _Edges(edges.x[away], edges.y[away], edges.nx[away], edges.ny[away])
    if worn and not found:
        edges = _edges(_without_rules(_outside_text(small, mm), mm))
        disc = _best(edges, small.shape, mm, _WORN_SHARE, _WORN_BEYOND) if len(edges.x) else None
        found = [disc] if disc else []
    return tuple(Disc((d.x + 0.5) / scale - 0.5, (d.y + 0.5) / scale - 0.5, d.radius / scale, d.share) for d in found)


def _shrunk(ink: Array, scale: float) -> Array:
    if scale > 0.99:
        return ink
    size = max(round(ink.shape[1] * scale), 1), max(round(ink.shape[0] * scale), 1)
    return np.asarray(cv2.threshold(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), 55, 255, cv2.THRESH_BINARY)[1], np.uint8)


def _long_shapes(ink: Array, mm: float) -> Array:
    """*ink* without what is as small as a letter."""
    _, labels, stats, _ = labelled(ink)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    keep = (np.maximum(wide, high) >= 2.4 * mm) & (np.minimum(wide, high) >= 0.5 * mm)
    # Words whose letters touch are long and flat, and level as no arc of a ring is for so long.
    keep &= ~((high < 4.5 * mm) & (wide > 2.5 * high))
    keep[0] = False
    if not keep.any():
        return np.zeros_like(ink)
    return np.where(keep[labels], ink, 0).astype(np.uint8)


def _outside_text(ink: Array, mm: float) -> Array:
    """*ink* without lines of text, and without specks."""
    rows = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, round(2.2 * mm)), np.uint8))
    _, labels, stats, _ = labelled(np.asarray(rows, np.uint8))
    wide, high, area = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_AREA]
    text = (wide > 14 * mm) & (high < 9 * mm) & (area > 0.35 * wide * high)
    text[0] = True
    other = np.where(text[labels], 0, ink).astype(np.uint8)
    _, labels, stats, _ = labelled(other)
    keep = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= 0.7 * mm
    keep[0] = False
    return np.where(keep[labels], other, 0).astype(np.uint8)


def _without_rules(shapes: Array, mm: float) -> Array:
    length = round(16 * mm)
    for kernel in ((1, length), (length, 1)):
        rules = cv2.morphologyEx(shapes, cv2.MORPH_OPEN, np.ones(kernel, np.uint8))
        shapes = np.asarray(cv2.subtract(shapes, rules), np.uint8)
    return shapes


def _edges(shapes: Array) -> _Edges:
    if not shapes.any():
        none = np.zeros(0, np.float32)
        return _Edges(none, none, none, none)
    soft = cv2.GaussianBlur(shapes, (0, 0), 1.0)
    x, y = cv2.findNonZero(shapes).reshape(-1, 2).T
    dx, dy = (cv2.Sobel(soft, cv2.CV_32F, 1 - way, way)[y, x] for way in (0, 1))
    # numpy's root is the same on every run; OpenCV's differs in its last bit with where the picture lies in memory.
    size = np.sqrt(dx * dx + dy * dy)
    steep = size > 60
    x, y, dx, dy, size = (values[steep] for values in (x, y, dx, dy, size))
    return _Edges(x.astype(np.float32), y.astype(np.float32), dx / size, dy / size)


def _best(edges: _Edges, shape: tuple[int, ...], mm: float, least: float = _SHARE, beyond: float = _BEYOND) -> Disc | None:
    """The circle with most of its ring there, *least* of it and by *beyond* more than of those just outside; or None."""
    pad = round(_LARGEST * mm / 2)
    high, wide = shape[0] // 2 + 2 * pad, shape[1] // 2 + 2 * pad
    votes = np.zeros(high * wide, np.float32)
    step = max(len(edges.x) // 6000, 1)  # a page full of long shapes costs no more than one with a few seals
    x, y, nx, ny = (v[::step] for v in (edges.x, edges.y, edges.nx, edges.ny))
    radii = np.arange(_SMALLEST * mm, _LARGEST * mm, 2, dtype=np.float32)
    for sign in (1, -1):
        cx = ((x + sign * nx * radii[:, None]) * 0.5 + pad).astype(np.int32)
        cy = ((y + sign * ny * radii[:, None]) * 0.5 + pad).astype(np.int32)
        inside = (cx >= 0) & (cx < wide) & (cy >= 0) & (cy < high)
        votes += np.bincount((cy * wide + cx)[inside], minlength=high * wide)
    table = cv2.GaussianBlur(votes.reshape(high, wide), (0, 0), 1.5)
    best: Disc | None = None
    for _ in range(4):
        _, _, _, (px, py) = cv2.minMaxLoc(table)
        disc = _fitted(edges, (px - pad) * 2 + 1.0, (py - pad) * 2 + 1.0, mm, least, beyond)
        if disc is not None and (best is None or disc.share > best.share):
            best = disc
        cv2.circle(table, (px, py), round(2 * mm), 0.0, -1)
    return best


def _fitted(edges: _Edges, x: float, y: float, mm: float, least: float, beyond: float) -> Disc | None:
    """The outer ring around about (x, y), by least squares; None where too little of it is there."""
    near = (np.abs(edges.x - x) < 1.4 * _LARGEST * mm) & (np.abs(edges.y - y) < 1.4 * _LARGEST * mm)
    edges = _Edges(edges.x[near], edges.y[near], edges.nx[near], edges.ny[near])
    radius = 0.0
    for reach in (2.0, 1.0, 0.6):  # millimetres
        dx, dy = edges.x - x, edges.y - y
        far = np.hypot(dx, dy) + 1e-3
        aligned = np.abs(dx * edges.nx + dy * edges.ny) > 0.9 * far
        if not radius:
            radius = _ring(dx, dy, far, aligned, mm)
            if not radius:
                return None
        on = aligned & (np.abs(far - radius) < reach * mm)
        if on.sum() < 40:
            return None
        a = np.stack([dx[on], dy[on], np.ones(int(on.sum()), np.float32)], axis=1)
        fit, *_ = np.linalg.lstsq(a, far[on] ** 2, rcond=None)
        x, y = x + float(fit[0]) / 2, y + float(fit[1]) / 2
        radius = float(np.sqrt(max(fit[2] + (fit[0] / 2) ** 2 + (fit[1] / 2) ** 2, 1.0)))
    if not _SMALLEST * mm * 0.95 < radius < _LARGEST * mm * 1.05:
        return None
    dx, dy = edges.x - x, edges.y - y
    far = np.hypot(dx, dy) + 1e-3
    aligned = np.abs(dx * edges.nx + dy * edges.ny) > 0.95 * far
    share = _share(dx, dy, aligned & (np.abs(far - radius) < 0.6 * mm))
    # In dense print circles of any radius run through much ink: a ring stands out from those just outside it.
    around = max(_share(dx, dy, aligned & (np.abs(far - radius - gap * mm) < 0.6 * mm)) for gap in (2.0, 3.5, 5.0))
    return Disc(x, y, radius, share) if share > max(least, around + beyond) else None


def _ring(dx: Floats, dy: Floats, far: Floats, aligned: npt.NDArray[np.bool_], mm: float) -> float:
    """Radius of the ring that goes farthest round; of two alike the outer one; 0 where there is none."""
    radii = np.arange(_SMALLEST, _LARGEST, 0.4) * mm
    shares = np.array([_share(dx, dy, aligned & (np.abs(far - r) < 1.0 * mm)) for r in radii])
    if shares.max() < 0.3:
        return 0.0
    return float(radii[np.flatnonzero(shares > 0.85 * shares.max())[-1]])


def _share(dx: Floats, dy: Floats, on: npt.NDArray[np.bool_]) -> float:
    sectors = ((np.arctan2(dy[on], dx[on]) + np.pi) * (_SECTORS / (2 * np.pi))).astype(int) % _SECTORS
    return float(np.count_nonzero(np.bincount(sectors, minlength=_SECTORS))) / _SECTORS
