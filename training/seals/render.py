"""
Pairs to learn from: one-bit ink at 200 dpi with seals and signatures over text, and which of its pixels are text.

Text, seals and signatures are drawn apart into banks and laid over each other anew for every pair, as ink lies over ink, then
blurred and thresholded together. Everything is invented; syllables are put together at random, so that no name is learnt.
"""

from __future__ import annotations

import math
import unicodedata
from pathlib import Path
from random import Random

import cv2
import numpy as np
import numpy.typing as npt
from fontTools.ttLib import TTFont, TTLibError
from PIL import Image, ImageDraw, ImageFont

Gray = npt.NDArray[np.float32]
"""Ink from 0 (none) to 1 (black)."""

HIGH, WIDE = 176, 320
_MM = 200 / 25.4
_TONES = ("", "̀", "́", "̉", "̃", "̣")
_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x".split()  # noqa: SIM905
_CORES = "a ă â e ê i o ô ơ u ư y ia iê ươ oa uy ay ai ao iu ôi ươi yê uâ oă".split()  # noqa: SIM905
_CODAS = ("", "", "", "n", "ng", "nh", "m", "t", "c", "ch", "p")


def syllable(rng: Random) -> str:
    core = rng.choice(_CORES)
    at = len(core) - 1 if rng.random() < 0.6 else 0
    toned = unicodedata.normalize("NFC", core[: at + 1] + rng.choice(_TONES) + core[at + 1 :])
    return rng.choice(_ONSETS) + toned + rng.choice(_CODAS)


def phrase(rng: Random, words: int) -> str:
    parts = [syllable(rng) for _ in range(words)]
    style = rng.random()
    if style < 0.45:
        return " ".join(part.capitalize() for part in parts)
    if style < 0.75:
        return " ".join(part.upper() for part in parts)
    return " ".join(parts) + rng.choice((";", ".", ",", ""))


def faces(folders: list[Path]) -> list[Path]:
    """Faces under *folders* that hold the Vietnamese letters; upright and slanted, all weights."""
    wanted = {ord(c) for c in "ẤẦẨẪẬấầẩẫậỆệỮữĐđƠơợỵỸắặ"}
    found = []
    for path in sorted(path for folder in folders for path in folder.rglob("*.[to]tf")):
        if any(part in path.name for part in ("Mono", "Thin", "ExtraLight", "Black", "Symbol", "Display", "Condensed")):
            continue
        try:
            with TTFont(path, lazy=True) as face:
                if wanted <= set(face.getBestCmap() or {}):
                    found.append(path)
        except (OSError, TTLibError):
            continue
    return found


def text(rng: Random, fonts: list[Path]) -> Gray:
    """A few lines of print as they stand about a signature; sometimes none."""
    picture = Image.new("L", (WIDE, HIGH), 0)
    draw = ImageDraw.Draw(picture)
    y = rng.uniform(-30, 60)
    face = rng.choice(fonts)
    bold = [f for f in fonts if "Bold" in f.name and "Italic" not in f.name] or fonts
    while y < HIGH:
        kind = rng.random()
        points = rng.uniform(12, 15) if kind < 0.8 else rng.uniform(10, 12)
        font = ImageFont.truetype(str(rng.choice(bold) if kind < 0.6 else face), round(points * 200 / 72))
        x = rng.uniform(-80, 120)
        draw.text((x, y), phrase(rng, rng.randint(2, 5) if kind < 0.8 else rng.randint(4, 12)), font=font, fill=255, anchor="ls")
        y += points * 200 / 72 * (rng.uniform(1.05, 1.5) if rng.random() < 0.6 else rng.uniform(2, 5))
    turned = picture.rotate(rng.gauss(0, 0.25), Image.Resampling.BILINEAR)
    return np.asarray(turned, np.float32) / 255


def seal(rng: Random, fonts: list[Path]) -> Gray:
    """A round seal of any make, drawn twice as large and brought to size."""
    radius = rng.uniform(14, 21) * _MM * 2
    side = int(2 * radius + 24)
    picture = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(picture)
    middle = side / 2

    def ring(at: float, width: float) -> None:
        draw.ellipse((middle - at, middle - at, middle + at, middle + at), outline=255, width=max(2, round(width)))

    outer = rng.uniform(0.4, 1.5) * _MM * 2
    ring(radius, outer)
    edge = radius - outer
    if rng.random() < 0.35:
        teeth, deep = rng.randint(60, 160), rng.uniform(2, 8)
        for tooth in range(teeth):
            a = tooth * 2 * math.pi / teeth
            x, y = middle + radius * math.cos(a), middle + radius * math.sin(a)
            draw.ellipse((x - deep, y - deep, x + deep, y + deep), fill=255 if rng.random() < 0.8 else 0)
    if rng.random() < 0.7:
        edge -= rng.uniform(0.5, 1.6) * _MM * 2
        ring(edge, rng.uniform(0.15, 0.5) * _MM * 2)
    inner = radius * rng.uniform(0.5, 0.72)
    if rng.random() < 0.9:
        ring(inner, rng.uniform(0.15, 0.5) * _MM * 2)
    face = rng.choice(fonts)
    size = round(min((edge - inner) * rng.uniform(0.55, 0.95), 4.2 * _MM * 2))
    font = ImageFont.truetype(str(face), max(size, 12))
    for top in (True, False):
        words = phrase(rng, rng.randint(2, 6)).upper() + rng.choice(("", " *", ""))
        _along(picture, words, font, (edge + inner) / 2, top, rng.uniform(1.0, 1.6))
    what = rng.random()
    if what < 0.4:
        reach, dent = inner * rng.uniform(0.25, 0.7), rng.uniform(0.35, 0.45)
        star = [(reach * (1.0, dent)[k % 2], k * math.pi / 5) for k in range(10)]
        draw.polygon([(middle + r * math.sin(a), middle - r * math.cos(a)) for r, a in star], fill=255)
    if 0.3 < what < 0.65:
        _emblem(draw, middle, inner, rng)
    if what > 0.65:
        rows = rng.randint(1, 3)
        high = round(rng.uniform(2.4, 4.4) * _MM * 2)
        font = ImageFont.truetype(str(face), high)
        for row in range(rows):
            at = (middle, middle + (row - (rows - 1) / 2) * high * 1.25)
            draw.text(at, phrase(rng, rng.randint(1, 2)).upper(), font=font, fill=255, anchor="mm")
    turned = picture.rotate(rng.gauss(0, 12), Image.Resampling.BILINEAR)
    values = cv2.resize(
        np.asarray(turned, np.float32) / 255, None, fx=0.5, fy=rng.uniform(0.49, 0.51), interpolation=cv2.INTER_AREA
    )
    return worn(values, rng)


def _emblem(draw: ImageDraw.ImageDraw, middle: float, inner: float, rng: Random) -> None:
    """The crowded middle of a state seal: ears of rice around a star, a wheel and a ribbon."""
    for _ in range(rng.randint(150, 700)):
        a, at = rng.uniform(0, 2 * math.pi), inner * rng.uniform(0.4, 0.9)
        x, y, s = middle + at * math.cos(a), middle + at * math.sin(a), rng.uniform(1, 5)
        draw.ellipse((x - s, y - s, x + s, y + 1.5 * s), fill=rng.choice((255, 255, 0)))
    for _ in range(rng.randint(2, 12)):
        a, b = sorted((rng.uniform(0, 360), rng.uniform(0, 360)))
        at = inner * rng.uniform(0.3, 0.95)
        draw.arc((middle - at, middle - at, middle + at, middle + at), a, b, fill=255, width=rng.randint(2, 6))


def _along(picture: Image.Image, words: str, font: ImageFont.FreeTypeFont, radius: float, top: bool, loose: float) -> None:
    size = int(font.size)
    widths = [font.getlength(letter) * loose for letter in words]
    angle = -min(sum(widths) / 2 / radius, 2.6)
    for letter, width in zip(words, widths, strict=True):
        at = angle + width / 2 / radius
        cell = Image.new("L", (2 * size, 2 * size), 0)
        ImageDraw.Draw(cell).text((size, size), letter, font=font, fill=255, anchor="mm")
        cell = cell.rotate(-math.degrees(at) if top else math.degrees(at), Image.Resampling.BILINEAR)
        x = picture.width / 2 + radius * math.sin(at)
        y = picture.height / 2 + (-radius if top else radius) * math.cos(at)
        picture.paste(255, (round(x - size), round(y - size)), cell)
        angle += width / radius
        if angle > 2.6:
            break


def worn(values: Gray, rng: Random) -> Gray:
    """Ink that is pale in clouds, in grain, or on one side."""
    noise = np.random.default_rng(rng.getrandbits(32))
    high, wide = values.shape
    clouds = cv2.resize(noise.random((6, 6), dtype=np.float32), (wide, high), interpolation=cv2.INTER_CUBIC)
    grain = cv2.GaussianBlur(noise.random((high, wide), dtype=np.float32), (0, 0), rng.uniform(0.3, 1.2))
    kept = 1 - rng.uniform(0, 0.6) * clouds - rng.uniform(0, 0.7) * (grain - 0.3)
    if rng.random() < 0.3:
        kept = kept * np.linspace(rng.uniform(0.3, 1.0), 1.1, wide, dtype=np.float32)[:: rng.choice((1, -1))]
    return np.asarray(np.clip(values * np.clip(kept, 0, 1) * rng.uniform(0.75, 1.0), 0, 1), np.float32)


def signature(rng: Random) -> Gray:
    """Loops, angles and long strokes of a pen whose width changes with its speed."""
    wide, high = round(rng.uniform(20, 60) * _MM), round(rng.uniform(8, 30) * _MM)
    picture = np.zeros((high, wide), np.uint8)
    base = rng.uniform(0.2, 0.6) * _MM
    for _ in range(rng.randint(1, 4)):
        count = rng.randint(3, 9)
        x = np.cumsum([rng.uniform(-0.1, 0.35) for _ in range(count)])
        x = (x - x.min()) / max(float(np.ptp(x)), 0.1) * rng.uniform(0.3, 0.9) + rng.uniform(0, 0.2)
        y = np.array([rng.uniform(0.05, 0.95) for _ in range(count)])
        t = np.linspace(0, count - 1, 40 * count)
        if rng.random() < 0.8:
            points = [
                cv2.GaussianBlur(np.interp(t, range(count), v).astype(np.float32)[:, None], (0, 0), 9)[:, 0] for v in (x, y)
            ]
        else:
            points = [np.interp(t, range(count), v) for v in (x, y)]
        px, py = points[0] * wide, points[1] * high
        for k in range(len(t) - 1):
            speed = math.hypot(px[k + 1] - px[k], py[k + 1] - py[k])
            cv2.line(
                picture, (round(px[k] * 8), round(py[k] * 8)), (round(px[k + 1] * 8), round(py[k + 1] * 8)), 255,
                max(1, round(base - speed * 0.25)), cv2.LINE_AA, 3,
            )  # fmt: skip
    if rng.random() < 0.6:
        a, b = rng.uniform(0.2, 1), rng.uniform(0.1, 0.95)
        cv2.line(picture, (0, int(a * high)), (wide, int(b * high)), 255, max(1, round(base * rng.uniform(0.4, 1))), cv2.LINE_AA)
    return picture.astype(np.float32) / 255


def marks(rng: Random, seals: list[Gray], signs: list[Gray], high: int = HIGH, wide: int = WIDE) -> Gray:
    """Seals and signatures as they lie about (high, wide) of a page; seldom nothing."""
    over = np.zeros((high, wide), np.float32)
    if rng.random() < 0.92:
        stamp = seals[rng.randrange(len(seals))]
        top = rng.randint(45 - stamp.shape[0], high - 65)
        _put(over, stamp, rng.randint(-stamp.shape[1] // 2, wide - stamp.shape[1] // 2), top)
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        pen = signs[rng.randrange(len(signs))]
        _put(over, pen, rng.randint(-pen.shape[1] // 2, wide - pen.shape[1] // 2), rng.randint(-100, high - 40))
    return over


def scanned(rng: Random, *layers: Gray) -> list[npt.NDArray[np.bool_]]:
    """
    Ink of each of *layers* (h, w), all scanned in one way: blur, some sharpening, grain, one threshold, swollen now and then.

    A third is scanned at 300 dpi and brought to 200 by a second threshold, as the clean-up does.
    """
    finer = rng.random() < 0.35
    blur, threshold, sharp = rng.uniform(0.3, 1.0), rng.uniform(0.25, 0.62), rng.choice((0.0, 0.0, rng.uniform(0.4, 1.3)))
    high, wide = layers[0].shape
    size = (round(wide * 1.5), round(high * 1.5)) if finer else (wide, high)
    noise = np.random.default_rng(rng.getrandbits(32)).standard_normal(size[::-1], np.float32) * rng.uniform(0, 0.07)
    swollen, second = rng.random() < 0.1, rng.uniform(0.4, 0.6)
    found = []
    for layer in layers:
        gray = cv2.resize(layer, size, interpolation=cv2.INTER_LINEAR) if finer else layer
        gray = np.asarray(cv2.GaussianBlur(gray, (0, 0), blur * (1.3 if finer else 1.0)), np.float32)
        if sharp:
            gray = np.clip(gray + sharp * (gray - cv2.GaussianBlur(gray, (0, 0), 2)), 0, 1)
        ink = (gray + noise > threshold).astype(np.uint8)
        if finer:
            ink = (cv2.resize(ink.astype(np.float32), (wide, high), interpolation=cv2.INTER_AREA) > second).astype(np.uint8)
        if swollen:
            ink = np.asarray(cv2.dilate(ink, np.ones((2, 2), np.uint8)), np.uint8)
        found.append(ink > 0)
    return found


def over_print(print_: Gray, over: Gray) -> Gray:
    """Ink of both layers, as inks lie over each other."""
    return np.asarray(1 - (1 - print_) * (1 - over), np.float32)


def pair(
    rng: Random, texts: list[Gray], seals: list[Gray], signs: list[Gray]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """
    (ink, text, near) of a page part, all 0 or 1, (HIGH, WIDE).

    *text* is the part of the ink that is print, *near* where seals and signatures lie.
    """
    base = texts[rng.randrange(len(texts))] * rng.uniform(0.85, 1.0)
    over = marks(rng, seals, signs)
    ink, print_only = scanned(rng, over_print(base, over), base)
    near = cv2.dilate((over > 0.15).astype(np.uint8), np.ones((9, 9), np.uint8))
    return ink.astype(np.uint8), (ink & print_only).astype(np.uint8), np.asarray(near, np.uint8)


def _put(page: Gray, mask: Gray, left: int, top: int) -> None:
    y0, y1, x0, x1 = max(top, 0), min(top + mask.shape[0], HIGH), max(left, 0), min(left + mask.shape[1], WIDE)
    if y0 < y1 and x0 < x1:
        page[y0:y1, x0:x1] = np.maximum(page[y0:y1, x0:x1], mask[y0 - top : y1 - top, x0 - left : x1 - left])
