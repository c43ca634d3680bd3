"""What is not to be digitized, and by which rule."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from pipelines import clock
from pipelines.doctypes import DocumentType, Exclusion
from pipelines.model import Value

ISSUED = "issue_date"


def out_of_scope(doctype: DocumentType, issued: Value, today: dt.date | None = None) -> Exclusion | None:
    """
    The first of the type's rules that excludes a paper issued on *issued* (ISO date, perhaps partial, or None), or None.

    A partial date counts as its last day: what may still be valid is not excluded. *today* is Vietnam's.
    """
    now = today or clock.today()
    for rule in doctype.exclude:
        if rule.older_than_months is None:
            return rule
        day = _last_day(issued)
        if day is not None and _later(day, rule.older_than_months) < now:
            return rule
    return None


def _last_day(issued: Value) -> dt.date | None:
    found = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", str(issued or ""))
    if found is None:
        return None
    year, month = int(found[1]), int(found[2] or 12)
    try:
        return dt.date(year, month, int(found[3]) if found[3] else calendar.monthrange(year, month)[1])
    except ValueError:
        return None


def _later(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
