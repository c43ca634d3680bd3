"""Việt Nam's time, by which the law counts days and people read moments; everything that is kept is in UTC."""

from __future__ import annotations

import datetime as dt

VIETNAM = dt.timezone(dt.timedelta(hours=7))
"""No daylight saving time since 1975, so a fixed offset."""


def today() -> dt.date:
    """The day in Việt Nam."""
    return dt.datetime.now(VIETNAM).date()
