"""The legal shares and what belongs to them, read from ``config/targets.yaml``; every line there names its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.config_node import Node, read_yaml
from pipelines.errors import ConfigError, explain
from pipelines.model import Level, Target

_YEARS = (2000, 2100)
COUNTS = ("dossiers", "result_due", "result_electronic", "digitized", "received", "component_reused", "connected")
"""What is counted of the dossiers of a period (Decision 766/QĐ-TTg)."""


class TargetError(ConfigError):
    """There is no target for the year; *message* (Vietnamese) and *message_en* say for which years there are some."""

    def __init__(self, year: int, first: int) -> None:
        self.year, self.first = year, first
        self.message, self.message_en = explain("no_target_before", year=year, first=first)
        super().__init__(f"{self.message} · {self.message_en}")

    def __reduce__(self) -> tuple[object, ...]:
        return TargetError, (self.year, self.first)


@dataclass(frozen=True, slots=True)
class OwnTarget:
    """A share that a unit set itself, beside the law's."""

    unit: str
    year: int
    percent: float
    source: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of Decision 766: current dossiers of a period, with a denominator of its own."""

    id: str
    name: str
    """Vietnamese, in the words of the decision."""
    of: str
    per: str
    """Names of ``COUNTS``: numerator and denominator."""
    full_from: float
    """Percent from which it has all its points."""
    source: str

    def percent(self, counts: Mapping[str, int]) -> float | None:
        """The share; None where there are no dossiers to take a share of."""
        return 100.0 * counts[self.of] / counts[self.per] if counts[self.per] else None


@dataclass(frozen=True, slots=True)
class Reporting:
    """The periodic report: when its figures close (month, day), who makes it and who gets it."""

    closes: Mapping[int, tuple[int, int]]
    """By half of the year."""
    source: str
    author: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Targets:
    """All targets there are."""

    steps: Mapping[tuple[Level, int], Target]
    """Decision 468/QĐ-TTg, cumulative percent a level and year."""
    deadline: dt.date
    """Day by which everything must be digitized (Decree 45/2020 Art. 26.2, 27.3)."""
    final: Mapping[Level, Target]
    """What holds at the deadline; ``year`` is the deadline's."""
    process: Mapping[tuple[Level, int], Target]
    """Share of the one-stop shops that work by the process; levels without a figure are not in it."""
    own: tuple[OwnTarget, ...]
    indicators: tuple[Indicator, ...]
    reporting: Reporting

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
    root.only("steps", "deadline", "process", "own", "indicators", "report")
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
    return Targets(
        steps, deadline, final, _process(root), _own(root), tuple(map(_indicator, root.nodes("indicators"))), _reporting(root)
    )


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


def _process(root: Node) -> dict[tuple[Level, int], Target]:
    found: dict[tuple[Level, int], Target] = {}
    for node in root.nodes("process"):
        node.only("year", "percent", "source")
        year = int(node.number("year", float("nan"), *_YEARS))
        shares = node.node("percent")
        shares.only(*Level)
        for key in shares.mapping:
            found[Level(key), year] = Target(Level(key), year, _percent(shares, key), node.text("source"))
    return found


def _own(root: Node) -> tuple[OwnTarget, ...]:
    found = []
    for node in root.nodes("own"):
        node.only("unit", "year", "percent", "source")
        year = int(node.number("year", float("nan"), *_YEARS))
        found.append(OwnTarget(node.text("unit"), year, _percent(node, "percent"), node.text("source")))
    return tuple(found)


def _indicator(node: Node) -> Indicator:
    node.only("id", "name", "of", "per", "full_from", "source")
    of, per = node.word("of", COUNTS), node.word("per", COUNTS)
    return Indicator(node.text("id"), node.text("name"), of, per, _percent(node, "full_from"), node.text("source"))


_CLOSES = {1: (6, 14), 2: (12, 14)}


def _reporting(root: Node) -> Reporting:
    node = root.node("report", optional=True)
    node.only("half_1", "half_2", "source", "author", "recipients")
    closes = {half: _month_day(node, f"half_{half}", default) for half, default in _CLOSES.items()}
    return Reporting(closes, node.optional("source") or "", node.optional("author") or "", node.texts("recipients"))


def _month_day(node: Node, key: str, default: tuple[int, int]) -> tuple[int, int]:
    text = node.optional(key)
    if text is None:
        return default
    try:
        day = dt.date.fromisoformat(f"2024-{text}")
    except ValueError:
        raise node.error(key, "expected a month and day like 06-14") from None
    return day.month, day.day


def _percent(node: Node, key: str) -> float:
    return node.number(key, float("nan"), 0, 100)


def _date(node: Node) -> dt.date:
    value = node.mapping.get("date")
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise node.error("date", "expected a date like 2025-12-31")
    return value
