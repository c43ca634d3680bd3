# ruff: noqa: SIM905 - lists of syllables read better as words
"""
Pages to learn from: invented words in every Latin face of this machine, laid out as offices do, and what scanners make of them.

No word of it comes from a document. Syllables are put together by the rules of Vietnamese spelling, other Latin words from
letters alone, so that what is learned is the shape of letters and marks and not any text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random

import cv2
import numpy as np
from fontTools.ttLib import TTFont, TTLibError
from PIL import Image, ImageDraw, ImageFont

from pipelines.ocr.cleanup.clean import Array
from pipelines.samples import ink as by_hand
from pipelines.samples.fonts import LETTERS

_INITIALS = [*"b c ch d đ g gh gi h k kh l m n ng ngh nh ph qu r s t th tr v x".split(), ""]
_NUCLEI = "a a a ă â e ê i o ô ơ u ư y iê uô ươ oa uâ".split()
_FINALS = ["", "", "", *"c ch m n n ng ng nh p t i o u".split()]
_TONES = ("", "", "", "̀", "̀", "́", "́", "̉", "̃", "̣", "̣")
_CONSONANTS = "b c d f g h j k l m n p r s t v w z th ch st tr pl gr nd ng ss".split()
_VOWELS = "a e i o u a e i o y ea ou é è".split()
_SIGNS = ("", "", "", "", "", ",", ",", ".", ";", ":", " -", "...")
_NO_LETTERS = ("Symbol", "D050000L", "Math", "LinLibertine_K", "LinBiolinum_K")  # signs in the places of letters


def faces(folders: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Font files below *folders*: those that hold every Vietnamese letter, and those that hold at least plain Latin ones."""
    vietnamese, latin = [], []
    for path in sorted(path for folder in folders for path in folder.rglob("*.[ot]tf")):
        if any(name in path.name for name in _NO_LETTERS):
            continue
        try:
            with TTFont(path, lazy=True) as face:
                held = set(face.getBestCmap() or {})
        except (OSError, TTLibError):
            continue
        if {ord(letter) for letter in LETTERS} <= held:
            vietnamese.append(path)
        if {ord(letter) for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789éè.,;:-/"} <= held:
            latin.append(path)
    return vietnamese, latin


@cache
def _font(path: Path, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), pixels)


def _syllable(rng: Random) -> str:
    nucleus = rng.choice(_NUCLEI)
    at = max((n for n, letter in enumerate(nucleus) if letter in "ăâêôơư"), default=0)
    toned = unicodedata.normalize("NFC", nucleus[: at + 1] + rng.choice(_TONES)) + nucleus[at + 1 :]
    return rng.choice(_INITIALS) + toned + rng.choice(_FINALS)


def _latin(rng: Random) -> str:
    return "".join(rng.choice(_CONSONANTS) + rng.choice(_VOWELS) for _ in range(rng.randint(1, 4))) + rng.choice(
        ("", "", "s", "n", "r", "t")
    )


def _number(rng: Random) -> str:
    day = f"{rng.randint(1, 31):02}{rng.choice('/-.')}{rng.randint(1, 12):02}/{rng.randint(1950, 2030)}"
    return rng.choice(
        (day, str(rng.randint(1, 999)), f"{rng.randint(1, 999)}.{rng.randint(0, 999):03}", f"{rng.randint(1, 9999)}/QĐ-UBND")
    )


def words(rng: Random, count: int, *, vietnamese: bool) -> str:
    """A line of *count* invented words with signs and numbers, sometimes in capitals throughout."""
    made = []
    for _ in range(count):
        word = _number(rng) if rng.random() < 0.1 else _syllable(rng) if vietnamese else _latin(rng)
        made.append((word.capitalize() if rng.random() < 0.15 else word) + rng.choice(_SIGNS))
    line = " ".join(made)
    return line.upper() if rng.random() < 0.22 else line


def page(rng: Random, vietnamese: list[Path], latin: list[Path]) -> Array:
    """An upright page as 255 = ink mask, some 900 x 1100 pixels, with all that may befall it except turning."""
    width, height = rng.randint(700, 1100), rng.randint(500, 1200)
    sheet = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(sheet)
    local = rng.random() < 0.75
    pool = vietnamese if local else latin
    usual = rng.choice((18, 22, 26, 28, 30, 34, 40))
    body, hand = rng.choice(pool), rng.choice(vietnamese)
    left, top = rng.randint(20, 120), rng.randint(20, 120)
    lines = rng.choice((3, 6, 12, 40))
    written = rng.random() < 0.2
    for _ in range(lines):
        pixels = usual if rng.random() < 0.8 else round(usual * rng.uniform(0.75, 1.5))
        if top > height - 2 * pixels:
            break
        face = body if rng.random() < 0.7 else rng.choice(pool)
        x = left if rng.random() < 0.6 else rng.randint(left, width // 2 + 40)
        text = words(rng, rng.randint(1, 14), vietnamese=local)
        if written and rng.random() < 0.5:
            mask, pad, base = by_hand.handwriting(text[:30], hand, round(1.3 * pixels), rng, rng.uniform(0, 0.35))
            by_hand.lay(sheet, mask, (30, 30, 60), x - pad, top + pixels - base)
        else:
            draw.text((x, top), text, font=_font(face, pixels), fill=(0, 0, 0))
        _furnish(draw, rng, x, top, pixels, width)
        top += round(pixels * rng.choice((1.15, 1.3, 1.3, 1.6, 2.2)))
    if rng.random() < 0.3:
        _grid(draw, rng, width, height)
    if rng.random() < 0.25:
        size = rng.randint(120, 260)
        seal = by_hand.seal(size, words(rng, 5, vietnamese=True)[:30].upper(), "★", "", rng.choice(vietnamese), rng)
        by_hand.lay(sheet, seal, (20, 20, 20), rng.randint(0, width), rng.randint(0, height))
    if rng.random() < 0.25:
        by_hand.lay(
            sheet, by_hand.signature(rng.randint(120, 300), rng), (20, 20, 20), rng.randint(0, width), rng.randint(0, height)
        )
    return scanned(np.asarray(sheet.convert("L"), np.uint8), rng)


def _furnish(draw: ImageDraw.ImageDraw, rng: Random, x: int, top: int, pixels: int, width: int) -> None:
    """Underlines and dot leaders, which stand where marks may stand and tell nothing."""
    base = top + round(1.1 * pixels)
    if rng.random() < 0.06:
        draw.line((x, base, x + rng.randint(60, 400), base), fill=0, width=rng.randint(1, 3))
    if rng.random() < 0.12:
        step, thick = rng.randint(5, 9), rng.randint(1, 2)
        for dot in range(rng.randint(x, width), width, step):
            draw.ellipse((dot, base - thick, dot + thick, base), fill=0)


def _grid(draw: ImageDraw.ImageDraw, rng: Random, width: int, height: int) -> None:
    x0, y0 = rng.randint(0, width // 2), rng.randint(0, height // 2)
    x1, y1 = rng.randint(x0 + 60, width), rng.randint(y0 + 60, height)
    for _ in range(rng.randint(2, 8)):
        x, y = rng.randint(x0, x1), rng.randint(y0, y1)
        draw.line((x0, y, x1, y), fill=0, width=2)
        draw.line((x, y0, x, y1), fill=0, width=2)


def scanned(gray: Array, rng: Random) -> Array:
    """What a scanner, a copier and a threshold leave of a *gray* page: leaning, blurred, coarse, thick or thin, specked."""
    noise = np.random.default_rng(rng.getrandbits(32))
    height, width = gray.shape
    if rng.random() < 0.03:
        gray = np.asarray(cv2.flip(gray, 1), np.uint8)  # the back of a sheet shining through
    degrees = rng.gauss(0, 1.2) if rng.random() < 0.85 else rng.uniform(-15, 15)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turn[0, 1] += rng.gauss(0, 0.03)
    gray = np.asarray(cv2.warpAffine(gray, turn, (width, height), borderValue=255), np.uint8)
    if rng.random() < 0.4:
        coarse = rng.uniform(0.35, 0.8)
        gray = np.asarray(cv2.resize(gray, None, fx=coarse, fy=coarse, interpolation=cv2.INTER_AREA), np.uint8)
        gray = np.asarray(cv2.resize(gray, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    gray = np.asarray(cv2.GaussianBlur(gray, (0, 0), rng.uniform(0.3, 1.6)), np.uint8)
    grain = noise.standard_normal(gray.shape, dtype=np.float32) * rng.choice((1, 8, 25))
    if rng.random() < 0.4:
        clouds = cv2.resize(noise.random((6, 6), dtype=np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
        grain += (clouds - 0.5) * np.float32(rng.uniform(30, 110))
    ink = (gray + grain < rng.uniform(90, 225)).astype(np.uint8) * 255
    if rng.random() < 0.3:
        specks = noise.random(ink.shape, dtype=np.float32) < rng.choice((0.0003, 0.002, 0.006))
        ink[specks] = 255
        if rng.random() < 0.5:
            ink = np.asarray(cv2.dilate(ink, np.ones((2, 2), np.uint8)), np.uint8)
    if rng.random() < 0.15:
        edge = rng.randint(5, 80)
        ink[:, :edge] = 255
    return np.ascontiguousarray(ink, dtype=np.uint8)
