"""The tables of the working database, a module for each kind of work."""

from pipelines.ledger.tables.base import metadata
from pipelines.ledger.tables.line import (
    artefacts,
    batches,
    chain,
    documents,
    events,
    fields,
    findings,
    holdings,
    reviews,
    traits,
)

__all__ = [
    "artefacts",
    "batches",
    "chain",
    "documents",
    "events",
    "fields",
    "findings",
    "holdings",
    "metadata",
    "reviews",
    "traits",
]
