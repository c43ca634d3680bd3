"""Comparisons between two fields of one paper. Each returns 1 (fits), -1 (contradicts) or 0 (says nothing)."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipelines import identifiers
from pipelines.extract.text import level
from pipelines.extract.vocabulary import vocabulary


def personal_id_sex(number: str, sex: str) -> int:
    """The fourth digit tells the sex, even male, odd female (Decree 70/2024/NĐ-CP Art. 13; 137/2015 Art. 13)."""
    person = identifiers.person(number)
    if person is None or sex not in ("Nam", "Nữ"):
        return 0
    return 1 if person.sex == sex else -1


def personal_id_birth(number: str, born: str) -> int:
    """The fourth digit tells the century from 1900 (two a century), the next two the year of birth (same articles)."""
    person = identifiers.person(number)
    if person is None or not re.match(r"[0-9]{4}", born):
        return 0
    return 1 if person.birth_year == int(born[:4]) else -1


def place_of_agency(place: str, agency: str) -> int:
    """A body sits in the unit that it is named after (Decree 30/2020/NĐ-CP Appendix I Part II.4)."""
    units = "|".join(re.escape(level(unit)) for unit in vocabulary()["units"])
    return 1 if re.search(rf"(?:^|\s)(?:{units})\s{re.escape(level(place))}(?:,|$)", level(agency)) else 0


CONFIRMING = frozenset({"place_of_agency"})
"""Checks whose agreement says the whole value again; the others only fit a few of its digits."""

CHECKS: dict[str, Callable[[str, str], int]] = {
    "personal_id_sex": personal_id_sex,
    "personal_id_birth": personal_id_birth,
    "place_of_agency": place_of_agency,
}
