"""Comparisons between two fields of one paper. Each returns 1 (fits), -1 (contradicts) or 0 (says nothing)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping

from rapidfuzz.distance import Hamming

from pipelines import identifiers, units
from pipelines.doctypes import FieldSpec
from pipelines.extract.kinds import Parsed
from pipelines.extract.text import fold, level
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


def personal_id_place(number: str, registered: str) -> int:
    """
    The first three digits tell the province where the birth was registered, by the list before July 2025 (same articles).

    *registered*: the registering body with its units, or an address. Provinces are compared as they are merged today, for a body
    of today keeps the births of its parts. A number given years after the birth may differ: another province is a question.
    """
    person = identifiers.person(number)
    own = units.province_by_number(person.place) if person is not None else None
    named = {units.resolve(registered, day).province_today for day in _DAYS} - {None}
    if own is None or not named:
        return 0
    return 1 if units.resolve(own.full, _DAYS[0]).province_today in named else -1


_DAYS = (units.REFORM - dt.timedelta(days=1), units.REFORM, dt.date.max)
"""Days of all lists of units: the check knows no date."""


def place_of_agency(place: str, agency: str) -> int:
    """A body sits in the unit that it is named after (Decree 30/2020/NĐ-CP Appendix I Part II.4)."""
    units = "|".join(re.escape(level(unit)) for unit in vocabulary()["units"])
    return 1 if re.search(rf"(?:^|\s)(?:{units})\s{re.escape(level(place))}(?:,|$)", level(agency)) else 0


def agency_of_signer(agency: str, title: str) -> int:
    """
    A body is signed for by its own kind of head (Decree 30/2020/NĐ-CP Appendix I Part II.6); whoever signs TL. or TUQ. may be
    another's.
    """
    flat, body = fold(title), fold(agency)
    if re.search(r"\b(?:tl|tuq)\b", flat):
        return 0
    for heads, bodies in _HEADS.items():
        if re.search(rf"\b(?:{heads})$", flat):
            return 1 if re.match(rf"(?:{bodies})\b", body) else -1 if re.match(r"(?:uy ban nhan dan|so|phong|bo)\b", body) else 0
    return 0


_HEADS = {
    "chu tich": "uy ban|hoi|doan|lien doan",
    "giam doc": "so|trung tam|benh vien|ban quan ly|bao hiem|kho bac|van phong|chi nhanh|cong ty|ngan hang|hoc vien|cong an|quy",
    "truong phong": "phong",
    "bo truong|thu truong": "bo",
    "cuc truong": "cuc|chi cuc|tong cuc",
    "hieu truong": "truong|dai hoc",
}
"""Ends of positions, and how the names of the bodies begin that have such heads, unaccented."""


def number_year(number: str, issued: str) -> int:
    """A number that bears a year bears that of its issue; they begin anew every year (Decree 30/2020 Appendix I Part II.3)."""
    year = re.match(r"[0-9]+[a-z]?/((?:19|20)[0-9]{2})(?![0-9])", number)
    return 0 if year is None or not re.match(r"[0-9]{4}", issued) else 1 if year[1] == issued[:4] else -1


def symbol_of_agency(number: str, agency: str) -> int:
    """
    The symbol ends in the initials of who issues (same place): 4492/QĐ-SYT is of a Sở Y tế.

    Other initials say nothing, but for such as are one letter off: SGTVI is no other body than SGTVT, it is misread.
    """
    symbol = re.search(r"[/-]([A-ZĐƯ]{2,8})(?:-[A-ZĐƯ]{1,5})?$", number)
    own = re.split(r" (?:tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu) ", agency)[0]
    initials = [fold(w)[:1] for w in re.findall(r"[^\W\d_]+", own)]
    short = [fold(w)[:1] for w in re.findall(r"[^\W\d_]+", own) if fold(w) not in ("va", "ve", "cua")]
    said = {fold(part) for part in re.split(r"[/-]", symbol[0])} if symbol else set()
    known = {"".join(initials), "".join(short)}
    if len(initials) > 1 and known & said:
        return 1
    near = any(Hamming.distance(one, other) == 1 for one in known for other in said if len(one) == len(other) > _SHORT_SYMBOL)
    return -1 if near else 0


_SHORT_SYMBOL = 3
"""Initials up to which one letter off may be another body: SYT, STC."""
QUESTIONS = frozenset({"personal_id_place", "number_year"})
"""Checks whose contradiction makes a person look, and speaks against neither value."""
CONFIRMING = frozenset({"place_of_agency"})
"""Checks whose agreement says the whole value again; the others only fit a part of it."""
MUTUAL = frozenset({"agency_of_signer", "number_year", "symbol_of_agency"})
"""Checks that speak for both values."""

CHECKS: dict[str, Callable[[str, str], int]] = {
    "personal_id_sex": personal_id_sex,
    "personal_id_birth": personal_id_birth,
    "personal_id_place": personal_id_place,
    "place_of_agency": place_of_agency,
    "agency_of_signer": agency_of_signer,
    "number_year": number_year,
    "symbol_of_agency": symbol_of_agency,
}


def compare(specs: Mapping[str, FieldSpec], best: Mapping[str, Parsed | None]) -> Iterator[tuple[str, str, dict[str, float]]]:
    """What the fields' ``checks`` say of the values *best*: field, note, and what of its evidence changes."""
    for name, parsed in best.items():
        for check, other in specs[name].checks.items():
            rival = best.get(other)
            if parsed is None or rival is None:
                continue
            verdict = CHECKS[check](str(parsed.value), str(rival.value))
            if verdict < 0 and check in QUESTIONS:
                yield name, f"{check}: {other} says otherwise", {"certainty": min(parsed.certainty, 0.5)}
            elif verdict < 0:
                yield name, f"{check}: contradicts {other}", {"agreement": -1}
                yield other, f"{check}: contradicts {name}", {"agreement": -1}
            elif verdict > 0:
                yield name, f"{check}: fits {other}", {"agreement": 1} if check in CONFIRMING else {"supported": True}
                if check in MUTUAL:
                    yield other, f"{check}: fits {name}", {"supported": True}
