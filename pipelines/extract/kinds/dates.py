"""Dates in digits and in words, whole and partial; years."""

from __future__ import annotations

import datetime as dt
import re

from pipelines.extract.kinds.base import Parsed
from pipelines.extract.kinds.words import number_in_words
from pipelines.extract.text import fold, tidy, unaccented

_FIRST_YEAR = 1850
"""Nothing on paper that is digitized, births of parents included, is older."""

_LOOKALIKES = str.maketrans("ol|", "011")
_D = r"([0-9ol|]{1,2})"
_YEAR_WORD = r"[a-z]{0,2}am"
_GAP = r"[\s.,:;-]*"
"""What may stand between the words of a date; any other sign may be a digit misread (!2 for 12)."""
_LONG = re.compile(
    rf"(?:ng[a-z]y{_GAP}|(?<![0-9/.!|-])\b){_D}{_GAP}th[a-z]{{1,2}}ng{_GAP}{_D}{_GAP}{_YEAR_WORD}{_GAP}([0-9ol]{{4}})(?![0-9])"
)
_MONTH_LONG = re.compile(rf"th[a-z]{{1,2}}ng{_GAP}([0-9]{{1,2}}){_GAP}{_YEAR_WORD}{_GAP}([0-9]{{4}})(?![0-9])")
_SHORT = re.compile(r"(?<![^\s(,:;])([0-9]{1,2})\s*([/.-])\s*([0-9]{1,2})\s*\2\s*([0-9]{4})(?![0-9])")
_MONTH_SHORT = re.compile(r"(?<![^\s(,:;])([0-9]{1,2})\s*[/.-]\s*([0-9]{4})(?![0-9/.-])")
_ISO = re.compile(r"(?<![0-9])([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")
_YEAR = re.compile(r"(?<![0-9])([0-9]{4})(?![0-9])")


def date(raw: str) -> Parsed | None:
    """
    ISO 8601: ``1990-07-02``, partial ``1969-05`` or ``1933`` where the paper says no more.

    Digits (02/7/1990, ngày 02 tháng 7 năm 1990) and words (Ngày hai, tháng bảy, năm một nghìn chín trăm chín mươi). Forms:
    Decree 30/2020/NĐ-CP Appendix I Part II.4; year-only dates are legal on civil status papers (Circular 04/2020/TT-BTP
    Art. 31, which forbids to add what the paper lacks). Only days of the calendar, from 1850 to today. Of two days in one text
    the first is possible and no more; digits and words must say the same.
    """
    text = unaccented(raw)
    days = _days(text)
    if days:
        first = days[0]
        if first is not None and any(day is not None and day.value != first.value for day in days[1:]):
            return Parsed(first.value, 0.3, "more than one date")
        said = _in_words(text) if first is not None else None
        if first is not None and said is not None and not str(first.value).startswith(str(said.value)):
            return Parsed(first.value, 0.0, f"in words {said.value}")
        return first
    if said := _in_words(text):
        return said
    if found := _MONTH_LONG.search(text) or _MONTH_SHORT.search(text):
        lost_day = "ngay" in fold(text).split()
        return _month(found[1], found[2], 0.2 if lost_day else 0.7, "day not read" if lost_day else "no day")
    years = _YEAR.findall(text)
    if len(years) == 1 and not re.search(r"[0-9]", text.replace(years[0], "", 1)):
        return _year_only(years[0], fold(text))
    return None


def _days(text: str) -> list[Parsed | None]:
    """The whole dates in digits, those of the longest form first; None for a day that never was."""
    found: list[tuple[int, Parsed | None]] = []
    for match in _LONG.finditer(text):
        groups = [g.translate(_LOOKALIKES) for g in match.groups()]
        found.append((0, _whole(groups[0], groups[1], groups[2], mended=list(match.groups()) != groups)))
    found += [(1, _whole(match[1], match[3], match[4])) for match in _SHORT.finditer(text)]
    found += [(2, _whole(match[3], match[2], match[1])) for match in _ISO.finditer(text)]
    return [parsed for _, parsed in sorted(found, key=lambda one: one[0])]


_BESIDE_A_YEAR = {"nam", "sinh", "cap", "mat", "chet"}


def _year_only(year_text: str, folded: str) -> Parsed | None:
    if not _FIRST_YEAR <= int(year_text) <= dt.datetime.now(tz=dt.UTC).year:
        return None
    others = set(folded.split()) - {year_text}
    if {"ngay", "thang"} & others:
        return Parsed(year_text, 0.2, "day and month not read")
    if others - _BESIDE_A_YEAR:
        return Parsed(year_text, 0.4, "more than a year")
    return Parsed(year_text, 0.7, "year only")


def _whole(day: str, month: str, year_text: str, *, mended: bool = False) -> Parsed | None:
    try:
        found = dt.date(int(year_text), int(month), int(day))
    except ValueError:
        return None
    if found.year < _FIRST_YEAR or found > (dt.datetime.now(tz=dt.UTC) + dt.timedelta(days=1)).date():
        return None
    return Parsed(found.isoformat(), 0.3 if mended else 1.0, "letters taken for digits" if mended else "")


def _month(month: str, year_text: str, certainty: float, note: str) -> Parsed | None:
    whole = _whole("1", month, year_text)
    return Parsed(str(whole.value)[:7], certainty, note) if whole else None


def _in_words(text: str) -> Parsed | None:
    folded = " ".join(w for w in fold(text).split() if w not in ("mung", "mong") and not w[0].isdigit())
    # "năm" is both "year" and "five": the year is what follows the last "năm" that opens a thousand.
    thousand = re.search(r"\bnam (mot|hai) (nghin|ngan)\b", folded)
    if thousand is None:
        return None
    folded = folded[: thousand.start()] + "nam " + folded[thousand.start() + 4 :]
    year_number = number_in_words(folded[thousand.start() + 4 :])
    if year_number is None:
        return None
    before = folded[: thousand.start()].strip()
    parts = re.fullmatch(r"(?:(?:.*\bngay )?(?P<d>(?!thang)[a-z ]+?))?(?: ?\bthang (?P<m>[a-z ]+))?", before)
    if parts is None:
        return None
    day, month = (number_in_words(_month_word(parts[k])) if parts[k] else None for k in ("d", "m"))
    if (parts["d"] and day is None) or (parts["m"] and month is None):
        return None
    if day is not None and month is not None:
        return _whole(str(day), str(month), str(year_number))
    if month is not None:
        return _month(str(month), str(year_number), 0.7, "no day")
    return _year_only(str(year_number), "") if not before else None


def _month_word(words: str) -> str:
    return {"gieng": "mot", "chap": "muoi hai", "tu": "bon"}.get(words.strip(), words)


def year(raw: str) -> Parsed | None:
    """A year, as text of four digits, from 1850 to now; a whole date gives its year (Circular 04/2020/TT-BTP Art. 31)."""
    text = tidy(raw)
    years = _YEAR.findall(text)
    if len(years) == 1 and _FIRST_YEAR <= int(years[0]) <= dt.datetime.now(tz=dt.UTC).year:
        return Parsed(years[0], 1.0 if re.fullmatch(r"\W*[0-9]{4}\W*", text) else 0.6)
    said = date(text)
    return Parsed(str(said.value)[:4], said.certainty * 0.9, "from a date") if said else None
