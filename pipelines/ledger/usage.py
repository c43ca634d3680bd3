"""Results that were used again, and the dossiers of today that are counted beside the stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from pipelines.ledger import events
from pipelines.ledger.door import Door, now
from pipelines.ledger.tables import dossier_counts, reuses

COUNTS = ("dossiers", "result_due", "result_electronic", "digitized", "received", "component_reused", "connected")


class Usage(Door):
    """What is counted beside the line."""

    def note_reuse(self, document_id: str, dossier_code: str, cell: tuple[str, str, str]) -> bool:
        """Note that a result was used for a dossier; *cell* is its unit, level and type. False: it was noted before."""
        unit, level, document_type = cell
        with self._writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(45, 43)"))
            known = connection.scalars(sa.select(reuses.c.dossier_code).where(reuses.c.document_id == document_id)).all()
            if dossier_code in known:
                return False
            row = {"document_id": document_id, "dossier_code": dossier_code, "unit": unit, "level": level}
            connection.execute(
                reuses.insert().values(**row, document_type=document_type, first=not known, actor=self.actor, at=now())
            )
            events.append(connection, self.actor, "reused", document_id=document_id)
        return True

    def keep_dossiers(self, counted: Sequence[tuple[str, str, str, Mapping[str, int]]]) -> None:
        """Take over ``(month, unit, unit name, counts)``; a later count of a unit and month replaces the earlier."""
        with self._writing() as connection:
            for month, unit, name, counts in counted:
                same = (dossier_counts.c.month == month) & (dossier_counts.c.unit == unit)
                connection.execute(dossier_counts.delete().where(same))
                row = {"month": month, "unit": unit, "unit_name": name, "updated_at": now()}
                connection.execute(dossier_counts.insert().values(**row, **counts))
            events.append(connection, self.actor, "dossiers_counted", detail={"rows": len(counted)})

    def dossier_months(self) -> list[str]:
        """The months that were counted (``2026-05``), the newest last."""
        with self._reading() as connection:
            return list(connection.scalars(sa.select(dossier_counts.c.month).distinct().order_by(dossier_counts.c.month)))

    def dossiers(self, since: str, until: str) -> dict[tuple[str, str], dict[str, int]]:
        """Sums of the months *since* to *until* (``2026-05``, both in) by (unit, unit name)."""
        table = dossier_counts
        sums = [sa.func.sum(table.c[name]).label(name) for name in COUNTS]
        query = sa.select(table.c.unit, sa.func.max(table.c.unit_name).label("unit_name"), *sums).group_by(table.c.unit)
        with self._reading() as connection:
            rows = connection.execute(query.where(table.c.month.between(since, until)).order_by(table.c.unit)).mappings().all()
        return {(row["unit"], row["unit_name"]): {name: int(row[name]) for name in COUNTS} for row in rows}
