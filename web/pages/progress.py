"""
Dashboards for managers, from the country to a paper, and the same numbers for programs (``/api/progress``).

Every chart has its table on the page and its download. Counts of provinces and units are nobody's secret; batches and papers
are for those who answer for them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from pipelines import clock
from pipelines.errors import ConfigError
from pipelines.flow import curves, drill, maintaining, numbers, people, reporting, stock
from pipelines.ledger import Person, Role
from pipelines.services import Services
from web import charts, tabling, texts
from web.access import requires
from web.house import House
from web.tabling import Figure

WHO = (Role.MANAGER, Role.OPERATOR)
Reader = Annotated[Person, requires(*WHO)]
Under = Annotated[str, Query(max_length=80)]
PARTS = ("overview", "units", "forecast", "batches", "quality", "legal", "operations", "dossiers", "process", "reports")
STEPS = ("in_stock", "scanned", "read", "reviewed", "signed", "loaded", "reused")
_ROWS = 400


def router(house: House) -> APIRouter:
    """``/progress`` and its parts, ``/progress/<figure>.svg|csv|xlsx``, ``/progress/reports/…``, ``/api/progress``."""
    pages = APIRouter()
    services = house.services

    def page(request: Request, name: str, **content: Any) -> Response:
        return house.page(request, f"progress/{name}.html", part=name, parts=PARTS, **content)

    @pages.get("/progress")
    def overview(request: Request, _reader: Reader) -> Response:
        part = drill.drill(services)
        return page(
            request,
            "overview",
            figures=_tables(services, ("levels", "provinces")),
            chain=part.chain,
            steps=STEPS,
            **_law(services),
        )

    @pages.get("/progress/units")
    def units(request: Request, reader: Reader, under: Under = "", own: bool = False) -> Response:
        found = _part(services, under, own=own)
        # Papers are for those to whom their unit was given, like at the desk.
        found = replace(found, papers=tuple(paper for paper in found.papers if people.may_see(reader, paper)))
        corrections = stock.corrections_told(services, found.code.removeprefix("unit:"), 20) if found.kind == "unit" else []
        own_targets = [target for target in numbers.law(services).own if target.unit == found.code.removeprefix("unit:")]
        labels = {name: doctype.label for name, doctype in services.doctypes.items()}
        shown = {"rows": found.rows[:_ROWS], "corrections": corrections, "own_targets": own_targets}
        return page(request, "units", found=found, own=own, steps=STEPS, labels=labels, **shown)

    @pages.get("/progress/curve")
    def curve(request: Request, _reader: Reader, under: Under = "") -> Response:
        found = _part(services, under)
        made = curves.curve(services, under)
        return page(request, "curve", found=found, curve=made, table=curves.main_points(made))

    @pages.get("/progress/quality")
    def quality(request: Request, _reader: Reader) -> Response:
        through = curves.straight_through(services)
        share = 100.0 * through["straight"] / through["decided"] if through["decided"] else None
        return page(request, "quality", figures=_tables(services, ("problems",)), through=through, share=share)

    @pages.get("/progress/legal")
    def legal(request: Request, _reader: Reader) -> Response:
        return page(request, "legal", quality=maintaining.legal_quality(services), figures=_tables(services, ("legal",)))

    @pages.get("/progress/operations")
    def operations(request: Request, _reader: Reader) -> Response:
        return page(
            request, "operations", figures=_tables(services, ("weeks", "waiting")), received=numbers.status(services)["received"]
        )

    @pages.get("/progress/reports")
    def reports(request: Request, _reader: Reader) -> Response:
        return page(request, "reports", reports=services.ledger.reports(), law=numbers.law(services).reporting)

    @pages.get("/progress/reports/{period}-v{version}.{suffix}")
    def report(_reader: Reader, period: str, version: int, suffix: str) -> Response:
        found = next((one for one in services.ledger.reports(period) if one.version == version), None)
        if found is None or suffix not in ("xlsx", "pdf"):
            raise HTTPException(404)
        return tabling.download(reporting.write(found, f".{suffix}"), f"bao-cao-{period}-v{version}.{suffix}")

    @pages.get("/progress/{name}.{suffix}")
    def figure(_reader: Reader, name: str, suffix: str, under: Under = "") -> Response:
        if name not in FIGURES or suffix not in ("svg", "csv", "xlsx"):
            raise HTTPException(404)
        made = _figure(services, name, under)
        if suffix == "svg":
            if made.draw is None:
                raise HTTPException(404)
            return Response(made.draw(), media_type="image/svg+xml")
        data = tabling.write(made, suffix, name)
        return tabling.download(data, f"{name}{'-' + quote(under, safe='') if under else ''}.{suffix}")

    @pages.get("/api/progress")
    def api(under: Under = "", year: Annotated[int | None, Query(ge=2000, le=2100)] = None, own: bool = False) -> Response:
        if under.startswith("batch:"):
            raise HTTPException(404)
        told = drill.as_json(_part(services, under, own=own))
        if not under:
            year = year or clock.today().year
            told["law"] = [numbers.as_json(progress) for progress in numbers.progress(services, year)]
        # Batches have names that people gave: they are for those who log in.
        told["rows"] = [row for row in told["rows"] if row["kind"] != "batch"]
        return JSONResponse(told)

    return pages


def _part(services: Services, under: str, *, own: bool = False) -> drill.Part:
    try:
        return drill.drill(services, under, "own" if own else "today")
    except ConfigError:
        raise HTTPException(404) from None


def _law(services: Services) -> dict[str, Any]:
    """The legal table and, beside it, what stands at the end of each year."""
    legal = numbers.legal_table(services)
    years = sorted({cell["year"] for cell in legal["stock"]})
    this_year = clock.today().year
    done = {year: {p.level.value: p for p in numbers.progress(services, year)} for year in (*years, this_year)}
    return {"years": [*years, this_year] if this_year not in years else years, "by_year": done, "deadline": legal["deadline"]}


def _tables(services: Services, names: tuple[str, ...]) -> dict[str, Figure]:
    return {name: _figure(services, name, "") for name in names}


def _figure(services: Services, name: str, under: str) -> Figure:
    return FIGURES[name](services, under)


def _levels(services: Services, _under: str) -> Figure:
    year = clock.today().year
    rows = [
        {
            **numbers.as_json(p),
            "level": texts.vietnamese(f"level.{p.level}"),
            "target": p.target.percent,
            "percent": round(p.percent, 2),
        }
        for p in numbers.progress(services, year)
    ]
    return Figure(("level", "stock", "done", "percent", "target", "left", "overdue", "source"), rows, lambda: charts.levels(rows))


def _provinces(services: Services, _under: str) -> Figure:
    part = drill.drill(services)
    rows = [{"code": row.code, "name": row.name, **drill.figures(row.chain)} for row in part.rows]
    return Figure(("code", "name", *STEPS, "left", "percent"), rows, lambda: charts.tiles(rows))


def _units(services: Services, under: str) -> Figure:
    part = _part(services, under)
    rows = [{"code": row.code, "name": row.name, **drill.figures(row.chain)} for row in part.rows]
    return Figure(("code", "name", "counted", "excluded", *STEPS, "left", "percent"), rows)


def _curve(services: Services, under: str) -> Figure:
    rows = curves.as_rows(curves.curve(services, under))
    today = clock.today()
    return Figure(
        ("day", "done_share", "required", "low", "middle", "high"),
        [{**row, "done_share": row["done"]} for row in rows],
        lambda: charts.curve(rows, today),
    )


def _problems(services: Services, _under: str) -> Figure:
    counts = numbers.status(services)["problems"]
    total, sofar, rows = sum(counts.values()), 0, []
    for code, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        sofar += n
        rows.append({"problem": code, "meaning": texts.problem(code), "count": n, "cumulative": round(100.0 * sofar / total, 1)})
    return Figure(("problem", "count", "cumulative"), rows, lambda: charts.bars(rows[:20], "problem", "count"))


def _weeks(services: Services, under: str) -> Figure:
    rows = [{"week": week, "loaded": n} for week, n in curves.weeks(services, under)]
    return Figure(("week", "loaded"), rows, lambda: charts.weeks(rows))


def _waiting(services: Services, _under: str) -> Figure:
    counts = numbers.status(services)["outcomes"]
    rows = [{"outcome": texts.vietnamese(f"outcome.{name}"), "count": n} for name, n in counts.items()]
    return Figure(("outcome", "count"), rows, lambda: charts.bars(rows, "outcome", "count"))


def _legal(services: Services, _under: str) -> Figure:
    found = maintaining.legal_quality(services)
    rows = [{"level": name, "count": n} for name, n in found["levels"].items()]
    rows += [
        {"level": f"PDF/A: {texts.vietnamese(f'progress.legal.{name}')}", "count": n} for name, n in found["archive"].items()
    ]
    rows += [{"level": texts.vietnamese("progress.legal.ending", days=found["ending_days"]), "count": found["ending"]}]
    return Figure(("level", "count"), rows, lambda: charts.bars(rows, "level", "count"))


FIGURES: dict[str, Callable[[Services, str], Figure]] = {
    "levels": _levels,
    "provinces": _provinces,
    "units": _units,
    "curve": _curve,
    "problems": _problems,
    "weeks": _weeks,
    "waiting": _waiting,
    "legal": _legal,
}
