"""A document as the desk shows it: what needs a decision first, each value in the form in which people type it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipelines.doctypes import DocumentType, FieldSpec
from pipelines.flow import claims, pictures
from pipelines.flow.claims import Lying
from pipelines.ledger import Person
from pipelines.model import HANDWRITTEN, Finding, Outcome, Page, Severity
from pipelines.review import shown
from pipelines.services import Services
from web import texts

TYPE = "document_type"
LONG = ("text", "address")
"""Kinds whose values take more than a line."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field's row."""

    name: str
    label: str
    label_en: str
    kind: str
    required: bool
    standing: str
    """What stands now, as people type it."""
    typed: str
    """What the person typed earlier, else what stands."""
    confirmed: bool
    machine: str
    sure: float | None
    """How sure the machine is, 0 to 1; None where it found nothing."""
    handwritten: bool
    page: int | None
    box: tuple[int, int, int, int] | None
    why: tuple[Finding, ...]
    doubtful: bool
    choices: tuple[str, ...] = ()


def arrange(services: Services, person: Person, lying: Lying, pages: tuple[Page, ...]) -> dict[str, Any]:
    """What the template ``desk/document.html`` needs."""
    case = lying.case
    draft_type = lying.drafts.get(TYPE)
    named = draft_type.value if draft_type else case.document.document_type
    doctype = services.doctypes.get(named or "") or _by_label(services, named)
    fields = [_type_field(services, lying), *(_field(lying, spec) for spec in doctype.fields.values())] if doctype else []
    fields = fields or [_type_field(services, lying)]
    doubtful = [field for field in fields if field.doubtful]
    about = [f for f in case.findings if f.field is None or not doctype or f.field not in (TYPE, *doctype.fields)]
    waits = case.document.outcome is Outcome.REVIEW
    return {
        "document": case.document,
        "version": claims.version(case.document),
        "doctype": doctype,
        "doubtful": doubtful,
        "sure": [field for field in fields if not field.doubtful],
        "about": [finding for finding in about if not _about_type(finding)],
        "notes": lying.notes,
        "holder": lying.holder if waits and lying.holder != person.login else None,
        "waits": waits,
        "pages": pages,
        "widths": pictures.WIDTHS,
        "types": [known.label for known in services.doctypes.values()],
        "reasons": claims.REASONS,
        "script_texts": texts.starting("desk.script."),
    }


def _field(lying: Lying, spec: FieldSpec) -> Field:
    case, draft = lying.case, lying.drafts.get(spec.name)
    found = case.machine.fields.get(spec.name)
    standing = shown(case.values.get(spec.name), spec)
    why = tuple(finding for finding in case.findings if finding.field == spec.name)
    doubtful = any(finding.severity is not Severity.NOTE for finding in why) or (spec.required and not standing)
    box = found.box if found and found.box[2] > found.box[0] else None
    return Field(
        name=spec.name,
        label=spec.label,
        label_en=spec.label_en,
        kind=spec.kind,
        required=spec.required,
        standing=standing,
        typed=draft.value if draft else standing,
        confirmed=bool(draft and draft.confirmed),
        machine=(shown(found.value, spec) or found.raw) if found else "",
        sure=found.confidence if found else None,
        handwritten=bool(found and found.handwriting >= HANDWRITTEN),
        page=found.page if found else None,
        box=box,
        why=why,
        doubtful=doubtful,
        choices=_choices(spec),
    )


def _type_field(services: Services, lying: Lying) -> Field:
    case, draft = lying.case, lying.drafts.get(TYPE)
    labels = {name: known.label for name, known in services.doctypes.items()}
    standing = labels.get(case.document.document_type or "", "")
    why = tuple(finding for finding in case.findings if finding.field == TYPE or _about_type(finding))
    return Field(
        name=TYPE,
        label=texts.vietnamese("desk.type"),
        label_en=texts.english("desk.type"),
        kind="choice",
        required=True,
        standing=standing,
        typed=draft.value if draft else standing,
        confirmed=bool(draft and draft.confirmed),
        machine=labels.get(case.machine.document_type or "", case.machine.document_type or ""),
        sure=case.machine.type_confidence if case.machine.document_type else None,
        handwritten=False,
        page=1 if case.machine.document_type else None,
        box=None,
        why=why,
        doubtful=not standing or any(finding.severity is not Severity.NOTE for finding in why),
        choices=tuple(labels.values()),
    )


def _about_type(finding: Finding) -> bool:
    return finding.rule.startswith("type_") and finding.field is None


def _choices(spec: FieldSpec) -> tuple[str, ...]:
    if spec.kind == "sex":
        return ("Nam", "Nữ")
    return tuple(spec.choices)


def _by_label(services: Services, label: str | None) -> DocumentType | None:
    said = (label or "").strip().casefold()
    return next((known for known in services.doctypes.values() if known.label.casefold() == said), None)
