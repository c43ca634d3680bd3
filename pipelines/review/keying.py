"""
Who may settle what: blind second keying of critical fields, and consent by another person. Rules only.

The first word on a field is what stands: the machine's, or a person's. The second person types it without seeing either. Where
both agree (levelled as everywhere) the field is settled; where they do not, a third person sees both values without names,
in an order that tells nothing, and says what the paper says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipelines.doctypes import DocumentType
from pipelines.errors import explain
from pipelines.levelling import agree
from pipelines.model import Extraction, Finding, Review, Severity, Value
from pipelines.review.ruling import DOCUMENT, TYPE, Refused
from pipelines.review.typed import Impossible, clean, refusal, typed

SECOND, THIRD, CONSENT = "second_keying", "third_keying", "second_person"
"""Codes of the findings with which a document waits: for a blind keying, for a third word, for another person's consent."""

KEYING = (SECOND, THIRD)


@dataclass(frozen=True, slots=True)
class Keyed:
    """A value that a person typed without seeing what stood."""

    field: str
    value: Value
    actor: str
    at: dt.datetime
    turn: int
    """2: the blind one; 3: the word of who saw both."""


def same_person(one: str, other: str) -> bool:
    """Whether two names are one: what a keyboard makes of them does not count."""
    return clean(one).casefold() == clean(other).casefold()


def twice_keyed(doctype: DocumentType) -> tuple[str, ...]:
    """The fields of the type that are keyed twice, where the type asks for it."""
    return tuple(name for name, spec in doctype.fields.items() if spec.critical)


def due(
    doctype: DocumentType, standing: Mapping[str, Value], authors: Mapping[str, str], keyed: Sequence[Keyed]
) -> tuple[str, ...]:
    """
    The critical fields whose standing value nobody has confirmed blind and no third person has settled.

    *authors*: who said the standing value, for those that are a person's. What they keyed blind themselves confirms nothing.
    """

    def confirmed(name: str) -> bool:
        words = [word for word in keyed if word.field == name and agree(word.value, standing.get(name))]
        return any(word.turn == 3 or not same_person(word.actor, authors.get(name, "")) for word in words)

    return tuple(name for name in twice_keyed(doctype) if not confirmed(name))


def conflicts(standing: Mapping[str, Value], values: Mapping[str, Value]) -> tuple[str, ...]:
    """The fields in which what was keyed is not what stands."""
    return tuple(name for name, value in values.items() if not agree(value, standing.get(name)))


def choices(first: Value, second: Value) -> tuple[Value, Value]:
    """Both values for the third person, in an order that does not tell who said which."""
    one, other = sorted((first, second), key=lambda value: (value is None, str(value)))
    return one, other


def read_typed(doctype: DocumentType, asked: Sequence[str], typed_values: Mapping[str, str]) -> dict[str, Value]:
    """
    What a person typed for the fields *asked*, as values; empty text says that the paper has none.

    Raises Refused: a field is missing or was not asked for, a value is impossible.
    """
    wrong: list[Finding] = []
    found: dict[str, Value] = {}
    for name in [*asked, *(name for name in typed_values if name not in asked)]:
        spec = doctype.fields.get(name)
        if spec is None or name not in asked or name not in typed_values:
            code = "keying_not_asked" if name in typed_values else "keying_missing"
            label, label_en = (spec.label, spec.label_en) if spec else (name, name)
            wrong.append(Finding(code, name, Severity.ERROR, *explain(code, label=label, label_en=label_en, name=name)))
            continue
        try:
            found[name] = typed(typed_values[name], spec)
        except Impossible as impossible:
            wrong.append(refusal(impossible, spec))
    if wrong:
        raise Refused(wrong)
    return found


def last_corrector(machine: Extraction, reviews: Iterable[Review]) -> str | None:
    """Who last changed a value or the type, if nobody else has looked at the whole document since; None when all is seen."""
    standing: dict[str, Value] = {name: found.value for name, found in machine.fields.items()}
    standing[TYPE] = machine.document_type
    rulings: dict[int, list[Review]] = {}
    for review in reviews:
        rulings.setdefault(review.revision, []).append(review)
    waiting: str | None = None
    for _, said in sorted(rulings.items()):
        words = [review for review in said if review.field != DOCUMENT]
        if any(not agree(review.human_value, standing.get(review.field)) for review in words):
            waiting = said[0].actor
        elif any(review.field == TYPE for review in words) and waiting and not same_person(said[0].actor, waiting):
            waiting = None
        standing.update({review.field: review.human_value for review in words})
    return waiting


def second_keying(doctype: DocumentType, names: Sequence[str]) -> Finding:
    """The document waits for a person who types these fields blind."""
    return _waits(SECOND, doctype, names)


def third_keying(doctype: DocumentType, names: Sequence[str]) -> Finding:
    """Two people read these fields differently: a third decides."""
    return _waits(THIRD, doctype, names)


def consent() -> Finding:
    """The document waits for somebody else than who corrected it."""
    return Finding(CONSENT, None, Severity.DOUBT, *explain(CONSENT))


def _waits(code: str, doctype: DocumentType, names: Sequence[str]) -> Finding:
    labels = ", ".join(doctype.fields[name].label for name in names)
    labels_en = ", ".join(doctype.fields[name].label_en for name in names)
    return Finding(code, None, Severity.DOUBT, *explain(code, labels=labels, labels_en=labels_en))
