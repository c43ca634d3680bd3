"""
The registry of results: what was digitized, findable by every code that law or custom gives a paper.

This room exists because a digitized result must stay findable, must be revocable without being lost, and must be
counted, long after the working ledger has moved on to other batches (Decree 45/2020 Art. 14, 15, 18, 25). It keeps
*finished* results only and is no second master register: it holds what the paper says and where its signed file lies.

Works equally on SQLite and PostgreSQL. Verbs take an engine of `pipelines.database.open_engine` whose database `upgrade` has
prepared.
"""

from pipelines.load.codes import agency_id, codes, dossier_code, owner_id
from pipelines.load.counting import counted_since, weekly
from pipelines.load.database import upgrade
from pipelines.load.outbox import Message, count_unsent, mark_sent, unsent
from pipelines.load.placing import places
from pipelines.load.registry import count_loaded, documents, editions, issued_before, lookup, publish
from pipelines.load.revocation import RegistryError, revoke

__all__ = [
    "Message",
    "RegistryError",
    "agency_id",
    "codes",
    "count_loaded",
    "count_unsent",
    "counted_since",
    "documents",
    "dossier_code",
    "editions",
    "issued_before",
    "lookup",
    "mark_sent",
    "owner_id",
    "places",
    "publish",
    "revoke",
    "unsent",
    "upgrade",
    "weekly",
]
