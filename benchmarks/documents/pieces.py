"""What a paper is put together from: pieces of text, and the style it is printed and filled in."""

from __future__ import annotations

from dataclasses import dataclass

Field = str | int | float
PORTRAIT, LANDSCAPE, BOOK = (2480, 3508), (3508, 2480), (2244, 3130)


@dataclass(frozen=True, slots=True)
class Value:
    """Filled-in text of *field* (empty: of none); *cut* 0 regular, 1 bold, 2 italic, None as the style says."""

    text: str
    field: str = ""
    cut: int | None = None
    by_hand: bool | None = None
    grow: float = 0


@dataclass(frozen=True, slots=True)
class Words:
    """The form's own words in another cut or size."""

    text: str
    cut: int = 0
    grow: float = 0


@dataclass(frozen=True, slots=True)
class Tab:
    """Go on at this share of the line's width."""

    at: float


Piece = str | Value | Words | Tab


@dataclass(frozen=True, slots=True)
class Style:
    """
    How a paper is printed and filled in.

    *filling*: ``printed`` (by computer), ``typed`` (typewriter) or ``hand``; *leaders*: ``dots``, ``rule`` or ``none``;
    *number_by_hand*: number and day are written in on an otherwise printed paper; *seal*: ``none``, ``aside``, ``name``.
    """

    face: str = "times"
    points: float = 13
    filling: str = "printed"
    value_face: str = "times"
    value_cut: int = 0
    leaders: str = "none"
    spacing: float = 1.35
    number_by_hand: bool = False
    seal: str = "aside"
    colour: bool = True
