"""What hOCR and ALTO share: a page's words as blocks of lines, in reading order, with their boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.model import Box, Page, Word

SOFTWARE = "Sohoa"
LANGUAGE = "vi"

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A text line and the smallest box around it, pixels of the upright page image."""

    words: tuple[Word, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together, and the smallest box around them."""

    lines: tuple[Line, ...]
    box: Box


def blocks_of(page: Page) -> tuple[Block, ...]:
    """
    Blocks of *page* in reading order; their lines, put one under the other, are the page's text.

    A layout block that another one interrupts in reading order comes out in parts: order weighs more than layout.
    """
    lines: dict[int, list[Word]] = {}
    for word in page.words:
        lines.setdefault(word.line, []).append(word)
    runs: list[list[Line]] = []
    last = None
    for words in lines.values():
        if words[0].block != last:
            runs.append([])
        last = words[0].block
        runs[-1].append(Line(tuple(words), around(word.box for word in words)))
    return tuple(Block(tuple(run), around(line.box for line in run)) for run in runs)


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box around *boxes*, of which there is at least one."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def clean(text: str) -> str:
    """*text* without the characters that XML 1.0 (section 2.2) forbids, which no escape can bring in."""
    return _NOT_XML.sub("", text)
