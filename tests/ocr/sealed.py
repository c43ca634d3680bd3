"""Invented sign blocks: print, seals and signatures laid over each other as ink is, with each layer known."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from tests.ocr import paper

DPI = 200
MM = DPI / 25.4


def mm(millimetres: float) -> int:
    return round(millimetres * MM)


def layer(size: tuple[int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("L", size, 0)
    return picture, ImageDraw.Draw(picture)


def seal(size: tuple[int, int], centre: tuple[int, int], radius: int) -> Image.Image:
    """Mask of two rings, words along the rim and a star."""
    mask, draw = layer(size)
    x, y = centre
    for at, width in ((radius, mm(0.8)), (radius - mm(1.6), mm(0.3)), (radius * 0.6, mm(0.3))):
        draw.ellipse((x - at, y - at, x + at, y + at), outline=255, width=width)
    points = [(radius * (0.35, 0.14)[k % 2], k * math.pi / 5) for k in range(10)]
    draw.polygon([(x + r * math.sin(a), y - r * math.cos(a)) for r, a in points], fill=255)
    font, at = paper.font(mm(2.8)), radius * 0.75
    for number, letter in enumerate("ỦY BAN NHÂN DÂN * XÃ THÍ ĐIỂM * TỈNH MẪU *"):
        angle = number * 2 * math.pi / 42
        cell = Image.new("L", (mm(5), mm(5)), 0)
        ImageDraw.Draw(cell).text((mm(2.5), mm(2.5)), letter, font=font, fill=255, anchor="mm")
        place = (round(x + at * math.sin(angle) - mm(2.5)), round(y - at * math.cos(angle) - mm(2.5)))
        mask.paste(255, place, cell.rotate(-math.degrees(angle), Image.Resampling.BILINEAR))
    return mask


def signature(size: tuple[int, int], start: tuple[int, int]) -> Image.Image:
    """Mask of three loops and a long stroke, 40 mm wide."""
    mask, draw = layer(size)
    curve = [(start[0] + mm(0.4 * t + 5 * math.sin(t / 4)), start[1] + mm(6 * math.cos(t / 4) * (1 - t / 90))) for t in range(80)]
    draw.line([*curve, (start[0] + mm(44), start[1] - mm(5))], fill=255, width=mm(0.45))
    return mask


def printed(size: tuple[int, int], lines: dict[tuple[int, int], str], points: float = 14) -> Image.Image:
    """Mask of *lines*, each at the (x, y) of the left end of its base line."""
    mask, draw = layer(size)
    face = paper.font(round(points * DPI / 72), "Bold")
    for place, text in lines.items():
        draw.text(place, text, font=face, fill=255, anchor="ls")
    return mask


def laid(size: tuple[int, int], *inks: tuple[Image.Image, tuple[int, int, int]]) -> np.ndarray:
    """RGB picture of white paper with every mask multiplied onto it in its colour."""
    page = Image.new("RGB", size, "white")
    for mask, colour in inks:
        over = Image.new("RGB", size, "white")
        over.paste(colour, (0, 0), mask)
        page = ImageChops.multiply(page, over)
    return np.asarray(page, np.uint8)
