"""
Rules over whole batches, as suites of Great Expectations that people write without Python.

This room exists so that what a value *may* be is data (``expectations/<document_type>.json``) and not code, and so that a
rule never speaks of "3 % of the rows" but of documents: every failing row comes back to its document as a finding. The
columns that a suite may name are documented in ``columns``, the form of a suite in ``suites``.

Great Expectations and pandas are known here and nowhere else, and are imported when the first suite runs (about 8 s of
processor time, once a process), never when this package is imported.
"""

from pipelines.validate.checking import as_extraction, check

__all__ = ["as_extraction", "check"]
