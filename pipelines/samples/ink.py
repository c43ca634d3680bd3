"""
Ink that no printer leaves: handwriting, signatures, seals, the stamp of incoming mail.

Stamps and seals are laid *over* what is there (multiplied), as real ink is, so that what lies beneath shows through.
"""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw

from pipelines.samples.fonts import font

Colour = tuple[int, int, int]
BLUE: Colour = (38, 52, 150)
RED: Colour = (205, 40, 45)
Mask = Image.Image
"""Mode L: 0 no ink, 255 full ink."""

_TIGHT = 0.94  # letters of a running hand stand closer than printed ones


def lay(page: Image.Image, mask: Mask, colour: Colour, left: int, top: int) -> None:
    """Multiply *colour* through *mask* onto *page* (RGB) with the mask's corner at (left, top) pixels."""
    box = (max(0, left), max(0, top), min(page.width, left + mask.width), min(page.height, top + mask.height))
    if box[0] >= box[2] or box[1] >= box[3]:
        return
    part = mask.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
    layer = Image.new("RGB", part.size, (255, 255, 255))
    layer.paste(colour, (0, 0), part)
    page.paste(ImageChops.multiply(page.crop(box), layer), box[:2])


def hand_width(text: str, face: Path, pixels: int) -> float:
    """Room in pixels that *text* takes when written by hand."""
    return font(face, pixels).getlength(text) * _TIGHT


def handwriting(text: str, face: Path, pixels: int, rng: Random, slant: float) -> tuple[Mask, int, int]:
    """
    *text* written by hand: (mask, x of the start, y of the base line) in pixels of the mask.

    Every letter gets its own size, slant, turn, height and pressure; then the whole word is bent by a smooth random
    field, so that no two strokes are alike. *slant* is the writer's own lean (0 upright, 0.3 strong).
    """
    pad = pixels
    width = int(hand_width(text, face, pixels)) + 2 * pad
    word = Image.new("L", (width, 3 * pixels), 0)
    x, base = float(pad), 2 * pixels
    previous: tuple[float, float] | None = None
    for letter in text:
        advance = font(face, pixels).getlength(letter) * _TIGHT
        if letter == " ":
            x, previous = x + advance, None
            continue
        size = max(8, round(pixels * rng.uniform(0.88, 1.12)))
        cell = Image.new("L", (3 * pixels, 3 * pixels), 0)
        draw = ImageDraw.Draw(cell)
        stroke = rng.choice((0, 1, 1, 2)) * pixels / 55
        draw.text((pixels, 2 * pixels), letter, font=font(face, size), fill=255, anchor="ls", stroke_width=stroke)
        lean, turn = slant + rng.uniform(-0.1, 0.1), math.radians(rng.uniform(-6, 6))
        cos, sin = math.cos(turn), math.sin(turn)
        shape = (
            cos,
            sin + lean,
            pixels - cos * pixels - (sin + lean) * 2 * pixels,
            -sin,
            cos,
            2 * pixels + sin * pixels - cos * 2 * pixels,
        )
        cell = cell.transform(cell.size, Image.Transform.AFFINE, shape, Image.Resampling.BILINEAR)
        drop = rng.uniform(-0.07, 0.07) * pixels
        ink = cell.point([int(v * rng.uniform(0.75, 1.0)) for v in range(256)])
        at = (round(x - pixels), round(base + drop - 2 * pixels))
        word.paste(255, at, ink)
        here = (x + advance * 0.15, base + drop - pixels * 0.06)
        if previous and letter.islower() and rng.random() < 0.55:
            ImageDraw.Draw(word).line((*previous, *here), fill=190, width=max(1, pixels // 22))
        previous = (x + advance * 0.8, base + drop - pixels * 0.06) if letter.islower() else None
        x += advance
    return _bend(word, pixels, rng), pad, base


def _bend(mask: Mask, pixels: int, rng: Random) -> Mask:
    values = np.asarray(mask)
    high, wide = values.shape
    noise = np.random.default_rng(rng.getrandbits(32))
    grid = (2, max(3, high // max(4, pixels // 3)), max(3, wide // max(4, pixels // 3)))
    push = noise.normal(0.0, pixels * 0.035, grid).astype(np.float32)
    dx, dy = (cv2.resize(part, (wide, high), interpolation=cv2.INTER_CUBIC) for part in push)
    xs, ys = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))
    return Image.fromarray(cv2.remap(values, xs + dx, ys + dy, cv2.INTER_LINEAR))


def signature(pixels: int, rng: Random) -> Mask:
    """A signature about *pixels* wide: a few fast loops and a flourish."""
    high = round(pixels * 0.55)
    mask = Image.new("L", (pixels, high), 0)
    draw = ImageDraw.Draw(mask)
    for stroke in range(rng.randint(2, 4)):
        loops = rng.randint(4, 8) if stroke == 0 else rng.randint(2, 4)
        x, points = rng.uniform(0.05, 0.3), []
        for step in range(loops):
            x = min(0.95, max(0.05, x + rng.uniform(-0.1, 0.32 if stroke == 0 else 0.45)))
            swing = 0.38 if step % 2 else -0.38
            points.append((x * pixels, high * (0.5 + swing * rng.uniform(0.2, 1.0))))
        curve = _smooth(points)
        for start, end in pairwise(curve):
            speed = math.dist(start, end)
            draw.line((start, end), fill=rng.randint(215, 255), width=max(2, round(pixels / 75 - speed / 14)))
    return mask


def _smooth(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A Catmull-Rom curve through *points*."""
    ends = [points[0], *points, points[-1]]
    out = []
    for p0, p1, p2, p3 in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(14):
            t = step / 14
            out.append(
                tuple(
                    0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
                    for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
                )
            )
    return [(x, y) for x, y in out]


def seal(pixels: int, upper: str, lower: str, centre: str, face: Path, rng: Random) -> Mask:
    """A round seal *pixels* across: *upper* and *lower* along the rim, *centre* or a star inside; worn and uneven."""
    mask = Image.new("L", (pixels, pixels), 0)
    draw = ImageDraw.Draw(mask)
    thick = max(2, pixels // 70)
    for inset, width in ((1, thick), (thick * 2.2, max(1, thick // 2)), (pixels * 0.17, max(1, thick // 2))):
        draw.ellipse((inset, inset, pixels - inset, pixels - inset), outline=255, width=round(width))
    _along_rim(mask, upper, face, pixels, top=True)
    _along_rim(mask, lower, face, pixels, top=False)
    middle = pixels / 2
    if centre:
        lines = centre.split("\n")
        size = round(pixels * 0.085)
        for number, line in enumerate(lines):
            y = middle + (number - (len(lines) - 1) / 2) * size * 1.25
            draw.text((middle, y), line, font=font(face, size), fill=255, anchor="mm")
    else:
        draw.regular_polygon((middle, middle, pixels * 0.12), 5, fill=0, outline=255)
        star = [
            (middle + r * math.sin(k * math.pi / 5), middle - r * math.cos(k * math.pi / 5))
            for k, r in enumerate((pixels * 0.2, pixels * 0.08) * 5)
        ]
        draw.polygon(star, fill=255)
    turned = mask.rotate(rng.uniform(-14, 14), Image.Resampling.BILINEAR)
    return worn(turned, rng, 0.25)


def _along_rim(mask: Mask, text: str, face: Path, pixels: int, *, top: bool) -> None:
    size = round(pixels * (0.072 if len(text) < 34 else 0.058))
    radius = pixels * 0.385
    widths = [font(face, size).getlength(letter) * 1.06 for letter in text]
    angle = -sum(widths) / 2 / radius
    for letter, width in zip(text, widths, strict=True):
        middle = angle + width / 2 / radius
        cell = Image.new("L", (2 * size, 2 * size), 0)
        ImageDraw.Draw(cell).text((size, size), letter, font=font(face, size), fill=255, anchor="mm")
        turn = -math.degrees(middle) if top else math.degrees(middle)
        cell = cell.rotate(turn, Image.Resampling.BILINEAR)
        x = pixels / 2 + radius * math.sin(middle)
        y = pixels / 2 + (-radius if top else radius) * math.cos(middle)
        mask.paste(255, (round(x - size), round(y - size)), cell)
        angle += width / radius


def worn(mask: Mask, rng: Random, most: float) -> Mask:
    """*mask* printed by an unevenly inked stamp that loses up to *most* of its ink in clouds."""
    noise = np.random.default_rng(rng.getrandbits(32))
    clouds: NDArray[np.float32] = cv2.resize(
        noise.random((6, 6), dtype=np.float32), (mask.width, mask.height), interpolation=cv2.INTER_CUBIC
    )
    grain = noise.random((mask.height, mask.width), dtype=np.float32)
    kept = np.clip(1.0 - most * (0.6 * clouds + 0.8 * grain), 0.0, 1.0)
    return Image.fromarray((np.asarray(mask) * kept).astype(np.uint8))


def incoming_stamp(width: int, owner: str, number: str, date: str, printed: Path, hand: Path, rng: Random) -> Mask:
    """The box that the receiving office prints on a letter: «CÔNG VĂN ĐẾN», its own number and date by hand."""
    line = round(width * 0.15)
    mask = Image.new("L", (width, line * 4 + line // 2), 0)
    draw = ImageDraw.Draw(mask)
    draw.rectangle((2, 2, mask.width - 3, mask.height - 3), outline=255, width=max(2, width // 110))
    words = rng.choice(("CÔNG VĂN ĐẾN", "CÔNG VĂN ĐẾN", "ĐẾN"))
    fit = min(line * 0.5, width * 0.9 / max(1.0, font(printed, 100).getlength(owner)) * 100)
    draw.text((width / 2, line * 0.6), owner, font=font(printed, round(fit)), fill=255, anchor="mm")
    draw.text((width / 2, line * 1.5), words, font=font(printed, round(line * 0.72)), fill=255, anchor="mm")
    slant = rng.uniform(0.0, 0.25)
    for row, (label, value) in enumerate((("Số:", number), ("Ngày:", date)), start=2):
        base = round(line * (row + 0.75))
        draw.text((line * 0.4, base), label, font=font(printed, round(line * 0.55)), fill=255, anchor="ls")
        draw.line((line * 2.2, base + 4, width - line * 0.5, base + 4), fill=170, width=2)
        written, x, y = handwriting(value, hand, round(line * 0.7), rng, slant)
        mask.paste(255, (round(line * 2.4) - x, base - y), written)
    return worn(mask.rotate(rng.uniform(-4, 4), Image.Resampling.BILINEAR, expand=True), rng, 0.3)
