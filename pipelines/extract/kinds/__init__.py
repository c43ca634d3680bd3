"""
Kinds of value: from the words as read to the one value they mean, or to nothing.

Each normaliser takes the raw text and returns a Parsed (value, certainty, note) or None when the text cannot be such a
value. Strict on purpose: what needs guessing gets a low certainty, and what is impossible gets nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipelines.doctypes import FieldSpec
from pipelines.extract.kinds import dates, names, numbers, people, places
from pipelines.extract.kinds.base import Parsed
from pipelines.extract.kinds.numbers import is_unit_of_area
from pipelines.extract.kinds.people import is_name_word, is_usual
from pipelines.extract.kinds.places import unit_names
from pipelines.extract.text import fold, level

__all__ = ["REGISTRY", "Parsed", "is_name_word", "is_unit_of_area", "is_usual", "parse", "unit_names"]

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


_USUAL = 0.9
"""Certainty of a text of which the type says that most papers have it; less than a closed list's, for this one is open."""


_MENDED = 0.55
"""Certainty of a text whose marks were mended to those of what is usual («Lâu đài» to «Lâu dài»)."""


def parse(raw: str, spec: FieldSpec) -> Parsed | None:
    """*raw* as a value of the field's kind; None when it cannot be one."""
    if spec.kind == "choice":
        return names.choice(raw, spec.choices)
    found = REGISTRY[spec.kind](raw)
    return _as_usual(found, spec.usual) if found is not None and spec.usual else found


def _as_usual(found: Parsed, usual: Sequence[str]) -> Parsed:
    """*found* surer where it is what most papers say, and with the marks of that where only its marks are others."""
    value = str(found.value)
    if level(value) in map(level, usual):
        return Parsed(found.value, _USUAL, found.note)
    meant = [said for said in usual if fold(said) == fold(value)]
    if len(meant) != 1:
        return found
    return Parsed(meant[0].upper() if value.isupper() else meant[0], _MENDED, f"marks mended: {value}")
