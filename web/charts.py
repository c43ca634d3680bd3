"""
Charts, drawn on the server as SVG: they print, need no script, and look the same everywhere.

Each is drawn from the rows of a table that stands beside it. Colours are those of ``static/style.css``: text has a contrast of
at least 4.5:1 on them, and no meaning is in a colour alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

INK, SOFT, FILL, GOAL, BAND, PALE, LINE = "#1c1b1a", "#575350", "#2f5d8a", "#8c1d18", "#b9cde2", "#e4dfd6", "#d5d0c8"
_FONT = "Noto Sans, DejaVu Sans, Segoe UI, Roboto, Arial, sans-serif"
_STEPS = ((25, "#d9e4f0", INK), (50, "#a9c3de", INK), (75, "#5f8fbf", INK), (100, "#2f5d8a", "#ffffff"))
"""Share up to which a tile has a colour, the colour, and that of its text."""
_DONE = ("#1f6b3a", "#ffffff")
_NOTHING = ("#efece6", INK)

Row = Mapping[str, Any]


def levels(rows: Sequence[Row]) -> str:
    """Bars of the share of each level with the law's mark; rows of ``level``, ``percent``, ``target``."""
    import altair as alt  # noqa: PLC0415 - slow to import, and only charts need it

    data = _data([{**row, "percent": min(row["percent"], 100.0), "label": _percent(row["percent"])} for row in rows])
    y = alt.Y("level:N", sort=[row["level"] for row in rows], title=None)
    base = alt.Chart(data, width=520, height=alt.Step(34))
    bars = base.mark_bar(color=FILL, height=18).encode(x=_share("percent"), y=y)
    goals = base.mark_tick(color=GOAL, thickness=3, size=28).encode(x="target:Q", y=y)
    words = base.mark_text(align="left", dx=6, color=INK, fontWeight="bold", font=_FONT, fontSize=13).encode(
        x="percent:Q", y=y, text="label:N"
    )
    return _svg(alt.layer(bars, goals, words))


def curve(rows: Sequence[Row], today: dt.date) -> str:
    """The burn-up: rows of ``day``, ``done``, ``required``, ``low``, ``middle``, ``high`` (percent, or None)."""
    import altair as alt  # noqa: PLC0415

    values = [{**row, "day": row["day"].isoformat()} for row in rows]
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%m/%Y", labelFontSize=12, gridColor=PALE, tickCount=8))

    def part(name: str) -> Any:
        return alt.Chart(_data([row for row in values if row[name] is not None]), width=760, height=300)

    layers = [
        part("low").mark_area(color=BAND, opacity=0.7).encode(x=x, y=_share("low", vertical=True), y2="high:Q"),
        part("middle").mark_line(color=FILL, strokeDash=[2, 3]).encode(x=x, y="middle:Q"),
        part("required").mark_line(color=GOAL, strokeDash=[7, 4], strokeWidth=2).encode(x=x, y="required:Q"),
        part("done").mark_line(color=FILL, strokeWidth=3).encode(x=x, y=_share("done", vertical=True)),
        alt.Chart(_data([{"day": today.isoformat()}])).mark_rule(color=SOFT, strokeDash=[1, 3]).encode(x="day:T"),
    ]
    return _svg(alt.layer(*layers))


def finishes(rows: Sequence[Row], today: dt.date) -> str:
    """The finish of each part with its interval: rows of ``name``, ``level``, ``earliest``, ``finish``, ``latest``, ``goal``."""
    import altair as alt  # noqa: PLC0415

    last = max((row["latest"] or row["finish"] for row in rows), default=today)
    names = [f"{row['name']} ({row['level']})" if row["kind"] == "unit" else row["name"] for row in rows]
    values = [
        {"name": name, **{part: (row[part] or last).isoformat() for part in ("earliest", "finish", "latest", "goal")}}
        for name, row in zip(names, rows, strict=True)
    ]
    y = alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=300, labelFontSize=12))
    x = alt.X("earliest:T", title=None, axis=alt.Axis(format="%m/%Y", labelFontSize=12, gridColor=PALE, tickCount=8))
    base = alt.Chart(_data(values), width=480, height=alt.Step(24))
    spans = base.mark_bar(color=BAND, height=14).encode(x=x, x2="latest:T", y=y)
    middles = base.mark_tick(color=FILL, thickness=3, size=18).encode(x="finish:T", y=y)
    goals = base.mark_tick(color=GOAL, thickness=3, size=22).encode(x="goal:T", y=y)
    return _svg(alt.layer(spans, goals, middles))


def months(rows: Sequence[Row]) -> str:
    """Lines of indicators month by month: rows of ``month`` (2026-05), ``id``, ``percent`` (or None)."""
    import altair as alt  # noqa: PLC0415

    values = [{"month": row["month"], "id": row["id"], "percent": row["percent"]} for row in rows if row["percent"] is not None]
    x = alt.X("month:O", title=None, axis=alt.Axis(labelAngle=0, labelFontSize=12, grid=False))
    # A colour and a shape of its own: no meaning is in a colour alone.
    legend = alt.Legend(title=None, labelFont=_FONT, labelFontSize=13, symbolSize=90)
    colour = alt.Color("id:N", scale=alt.Scale(range=[FILL, GOAL, "#1f6b3a", "#7a4b00"]), legend=legend)
    base = alt.Chart(_data(values), width=560, height=230)
    lines = base.mark_line(strokeWidth=2).encode(x=x, y=_share("percent", vertical=True), color=colour)
    points = base.mark_point(filled=True, size=70).encode(
        x=x, y="percent:Q", color=colour, shape=alt.Shape("id:N", legend=legend)
    )
    return _svg(alt.layer(lines, points))


def bars(rows: Sequence[Row], name: str, count: str) -> str:
    """Bars across, in the order of the rows."""
    import altair as alt  # noqa: PLC0415

    data = _data([{"name": str(row[name]), "n": row[count], "label": f"{row[count]:,}".replace(",", ".")} for row in rows])
    y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=240, labelFontSize=12))
    base = alt.Chart(data, width=430, height=alt.Step(24))
    x = alt.X("n:Q", title=None, axis=alt.Axis(gridColor=PALE, tickMinStep=1, tickCount=5))
    words = base.mark_text(align="left", dx=5, color=INK, font=_FONT, fontSize=12).encode(x="n:Q", y=y, text="label:N")
    return _svg(alt.layer(base.mark_bar(color=FILL).encode(x=x, y=y), words))


def weeks(rows: Sequence[Row]) -> str:
    """Columns of what was loaded week by week: rows of ``week``, ``loaded``."""
    import altair as alt  # noqa: PLC0415

    data = _data([{"week": row["week"].isoformat(), "n": row["loaded"]} for row in rows])
    x = alt.X("week:T", title=None, axis=alt.Axis(format="%d/%m", labelFontSize=12, tickCount=8, grid=False))
    y = alt.Y("n:Q", title=None, axis=alt.Axis(gridColor=PALE, tickMinStep=1))
    return _svg(alt.Chart(data, width=640, height=220).mark_bar(color=FILL, width=14).encode(x=x, y=y))


def tiles(rows: Sequence[Row]) -> str:
    """The provinces as tiles, roughly where they lie: rows of ``code``, ``name``, ``percent``, ``in_stock``."""
    import altair as alt  # noqa: PLC0415

    known = {row["code"]: row for row in rows}
    values = []
    for code, (name, column, line) in places().items():
        row = known.get(code)
        counted = bool(row and row["in_stock"])
        colour, ink = _tint(row["percent"]) if row and counted else _NOTHING
        label = _percent(row["percent"]) if row and counted else "–"
        values.append({"name": name, "column": column, "line": line, "colour": colour, "ink": ink, "label": label})
    base = alt.Chart(_data(values), width=470, height=520).encode(x=alt.X("column:O", axis=None), y=alt.Y("line:O", axis=None))
    scale = None
    boxes = base.mark_rect(stroke="#ffffff", strokeWidth=2).encode(color=alt.Color("colour:N", scale=scale))
    names = base.mark_text(dy=-7, fontSize=11, font=_FONT).encode(text="name:N", color=alt.Color("ink:N", scale=scale))
    shares = base.mark_text(dy=8, fontSize=11, fontWeight="bold", font=_FONT).encode(
        text="label:N", color=alt.Color("ink:N", scale=scale)
    )
    return _svg(alt.layer(boxes, names, shares))


@cache
def places() -> dict[str, tuple[str, int, int]]:
    """Where each province's tile lies: {code: (name, column, line)}."""
    loaded = yaml.safe_load((Path(__file__).parent / "tiles.yaml").read_text(encoding="utf-8"))
    return {code: (name, column, line) for code, (name, column, line) in loaded.items()}


def _data(values: Sequence[Row]) -> Any:
    import altair as alt  # noqa: PLC0415

    # Altair looks at pandas as soon as it is half loaded, which another thread may just be doing for a forecast.
    import_module("pandas")

    return alt.Data(values=list(values))  # type: ignore[no-untyped-call]


def _tint(percent: float) -> tuple[str, str]:
    if percent >= 100:
        return _DONE
    return next((colour, ink) for upto, colour, ink in _STEPS if percent < upto)


def _share(name: str, *, vertical: bool = False) -> Any:
    import altair as alt  # noqa: PLC0415

    axis = alt.Axis(values=[0, 20, 40, 60, 80, 100], labelExpr="datum.value + ' %'", gridColor=PALE, labelFontSize=12)
    given: dict[str, Any] = {"title": None, "axis": axis, "scale": alt.Scale(domain=[0, 100])}
    return alt.Y(f"{name}:Q", **given) if vertical else alt.X(f"{name}:Q", **given)


def _percent(value: float) -> str:
    return f"{value:.1f} %".replace(".", ",")


def _svg(chart: Any) -> str:
    import vl_convert  # noqa: PLC0415 - starts an engine of its own

    styled = chart.configure_view(stroke=None).configure_axis(
        labelFont=_FONT, labelColor=INK, domainColor=LINE, tickColor=LINE, labelFontSize=13
    )
    # No mark has a description of its own: the page says in its table what the picture shows.
    return str(vl_convert.vegalite_to_svg(styled.configure(background="#ffffff", font=_FONT).to_dict() | {}))
