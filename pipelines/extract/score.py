"""Scores extractions against truth, strictly: a field is right when its whole value is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.doctypes import DocumentType
from pipelines.extract.calibration import Bin, broken_promises, ece, reliability
from pipelines.extract.intervals import interval
from pipelines.extract.text import level, unaccented
from pipelines.levelling import agree
from pipelines.model import HANDWRITTEN, Extraction, Value

RIGHT, WRONG, TONE, MISSING = "right", "wrong", "tone", "missing"
"""Verdicts; ``tone``: wrong in marks only (Hòa for Hoa), counted among the wrong ones."""


@dataclass(frozen=True, slots=True)
class Count:
    """How often right, wrong, missing."""

    right: int = 0
    wrong: int = 0
    missing: int = 0
    tone: int = 0
    """Of the wrong ones, those that differ in tone marks or other marks of letters only."""

    def plus(self, verdict: str) -> Count:
        return Count(
            self.right + (verdict == RIGHT),
            self.wrong + (verdict in (WRONG, TONE)),
            self.missing + (verdict == MISSING),
            self.tone + (verdict == TONE),
        )

    def __add__(self, other: Count) -> Count:
        return Count(self.right + other.right, self.wrong + other.wrong, self.missing + other.missing, self.tone + other.tone)

    @property
    def total(self) -> int:
        return self.right + self.wrong + self.missing

    def as_dict(self) -> dict[str, float]:
        share = self.right / self.total if self.total else 0.0
        told = {"right": self.right, "wrong": self.wrong, "missing": self.missing, "share_right": round(share, 4)}
        return {**told, "tone_only": self.tone} if self.tone else told


@dataclass(frozen=True, slots=True)
class Share:
    """*part* of *whole*, with its interval of 95 %."""

    part: int = 0
    whole: int = 0

    def as_dict(self) -> dict[str, Any]:
        low, high = interval(self.part, self.whole)
        share = self.part / self.whole if self.whole else 0.0
        return {"part": self.part, "whole": self.whole, "share": round(share, 5), "interval": [round(low, 5), round(high, 5)]}


@dataclass(frozen=True, slots=True)
class JudgedValue:
    """A field of a document, compared with its truth."""

    verdict: str
    confidence: float | None
    """None where nothing was found."""
    handwritten: bool
    """By the truth file."""
    accepted: bool
    """The value alone would have gone on unseen."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A document, compared with its truth; holds no value, so that it can be kept and shown."""

    kind: str
    """True type."""
    condition: str
    printed: bool
    """Nothing on it that is asked for was written by hand."""
    decision: str
    type_verdict: str
    values: Mapping[str, JudgedValue]
    extra: int = 0

    @property
    def accepted(self) -> bool:
        return self.decision == "accept"

    @property
    def unattended(self) -> bool:
        """Whether no person was needed: accepted, or out of scope by a rule."""
        return self.decision in ("accept", "exclude")

    @property
    def wrong(self) -> list[str]:
        """Names of the fields that are wrong, and ``document_type`` when it is."""
        of_type = ["document_type"] if self.type_verdict == WRONG else []
        return of_type + [name for name, value in self.values.items() if value.verdict in (WRONG, TONE)]


@dataclass(frozen=True, slots=True)
class Scores:
    """Counts of one evaluation."""

    documents: int = 0
    types: dict[str, Count] = field(default_factory=dict)
    """By true type: recognised, mistaken, not recognised. A paper of no known type is right when it was taken for none."""
    fields: dict[tuple[str, str], Count] = field(default_factory=dict)
    """By (true type, field)."""
    conditions: dict[str, Count] = field(default_factory=dict)
    """By condition of the scan: all fields together."""
    printed: Count = field(default_factory=Count)
    """All fields that were not written by hand."""
    decisions: dict[str, int] = field(default_factory=dict)
    accepted: int = 0
    accepted_wrong: int = 0
    """Accepted documents with at least one wrong value or wrong type; the number that must stay 0."""
    accepted_wrong_fields: dict[str, int] = field(default_factory=dict)
    extra: int = 0
    """Values found for fields of which the truth says nothing; neither right nor wrong."""
    through: Share = field(default_factory=Share)
    """Documents that went through without a person, of all."""
    through_printed: Share = field(default_factory=Share)
    unattended_printed: Share = field(default_factory=Share)
    """Printed documents that needed no person: gone through, or excluded by a rule."""
    through_by_condition: dict[str, Share] = field(default_factory=dict)
    values_accepted: Share = field(default_factory=Share)
    """Wrong values among those that reach their field's target, whatever became of the document."""
    handwritten_accepted_wrong: int = 0
    """Wrong values written by hand that would have gone on unseen; must stay 0."""
    reliability: tuple[Bin, ...] = ()
    promises_broken: float | None = None
    """Chance of so many errors if the confidences were true, where it is too small to believe."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        per_type: dict[str, dict[str, Any]] = {}
        for (kind, name), count in sorted(self.fields.items()):
            per_type.setdefault(kind, {})[name] = count.as_dict()
        return {
            "documents": self.documents,
            "types": {k: c.as_dict() for k, c in sorted(self.types.items())},
            "fields": per_type,
            "conditions": {k: c.as_dict() for k, c in sorted(self.conditions.items())},
            "all_fields": sum(self.fields.values(), Count()).as_dict(),
            "printed_fields": self.printed.as_dict(),
            "decisions": dict(sorted(self.decisions.items())),
            "accepted": self.accepted,
            "accepted_wrong": self.accepted_wrong,
            "accepted_wrong_share": Share(self.accepted_wrong, self.accepted).as_dict(),
            "accepted_wrong_fields": dict(sorted(self.accepted_wrong_fields.items())),
            "extra": self.extra,
            "straight_through": {
                "all": self.through.as_dict(),
                "printed": self.through_printed.as_dict(),
                "printed_or_excluded": self.unattended_printed.as_dict(),
                "conditions": {k: s.as_dict() for k, s in sorted(self.through_by_condition.items())},
            },
            "values_accepted_wrong": self.values_accepted.as_dict(),
            "handwritten_accepted_wrong": self.handwritten_accepted_wrong,
            "calibration": {
                "ece": round(ece(self.reliability), 5),
                "bins": [
                    {"from": b.low, "values": b.values, "right": b.right, "share": round(b.share, 5), "mean": round(b.mean, 5)}
                    for b in self.reliability
                ],
                "promises_broken": self.promises_broken,
            },
        }


def is_right(truth: Value, value: Value) -> bool:
    """
    Whether *value* is *truth*: NFC, white space, letter case and the place of the tone mark levelled, nothing else.

    Numbers are equal as numbers (40 and 40.0), never a number and a text.
    """
    return truth is not None and agree(truth, value)


def judge(
    truth: Mapping[str, Any], found: Extraction, decision: str, doctypes: Mapping[str, DocumentType] | None = None
) -> Judged:
    """
    One document compared with its truth file's content: ``document_type``, ``fields`` {name: value}, ``condition``,
    ``handwritten_fields``.

    *decision* is what was proposed for it (``accept``, ``review``, ``set_aside``, ``exclude``). A field whose true value is None
    is wrong when a value was found and not judged otherwise. *doctypes* are the house's types: a paper that is none of them is
    right when it was given no type, and its fields are not judged then; without them no value counts as accepted.
    """
    kind = str(truth.get("document_type"))
    foreign = doctypes is not None and kind not in doctypes
    true_fields: Mapping[str, Value] = truth.get("fields") or {}
    if foreign and found.document_type is None and not found.fields:
        true_fields = {}
    by_hand = set(truth.get("handwritten_fields") or (true_fields if truth.get("handwritten") is True else ()))
    doctype = (doctypes or {}).get(found.document_type or "")
    specs = doctype.fields if doctype is not None else {}
    values = {}
    for name, value in true_fields.items():
        verdict = _verdict(value, found, name)
        if verdict is not None:
            got = found.fields.get(name)
            sure = got is not None and name in specs and got.confidence >= specs[name].threshold and got.handwriting < HANDWRITTEN
            values[name] = JudgedValue(verdict, got.confidence if got else None, name in by_hand, sure)
    return Judged(
        kind,
        level(str(truth.get("condition") or "")) or "-",
        not by_hand and not truth.get("handwritten"),
        decision,
        _type_verdict(kind, found.document_type, foreign=foreign),
        values,
        sum(1 for name in found.fields if name not in true_fields),
    )


def score(
    triples: Iterable[tuple[Mapping[str, Any], Extraction, str]], doctypes: Mapping[str, DocumentType] | None = None
) -> Scores:
    """Scores of (truth, extraction, decision) triples, a document each; see ``judge``."""
    return summed([judge(truth, found, decision, doctypes) for truth, found, decision in triples])


def summed(judged: Sequence[Judged]) -> Scores:
    """The scores of *judged* documents."""
    types: dict[str, Count] = {}
    fields: dict[tuple[str, str], Count] = {}
    conditions: dict[str, Count] = {}
    decisions: dict[str, int] = {}
    blamed: dict[str, int] = {}
    printed = Count()
    for one in judged:
        decisions[one.decision] = decisions.get(one.decision, 0) + 1
        types[one.kind] = types.get(one.kind, Count()).plus(one.type_verdict)
        for name, value in one.values.items():
            fields[one.kind, name] = fields.get((one.kind, name), Count()).plus(value.verdict)
            conditions[one.condition] = conditions.get(one.condition, Count()).plus(value.verdict)
            printed = printed if value.handwritten else printed.plus(value.verdict)
        for name in one.wrong if one.accepted else ():
            blamed[name] = blamed.get(name, 0) + 1
    values = [value for one in judged for value in one.values.values()]
    given = [(v.confidence, v.verdict == RIGHT) for v in values if v.confidence]
    sure = [v for v in values if v.accepted]
    return Scores(
        documents=len(judged),
        types=types,
        fields=fields,
        conditions=conditions,
        printed=printed,
        decisions=decisions,
        accepted=sum(one.accepted for one in judged),
        accepted_wrong=sum(one.accepted and bool(one.wrong) for one in judged),
        accepted_wrong_fields=blamed,
        extra=sum(one.extra for one in judged),
        through=_through(judged),
        through_printed=_through([one for one in judged if one.printed]),
        unattended_printed=Share(sum(one.unattended for one in judged if one.printed), sum(one.printed for one in judged)),
        through_by_condition={c: _through([one for one in judged if one.condition == c]) for c in conditions},
        values_accepted=Share(sum(v.verdict != RIGHT for v in sure), len(sure)),
        handwritten_accepted_wrong=sum(v.handwritten and v.verdict != RIGHT for v in sure),
        reliability=reliability([p for p, _ in given], [r for _, r in given]),
        promises_broken=broken_promises([p for p, _ in given], [r for _, r in given]),
    )


def _through(judged: Sequence[Judged]) -> Share:
    return Share(sum(one.accepted for one in judged), len(judged))


def _type_verdict(kind: str, found: str | None, *, foreign: bool) -> str:
    if found == kind or (found is None and foreign):
        return RIGHT
    return MISSING if found is None else WRONG


def _verdict(value: Value, found: Extraction, name: str) -> str | None:
    got = found.fields.get(name)
    if value is None:
        return WRONG if got is not None and got.value is not None else None
    if got is None or got.value is None:
        return MISSING
    if is_right(value, got.value):
        return RIGHT
    only_marks = isinstance(value, str) and isinstance(got.value, str) and unaccented(value) == unaccented(got.value)
    return TONE if only_marks else WRONG
