"""The parts that managers ask about (the country, its levels, provinces, units), each with the goals that lie before it."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines import targets, units
from pipelines.errors import ConfigError
from pipelines.flow import drill, numbers
from pipelines.ledger import KeptForecast
from pipelines.model import Chain, Level
from pipelines.services import Services
from pipelines.targets.calendar import Calendar

EVERY = "*"
"""In place of a province: every unit there is."""


@dataclass(frozen=True, slots=True)
class Goal:
    """So much of a stock is to be done by the evening of a day."""

    day: dt.date
    percent: float
    """Of the stock; of several levels together, weighed by their stock."""
    source: str
    overdue: bool
    """Whether the law's day has passed: then *day* is the one that is asked about, by default the end of the year."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """A part with its goal. Parts are sorted by what will be missing."""

    kind: str
    """``country``, ``level``, ``province``, ``unit``."""
    code: str
    name: str
    """Empty for the country and levels, which every reader's own words name."""
    level: str
    chain: Chain
    goal: Goal
    lacks: int
    """Papers that are to be done by the goal's day."""
    needed: float | None
    """Papers a working day from today on that meet the goal; None when no working day is left."""
    kept: KeptForecast | None
    """None: nothing is left to do, or it was not worked out yet (``pending``)."""
    pending: bool = False

    @property
    def missing(self) -> float:
        """Papers that will lack at the goal's day, as far as can be told: all of them where nothing can be forecast."""
        return self.kept.missing if self.kept and self.kept.missing is not None else float(self.lacks)

    @property
    def late(self) -> int | None:
        """Days after the goal's day by which everything is done; None when it is in time or has no date."""
        finish = self.kept.finish if self.kept else None
        return (finish - self.goal.day).days if finish and finish > self.goal.day else None


def gather(services: Services, under: str, by: dt.date | None, today: dt.date, days: Calendar) -> list[Outlook]:
    """The parts *under* a place with their goals, without forecasts. Raises ConfigError for a place without papers."""
    wanted = [part for at in (("", *_provinces(services)) if under == EVERY else (under,)) for part in _parts(services, at)]
    parts = {(part.kind, part.code, part.level): part for part in wanted}.values()
    return [_outlook(part, *goal, today, days) for part in parts for goal in _goals(services, part, by, today)]


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    code: str
    name: str
    level: str
    levels: Mapping[str, Chain]
    """Its chain by level: each has a target of its own."""


def _parts(services: Services, under: str) -> list[_Part]:
    """What lies under a place, the place itself first."""
    chains = services.ledger.chains
    if not under:
        levels = {level: chain for (level,), chain in chains("level").items()}
        provinces: dict[str, dict[str, Chain]] = defaultdict(dict)
        for (code, level), chain in chains("province", "level").items():
            provinces[code][level] = chain
        return [
            _Part("country", "", "", "", levels),
            *(_Part("level", level, "", level, {level: chain}) for level, chain in levels.items() if level),
            *(_Part("province", code, _name(code, {}), "", of) for code, of in provinces.items() if code),
        ]
    part = drill.drill(services, under)
    if part.kind not in ("province", "unit"):
        raise ConfigError("forecasts are told for provinces and units")
    code = "" if part.code == drill.NOWHERE else part.code.removeprefix("unit:")
    where = {part.kind: code}
    known = services.ledger.units(**({"province": code} if part.kind == "province" else {"today": code}))
    cells = [(unit, level, chain) for (unit, level), chain in chains("unit", "level", **where).items() if unit and level]
    whole = [_Part("province", code, part.name, "", part.levels)] if part.kind == "province" and code else []
    return [*whole, *(_Part("unit", unit, _name(unit, known), level, {level: chain}) for unit, level, chain in cells)]


def _name(unit: str, known: Mapping[str, Mapping[str, Any]]) -> str:
    now = units.current(unit) if len(unit) in (2, 5) else None
    return now.full if now else str(known[unit]["name"]) if unit in known else unit


def _provinces(services: Services) -> list[str]:
    return sorted({row["province"] or drill.NOWHERE for row in services.ledger.units().values()})


def _goals(services: Services, part: _Part, by: dt.date | None, today: dt.date) -> list[tuple[Goal, int]]:
    """The law's, and beside it what the unit set itself; with each the papers that lack for it."""
    legal = numbers.law(services)
    overdue = today > legal.deadline
    day = (by if overdue else None) or dt.date(today.year, 12, 31)
    of_law = [(chain, legal.target(Level(level), day.year)) for level, chain in part.levels.items() if level and chain.in_stock]
    found = []
    if whole := sum(chain.in_stock for chain, _ in of_law):
        percent = sum(chain.in_stock * target.percent for chain, target in of_law) / whole
        sources = "; ".join(dict.fromkeys(target.source for _, target in of_law))
        lacks = sum(_lacks(chain, target.percent) for chain, target in of_law)
        found.append((Goal(day, percent, sources, overdue), lacks))
    chain = drill.total(part.levels.values())
    for own in legal.own:
        if part.kind in ("unit", "province") and own.unit == part.code and own.year >= today.year:
            goal = Goal(dt.date(own.year, 12, 31), own.percent, own.source, overdue=False)
            found.append((goal, _lacks(chain, own.percent)))
    return found


def _lacks(chain: Chain, percent: float) -> int:
    return max(0, math.ceil(chain.in_stock * percent / 100 - 1e-6) - chain.covered)


def _outlook(part: _Part, goal: Goal, lacks: int, today: dt.date, days: Calendar) -> Outlook:
    needed = targets.required_pace(lacks, today, goal.day, days)
    chain = drill.total(part.levels.values())
    return Outlook(part.kind, part.code, part.name, part.level, chain, goal, lacks, needed, None)
