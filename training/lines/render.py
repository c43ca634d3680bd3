"""
Training lines as pictures: text set in many faces and damaged the way scans of papers are.

Lines are drawn at about 200 dots an inch, damaged there, cut as a line finder would cut them, and brought to HEIGHT pixels, so
that the network sees the same loss of detail as in use.
"""

from __future__ import annotations

import argparse
import math
import unicodedata
from functools import lru_cache
from pathlib import Path
from random import Random

import cv2
import numpy as np
import numpy.typing as npt
from fontTools.ttLib import TTFont, TTLibError
from PIL import Image, ImageDraw, ImageFont

from training.lines import text as words

Array = npt.NDArray[np.uint8]

HEIGHT = 48
"""Rows of a line as the network takes it."""
NARROW = 0.6
"""Letters are squeezed by this in width: their cost falls, and three steps of the network still fall on a usual one."""
LONGEST = 1280
"""Columns of a line from which on it is squeezed."""
_TYPEWRITER = (
    "FreeMono",
    "LiberationMono",
    "Cousine",
    "texgyrecursor",
    "lmmono",
    "cmunt",
    "cmunit",
    "NotoSansMono",
    "NotoMono",
    "CourierPrime",
)
_TIMES = ("FreeSerif", "LiberationSerif", "Tinos", "texgyretermes", "Doulos", "times")
_SERIF = (
    "LinLibertine",
    "texgyrepagella",
    "texgyreschola",
    "texgyrebonum",
    "NotoSerif",
    "DejaVuSerif",
    "Charis",
    "EBGaramond",
    "Junicode",
    "cmun",
    "lmroman",
    "Vollkorn",
)
HELD_OUT = ("Doulos", "LinLibertine", "lmmono", "cmuntt", "cmuntb", "cmunit", "cmuntx", "cmunvt", "cmunvi", "Carlito")
"""Starts of file names of faces that are never trained on: a Times-like and another serif, a typewriter, a sans."""
_UNUSUAL = ("Thin", "Hairline", "caps", "Black", "unsl", "dunh", "Math", "_RZ", "ExtraLight", "cmunui", "cmunci", "cmuntx")


def faces(folders: list[Path], *, held_out: bool) -> list[tuple[Path, float]]:
    """Font files under *folders* with every Vietnamese letter, and how often to use each: Times most, as offices do."""
    need = {ord(letter) for letter in words.ALPHABET if unicodedata.category(letter).startswith("L")}
    found: dict[str, Path] = {}
    for path in (p for folder in folders for p in sorted(folder.rglob("*")) if p.suffix.lower() in {".ttf", ".otf"}):
        if path.name in found or any(part in path.name for part in _UNUSUAL) or path.name.startswith(HELD_OUT) != held_out:
            continue
        try:
            with TTFont(path, lazy=True) as font:
                if need <= set(font.getBestCmap() or {}):
                    found[path.name] = path
        except (OSError, TTLibError):
            continue
    groups: dict[str, list[Path]] = {}
    for name, path in found.items():
        kind = (
            "times"
            if name.startswith(_TIMES)
            else "mono"
            if name.startswith(_TYPEWRITER)
            else "serif"
            if name.startswith(_SERIF)
            else "sans"
        )
        groups.setdefault(kind, []).append(path)
    share = {"times": 0.42, "mono": 0.16, "serif": 0.24, "sans": 0.18}
    return [(path, share[kind] / len(paths)) for kind, paths in groups.items() for path in paths]


@lru_cache(maxsize=400)
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def drawn(text: str, face: Path, rng: Random) -> tuple[Array, list[float]]:
    """*text* as a line (HEIGHT, w), 255 where ink is, in one of many conditions; and the column of each letter's middle."""
    noise = np.random.default_rng(rng.getrandbits(32))
    size = int(rng.triangular(24, 60, 36))
    font = _font(face, size)
    parts = _parts(text, rng)
    text = "".join(parts)
    spacing = rng.choice((0, 0, 0, 0, 0, 0, 1, 2, rng.uniform(-0.03, 0.2) * size))
    length = font.getlength(text) + spacing * len(text)
    pad = size
    width, height, base = int(length) + 2 * pad, round(3.2 * size), round(1.9 * size)
    page = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(page)
    _set(draw, text, font, pad, base, spacing)
    middles = _middles(parts, face, pad, length)
    clean = np.asarray(page)
    rows, columns = np.flatnonzero(clean.max(1) > 60), np.flatnonzero(clean.max(0) > 60)
    if not len(rows) or not len(columns):
        return np.zeros((HEIGHT, HEIGHT), np.uint8), [HEIGHT / 2] * len(parts)
    box = [int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1]
    clutter(draw, font, rng, (width, height, base, size))
    ink = _bent(np.asarray(page).astype(np.float32), rng, size)
    for _ in range(3):
        worn = printed(ink, rng, noise)
        if float(np.minimum(worn, ink).clip(0).sum()) > 0.6 * float(ink.sum()):
            break  # else so much is lost that a person could not read it, and what it said would be a lie
    else:
        worn = ink
    ink = worn
    return _cut(np.clip(ink, 0, 255).astype(np.uint8), box, rng, size, middles)


def _parts(text: str, rng: Random) -> list[str]:
    """What is drawn for each letter of *text*: itself, or a run of leader dots for «…»."""
    if "…" not in text or rng.random() < 0.15:
        return list(text)
    return [
        rng.choice(("." * rng.randint(4, 30), "…" * rng.randint(1, 9), "." * rng.randint(4, 9))) if c == "…" else c for c in text
    ]


@lru_cache(maxsize=200_000)
def _advance(path: Path, letter: str) -> float:
    return _font(path, 40).getlength(letter)


def _middles(parts: list[str], face: Path, start: float, length: float) -> list[float]:
    """Columns of the middles of *parts* in a text that runs from *start* for *length*: kerning is shared out."""
    ends = np.cumsum([0.0, *(sum(_advance(face, letter) for letter in part) for part in parts)])
    return [float(x) for x in start + (ends[:-1] + ends[1:]) / 2 * (length / max(float(ends[-1]), 1.0))]


def _set(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, x: float, base: float, spacing: float) -> None:
    if not spacing:
        draw.text((x, base), text, font=font, fill=255, anchor="ls")
        return
    for letter in text:
        draw.text((x, base), letter, font=font, fill=255, anchor="ls")
        x += font.getlength(letter) + spacing


def clutter(draw: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, rng: Random, shape: tuple[int, int, int, int]) -> None:
    """What else stands in the cut of a line: its neighbours, rules, dotted lines, arcs of seals, strokes of pens."""
    width, height, base, size = shape
    for up in (-1, 1):
        if rng.random() < 0.3:
            text = words.line(rng, 60)
            draw.text(
                (rng.randint(-size, size), base + up * rng.uniform(1.2, 1.7) * size), text, font=font, fill=255, anchor="ls"
            )
    if rng.random() < 0.14:
        y = base + rng.uniform(0.08, 0.35) * size
        thick, fall = rng.choice((1, 2, 2, 3)), rng.uniform(-3, 3)
        if rng.random() < 0.5:
            draw.line((rng.choice((0, width // 3)), y, width, y + fall), fill=rng.randint(150, 255), width=thick)
        else:
            step, start = rng.randint(4, 12), rng.choice((0, 0, width // 3))
            for x in range(start, width, step):
                draw.ellipse((x, y, x + thick, y + thick), fill=255)
    if rng.random() < 0.05:
        x = rng.choice((rng.uniform(0.2, 0.8) * size, width - rng.uniform(0.2, 0.8) * size))
        draw.line((x, 0, x + rng.uniform(-2, 2), height), fill=255, width=rng.choice((1, 2, 3)))
    if rng.random() < 0.1:
        radius, x, y = rng.uniform(2, 5) * size, rng.uniform(0, width), base + rng.uniform(-5, 5) * size
        for inner in (0, rng.uniform(0.1, 0.4) * size):
            r = radius - inner
            draw.ellipse((x - r, y - r, x + r, y + r), outline=rng.randint(90, 255), width=rng.randint(1, 4))
    if rng.random() < 0.08:
        points = [(rng.uniform(0, width), rng.uniform(0, height)) for _ in range(rng.randint(2, 5))]
        draw.line(points, fill=rng.randint(120, 255), width=rng.randint(1, 4), joint="curve")


def _bent(ink: npt.NDArray[np.float32], rng: Random, size: int) -> npt.NDArray[np.float32]:
    if rng.random() < 0.5:
        return ink
    height, width = ink.shape
    # A line finder has straightened the page; what is left is less than a third of a letter from end to end.
    fall = rng.uniform(-0.3, 0.3) * size / max(width, 1) if rng.random() < 0.7 else 0.0
    lean = rng.uniform(-0.12, 0.12)
    matrix = np.array([[1, lean, -lean * height / 2], [fall, 1, -fall * width / 2]], np.float32)
    return np.asarray(cv2.warpAffine(ink, matrix, (width, height)), np.float32)


def printed(ink: npt.NDArray[np.float32], rng: Random, noise: np.random.Generator) -> npt.NDArray[np.float32]:
    """Ink spread, blur, uneven print, grain, then 1 bit or gray."""
    shape = ink.shape
    choice = rng.random()
    if choice < 0.12:
        ink = np.asarray(cv2.dilate(ink, np.ones(rng.choice(((2, 2), (1, 2), (2, 1), (3, 3))), np.uint8)), np.float32)
    elif choice < 0.2:
        ink = np.asarray(cv2.erode(ink, np.ones(rng.choice(((1, 2), (2, 1), (2, 2))), np.uint8)), np.float32)
    ink = np.asarray(cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.35, 1.3)), np.float32)
    if rng.random() < 0.3:  # typewriters and worn drums print in patches
        rough = noise.uniform(rng.uniform(0.3, 0.8), 1.15, (max(shape[0] // 14, 2), max(shape[1] // 14, 2))).astype(np.float32)
        ink = ink * np.asarray(cv2.resize(rough, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR), np.float32)
    if rng.random() < 0.6:
        grain = noise.standard_normal(((shape[0] + 1) // 2, (shape[1] + 1) // 2), np.float32) * rng.uniform(3, 32)
        ink = ink + np.asarray(cv2.resize(grain, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR), np.float32)
    if rng.random() < 0.72:
        ink = (ink > rng.uniform(75, 175)).astype(np.float32) * 255
        if rng.random() < 0.35:
            specks = noise.random(shape, np.float32)
            rate = rng.uniform(0.0003, 0.006)
            ink[specks < rate] = 255
            ink[specks > 1 - rate] = 0
            if rng.random() < 0.3:
                ink = np.asarray(cv2.medianBlur(ink.astype(np.uint8), 3), np.float32)
    else:
        low, high = rng.uniform(-10, 40), rng.uniform(150, 255)
        ink = (ink - low) * (255 / (high - low)) * rng.uniform(0.6, 1.0)
    return ink


def _cut(ink: Array, box: list[int], rng: Random, size: int, middles: list[float]) -> tuple[Array, list[float]]:
    x0, y0, x1, y1 = box
    high = y1 - y0
    up, down = (round(rng.triangular(-0.04, 0.35, 0.04) * max(high, 0.6 * size)) for _ in range(2))
    left, right = (round(rng.triangular(0.0, 0.8, 0.15) * size) for _ in range(2))
    start = max(x0 - left, 0)
    part = ink[max(y0 - up, 0) : y1 + down, start : x1 + right]
    picture = fitted(part, rng.uniform(0.85, 1.2))
    zoom = picture.shape[1] / part.shape[1]
    return picture, [(x - start) * zoom for x in middles]


def fitted(ink: Array, stretch: float = 1.0) -> Array:
    """*ink* (h, w) brought to HEIGHT rows and squeezed by NARROW, and to LONGEST columns at most."""
    width = min(max(round(ink.shape[1] * HEIGHT * NARROW / max(ink.shape[0], 1) * stretch), 8), LONGEST)
    how = cv2.INTER_AREA if ink.shape[0] > HEIGHT else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(ink, (width, HEIGHT), interpolation=how), np.uint8)


def shard(path: Path, count: int, fonts: list[tuple[Path, float]], seed: int, longest: int) -> None:
    """Writes *count* lines as one .npz at *path*: pixels (HEIGHT, all columns), widths, texts, middles of all letters."""
    rng = Random(seed)  # noqa: S311 - not secret
    paths, weights = [p for p, _ in fonts], [w for _, w in fonts]
    texts = [words.line(rng, longest) for _ in range(count)]
    lines = [drawn(text, rng.choices(paths, weights)[0], rng) for text in texts]
    pictures, middles = [p for p, _ in lines], np.concatenate([np.array(m, np.float32) for _, m in lines])
    # Only a whole file may be seen by the training that waits for it.
    partial = path.with_suffix(".part.npz")
    widths = np.array([p.shape[1] for p in pictures])
    np.savez(partial, pixels=np.hstack(pictures), widths=widths, texts=np.array(texts), middles=middles)
    partial.rename(path)


def main() -> None:
    """Renders shards into a folder until there are enough; the first ones hold short lines."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fonts", type=Path, nargs="+", default=[Path("/usr/share/fonts")])
    parser.add_argument("--shards", type=int, default=40)
    parser.add_argument("--size", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held-out", action="store_true", help="only faces that training never sees")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    options.folder.mkdir(parents=True, exist_ok=True)
    fonts = faces(options.fonts, held_out=options.held_out)
    for number in range(options.shards):
        path = options.folder / f"{number:04d}.npz"
        if not path.exists():
            longest = 100 if options.held_out else min(100, math.ceil(12 + 10 * number))
            shard(path, options.size, fonts, options.seed * 100_003 + number, longest)


if __name__ == "__main__":
    main()
