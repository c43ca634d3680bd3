"""
The states in which papers reach the scanner, by name: how the paper is made, what happens to it, how it is scanned.

Weights follow what public scans of provincial offices look like: most are 1-bit at 200 dpi, number and day are written by
hand, and a seal lies on something.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from types import MappingProxyType

from pipelines.samples import damage
from pipelines.samples.damage import Pixels

Step = Callable[[Pixels, Random], Pixels]


@dataclass(frozen=True, slots=True)
class Condition:
    """One state. *steps* are applied in order to the page at 300 dpi, then it is brought to one of *dpi*."""

    name: str
    weight: int
    steps: tuple[Step, ...] = ()
    dpi: tuple[int, ...] = (300, 200)
    bilevel: float = 0.0
    """Share of these papers that is scanned in black and white."""
    kinds: tuple[str, ...] = ("pdf", "pdf", "pdf", "jpg", "png", "tif")
    """File kinds to choose from; papers of several pages become PDF or TIFF."""
    looks: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    """How the paper itself is made: keys of ``Look``."""
    bleeds: bool = False
    aged: bool = False


_BW = ("pdf", "pdf", "pdf", "tif")
_ALL = (
    Condition("clean", 9, dpi=(300,)),
    Condition("skew", 7, (damage.skew,), bilevel=0.3),
    Condition("noise", 5, (damage.jiggle, damage.noise), kinds=("pdf", "pdf", "jpg")),
    Condition("faded", 5, (damage.faded, damage.jiggle)),
    Condition("yellowed", 5, (damage.jiggle, damage.yellowed), dpi=(300, 200)),
    Condition("rotated_90", 3, (damage.jiggle, damage.rotated_90), bilevel=0.4),
    Condition("rotated_180", 3, (damage.jiggle, damage.rotated_180), bilevel=0.4),
    Condition("typewriter", 6, (damage.jiggle,), bilevel=0.3, looks={"typed": True}, aged=True),
    Condition("photocopy", 7, (damage.jiggle, damage.photocopy), dpi=(200,), bilevel=1.0, kinds=_BW),
    Condition("bilevel_200", 16, (damage.jiggle, damage.bilevel), dpi=(200,), bilevel=1.0, kinds=_BW),
    Condition("seal_over_name", 8, (damage.jiggle,), bilevel=0.35, looks={"seal_over_name": True}),
    Condition("bleed_through", 5, (damage.jiggle,), bilevel=0.3, bleeds=True),
    Condition("phone", 5, (damage.phone,), dpi=(250, 200), kinds=("jpg", "jpg", "pdf")),
    Condition("low_dpi", 3, (damage.jiggle,), dpi=(120, 110, 100), bilevel=0.3),
    Condition("several", 6, (), dpi=(300, 200), bilevel=0.25, looks={"seal_over_name": True}),
    Condition("handwritten", 16, (damage.jiggle,), bilevel=0.45, looks={"handwritten": True}),
)
CONDITIONS: Mapping[str, Condition] = MappingProxyType({condition.name: condition for condition in _ALL})
"""All conditions by name."""


def steps(condition: Condition, rng: Random) -> tuple[Step, ...]:
    """What happens to the pages of one paper; for ``several`` two or three mishaps drawn at random, in the order of life."""
    if condition.name != "several":
        return condition.steps
    chosen = rng.sample((0, 1, 2, 3), rng.choice((2, 2, 3)))
    life: tuple[Step, ...] = (damage.yellowed, _half_faded, damage.skew, damage.noise)
    return tuple(step for number, step in enumerate(life) if number in chosen)


def _half_faded(page: Pixels, rng: Random) -> Pixels:
    return damage.faded(page, rng, (0.5, 0.7))
