"""
Sign blocks under seals and signatures, drawn for `bench_seals`.

They share nothing with ``pipelines.samples``, and nothing with what ``training/seals`` draws: seals of several makes, sizes, inks
and wear, signatures, names printed or stamped, scanned in colour with JPEG or in one bit, at 200 and 300 dpi.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from itertools import pairwise
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from pipelines.ocr.cleanup.clean import Array
from pipelines.samples import fonts, people

_DPI = 300
WORKING = 200
"""Dots an inch at which a block says where its name stands."""
_WIDE, _HIGH = 110, 95  # millimetres of a block
_BODIES = ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BỘ GIÁO DỤC VÀ ĐÀO TẠO", "TỈNH THÍ ĐIỂM", "U.B.N.D. HUYỆN")
_INNER = ("", "", "SỞ\nY TẾ", "TRƯỜNG\nĐẠI HỌC\nTHÍ ĐIỂM", "PHÒNG\nTƯ PHÁP", "VĂN PHÒNG", "emblem", "emblem")
_TITLES = ("CHỦ TỊCH", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "GIÁM ĐỐC", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", "HIỆU TRƯỞNG")
_PROSE = ("Quyết định này có hiệu lực kể từ ngày ký.", "Các ông, bà có tên tại Điều 1 và đơn vị", "chịu trách nhiệm thi hành./.")
_INKS = ((205, 40, 45), (215, 55, 60), (150, 25, 35), (228, 84, 45), (235, 90, 105), (88, 60, 160), (200, 30, 80))
_PENS = ((38, 52, 150), (30, 40, 110), (60, 80, 190), (25, 25, 30), (20, 20, 20))


@dataclass(frozen=True, slots=True)
class Block:
    """A scanned sign block: what was printed, with and without the marks over it, and where the name stands."""

    name: str
    marked: Array
    bare: Array
    dpi: int
    box: tuple[int, int, int, int]


def mm(millimetres: float) -> int:
    return round(millimetres * _DPI / 25.4)


def seal(rng: Random, face: str, radius: int) -> Image.Image:
    """Mask of a round seal: one to three rings, the outer one sometimes toothed, words along the rim, a star or words inside."""
    side = 2 * radius + 8
    mask = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(mask)
    middle = side / 2

    def ring(at: float, width: float) -> None:
        draw.ellipse((middle - at, middle - at, middle + at, middle + at), outline=255, width=max(2, round(width)))

    ring(radius, mm(rng.uniform(0.4, 1.3)))
    if rng.random() < 0.3:
        for tooth in range(120):
            angle = tooth * math.pi / 60 + rng.uniform(-0.01, 0.01)
            x, y = middle + radius * math.cos(angle), middle + radius * math.sin(angle)
            draw.ellipse((x - 5, y - 5, x + 5, y + 5), fill=255)
    if rng.random() < 0.8:
        ring(radius - mm(rng.uniform(1.3, 2.0)), mm(rng.uniform(0.2, 0.4)))
    inner = radius * rng.uniform(0.56, 0.68)
    ring(inner, mm(rng.uniform(0.2, 0.45)))
    size = mm(rng.uniform(2.6, 3.6))
    for words, top in ((rng.choice(_BODIES), True), (rng.choice(_BODIES), False)):
        _along(mask, words, face, (radius + inner) / 2 - mm(0.4), size, top)
    what = rng.choice(_INNER)
    if what == "emblem":
        for _ in range(500):
            angle, at = rng.uniform(0, 2 * math.pi), inner * rng.uniform(0.45, 0.85)
            x, y = middle + at * math.cos(angle), middle + at * math.sin(angle)
            draw.ellipse((x - 4, y - 4, x + 3, y + 3), fill=255)
    if what in {"", "emblem"}:
        reach = inner * rng.uniform(0.35, 0.6)
        star = [(reach * (1.0, 0.38)[k % 2], k * math.pi / 5) for k in range(10)]
        draw.polygon([(middle + r * math.sin(a), middle - r * math.cos(a)) for r, a in star], fill=255)
    else:
        rows = what.split("\n")
        height = mm(rng.uniform(2.8, 4.0))
        for number, row in enumerate(rows):
            at = (middle, middle + (number - (len(rows) - 1) / 2) * height * 1.3)
            draw.text(at, row, font=fonts.font(face, height), fill=255, anchor="mm")  # type: ignore[arg-type]
    turned = mask.rotate(rng.uniform(-25, 25), Image.Resampling.BILINEAR)
    return _worn(turned, rng)


def _along(mask: Image.Image, text: str, face: str, radius: float, size: int, top: bool) -> None:
    font = fonts.font(face, size)  # type: ignore[arg-type]
    widths = [font.getlength(letter) * 1.12 for letter in text]
    angle = -sum(widths) / 2 / radius
    for letter, width in zip(text, widths, strict=True):
        at = angle + width / 2 / radius
        cell = Image.new("L", (2 * size, 2 * size), 0)
        ImageDraw.Draw(cell).text((size, size), letter, font=font, fill=255, anchor="mm")
        cell = cell.rotate(-math.degrees(at) if top else math.degrees(at), Image.Resampling.BILINEAR)
        x = mask.width / 2 + radius * math.sin(at)
        y = mask.height / 2 + (-radius if top else radius) * math.cos(at)
        mask.paste(255, (round(x - size), round(y - size)), cell)
        angle += width / radius


def _worn(mask: Image.Image, rng: Random) -> Image.Image:
    """Loses ink in clouds and on one side, or is smudged by a hand that moved."""
    noise = np.random.default_rng(rng.getrandbits(32))
    values = np.asarray(mask, np.float32)
    high, wide = values.shape
    clouds = cv2.resize(noise.random((7, 7), dtype=np.float32), (wide, high), interpolation=cv2.INTER_CUBIC)
    values *= np.clip(
        1 - rng.uniform(0, 0.5) * clouds - rng.uniform(0, 0.35) * noise.random((high, wide), dtype=np.float32), 0, 1
    )
    if rng.random() < 0.25:
        side = np.linspace(rng.uniform(0.2, 0.7), 1.1, wide, dtype=np.float32)
        values *= np.clip(side if rng.random() < 0.5 else side[::-1], 0, 1)
    if rng.random() < 0.2:
        length = rng.randint(3, 8)
        values = np.maximum(values, 0.8 * cv2.blur(values, (length, 1)))
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def signature(rng: Random) -> Image.Image:
    """A few loops and a long stroke, by a pen of even width."""
    wide, high = mm(rng.uniform(30, 55)), mm(rng.uniform(12, 26))
    mask = Image.new("L", (wide, high), 0)
    draw = ImageDraw.Draw(mask)
    width = mm(rng.uniform(0.3, 0.6))
    for _ in range(rng.randint(1, 2)):
        turns, phase, lean = rng.uniform(0.8, 2.4), rng.uniform(0, 6), rng.uniform(0.2, 0.6)
        start, end = sorted((rng.uniform(0.1, 0.5), rng.uniform(0.5, 0.95)))
        points = []
        for step in range(90):
            t = step / 89
            x = start + (end - start) * t + lean * 0.25 * math.sin(turns * 6.28 * t + phase)
            y = 0.5 + (0.42 - 0.25 * t) * math.sin(turns * 6.28 * t + phase + 1.2)
            points.append((x * wide, y * high))
        for a, b in pairwise(points):
            draw.line((a, b), fill=255, width=width)
    a, b = rng.uniform(0.3, 0.95), rng.uniform(0.3, 0.95)
    draw.line((0, a * high, wide, b * high), fill=255, width=max(2, width - 1))
    return mask.filter(ImageFilter.GaussianBlur(0.6))


def block(seed: int, *, colour: bool) -> Block:
    """Block number *seed*, always the same; *colour* scanned as JPEG, otherwise in one bit."""
    rng = Random(seed * 2 + colour)
    kinds = (*fonts.families("serif"),) * 2 + fonts.families("sans")
    family = rng.choice(kinds)
    bold = family.cut(bold=rng.random() < 0.9, italic=False)
    page = Image.new("RGB", (mm(_WIDE), mm(_HIGH)), "white")
    draw = ImageDraw.Draw(page)
    size = round(rng.uniform(12.5, 14.5) * _DPI / 72)
    face = fonts.font(bold, size)
    centre, base = mm(62 + rng.uniform(-4, 4)), mm(rng.uniform(66, 80))
    body = fonts.font(family.regular, size)
    for row in range(3):
        draw.text((mm(8), mm(8 + 7 * row)), _PROSE[row], font=body, fill=(20, 20, 20), anchor="ls")
    for row, line in enumerate(rng.choice(_TITLES).split("\n")):
        draw.text((centre, mm(32 + 6 * row)), line, font=face, fill=(20, 20, 20), anchor="ms")
    small = fonts.font(family.regular, round(11 * _DPI / 72))
    for row, line in enumerate(("- Như Điều 3;", "- Lưu: VT.")):
        draw.text((mm(6), mm(40 + 5 * row)), line, font=small, fill=(20, 20, 20), anchor="ls")
    name = " ".join(
        (rng.choice(people.SURNAMES), rng.choice(people.MIDDLES["Nam"] + people.MIDDLES["Nữ"]), rng.choice(people.GIVEN["Nam"]))
    )
    if rng.random() < 0.15:
        name = name.upper()
    stamped = rng.random() < 0.15
    text = rng.choice(((200, 40, 50), (40, 60, 160))) if stamped and colour else (20, 20, 20)
    draw.text((centre, base), name, font=face, fill=text, anchor="ms")
    left, top, right, bottom = draw.textbbox((centre, base), name, font=face, anchor="ms")
    bare = page.copy()
    radius = mm(rng.uniform(16, 20))
    # Over the name, at its left end or in the middle of it, high or low.
    x, y = centre + mm(rng.uniform(-24, 6)), base - mm(rng.uniform(-6, 19))
    ink = rng.choice(_INKS) if colour else (130, 60, 60)
    _lay(page, seal(rng, str(bold), radius), ink, x - radius, y - radius)
    if rng.random() < 0.7:
        pen = signature(rng)
        drop = rng.uniform(-12, 2) if rng.random() < 0.4 else rng.uniform(-26, -16)
        _lay(page, pen, rng.choice(_PENS), x + mm(rng.uniform(-4, 14)) - pen.width // 4, base + mm(drop) - pen.height // 2)
    dpi = rng.choice((200, 300))
    finish = _in_colour if colour else _one_bit
    how = rng.getrandbits(32)
    pad = mm(0.8)
    scale = WORKING / _DPI
    box = tuple(round(v * scale) for v in (left - 2 * pad, top - pad, right + 2 * pad, bottom + pad))
    return Block(name, finish(page, dpi, Random(how)), finish(bare, dpi, Random(how)), dpi, box)  # type: ignore[arg-type]


def _lay(page: Image.Image, mask: Image.Image, colour: tuple[int, int, int], left: int, top: int) -> None:
    layer = Image.new("RGB", page.size, "white")
    layer.paste(colour, (left, top), mask)
    page.paste(ImageChops.multiply(page, layer))


def _in_colour(page: Image.Image, dpi: int, rng: Random) -> Array:
    small = page.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.3)))
    small = small.resize((page.width * dpi // _DPI, page.height * dpi // _DPI), Image.Resampling.BOX)
    noise = np.random.default_rng(rng.getrandbits(32))
    shade = np.array(sorted((rng.uniform(0.88, 1), rng.uniform(0.87, 0.99), rng.uniform(0.8, 0.98)), reverse=True))
    values = np.asarray(small, np.float32) * shade + noise.normal(0, rng.uniform(0, 6), (small.height, small.width, 1))
    file = io.BytesIO()
    Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=rng.randint(35, 90))
    return np.asarray(Image.open(file).convert("RGB"), np.uint8)


def _one_bit(page: Image.Image, dpi: int, rng: Random) -> Array:
    gray = page.convert("L").filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.4)))
    gray = gray.resize((page.width * dpi // _DPI, page.height * dpi // _DPI), Image.Resampling.BOX)
    if rng.random() < 0.5:
        gray = gray.filter(ImageFilter.UnsharpMask(2, 120, 0))
    noise = np.random.default_rng(rng.getrandbits(32))
    values = np.asarray(gray, np.float32) + noise.normal(0, rng.uniform(0, 14), (gray.height, gray.width))
    return np.where(values < rng.uniform(115, 190), 0, 255).astype(np.uint8)
