"""What was worked out once a day for pages to read: where each part of the house is heading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from pipelines.ledger.door import Door
from pipelines.ledger.tables import forecasts


@dataclass(frozen=True, slots=True)
class KeptForecast:
    """A forecast as it was worked out; without a pace there were too few weeks with results."""

    kind: str
    """``country``, ``level``, ``province``, ``unit``."""
    code: str
    level: str
    goal: dt.date
    percent: float
    day: dt.date
    in_stock: int
    pace: float | None
    earliest: dt.date | None
    finish: dt.date | None
    latest: dt.date | None
    missing_low: float | None
    missing: float | None
    missing_high: float | None
    made_at: dt.datetime

    @property
    def key(self) -> tuple[str, str, str, dt.date, float]:
        """Part and goal; a later forecast of the same replaces this one."""
        return self.kind, self.code, self.level, self.goal, self.percent


class Outlooks(Door):
    """Keeps forecasts."""

    def forecasts(self, kind: str, codes: Sequence[str] | None = None) -> list[KeptForecast]:
        """The forecasts of the parts of a *kind*: of those with these *codes*, or of all."""
        query = sa.select(forecasts).where(forecasts.c.kind == kind)
        with self._reading() as connection:
            if codes is None:
                return [KeptForecast(*row) for row in connection.execute(query)]
            found = []
            for start in range(0, len(codes), 500):
                part = query.where(forecasts.c.code.in_(list(codes[start : start + 500])))
                found += [KeptForecast(*row) for row in connection.execute(part)]
            return found

    def keep_forecasts(self, made: Sequence[KeptForecast]) -> None:
        """Keep *made* in place of what was worked out for the same part and goal before; what is older than a week goes."""
        rows = {one.key: one for one in made}
        if not rows:
            return
        names = ("kind", "code", "level", "goal", "percent")
        same = sa.and_(*(forecasts.c[name] == sa.bindparam(f"the_{name}") for name in names))
        old = min(one.day for one in made) - dt.timedelta(days=7)
        with self._writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(45, 80)"))
            gone = [{f"the_{name}": value for name, value in zip(names, key, strict=True)} for key in rows]
            connection.execute(forecasts.delete().where(forecasts.c.day < old))
            connection.execute(forecasts.delete().where(same), gone)
            connection.execute(forecasts.insert(), [asdict(one) for one in rows.values()])
