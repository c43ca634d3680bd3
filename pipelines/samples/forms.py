"""Printed forms that somebody filled in: labels, dotted lines, and values in another face, another ink, or by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.samples.paper import Paper, Run, Style, mm

Item = tuple[str, str, str | None]
"""Label, value as printed (may be empty), and the field that the value shows, if any."""


@dataclass(slots=True)
class Form:
    """A form on *paper*. With *dotted* the blanks are dotted lines, else values follow their labels directly."""

    paper: Paper
    dotted: bool
    label: Style
    value: Style
    step: float = 8.6
    """Line distance in millimetres."""

    def row(self, *items: Item, indent: float = 0.0, suffix: str = "") -> None:
        """
        One row of *items* side by side, each with its share of the width; a lone value that is too long runs on below.

        Items that do not fit beside each other get rows of their own. *suffix* is printed after the last value.
        """
        paper = self.paper
        x0 = float(paper.left + mm(indent))
        wanted = [self._wanted(item) for item in items]
        spare = paper.right - x0 - sum(wanted)
        if spare < 0 and len(items) > 1:
            for item in items:
                self.row(item, indent=indent, suffix=suffix if item is items[-1] else "")
            return
        self._down()
        texts = []
        for item, want in zip(items, wanted, strict=True):
            x1 = min(x0 + want + max(0.0, spare) / len(items), float(paper.right))
            texts += self._item(item, x0, x1, suffix if item is items[-1] else "")
            x0 = x1
        paper.record(*(texts if len(items) == 1 else [" ".join(texts)]))

    def _wanted(self, item: Item) -> float:
        label, value, _ = item
        return self.paper.width(label + " ", self.label) + self.paper.width(value, self.value) + mm(5)

    def _down(self) -> None:
        self.paper.need(mm(self.step))
        self.paper.y += mm(self.step)

    def _item(self, item: Item, x0: float, x1: float, suffix: str) -> list[str]:
        """Draw label and value from *x0* to *x1*; the lines of text that came of it."""
        paper, (label, value, name) = self.paper, item
        paper.put([Run(label, self.label)], x0, x1, paper.y)
        start = x0 + paper.width(label + " ", self.label)
        lines, first = [], True
        rest = value.split()
        while rest or first:
            taken = self._fitting(rest, x1 - start - mm(2)) or (rest[:1] if not first else [])
            rest = rest[len(taken) :]
            words = " ".join(taken)
            end = [Run(suffix, self.label)] if suffix and not rest else []
            blank = x1 - mm(1.5) - (paper.width(suffix, self.label) if end else 0)
            if self.dotted:
                paper.dots(start, blank, paper.y)
            if taken:
                lift = mm(paper.rng.uniform(0.2, 0.8)) if self.dotted else 0
                paper.put([Run(words, self.value, name)], start + (mm(2) if self.dotted else 0), x1, paper.y - lift)
            if end:
                at = blank if self.dotted else start + paper.width(words, self.value)
                paper.put(end, at, x1, paper.y)
            lines.append(" ".join(part for part in (label if first else "", words) if part) + (suffix if end else ""))
            if rest:
                self._down()
            first, start, x1 = False, float(paper.left), float(paper.right)
        return lines

    def _fitting(self, words: Sequence[str], room: float) -> list[str]:
        taken: list[str] = []
        for word in words:
            if self.paper.width(" ".join((*taken, word)), self.value) > room:
                break
            taken.append(word)
        return taken
