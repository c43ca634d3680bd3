"""What the flow works with, opened once a process: the ledger, the store, the registry, and what people configured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import sqlalchemy as sa

from pipelines import ledger as ledger_module
from pipelines import load
from pipelines.database import open_engine
from pipelines.doctypes import DocumentType, load_doctypes
from pipelines.ledger import Ledger
from pipelines.review.policy import Policy, load_policy
from pipelines.settings import Settings
from pipelines.store import Store, open_store

if TYPE_CHECKING:
    from pipelines.extract import Model
    from pipelines.ocr import OcrConfig


@dataclass(frozen=True)
class Services:
    """Doors to state, and configuration that is read when first asked for."""

    settings: Settings
    ledger: Ledger
    store: Store
    registry: sa.Engine
    """The results database; only ``load`` reads and writes it."""

    def acting_as(self, actor: str) -> Services:
        """The same doors for somebody else, whose name events and rulings then carry."""
        theirs = replace(self, settings=replace(self.settings, actor=actor), ledger=Ledger(self.ledger.engine, actor))
        theirs.__dict__.update(doctypes=self.doctypes, policy=self.policy)  # read once, not for each person
        return theirs

    @cached_property
    def doctypes(self) -> dict[str, DocumentType]:
        """The document types of ``config/document_types``. Raises ConfigError."""
        return load_doctypes(self.settings.config / "document_types")

    @cached_property
    def policy(self) -> Policy:
        """How the work is checked: ``config/quality.yaml``. Raises ConfigError."""
        return load_policy(self.settings.config / "quality.yaml", self.doctypes)

    @cached_property
    def ocr_config(self) -> OcrConfig:
        """How pages are read: ``config/ocr.yaml``. Raises ConfigError."""
        from pipelines.ocr import load_config  # noqa: PLC0415 - slow to import, and only readers need it

        return load_config(self.settings.config / "ocr.yaml")

    @cached_property
    def calibration(self) -> Model:
        """How sure a value is: ``config/calibration.json``, as ``sohoa calibrate`` wrote it. Raises ConfigError."""
        from pipelines.extract import load_model  # noqa: PLC0415 - slow to import, and only readers need it

        return load_model(self.settings.config / "calibration.json")


def open_services(settings: Settings) -> Services:
    """Doors on what *settings* names; touches nothing yet. Raises ConfigError for addresses that cannot be."""
    return Services(
        settings=settings,
        ledger=Ledger(open_engine(settings.ledger_url), settings.actor),
        store=open_store(settings.store_url),
        registry=open_engine(settings.results_url),
    )


def prepare(settings: Settings) -> Services:
    """Create or upgrade both databases. Safe to run at any time. Raises ConfigError, OutsideError."""
    services = open_services(settings)
    ledger_module.upgrade(services.ledger.engine)
    load.upgrade(settings.results_url)
    return services
