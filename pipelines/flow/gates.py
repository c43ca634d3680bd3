"""What stands between a paper and its signature when rules or a person have accepted it: a blind keying, consent, a sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipelines.doctypes import DocumentType
from pipelines.errors import explain
from pipelines.ledger import NO_FIELD, Case
from pipelines.levelling import agree
from pipelines.model import Decision, Extraction, Finding, Review, Severity, Triage, Value
from pipelines.review import keying, sampling
from pipelines.review.keying import Keyed
from pipelines.services import Services


def waits_for(
    services: Services, case: Case, doctype: DocumentType | None, said: Sequence[Review] = (), keyed: Sequence[Keyed] = ()
) -> tuple[Finding, ...]:
    """
    For whom an accepted document waits all the same; nothing for most.

    *said* and *keyed* are words that are about to be kept, beside those that the ledger holds.
    """
    if doctype is None:
        return ()
    policy, reviews = services.policy, (*case.reviews, *said)
    mode = policy.keying_of(doctype)
    if mode == "all" or (mode == "desk" and reviews):
        now_said = replace(case, reviews=reviews)
        blind = [*services.ledger.keyings(case.document.id), *keyed]
        names = keying.due(doctype, standing_of(now_said), authors_of(now_said), blind)
        if names:
            return (keying.second_keying(doctype, names),)
    if policy.asks_four_eyes(doctype) and keying.last_corrector(case.machine, reviews) is not None:
        return (keying.consent(),)
    return ()


def stopped(services: Services, case: Case, doctype: DocumentType, triage: Triage) -> tuple[Triage, bool]:
    """
    What becomes of a document that the rules accept: the same, or a person first; and whether it was drawn as a sample.
    """
    waits = waits_for(services, case, doctype)
    if waits:
        # What else was said of it may hold values that the second person is not to see.
        return Triage(Decision.REVIEW, waits), False
    if not case.vouched and _is_drawn(services, case, doctype):
        drawn = Finding("quality_sample", None, Severity.DOUBT, *explain("quality_sample"))
        return replace(triage, decision=Decision.REVIEW, findings=(*triage.findings, drawn)), True
    return triage, False


def _is_drawn(services: Services, case: Case, doctype: DocumentType) -> bool:
    """By the scan's hash: ids are made anew in another ledger, and the draw can then not be made again."""
    document = case.document
    first = document.page_range[0] if document.page_range else 1
    return sampling.drawn(f"{document.scan.sha256}/{first}", services.policy.share_of(doctype), services.policy.seed)


def standing_of(case: Case) -> dict[str, Value]:
    """The values that stand, None where a person said that the paper has none."""
    standing = {name: found.value for name, found in case.machine.fields.items()}
    return standing | {word.field: word.human_value for word in case.reviews if word.field not in NO_FIELD}


def authors_of(case: Case) -> dict[str, str]:
    """{field: who changed it to the value that stands}; who left a value as it was is not its author."""
    standing = {name: found.value for name, found in case.machine.fields.items()}
    authors: dict[str, str] = {}
    for word in case.reviews:
        if not agree(word.human_value, standing.get(word.field)):
            authors[word.field] = word.actor
        standing[word.field] = word.human_value
    return authors


def blinded(case: Case, doctypes: dict[str, DocumentType]) -> Case:
    """The case as anybody may see it: while fields wait for a blind keying, without what machine and people said of them."""
    doctype = doctypes.get(case.document.document_type or "")
    if doctype is None or not any(finding.rule in keying.KEYING for finding in case.findings):
        return case
    hidden = keying.twice_keyed(doctype)
    shown = {name: found for name, found in case.machine.fields.items() if name not in hidden}
    machine = Extraction(case.machine.document_type, case.machine.type_confidence, shown)
    return replace(case, machine=machine, reviews=tuple(word for word in case.reviews if word.field not in hidden))
