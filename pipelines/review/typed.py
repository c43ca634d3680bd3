"""
What a person types, as a value of the field's kind.

Light on purpose: people know what they see. Only the form is levelled, so that a typed value equals the same value read
by the machine, and only what cannot be is refused, with what is expected. Whether a value fits the others is the rules'
business (``expectations/``).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Callable

from pipelines import identifiers
from pipelines.doctypes import FieldSpec
from pipelines.errors import explain
from pipelines.model import Finding, Severity, Value

LIMIT = 2000
"""Most characters of a value; the longest real ones are lists of business lines."""

FIRST_YEAR, LAST_YEAR = 1800, 2200
"""Years that can stand on a paper of these archives, ends of terms included."""

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_DMY = re.compile(r"(?:(?:([0-9]{1,2})\s*[/.-]\s*)?([0-9]{1,2})\s*[/.-]\s*)?([0-9]{4})")
_SPOKEN = re.compile(r"(?:(?:ngày\s*([0-9]{1,2})\s*)?tháng\s*([0-9]{1,2})\s*)?năm\s*([0-9]{4})", re.IGNORECASE)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_DECIMAL = re.compile(r"([1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]+))?")
_UNIT = re.compile(r"\s*(?:m2|m²|đồng|đ|vnđ|vnd|tầng)$", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]+(?:[ .'’-]+[^\W\d_]+)*\.?")


class Impossible(ValueError):  # noqa: N818 - says what the value is
    """The typed text is no value of the kind; ``code`` and ``details`` are the catalogue's."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def typed(text: str, spec: FieldSpec) -> Value:
    """
    *text* as a value of the field's kind; None for empty text, which says that the paper has no such value.

    Dates become ISO 8601, partial where less was typed; numbers are read with Vietnamese grouping dots and decimal comma;
    codes and numbers lose their spaces; a name typed all in capitals or all in small letters gets title case.
    Raises Impossible.
    """
    said = clean(text)
    if not said:
        return None
    if len(said) > LIMIT:
        raise Impossible("value_too_long", limit=LIMIT)
    if spec.kind == "choice":
        return _choice(said, spec)
    return _KINDS.get(spec.kind, _text)(said)


def refusal(impossible: Impossible, spec: FieldSpec) -> Finding:
    """*impossible* as people read it."""
    vi, en = explain(impossible.code, label=spec.label, label_en=spec.label_en, **impossible.details)
    return Finding(impossible.code, spec.name, Severity.ERROR, vi, en)


def clean(text: str) -> str:
    """NFC, white space levelled, without control and invisible characters."""
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in composed)
    return " ".join("".join(c for c in visible if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn")).split())


def _date(text: str) -> Value:
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DMY.fullmatch(text) or _SPOKEN.fullmatch(text):
        day, month, year = match.groups()
    else:
        raise Impossible("value_date")
    try:
        dt.date(int(year), int(month or 1), int(day or 1))
    except (ValueError, calendar.IllegalMonthError):
        raise Impossible("value_date") from None
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise Impossible("value_date")
    return "-".join((year, *(f"{int(part):02d}" for part in (month, day) if part)))


def _year(text: str) -> Value:
    if not re.fullmatch(r"[0-9]{4}", text) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise Impossible("value_year")
    return text


def _integer(text: str) -> Value:
    number = _UNIT.sub("", text)
    if _GROUPED.fullmatch(number):
        number = number.replace(".", "")
    if not re.fullmatch(r"[0-9]{1,15}", number):
        raise Impossible("value_integer")
    return int(number)


def _decimal(text: str) -> Value:
    number = _UNIT.sub("", text)
    match = _DECIMAL.fullmatch(number)
    if match:
        number = match.group(1).replace(".", "") + "." + (match.group(2) or "0")
    elif not re.fullmatch(r"[0-9]+\.[0-9]{1,2}", number):
        # 0.500 may be a half or, with a lost digit, thousands: a person has to say which.
        raise Impossible("value_decimal")
    if len(number) > 15 or float(number) <= 0:
        raise Impossible("value_decimal")
    return float(number)


def _sex(text: str) -> Value:
    found = {"nam": "Nam", "nữ": "Nữ", "nu": "Nữ"}.get(text.casefold())
    if found is None:
        raise Impossible("value_sex")
    return found


def _digits(code: str, lengths: tuple[int, ...]) -> Callable[[str], Value]:
    def read(text: str) -> Value:
        number = re.sub(r"[ .-]", "", text)
        if not re.fullmatch(r"[0-9]+", number) or len(number) not in lengths:
            raise Impossible(code)
        return number

    return read


def _tax_code(text: str) -> Value:
    number = re.sub(r"[ .]", "", text).upper()
    known = identifiers.tax_code(number)
    if known is None and not (re.fullmatch(r"[0-9]{2}[A-Z][0-9]{7}", number) or identifiers.person(number)):
        raise Impossible("value_tax_code")
    return known or number


def _person_name(text: str) -> Value:
    if not _NAME.fullmatch(text):
        raise Impossible("value_person_name")
    if text.isupper() or text.islower():
        return re.sub(r"[^\W\d_]+", lambda word: word.group().capitalize(), text)
    return text


def _code(text: str) -> Value:
    if not re.search(r"[0-9]", text):
        raise Impossible("value_code")
    return text.replace(" ", "")


def _text(text: str) -> Value:
    if not re.search(r"[^\W_]", text):
        raise Impossible("value_text")
    return text


def _choice(text: str, spec: FieldSpec) -> Value:
    for value, spellings in spec.choices.items():
        if text.casefold() in (value.casefold(), *(s.casefold() for s in spellings)):
            return value
    raise Impossible("value_choice", known=", ".join(spec.choices))


_KINDS: dict[str, Callable[[str], Value]] = {
    "date": _date,
    "year": _year,
    "integer": _integer,
    "amount_vnd": _integer,
    "area_m2": _decimal,
    "sex": _sex,
    "personal_id": _digits("value_personal_id", (12,)),
    "identity_number": _digits("value_identity_number", (9, 12)),
    "tax_code": _tax_code,
    "person_name": _person_name,
    "document_number": _code,
    "code": _code,
}
"""Kinds with a form of their own; every other kind is words as typed."""
