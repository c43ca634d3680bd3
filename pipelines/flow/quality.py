"""Checks on the work: blind keyings, delivery lots, and what looks at samples say about machine and people."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from pipelines.doctypes import DocumentType
from pipelines.errors import ConfigError, DocumentProblem
from pipelines.extract.intervals import at_least, interval
from pipelines.flow import gates
from pipelines.flow.desk import whole_case
from pipelines.ledger import Agreement, FieldCount, Lot, Throughput
from pipelines.ledger.lots import REJECTED
from pipelines.model import Document, Review, Stage, Value
from pipelines.review import keying, sampling
from pipelines.review.keying import Keyed
from pipelines.review.sampling import Severity
from pipelines.services import Services

SURE = 0.95
"""Level of the intervals, and of the alarm for all fields together."""


# --- blind keying


@dataclass(frozen=True, slots=True)
class KeyingTask:
    """What a person is asked to key."""

    document: Document
    doctype: DocumentType
    turn: int
    """2: blind; 3: both values are shown, without names."""
    choices: Mapping[str, tuple[Value, ...]]
    """{field: values to choose from}; none for who keys blind."""


def keying_queue(services: Services, limit: int = 100) -> list[Document]:
    """Documents that wait for a keying by somebody who has not said anything of them, oldest first."""
    waiting = services.ledger.waiting_with(keying.KEYING, limit=limit)
    return [one for one in waiting if not services.ledger.has_spoken(one.id, services.settings.actor)]


def keying_task(services: Services, document_id: str) -> KeyingTask:
    """
    What the person is to key of a document. Raises DocumentProblem ``keying_none``, ``keyed_already``.
    """
    case = whole_case(services, document_id)
    doctype = services.doctypes.get(case.document.document_type or "")
    rules = {finding.rule for finding in case.findings}
    if doctype is None or rules.isdisjoint(keying.KEYING):
        raise DocumentProblem("keying_none", document=document_id)
    if services.ledger.has_spoken(document_id, services.settings.actor):
        raise DocumentProblem("keyed_already", document=document_id)
    standing = gates.standing_of(case)
    blind = services.ledger.keyings(document_id)
    due = keying.due(doctype, standing, gates.authors_of(case), blind)
    if keying.SECOND in rules:
        return KeyingTask(case.document, doctype, 2, dict.fromkeys(due, ()))
    last = {word.field: word.value for word in blind if word.turn == 2}
    shown = {name: keying.choices(standing.get(name), last.get(name)) for name in due}
    return KeyingTask(case.document, doctype, 3, shown)


def key(services: Services, document_id: str, typed: Mapping[str, str]) -> bool:
    """
    Keep what the person keyed; whether the fields are settled now, else a third person is asked.

    Where the third person changes what stood, the rules look at it again. Raises review.Refused, DocumentProblem
    (``keying_none``, ``keyed_already``, ``not_waiting``).
    """
    task = keying_task(services, document_id)
    case, at, actor = whole_case(services, document_id), dt.datetime.now(dt.UTC), services.settings.actor
    standing = gates.standing_of(case)
    values = keying.read_typed(task.doctype, list(task.choices), typed)
    words = [Keyed(name, value, actor, at, task.turn) for name, value in values.items()]
    differ = keying.conflicts(standing, values)
    waits_for = keying.SECOND if task.turn == 2 else keying.THIRD
    if task.turn == 2 and differ:
        services.ledger.key(case.document, words, waits_for, found=[keying.third_keying(task.doctype, differ)])
        return False
    revision = max((review.revision for review in case.reviews), default=0) + 1
    said = [
        Review(document_id, revision, name, _machine(case.machine.fields.get(name)), stood, actor, at)
        # What was confirmed keeps its spelling; what the third person says takes its place.
        for name, stood in {name: values[name] if name in differ else standing.get(name) for name in values}.items()
    ]
    if differ:
        services.ledger.key(case.document, words, waits_for, said=said, stage=Stage.EXTRACT)
        return True
    waits = gates.waits_for(services, case, task.doctype, said, words)
    services.ledger.key(case.document, words, waits_for, said=said, found=waits, stage=Stage.REVIEW)
    return True


def _machine(found: Any) -> Value:
    return found.value if found is not None else None


# --- delivery lots


def open_lot(
    services: Services,
    *,
    batch: str | None = None,
    unit: str | None = None,
    document_type: str | None = None,
    source: str | None = None,
    aql: float | None = None,
    level: str | None = None,
    resume: bool = False,
) -> Lot:
    """
    Make a lot of the papers that wait for signing; its sample lies at the desk. The earlier lots of its source (contractor or
    unit; by default the unit, else all) decide how sharply it is looked at.

    Raises ConfigError for an AQL or level that the standard lacks, DocumentProblem ``lot_empty``, ``lot_stopped``.
    """
    limit, general = aql or services.policy.aql, level or services.policy.level
    if limit not in sampling.AQLS or general not in sampling.LEVELS:
        known = f"AQL {', '.join(f'{one:g}' for one in sampling.AQLS)}; levels {', '.join(sampling.LEVELS)}"
        raise ConfigError(f"AQL {limit:g}, level {general}: no plan of ISO 2859-1; it has {known}")
    chosen = {name: value for name, value in (("batch", batch), ("unit", unit), ("type", document_type)) if value}
    name = source or unit or "*"
    standing = sampling.standing(services.ledger.lot_history(name), reduced=services.policy.reduced)
    if standing.stopped and not resume:
        raise DocumentProblem("lot_stopped", source=name)
    severity = Severity.TIGHTENED if standing.stopped else standing.severity
    planned = partial(sampling.plan, aql=limit, level=general, severity=severity)
    actor = services.settings.actor
    lot_id = services.ledger.open_lot(
        name, chosen, planned, secrets.token_hex(8), actor=actor, resumed=standing.stopped and resume
    )
    return lot(services, lot_id)


def lot(services: Services, lot_id: str) -> Lot:
    """The lot with this id. Raises ConfigError when there is none."""
    found = services.ledger.lot(lot_id)
    if found is None:
        raise ConfigError(f"no lot '{lot_id}'; 'sohoa lots list' shows them")
    return found


def judge_lot(services: Services, lot_id: str) -> Lot:
    """
    Accept or refuse the lot by what its sample showed. Accepted papers may be signed; every paper of a refused lot lies at the
    desk.

    Raises ConfigError, DocumentProblem ``lot_not_open``, ``lot_unfinished``.
    """
    lot(services, lot_id)
    services.ledger.judge_lot(lot_id, actor=services.settings.actor)
    return lot(services, lot_id)


def undo_lot(services: Services, lot_id: str, reason: str) -> Lot:
    """
    Take back a lot that was opened by mistake, while nobody has looked at any of its papers.

    Raises ConfigError (no such lot, no reason), DocumentProblem ``lot_not_open``, ``lot_begun``.
    """
    if not reason.strip():
        raise ConfigError("say why the lot is taken back; the reason stays in the log")
    lot(services, lot_id)
    services.ledger.undo_lot(lot_id, reason.strip())
    return lot(services, lot_id)


def present_again(services: Services, lot_id: str) -> Lot:
    """
    A new lot of the papers of a refused one, after people have looked at each of them; inspected tightened.

    Raises ConfigError, DocumentProblem ``lot_not_refused``, ``lot_unreviewed``, ``lot_empty``.
    """
    refused = lot(services, lot_id)
    if refused.state != REJECTED:
        raise DocumentProblem("lot_not_refused", lot=lot_id)
    left = services.ledger.unreviewed(lot_id)
    if left:
        raise DocumentProblem("lot_unreviewed", lot=lot_id, left=left)
    planned = partial(sampling.plan, aql=refused.plan.aql, level=refused.plan.level, severity=Severity.TIGHTENED)
    actor, seed = services.settings.actor, secrets.token_hex(8)
    again = services.ledger.open_lot(refused.source, refused.chosen, planned, seed, actor=actor, inspects=lot_id)
    return lot(services, again)


# --- what the looks say


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """How often a field's values were wrong where a person looked at a sample."""

    document_type: str
    field: str
    checked: int
    wrong: int
    low: float
    high: float
    """The interval of Clopper and Pearson for the share of wrong values."""
    promised: float
    """Share of wrong values that the type's YAML allows."""
    chance: float
    """How probable so many wrong ones are if the promise holds; one look a field, corrected for many in ``alarm``."""
    alarm: bool = False
    """The promise is broken, beyond chance."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of the quality of the work."""

    machine: tuple[ErrorRate, ...]
    """Values that went on unseen."""
    people: tuple[ErrorRate, ...]
    """Values that people had vouched for."""
    team: Throughput
    own: Throughput
    team_agreement: Agreement
    own_agreement: Agreement
    days: int
    looks_open: int

    @property
    def alarms(self) -> tuple[ErrorRate, ...]:
        """Fields whose promise is broken."""
        return tuple(rate for rate in self.machine if rate.alarm)


def report(services: Services, days: int = 30) -> Report:
    """
    Error rates of all looks so far, and the work of the last *days*: the team's, and the asking person's own. Nobody else's.
    """
    ledger, own = services.ledger, services.settings.actor
    since = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
    return Report(
        machine=_with_alarms([_rate(services, count) for count in ledger.field_counts(by_person=False)]),
        people=tuple(_rate(services, count) for count in ledger.field_counts(by_person=True)),
        team=ledger.throughput(since),
        own=ledger.throughput(since, own),
        team_agreement=ledger.agreement(since),
        own_agreement=ledger.agreement(since, own),
        days=days,
        looks_open=ledger.open_look_count(),
    )


def as_dict(found: Report) -> dict[str, Any]:
    """The report for programs."""
    return {**asdict(found), "alarms": [f"{rate.document_type}.{rate.field}" for rate in found.alarms]}


def _rate(services: Services, count: FieldCount) -> ErrorRate:
    doctype = services.doctypes.get(count.document_type)
    spec = doctype.fields.get(count.field) if doctype else None
    accuracy = spec.threshold if spec else (doctype.min_type_confidence if doctype else 1.0)
    low, high = interval(count.wrong, count.checked, SURE)
    chance = at_least(count.wrong, count.checked, 1 - accuracy)
    return ErrorRate(count.document_type, count.field, count.checked, count.wrong, low, high, 1 - accuracy, chance)


def _with_alarms(rates: Sequence[ErrorRate]) -> tuple[ErrorRate, ...]:
    """With alarms by Holm's step-down: among many fields one would look bad by chance alone (Scand. J. Statist. 6, 1979)."""
    alarmed: set[tuple[str, str]] = set()
    for rank, rate in enumerate(sorted(rates, key=lambda rate: rate.chance)):
        if rate.chance > (1 - SURE) / (len(rates) - rank):
            break
        alarmed.add((rate.document_type, rate.field))
    return tuple(ErrorRate(**{**asdict(rate), "alarm": (rate.document_type, rate.field) in alarmed}) for rate in rates)
