"""How pieces of text are set: word by word, broken at the margin, values on their rows of dots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.documents import hand
from benchmarks.documents.faces import GROW, face
from benchmarks.documents.pieces import Piece, Tab, Value, Words
from benchmarks.sheet import BLACK

if TYPE_CHECKING:
    from benchmarks.documents.paper import Paper

_CLOSING = frozenset(",;.):")
_LIFT = 5
"""Pixels that values stand above their rows of dots and rules."""


class Setter:
    """Sets words one after another; a line is broken where the next does not fit."""

    def __init__(self, paper: Paper, x: int, right: int, hanging: int, y: int, grow: float, cut: int, bare: bool) -> None:
        self.paper, self.x, self.right, self.hanging = paper, x, right, hanging
        self.y, self.grow, self.cut, self.bare, self.at = y, grow, cut, bare, x

    def put(self, piece: Piece, follows: Piece | None) -> None:
        if isinstance(piece, Tab):
            target = self.x + round(piece.at * (self.right - self.x))
            self.at = max(target, self.at + 20) if self.at < self.right - 250 else self._newline()
            return
        leaf, style = self.paper.leaf, self.paper.style
        if isinstance(piece, Value):
            self._value(piece, follows)
            return
        words = piece if isinstance(piece, Words) else Words(piece, self.cut, 0)
        gap = leaf.width(" ", words.cut, self.grow + words.grow)
        self._words(words.text, words.cut, style.face, self.grow + words.grow, gap)

    def _value(self, value: Value, follows: Piece | None) -> None:
        paper, style = self.paper, self.paper.style
        start, top = self.at, self.y
        if value.text:
            if paper.by_hand(value):
                if value.field:
                    paper.written.add(value.field)
                self._hand(value.text)
            else:
                name = "typewriter" if style.filling == "typed" else style.value_face
                cut = value.cut if value.cut is not None else style.value_cut
                self._words(
                    value.text,
                    cut,
                    name,
                    self.grow + value.grow,
                    paper.leaf.width(" ", cut),
                    _LIFT if style.leaders == "rule" or (style.leaders == "dots" and style.filling == "typed") else 0,
                )
        if style.leaders == "none" or self.bare:
            return
        if style.filling == "printed" and style.leaders == "dots":
            start, top = self.at, self.y  # a word processor fills with dots what the value leaves free
        end = self.right
        if isinstance(follows, Tab):
            end = self.x + round(follows.at * (self.right - self.x)) - 16
        elif follows is not None:
            end = self.at
        for y in range(top, self.y + 1, paper.step) if self.y >= top else ():
            x0 = start if y == top else self.x + self.hanging
            x1 = end if y == self.y else self.right
            if style.leaders == "dots":
                paper.leaf.leaders(x0, x1, y)
            elif x1 > x0:
                paper.leaf.draw.line((x0, y + 8, x1, y + 8), fill=BLACK, width=2)

    def _words(self, text: str, cut: int, name: str, grow: float, gap: int, lift: int = 0) -> None:
        leaf = self.paper.leaf
        points = self.paper.style.points + GROW[name] + grow
        font = face(name, points, cut)
        held: list[str] = []
        close = text[:1] in _CLOSING and bool(leaf.runs) and leaf.runs[-1][0] == self.y
        if close:
            self.at -= round(0.8 * gap)
        for word in text.split():
            trial = font.getlength(" ".join([*held, word]))
            if self.at + trial > self.right and (held or self.at > self.x + self.hanging + 60):
                if held:
                    leaf.print(self.at, self.y, " ".join(held), cut=cut, grow=grow, name=name, lift=lift)
                held = []
                self._newline()
                leaf = self.paper.leaf
            held.append(word)
        if held:
            self.at = leaf.print(self.at, self.y, " ".join(held), cut=cut, grow=grow, name=name, lift=lift) + gap
        if close and len(leaf.runs) > 1 and leaf.runs[-2][0] == self.y:
            (_, _, after), (y, x, said) = leaf.runs.pop(), leaf.runs.pop()
            leaf.runs.append((y, x, said + after))

    def _hand(self, text: str) -> None:
        for word in text.split():
            if self.at + hand.width(self.paper.writer, word) > self.right and self.at > self.x + self.hanging + 60:
                self._newline()
            self.at = self.paper.handwrite(self.at, self.y, word) + self.paper.rng.randint(20, 36)

    def _newline(self) -> int:
        self.y += self.paper.step
        if not self.bare and self.y > self.paper.bottom:
            self.paper.new_page()
            self.y = self.paper.y
        self.at = self.x + self.hanging
        return self.at
