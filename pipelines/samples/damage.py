"""
What time, copiers, scanners and telephones do to a page.

Every function takes an RGB page at 300 dpi as ``uint8`` array (height, width, 3) and a random source, and returns a new
page; none changes the text. Sizes of the defects were chosen by looking at public scans of Vietnamese offices.
"""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


def _noise(rng: Random) -> np.random.Generator:
    return np.random.default_rng(rng.getrandbits(32))


def _paper_white(page: Pixels) -> tuple[int, int, int]:
    red, green, blue = (int(value) for value in page[4, 4])
    return red, green, blue


def _turned(page: Pixels, degrees: float) -> Pixels:
    high, wide = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
    out = cv2.warpAffine(page, matrix, (wide, high), flags=cv2.INTER_LINEAR, borderValue=_paper_white(page))
    return np.asarray(out, dtype=np.uint8)


def jiggle(page: Pixels, rng: Random) -> Pixels:
    """Turn the page by the few tenths of a degree that no feeder avoids."""
    return _turned(page, rng.uniform(-0.4, 0.4))


def skew(page: Pixels, rng: Random) -> Pixels:
    """Turn by 0.8 to 4 degrees either way."""
    return _turned(page, rng.choice((-1, 1)) * rng.uniform(0.8, 4.0))


def _clouds(shape: tuple[int, ...], rng: Random, cells: int) -> NDArray[np.float32]:
    """Smooth random values from 0 to 1 over the page."""
    coarse = _noise(rng).random((cells, cells), dtype=np.float32)
    small = cv2.resize(coarse, (shape[1] // 8, shape[0] // 8), interpolation=cv2.INTER_CUBIC)
    big = cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.clip(np.asarray(big, dtype=np.float32), 0.0, 1.0)


def _specks(page: Pixels, rng: Random, count: int, most: int) -> Pixels:
    out = page.copy()
    high, wide = page.shape[:2]
    for _ in range(count):
        at = (rng.randrange(wide), rng.randrange(high))
        shade = rng.randint(0, 110)
        cv2.ellipse(out, at, (rng.randint(1, most), rng.randint(1, most)), rng.uniform(0, 180), 0, 360, (shade, shade, shade), -1)
    return out


def noise(page: Pixels, rng: Random) -> Pixels:
    """Grain of a cheap sensor, specks of dust, and pepper and salt."""
    source = _noise(rng)
    grain = source.normal(0, rng.uniform(9, 20), page.shape[:2]).astype(np.int16)
    out = cv2.add(page.astype(np.int16), cv2.merge([grain] * 3))
    out = np.clip(out, 0, 255).astype(np.uint8)
    dots = source.random(page.shape[:2], dtype=np.float32)
    few = rng.uniform(0.0005, 0.003)
    out[dots < few] = 30
    out[dots > 1 - few] = 255
    return _specks(out, rng, rng.randint(80, 400), 4)


def faded(page: Pixels, rng: Random, left: tuple[float, float] = (0.3, 0.5)) -> Pixels:
    """Only a share *left* of the ink's contrast remains, less in some places."""
    keep = rng.uniform(*left) + 0.18 * (_clouds(page.shape, rng, 5) - 0.5)
    white = np.array(_paper_white(page), dtype=np.float32)
    ink = white - page
    return np.clip(white - 4 - ink * keep[:, :, None], 0, 255).astype(np.uint8)


def yellowed(page: Pixels, rng: Random) -> Pixels:
    """Old paper: yellow to brown, darker towards the edges, blotches, a fold or two."""
    high, wide = page.shape[:2]
    age = rng.uniform(0.25, 0.6)
    ys, xs = np.linspace(-1, 1, high, dtype=np.float32)[:, None], np.linspace(-1, 1, wide, dtype=np.float32)[None, :]
    rim = np.clip(np.maximum(xs**8, ys**8) + 0.6 * (xs**2 + ys**2) / 2, 0, 1)
    depth = age * (0.35 + 0.45 * _clouds(page.shape, rng, 7) + 0.5 * rim)
    out = np.empty_like(page)
    for channel, loss in enumerate((0.18, 0.32, 0.62)):
        out[:, :, channel] = np.clip(page[:, :, channel] * (1 - depth * loss), 0, 255)
    for _ in range(rng.randint(0, 2)):
        y = round(high * rng.choice((0.33, 0.5, 0.66)) + rng.uniform(-60, 60))
        out[y : y + 3] = (out[y : y + 3] * 0.82).astype(np.uint8)
        out[y + 3 : y + 7] = np.clip(out[y + 3 : y + 7] * 1.06, 0, 255).astype(np.uint8)
    return out


def bleed_through(page: Pixels, rng: Random, back: Pixels) -> Pixels:
    """The reverse side (*back*) shines through, mirrored and blurred."""
    ghost = cv2.GaussianBlur(cv2.flip(back, 1), (0, 0), rng.uniform(2.0, 4.0))
    shift = np.array([[1, 0, rng.uniform(-40, 40)], [0, 1, rng.uniform(-60, 60)]], dtype=np.float32)
    ghost = cv2.warpAffine(ghost, shift, (page.shape[1], page.shape[0]), borderValue=(255, 255, 255))
    strength = rng.uniform(0.16, 0.34)
    pale = (255 - (255 - ghost.astype(np.float32)) * strength).astype(np.uint8)
    return np.asarray(cv2.min(page, pale), dtype=np.uint8)


def rotated_90(page: Pixels, rng: Random) -> Pixels:
    """Fed in sideways, either way."""
    return np.ascontiguousarray(np.rot90(page, rng.choice((1, 3))))


def rotated_180(page: Pixels, rng: Random) -> Pixels:
    """Fed in upside down."""
    del rng
    return np.ascontiguousarray(np.rot90(page, 2))


def photocopy(page: Pixels, rng: Random) -> Pixels:
    """A copy of a copy: strokes swell or break, specks, shadow at an edge; colour is lost."""
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    grey = cv2.GaussianBlur(grey, (0, 0), rng.uniform(1.4, 2.2))
    grey = np.clip(grey + 46 * (_clouds(grey.shape, rng, 9) - 0.5) + rng.uniform(-14, 26), 0, 255).astype(np.uint8)
    grey = cv2.convertScaleAbs(grey, alpha=2.6, beta=-190)
    out = _specks(np.asarray(cv2.merge([grey] * 3), dtype=np.uint8), rng, rng.randint(250, 900), 5)
    edge = rng.randint(10, 70)
    if rng.random() < 0.6:
        out[:, :edge] = np.minimum(out[:, :edge], rng.randint(0, 60))
    if rng.random() < 0.4:
        out[-edge // 2 :] = np.minimum(out[-edge // 2 :], rng.randint(0, 60))
    return out


def bilevel(page: Pixels, rng: Random) -> Pixels:
    """What a 1-bit scanner makes of a page: sharpened grey, a few specks, a dark line at an edge. Thresholding comes later."""
    out = _specks(page, rng, rng.randint(0, 60), 3)
    if rng.random() < 0.3:
        x = rng.choice((rng.randint(0, 30), page.shape[1] - rng.randint(6, 30)))
        out[:, x : x + rng.randint(3, 10)] = 20
    return out


def phone(page: Pixels, rng: Random) -> Pixels:
    """Photographed on a table: perspective, uneven light with a shadow, soft focus. The page keeps its size in pixels."""
    high, wide = page.shape[:2]

    def off(share: float) -> float:
        return rng.uniform(0.01, share)

    corners = np.array(
        [
            [wide * off(0.07), high * off(0.05)],
            [wide * (1 - off(0.07)), high * off(0.05)],
            [wide * (1 - off(0.05)), high * (1 - off(0.04))],
            [wide * off(0.05), high * (1 - off(0.04))],
        ],
        dtype=np.float32,
    )
    flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], dtype=np.float32)
    table = rng.choice(((92, 70, 52), (60, 62, 66), (120, 110, 96)))
    warped = cv2.warpPerspective(page, cv2.getPerspectiveTransform(flat, corners), (wide, high), borderValue=table)
    warped = cv2.GaussianBlur(warped, (0, 0), rng.uniform(0.8, 1.8))
    xs, ys = np.linspace(-1, 1, wide, dtype=np.float32)[None, :], np.linspace(-1, 1, high, dtype=np.float32)[:, None]
    light = rng.uniform(0.78, 0.92) + rng.uniform(-0.16, 0.16) * xs + rng.uniform(-0.16, 0.16) * ys
    if rng.random() < 0.5:
        edge = xs * rng.uniform(-1, 1) + ys * rng.uniform(-1, 1) + rng.uniform(-0.3, 0.6)
        light = light - 0.22 / (1 + np.exp(np.clip(-edge * 14, -40, 40)))
    out = np.empty_like(page)
    for channel, tint in enumerate((1.0, rng.uniform(0.96, 1.0), rng.uniform(0.86, 0.97))):
        out[:, :, channel] = np.clip(warped[:, :, channel] * (light * tint), 0, 255)
    return out


def resized(page: Pixels, dpi: int) -> Pixels:
    """The page at *dpi* instead of 300."""
    if dpi == 300:
        return page
    size = (round(page.shape[1] * dpi / 300), round(page.shape[0] * dpi / 300))
    return np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
