"""
The columns that a suite may name: the one place where they are documented.

A column of a suite is written in one of three ways:

``field``               the field's value: text, number, or empty when the field was not found or could not be read
``field.helper``        something computed from the field, by one of the helpers below
``left - right``        the difference of two of them: numbers give a number, days (``first_day``, ``last_day``,
                        ``today``) give a number of days; empty when either side is empty

All fields of the suite (``meta.fields``) always have their column; the other columns exist because a rule names them.

Helpers of every field: ``confidence`` (0 to 1), ``page`` (from 1), ``found`` (true when something was read, even if it is
no possible value), ``length`` (characters), ``words`` (how many), ``folded`` (lower case without marks, đ as d).

Helpers of dates, which are ISO 8601 and may be partial (``1969``, ``1969-05``): ``real`` (false for 2019-02-30),
``year``, ``month``, ``day`` (numbers, empty where the date does not say), ``first_day`` and ``last_day`` (the earliest and
the latest day that the date can mean, so that ``issue_date.last_day`` before ``date_of_birth.first_day`` is certain even
when both are partial).

Helpers of a personal number of 12 digits (Decree 137/2015 Art. 13; Law on Identification 2023), empty for anything else:
``birth_year``, ``sex`` (Nam, Nữ), ``province`` (three digits).

Helpers of a number and symbol (Decree 30/2020 App. I), ``08/2019/QĐ-UBND``: ``number`` (8), ``number_year`` (2019),
``symbol`` (QĐ-UBND).

Helper of an enterprise's code (Circular 105/2020/TT-BTC Art. 5): ``check_digit`` (whether the tenth digit is right; empty
for anything but 10 or 13 digits).

Columns of the document: ``today`` (ISO date in Vietnam), ``document_type``, ``type_confidence`` (0 to 1),
``declared_type`` (the manifest's), ``doc_id``.
"""

from __future__ import annotations

import calendar
import datetime as dt
import difflib
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipelines.model import Extraction, FieldValue

Cell = str | int | float | bool | None
"""What stands in a frame: plain Python, never a scalar of numpy, never NaN."""

DOCUMENT_COLUMNS = ("doc_id", "today", "document_type", "type_confidence", "declared_type")

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PERSONAL_ID = re.compile(r"([0-9]{3})([0-9])([0-9]{2})[0-9]{6}")
_NUMBER = re.compile(r"([0-9]{1,9})[^\W\d_]?(?:/((?:19|20)[0-9]{2}))?(?:/(.+))?")
_ENTERPRISE = re.compile(r"([0-9]{9})([0-9])(?:-?[0-9]{3})?")
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


@dataclass(frozen=True, slots=True)
class Row:
    """One document, as the columns see it."""

    doc_id: str
    extraction: Extraction
    declared_type: str | None
    today: dt.date


def plain(value: object) -> Cell:
    """*value* as a cell: NFC text without outer white space, Python numbers, None for NaN, infinity and empty text."""
    item = getattr(value, "item", None)
    if callable(item) and getattr(value, "shape", None) == ():
        value = item()
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if math.isfinite(value) else None
    if isinstance(value, dt.date):
        value = value.isoformat()
    return unicodedata.normalize("NFC", str(value)).strip() or None


def days(value: Cell) -> tuple[dt.date, dt.date] | None:
    """First and last day that an ISO date, partial or whole, can mean; None for what is no real date."""
    match = _DATE.fullmatch(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else None
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        first = dt.date(int(year), int(month or "1"), int(day or "1"))
    except ValueError:
        return None
    last_month = int(month or "12")
    last_day = int(day or calendar.monthrange(first.year, last_month)[1])
    return first, dt.date(first.year, last_month, last_day)


def _date_part(number: int) -> Callable[[Cell], Cell]:
    def part(value: Cell) -> Cell:
        if days(value) is None:
            return None
        match = _DATE.fullmatch(str(value))
        text = match.group(number) if match else None
        return int(text) if text else None

    return part


def _edge(which: int) -> Callable[[Cell], Cell]:
    def edge(value: Cell) -> Cell:
        both = days(value)
        return both[which].isoformat() if both else None

    return edge


def _real(value: Cell) -> Cell:
    return None if value is None else days(value) is not None


def _personal(value: Cell) -> re.Match[str] | None:
    return _PERSONAL_ID.fullmatch(value) if isinstance(value, str) else None


def _birth_year(value: Cell) -> Cell:
    match = _personal(value)
    return 1900 + 100 * (int(match.group(2)) // 2) + int(match.group(3)) if match else None


def _sex(value: Cell) -> Cell:
    match = _personal(value)
    return ("Nam", "Nữ")[int(match.group(2)) % 2] if match else None


def _province(value: Cell) -> Cell:
    match = _personal(value)
    return match.group(1) if match else None


def _number_part(group: int) -> Callable[[Cell], Cell]:
    def part(value: Cell) -> Cell:
        match = _NUMBER.fullmatch(str(value)) if isinstance(value, str | int) else None
        text = match.group(group) if match else None
        return text if text is None or group == 3 else int(text)

    return part


def _check_digit(value: Cell) -> Cell:
    match = _ENTERPRISE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    rest = sum(int(digit) * weight for digit, weight in zip(match.group(1), _WEIGHTS, strict=True)) % 11
    return rest != 0 and int(match.group(2)) == (10 - rest) % 10


def _folded(value: Cell) -> Cell:
    if value is None:
        return None
    apart = unicodedata.normalize("NFD", str(value).lower().replace("đ", "d"))
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())


OF_VALUE: Mapping[str, Callable[[Cell], Cell]] = {
    "length": lambda value: None if value is None else len(str(value)),
    "words": lambda value: None if value is None else len(str(value).split()),
    "folded": _folded,
    "real": _real,
    "year": _date_part(1),
    "month": _date_part(2),
    "day": _date_part(3),
    "first_day": _edge(0),
    "last_day": _edge(1),
    "birth_year": _birth_year,
    "sex": _sex,
    "province": _province,
    "number": _number_part(1),
    "number_year": _number_part(2),
    "symbol": _number_part(3),
    "check_digit": _check_digit,
}
"""Helpers that look at the value alone."""

OF_FIELD: Mapping[str, Callable[[FieldValue | None], Cell]] = {
    "confidence": lambda found: None if found is None else plain(found.confidence),
    "page": lambda found: None if found is None else plain(found.page),
    "found": lambda found: found is not None,
}
"""Helpers that look at how the value was found."""


def complaint(column: str, fields: tuple[str, ...]) -> str | None:
    """What is wrong with a column that a suite names, with the nearest right one; None when nothing is."""
    for term in column.split(" - "):
        name, dot, helper = term.partition(".")
        if term in DOCUMENT_COLUMNS:
            continue
        if name not in fields:
            close = _nearest(name, (*fields, *DOCUMENT_COLUMNS))
            return f"unknown column '{term}'{close}; meta.fields of the suite names the fields"
        if dot and helper not in OF_VALUE and helper not in OF_FIELD:
            known = (*OF_VALUE, *OF_FIELD)
            return f"unknown helper '.{helper}' in '{term}'{_nearest(helper, known)}; helpers: {', '.join(known)}"
    return "a difference has two sides" if column.count(" - ") > 1 else None


def _nearest(name: str, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f", did you mean '{close[0]}'?" if close else ""


def cell(column: str, row: Row) -> Cell:
    """What stands in *column* (one that ``complaint`` has nothing to say of) for *row*."""
    left, minus, right = column.partition(" - ")
    return _difference(_term(left, row), _term(right, row)) if minus else _term(left, row)


def _term(term: str, row: Row) -> Cell:
    document: dict[str, object] = {
        "doc_id": row.doc_id,
        "today": row.today,
        "document_type": row.extraction.document_type,
        "type_confidence": row.extraction.type_confidence,
        "declared_type": row.declared_type,
    }
    if term in document:
        return plain(document[term])
    name, _, helper = term.partition(".")
    found = row.extraction.fields.get(name)
    if helper in OF_FIELD:
        return OF_FIELD[helper](found)
    value = None if found is None else plain(found.value)
    return OF_VALUE[helper](value) if helper else value


def _difference(left: Cell, right: Cell) -> Cell:
    if isinstance(left, str) and isinstance(right, str):
        if _DAY.fullmatch(left) is None or _DAY.fullmatch(right) is None or not (days(left) and days(right)):
            return None
        return (dt.date.fromisoformat(left) - dt.date.fromisoformat(right)).days
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left - right
    return None
