"""
Great Expectations at work: rules and a frame in, failing document ids out. Imported only when a suite runs.

The library is kept to what can be brought back to a row. Its ephemeral context leaves nothing on disk, its usage
statistics are off, and its logger is silent because its tracebacks quote cell values, which are personal data.
"""

from __future__ import annotations

import logging
import os
import threading
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# Both are read when the library is imported; a user's own setting must not switch reporting on.
os.environ["GX_ANALYTICS_ENABLED"] = "False"
for _noisy in ("great_expectations", "posthog"):
    logging.getLogger(_noisy).setLevel(logging.CRITICAL + 1)

import great_expectations as gx  # noqa: E402
import pandas as pd  # noqa: E402
from great_expectations.core import ExpectationSuite  # noqa: E402
from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: E402
from great_expectations.expectations import expectation as kinds  # noqa: E402
from great_expectations.expectations.registry import get_expectation_impl  # noqa: E402

from pipelines.errors import ConfigError  # noqa: E402
from pipelines.validate.columns import Cell  # noqa: E402
from pipelines.validate.suites import Rule, Suite  # noqa: E402

Failing = Mapping[int, frozenset[str] | None]
"""{place of the rule: ids of the documents that break it, or None when the rule crashed and nothing is known}."""

_BY_ROW = (kinds.ColumnMapExpectation, kinds.ColumnPairMapExpectation, kinds.MulticolumnMapExpectation)
_ONE_AT_A_TIME = threading.Lock()
"""The library keeps its current context in a global: two threads would find each other's suites."""
_RUNS = 48
"""Most runs spent on finding which rows make rules crash; rows not singled out by then count as crashing."""


def prove(suite: Suite) -> None:
    """
    Try every rule on one empty document, which breaks no rule by its values, so what crashes is the rule's own fault.

    Raises ConfigError naming suite, rule and remedy.
    """
    for n, rule in enumerate(suite.rules):
        where = f"{suite.path}: expectations[{n}] ({rule.rule})"
        try:
            implementation = get_expectation_impl(rule.type)
        except gx.exceptions.ExpectationNotFoundError:
            raise ConfigError(f"{where}: Great Expectations knows no '{rule.type}'") from None
        if not issubclass(implementation, _BY_ROW):
            raise ConfigError(f"{where}: {rule.type} judges a whole table and cannot name a document; use one that judges rows")
        try:
            implementation(**rule.kwargs)
        except (TypeError, ValueError, gx.exceptions.GreatExpectationsError) as error:
            raise ConfigError(f"{where}: {_first_lines(error)}") from None
    empty: dict[str, list[Cell]] = {column: [None] for column in suite.columns}
    outcome = _run(suite.rules, empty | {"doc_id": ["none"]})
    for n, failing in outcome.items():
        if failing is None:
            rule = suite.rules[n]
            raise ConfigError(
                f"{suite.path}: expectations[{n}] ({rule.rule}): cannot be run even on an empty document; "
                "look at its arguments and its row_condition (which must bear empty cells)"
            )


def run(suite: Suite, frame: Mapping[str, Sequence[Cell]]) -> tuple[Failing, Failing]:
    """
    Run all rules over *frame* ({column: cells}, with ``doc_id``).

    Returns the documents that break each rule, and the documents on which each rule crashed. A crash on one document's
    odd values would hide its neighbours' results, so the rule is run again on ever smaller parts until it is alone.
    """
    everyone = frozenset(str(doc_id) for doc_id in frame["doc_id"])
    broken: dict[int, frozenset[str]] = {}
    crashed: dict[int, frozenset[str]] = {}
    budget = _RUNS
    work: list[tuple[tuple[int, ...], frozenset[str]]] = [(tuple(range(len(suite.rules))), everyone)]
    while work:
        places, ids = work.pop()
        if budget <= 0:
            outcome: dict[int, frozenset[str] | None] = dict.fromkeys(places, None)
            ids_left: tuple[frozenset[str], ...] = ()
        else:
            budget -= 1
            part = frame if ids == everyone else _part(frame, ids)
            found = _run([suite.rules[n] for n in places], part)
            outcome = {n: found[k] for k, n in enumerate(places)}
            ids_left = _halves(ids)
        again = []
        for n, failing in outcome.items():
            if failing is not None:
                broken[n] = broken.get(n, frozenset()) | failing
            elif ids_left:
                again.append(n)
            else:
                crashed[n] = crashed.get(n, frozenset()) | ids
        work += [(tuple(again), half) for half in ids_left if again]
    return broken, crashed


def _halves(ids: frozenset[str]) -> tuple[frozenset[str], ...]:
    ordered = sorted(ids)
    middle = len(ordered) // 2
    return (frozenset(ordered[:middle]), frozenset(ordered[middle:])) if middle else ()


def _part(frame: Mapping[str, Sequence[Cell]], ids: frozenset[str]) -> dict[str, list[Cell]]:
    keep = [n for n, doc_id in enumerate(frame["doc_id"]) if doc_id in ids]
    return {column: [cells[n] for n in keep] for column, cells in frame.items()}


def _run(rules: Sequence[Rule], frame: Mapping[str, Sequence[Cell]]) -> dict[int, frozenset[str] | None]:
    """{place in *rules*: ids of the rows that break it, None for a crash}, an entry for every rule."""
    outcome: dict[int, frozenset[str] | None] = dict.fromkeys(range(len(rules)))
    if not rules:
        return outcome
    # dtype object keeps cells as they are: pandas would turn a column of numbers with gaps into floats with NaN.
    table = pd.DataFrame({column: pd.Series(list(cells), dtype=object) for column, cells in frame.items()})
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        suite = ExpectationSuite(
            name="rules", expectations=[{"type": r.type, "kwargs": r.kwargs, "meta": {"place": n}} for n, r in enumerate(rules)]
        )
        batches = context.data_sources.add_pandas("documents").add_dataframe_asset("batch")
        definition = gx.ValidationDefinition(
            name="check", data=batches.add_batch_definition_whole_dataframe("whole"), suite=context.suites.add(suite)
        )
        results = context.validation_definitions.add(definition).run(
            batch_parameters={"dataframe": table},
            result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["doc_id"]},
        )
    for result in results.results:
        outcome[int(result.expectation_config.meta["place"])] = _judged(result)
    return outcome


def _judged(result: Any) -> frozenset[str] | None:
    """Failing ids; None for a crash, and for a failure that names no row, which must not read as a pass."""
    if _raised(result.exception_info):
        return None
    failing = frozenset(str(entry["doc_id"]) for entry in result.result.get("unexpected_index_list") or ())
    return failing if failing or result.success else None


def _raised(info: Any) -> bool:
    """Whether it crashed: the library gives one record, or one for each metric that crashed."""
    if not isinstance(info, Mapping):
        return False
    return bool(info.get("raised_exception")) or any(_raised(part) for part in info.values())


def _first_lines(error: Exception, most: int = 4) -> str:
    lines: Iterable[str] = (line.strip() for line in str(error).splitlines() if line.strip())
    return "; ".join(list(lines)[:most])
