"""A plan as others take it along: a workbook, a calendar, and plain values for programs."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipelines.targets.remedies import Remedy
from pipelines.targets.schedule import Plan
from pipelines.targets.wording import Said, pair, said

Labels = Mapping[str, str]
"""Vietnamese names of document types."""


def as_json(plan: Plan, remedies: Sequence[Remedy], assumptions: Iterable[Said], findings: Iterable[Said]) -> dict[str, Any]:
    """The whole plan as plain values; days ISO 8601, weeks by their Monday."""
    return {
        "start": plan.start.isoformat(),
        "weeks": plan.weeks,
        "documents": plan.documents,
        "finished": plan.finished,
        "gap": round(plan.gap, 6),
        "missing": plan.missing,
        "remedies": [{"weeks": r.weeks} if r.weeks else {"extra": dict(r.extra)} for r in remedies],
        "findings": [{"vi": vi, "en": en} for vi, en in findings],
        "assumptions": [{"vi": vi, "en": en} for vi, en in assumptions],
        "goals": [
            {
                "unit": o.goal.unit,
                "level": o.goal.level.value if o.goal.level else None,
                "by": o.goal.by.isoformat(),
                "needed": o.goal.documents,
                "planned": o.planned,
                "missing": o.missing,
                "reached": o.reached.isoformat() if o.reached else None,
                "source": o.goal.source,
            }
            for o in plan.outcomes
        ],
        "schedule": [
            {
                "week": o.week.isoformat(),
                "station": o.station,
                "unit": o.work.unit,
                "unit_name": o.work.unit_name,
                "level": o.work.level.value,
                "document_type": o.work.document_type,
                "priority": o.work.priority,
                "documents": o.documents,
                "hours": round(o.hours, 4),
                "batches": o.batches,
            }
            for o in plan.orders
        ],
        "teams": [{"week": v.week.isoformat(), "unit": v.unit, "unit_name": v.unit_name, "days": v.days} for v in plan.visits],
        "capacity": [
            {
                "week": load.week.isoformat(),
                "station": load.station,
                "hours": round(load.hours, 4),
                "planned": round(load.planned, 4),
            }
            for load in plan.loads
        ],
    }


def workbook(plan: Plan, assumptions: Iterable[Said], findings: Iterable[Said], labels: Labels) -> bytes:
    """The plan as XLSX: summary, work by week, capacity, goals, and where teams go."""
    import xlsxwriter  # noqa: PLC0415 - only here

    out = io.BytesIO()
    # The same plan gives the same bytes; and no cell of a stock list is ever taken for a formula or a link.
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": pair(said("title")), "created": dt.datetime.combine(plan.start, dt.time())})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    day, hours = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "0.0"})
    large = book.add_format({"bold": True, "font_size": 14})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})

    def sheet(name: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]]) -> None:
        page = book.add_worksheet(said(f"sheet.{name}")[0])
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        last = 0
        for c, (key, width) in enumerate(columns):
            page.set_column(c, c, width)
            page.write_string(0, c, "\n".join(said(key)), bold)
        for r, row in enumerate(rows, start=1):
            last = r
            for c, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    page.write_datetime(r, c, dt.datetime.combine(cell, dt.time()), day)
                elif isinstance(cell, float):
                    page.write_number(r, c, cell, hours)
                elif cell is not None:
                    page.write(r, c, cell)
        page.autofilter(0, 0, max(last, 1), len(columns) - 1)

    summary = book.add_worksheet(said("sheet.summary")[0])
    summary.set_column(0, 0, 120)
    summary.write_string(0, 0, pair(said("title")), large)
    for r, text in enumerate([*findings, *assumptions], start=2):
        summary.write_string(r, 0, pair(text), wrap)
    sheet(
        "orders",
        [
            ("week", 12), ("station", 14), ("unit", 10), ("unit_name", 28), ("level", 11), ("document_type", 34),
            ("priority", 9), ("documents", 11), ("batches", 7), ("hours", 9),
        ],
        (
            (o.week, said(f"station.{o.station}")[0], o.work.unit, o.work.unit_name, o.work.level.value,
             labels.get(o.work.document_type, o.work.document_type), o.work.priority, o.documents, o.batches, float(o.hours))
            for o in plan.orders
        ),
    )  # fmt: skip
    if plan.visits:
        columns = [("week", 12), ("unit", 10), ("unit_name", 28), ("days", 9)]
        sheet("visits", columns, ((v.week, v.unit, v.unit_name, v.days) for v in plan.visits))
    sheet(
        "loads",
        [("week", 12), ("station", 16), ("hours_there", 14), ("hours_planned", 14)],
        ((load.week, said(f"station.{load.station}")[0], float(load.hours), float(load.planned)) for load in plan.loads),
    )
    sheet(
        "goals",
        [
            ("by", 12), ("unit", 10), ("level", 11), ("needed", 11), ("planned", 13), ("missing", 11), ("reached", 12),
            ("source", 80),
        ],
        (
            (o.goal.by, o.goal.unit, o.goal.level.value if o.goal.level else None, o.goal.documents, o.planned, o.missing,
             o.reached, o.goal.source)
            for o in plan.outcomes
        ),
    )  # fmt: skip
    book.close()
    return out.getvalue()


def calendar(plan: Plan, labels: Labels, stamp: dt.datetime) -> bytes:
    """
    The plan as iCalendar (RFC 5545): an event a week and station, whole weeks, with each unit's documents in its description.

    A later plan that is imported takes the place of the same week's events: their UIDs are those of week and station. *stamp* is
    when it was made.
    """
    import icalendar  # noqa: PLC0415 - only here

    made = icalendar.Calendar()
    made.add("prodid", "-//sohoa//plan//VI")
    made.add("version", "2.0")
    made.add("x-wr-calname", said("title")[0])
    lines: dict[tuple[dt.date, str], dict[tuple[str, str], int]] = {}
    for order in plan.orders:
        here = lines.setdefault((order.week, order.station), {})
        key = (order.work.unit_name, labels.get(order.work.document_type, order.work.document_type))
        here[key] = here.get(key, 0) + order.documents
    for (week, station), what in lines.items():
        names = said(f"station.{station}")
        total = f"{sum(what.values()):,}".replace(",", ".")
        text = said("event.orders", station=names[0], station_en=names[1], documents=total)
        details = "\n".join(f"{unit}, {kind}: {n}" for (unit, kind), n in what.items())
        made.add_component(_event(f"{week:%Y%m%d}-{station}", week, pair(text), details, stamp))
    for visit in plan.visits:
        text = said("event.visit", unit_name=visit.unit_name, days=visit.days)
        made.add_component(_event(f"{visit.week:%Y%m%d}-visit-{visit.unit}", visit.week, pair(text), "", stamp))
    return bytes(made.to_ical())


def _event(name: str, week: dt.date, summary: str, details: str, stamp: dt.datetime) -> Any:
    import icalendar  # noqa: PLC0415

    event = icalendar.Event()
    event.add("uid", f"{name}@plan.sohoa")
    event.add("dtstamp", stamp)
    event.add("dtstart", week)
    event.add("dtend", week + dt.timedelta(days=7))
    event.add("summary", summary)
    if details:
        event.add("description", details)
    event.add("transp", "TRANSPARENT")
    return event
