"""
One module a document type, each registered here by its name.

A further type is one new module with a ``draw`` and one line in ``_MODULES``; nothing else knows the types.
"""

from __future__ import annotations

from importlib import import_module
from random import Random
from typing import Protocol

from pipelines.model import Level, Value
from pipelines.samples.paper import Paper

_MODULES = (
    "birth_certificate",
    "construction_permit",
    "criminal_record_certificate",
    "death_extract",
    "decision",
    "enterprise_registration",
    "household_business_registration",
    "land_use_certificate",
    "marital_status_certificate",
    "marriage_certificate",
    "medical_practice_certificate",
    "official_letter",
    "pharmacy_practice_certificate",
)


class Sample:
    """What a drawn paper says, and who holds it."""

    def __init__(self, fields: dict[str, Value], level: Level, unit: str, owner_id: str | None = None) -> None:
        self.fields = {name: value for name, value in fields.items() if value is not None}
        """Values by field name as the type's truth has them; what is not on the paper is absent."""
        self.level = level
        self.unit = unit
        """Code of the unit whose office issued it."""
        self.owner_id = owner_id


class Draw(Protocol):
    """Draws one paper of a type on an empty *paper*, every choice by *rng*."""

    def __call__(self, paper: Paper, rng: Random, *, aged: bool, area: str | None = None) -> Sample:
        """
        *aged* asks for a paper from the time of typewriters (before 2000), *area* for one of the province of that name.
        """


def types() -> tuple[str, ...]:
    """Names of the document types that can be drawn."""
    return _MODULES


def drawer(name: str) -> Draw:
    """How a paper of type *name* is drawn; KeyError for a type that is not among ``types()``."""
    if name not in _MODULES:
        raise KeyError(name)
    draw: Draw = import_module(f"{__name__}.{name}").draw
    return draw


__all__ = ["Draw", "Sample", "drawer", "types"]
