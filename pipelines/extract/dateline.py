"""Place and day of issue: under the national title (Decree 30/2020/NĐ-CP, Appendix I, box 4), or above the signature."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from pipelines.extract.geometry import Row, Sheet, make_row, split_at_gaps
from pipelines.extract.parts import Part
from pipelines.extract.print_check import evenness

DATE = re.compile(r"\b(?:ng?[a-z]y|ngay)\b.{0,14}\bth\w{2,4}\b|\bth[a-z]{1,2}ng\b.{0,10}\bn[a-z]m\b|\bngay\b.{0,20}\bnam\b")

YEAR_AT_END = re.compile(r"^(?:[^\s,]+\s){0,4}[^\s,]+,.{3,30}\bnăm\s+(?:19|20)[0-9]{2}\W*$")
"""What a dateline under the national title still says when a hand wrote its day and month into each other (ngày28tháng02)."""
WANTS_DATE = re.compile(r"(?i)\b(?:sinh|cấp|hạn|tháng|năm)\b[^:]*:\s*$|\bsinh$")
"""A label in the left column whose value is a date, as that of birth: it never dates the paper."""
LABEL = re.compile(r"\bngay thang nam\b")
"""Opens a date's label on forms, never a date."""
_TERM = re.compile(r"\bngay (?:thang nam|cap|het|sinh|co|bat)\b|\b(?:tu|den|het|cap|ke tu|truoc|sau) ngay\b")
"""A date that says since or until when, or when another paper was issued."""


def place_and_date(row: Row) -> tuple[Part | None, Part | None]:
    tokens = list(row.tokens)
    # «Ngãi» is as like «ngày» as many a misreading of it.
    likely = [i for i, t in enumerate(tokens[:8]) if fuzz.ratio(t.folded, "ngay") >= 74 and t.folded != "ngai"]
    day = next((i for i in likely if tokens[i].folded == "ngay"), next(iter(likely), None))
    if day is None:
        day = next((i for i, t in enumerate(tokens) if t.text.endswith(",") and i < 7), -1) + 1
    before = [t for t in tokens[:day] if t.folded]
    date_tokens = tokens[day:]
    year = next((i for i, t in enumerate(date_tokens) if re.fullmatch(r"\W*(?:19|20)[0-9]{2}\W*", t.text)), None)
    if year is not None:
        date_tokens = date_tokens[: year + 1]
    place = Part(tuple(before), "block place") if before else None
    date = Part(tuple(date_tokens), "block date", fit=evenness(date_tokens, row)) if date_tokens else None
    return place, date


def dateline_above(sheet: Sheet, y: float, reach: float = 7.0) -> tuple[Part | None, Part | None]:
    """
    Place and date on the nearest line above *y*, at most *reach* heights of a word, in the right part of the page.

    Licences and certificates are dated above their signature instead of under the national title.
    """
    for row in reversed(sheet.rows):
        if not y - reach * sheet.pitch < row.y < y:
            continue
        for tokens in split_at_gaps(row.tokens, 2.2 * sheet.pitch):
            part = make_row(tokens)
            right = (part.left + part.right) / 2 > 0.44 * sheet.page.width
            if right and is_dateline(part):
                place, date = place_and_date(part)
                # A bare day beside something else is that something's: «Số: 81/2024  ngày 30 tháng 3 năm 2024».
                if place is not None or len(tokens) == len(row.tokens):
                    return place, date
    return None, None


def is_dateline(row: Row) -> bool:
    """Whether *row* says a day, after a place or alone, and is not the term of something nor a sentence that names a day."""
    ends = re.search(r"(?:[0-9]|\bnam)(?: [a-z0-9]{1,2})?$", row.folded)
    if not ends or not DATE.search(row.folded) or _TERM.search(row.folded):
        return False
    place, _ = place_and_date(row)
    return place is None or _names_place(place)


def _names_place(part: Part) -> bool:
    words = [t.text for t in part.tokens]
    return len(words) <= 5 and (words[-1].endswith(",") or sum(w[:1].isupper() for w in words) > 0.6 * len(words))
