"""Numbers that Vietnamese authorities give to people and businesses: what their digits say, in one place for all rooms."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TAX = re.compile(r"(?P<body>\d{9})(?P<check>\d)(?:-?(?P<branch>\d{3}))?", re.ASCII)
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_PERSON = re.compile(r"(?P<place>\d{3})(?P<century>\d)(?P<year>\d{2})\d{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Person:
    """What the digits of a personal number say."""

    place: int
    """Province or country of registration of birth; provinces are 1 to 96 of the list before July 2025."""
    sex: str
    """``Nam`` or ``Nữ``."""
    birth_year: int


def person(number: str) -> Person | None:
    """
    The digits of a personal number of 12 digits without spaces, or None.

    Three digits place, one century and sex (even male, odd female, two a century from 1900), two year of birth, six at random;
    there is no check digit (Decree 70/2024/NĐ-CP Art. 13; Decree 137/2015/NĐ-CP Art. 13).
    """
    found = _PERSON.fullmatch(number)
    if not found:
        return None
    century = int(found["century"])
    return Person(int(found["place"]), "Nữ" if century % 2 else "Nam", 1900 + 100 * (century // 2) + int(found["year"]))


def tax_code(number: str) -> str | None:
    """
    *number* (10 digits, or 13 with or without ``-``) as ``0312345673`` or ``0312345673-001``; None when its check digit is wrong.

    Circular 105/2020/TT-BTC Art. 5 (and 86/2024): weights 31 29 23 19 17 13 7 5 3 modulo 11; a remainder of 0 cannot be.
    """
    found = _TAX.fullmatch(number)
    if not found:
        return None
    remainder = sum(int(d) * w for d, w in zip(found["body"], _TAX_WEIGHTS, strict=True)) % 11
    if remainder == 0 or int(found["check"]) != 10 - remainder:
        return None
    return found["body"] + found["check"] + (f"-{found['branch']}" if found["branch"] else "")
