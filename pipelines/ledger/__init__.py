"""
The ledger: the one door to the working database.

It knows where each document stands and everything that ever happened to it. ``Line`` moves documents, ``Intake`` receives
them, ``Desk`` shows them to people, ``Numbers`` counts them; ``Ledger`` is the four together.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from pipelines.database import is_prepared, make_room, writing
from pipelines.errors import ConfigError
from pipelines.ledger.desk import NO_FIELD, Case, Desk
from pipelines.ledger.door import translated
from pipelines.ledger.intake import Intake, new_id
from pipelines.ledger.line import Artefact, Line, LostClaim, Problem
from pipelines.ledger.numbers import BatchCount, Numbers

__all__ = ["NO_FIELD", "Artefact", "BatchCount", "Case", "Ledger", "LostClaim", "Problem", "new_id", "upgrade"]


class Ledger(Intake, Line, Desk, Numbers):
    """The working database. Every method is one transaction; all raise OutsideError when it does not answer."""

    def check_ready(self) -> None:
        """Raise ConfigError when the tables are not there yet."""
        with translated():
            if not is_prepared(self.engine, "documents"):
                raise ConfigError("the ledger has no tables yet; run 'sohoa init' first")


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
