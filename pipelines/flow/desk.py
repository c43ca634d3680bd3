"""The desk: a person's word on a document, and where the document goes after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from pipelines import review
from pipelines.errors import ConfigError, DocumentProblem, explain
from pipelines.flow import gates, recheck
from pipelines.ledger import Case, Problem
from pipelines.model import DRY_SEAL, Document, Finding, Outcome, Stage
from pipelines.services import Services


def queue(services: Services, batch_id: str | None = None, limit: int = 100) -> list[Document]:
    """Documents that wait for a person, oldest first."""
    return services.ledger.queue(batch_id=batch_id, limit=limit)


def case(services: Services, document_id: str) -> Case:
    """
    A document as it lies on the desk; while it waits for a blind keying, without the values that nobody is to see.

    Raises ConfigError for an id that does not exist.
    """
    return gates.blinded(whole_case(services, document_id), services.doctypes)


def whole_case(services: Services, document_id: str) -> Case:
    """A document with all that was read and said, for what decides and is not shown. Raises ConfigError."""
    found = services.ledger.case(document_id)
    if found is None:
        raise ConfigError(f"no document '{document_id}'; 'sohoa review list' shows what waits")
    return found


def accept(
    services: Services,
    document_id: str,
    reason: str | None = None,
    *,
    seen: dt.datetime | None = None,
    dry_seal: bool | None = None,
) -> Document:
    """
    The values that stand are right: on to signing, or to another person where the type asks for two. *seen*: when the document
    that the person saw had last changed. *dry_seal*: whether the paper bears one, where the person says so.

    Raises review.Refused (type or a required field is missing), DocumentProblem ``not_waiting`` or ``changed_meanwhile``,
    and those of ``ledger.looks.guard``: this person may not say so.
    """
    return _rule(services, document_id, review.Action.ACCEPT, reason=reason, seen=seen, dry_seal=dry_seal)


def correct(
    services: Services,
    document_id: str,
    values: Mapping[str, str],
    reason: str | None = None,
    *,
    seen: dt.datetime | None = None,
    dry_seal: bool | None = None,
) -> Document:
    """
    The person changes *values* and vouches for the rest. The rules look at the new values in the next run; what they object
    to comes back to the desk, the rest goes on to signing.

    Raises review.Refused (an impossible value …), DocumentProblem ``not_waiting`` or ``changed_meanwhile``.
    """
    # With nothing typed this is no correction: CORRECT refuses it and says so, ACCEPT would let it pass.
    action = review.Action.ACCEPT if values else review.Action.CORRECT
    return _rule(services, document_id, action, values=values, reason=reason, seen=seen, dry_seal=dry_seal)


def reject(services: Services, document_id: str, reason: str, *, seen: dt.datetime | None = None) -> Document:
    """
    The document does not go on: set aside with the person's reason.

    Raises DocumentProblem ``not_waiting`` or ``changed_meanwhile``.
    """
    return _rule(services, document_id, review.Action.REJECT, reason=reason, seen=seen)


def include(services: Services, document_id: str, reason: str) -> Document:
    """
    A person's word against a rule: an excluded document comes to the desk, where it can be accepted with a reason.

    Raises ConfigError for an id that does not exist, DocumentProblem ``not_excluded``.
    """
    lying = case(services, document_id)
    services.ledger.include(document_id, reason)
    return lying.document


def _rule(
    services: Services,
    document_id: str,
    action: review.Action,
    values: Mapping[str, str] | None = None,
    reason: str | None = None,
    seen: dt.datetime | None = None,
    dry_seal: bool | None = None,
) -> Document:
    lying = whole_case(services, document_id)
    if seen is not None and lying.document.updated_at != seen:
        raise DocumentProblem("changed_meanwhile", document=document_id)
    pure = review.Case(document_id, lying.machine, services.doctypes, lying.reviews, lying.findings)
    actor = services.settings.actor
    ruling = review.decide(pure, action, actor, dt.datetime.now(dt.UTC), values=values, reason=reason)
    if dry_seal is not None:
        services.ledger.see_on_paper(document_id, DRY_SEAL, there=dry_seal)
    problem = None
    waits: tuple[Finding, ...] | None = None
    doctype = services.doctypes.get(ruling.document_type or "")
    if action is review.Action.REJECT:
        kind, stage, outcome = "rejected", lying.document.stage, Outcome.SET_ASIDE
        problem = Problem("rejected", *explain("rejected", reason=ruling.reason))
        recheck.must_stay(services, lying.document)
    elif values:
        kind, stage, outcome = "corrected", Stage.EXTRACT, Outcome.ON_THE_WAY
    elif lying.document.stage is Stage.LOAD:
        # What is published stands as it is: there is nothing to sign.
        kind, stage, outcome = "accepted", Stage.LOAD, Outcome.LOADED
    else:
        kind, stage, outcome = "accepted", Stage.REVIEW, Outcome.ON_THE_WAY
        waits = gates.waits_for(services, lying, doctype, ruling.reviews) or None
        if waits:
            stage, outcome = Stage.VALIDATE, Outcome.REVIEW
    services.ledger.rule(
        lying.document,
        ruling.reviews,
        kind=kind,
        stage=stage,
        outcome=outcome,
        document_type=ruling.document_type,
        problem=problem,
        found=waits,
        four_eyes=services.policy.asks_four_eyes(doctype),
    )
    return lying.document
