"""Scores extractions against truth, strictly: a field is right when its whole value is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines.extract.second_look import same
from pipelines.extract.text import level
from pipelines.model import Extraction, Value


@dataclass(frozen=True, slots=True)
class Count:
    """How often right, wrong, missing."""

    right: int = 0
    wrong: int = 0
    missing: int = 0

    def plus(self, verdict: str) -> Count:
        return Count(self.right + (verdict == "right"), self.wrong + (verdict == "wrong"), self.missing + (verdict == "missing"))

    @property
    def total(self) -> int:
        return self.right + self.wrong + self.missing

    def as_dict(self) -> dict[str, float]:
        share = self.right / self.total if self.total else 0.0
        return {"right": self.right, "wrong": self.wrong, "missing": self.missing, "share_right": round(share, 4)}


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
    decisions: dict[str, int] = field(default_factory=dict)
    accepted: int = 0
    accepted_wrong: int = 0
    """Accepted documents with at least one wrong value or wrong type; the number that must stay 0."""
    accepted_wrong_fields: dict[str, int] = field(default_factory=dict)
    extra: int = 0
    """Values found for fields of which the truth says nothing; neither right nor wrong."""

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
            "all_fields": _sum(self.fields.values()).as_dict(),
            "decisions": dict(sorted(self.decisions.items())),
            "accepted": self.accepted,
            "accepted_wrong": self.accepted_wrong,
            "accepted_wrong_fields": dict(sorted(self.accepted_wrong_fields.items())),
            "extra": self.extra,
        }


def _sum(counts: Iterable[Count]) -> Count:
    total = Count()
    for c in counts:
        total = Count(total.right + c.right, total.wrong + c.wrong, total.missing + c.missing)
    return total


def is_right(truth: Value, value: Value) -> bool:
    """
    Whether *value* is *truth*: NFC, white space, letter case and the place of the tone mark levelled, nothing else.

    Numbers are equal as numbers (40 and 40.0), never a number and a text.
    """
    return same(truth, value) and isinstance(truth, str) == isinstance(value, str)


def score(pairs: Iterable[tuple[Mapping[str, Any], Extraction, str]], known: Collection[str] | None = None) -> Scores:
    """
    Scores of (truth, extraction, decision) triples, a document each.

    *truth* is a truth file's content: ``document_type``, ``fields`` {name: value}, ``condition``; *decision* is what was
    proposed for the document (``accept``, ``review``, ``set_aside``, ``exclude``). A field whose true value is None is counted
    as wrong when a value was found and not at all otherwise. *known* are the names of the house's document types: a paper that
    is none of them is right when it was given no type, and its fields are not counted then.
    """
    documents = accepted = accepted_wrong = extra = 0
    types: dict[str, Count] = {}
    fields: dict[tuple[str, str], Count] = {}
    conditions: dict[str, Count] = {}
    decisions: dict[str, int] = {}
    blamed: dict[str, int] = {}
    for truth, found, decision in pairs:
        documents += 1
        decisions[decision] = decisions.get(decision, 0) + 1
        kind = str(truth.get("document_type"))
        foreign = known is not None and kind not in known
        types[kind] = types.get(kind, Count()).plus(_type_verdict(kind, found.document_type, foreign=foreign))
        condition = level(str(truth.get("condition") or "")) or "-"
        wrong = [] if found.document_type in (kind, None) else ["document_type"]
        true_fields: Mapping[str, Value] = truth.get("fields") or {}
        if foreign and found.document_type is None:
            true_fields = {}
        extra += sum(1 for name in found.fields if name not in true_fields)
        for name, value in true_fields.items():
            verdict = _verdict(value, found, name)
            if verdict is None:
                continue
            fields[kind, name] = fields.get((kind, name), Count()).plus(verdict)
            conditions[condition] = conditions.get(condition, Count()).plus(verdict)
            if verdict == "wrong":
                wrong.append(name)
        if decision == "accept":
            accepted += 1
            accepted_wrong += bool(wrong)
            for name in wrong:
                blamed[name] = blamed.get(name, 0) + 1
    return Scores(documents, types, fields, conditions, decisions, accepted, accepted_wrong, blamed, extra)


def _type_verdict(kind: str, found: str | None, *, foreign: bool) -> str:
    if found == kind or (found is None and foreign):
        return "right"
    return "missing" if found is None else "wrong"


def _verdict(value: Value, found: Extraction, name: str) -> str | None:
    got = found.fields.get(name)
    if value is None:
        return "wrong" if got is not None and got.value is not None else None
    if got is None or got.value is None:
        return "missing"
    return "right" if is_right(value, got.value) else "wrong"
