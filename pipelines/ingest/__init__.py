"""
Receipt: which of the files that were dropped are scans, what the manifest says about them, and what is missing.

Nothing is opened beyond its first bytes here; a scan that is broken inside is received all the same, since a paper that
nobody counts is a lost paper.
"""

from pipelines.ingest.manifest import Row, read_manifest
from pipelines.ingest.receive import Intake, Received, Skipped, changed_while_read, check_content, receive
from pipelines.ingest.separators import separator_sheets

__all__ = [
    "Intake",
    "Received",
    "Row",
    "Skipped",
    "changed_while_read",
    "check_content",
    "read_manifest",
    "receive",
    "separator_sheets",
]
