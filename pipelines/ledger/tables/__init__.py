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
from pipelines.ledger.tables.people import desk_claims, desk_notes, desk_queue, drafts, login_failures, people, sessions

__all__ = [
    "artefacts",
    "batches",
    "chain",
    "desk_claims",
    "desk_notes",
    "desk_queue",
    "documents",
    "drafts",
    "events",
    "fields",
    "findings",
    "holdings",
    "login_failures",
    "metadata",
    "people",
    "reviews",
    "sessions",
    "traits",
]
