"""
Codes of a digitized paper: formed when everything they need is known and well-formed, never invented.

* result code ``<dossier code>-KQ<n>``: Decree 45/2020 Art. 14.1.d. The decree prints "KQ(n)"; both forms are read, one is
  written.
* paper code ``<owner's identifier>.<code of the paper type>``: Decision 468/QĐ-TTg. Not unique: two permits of one person
  share it.

Where an identifier is not what its rules say it must be, the answer is None and the paper keeps its document id only.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from pipelines import clock, identifiers

_AGENCY = r"(?=[0-9A-Z.]{3,35}$)[A-Z]\d{2}(?:\.[0-9A-Z]+)*"
_OLD_AGENCY = r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}"
_AGENCY_ID = re.compile(rf"{_OLD_AGENCY}|{_AGENCY}", re.ASCII)
_DOSSIER = re.compile(rf"(?P<org>{_OLD_AGENCY}|[A-Z]\d{{2}}(?:\.[0-9A-Z]+)*)-(?P<date>\d{{6}}|\d{{8}})-\d{{4,}}", re.ASCII)
_PAPER_TYPE = re.compile(rf"(?:KQ|TP)[.-][A-Z]\d{{2}}\.\d{{6}}|{_OLD_AGENCY}-(?:KQ|TP)\d{{4,6}}", re.ASCII)
_RESULT = re.compile(r"(?P<dossier>.+-(?:\d{6}|\d{8})-\d{4,})-KQ\(?0*(?P<n>[1-9]\d*)\)?", re.ASCII)
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_FIRST_DOSSIER_YEAR = 2000  # no electronic one-stop system is older


def codes(
    paper_type: str | None, dossier: str | None, owner: str | None, n: int | None = None, today: dt.date | None = None
) -> tuple[str | None, str | None]:
    """
    ``(result code, paper code)`` of a paper; each None when it cannot be formed.

    *paper_type* is the type's code in the national catalogue (``KQ.G15.000031``); *dossier* the dossier code; *owner* the
    identifier of the person or organisation; *n* the ordinal of the paper among the results of its dossier, from 1, or None
    where the source does not say: then there is no result code yet, and ``publish`` gives the paper the next free one of its
    dossier. *today* (default: today in Vietnam) bounds the dates inside dossier code and personal number.
    """
    clean_dossier = dossier_code(dossier, today)
    result = f"{clean_dossier}-KQ{n}" if clean_dossier and n is not None and n >= 1 else None
    clean_owner = owner_id(owner, today)
    clean_type = _tight(paper_type)
    paper = f"{clean_owner}.{clean_type}" if clean_owner and _PAPER_TYPE.fullmatch(clean_type) else None
    return result, paper


def dossier_code(text: str | None, today: dt.date | None = None) -> str | None:
    """
    *text* as a dossier code (Decree 45/2020 and its circulars): agency, date, number; upper case without spaces.

    ``H14.12-200520-0001``, ``000.00.01.H29-240115-0001``, ``G09.20-20260609-0092637``. None when the form is wrong, the date
    does not exist, or it lies after *today*.
    """
    code = _tight(text)
    found = _DOSSIER.fullmatch(code)
    if not found or not _AGENCY_ID.fullmatch(found["org"]):
        return None
    digits = found["date"] if len(found["date"]) == 8 else "20" + found["date"]
    try:
        received = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return code if received.year >= _FIRST_DOSSIER_YEAR and received <= (today or clock.today()) else None


def owner_id(text: str | None, today: dt.date | None = None) -> str | None:
    """
    *text* as an identifier that a paper code may start with, or None.

    Accepted: a personal number of 12 digits whose birth year is not in the future (Decree 137/2015); a tax code of 10 digits
    with its check digit, optionally with a branch, written ``0100000003-001`` (Circular 105/2020); an agency code (Decision
    20/2020, or the older form). An identity-card number of 9 digits may belong to two people and is not accepted.
    """
    code = _tight(text)
    if re.fullmatch(r"[\d.]+", code, re.ASCII):
        code = code.replace(".", "")
    if person := identifiers.person(code):
        return code if person.birth_year <= (today or clock.today()).year else None
    return identifiers.tax_code(code) or agency_id(code)


def agency_id(text: str | None) -> str | None:
    """*text* as an agency code: ``H29.153`` (Decision 20/2020) or ``000.00.01.H14`` (Circular 10/2016), or None."""
    code = _tight(text)
    return code if _AGENCY_ID.fullmatch(code) else None


def code_key(text: str | None) -> str:
    """How a code is stored and asked for: upper case, no spaces, plain dashes, ``KQ(1)`` written ``KQ1``."""
    code = _tight(text)
    if result := _RESULT.fullmatch(code):
        return f"{result['dossier']}-KQ{result['n']}"
    return code


def number_key(text: str | None) -> str | None:
    """
    A document number levelled for comparison: ``Số: 08 /qđ – TTg`` and ``8/QĐ-TTg`` agree. None when nothing is left.

    Case, spaces, the label "Số", kinds of dashes and zeros in front of the first number make no difference (Decree 30/2020 writes
    numbers below 10 with a zero, typists often do not).
    """
    number = re.sub(r"^(?:SỐ:?|SO:)", "", _tight(text))
    number = re.sub(r"^0+(?=\d)", "", number)
    return number or None


def _tight(text: str | None) -> str:
    folded = unicodedata.normalize("NFKC", text or "").translate(_DASHES)
    return unicodedata.normalize("NFC", "".join(folded.split()).upper())


def ordinal(result_code: str | None) -> int | None:
    """The ordinal in a result code, None for anything else."""
    found = _RESULT.fullmatch(_tight(result_code))
    return int(found["n"]) if found else None
