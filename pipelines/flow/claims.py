"""
The desk as a place: who may reach a document, who has it, and where else than onwards a person can send it.

What a person *says* of a document is ``flow.desk``, for the page and the command line alike. Everything here asks first whether
the paper is one of the person's units; whoever tries another one is told that there is none, and the log tells the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipelines.errors import DocumentProblem, catalogue, explain
from pipelines.flow import desk, people, pictures, recheck
from pipelines.ledger import Case, Draft, Note, Person, Problem, Queue, Role
from pipelines.ledger.queues import ESCALATED, SKIPPED
from pipelines.model import Box, Document, Outcome, Stage
from pipelines.review.keying import KEYING
from pipelines.services import Services
from pipelines.validate.suites import load_suite

AT_THE_DESK = (Role.REVIEWER, Role.MANAGER)
"""Who settles documents."""
SENDS_CLASSES = (Role.OPERATOR, Role.MANAGER, Role.ENGINEER)
"""Who puts a whole class of failures back on the line."""

REASONS = ("illegible", "unsure", "paper_needed", "not_mine", "other")
"""Why a document is put off, passed on or sent for a new scan; their words are the pages' business."""


class OutOfReach(Exception):  # noqa: N818 - the person is refused, the program has no error
    """There is no such document, or it is none of this person's; which of the two is not said."""


class Blind(Exception):  # noqa: N818 - another page shows it
    """The document waits for somebody who keys it without seeing a value."""


@dataclass(frozen=True, slots=True)
class Lying:
    """A document before a person."""

    case: Case
    holder: str
    """Login of who has it: the person, or somebody else who was quicker."""
    drafts: Mapping[str, Draft]
    """What the person typed earlier and did not send off."""
    notes: tuple[Note, ...]


def reach(services: Services, person: Person, document_id: str, page: str) -> Document:
    """
    The document, when it is one of the person's units. *services* act as the person; *page* names what was asked for.

    Raises OutOfReach; the attempt at another unit's paper is an event.
    """
    document = services.ledger.document(document_id)
    if document is None or not people.may_see(person, document):
        services.ledger.note("refused", document.id if document else None, {"page": page})
        raise OutOfReach
    return document


def take_next(services: Services, person: Person, queue: Queue) -> str | None:
    """Claim the next document of *queue* for the person; its id, or None when nothing waits."""
    return services.ledger.take_next(people.scope(person), queue)


def take(services: Services, person: Person, document_id: str) -> Lying:
    """
    Lay the document before the person, and note that it was seen. Claims it when it waits and nobody else has it.

    Raises OutOfReach, Blind.
    """
    document = reach(services, person, document_id, "desk")
    case = desk.case(services, document.id)
    waits = document.outcome is Outcome.REVIEW
    if waits and any(finding.rule in KEYING for finding in case.findings):
        raise Blind
    holder = services.ledger.take(document.id) if waits else ""
    services.ledger.note("viewed", document.id)
    return Lying(case, holder, services.ledger.drafts(document.id), tuple(services.ledger.notes(document.id)))


def look(services: Services, person: Person, document_id: str) -> Document:
    """
    The document, for its image or text; an event of its own where it does not lie before the person, who saw it noted then.

    Raises OutOfReach.
    """
    document = reach(services, person, document_id, "image")
    if services.ledger.holder(document.id) != person.login:
        services.ledger.note("image_viewed", document.id)
    return document


def read(services: Services, person: Person, document_id: str, number: int, box: Box) -> str:
    """
    The text in a part of a page. Raises OutOfReach (also where it would be told to who is to key it blind), ConfigError,
    DocumentProblem.
    """
    document = look(services, person, document_id)
    if any(finding.rule in KEYING for finding in desk.case(services, document.id).findings):
        raise OutOfReach
    return pictures.text_in(services, document, number, box)


def hold(services: Services, person: Person, document_id: str) -> str:
    """The person is still at it; the login of who has the document. Raises OutOfReach."""
    return services.ledger.take(reach(services, person, document_id, "hold").id)


def save_draft(services: Services, person: Person, document_id: str, typed: Collection[tuple[str, str, bool]]) -> None:
    """Keep (field, value, whether confirmed) as typed so far. Raises OutOfReach."""
    services.ledger.save_draft(reach(services, person, document_id, "draft").id, list(typed))


def rule(
    services: Services,
    person: Person,
    document_id: str,
    action: str,
    *,
    values: Mapping[str, str],
    reason: str | None,
    seen: str,
    dry_seal: bool | None = None,
) -> None:
    """
    The person's word on a document that it holds: ``settle`` (with *values* or without) or ``reject``; *dry_seal*: whether the
    paper bears one, which no picture tells.

    *seen*: ``version`` of what the person saw. Raises OutOfReach, review.Refused, DocumentProblem ``claimed_by_other``,
    ``not_waiting``, ``changed_meanwhile``.
    """
    document = held(services, person, document_id, seen)
    if action == "reject":
        desk.reject(services, document.id, reason or "", seen=document.updated_at)
    elif values:
        desk.correct(services, document.id, values, reason, seen=document.updated_at, dry_seal=dry_seal)
    else:
        desk.accept(services, document.id, reason, seen=document.updated_at, dry_seal=dry_seal)


def held(services: Services, person: Person, document_id: str, seen: str) -> Document:
    """The document as the person saw it. Raises OutOfReach, DocumentProblem as ``rule`` does."""
    document = reach(services, person, document_id, "rule")
    if document.outcome is not Outcome.REVIEW:
        raise DocumentProblem("not_waiting", document=document.id)
    if version(document) != seen:
        raise DocumentProblem("changed_meanwhile", document=document.id)
    holder = services.ledger.holder(document.id)
    if holder not in (None, person.login):
        raise DocumentProblem("claimed_by_other", document=document.id, login=holder)
    return document


def version(document: Document) -> str:
    """Changes whenever the document does."""
    return document.updated_at.isoformat() if document.updated_at else ""


def put_off(services: Services, person: Person, document_id: str, kind: str, reason: str, note: str | None, seen: str) -> None:
    """Skip (others go on with it) or escalate (a manager does). Raises OutOfReach, DocumentProblem, ValueError."""
    if kind not in (SKIPPED, ESCALATED) or reason not in REASONS:
        raise ValueError(kind)
    services.ledger.put_off(held(services, person, document_id, seen), kind, reason, note or None)


def give_back(services: Services, person: Person, document_id: str) -> None:
    """The person leaves the document; others may take it at once. Raises OutOfReach."""
    services.ledger.give_back(reach(services, person, document_id, "give_back").id)


SENDS = {"ocr": Stage.INGEST, "extract": Stage.OCR}
"""What is to be done again, and the station that the document then has behind it; what depends on it runs again by itself."""


def send_back(services: Services, person: Person, document_id: str, what: str, reason: str, seen: str) -> None:
    """
    Have the document scanned (``rescan``), read (``ocr``) or understood (``extract``) again.

    Raises OutOfReach, DocumentProblem as ``rule`` does, ValueError.
    """
    if reason not in REASONS or what not in (*SENDS, "rescan"):
        raise ValueError(what)
    document = held(services, person, document_id, seen)
    if what == "rescan":
        recheck.must_stay(services, document)
        problem = Problem("rescan_wanted", *explain("rescan_wanted"))
        services.ledger.send_back(document, "rescan_wanted", document.stage, reason, problem)
    else:
        services.ledger.send_back(document, f"{what}_again", SENDS[what], reason)


def why(services: Services, rule: str) -> tuple[str, str] | None:
    """What a rule says, in Vietnamese and English; None for a rule that no catalogue and no suite has. Raises ConfigError."""
    known = catalogue().get(rule)
    if known is not None:
        return known["vi"], known["en"]
    return _rules(services.settings.expectations, tuple(services.doctypes)).get(rule)


@lru_cache(maxsize=4)
def _rules(folder: Path, document_types: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    return {rule.rule: (rule.vi, rule.en) for name in document_types for rule in load_suite(folder, name).rules}


def retry_class(services: Services, person: Person, problem: str) -> int:
    """Put every document of the person's units that was set aside with *problem* back on the line; how many."""
    return services.ledger.retry_class(people.scope(person), problem)
