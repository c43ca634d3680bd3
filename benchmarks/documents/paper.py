"""
A paper being printed and filled in, page by page, with its truth.

Coordinates are pixels at 300 dpi, y the base line. Text flows in pieces: plain strings are the form's own words, Value the
filled-in ones, Tab a jump to a column. What a field's value is, is said by ``Paper.value`` where the value is printed, so
that nothing can be in the truth and not on the page.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from PIL import Image, ImageDraw

from benchmarks.documents import hand
from benchmarks.documents.faces import GROW, face
from benchmarks.documents.flow import Setter
from benchmarks.documents.people import Day, Person
from benchmarks.documents.pieces import PORTRAIT, Field, Piece, Style, Value, Words
from benchmarks.sheet import BLACK, RED, Sheet


class Leaf(Sheet):
    """One page of any size, printed in the faces of ``faces``."""

    def __init__(self, rng: random.Random, style: Style, size: tuple[int, int]) -> None:
        """White paper of *size*."""
        super().__init__(rng, "times", 13)
        self.name, self.points = style.face, style.points + GROW[style.face]
        self.image = Image.new("RGB", size, "white")
        self.draw = ImageDraw.Draw(self.image)

    def width(self, text: str, cut: int = 0, grow: float = 0) -> int:
        """Pixels that *text* takes in the page's face."""
        return round(face(self.name, self.points + grow, cut).getlength(text))

    def print(
        self, x: int, y: int, text: str, *, cut: int = 0, align: str = "l", grow: float = 0, name: str = "",
        ink: tuple[int, int, int] = BLACK, lift: int = 0,
    ) -> int:  # fmt: skip
        """Prints at x (left, middle or right end by *align*), *lift* pixels above line y; the x where the text ends."""
        name = name or self.name
        points = self.points - GROW[self.name] + GROW[name] + grow
        font = face(name, points, cut)
        wide = round(font.getlength(text))
        left = x - {"l": 0, "m": wide // 2, "r": wide}[align]
        if "typewriter" in name:
            self._typed(left, y - lift, text, font)
        else:
            self.draw.text((left, y - lift), text, font=font, fill=ink, anchor="ls")
        self.runs.append((y, left, text))
        return left + wide


@dataclass
class Paper:
    """A paper of *kind*; *fields* its truth, *written* the fields filled in by hand; *year* that of its form."""

    kind: str
    rng: random.Random
    style: Style
    size: tuple[int, int] = PORTRAIT
    fields: dict[str, Field] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    leaves: list[Leaf] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.writer = hand.writer(self.rng)
        self.left = round(self.rng.uniform(0.105, 0.145) * self.size[0])
        self.right = self.size[0] - round(self.rng.uniform(0.065, 0.1) * self.size[0])
        self.new_page()

    @property
    def leaf(self) -> Leaf:
        """The page being printed."""
        return self.leaves[-1]

    @property
    def middle(self) -> int:
        """The x of the page's middle."""
        return self.size[0] // 2

    @property
    def step(self) -> int:
        """From one line to the next."""
        return round(self.style.points * 300 / 72 * self.style.spacing)

    @property
    def bottom(self) -> int:
        """The last base line."""
        return self.size[1] - 240

    def new_page(self, *, numbered: bool = True) -> None:
        """A fresh page with its number at the top, unless it is the first."""
        self.leaves.append(Leaf(self.rng, self.style, self.size))
        self.y = self.rng.randint(230, 320)
        if len(self.leaves) > 1 and numbered:
            self.leaf.print(self.middle, 160, str(len(self.leaves)), align="m")
            self.y = 290

    def room(self, lines: float) -> None:
        """A new page unless *lines* more lines fit."""
        if self.y + lines * self.step > self.bottom:
            self.new_page()

    def value(
        self,
        name: str,
        text: str,
        true: Field | None = None,
        *,
        cut: int | None = None,
        by_hand: bool | None = None,
        grow: float = 0,
    ) -> Value:
        """The piece that prints *text* for field *name*, whose value is *true* where it is not *text* itself."""
        self.fields[name] = text if true is None else true
        return Value(text, name, cut, by_hand, grow)

    def day(self, name: str, when: Day, form: str = "/") -> list[Piece]:
        """
        Pieces for date *when* of field *name*, or of none when *name* is empty.

        *form* ``/``, ``-``, ``.`` joins digits; ``words`` is ngày … tháng … năm …, of which only the numbers are filled in.
        """
        if name:
            self.fields[name] = when.iso
        by_hand = True if self.style.number_by_hand and name == "issue_date" else None
        if form != "words":
            parts = [f"{n:02d}" for n in (when.day, when.month) if n]
            if form == " " or (form == "." and not when.day):
                form = "/"
            return [Value(form.join([*parts, str(when.year)]), name, by_hand=by_hand)]
        month = f"{when.month:02d}" if when.month < 3 or self.rng.random() < 0.3 else str(when.month)
        pieces: list[Piece] = []
        if when.day:
            pieces += ["ngày", Value(f"{when.day:02d}", name, by_hand=by_hand)]
        if when.month:
            pieces += ["tháng", Value(month, name, by_hand=by_hand if self.rng.random() < 0.4 else None)]
        return [*pieces, *(["năm"] if pieces else []), Value(str(when.year), name)]

    def born(self, who: Person, name: str = "date_of_birth", form: str = "/") -> list[Piece]:
        """Date of birth of *who* for field *name*."""
        return self.day(name, who.born, form)

    def flow(
        self, pieces: list[Piece], *, x: int = 0, wide: int = 0, indent: int = 0, hanging: int = 0, grow: float = 0, cut: int = 0,
        y: int | None = None, bare: bool = False,
    ) -> int:  # fmt: skip
        """
        Sets *pieces* from x, *wide* pixels, from *y* or the paper's own y, which is moved on; the y after.

        *bare*: no leaders and no new page.
        """
        x = x or self.left
        right = x + (wide or self.right - x)
        setter = Setter(self, x, right, hanging, self.y if y is None else y, grow, cut, bare)
        setter.at = x + indent
        for number, piece in enumerate(pieces):
            follows = pieces[number + 1] if number + 1 < len(pieces) else None
            setter.put(piece, follows)
        end = setter.y + self.step
        if y is None:
            self.y = end
        return end

    def centre(self, text: str, *, cut: int = 0, grow: float = 0, x: int = 0, step: float = 1, wide: int = 0) -> None:
        """*text* centred around x (the page's middle), in lines of at most *wide* pixels (what the page has room for)."""
        x = x or self.middle
        wide = wide or 2 * min(x - 120, self.size[0] - x - 90)
        held = ""
        for word in [*text.split(), ""]:
            if word and (not held or self.leaf.width(f"{held} {word}", cut, grow) <= wide):
                held = f"{held} {word}".strip()
                continue
            self.leaf.print(x, self.y, held, cut=cut, align="m", grow=grow)
            self.y += round((step if not word else 1) * self.step)
            held = word

    def emblem(self) -> None:
        """The national emblem's outline at the top, as certificates bear it; the paper's y moves below."""
        x, y, radius = self.middle, self.y + 60, 105
        tint = RED if self.style.colour else (70, 70, 70)
        self.leaf.draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=tint, width=7)
        star = [
            (x + r * math.sin(a), y - 15 - r * math.cos(a))
            for i in range(10)
            for r, a in [(26 if i % 2 else 66, math.pi * i / 5)]
        ]
        self.leaf.draw.polygon(star, fill=tint)
        self.leaf.draw.arc((x - 62, y + 20, x + 62, y + 130), 190, 350, fill=tint, width=10)
        self.y += 300

    def frame(self) -> None:
        """A double ruled frame with corners around the page."""
        wide, tall = self.size
        tint = self.rng.choice(((150, 60, 60), (70, 110, 70), (60, 60, 60)))
        for inset, pen in ((95, 9), (116, 3)):
            self.leaf.draw.rectangle((inset, inset, wide - inset, tall - inset), outline=tint, width=pen)
        for x, y in ((95, 95), (wide - 95, 95), (95, tall - 95), (wide - 95, tall - 95)):
            self.leaf.draw.ellipse((x - 26, y - 26, x + 26, y + 26), outline=tint, width=6)

    def table(self, columns: tuple[int, ...], rows: Sequence[Sequence[str | Value]], *, grow: float = -0.5) -> None:
        """Ruled rows between the x of *columns*, the first row in bold; cells wrap, a row is as tall as its tallest cell."""
        for number, cells in enumerate(rows):
            self.room(2)
            top = self.y
            ends = [
                self.flow([cell if isinstance(cell, Value) else Words(cell, 0 if number else 1)], x=x0 + 16, wide=x1 - x0 - 30,
                          y=top + round(0.85 * self.step), grow=grow, bare=True)
                for x0, x1, cell in zip(columns[:-1], columns[1:], cells, strict=True)
            ]  # fmt: skip
            self.y = max(ends) - round(0.5 * self.step)
            for x0, x1 in pairwise(columns):
                self.leaf.draw.rectangle((x0, top, x1, self.y), outline=BLACK, width=3)
        self.y += self.step

    def by_hand(self, value: Value) -> bool:
        """Whether *value* is filled in by hand."""
        return value.by_hand if value.by_hand is not None else self.style.filling == "hand" and bool(value.text)

    def handwrite(self, x: int, y: int, text: str) -> int:
        """*text* in the writer's hand, as part of the page's text; the x where it ends."""
        ink = self.writer.ink if self.style.colour else BLACK
        self.leaf.runs.append((y, x, text))
        return hand.write(self.leaf.image, x, y - 5, text, replace(self.writer, ink=ink), self.rng)
