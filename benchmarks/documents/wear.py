"""What happens to papers beyond ``benchmarks.damage``: folds, staples, margins of the scanner; and each condition's way."""

from __future__ import annotations

import random
from collections.abc import Callable

import cv2
import numpy as np

from benchmarks import damage
from benchmarks.damage import Array


def scanned(page: Array, rng: random.Random, noise: float = 3, blur: float = 0.7) -> Array:
    """A good scanner as in ``damage``, of whole numbers for speed: soft, a little off white, grain of deviation *noise*."""
    soft = cv2.convertScaleAbs(cv2.GaussianBlur(page, (0, 0), blur), alpha=0.96, beta=6)
    grain = np.empty(page.shape[:2], np.int8)
    cv2.setRNGSeed(rng.randrange(2**31))
    cv2.randn(grain, 0, noise)
    if page.ndim == 3:
        grain = cv2.merge([grain] * 3)
    return np.asarray(cv2.add(soft, grain, dtype=cv2.CV_8U))


def creased(page: Array, rng: random.Random) -> Array:
    """Folded once or twice and opened again: a light ridge beside a dark one, the halves lit unequally."""
    tall, wide = page.shape[:2]
    light = np.ones((tall, wide), np.float32)
    for share in rng.sample((0.33, 0.5, 0.66), rng.randint(1, 2)):
        across = rng.random() < 0.7
        length, other = (tall, wide) if across else (wide, tall)
        at = share * length + np.linspace(rng.uniform(-25, 25), rng.uniform(-25, 25), other)
        away = (np.arange(length)[:, None] if across else np.arange(length)[None, :]) - (at[None, :] if across else at[:, None])
        ridge = -0.35 * np.exp(-((away / 4.0) ** 2)) + 0.12 * np.exp(-(((away - 9) / 6.0) ** 2))
        light *= 1 + ridge.astype(np.float32) - 0.06 * (away > 0) * np.exp(-np.abs(away) / 500).astype(np.float32)
    return scanned(np.clip(page.astype(np.float32) * light[..., None], 0, 255).astype(np.uint8), rng, 3.5)


def stapled(page: Array, rng: random.Random) -> Array:
    """A staple at the top left, the corner turned over it, its shadow, and the dark edge of the sheet beneath."""
    page = page.copy()
    tall, wide = page.shape[:2]
    size = rng.randint(150, 330)
    mask = np.zeros((tall, wide), np.uint8)
    cv2.fillPoly(mask, [np.array(((0, 0), (size + 90, 0), (0, size + 90)))], 255)
    soft = cv2.GaussianBlur(mask[: 2 * size + 400, : 2 * size + 400], (0, 0), 35).astype(np.float32) / 255
    part = page[: soft.shape[0], : soft.shape[1]].astype(np.float32) * (1 - 0.55 * soft[..., None])
    page[: soft.shape[0], : soft.shape[1]] = part.astype(np.uint8)
    cv2.fillPoly(page, [np.array(((0, 0), (size, 0), (0, size)))], (rng.randint(120, 225),) * 3)
    x, y = size // 2 + 40, size // 2 + rng.randint(30, 60)
    cv2.line(page, (x, y), (x + 95, y - 60), (70, 70, 75), 8)
    edge = rng.randint(10, 40)
    page[:, -edge:] = (page[:, -edge:] * np.linspace(0.95, 0.4, edge)[None, :, None]).astype(np.uint8)
    return scanned(page, rng, 3)


def specked(page: Array, rng: random.Random) -> Array:
    """Dust, and often a broken dark stripe at one edge, as on black and white scans."""
    found = page.copy()
    tall, wide = found.shape[:2]
    for _ in range(rng.randint(3, 120)):
        cv2.circle(found, (rng.randrange(wide), rng.randrange(tall)), rng.choice((1, 1, 2, 3)), (25, 25, 25), -1)
    if rng.random() < 0.4:
        numbers = np.random.default_rng(rng.randrange(2**32))
        edge = rng.randint(6, 26)
        stripe = cv2.resize(numbers.random((tall // 40, 1)).astype(np.float32), (edge, tall)) > rng.uniform(0.3, 0.8)
        side = slice(0, edge) if rng.random() < 0.7 else slice(wide - edge, wide)
        found[:, side][stripe] = 20
    return found


def black_and_white(page: Array, rng: random.Random, dpi: int) -> Array:
    """One bit a pixel at *dpi*, with the scanner's own threshold."""
    return damage.one_bit(scanned(specked(page, rng), rng, 4), dpi / 300, rng.randint(118, 190))


def faded(page: Array, rng: random.Random) -> Array:
    """From half of the ink gone to nearly all."""
    pale = damage.faded(page, rng)
    keep = rng.uniform(0, 0.45)
    return np.asarray(cv2.addWeighted(page, keep, pale, 1 - keep, 0))


def photocopied(page: Array, rng: random.Random) -> Array:
    """A copy, or a copy of a copy: rough edges, strokes thinner or thicker, dust, often a dark edge; half of them one bit."""
    gray = np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)) if page.ndim == 3 else page
    numbers = np.random.default_rng(rng.randrange(2**32))
    for _ in range(rng.randint(1, 2)):
        rough = gray.astype(np.float32) + numbers.standard_normal(gray.shape, dtype=np.float32) * rng.uniform(12, 34)
        rough = cv2.GaussianBlur(rough, (0, 0), rng.uniform(0.9, 1.3))
        level = rng.uniform(118, 170)
        gray = np.clip((rough - level) * rng.uniform(2, 8) + 128, 30, 250).astype(np.uint8)
    dust = numbers.random(gray.shape, dtype=np.float32) < rng.uniform(0, 0.0004)
    gray[cv2.dilate(dust.astype(np.uint8), np.ones((2, 2), np.uint8)) > 0] = 40
    if rng.random() < 0.6:
        edge = rng.randint(15, 60)
        gray[:, :edge] = np.clip(numbers.standard_normal((gray.shape[0], edge)) * 40 + 70, 0, 255).astype(np.uint8)
    return damage.one_bit(gray, 200 / 300, 150) if rng.random() < 0.5 else scanned(gray, rng, 4, 0.8)


def telephone(page: Array, rng: random.Random) -> Array:
    """A photograph, whichever way the sheet lies."""
    if page.shape[1] > page.shape[0]:
        return np.ascontiguousarray(np.rot90(damage.photographed(np.ascontiguousarray(np.rot90(page)), rng), -1))
    return damage.photographed(page, rng)


def leaning(page: Array, rng: random.Random, least: float, most: float) -> Array:
    """Turned by *least* to *most* degrees to either side."""
    return damage.skewed(page, rng.choice((-1, 1)) * rng.uniform(least, most))


Way = Callable[[Array, random.Random], Array]

WAYS: dict[str, tuple[int, int, Way]] = {  # weight of 100, dots per inch of what comes out, what is done to a page
    "clean 300 dpi": (13, 300, scanned),
    "clean 200 dpi": (8, 200, lambda page, rng: damage.resized(scanned(page, rng), 200 / 300)),
    "1-bit 300 dpi": (12, 300, lambda page, rng: black_and_white(page, rng, 300)),
    "1-bit 200 dpi": (10, 200, lambda page, rng: black_and_white(page, rng, 200)),
    "red seal on name": (8, 300, scanned),
    "1-bit seal on name": (6, 200, lambda page, rng: black_and_white(page, rng, 200)),
    "skewed": (6, 300, lambda page, rng: scanned(leaning(page, rng, 0.8, 3.5), rng)),
    "faded": (5, 300, faded),
    "photocopy": (5, 300, photocopied),
    "yellowed": (4, 300, damage.yellowed),
    "jpeg": (4, 200, lambda page, rng: damage.resized(scanned(page, rng), 200 / 300)),
    "bleed-through": (3, 300, scanned),
    "phone photo": (3, 280, telephone),
    "typewriter": (4, 300, scanned),
    "by hand": (6, 300, scanned),
    "creased": (2, 300, creased),
    "stapled": (2, 300, stapled),
}
COLOURED = frozenset({"red seal on name", "yellowed", "phone photo", "creased", "stapled"})
