"""Plans from what the house knows: the stock, what is on the line, the dates that the law and units set, and config/plan.yaml."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipelines import clock
from pipelines.errors import ConfigError
from pipelines.flow import numbers
from pipelines.model import Chain, Level, StockState
from pipelines.services import Services
from pipelines.targets.calendar import Calendar, monday
from pipelines.targets.law import Targets, load_targets
from pipelines.targets.plan import plan
from pipelines.targets.remedies import Remedy, remedies
from pipelines.targets.schedule import Goal, Plan, Work
from pipelines.targets.staffing import STATIONS, Staffing, load_staffing
from pipelines.targets.telling import assumptions, findings
from pipelines.targets.wording import Said, number, said

WEEKS = 52
MOST_WEEKS = 156
MOST_KINDS = 4000
"""Kinds of work (unit, level, type, priority) up to which types are planned apart."""
MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants a plan for, and what if."""

    weeks: int = WEEKS
    start: dt.date | None = None
    """Its Monday; by default the next one."""
    by: dt.date | None = None
    """Everything is to be done by this day, beside the goals that are set anyway."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Hands or machines by station, instead of those configured."""
    straight_through: float | None = None
    remedies: bool = True
    """Whether to work out what is missing."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, what it rests on, and what would meet the goals that it misses."""

    plan: Plan
    remedies: tuple[Remedy, ...]
    assumptions: tuple[Said, ...]
    findings: tuple[Said, ...]


def make(services: Services, request: Request) -> Planned | None:
    """The plan for *request*; None when there is nothing to digitize. Raises ConfigError for a request that cannot be."""
    staffing = _staffing(services, request)
    start = _start(request)
    work, told = _work(services, staffing)
    if not work:
        return None
    legal = load_targets(services.settings.config / "targets.yaml")
    goals = _goals(services, legal, work, request, start)
    made = plan(work, goals, staffing, start, request.weeks)
    found = remedies(work, goals, staffing, start, request.weeks, made) if request.remedies else ()
    rests_on = assumptions(staffing, start, request.weeks, set(request.counts), asked=request.straight_through is not None)
    return Planned(made, found, (*rests_on, *told), tuple(findings(made, found, asked=request.remedies)))


def calendar(services: Services) -> Calendar:
    """The working days of ``config/plan.yaml``; without the file those that the law gives. Raises ConfigError."""
    file = services.settings.config / "plan.yaml"
    return load_staffing(file).calendar if file.exists() else Calendar()


def put_into_effect(services: Services, planned: Planned) -> int:
    """Let the line take batches in the plan's order; how many changed their place."""
    sums: dict[tuple[str, str, str], tuple[int, int]] = {}
    for order in planned.plan.orders:
        if order.station == STATIONS[-1]:
            week = (order.week - planned.plan.start).days // 7 + 1
            key = (order.work.unit, order.work.level.value, order.work.document_type)
            weeks, documents = sums.get(key, (0, 0))
            sums[key] = weeks + week * order.documents, documents + order.documents
    # In which week they are signed on average: nearly everything is begun in the first one.
    soon = {key: -(-weeks // documents) for key, (weeks, documents) in sums.items()}
    if any(kind == MIXED for _, _, kind in soon):
        cells = numbers.chains(services, "unit", "level", "document_type")
        soon = {(u, v, kind): soon[u, v, MIXED] for u, v, kind in cells if (u, v, MIXED) in soon}
    return services.ledger.apply_plan(soon)


def _staffing(services: Services, request: Request) -> Staffing:
    if not 1 <= request.weeks <= MOST_WEEKS:
        raise ConfigError(f"a plan has 1 to {MOST_WEEKS} weeks, not {request.weeks}")
    if request.straight_through is not None and not 0 <= request.straight_through <= 1:
        raise ConfigError("the share that passes unseen lies between 0 and 1")
    if any(count < 0 for count in request.counts.values()):
        raise ConfigError("there cannot be fewer than 0 hands or machines")
    loaded = load_staffing(services.settings.config / "plan.yaml")
    return loaded.what_if(request.counts, request.straight_through)


def _start(request: Request) -> dt.date:
    if request.start:
        return monday(request.start)
    today = clock.today()
    return monday(today + dt.timedelta(days=6))


def _work(services: Services, staffing: Staffing) -> tuple[list[Work], list[Said]]:
    """What is left to do at each station, by unit of today, and what had to be assumed for it."""
    cells = numbers.chains(services, "unit", "level", "document_type")
    units = services.ledger.units()
    lines = _Lines(services, staffing)
    work: list[Work] = []
    for (unit, level, kind), chain in sorted(cells.items()):
        if not unit or not level:
            continue
        name = str(units[unit]["name"]) if unit in units else unit
        pages = lines.pages_of(unit, level, kind)
        waiting, shelf = _waiting(chain)
        parts = [(STATIONS[0], n, p) for p, n in lines.split(unit, level, kind, shelf)]
        parts += [(station, n, lines.first_priority(unit, level, kind)) for station, n in waiting.items()]
        work += [Work(unit, name, Level(level), kind, n, pages, p, station) for station, n, p in parts if n > 0]
    told = lines.assumed()
    merged = sum(1 for unit in lines.counted if str(units[unit]["today"]) != unit) if units else 0
    told += [said("assume.merged", count=merged)] if merged else []
    told += [] if any(chain.loaded for chain in cells.values()) else [said("assume.no_history")]
    if len(work) > MOST_KINDS:
        told.append(said("assume.grouped", count=number(len(work))))
        work = _grouped(work)
    return work, told


def _waiting(chain: Chain) -> tuple[dict[str, int], int]:
    """Documents on the line by the station they wait for, and what is left on the shelf; set-aside ones are scanned again."""
    desk = max(0, chain.read - chain.reviewed - chain.aside)
    over = max(0, chain.aside - max(0, chain.read - chain.reviewed))
    waiting = {
        "read": max(0, chain.scanned - chain.read - over),
        "review": desk,
        "sign": max(0, chain.reviewed - chain.signed),
    }
    return waiting, max(0, chain.left - sum(waiting.values()) - max(0, chain.signed - chain.loaded))


class _Lines:
    """What stock lists say beyond counts: pages and priorities."""

    def __init__(self, services: Services, staffing: Staffing) -> None:
        self.staffing = staffing
        self.unpaged = self.unranked = 0
        self.counted: set[str] = set()
        self.ranks: dict[tuple[str, str, str], dict[int, int]] = {}
        sizes: dict[tuple[str, str, str], tuple[int, int]] = {}
        units = services.ledger.units()
        last = max(staffing.urgency)
        for line in services.ledger.stock_lines():
            if line.state is not StockState.VALID or not line.count:
                continue
            self.counted.add(line.unit)
            key = (str(units[line.unit]["today"]), line.level.value, line.document_type)
            rank = staffing.usual_priority if line.priority is None else min(line.priority, last)
            self.unranked += line.count if line.priority is None else 0
            self.ranks.setdefault(key, {}).setdefault(rank, 0)
            self.ranks[key][rank] += line.count
            if line.pages is None:
                self.unpaged += line.count
            else:
                pages, papers = sizes.get(key, (0, 0))
                sizes[key] = pages + line.pages, papers + line.count
        self.pages = {key: pages / papers for key, (pages, papers) in sizes.items() if pages}

    def pages_of(self, *key: str) -> float:
        return self.pages.get((key[0], key[1], key[2]), self.staffing.pages_per_document)

    def first_priority(self, *key: str) -> int:
        return min(self.ranks.get((key[0], key[1], key[2]), {self.staffing.usual_priority: 0}))

    def split(self, unit: str, level: str, kind: str, left: int) -> list[tuple[int, int]]:
        """(priority, documents): what was done counts as the most urgent, so that what is *left* is the rest."""
        ranks = sorted(self.ranks.get((unit, level, kind), {}).items(), reverse=True)
        parts = []
        for rank, number_of in ranks:
            parts.append((rank, min(left, number_of)))
            left -= parts[-1][1]
        return [*parts, (ranks[-1][0] if ranks else self.staffing.usual_priority, left)] if left else parts

    def assumed(self) -> list[Said]:
        told = []
        if self.unpaged:
            pages = number(self.staffing.pages_per_document)
            told.append(said("assume.pages", documents=number(self.unpaged), pages=pages))
        if self.unranked:
            told.append(said("assume.priority", documents=number(self.unranked), priority=self.staffing.usual_priority))
        return told


def _grouped(work: Sequence[Work]) -> list[Work]:
    groups: dict[tuple[str, Level, int, str], list[Work]] = {}
    for each in work:
        groups.setdefault((each.unit, each.level, each.priority, each.waits_for), []).append(each)
    made = []
    for (unit, level, priority, station), parts in groups.items():
        total = sum(each.documents for each in parts)
        pages = sum(each.documents * each.pages for each in parts) / total
        made.append(Work(unit, parts[0].unit_name, level, MIXED, total, pages, priority, station))
    return made


def _goals(services: Services, legal: Targets, work: Sequence[Work], request: Request, start: dt.date) -> list[Goal]:
    """The law's yearly shares that lie ahead, units' own targets, and the date asked for; at least the plan's own end."""
    end = start + dt.timedelta(days=7 * request.weeks - 1)
    left = sum(each.documents for each in work)
    goals = [] if request.by is None else [Goal(request.by, left, source=" · ".join(said("goal.by")))]
    by_level = numbers.chains(services, "level")
    for year in range(start.year, min(end, legal.deadline).year + 1):
        for level in Level:
            goals += _goal(by_level.get((level.value,)), legal.target(level, year).percent, year, work, level=level,
                           source=legal.target(level, year).source)  # fmt: skip
    by_unit = numbers.chains(services, "unit")
    for own in legal.own:
        if start.year <= own.year <= end.year:
            goals += _goal(by_unit.get((own.unit,)), own.percent, own.year, work, unit=own.unit, source=own.source)
    if not goals:
        source = legal.final[Level.COMMUNE].source
        told = said("goal.horizon", deadline=f"{legal.deadline:%d/%m/%Y}", source=source)
        goals.append(Goal(end, left, source=" · ".join(told)))
    return goals


def _goal(
    chain: Chain | None, percent: float, year: int, work: Sequence[Work], *,
    level: Level | None = None, unit: str | None = None, source: str,
) -> list[Goal]:  # fmt: skip
    goal = Goal(dt.date(year, 12, 31), 0, unit, level, source)
    there = sum(each.documents for each in work if goal.covers(each))
    lacks = math.ceil(chain.in_stock * percent / 100 - 1e-9) - chain.covered if chain else 0
    return [Goal(goal.by, min(lacks, there), unit, level, source)] if lacks > 0 and there else []
