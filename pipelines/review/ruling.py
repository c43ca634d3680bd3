"""``decide``: a person's word on a document, as records that stand beside what the machine read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pipelines.doctypes import DocumentType
from pipelines.errors import explain
from pipelines.model import Extraction, Finding, Review, Severity, Value
from pipelines.review.scope import ISSUED, out_of_scope
from pipelines.review.typed import Impossible, clean, refusal, typed

TYPE = "document_type"
"""Field name under which a person's word on the kind of paper is recorded."""

DOCUMENT = "document"
"""Field name under which a rejection, which is about no field, is recorded."""


_ANSWERED_BY_A_VALUE = ("field_missing", "field_unreadable")


class Action(StrEnum):
    """What a person does with a document."""

    ACCEPT = "accept"
    """It is right as it stands; it goes on."""
    CORRECT = "correct"
    """Values are changed; it stays on the desk, and the rules are to look again."""
    REJECT = "reject"
    """It does not go on; it is set aside with the person's reason."""


class Refused(Exception):  # noqa: N818 - the person is refused, the program has no error
    """The word cannot be taken; every reason, with what to do, is in ``findings``. Nothing was changed."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        self.message = " ".join(finding.message for finding in self.findings)
        self.message_en = " ".join(finding.message_en for finding in self.findings)
        super().__init__(self.message_en)

    def __reduce__(self) -> tuple[object, ...]:
        return Refused, (self.findings,)


@dataclass(frozen=True, slots=True)
class Case:
    """What a ruling is about. The machine's reading never changes; people's words lie over it in order."""

    document_id: str
    machine: Extraction
    doctypes: Mapping[str, DocumentType]
    """All declared types, by name."""
    reviews: tuple[Review, ...] = ()
    """What people said before, oldest first."""
    findings: tuple[Finding, ...] = ()
    """What the rules say of the values that stand now."""

    @property
    def document_type(self) -> str | None:
        """The type that stands: a person's last word, else the machine's."""
        said = [review.human_value for review in self.reviews if review.field == TYPE]
        return str(said[-1]) if said and said[-1] is not None else self.machine.document_type

    @property
    def values(self) -> dict[str, Value]:
        """The values that stand, None where a person said that the paper has none."""
        standing = {name: found.value for name, found in self.machine.fields.items()}
        standing.update({r.field: r.human_value for r in self.reviews if r.field not in (TYPE, DOCUMENT)})
        return standing

    @property
    def next_revision(self) -> int:
        """Number of the next ruling, from 1."""
        return max((review.revision for review in self.reviews), default=0) + 1


@dataclass(frozen=True, slots=True)
class Ruling:
    """A person's word, taken."""

    action: Action
    document_type: str | None
    values: dict[str, Value]
    """The values that stand after it: those of the type's fields that have one."""
    reviews: tuple[Review, ...]
    """The records to keep, all of one revision: for CORRECT the fields changed, for ACCEPT every field looked at."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Word:
    """Who speaks, when and why."""

    actor: str
    at: dt.datetime
    reason: str | None
    refused: list[Finding] = field(default_factory=list)


def decide(
    case: Case,
    action: Action,
    actor: str,
    at: dt.datetime,
    *,
    values: Mapping[str, str] | None = None,
    reason: str | None = None,
) -> Ruling:
    """
    Take a person's word on a document.

    *values* are what the person typed, {field name or ``document_type``: text}; empty text says that the paper has no such
    value. They go with CORRECT, which needs at least one, and with ACCEPT, which then corrects and accepts in one revision.
    *reason* is needed by REJECT, and by ACCEPT while a rule reports an error on the values that stand. With new values the
    findings are out of date: the caller lets the rules look again before the document goes on. *at* is aware, in UTC.

    Raises Refused with all reasons: an impossible value, an unknown field or type, an acceptance without type or required
    fields. Raises ValueError for a naive time or values that go with REJECT: bugs of the caller.
    """
    if at.tzinfo is None:
        raise ValueError("the time of a ruling needs its zone")
    if action is Action.REJECT and values:
        raise ValueError("a rejection takes no values")
    word = _Word(clean(actor), at, clean(reason or "") or None)
    if not word.actor:
        raise Refused([_refusal("actor_missing", None)])
    if action is Action.REJECT:
        return _reject(case, word)
    if action is Action.CORRECT and not values:
        raise Refused([_refusal("nothing_to_correct", None)])
    document_type = _new_type(case, values or {}, word)
    doctype = case.doctypes.get(document_type) if document_type else None
    changed = _new_values(case, values or {}, doctype, word)
    standing = {**case.values, **changed}
    if action is Action.ACCEPT:
        _may_accept(case, doctype, standing, word, judged=not values)
    if word.refused:
        raise Refused(word.refused)
    names = list(changed)
    if action is Action.ACCEPT and doctype is not None:
        names = [name for name in doctype.fields if name in standing]
    records = [_record(case, name, standing[name], word) for name in names]
    if TYPE in (values or {}) or action is Action.ACCEPT:
        records.insert(0, _record(case, TYPE, document_type, word))
    return Ruling(action, document_type, _kept(standing, doctype), tuple(records), word.reason)


def _reject(case: Case, word: _Word) -> Ruling:
    if word.reason is None:
        raise Refused([_refusal("reason_missing", None)])
    kept = _kept(case.values, case.doctypes.get(case.document_type or ""))
    return Ruling(Action.REJECT, case.document_type, kept, (_record(case, DOCUMENT, None, word),), word.reason)


def _kept(standing: Mapping[str, Value], doctype: DocumentType | None) -> dict[str, Value]:
    known: Collection[str] = doctype.fields if doctype is not None else ()
    return {name: value for name, value in standing.items() if name in known and value is not None}


def _new_type(case: Case, values: Mapping[str, str], word: _Word) -> str | None:
    if TYPE not in values:
        return case.document_type
    said = clean(values[TYPE]).casefold()
    for name, doctype in case.doctypes.items():
        if said in (name.casefold(), doctype.label.casefold()):
            return name
    word.refused.append(_refusal("type_unknown", TYPE, name=clean(values[TYPE]), known=", ".join(case.doctypes)))
    return None


def _new_values(case: Case, values: Mapping[str, str], doctype: DocumentType | None, word: _Word) -> dict[str, Value]:
    typed_fields = {name: text for name, text in values.items() if name != TYPE}
    if doctype is None:
        if typed_fields and not word.refused:
            word.refused.append(_refusal("type_not_chosen", TYPE, known=", ".join(case.doctypes)))
        return {}
    changed: dict[str, Value] = {}
    for name, text in typed_fields.items():
        spec = doctype.fields.get(name)
        if spec is None:
            words = {"label": doctype.label, "label_en": doctype.label_en, "known": ", ".join(doctype.fields)}
            word.refused.append(_refusal("field_unknown", name, name=name, **words))
            continue
        try:
            changed[name] = typed(text, spec)
        except Impossible as impossible:
            word.refused.append(refusal(impossible, spec))
    return changed


def _may_accept(case: Case, doctype: DocumentType | None, standing: Mapping[str, Value], word: _Word, *, judged: bool) -> None:
    """*judged*: whether the rules saw the values that stand."""
    if doctype is None:
        if not word.refused:
            word.refused.append(_refusal("type_not_chosen", TYPE, known=", ".join(case.doctypes)))
        return
    rule = out_of_scope(doctype, standing.get(ISSUED), word.at.date())
    if rule is not None and word.reason is None:
        words = {"label": doctype.label, "label_en": doctype.label_en, "because": rule.because, "because_en": rule.because_en}
        word.refused.append(_refusal("accept_excluded", TYPE, **words, rule=rule.rule))
    refused_already = {finding.field for finding in word.refused}
    for name in doctype.required:
        if standing.get(name) in (None, "") and name not in refused_already:
            spec = doctype.fields[name]
            word.refused.append(_refusal("accept_needs_field", name, label=spec.label, label_en=spec.label_en))
    if word.reason is not None or not judged:
        return
    refused_already |= {finding.field for finding in word.refused}
    for finding in case.findings:
        # What was missing when the rules looked may have been typed since.
        answered = finding.rule in _ANSWERED_BY_A_VALUE and standing.get(finding.field or "") is not None
        if finding.severity is Severity.ERROR and finding.field not in refused_already and not answered:
            texts = {"message": finding.message, "message_en": finding.message_en}
            word.refused.append(_refusal("accept_needs_reason", finding.field, **texts))


def _record(case: Case, name: str, value: Value, word: _Word) -> Review:
    found = case.machine.fields.get(name)
    machine: Value = found.value if found is not None else None
    if name == TYPE:
        machine = case.machine.document_type
    return Review(case.document_id, case.next_revision, name, machine, value, word.actor, word.at, word.reason)


def _refusal(code: str, about: str | None, **details: object) -> Finding:
    vi, en = explain(code, **details)
    return Finding(code, about, Severity.ERROR, vi, en)
