"""Which layouts there are of every type, of which years, and how papers of theirs were filled in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.documents import (
    birth,
    criminal,
    enterprise,
    foreign,
    household,
    land,
    letters,
    marriage,
    permits,
    practice,
    status,
)
from benchmarks.documents.paper import Paper
from benchmarks.documents.pieces import BOOK, LANDSCAPE, PORTRAIT

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Layout:
    """*draw* prints it; *ways* are the fillings it was met with: ``printed``, ``typed``, ``hand``; *size* in pixels."""

    draw: Callable[[Paper], None]
    ways: tuple[str, ...] = ("printed",)
    size: tuple[int, int] = PORTRAIT


_ALL, _OLD = ("printed", "typed", "hand"), ("typed", "hand")
_LETTER = ("printed", "typed")

LAYOUTS: dict[str, tuple[Layout, ...]] = {
    "birth_certificate": (
        Layout(birth.birth_2015, ("printed", "printed", "hand")),
        Layout(birth.birth_2006, _ALL),
        Layout(birth.birth_1998, _OLD),
    ),
    "marriage_certificate": (
        Layout(marriage.marriage_2015, ("printed", "printed", "hand")),
        Layout(marriage.marriage_2006, _ALL),
        Layout(marriage.marriage_1998, _OLD),
    ),
    "death_extract": (Layout(status.death_2015), Layout(status.death_2006, _ALL), Layout(status.death_1998, _OLD)),
    "marital_status_certificate": (
        Layout(status.marital_2015),
        Layout(status.marital_2006, _ALL),
        Layout(status.marital_words, _ALL),
    ),
    "household_business_registration": (
        Layout(household.household_2010),
        Layout(household.household_2021),
        Layout(household.household_2025),
        Layout(household.household_1999, _ALL),
    ),
    "enterprise_registration": (
        Layout(enterprise.enterprise_2010),
        Layout(enterprise.enterprise_2021),
        Layout(enterprise.enterprise_2025),
    ),
    "construction_permit": (
        Layout(permits.permit_district, ("printed", "printed", "hand")),
        Layout(permits.permit_department),
        Layout(permits.permit_commune),
    ),
    "land_use_certificate": (
        Layout(land.land_2009, size=BOOK),
        Layout(land.land_2004, _ALL, BOOK),
        Layout(land.land_2024),
        Layout(land.land_2009),
    ),
    "medical_practice_certificate": (
        Layout(practice.medical_2011, ("printed", "printed", "hand")),
        Layout(practice.medical_2024),
        Layout(practice.medical_wide, size=LANDSCAPE),
    ),
    "pharmacy_practice_certificate": (
        Layout(practice.pharmacy_2017),
        Layout(practice.pharmacy_2005, _ALL),
        Layout(practice.pharmacy_wide, size=LANDSCAPE),
    ),
    "criminal_record_certificate": (
        Layout(criminal.criminal_2011),
        Layout(criminal.criminal_2025),
        Layout(criminal.criminal_words),
    ),
    "decision": (Layout(letters.decision_plain, _LETTER), Layout(letters.decision_named), Layout(letters.decision_old, _LETTER)),
    "official_letter": (
        Layout(letters.letter_under, _LETTER),
        Layout(letters.letter_under),
        Layout(letters.letter_centred, _LETTER),
        Layout(letters.letter_listed),
    ),
    OTHER: (Layout(foreign.report, _LETTER), Layout(foreign.report), Layout(foreign.application, _ALL), Layout(foreign.contract)),
}
