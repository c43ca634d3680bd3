"""
The ledger: the one door to the working database.

It knows where each document stands and everything that ever happened to it. ``Line`` moves documents, ``Intake`` receives
them, ``Parts`` splits files that hold several papers, ``Desk`` shows documents to people, ``Numbers`` counts them, ``Stock`` and
``Counting`` hold them against the shelves, ``Snapshots`` freezes figures, ``People`` knows who people are, ``Claims``
what they have taken up, ``Queues`` what waits for them, ``Wording`` what they said before, ``Priorities`` which batch goes first,
``Batches`` by when it is to be done and whom it waits for, ``Published`` what is looked at again,
``Outlooks`` where parts are heading, ``Shops`` which one-stop
shops work by the process; ``Ledger`` is all of them together.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from pipelines.database import is_prepared, make_room, writing
from pipelines.errors import ConfigError
from pipelines.ledger.batches import Batches, OpenBatch
from pipelines.ledger.claims import Claims, Draft, Note
from pipelines.ledger.counting import Counting
from pipelines.ledger.desk import NO_FIELD, Case, Desk
from pipelines.ledger.door import translated
from pipelines.ledger.intake import Intake, new_id
from pipelines.ledger.line import Artefact, Line, LostClaim, Problem
from pipelines.ledger.lots import Lot, Lots
from pipelines.ledger.numbers import BatchCount, Numbers
from pipelines.ledger.outlook import KeptForecast, Outlooks
from pipelines.ledger.parts import Part, Parts
from pipelines.ledger.people import EVERYWHERE, People, Person, Role, Scope, Session
from pipelines.ledger.priorities import UNPLANNED, Priorities
from pipelines.ledger.published import Published
from pipelines.ledger.quality import Agreement, FieldCount, Quality, Throughput
from pipelines.ledger.queues import Age, Delivery, Due, Group, Order, Queue, Queues, Waiting
from pipelines.ledger.shops import KeptShop, Shops
from pipelines.ledger.signatures import Signatures, SignatureState
from pipelines.ledger.snapshots import Frozen, Snapshots
from pipelines.ledger.steps import QUERY_VERSION
from pipelines.ledger.stock import Correction, Stock
from pipelines.ledger.usage import Usage
from pipelines.ledger.wording import Wording

__all__ = [
    "EVERYWHERE",
    "NO_FIELD",
    "QUERY_VERSION",
    "UNPLANNED",
    "Age",
    "Agreement",
    "Artefact",
    "BatchCount",
    "Case",
    "Correction",
    "Delivery",
    "Draft",
    "Due",
    "FieldCount",
    "Frozen",
    "Group",
    "KeptForecast",
    "KeptShop",
    "Ledger",
    "LostClaim",
    "Lot",
    "Note",
    "OpenBatch",
    "Order",
    "Part",
    "Person",
    "Problem",
    "Queue",
    "Role",
    "Scope",
    "Session",
    "SignatureState",
    "Throughput",
    "Waiting",
    "new_id",
    "upgrade",
]


class Ledger(
    Intake,
    Line,
    Parts,
    Desk,
    Numbers,
    Stock,
    Counting,
    Snapshots,
    Usage,
    People,
    Queues,
    Claims,
    Lots,
    Quality,
    Signatures,
    Priorities,
    Batches,
    Wording,
    Published,
    Outlooks,
    Shops,
):
    """The working database. Every method is one transaction; all raise OutsideError when it does not answer."""

    def check_ready(self) -> None:
        """Raise ConfigError when the tables are not there yet."""
        with translated():
            if not is_prepared(self.engine, "documents"):
                raise ConfigError("the ledger has no tables yet; run 'sohoa init' first")
            if not self.is_current():
                raise ConfigError(
                    "the ledger's tables are of an earlier version; run 'sohoa init', which keeps all that is in them"
                )

    def is_current(self) -> bool:
        """Whether the tables, if there are any, are those of this version."""
        if not is_prepared(self.engine, "ledger_version"):
            return not is_prepared(self.engine, "documents")
        newest = max(file.name[:4] for file in (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*.py"))
        with translated(), self.engine.connect() as connection:
            return bool(connection.scalar(sa.text("SELECT version_num FROM ledger_version")) == newest)


def upgrade(engine: sa.Engine) -> None:
    """Bring the tables to the newest revision; a no-op when they are. Raises OutsideError."""
    from alembic import command  # noqa: PLC0415 - slow to import, and only set-up needs it
    from alembic.config import Config  # noqa: PLC0415

    make_room(engine)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with translated(), writing(engine).connect() as connection:
        # Two that upgrade at once: the second waits here (SQLite: at BEGIN IMMEDIATE) and then finds everything done.
        if engine.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(45, 2020)"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
