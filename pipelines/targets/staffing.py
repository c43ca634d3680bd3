"""Who and what a plan may count on: ``config/plan.yaml``, and the what-ifs that change it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.config_node import Node, read_yaml
from pipelines.targets.calendar import Calendar

STATIONS = ("scan", "read", "review", "sign")
"""The stations that need hands or machines, in the order of the line; signing includes loading."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PAGES, DOCUMENTS = "pages", "documents"
_MOST = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Station:
    """A station's hands or machines."""

    name: str
    count: int
    unit: str
    """What ``per_hour`` counts: ``pages`` or ``documents``."""
    per_hour: float
    """Of one hand or machine."""
    hours_per_day: float
    """Of one hand or machine, all shifts together."""
    every_day: bool = False
    """Machines that run on holidays too."""
    own: bool = False
    """Every unit has ``count`` of its own; else all units share them."""
    moves: bool = False
    """Teams that go to the units, for whole days."""
    weeks_after: int = 0
    """Weeks between the station before and this one; 0: work goes on in the same week."""

    def hours(self, start: dt.date, weeks: int, calendar: Calendar) -> tuple[float, ...]:
        """Hours of one hand or machine in each week from *start* on."""
        days = (7,) * weeks if self.every_day else calendar.weeks(start, weeks)
        return tuple(self.hours_per_day * n for n in days)


@dataclass(frozen=True, slots=True)
class Staffing:
    """All that a plan assumes of people, machines and papers."""

    stations: tuple[Station, ...]
    calendar: Calendar
    straight_through: float
    pages_per_document: float
    batch_size: int
    urgency: Mapping[int, float]
    """Weight of each priority; 1 goes first."""
    usual_priority: int

    def station(self, name: str) -> Station:
        """The station of this name."""
        return next(station for station in self.stations if station.name == name)

    def more(self, extra: Mapping[str, int]) -> Staffing:
        """The same with so many more hands or machines at each station named."""
        stations = tuple(replace(station, count=station.count + extra.get(station.name, 0)) for station in self.stations)
        return replace(self, stations=stations)

    def what_if(self, counts: Mapping[str, int], straight_through: float | None = None) -> Staffing:
        """The same with other numbers of hands or machines, or another share that passes unseen."""
        stations = tuple(replace(station, count=counts.get(station.name, station.count)) for station in self.stations)
        share = self.straight_through if straight_through is None else straight_through
        return replace(self, stations=stations, straight_through=share)


def load_staffing(file: Path) -> Staffing:
    """Read *file*. Raises ConfigError, naming file, place and remedy."""
    root = read_yaml(file)
    root.only("calendar", "stations", "straight_through", "pages_per_document", "batch_size", "priorities", "usual_priority")
    stations = root.node("stations")
    stations.only(*STATIONS)
    urgency = _urgency(root)
    usual = int(root.number("usual_priority", 3, 1, 99))
    if usual not in urgency:
        raise root.error("usual_priority", f"expected one of the priorities {', '.join(map(str, urgency))}")
    return Staffing(
        tuple(_station(stations.node(name), name) for name in STATIONS),
        _calendar(root.node("calendar")),
        root.number("straight_through", 0.1, 0, 1),
        root.number("pages_per_document", 2, 0.1, 10_000),
        int(root.number("batch_size", 200, 1, 100_000)),
        urgency,
        usual,
    )


def _station(node: Node, name: str) -> Station:
    node.only("count", "unit", "per_hour", "hours_per_day", "shifts", "every_day", "own", "moves", "weeks_after")
    own, moves = node.flag("own", default=False), node.flag("moves", default=False)
    if own and moves:
        raise node.error("moves", "hands that every unit has of its own do not move: set only one of own and moves")
    shifts, hours = node.number("shifts", 1, 1, 4), node.number("hours_per_day", 7, 0.1, 24)
    if shifts * hours > 24:
        raise node.error("hours_per_day", f"{shifts:g} shifts of {hours:g} hours are more than a day has")
    return Station(
        name,
        int(node.number("count", float("nan"), 0, _MOST)),
        node.word("unit", (PAGES, DOCUMENTS)),
        node.number("per_hour", float("nan"), 0.001, _MOST),
        shifts * hours,
        node.flag("every_day", default=False),
        own,
        moves,
        int(node.number("weeks_after", 0, 0, 8)),
    )


def _calendar(node: Node) -> Calendar:
    node.only("weekdays", "days_off", "days_worked", "announced_until")
    weekdays = node.texts("weekdays")
    unknown = [day for day in weekdays if day not in WEEKDAYS]
    if unknown or not weekdays:
        raise node.error("weekdays", f"expected at least one of {', '.join(WEEKDAYS)}" + f"; not '{unknown[0]}'" * bool(unknown))
    return Calendar(
        frozenset(WEEKDAYS.index(day) for day in weekdays),
        _days(node, "days_off"),
        _days(node, "days_worked"),
        int(node.number("announced_until", 2026, 2000, 2100)),
    )


def _days(node: Node, key: str) -> frozenset[dt.date]:
    days = node.mapping.get(key) or []
    if not isinstance(days, list) or not all(type(day) is dt.date for day in days):
        raise node.error(key, "expected a list of dates like [2027-02-15, 2027-02-16]")
    return frozenset(days)


def _urgency(root: Node) -> dict[int, float]:
    weights = root.mapping.get("priorities")
    good = isinstance(weights, dict) and weights
    if (
        not isinstance(weights, dict)
        or not good
        or not all(type(key) is int and isinstance(value, int | float) and 0 < value <= 1000 for key, value in weights.items())
    ):
        raise root.error("priorities", "expected weights above 0 for priorities, like {1: 4, 2: 2, 3: 1}")
    ordered = dict(sorted((int(key), float(value)) for key, value in weights.items()))
    if list(ordered.values()) != sorted(ordered.values(), reverse=True):
        raise root.error("priorities", "a priority that goes first cannot weigh less than a later one")
    return ordered
