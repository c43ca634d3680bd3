"""
Room of invented papers: scans of people who do not exist, with the truth beside them.

Tests, tuning and demonstrations need papers by the thousand, and no real person's paper may be used for them. A further
document type is one new module in ``kinds`` and one line in its registry; a further kind of damage is one function in
``damage`` and one line in ``conditions``.
"""

from pipelines.samples.conditions import CONDITIONS
from pipelines.samples.delivery import write_batch, write_holdings
from pipelines.samples.kinds import types
from pipelines.samples.writer import write

__all__ = ["CONDITIONS", "types", "write", "write_batch", "write_holdings"]
