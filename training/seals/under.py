"""
Lines under seals and signatures to learn reading from: what a scan in one bit holds, what of it is likely print, the text.

Parts of pages are drawn with a few lines each and marks over them (`render`), scanned, and given to the separator as a page is;
then each line is cut out by its base line and its height of letters, as badly known as a line finder knows them.
Names are mixed from syllables, from the names that are common and from both, so that spelling is learnt and no list of people.
"""
# ruff: noqa: SIM905 - lists of words read better as text

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from random import Random

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from training.lines import text as words
from training.seals import render
from training.seals.render import Gray

Array = npt.NDArray[np.uint8]
Separator = Callable[[Array], Gray]
"""Ink (h, w) of 0 and 1 -> how likely each pixel is print, 0 to 1."""

HEIGHT = 48
"""Rows of a line as the network takes it."""
ABOVE, BELOW = 2.05, 0.7
"""Heights of letters over and under the base line that a line's picture shows."""
NARROW, LONGEST = 0.67, 1200
"""Letters are squeezed by this in width; columns that a line has at most."""
_HIGH, _WIDE = 208, 448
_KEPT = 0.75  # share of the print that a line in the scan must have
_DARK = 0.72  # share of a letter's place that a mark may fill before nobody can read it

_NAMES = Path(__file__).parents[2] / "pipelines/ocr/recognition/models/names.txt"
_TITLES = (
    "CHỦ TỊCH|PHÓ CHỦ TỊCH|KT. CHỦ TỊCH|TM. ỦY BAN NHÂN DÂN|TM. UBND XÃ|GIÁM ĐỐC|PHÓ GIÁM ĐỐC|KT. GIÁM ĐỐC|TRƯỞNG PHÒNG|"
    "TL. CHỦ TỊCH|CHÁNH VĂN PHÒNG|HIỆU TRƯỞNG|PHÓ HIỆU TRƯỞNG|KT. BỘ TRƯỞNG|THỨ TRƯỞNG|TUQ. GIÁM ĐỐC|CÔNG CHỨC TƯ PHÁP - HỘ TỊCH|"
    "NGƯỜI KÝ GIẤY|(Đã ký)|(Ký, ghi rõ họ tên, đóng dấu)|THỦ TRƯỞNG ĐƠN VỊ|VIỆN TRƯỞNG|CHI CỤC TRƯỞNG|TRƯỞNG BAN|NGƯỜI THỰC HIỆN"
).split("|")


@dataclass(frozen=True, slots=True)
class Line:
    """Pixels (2, HEIGHT, w), 0 to 255: all ink, and the ink that is likely print; and what is printed."""

    pixels: Array
    text: str


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    ends: tuple[float, ...]
    """Columns where its letters begin, and where the last one ends."""
    base: float
    height: float


@cache
def _listed() -> dict[str, list[str]]:
    """The lists of syllables of `_NAMES`."""
    rows = [row for row in _NAMES.read_text(encoding="utf-8").splitlines() if not row.startswith("#")]
    parts = "\n".join(rows).split("[")[1:]
    return {part.partition("]")[0]: part.partition("]")[2].split() for part in parts}


def name(rng: Random) -> str:
    """The name of a person who is not: syllables that spelling allows, common names, or some of both."""

    def one(known: list[str], share: float) -> str:
        return rng.choice(known) if rng.random() < share else words.syllable(rng).capitalize()

    share, listed = rng.choice((0.0, 0.5, 0.9, 1.0)), _listed()
    surnames = listed[rng.choice(("common surnames", "surnames"))]
    middles = listed[rng.choice(("second words", "names", "names"))]
    parts = [
        one(surnames, share),
        *(one(middles, share) for _ in range(rng.choice((0, 1, 1, 1, 1, 2)))),
        one(listed["names"], share),
    ]
    title = rng.choice(("", "", "", "", "", "", "", "Ông ", "Bà ", "ThS. ", "BS. ", "TS. ", "Ths. BS. ", "BSCKII. "))
    said = words.plain(title + " ".join(parts))
    return said.upper() if rng.random() < 0.25 else said


def _said(rng: Random) -> str:
    choice = rng.random()
    if choice < 0.72:
        return name(rng)
    return rng.choice(_TITLES) if choice < 0.8 else words.line(rng, rng.choice((24, 40)))


@lru_cache(maxsize=600)
def _font(path: Path, size: int) -> tuple[ImageFont.FreeTypeFont, float, float]:
    """A face, and the heights of its small letters and of its capitals."""
    font = ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
    return font, -font.getbbox("x", anchor="ls")[1], -font.getbbox("H", anchor="ls")[1]


def rows(rng: Random, fonts: list[Path]) -> tuple[Gray, list[_Row]]:
    """Print of a part of a page, and its lines."""
    picture = Image.new("L", (_WIDE, _HIGH), 0)
    draw = ImageDraw.Draw(picture)
    bold = [path for path in fonts if "bold" in path.name.lower() and "italic" not in path.name.lower()]
    upright = [path for path in fonts if not any(part in path.name.lower() for part in ("italic", "oblique"))]
    face = rng.choice(bold if rng.random() < 0.65 else upright if rng.random() < 0.75 else fonts)
    found = []
    size = round(rng.choice((rng.uniform(11.5, 15), rng.uniform(12.5, 14.5), rng.uniform(9.5, 17))) * 200 / 72)
    y = rng.uniform(0.9, 2.2) * size
    while y < _HIGH - 0.35 * size:
        font, small, large = _font(face, size)
        said = _said(rng)
        long = font.getlength(said)
        while long > _WIDE - 40 and " " in said:
            said = said.rsplit(" ", 1)[0]
            long = font.getlength(said)
        x = rng.uniform(10, max(_WIDE - 20 - long, 12))
        draw.text((x, y), said, font=font, fill=255, anchor="ls")
        ends = tuple(x + font.getlength(said[:count]) for count in range(len(said) + 1))
        if long < _WIDE - 30:
            height = large if said.upper() == said else small * rng.uniform(1.0, 1.2)
            found.append(_Row(said, ends, y, height))
        y += size * (rng.uniform(1.15, 1.5) if rng.random() < 0.75 else rng.uniform(1.5, 2.5))
    if rng.random() < 0.5:
        picture = picture.rotate(rng.gauss(0, 0.15), Image.Resampling.BILINEAR)
    return np.asarray(picture, np.float32) / 255, found


def lines(rng: Random, fonts: list[Path], seals: list[Gray], signs: list[Gray], separator: Separator) -> list[Line]:
    """Lines of one part of a page with marks over it; those that nobody could read are left out, of free ones most."""
    base, found = rows(rng, fonts)
    base = np.asarray(base * rng.uniform(0.85, 1.0), np.float32)
    over = render.marks(rng, seals, signs, _HIGH, _WIDE)
    if rng.random() < 0.5:
        over = np.maximum(over, render.marks(rng, seals, signs, _HIGH, _WIDE))
    taken = [row for row in found if _is_wanted(row, over, rng)]
    if not taken:
        return []
    ink, alone = render.scanned(rng, render.over_print(base, over), base)
    likely = separator(ink.astype(np.uint8))
    shown = np.stack([ink.astype(np.float32), ink * likely]) * 255
    return [Line(_cut(row, shown, rng), row.text) for row in taken if _is_there(row, base, alone)]


def _is_there(row: _Row, base: Gray, scanned: npt.NDArray[np.bool_]) -> bool:
    """Whether the scan holds most of what was printed: of thin print much can be lost."""
    part = np.s_[max(round(row.base - 1.6 * row.height), 0) : round(row.base + 2), round(row.ends[0]) : round(row.ends[-1])]
    printed = base[part] > 0.5
    return np.count_nonzero(printed & scanned[part]) > _KEPT * np.count_nonzero(printed)


def _is_wanted(row: _Row, over: Gray, rng: Random) -> bool:
    top, bottom = max(round(row.base - 1.3 * row.height), 0), round(row.base)
    band = over[top : bottom + 3, max(round(row.ends[0]), 0) : round(row.ends[-1])] > 0.3
    if band.mean() < 0.01:
        return rng.random() < 0.12
    places = [(round(a - row.ends[0]), round(b - row.ends[0]) + 1) for a, b in pairwise(row.ends)]
    return max(float(band[:, start:stop].mean()) for start, stop in places) < _DARK


def _cut(row: _Row, shown: npt.NDArray[np.float32], rng: Random) -> Array:
    rough = rng.random() < 0.12
    high = row.height * (rng.uniform(0.75, 1.4) if rough else rng.uniform(0.92, 1.12))
    base = row.base + 1 + rng.gauss(0, 0.12 if rough else 0.04) * high
    left, right = row.ends[0] - rng.uniform(0.2, 2.0) * high, row.ends[-1] + rng.uniform(0.2, 2.0) * high
    if rng.random() < 0.15:  # a name set with a stamp leans
        turn = cv2.getRotationMatrix2D(((left + right) / 2, base - high / 2), rng.gauss(0, 1.5), 1.0)
        shown = np.stack([cv2.warpAffine(one, turn, (_WIDE, _HIGH)) for one in shown])
    return brought(shown, (left, base - ABOVE * high, right, base + BELOW * high))


def moved(line: Line, rng: Random) -> Line:
    """*line* once more, a little wider or narrower, higher or lower, so that no picture is learnt by heart."""
    matrix = np.array(
        [[rng.uniform(0.93, 1.0), rng.uniform(-0.06, 0.06), 0], [0, rng.uniform(0.95, 1.05), rng.uniform(-1.5, 1.5)]]
    )
    wide = line.pixels.shape[2]
    return Line(np.stack([cv2.warpAffine(one, matrix, (wide, HEIGHT)) for one in line.pixels]).astype(np.uint8), line.text)


def brought(shown: npt.NDArray[np.float32], box: tuple[float, float, float, float]) -> Array:
    """The part *box* (x0, y0, x1, y1) of *shown* (2, h, w), paper where it goes beyond, as the network takes it."""
    x0, y0, x1, y1 = (round(v) for v in box)
    high, wide = shown.shape[1:]
    part = np.zeros((2, y1 - y0, x1 - x0), np.float32)
    t, b, a, z = max(y0, 0), min(y1, high), max(x0, 0), min(x1, wide)
    part[:, t - y0 : b - y0, a - x0 : z - x0] = shown[:, t:b, a:z]
    columns = min(max(round((x1 - x0) * HEIGHT * NARROW / (y1 - y0)), 8), LONGEST)
    how = cv2.INTER_AREA if y1 - y0 > HEIGHT else cv2.INTER_LINEAR
    return np.stack([cv2.resize(one, (columns, HEIGHT), interpolation=how) for one in part]).astype(np.uint8)
