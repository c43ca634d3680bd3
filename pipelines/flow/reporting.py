"""The periodic report: its figures are gathered and frozen once, and its files are made from what is frozen."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import Any

from pipelines import errors, load, targets, units
from pipelines.clock import VIETNAM
from pipelines.errors import ConfigError, explain
from pipelines.flow import beside, drill, numbers
from pipelines.ledger import QUERY_VERSION, Frozen
from pipelines.model import Chain, Level, Progress
from pipelines.services import Services

_CORRECTIONS = 5000
_PROBLEMS = 40


@dataclass(frozen=True, slots=True)
class Period:
    """A half or a whole year."""

    name: str
    """``2026-H1``, ``2026-H2``, ``2026``."""
    year: int
    first: dt.date
    last: dt.date
    closes: dt.date
    """The day on which its figures are closed; the report is due the day after."""


def period(services: Services, name: str) -> Period:
    """The period called *name*. Raises ConfigError when there is none of that name."""
    found = re.fullmatch(r"(20\d\d)(?:-H([12]))?", name.strip().upper(), re.ASCII)
    if found is None:
        raise ConfigError(" · ".join(explain("report_bad_period", period=name)))
    year, half = int(found[1]), int(found[2] or 0)
    closes = numbers.law(services).reporting.closes
    first, last = dt.date(year, 7 if half == 2 else 1, 1), dt.date(year, 6, 30) if half == 1 else dt.date(year, 12, 31)
    return Period(found[0], year, first, last, dt.date(year, *closes[1 if half == 1 else 2]))


def frozen(services: Services, name: str, *, again: bool = False, now: dt.datetime | None = None) -> Frozen:
    """
    The frozen figures of the period *name*.

    Once it is closed, the figures that were frozen on its closing day or later are the report for ever; *again* makes a corrected
    version of them from the numbers of this moment, and keeps the earlier one. Before that, and where nobody froze any, the
    numbers of this moment are frozen. Raises ConfigError, OutsideError.
    """
    wanted, now = period(services, name), now or dt.datetime.now(dt.UTC)
    kept = services.ledger.reports(wanted.name)
    final = [one for one in kept if one.cut_off.astimezone(VIETNAM).date() >= wanted.closes]
    if final and not again:
        return max(final, key=lambda one: one.version)
    figures = json.dumps(_figures(services, wanted, now), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return services.ledger.freeze_report(wanted.name, now.replace(microsecond=0), figures)


def write(report: Frozen, suffix: str) -> bytes:
    """The file of a frozen report, ``.xlsx`` or ``.pdf``; the same report always gives the same bytes. Raises ConfigError."""
    made = targets.Made(json.loads(report.figures), report.version, report.cut_off, report.sha256)
    if suffix.lower() == ".pdf":
        return targets.to_pdf(made)
    if suffix.lower() == ".xlsx":
        return targets.to_xlsx(made)
    raise ConfigError(f"'{suffix}': the report is written as .xlsx or .pdf")


def due(services: Services, today: dt.date) -> list[str]:
    """The periods whose figures are to be closed on *today*, and those that were closed in the last 30 days without a report."""
    found = []
    for year in (today.year - 1, today.year):
        for name in (f"{year}-H1", f"{year}-H2", f"{year}"):
            wanted = period(services, name)
            late = 0 <= (today - wanted.closes).days <= 30
            kept = services.ledger.reports(name)
            if late and not any(one.cut_off.astimezone(VIETNAM).date() >= wanted.closes for one in kept):
                found.append(name)
    return found


def make_due(services: Services, now: dt.datetime | None = None) -> list[str]:
    """Freeze every report that is due and put its files into the store; what was made."""
    now = now or dt.datetime.now(dt.UTC)
    made = []
    for name in due(services, now.astimezone(VIETNAM).date()):
        report = frozen(services, name, now=now)
        for suffix in (".xlsx", ".pdf"):
            services.store.put(f"reports/{name}/{report.version}-{report.sha256[:16]}{suffix}", write(report, suffix))
        made.append(name)
    return made


def _figures(services: Services, wanted: Period, now: dt.datetime) -> dict[str, Any]:
    numbers.refresh(services)
    reporting, labels = numbers.law(services).reporting, {n: d.label for n, d in services.doctypes.items()}
    ledger = services.ledger
    names = ledger.units()
    by_level = {level: chain for (level,), chain in ledger.chains("level").items()}
    progress = {p.level.value: p for p in numbers.progress(services, wanted.year)}
    in_period = _in_period(services, wanted, now)
    levels = [_of_law(level, by_level.get(level, Chain()), progress.get(level), in_period) for level in (*Level, "")]
    whole = drill.total(by_level.values())
    by_province = {p: chain for (p,), chain in ledger.chains("province").items()}
    by_unit = ledger.chains("province", "unit", "level")
    by_type = ledger.chains("level", "document_type")
    return {
        "period": wanted.name,
        "from": wanted.first.isoformat(),
        "to": wanted.last.isoformat(),
        "query_version": QUERY_VERSION,
        "author": reporting.author,
        "recipients": list(reporting.recipients),
        "source": reporting.source,
        "levels": [row for row in levels if row["level"] or row["loaded"] or row["scanned"]],
        "total": {
            **drill.figures(whole),
            "in_period": sum(in_period.values()),
            "overdue": sum(r["overdue"] or 0 for r in levels),
        },
        "provinces": [{"name": _province(code), **drill.figures(chain)} for code, chain in sorted(by_province.items())],
        "units": [
            {"province": _province(p), "unit": unit, "name": _unit(names, unit), "level": level, **drill.figures(chain)}
            for (p, unit, level), chain in sorted(by_unit.items())
        ],
        "types": [
            {"level": level, "name": labels.get(kind, kind or targets.report_text("no_name")), **drill.figures(chain)}
            for (level, kind), chain in sorted(by_type.items())
        ],
        "corrections": _corrections(services, wanted, labels),
        "problems": _problems(ledger.count("problem")),
        "dossiers": _dossiers(services, wanted),
    }


def _of_law(level: str, chain: Chain, progress: Progress | None, in_period: dict[str, int]) -> dict[str, Any]:
    row = {"level": level, **drill.figures(chain), "in_period": in_period.get(level, 0)}
    if progress is None:
        return {**row, "target": None, "missing": None, "overdue": None, "source": None}
    wanted = -(-progress.stock * progress.target.percent // 100)
    return {
        **row,
        "target": progress.target.percent,
        "missing": max(0, int(wanted) - chain.covered),
        "overdue": progress.overdue,
        "source": progress.target.source,
    }


def _in_period(services: Services, wanted: Period, now: dt.datetime) -> dict[str, int]:
    """Loaded in the period up to this moment, by level, less what was revoked in it."""
    first, last = (dt.datetime.combine(day, dt.time(), VIETNAM) for day in (wanted.first, wanted.last + dt.timedelta(days=1)))
    found: dict[str, int] = {}
    for until, sign in ((min(last, now), 1), (first, -1)):
        for (_, level, _), n in load.count_loaded(services.registry, until).items():
            found[level.value if level else ""] = found.get(level.value if level else "", 0) + sign * n
    return found


def _corrections(services: Services, wanted: Period, labels: dict[str, str]) -> list[dict[str, Any]]:
    rows = services.ledger.corrections(limit=_CORRECTIONS)
    return [
        {
            "at": f"{row.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}",
            "unit": row.unit,
            "name": row.unit_name,
            "level": row.level.value,
            "type": labels.get(row.document_type, row.document_type),
            "before": row.before,
            "after": row.after,
            "left_before": row.left_before,
            "left_after": row.left_after,
            "reason": row.reason,
        }
        for row in rows
        if wanted.first <= row.at.astimezone(VIETNAM).date() <= wanted.last
    ]


def _problems(counts: dict[str, int]) -> list[dict[str, Any]]:
    known = errors.catalogue()
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_PROBLEMS]
    return [{"count": n, "code": code, "meaning": _plain(known[code]["vi"]) if code in known else code} for code, n in ordered]


def _plain(message: str) -> str:
    """A message without what differs from paper to paper."""
    return re.sub(r"\{[^}]*\}", "…", message)


def _dossiers(services: Services, wanted: Period) -> list[dict[str, Any]]:
    rows = beside.indicators(services, f"{wanted.first:%Y-%m}", f"{wanted.last:%Y-%m}")
    return [{name: value for name, value in row.items() if name != "full_from"} for row in rows]


def _province(code: str) -> str:
    unit = units.current(code) if code else None
    return unit.full if unit else targets.report_text("no_name")


def _unit(names: dict[str, Any], code: str) -> str:
    unit = units.current(code) if len(code) == 5 else None
    return unit.full if unit else str(names[code]["name"]) if code in names and code else targets.report_text("no_name")
