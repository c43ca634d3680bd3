"""
Kinds of value: from the words as read to the one value they mean, or to nothing.

Each normaliser takes the raw text and returns a Parsed (value, certainty, note) or None when the text cannot be such a
value. Strict on purpose: what needs guessing gets a low certainty, and what is impossible gets nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from pipelines.doctypes import FieldSpec
from pipelines.extract.kinds import dates, names, numbers, people, places
from pipelines.extract.kinds.base import Parsed

__all__ = ["REGISTRY", "Parsed", "parse"]

REGISTRY: dict[str, Callable[[str], Parsed | None]] = {
    "person_name": people.person_name,
    "sex": people.sex,
    "ethnicity": people.ethnicity,
    "nationality": people.nationality,
    "personal_id": people.personal_id,
    "identity_number": people.identity_number,
    "tax_code": people.tax_code,
    "date": dates.date,
    "year": dates.year,
    "document_number": numbers.document_number,
    "code": numbers.code,
    "integer": numbers.integer,
    "amount_vnd": numbers.amount_vnd,
    "area_m2": numbers.area_m2,
    "agency": places.agency,
    "place": places.place,
    "address": places.address,
    "party": people.party,
    "position": names.position,
    "text": names.text,
}
"""Name → normaliser. Kind ``choice`` needs its field's choices and is served by ``parse``."""


def parse(raw: str, spec: FieldSpec) -> Parsed | None:
    """*raw* as a value of the field's kind; None when it cannot be one."""
    if spec.kind == "choice":
        return names.choice(raw, spec.choices)
    return REGISTRY[spec.kind](raw)
