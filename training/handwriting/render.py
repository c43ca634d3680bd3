"""
Training words as pictures: printed ones in many faces, and words as pens write them, both damaged the way scans of papers are.

Words are drawn at about 200 dots an inch with what stands beside them, damaged there, cut out and brought to HEIGHT rows as in
use, so that the network sees the same loss of detail. What is learnt is how strokes run: italics, bold and worn print are there
as print; letters written by hand differ in size, lean, height and turn from one to the next, are joined, and are bent as a whole.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import cv2
import numpy as np
import numpy.typing as npt
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from training.lines import render as lines
from training.lines import text as words

Array = npt.NDArray[np.uint8]
Letter = Callable[[ImageDraw.ImageDraw, str, float, float, float], float]
"""Draws a letter at (x, base line) with a size in pixels; how wide it is."""

HEIGHT, LONGEST = 32, 160
_INKED = 96
_HELD_OUT_HANDS = ("kalam", "reenie", "marck", "sriracha", "schoolbell", "architects")
"""Starts of file names of hands that are never trained on."""
_BEFORE, _BEHIND = (
    ("Số:", "Số: ", "số ", "ngày", "ngày ", "tháng", "", ""),
    ("/QĐ-UBND", "/TB-SYT", "/CV", "tháng", " tháng", "năm", "/", "", ""),
)
_THIN = ("Italic", "Oblique", "Light", "italic", "oblique", "-Regular")
_HERSHEY = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_COMPLEX_SMALL, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX)


def hands(folder: Path, *, held_out: bool) -> dict[str, list[Path]]:
    """Files under *folder* of faces that imitate a hand, by the face's name: its letters may be spread over some files."""
    found: dict[str, list[Path]] = {}
    for path in sorted(p for p in folder.rglob("*") if p.suffix in {".ttf", ".otf", ".woff"}):
        parts = path.stem.split("-")
        if path.stem.startswith(_HELD_OUT_HANDS) == held_out and not {"cyrillic", "greek", "devanagari", "thai"} & set(parts):
            name = "-".join(part for part in parts if part not in {"latin", "ext", "vietnamese"})
            found.setdefault(name, []).append(path)
    return found


@cache
def _letters_of(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap() or {})


@cache
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def word(rng: Random) -> str:
    """A word, or a few, of what papers say: figures as often as names."""
    choice = rng.random()
    if choice < 0.3:
        return str(rng.randint(0, 10 ** rng.randint(1, 4)))
    if choice < 0.4:
        return rng.choice(("/", "-", ".")).join(
            str(rng.randint(1, 99)).zfill(rng.choice((1, 2))) for _ in range(rng.randint(2, 3))
        )
    if choice < 0.48:
        return rng.choice(_BEFORE) + str(rng.randint(1, 2025)).zfill(2) + rng.choice(_BEHIND)
    parts = words.line(rng, 60).split()
    start = rng.randrange(len(parts)) if parts else 0
    return " ".join(parts[start : start + rng.choice((1, 1, 1, 1, 2))])[:24] or "01"


def _by_face(face: Path, spacing: float) -> Letter:
    def put(draw: ImageDraw.ImageDraw, letter: str, x: float, base: float, size: float) -> float:
        font = _font(face, max(round(size), 8))
        draw.text((x, base), letter, font=font, fill=255, anchor="ls")
        return font.getlength(letter) + spacing * size

    return put


def _by_hand(files: list[Path], rng: Random, print_faces: list[Path]) -> Letter:
    """Somebody's way of writing: after a face that imitates a hand, a thin printed one, or single strokes."""
    kind = rng.random()
    lean, wild = rng.choice((rng.uniform(0.1, 0.5), rng.uniform(-0.15, 0.15))), rng.uniform(0.5 if kind < 0.7 else 0.8, 1.1)
    thick = rng.choice((0.0, 0.0, 0.0, 0.01, 0.02))
    stroke = rng.randint(1, 2) if kind > 0.3 else 0
    hershey, thin = rng.choice(_HERSHEY), rng.choice(print_faces)
    tight = rng.uniform(0.85, 1.1)
    # A face that imitates a hand leans by itself; its letters are all alike, so it too must dance.
    if kind < 0.7:
        lean *= 0.4
    last: list[tuple[float, float]] = []
    joins = rng.choice((0.0, 0.3, 0.8))

    def put(draw: ImageDraw.ImageDraw, letter: str, x: float, base: float, size: float) -> float:
        size *= 1 + wild * rng.uniform(-0.12, 0.12)
        cell = Image.new("L", (round(3 * size), round(3 * size)), 0)
        pen, at = ImageDraw.Draw(cell), (size, 2 * size)
        if kind < 0.85:
            have = [f for f in files if ord(letter) in _letters_of(f)] if kind < 0.7 else []
            face = _font(have[0] if have else thin, max(round(size), 8))
            pen.text(at, letter, font=face, fill=255, anchor="ls", stroke_width=round(thick * size))
            wide = face.getlength(letter)
        else:
            bare = words.plain(letter) if len(words.plain(letter)) == 1 and words.plain(letter).isascii() else "o"
            scale = size / 32
            drawn = np.zeros((round(3 * size), round(3 * size)), np.uint8)
            (across, _), _ = cv2.getTextSize(bare, hershey, scale, stroke)
            cv2.putText(drawn, bare, (round(size), round(2 * size)), hershey, scale, 255, stroke + 1, cv2.LINE_AA)
            cell, wide = Image.fromarray(drawn), float(across)
        turn, skew = np.deg2rad(wild * rng.uniform(-7, 7)), lean + wild * rng.uniform(-0.08, 0.08)
        drop = wild * rng.uniform(-0.07, 0.07) * size
        a = np.array([[np.cos(turn), np.sin(turn) + skew], [-np.sin(turn), np.cos(turn)]])
        shift = np.array(at) - a @ np.array(at)
        moved = cell.transform(cell.size, Image.Transform.AFFINE, (*a[0], shift[0], *a[1], shift[1]), Image.Resampling.BILINEAR)
        draw.bitmap((round(x - size), round(base + drop - 2 * size)), moved, fill=255)
        if letter.islower():
            here = (x + 0.15 * wide, base + drop - rng.uniform(0.05, 0.4) * size)
            if last and rng.random() < joins:
                draw.line((*last[-1], *here), fill=rng.randint(150, 255), width=rng.randint(1, 3))
            last.append((x + 0.85 * wide, base + drop - rng.uniform(0.02, 0.1) * size))
        return float(wide * tight + wild * rng.uniform(-0.03, 0.05) * size)

    return put


def drawn(text: str, put: Letter, beside: Letter, rng: Random, *, by_hand: bool) -> Array:
    """*text* as a picture (HEIGHT, w), 255 where ink is, with neighbours written by *beside* or, some of the time, by *put*."""
    noise = np.random.default_rng(rng.getrandbits(32))
    size = rng.triangular(24, 58, 34)
    own = size * (rng.uniform(0.8, 1.6) if by_hand else 1.0)
    width, height, base = round(own * (len(text) + 8)), round(4 * own), round(2.4 * own)
    page = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(page)
    start = x = 4.0 * own
    for letter in text:
        x += put(draw, letter, x, base, own)
    pen = np.asarray(page)
    if by_hand:
        pen = _wavy(pen, own, rng, noise)
        if rng.random() < 0.3:
            pen = _filled_in(pen, beside, size, base, rng)
    page = Image.fromarray(pen)
    rows, columns = (np.flatnonzero((pen > _INKED).any(axis)) for axis in (1, 0))
    if not len(rows) or not len(columns):
        return np.zeros((HEIGHT, HEIGHT), np.uint8)
    box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    draw = ImageDraw.Draw(page)
    after = before = beside if rng.random() < 0.8 else put
    gap = rng.uniform(0.1, 0.5) * size
    if rng.random() < 0.6:
        at = box[2] + gap
        for letter in word(rng)[:4]:
            at += after(draw, letter, at, base, size)
    if rng.random() < 0.6:
        at = start - gap - 2.2 * size
        for letter in word(rng)[:3]:
            at += before(draw, letter, at, base, size)
            if at > start - gap - 0.6 * size:
                break
    if rng.random() < (0.5 if by_hand else 0.35):
        lines.clutter(draw, _font(rng.choice(_SOME), round(size)), rng, (width, height, base, round(size)))
    ink = np.asarray(page).astype(np.float32)
    for _ in range(3):
        worn = lines.printed(ink, rng, noise)
        if float(np.minimum(worn, ink).clip(0).sum()) > 0.5 * float(ink.sum()):
            ink = worn
            break
    return own_ink((ink > rng.uniform(90, 165)).astype(np.uint8) * 255, box, rng)


def own_ink(ink: Array, box: tuple[int, int, int, int], rng: Random) -> Array:
    """The pieces of *ink* that lie in the word's *box*, which a reader knows only about, HEIGHT rows high; specks set no size."""
    x0, y0, x1, y1 = (
        side + round(rng.triangular(-0.08, 0.15, 0) * (box[3] - box[1])) * sign
        for side, sign in zip(box, (-1, -1, 1, 1), strict=True)
    )
    _, labels, facts, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    left, top, wide, high, _ = facts.T
    inside = np.clip(np.minimum(left + wide, x1) - np.maximum(left, x0), 0, None)
    inside = inside * np.clip(np.minimum(top + high, y1) - np.maximum(top, y0), 0, None)
    own = inside > 0.35 * wide * high
    own[0] = False
    big = own & (high > 0.2 * (y1 - y0))
    if not big.any():
        return np.zeros((HEIGHT, HEIGHT), np.uint8)
    a, b, c, d = left[big].min(), top[big].min(), (left + wide)[big].max(), (top + high)[big].max()
    return fitted(own[labels[b:d, a:c]].astype(np.uint8) * 255)


def _filled_in(pen: Array, beside: Letter, size: float, base: float, rng: Random) -> Array:
    """*pen* between the printed words of its form, so close that all is read as one word."""
    columns = np.flatnonzero((pen > _INKED).any(0))
    if not len(columns):
        return pen
    page = Image.fromarray(pen)
    draw = ImageDraw.Draw(page)
    before, behind = rng.choice(_BEFORE), rng.choice(_BEHIND)
    beginning = columns[0] - rng.uniform(0.0, 0.3) * size
    wide = sum(beside(ImageDraw.Draw(Image.new("L", (1, 1))), letter, 0, 0, size) for letter in before)
    for start, text in ((beginning - wide, before), (columns[-1] + rng.uniform(0.0, 0.3) * size, behind)):
        x = start
        for letter in text:
            x += beside(draw, letter, x, base, size)
    return np.asarray(page)


_SOME: list[Path] = []


def _wavy(pen: Array, size: float, rng: Random, noise: np.random.Generator) -> Array:
    """No two strokes of a pen are alike: everything is pushed about by a smooth random field, and the line itself drifts."""
    high, wide = pen.shape
    step = size * rng.uniform(0.35, 0.8)
    grid = (2, max(3, round(high / step)), max(3, round(wide / step)))
    push = noise.normal(0.0, size * rng.uniform(0.025, 0.065), grid).astype(np.float32)
    dx, dy = (cv2.resize(part, (wide, high), interpolation=cv2.INTER_CUBIC) for part in push)
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    bent = cv2.remap(pen, x + dx, y + dy + rng.uniform(-0.1, 0.1) * (x - wide / 2), cv2.INTER_LINEAR)
    if rng.random() < 0.35:
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (rng.choice((2, 3, 3)),) * 2)
        bent = cv2.dilate(bent, kernel)
    if rng.random() < 0.5:
        pressed = noise.uniform(0.55, 1.15, (3, max(wide // 25, 2))).astype(np.float32)
        bent = bent * cv2.resize(pressed, (wide, high))
    return np.clip(bent, 0, 255).astype(np.uint8)


def fitted(ink: Array) -> Array:
    """*ink* (h, w) brought to HEIGHT rows, LONGEST columns at most."""
    wide = min(max(round(ink.shape[1] * HEIGHT / ink.shape[0]), 8), LONGEST)
    how = cv2.INTER_AREA if ink.shape[0] > HEIGHT else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(ink, (wide, HEIGHT), interpolation=how), np.uint8)


def main() -> None:
    """Renders words, half of them by hand, into one .npz: pixels (HEIGHT, all columns), widths, by_hand."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--fonts", type=Path, nargs="+", default=[Path("/usr/share/fonts")])
    parser.add_argument("--hands", type=Path, required=True)
    parser.add_argument("--count", type=int, default=40000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held-out", action="store_true", help="only faces that training never sees")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    rng = Random(options.seed)  # noqa: S311 - not secret
    faces = lines.faces(options.fonts, held_out=options.held_out)
    paths, weights = [path for path, _ in faces], [share for _, share in faces]
    _SOME[:] = paths
    thin = [path for path in paths if path.stem.endswith(_THIN) and "Bold" not in path.stem]
    writers = list(hands(options.hands, held_out=options.held_out).values())
    pictures, by_hand = [], []
    for number in range(options.count):
        face = rng.choices(paths, weights)[0] if rng.random() < 0.5 else rng.choice(paths)
        printed = _by_face(face, rng.choice((0, 0, 0, 0, 0.05, rng.uniform(-0.03, 0.15))))
        put = _by_hand(rng.choice(writers), rng, thin) if number % 2 else printed
        pictures.append(drawn(word(rng), put, printed, rng, by_hand=bool(number % 2)))
        by_hand.append(bool(number % 2))
    np.savez(options.file, pixels=np.hstack(pictures), widths=np.array([p.shape[1] for p in pictures]), by_hand=np.array(by_hand))


if __name__ == "__main__":
    main()
