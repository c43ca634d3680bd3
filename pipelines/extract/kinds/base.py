"""What all normalisers return."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.model import Value


@dataclass(frozen=True, slots=True)
class Parsed:
    """A possible value of its kind."""

    value: Value
    certainty: float
    """0 to 1: how much the form of the text speaks for the value. 1: only right values look like this (a closed list,
    a real date); 0.5: possible, nothing more; below: something had to be mended or left out."""
    note: str = ""
    """What was mended or doubted, for people who tune."""
    whole: bool = False
    """Whether nothing can come behind it: an address that ends in its province."""
