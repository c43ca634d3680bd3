"""
Tables of the registry, and why each column is there. Migrations create them; a test holds the two together.

| table | holds |
|---|---|
| results | the current row of each digitized paper |
| conversions | how the paper became a file (Decree 45/2020 Art. 25.3; Decree 137/2024 Art. 4), one row a paper |
| result_persons | who is named on the paper by number; a marriage certificate names two |
| result_places | the administrative units that the paper's addresses and bodies name, by the list of its day |
| result_units | the units that follow them today, so that old papers are found by today's unit |
| revocations | who revoked what, when and why (Decree 45/2020 Art. 15); append-only, triggers see to it |
| result_changes | what a change of results means for the counts; triggers add it, ``counting.fold`` takes it away |
| result_cells | counts of a unit, level, type and year; ``version`` tells which are new |
| result_weeks | counts of a unit (``*``: all) and level by week |
| outbox | what other systems are still to be told; written in the transaction that made it true |
"""

from __future__ import annotations

import sqlalchemy as sa

from pipelines.database import Moment

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

results = sa.Table(
    "results",
    metadata,
    # The surrogate key: no code of law is unique or always there (Decision 468's paper code names person and type only).
    sa.Column("document_id", sa.Text, primary_key=True),
    # Target counting and look-up both ask what kind of paper it is.
    sa.Column("document_type", sa.Text, nullable=False),
    # Who holds the paper and at which level: what Decision 468 counts by.
    sa.Column("unit", sa.Text),
    sa.Column("level", sa.Text),
    # All normalised values. Plain JSON, not JSONB: the numbers come back exactly as they went in.
    sa.Column("fields", sa.JSON, nullable=False),
    # As printed, for people.
    sa.Column("document_number", sa.Text),
    # The same levelled (codes.number_key), because neither database can fold Vietnamese letters the same way.
    sa.Column("document_number_key", sa.Text, index=True),
    # Text, not a date: old papers give a year or a month only.
    sa.Column("issue_date", sa.Text),
    # Personal number, tax code or agency code that the paper code starts with; None while nobody knows it.
    sa.Column("owner_id", sa.Text, index=True),
    # The dossier the paper is a result of; most legacy papers never had one.
    sa.Column("dossier_code", sa.Text, index=True),
    # Dossier code-KQn, Decree 45/2020 Art. 14.1.d; names one paper only.
    sa.Column("result_code", sa.Text, unique=True),
    # <owner>.<paper type>, Decision 468; not unique, hence no unique index.
    sa.Column("paper_code", sa.Text, index=True),
    # 1, and one more for every published correction.
    sa.Column("version", sa.Integer, nullable=False),
    # Hash of all that was published: tells a repeated publishing from a correction.
    sa.Column("content_sha256", sa.Text, nullable=False),
    # Where the signed file lies, and what it must hash to, for look-up and audit.
    sa.Column("file_key", sa.Text, nullable=False),
    sa.Column("file_sha256", sa.Text, nullable=False),
    # When it first entered the registry: the moment it counts from, so a correction must not move it.
    sa.Column("loaded_at", Moment, nullable=False, index=True),
    # When its current version was written.
    sa.Column("updated_at", Moment, nullable=False),
    # The moment from which it and every print of it are void (Art. 15); the row stays.
    sa.Column("revoked_at", Moment),
    sa.Column("revoked_reason", sa.Text),
)

conversions = sa.Table(
    "conversions",
    metadata,
    sa.Column("document_id", sa.Text, sa.ForeignKey("results.document_id"), primary_key=True),
    # Number in the register of conversions: printed in the mark, so people type it.
    sa.Column("serial", sa.Text, nullable=False, unique=True),
    # Body and person who answer for the conversion (Law 20/2023 Art. 12.1.c).
    sa.Column("agency", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    # Time of conversion (Decree 137/2024 Art. 4).
    sa.Column("converted_at", Moment, nullable=False),
    # Images and sheets must agree with the paper (Circular 01/2023 Art. 8); sheets None when nobody counted.
    sa.Column("pages", sa.Integer, nullable=False),
    sa.Column("sheets", sa.Integer),
    # Tie the signed file back to the bytes that were scanned and to the file before mark and signature.
    sa.Column("original_sha256", sa.Text, nullable=False, index=True),
    sa.Column("archive_sha256", sa.Text),
    # What was seen on the paper: seal, stamp, signature.
    sa.Column("seen", sa.JSON),
    # What whoever vouched for it noted, such as a dry seal.
    sa.Column("notes", sa.Text),
    # That file and paper match (Circular 01/2023 Art. 9).
    sa.Column("statement", sa.Text),
    # PAdES level at loading; the ledger knows what became of it since.
    sa.Column("signature_level", sa.Text),
)

result_persons = sa.Table(
    "result_persons",
    metadata,
    sa.Column("document_id", sa.Text, sa.ForeignKey("results.document_id"), primary_key=True),
    # Every personal number in the fields, so that either spouse finds the marriage certificate.
    sa.Column("personal_id", sa.Text, primary_key=True, index=True),
)

result_places = sa.Table(
    "result_places",
    metadata,
    sa.Column("document_id", sa.Text, sa.ForeignKey("results.document_id"), primary_key=True),
    # The field that holds the address as printed; without a row here nobody resolved it.
    sa.Column("field", sa.Text, primary_key=True),
    # Codes of the list that held on the day of the paper; codes are used again, so they mean nothing without it.
    sa.Column("province", sa.Text, nullable=False),
    sa.Column("district", sa.Text),
    sa.Column("commune", sa.Text),
    # Which list that is: a day on which it held, and the edition of the data.
    sa.Column("valid_on", sa.Date, nullable=False),
    sa.Column("list_version", sa.Text, nullable=False),
)

result_units = sa.Table(
    "result_units",
    metadata,
    sa.Column("document_id", sa.Text, sa.ForeignKey("results.document_id"), primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    # Today's code (Decision 19/2025/QĐ-TTg); several where a commune was divided in July 2025.
    sa.Column("code", sa.Text, primary_key=True, index=True),
)

revocations = sa.Table(
    "revocations",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    # Once is enough: nothing is ever un-revoked.
    sa.Column("document_id", sa.Text, sa.ForeignKey("results.document_id"), nullable=False, unique=True),
    sa.Column("revoked_at", Moment, nullable=False),
    # Who answers for it.
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)

outbox = sa.Table(
    "outbox",
    metadata,
    # Also the order in which events happened.
    sa.Column("id", sa.Integer, primary_key=True),
    # 'published' or 'revoked'.
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("document_id", sa.Text, sa.ForeignKey("results.document_id"), nullable=False),
    # Of the result when it happened; with kind and document it makes the event unique, whatever is run twice.
    sa.Column("version", sa.Integer, nullable=False),
    # What a receiver needs to decide whether to ask for more; no personal data, for it leaves the house.
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    # None: still to be sent.
    sa.Column("sent_at", Moment, index=True),
    sa.UniqueConstraint("kind", "document_id", "version"),
)

_UNKNOWN = "Unit, level: empty where unknown."

result_changes = sa.Table(
    "result_changes",
    metadata,
    sa.Column("unit", sa.Text, nullable=False, doc=_UNKNOWN),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("document_type", sa.Text, nullable=False),
    # In Vietnam: of the loading, or of the revocation.
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("loaded", sa.Integer, nullable=False),
    sa.Column("revoked", sa.Integer, nullable=False),
)

result_cells = sa.Table(
    "result_cells",
    metadata,
    sa.Column("unit", sa.Text, primary_key=True, doc=_UNKNOWN),
    sa.Column("level", sa.Text, primary_key=True),
    sa.Column("document_type", sa.Text, primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("loaded", sa.BigInteger, nullable=False),
    sa.Column("revoked", sa.BigInteger, nullable=False),
    # Of the fold that changed it last; folds wait for each other, so versions come in the order of commits.
    sa.Column("version", sa.BigInteger, nullable=False, index=True),
)

result_weeks = sa.Table(
    "result_weeks",
    metadata,
    sa.Column("unit", sa.Text, primary_key=True, doc=_UNKNOWN),
    sa.Column("level", sa.Text, primary_key=True),
    # Its Monday.
    sa.Column("week", sa.Date, primary_key=True),
    sa.Column("loaded", sa.BigInteger, nullable=False),
    sa.Column("revoked", sa.BigInteger, nullable=False),
)
