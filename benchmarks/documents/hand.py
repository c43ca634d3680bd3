"""Handwriting: monoline letters that lean, dance and are joined, warped as a whole; nobody's hand and no font's."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.documents.faces import face

INKS = ((28, 40, 130), (24, 44, 150), (36, 34, 60), (20, 20, 24), (52, 44, 140))
_TALL, _BASE, _EDGE = 190, 125, 40


@dataclass(frozen=True, slots=True)
class Hand:
    """One writer: *points* of the letters, *slant* as dx/dy, *pen* in pixels, *dance* and *warp* in pixels, ink as RGB."""

    points: float
    slant: float
    pen: int
    dance: float
    warp: float
    joins: float
    tight: float
    ink: tuple[int, int, int]
    model: str


def writer(rng: random.Random) -> Hand:
    """Somebody's habits."""
    upright = rng.random() < 0.25
    slant = rng.choice((rng.uniform(0.15, 0.5), rng.uniform(-0.15, 0.2)))
    return Hand(
        rng.uniform(14, 18),
        slant * (0.5 if upright else 1),
        3 if upright else rng.choice((3, 4, 4, 5)),
        rng.uniform(1.5, 4),
        rng.uniform(3, 4 if upright else 6),
        rng.choice((0.9, 0.7, 0.2)),
        rng.uniform(0.98, 1.1) if upright else rng.uniform(0.82, 0.98),
        rng.choice(INKS),
        "pen upright" if upright else "pen",
    )


def width(hand: Hand, text: str) -> int:
    """About how many pixels *text* takes, with its gaps."""
    return math.ceil(face(hand.model, hand.points).getlength(text) * hand.tight * 1.08 + 20 * text.count(" "))


def write(image: Image.Image, x: int, y: int, text: str, hand: Hand, rng: random.Random) -> int:
    """Writes *text*, one word or some, from x on the base line y onto *image*; the x where it ends."""
    for number, word in enumerate(text.split()):
        if number:
            x += rng.randint(18, 34)
        tile, end = _word(word, hand, rng)
        image.paste(hand.ink, (x - _EDGE, y - _BASE + rng.randint(-3, 3)), Image.fromarray(tile))
        x += end
    return x


def _word(word: str, hand: Hand, rng: random.Random) -> tuple[np.ndarray, int]:
    """A mask of the word, its base line at _BASE and its first letter at _EDGE; and how wide it is."""
    long = math.ceil(face(hand.model, hand.points).getlength(word) * 1.15) + 2 * _EDGE + 40
    tile = Image.new("L", (long, _TALL), 0)
    pen = ImageDraw.Draw(tile)
    x, y, last = float(_EDGE), float(_BASE), None
    drift = rng.uniform(-0.03, 0.05)
    for letter in word:
        font = face(hand.model, hand.points * rng.choice((0.93, 0.97, 1.0, 1.03, 1.08)))
        at = y - drift * (x - _EDGE) + rng.uniform(-1, 1) * hand.dance
        _letter(tile, x, at, letter, font, rng.uniform(-7, 7))
        wide = font.getlength(letter) * hand.tight
        body = font.size * 0.5
        if last is not None and letter.islower() and rng.random() < hand.joins:
            (fx, fy), (tx, ty) = last, (x + 0.2 * wide, at - body * rng.uniform(0.45, 0.8))
            middle = ((fx + tx) / 2 + 2, max(fy, ty) + rng.uniform(0, 3))
            pen.line([(fx, fy), middle, (tx, ty)], fill=255, width=3, joint="curve")
        last = (x + 0.85 * wide, at - rng.uniform(1, 5)) if letter.isalpha() else None
        x += wide + rng.uniform(-1.5, 1.5)
    mask = _bent(np.asarray(tile), hand, rng)
    if hand.pen > 3:
        mask = np.asarray(cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (hand.pen - 2, hand.pen - 2))))
    pressed = cv2.resize(np.random.default_rng(rng.randrange(2**32)).random((4, max(long // 30, 2))), (long, _TALL))
    mask = cv2.GaussianBlur(mask, (0, 0), 0.8).astype(np.float32) * (0.72 + 0.35 * pressed.astype(np.float32))
    return np.clip(mask * 1.25, 0, 255).astype(np.uint8), round(x) - _EDGE


def _letter(tile: Image.Image, x: float, y: float, letter: str, font: ImageFont.FreeTypeFont, turned: float) -> None:
    small = Image.new("L", (160, _TALL), 0)
    ImageDraw.Draw(small).text((40, _BASE), letter, font=font, fill=255, anchor="ls")
    small = small.rotate(turned, resample=Image.Resampling.BILINEAR, center=(55, _BASE - 20))
    tile.paste(255, (round(x) - 40, round(y) - _BASE), small)


def _bent(mask: np.ndarray, hand: Hand, rng: random.Random) -> np.ndarray:
    """*mask* sheared by the slant and displaced by a smooth random field."""
    tall, long = mask.shape
    numbers = np.random.default_rng(rng.randrange(2**32))
    fields = [
        cv2.resize(
            numbers.standard_normal((tall // 32 + 2, long // 32 + 2)).astype(np.float32),
            (long, tall),
            interpolation=cv2.INTER_CUBIC,
        )
        * hand.warp
        for _ in range(2)
    ]
    y, x = np.mgrid[0:tall, 0:long].astype(np.float32)
    slant = hand.slant + rng.uniform(-0.06, 0.06)
    return np.asarray(cv2.remap(mask, x + slant * (y - _BASE) + fields[0], y + 0.8 * fields[1], cv2.INTER_LINEAR))
