"""What scanners, copiers, telephones and time do to a page: uint8 arrays of (height, width[, 3]) in and out."""

from __future__ import annotations

import random

import cv2
import numpy as np

Array = np.ndarray


def scanned(page: Array, rng: random.Random, noise: float = 3, blur: float = 0.7) -> Array:
    """A good scanner: slightly soft, paper a little off white, grain of standard deviation *noise*."""
    soft = cv2.GaussianBlur(page, (0, 0), blur).astype(np.float32) * 0.96 + 6
    return _clipped(soft + _grain(page.shape, rng, noise))


def noisy(page: Array, rng: random.Random) -> Array:
    """Heavy grain, and specks both ways on about 1.5 % of the pixels."""
    found = _clipped(page.astype(np.float32) + _grain(page.shape, rng, rng.uniform(14, 24)))
    chance = _numpy(rng).random(page.shape[:2])
    found[chance < 0.009], found[chance > 0.994] = 20, 250
    return found


def faded(page: Array, rng: random.Random) -> Array:
    """Ink down to a fifth to a third of its strength, unevenly."""
    strength = 0.2 + 0.14 * _patches(page, rng, 300)[..., None]
    return _clipped(242 - (255 - page.astype(np.float32)) * strength + _grain(page.shape, rng, 3.5))


def yellowed(page: Array, rng: random.Random) -> Array:
    """Paper of old age: brown towards the edges, with stains; dark enough that one threshold for the page fails."""
    tall, wide = page.shape[:2]
    y, x = np.mgrid[-1 : 1 : tall * 1j, -1 : 1 : wide * 1j].astype(np.float32)
    shade = (
        1
        - 0.3 * np.minimum(np.maximum(np.abs(x - rng.uniform(-0.3, 0.3)), np.abs(y)), 1.15) ** 3
        - 0.13 * (_patches(page, rng, 500) > 0.62)
    )
    shade = cv2.GaussianBlur(shade.astype(np.float32), (0, 0), 40) * rng.uniform(0.72, 0.9)
    return _clipped(
        page.astype(np.float32) * shade[..., None] * np.array((1, 0.9, 0.66), np.float32) + _grain(page.shape, rng, 5)
    )


def skewed(page: Array, degrees: float, border: int = 250) -> Array:
    """Turned anticlockwise about its middle, corners cut off."""
    tall, wide = page.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, tall / 2), degrees, 1)
    fill = (border,) * 3
    return np.asarray(
        cv2.warpAffine(page, turn, (wide, tall), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=fill)
    )


def photocopied(page: Array, rng: random.Random) -> Array:
    """A copy of a copy: strokes broken or swollen, toner dust, a dark edge; gray."""
    gray = _gray(page).astype(np.float32)
    rough = cv2.GaussianBlur(gray + _grain(gray.shape, rng, 38), (0, 0), 1.3)
    copy = np.where(rough < rng.choice((112, 168)), 35, 248).astype(np.uint8)
    dust = _numpy(rng).random(copy.shape) < 0.0006
    copy[cv2.dilate(dust.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = 40
    edge = rng.randint(20, 70)
    copy[:, :edge] = np.clip(_grain((copy.shape[0], edge), rng, 40) + 70, 0, 255).astype(np.uint8)
    return scanned(copy, rng, 4, 0.9)


def one_bit(page: Array, scale: float, threshold: int) -> Array:
    """Black and white, resized by *scale*: seals become black ink among the letters."""
    small = cv2.resize(_gray(page), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.where(small < threshold, 0, 255).astype(np.uint8)


def shown_through(page: Array, back: Array, rng: random.Random) -> Array:
    """*back*, the other side of the sheet, through the paper: mirrored, soft, a seventh to a third as dark."""
    mirror = cv2.GaussianBlur(back[:, ::-1], (0, 0), rng.uniform(1.8, 3.2)).astype(np.float32)
    return _clipped(page.astype(np.float32) - (255 - mirror) * rng.uniform(0.15, 0.34))


def photographed(page: Array, rng: random.Random) -> Array:
    """Taken with a telephone: perspective, a dark table around, light from one side, a little out of focus; about 7.5 Mpx."""
    tall, wide = 3300, 2330
    corners = np.array(((0, 0), (page.shape[1], 0), (page.shape[1], page.shape[0]), (0, page.shape[0])), np.float32)
    inset = [(rng.uniform(0.03, 0.1), rng.uniform(0.02, 0.07)) for _ in range(4)]
    signs = ((1, 1), (-1, 1), (-1, -1), (1, -1))
    starts = ((0, 0), (wide, 0), (wide, tall), (0, tall))
    onto = np.array(
        [(sx + dx * ix * wide, sy + dy * iy * tall) for (sx, sy), (dx, dy), (ix, iy) in zip(starts, signs, inset, strict=True)],
        np.float32,
    )
    table = (rng.randint(40, 90), rng.randint(35, 70), rng.randint(30, 60))
    photo = cv2.warpPerspective(
        page, cv2.getPerspectiveTransform(corners, onto), (wide, tall), flags=cv2.INTER_AREA, borderValue=table
    )
    y, x = np.mgrid[0 : 1 : tall * 1j, 0 : 1 : wide * 1j].astype(np.float32)
    light = rng.uniform(0.5, 0.65) + (1 - x if rng.random() < 0.5 else x) * 0.3 + 0.12 * y
    return _clipped(cv2.GaussianBlur(photo, (0, 0), 0.9).astype(np.float32) * light[..., None] + _grain(photo.shape, rng, 5))


def blurred(page: Array, rng: random.Random) -> Array:
    """Out of focus (standard deviation 2.3 to 3.1 pixels at 300 dpi), or moved by some pixels while scanning."""
    if rng.random() < 0.5:
        return scanned(page, rng, 3, rng.uniform(2.3, 3.1))
    length = rng.randint(7, 11)
    return scanned(
        np.asarray(cv2.filter2D(page, -1, np.full((length, 1) if rng.random() < 0.5 else (1, length), 1 / length))), rng
    )


def punched(page: Array, rng: random.Random) -> Array:
    """Black edges of an open scanner lid of unequal width, two punched holes, a thin dark line down the page."""
    found = skewed(page, rng.uniform(-0.8, 0.8), 252)
    tall, wide = found.shape[:2]
    for y in (tall // 2 - 472, tall // 2 + 472):
        cv2.circle(found, (rng.randint(120, 170), y + rng.randint(-30, 30)), 35, (12, 12, 12), -1)
    widths = [rng.randint(0, 110) for _ in range(4)]
    found[: widths[0]], found[tall - widths[1] :] = 10, 10
    found[:, : min(widths[2], 70)], found[:, wide - widths[3] :] = 10, 10
    x = rng.randint(400, wide - 400)
    found[:, x : x + 2] = found[:, x : x + 2] // 2
    return scanned(found, rng)


def resized(page: Array, scale: float) -> Array:
    """Area average, as scanners bin their dots."""
    return np.asarray(cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def _gray(page: Array) -> Array:
    return np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)) if page.ndim == 3 else page


def _numpy(rng: random.Random) -> np.random.Generator:
    return np.random.default_rng(rng.randrange(2**32))


def _grain(shape: tuple[int, ...], rng: random.Random, deviation: float) -> Array:
    plain = _numpy(rng).standard_normal(shape[:2], dtype=np.float32) * deviation
    return plain[..., None] if len(shape) == 3 else plain


def _patches(page: Array, rng: random.Random, size: int) -> Array:
    """Smooth random field over *page*, 0 to 1, its features *size* pixels wide; (height, width)."""
    tall, wide = page.shape[:2]
    field = _numpy(rng).random((tall // size + 2, wide // size + 2), dtype=np.float32)
    return np.asarray(np.clip(cv2.resize(field, (wide, tall), interpolation=cv2.INTER_CUBIC), 0, 1))


def _clipped(page: Array) -> Array:
    return np.asarray(np.clip(page, 0, 255), np.uint8)
