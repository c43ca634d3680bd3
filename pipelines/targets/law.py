"""The legal shares, read from ``config/targets.yaml``; every line there names its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.config_node import Node, read_yaml
from pipelines.errors import ConfigError, explain
from pipelines.model import Level, Target

_YEARS = (2000, 2100)


class TargetError(ConfigError):
    """There is no target for the year; *message* (Vietnamese) and *message_en* say for which years there are some."""

    def __init__(self, year: int, first: int) -> None:
        self.year, self.first = year, first
        self.message, self.message_en = explain("no_target_before", year=year, first=first)
        super().__init__(f"{self.message} · {self.message_en}")

    def __reduce__(self) -> tuple[object, ...]:
        return TargetError, (self.year, self.first)


@dataclass(frozen=True, slots=True)
class Targets:
    """All targets there are."""

    steps: Mapping[tuple[Level, int], Target]
    """Decision 468/QĐ-TTg, cumulative percent a level and year."""
    deadline: dt.date
    """Day by which everything must be digitized (Decree 45/2020 Art. 26.2, 27.3)."""
    final: Mapping[Level, Target]
    """What holds at the deadline; ``year`` is the deadline's."""

    @property
    def first_year(self) -> int:
        """First year that has a target."""
        return min(year for _, year in self.steps)

    def target(self, level: Level, year: int) -> Target:
        """
        What *level* must have reached by the end of *year*, at least.

        In the deadline's year the higher of step and deadline rules. Later years have the deadline's share, marked ``overdue``.
        Raises TargetError for a year before the first.
        """
        if year < self.first_year:
            raise TargetError(year, self.first_year)
        final = self.final[level]
        if year > self.deadline.year:
            return Target(level, year, final.percent, final.source, overdue=True)
        step = self.steps[level, year]
        return step if year < self.deadline.year or step.percent >= final.percent else final


def load_targets(file: Path) -> Targets:
    """
    Read *file*. Raises ConfigError, naming file, place and remedy, when it is not a complete and rising plan.

    Every level needs a share for every year from the first to the deadline's; shares are cumulative, hence never fall.
    """
    root = read_yaml(file)
    root.only("steps", "deadline")
    end = root.node("deadline")
    end.only("date", "percent", "source")
    deadline, percent, source = _date(end), _percent(end, "percent"), end.text("source")
    steps: dict[tuple[Level, int], Target] = {}
    years: list[int] = []
    for node in root.nodes("steps"):
        years.append(_read_step(node, years[-1] if years else None, steps))
    if not years or years[-1] != deadline.year:
        raise root.error("steps", f"expected one step a year up to the deadline's year {deadline.year}, without gaps")
    final = {level: Target(level, deadline.year, percent, source) for level in Level}
    return Targets(steps, deadline, final)


def _read_step(node: Node, previous: int | None, steps: dict[tuple[Level, int], Target]) -> int:
    node.only("year", "percent", "source")
    year = int(node.number("year", float("nan"), *_YEARS))
    if previous is not None and year != previous + 1:
        raise node.error("year", f"expected {previous + 1}: steps stand in order, one a year")
    shares = node.node("percent")
    shares.only(*Level)
    for level in Level:
        percent = _percent(shares, level.value)
        before = steps.get((level, year - 1))
        if before and percent < before.percent:
            raise shares.error(level.value, f"{percent:g} is below the year before ({before.percent:g}); shares are cumulative")
        steps[level, year] = Target(level, year, percent, node.text("source"))
    return year


def _percent(node: Node, key: str) -> float:
    return node.number(key, float("nan"), 0, 100)


def _date(node: Node) -> dt.date:
    value = node.mapping.get("date")
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise node.error("date", "expected a date like 2025-12-31")
    return value
