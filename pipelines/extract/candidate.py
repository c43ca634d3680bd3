"""A possible value of a field, with all that speaks for and against it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipelines.doctypes import Where
from pipelines.extract.confidence import merit
from pipelines.extract.evidence import Evidence
from pipelines.extract.kinds import Parsed
from pipelines.extract.parts import Part


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible value of a field."""

    way: Where
    order: int
    """Place of the way in the YAML."""
    part: Part
    raw: str
    parsed: Parsed | None
    evidence: Evidence
    notes: tuple[str, ...] = ()

    @property
    def merit(self) -> float:
        return merit(self.evidence) if self.parsed is not None else 0.0


def noted(c: Candidate, *, note: str, **changes: float) -> Candidate:
    """*c* with *changes* of its evidence, and the *note* that says why."""
    return replace(c, evidence=replace(c.evidence, **changes), notes=(*c.notes, note))  # type: ignore[arg-type]
