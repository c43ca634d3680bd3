"""A stretch of paper that may be a value: the tokens, and what is odd about where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.extract.geometry import Token, bounds, join
from pipelines.model import Box


@dataclass(frozen=True, slots=True)
class Part:
    """Tokens in reading order, at least one."""

    tokens: tuple[Token, ...]
    rule: str
    """How it was found; becomes part of ``FieldValue.rule``."""
    fit: float = 1.0
    """0 to 1: how well it stands where such a value stands (label matched, spacing of print, nothing cut away)."""
    left_open: bool = False
    """Whether its words may go on where nobody looked, unless they say themselves that they are all (``Parsed.whole``)."""
    text: str = ""
    """What to normalise when it is not the tokens as they stand (an agency put together from two lines)."""

    @property
    def raw(self) -> str:
        return join(self.tokens)

    @property
    def box(self) -> Box:
        return bounds(self.tokens)

    @property
    def page(self) -> int:
        return self.tokens[0].page


def bare(tokens: Sequence[Token]) -> list[Token]:
    """*tokens* without the signs before and behind their words; what closes a bracket or a quotation stays."""
    kept = list(tokens)
    while kept and not kept[0].folded:
        kept = kept[1:]
    while kept and not kept[-1].folded and kept[-1].text not in (")", '"'):
        kept = kept[:-1]
    return kept
