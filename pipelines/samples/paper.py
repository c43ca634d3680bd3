"""
A4 paper that remembers what is written on it.

Everything is measured in pixels at 300 dpi from the top left corner, base lines for text; ``mm`` converts. What is drawn
through ``write`` is kept as the page's true text, line by line in reading order. Seals, signatures and stamps that come
later are no part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFont

from pipelines.samples import ink
from pipelines.samples.fonts import Family, font
from pipelines.samples.vietnamese import old_tone_marks

DPI = 300
A4 = (2480, 3508)
"""Pixels of an A4 sheet at 300 dpi."""


def mm(value: float) -> int:
    """Millimetres in pixels at 300 dpi."""
    return round(value * DPI / 25.4)


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text looks. *voice* is who wrote it: ``print``, ``fill`` (typed into a form), ``stamp``, ``hand``."""

    size: float = 13.5
    """Points."""
    bold: bool = False
    italic: bool = False
    voice: str = "print"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style. *field* names the value that it shows, for the record of handwriting."""

    text: str
    style: Style
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """How one office makes its papers."""

    body: Family
    fill: Family
    hand: Family
    toner: ink.Colour = (28, 28, 30)
    fill_ink: ink.Colour = (34, 34, 40)
    pen: ink.Colour = ink.BLUE
    sheet: ink.Colour = (253, 253, 252)
    slant: float = 0.1
    size: float = 13.5
    """Body size in points."""
    handwritten: bool = False
    """Number and day, and whatever is filled into forms, are written by hand."""
    numbered_by_stamp: bool = False
    """Number and day are printed by a numbering stamp, a little off the line."""
    old_tones: bool = False
    seal_over_name: bool = False
    typed: bool = False
    """Made with a typewriter: no bold, no italic, uneven strokes."""


@dataclass(slots=True)
class Paper:
    """Sheets being written on, one after the other."""

    look: Look
    rng: Random
    left: int = mm(30)
    right: int = A4[0] - mm(17)
    top: int = mm(20)
    bottom: int = A4[1] - mm(20)
    y: float = 0.0
    """Base line of the last line of text."""
    pages: list[Image.Image] = field(default_factory=list)
    texts: list[list[str]] = field(default_factory=list)
    handwritten: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.turn()

    @property
    def page(self) -> Image.Image:
        """The sheet in hand."""
        return self.pages[-1]

    @property
    def draw(self) -> ImageDraw.ImageDraw:
        """A pencil for the sheet in hand."""
        return ImageDraw.Draw(self.page)

    def turn(self) -> None:
        """Take a new sheet; from the second on it bears its number, top centre (Decree 30/2020 App. I)."""
        self.pages.append(Image.new("RGB", A4, self.look.sheet))
        self.texts.append([])
        self.y = self.top
        if len(self.pages) > 1:
            self.put([Run(str(len(self.pages)), Style(13))], self.left, self.right, mm(14), "center")

    def style(self, voice: str, size: float | None = None, *, bold: bool = False, italic: bool = False) -> Style:
        """A style of *voice* in the body size; ``slot`` is the voice in which number and day are entered."""
        if voice == "slot":
            voice = "hand" if self.look.handwritten else "stamp" if self.look.numbered_by_stamp else "print"
        elif voice == "fill" and self.look.handwritten:
            voice = "hand"
        return Style(size or self.look.size, bold, italic, voice)

    def width(self, text: str, style: Style) -> float:
        """Room in pixels that *text* takes."""
        if style.voice == "hand":
            return ink.hand_width(text, self.look.hand.italic, self._pixels(style))
        return _length(text, *self._cut(style))

    def need(self, height: float) -> None:
        """Take a new sheet unless *height* pixels are left on this one."""
        if self.y + height > self.bottom:
            self.turn()

    def put(self, runs: Sequence[Run], x0: float, x1: float, base: float, align: str = "left") -> str:
        """Draw *runs* as one line between *x0* and *x1* and return its text without recording it."""
        atoms = list(_atoms(self._marked(runs)))
        return self._line(atoms, x0, x1, base, align)

    def write(
        self,
        runs: Sequence[Run] | Run,
        *,
        x0: float | None = None,
        x1: float | None = None,
        align: str = "justify",
        indent: float = 0.0,
        leading: float = 1.3,
        after: float = 0.0,
        record: bool = True,
    ) -> list[str]:
        """Set a paragraph below the last line, over as many lines and sheets as it takes; returns its lines."""
        runs = [runs] if isinstance(runs, Run) else runs
        x0, x1 = self.left if x0 is None else x0, self.right if x1 is None else x1
        step = max(run.style.size for run in runs) * DPI / 72 * leading
        lines = []
        for number, (atoms, last) in enumerate(self._broken(self._marked(runs), x1 - x0, indent)):
            if self.y + step > self.bottom:
                self.turn()
            self.y += step
            how = "left" if align == "justify" and last else align
            text = self._line(atoms, x0 + (indent if number == 0 else 0), x1, self.y, how)
            lines.append(text)
            if record:
                self.texts[-1].append(text)
        self.y += after
        return lines

    def record(self, *lines: str) -> None:
        """Note lines of text that were drawn with ``put`` or unrecorded."""
        self.texts[-1].extend(line for line in lines if line)

    def rule(self, x0: float, x1: float, y: float, weight: int = 3) -> None:
        """A straight rule."""
        self.draw.line((x0, y, x1, y), fill=self.look.toner, width=weight)

    def dots(self, x0: float, x1: float, base: float) -> None:
        """A dotted line to write on."""
        pencil = self.draw
        for x in range(round(x0), round(x1), 13):
            pencil.ellipse((x, base + 4, x + 3, base + 7), fill=self.look.toner)

    def _marked(self, runs: Sequence[Run]) -> list[Run]:
        for run in runs:
            if run.field and run.style.voice == "hand" and run.text.strip():
                self.handwritten.add(run.field)
        return [replace(run, text=old_tone_marks(run.text)) for run in runs] if self.look.old_tones else list(runs)

    def _pixels(self, style: Style) -> int:
        swell = 1.22 if style.voice == "hand" else 0.88 if self.look.typed else 1.0
        return round(style.size * DPI / 72 * swell)

    def _font(self, style: Style) -> ImageFont.FreeTypeFont:
        return font(*self._cut(style))

    def _cut(self, style: Style) -> tuple[Path, int]:
        family = {"print": self.look.body, "fill": self.look.fill, "stamp": self.look.fill}[style.voice]
        bold, italic = (False, False) if self.look.typed else (style.bold, style.italic)
        return family.cut(bold or style.voice == "stamp", italic), self._pixels(style)

    def _broken(self, runs: Sequence[Run], width: float, indent: float) -> Iterable[tuple[list[Atom], bool]]:
        room, line, used = width - indent, list[Atom](), 0.0
        for atom in _atoms(runs):
            more = self._length([atom]) + (self.width(" ", atom[0].style) if line else 0.0)
            if line and used + more > room:
                yield line, False
                line, room, used = [], width, 0.0
                more = self._length([atom])
            line.append(atom)
            used += more
        yield line, True

    def _length(self, atoms: Sequence[Atom]) -> float:
        words = sum(self.width(run.text, run.style) for atom in atoms for run in atom)
        return words + sum(self.width(" ", atom[0].style) for atom in atoms[1:])

    def _line(self, atoms: Sequence[Atom], x0: float, x1: float, base: float, align: str) -> str:
        spare = x1 - x0 - self._length(atoms)
        x = x0 + {"center": spare / 2, "right": spare}.get(align, 0.0)
        stretch = spare / (len(atoms) - 1) if align == "justify" and len(atoms) > 1 else 0.0
        for number, atom in enumerate(atoms):
            x += self.width(" ", atom[0].style) + stretch if number else 0.0
            for run in atom:
                self._word(run, x, base)
                x += self.width(run.text, run.style)
        return " ".join("".join(run.text for run in atom) for atom in atoms)

    def _word(self, run: Run, x: float, base: float) -> None:
        if run.style.voice == "hand":
            mask, at, line = ink.handwriting(run.text, self.look.hand.italic, self._pixels(run.style), self.rng, self.look.slant)
            ink.lay(self.page, mask, self.look.pen, round(x) - at, round(base) - line)
        elif self.look.typed and run.style.voice != "stamp":
            for letter in run.text:
                shade = self.rng.randint(0, 70)
                where = (round(x), round(base + self.rng.uniform(-2.5, 2.5)))
                colour = (self.look.toner[0] + shade, self.look.toner[1] + shade, self.look.toner[2] + shade)
                face = self._font(run.style)
                self.draw.text(where, letter, font=face, fill=colour, anchor="ls", stroke_width=1 + 0.5 * run.style.bold)
                x += face.getlength(letter)
        else:
            colour = self.look.toner if run.style.voice == "print" else self.look.fill_ink
            drop = self.rng.choice((6, 10, -6)) if run.style.voice == "stamp" else 0
            # Mono faces are drawn hair-thin; a ribbon's stroke is not.
            heavy = 1.2 if self.look.fill.typewriter and run.style.voice == "fill" else 0.0
            self.draw.text((x, base + drop), run.text, font=self._font(run.style), fill=colour, anchor="ls", stroke_width=heavy)


Atom = list[Run]
"""Pieces that stand together without a space: one word, perhaps in several styles."""


@lru_cache(maxsize=20_000)
def _length(text: str, path: Path, pixels: int) -> float:
    return float(font(path, pixels).getlength(text))


def _atoms(runs: Iterable[Run]) -> Iterable[Atom]:
    atom: Atom = []
    for run in runs:
        for number, piece in enumerate(run.text.split(" ")):
            if number and atom:
                yield atom
                atom = []
            if piece:
                atom.append(replace(run, text=piece))
    if atom:
        yield atom
