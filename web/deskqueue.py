"""What waits, as the page of queues shows it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from pipelines import units
from pipelines.flow import claims, counts, people
from pipelines.ledger import UNPLANNED, Age, Delivery, Due, Group, Order, Person, Queue, Role
from pipelines.services import Services
from web import texts

SHOWN = 30
"""Documents listed; queues are worked off, not read."""
GROUPS = 12
"""Entries of each kind of queue that are named; the rest is summed up."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A queue to choose."""

    value: str
    """As the address names it; empty: documents that have none."""
    label: Markup | str
    count: int
    address: str
    chosen: bool


def arrange(services: Services, person: Person, queue: Queue) -> dict[str, Any]:
    """What the template ``desk/queues.html`` needs: the kinds of queues with their counts, and the first documents."""
    scope = people.scope(person)
    groups = counts.groups(services, scope, queue)
    deliveries = counts.deliveries(services, scope, queue)
    escalates = person.has(Role.MANAGER)
    queue = queue if escalates else replace(queue, escalated=False)
    escalated = services.ledger.escalated(scope) if escalates else None
    listed = services.ledger.listed(scope, queue, SHOWN)
    problems = services.ledger.problems(scope) if person.has(*claims.SENDS_CLASSES) else {}
    names = {
        "document_type": lambda code: _type(services, code),
        "unit": _unit,
        "reason": lambda rule: _why(services, rule),
    }
    return {
        "queue": queue,
        "address": address(queue),
        "kinds": [
            *((column, _choices(groups, queue, column, name)) for column, name in names.items()),
            ("due", _named(queue, "due", _batches_by(deliveries, queue, "due", Due), lambda due: texts.both(f"desk.due.{due}"))),
            ("age", _named(queue, "age", _batches_by(deliveries, queue, "age", Age), lambda age: texts.both(f"desk.age.{age}"))),
            ("batch_id", _named(queue, "batch_id", _batches_by(deliveries, queue, "batch_id"), str)),
        ],
        "orders": [(order, address(replace(queue, order=order)), order is queue.order) for order in Order],
        "unplanned": UNPLANNED,
        "whole": address(Queue(order=queue.order)),
        "inside": sum(group.count for group in groups if _fits(group, queue)),
        "escalated": escalated,
        "escalated_address": address(Queue(escalated=True)),
        "listed": [
            (
                waiting,
                _type(services, waiting.document.document_type or ""),
                _why(services, waiting.reason) if waiting.reason else "–",
            )
            for waiting in listed
        ],
        "problems": [(code, n, texts.problem(code)) for code, n in sorted(problems.items(), key=lambda item: -item[1])],
    }


def address(queue: Queue) -> str:
    """The queue as the end of an address, with its question mark; nothing for the whole queue."""
    parts = {
        "type": queue.document_type,
        "unit": queue.unit,
        "batch": queue.batch_id,
        "reason": queue.reason,
        "due": queue.due,
        "age": queue.age,
        "escalated": "1" if queue.escalated else None,
        "order": queue.order if queue.order is not Order.DEADLINE else None,
    }
    named = {name: value for name, value in parts.items() if value is not None}
    return f"?{urlencode(named)}" if named else ""


def _choices(groups: list[Group], queue: Queue, column: str, name: Any) -> list[Choice]:
    """The values of *column* among what the rest of *queue* leaves, most documents first."""
    others = _with(queue, column, None)
    found: Counter[str] = Counter()
    for group in groups:
        if _fits(group, others):
            found[getattr(group, column) or ""] += group.count
    chosen = getattr(queue, column)
    rows = found.most_common(GROUPS)
    if chosen is not None and chosen not in dict(rows):
        rows.append((chosen, found[chosen]))
    return _named(queue, column, rows, name)


def _batches_by(
    deliveries: list[Delivery], queue: Queue, column: str, kinds: type[Due | Age] | None = None
) -> list[tuple[str, int]]:
    """
    Documents by the *column* of their batches, among those that the other columns of *queue* leave: in the order of *kinds*, or
    most first.
    """
    others = _with(queue, column, None)
    found: Counter[str] = Counter()
    for one in deliveries:
        if all(getattr(others, name) in (None, getattr(one, name)) for name in ("batch_id", "due", "age")):
            found[getattr(one, column)] += one.count
    chosen = getattr(queue, column)
    rows = [(str(kind), found[kind]) for kind in kinds if kind in found] if kinds else found.most_common(GROUPS)
    if chosen is not None and chosen not in dict(rows):
        rows.append((chosen, found[chosen]))
    return rows


def _with(queue: Queue, column: str, value: str | None) -> Queue:
    """*queue* with another value of *column*."""
    changed: dict[str, Any] = {column: value}
    return replace(queue, **changed)


def _named(queue: Queue, column: str, rows: list[tuple[str, int]], name: Any) -> list[Choice]:
    chosen = getattr(queue, column)
    return [
        Choice(
            value,
            name(value) if value else texts.both("desk.none"),
            count,
            address(_with(queue, column, None if value == chosen else value)),
            value == chosen,
        )
        for value, count in rows
    ]


def _fits(group: Group, queue: Queue) -> bool:
    wanted = ((getattr(queue, column), getattr(group, column)) for column in ("document_type", "unit", "reason"))
    return all(asked is None or asked == (has or "") for asked, has in wanted)


def _type(services: Services, name: str) -> str:
    known = services.doctypes.get(name)
    return known.label if known else name


def _why(services: Services, rule: str) -> Markup:
    said = claims.why(services, rule)
    return texts.told(*said) if said else Markup("<code>{}</code>").format(rule)


def _unit(code: str) -> str:
    known = units.current(code)
    return f"{code} {known.full}" if known else code
