"""
Where the top of a page is, whatever /Rotate, /UserUnit and the boxes say.

Two systems: *user space*, in which a PDF's boxes and rectangles are written, and *visual points*, in which a person
looks at the upright page: origin at the bottom left corner of what is seen, x right, y up, 1/72 inch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pikepdf

from pipelines.errors import DocumentProblem

LARGEST_SIDE = 14400
"""User units; the limit of ISO 19005-2, 6.1.13."""

Matrix = tuple[float, float, float, float, float, float]
Rect = tuple[float, float, float, float]


@dataclass(frozen=True)
class PageFrame:
    """The visible part of a page in user space, turned by *rotate* degrees clockwise when shown."""

    x0: float
    y0: float
    x1: float
    y1: float
    rotate: int = 0
    unit: float = 1.0
    """Size of a user space unit in points (/UserUnit)."""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in visual points."""
        width, height = (self.x1 - self.x0) * self.unit, (self.y1 - self.y0) * self.unit
        return (height, width) if self.rotate in {90, 270} else (width, height)

    def matrix(self, x: float = 0.0, y: float = 0.0) -> Matrix:
        """The matrix that puts something drawn in points, upright, with its bottom left corner at visual (*x*, *y*)."""
        s = 1 / self.unit
        x, y = x * s, y * s
        return {
            0: (s, 0.0, 0.0, s, self.x0 + x, self.y0 + y),
            90: (0.0, s, -s, 0.0, self.x1 - y, self.y0 + x),
            180: (-s, 0.0, 0.0, -s, self.x1 - x, self.y1 - y),
            270: (0.0, -s, s, 0.0, self.x0 + y, self.y1 - x),
        }[self.rotate]

    def rect(self, x: float, y: float, width: float, height: float) -> Rect:
        """The visual rectangle in user space, left < right and bottom < top."""
        a, b, c, d, e, f = self.matrix(x, y)
        xs, ys = sorted((e, e + a * width + c * height)), sorted((f, f + b * width + d * height))
        return xs[0], ys[0], xs[1], ys[1]

    def seen(self, x0: float, y0: float, x1: float, y1: float) -> Rect:
        """A rectangle of user space as shares of what is seen: left, bottom, right, top, from the bottom left corner."""
        left, bottom = min(x0, x1) - self.x0, min(y0, y1) - self.y0
        wide, high = self.x1 - self.x0, self.y1 - self.y0
        u0, v0, u1, v1 = left / wide, bottom / high, (left + abs(x1 - x0)) / wide, (bottom + abs(y1 - y0)) / high
        return {
            0: (u0, v0, u1, v1),
            90: (v0, 1 - u1, v1, 1 - u0),
            180: (1 - u1, 1 - v1, 1 - u0, 1 - v0),
            270: (1 - v1, u0, 1 - v0, u1),
        }[self.rotate]

    def grown(self, top: float, right: float = 0.0) -> PageFrame:
        """
        The frame with *top* points more above and *right* points more beside what is seen; the scale stays.

        Raises DocumentProblem ``sign_page_too_large`` when an archive PDF may not be that large.
        """
        width, height = self.size
        x0, y0, x1, y1 = self.rect(0, 0, width + right, height + top)
        if max(x1 - x0, y1 - y0) > LARGEST_SIDE:
            raise DocumentProblem("sign_page_too_large", limit=LARGEST_SIDE)
        return replace(self, x0=x0, y0=y0, x1=x1, y1=y1)

    def turn(self) -> Matrix:
        """The rotation alone: /Matrix of an annotation's appearance that must stand upright."""
        a, b, c, d, _, _ = replace(self, unit=1.0).matrix()
        return a, b, c, d, 0.0, 0.0


def frame_of(page: pikepdf.Page) -> PageFrame:
    """The frame of *page*. Raises DocumentProblem ``sign_unreadable`` when its boxes make no sense."""
    try:
        media = _box(inherited(page.obj, "/MediaBox"))
        crop_box = inherited(page.obj, "/CropBox")
        crop = _box(crop_box) if crop_box is not None else media
        rotate = inherited(page.obj, "/Rotate")
        rotation = round(float(rotate)) % 360 if rotate is not None else 0
        unit = float(page.obj.get("/UserUnit", 1))
    except (TypeError, ValueError, OverflowError) as error:
        raise DocumentProblem("sign_unreadable") from error
    seen = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    if seen[0] >= seen[2] or seen[1] >= seen[3]:
        seen = media
    if rotation % 90 or not 0 < unit < 1e6 or seen[0] >= seen[2] or seen[1] >= seen[3]:
        raise DocumentProblem("sign_unreadable")
    if max(map(abs, seen)) > 1e6:
        raise DocumentProblem("sign_page_too_large", limit=LARGEST_SIDE)
    return PageFrame(*seen, rotate=rotation, unit=unit)


def inherited(node: pikepdf.Object, key: str) -> pikepdf.Object | None:
    """The value of *key* on a page or the nearest of its ancestors (ISO 32000-1, 7.7.3.4)."""
    for _ in range(64):
        if key in node:
            return node[key]
        node = node.get("/Parent")
        if not isinstance(node, pikepdf.Dictionary):
            return None
    return None


def _box(value: pikepdf.Object | None) -> Rect:
    if value is None or len(value) != 4:
        raise ValueError("a box has four numbers")
    numbers = [float(number) for number in value]
    if not all(map(math.isfinite, numbers)):
        raise ValueError("a box has finite numbers")
    xs, ys = sorted((numbers[0], numbers[2])), sorted((numbers[1], numbers[3]))
    return xs[0], ys[0], xs[1], ys[1]
