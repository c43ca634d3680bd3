"""
A sheet of A4 to print on, 300 dpi, that remembers what was printed where.

The truth of a sheet is its lines as they stand: runs on one baseline form a row, left before right, rows from the top.
Leaders (rows of dots), rules, seals and signatures are drawn but are no text.
"""

from __future__ import annotations

import math
import random
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT, DPI = 2480, 3508, 300
BLACK, BLUE, RED = (18, 18, 20), (28, 40, 130), (205, 28, 44)

FACES: dict[str, tuple[str, str, str]] = {  # regular, bold, italic: those with all Vietnamese letters in Debian's packages
    "times": ("FreeSerif", "FreeSerifBold", "FreeSerifItalic"),
    "noto": ("NotoSerif-Regular", "NotoSerif-Bold", "NotoSerif-Italic"),
    "dejavu": ("DejaVuSerifCondensed", "DejaVuSerifCondensed-Bold", "DejaVuSerifCondensed-Italic"),
    "sans": ("NotoSans-Regular", "NotoSans-Bold", "NotoSans-Italic"),
    "free": ("FreeSans", "FreeSansBold", "FreeSansOblique"),
    "typewriter": ("FreeMonoBold", "FreeMonoBold", "FreeMonoBoldOblique"),
    "thin typewriter": ("FreeMono", "FreeMonoBold", "FreeMonoOblique"),
}


@cache
def _files() -> dict[str, Path]:
    return {path.stem: path for path in Path("/usr/share/fonts").rglob("*.ttf")}


@cache
def face(name: str, points: float, cut: int = 0) -> ImageFont.FreeTypeFont:
    """Face *name* of FACES at *points* on a sheet; *cut* 0 regular, 1 bold, 2 italic. FileNotFoundError names a missing file."""
    stem = FACES[name][cut]
    if stem not in _files():
        raise FileNotFoundError(
            f"no {stem}.ttf in /usr/share/fonts; install fonts-freefont-ttf, fonts-noto-core, fonts-dejavu-core"
        )
    return ImageFont.truetype(str(_files()[stem]), round(points * DPI / 72), layout_engine=ImageFont.Layout.BASIC)


class Sheet:
    """White paper; (x, y) in pixels from the top left, y being the baseline of text."""

    def __init__(self, rng: random.Random, name: str, points: float) -> None:
        """Printed in face *name* of FACES at *points* unless a call says otherwise."""
        self.rng, self.name, self.points = rng, name, points
        self.image = Image.new("RGB", (WIDTH, HEIGHT), "white")
        self.draw = ImageDraw.Draw(self.image)
        self.runs: list[tuple[int, int, str]] = []
        self.signer = ""
        self.leading = round(points * DPI / 72 * rng.uniform(1.25, 1.5))

    def width(self, text: str, cut: int = 0, grow: float = 0) -> int:
        """Pixels that *text* takes."""
        return math.ceil(face(self.name, self.points + grow, cut).getlength(text))

    def print(self, x: int, y: int, text: str, *, cut: int = 0, align: str = "l", grow: float = 0, name: str = "") -> int:
        """Prints at x (left, middle or right end by *align* ``l``, ``m``, ``r``); the x where the text ends."""
        font = face(name or self.name, self.points + grow, cut)
        wide = math.ceil(font.getlength(text))
        left = x - {"l": 0, "m": wide // 2, "r": wide}[align]
        if "typewriter" in (name or self.name):
            self._typed(left, y, text, font)
        else:
            self.draw.text((left, y), text, font=font, fill=BLACK, anchor="ls")
        self.runs.append((y, left, text))
        return left + wide

    def _typed(self, x: int, y: int, text: str, font: ImageFont.FreeTypeFont) -> None:
        for i, letter in enumerate(text):  # each type hits a little higher or lower, harder or softer
            tint = self.rng.randint(10, 90)
            place = (x + font.getlength("n") * i + self.rng.uniform(-1.5, 1.5), y + self.rng.randint(-3, 3))
            self.draw.text(place, letter, font=font, fill=(tint, tint, tint), anchor="ls")

    def write(self, x: int, y: int, text: str, grow: float = 1) -> int:
        """*text* as if by hand, in blue, every word with its own slant, size and height; the x where it ends."""
        start = x
        for word in text.split():
            font = face(self.rng.choice(("times", "free")), self.points + grow + self.rng.uniform(-0.7, 0.7), 2)
            tile = Image.new("L", (math.ceil(font.getlength(word)) + 60, 140), 0)
            ImageDraw.Draw(tile).text((30, 90), word, font=font, fill=255, anchor="ls")
            shear, lean = self.rng.uniform(-0.18, 0.12), self.rng.uniform(-0.03, 0.03)
            tile = tile.transform(
                tile.size,
                Image.Transform.AFFINE,
                (1, shear, -90 * shear, lean, 1, -lean * tile.width / 2),
                Image.Resampling.BILINEAR,
            )
            self.image.paste(BLUE, (x - 30, y - 90 + self.rng.randint(-4, 3)), tile)
            x += tile.width - 60 + self.rng.randint(10, 22)
        self.runs.append((y, start, text))
        return x

    def paragraph(
        self, x: int, y: int, wide: int, text: str, *, indent: int = 110, cut: int = 0, justify: bool = True, grow: float = 0
    ) -> int:
        """Body text broken into lines of *wide* pixels; the y of the next line."""
        font = face(self.name, self.points + grow, cut)
        words, first = text.split(), True
        while words:
            room, line = wide - (indent if first else 0), [words.pop(0)]
            while words and font.getlength(" ".join([*line, words[0]])) <= room:
                line.append(words.pop(0))
            left = x + (indent if first else 0)
            if justify and words and len(line) > 1 and "typewriter" not in self.name:
                gap = (room - sum(font.getlength(w) for w in line)) / (len(line) - 1)
                at = float(left)
                for word in line:
                    self.draw.text((at, y), word, font=font, fill=BLACK, anchor="ls")
                    at += font.getlength(word) + gap
                self.runs.append((y, left, " ".join(line)))
            else:
                self.print(left, y, " ".join(line), cut=cut, grow=grow)
            y, first = y + self.leading, False
        return y

    def leaders(self, x0: int, x1: int, y: int) -> None:
        """A row of dots from x0 to x1: what a value is written onto."""
        for x in range(x0, x1, 13):
            self.draw.ellipse((x, y + 2, x + 4, y + 6), fill=BLACK)

    def signature(self, x: int, y: int) -> None:
        """A scribble of about 500 by 200 pixels from (x, y)."""
        points = [(x + 50 * i + self.rng.randint(-45, 45), y + self.rng.randint(0, 190)) for i in range(11)]
        dense = np.linspace(0, len(points) - 1, 160)
        xs, ys = (np.interp(dense, range(len(points)), [p[axis] for p in points]) for axis in (0, 1))
        smooth = np.ones(15) / 15
        curve = list(zip(np.convolve(xs, smooth, "valid"), np.convolve(ys, smooth, "valid"), strict=True))
        self.draw.line(curve, fill=BLUE, width=self.rng.randint(4, 7), joint="curve")

    def seal(self, x: int, y: int, legend: str, radius: int = 212) -> None:
        """A round red seal around (x, y) over whatever is printed there, unevenly inked."""
        box = 2 * radius + 40
        mask, middle = Image.new("L", (box, box), 0), box // 2
        pen = ImageDraw.Draw(mask)
        for r, pen_width in ((radius, 9), (radius - 16, 3), (round(radius * 0.55), 4)):
            pen.ellipse((middle - r, middle - r, middle + r, middle + r), outline=255, width=pen_width)
        star = [
            (middle + r * math.sin(a), middle - r * math.cos(a))
            for i in range(10)
            for r, a in [(radius * (0.17 if i % 2 else 0.42), math.pi * i / 5)]
        ]
        pen.polygon(star, fill=255)
        font, step = face("sans", 9.5, 1), 300 / max(len(legend), 1)
        for i, letter in enumerate(legend):
            tile = Image.new("L", (80, 80), 0)
            ImageDraw.Draw(tile).text((40, 40), letter, font=font, fill=255, anchor="mm")
            angle = -150 + step * (i + 0.5)
            at = (middle + 0.74 * radius * math.sin(math.radians(angle)), middle - 0.74 * radius * math.cos(math.radians(angle)))
            tile = tile.rotate(-angle, resample=Image.Resampling.BILINEAR)
            mask.paste(255, (round(at[0]) - 40, round(at[1]) - 40), tile)
        grain = np.random.default_rng(self.rng.randrange(2**32)).random((box // 12 + 1, box // 12 + 1)) * 120 + 135
        inking = Image.fromarray(grain.astype(np.uint8)).resize((box, box), Image.Resampling.BICUBIC)
        mask = ImageChops.multiply(mask, inking).rotate(self.rng.uniform(-15, 15)).filter(ImageFilter.GaussianBlur(0.8))
        ink = Image.composite(Image.new("RGB", mask.size, RED), Image.new("RGB", mask.size, "white"), mask)
        corner = (x - middle, y - middle)
        under = self.image.crop((*corner, corner[0] + box, corner[1] + box))
        self.image.paste(ImageChops.multiply(under, ink), corner)

    def truth(self) -> str:
        """Printed text row by row."""
        rows: dict[int, list[tuple[int, str]]] = {}
        for y, x, text in self.runs:
            rows.setdefault(y, []).append((x, text))
        return "\n".join(" ".join(text for _, text in sorted(rows[y])) for y in sorted(rows))
