"""
The plan as a linear programme: how many documents take which way through the weeks, and a proof of how good any plan can
be.

A *way* says in which week a document passes each station. With a variable for each way of each kind of work, capacities
are the only rows that tie different work together, so the programme is solved by column generation (Dantzig and Wolfe
1960): HiGHS solves the ways known so far; the cheapest way of every kind of work at HiGHS' prices is found by dynamic
programming and added. Each such round also gives a Lagrangian bound that no plan, whole documents or not, can beat
(Geoffrion 1974). Prices are smoothed towards those of the best bound (Wentges 1997), without which the rounds would be
many times more. The same programme with one variable for each (work, station, week) took fifty times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SMOOTHING = 0.8
_MOST_ROUNDS = 400
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Need:
    """A goal: so many documents of some work by the end of some week."""

    by: int
    """Weeks that count."""
    scope: npt.NDArray[np.bool_]
    """(I,) which work counts."""
    documents: float
    cost: float
    """Of each document that is missing."""


@dataclass(frozen=True, slots=True)
class Problem:
    """
    I kinds of work, S stations in order, P pools of hands or machines, W weeks, K goals.

    Costs are weights without a unit: only their ratios matter.
    """

    documents: Floats
    """(I,) how many."""
    hours: Floats
    """(S, I) of a document at a station."""
    first: Ints
    """(I,) the station that the work waits for."""
    pool: Ints
    """(S, I) whose hours it takes."""
    capacity: Floats
    """(P, W) hours."""
    lag: Ints
    """(S,) weeks between the station before and this one."""
    delay: Floats
    """(I,) cost of a document for every week until it is done."""
    goals: tuple[Need, ...] = ()
    growth: Floats | None = None
    """(E, P, W) hours that one more of each of E kinds of hands or machines would give; they may be bought at a cost of 1."""

    @property
    def never(self) -> Floats:
        """(I,) cost of a document that is not done within the weeks: twice that of the last week."""
        return np.asarray(2.0 * self.capacity.shape[1] * self.delay)


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The best fractional plan found, and the bound."""

    ways: Ints
    """(N, S) week of each station, -1 for stations that were passed before."""
    work: Ints
    """(N,) index of the work."""
    amounts: Floats
    """(N,) documents that take the way."""
    objective: float
    bound: float
    """No plan costs less."""
    growth: Floats
    """(E,) how much was bought."""
    missing: Floats
    """(K,) documents missing at each goal."""


def relax(problem: Problem, enough: Callable[[float, float], bool] | None = None, known: Sequence[Relaxed] = ()) -> Relaxed:
    """
    Solve *problem* to the optimum, or until what is known of its cost is *enough*: told the cost so far and the bound; by default
    until they are a thousandth apart. The ways of plans that are *known*, of nearly the same problem, are begun with.
    """
    enough = enough or near
    master = _Master(problem)
    for plan in known:
        master.add(plan.work, plan.ways)
    best, centre = -np.inf, None
    for _ in range(_MOST_ROUNDS):
        objective, prices = master.solve()
        tried = prices if centre is None else centre.towards(prices)
        # Smoothed prices may show no new way although the true ones would.
        while True:
            ways, cheapest = _cheapest_ways(problem, tried)
            bound = _bound(problem, tried, cheapest)
            if bound > best:
                best, centre = bound, tried
            new = _reduced_costs(problem, prices, ways) < -_TOLERANCE * (1.0 + problem.never)
            if new.any() or tried is prices:
                break
            tried = prices
        new &= np.isfinite(cheapest)
        if not new.any() or enough(objective, best):
            break
        master.add(np.flatnonzero(new), ways[new])
    return master.relaxed(best)


def near(cost: float, bound: float) -> bool:
    """Whether a thousandth lies between them at most."""
    return cost - bound <= 1e-3 * max(abs(cost), 1e-9)


@dataclass(frozen=True, slots=True)
class _Prices:
    work: Floats
    hours: Floats
    goals: Floats

    def towards(self, other: _Prices) -> _Prices:
        a = _SMOOTHING
        return _Prices(other.work, a * self.hours + (1 - a) * other.hours, a * self.goals + (1 - a) * other.goals)


class _Master:
    """The programme over the ways known so far, kept in HiGHS."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.kinds, (self.pools, self.weeks) = len(problem.documents), problem.capacity.shape
        self.stations = len(problem.hours)
        self.ways: list[Ints] = []
        self.work: list[Ints] = []
        inf = highspy.kHighsInf
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (("output_flag", False), ("threads", 1), ("solver", "simplex"), ("simplex_strategy", 4)):
            self.highs.setOptionValue(option, value)
        limits = np.concatenate([problem.documents, problem.capacity.ravel(), np.full(len(problem.goals), inf)])
        needs = np.array([goal.documents for goal in problem.goals], dtype=float)
        lower = np.concatenate([problem.documents, np.full(problem.capacity.size, -inf), needs])
        none = np.zeros(0, dtype=np.int32)
        self.highs.addRows(len(limits), lower, limits, 0, none, none, np.zeros(0))
        self._columns(problem.never, [([row], [1.0]) for row in range(self.kinds)])
        first_goal = self.kinds + problem.capacity.size
        self._columns(
            np.array([goal.cost for goal in problem.goals], dtype=float),
            [([first_goal + k], [1.0]) for k in range(len(problem.goals))],
        )
        self.fixed = self.kinds + len(problem.goals)
        if problem.growth is not None:
            rows = self.kinds + np.arange(problem.capacity.size)
            entries = [(rows[more.ravel() > 0].tolist(), (-more.ravel()[more.ravel() > 0]).tolist()) for more in problem.growth]
            self._columns(np.ones(len(entries)), entries)
            self.fixed += len(entries)

    def solve(self) -> tuple[float, _Prices]:
        self.highs.run()
        duals = np.array(self.highs.getSolution().row_dual)
        end = self.kinds + self.problem.capacity.size
        hours = np.maximum(0.0, -duals[self.kinds : end]).reshape(self.pools, self.weeks)
        goals = np.clip(duals[end:], 0.0, [goal.cost for goal in self.problem.goals])
        return float(self.highs.getInfo().objective_function_value), _Prices(duals[: self.kinds], hours, goals)

    def add(self, work: Ints, ways: Ints) -> None:
        self.work.append(work)
        self.ways.append(ways)
        problem, end = self.problem, self.kinds + self.problem.capacity.size
        entries = []
        for i, way in zip(work.tolist(), ways.tolist(), strict=True):
            rows, values = [i], [1.0]
            for s in range(problem.first[i], self.stations):
                rows.append(self.kinds + int(problem.pool[s, i]) * self.weeks + way[s])
                values.append(float(problem.hours[s, i]))
            for k, goal in enumerate(problem.goals):
                if way[-1] < goal.by and goal.scope[i]:
                    rows.append(end + k)
                    values.append(1.0)
            entries.append((rows, values))
        self._columns(problem.delay[work] * (1.0 + ways[:, -1]), entries)

    def relaxed(self, bound: float) -> Relaxed:
        values = np.array(self.highs.getSolution().col_value)
        growth = self.problem.growth
        bought = len(growth) if growth is not None else 0
        stations = np.zeros((0, self.stations), dtype=np.int64)
        ways = np.concatenate(self.ways) if self.ways else stations
        work = np.concatenate(self.work) if self.work else np.zeros(0, dtype=np.int64)
        amounts = values[self.fixed :]
        used = amounts > _TOLERANCE
        return Relaxed(
            ways[used],
            work[used],
            amounts[used],
            float(self.highs.getInfo().objective_function_value),
            bound,
            values[self.fixed - bought : self.fixed],
            values[self.kinds : self.fixed - bought],
        )

    def _columns(self, costs: Floats, entries: list[tuple[list[int], list[float]]]) -> None:
        if not entries:
            return
        starts = np.cumsum([0, *(len(rows) for rows, _ in entries)])[:-1].astype(np.int32)
        index = np.array([row for rows, _ in entries for row in rows], dtype=np.int32)
        value = np.array([v for _, values in entries for v in values], dtype=float)
        number = len(entries)
        free = np.full(number, highspy.kHighsInf)
        self.highs.addCols(number, costs.astype(float), np.zeros(number), free, len(index), starts, index, value)


def _cheapest_ways(problem: Problem, prices: _Prices) -> tuple[Ints, Floats]:
    """The cheapest way of every kind of work, (I, S) weeks, and its cost at *prices*: dynamic programming over stations."""
    kinds, weeks = len(problem.documents), problem.capacity.shape[1]
    every = np.arange(kinds)
    chosen: list[Ints] = []
    so_far = np.zeros((kinds, weeks))
    for s, hours in enumerate(problem.hours):
        if s:
            so_far, before = _earlier(so_far, int(problem.lag[s]))
            chosen.append(before)
        starts = problem.first >= s
        so_far[starts] = 0.0
        busy = problem.first <= s
        so_far[busy] += hours[busy, None] * prices.hours[problem.pool[s, busy]]
    total = so_far + problem.delay[:, None] * (1.0 + np.arange(weeks))
    for goal, price in zip(problem.goals, prices.goals, strict=True):
        total[goal.scope, : goal.by] -= price
    ways = np.empty((kinds, len(problem.hours)), dtype=np.int64)
    ways[:, -1] = np.argmin(total, axis=1)
    for s in range(len(problem.hours) - 2, -1, -1):
        ways[:, s] = chosen[s][every, ways[:, s + 1]]
    return np.where(np.arange(len(problem.hours)) < problem.first[:, None], -1, ways), total[every, ways[:, -1]]


def _earlier(costs: Floats, lag: int) -> tuple[Floats, Ints]:
    """For each week the least cost at least *lag* weeks earlier, and where it is."""
    least = np.minimum.accumulate(costs, axis=1)
    at = np.maximum.accumulate(np.where(costs <= least, np.arange(costs.shape[1]), 0), axis=1)
    if lag:
        least = np.concatenate([np.full((len(costs), lag), np.inf), least[:, :-lag]], axis=1)
        at = np.concatenate([np.zeros((len(costs), lag), dtype=np.int64), at[:, :-lag]], axis=1)
    return least, at


def _reduced_costs(problem: Problem, prices: _Prices, ways: Ints) -> Floats:
    """(I,) what each work's way costs less (below 0) than the ways in use."""
    costs = problem.delay * (1.0 + ways[:, -1]) - prices.work
    for s, hours in enumerate(problem.hours):
        busy = problem.first <= s
        costs[busy] += hours[busy] * prices.hours[problem.pool[s, busy], ways[busy, s]]
    for goal, price in zip(problem.goals, prices.goals, strict=True):
        costs[goal.scope & (ways[:, -1] < goal.by)] -= price
    return costs


def _bound(problem: Problem, prices: _Prices, cheapest: Floats) -> float:
    """What at least must be paid, whatever the plan: weak duality at any prices."""
    least = float((problem.documents * np.minimum(cheapest, problem.never)).sum() - (prices.hours * problem.capacity).sum())
    least += sum(price * goal.documents for goal, price in zip(problem.goals, prices.goals, strict=True))
    if problem.growth is not None:
        worth = 1.0 - (problem.growth * prices.hours).sum(axis=(1, 2))
        if (worth < -1e-9).any():
            return -np.inf
    return float(least)
