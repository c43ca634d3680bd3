"""Time as people in Vietnam read it (Decree 30/2020 App. I: ISO 8601, Vietnam zone)."""

from __future__ import annotations

import datetime as dt

from pipelines.clock import VIETNAM


def vietnam_time(moment: dt.datetime) -> str:
    """*moment* (aware) to the second, for example ``2026-03-02T09:05:00+07:00``."""
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds")
