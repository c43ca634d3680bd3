"""One-stop shops: since when each works by the digitization process, by whose report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from pipelines.ledger import events
from pipelines.ledger.door import Door, now
from pipelines.ledger.tables import one_stop_shops
from pipelines.model import Level, Shop


@dataclass(frozen=True, slots=True)
class KeptShop:
    """A shop as the house knows it, and who took its report over."""

    shop: Shop
    actor: str
    updated_at: dt.datetime


class Shops(Door):
    """Takes reports of one-stop shops over and tells them."""

    def import_shops(self, told: Sequence[Shop]) -> int:
        """
        Take over what is told of shops; how many changed. A shop's earlier row is replaced, its sum goes into the event log.
        """
        with self._writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(45, 468)"))
            before = {(kept.shop.unit, kept.shop.level): kept.shop for kept in _all(connection)}
            changed = [shop for shop in told if before.get((shop.unit, shop.level)) != shop]
            if not changed:
                return 0
            moment = now()
            for shop in changed:
                same = (one_stop_shops.c.unit == shop.unit) & (one_stop_shops.c.level == shop.level.value)
                connection.execute(one_stop_shops.delete().where(same))
            rows = [{**asdict(shop), "level": shop.level.value, "actor": self.actor, "updated_at": moment} for shop in changed]
            connection.execute(one_stop_shops.insert(), rows)
            detail = {"shops": len(changed), "by_process": sum(shop.since is not None for shop in changed)}
            events.append(connection, self.actor, "shops_told", detail=detail)
        return len(changed)

    def shops(self) -> list[KeptShop]:
        """Every shop that was told of, by level and code."""
        with self._reading() as connection:
            return _all(connection)


def _all(connection: sa.Connection) -> list[KeptShop]:
    rows = connection.execute(sa.select(one_stop_shops).order_by(one_stop_shops.c.level, one_stop_shops.c.unit)).mappings()
    names = ("unit", "unit_name", "since", "closed", "reported_by")
    return [
        KeptShop(Shop(level=Level(row["level"]), **{name: row[name] for name in names}), row["actor"], row["updated_at"])
        for row in rows
    ]
