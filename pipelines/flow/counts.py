"""
Counts of what waits, a moment old at most: counting 100,000 documents takes longer than a person wants to wait for a page.

Who asks gets what was counted last, at once, and it is counted anew behind the answer; only what nobody asked for in the last two
minutes is waited for. Lists of documents and claims are never served from here.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from pipelines.errors import OutsideError
from pipelines.ledger import Delivery, Group, Queue, Scope
from pipelines.services import Services

FRESH, STALE = 10.0, 120.0
"""Seconds up to which a count is shown as it is, and up to which it is shown while it is counted anew."""
_KEPT = 512

T = TypeVar("T")
log = logging.getLogger("sohoa.counts")


@dataclass
class _Count:
    value: Any
    at: float
    again: bool = False
    """Whether somebody is at it."""


_held: OrderedDict[Hashable, _Count] = OrderedDict()
_lock = threading.Lock()


def groups(services: Services, scope: Scope, queue: Queue) -> list[Group]:
    """How many documents wait (of the batch, age and deadline that *queue* names), by unit, type and reason."""
    queue = Queue(batch_id=queue.batch_id, due=queue.due, age=queue.age)
    return _counted(services, ("groups", scope, queue), lambda: services.ledger.groups(scope, queue))


def deliveries(services: Services, scope: Scope, queue: Queue) -> list[Delivery]:
    """How many documents of each batch wait (of the type, unit and reason that *queue* names), most first."""
    queue = Queue(queue.document_type, queue.unit, reason=queue.reason)
    return _counted(services, ("deliveries", scope, queue), lambda: services.ledger.deliveries(scope, queue))


def _counted(services: Services, what: tuple[Hashable, ...], count: Callable[[], T]) -> T:
    key = (services.settings.ledger_url, *what)
    with _lock:
        held = _held.get(key)
        age = time.monotonic() - held.at if held else STALE
        behind = held is not None and FRESH <= age < STALE and not held.again
        if held is not None and behind:
            held.again = True
    if held is None or age >= STALE:
        return _keep(key, count())
    if behind:
        threading.Thread(target=_again, args=(key, held, count), daemon=True).start()
    value: T = held.value
    return value


def _again(key: Hashable, held: _Count, count: Callable[[], Any]) -> None:
    try:
        _keep(key, count())
    except OutsideError as error:
        held.again = False
        log.warning("what waits could not be counted: %s", error)


def _keep(key: Hashable, value: T) -> T:
    with _lock:
        _held[key] = _Count(value, time.monotonic())
        _held.move_to_end(key)
        while len(_held) > _KEPT:
            _held.popitem(last=False)
    return value
