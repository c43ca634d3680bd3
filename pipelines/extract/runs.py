"""
Evaluations that are kept, and what changed from one to the next.

A kept run holds verdicts, never values: it can be committed and shown. Two runs are compared on the documents that both hold,
value by value, with McNemar's test: only what one got right and the other did not can tell them apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pipelines.extract.intervals import SURE, mcnemar
from pipelines.extract.score import RIGHT, Judged, JudgedValue, summed

VERSION = 1
Run = Mapping[str, Judged]
"""Name of the scan → what came of it."""


@dataclass(frozen=True, slots=True)
class Change:
    """How a group of cases differs between two runs."""

    group: str
    """``values``, ``printed``, ``types``, ``accepted``, ``accepted_right``, ``type: …`` or ``condition: …``."""
    before: int
    after: int
    of: int
    better: int
    """Cases that only the later run has."""
    worse: int
    chance: float
    """How probable so uneven a split is when nothing changed."""

    @property
    def certain(self) -> bool:
        return self.chance < 1 - SURE

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "chance": round(self.chance, 6), "more_than_chance": self.certain}


def compare(before: Run, after: Run) -> tuple[Change, ...]:
    """What changed on the documents of both, most general first; groups in which nothing differs are left out after the first."""
    groups: dict[str, list[tuple[bool, bool]]] = {}
    for name in sorted(before.keys() & after.keys()):
        for group, one, two in _cases(before[name], after[name]):
            groups.setdefault(group, []).append((one, two))
    changes = [_change(group, cases) for group, cases in groups.items()]
    return tuple(c for i, c in enumerate(changes) if i == 0 or c.better or c.worse)


def _cases(one: Judged, two: Judged) -> Iterator[tuple[str, bool, bool]]:
    for field in one.values.keys() & two.values.keys():
        first, second = one.values[field], two.values[field]
        right = first.verdict == RIGHT, second.verdict == RIGHT
        yield ("values", *right)
        if not first.handwritten:
            yield ("printed", *right)
        yield (f"type: {one.kind}", *right)
        yield (f"condition: {one.condition}", *right)
    yield ("types", one.type_verdict == RIGHT, two.type_verdict == RIGHT)
    yield ("accepted", one.accepted, two.accepted)
    yield ("accepted_right", one.accepted and not one.wrong, two.accepted and not two.wrong)


def _change(group: str, cases: list[tuple[bool, bool]]) -> Change:
    better, worse = sum(two and not one for one, two in cases), sum(one and not two for one, two in cases)
    return Change(
        group, sum(one for one, _ in cases), sum(two for _, two in cases), len(cases), better, worse, mcnemar(worse, better)
    )


def dump(run: Run, about: Mapping[str, object]) -> str:
    """JSON of *run* with its scores, a document a line."""
    lines = [
        f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(_row(run[name]), ensure_ascii=False)}" for name in sorted(run)
    ]
    head = json.dumps(
        {"version": VERSION, "about": dict(about), "scores": summed(list(run.values())).as_dict()}, ensure_ascii=False
    )
    return head[:-1] + ', "documents": {\n' + ",\n".join(lines) + "\n}}\n"


def load(text: str) -> Run:
    """The run in *text*. Raises ValueError when it is none."""
    try:
        read = json.loads(text)
        if read["version"] != VERSION:
            raise ValueError(f"a run of version {read['version']}, not {VERSION}")
        return {
            name: Judged(
                row["kind"],
                row["condition"],
                row["printed"],
                row["decision"],
                row["type_verdict"],
                {field: JudgedValue(*value) for field, value in row["values"].items()},
                row["extra"],
            )
            for name, row in read["documents"].items()
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a kept run ({type(error).__name__}: {error})") from error


def _row(one: Judged) -> dict[str, Any]:
    values = {
        name: [v.verdict, None if v.confidence is None else round(v.confidence, 5), v.handwritten, v.accepted]
        for name, v in one.values.items()
    }
    return {
        "kind": one.kind, "condition": one.condition, "printed": one.printed, "decision": one.decision,
        "type_verdict": one.type_verdict, "values": values, "extra": one.extra,
    }  # fmt: skip
