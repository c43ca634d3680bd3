"""How the words of mark and signatures are set: the block of the mark, and the strip that holds it above a page. In points."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.sign.config import SigningConfig
from pipelines.sign.drawing import LEADING, MARGIN, QR_SIDE, Drawing, wrap
from pipelines.sign.fonts import Typeface
from pipelines.sign.geometry import Rect

ONE_COLUMN = 430.0
"""Below this width the agency's signature stands under the mark."""
COLUMN = 0.6
"""Share of the width that the mark takes, the signature takes the rest."""


@dataclass(frozen=True)
class Words:
    """What stands in the mark and in the appearances of the signatures, a text a line."""

    mark: tuple[str, ...]
    agency: tuple[str, ...]
    person: tuple[str, ...] = ()
    """None where no person signs."""


def height_of(face: Typeface, lines: tuple[str, ...], size: float, width: float) -> float:
    """Points that *lines* take, set at *size* in a column of *width*."""
    return len([part for line in lines for part in wrap(face, line, size, width)]) * size * LEADING + 2


@dataclass(frozen=True)
class Block:
    """The mark: QR code, its words beside it, and below them room for the person's signature where a person signs."""

    width: float
    height: float
    lines: list[str]
    signed: float
    """Height of the room for the person's signature."""

    @classmethod
    def plan(cls, width: float, face: Typeface, words: Words, size: float) -> Block:
        """Set *words* in a block of *width* points."""
        column = width - QR_SIDE - MARGIN / 2
        lines = [part for line in words.mark for part in wrap(face, line, size, column)]
        signed = height_of(face, words.person, size, column) if words.person else 0.0
        return cls(width, max(QR_SIDE, len(lines) * size * LEADING + signed), lines, signed)

    def draw(self, drawing: Drawing, x: float, y: float, size: float, lookup: str) -> None:
        """With its bottom left corner at *x*, *y*."""
        drawing.qr(x, y + self.height - QR_SIDE, QR_SIDE, lookup)
        drawing.text(x + QR_SIDE + MARGIN / 2, y + self.height, self.lines, size)

    def person(self, x: float, y: float) -> dict[str, Rect]:
        """The room for the person's signature, by role, when the block stands at *x*, *y*."""
        left = QR_SIDE + MARGIN / 2
        return {"person": (x + left, y, self.width - left, self.signed)} if self.signed else {}


@dataclass(frozen=True)
class Strip:
    """What grows above a page that has no room."""

    width: float
    height: float
    block: Block
    at: tuple[float, float]
    """Bottom left corner of the block inside the strip."""
    signature: Rect
    """x, y, width, height inside the strip."""

    @classmethod
    def plan(cls, width: float, face: Typeface, words: Words, config: SigningConfig) -> Strip:
        """Block and agency's signature beside each other, or one above the other where the strip is narrow."""
        inner = width - 2 * MARGIN
        one_column = width < ONE_COLUMN
        wide = inner if one_column else (inner - MARGIN) * COLUMN
        text = inner if one_column else inner - MARGIN - wide
        block = Block.plan(wide, face, words, config.font_size)
        high = height_of(face, words.agency, config.font_size, text)
        if one_column:
            height = block.height + high + 2.5 * MARGIN
            return cls(width, height, block, (MARGIN, height - MARGIN - block.height), (MARGIN, MARGIN / 2, text, high))
        height = max(block.height, high) + 1.5 * MARGIN
        left = config.person_position == "top-left"
        x = MARGIN if left else width - MARGIN - wide
        return cls(
            width,
            height,
            block,
            (x, height - MARGIN - block.height),
            (width - MARGIN - text if left else MARGIN, height - MARGIN - high, text, high),
        )
