"""``open_case``: whether a document goes on by itself, and if not, what a person should look at."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipelines.doctypes import DocumentType, FieldSpec
from pipelines.errors import explain
from pipelines.model import (
    BORN_DIGITAL,
    HANDWRITTEN,
    Decision,
    Extraction,
    FieldValue,
    Finding,
    Grade,
    Page,
    Severity,
    Triage,
    Value,
)
from pipelines.review.scope import ISSUED, out_of_scope

_MERELY_HARDER = frozenset({"low_dpi", "blank", "skewed", "faded", "blurred", "show_through", "specks", "doubtful_text"})
"""Page warnings whose effect shows in the confidence of the values; any other may mean that text is missing or made up."""


def open_case(
    extraction: Extraction,
    findings: Sequence[Finding],
    doctype: DocumentType | None,
    pages: Sequence[Page],
    declared_type: str | None = None,
    today: dt.date | None = None,
) -> Triage:
    """
    Propose what happens to a document, with every reason.

    *findings* are the rules' (``validate.check``); *doctype* is the YAML of ``extraction.document_type``, None when the type
    is unknown or has none; *declared_type* is the manifest's, by name or Vietnamese label.

    ACCEPT only if the type is known, certain enough and the declared one, every required field has a value, every value
    found reaches its threshold, none looks handwritten, no page may lack text or needs a new scan, and no rule has an error
    or a doubt. EXCLUDE only if a type that is not to be digitized is as certain as that, and so is the day of issue where the
    rule asks for it (*today*: Vietnam's, by default); or if the file was never paper (``BORN_DIGITAL``). SET_ASIDE only if all
    pages are blank: there is nothing to read for a person either, and only a scanner can help. Everything else: REVIEW.

    The findings of the result are those given and the desk's own, a reason once; notes stop nothing.
    Raises ValueError when *doctype* is not the type of *extraction*: the caller mixed two documents.
    """
    if doctype is not None and doctype.name != extraction.document_type:
        raise ValueError(f"type {doctype.name} does not belong to a document read as {extraction.document_type}")
    about_pages = list(_about_pages(pages))
    if pages and not extraction.fields and all(_is_blank(page) for page in pages):
        return Triage(Decision.SET_ASIDE, (_finding("all_pages_blank", None, Severity.ERROR),))
    if pages and all(BORN_DIGITAL in page.warnings for page in pages):
        return Triage(Decision.EXCLUDE, (_finding("born_digital", None, Severity.NOTE),))
    about_type = list(_about_type(extraction, doctype, declared_type))
    about_fields = list(_about_fields(extraction, doctype)) if doctype is not None else []
    if doctype is not None and (rule := out_of_scope(doctype, _value_of(extraction, ISSUED), today)) is not None:
        words = {"label": doctype.label, "label_en": doctype.label_en, "because": rule.because, "because_en": rule.because_en}
        said = _finding("type_excluded", None, Severity.NOTE, **words, rule=rule.rule)
        sure_of_date = rule.older_than_months is None or not any(found.field == ISSUED for found in about_fields)
        if not about_type and sure_of_date:
            return Triage(Decision.EXCLUDE, (said,))
        about_fields.append(replace(said, severity=Severity.DOUBT))
    if doctype is not None and doctype.master_register is not None:
        words = {"label": doctype.label, "label_en": doctype.label_en, "register": doctype.master_register}
        about_fields.append(_finding("held_elsewhere", None, Severity.NOTE, **words))
    every = _once((*about_type, *about_pages, *findings, *about_fields))
    stops = any(finding.severity is not Severity.NOTE for finding in every)
    accepted = doctype is not None and not stops
    return Triage(Decision.ACCEPT if accepted else Decision.REVIEW, every)


def reopen_case(findings: Sequence[Finding]) -> Triage:
    """
    Propose what happens to a document whose values a person has vouched for: only the rules may still object to them.
    """
    objected = any(finding.severity in (Severity.ERROR, Severity.DOUBT) for finding in findings)
    return Triage(Decision.REVIEW if objected else Decision.ACCEPT, tuple(findings))


def _value_of(extraction: Extraction, name: str) -> Value:
    found = extraction.fields.get(name)
    return found.value if found is not None else None


def _about_type(extraction: Extraction, doctype: DocumentType | None, declared: str | None) -> Iterator[Finding]:
    if extraction.document_type is None:
        yield _finding("type_not_recognised", None)
    elif doctype is None:
        yield _finding("type_unknown_here", None, name=extraction.document_type)
    if doctype is None:
        return
    words = {"label": doctype.label, "label_en": doctype.label_en}
    if not extraction.type_confidence >= doctype.min_type_confidence:
        yield _finding("type_uncertain", None, percent=_percent(extraction.type_confidence), **words)
    said = (declared or "").strip().casefold()
    if said and said not in (doctype.name.casefold(), doctype.label.casefold()):
        yield _finding("type_conflict", None, declared=declared, **words)


def _about_pages(pages: Sequence[Page]) -> Iterator[Finding]:
    if not any(page.words for page in pages):
        yield _finding("no_text_read", None)
    for page in pages:
        # On a page that only a new scan can mend, each of its reasons is one for a person to look.
        rescan = page.quality is not None and page.quality.grade is Grade.RESCAN
        percent = _percent(page.quality.expected_error, up=True) if page.quality is not None else "?"
        for code in page.warnings:
            severity = Severity.NOTE if code in _MERELY_HARDER and not rescan else Severity.DOUBT
            try:
                said, said_en = explain(code, page=page.number, percent=percent)
            except KeyError:
                # A warning without a text, or with details that the page does not carry, still has to be seen.
                said = said_en = code
            yield _finding("page_warning", None, severity, page=page.number, warning=said, warning_en=said_en)


def _about_fields(extraction: Extraction, doctype: DocumentType) -> Iterator[Finding]:
    for spec in doctype.fields.values():
        found = extraction.fields.get(spec.name)
        if found is None:
            if spec.required:
                yield _of_field("field_missing", spec, Severity.ERROR)
        elif not _has_value(found):
            yield _of_field("field_unreadable", spec, Severity.ERROR if spec.required else Severity.DOUBT)
        else:
            # Written so that a confidence that is not a number fails.
            if not found.confidence >= spec.threshold:
                details = {
                    "percent": _percent(found.confidence, parts=100),
                    "needed": _percent(spec.threshold, up=True, parts=100),
                }
                yield _of_field("low_confidence", spec, Severity.DOUBT, **details)
            if found.handwriting >= HANDWRITTEN:
                yield _of_field("handwritten", spec, Severity.DOUBT)
    for name in extraction.fields:
        if name not in doctype.fields:
            yield _finding("field_not_in_type", name, name=name, label=doctype.label, label_en=doctype.label_en)


def _has_value(found: FieldValue) -> bool:
    if isinstance(found.value, float):
        return math.isfinite(found.value)
    return found.value is not None and str(found.value).strip() != ""


def _is_blank(page: Page) -> bool:
    return "blank" in page.warnings and not page.words


def _percent(share: float, *, up: bool = False, parts: int = 1) -> str:
    """To whole *parts* of a percent, rounded away from "enough", so that 99.89 % of a wanted 99.9 % does not read as 99.9 %."""
    if not math.isfinite(share):
        return "?"
    steps = math.ceil(100 * parts * share - 1e-9) if up else math.floor(100 * parts * share + 1e-9)
    return f"{steps / parts:g}"


def _finding(code: str, field: str | None, severity: Severity = Severity.DOUBT, /, **details: object) -> Finding:
    vi, en = explain(code, **details)
    return Finding(code, field, severity, vi, en)


def _of_field(code: str, spec: FieldSpec, severity: Severity, /, **details: object) -> Finding:
    return _finding(code, spec.name, severity, label=spec.label, label_en=spec.label_en, **details)


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Without repetitions: a rule of a suite and the desk may both miss the same field; the first one said stays."""
    kept: dict[tuple[str, str | None, str], Finding] = {}
    unreadable = set()
    for finding in findings:
        words = finding.message if finding.rule == "page_warning" else ""
        kept.setdefault((finding.rule, finding.field, words), finding)
        if finding.rule == "field_unreadable":
            unreadable.add(finding.field)
    # Written but not understood says more than missing.
    return tuple(f for f in kept.values() if not (f.rule == "field_missing" and f.field in unreadable))
