"""
The tables of the people at the desk: who they are, that they are here, what they have taken up and not finished.

| table | one row is | written |
|---|---|---|
| people | somebody who may log in | by ``sohoa users`` or the first login through OIDC; never removed: events name them |
| sessions | a browser that is logged in | at log-in; removed at log-out |
| login_failures | a log-in that failed | at the failure; removed a day later |
| desk_claims | a document that lies before a person | when it is taken; removed when it is ruled on or given back |
| drafts | what a person typed into a field and has not confirmed | while typing; removed with the ruling |
| desk_notes | why a document was put off or passed on | when it happens; the newest of a document counts |
| said_values | a value that people vouched for in a field that names no person, in a unit's papers | with each ruling |
"""

from __future__ import annotations

import sqlalchemy as sa

from pipelines.ledger.tables.base import metadata, moment
from pipelines.ledger.tables.line import documents

people = sa.Table(
    "people",
    metadata,
    sa.Column("login", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("password", sa.Text, doc="Argon2id; empty for people who come through OIDC."),
    sa.Column("subject", sa.Text, unique=True, doc="Issuer and subject of OIDC."),
    sa.Column("roles", sa.JSON, nullable=False),
    sa.Column("units", sa.JSON, nullable=False, doc="Codes whose papers the person may see; '*' for all."),
    sa.Column("added_at", moment, nullable=False),
    sa.Column("disabled_at", moment),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token", sa.Text, primary_key=True, doc="SHA-256 of what the browser holds."),
    sa.Column("login", sa.Text, sa.ForeignKey("people.login"), nullable=False, index=True),
    sa.Column("form_token", sa.Text, nullable=False, doc="What a form must bring along."),
    sa.Column("started_at", moment, nullable=False),
    sa.Column("seen_at", moment, nullable=False),
)

login_failures = sa.Table(
    "login_failures",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("about", sa.Text, nullable=False, doc="SHA-256 of the login or of the network address."),
    sa.Column("at", moment, nullable=False),
    sa.Index("login_failures_about", "about", "at"),
)

desk_claims = sa.Table(
    "desk_claims",
    metadata,
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("login", sa.Text, sa.ForeignKey("people.login"), nullable=False, index=True),
    sa.Column("at", moment, nullable=False),
    sa.Column("until", moment, nullable=False, doc="When it comes back by itself."),
)

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("login", sa.Text, sa.ForeignKey("people.login"), primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("confirmed", sa.Boolean, nullable=False, doc="Whether the person went on from the field with Enter."),
    sa.Column("at", moment, nullable=False),
)

desk_notes = sa.Table(
    "desk_notes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False, doc="skipped, escalated."),
    sa.Column("login", sa.Text, sa.ForeignKey("people.login"), nullable=False),
    sa.Column("reason", sa.Text, nullable=False, doc="Code of the reason."),
    sa.Column("note", sa.Text, doc="In the person's own words."),
    sa.Column("at", moment, nullable=False),
)

said_values = sa.Table(
    "said_values",
    metadata,
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("unit", sa.Text, primary_key=True, doc="Empty where the papers' unit is unknown."),
    sa.Column("value", sa.Text, primary_key=True),
    sa.Column("times", sa.Integer, nullable=False),
)

_WAITS = sa.text("outcome = 'review'")
_ASIDE = sa.text("outcome = 'set_aside'")
desk_indexes = (
    sa.Index("documents_desk_order", documents.c.id, postgresql_where=_WAITS, sqlite_where=_WAITS),
    sa.Index(
        "documents_desk_groups",
        documents.c.unit,
        documents.c.document_type,
        documents.c.batch_id,
        documents.c.reason,
        postgresql_where=_WAITS,
        sqlite_where=_WAITS,
    ),
    sa.Index("documents_desk_batch", documents.c.batch_id, documents.c.id, postgresql_where=_WAITS, sqlite_where=_WAITS),
    sa.Index("documents_aside", documents.c.problem, documents.c.unit, postgresql_where=_ASIDE, sqlite_where=_ASIDE),
)
"""Hold what waits, and what was set aside, alone: they stay small beside millions of loaded papers."""
desk_order_indexes = tuple(
    sa.Index(f"documents_desk_{name}", *columns, documents.c.id, postgresql_where=_WAITS, sqlite_where=_WAITS)
    for name, columns in (
        ("deadline", (documents.c.deadline, documents.c.priority)),
        ("priority", (documents.c.priority, documents.c.deadline)),
    )
)
"""The same, in the orders in which the desk takes them."""
