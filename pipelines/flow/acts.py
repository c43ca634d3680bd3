"""
What happens at each station, inside a worker. Bytes first, ledger last; every act is safe to run twice.

An act takes the documents that a worker was given and records each one's fate itself. It returns the fates it recorded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from pipelines import extract, ingest, load, ocr, review, sign, validate
from pipelines.doctypes import DocumentType
from pipelines.errors import DamageError, DocumentProblem, explain
from pipelines.flow import conversion, gates, leaving, pagetext, recheck, signing
from pipelines.flow.arriving import marked
from pipelines.flow.eyes import eyes
from pipelines.flow.keeping import keep
from pipelines.flow.papers import part
from pipelines.ledger import NO_FIELD, Artefact, Case, LostClaim, Problem
from pipelines.model import (
    Decision,
    Document,
    Extraction,
    FieldValue,
    Finding,
    Outcome,
    Page,
    Result,
    Severity,
    Stage,
)
from pipelines.services import Services, open_services
from pipelines.settings import Settings
from pipelines.store import digest

Fate = tuple[str, str]
"""(document id, outcome or ``lost``)."""


def worker(settings: Settings, owner: str) -> Callable[[tuple[Stage, Sequence[Document]]], list[Fate]]:
    """A worker's handler: opens its own services, then acts on the tasks it is handed in the name of *owner*."""
    services = open_services(settings)

    def act(task: tuple[Stage, Sequence[Document]]) -> list[Fate]:
        stage, documents = task
        return ACTS[stage](services, documents, owner)

    return act


def _one_by_one(step: Callable[[Services, Document, str], Outcome]) -> Callable[[Services, Sequence[Document], str], list[Fate]]:
    """Make an act of a step on one document: its problem sets it aside, and its neighbours go on."""

    def act(services: Services, documents: Sequence[Document], owner: str) -> list[Fate]:
        fates: list[Fate] = []
        for document in documents:
            try:
                try:
                    fates.append((document.id, step(services, document, owner)))
                except DocumentProblem as problem:
                    made = [keep(services, "pages", pagetext.dump(problem.kept))] if isinstance(problem, ocr.UnreadPages) else []
                    services.ledger.set_aside(document, owner, Problem(problem.code, problem.message, problem.message_en), made)
                    fates.append((document.id, Outcome.SET_ASIDE))
            except LostClaim:
                fates.append((document.id, "lost"))
        return fates

    return act


def _read(services: Services, document: Document, owner: str) -> Outcome:
    """
    Page text for the machine, a two-layer PDF for people; a file that holds several papers becomes several documents.

    A scan that arrives signed gets no new PDF and is never split: it stays as it is.
    """
    ingest.check_content(document.scan)
    config = services.ocr_config
    with services.store.opened(services.ledger.artefacts(document.id)["original"].key) as path:
        papers = extract.divide(marked(path, ocr.read(path, config, document.page_range), config), services.doctypes)
        signed = sign.has_signature(path)
        if signed:
            papers = (extract.undivided(papers),)
        parts = [part(services, path, paper, config, signed=signed) for paper in papers]
    if len(parts) > 1:
        services.ledger.split(document, owner, parts)
        return Outcome.ON_THE_WAY
    facts = {"pages": parts[0].pages}
    services.ledger.advance(document, owner, Stage.OCR, facts=facts, made=parts[0].made, detail=facts)
    return Outcome.ON_THE_WAY


def _extract(services: Services, document: Document, owner: str) -> Outcome:
    """Type and fields, with a second look at the original where a value is doubtful."""
    key = services.ledger.artefacts(document.id)["original"].key
    with services.store.opened(key) as path, eyes(services, path) as reader:
        pages = _pages(services, document)
        extraction = reader.extract(services, pages)
        services.ledger.keep_picture(document.id, len(pages), ocr.likeness(path, pages[0], services.ocr_config))
    facts = {"document_type": extraction.document_type, "type_confidence": extraction.type_confidence}
    detail = {"document_type": extraction.document_type, "fields": sorted(extraction.fields)}
    services.ledger.advance(document, owner, Stage.EXTRACT, facts=facts, extraction=extraction, detail=detail)
    return Outcome.ON_THE_WAY


def _validate(services: Services, documents: Sequence[Document], owner: str) -> list[Fate]:
    """The types' suites over all documents at once, then the decision on each: on by itself, or to a person."""
    cases = [case for document in documents if (case := services.ledger.case(document.id)) is not None]
    standing = {case.document.id: standing_extraction(case) for case in cases}
    found = validate.check(list(standing.items()), services.settings.expectations)
    fates: list[Fate] = []
    for case in cases:
        document = case.document
        extraction = standing[document.id]
        findings = found.get(document.id, ())
        doctype = services.doctypes.get(extraction.document_type or "")
        if case.vouched:
            triage = review.reopen_case(findings)
        else:
            twins = _twins(services, document, extraction, doctype)
            pages = _pages(services, document)
            triage = review.open_case(extraction, (*findings, *twins), doctype, pages, document.scan.declared_type)
        drawn = False
        if triage.decision is Decision.ACCEPT and doctype is not None:
            triage, drawn = gates.stopped(services, case, doctype, triage)
        stage, outcome = _DECIDED[triage.decision]
        first = triage.findings[0] if triage.findings else None
        stopped = outcome in (Outcome.SET_ASIDE, Outcome.EXCLUDED) and first is not None
        problem = Problem(first.rule, first.message, first.message_en) if stopped and first else None
        detail = {"decision": triage.decision, "rules": sorted({finding.rule for finding in triage.findings})}
        try:
            services.ledger.advance(
                document, owner, stage, outcome, found=triage.findings, problem=problem, detail=detail, drawn=drawn
            )
            fates.append((document.id, outcome))
        except LostClaim:
            fates.append((document.id, "lost"))
    return fates


def _twins(services: Services, document: Document, extraction: Extraction, doctype: DocumentType | None) -> list[Finding]:
    """Doubts about papers that seem to have been received before; pointed out, never dropped."""
    found = extract.traits(doctype, {name: f.value for name, f in extraction.fields.items()}) if doctype else {}
    services.ledger.keep_traits(document.id, found)
    alike = services.ledger.alike(document.id, found)
    if same := services.ledger.same_picture(document.id):
        alike["picture"] = same
    return [
        Finding(f"same_{kind}", None, Severity.DOUBT, *explain(f"same_{kind}", document=other)) for kind, other in alike.items()
    ]


_DECIDED = {
    Decision.ACCEPT: (Stage.REVIEW, Outcome.ON_THE_WAY),
    Decision.REVIEW: (Stage.VALIDATE, Outcome.REVIEW),
    Decision.SET_ASIDE: (Stage.VALIDATE, Outcome.SET_ASIDE),
    Decision.EXCLUDE: (Stage.VALIDATE, Outcome.EXCLUDED),
}


def standing_extraction(case: Case) -> Extraction:
    """What stands of a case: the machine's values, and in their place a person's, who is sure."""
    fields = dict(case.machine.fields)
    for said in case.reviews:
        if said.field in NO_FIELD:
            continue
        fields.pop(said.field, None)
        if said.human_value is not None:
            before = case.machine.fields.get(said.field)
            page, box = (before.page, before.box) if before else (1, (0, 0, 0, 0))
            raw = str(said.human_value)
            fields[said.field] = FieldValue(
                said.field, raw, said.human_value, 1.0, page, box, f"person, revision {said.revision}"
            )
    return Extraction(case.document.document_type, 1.0 if case.vouched else case.machine.type_confidence, fields)


def _sign(services: Services, document: Document, owner: str) -> Outcome:
    """
    The mark and the signature, once: the conversion record is fixed before, the signed file written under a key of its own,
    and a later try adopts what an earlier one made.
    """
    kept = services.ledger.artefacts(document.id)
    source = kept.get("archive") or kept["original"]
    config = signing.config_of(services)
    stem = f"signed/{document.id}/{source.sha256}{recheck.edition(services, document.id)}"
    if not services.store.exists(f"{stem}.json"):
        services.store.put(f"{stem}.json", conversion.dump(conversion.record_of(services, document, config)))
    fixed = services.store.get(f"{stem}.json")
    missed = warning = None
    if not services.store.exists(f"{stem}.pdf"):
        with signing.room_on_disk():
            fresh = signing.sign_paper(services, _bytes(services, source), conversion.load(fixed), config)
            leaving.check_paper(services, document.id, fresh, conversion.load(fixed), config)
        services.store.put(f"{stem}.pdf", fresh.pdf)
        missed, warning = fresh.reason, fresh.warning
    signed = services.store.get(f"{stem}.pdf")
    state = signing.state_of(document.id, signed, config.policy, missed)
    services.ledger.keep_signature(state)
    made = [Artefact("signed", f"{stem}.pdf", digest(signed)), Artefact("conversion", f"{stem}.json", digest(fixed))]
    detail = {"sha256": made[0].sha256, "level": state.reached, "wanted": state.wanted, "reason": state.reason}
    if warning is not None:
        detail["warning"] = warning
    services.ledger.advance(document, owner, Stage.SIGN, made=made, detail=detail)
    return Outcome.ON_THE_WAY


def _load(services: Services, document: Document, owner: str) -> Outcome:
    """The signed file at its permanent key, then the row of the registry."""
    case = services.ledger.case(document.id)
    kept = services.ledger.artefacts(document.id)
    assert case is not None
    assert document.document_type is not None
    scan, values = document.scan, case.values
    year = str(values.get("issue_date") or "")[:4] or "undated"
    again = PurePosixPath(kept["signed"].key).stem.partition("-")[2]
    name = f"{document.id}-{again}" if again else document.id
    key = f"results/{scan.unit or 'unassigned'}/{document.document_type}/{year}/{name}.pdf"
    services.store.put(key, _bytes(services, kept["signed"]))
    doctype = services.doctypes[document.document_type]
    owner_id = scan.owner_id or (
        str(values[doctype.owner_field]) if doctype.owner_field and doctype.owner_field in values else None
    )
    result_code, paper_code = load.codes(doctype.paper_code, scan.dossier_code, owner_id)
    state = services.ledger.signature(document.id)
    record = conversion.load(_bytes(services, kept["conversion"]))
    result = Result(
        document_id=document.id,
        document_type=document.document_type,
        unit=scan.unit,
        level=scan.level,
        fields=values,
        conversion=replace(record, signature_level=str(state.reached) if state else None),
        file_key=key,
        file_sha256=kept["signed"].sha256,
        dossier_code=scan.dossier_code,
        owner_id=owner_id,
        result_code=result_code,
        paper_code=paper_code,
        places=load.places(values, [name for name, spec in doctype.fields.items() if spec.kind in ("address", "agency")]),
    )
    kept_there = load.publish(services.registry, result, dt.datetime.now(dt.UTC))
    if again and kept_there.revoked_at is not None:
        raise DocumentProblem("result_revoked", document=document.id)
    made = [Artefact("published", key, kept["signed"].sha256)]
    services.ledger.advance(document, owner, Stage.LOAD, Outcome.LOADED, made=made)
    return Outcome.LOADED


ACTS: dict[Stage, Callable[[Services, Sequence[Document], str], list[Fate]]] = {
    Stage.OCR: _one_by_one(_read),
    Stage.EXTRACT: _one_by_one(_extract),
    Stage.VALIDATE: _validate,
    Stage.SIGN: _one_by_one(_sign),
    Stage.LOAD: _one_by_one(_load),
}


def _bytes(services: Services, artefact: Artefact) -> bytes:
    """The artefact's bytes, held against its hash. Raises DamageError when they are not what was kept."""
    data = services.store.get(artefact.key)
    if digest(data) != artefact.sha256:
        raise DamageError(f"store: {artefact.key} is damaged; put it back from a backup, then run again")
    return data


def _pages(services: Services, document: Document) -> tuple[Page, ...]:
    return pagetext.load(_bytes(services, services.ledger.artefacts(document.id)["pages"]))
